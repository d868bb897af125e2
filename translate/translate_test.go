package translate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
)

// golden compares text with a file, or writes the file under -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: run the test with -update if this is right; got:\n%s", path, got)
	}
}

func diagnostics(result *translate.Result) string {
	var b strings.Builder
	for _, d := range result.Diagnostics {
		b.WriteString(d.Severity.String() + " " + d.String() + "\n")
	}
	return b.String()
}

// TestDirections translates the memorized functions in all six directions: the
// golden files are whole files that a reader can judge.
func TestDirections(t *testing.T) {
	translator := openFixture(t)
	for _, from := range lexers.Languages() {
		source, err := os.ReadFile(parallelFile(from))
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range lexers.Languages() {
			if from == to {
				continue
			}
			result, err := translator.Translate(context.Background(), translate.Request{
				Path: filepath.Base(parallelFile(from)), Source: source, From: from, To: to, FreeSignature: true, // as it was trained
			})
			if err != nil {
				t.Fatalf("%v to %v: %v", from, to, err)
			}
			if len(result.Diagnostics) > 0 {
				t.Errorf("%v to %v: diagnostics:\n%s", from, to, diagnostics(result))
			}
			golden(t, filepath.Join("testdata", "golden", from.String()+"-"+to.String()+to.Extension()), result.Code)
			for i, c := range parallelFunctions(to) {
				want, err := c.Render(to)
				if err != nil {
					t.Fatal(err)
				}
				if got := result.Functions[i].Hypotheses[0].Code; got != want {
					t.Errorf("%v to %v: got:\n%swant what the model was trained on:\n%s", from, to, got, want)
				}
			}
		}
	}
}

func TestRequestErrors(t *testing.T) {
	translator := openFixture(t)
	for _, test := range []struct {
		reason  string
		request translate.Request
		want    string
	}{
		{"nothing to translate", translate.Request{From: lexers.Java, To: lexers.Java}, "the same: Java"},
		{"a number that is no language", translate.Request{To: 7}, "unknown language"},
		{"more hypotheses than the search keeps", translate.Request{To: lexers.Java, Beam: 2, Hypotheses: 3}, "expected 1 to the beam's 2"},
		{"a beam that takes all memory", translate.Request{To: lexers.Java, Beam: 1 << 20}, "expected 1 to 64"},
		{"no text", translate.Request{To: lexers.Java, Source: []byte("x = 1\n\xff")}, "line 2, column 1 (byte offset 6): invalid UTF-8"},
	} {
		_, err := translator.Translate(context.Background(), test.request)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.reason, err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := translator.Translate(ctx, translate.Request{To: lexers.Java, Source: []byte("def add(a, b):\n    return a + b\n")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// TestDiagnostics says of each thing that is not carried over where it was and
// why, and keeps it as a comment.
func TestDiagnostics(t *testing.T) {
	translator := openFixture(t)
	add := "def add(a, b):\n    return a + b\n"
	long := "def long(a):\n    return a" + strings.Repeat(" + a", 100) + "\n"
	for _, test := range []struct {
		reason, source, diagnostics, code string
		failed                            bool
	}{
		{"top-level code", "LIMITS = {3: f()}\n\n\n" + add, "warning f.py:1:1: the value of LIMITS is not made of literals: kept as a comment\n", "  // LIMITS = {3: f()}\n", false},
		{"a dictionary", "LIMITS = {3: 4}\n\n\n" + add, "", "  static final Map<Integer, Integer> LIMITS = Map.ofEntries(Map.entry(3, 4));\n", false},
		{"a constant", "LIMIT = 3\n\n\n" + add, "", "  static final int LIMIT = 3;\n", false},
		{"an import of other code", "import numpy as np\n" + add, "warning f.py:1:1: \"import numpy as np\" brings in code that is not translated: kept as a comment\n", "  // import numpy as np\n", false},
		{"an import of the library is replaced", "import math\n" + add, "", "public static int add(int a, int b)", false},
		{"a comment at the top stays there", "# Adds.\n\n" + add, "", "// Adds.\n\npublic class F {\n", false},
		{"documentation stays with its function", "def add(a, b):\n    '''Adds.'''\n    return a + b\n", "", "  /** Adds. */\n  public static int add(int a, int b) {\n", false},
		{"comments inside a function", "def add(a, b):\n    # the sum\n    return a + b  # of both\n", "", "  public static int add(int a, int b) {\n    // the sum\n    return a + b;  // of both\n  }\n", false},
		{"a class", "class A(Other):\n    @staticmethod\n    def add(a, b):\n        return a + b\n", "warning f.py:1:1: class A: its base Other is not in the file: left out\n", "  static class A {\n    public static int add(", false},
		{"a function that is too long", long, "failure f.py:1:1: function long: it has 209 tokens, the model reads at most 159: kept as a comment\n", "  // def long(a):\n", true},
		{"a function with too many names", "def f(a, b, c, d, e, g, h, i):\n    return a\n", "failure f.py:1:1: function f: it has more names, numbers or strings than the model tells apart (ID_8): kept as a comment\n", "  // def f(", true},
		{"a function that does not parse", add + "def f(:\n    return 1\n", "failure f.py:3:1: function f: syntax error", "  // def f(:\n", true},
		{"a script without functions", "print(1)\n", "", "  public static void main(String[] args) {\n    System.out.println(1);\n", false},
		{"no code", "# nothing\n", "failure f.py:1:1: no Python function found: nothing to translate\n", "// nothing\n", true},
		{"lines keep their indentation under the first", "class A:\n    if B:\n        c = 1\n\n    @staticmethod\n    def add(a, b):\n        return a + b\n", "warning f.py:2:5: \"if B:\" is code outside functions", "    // if B:\n    //     c = 1\n", false},
		{"escapes that Java would obey in comments", "PATH = 'C:\\users'\n" + add, "", "  // PATH = 'C:\\ users'\n", false},
	} {
		result, err := translator.Translate(context.Background(), translate.Request{Path: "f.py", Source: []byte(test.source), From: lexers.Python, To: lexers.Java})
		if err != nil {
			t.Fatalf("%s: %v", test.reason, err)
		}
		if got := diagnostics(result); !strings.HasPrefix(got, test.diagnostics) || test.diagnostics == "" && result.Failed() {
			t.Errorf("%s: diagnostics:\n%swant:\n%s", test.reason, got, test.diagnostics)
		}
		if !strings.Contains(result.Code, test.code) {
			t.Errorf("%s: code:\n%swant in it:\n%s", test.reason, result.Code, test.code)
		}
		if result.Failed() != test.failed {
			t.Errorf("%s: Failed is %v, want %v", test.reason, result.Failed(), test.failed)
		}
	}
}

// TestHypotheses asks for several: the first is the file's, the others stand
// below it as comments.
func TestHypotheses(t *testing.T) {
	translator := openFixture(t)
	request := translate.Request{Source: []byte("def add(a, b):\n    return a + b\n"), From: lexers.Python, To: lexers.CPP, Beam: 3, Hypotheses: 3}
	result, err := translator.Translate(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	hypotheses := result.Functions[0].Hypotheses
	if len(hypotheses) < 2 || !hypotheses[0].Parses {
		t.Fatalf("got %+v", hypotheses)
	}
	for i, h := range hypotheses[1:] {
		if previous := hypotheses[i]; previous.Parses == h.Parses && previous.Score < h.Score || h.Parses && !previous.Parses {
			t.Errorf("hypothesis %d is ranked below a worse one: %+v", i+2, hypotheses)
		}
	}
	if !strings.Contains(result.Code, "\n// Hypothesis 2, score ") {
		t.Errorf("no second hypothesis in\n%s", result.Code)
	}
	again, err := translator.Translate(context.Background(), request)
	if err != nil || again.Code != result.Code {
		t.Errorf("the same request gave something else: %v\n%s", err, again.Code)
	}
}

// TestThreads checks that the output depends neither on the number of threads, nor
// on whether they decode a batch together or one each, nor on who else uses them.
func TestThreads(t *testing.T) {
	var requests []translate.Request
	for _, from := range lexers.Languages() {
		source, err := os.ReadFile(parallelFile(from))
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range lexers.Languages() {
			if from != to {
				requests = append(requests, translate.Request{Source: source, From: from, To: to, Beam: 4, Hypotheses: 4, Align: true})
			}
		}
	}
	var want []*translate.Result
	for _, threads := range []int{1, 3} {
		translator, err := translate.OpenFile(fixturePath, translate.Options{Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		defer translator.Close()
		if want == nil {
			for _, r := range requests {
				result, err := translator.Translate(context.Background(), r)
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, result)
			}
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				outcomes, err := translator.TranslateAll(context.Background(), slices.Concat(requests, requests))
				if err != nil {
					t.Error(err)
					return
				}
				for i, outcome := range outcomes {
					if got, want := outcome.Result, want[i%len(want)]; got.Code != want.Code || !reflect.DeepEqual(got.Functions, want.Functions) {
						t.Errorf("%d threads, request %d: got\n%s\nwant\n%s", threads, i, got.Code, want.Code)
					}
				}
			})
		}
		group.Wait()
	}
}

func TestClassName(t *testing.T) {
	for _, test := range []struct{ path, want, reason string }{
		{"examples/binary_search.py", "BinarySearch", "words become camel case"},
		{"Sorting.java", "Sorting", "a class name stays"},
		{"heapSort.cpp", "HeapSort", "capitals inside stay"},
		{"2-sum.py", "Program2Sum", "no name begins with a digit"},
		{"string.py", "StringProgram", "java.lang.String must not be hidden"},
		{"-", "Main", "standard input has no name"},
		{"", "Main", "nor has a source without a path"},
		{"привет.py", "Main", "file names are kept to ASCII"},
	} {
		if got := translate.ClassName(test.path); got != test.want {
			t.Errorf("%q: got %q, want %q: %s", test.path, got, test.want, test.reason)
		}
	}
}

// TestOpenErrors opens what is no model.
func TestOpenErrors(t *testing.T) {
	whole, err := os.ReadFile(fixturePath)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason string
		data   []byte
	}{
		{"nothing", nil},
		{"something else", []byte("#!/bin/sh\necho no model\n")},
		{"half a model", whole[:len(whole)/2]},
	} {
		if _, err := translate.Open(test.data, translate.Options{}); err == nil {
			t.Errorf("%s: no error", test.reason)
		}
	}
}
