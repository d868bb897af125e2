package adapt_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate/adapt"
)

// program are the other functions and the classes of the tests' programs: gcd and name take two ints, squares
// returns the squares up to a number, tail what a text has behind a place.
func program(t *testing.T, to lexers.Language) adapt.Program {
	t.Helper()
	p := adapt.Program{
		Functions: map[string]bool{"gcd": true, "isEven": true, "squares": true, "tail": true}, Classes: map[string]bool{"Stack": true},
		Heads: map[string]adapt.Head{},
	}
	heads := map[lexers.Language]map[string]string{
		lexers.Java: {"gcd": "int gcd(int a, int b)", "isEven": "boolean isEven(int a)", "squares": "long[][] squares(int n)", "tail": "String tail(String s, char c)"},
		lexers.CPP:  {"gcd": "int gcd(int a, int b)", "isEven": "bool isEven(int a)", "squares": "vector<long long> squares(int n)", "tail": "string tail(string s, char c)"},
	}
	for name, head := range heads[to] {
		c, err := lexers.Canonicalize(t.Context(), to, head+" { }")
		if err != nil {
			t.Fatal(err)
		}
		var ok bool
		if p.Heads[name], ok = adapt.ReadHead(c.Tokens); !ok {
			t.Fatalf("%s: the head can't be read", head)
		}
	}
	return p
}

const python, cpp, java = lexers.Python, lexers.CPP, lexers.Java

// programCases are translations in that program, and what becomes of them.
var programCases = []struct {
	reason   string
	from, to lexers.Language
	source   string
	text     string
	want     string
}{
	// Conditions.
	{"a call of the program is compared", cpp, java, "int f(int i, int n) { if (gcd(i, n) == 1) { i++; } return i; }",
		"int f(int i, int n) { if (Character.isDigit(i)) { i++; } return i; }", "int f(int i, int n) { if (gcd(i, n) == 1) { i++; } return i; }"},
	{"or stands alone", java, cpp, "int f(int i) { if (!isEven(i)) { i++; } return i; }",
		"int f(int i) { if (i == 0) { i++; } return i; }", "int f(int i) { if (!isEven(i)) { ++i; } return i; }"},
	{"in Python, too", java, python, "int f(int i) { while (gcd(i, i) > 1) { i++; } return i; }",
		"def f(i):\n    while i > 1:\n        i += 1\n    return i", "def f(i): while gcd(i, i) > 1: i += 1 return i"},
	{"what it returns must be a number", cpp, java, "int f(int i) { if (tail(i, i) == 1) { i++; } return i; }",
		"int f(int i) { if (i == 2) { i++; } return i; }", "int f(int i) { if (i == 2) { i++; } return i; }"},
	{"another function's call stays", cpp, java, "int f(int i) { if (other(i) == 1) { i++; } return i; }",
		"int f(int i) { if (i == 2) { i++; } return i; }", "int f(int i) { if (i == 2) { i++; } return i; }"},

	// Memberships.
	{"a map of Java in Python", java, python, "int f(Map<String, Integer> m, String k) { if (m.containsKey(k)) { return 1; } return 0; }",
		"def f(m, k):\n    if len(m) == len(k):\n        return 1\n    return 0", "def f(m, k): if k in m: return 1 return 0"},
	{"and in C++", java, cpp, "int f(Map<String, Integer> m, String k) { if (!m.containsKey(k)) { return 1; } return 0; }",
		"int f(map<string, int> m, string k) { if (m.find(k)) { return 1; } return 0; }", "int f(std::map<std::string, int>& m, std::string k) { if (!m.count(k)) { return 1; } return 0; }"},
	{"a set of C++", cpp, java, "int f(set<int> s, int k) { if (s.find(k) == s.end()) { return 1; } return 0; }",
		"int f(Set<Integer> s, int k) { if (s.get(k)) { return 1; } return 0; }", "int f(Set<Integer> s, int k) { if (!s.contains(k)) { return 1; } return 0; }"},
	{"a multiset that counts", cpp, python, "int f(multiset<int> s, int k) { if (s.count(k) > 1) { return 1; } return 0; }",
		"def f(s, k):\n    if s.count(k) > 1:\n        return 1\n    return 0", "def f(s, k): if s.count(k) > 1: return 1 return 0"},

	// Declarations.
	{"what a function of the program returns", cpp, java, "int f(int n) { vector<vector<long long>> a = squares(n); return n; }",
		"int f(int n) { long[] a = squares(n); return n; }", "int f(int n) { long[][] a = squares(n); return n; }"},
	{"in C++", python, cpp, "def f(n):\n    a = squares(n)\n    return n",
		"int f(int n) { int a = squares(n); return n; }", "int f(int n) { std::vector<long long> a = squares(n); return n; }"},
	{"a wider number stays", python, cpp, "def f(n):\n    a = gcd(n, n)\n    return n",
		"int f(int n) { long long a = gcd(n, n); return n; }", "int f(int n) { long long a = gcd(n, n); return n; }"},
	{"the characters of a text", python, cpp, "def f(s):\n    for c in s:\n        print(c)",
		"void f(string s) { for (string c : s) { cout << c; } }", "void f(std::string s) { for (char c : s) { std::cout << c << std::endl; } }"},
	{"of an array of them", python, java, "def f(s):\n    for c in s:\n        print(c)",
		"void f(String s) { for (String c : s.toCharArray()) { System.out.println(c); } }", "void f(String s) { for (char c : s.toCharArray()) { System.out.println(c); } }"},
	{"pointers in a vector", python, cpp, "def f(a):\n    for b in a:\n        print(b.x)",
		"void f(vector<Foo*> a) { for (auto b : a) { cout << b.x; } }", "void f(std::vector<Foo*> a) { for (Foo* b : a) { std::cout << b->x << std::endl; } }"},
	{"what is returned is what the header says", java, cpp, "Map<Integer, Integer> f() { Map<Integer, Integer> m = new HashMap<>(); return m; }",
		"map<int, int> f() { unordered_map<int, int> m; return m; }", "std::map<int, int> f() { std::map<int, int> m; return m; }"},

	// Arguments.
	{"a lost argument", cpp, python, "int f(vector<int> a, int n) { int x = gcd(a.size(), n); return x; }",
		"def f(a, n):\n    x = gcd(n)\n    return x", "def f(a, n): x = gcd(len(a), n) return x"},
	{"a vector for its length", cpp, python, "int f(vector<int> a, int n) { return gcd(a.size(), n); }",
		"def f(a, n):\n    return gcd(a, n)", "def f(a, n): return gcd(len(a), n)"},
	{"an array for its length", cpp, java, "int f(vector<int> a, int n) { return gcd(a.size(), n); }",
		"int f(int[] a, int n) { return gcd(a, n); }", "int f(int[] a, int n) { return gcd(a.length, n); }"},
	{"another variable", python, java, "def f(a, n):\n    return gcd(a, n - 1)",
		"int f(int a, int n) { return gcd(a, a - 1); }", "int f(int a, int n) { return gcd(a, n - 1); }"},
	{"what is more than arithmetic stays", cpp, java, "int f(int a, int b) { return gcd(g(a), b); }",
		"int f(int a, int b) { return gcd(a, a); }", "int f(int a, int b) { return gcd(a, a); }"},
	{"a variable of the right type is not cast", python, java, "def f(a, b):\n    return gcd(a, b)",
		"int f(int a, int b) { return gcd(a, (char) b); }", "int f(int a, int b) { return gcd(a, b); }"},

	// Characters and objects.
	{"characters of Java have no methods", python, java, "def f(c):\n    return c.lower()",
		"char f(char c) { return c.length(); }", "char f(char c) { return Character.toLowerCase(c); }"},
	{"which a loop gives", python, java, "def f(s):\n    r = ''\n    for c in s:\n        r += c.upper()\n    return r",
		"String f(String s) { String r = \"\"; for (String c : s) { r += c.length(); } return r; }", "String f(String s) { String r = \"\"; for (char c : s.toCharArray()) { r += Character.toUpperCase(c); } return r; }"},
	{"nor those of C++", python, cpp, "def f(c):\n    if c.isdigit():\n        return 1",
		"int f(char c) { if (c.empty()) { return 1; } }", "int f(char c) { if (isdigit(c)) { return 1; } }"},
	{"a text has", python, java, "def f(c):\n    return c.lower()",
		"String f(String c) { return c.trim(); }", "String f(String c) { return c.trim(); }"},
	{"a class of the program has no type arguments", cpp, java, "int f(int n) { Stack s; s.push(n); return s.pop(); }",
		"int f(int n) { Stack<Integer> s = new Stack<>(); s.push(n); return s.pop(); }", "int f(int n) { Stack s = new Stack(); s.push(n); return s.pop(); }"},
	{"and its own methods", cpp, python, "int f(int n) { Stack s; s.push(n); return s.pop(); }",
		"def f(n):\n    s = []\n    s.append(n)\n    return s.pop()", "def f(n): s = Stack() s.push(n) return s.pop()"},

	// Streams.
	{
		"what binds less than << is in brackets", python, cpp, "def f(n):\n    print('yes' if n == 0 else 'no')",
		"void f(int n) { cout << n == 0 ? \"yes\" : \"no\"; }", "void f(int n) { std::cout << (n == 0 ? \"yes\" : \"no\") << std::endl; }",
	},
	{
		"a line ends as the source's", java, cpp, "void f(int n) { System.out.println(n); System.out.print(n); }",
		"void f(int n) { cout << n; cout << n + 1; }", "void f(int n) { std::cout << n << std::endl; std::cout << n + 1; }",
	},
	{
		"one that ends already", python, cpp, "def f(n):\n    print(n)\n    print(n, end='')",
		"void f(int n) { cout << n << endl; cout << n; }", "void f(int n) { std::cout << n << std::endl; std::cout << n; }",
	},
	{
		"by a character, or in its text", java, cpp, "void f(int n) { System.out.println(\"a\\n\"); System.out.println(n); }",
		"void f(int n) { cout << \"a\\n\"; cout << n << '\\n'; }", "void f(int n) { std::cout << \"a\\n\"; std::cout << n << '\\n'; }",
	},
	{
		"others are not told apart", python, cpp, "def f(n):\n    print(n)",
		"void f(int n) { cout << n; cout << endl; }", "void f(int n) { std::cout << n; std::cout << std::endl; }",
	},

	// Null.
	{
		"a text of C++ is always there", java, cpp, "int f(String s, String[] a) { if (s == null || a[0] != null) { return 1; } return 0; }",
		"int f(string s, vector<string> a) { if (s == NULL || a[0] != NULL) { return 1; } return 0; }", "int f(std::string s, std::vector<std::string> a) { if (s.empty() || !a[0].empty()) { return 1; } return 0; }",
	},
	{
		"a pointer may not be", java, cpp, "int f(Node s) { if (s == null) { return 1; } return 0; }",
		"int f(Node* s) { if (s == NULL) { return 1; } return 0; }", "int f(Node* s) { if (s == nullptr) { return 1; } return 0; }",
	},

	// What has no index.
	{"a map of Java", python, java, "def f(m, k):\n    return m[k]",
		"int f(Map<String, Integer> m, String k) { return m[k]; }", "int f(Map<String, Integer> m, String k) { return m.get(k); }"},
	{"is changed", python, java, "def f(m, k):\n    m[k] = 1",
		"void f(Map<String, Integer> m, String k) { m[k] = 1; m[k] += 1; m[k] -= m[k] + 2; }",
		"void f(Map<String, Integer> m, String k) { m.put(k, 1); m.put(k, m.get(k) + 1); m.put(k, m.get(k) - (m.get(k) + 2)); }"},
	{"a list in a list's index", python, java, "def f(a, i):\n    a[a[i]] = 1",
		"void f(List<Integer> a, int i) { a[a[i]] = a[i] + 1; }", "void f(List<Integer> a, int i) { a.set(a.get(i), a.get(i) + 1); }"},
	{"an array has one", python, java, "def f(a, i):\n    a[i] = 1",
		"void f(int[] a, int i) { a[i] = 1; }", "void f(int[] a, int i) { a[i] = 1; }"},

	// Tables.
	{"the length of a list", java, python, "void f(int n) { int[] a = new int[n + 1]; }",
		"def f(n):\n    a = [0] * n", "def f(n): a = [0] * (n + 1)"},
	{"of an array", python, java, "def f(n):\n    a = [False] * (n + 1)",
		"void f(int n) { boolean[] a = new boolean[n]; }", "void f(int n) { boolean[] a = new boolean[n + 1]; }"},
	{"what it is filled with", cpp, python, "void f(int n) { vector<bool> a(n, false); }",
		"def f(n):\n    a = [True] * n", "def f(n): a = [False] * n"},
	{"rows and columns", python, cpp, "def f(n, m):\n    a = [[1] * (m + 1) for i in range(n)]",
		"void f(int n, int m) { vector<vector<int>> a(n, vector<int>(n, 0)); }", "void f(int n, int m) { std::vector<std::vector<int>> a(n, std::vector<int>(m + 1, 1)); }"},
	{"two that have one name stay", java, python, "void f(int n) { if (n > 1) { int[] a = new int[n + 1]; } else { int[] a = new int[n + 2]; } }",
		"def f(n):\n    if n > 1:\n        a = [0] * n\n    else:\n        a = [0] * n", "def f(n): if n > 1: a = [0] * n else: a = [0] * n"},
	{"a length that is no arithmetic", java, python, "void f(int n) { int[] a = new int[g(n)]; }",
		"def f(n):\n    a = [0] * n", "def f(n): a = [0] * n"},

	// What a value is held in.
	{"a text of parts", java, python, "String f(String s) { StringBuilder b = new StringBuilder(); b.append(s); return b.toString(); }",
		"def f(s):\n    b = []\n    b.append(s)\n    return b", "def f(s): b = [] b.append(s) return \"\".join(b)"},
	{"a list that is one", java, python, "List<String> f(String s) { List<String> b = new ArrayList<>(); b.add(s); return b; }",
		"def f(s):\n    b = []\n    b.append(s)\n    return b", "def f(s): b = [] b.append(s) return b"},
	{"the value of a key", java, cpp, "int f(Map<String, Integer> m, String k) { return m.get(k); }",
		"int f(map<string, int> m, string k) { return m.find(k); }", "int f(std::map<std::string, int> m, std::string k) { return m[k]; }"},
}

func TestProgram(t *testing.T) {
	for _, c := range programCases {
		source, err := lexers.Canonicalize(t.Context(), c.from, c.source)
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		text, err := lexers.Canonicalize(t.Context(), c.to, c.text)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		text.Tokens, _ = adapt.Function(source, text.Tokens, c.to, program(t, c.to))
		code, err := text.Render(c.to)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		got := strings.TrimPrefix(strings.Join(strings.Fields(code), " "), "public static ")
		if got != c.want {
			t.Errorf("%s:\n%s\nbecame   %s\nexpected %s", c.reason, c.text, got, c.want)
		}
	}
}

// TestAnyTokensOfPrograms is TestAnyTokens with what the program tells.
func TestAnyTokensOfPrograms(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, c := range programCases {
		source, err := lexers.Canonicalize(t.Context(), c.from, c.source)
		if err != nil {
			t.Fatal(err)
		}
		text, err := lexers.Canonicalize(t.Context(), c.to, c.text)
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			other := *source
			other.Tokens = scrambled(rng, source.Tokens)
			tokens, origin := adapt.Function(&other, scrambled(rng, text.Tokens), c.to, program(t, c.to))
			if len(tokens) != len(origin) || !slices.IsSorted(origin) {
				t.Fatalf("%v from %v: origin %v", tokens, other.Tokens, origin)
			}
		}
	}
}
