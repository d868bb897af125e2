package lexers

import (
	"context"
	"testing"
	"time"
)

// fuzzSeeds are sources, good and bad, of all languages: each target takes them
// all, since a user can name the wrong language.
var fuzzSeeds = []string{
	"@d\nasync def f(a, b: int = 1, *args, **kw) -> List[int]:\n    \"\"\"Doc\n    more.\"\"\"\n    x = rf'a{b!r:>{w}}\\n'\n    return [y for y in a if y not in b] or x[1:-1] # c\n",
	"class A(B):\n  def m(self): return self.x\n\tdef n(self):\n pass\n",
	"if x:\n    y = (1,\n# c\n  2)\nelse: z\n\n  w = '''\n'''\n",
	"#include <x>\n#define A(x) \\\n  x\nnamespace n { template <class T> vector<vector<T>> f(const vector<int>& a, int b[10]) { return R\"x(a)x\"; } }\n",
	"struct P : Q { int a, *b; P() : a(1) {} ~P() {} bool operator<(const P& o) const { return a < o.a; } operator int() { return 1; } };\nint n::P::f() { return this->a; }\n",
	"#if X\nint f() { auto l = [&](int x) { return x; }; for (auto& [k, v] : m) g(k, 1'000_km); }\n#endif\n",
	"package a.b;\n/** doc */\npublic class A<T> extends B implements C {\n  @Override public static <U> int[] f(final int[] a, String... r) throws E { return \"\"\"\n  x\n  \"\"\" + 'c'; }\n}\n",
	"class A { record R(int a) { R { } } enum E { Q { int z() { return switch (x) { case 1 -> 2; default -> 3; }; } }; } }\n",
	"def f(:\n  return (((\n}", "int f() { return 1", "class { void ( { }", "\"", "'''", "/*", "#", "\\", "\ufeff\u200bx", "x\r\ny\rz\f\v\u2028", "a\\\n b", "`", "$x = \u00e9",
	"int() {", // a name that the parser put in
}

// fuzzParse checks that no source makes the parser crash, and that any that it
// takes is kept byte for byte by the surface form.
func fuzzParse(f *testing.F, language Language) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		file, err := Parse(ctx, language, source)
		if err != nil {
			return
		}
		checkLossless(t, file, "source")
		for _, fn := range file.Functions() {
			if fn.Start < 0 || fn.End > len(source) || fn.Start >= fn.End || fn.Name == "" {
				t.Fatalf("function %q is %d-%d of %d bytes", fn.Name, fn.Start, fn.End, len(source))
			}
			fn.Source()
		}
		for _, place := range file.SyntaxErrors() {
			if place != file.Position(place.Offset) {
				t.Fatalf("syntax error at %+v, position is %+v", place, file.Position(place.Offset))
			}
		}
		words := file.Lexemes(file.Tokens(SurfaceOptions{KeepComments: true}))
		for i, word := range words {
			if text, err := unescapeLexeme(word); err != nil || escapeLexeme(text) != word && !isLayoutWord(text) {
				t.Fatalf("word %d is %q: %v", i, word, err)
			}
		}
		if _, err := Detokenize(language, words); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzParsePython(f *testing.F) { fuzzParse(f, Python) }
func FuzzParseCPP(f *testing.F)    { fuzzParse(f, CPP) }
func FuzzParseJava(f *testing.F)   { fuzzParse(f, Java) }

// FuzzDetokenize checks that any words give source or an error.
func FuzzDetokenize(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add(seed, uint8(0))
	}
	f.Add("def f ( ) : NEW_LINE INDENT pass NEW_LINE DEDENT", uint8(Python))
	f.Add("A < B < int > > x = { 1 , } ; } ) ] ▁▂", uint8(CPP))
	f.Fuzz(func(t *testing.T, text string, language uint8) {
		var words []string
		for i := 0; i < len(text); {
			j := i
			for j < len(text) && text[j] != ' ' {
				j++
			}
			if j > i {
				words = append(words, text[i:j])
			}
			i = j + 1
		}
		Detokenize(Language(language%LanguageCount), words)
	})
}
