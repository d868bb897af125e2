package lexers

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The tokenised form is TransCoder's (arXiv 2006.03511, its repository's
// preprocessing): words with a space between them, Python's layout as words of
// its own, and white space inside a word, which only strings, characters,
// comments and directives hold, written as ▁, STRNEWLINE and TABSYMBOL. Three
// things differ. A literal stays one word where TransCoder makes several. A ▂
// before any of these marks says that the source has the mark itself, so that the
// form loses nothing. And comments end with their word, not with ENDCOM.
const (
	newLineWord = "NEW_LINE"
	indentWord  = "INDENT"
	dedentWord  = "DEDENT"

	spaceMark   = "▁"
	escapeMark  = "▂"
	newlineMark = "STRNEWLINE"
	tabMark     = "TABSYMBOL"
)

// Lexemes returns the words of the tokenised form: one for each token.
func (f *File) Lexemes(tokens []Token) []string {
	words := make([]string, len(tokens))
	for i, token := range tokens {
		words[i] = f.lexeme(token)
	}
	return words
}

// SurfaceText returns the tokenised form of the tokens on one line.
func (f *File) SurfaceText(tokens []Token) string {
	var b strings.Builder
	for i, token := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f.lexeme(token))
	}
	return b.String()
}

func (f *File) lexeme(token Token) string {
	switch token.Kind {
	case Newline:
		return newLineWord
	case Indent:
		return indentWord
	case Dedent:
		return dedentWord
	}
	text := string(f.Source[token.Start:token.End])
	if f.Language == Python && isLayoutWord(text) {
		return escapeMark + text
	}
	return escapeLexeme(text)
}

// isLayoutWord reports whether a word stands for layout in tokenised Python.
func isLayoutWord(word string) bool {
	return word == newLineWord || word == indentWord || word == dedentWord
}

// escapeLexeme writes a token's text as one word.
func escapeLexeme(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '▁' || r == '▂' }) &&
		!strings.Contains(text, newlineMark) && !strings.Contains(text, tabMark) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		rest := text[i:]
		if strings.HasPrefix(rest, newlineMark) || strings.HasPrefix(rest, tabMark) {
			b.WriteString(escapeMark)
			b.WriteByte(text[i])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == ' ':
			b.WriteString(spaceMark)
		case r == '\n':
			b.WriteString(newlineMark)
		case r == '\t':
			b.WriteString(tabMark)
		case r == '▁' || r == '▂':
			b.WriteString(escapeMark + string(r))
		case unicode.IsSpace(r):
			fmt.Fprintf(&b, "%sx%x;", escapeMark, r)
		default:
			b.WriteString(rest[:size])
		}
		i += size
	}
	return b.String()
}

// unescapeLexeme returns the text of a word that escapeLexeme wrote.
func unescapeLexeme(word string) (string, error) {
	if !strings.ContainsAny(word, spaceMark+escapeMark) && !strings.Contains(word, newlineMark) && !strings.Contains(word, tabMark) {
		return word, nil
	}
	var b strings.Builder
	for word != "" {
		if rest, ok := strings.CutPrefix(word, escapeMark); ok {
			r, size := utf8.DecodeRuneInString(rest)
			hex, after, closed := strings.Cut(rest, ";")
			switch {
			case r == '▁' || r == '▂' || r == 'S' || r == 'T' || r == 'N' || r == 'I' || r == 'D':
				b.WriteString(rest[:size])
				word = rest[size:]
			case r == 'x' && closed:
				code, err := strconv.ParseUint(hex[1:], 16, 21)
				if err != nil {
					return "", fmt.Errorf("word %q: %w", word, err)
				}
				b.WriteRune(rune(code))
				word = after
			default:
				return "", fmt.Errorf("word %q: %s before no mark", word, escapeMark)
			}
			continue
		}
		if rest, ok := strings.CutPrefix(word, newlineMark); ok {
			b.WriteByte('\n')
			word = rest
			continue
		}
		if rest, ok := strings.CutPrefix(word, tabMark); ok {
			b.WriteByte('\t')
			word = rest
			continue
		}
		if rest, ok := strings.CutPrefix(word, spaceMark); ok {
			b.WriteByte(' ')
			word = rest
			continue
		}
		_, size := utf8.DecodeRuneInString(word)
		b.WriteString(word[:size])
		word = word[size:]
	}
	return b.String(), nil
}
