package translate

import (
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
)

func TestLinkSiblings(t *testing.T) {
	siblings := map[string]bool{"g": true, "h": true}
	for _, test := range []struct {
		reason       string
		tokens       string
		names        []string
		want         string
		wantNames    []string
		roundTripped string // in Python, rendered
	}{
		{"a call takes the next number, and what appears later moves up", "ID_0 ( ID_1 ) BLOCK_OPEN ID_2 = g ( ID_1 ) EOL return ID_2 EOL BLOCK_CLOSE", []string{"f", "x", "y"},
			"ID_0 ( ID_1 ) BLOCK_OPEN ID_2 = ID_3 ( ID_1 ) EOL return ID_2 EOL BLOCK_CLOSE", []string{"f", "x", "y", "g"}, "def f(x):\n    y = g(x)\n    return y\n"},
		{"in front of a name that moves", "ID_0 ( ) BLOCK_OPEN h ( ) EOL ID_1 = h ( ) EOL BLOCK_CLOSE", []string{"f", "x"},
			"ID_0 ( ) BLOCK_OPEN ID_1 ( ) EOL ID_2 = ID_1 ( ) EOL BLOCK_CLOSE", []string{"f", "h", "x"}, "def f():\n    h()\n    x = h()\n"},
		{"a member of the same name is not the sibling", "ID_0 ( ID_1 ) BLOCK_OPEN ID_1 . g ( ) EOL BLOCK_CLOSE", []string{"f", "x"},
			"ID_0 ( ID_1 ) BLOCK_OPEN ID_1 . g ( ) EOL BLOCK_CLOSE", []string{"f", "x"}, "def f(x):\n    x.g()\n"},
		{"a name that is not called may be something else", "ID_0 ( ) BLOCK_OPEN return g EOL BLOCK_CLOSE", []string{"f"},
			"ID_0 ( ) BLOCK_OPEN return g EOL BLOCK_CLOSE", []string{"f"}, "def f():\n    return g\n"},
	} {
		c := &lexers.Canonical{Language: lexers.Python, Tokens: strings.Fields(test.tokens), Names: test.names}
		linked := linkSiblings(c, siblings)
		if got := strings.Join(linked.Tokens, " "); got != test.want || !slices.Equal(linked.Names, test.wantNames) {
			t.Errorf("%s: got %s with %v, want %s with %v", test.reason, got, linked.Names, test.want, test.wantNames)
		}
		if got, err := linked.Render(lexers.Python); err != nil || got != test.roundTripped {
			t.Errorf("%s: renders as %q (%v), want %q", test.reason, got, err, test.roundTripped)
		}
	}
}
