// Package transcoder_test holds the tests of the module as a whole.
package transcoder_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "transcoder"

// everything stands for all packages of the module.
const everything = "*"

// imports says which packages of the module each package may import. A package
// that is not listed, or an edge that is not, fails the test: whoever adds one
// decides it here, and in docs/architecture.md. Test files may import more.
var imports = map[string][]string{
	"lexers":                      {},
	"lexers/grammar":              {"lexers"},
	"corpora/source":              {},
	"corpora/bpe":                 {},
	"corpora":                     {"lexers", "corpora/source", "corpora/bpe"},
	"seq2seq/kernels":             {},
	"seq2seq/ops":                 {"seq2seq/kernels"},
	"seq2seq/beam":                {},
	"seq2seq":                     {"seq2seq/ops", "seq2seq/kernels"},
	"seq2seq/checkpoint":          {"seq2seq", "corpora/bpe"},
	"xlm":                         {"corpora", "seq2seq"},
	"dae":                         {"corpora", "seq2seq"},
	"backtranslate":               {"corpora", "lexers/grammar", "seq2seq", "seq2seq/beam"},
	"train":                       {"seq2seq", "seq2seq/checkpoint"},
	"translate":                   {"lexers", "lexers/grammar", "corpora/bpe", "seq2seq", "seq2seq/beam", "seq2seq/checkpoint", "translate/adapt", "translate/carry", "translate/infer"},
	"translate/adapt":             {"lexers", "translate/carry"},
	"translate/carry":             {"lexers"},
	"translate/infer":             {"lexers"},
	"translate/convert":           {"translate", "lexers", "corpora/source"},
	"translate/convert/queue":     {"translate"},
	"evaluate":                    {"lexers", "verify"},
	"verify/sandbox":              {},
	"verify":                      {"lexers", "verify/sandbox"},
	"tui":                         {"translate", "lexers", "verify"},
	"tui/picture":                 {},
	"models":                      {},
	"models/curves":               {},
	"cmd/transcoder/internal/app": {everything},
	"cmd/transcoder":              {"cmd/transcoder/internal/app"},
}

// TestImports parses the import clauses of every package's files, whatever their
// build tags. It reads the files itself rather than ask go list: a test that
// only starts another program is cached and keeps passing.
func TestImports(t *testing.T) {
	found := map[string]bool{}
	for file := range sources(t) {
		dir := path.Dir(file)
		found[dir] = true
		allowed, listed := imports[dir]
		if !listed {
			t.Errorf("%s: package %q is not in the import table of architecture_test.go", file, dir)
			continue
		}
		for _, imported := range importsOf(t, file) {
			own, ok := strings.CutPrefix(imported, module+"/")
			if !ok || slices.Contains(allowed, everything) || slices.Contains(allowed, own) {
				continue
			}
			t.Errorf("%s: package %q may not import %q: expected one of %v", file, dir, own, allowed)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(imports)) {
		if !found[dir] {
			t.Errorf("package %q of the import table has no Go files", dir)
		}
	}
}

// TestForeignModules holds the rules about modules that are not
// ours: each of these has one package that knows it.
func TestForeignModules(t *testing.T) {
	owners := map[string]string{
		"github.com/smacker/go-tree-sitter":  "lexers",
		"gorgonia.org/":                      "seq2seq/ops",
		"github.com/spf13/cobra":             "cmd/transcoder/internal/app",
		"github.com/elastic/go-seccomp-bpf":  "verify/sandbox",
		"github.com/charmbracelet/bubbletea": "tui",
		"github.com/alecthomas/chroma/":      "tui",
		"github.com/nats-io/":                "translate/convert/queue",
	}
	for file := range sources(t) {
		for _, imported := range importsOf(t, file) {
			for prefix, owner := range owners {
				if strings.HasPrefix(imported, prefix) && path.Dir(file) != owner {
					t.Errorf("%s: imports %q, which only %q may", file, imported, owner)
				}
			}
		}
	}
}

// sources yields the slash-separated paths of the module's Go files, tests left
// out, and folders that the go command ignores.
func sources(t *testing.T) func(yield func(string) bool) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if file != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(file, "go.mod")); file != "." && err == nil {
				return fs.SkipDir // another module
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, filepath.ToSlash(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Values(files)
}

// importsOf returns the paths that a file imports.
func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		paths = append(paths, imported)
	}
	return paths
}
