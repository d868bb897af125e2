package lexers

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestComments tells which line of code each comment inside a function is about.
func TestComments(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     string // line, b for behind or a for after, text
	}{
		{"above and behind", Python, "def f(x):\n    '''Doc.'''\n    # one\n    y = x  # two\n    return y\n", "4  one;4b two;"},
		{"at the end of a block the next statement follows", Python, "def f(x):\n    if x:\n        return 1\n        # never\n    return 2\n", "5  never;"},
		{"at the end of a function", Python, "def f(x):\n    return 2\n    # never\n", "2a never;"},
		{"behind the head", CPP, "int f(int x) {  // head\n  // one\n  return x;  /* two */\n}\n", "1b head;3  one;3b two;"},
		{"at the end of a block with braces", Java, "class A { int f(int x) {\n  if (x > 0) {\n    x++;\n    // never\n  }\n  return 2;\n} }", "3a never;"},
		{"in front of else", Java, "class A { int f(int x) {\n  if (x > 0) {\n    x++;\n  }\n  // otherwise\n  else {\n    x--;\n  }\n  return 2;\n} }", "6  otherwise;"},
		{"inside an expression", CPP, "int f(int x) {\n  return x +\n    // one\n    1;\n}\n", "4  one;"},
		{"a block comment of several lines", Java, "class A { int f() {\n  /*\n   * one\n   * two\n   */\n  return 2;\n} }", "6  one\ntwo;"},
		{"no text", Java, "class A { int f() {\n  //\n  return 2;\n} }", ""},
		{"a mark in a string", Python, "def f():\n    return '# no'\n", ""},
	} {
		file, err := Parse(context.Background(), test.language, []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range file.Functions()[0].Comments() {
			mark := " "
			if c.Behind {
				mark = "b"
			} else if c.After {
				mark = "a"
			}
			fmt.Fprintf(&got, "%d%s %s;", c.Line, mark, c.Text)
		}
		if got.String() != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got.String(), test.want)
		}
	}
}
