package grammar_test

import (
	"math/bits"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
)

// awkward is a source whose tables hold what is hard to write in another
// language: numbers with suffixes and too many digits, quotes, escapes, braces.
var awkward = map[lexers.Language]*lexers.Canonical{
	lexers.Python: {Language: lexers.Python,
		Names:    []string{"f", "lambda_", "class", "x", "int", "goto", "self", "None", "yield", "é", "len", "print", "arr"},
		Numbers:  []string{"3j", "0o17", "1_000_000_000_000", "99999999999999999999999", "1e400", "0xFFFFFFFFF", ".5", "5.", "0b1011"},
		Literals: []string{"it's", "a \"b\"", "\\", "\n", "{}", "é", "%d", "ab", "'", "\"", "\x00", "{x}", "\u2028", "🎈", ".2f", ">10"}},
	lexers.CPP: {Language: lexers.CPP,
		Names:    []string{"f", "def", "is", "x", "final", "var", "in", "this_", "None", "print", "a", "b", "super"},
		Numbers:  []string{"1'000", "0x1p3", "4294967295u", "1e10f", "017", "100LL", "1.f", "0b11"},
		Literals: []string{"it's", "a \"b\"", "\\", "\t", "{", "x", "%d\n", "ab", "??=", "\x7f"}},
	lexers.Java: {Language: lexers.Java, Tokens: strings.Fields("int ID_0 ( TreeNode ID_1 , Node [ ] ID_2 , Integer ID_3 ) BLOCK_OPEN BLOCK_CLOSE"),
		Names:    []string{"f", "lambda", "auto", "x", "delete", "char$", "in", "unsigned", "struct", "def", "a", "b", "_x"},
		Numbers:  []string{"1_000L", "0x1.8p1", "0777", "1e3f", "2147483648L", "1d", "0b101"},
		Literals: []string{"\\u0041", "a \"b\"", "\\", "\r", "}", "x", "é", "ab", "\uffff"}},
}

// walk writes a function by lot. Half of the time it draws among the tokens that
// stay whole, so that operators and keywords are not lost among thousands of
// words.
func walk(t *testing.T, g *grammar.Grammar, v *bpe.Vocabulary, source *lexers.Canonical, to lexers.Language, limit int, rng *rand.Rand) []string {
	t.Helper()
	s := g.Start(grammar.NewSource(source, 8))
	bitmap := make([]uint64, (v.Size()+63)/64)
	var ids []int32
	var all, whole []int32
	for {
		left := limit - len(ids)
		g.Allowed(s, left, bitmap)
		all, whole = all[:0], whole[:0]
		for i, word := range bitmap {
			for ; word != 0; word &= word - 1 {
				id := int32(i*64 + bits.TrailingZeros64(word))
				all = append(all, id)
				if v.Reserved(id) {
					whole = append(whole, id)
				}
			}
		}
		if len(all) == 0 {
			t.Fatalf("%v: nothing may follow %v", to, v.Decode(ids))
		}
		if len(whole) > 0 && rng.IntN(10) < 7 {
			all = whole
		}
		id := all[rng.IntN(len(all))]
		if id == grammar.EOS {
			break
		}
		ids = append(ids, id)
		if len(ids) >= limit {
			t.Fatalf("%v: no end after %d ids: %v", to, len(ids), strings.Join(v.Decode(ids), " "))
		}
		if s = g.Advance(s, id); s.Dead() {
			t.Fatalf("%v: %q was allowed and leads nowhere: %v", to, v.Token(id), v.Decode(ids))
		}
	}
	return v.Decode(ids)
}

// walks returns rendered random functions of a language.
func walks(t *testing.T, to lexers.Language, n int) (texts []string, tokens [][]string) {
	v := vocabulary(t)
	g := newGrammar(t, to, v)
	failed := map[string]int{}
	for i := range n {
		rng := rand.New(rand.NewPCG(uint64(i), uint64(to)))
		from := lexers.Languages()[rng.IntN(lexers.LanguageCount)]
		c := *awkward[from]
		foreign := grammar.ForeignTypes(&c)
		c.Tokens = walk(t, g, v, &c, to, 20+rng.IntN(180), rng)
		text, err := c.Render(to)
		if err != nil {
			if failed[err.Error()]++; failed[err.Error()] == 1 && len(failed) < 20 {
				t.Errorf("%v: %v: %s", to, err, strings.Join(c.Tokens, " "))
			}
			continue
		}
		if to == lexers.CPP {
			for _, name := range foreign {
				text = "struct " + name + ";\n" + text
			}
		}
		texts, tokens = append(texts, text), append(tokens, c.Tokens)
	}
	return texts, tokens
}

// walkCount is how many random functions are written for each language.
func walkCount(t *testing.T) int {
	if text := os.Getenv("TRANSCODER_GRAMMAR_WALKS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 60
}
