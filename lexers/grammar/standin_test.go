package grammar_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
)

func newStandIns(t *testing.T, options bpe.LearnOptions) *grammar.StandIns {
	t.Helper()
	v, err := bpe.Learn([]bpe.Word{{Text: "a", Counts: [3]int64{1, 1, 1}}}, options)
	if err != nil {
		t.Fatal(err)
	}
	return grammar.NewStandIns(v)
}

func TestStandIns(t *testing.T) {
	options := bpe.LearnOptions{Placeholders: append(bpe.NumberedPlaceholders("own", 2), bpe.NumberedPlaceholders("Own", 1)...)}
	options.Reserved[lexers.Python] = []string{"next", "count", "node"}
	standIns := newStandIns(t, options)
	known := func(name string) bool { return name == "node" }
	for _, c := range []struct {
		language lexers.Language
		source   string
		stands   string
		reason   string
	}{
		{lexers.Python, "def f(a):\n    return count_it(a) + len(a) + count_it(1)", "own_0=count_it", "one name, one stand-in; len is the library's"},
		{lexers.Python, "def f(a):\n    return count(a) + a.next", "own_0=count", "a word of the vocabulary stays a field, not a function"},
		{lexers.Python, "def f(a):\n    return a.count(count(a))", "own_0=count", "the library's method of that name is another"},
		{lexers.Python, "def f(a):\n    return node", "own_0=node", "the program is known to define it"},
		{lexers.Java, "int f(Graph g) { return new Graph(g.top).bottom; }", "Own_0=Graph own_0=top own_1=bottom", "types and other names are numbered apart"},
		{lexers.CPP, "int f() { return LIMIT + other; }", "own_0=LIMIT own_1=other", "constants are no types"},
		{lexers.CPP, "int f() { return aa + bb + cc; }", "own_0=aa own_1=bb", "there is no third one"},
		{lexers.Python, "def f(a):\n    return own_1(a)", "own_0=own_1", "a program that has such a name itself"},
		{lexers.Python, "def f(a):\n    return sorted(a)", "", "nothing to replace"},
	} {
		canonical, err := lexers.Canonicalize(context.Background(), c.language, c.source)
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		before := strings.Join(canonical.Tokens, " ")
		replaced, names := standIns.Replace(c.language, canonical.Tokens, known)
		want := map[string]string{}
		for _, pair := range strings.Fields(c.stands) {
			stand, name, _ := strings.Cut(pair, "=")
			want[stand] = name
		}
		if !maps.Equal(names, want) {
			t.Errorf("%s: %v, expected %v: %s", c.source, names, want, c.reason)
		}
		if got := strings.Join(canonical.Tokens, " "); got != before {
			t.Errorf("%s: the tokens were changed in place: %s", c.source, got)
		}
		for i, token := range replaced {
			if name, ok := names[token]; ok {
				replaced[i] = name
			}
		}
		if got := strings.Join(replaced, " "); got != before {
			t.Errorf("%s: turned back %s, expected %s", c.source, got, before)
		}
	}
	canonical, err := lexers.Canonicalize(context.Background(), lexers.Python, "def f(a):\n    return a.count(count(a))")
	if err != nil {
		t.Fatal(err)
	}
	replaced, _ := standIns.Replace(lexers.Python, canonical.Tokens, nil)
	if got := strings.Join(replaced, " "); !strings.Contains(got, "ID_1 . count ( own_0 ( ID_1 ) )") {
		t.Errorf("a.count(count(a)) became %s", got)
	}
	if _, names := newStandIns(t, bpe.LearnOptions{}).Replace(lexers.Python, canonical.Tokens, nil); len(names) != 0 {
		t.Errorf("a vocabulary without stand-ins made %v", names)
	}
}

func TestTypeParameter(t *testing.T) {
	for token, want := range map[string]string{"Own_0": "T", "Own_3": "T3", "own_0": "", "Own_": "", "Own_x": "", "Owner": ""} {
		if got, ok := grammar.TypeParameter(token); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q, %v instead of %q", token, got, ok, want)
		}
	}
}
