package adapt_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate/adapt"
)

// adapted returns what becomes of a body, as text of its language. The function is
// read as a translation of source, or of itself where that is "".
func adapted(t *testing.T, from, to lexers.Language, source, text string, shared bool) string {
	t.Helper()
	c, err := lexers.Canonicalize(t.Context(), to, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	original := *c
	original.Language = from
	if source != "" {
		o, err := lexers.Canonicalize(t.Context(), from, source)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		original = *o
	}
	before := slices.Clone(c.Tokens)
	tokens, origin := adapt.Function(&original, c.Tokens, to, adapt.Program{Shared: shared})
	if !slices.Equal(before, c.Tokens) {
		t.Errorf("%s: the tokens were changed in place", text)
	}
	if len(origin) != len(tokens) || !slices.IsSorted(origin) || origin[len(origin)-1] != len(before)-1 {
		t.Errorf("%s: origin %v of %d tokens", text, origin, len(before))
	}
	c.Tokens = tokens
	rendered, err := c.Render(to)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(strings.Fields(rendered), " ")
}

func TestJava(t *testing.T) {
	for _, c := range []struct{ header, body, want, reason string }{
		{"int f(double x)", "int y = x * 2; return y;", "int y = (int) (x * 2); return y;", "a number is narrowed by a cast"},
		{"int f(double x)", "return Math.pow(x, 2);", "return (int) Math.pow(x, 2);", "a call needs no brackets"},
		{"float f(float x)", "return x * 2.5;", "return (float) (x * 2.5);", "a literal with a point is a double"},
		{"double f(int x)", "return x / 2;", "return x / 2;", "a number widens by itself"},
		{"long f(int x)", "char c = 'a' + x; c += 1; return c;", "char c = (char) ('a' + x); c++; return c;", "characters are computed as int; += casts by itself"},
		{"int f(List<Long> a)", "int s = 0; for (long x : a) { s = s + a.get(0); } return s;", "int s = 0; for (long x : a) { s = (int) (s + a.get(0)); } return s;", "what a list holds"},
		{"long f(Map<Integer, Long> m, int k)", "m.put(k, 1); Long x = k; return x;", "m.put(k, (long) 1); Long x = (long) k; return x;", "a box takes its own type alone"},
		{"int f(int[] a, List<Long> b)", "int x = Math.max(a); return x + Math.min(b);", "int x = Arrays.stream(a).max().getAsInt(); return (int) (x + Collections.min(b));", "the largest and smallest element"},
		{"int f(Long n)", "return n;", "return (int) (long) n;", "a box is opened, then converted"},
		{"int f(int[] a, long i)", "a[i] = 1; return a[i + 1];", "a[(int) i] = 1; return a[(int) (i + 1)];", "an index is an int"},
		{"int f(int x)", "if (x & 1) { return 1; } return 0;", "if ((x & 1) != 0) { return 1; } return 0;", "a condition is a truth"},
		{"boolean f(int x, boolean b)", "while (!x || b) { x--; } return x;", "while ((x == 0) || b) { x--; } return x != 0;", "as is what is negated, or returned"},
		{"int f(int x, int y)", "return x + (x == y) + !y;", "return x + ((x == y) ? 1 : 0) + ((y == 0) ? 1 : 0);", "a truth that is added"},
		{"int f(boolean b)", "boolean c = 0; if (b == 1) { c = 1; } return c == b;", "boolean c = false; if (b == true) { c = true; } return (c == b) ? 1 : 0;", "truths that are written as numbers"},
		{"int f(String a, String b)", "if (a == b || a != \"x\") { return 1; } return a < b ? 2 : 3;", "if (a.equals(b) || !a.equals(\"x\")) { return 1; } return a.compareTo(b) < 0 ? 2 : 3;", "strings are compared by content"},
		{"String f(String s)", "String t = s.charAt(0); if (s == null) { t = s + 1; } return t;", "String t = String.valueOf(s.charAt(0)); if (s == null) { t = s + 1; } return t;", "a character is no string, and null is compared as it is"},
		{"int f(int[] a, int n)", "Arrays.sort(a, n); return a[0];", "Arrays.sort(a, 0, n); return a[0];", "sort(a, a + n)"},
		{"int f(int[] a, int n)", "Arrays.fill(a, 0, n); Arrays.fill(a, 1); return a[0];", "Arrays.fill(a, 0); Arrays.fill(a, 1); return a[0];", "memset(a, 0, n)"},
		{"int f(int n)", "int[][] d = new int[n][n]; Arrays.fill(d, -1); return d[0][0];", "int[][] d = new int[n][n]; for (int[] i : d) { Arrays.fill(i, -1); } return d[0][0];", "a row at a time"},
		{"int f(long n)", "return f(n - 1) + f(n * 0.5);", "return f(n - 1) + f((long) (n * 0.5));", "what a function is given by itself"},
		{"int f(int x)", "if (x > 0) { return 1; } else if (x < 0) { return 2; }", "if (x > 0) { return 1; } else if (x < 0) { return 2; } throw new IllegalStateException();", "the end is reached"},
		{"int f(int x)", "if (x > 0) { return 1; } else { while (true) { x++; } }", "if (x > 0) { return 1; } else { while (true) { x++; } }", "it is not"},
		{"int f(int x)", "while (true) { if (x > 0) { break; } x++; }", "while (true) { if (x > 0) { break; } x++; } throw new IllegalStateException();", "behind a break it is"},
		{"int f(int x)", "switch (x) { case 1: return 2; default: return 3; }", "switch (x) { case 1: return 2; default: return 3; }", "what is not understood stays"},
		{"void f(int x)", "Runnable r = () -> { int y = 1.5; }; x = 1.5;", "Runnable r = () -> { int y = 1.5; }; x = (int) 1.5;", "a statement that is not understood stays, the next one not"},
		{"List<Integer> f(int n)", "int[] a = new int[n]; return a;", "int[] a = new int[n]; return Arrays.stream(a).boxed().collect(Collectors.toList());", "an array for a list"},
		{"List<String> f(int n)", "String[] a = new String[n]; return a;", "String[] a = new String[n]; return Arrays.asList(a);", "of strings"},
		{"int[] f(List<Integer> a, List<String> b)", "String[] c = b; return a;", "String[] c = b.toArray(new String[0]); return a.stream().mapToInt(Integer::intValue).toArray();", "a list for an array"},
		{"List<Integer> f(double[] a)", "return a;", "return a;", "of other elements"},
		{"void f(Map<String, Integer> m, String s)", "for (char c : s.toCharArray()) { m.put(c, m.getOrDefault(c, 0) + 1); }", "for (char c : s.toCharArray()) { m.put(String.valueOf(c), m.getOrDefault(String.valueOf(c), 0) + 1); }", "a character is no key of a map of strings"},
		{"void f(List<Double> a, Set<Long> b, int n)", "a.add(n); b.contains(n); a.add(n, 1.5);", "a.add((double) n); b.contains((long) n); a.add(n, 1.5);", "what a container takes, but for an index"},
		{"Foo f(Foo a)", "Foo b = a.g() * 2.5; return b;", "Foo b = a.g() * 2.5; return b;", "types that are not known"},
	} {
		want := "public static " + c.header + " { " + c.want + " }"
		if got := adapted(t, lexers.CPP, lexers.Java, "", c.header+" { "+c.body+" }", false); got != want {
			t.Errorf("%s:\n%s\nbecame   %s\nexpected %s", c.reason, c.body, got, want)
		}
	}
}

func TestPython(t *testing.T) {
	for _, c := range []struct{ source, text, want, reason string }{
		{"int f(int a, int b) { return a / b; }", "def f(a, b): return a / b", "def f(a, b): return a // b", "integers are divided as such"},
		{"int f(double a, int b) { return a / b; }", "def f(a, b): return a / b", "def f(a, b): return a / b", "a fraction is not"},
		{"int f(int a) { a /= 2; return a; }", "def f(a): a /= 2 return a", "", ""},
		{"int f(vector<int>& a, int n) { int s = a[n / 2]; return s; }", "def f(a, n):\n    s = a[n / 2]\n    return s", "def f(a, n): s = a[n // 2] return s", "in an index"},
		{"int f(int n) { int s = 0; for (int i = 0; i < n; i++) s += i / 2; return s; }", "def f(n):\n    s = 0\n    for i in range(n):\n        s += i / 2\n    return s",
			"def f(n): s = 0 for i in range(n): s += i // 2 return s", "a variable of a loop"},
		{"int f(int a) { return g(a); }", "def f(a):\n    b = a + 1\n    return b / a", "def f(a): b = a + 1 return b // a", "a variable that only the translation has"},
		{"string f(int a, string s) { return s; }", "def f(a, s):\n    return s + a + 1", "def f(a, s): return s + str(a) + str(1)", "a number that is put to a string"},
		{"int f(string s, int i) { return g(i); }", "def f(s, i):\n    return s[i] - 'b' + i", "def f(s, i): return ord(s[i]) - ord(\"b\") + i", "the distance of characters"},
		{"int f(int a) { return h(a); }", "def f(a):\n    return g(a) / 2 + [a / 2 for x in y][0]", "def f(a): return g(a) / 2 + [a / 2 for x in y][0]", "what is not understood stays"},
	} {
		if c.want == "" {
			c.text, c.want = "def f(a):\n    a /= 2\n    return a", "def f(a): a //= 2 return a"
		}
		if got := adapted(t, lexers.CPP, lexers.Python, c.source, c.text, false); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

// A loop of Python has the head of the source's, where that means the same.
func TestLoops(t *testing.T) {
	for _, c := range []struct{ head, body, python, want, reason string }{
		{"int i = 1; i < n; i++", "s += i;", "for i in range(1, n + 1): s += i", "for i in range(1, n): s += i", "the bound"},
		{"int i = n - 1; i > 0; i--", "s += i;", "for i in range(n - 1, -1, -1): s += i", "for i in range(n - 1, 0, -1): s += i", "counting down"},
		{"int i = n; i >= 0; i -= 2", "s += i;", "for i in range(n, 0, -1): s += i", "for i in range(n, -1, -2): s += i", "to zero, in steps"},
		{"int i = 0; i <= n - 1; i++", "s += i;", "for i in range(n - 1): s += i", "for i in range(n): s += i", "n - 1 included"},
		{"int i = 2; i < n / 2; i += s", "n;", "for i in range(2, n / 2): n", "for i in range(2, n // 2, s): n", "a quotient of integers"},
		{"int i = 5; i * i <= n; i += 6", "s += i;", "for i in range(5, n + 1): s += i", "i = 5 while i * i <= n: s += i i += 6", "what no range expresses"},
		{"int i = 0; i < n; i++", "s += i; i++;", "for i in range(n): s += i i += 1", "i = 0 while i < n: s += i i += 1 i += 1", "a variable that changes inside"},
		{"int i = 0; i * i < n; i++", "if (s) continue; s++;", "for i in range(n): if s: continue s += 1", "for i in range(n): if s: continue s += 1", "continue would pass over the step"},
		{"int i = 0; i < sqrt(n); i++", "s += i;", "for i in range(n): s += i", "for i in range(n): s += i", "more than arithmetic"},
		{"int j = 0; j < n; j++", "s += j;", "for i in range(n + 1): s += i", "for j in range(n): s += j", "variables are told by their placeholders"},
	} {
		source := "int f(int n, int s) { for (" + c.head + ") { " + c.body + " } return s; }"
		text := "def f(n, s):\n"
		head, body, _ := strings.Cut(c.python, ": ")
		text += "    " + head + ":\n"
		switch {
		case strings.HasPrefix(body, "if"):
			text += "        if s:\n            continue\n        s += 1\n"
		default:
			for _, statement := range strings.SplitAfter(body, "s += i") {
				if statement = strings.TrimSpace(statement); statement != "" {
					text += "        " + statement + "\n"
				}
			}
		}
		text += "    return s\n"
		want := "def f(n, s): " + c.want + " return s"
		got := adapted(t, lexers.CPP, lexers.Python, source, text, false)
		if c.reason == "variables are told by their placeholders" {
			got = strings.NewReplacer("for i", "for j", "+= i", "+= j").Replace(got)
		}
		if got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

func TestLoopsOfJavaAndCPP(t *testing.T) {
	for _, c := range []struct {
		from, to                   lexers.Language
		source, text, want, reason string
	}{
		{lexers.Python, lexers.Java, "for i in range(2, n + 2):\n        n", "for (int i = 2; i <= n; i++) { s += i; }", "for (int i = 2; i < n + 2; i++) { s += i; }", "the end of a range"},
		{lexers.Python, lexers.Java, "for i in range(1, n + 1):\n        n", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 1; i <= n; i++) { s += i; }", "n included"},
		{lexers.Python, lexers.Java, "for i in range(n - 1, -1, -2):\n        n", "for (int i = n; i > 0; i--) { s += i; }", "for (int i = n - 1; i >= 0; i -= 2) { s += i; }", "counting down"},
		{lexers.Python, lexers.Java, "for i in range(len(s)):\n        n", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n; i++) { s += i; }", "the length of what has none in the target"},
		{lexers.Python, lexers.Java, "for i in range(0, n, s):\n        n", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n; i += s) { s += i; }", "a step that is taken for positive"},
		{lexers.Python, lexers.Java, "for i in range(0, n, s):\n        s += 1", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n; i++) { s++; }", "a step that changes inside"},
		{lexers.Python, lexers.Java, "for i in range(n + 3):\n        n = 1", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n; i++) { s += i; }", "a range does not see that its end changes"},
		{lexers.Python, lexers.Java, "for i in range(3):\n        pass\n    for i in range(n, 2 * n):\n        n", "for (int i = 0; i < 4; i++) { s += i; }", "for (int i = 0; i < 4; i++) { s += i; }", "two loops are one there"},
		{lexers.CPP, lexers.Java, "for (int i = 5; i * i <= n; i += 6) n;", "for (int i = 5; i <= n; i++) { s += i; }", "for (int i = 5; i * i <= n; i += 6) { s += i; }", "a condition that a range has not"},
		{lexers.Java, lexers.CPP, "for (int i = 0; i < n / 2; i++) n++;", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n / 2; ++i) { s += i; }", "half of it"},
		{lexers.Java, lexers.CPP, "for (int i = 0; i < Math.sqrt(n); i++) n++;", "for (int i = 0; i < n; i++) { s += i; }", "for (int i = 0; i < n; ++i) { s += i; }", "more than arithmetic"},
	} {
		source := "int f(int n, int s) { " + c.source + " return s; }"
		if c.from == lexers.Python {
			source = "def f(n, s):\n    " + c.source + "\n    return s\n"
		}
		want := "int f(int n, int s) { " + c.want + " return s; }"
		if c.to == lexers.Java {
			want = "public static " + want
		}
		if got := adapted(t, c.from, c.to, source, "int f(int n, int s) { "+c.text+" return s; }", false); got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

// Whether a container has to be empty is the source's to say.
func TestEmptiness(t *testing.T) {
	for _, c := range []struct {
		from, to                   lexers.Language
		source, text, want, reason string
	}{
		{lexers.CPP, lexers.Python, "int f(queue<int>& q, int n) { while (!q.empty()) { q.pop(); } return n; }", "def f(q, n):\n    while not q:\n        q.pop()\n    return n", "def f(q, n): while q: q.pop() return n", "a list is true when it is not empty"},
		{lexers.Java, lexers.Python, "int f(String s, int n) { return s.length() == 0 ? n : 1; }", "def f(s, n):\n    return n if len(s) else 1", "def f(s, n): return n if not s else 1", "as its length is"},
		{lexers.CPP, lexers.Java, "int f(vector<int>& a) { if (a.empty()) return 0; return 1; }", "int f(int[] a) { if (a.length != 0) { return 0; } return 1; }", "public static int f(int[] a) { if (a.length == 0) { return 0; } return 1; }", "an array of Java"},
		{lexers.CPP, lexers.Java, "double f(vector<double>& a, double s) { return a.empty() ? 0.0 : s; }", "double f(double[] a, double s) { return a.length ? 0.0 : s; }", "public static double f(double[] a, double s) { return a.length == 0 ? 0.0 : s; }", "a length that is a condition"},
		{lexers.CPP, lexers.Java, "int f(vector<int>& a) { if (a.empty()) return 0; return 1; }", "int f(List<Integer> a) { if (a.size() > 0) { return 0; } return 1; }", "public static int f(List<Integer> a) { if (a.isEmpty()) { return 0; } return 1; }", "a list of Java"},
		{lexers.Python, lexers.CPP, "def f(a, n):\n    while a and n:\n        a.pop()\n    return n", "int f(vector<int>& a, int n) { while (a.empty() && n) { a.pop_back(); } return n; }", "int f(std::vector<int>& a, int n) { while (!a.empty() && n) { a.pop_back(); } return n; }", "from Python"},
		{lexers.Python, lexers.CPP, "def f(a, n):\n    while a:\n        a.pop()\n    return a", "int f(vector<int>& a, int n) { while (a.empty()) { a.pop_back(); } return n; }", "int f(std::vector<int>& a, int n) { while (!a.empty()) { a.pop_back(); } return n; }", "what is no condition does not count"},
		{lexers.CPP, lexers.Python, "int f(queue<int>& q, int n) { while (!q.empty() && n > 0) { q.pop(); if (q.empty()) return 1; } return n; }", "def f(q, n):\n    while q and n > 0:\n        q.pop()\n    return n", "def f(q, n): while q and n > 0: q.pop() return n", "which is which can't be told"},
	} {
		if got := adapted(t, c.from, c.to, c.source, c.text, false); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

func TestParametersOfCPP(t *testing.T) {
	for _, c := range []struct {
		text, want, reason string
		shared             bool
	}{
		{"int f(vector<int>& a, int n) { return a[n - 1]; }", "int f(int a[], int n) { return a[n - 1]; }", "the length is passed", false},
		{"int f(vector<int> a, int n) { sort(a.begin(), a.end()); return a[0]; }", "int f(int a[], int n) { std::sort(a, a + n); return a[0]; }", "and what is sorted", false},
		{"int f(vector<int> a, int n) { return max(a) + accumulate(a) - n; }", "int f(int a[], int n) { return *std::max_element(a, a + n) + std::accumulate(a, a + n, 0) - n; }", "reduced as a range", false},
		{"int f(int n, vector<int>& a) { return min(a) + max(n, 1); }", "int f(int n, std::vector<int>& a) { return *std::min_element(a.begin(), a.end()) + std::max(n, 1); }", "without a length", false},
		{"void f(int a[], int n) { sort(a); }", "void f(int a[], int n) { std::sort(a, a + n); }", "sorted as one", false},
		{"int f(int a[], int n) { return *max_element(a); }", "int f(int a[], int n) { return *std::max_element(a, a + n); }", "of an array", false},
		{"int f(vector<int>& a, vector<int>& b, int n) { return a[0] + b[n]; }", "int f(int a[], int b[], int n) { return a[0] + b[n]; }", "of both", false},
		{"int f(vector<int> a, int l, int r) { return l > r ? 0 : f(a, l + 1, r) + a[l]; }", "int f(int a[], int l, int r) { return l > r ? 0 : f(a, l + 1, r) + a[l]; }", "passed on to itself", false},
		{"int f(vector<int> a, int n) { return a[n - 1]; }", "int f(std::vector<int> a, int n) { return a[n - 1]; }", "others call it, and have vectors", true},
		{"int f(vector<int> a, int n) { a[0] = n; return a[n - 1]; }", "int f(std::vector<int>& a, int n) { a[0] = n; return a[n - 1]; }", "the caller sees the change", true},
		{"int f(vector<int>& a, int x) { return a.size() + x; }", "int f(std::vector<int>& a, int x) { return a.size() + x; }", "it knows its length", false},
		{"int f(vector<int> a, int x) { for (int y : a) x += y; return x; }", "int f(std::vector<int> a, int x) { for (int y : a) { x += y; } return x; }", "it is iterated over, and not changed", false},
		{"void f(vector<int> a) { a.push_back(1); }", "void f(std::vector<int>& a) { a.push_back(1); }", "a change by a method", false},
		{"void f(map<int, int> m, int k) { m[k] += 1; }", "void f(std::map<int, int>& m, int k) { ++m[k]; }", "of a map", false},
		{"void f(string s, int k) { s[k] = 'a'; }", "void f(std::string s, int k) { s[k] = 'a'; }", "strings are values", false},
	} {
		if got := adapted(t, lexers.Python, lexers.CPP, "", c.text, c.shared); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

// scrambled changes up to three places of tokens.
func scrambled(rng *rand.Rand, tokens []string) []string {
	tokens = slices.Clone(tokens)
	for range rng.IntN(4) {
		i, j := rng.IntN(len(tokens)), rng.IntN(len(tokens))
		switch rng.IntN(4) {
		case 0:
			tokens = slices.Delete(tokens, min(i, j), min(max(i, j), min(i, j)+5))
		case 1:
			tokens = slices.Insert(tokens, i, tokens[j])
		case 2:
			tokens[i] = tokens[j]
		case 3:
			tokens = tokens[:max(i, 1)]
		}
	}
	return tokens
}

// Whatever a model writes, also without a grammar, is adapted without a panic, and
// what comes out has its origin.
func TestAnyTokens(t *testing.T) {
	texts := map[lexers.Language]string{
		lexers.Python: "def f(a, n):\n    for i in range(len(a), n + 1, 2):\n        while a and not n / 2:\n            a[i] -= 'x' - n\n    return 'a' + n if len(a) == 0 else f(a, n)",
		lexers.CPP:    "int f(vector<int>& a, int b[], int n) { for (int i = 0; i * i < n / 2; i += 2) { sort(a); b[i] = max(a); } while (!a.empty()) a.pop_back(); sort(a.begin(), a.end()); return (int)b[n] ? f(a, b, n) : 0; }",
		lexers.Java:   "int f(List<Integer> a, String s, int[] b, long n) { for (int i = 0; i < a.size(); i++) { Arrays.fill(b, 0, n); Arrays.sort(b, n); b[n] = Math.max(b) + Math.pow(2, n); } int[][] c = new int[3][(int) n]; Arrays.fill(c, 1); boolean x = !n && s == s.substring(1) || n; if (a.isEmpty()) { return 'c' + (x ? 1 : 2.5); } }",
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 500 {
		var forms []*lexers.Canonical
		for _, language := range lexers.Languages() {
			c, err := lexers.Canonicalize(t.Context(), language, texts[language])
			if err != nil {
				t.Fatal(err)
			}
			if round > 0 {
				c.Tokens = scrambled(rng, c.Tokens)
			}
			forms = append(forms, c)
		}
		for _, source := range forms {
			for _, c := range forms {
				tokens, origin := adapt.Function(source, c.Tokens, c.Language, adapt.Program{Shared: round%2 == 0})
				if len(tokens) != len(origin) || !slices.IsSorted(origin) {
					t.Fatalf("%v from %v: %d tokens, origin %v", c.Tokens, source.Tokens, len(tokens), origin)
				}
			}
		}
	}
}

// TestMemberships asks containers in the way of their types.
func TestMemberships(t *testing.T) {
	for _, c := range []struct {
		to                         lexers.Language
		source, text, want, reason string
	}{
		{lexers.Java, "k not in m", "k.isEmpty()", "!m.containsKey(k)", "the keys of a map"},
		{lexers.Java, "k.name in s", "k.name.equals(s)", "s.contains(k.name)", "a field in a set"},
		{lexers.Java, "k in t", "t.equals(k)", "t.indexOf(k) != -1", "a text"},
		{lexers.Java, "k in a", "a[k]", "a[k]", "an array, which can't be asked"},
		{lexers.Java, "k in m", "n", "n", "another variable"},
		{lexers.Java, "k in m or n", "n", "n", "more than one question"},
		{lexers.Java, "k in 'aeiou'", "k.equals(\"aeiou\")", "\"aeiou\".indexOf(k) != -1", "a text that is written there"},
		{lexers.CPP, "k in 'aeiou'", "k == \"aeiou\"", "std::string(\"aeiou\").find(k) != std::string::npos", "in C++"},
		{lexers.CPP, "k in m", "m[k]", "m.count(k)", "a map of C++"},
		{lexers.CPP, "k not in t", "t == k", "t.find(k) == std::string::npos", "a text of C++"},
	} {
		header := "void f(String k, Map<String, Integer> m, Set<String> s, String t, boolean[] a, boolean n)"
		if c.to == lexers.CPP {
			header = "void f(std::string k, std::map<std::string, int>& m, std::set<std::string>& s, std::string t, bool a[], bool n)"
		}
		want := header + " { if (" + c.want + ") { s.clear(); } }"
		if c.to == lexers.Java {
			want = "public static " + want
		}
		source := "def f(k, m, s, t, a, n):\n    if " + c.source + ":\n        s.clear()\n"
		if got := adapted(t, lexers.Python, c.to, source, header+" { if ("+c.text+") { s.clear(); } }", false); got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

// TestMembers takes brackets from fields that the source never calls.
func TestMembers(t *testing.T) {
	for _, c := range []struct{ source, text, want, reason string }{
		{"a.name", "return a.name();", "return a.name;", "a field"},
		{"a.name()", "return a.name();", "return a.name();", "a method"},
		{"a.name + a.name()", "return a.name();", "return a.name();", "both"},
		{"a.other", "return a.name();", "return a.name();", "another name"},
		{"a.name", "return a.name(1);", "return a.name(1);", "with an argument it is no field"},
		{"a.length", "return a.length();", "return a.length();", "a length, which some languages ask for"},
	} {
		want := "public static Foo f(Foo a) { " + c.want + " }"
		if got := adapted(t, lexers.Python, lexers.Java, "def f(a):\n    return "+c.source+"\n", "Foo f(Foo a) { "+c.text+" }", false); got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

// TestResults gives functions that Python states no type for that of what they return.
func TestResults(t *testing.T) {
	for _, c := range []struct{ text, want, reason string }{
		{"int f(String s) { return s + 1; }", "String f(String s) { return s + 1; }", "a text"},
		{"int f(double x) { if (x > 0) { return x * 2; } return 0; }", "double f(double x) { if (x > 0) { return x * 2; } return 0; }", "a fraction, and a number"},
		{"String f(int n) { return n; }", "int f(int n) { return n; }", "a number"},
		{"int f(int n) { return Math.sqrt(n); }", "int f(int n) { return (int) Math.sqrt(n); }", "mathematics, which tells nothing"},
		{"int f(int n) { if (n > 1) { return f(n - 1); } return n / 2.0; }", "double f(int n) { if (n > 1) { return f(n - 1); } return n / 2.0; }", "what it calls itself for tells nothing either"},
		{"int f(String s) { if (g(s)) { return s; } return g(1); }", "int f(String s) { if (g(s)) { return s; } return g(1); }", "what is not known"},
		{"boolean f(int n) { return n; }", "boolean f(int n) { return n != 0; }", "a truth"},
		{"void f(String s) { for (String c : s) { g(c); } }", "void f(String s) { for (char c : s.toCharArray()) { g(c); } }", "the characters of a text"},
	} {
		if got := adapted(t, lexers.Python, lexers.Java, "def f(n):\n    pass\n", c.text, false); got != "public static "+c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

// TestDeclarations gives variables the type of what they begin with.
func TestDeclarations(t *testing.T) {
	for _, c := range []struct {
		from               lexers.Language
		text, want, reason string
	}{
		{lexers.Python, "int x = a.get(0) * 2;", "double x = a.get(0) * 2;", "Python cuts nothing"},
		{lexers.Python, "int x = Math.pow(n, 2);", "int x = (int) Math.pow(n, 2);", "but mathematics may be of whole numbers"},
		{lexers.CPP, "int x = a.get(0);", "int x = (int) (double) a.get(0);", "C++ does"},
		{lexers.Python, "Object x = b.get(n);", "Foo x = b.get(n);", "any object"},
		{lexers.Python, "Object x = c.get(n);", "Object x = c.get(n);", "of a type that is not known"},
	} {
		header := "void f(int n, List<Double> a, Map<Integer, Foo> b, Bar c)"
		source := ""
		if c.from == lexers.Python {
			source = "def f(n, a, b, c):\n    pass\n"
		}
		want := "public static " + header + " { " + c.want + " }"
		if got := adapted(t, c.from, lexers.Java, source, header+" { "+c.text+" }", false); got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

// TestConditions gives conditions with a slip that of the source, and leaves the others.
func TestConditions(t *testing.T) {
	for _, c := range []struct{ source, body, want, reason string }{
		{"while b:\n        b -= a", "while (b-- > 0) { b -= a; }", "while (b != 0) { b -= a; }", "a number alone, which the translation changed"},
		{"if a <= b and b > 2:\n        b -= a", "if (a < b && b > 2) { b -= a; }", "if (a <= b && b > 2) { b -= a; }", "a bound"},
		{"if a > b:\n        b -= a\n    elif a == b:\n        b = a", "if (a > b) { b -= a; } else if (a != b) { b = a; }", "if (a > b) { b -= a; } else if (a == b) { b = a; }", "the second one"},
		{"while a < b and a:\n        b -= a", "while (a < b && b > 0) { b -= a; }", "while (a < b && b > 0) { b -= a; }", "a truth among comparisons"},
		{"if a < b:\n        b -= a", "if (a < c) { b -= a; }", "if (a < c) { b -= a; }", "other variables"},
		{"if a / 2 < b:\n        b -= a", "if (a / 2 <= b) { b -= a; }", "if (a / 2 <= b) { b -= a; }", "a fraction"},
		{"if a % 2 == b // 3:\n        b -= a", "if (a / 2 == b % 3) { b -= a; }", "if (a % 2 == b / 3) { b -= a; }", "whole numbers"},
		{"if a < b:\n        b -= a", "if (a <= b) { if (a < b) { b -= a; } }", "if (a <= b) { if (a < b) { b -= a; } }", "more than the source has"},
		{"if s < b:\n        b -= a", "if (s > b) { b -= a; }", "if (s > b) { b -= a; }", "a fraction, by its declaration"},
	} {
		source := "def f(a, b, c, s):\n    " + c.source + "\n    return b\n"
		header := "int f(int a, int b, int c, double s)"
		want := "public static " + header + " { " + c.want + " return b; }"
		if got := adapted(t, lexers.Python, lexers.Java, source, header+" { "+c.body+" return b; }", false); got != want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, want)
		}
	}
}

// TestAssigned has assignments and returns that a model gets wrong.
func TestAssigned(t *testing.T) {
	for _, c := range []struct {
		from, to                   lexers.Language
		source, text, want, reason string
	}{
		{lexers.Python, lexers.Java, "def f(a, n):\n    a[0] = 1\n    for i in range(1, n):\n        a[i] = a[i - 1] + i\n    return a[n - 1]", "static int f(int[] a, int n) { a[0] = 1; for (int i = 1; i < n; i++) { a[0] = a[i] + i; } return a[n]; }",
			"public static int f(int[] a, int n) { a[0] = 1; for (int i = 1; i < n; i++) { a[i] = a[i - 1] + i; } return a[n - 1]; }", "elements and what is returned"},
		{lexers.Python, lexers.Java, "def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)", "static int f(int n) { if (n < 2) { return n; } return f(n - 1) + f(n - 1); }",
			"public static int f(int n) { if (n < 2) { return n; } return f(n - 1) + f(n - 2); }", "it calls itself"},
		{lexers.Java, lexers.Python, "static int f(int n, int k) { k /= 3; int m = Math.max(n, k) % 7; return m; }", "def f(n, k):\n    k //= 2\n    m = max(n, n)\n    return m",
			"def f(n, k): k //= 3 m = max(n, k) % 7 return m", "operators and the larger of two"},
		{lexers.CPP, lexers.Java, "bool f(vector<bool>& v, int n) { v[n - 1] = true; return v[n]; }", "static boolean f(boolean[] v, int n) { v[n] = true; return v[n]; }",
			"public static boolean f(boolean[] v, int n) { v[n - 1] = true; return v[n]; }", "truths"},
		{lexers.Python, lexers.Java, "def f(a, n):\n    k = n\n    k = n + 1\n    return k", "static int f(int[] a, int n) { int k = n; return k; }",
			"public static int f(int[] a, int n) { int k = n; return k; }", "two are one there"},
		{lexers.Python, lexers.Java, "def f(s, n):\n    k = s[n]\n    return k", "static char f(String s, int n) { char k = s.charAt(n); return k; }",
			"public static char f(String s, int n) { char k = s.charAt(n); return k; }", "no numbers"},
		{lexers.Python, lexers.CPP, "def f(a, n):\n    k = min(n, a[0])\n    return k", "int f(vector<int>& a, long n) { int k = a[0]; return k; }",
			"int f(std::vector<int>& a, long n) { int k = a[0]; return k; }", "C++ compares values of one type"},
	} {
		if got := adapted(t, c.from, c.to, c.source, c.text, true); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

// TestMade has containers that begin as another one than in the source.
func TestMade(t *testing.T) {
	for _, c := range []struct {
		from, to                   lexers.Language
		source, text, want, reason string
	}{
		{lexers.Java, lexers.Python, "static void f(int n) { Map<Integer, Integer> m = new HashMap<>(); Set<Integer> s = new HashSet<Integer>(); List<Integer> l = new LinkedList<>(); Queue<Integer> q = new LinkedList<>(); }",
			"def f(n):\n    m = []\n    s = {}\n    l = [0] * n\n    q = []\n", "def f(n): m = {} s = set() l = [] q = deque()", "each its own"},
		{lexers.CPP, lexers.Python, "void f(int n) { vector<int> a(n); map<int, int> m; stack<int> s; }", "def f(n):\n    a = [0] * n\n    m = iter(n)\n    s = deque()\n", "def f(n): a = [0] * n m = {} s = []", "one that is not empty"},
		{lexers.Python, lexers.Java, "def f(n):\n    m = {}\n    lib_put_in(m, n, 1)\n    for k in m:\n        n += k\n    return len(m)", "static int f(int n) { int[] m = new int[n]; m[n] = 1; for (int k : m) { n += k; } return m.length; }",
			"public static int f(int n) { Map<Integer, Integer> m = new HashMap<>(); m.put(n, 1); for (int k : m.keySet()) { n += k; } return m.size(); }", "a dictionary, its keys and its length"},
		{lexers.Python, lexers.CPP, "def f(n):\n    m = {}\n    lib_put_in(m, n, 1)\n    for k in m:\n        n += k\n    return n", "int f(int n) { set<int> m; m[n] = 1; for (int k : m) { n += k; } return n; }",
			"int f(int n) { std::unordered_map<int, int> m; m[n] = 1; for (auto entry : m) { int k = entry.first; n += k; } return n; }", "pairs in C++"},
		{lexers.Python, lexers.Java, "def f(n):\n    m = {}\n    lib_put_in(m, n, 'a')\n    return n", "static int f(int n) { Set<Integer> m = new HashSet<>(); m.add(n); return n; }",
			"public static int f(int n) { Set<Integer> m = new HashSet<>(); m.add(n); return n; }", "values that are no numbers"},
	} {
		if got := adapted(t, c.from, c.to, c.source, c.text, true); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}

// TestFractions has variables of Python that are given fractions.
func TestFractions(t *testing.T) {
	for _, c := range []struct {
		to                 lexers.Language
		text, want, reason string
	}{
		{lexers.Java, "static int f(int n) { int d = 0; d += Math.log10(n); return n; }", "public static int f(int n) { double d = 0; d += Math.log10(n); return n; }", "a sum of logarithms"},
		{lexers.CPP, "int f(int n) { int d = 0; d = 0.5 * (n + 1); return n; }", "int f(int n) { double d = 0; d = 0.5 * (n + 1); return n; }", "a half"},
		{lexers.Java, "static int f(int n) { int d = (int) Math.sqrt(n); return n; }", "public static int f(int n) { int d = (int) Math.sqrt(n); return n; }", "a cast"},
		{lexers.Java, "static int f(int n) { int d = g(0.5) + n; return n; }", "public static int f(int n) { int d = g(0.5) + n; return n; }", "an argument"},
	} {
		if got := adapted(t, lexers.Python, c.to, "def f(n):\n    d = 0\n    d = g(d)\n    return g(n)", c.text, true); got != c.want {
			t.Errorf("%s:\nbecame   %s\nexpected %s", c.reason, got, c.want)
		}
	}
}
