package lexers

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func mustParse(t testing.TB, language Language, source string) *File {
	t.Helper()
	f, err := Parse(context.Background(), language, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// describe writes what matters of a function on one line.
func describe(fn *Function) string {
	var b strings.Builder
	if fn.Class != "" {
		b.WriteString(fn.Class + "::")
	}
	b.WriteString(fn.Name + "(")
	for i, p := range fn.Parameters {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(strings.TrimSpace(p.Type + " " + p.Name))
	}
	fmt.Fprintf(&b, ") %s %v", fn.Return, fn.Kind)
	if fn.Doc != "" {
		fmt.Fprintf(&b, " %q", fn.Doc)
	}
	if fn.Problem != "" {
		fmt.Fprintf(&b, " !%s", fn.Problem)
	}
	return b.String()
}

func TestFunctions(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     []string
	}{
		{"a free function with every kind of parameter", Python,
			"async def f(a, b: int = 1, /, *args: str, c=2, **kw) -> List[int]:\n    \"\"\"Doc\n    more:\n      code\n    \"\"\"\n    return []\n",
			[]string{`f(a; int b; str *args; c; **kw) List[int] standalone "Doc\nmore:\n  code"`}},
		{"nested functions follow the one that holds them", Python,
			"def f():\n    def g(): pass\n    class A:\n        def m(self): return self\n",
			[]string{"f()  standalone", "g()  nested", "A::m()  nested"}},
		{"the comment above stands in for a docstring, but not across a blank line", Python,
			"# one\n# two\ndef f(): pass\n# far\n\ndef g(): pass\nx = 1 # trailing\ndef h(): pass\n",
			[]string{`f()  standalone "one\ntwo"`, "g()  standalone", "h()  standalone"}},
		{"methods that never use their object are standalone; a call of themselves is no use", Python,
			"class A(B):\n def __init__(self): pass\n def a(self, x): return x\n def b(self, x): return self.x\n" +
				" def c(self, n): return self.c(n - 1)\n def d(self): super().d()\n def e(self): f(self=1).self\n" +
				" def f(self): self.f = 1\n @staticmethod\n def g(self): return self\n @classmethod\n def h(cls): return cls()\n",
			[]string{"A::__init__()  constructor", "A::a(x)  standalone", "A::b(x)  method", "A::c(n)  standalone", "A::d()  method",
				"A::e()  standalone", "A::f()  method", "A::g(self)  standalone", "A::h()  method"}},
		{"free functions, with types as written", CPP,
			"/// doc\ntemplate <class T> static const vector<vector<T>>& f(const vector<int>& a, int b[10], int (*fn)(int), T&&... r, int = 3) { return r; }\n" +
				"auto g(void) -> int { return 1; }\nint *h() { return 0; }\nint (*k(char c))(int) { return 0; }\nint d();\n",
			[]string{`f(const vector<int>& a; int[10] b; int (*)(int) fn; T&&... r; int) const vector<vector<T>>& standalone "doc"`,
				"g() int standalone", "h() int* standalone", "k(char c) int* standalone"}},
		{"members by their use of the object", CPP,
			"struct P : Q {\n int a, *b;\n P() : a(1) {}\n ~P() {}\n static int s(int x) { return x; }\n int m() const { return a; }\n int n(int a) { return a; }\n" +
				" int o(int x) { return x < 2 ? x : o(x - 1); }\n int p(int x) { return inherited(x); }\n bool operator<(const P& o) const { return a < o.a; }\n" +
				" friend int fr(P p) { return 1; }\n explicit operator bool() const { return a; }\n int dflt() = default;\n};\n",
			[]string{"P::P()  constructor", "P::~P()  method", "P::s(int x) int standalone", "P::m() int method", "P::n(int a) int standalone",
				"P::o(int x) int standalone", "P::p(int x) int method", "P::operator<(const P& o) bool method", "fr(P p) int standalone",
				"P::operator bool()  method"}},
		{"definitions outside of their class find its members, and lose their namespaces", CPP,
			"namespace n { class A { int x; static int s(int); int f(); int g(int); }; int free(); template <class T> struct V { int v(); }; }\n" +
				"int n::A::s(int y) { return y; }\nint n::A::f() { return x; }\nint n::A::g(int y) { return y; }\nint n::free() { return 1; }\n" +
				"n::A::A() {}\ntemplate <class T> int n::V<T>::v() { return 2; }\nint Far::f(int z) { return z + w; }\nn::A::operator int() const { return x; }\n",
			[]string{"A::s(int y) int standalone", "A::f() int method", "A::g(int y) int standalone", "free() int standalone", "A::A()  constructor",
				"V::v() int standalone", "Far::f(int z) int method", "A::operator int()  method"}},
		{"a LeetCode class uses no object unless a helper is called", CPP,
			"class Solution {\npublic:\n  int f(vector<int>& a) { sort(a.begin(), a.end()); return max(a[0], INT_MAX); }\n  int g(int n) { return f2(n); }\n  int f2(int n) { return n; }\n};\n",
			[]string{"Solution::f(vector<int>& a) int standalone", "Solution::g(int n) int method", "Solution::f2(int n) int standalone"}},
		{"a call of another function of the same name is a use: it has more arguments", CPP,
			"struct A {\n  int f(int a) { return f(a, 1); }\n  int f(int a, int b) { struct P { int x; } p; return p.x; }\n};\n",
			[]string{"A::f(int a) int method", "A::f(int a; int b) int standalone"}},
		{"the same in Java", Java, "class A {\n  int f(int a) { return f(a, 1); }\n  int f(int a, int b) { return this.f(a, b); }\n}\n",
			[]string{"A::f(int a) int method", "A::f(int a; int b) int standalone"}},
		{"syntax errors, with a guess at their cause", CPP,
			"int f() { return a-> }\nint g() { if consteval { return 1; } return 2; }\nint h() { REP(i, n) x++; return 1; }\nint ok() { return 1; }\n",
			[]string{"f() int standalone !syntax error at line 1: near \"return a->\"", "g() int standalone !syntax error at line 2: near \"if consteval\" (if consteval of C++23 is not supported)",
				"h() int standalone !syntax error at line 3: near \"x\" (a macro? it is not expanded)", "ok() int standalone"}},
		{"an error inside a nested function is one of the outer function too, not of its neighbors", Python,
			"def f():\n    def g():\n        return 1 +\n    return 2\ndef h():\n    print 'x'\ndef ok():\n    return 1\n",
			[]string{"f()  standalone !syntax error at line 3: near \"return 1 +\"", "g()  nested !syntax error at line 3: near \"return 1 +\"",
				"h()  standalone !Python 2 at line 6: print 'x'", "ok()  standalone"}},
		{"a macro that looks like a function", CPP, "TEST(A, B) { return; }\n",
			[]string{"TEST(A; B)  standalone !no return type: a macro or code that did not parse"}},
		{"methods by their use of the object", Java,
			"class A extends B {\n int x;\n static int[] s(final int[] a, String... r) { return a; }\n /** Doc.\n  * more\n  */\n int f(int y) { return y; }\n" +
				" int g() { return x; }\n int h(int x) { return x; }\n int i() { return this.x; }\n int j(int n) { return n < 2 ? n : j(n - 1); }\n int k() { return f(1); }\n" +
				" int l(int[] a) { return Math.max(a.length, Integer.MAX_VALUE); }\n int m() { return inherited; }\n int n(int a[])[] { return a; }\n A() {}\n" +
				" int o(List<Integer> l) { l.sort((p, q) -> p - q); for (int v : l) { break; } return l.stream().map(String::valueOf).count(); }\n abstract int z();\n}\n",
			[]string{"A::s(int[] a; String... r) int[] standalone", `A::f(int y) int standalone "Doc.\nmore"`, "A::g() int method", "A::h(int x) int standalone",
				"A::i() int method", "A::j(int n) int standalone", "A::k() int method", "A::l(int[] a) int standalone", "A::m() int method",
				"A::n(int[] a) int[] standalone", "A::A()  constructor", "A::o(List<Integer> l) int standalone"}},
		{"classes of every kind, and those inside methods", Java,
			"class A { record R(int a) { R { } int q() { return a; } }\n enum E { Q { int z() { return 1; } }; abstract int z(); }\n interface I { default int d() { return e(); } int e(); }\n" +
				" void f() { Runnable r = new Runnable() { int c; public void run() { c++; this.c++; } }; } }\n",
			[]string{"A.R::R()  constructor", "A.R::q() int method", "A.E.Q::z() int standalone", "A.I::d() int method", "A::f() void standalone", "(Runnable)::run() void nested"}},
	} {
		var got []string
		for _, fn := range mustParse(t, test.language, test.source).Functions() {
			got = append(got, describe(fn))
		}
		if a, b := strings.Join(got, "\n"), strings.Join(test.want, "\n"); a != b {
			t.Errorf("%s (%v):\n got %s\nwant %s", test.reason, test.language, a, b)
		}
	}
}
