package lexers

import (
	"slices"
	"testing"
)

func TestNamePieces(t *testing.T) {
	for _, test := range []struct {
		name   string
		want   []string
		reason string
	}{
		{"maxSubArray2", []string{"max", "sub", "array", "2"}, "camel case and a number"},
		{"HTTPServer_port", []string{"http", "server", "port"}, "the last capital of a run begins a word"},
		{"MAX_VALUE", []string{"max", "value"}, "capitals alone"},
		{"x1y2", []string{"x", "1", "y", "2"}, "digits are pieces"},
		{"__init__", []string{"init"}, "underscores part and vanish"},
		{"n", []string{"n"}, "one letter"},
		{"größeX", []string{"größe", "x"}, "letters beyond ASCII"},
		{"_", nil, "nothing to say"},
		{"", nil, "no name"},
	} {
		if got := NamePieces(test.name); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q: %s", test.name, got, test.want, test.reason)
		}
	}
}
