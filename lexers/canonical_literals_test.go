package lexers

import (
	"context"
	"testing"
)

// Literals are kept without quotes and escapes.
func TestCanonicalLiterals(t *testing.T) {
	for _, test := range []struct {
		language             Language
		source, want, reason string
	}{
		{Python, "def f():\n    return 'a\\\n b' 'c\\\r\nd'\n", "a bcd", "lines that go on inside strings"},
		{Python, "def f():\n    return '''a\r\nb'''\n", "a\nb", "a line end is one character"},
		{Python, "def f():\n    return '\\r\\n'\n", "\r\n", "escapes of a line end are two characters"},
		{Python, "def f():\n    return f'''{3}a\r\n\\r\\n'''\n", "a\n\r\n", "in an f-string, too"},
		{Python, "def f():\n    return r'\\d' '\\x41\\u00e9\\101\\q'\n", "\\dAéA\\q", "raw, escapes by number, an unknown escape"},
		{Python, "def f():\n    return f'{{x}}'\n", "{x}", "an f-string without fields"},
		{CPP, "string f() { return \"a\\x41\\102\" R\"x(\\n)x\"; }", "aAB\\n", "escapes by number, a raw string"},
		{CPP, "string f() { return \"a\\\nb\"; }", "ab", "a line that goes on"},
		{Java, "class A { String f() { return \"\\u0041\\101\\s\\uD83D\\uDE00\"; } }", "AA 😀", "escapes by number, a pair of surrogates"},
		{Java, "class A { String f() { return \"\"\"\n    a\n      b \\\n    c\n    \"\"\"; } }", "a\n  b c\n", "a text block"},
	} {
		c, err := Canonicalize(context.Background(), test.language, test.source)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if len(c.Literals) != 1 || c.Literals[0] != test.want {
			t.Errorf("%s: got %q, want %q: %s", test.source, c.Literals, test.want, test.reason)
		}
	}
}
