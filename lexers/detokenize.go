package lexers

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Detokenize writes formatted source from the words of the tokenised form: blocks
// indented by four spaces, one statement a line. Tokenising the result gives the
// words again, where they come from source that parses; any other words give
// some text. The errors are a malformed escape, an empty word, and Python layout
// that does not balance.
func Detokenize(language Language, tokenised []string) (string, error) {
	lexemes := make([]lexeme, len(tokenised))
	for i, word := range tokenised {
		if word == "" {
			return "", fmt.Errorf("detokenize %v: word %d is empty", language, i)
		}
		if language == Python && isLayoutWord(word) {
			lexemes[i] = lexeme{text: word, class: lexLayout}
			continue
		}
		text, err := unescapeLexeme(word)
		if err != nil {
			return "", fmt.Errorf("detokenize %v: %w", language, err)
		}
		lexemes[i] = lexeme{text: text, class: classOf(language, text)}
	}
	p := printer{language: language, lexemes: lexemes, lineStart: true}
	if language == Python {
		return p.python()
	}
	p.findAngles()
	return p.braces(), nil
}

// lexClass is what the printers need to know of a word.
type lexClass uint8

const (
	lexMark      lexClass = iota // operators, brackets, separators
	lexWord                      // identifiers and keywords
	lexNumber                    // literals that begin with a digit or a point and a digit
	lexString                    // string and character literals
	lexLine                      // a comment to the end of the line
	lexBlock                     // a comment with an end of its own
	lexDirective                 // a preprocessor directive
	lexLayout                    // NEW_LINE, INDENT, DEDENT
)

type lexeme struct {
	text  string
	class lexClass
	angle bool // < or > of template or type arguments
}

// classOf classifies a word by its text.
func classOf(language Language, text string) lexClass {
	first := text[0]
	switch {
	case first == '#' && language == Python, strings.HasPrefix(text, "//") && language != Python:
		return lexLine
	case first == '#' && language == CPP && len(text) > 1:
		return lexDirective
	case strings.HasPrefix(text, "/*") && language != Python:
		return lexBlock
	case first >= '0' && first <= '9', first == '.' && len(text) > 1 && text[1] >= '0' && text[1] <= '9':
		return lexNumber
	case first == '"' || first == '\'':
		return lexString
	case isWord(first) || first == '$':
		if last := text[len(text)-1]; last == '"' || last == '\'' || strings.ContainsAny(text, `"'`) {
			return lexString // a literal with a prefix
		}
		return lexWord
	}
	return lexMark
}

// printer writes source. Its rules of spacing are for the eye; fused says which
// words must have a space between them.
type printer struct {
	language  Language
	lexemes   []lexeme
	out       strings.Builder
	level     int
	lineStart bool // nothing is on the line
	unary     bool // Python: the operator being written stands before its operand
	previous  lexeme
}

// fused reports whether a and b, written without a space, could be read as
// another sequence of words.
func fused(a, b lexeme) bool {
	last, first := a.text[len(a.text)-1], b.text[0]
	switch {
	case a.class >= lexWord && a.class <= lexString && b.class >= lexWord && b.class <= lexString:
		return true
	case a.class == lexNumber:
		return first == '.' || first == '\'' || first == '+' || first == '-'
	case b.class == lexNumber:
		return last == '.'
	}
	const marks = "+-*/%&|^=<>!~?:.#@\\$`"
	if !strings.ContainsRune(marks, rune(last)) || !strings.ContainsRune(marks, rune(first)) {
		return last >= utf8.RuneSelf || first >= utf8.RuneSelf
	}
	switch {
	case b.text == "::":
		return last != '>' && last != '!' && last != '*' && last != '~'
	case a.text == "::":
		return first != '~'
	case a.text == "!" || a.text == "~":
		return first == '='
	case a.text == ":":
		return first == '=' || first == ':' || first == '>'
	case b.text == ">" && b.angle:
		return a.text != "<" && a.text != ">" || !a.angle
	}
	return true
}

// newline ends the line, if anything is on it.
func (p *printer) newline() {
	if !p.lineStart {
		p.out.WriteByte('\n')
		p.lineStart = true
	}
}

// write writes a word, with a space before it where space is true or it would
// run into the word before.
func (p *printer) write(l lexeme, space bool) {
	switch {
	case p.lineStart && l.class != lexDirective:
		p.out.WriteString(strings.Repeat("    ", p.level))
	case !p.lineStart && (space || fused(p.previous, l)):
		p.out.WriteByte(' ')
	}
	p.out.WriteString(l.text)
	p.previous = l
	p.lineStart = false
}

// valueBefore reports whether the word before ends a value, so that an operator
// behind it is binary and a bracket belongs to it.
func (p *printer) valueBefore() bool {
	if p.lineStart {
		return false
	}
	switch p.previous.class {
	case lexWord:
		return !spacedKeywords[p.language][p.previous.text]
	case lexNumber, lexString:
		return true
	}
	switch p.previous.text {
	case ")", "]", "}", "()", "[]":
		return true
	case ">":
		return p.previous.angle
	}
	return false
}

// spacedKeywords are the keywords that end no value: a bracket behind them has a
// space before it, an operator behind them is unary.
var spacedKeywords = [LanguageCount]map[string]bool{
	Python: wordSet("if elif else while for in not and or is return yield del assert raise import from as with lambda except await async global nonlocal case match " +
		"except*"),
	CPP: wordSet("if else while for switch case return throw catch do new delete co_return co_yield co_await and or not xor bitand bitor typedef using " +
		"const constexpr static inline else goto operator template typename public private protected noexcept"),
	Java: wordSet("if else while for switch case return throw catch do new synchronized try assert instanceof extends implements throws yield " +
		"public private protected static final abstract import package default"),
}

// wordSet makes a set of the words of a text.
func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}
