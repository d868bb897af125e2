package translate

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// walker is a Translator with a whole vocabulary, every letter and reserved token
// in it, and no model.
func walker(t *testing.T) *Translator {
	t.Helper()
	var options bpe.LearnOptions
	for _, prefix := range []string{"ID", "NUM", "STR", "CHR"} {
		options.Placeholders = append(options.Placeholders, bpe.NumberedPlaceholders(prefix, 16)...)
	}
	for _, language := range lexers.Languages() {
		options.Reserved[language] = lexers.ReservedTokens(language)
	}
	v, err := bpe.Learn([]bpe.Word{{Text: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", Counts: [3]int64{1, 1, 1}}}, options)
	if err != nil {
		t.Fatal(err)
	}
	return &Translator{vocabulary: v, structure: newStructure(v)}
}

// TestConstraintRandomWalk writes functions by lot among what the constraint
// leaves: every one ends before its limit, and nests.
func TestConstraintRandomWalk(t *testing.T) {
	translator := walker(t)
	const limit = 90
	source := &lexers.Canonical{Names: []string{"f", "x"}, Literals: []string{"text"}}
	rng := rand.New(rand.NewPCG(3, 4))
	for _, to := range lexers.Languages() {
		c := translator.newConstraint(to, []*lexers.Canonical{source}, []int{limit})
		for range 100 {
			s := c.Start(0)
			var ids []int32
			row := make([]float32, translator.vocabulary.Size())
			for {
				for id := range row {
					row[id] = float32(math.Inf(-1))
					if translator.vocabulary.Languages(int32(id))&(1<<to) != 0 {
						row[id] = 0
					}
				}
				c.Mask(s, row)
				var allowed []int32
				for id, x := range row {
					if !math.IsInf(float64(x), -1) {
						allowed = append(allowed, int32(id))
					}
				}
				if len(allowed) == 0 {
					t.Fatalf("%v: nothing may follow %v", to, translator.vocabulary.Decode(ids))
				}
				id := allowed[rng.IntN(len(allowed))]
				if id == bpe.EOS {
					break
				}
				if ids = append(ids, id); len(ids) >= limit {
					t.Fatalf("%v: no end after %d tokens: %v", to, len(ids), translator.vocabulary.Decode(ids))
				}
				s = c.Next(s, id)
			}
			tokens := translator.vocabulary.Decode(ids)
			if problem := nesting(tokens); problem != "" {
				t.Fatalf("%v: %s in %v", to, problem, tokens)
			}
			for _, token := range tokens {
				if prefix, k, ok := lexers.SplitPlaceholder(token); ok && (prefix == "NUM" || (prefix == "STR" || prefix == "CHR") && k > 0 || k > 1+inventedNames) {
					t.Fatalf("%v: %s stands for nothing in %v", to, token, tokens)
				}
			}
		}
	}
}

// nesting names the first bracket or block that does not nest.
func nesting(tokens []string) string {
	closing := map[string]string{")": "(", "]": "[", "}": "{", lexers.BlockClose: lexers.BlockOpen}
	var open []string
	for i, token := range tokens {
		switch token {
		case "(", "[", "{", lexers.BlockOpen:
			open = append(open, token)
		case ")", "]", "}", lexers.BlockClose:
			if len(open) == 0 || open[len(open)-1] != closing[token] {
				return token + " behind " + strings.Join(open, " ")
			}
			if open = open[:len(open)-1]; len(open) == 0 && token == lexers.BlockClose && i != len(tokens)-1 {
				return "something behind the function"
			}
		}
	}
	if len(open) > 0 || len(tokens) == 0 || tokens[len(tokens)-1] != lexers.BlockClose {
		return "an open end"
	}
	return ""
}

// TestConstraintAllowsRealCode feeds the constraint functions that were written
// by hand: it must never forbid the next token.
func TestConstraintAllowsRealCode(t *testing.T) {
	translator := walker(t)
	for _, test := range []struct {
		language lexers.Language
		source   string
	}{
		{lexers.Python, "def f(x):\n    for i, y in enumerate(x):\n        if y in x and i:\n            return [z for z in x if z]\n        elif y: pass\n        else:\n            y += 1\n    else:\n        del x[0]\n    while x: x.pop()\n    try:\n        return {1: 2}\n    except ValueError:\n        return x if x else (lambda: 1)\n    finally:\n        print(1)\n"},
		{lexers.CPP, "int f(int x) { do { x--; } while (x > 0); for (;;) { break; } for (int i = 0, j = 1; i < x; i++, j--) {} for (auto y : z) { if (y) return 1; else return 2; } auto g = [&](int a) { return a; }; switch (x) { case 1: return 2; default: break; } try { x = 1; } catch (...) { throw; } int b[] = {1, 2}; return g(b[0]) ? 1 : 2; }"},
		{lexers.Java, "static int f(int[] x) { for (int y : x) { if (y > 0) continue; else if (y < 0) break; } Runnable r = () -> { g(); }; while (true) { x[0]++; } }"},
	} {
		canonical := mustCanonical(t, test.language, test.source)
		c := translator.newConstraint(test.language, []*lexers.Canonical{canonical}, []int{10000})
		s := c.Start(0)
		row := make([]float32, translator.vocabulary.Size())
		var before []string
		for _, token := range canonical.Tokens {
			for _, id := range translator.vocabulary.Encode(nil, token) {
				clear(row)
				if c.Mask(s, row); row[id] != 0 {
					t.Fatalf("%v: %q is forbidden behind %v", test.language, token, before)
				}
				s = c.Next(s, id)
			}
			before = append(before, token)
		}
		if clear(row); !s.ended {
			t.Errorf("%v: not at the end behind %v", test.language, before)
		}
	}
}

func mustCanonical(t *testing.T, language lexers.Language, source string) *lexers.Canonical {
	t.Helper()
	c, err := lexers.Canonicalize(t.Context(), language, source)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
