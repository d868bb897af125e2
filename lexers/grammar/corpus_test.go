package grammar_test

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/models"
	"transcoder/seq2seq/checkpoint"
)

// vocabulary returns that of the embedded model.
func vocabulary(t testing.TB) *bpe.Vocabulary {
	t.Helper()
	c, err := checkpoint.Parse(models.Default())
	if err != nil {
		t.Fatal(err)
	}
	v, err := bpe.Read(bytes.NewReader(c.Vocabulary))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func newGrammar(t testing.TB, language lexers.Language, v grammar.Vocabulary) *grammar.Grammar {
	t.Helper()
	g, err := grammar.New(language, v)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// rejection is where the automaton refused a token.
type rejection struct {
	at     int
	tokens []string
}

// recognize feeds whole tokens to the automaton; nil where it accepts them.
func recognize(g *grammar.Grammar, tokens []string) *rejection {
	s := g.Start(nil)
	for i, token := range tokens {
		if s = g.Word(s, token); s.Dead() {
			return &rejection{i, tokens}
		}
	}
	if !s.Accepting() {
		return &rejection{len(tokens), tokens}
	}
	return nil
}

// String shows the refused token behind some of those before it.
func (r *rejection) String() string {
	end := ""
	if r.at < len(r.tokens) {
		end = " >>> " + strings.Join(r.tokens[r.at:min(r.at+6, len(r.tokens))], " ")
	}
	return strings.Join(r.tokens[max(0, r.at-14):r.at], " ") + end
}

// kind groups rejections by the refused token and the one before it, with
// placeholders and names made alike.
func (r *rejection) kind() string {
	alike := func(i int) string {
		if i < 0 || i >= len(r.tokens) {
			return "-"
		}
		token := r.tokens[i]
		if prefix, _, ok := lexers.SplitPlaceholder(token); ok {
			return prefix
		}
		return token
	}
	return alike(r.at-1) + " | " + alike(r.at)
}

// TestAcceptsCorpus counts the functions of a corpus's valid split that the
// automata accept, and prints what they refuse most often. It runs where
// TRANSCODER_GRAMMAR_CORPUS names a corpus; TRANSCODER_GRAMMAR_SHOW=python
// prints the refused functions of a language.
func TestAcceptsCorpus(t *testing.T) {
	dir := os.Getenv("TRANSCODER_GRAMMAR_CORPUS")
	if dir == "" {
		t.Skip("TRANSCODER_GRAMMAR_CORPUS names no corpus")
	}
	c, err := corpora.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	v, err := bpe.Learn([]bpe.Word{{Text: "abcdefghijklmnopqrstuvwxyz", Counts: [3]int64{1, 1, 1}}}, corpora.VocabularyOptions(1))
	if err != nil {
		t.Fatal(err)
	}
	split := corpora.Valid
	if name := os.Getenv("TRANSCODER_GRAMMAR_SPLIT"); name != "" {
		if split, err = corpora.ParseSplit(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, language := range lexers.Languages() {
		t.Run(language.String(), func(t *testing.T) {
			g := newGrammar(t, language, v)
			kinds, examples, accepted := map[string]int{}, map[string][]string{}, 0
			n := c.Len(split, language)
			if most, err := strconv.Atoi(os.Getenv("TRANSCODER_GRAMMAR_MOST")); err == nil {
				n = min(n, most)
			}
			for i := range n {
				sample, err := c.Function(split, language, i)
				if err != nil {
					t.Fatal(err)
				}
				r := recognize(g, c.Text(sample.Tokens))
				if r == nil {
					accepted++
					continue
				}
				kinds[r.kind()]++
				examples[r.kind()] = append(examples[r.kind()], r.String())
			}
			share := float64(accepted) / float64(max(n, 1))
			t.Logf("%s: %d of %d functions accepted, %.2f %%", language.Title(), accepted, n, 100*share)
			order := slices.SortedFunc(maps.Keys(kinds), func(a, b string) int { return cmp.Or(kinds[b]-kinds[a], cmp.Compare(a, b)) })
			for _, kind := range order[:min(40, len(order))] {
				shown := 2
				t.Logf("%5d  %-24s", kinds[kind], kind)
				if os.Getenv("TRANSCODER_GRAMMAR_SHOW") == language.String() {
					shown = 5
				}
				for _, example := range examples[kind][:min(shown, len(examples[kind]))] {
					t.Log("           ", example)
				}
			}
			if share < 0.99 {
				t.Errorf("%.2f %% is less than 99 %%", 100*share)
			}
		})
	}
	fmt.Fprintln(os.Stderr)
}
