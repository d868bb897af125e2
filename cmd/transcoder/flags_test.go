package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"transcoder/cmd/transcoder/internal/app"
)

// TestFlagsHaveScripts finds each flag of translating, by its long name or its
// letter, on a command line of some script.
func TestFlagsHaveScripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]map[string]bool{} // by command
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(script)) {
			_, command, found := strings.Cut(line, "transcoder ")
			words := strings.Fields(command)
			if !found || len(words) == 0 {
				continue
			}
			if used[words[0]] == nil {
				used[words[0]] = map[string]bool{}
			}
			for _, word := range words[1:] {
				name, _, _ := strings.Cut(word, "=")
				used[words[0]][name] = true
			}
		}
	}
	root := app.NewCmdRoot(&app.Dependencies{IO: app.SystemStreams()})
	for _, name := range []string{"translate", "explain"} {
		cmd, _, err := root.Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		cmd.Flags().AddFlagSet(root.PersistentFlags())
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			if !used[name]["--"+flag.Name] && (flag.Shorthand == "" || !used[name]["-"+flag.Shorthand]) {
				t.Errorf("%s --%s is in no script", name, flag.Name)
			}
		})
	}
}
