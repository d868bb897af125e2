package grammar

import (
	"fmt"
	"maps"
	"strings"

	"transcoder/lexers"
)

// lexeme is a token of the canonical form as the grammar sees it.
type lexeme struct {
	text   string
	prefix string // ID, NUM, STR or CHR of a placeholder and of a kept literal
	index  int    // of a placeholder; -1 for other tokens
}

func newLexeme(text string) lexeme {
	if prefix, index, ok := lexers.SplitPlaceholder(text); ok {
		return lexeme{text, prefix, index}
	}
	w := lexeme{text: text, index: -1}
	if keptLiterals[text] {
		w.prefix = text[:3]
	}
	return w
}

// keptLiterals are the literals with tokens of their own: STR_EMPTY, CHR_SPACE ...
var keptLiterals = func() map[string]bool {
	kept := map[string]bool{}
	for _, language := range lexers.Languages() {
		for _, token := range lexers.ReservedTokens(language) {
			if strings.HasPrefix(token, "STR_") || strings.HasPrefix(token, "CHR_") {
				kept[token] = true
			}
		}
	}
	return kept
}()

// structure are the tokens that no word may spell.
var structure = func() map[string]bool {
	tokens := wordSet(lexers.BlockOpen + " " + lexers.BlockClose + " " + lexers.EndOfLine + " FSTR_OPEN FSTR_CLOSE BYTES_STR")
	maps.Copy(tokens, keptLiterals)
	return tokens
}()

// placeholderBeginnings begin the words that read like placeholders. No word but
// these may begin so: pieced together it would be one.
var placeholderBeginnings = func() []string {
	var beginnings []string
	for _, prefix := range []string{"ID", "NUM", "STR", "CHR"} {
		for digit := range 10 {
			beginnings = append(beginnings, fmt.Sprintf("%s_%d", prefix, digit))
		}
	}
	return beginnings
}()

// isWord reports whether the token is a word of ASCII letters, digits and _ that
// could be a name, if it were no keyword.
func (w lexeme) isWord() bool {
	if w.prefix != "" || w.text == "" || w.text[0] <= '9' || structure[w.text] {
		return false
	}
	for i := range len(w.text) {
		if !wordByte(w.text[i]) {
			return false
		}
	}
	for _, beginning := range placeholderBeginnings {
		if strings.HasPrefix(w.text, beginning) {
			return false
		}
	}
	return true
}

func wordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isID(w lexeme) bool { return w.prefix == "ID" }

func isLiteral(w lexeme) bool { return w.prefix == "STR" || w.prefix == "CHR" }

func isString(w lexeme) bool { return w.prefix == "STR" }

// isNumber holds for NUM_k and for the numbers that stay as they are.
func isNumber(w lexeme) bool {
	return w.prefix == "NUM" || w.prefix == "" && w.text != "" && w.text[0] >= '0' && w.text[0] <= '9' && keptNumbers[w.text]
}

var keptNumbers = func() map[string]bool {
	kept := map[string]bool{}
	for _, language := range lexers.Languages() {
		for _, token := range lexers.ReservedTokens(language) {
			if token[0] >= '0' && token[0] <= '9' {
				kept[token] = true
			}
		}
	}
	return kept
}()

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// among returns a test for one of some tokens.
func among(tokens string) func(lexeme) bool {
	set := wordSet(tokens)
	return func(w lexeme) bool { return set[w.text] }
}

// with returns a set and some words more.
func with(set map[string]bool, words string) map[string]bool {
	all := wordSet(words)
	for word := range set {
		all[word] = true
	}
	return all
}
