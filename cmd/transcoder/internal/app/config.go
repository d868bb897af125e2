package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flag that the command line does not set has its value from the first of these
// that names it:
//
//	TRANSCODER_BEAM=8                       the environment
//	.transcoder.toml                        the project's, in the working directory or the nearest above it
//	~/.config/transcoder/config.toml        the user's (XDG)
//
// or from the file that --config names, instead of the two files. A key is a
// flag's name; in a table named as a command ([translate], [corpus.build]) it
// counts for that command, outside tables for every command that has it.

const (
	environmentPrefix = "TRANSCODER_"
	projectConfig     = ".transcoder.toml"
	userConfig        = "transcoder/config.toml"
)

// maxConfig is the most bytes that a configuration file may have.
const maxConfig = 1 << 20

// unconfigured are flags that make no sense outside of a command line.
var unconfigured = map[string]bool{"help": true, "config": true, "version": true}

// configure sets the flags of cmd that the command line left out. The error names
// the variable, or the file and line.
func configure(cmd *cobra.Command) error {
	given := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { given[f.Name] = f.Changed })
	set := func(f *pflag.Flag, value, place string) error {
		if given[f.Name] || unconfigured[f.Name] {
			return nil
		}
		given[f.Name] = true
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			return usageErrorf("%s: %s: %w", place, f.Name, err)
		}
		return nil
	}
	var failed error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		variable := environmentPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := os.Getenv(variable); value != "" && failed == nil {
			failed = set(f, value, "environment variable "+variable)
		}
	})
	if failed != nil {
		return failed
	}
	files, err := configFiles(cmd)
	if err != nil {
		return err
	}
	path := strings.ReplaceAll(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" "), " ", ".")
	for _, file := range files {
		settings, err := readConfig(file, cmd.Root())
		if err != nil {
			return err
		}
		// What a file says of the command counts before what it says of all.
		for _, table := range []string{path, ""} {
			for _, s := range settings {
				if f := cmd.Flags().Lookup(s.flag); s.table == table && f != nil {
					if err := set(f, s.value, s.place); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// configFiles returns the files that count, the first before the second.
func configFiles(cmd *cobra.Command) ([]string, error) {
	chosen, err := cmd.Flags().GetString("config")
	if err == nil && chosen == "" {
		chosen = os.Getenv(environmentPrefix + "CONFIG")
	}
	if chosen != "" {
		if _, err := os.Stat(chosen); err != nil {
			return nil, inputError(fmt.Errorf("configuration %s: %w", chosen, reason(err)))
		}
		return []string{chosen}, nil
	}
	var files []string
	if folder, err := os.Getwd(); err == nil {
		for {
			path := filepath.Join(folder, projectConfig)
			if _, err := os.Stat(path); err == nil {
				files = append(files, path)
				break
			}
			above := filepath.Dir(folder)
			if above == folder {
				break
			}
			folder = above
		}
	}
	xdg.Reload() // the environment may not be that of the process's start
	if path, err := xdg.SearchConfigFile(userConfig); err == nil {
		files = append(files, path)
	}
	return files, nil
}

// setting is a line of a configuration file.
type setting struct {
	table string // the command, dotted; "" for all
	flag  string
	value string
	place string // file:line
}

// readConfig reads a file. A table that is no command, and a key that is no flag
// of its command, are errors: a misspelled key would be silently without effect.
func readConfig(path string, root *cobra.Command) ([]setting, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, inputError(fmt.Errorf("configuration %s: %w", path, reason(err)))
	}
	if len(data) > maxConfig {
		return nil, inputError(fmt.Errorf("configuration %s: has %d bytes, expected at most %d", path, len(data), maxConfig))
	}
	line := func(offset int) int { return 1 + bytes.Count(data[:min(max(offset, 0), len(data))], []byte("\n")) }
	var settings []setting
	var parser unstable.Parser
	parser.Reset(data)
	table := ""
	for parser.NextExpression() {
		e := parser.Expression()
		var keys []string
		at := 0
		for it := e.Key(); it.Next(); {
			if node := it.Node(); len(keys) == 0 {
				at = line(int(node.Raw.Offset))
				keys = append(keys, string(node.Data))
			} else {
				keys = append(keys, string(node.Data))
			}
		}
		place := fmt.Sprintf("%s:%d", path, at)
		name := strings.Join(keys, ".")
		switch e.Kind {
		case unstable.Table:
			if findCommand(root, keys) == nil {
				return nil, usageErrorf("%s: [%s] is no command of transcoder", place, name)
			}
			table = name
		case unstable.KeyValue:
			command, flag := table, keys[len(keys)-1]
			if len(keys) > 1 {
				command = strings.TrimPrefix(table+"."+strings.Join(keys[:len(keys)-1], "."), ".")
			}
			if !knownFlag(root, command, flag) {
				where := "any command"
				if command != "" {
					where = "transcoder " + strings.ReplaceAll(command, ".", " ")
				}
				return nil, usageErrorf("%s: %s is no flag of %s", place, flag, where)
			}
			value, err := settingValue(e.Value())
			if err != nil {
				return nil, usageErrorf("%s: %s: %w", place, name, err)
			}
			settings = append(settings, setting{command, flag, value, place})
		default:
			return nil, usageErrorf("%s: lists of tables mean nothing here", place)
		}
	}
	if err := parser.Error(); err != nil {
		at := len(data)
		var syntax *unstable.ParserError
		if errors.As(err, &syntax) && len(syntax.Highlight) > 0 {
			at = bytes.Index(data, syntax.Highlight)
			if r := parser.Range(syntax.Highlight); int(r.Offset) <= len(data) {
				at = int(r.Offset)
			}
		}
		return nil, usageErrorf("%s:%d: %w", path, line(at), err)
	}
	return settings, nil
}

// settingValue is a value as a command line would have it; a list's elements are
// separated by commas.
func settingValue(node *unstable.Node) (string, error) {
	switch node.Kind {
	case unstable.String, unstable.Integer, unstable.Float:
		return string(node.Data), nil
	case unstable.Bool:
		return strconv.FormatBool(string(node.Data) == "true"), nil
	case unstable.Array:
		var parts []string
		for it := node.Children(); it.Next(); {
			part, err := settingValue(it.Node())
			if err != nil {
				return "", err
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, ","), nil
	}
	return "", fmt.Errorf("expected text, a number, true or false")
}

// findCommand returns the command of a path of names; nil for none.
func findCommand(root *cobra.Command, path []string) *cobra.Command {
	at := root
	for _, name := range path {
		i := slices.IndexFunc(at.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
		if i < 0 {
			return nil
		}
		at = at.Commands()[i]
	}
	return at
}

// knownFlag reports whether a command, or with "" any command, has a flag.
func knownFlag(root *cobra.Command, command, flag string) bool {
	if unconfigured[flag] {
		return false
	}
	at := root
	if command != "" {
		if at = findCommand(root, strings.Split(command, ".")); at == nil {
			return false
		}
	}
	if at.Flags().Lookup(flag) != nil || at.PersistentFlags().Lookup(flag) != nil || at.InheritedFlags().Lookup(flag) != nil {
		return true
	}
	if command != "" {
		return false
	}
	for _, c := range at.Commands() {
		path := strings.TrimPrefix(c.CommandPath(), root.Name()+" ")
		if knownFlag(root, strings.ReplaceAll(path, " ", "."), flag) || slices.ContainsFunc(c.Commands(), func(inner *cobra.Command) bool { return inner.Flags().Lookup(flag) != nil }) {
			return true
		}
	}
	return false
}
