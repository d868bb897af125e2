package app

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"transcoder/tui"
)

// TestViewOfAConversion opens the folder of a conversion: its journal says how files
// stand, and a file that is opened has its source beside its translation.
func TestViewOfAConversion(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"src/lib/add.py": "def add(a, b):\n    return a + b\n",
		"src/own.java":   "class Own {}\n",
		"src/bad.py":     "def f():\n    return 1\x00\n",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(folder, "out")
	model := filepath.Join("..", "..", "..", "..", "translate", "testdata", "fixture.transcoder")
	streams := &IOStreams{In: strings.NewReader(""), Out: &strings.Builder{}, Err: &strings.Builder{}}
	if code := Main([]string{"convert", filepath.Join(folder, "src"), "--to", "java", "--out", out, "--model", model, "-q"}, streams); code != exitPartial {
		t.Fatalf("exit code %d: %s", code, streams.Err)
	}
	s, err := openConversion(out, &checker{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	names, err := s.Files(t.Context())
	if want := []string{"bad.py", "lib/add.py"}; err != nil || !reflect.DeepEqual(names, want) {
		t.Errorf("files %v, %v, want %v", names, err, want)
	}
	for name, want := range map[string]tui.Record{"bad.py": {Failed: true}, "lib/add.py": {Functions: 1}} {
		if got := s.(tui.Recorder).Recorded(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if _, err := s.Read(t.Context(), "bad.py"); err == nil || !strings.HasPrefix(err.Error(), "bad.py: ") {
		t.Errorf("a file that failed: error %v", err)
	}
	document, err := s.Read(t.Context(), "lib/add.py")
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := s.Outline(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, b := range blocks {
		found = found || b.Name == "add" && b.First == 1 && strings.Contains(b.Target, "int add(int a, int b)")
	}
	if !found {
		t.Errorf("add has no translation beside it: %+v", blocks)
	}
	if none, err := openConversion(filepath.Join(folder, "src"), &checker{}); none != nil || err != nil {
		t.Errorf("a folder without a conversion: %v, %v", none, err)
	}
}
