package lexers

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// placeholder returns the text of a placeholder.
func (p *renderer) placeholder(prefix string, index int) string {
	switch prefix {
	case prefixID:
		if index >= len(p.names) {
			p.fail("no name for %s_%d", prefix, index)
			return ""
		}
		return p.names[index]
	case prefixNumber:
		if index >= len(p.source.Numbers) {
			p.fail("no number for %s_%d", prefix, index)
			return ""
		}
		return numberText(p.source.Numbers[index], p.source.Language, p.target)
	}
	if index >= len(p.source.Literals) {
		p.fail("no literal for %s_%d", prefix, index)
		return ""
	}
	return p.literal(prefix, p.source.Literals[index])
}

// literal returns a string or character of the target.
func (p *renderer) literal(prefix, content string) string {
	if p.target == Python {
		quote := p.quote
		if quote == 0 {
			p.fail("strings nested three times")
			return ""
		}
		if quote == '"' && strings.Contains(content, `"`) && !strings.Contains(content, `'`) {
			quote = '\''
		}
		return quoted(content, quote, Python)
	}
	if prefix != prefixChar {
		return quoted(content, '"', p.target)
	}
	r, size := utf8.DecodeRuneInString(content)
	if size == 0 || size != len(content) {
		p.fail("%q is not one character", content)
		return ""
	}
	if p.target == CPP && r >= 0x80 || r >= 0x10000 {
		p.fail("%q does not fit a character of %s", content, p.target.Title())
		return ""
	}
	return quoted(content, '\'', p.target)
}

// quoted escapes content for a literal of the target.
func quoted(content string, quote byte, target Language) string {
	var out strings.Builder
	out.WriteByte(quote)
	for _, r := range content {
		switch {
		case r == rune(quote) || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			if target == Python {
				fmt.Fprintf(&out, `\x%02x`, r)
			} else {
				fmt.Fprintf(&out, `\%03o`, r) // three digits: nothing that follows can join
			}
		case r >= 0x80 && !unicode.IsPrint(r):
			if r >= 0x10000 {
				if target == Java {
					out.WriteRune(r)
				} else {
					fmt.Fprintf(&out, `\U%08x`, r)
				}
			} else {
				fmt.Fprintf(&out, `\u%04x`, r)
			}
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte(quote)
	return out.String()
}

// numberText spells a numeric literal of one language in another: suffixes and
// digit separators differ.
func numberText(number string, from, to Language) string {
	if from == to {
		return number
	}
	digits := strings.ToLower(digitSeparators.Replace(number))
	hex := strings.HasPrefix(digits, "0x")
	radix := hex || strings.HasPrefix(digits, "0b") || strings.HasPrefix(digits, "0o")
	// l and ll decide the width of an integer, f and d that of a fraction.
	long := false
	if from != Python {
		long = strings.HasSuffix(digits, "l") || strings.HasSuffix(digits, "lu")
		digits = strings.TrimRight(digits, "ul")
	}
	if fraction := strings.TrimRight(digits, "fd"); !hex && from != Python && fraction != digits {
		if !strings.ContainsAny(fraction, ".e") {
			fraction += ".0"
		}
		if to != Python && digits[len(digits)-1] == 'f' {
			fraction += "f"
		}
		return fraction
	}
	integer := radix || strings.Trim(digits, "0123456789") == ""
	switch {
	case strings.HasPrefix(digits, "0o") && to != Python:
		digits = "0" + digits[2:]
	case integer && !radix && len(digits) > 1 && digits[0] == '0' && to == Python:
		if digits = strings.TrimLeft(digits, "0"); digits == "" {
			return "0"
		}
		if from != Python {
			digits = "0o" + digits // 017 is 15
		}
	}
	switch {
	case to == Java && integer && (long || !radix && (len(digits) > 10 || len(digits) == 10 && digits > "2147483647")):
		return digits + "L"
	case to == CPP && integer && long:
		return digits + "LL"
	}
	return digits
}

// doubleBraces and singleBraces write and read a brace in an f-string's text.
var (
	doubleBraces = strings.NewReplacer("{", "{{", "}", "}}")
	singleBraces = strings.NewReplacer("{{", "{", "}}", "}")
)

// formatted prints an f-string that opens at i and returns the index of its end.
func (p *renderer) formatted(tokens []string, i int) int {
	if p.target != Python {
		p.fail("an f-string has no form in %s", p.target.Title())
		return len(tokens)
	}
	quote := p.quote
	if quote == 0 {
		p.fail("f-strings nested three times")
		return len(tokens)
	}
	p.out.WriteByte('f')
	p.out.WriteByte(quote)
	for i++; i < len(tokens) && p.err == nil; {
		switch token := tokens[i]; {
		case token == formatClose:
			p.out.WriteByte(quote)
			return i
		case token == "{":
			i = p.formatField(tokens, i)
		default:
			content, ok := p.stringContent(token)
			if !ok {
				p.fail("%q inside an f-string", token)
				return len(tokens)
			}
			text := quoted(content, quote, Python)
			p.out.WriteString(doubleBraces.Replace(text[1 : len(text)-1]))
			i++
		}
	}
	p.fail("an f-string that does not close")
	return len(tokens)
}

// stringContent returns the content of a STR token.
func (p *renderer) stringContent(token string) (string, bool) {
	if content, ok := keptStringTokens[token]; ok {
		return content, true
	}
	prefix, index, ok := SplitPlaceholder(token)
	if !ok || prefix != prefixString && prefix != prefixChar || index >= len(p.source.Literals) {
		return "", false
	}
	return p.source.Literals[index], true
}

// formatField prints { expression ! conversion : format } and returns the index
// behind it.
func (p *renderer) formatField(tokens []string, i int) int {
	depth, formats, end, conversion, format := 0, 0, -1, -1, -1
	colons := 0 // of the field, those of its conditionals taken off
	for j := i; j < len(tokens) && end < 0; j++ {
		switch tokens[j] {
		case ":", "?":
			if depth == 1 && formats == 0 && tokens[j] == ":" {
				colons++
			} else if depth == 1 && formats == 0 {
				colons--
			}
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
			if depth == 0 {
				end = j
			}
		case formatOpen:
			formats++
		case formatClose:
			formats--
		}
	}
	if end < 0 || formats != 0 {
		p.fail("a field of an f-string that does not close")
		return len(tokens)
	}
	last := end
	if last-2 > i && tokens[last-2] == ":" && colons == 1 {
		if _, ok := p.stringContent(tokens[last-1]); ok {
			format = last - 1
			last -= 2
		}
	}
	if last-2 > i && tokens[last-2] == "!" && len(tokens[last-1]) == 1 && strings.Contains("rsa", tokens[last-1]) {
		conversion = last - 1
		last -= 2
	}
	p.out.WriteByte('{')
	if last == i+1 {
		p.fail("an empty field of an f-string")
		return len(tokens)
	}
	if tokens[i+1] == "{" {
		p.out.WriteByte(' ')
	}
	outer := p.quote
	p.quote = '\'' // before Python 3.12 a field cannot hold the quote round it
	if outer == '\'' {
		p.quote = 0
	}
	p.line(tokens[i+1:last], -1, -1)
	p.quote = outer
	if conversion >= 0 {
		p.out.WriteString("!" + tokens[conversion])
	}
	if format >= 0 {
		content, _ := p.stringContent(tokens[format])
		p.out.WriteString(":" + content)
	}
	p.out.WriteByte('}')
	return end + 1
}
