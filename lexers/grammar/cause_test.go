package grammar

import (
	"context"
	"testing"

	"transcoder/lexers"
)

func TestUncaused(t *testing.T) {
	for _, c := range []struct {
		from, to lexers.Language
		source   string
		word     string
		want     bool
		reason   string
	}{
		{lexers.Java, lexers.Python, "void f(int[] a) { Arrays.sort(a); }", "print", true, "nothing is printed"},
		{lexers.Java, lexers.Python, "void f(int a) { System.out.println(a); }", "print", false, "something is"},
		{lexers.Java, lexers.Python, "int f(int a) { return a / 10; }", "**", true, "no power"},
		{lexers.CPP, lexers.Python, "double f(int a) { return pow(a, 3); }", "**", false, "a power"},
		{lexers.CPP, lexers.Python, "int f(int a) { auto g = [&](int x) { return x + a; }; return g(1); }", "def", false, "a closure may be a function"},
		{lexers.CPP, lexers.Python, "int f(int a) { return a; }", "def", true, "no closure"},
		{lexers.Python, lexers.Java, "def f(a):\n    raise ValueError(a)", "throw", false, "raised and thrown"},
		{lexers.Java, lexers.Python, "int f() { return Integer.MIN_VALUE; }", "inf", false, "an extreme"},
		{lexers.Python, lexers.Java, "def f():\n    return -math.inf", "MAX_VALUE", true, "the other one"},
		{lexers.Python, lexers.Java, "def f():\n    return -math.inf", "MIN_VALUE", false, "that one"},
		{lexers.Python, lexers.Java, "def f():\n    return float('-inf')", "MIN_VALUE", false, "by a string"},
		{lexers.Python, lexers.CPP, "def f(a):\n    return a.isupper()", "isdigit", true, "another class of characters"},
		{lexers.Java, lexers.CPP, "int f(int[] a) { Arrays.sort(a); return a[0]; }", "sort", false, "sorted in both"},
		{lexers.Python, lexers.CPP, "def f(a):\n    return a", "static", true, "Python has no static variables"},
	} {
		canonical, err := lexers.Canonicalize(context.Background(), c.from, c.source)
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		if got := uncaused(canonical, c.to)[c.word]; got != c.want {
			t.Errorf("%s: %s without a cause: %v, expected %v: %s", c.source, c.word, got, c.want, c.reason)
		}
	}
}
