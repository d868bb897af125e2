package infer_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate/infer"
)

// spelled writes a type as the tests do: list<int>, ! for what may be None, + for a list that grows.
func spelled(t infer.Type) string {
	text := t.Name
	if text == "" {
		text = "-"
	}
	if len(t.Args) > 0 {
		var args []string
		for _, arg := range t.Args {
			args = append(args, spelled(arg))
		}
		text += "<" + strings.Join(args, ",") + ">"
	}
	if t.Grown {
		text += "+"
	}
	if t.Null {
		text += "!"
	}
	return text
}

// head infers the types of a program of free functions and returns those of the first one's
// parameters and its result.
func head(t *testing.T, source string) string {
	t.Helper()
	file, err := lexers.Parse(t.Context(), lexers.Python, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	p := &infer.Program{}
	for _, fn := range file.Functions() {
		c, err := fn.Canonical()
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		p.Functions = append(p.Functions, &infer.Function{Canonical: c, Name: fn.Name})
	}
	types := infer.Infer(p)
	first := p.Functions[0]
	var all []string
	for k := range file.Functions()[0].Parameters {
		all = append(all, spelled(types.Parameter(first, k)))
	}
	return strings.Join(append(all, "->", spelled(types.Result(first))), " ")
}

// cases are programs with the types of their first functions' heads.
var cases = []struct{ reason, source, want string }{
	{"literals that are passed", "def f(a, b, c): return a\ndef main():\n    f(1, 2.5, 'word')", "int double string -> int"},
	{"a number that is a fraction elsewhere", "def f(a): return a * 2\ndef main():\n    f(1)\n    f(0.5)", "double -> double"},
	{"a character, and a text", "def f(a, b): return a\ndef main():\n    f('x', 'x')\n    f('y', 'yy')", "char string -> char"},
	{"nothing is returned", "def f(a):\n    print(a)\ndef main():\n    f('word')", "string -> void"},
	{"values of several types", "def f(a): return a\ndef main():\n    f(1)\n    f('word')", "- -> -"},
	{"None, and a text", "def f(a):\n    if a > 1:\n        return None\n    return 'word'\ndef main():\n    f(1)", "int -> string!"},
	{"what methods tell", "def f(a, b, c):\n    b.append(a.strip())\n    c['key'] = len(a)\n    return a.split()", "string list<string>+ map<string,int> -> list<string>+"},
	{"the elements of a text", "def f(a):\n    for c in a:\n        return c\ndef main():\n    f('word')", "string -> char"},
	{"and their lower case", "def f(a):\n    for c in a:\n        return c.lower()\ndef main():\n    f('word')", "string -> char"},
	{"a list that is made", "def f(n):\n    a = []\n    for i in range(n):\n        a.append(i / 2)\n    return a", "int -> list<double>+"},
	{"a table", "def f(n, m):\n    t = [[0] * m for i in range(n)]\n    t[0][0] = 1.5\n    return t\ndef main():\n    f(2, 3)", "int int -> list<list<double>>"},
	{"a list of what is known later", "def f(a):\n    b = []\n    for x in a:\n        b.append(x)\n    return b\ndef main():\n    f(['one', 'two'])", "list<string> -> list<string>+"},
	{"what a caller's list grows by", "def f(a): a.append(1)\ndef main():\n    b = [2]\n    f(b)", "list<int>+ -> void"},
	{"maps", "def f(a):\n    m = {}\n    for w in a.split():\n        m[w] = m.get(w, 0) + 1\n    return m", "string -> map<string,int>"},
	{"their keys and values", "def f(m):\n    best = ''\n    for k, v in m.items():\n        if v > 1.5:\n            best = k\n    return best\ndef main():\n    f({'word': 1.5})", "map<string,double> -> string"},
	{"enumerate and zip", "def f(a, b):\n    for i, x in enumerate(a):\n        for y, z in zip(a, b):\n            if i > y:\n                return z\n    return ''\ndef main():\n    f([1], ['word'])", "list<int> list<string> -> string"},
	{"parallel assignments", "def f(a, b):\n    a, b = b, a\n    return a\ndef main():\n    f(1, 2)", "int int -> int"},
	{"recursion", "def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)", "int -> int"},
	{"what is passed on", "def f(a, k): return g(a, k + 1)\ndef g(a, k): return a[k]\ndef main():\n    f('word', 1)", "string int -> char"},
	{"arguments by name", "def f(a, b=2): return b\ndef main():\n    f(b=1.5, a='word')", "string double -> double"},
	{"a value where none is given", "def f(a, b='word'): return b\ndef main():\n    f(1)", "int string -> string"},
	{"functions inside", "def f(a):\n    def g(x):\n        return x + 1\n    return g(a)\ndef main():\n    f(1.5)", "double -> double"},
	{"comprehensions", "def f(a): return [len(w) for w in a if w]\ndef main():\n    f(['word'])", "list<string> -> list<int>+"},
	{"conditions", "def f(a): return a > 1 and a < 5\ndef main():\n    f(1)", "int -> bool"},
	{"a parameter that only use tells of", "def f(n): return n % 2 == 0", "int -> bool"},
	{"nothing is known", "def f(a): return g(a)", "- -> -"},
	{"slices", "def f(a): return a[1:]\ndef main():\n    f('word')", "string -> string"},
	{"lambdas and what follows", "def f(a):\n    b = sorted(a, key=lambda x: -x)\n    return b[0]\ndef main():\n    f([1, 2])", "list<int> -> int"},
	{"a list that holds itself", "def f(a):\n    a.append(a)\n    return a", "- -> -"},
	{"stars", "def f(a, *b): return a\ndef main():\n    c = [1]\n    f(*c)\n    f(1.5, 'word')", "double - -> double"},
}

func TestInfer(t *testing.T) {
	for _, c := range cases {
		if got := head(t, c.source); got != c.want {
			t.Errorf("%s:\n%s\nis       %s\nexpected %s", c.reason, c.source, got, c.want)
		}
	}
}

// TestPlaces infers the types of fields and of what is outside of functions.
func TestPlaces(t *testing.T) {
	canonical := func(source string) *lexers.Canonical {
		c, err := lexers.Canonicalize(t.Context(), lexers.Python, source)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	history, limit := infer.Place{Class: "Account", Name: "history"}, infer.Place{Name: "LIMIT"}
	stands := func(name string) (infer.Place, bool) {
		switch name {
		case "history_":
			return history, true
		case "limit_":
			return limit, true
		}
		return infer.Place{}, false
	}
	p := &infer.Program{
		Classes: []string{"Account"}, Stated: map[infer.Place]infer.Type{limit: {Name: "double"}},
		Functions: []*infer.Function{
			{Canonical: canonical("def __init__(history_):\n    history_ = []\n"), Name: "__init__", Class: "Account", Stands: stands},
			{Canonical: canonical("def add(history_, limit_, amount):\n    history_.append(amount)\n    return amount < limit_\n"), Name: "add", Class: "Account", Stands: stands},
			{Canonical: canonical("def total(accounts):\n    best = None\n    for a in accounts:\n        if a.add(3):\n            best = a\n    return best\n"), Name: "total"},
			{Canonical: canonical("def main():\n    total([Account(), Account()])\n"), Name: "main"},
		},
	}
	types := infer.Infer(p)
	for what, got := range map[string]string{
		"list<int>+":    spelled(types.At(history)),
		"double":        spelled(types.At(limit)),
		"bool":          spelled(types.Result(p.Functions[1])),
		"int":           spelled(types.Parameter(p.Functions[1], 2)),
		"list<Account>": spelled(types.Parameter(p.Functions[2], 0)),
		"Account!":      spelled(types.Result(p.Functions[2])),
	} {
		if got != what {
			t.Errorf("%s instead of %s", got, what)
		}
	}
	if types.Called(p.Functions[3]) || !types.Called(p.Functions[1]) {
		t.Error("main is not called, add is")
	}
}

// TestAnyTokens infers from tokens that are no function.
func TestAnyTokens(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases {
		file, err := lexers.Parse(t.Context(), lexers.Python, []byte(c.source))
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			p := &infer.Program{}
			for _, fn := range file.Functions() {
				c, err := fn.Canonical()
				if err != nil {
					t.Fatal(err)
				}
				for range rng.IntN(3) {
					i, j := rng.IntN(len(c.Tokens)), rng.IntN(len(c.Tokens))
					if rng.IntN(2) == 0 {
						c.Tokens[i] = c.Tokens[j]
					} else {
						c.Tokens = slices.Delete(c.Tokens, min(i, j), min(max(i, j), min(i, j)+3))
					}
				}
				p.Functions = append(p.Functions, &infer.Function{Canonical: c, Name: fn.Name})
			}
			infer.Infer(p)
		}
	}
}
