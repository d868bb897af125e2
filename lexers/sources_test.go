package lexers

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"transcoder/corpora/source"
)

// realSources says where real source files lie on machines that have them: the
// standard libraries of the languages. TRANSCODER_SOURCES, a list as PATH is one of
// anything that package source reads, adds others.
var realSources = [LanguageCount][]string{
	Python: {"/usr/lib/python3*", "/usr/local/lib/python3*", "/opt/*/lib/python3*"},
	CPP:    {"/usr/include/c++/*", "/usr/include/boost"},
	Java:   {"/usr/lib/jvm/*/lib/src.zip", "/usr/lib/jvm/*/src.zip", "/opt/*/lib/src.zip"},
}

// sourceRoots returns the sources for a language, each once: the JDK's src.zip
// has several links.
func sourceRoots(t testing.TB, language Language) []string {
	t.Helper()
	var roots []string
	for _, pattern := range append(slices.Clone(realSources[language]), filepath.SplitList(os.Getenv("TRANSCODER_SOURCES"))...) {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range matches {
			// What can't be resolved is a link to a package that is not installed.
			if root, err := filepath.EvalSymlinks(match); err == nil && !slices.Contains(roots, root) {
				roots = append(roots, root)
			}
		}
	}
	return roots
}

// eachSource yields real files of a language, drawn with a fixed seed, until they
// have size bytes; 0 yields all. It skips the test where there are none.
func eachSource(t testing.TB, language Language, size int, yield func(path string, text []byte)) {
	t.Helper()
	type place struct{ root, path string }
	var chosen map[place]bool // nil takes all
	if size > 0 {
		var all []place
		walkSources(t, language, func(root, path string) bool {
			all = append(all, place{root, path})
			return false
		}, 0, nil)
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		chosen = map[place]bool{}
		for _, p := range all[:min(len(all), 200)] {
			chosen[p] = true
		}
	}
	files, total := 0, 0
	walkSources(t, language, func(root, path string) bool { return chosen == nil || chosen[place{root, path}] }, size/4,
		func(path string, text []byte) {
			files++
			if size == 0 || total < size {
				total += len(text)
				yield(path, text)
			}
		})
	if files == 0 {
		t.Skipf("no %v sources at %v: name some in TRANSCODER_SOURCES", language, realSources[language])
	}
}

// walkSources yields the files of a language that want takes and that have at
// most limit bytes; 0 is what Parse takes.
func walkSources(t testing.TB, language Language, want func(root, path string) bool, limit int, yield func(path string, text []byte)) {
	t.Helper()
	if limit == 0 {
		limit = MaxSourceSize
	}
	for _, root := range sourceRoots(t, language) {
		opened, err := source.Open(context.Background(), root, source.Options{
			Want:        func(path string) bool { return isSource(language, root, path) && want(root, path) },
			MaxFileSize: int64(limit),
		})
		if err == nil {
			err = opened.Walk(context.Background(), func(f *source.File) error {
				if len(f.Data) > 0 {
					yield(root+":"+f.Path, f.Data)
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, os.ErrPermission) {
			t.Fatalf("%s: %v", root, err)
		}
	}
}

// isSource reports whether a file is of the language. Standard C++ headers have
// no extension.
func isSource(language Language, root, path string) bool {
	l, ok := LanguageOfPath(path)
	return ok && l == language || language == CPP && filepath.Ext(path) == "" && strings.Contains(root, "/c++/")
}
