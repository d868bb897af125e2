package lexers

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestParseRefusesWhatIsNoText(t *testing.T) {
	for _, test := range []struct {
		reason, source string
		want           Position
		problem        string
	}{
		{"a Latin-1 é behind a UTF-8 one: the column counts characters", "é = 1\nnaïve = 'é\xe9'\n", Position{19, 2, 11}, "invalid UTF-8: byte 0xe9"},
		{"a character cut off by the end", "x\xe2\x82", Position{1, 1, 2}, "invalid UTF-8: byte 0xe2"},
		{"a surrogate half", "\xed\xa0\x80", Position{0, 1, 1}, "invalid UTF-8: byte 0xed"},
		{"UTF-16 with its mark", "\xff\xfex\x00", Position{0, 1, 1}, "invalid UTF-8: byte 0xff"},
		{"NUL, which grammars take for the end; the mark is in no column", "\xef\xbb\xbfx\r\ny\x00z", Position{7, 2, 2}, "NUL byte: not a text file"},
	} {
		for _, language := range Languages() {
			_, err := Parse(context.Background(), language, []byte(test.source))
			var place *SourceError
			if !errors.As(err, &place) {
				t.Errorf("%s (%v): got error %v", test.reason, language, err)
				continue
			}
			if place.Position != test.want || place.Problem != test.problem {
				t.Errorf("%s (%v): got %+v, want %+v %q", test.reason, language, place, test.want, test.problem)
			}
		}
	}
}

func TestParseTakesOddText(t *testing.T) {
	for _, test := range []struct {
		reason, source string
		functions      int
	}{
		{"nothing", "", 0},
		{"a line end", "\n", 0},
		{"a byte order mark alone", "\xef\xbb\xbf", 0},
		{"a function behind a mark, with CRLF", "\xef\xbb\xbfdef f(a):\r\n    return a\r\n", 1},
		{"old Macintosh line ends", "# c\rx = 1\r", 0},
		{"no line end at the end", "def f(): pass", 1},
		{"form feeds and vertical tabs", "\fdef f():\n\v pass\n", 1},
		{"identifiers beyond ASCII", "def größe(名):\n    return 名\n", 1},
	} {
		f := mustParse(t, Python, test.source)
		if got := len(f.Functions()); got != test.functions {
			t.Errorf("%s: got %d functions, want %d", test.reason, got, test.functions)
		}
		checkLossless(t, f, test.reason)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     []Position
	}{
		{"none", Java, "class A { int f() { return 1; } }", nil},
		{"a missing semicolon, behind the token before", Java, "class A { int f() { return 1 } }", []Position{{28, 1, 29}}},
		{"two on one line, columns in characters", CPP, "int f() { é @; x; ü @; }", []Position{{13, 1, 13}, {22, 1, 21}}},
		{"Windows line ends", Python, "x = 1\r\ny = = 2\r\n", []Position{{11, 2, 5}}},
	} {
		got := mustParse(t, test.language, test.source).SyntaxErrors()
		if len(got) != len(test.want) {
			t.Errorf("%s: got %v, want %v", test.reason, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: got %v, want %v", test.reason, got, test.want)
			}
		}
	}
}

// hostile are sources that are hard on parsers: deep nesting and error recovery
// without end.
func hostile(n int) map[string]string {
	r := strings.Repeat
	return map[string]string{
		"brackets that close":     "x = " + r("(", n) + "1" + r(")", n) + "\n",
		"brackets that don't":     r("[", n),
		"three kinds of brackets": r("([{", n), // overflowed the C stack
		"closing brackets":        r(")", n),
		"blocks":                  "class A { void f() " + r("{", n) + r("}", n) + " }",
		"templates that close":    r("a<", n) + "int" + r(">", n) + " x;",
		"templates that don't":    r("template<", n), // took over 20 GB as Java
		"chains":                  "x = a" + r(".b(1)", n) + ";\n",
		"classes with methods":    r("class A { void f() {} ", n) + r("}", n),
		"nested functions":        r("def f():\n ", n),
		"unary operators":         "x = " + r("- ", n) + "1;\n",
		"quotes":                  r("\"", n),
		"conditionals":            r("#if X\n", n) + r("#endif\n", n),
	}
}

// Any source gives a result or an error: no crash, and no more than the limits of
// memory and time. TRANSCODER_SWEEP=1 takes 100,000 levels, and minutes.
func TestParseHostile(t *testing.T) {
	n, limit := 1000, 250*time.Millisecond
	if fullSweep() {
		n, limit = 100_000, time.Minute
	}
	for reason, source := range hostile(n) {
		for _, language := range Languages() {
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			f, err := Parse(ctx, language, []byte(source))
			cancel()
			if err != nil {
				if !errors.Is(err, ErrTooComplex) && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s (%v): %v", reason, language, err)
				}
				continue
			}
			f.Functions()
			f.SyntaxErrors()
			checkLossless(t, f, reason)
		}
	}
}

func TestParseLongLine(t *testing.T) {
	long := "x = '" + strings.Repeat("a", MaxSourceSize-7) + "'\n"
	f := mustParse(t, Python, long)
	if got := len(f.Tokens(SurfaceOptions{})); got != 4 {
		t.Errorf("a string of %d bytes: got %d tokens, want 4", MaxSourceSize, got)
	}
	if _, err := Parse(context.Background(), Python, []byte(long+"\n")); err == nil || !strings.Contains(err.Error(), "expected at most") {
		t.Errorf("one byte over the limit: got error %v", err)
	}
}

// A cancelled parse returns the context's error, and the parsers that are kept
// work on.
func TestParseCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Parse(ctx, Python, []byte("x = 1\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: got error %v", err)
	}
	slow := []byte("x=" + strings.Repeat("a?b:", 50_000) + "c;") // takes Python minutes without a limit
	ctx, cancel = context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := Parse(ctx, Python, slow); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in between: got error %v", err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				ctx, cancel := context.WithCancel(context.Background())
				if _, err := Parse(ctx, Python, []byte("def f(): pass\n")); err != nil {
					t.Error(err)
				}
				cancel() // right behind the parse: it must not strike the next
			}
		})
	}
	group.Wait()
}

func TestFunctionSource(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     string // of the last function
	}{
		{"a method loses its indentation, its docstring too, another string not", Python,
			"class A:\n    @d\n    def f(self):\n        \"\"\"Doc.\n        More.\n        \"\"\"\n        x = '''a\n        b'''\n\n        return x\n",
			"@d\ndef f(self):\n    \"\"\"Doc.\n    More.\n    \"\"\"\n    x = '''a\n        b'''\n\n    return x"},
		{"tabs", Java, "class A {\n\tint f() {\n\t\treturn 1;\n\t}\n}\n", "int f() {\n\treturn 1;\n}"},
		{"a line with less indentation keeps what it has", CPP, "struct A {\n    int f() {\n  return 1;\n    }\n};\n", "int f() {\nreturn 1;\n}"},
		{"a template head and Windows line ends", CPP, "  template <class T>\r\n  T f(T t) {\r\n    return t;\r\n  }\r\n", "template <class T>\r\nT f(T t) {\r\n  return t;\r\n}"},
		{"annotations and modifiers", Java, "class A {\n  @Override\n  public int f() { return 1; }\n}\n", "@Override\npublic int f() { return 1; }"},
		{"one line inside another", CPP, "struct A { int f() { return 1; } };\n", "int f() { return 1; }"},
	} {
		functions := mustParse(t, test.language, test.source).Functions()
		if got := functions[len(functions)-1].Source(); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.reason, got, test.want)
		}
	}
}
