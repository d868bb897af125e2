package evaluate

import (
	"math"
	"strings"
	"testing"

	"transcoder/lexers"
)

const ownSuite = `{"id":"TWICE","python":"def twice(x):\n    return 2 * x\n","cpp":"int twice(int x) { return 2 * x; }","java":"static int twice(int x) { return 2 * x; }","name":{"python":"twice","cpp":"twice","java":"twice"},"harness":{"python":"#TOFILL\nprint(\"#Results: %d, 1\" % (f_filled(2) == 4))\n","cpp":"#include <cstdio>\n//TOFILL\nint main() { std::printf(\"#Results: %d, 1\", f_filled(2) == 4); }\n","java":"public class TWICE {\n//TOFILL\npublic static void main(String[] a) { System.out.println(\"#Results: \" + (f_filled(2) == 4 ? 1 : 0) + \", 1\"); }\n}\n"}}
`

const humanEvalX = `{"task_id":"Python/7","declaration":"from typing import List\n\n\ndef total(xs: List[int]) -> int:\n","canonical_solution":"    return sum(xs)\n","test":"\n\ndef check(f):\n    assert f([1, 2]) == 3\n\ncheck(total)\n"}
{"task_id":"Java/7","declaration":"import java.util.*;\n\nclass Solution {\n    public int total(List<Integer> xs) {\n","canonical_solution":"        int s = 0;\n        for (int x : xs) s += x;\n        return s;\n    }\n}\n","test":"public class Main {\n    public static void main(String[] args) {\n        Solution s = new Solution();\n        if (s.total(List.of(1, 2)) != 3) throw new AssertionError();\n    }\n}\n"}
`

func read(t *testing.T, text string) *Suite {
	t.Helper()
	s, err := ReadSuite("suite.jsonl", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadSuite(t *testing.T) {
	own := read(t, ownSuite)
	if len(own.Problems) != 1 || len(own.Languages()) != 3 || own.Problems[0].Solutions[lexers.Java].Name != "twice" {
		t.Errorf("own format: %+v", own.Problems[0])
	}
	he := read(t, humanEvalX)
	if len(he.Problems) != 1 || len(he.Problems[0].Solutions) != 2 {
		t.Fatalf("HumanEval-X: %+v", he.Problems)
	}
	for language, want := range map[lexers.Language]string{
		lexers.Python: "check(total)\n\nprint(\"#Results: 1, 1\")\n",
		lexers.Java:   "AssertionError();\n    System.out.println(\"#Results: 1, 1\");\n}\n}\n",
	} {
		if harness := he.Problems[0].Solutions[language].Harness; !strings.HasSuffix(harness, want) {
			t.Errorf("HumanEval-X, %v: test ends in %q, want %q", language, harness[len(harness)-90:], want)
		}
	}
	if test, err := withResults(lexers.CPP, "int main() {\n    assert(f(1) == 2);\n    return 0;\n}\n"); err != nil || !strings.HasSuffix(test, "std::printf(\"#Results: 1, 1\\n\");\nreturn 0;\n}\n") {
		t.Errorf("HumanEval-X, C++: %q (%v)", test, err)
	}
	java := he.Problems[0].Solutions[lexers.Java]
	if !strings.HasPrefix(java.Code, "public int total(") || !strings.HasPrefix(java.Harness, "import java.util.*;\n") {
		t.Errorf("HumanEval-X, Java: %+v", java)
	}
}

func TestReadSuiteRefuses(t *testing.T) {
	for _, c := range []struct{ reason, text, want string }{
		{"broken JSON names the line", ownSuite + "{", "suite.jsonl:2: "},
		{"no id", `{"python":"x"}`, "no field id"},
		{"no code", `{"id":"A"}`, "has no code"},
		{"the same id twice", ownSuite + ownSuite, "stands twice"},
		{"a harness without a marker", `{"id":"A","python":"def f(): pass","harness":{"python":"print(1)"}}`, "#TOFILL"},
		{"an unknown language", `{"task_id":"Rust/1"}`, "unknown language"},
		{"an empty file", "\n\n", "no problem"},
	} {
		if _, err := ReadSuite("suite.jsonl", strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.reason, err, c.want)
		}
	}
}

func TestFill(t *testing.T) {
	p := read(t, ownSuite).Problems[0]
	for _, c := range []struct {
		reason    string
		language  lexers.Language
		candidate string
		want      string
	}{
		{"Python binds the entry to the function", lexers.Python, "def double(x):\n    return x + x\n", "def double(x):\n    return x + x\n\nf_filled = double\n"},
		{"C++ renames by the preprocessor", lexers.CPP, "int twice(int x) { return x + x; }", "#define twice f_filled\nint twice(int x) { return x + x; }\n#undef twice\n"},
		{"Java renames recursive calls, not strings", lexers.Java, `static int twice(int x) { return x == 0 ? "twice".length() - 5 : twice(x - 1) + 2; }`,
			`static int f_filled(int x) { return x == 0 ? "twice".length() - 5 : f_filled(x - 1) + 2; }`},
		{"the function called like the reference is tested", lexers.Python, "def twice(x):\n    return helper(x)\ndef helper(x):\n    return 2 * x\n", "\nf_filled = twice\n"},
		{"the entry's own name needs no binding", lexers.CPP, "int f_filled(int x) { return 0; }", "#include <cstdio>\nint f_filled(int x) { return 0; }\nint main"},
	} {
		program, err := Fill(p, c.language, c.candidate)
		if err != nil {
			t.Errorf("%s: %v", c.reason, err)
		} else if !strings.Contains(program.Text, c.want) {
			t.Errorf("%s:\n%s\nlacks\n%s", c.reason, program.Text, c.want)
		}
	}
	if program, err := Fill(p, lexers.Java, p.Solutions[lexers.Java].Code); err != nil || program.Class != "TWICE" {
		t.Errorf("class %+v (%v), want TWICE", program, err)
	}
	if _, err := Fill(p, lexers.Python, "x = 1\n"); err == nil {
		t.Error("text without a function was filled in")
	}
	he := read(t, humanEvalX).Problems[0]
	if program, err := Fill(he, lexers.Java, "public static int total(List<Integer> xs) { return 3; }"); err != nil || program.Class != "Main" ||
		!strings.Contains(program.Text, "class Solution {\npublic static int total") {
		t.Errorf("HumanEval-X, Java: %+v (%v)", program, err)
	}
}

func TestPassed(t *testing.T) {
	for _, c := range []struct {
		output string
		want   bool
	}{
		{"#Results 0a: 10, 10\n", true},
		{"#Results 0a:10, 10", true},
		{"#Results 0a: 9, 10\n", false},
		{"#Results 0a: 0, 0\n", false},                       // tested nothing
		{"#Results 0a: 10, 10\n#Results 0a: 3, 10\n", false}, // the program's own line comes last
		{"#Results: 10, 10\n", false},                        // a candidate's own line
		{"#Results 0b: 10, 10\n", false},                     // made of another candidate
		{"debug\n#Results 0a: 1, 1\n", true},
		{"debug#Results 0a: 1, 1\n", true}, // a candidate that ends no line
		{"", false},
	} {
		if _, got := (&Program{nonce: "0a"}).Passed(c.output); got != c.want {
			t.Errorf("Passed(%q) = %v", c.output, got)
		}
	}
	if total, _ := (&Program{nonce: "0a"}).Passed("#Results 0a: 3, 3\n"); total != 3 {
		t.Errorf("%d tests counted, want 3", total)
	}
}

// Expected values are worked out by hand from the definition.
func TestBLEU(t *testing.T) {
	var b BLEU
	if b.Score() != 0 {
		t.Error("no candidate must score 0")
	}
	words := strings.Fields("the cat sat on the mat today")
	b.Add(words, words)
	if math.Abs(b.Score()-100) > 1e-9 {
		t.Errorf("identical text scores %v", b.Score())
	}
	b = BLEU{}
	b.Add(strings.Fields("the the the the the the the"), strings.Fields("the cat is on the mat"))
	// By hand: precisions 2/7, then none of 6, 5, 4 smoothed to 1/2, 1/4, 1/8 of a match.
	want := 100 * math.Pow(2.0/7*(0.5/6)*(0.25/5)*(0.125/4), 0.25)
	if math.Abs(b.Score()-want) > 1e-9 {
		t.Errorf("clipped counts score %v, want %v", b.Score(), want)
	}
	b = BLEU{}
	b.Add(strings.Fields("a b c d"), strings.Fields("a b c d e f g h"))
	if want := 100 * math.Exp(-1); math.Abs(b.Score()-want) > 1e-9 {
		t.Errorf("a candidate of half the length scores %v, want %v", b.Score(), want)
	}
}

// TestRefuse wants no ordinary function to be refused for the names that it gives.
func TestRefuse(t *testing.T) {
	for _, c := range []struct {
		language  lexers.Language
		candidate string
		want      bool
	}{
		{lexers.Python, "def f(s):\n    open = vars = gc = 0\n    return open - vars\n", false},
		{lexers.Python, "def f(s):\n    return eval(s)\n", true},
		{lexers.Python, "def f(s):\n    import math, gc\n    return gc.get_objects()\n", true},
		{lexers.CPP, "int f(int system, int asmx) { return system; }", false},
		{lexers.CPP, "int f(int x) { std::ifstream in(\"main.cpp\"); return x; }", true},
		{lexers.Java, "static int f(int invoke, int File) { return invoke + File; }", false},
		{lexers.Java, "static int f(Object o) { return o.getClass().getDeclaredFields().length; }", true},
	} {
		if err := refuse(c.language, c.candidate); (err != nil) != c.want {
			t.Errorf("%s: %v", c.candidate, err)
		}
	}
}
