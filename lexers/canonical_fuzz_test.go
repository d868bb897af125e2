package lexers

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
)

// fuzzTables gives the placeholders of arbitrary tokens something to stand for.
func fuzzTables(language Language, tokens []string) *Canonical {
	return &Canonical{
		Language: language, Tokens: tokens,
		Names:    []string{"f", "a", "b", "class", "def", "max", "x1"},
		Numbers:  []string{"12", "0x1F", "017", "1.5f", "10L"},
		Literals: []string{"ab", "x", "\"'\\\n", "é"},
	}
}

// FuzzRender renders arbitrary tokens, as a model might make them: text or an
// error, never a panic, and reading the text again may not panic either.
func FuzzRender(f *testing.F) {
	f.Add(uint8(0), uint8(0), "ID_0 ( ID_1 ) BLOCK_OPEN return ID_1 ? 1 : 2 EOL BLOCK_CLOSE")
	f.Add(uint8(1), uint8(1), "int ID_0 ( int [ ] ID_1 ) BLOCK_OPEN for int ID_2 = 0 ; ID_2 < 3 ; ID_2 += 1 BLOCK_OPEN g ( [ & ] ( ) BLOCK_OPEN return CHR_1 EOL BLOCK_CLOSE ) EOL BLOCK_CLOSE BLOCK_CLOSE")
	f.Add(uint8(2), uint8(2), "void ID_0 ( ) BLOCK_OPEN int ID_1 = switch ID_2 BLOCK_OPEN case 1 -> 2 EOL default : ID_1 += 1 EOL BLOCK_CLOSE EOL do BLOCK_OPEN BLOCK_CLOSE while 1 EOL BLOCK_CLOSE")
	f.Add(uint8(0), uint8(2), "ID_0 ( self , ** ID_1 ) BLOCK_OPEN FSTR_OPEN STR_0 { ID_1 ! r : STR_1 } FSTR_CLOSE EOL match ID_1 BLOCK_OPEN case _ BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE BLOCK_CLOSE")
	f.Add(uint8(1), uint8(0), "ID_0 ( BLOCK_OPEN ? : ] EOL")
	f.Fuzz(func(t *testing.T, from, to uint8, text string) {
		c := fuzzTables(Language(from%LanguageCount), strings.Fields(text))
		target := Language(to % LanguageCount)
		rendered, err := c.Render(target)
		if err != nil {
			return
		}
		if _, err := Canonicalize(context.Background(), target, rendered); err != nil {
			return // a model's tokens need not be a program
		}
	})
}

// FuzzCanonicalize reads arbitrary sources: a function that has a canonical form
// renders, and the rendered function has the same form.
func FuzzCanonicalize(f *testing.F) {
	f.Add(uint8(0), "def f(a, *b):\n    return [x if x else -a for x in b if not x == 1]\n")
	f.Add(uint8(1), "template <class T> int f(const vector<T>& v, int a[]) { for (auto& x : v) if (!x == 2) a[0]++; return v[0]->b ? 1 : 2; }\n")
	f.Add(uint8(2), "class A { static int f(int[] a) { for (int i = 0; i < a.length; i++) { s += \"x\"; } return a[0]; } }\n")
	f.Fuzz(func(t *testing.T, language uint8, source string) {
		l := Language(language % LanguageCount)
		c, err := Canonicalize(context.Background(), l, source)
		if err != nil {
			return
		}
		// What renders must be the same function again. Arbitrary text can be
		// accepted by the grammars without being a program, so a text that does
		// not read again is no failure here; the repositories test that.
		text, err := c.Render(l)
		if err != nil {
			return
		}
		again, err := Canonicalize(context.Background(), l, text)
		if err != nil {
			return
		}
		twice, err := again.Render(l)
		if err != nil {
			t.Fatalf("%v: %v\n%s", l, err, text)
		}
		_ = twice
	})
}

// Sequences like a bad model's: tokens of the language in random order, and
// good sequences with a few tokens changed.
func TestRenderRandomTokens(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	braces := strings.Fields("int ID_0 ( int [ ] ID_1 , String ID_2 ) BLOCK_OPEN for int ID_3 = 0 ; ID_3 < NUM_0 ; ID_3 += 1 BLOCK_OPEN if ID_1 [ ID_3 ] == CHR_1 ? 1 : 2 BLOCK_OPEN ID_2 = STR_0 + max ( ID_3 , - 1 ) EOL BLOCK_CLOSE elif ! ID_3 BLOCK_OPEN break EOL BLOCK_CLOSE BLOCK_CLOSE switch ID_3 BLOCK_OPEN case 1 : return 2 EOL default : do BLOCK_OPEN BLOCK_CLOSE while ID_3 EOL BLOCK_CLOSE return 1 EOL BLOCK_CLOSE")
	layout := strings.Fields("ID_0 ( ID_1 , ID_2 = 1 ) BLOCK_OPEN for ID_3 in ID_2 BLOCK_OPEN if ID_1 [ ID_3 : ] == CHR_1 ? 1 : 2 BLOCK_OPEN ID_2 = STR_0 + max ( ID_3 , - 1 ) EOL BLOCK_CLOSE elif ! ID_3 BLOCK_OPEN break EOL BLOCK_CLOSE BLOCK_CLOSE try BLOCK_OPEN ID_1 = lambda ID_4 : { ID_4 : 1 } EOL BLOCK_CLOSE finally BLOCK_OPEN BLOCK_CLOSE return FSTR_OPEN STR_2 { ID_1 } FSTR_CLOSE EOL BLOCK_CLOSE")
	rendered := 0
	for round := range 6000 {
		language, target := Language(round%LanguageCount), Language(round/LanguageCount%LanguageCount)
		good := braces
		if target == Python {
			good = layout
		}
		words := append(ReservedTokens(language), "ID_0", "ID_1", "ID_9", "NUM_0", "NUM_7", "STR_1", "CHR_2", "CHR_0", "foo", "ID_99999", "é", "@", "$", "#")
		var tokens []string
		if rng.IntN(2) == 0 {
			tokens = append(tokens, good[:8]...)
			for range rng.IntN(30) {
				tokens = append(tokens, words[rng.IntN(len(words))])
			}
			tokens = append(tokens, EndOfLine, BlockClose)
		} else {
			tokens = append(tokens, good...)
			for range 1 + rng.IntN(3) {
				tokens[rng.IntN(len(tokens))] = words[rng.IntN(len(words))]
			}
		}
		text, err := fuzzTables(language, tokens).Render(target)
		if err != nil {
			continue
		}
		rendered++
		Canonicalize(context.Background(), target, text) // must not panic
	}
	t.Logf("%d of 6000 sequences render", rendered)
}

func TestRenderErrors(t *testing.T) {
	for _, test := range []struct {
		target         Language
		tokens, reason string
	}{
		{Python, "", "no tokens"},
		{Python, "ID_0 ( ) BLOCK_OPEN", "a block without an end"},
		{Python, "ID_0 ( ) BLOCK_OPEN BLOCK_CLOSE return EOL", "tokens behind the end"},
		{Python, "ID_0 ( ) BLOCK_OPEN return ( ID_1 ] EOL BLOCK_CLOSE", "brackets that do not match"},
		{Python, "ID_0 ( ) BLOCK_OPEN else BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "else without if"},
		{Python, "ID_0 ( ) BLOCK_OPEN return 1 ? 2 EOL BLOCK_CLOSE", "half a conditional"},
		{Python, "ID_0 ( ) BLOCK_OPEN ID_1 ++ EOL BLOCK_CLOSE", "Python has no ++"},
		{Python, "ID_0 ( ) BLOCK_OPEN for int ID_1 = 0 ; ID_1 < 2 ; ID_1 += 1 BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "Python has no counting loop"},
		{Java, "int ID_0 ( ) BLOCK_OPEN return NUM_9 EOL BLOCK_CLOSE", "a number that the table lacks"},
		{Java, "int ID_0 ( ) BLOCK_OPEN return CHR_0 EOL BLOCK_CLOSE", "a character of two letters"},
		{Java, "int ID_0 ( ) BLOCK_OPEN return FSTR_OPEN FSTR_CLOSE EOL BLOCK_CLOSE", "an f-string"},
		{CPP, "int ID_0 ( ) BLOCK_OPEN if BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "if without a condition"},
		{CPP, "int ID_0 ( ) BLOCK_OPEN do BLOCK_OPEN BLOCK_CLOSE return 1 EOL BLOCK_CLOSE", "do without while"},
		{CPP, "int ID_0 BLOCK_OPEN BLOCK_CLOSE", "no parameters"},
		{CPP, "int ID_0 ( ) BLOCK_OPEN a b\nc EOL BLOCK_CLOSE", ""},
		{CPP, strings.Repeat("( ", 100000), "nesting without end"},
		{Java, "int ID_0 ( ) " + strings.Repeat("BLOCK_OPEN ", 100000), "blocks without end"},
	} {
		if test.reason == "" {
			continue
		}
		if text, err := fuzzTables(Python, strings.Fields(test.tokens)).Render(test.target); err == nil {
			t.Errorf("%s: rendered\n%s", test.reason, text)
		}
	}
	if _, err := fuzzTables(Python, []string{"ID_0", "( ) BLOCK_OPEN"}).Render(Python); err == nil {
		t.Error("a token with blanks rendered")
	}
}
