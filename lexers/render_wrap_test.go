package lexers

import (
	"context"
	"strings"
	"testing"
)

// Long lines break as the house format wants, and breaking changes no token.
func TestRenderWrapsLongLines(t *testing.T) {
	for _, test := range []struct {
		language             Language
		source, want, reason string
	}{
		{
			Python,
			"def f(a):\n    return some_function_with_a_long_name(a, another_function(a, a + 1), keyword_argument=[x for x in range(a)])\n",
			"def f(a):\n    return some_function_with_a_long_name(\n        a, another_function(a, a + 1), keyword_argument=[x for x in range(a)]\n    )\n",
			"the content of the brackets fits one line",
		},
		{
			Python,
			"def f(a):\n    table = {'first_key_of_the_table': compute_first(a), 'second_key_of_the_table': compute_second(a), 'third': None}\n",
			"def f(a):\n    table = {\n        \"first_key_of_the_table\": compute_first(a),\n        \"second_key_of_the_table\": compute_second(a),\n        \"third\": None\n    }\n",
			"one line for each element",
		},
		{
			Java,
			"int f(int a) {\n  return computeSomethingLong(a, a + 1) + computeSomethingElse(a * 2, a / 3) * computeTheThirdThing(a) - 1;\n}\n",
			"public static int f(int a) {\n  return computeSomethingLong(a, a + 1) + computeSomethingElse(a * 2, a / 3)\n      * computeTheThirdThing(a) - 1;\n}\n",
			"before an operator, four columns further in",
		},
		{
			CPP,
			"int f(int first_parameter, int second_parameter, int third_parameter, int fourth) {\n  return 1;\n}\n",
			"int f(int first_parameter, int second_parameter, int third_parameter,\n    int fourth) {\n  return 1;\n}\n",
			"behind a comma",
		},
		{
			Python,
			"def f(a):\n    return 'a string that is longer than the limit of a line cannot be broken by us, so it stays where it is'\n",
			"def f(a):\n    return \"a string that is longer than the limit of a line cannot be broken by us, so it stays where it is\"\n",
			"nothing to break at",
		},
	} {
		c, err := Canonicalize(context.Background(), test.language, test.source)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Render(test.language)
		if err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.reason, got, test.want)
		}
		for _, line := range strings.Split(got, "\n") {
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s: blanks at the end of %q", test.reason, line)
			}
		}
		again, err := Canonicalize(context.Background(), test.language, got)
		if err != nil || tokenDifference(c.Tokens, again.Tokens) >= 0 {
			t.Errorf("%s: other tokens (%v)", test.reason, err)
		}
	}
}

// A returned value that is changed in passing is no statement of its own:
// --return (x) would be none at all.
func TestRenderUpdateInReturn(t *testing.T) {
	c := Canonical{Language: CPP, Tokens: strings.Fields("int ID_0 ( int ID_1 ) BLOCK_OPEN return ( ID_1 ) -= 1 EOL BLOCK_CLOSE"), Names: []string{"f", "x"}}
	text, err := c.Render(CPP)
	if want := "int f(int x) {\n  return (x) -= 1;\n}\n"; err != nil || text != want {
		t.Errorf("%q, %v, expected %q", text, err, want)
	}
}
