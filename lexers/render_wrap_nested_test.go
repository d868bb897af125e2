package lexers

import (
	"strings"
	"testing"
)

// TestWrapNested renders lines that stay too long however they are broken: the
// content of a bracket without a comma or an operator in it must not be broken at
// that bracket again, without end.
func TestWrapNested(t *testing.T) {
	name := strings.Repeat("long_", 20)
	for _, tokens := range []string{
		"ID_0 ( ) BLOCK_OPEN ID_1 ( ID_1 ) EOL BLOCK_CLOSE",
		"ID_0 ( ) BLOCK_OPEN ID_1 ( ID_1 ( ID_1 ) ) EOL BLOCK_CLOSE",
		"ID_0 ( ) BLOCK_OPEN ID_1 [ ( ( ID_1 ) ) ] = ID_1 EOL BLOCK_CLOSE",
		"ID_0 ( ) BLOCK_OPEN ID_1 ( ID_1 ID_1 ( ID_1 ) ID_1 , ID_1 ( ID_1 ) ( ) ) EOL BLOCK_CLOSE",
	} {
		c := &Canonical{Tokens: strings.Fields(tokens), Names: []string{"f", name}}
		for _, language := range Languages() {
			code, err := c.Render(language)
			if err != nil {
				continue // not every sequence is a function of each language
			}
			squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
			if n := strings.Count(squeezed(code), name); n != strings.Count(tokens, "ID_1") {
				t.Errorf("%v: %s: %d names in\n%s", language, tokens, n, code)
			}
		}
	}
}
