package convert

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
)

// parrot stands in for a model: it quotes its sources. Tests of the command have
// a real one.
type parrot struct {
	mu    sync.Mutex
	seen  []string
	onAll func() error // called with each window
}

func (p *parrot) TranslateAll(ctx context.Context, requests []translate.Request) ([]translate.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.onAll != nil {
		if err := p.onAll(); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var all []translate.Outcome
	for _, r := range requests {
		p.seen = append(p.seen, r.Path)
		if bytes.Contains(r.Source, []byte("unreadable")) {
			all = append(all, translate.Outcome{Err: errors.New("line 1: no text")})
			continue
		}
		if bytes.Contains(r.Source, []byte("no function")) {
			all = append(all, translate.Outcome{Result: &translate.Result{
				Code: "// nothing", Diagnostics: []translate.Diagnostic{{Path: r.Path, Severity: translate.Failure, Message: "nothing to translate"}},
			}})
			continue
		}
		all = append(all, translate.Outcome{Result: &translate.Result{
			Code:      fmt.Sprintf("// %s %s\n// %s", r.Path, r.Class, r.Source),
			Functions: []translate.Function{{Name: "f", Line: 1, Hypotheses: []translate.Hypothesis{{Code: string(r.Source), Parses: true, Origin: translate.OriginModel}}}},
		}})
	}
	return all, nil
}

func convertAll(t *testing.T, translator Translator, options Options) (*Summary, error) {
	t.Helper()
	options.To = lexers.Java
	plan, err := NewPlan(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	return plan.Run(t.Context(), translator)
}

// outputs are the files of a folder without the conversion's own.
func outputs(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.Name() == Folder {
			return fs.SkipDir
		}
		if entry.IsDir() {
			return nil
		}
		data, err := os.ReadFile(name)
		all[strings.TrimPrefix(filepath.ToSlash(name), filepath.ToSlash(folder)+"/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOnlyWhatChangedIsTranslated(t *testing.T) {
	source, out := t.TempDir(), t.TempDir()
	write(t, source, "a.py", "a")
	write(t, source, "b.py", "b")
	write(t, source, "B.cpp", "c")
	write(t, source, "B.java", "own")
	write(t, source, "bad.py", "unreadable")
	write(t, source, "empty.py", " \n")
	options := Options{Sources: []string{source}, Out: out, Identity: "model 1"}
	run := func(reason string, want ...string) *Summary {
		t.Helper()
		p := &parrot{}
		s, err := convertAll(t, p, options)
		if err != nil {
			t.Fatalf("%s: %v", reason, err)
		}
		if fmt.Sprint(p.seen) != fmt.Sprint(want) {
			t.Errorf("%s: translated %v, want %v", reason, p.seen, want)
		}
		return s
	}
	s := run("first run", "B.cpp", "a.py", "b.py", "bad.py")
	got := outputs(t, out)
	want := map[string]string{"A.java": "// a.py A\n// a", "B.java": "own", "BPython.java": "// b.py BPython\n// b", "BCpp.java": "// B.cpp BCpp\n// c"}
	if !maps.Equal(got, want) {
		t.Errorf("outputs: %q, want %q", got, want)
	}
	if s.States[Translated] != 3 || s.States[Copied] != 1 || s.States[Failed] != 1 || s.States[Skipped] != 1 || s.Waiting != 0 || s.Complete() {
		t.Errorf("summary: %+v", s)
	}
	run("nothing changed")
	write(t, source, "a.py", "a2")
	run("a source changed", "a.py")
	if err := os.Remove(filepath.Join(out, "A.java")); err != nil {
		t.Fatal(err)
	}
	run("an output has gone", "a.py")
	write(t, out, "A.java", "edited")
	run("an output was edited, its source not")
	write(t, source, "a.py", "a3")
	if s = run("both were"); s.States[Skipped] != 2 || outputs(t, out)["A.java"] != "edited" {
		t.Errorf("edited output: %+v", s.States)
	}
	options.Identity = "model 2"
	run("another model", "B.cpp", "b.py", "bad.py")
	options.Overwrite = true
	run("overwrite", "B.cpp", "a.py", "b.py", "bad.py")
	options.Overwrite = false
	// What a kill between a record and its output leaves: an older output of ours.
	write(t, out, "A.java", "// a.py A\n// a2")
	run("an older output", "a.py")
	run("and then nothing")
	if _, err := Status(out); err != nil {
		t.Error(err)
	}
}

// TestFilesThatNeedNobody converts files that have nothing to translate: that is
// noted, and no failure. Those in folders are in a package.
func TestFilesThatNeedNobody(t *testing.T) {
	source, out := t.TempDir(), t.TempDir()
	write(t, source, "settings.py", "no function")
	write(t, source, "empty.py", "")
	write(t, source, "my-search/a.py", "a")
	s, err := convertAll(t, &parrot{}, Options{Sources: []string{source}, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Complete() || s.States[Translated] != 2 || s.States[Skipped] != 1 {
		t.Errorf("summary: complete %v, %v", s.Complete(), s.States)
	}
	want := map[string]string{"Settings.java": "// nothing", "my_search/A.java": "package my_search;\n\n// my-search/a.py A\n// a"}
	if got := outputs(t, out); !maps.Equal(got, want) {
		t.Errorf("outputs: %q, want %q", got, want)
	}
}

func TestTreesWithTraps(t *testing.T) {
	source, out := t.TempDir(), t.TempDir()
	write(t, source, "a.py", "a")
	write(t, source, "locked/b.py", "b")
	write(t, source, "gone.py", "x")
	write(t, source, "secret.py", "x")
	for link, target := range map[string]string{"loop": ".", "self.py": "self.py", "away.py": "/etc/passwd"} {
		if err := os.Symlink(target, filepath.Join(source, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(source, "pipe.py"), 0o644); err != nil {
		t.Skip("no FIFOs here:", err)
	}
	if err := os.Chmod(filepath.Join(source, "secret.py"), 0); err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(t.Context(), Options{Sources: []string{source}, Out: out, To: lexers.Java})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if err := os.Remove(filepath.Join(source, "gone.py")); err != nil {
		t.Fatal(err)
	}
	s, err := plan.Run(t.Context(), &parrot{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]State{"a.py": Translated, "locked/b.py": Translated, "gone.py": Failed, "secret.py": Failed, "loop": Skipped, "self.py": Skipped, "away.py": Skipped, "pipe.py": Skipped}
	if os.Getuid() == 0 {
		want["secret.py"] = Translated // root reads all
	}
	got := map[string]State{}
	for _, r := range s.Records {
		got[r.Source] = r.State
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestCorpus converts a compressed corpus that has more records than a part.
func TestCorpus(t *testing.T) {
	folder, out := t.TempDir(), t.TempDir()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	const records = partRecords + 10
	for i := range records {
		fmt.Fprintf(w, `{"repo_name":"r","ref":"c","path":"f%d.py","content":"code %d","license":"mit"}`+"\n", i, i)
	}
	fmt.Fprintln(w, `{"path":"Own.java","content":"own"}`)
	fmt.Fprintln(w, "no record")
	w.Close()
	write(t, folder, "corpus.jsonl.gz", packed.String())
	s, err := convertAll(t, &parrot{}, Options{Sources: []string{filepath.Join(folder, "corpus.jsonl.gz")}, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if s.States[Translated] != 2 || s.States[Failed] != 1 || s.Functions[Parses] != records {
		t.Errorf("summary: %v %v", s.States, s.Functions)
	}
	got := outputs(t, out)
	lines := strings.Split(strings.TrimSpace(got["corpus/part-00000.jsonl"]+got["corpus/part-00001.jsonl"]), "\n")
	if len(got) != 2 || len(lines) != records {
		t.Fatalf("%d files, %d lines", len(got), len(lines))
	}
	for i, text := range lines {
		var l corpusLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		if l.Path != fmt.Sprintf("f%d.py", i) || l.Repository != "r" || l.Commit != "c" || l.Hypotheses[0].Code != fmt.Sprintf("code %d", i) || l.Hypotheses[0].Origin != "model" {
			t.Fatalf("line %d: %s", i, text)
		}
	}
}

// TestShardsMakeTheWhole converts a tree at once, and in four shards of which one
// breaks off and is run again.
func TestShardsMakeTheWhole(t *testing.T) {
	source, whole, parts := t.TempDir(), t.TempDir(), t.TempDir()
	for i := range 300 {
		write(t, source, fmt.Sprintf("d%d/f%d.py", i%7, i), fmt.Sprint("code ", i))
	}
	if _, err := convertAll(t, &parrot{}, Options{Sources: []string{source}, Out: whole}); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	for i := 1; i <= 4; i++ {
		options := Options{Sources: []string{source}, Out: parts, Shard: Shard{i, 4}}
		windows := 0
		if _, err := convertAll(t, &parrot{onAll: func() error {
			if windows++; i == 2 && windows == 2 {
				return broken
			}
			return nil
		}}, options); err != nil && !errors.Is(err, broken) {
			t.Fatal(err)
		}
	}
	// A run without --shard takes what the shards left.
	again := &parrot{}
	s, err := convertAll(t, again, Options{Sources: []string{source}, Out: parts})
	if err != nil {
		t.Fatal(err)
	}
	if s.States[Translated] != 300 || s.Waiting != 0 {
		t.Errorf("%+v", s.States)
	}
	if len(again.seen) >= 300/4 {
		t.Errorf("%d files translated again", len(again.seen))
	}
	if !maps.Equal(outputs(t, whole), outputs(t, parts)) {
		t.Error("shards give other outputs")
	}
}

func TestOtherTargetIsRefused(t *testing.T) {
	source, out := t.TempDir(), t.TempDir()
	write(t, source, "a.py", "a")
	if _, err := convertAll(t, &parrot{}, Options{Sources: []string{source}, Out: out}); err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(t.Context(), Options{Sources: []string{source}, Out: out, To: lexers.CPP})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if _, err := plan.Run(t.Context(), &parrot{}); !errors.Is(err, ErrOtherTarget) {
		t.Error(err)
	}
}
