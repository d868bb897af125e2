package lexers

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// checkLossless checks that the tokens of a file lie in order, that nothing but
// white space, line continuations and marks lies between them, and that they and
// the gaps are the source.
func checkLossless(t testing.TB, f *File, name string) {
	t.Helper()
	var rebuilt strings.Builder
	at := 0
	for i, token := range f.Tokens(SurfaceOptions{KeepComments: true}) {
		if token.Start < at || token.End < token.Start {
			t.Fatalf("%s (%v): token %d is %d-%d, behind %d", name, f.Language, i, token.Start, token.End, at)
		}
		layout := token.Kind == Newline || token.Kind == Indent || token.Kind == Dedent
		if layout != (token.Start == token.End) {
			t.Fatalf("%s (%v): token %d, %v, is %d-%d", name, f.Language, i, token.Kind, token.Start, token.End)
		}
		gap := string(f.Source[at:token.Start])
		checkGap(t, gap, name)
		rebuilt.WriteString(gap)
		rebuilt.Write(f.Source[token.Start:token.End])
		at = token.End
	}
	checkGap(t, string(f.Source[at:]), name)
	rebuilt.Write(f.Source[at:])
	if rebuilt.String() != string(f.Source) {
		t.Fatalf("%s (%v): tokens and gaps are not the source", name, f.Language)
	}
}

func checkGap(t testing.TB, gap, name string) {
	t.Helper()
	gap = strings.NewReplacer("\\\n", "", "\\\r\n", "").Replace(gap)
	if i := strings.IndexFunc(gap, func(r rune) bool {
		return !unicode.IsSpace(r) && r != '\ufeff' && r != '\u200b' && r != '\u2060'
	}); i >= 0 {
		t.Fatalf("%s: a gap holds %q", name, excerpt([]byte(gap[i:])))
	}
}

func TestTokens(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		options  SurfaceOptions
		source   string
		want     string // kind:text, layout by its kind alone
	}{
		{"layout as the language reference has it: blank and comment lines count for nothing", Python, SurfaceOptions{KeepComments: true},
			"if x:  # c\n\n    # d\n    y\n  # e\nz\n",
			"keyword:if identifier:x punctuation:: comment:# c newline comment:# d indent identifier:y newline comment:# e dedent identifier:z newline"},
		{"brackets and backslashes join lines", Python, SurfaceOptions{}, "x = [1,\n  2]\ny = 1 + \\\n  2",
			"identifier:x operator:= punctuation:[ number:1 punctuation:, number:2 punctuation:] newline identifier:y operator:= number:1 operator:+ number:2 newline"},
		{"blocks close at the end", Python, SurfaceOptions{}, "def f():\n\tif a:\n\t\tpass",
			"keyword:def identifier:f punctuation:( punctuation:) punctuation:: newline indent keyword:if identifier:a punctuation:: newline indent keyword:pass newline dedent dedent"},
		{"a string is one token, whatever is in it", Python, SurfaceOptions{}, "f'{a[\"b\"]:>{w}} # x' rb\"\"\"c\nd\"\"\" ''\n",
			"string:f'{a[\"b\"]:>{w}} # x' string:rb\"\"\"c\nd\"\"\" string:'' newline"},
		{"two-word operators are two tokens", Python, SurfaceOptions{}, "a is  not b not in c\n",
			"identifier:a keyword:is keyword:not identifier:b keyword:not keyword:in identifier:c newline"},
		{"soft keywords are keywords only where they act", Python, SurfaceOptions{}, "match = type(case)\n",
			"identifier:match operator:= identifier:type punctuation:( identifier:case punctuation:) newline"},
		{"a directive is one token, with its continuation, not with the comment of the next line", CPP, SurfaceOptions{KeepComments: true},
			"#include <a>  \n#define A(x) \\\n  x /* y\n z */ + 1\n// c\n# if A\nint a; // d\n#endif // e\n",
			"preprocessor:#include <a> preprocessor:#define A(x) \\\n  x /* y\n z */ + 1 comment:// c preprocessor:# if A type:int identifier:a punctuation:; comment:// d preprocessor:#endif // e"},
		{"two templates close with two tokens, a shift is one", CPP, SurfaceOptions{}, "A<B<int>> x = 1 >> 2;",
			"type:A operator:< type:B operator:< type:int operator:> operator:> identifier:x operator:= number:1 operator:>> number:2 punctuation:;"},
		{"literals with prefixes and suffixes", CPP, SurfaceOptions{}, `auto s = u8R"x(a)" b)x" + L"c"_s + 'd' + 1'000_km + 1.5e-3f;`,
			`keyword:auto identifier:s operator:= string:u8R"x(a)" b)x" operator:+ string:L"c"_s operator:+ char:'d' operator:+ number:1'000_km operator:+ number:1.5e-3f punctuation:;`},
		{"names of types, and constants", Java, SurfaceOptions{}, "class A { List<int[]> f(char c) { return null; } }",
			"keyword:class identifier:A punctuation:{ type:List operator:< type:int punctuation:[ punctuation:] operator:> identifier:f punctuation:( type:char identifier:c punctuation:) punctuation:{ keyword:return keyword:null punctuation:; punctuation:} punctuation:}"},
		{"text blocks and characters", Java, SurfaceOptions{}, "class A { String s = \"\"\"\n  a \"b\"\n  \"\"\" + '\\n' + \"c\\\"d\"; }",
			"keyword:class identifier:A punctuation:{ type:String identifier:s operator:= string:\"\"\"\n  a \"b\"\n  \"\"\" operator:+ char:'\\n' operator:+ string:\"c\\\"d\" punctuation:; punctuation:}"},
		{"what is no token is unknown, and none is lost", Java, SurfaceOptions{}, "class A { ` int x; } \\ #", "keyword:class identifier:A punctuation:{ unknown:` type:int identifier:x punctuation:; punctuation:} unknown:\\ unknown:#"},
		{"a dropped comment still ends no line and moves no block", Python, SurfaceOptions{}, "x = (1, # a\n 2) # b\n# c\ny\n",
			"identifier:x operator:= punctuation:( number:1 punctuation:, number:2 punctuation:) newline identifier:y newline"},
		{"Windows line ends are in no token", CPP, SurfaceOptions{KeepComments: true}, "int a; // b\r\n#define C d\r\n", "type:int identifier:a punctuation:; comment:// b preprocessor:#define C d"},
	} {
		f := mustParse(t, test.language, test.source)
		var got []string
		for _, token := range f.Tokens(test.options) {
			word := token.Kind.String()
			if token.Start < token.End {
				word += ":" + test.source[token.Start:token.End]
			}
			got = append(got, word)
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s (%v):\n got %s\nwant %s", test.reason, test.language, text, test.want)
		}
		checkLossless(t, f, test.reason)
	}
}

func TestSurfaceText(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     string
	}{
		{"layout and strings as TransCoder writes them", Python, "def f(s):\n    return 'a b\\n\tc'\n",
			`def f ( s ) : NEW_LINE INDENT return 'a▁b\nTABSYMBOLc' NEW_LINE DEDENT`},
		{"line ends inside a string", Python, "'''a\nb'''\n", "'''aSTRNEWLINEb''' NEW_LINE"},
		{"the marks themselves, in a string", Python, "'▁▂ STRNEWLINE TABSYMBOL'\n", "'▂▁▂▂▁▂STRNEWLINE▁▂TABSYMBOL' NEW_LINE"},
		{"a name like a layout word", Python, "INDENT = NEW_LINE\n", "▂INDENT = ▂NEW_LINE NEW_LINE"},
		{"the same words are ordinary elsewhere", CPP, "int INDENT;", "int INDENT ;"},
		{"other white space", CPP, "auto s = \"a\u00a0b\";", "auto s = \"a▂xa0;b\" ;"},
		{"a directive", CPP, "#include <a>\nint b;", "#include▁<a> int b ;"},
	} {
		f := mustParse(t, test.language, test.source)
		text := f.SurfaceText(f.Tokens(SurfaceOptions{}))
		if text != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.reason, text, test.want)
		}
		checkDetokenize(t, f, SurfaceOptions{}, test.reason)
	}
}

// checkDetokenize checks tokenise(detokenise(t)) == t for the words t of a file
// that parses.
func checkDetokenize(t testing.TB, f *File, options SurfaceOptions, name string) {
	t.Helper()
	words := f.Lexemes(f.Tokens(options))
	source, err := Detokenize(f.Language, words)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	back, err := Parse(context.Background(), f.Language, []byte(source))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	again := back.Lexemes(back.Tokens(options))
	if i := firstDifference(words, again); i >= 0 {
		t.Errorf("%s (%v): word %d of %d: %q came back as %q in %q", name, f.Language, i, len(words),
			words[max(0, i-3):min(len(words), i+3)], again[max(0, min(len(again), i-3)):min(len(again), i+3)], excerpt([]byte(source)))
	}
}

// firstDifference returns the first index at which a and b differ, or -1.
func firstDifference(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func TestDetokenize(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		words    string
		want     string
	}{
		{"blocks, unary operators, slices, keyword arguments, annotations", Python,
			"@ d NEW_LINE def f ( a : int = 1 , * b , ** c ) -> int : NEW_LINE INDENT x = - a ** 2 + a [ 1 : - 1 ] NEW_LINE return f ( x , k = lambda v : { v : 1 } ) if not x else ( 1 , ) NEW_LINE DEDENT y = 1 NEW_LINE",
			"@d\ndef f(a: int = 1, *b, **c) -> int:\n    x = -a ** 2 + a[1:-1]\n    return f(x, k=lambda v: {v: 1}) if not x else (1,)\n\n\ny = 1\n"},
		{"comments", Python, "x = 1 #▁a NEW_LINE #▁b if x : NEW_LINE INDENT f ( a , #▁c b ) NEW_LINE DEDENT", "x = 1  # a\n# b\nif x:\n    f(a,  # c\n        b)\n"},
		{"declarations, templates, loops, members, labels", CPP,
			"#include▁<a> template < class T > struct A { private : vector < pair < int , T > > v ; public : int * f ( int & x ) const { for ( int i = 0 ; i < x ; ++ i ) { if ( ! v [ i ] . first ) break ; else x -= - 1 ; } return & x ; } } ; int g ( ) { return 1 ; }",
			"#include <a>\ntemplate<class T> struct A {\nprivate:\n    vector<pair<int, T>> v;\npublic:\n    int *f(int &x) const {\n        for (int i = 0; i < x; ++i) {\n            if (!v[i].first) break;\n            else x -= -1;\n        }\n        return &x;\n    }\n};\nint g() {\n    return 1;\n}\n"},
		{"switches, arrays, lambdas, generics", Java,
			"class A { int f ( int [ ] a ) { int [ ] b = { 1 , 2 } ; switch ( a [ 0 ] ) { case 1 : return 2 ; default : break ; } Map < String , List < Integer > > m = new HashMap < > ( ) ; do { a [ 0 ] ++ ; } while ( a [ 0 ] < 3 ) ; return g ( ( x ) -> x + 1 ) ; } int h ( ) { return 1 ; } }",
			"class A {\n    int f(int[] a) {\n        int[] b = {1, 2};\n        switch (a[0]) {\n            case 1:\n            return 2;\n            default:\n            break;\n        }\n        Map<String, List<Integer>> m = new HashMap<>();\n        do {\n            a[0]++;\n        } while (a[0] < 3);\n        return g((x) -> x + 1);\n    }\n\n    int h() {\n        return 1;\n    }\n}\n"},
	} {
		got, err := Detokenize(test.language, strings.Fields(test.words))
		if err != nil || got != test.want {
			t.Errorf("%s (%v): %v\n got\n%s\nwant\n%s", test.reason, test.language, err, got, test.want)
		}
	}
}

func TestDetokenizeErrors(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		words    []string
		want     string
	}{
		{"a block that was not open", Python, []string{"x", "DEDENT"}, "DEDENT without INDENT"},
		{"a block that stays open", Python, []string{"x", "NEW_LINE", "INDENT", "y"}, "1 blocks are not closed"},
		{"an escape of nothing", CPP, []string{"▂q"}, "before no mark"},
		{"an escape that is no number", CPP, []string{"▂xzz;"}, "invalid syntax"},
		{"an empty word", Java, []string{"x", ""}, "word 1 is empty"},
	} {
		if _, err := Detokenize(test.language, test.words); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want %q", test.reason, err, test.want)
		}
	}
}

// fullSweep reports whether tests take all real sources, not a sample.
func fullSweep() bool { return os.Getenv("TRANSCODER_SWEEP") != "" }

// TestRealSources checks on real files that the surface form loses nothing, and
// that the tokenised form of those that parse comes back from its formatted
// source. It takes a sample; TRANSCODER_SWEEP=1 takes every file that
// eachSource finds, which takes minutes, and prints the counts.
func TestRealSources(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language.String(), func(t *testing.T) {
			size := 256 << 10
			if fullSweep() {
				size = 0
			}
			files, bytes, parsed, refused, functions, tokens := 0, 0, 0, 0, 0, 0
			eachSource(t, language, size, func(path string, source []byte) {
				files++
				bytes += len(source)
				f, err := Parse(context.Background(), language, source)
				if err != nil {
					refused++ // test data of the standard libraries in other encodings
					return
				}
				checkLossless(t, f, path)
				functions += len(f.Functions())
				tokens += len(f.Tokens(SurfaceOptions{}))
				if len(f.SyntaxErrors()) > 0 {
					return
				}
				parsed++
				checkDetokenize(t, f, SurfaceOptions{}, path)
				checkDetokenize(t, f, SurfaceOptions{KeepComments: true}, path)
			})
			t.Logf("%d files, %.1f MB: %d refused, %d without syntax errors; %d functions, %d tokens", files, float64(bytes)/1e6, refused, parsed, functions, tokens)
		})
	}
}

func TestDetectLanguage(t *testing.T) {
	for _, test := range []struct {
		reason, path, source string
		want                 Language
		ok                   bool
	}{
		{"an extension decides, whatever the content", "a/b.PY", "#include <a>\n", Python, true},
		{"a header", "b.h", "", CPP, true},
		{"another extension is none of ours", "README.md", "def f():\n", 0, false},
		{"a shebang", "tool", "#!/usr/bin/env -S python3.11 -u\nx\n", Python, true},
		{"a shebang of another interpreter", "tool", "#!/bin/sh\nimport os\n", 0, false},
		{"standard input, Python", "-", "\xef\xbb\xbfimport os\n\ndef f(x):\n    return x\n", Python, true},
		{"standard input, C++", "-", "// c\n#include <vector>\nint main() {\n}\n", CPP, true},
		{"standard input, Java", "", "import java.util.List;\n\npublic class A {\n}\n", Java, true},
		{"a lone C++ function", "-", "vector<int> f(int n) {\n  auto x = n;\n  return {x};\n}\n", CPP, true},
		{"a lone Java function", "-", "public static int f(int n) {\n  return n;\n}\n", Java, true},
		{"a lone Python function", "-", "def f(n):\n  return n\n", Python, true},
		{"a hidden file has no extension", ".profile", "", 0, false},
		{"prose", "-", "for your information: nothing\n", 0, false},
		{"nothing", "-", "", 0, false},
	} {
		got, ok := DetectLanguage(test.path, []byte(test.source))
		if ok != test.ok || ok && got != test.want {
			t.Errorf("%s: got %v %v, want %v %v", test.reason, got, ok, test.want, test.ok)
		}
	}
}

func TestTokenKindsHaveNames(t *testing.T) {
	for k := Unknown; k <= Dedent; k++ {
		if name := k.String(); strings.Contains(name, "(") || slices.Index(kindNames[:], name) != int(k) {
			t.Errorf("kind %d is named %q", k, name)
		}
	}
}
