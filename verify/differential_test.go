package verify

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"transcoder/lexers"
)

func py(text string) Code  { return Code{lexers.Python, text} }
func cpp(text string) Code { return Code{lexers.CPP, text} }
func jv(text string) Code  { return Code{lexers.Java, text} }

// TestCheck holds one pair for each kind of parameter and of outcome.
func TestCheck(t *testing.T) {
	r := runner(t)
	cases := []struct {
		reason string
		pair   Case
		want   VerdictKind
		say    string // part of the message or of a note
	}{
		{"integers, C++ to Python", Case{Source: cpp("int f(int a, int b) { return a * b + 1; }"), Target: py("def f(a, b):\n    return a * b + 1\n")}, VerdictPass, ""},
		{"integers, Python to Java", Case{Source: py("def f(a, b):\n    return a - b\n"), Target: jv("static int f(int a, int b) { return a - b; }")}, VerdictPass, ""},
		{"integers, Java to C++", Case{Source: jv("static long f(long a) { return a / 3; }"), Target: cpp("long long f(long long a) { return a / 3; }")}, VerdictPass, ""},
		{"array and length", Case{Source: cpp("int sum(int a[], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }"), Target: py("def sum_(a, n):\n    s = 0\n    for i in range(n):\n        s += a[i]\n    return s\n")}, VerdictPass, ""},
		{"array and length, one too few", Case{Source: cpp("int sum(int a[], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }"), Target: jv("static int sum(int[] a, int n) { int s = 0; for (int i = 0; i < n - 1; i++) s += a[i]; return s; }")}, VerdictDiffers, "returns"},
		{"strings", Case{Source: jv("static boolean f(String s) { return s.length() > 0 && s.charAt(0) == 'x'; }"), Target: cpp("bool f(string s) { return s.length() > 0 && s[0] == 'x'; }")}, VerdictPass, ""},
		{"strings, Python to C++", Case{Source: py("def f(s):\n    n = 0\n    for c in s:\n        if c == '(':\n            n += 1\n    return n\n"), Target: cpp("int f(string s) { int n = 0; for (char c : s) if (c == '(') n++; return n; }")}, VerdictPass, ""},
		{"a file's names of the library are qualified", Case{Source: jv("static int f(String s, int[] a) { return s.length() + a.length; }"), Target: cpp("#include <string>\n#include <vector>\nint f(std::string s, std::vector<int>& a) { return s.length() + a.size(); }")}, VerdictPass, ""},
		{"in-place changes", Case{Source: cpp("void f(int a[], int n) { reverse(a, a + n); }"), Target: py("def f(a, n):\n    a[:n] = a[:n][::-1]\n")}, VerdictPass, ""},
		{"in-place changes of a copy", Case{Source: jv("static void f(int[] a) { Arrays.sort(a); }"), Target: py("def f(a):\n    a = sorted(a)\n")}, VerdictDiffers, "after the call"},
		{"vectors and maps", Case{Source: cpp("map<int,int> f(vector<int>& v) { map<int,int> m; for (int x : v) m[x]++; return m; }"), Target: jv("static Map<Integer,Integer> f(List<Integer> v) { Map<Integer,Integer> m = new HashMap<>(); for (int x : v) m.merge(x, 1, Integer::sum); return m; }")}, VerdictPass, ""},
		{"queues", Case{Source: py("from collections import deque\ndef f(q: deque[int]) -> int:\n    return q.popleft() if q else 0\n"), Target: cpp("int f(deque<int> q) { return q.empty() ? 0 : q.front(); }")}, VerdictPass, ""},
		{"names of modules that a bare function does without", Case{Source: py("def f(a):\n    q = Queue()\n    for x in a:\n        q.put(x)\n    return q.qsize()\n"), Target: cpp("int f(vector<int> a) { queue<int> q; for (int x : a) q.push(x); return q.size(); }")}, VerdictPass, ""},
		{"matrices", Case{Source: cpp("int f(int a[][4], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i][i % 4]; return s; }"), Target: py("def f(a, n):\n    return sum(a[i][i % 4] for i in range(n))\n")}, VerdictPass, ""},
		{"floats", Case{Source: py("def f(x: float, y: float) -> float:\n    return x * y + 0.5\n"), Target: jv("static double f(double x, double y) { return x * y + 0.5; }")}, VerdictPass, ""},
		{"printing", Case{Source: cpp("void f(int n) { for (int i = 0; i < n; i++) cout << i << \" \"; cout << endl; }"), Target: py("def f(n):\n    for i in range(n):\n        print(i)\n")}, VerdictPass, ""},
		{"printing otherwise", Case{Source: cpp("void f(int n) { for (int i = 0; i < n; i++) cout << i << \" \"; }"), Target: jv("static void f(int n) { for (int i = 0; i <= n; i++) System.out.print(i + \" \"); }")}, VerdictDiffers, "prints"},
		{"does not compile in C++", Case{Source: py("def f(a):\n    return a + 1\n"), Target: cpp("int f(int a) {\n  return b + 1;\n}")}, VerdictCompileError, "not declared"},
		{"does not compile in Java", Case{Source: py("def f(a):\n    return a + 1\n"), Target: jv("static int f(int a) {\n  return b + 1;\n}")}, VerdictCompileError, "cannot find symbol"},
		{"does not parse in Python", Case{Source: cpp("int f(int a) { return a + 1; }"), Target: py("def f(a):\n    return a +\n")}, VerdictCompileError, "SyntaxError"},
		{"raises", Case{Source: cpp("int f(int a[], int n) { return n; }"), Target: py("def f(a, n):\n    return a[n] * 0 + n\n")}, VerdictRuntimeError, "IndexError"},
		{"takes for ever", Case{Source: py("def f(n):\n    return n\n"), Target: cpp("int f(int n) { while (n > 3); return n; }")}, VerdictTimeout, "time limit"},
		{"no generator", Case{Source: cpp("struct Node { int v; Node *next; }; int f(Node *n) { return n->v; }"), Target: py("def f(n):\n    return n.v\n")}, VerdictUnsupported, "no generator"},
		{"overflow that Java defines and C++ does not", Case{Source: jv("static int f(String s) { int h = 7; for (char c : s.toCharArray()) h = 31 * h + c; return h; }"), Target: cpp("int f(string s) { int h = 7; for (char c : s) h = 31 * h + c; return h; }")}, VerdictPass, "C++ does not define"},
		{"division of negatives", Case{Source: cpp("int f(int delta) { return delta / 2; }"), Target: py("def f(delta):\n    return delta // 2\n")}, VerdictPass, "negative"},
		{"overflow", Case{Source: py("def f(n):\n    r = 1\n    for i in range(1, n % 20 + 1):\n        r *= i\n    return r\n"), Target: jv("static int f(int n) { int r = 1; for (int i = 1; i <= ((n % 20) + 20) % 20; i++) r *= i; return r; }")}, VerdictPass, "32 or 64 bits"},
	}
	var pairs []Case
	for _, c := range cases {
		pairs = append(pairs, c.pair)
	}
	verdicts, err := r.Check(context.Background(), pairs, CheckOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		v := verdicts[i]
		said := v.Message + " " + strings.Join(v.Notes, " ")
		if v.Outcome != c.want || !strings.Contains(said, c.say) {
			t.Errorf("%s: %v (%s), want %v (%s); %d inputs, counter-example %+v", c.reason, v.Outcome, said, c.want, c.say, v.Inputs, v.CounterExample)
		}
	}
}

// TestIntSemantics holds pairs that differ for the integers of their languages, and
// some that use them as a pretext.
func TestIntSemantics(t *testing.T) {
	r := runner(t)
	cases := []struct {
		reason         string
		pair           Case
		target, strict VerdictKind
		say            string // part of what strict says
	}{
		{"Java's int wraps, Python's does not", Case{Source: jv("static boolean f(int n) { int p = 1; for (int i = 0; i < Math.abs(n % 40); i++) p *= 3; return p > 0; }"),
			Target: py("def f(n):\n    p = 1\n    for i in range(abs(n) % 40):\n        p *= 3\n    return p > 0\n")}, VerdictPass, VerdictDiffers, leftOverflow},
		{"Java's long wraps, Python's does not", Case{Source: jv("static boolean f(long n) { long p = 1; for (int i = 0; i < Math.abs(n % 60); i++) p = p * 3; return p > 0; }"),
			Target: py("def f(n):\n    p = 1\n    for i in range(abs(n) % 60):\n        p = p * 3\n    return p > 0\n")}, VerdictPass, VerdictDiffers, leftOverflow},
		{"Python's int is wider than Java's", Case{Source: py("def f(n):\n    p = 1\n    for i in range(abs(n) % 40):\n        p *= 3\n    return p > 0\n"),
			Target: jv("static boolean f(int n) { int p = 1; for (int i = 0; i < Math.abs(n) % 40; i++) p *= 3; return p > 0; }")}, VerdictPass, VerdictDiffers, leftOverflow},
		{"a negative remainder", Case{Source: cpp("bool f(int first, int second) { return (first - second) % 7 == 3; }"),
			Target: py("def f(first, second):\n    return (first - second) % 7 == 3\n")}, VerdictPass, VerdictDiffers, leftNegative},
		{"overflow as a pretext: the result does not depend on it", Case{Source: jv("static boolean f(int n) { return n % 2 == 0; }"),
			Target: py("def f(n):\n    p = 3 ** 50 + n\n    return True\n")}, VerdictDiffers, VerdictDiffers, leftOverflow},
		{"division as a pretext", Case{Source: cpp("bool f(int n) { return n % 3 == 0; }"),
			Target: py("def f(n):\n    p = -n // 2\n    return False\n")}, VerdictDiffers, VerdictDiffers, "returns"},
		{"a remainder that is formatting", Case{Source: py("def f(s: str, n: int) -> str:\n    s += '%d' % n\n    return s\n"),
			Target: jv("static String f(String s, int n) { return s + n; }")}, VerdictPass, VerdictPass, ""},
	}
	for _, semantics := range []IntSemantics{IntTarget, IntStrict} {
		var pairs []Case
		for _, c := range cases {
			pairs = append(pairs, c.pair)
		}
		verdicts, err := r.Check(context.Background(), pairs, CheckOptions{Seed: 1, IntSemantics: semantics})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range cases {
			want := c.target
			if semantics == IntStrict {
				want = c.strict
			}
			v := verdicts[i]
			if v.Outcome != want || semantics == IntStrict && !strings.Contains(v.Message, c.say) {
				t.Errorf("%s, %v: %v (%s), want %v (%s); notes %q, counter-example %+v", c.reason, semantics, v.Outcome, v.Message, want, c.say, v.Notes, v.CounterExample)
			}
		}
	}
}

// TestHostileTranslations wants no translation to pass that does not compute what
// its source does, whatever it does instead.
func TestHostileTranslations(t *testing.T) {
	r := runner(t)
	source := jv("static int twice(int x) { return x % 1000 * 2; }")
	frame := "@0123456789abcdef 0 ok 0 0 2\\t[]\\t\"\""
	cases := []struct {
		reason string
		target Code
	}{
		{"endless output", py("def twice(x):\n    while True: print('@')\n")},
		{"a gigabyte", py("def twice(x):\n    y = bytearray(1 << 30)\n    return x % 1000 * 2\n")},
		{"deep recursion", py("def twice(x):\n    return twice(x + 1)\n")},
		{"the end before the answer", py("def twice(x):\n    import os\n    os._exit(0)\n")},
		{"the end before the answer, politely", py("def twice(x):\n    raise SystemExit(0)\n")},
		{"frames of its own on every descriptor", py("def twice(x):\n    import os\n    for fd in range(256):\n        try: os.write(fd, b'\\n" + frame + "\\n')\n        except OSError: pass\n    os._exit(0)\n")},
		{"equal to everything", py("class E(int):\n    def __eq__(self, other): return True\n    def __str__(self): return 'True'\ndef twice(x):\n    return E(7)\n")},
		{"expected answers in files", py("def twice(x):\n    import glob\n    for name in glob.glob('/**/*answer*', recursive=True): return int(open(name).read())\n    return 7\n")},
		{"a process that stays", py("def twice(x):\n    import os\n    if os.fork(): os._exit(0)\n    return 7\n")},
		{"endless output", cpp("#include <cstdio>\nint twice(int x) { while (true) std::puts(\"@\"); }")},
		{"a gigabyte", cpp("#include <cstring>\nint twice(int x) { char *p = new char[1 << 30]; std::memset(p, 1, 1 << 30); return x % 1000 * 2 * p[x & 1023]; }")},
		{"deep recursion", cpp("int twice(int x) { volatile char here[1000] = {}; return twice(x + 1) + here[0]; }")},
		{"expected answers in files", cpp("#include <cstdio>\nint twice(int x) { int y = 7; for (const char *name : {\"answers\", \"../answers\", \"/proc/self/fd/0\", \"/proc/1/fd/0\"}) if (FILE *f = std::fopen(name, \"r\")) std::fscanf(f, \"%d\", &y); return y; }")},
		{"the end before the answer", cpp("#include <cstdlib>\nint twice(int x) { std::exit(0); }")},
		{"the harness's own exit code", cpp("#include <unistd.h>\nint twice(int x) { _exit(77); }")},
		{"its parent killed", cpp("#include <signal.h>\n#include <unistd.h>\nint twice(int x) { kill(getppid(), 9); return 7; }")},
		{"endless output", jv("static int twice(int x) { while (true) System.out.println('@'); }")},
		{"a gigabyte", jv("static int twice(int x) { byte[][] y = new byte[1024][]; for (int i = 0; i < 1024; i++) y[i] = new byte[1 << 20]; return x % 1000 * 2; }")},
		{"deep recursion", jv("static int twice(int x) { return twice(x + 1) + 1; }")},
		{"expected answers in files", jv("static int twice(int x) { try { return Integer.parseInt(java.nio.file.Files.readString(java.nio.file.Path.of(\"/proc/self/fd/0\")).trim()); } catch (Exception e) { return 7; } }")},
		{"the end before the answer", jv("static int twice(int x) { System.exit(0); return 0; }")},
		{"frames of its own", jv("static int twice(int x) { new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out)).println(\"" + strings.ReplaceAll(frame, `"`, `\"`) + "\"); return 7; }")},
	}
	var pairs []Case
	for _, c := range cases {
		pairs = append(pairs, Case{Source: source, Target: c.target})
	}
	verdicts, err := r.Check(context.Background(), pairs, CheckOptions{Seed: 1, Inputs: 5})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range verdicts {
		if v.Outcome == VerdictPass || v.Outcome == VerdictUnsupported {
			t.Errorf("%s: %v with %d inputs (%s)", cases[i].reason, v.Outcome, v.Inputs, v.Message)
		}
	}
}

// TestMinimize wants the smallest counter-examples, whose lengths go with their
// arrays.
func TestMinimize(t *testing.T) {
	r := runner(t)
	pairs := []Case{
		{Source: py("def f(s):\n    return s.count('x')\n"), Target: py("def f(s):\n    return min(s.count('x'), 1)\n")},
		{Source: py("def f(a, n):\n    return max(a[i] for i in range(n))\n"), Target: py("def f(a, n):\n    return max(a[i] for i in range(n) if a[i] >= 0)\n")},
	}
	want := []string{`[{s "xx"}]`, "[{a [-1]} {n 1}]"}
	verdicts, err := r.Check(context.Background(), pairs, CheckOptions{Seed: 1, Minimize: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range verdicts {
		if v.Outcome == VerdictNoToolchain {
			t.Skip(v.Message)
		}
		if v.CounterExample == nil || fmt.Sprint(v.CounterExample.Inputs) != want[i] {
			t.Errorf("%v: %+v, want %s", v.Outcome, v.CounterExample, want[i])
		}
	}
}
