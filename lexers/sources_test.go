package lexers

import (
	"archive/zip"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// realSources says where real source files lie on machines that have them: the
// standard libraries of the languages. TRANSCODER_SOURCES, a list of directories
// and ZIP files as PATH is one, adds others.
var realSources = [LanguageCount][]string{
	Python: {"/usr/lib/python3*", "/usr/local/lib/python3*", "/opt/*/lib/python3*"},
	CPP:    {"/usr/include/c++/*", "/usr/include/boost"},
	Java:   {"/usr/lib/jvm/*/lib/src.zip", "/usr/lib/jvm/*/src.zip", "/opt/*/lib/src.zip"},
}

// sourceFile is one real file, in a directory or an archive.
type sourceFile struct {
	path string
	open func() (io.ReadCloser, error)
}

// listSources lists the real files of a language, in the order of their paths.
func listSources(t testing.TB, language Language) []sourceFile {
	t.Helper()
	patterns := append([]string{}, realSources[language]...)
	patterns = append(patterns, filepath.SplitList(os.Getenv("TRANSCODER_SOURCES"))...)
	var files []sourceFile
	for _, pattern := range patterns {
		roots, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, root := range roots {
			if strings.HasSuffix(root, ".zip") {
				files = append(files, listArchive(t, language, root)...)
				continue
			}
			filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
				if err == nil && d.Type().IsRegular() && isSource(language, path) {
					files = append(files, sourceFile{path, func() (io.ReadCloser, error) { return os.Open(path) }})
				}
				return nil // what can't be read is left out
			})
		}
	}
	slices.SortFunc(files, func(a, b sourceFile) int { return strings.Compare(a.path, b.path) })
	return files
}

func listArchive(t testing.TB, language Language, root string) []sourceFile {
	archive, err := zip.OpenReader(root)
	if err != nil {
		return nil // a link to a package that is not installed
	}
	t.Cleanup(func() { archive.Close() })
	var files []sourceFile
	for _, f := range archive.File {
		if isSource(language, f.Name) {
			files = append(files, sourceFile{root + ":" + f.Name, f.Open})
		}
	}
	return files
}

// isSource reports whether a file is of the language. Standard C++ headers have
// no extension.
func isSource(language Language, path string) bool {
	l, ok := LanguageOfPath(path)
	return ok && l == language || language == CPP && filepath.Ext(path) == "" && strings.Contains(path, "/c++/")
}

// sampleSources reads files of a language, drawn with a fixed seed, until they
// have size bytes; 0 takes all. It skips the test where there are none.
func sampleSources(t testing.TB, language Language, size int) (files [][]byte, total int) {
	t.Helper()
	all := listSources(t, language)
	if len(all) == 0 {
		t.Skipf("no %v sources at %v: name some in TRANSCODER_SOURCES", language, realSources[language])
	}
	if size > 0 {
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	for _, f := range all {
		if size > 0 && total >= size {
			break
		}
		r, err := f.open()
		if err != nil {
			continue
		}
		source, err := io.ReadAll(r)
		r.Close()
		if err != nil || len(source) == 0 || size > 0 && len(source) > size/4 {
			continue
		}
		files = append(files, source)
		total += len(source)
	}
	return files, total
}
