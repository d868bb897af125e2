package evaluate

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/verify"
)

// withReference is a suite whose tests hold the reference, as those of the
// TransCoder benchmark do: total sums an array.
const withReference = `{"id":"TOTAL","name":{"python":"total","cpp":"total","java":"total"},` +
	`"python":"def total(a, n):\n    s = 0\n    for i in range(n):\n        s += a[i]\n    return s\n",` +
	`"cpp":"int total(int a[], int n) {\n    int s = 0;\n    for (int i = 0; i < n; i++) s += a[i];\n    return s;\n}\n",` +
	`"java":"static int total(int[] a, int n) {\n    int s = 0;\n    for (int i = 0; i < n; i++) s += a[i];\n    return s;\n}\n",` +
	`"harness":{"python":"def f_gold(a, n):\n    return sum(a[:n])\n\n#TOFILL\n\nif __name__ == '__main__':\n    param = [([1, 2, 3], 3), ([4], 1), ([5, 6], 1)]\n    n_success = 0\n    for p in param:\n        if f_filled(*p) == f_gold(*p):\n            n_success += 1\n    print(\"#Results: %i, %i\" % (n_success, len(param)))\n",` +
	`"cpp":"#include <bits/stdc++.h>\nusing namespace std;\nint f_gold(int a[], int n) { return accumulate(a, a + n, 0); }\n\n//TOFILL\n\nint main() {\n    int n_success = 0;\n    vector<vector<int>> param0{{1, 2, 3}, {4}, {5, 6}};\n    vector<int> param1{3, 1, 1};\n    for (int i = 0; i < param0.size(); ++i)\n    {\n        if(f_filled(&param0[i].front(), param1[i]) == f_gold(&param0[i].front(), param1[i]))\n        {\n            n_success+=1;\n        }\n    }\n    cout << \"#Results:\" << \" \" << n_success << \", \" << param0.size();\n    return 0;\n}\n",` +
	`"java":"import java.util.*;\npublic class TOTAL {\nstatic int f_gold(int[] a, int n) { return Arrays.stream(a, 0, n).sum(); }\n\n//TOFILL\n\npublic static void main(String args[]) {\n    int n_success = 0;\n    int[][] param0 = {{1, 2, 3}, {4}, {5, 6}};\n    int[] param1 = {3, 1, 1};\n    for (int i = 0; i < param0.length; ++i) {\n        if (f_filled(param0[i], param1[i]) == f_gold(param0[i], param1[i])) n_success += 1;\n    }\n    System.out.println(\"#Results:\" + n_success + \", \" + param0.length);\n}\n}\n"}}
`

// scored runs candidates through Score.
func scored(t *testing.T, runner *verify.Runner, text, id string, language lexers.Language, candidates ...string) []Verdict {
	t.Helper()
	from := lexers.Java
	if language == lexers.Java {
		from = lexers.Python
	}
	_, verdicts, err := read(t, text).Score(context.Background(), []Translation{{id, from, language, candidates}}, Options{Run: runner.Run})
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}

func openRunner(t *testing.T) *verify.Runner {
	t.Helper()
	runner, err := verify.NewRunner(context.Background(), verify.Options{Timeout: 3 * time.Second, Memory: 256 << 20,
		Cache: filepath.Join(os.TempDir(), "transcoder-test-cache")})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(runner.Close)
	return runner
}

// TestHostileCandidates wants no candidate to pass that does not compute what is
// asked, whatever it does instead.
func TestHostileCandidates(t *testing.T) {
	runner := openRunner(t)
	for _, c := range []struct {
		language   lexers.Language
		candidates map[string]string // by what it tries
	}{
		{lexers.Python, map[string]string{
			"endless output":              "def f(a, n):\n    while True: print('#Results: 3, 3')\n",
			"a gigabyte":                  "def f(a, n):\n    y = bytearray(1 << 30)\n    return sum(a[:n])\n",
			"deep recursion":              "def f(a, n):\n    return f(a, n + 1)\n",
			"the end before the answer":   "def f(a, n):\n    import os\n    print('#Results: 3, 3', flush=True)\n    os._exit(0)\n",
			"SystemExit":                  "def f(a, n):\n    raise SystemExit(0)\n",
			"a verdict behind the test's": "def f(a, n):\n    import atexit\n    atexit.register(lambda: print('#Results: 3, 3'))\n    return 0\n",
			"answers in files":            "def f(a, n):\n    return int(open('answers').read())\n",
			"the line that counts, read from the program": "def f(a, n):\n    import re, os, io\n    text = io.FileIO('main.py').readall().decode()\n    print('#Results ' + re.findall('#Results ([0-9a-f]+)', text)[0] + ': 3, 3', flush=True)\n    os._exit(0)\n",
			"the reference under its usual name":          "def f(a, n):\n    return f_gold(a, n)\n",
			"the reference, looked up":                    "def f(a, n):\n    return next(v for k, v in globals().items() if k.startswith('f_gold'))(a, n)\n",
			"an object equal to everything":               "class Yes:\n    def __eq__(self, other): return True\ndef f(a, n):\n    return Yes()\n",
			"another print":                               "import sys\nclass Out:\n    def write(self, text, w=sys.stdout.write): return w(text.replace(': 0,', ': 3,'))\n    def flush(self): pass\ndef f(a, n):\n    import sys\n    sys.stdout = Out()\n    return None\n",
			"another count of tests":                      "def f(a, n):\n    global len\n    len = lambda x: 1\n    return 6\n",
		}},
		{lexers.CPP, map[string]string{
			"the end before the answer":                   "int f(int *a, int n) { printf(\"#Results: 3, 3\\n\"); exit(0); }",
			"a crash after a verdict":                     "int f(int *a, int n) { puts(\"#Results: 3, 3\"); fflush(stdout); __builtin_trap(); }",
			"deep recursion":                              "int f(int *a, int n) { volatile char x[1000]; return f(a, n + 1) + x[0]; }",
			"a gigabyte":                                  "int f(int *a, int n) { char *p = new char[1 << 30]; memset(p, 1, 1 << 30); return accumulate(a, a + n, 0); }",
			"true in place of if":                         "#define if(x) if (1)\nint f(int *a, int n) { return 0; }",
			"a type equal to everything":                  "struct Yes {};\nbool operator==(Yes, int) { return true; }\nYes f(int *a, int n) { return Yes(); }",
			"another stream":                              "struct B : streambuf { streambuf *o; B() : o(cout.rdbuf(this)) {} int overflow(int c) { return o->sputc(c == '0' ? '3' : c); } };\nint f(int *a, int n) { static B *b = new B; return -1; }",
			"the reference under its usual name":          "int f(int *a, int n) { return f_gold(a, n); }",
			"the line that counts, read from the program": "int f(int *a, int n) { FILE *p = fopen(\"main\", \"r\"); return 0; }",
		}},
		{lexers.Java, map[string]string{
			"the end before the answer": "static int f(int[] a, int n) { System.out.println(\"#Results: 3, 3\"); System.exit(0); return 0; }",
			"another stream":            "static int f(int[] a, int n) { java.io.PrintStream o = System.out; System.setOut(new java.io.PrintStream(o) { public void println(String s) { super.println(s.replace(\":0\", \":3\")); } }); return -1; }",
			"the reference, looked up":  "static int f(int[] a, int n) { try { return (int) TOTAL.class.getDeclaredMethods()[0].invoke(null, a, n); } catch (Exception e) { return 0; } }",
			"endless output":            "static int f(int[] a, int n) { while (true) System.out.println(\"#Results: 3, 3\"); }",
		}},
	} {
		if problem := runner.Missing(c.language); problem != "" {
			t.Log(problem)
			continue
		}
		var names, candidates []string
		for name, candidate := range c.candidates {
			names, candidates = append(names, name), append(candidates, candidate)
		}
		for _, v := range scored(t, runner, withReference, "TOTAL", c.language, candidates...) {
			if v.Passed {
				t.Errorf("%v: %s passed: %s", c.language, names[v.Rank], v.Outcome.Stdout)
			}
			t.Logf("%v: %s: %s %s %s", c.language, names[v.Rank], v.Problem, v.Outcome.Status, v.Outcome.Message)
		}
	}
}

// TestHonestCandidates wants right answers to pass, and wrong ones not, whatever
// the controls do: values that can't be altered, changes in place, HumanEval-X's
// tests with literal answers.
func TestHonestCandidates(t *testing.T) {
	runner := openRunner(t)
	for _, c := range []struct {
		reason    string
		suite, id string
		language  lexers.Language
		candidate string
		want      bool
	}{
		{"right", withReference, "TOTAL", lexers.Python, "def f(a, n):\n    return sum(a[0:n])\n", true},
		{"wrong", withReference, "TOTAL", lexers.Python, "def f(a, n):\n    return sum(a)\n", false},
		{"right, with a macro and a helper", withReference, "TOTAL", lexers.CPP, "#define N 1000\nint add(int x, int y) { return x + y; }\nint f(int *a, int n) { int s = 0; while (n-- > 0) s = add(s, a[n]); return s; }", true},
		{"wrong", withReference, "TOTAL", lexers.CPP, "int f(int *a, int n) { return a[0]; }", false},
		{"right", withReference, "TOTAL", lexers.Java, "public static int f(int[] a, int n) { int s = 0; while (n-- > 0) s += a[n]; return s; }", true},
		{"right", humanEvalX, "7", lexers.Python, "def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n", true},
		{"the end before the answer", humanEvalX, "7", lexers.Python, "def total(xs):\n    import sys\n    sys.exit(0)\n", false},
		{"right", humanEvalX, "7", lexers.Java, "public static int total(List<Integer> xs) { int s = 0; for (int x : xs) s = s + x; return s; }", true},
		{"the end before the answer", humanEvalX, "7", lexers.Java, "public static int total(List<Integer> xs) { System.exit(0); return 0; }", false},
	} {
		if problem := runner.Missing(c.language); problem != "" {
			t.Log(problem)
			continue
		}
		if v := scored(t, runner, c.suite, c.id, c.language, c.candidate)[0]; v.Passed != c.want {
			t.Errorf("%v, %s: passed %v; %s; %v %s", c.language, c.reason, v.Passed, v.Problem, v.Outcome.Status, v.Outcome.Message)
		}
	}
}

// TestControls compiles the control of each language for many types: it must
// change what the test sees, or be known to say nothing.
func TestControls(t *testing.T) {
	runner := openRunner(t)
	suite := read(t, withReference)
	for language, kinds := range map[lexers.Language]map[string]string{
		lexers.Python: {
			"def f(x):\n    return [x, True, 's', 1.5, None]\n": "print(f_filled(1) == [1, True, 's', 1.5, None])",
			"def f(x):\n    x.append(1)\n":                      "a = []; f_filled(a); print(a == [1])",
			"def f(x):\n    return {1: 2}\n":                    "print(f_filled(1) == {1: 2})",
			"def f(x):\n    return (1, (2, 3))\n":               "print(f_filled(1) == (1, (2, 3)))",
		},
		lexers.CPP: {
			"bool f(int x) { return x > 0; }":                            "std::cout << (f_filled(1) == true);",
			"string f(string s) { return s; }":                           "std::cout << (f_filled(\"a\") == \"a\");",
			"vector<vector<int>> f(int n) { return {{n}}; }":             "std::cout << (f_filled(1) == vector<vector<int>>{{1}});",
			"vector<bool> f(int n) { return {true}; }":                   "std::cout << (f_filled(1) == vector<bool>{true});",
			"void f(int a[], int n) { a[0] = n; }":                       "int a[1]; f_filled(a, 3); std::cout << (a[0] == 3);",
			"void f(vector<double> &v) { v.push_back(1); }":              "vector<double> v; f_filled(v); std::cout << (v == vector<double>{1});",
			"int f(const char *s, unsigned long n) { return s[0] + n; }": "std::cout << (f_filled(\"a\", 1) == 98);",
		},
		lexers.Java: {
			"static boolean f(int x) { return x > 0; }":                        "System.out.print(f_filled(1));",
			"static String f(String s) { return s; }":                          "System.out.print(f_filled(\"a\").equals(\"a\"));",
			"static int[] f(int n) { return new int[]{n}; }":                   "System.out.print(f_filled(1)[0] == 1);",
			"static void f(int[][] a) { a[0][0] = 1; }":                        "int[][] a = {{0}}; f_filled(a); System.out.print(a[0][0] == 1);",
			"static ArrayList<Integer> f(int n) { return new ArrayList<>(); }": "System.out.print(f_filled(1).isEmpty());",
			"static long f(long n, char c, double d) { return n; }":            "System.out.print(f_filled(1, 'c', 2) == 1);",
		},
	} {
		if problem := runner.Missing(language); problem != "" {
			t.Log(problem)
			continue
		}
		var programs []verify.Program
		var texts []string
		for candidate, use := range kinds {
			s := suite.Problems[0].Solutions[language]
			switch language {
			case lexers.Python:
				s.Harness = "#TOFILL\n" + use + "\n"
			case lexers.CPP:
				s.Harness = "#include <bits/stdc++.h>\nusing namespace std;\n//TOFILL\nint main() { std::cout << std::boolalpha; " + use + " }\n"
			case lexers.Java:
				s.Harness = "import java.util.*;\npublic class TOTAL {\n//TOFILL\npublic static void main(String[] args) { " + use + " }\n}\n"
			}
			p := &Problem{ID: "CONTROL", Solutions: map[lexers.Language]Solution{language: s}}
			for _, altered := range []bool{false, true} {
				program, err := fill(p, language, candidate, altered)
				if err != nil {
					t.Fatal(err)
				}
				programs = append(programs, verify.Program{Language: language, Text: program.Text, Class: program.Class})
				texts = append(texts, candidate)
			}
		}
		outcomes, err := runner.Run(context.Background(), programs)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(outcomes); i += 2 {
			for k, want := range []bool{true, false} {
				o := outcomes[i+k]
				says := o.Status == verify.Finished && (o.Stdout == "true" || o.Stdout == "True\n")
				if o.Status != verify.Finished || says != want {
					t.Errorf("%v, %s: altered %v: %v, printed %q, want %v: %s", language, texts[i], k == 1, o.Status, o.Stdout, want, o.Message)
				}
			}
		}
	}
}
