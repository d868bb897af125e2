package translate

import (
	"strings"
	"testing"

	"transcoder/lexers"
)

// TestNamespaces calls functions of the file's own namespaces, and of others.
func TestNamespaces(t *testing.T) {
	translator := OpenDefault(t)
	source := "namespace math {\nnamespace detail {\nint twice(int x) { return 2 * x; }\n}\n}\n" +
		"inline namespace more::inner { int one() { return 1; } }\n" +
		"int f(int x) { return math::detail::twice(x) + more::inner::one() + other::g(x); }\n"
	a, err := translator.prepare(t.Context(), Request{Source: []byte(source), From: lexers.CPP, To: lexers.Python})
	if err != nil {
		t.Fatal(err)
	}
	u := a.units[len(a.units)-1]
	got := strings.Join(u.reading.canonical.Tokens, " ")
	if want := "return twice ( ID_1 ) + one ( ) + other :: g ( ID_1 )"; !strings.Contains(got, want) || len(u.reading.lines) != len(u.reading.canonical.Tokens) {
		t.Errorf("got %s, want %s in it", got, want)
	}
}
