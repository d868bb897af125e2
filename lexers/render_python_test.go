package lexers

import (
	"strings"
	"testing"
)

// TestRenderComparisonInSubscript renders a subscript whose comparison looks like
// the end of a type in front of a loop's variable.
func TestRenderComparisonInSubscript(t *testing.T) {
	c := &Canonical{
		Language: Python, Names: []string{"f", "a"},
		Tokens: strings.Fields("ID_0 ( ) BLOCK_OPEN cells [ low > ID_1 in high ] EOL BLOCK_CLOSE"),
	}
	got, err := c.Render(Python)
	if want := "def f():\n    cells[low > a in high]\n"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
