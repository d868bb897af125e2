package translate

import (
	"context"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/models"
)

// TestKeptSignature asks which signatures a translation must keep.
func TestKeptSignature(t *testing.T) {
	translator, err := Open(models.Default(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	for _, test := range []struct {
		reason   string
		from, to lexers.Language
		source   string
		want     string // canonical tokens; "" where the model is free
	}{
		{"both have arrays of int", lexers.Java, lexers.CPP, "static int f(int[] a, int n) { return a[n]; }", "int ID_0 ( int [ ] ID_1 , int ID_2 )"},
		{"in either direction", lexers.CPP, lexers.Java, "bool f(double a[], std::string s) { return true; }", "bool ID_0 ( double [ ] ID_1 , String ID_2 )"},
		{"no parameters", lexers.CPP, lexers.Java, "void f() { g(); }", "void ID_0 ( )"},
		{"Java has no vector", lexers.CPP, lexers.Java, "int f(std::vector<int>& a) { return a[0]; }", ""},
		{"nor unsigned numbers", lexers.CPP, lexers.Java, "unsigned f(int a) { return a; }", ""},
		{"C++ has no List", lexers.Java, lexers.CPP, "static int f(List<Integer> a) { return a.get(0); }", ""},
		{"Python states no types", lexers.Python, lexers.Java, "def f(a):\n    return a\n", ""},
		{"nor can it keep them", lexers.Java, lexers.Python, "static int f(int a) { return a; }", ""},
	} {
		c, err := lexers.Canonicalize(context.Background(), test.from, test.source)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for _, id := range keptSignature(translator.vocabulary, c, test.to) {
			kept = append(kept, translator.vocabulary.Token(id))
		}
		if got := strings.Join(kept, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
		result, err := translator.Translate(t.Context(), Request{Source: []byte(test.source), From: test.from, To: test.to, Beam: 2, Hypotheses: 2, NoRendering: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range result.Functions[0].Hypotheses {
			if !strings.HasPrefix(strings.Join(h.Tokens, " "), test.want) {
				t.Errorf("%s: a translation begins with %q, want %q", test.reason, h.Tokens[:min(12, len(h.Tokens))], test.want)
			}
		}
	}
}
