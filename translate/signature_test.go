package translate

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/models"
)

// TestSignature asks what of its head a translation must keep.
func TestSignature(t *testing.T) {
	translator, err := Open(models.Default(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	for _, test := range []struct {
		reason   string
		from, to lexers.Language
		source   string
		want     string // canonical tokens; ... where the model is free
	}{
		{"both have arrays of int", lexers.Java, lexers.CPP, "static int f(int[] a, int n) { return a[n]; }", "int ID_0 ( int [ ] ID_1 , int ID_2 )"},
		{"in either direction", lexers.CPP, lexers.Java, "bool f(double a[], std::string s) { return true; }", "bool ID_0 ( double [ ] ID_1 , String ID_2 )"},
		{"no parameters", lexers.CPP, lexers.Java, "void f() { g(); }", "void ID_0 ( )"},
		{"Java has no vector", lexers.CPP, lexers.Java, "int f(std::vector<int>& a, int n) { return a[n]; }", "int ID_0 ( ... int ID_2 )"},
		{"nor unsigned numbers", lexers.CPP, lexers.Java, "unsigned f(int a) { return a; }", "... ( int ID_1 )"},
		{"C++ has no List", lexers.Java, lexers.CPP, "static int f(List<Integer> a) { return a.get(0); }", "int ID_0 ( ..."},
		{"Python states no types", lexers.Python, lexers.Java, "def f(a):\n    return a\n", "... ( ..."},
		{"but where it has annotations", lexers.Python, lexers.Java, "def f(a: int, b: List[int], c: str = 'x') -> bool:\n    return b[a] == c\n", "bool ID_0 ( int ID_1 ... ... String ID_3 ..."},
		{"of some parameters", lexers.Python, lexers.CPP, "def f(a, *b: int, c: float):\n    return a\n", "... ( ... ... double ID_3 ..."},
		{"nothing is returned", lexers.Python, lexers.CPP, "def f(a: Optional[int]) -> None:\n    print(a)\n", "void ID_0 ( int ID_1 ..."},
		{"nor can Python keep types", lexers.Java, lexers.Python, "static int f(int a) { return a; }", ""},
	} {
		c, err := lexers.Canonicalize(context.Background(), test.from, test.source)
		if err != nil {
			t.Fatal(err)
		}
		var stated annotations
		if test.from == lexers.Python {
			file, err := lexers.Parse(context.Background(), test.from, []byte(test.source))
			if err != nil {
				t.Fatal(err)
			}
			stated = annotationsOf(file.Functions()[0])
		}
		var kept []string
		for _, part := range signatureOf(translator.vocabulary, c, stated, test.to) {
			for _, id := range part.ids {
				kept = append(kept, translator.vocabulary.Token(id))
			}
			if part.end != noEnd {
				kept = append(kept, "...")
			}
		}
		if got := strings.Join(kept, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
		result, err := translator.Translate(t.Context(), Request{Source: []byte(test.source), From: test.from, To: test.to, Beam: 2, Hypotheses: 2, NoRendering: true})
		if err != nil {
			t.Fatal(err)
		}
		head := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(test.want), `\.\.\.`, ".*"))
		for _, h := range result.Functions[0].Hypotheses {
			if !head.MatchString(strings.Join(h.Tokens, " ")) {
				t.Errorf("%s: a translation begins with %q, want %q", test.reason, h.Tokens[:min(12, len(h.Tokens))], test.want)
			}
		}
	}
}
