package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/tui"
)

func TestBlocksCoverEveryLineOnce(t *testing.T) {
	part := func(function, first, last int) translate.Part {
		return translate.Part{Function: function, First: first, Last: last}
	}
	tests := []struct {
		parts  []translate.Part
		lines  int
		want   []translate.Part
		reason string
	}{
		{nil, 3, []translate.Part{part(-1, 1, 3)}, "nothing is known"},
		{[]translate.Part{part(0, 2, 3)}, 5, []translate.Part{part(-1, 1, 1), part(0, 2, 3), part(-1, 4, 5)}, "lines round a function"},
		{[]translate.Part{part(-1, 1, 1), part(0, 4, 4)}, 4, []translate.Part{part(-1, 1, 3), part(0, 4, 4)}, "blank lines go to what is above"},
		{[]translate.Part{part(0, 1, 1), part(1, 1, 1)}, 1, []translate.Part{part(0, 1, 1), part(1, 2, 1)}, "two functions on a line"},
		{[]translate.Part{part(-1, 1, 1), part(-1, 1, 1)}, 1, []translate.Part{part(-1, 1, 1)}, "two constants on a line"},
		{[]translate.Part{part(0, 1, 9)}, 2, []translate.Part{part(0, 1, 2)}, "a part that goes on behind the end"},
	}
	for _, test := range tests {
		if got := blocksOf(test.parts, test.lines); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v: %v, want %v: %s", test.parts, got, test.want, test.reason)
		}
	}
}

func TestLineWithin(t *testing.T) {
	program := "class C {\n  int a() {\n    return 1;\n  }\n\n  int b() {\n    return 2;\n  }\n}\n"
	function := "int b() {\n  return 2;\n}"
	for line, want := range map[int]int{1: 0, 3: 0, 6: 1, 7: 2, 8: 3, 9: 0, 0: 0} {
		if got := lineWithin(program, function, line); got != want {
			t.Errorf("line %d of the program: %d, want %d", line, got, want)
		}
	}
}

const (
	pairSource = "x = 1\n\n\ndef max_sum(a):\n    return a\n\n\ndef lonely(b):\n    return b\n"
	pairTarget = "public class A {\n  static int other() { return 0; }\n\n  static int maxSum(int a) {\n    return a;\n  }\n}\n"
)

// openPair writes two files and opens them.
func openPair(t *testing.T) (*viewedPair, *tui.Document, []tui.Block) {
	t.Helper()
	folder := t.TempDir()
	s := &viewedPair{source: filepath.Join(folder, "a.py"), target: filepath.Join(folder, "A.java"), checker: &checker{}}
	for path, text := range map[string]string{s.source: pairSource, s.target: pairTarget} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	document, err := s.Read(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := s.Outline(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	return s, document, blocks
}

// TestPairShowsEveryLineOfBoth: functions stand beside those of the same name,
// and no line of either file is lost.
func TestPairShowsEveryLineOfBoth(t *testing.T) {
	_, _, blocks := openPair(t)
	var left, right int
	found := false
	for _, b := range blocks {
		left += b.Last - b.First + 1
		right += strings.Count(b.Target, "\n")
		if b.Name == "max_sum" {
			found = b.TargetLine == 4 && strings.Contains(b.Target, "maxSum")
		}
		if b.Name == "lonely" && (!b.Refused || !strings.Contains(b.Note, "no function of this name")) {
			t.Errorf("lonely: %+v, want it to have no counterpart", b)
		}
	}
	if !found {
		t.Errorf("max_sum does not stand beside maxSum: %+v", blocks)
	}
	if left != strings.Count(pairSource, "\n") || right != strings.Count(pairTarget, "\n") {
		t.Errorf("%d and %d lines, the files have %d and %d", left, right, strings.Count(pairSource, "\n"), strings.Count(pairTarget, "\n"))
	}
}

func TestPairWritesWhatWasEdited(t *testing.T) {
	s, document, blocks := openPair(t)
	chosen := make([]string, len(blocks))
	for i, b := range blocks {
		chosen[i] = strings.TrimRight(b.Target, "\n")
	}
	if _, err := s.Save(t.Context(), document, chosen, true); err == nil || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("error %v, want one that says that nothing was changed", err)
	}
	for i, b := range blocks {
		if b.Name == "max_sum" {
			chosen[i] = "  static int maxSum(int a) {\n    return a + 0;\n  }"
			if problem, err := s.Problem(t.Context(), document, i, "  static int maxSum( {"); err != nil || problem == "" {
				t.Errorf("problem %q and error %v of text that does not parse", problem, err)
			}
		}
	}
	if _, err := s.Save(t.Context(), document, chosen, false); err == nil {
		t.Error("the user's file is replaced without asking")
	}
	if _, err := s.Save(t.Context(), document, chosen, true); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(s.target)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(pairTarget, "return a;", "return a + 0;", 1); string(got) != want {
		t.Errorf("written:\n%s\nwant:\n%s", got, want)
	}
}

// TestViewedTranslation goes through a session with the fixture model, which
// knows a few functions by heart.
func TestViewedTranslation(t *testing.T) {
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	source, err := os.ReadFile(filepath.Join(root, "translate", "testdata", "parallel", "functions.py"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "functions.py")
	if err := os.WriteFile(path, source, 0o644); err != nil {
		t.Fatal(err)
	}
	o := &ViewOptions{
		IO: &IOStreams{In: nil, Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, Inputs: []string{path}, To: "java", Beam: 2, Level: "isolated",
		Model: filepath.Join(root, "translate", "testdata", "fixture.transcoder"),
	}
	opened, err := o.session()
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	s := opened.(*viewedTranslation)
	document, err := s.Read(t.Context(), s.first())
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := s.Outline(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	chosen := make([]string, len(blocks))
	functions := 0
	for i, b := range blocks {
		if b.Name == "" || b.Refused {
			continue
		}
		functions++
		hypotheses, err := s.Translate(t.Context(), document, i)
		if err != nil || len(hypotheses) == 0 {
			t.Fatalf("%s: %d hypotheses and error %v", b.Name, len(hypotheses), err)
		}
		chosen[i] = strings.TrimRight(hypotheses[0].Code, "\n")
		if len(hypotheses[0].Lines) == 0 || len(hypotheses[0].Lines[0].Source) == 0 {
			t.Errorf("%s: no alignment: %+v", b.Name, hypotheses[0].Lines)
		}
		if problem, err := s.Problem(t.Context(), document, i, chosen[i]); problem != "" || err != nil {
			t.Errorf("%s: problem %q and error %v", b.Name, problem, err)
		}
	}
	if functions == 0 {
		t.Fatal("no function was found")
	}
	written, err := s.Save(t.Context(), document, chosen, false)
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(written)
	if err != nil {
		t.Fatal(err)
	}
	file, err := lexers.Parse(t.Context(), lexers.Java, code)
	if err != nil || len(file.SyntaxErrors()) > 0 || len(file.Functions()) < functions {
		t.Errorf("written file: error %v, syntax errors %v, %d functions of %d:\n%s", err, file.SyntaxErrors(), len(file.Functions()), functions, code)
	}
	if _, err := s.Save(t.Context(), document, chosen, false); err != nil {
		t.Errorf("a file that the viewer wrote itself: %v, want it replaced", err)
	}
	other := &viewedTranslation{options: o, to: lexers.Java, checker: s.checker, files: s.files, written: map[string]bool{}}
	if _, err := other.Save(context.Background(), document, chosen, false); err == nil {
		t.Error("a file that was there is replaced without asking")
	}
}
