package corpora

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// SourceSpec is a source of a corpus.
type SourceSpec struct {
	// Name is how reports and manifest call the source, and what the split goes by:
	// owner/repository as a rule. "" takes the last part of Path.
	Name string `toml:"name"`

	// Path is where the source lies: whatever source.Open opens.
	Path string `toml:"path"`

	// License is the SPDX identifier that holds for all of it, instead of what its
	// licence files say. "" reads those.
	License string `toml:"license"`

	// Weight is how often a function of the source is drawn in training, relative to
	// one of weight 1. 0 means 1.
	Weight float64 `toml:"weight"`

	// Domain groups sources in reports: "algo", "lib".
	Domain string `toml:"domain"`

	// Strict drops a function for a single renamed window that an evaluation suite
	// has, too: for sources known to hold partial copies of one.
	Strict bool `toml:"strict"`

	// Split puts the source into train, valid or test. "" lets Build choose.
	Split string `toml:"split"`

	// Only and Exclude are directories and files of the source, slash-separated: only
	// these are read, those are left out. Only empty reads all.
	Only    []string `toml:"only"`
	Exclude []string `toml:"exclude"`
}

func (s *SourceSpec) validate() error {
	if s.Path == "" {
		return errors.New("no path")
	}
	if s.Weight < 0 {
		return fmt.Errorf("weight is %g, expected 0 or more", s.Weight)
	}
	if s.Split != "" {
		if _, err := ParseSplit(s.Split); err != nil {
			return err
		}
	}
	return nil
}

// reads reports whether Only and Exclude let a path through.
func (s *SourceSpec) reads(name string) bool {
	in := func(list []string) bool {
		for _, prefix := range list {
			prefix = path.Clean(prefix)
			if rest, ok := strings.CutPrefix(name, prefix); ok && (rest == "" || rest[0] == '/') {
				return true
			}
		}
		return false
	}
	return (len(s.Only) == 0 || in(s.Only)) && !in(s.Exclude)
}

// maxSourcesFile bounds a sources file, in bytes.
const maxSourcesFile = 16 << 20

var variable = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*\}`)

// ReadSources reads a sources file: TOML with a [[source]] table for each, whose
// keys are SourceSpec's. The order matters: of functions that are nearly the same
// the first is kept. In paths ${NAME} stands for what lookup returns, as
// os.LookupEnv does; a relative path begins at the directory of the file. Unknown
// keys are errors.
func ReadSources(file string, lookup func(name string) (string, bool)) ([]SourceSpec, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	defer f.Close()
	specs, err := parseSources(io.LimitReader(f, maxSourcesFile), filepath.Dir(file), lookup)
	if err != nil {
		return nil, fmt.Errorf("read sources %s: %w", file, err)
	}
	return specs, nil
}

func parseSources(r io.Reader, dir string, lookup func(name string) (string, bool)) ([]SourceSpec, error) {
	var file struct {
		Source []SourceSpec `toml:"source"`
	}
	if err := toml.NewDecoder(r).DisallowUnknownFields().Decode(&file); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return nil, fmt.Errorf("unknown key:\n%s", strict.String())
		}
		return nil, err
	}
	if len(file.Source) == 0 {
		return nil, errors.New("no [[source]] in it")
	}
	names := make(map[string]bool)
	for i := range file.Source {
		s := &file.Source[i]
		if err := s.validate(); err != nil {
			return nil, fmt.Errorf("source %d, %q: %w", i+1, s.Name, err)
		}
		var missing string
		s.Path = variable.ReplaceAllStringFunc(s.Path, func(v string) string {
			value, ok := lookup(v[2 : len(v)-1])
			if !ok {
				missing = v
			}
			return value
		})
		if missing != "" {
			return nil, fmt.Errorf("source %d, %q: %s is not set", i+1, s.Name, missing)
		}
		if !filepath.IsAbs(s.Path) {
			s.Path = filepath.Join(dir, s.Path)
		}
		if s.Name != "" && names[s.Name] {
			return nil, fmt.Errorf("source %d: the name %q comes twice", i+1, s.Name)
		}
		names[s.Name] = true
	}
	return file.Source, nil
}
