package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func python(path string) bool { return strings.HasSuffix(path, ".py") }

// sample is a small project: name -> content.
var sample = map[string]string{
	"LICENSE":         mitText,
	"a.py":            "def a(): pass\n",
	"b/c.py":          "def c(): pass\n",
	"b/notes.txt":     "no source",
	"copyleft/LICENS": "",
	"gpl/COPYING":     gplText,
	"gpl/d.py":        "def d(): pass\n",
	"large.py":        strings.Repeat("#", 2000),
	"README.md":       "# Use\n\n```python\ndef e(): pass\n```\n\n~~~ java\nclass F {}\n~~~\n",
}

// sampleWalk is what a walk over sample shows, apart from the order.
var sampleWalk = []string{
	"README.md:4 MIT \"def e(): pass\\n\"",
	"a.py:1 MIT \"def a(): pass\\n\"",
	"b/c.py:1 MIT \"def c(): pass\\n\"",
	"gpl/d.py:1 GPL-3.0 \"def d(): pass\\n\"",
}

var sampleOptions = Options{
	Want:        python,
	Fence:       func(word string) bool { return word == "python" },
	MaxFileSize: 1000,
}

// walk opens a source and lists what it yields and what it skips.
func walk(t *testing.T, path string, options Options) (files, skipped []string, info Info) {
	t.Helper()
	options.Skip = func(path string, reason Reason) { skipped = append(skipped, fmt.Sprintf("%s: %s", path, reason)) }
	s, err := Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Walk(t.Context(), func(f *File) error {
		files = append(files, fmt.Sprintf("%s:%d %s %q", f.Path, f.Line, f.License.ID, f.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, skipped, s.Info()
}

func checkSample(t *testing.T, path, kind string) Info {
	t.Helper()
	files, skipped, info := walk(t, path, sampleOptions)
	slices.Sort(files)
	if !slices.Equal(files, sampleWalk) {
		t.Errorf("files:\n%s", strings.Join(files, "\n"))
	}
	if want := []string{"large.py: file too large"}; !slices.Equal(skipped, want) {
		t.Errorf("skipped %q, expected %q", skipped, want)
	}
	if info.Kind != kind || info.License.ID != "MIT" || info.Fingerprint == "" {
		t.Errorf("info %+v", info)
	}
	again, _, _ := walk(t, path, sampleOptions)
	slices.Sort(again)
	if !slices.Equal(again, files) {
		t.Error("a second walk differs")
	}
	return info
}

func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTree(t *testing.T) {
	dir := t.TempDir()
	writeTree(t, dir, sample)
	first := checkSample(t, dir, "tree")
	writeTree(t, dir, map[string]string{"a.py": "def other(): pass\n"})
	if _, _, info := walk(t, dir, sampleOptions); info.Fingerprint == first.Fingerprint {
		t.Error("another content has the same fingerprint")
	}
}

func TestTreeLinks(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	writeTree(t, outside, map[string]string{"secret.py": "x = 1\n"})
	writeTree(t, dir, map[string]string{"a.py": "a = 1\n"})
	for link, target := range map[string]string{
		"link.py": filepath.Join(outside, "secret.py"), "up.py": "../secret.py", "dir": outside, "in.py": "a.py", "loop": ".",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	files, skipped, _ := walk(t, dir, Options{Want: python})
	if want := []string{`a.py:1 none "a = 1\n"`}; !slices.Equal(files, want) {
		t.Errorf("files %q, expected %q", files, want)
	}
	if len(skipped) != 3 {
		t.Errorf("skipped %q, expected the three links that are called .py", skipped)
	}
}

// git runs git in dir, or skips the test where there is none.
func git(t *testing.T, dir string, arguments ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("the git program is not installed")
	}
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"}, arguments...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", arguments, err, out)
	}
}

func TestGit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	writeTree(t, dir, sample)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "first")
	writeTree(t, dir, map[string]string{"a.py": "not committed\n", "new.py": "not committed\n"})
	info := checkSample(t, dir, "git")
	if len(info.Commit) != 40 || info.Fingerprint != info.Commit {
		t.Errorf("commit %q, fingerprint %q", info.Commit, info.Fingerprint)
	}

	bare := filepath.Join(t.TempDir(), "bare")
	git(t, dir, "clone", "-q", "--bare", dir, bare)
	if got := checkSample(t, bare, "git"); got != info {
		t.Errorf("bare: %+v, expected %+v", got, info)
	}

	// A partial clone, whose missing blobs must not be fetched.
	partial := filepath.Join(t.TempDir(), "partial")
	git(t, dir, "config", "uploadpack.allowFilter", "true")
	git(t, dir, "clone", "-q", "--bare", "--no-local", "--filter=blob:limit=1k", "file://"+dir, partial)
	if err := os.Remove(filepath.Join(partial, "config")); err != nil {
		t.Fatal(err)
	}
	files, skipped, _ := walk(t, partial, sampleOptions)
	if len(files) != len(sampleWalk) || !slices.Equal(skipped, []string{"large.py: content missing"}) {
		t.Errorf("partial: files %q, skipped %q", files, skipped)
	}
}

func TestGitWithoutCommit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	if _, err := Open(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "rev-parse") {
		t.Errorf("error %v, expected one of git rev-parse", err)
	}
}

func TestGitStopsEarly(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	files := make(map[string]string)
	for i := range 300 {
		files[fmt.Sprintf("%d.py", i)] = strings.Repeat("x = 1\n", 1000) // more than a pipe holds
	}
	writeTree(t, dir, files)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "first")
	s, err := Open(t.Context(), dir, Options{Want: python})
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	if err := s.Walk(t.Context(), func(*File) error { return stop }); err != stop {
		t.Errorf("error %v, expected yield's", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.Walk(ctx, func(*File) error { cancel(); return nil })
	if err != context.Canceled {
		t.Errorf("error %v, expected the context's", err)
	}
}

// names returns the names of sample with the licence last, where a reader from
// front to back meets it too late.
func names() []string {
	var list []string
	for name := range sample {
		list = append(list, name)
	}
	slices.Sort(list)
	slices.Reverse(list)
	return list
}

func TestZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names() {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(sample[name]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	checkSample(t, writeFile(t, "src.zip", b.Bytes()), "zip")
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func tarBytes(t *testing.T, extra ...*tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range names() {
		if err := w.WriteHeader(&tar.Header{Name: "./" + name, Mode: 0o644, Size: int64(len(sample[name]))}); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(sample[name]))
	}
	for _, h := range extra {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipBytes(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstdBytes(t *testing.T, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestTar(t *testing.T) {
	plain := tarBytes(t)
	checkSample(t, writeFile(t, "src.tar", plain), "tar")
	checkSample(t, writeFile(t, "src.tar.gz", gzipBytes(t, plain)), "tar")
	checkSample(t, writeFile(t, "src.tar.zst", zstdBytes(t, plain)), "tar")
	link := tarBytes(t, &tar.Header{Name: "../../l.py", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"})
	_, skipped, _ := walk(t, writeFile(t, "l.tar", link), sampleOptions)
	if !slices.Contains(skipped, "l.py: symbolic link or special file") {
		t.Errorf("skipped %q: no link among it", skipped)
	}
	if _, err := Open(t.Context(), writeFile(t, "cut.tar.gz", gzipBytes(t, plain)[:300]), sampleOptions); err == nil {
		t.Error("an archive that is cut off opens")
	}
}

func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("decompresses 128 MB")
	}
	bomb := make([]byte, 128<<20)
	for name, data := range map[string][]byte{"b.jsonl.gz": gzipBytes(t, bomb), "b.jsonl.zst": zstdBytes(t, bomb)} {
		s, err := Open(t.Context(), writeFile(t, name, data), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Walk(t.Context(), func(*File) error { return nil }); !errors.Is(err, errBomb) {
			t.Errorf("%s: error %v, expected %v", name, err, errBomb)
		}
	}
}

func TestJSONL(t *testing.T) {
	lines := []string{
		`{"repo_name":"o/r","ref":"refs/heads/main","path":"a.py","content":"x = 1\n","license":"mit","copies":"3"}`,
		`{"repo_name":"o/s","commit":"abc","path":"b.py","content":"y = 1\n","license":"gpl-3.0"}`,
		``,
		`{"repo_name":"o/s","path":"c.txt","content":"no source"}`,
		`{"repo_name":"o/s","path":"d.py"}`,
		`{"repo_name":"o/s","path":"d.py","content":null}`,
		`{"repo_name":"o/s","path":"../../e.py","content":"z = 1\n"}`,
		`not JSON`,
		`{"path":"f.py","binary":true,"content":"x"}`,
		`{"path":"g.py","content":"` + strings.Repeat("x", 2000) + `"}`,
		`{"path":"h.py","content":"last"}`,
	}
	text := []byte(strings.Join(lines, "\n")) // no line feed at the end
	want := []string{`a.py:1 MIT "x = 1\n"`, `b.py:1 GPL-3.0 "y = 1\n"`, `e.py:1 none "z = 1\n"`, `h.py:1 none "last"`}
	skips := []string{"line 5: malformed record", "line 6: malformed record", "line 8: malformed record", "line 9: malformed record", "g.py: file too large"}
	for name, data := range map[string][]byte{"d.jsonl": text, "d.jsonl.gz": gzipBytes(t, text), "d.jsonl.zst": zstdBytes(t, text)} {
		files, skipped, info := walk(t, writeFile(t, name, data), sampleOptions)
		if !slices.Equal(files, want) || !slices.Equal(skipped, skips) || info.Kind != "jsonl" {
			t.Errorf("%s: files %q\nskipped %q\ninfo %+v", name, files, skipped, info)
		}
	}
	s, err := Open(t.Context(), writeFile(t, "d.jsonl", text), sampleOptions)
	if err != nil {
		t.Fatal(err)
	}
	var origins []string
	if err := s.Walk(t.Context(), func(f *File) error { origins = append(origins, f.Repository+"@"+f.Commit); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"o/r@refs/heads/main", "o/s@abc", "o/s@", "@"}; !slices.Equal(origins, want) {
		t.Errorf("origins %q, expected %q", origins, want)
	}
}

func TestMarkdown(t *testing.T) {
	text := strings.Join([]string{
		"Text with `code` and ```inline``` code.",
		"", "```C++", "int f();", "```", // 4
		"- in a list", "", "  ```{.python}", "  def f():", "    pass", "  ```", // 9
		"````java title=\"A\"", "```", "still code", "`````", // 13
		"~~~", "no language", "~~~~ not a close", "~~~", // 17
		"```python", "the end of the document closes it", // 21
	}, "\n")
	files, _, _ := walk(t, writeFile(t, "notes.md", []byte(text)), Options{})
	want := []string{
		`notes.md:4 none "int f();\n"`,
		`notes.md:9 none "def f():\n  pass\n"`,
		"notes.md:13 none \"```\\nstill code\\n\"",
		`notes.md:17 none "no language\n~~~~ not a close\n"`,
		`notes.md:21 none "the end of the document closes it"`,
	}
	if !slices.Equal(files, want) {
		t.Errorf("blocks:\n%s\nexpected:\n%s", strings.Join(files, "\n"), strings.Join(want, "\n"))
	}
	for word, want := range map[string]string{"{.python .numberLines}": "python", " C++ x": "c++", "java:A.java": "java", "": ""} {
		if got := infoWord(word); got != want {
			t.Errorf("info string %q names %q, expected %q", word, got, want)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	for name, path := range map[string]string{
		"nothing there":    filepath.Join(t.TempDir(), "none"),
		"unknown kind":     writeFile(t, "a.xyz", nil),
		"no zip":           writeFile(t, "a.zip", []byte("PK")),
		"no tar":           writeFile(t, "a.tar", bytes.Repeat([]byte("x"), 1024)),
		"gzip of nothing":  writeFile(t, "a.tar.gz", []byte{0x1f, 0x8b}),
		"a device":         os.DevNull,
		"zstd of nonsense": writeFile(t, "a.tar.zst", []byte{0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3}),
	} {
		if _, err := Open(t.Context(), path, Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"repo_name":"o/r","path":"a.py","content":"x","license":"mit"}`))
	f.Add([]byte("\n{}\n{\"path\":\"..\",\"content\":\"\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := writeFile(t, "d.jsonl", data)
		s, err := Open(t.Context(), path, Options{MaxFileSize: 100})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Walk(t.Context(), func(f *File) error {
			if f.Path == "" || strings.HasPrefix(f.Path, "/") || strings.HasPrefix(f.Path, "../") || len(f.Data) > 100 {
				t.Errorf("file %q of %d bytes", f.Path, len(f.Data))
			}
			return nil
		})
		if err != nil && !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) && !bytes.HasPrefix(data, []byte{0x28, 0xb5}) {
			t.Error(err)
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	f.Add([]byte("```java\nclass A {}\n```\n"))
	f.Add([]byte("~~~\n ~~~~"))
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		for _, b := range fencedBlocks(data) {
			total += len(b.code)
			if b.line < 2 {
				t.Errorf("block at line %d", b.line)
			}
		}
		if total > len(data) {
			t.Errorf("blocks of %d bytes in a document of %d", total, len(data))
		}
	})
}
