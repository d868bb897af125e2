package lexers

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// lineEnds reads a line end inside a literal as one character. Escapes are
// decoded after it: those of a line end are two characters.
var lineEnds = strings.NewReplacer("\r\n", "\n")

// pythonString puts a string or a row of adjacent strings: one literal, or the
// pieces and fields of an f-string.
func (b *builder) pythonString(i uint32) {
	parts := []uint32{i}
	if b.kind(i) == "concatenated_string" {
		parts = parts[:0]
		for c := range b.children(i) {
			if b.kind(c) == "string" {
				parts = append(parts, c)
			}
		}
	}
	if b.pythonFormatted(i) {
		b.pythonFormat(parts)
		return
	}
	var content strings.Builder
	bytes := false
	for _, part := range parts {
		text := b.text(part)
		at := strings.IndexAny(text, `'"`)
		if at < 0 {
			b.refuse(i, "a string without quotes")
			return
		}
		prefix := strings.ToLower(text[:at])
		body := lineEnds.Replace(trimQuotes(text[at:]))
		switch {
		case strings.Contains(prefix, "f"):
			body = singleBraces.Replace(body)
		case strings.Contains(prefix, "b"):
			bytes = true
		}
		if !strings.Contains(prefix, "r") {
			plain, ok := unescape(Python, body)
			if !ok {
				b.refuse(i, "the escapes of a string")
				return
			}
			body = plain
		}
		content.WriteString(body)
	}
	if bytes {
		for _, r := range content.String() {
			if r >= 0x80 {
				b.refuse(i, "a bytes literal beyond ASCII")
				return
			}
		}
		b.put(bytesPrefix)
		b.literal(prefixString, content.String())
		return
	}
	if utf8.RuneCountInString(content.String()) == 1 {
		b.literal(prefixChar, content.String())
		return
	}
	b.literal(prefixString, content.String())
}

// trimQuotes takes the quotes off a Python string, three or one.
func trimQuotes(text string) string {
	for _, quote := range []string{`"""`, `'''`} {
		if len(text) >= 6 && strings.HasPrefix(text, quote) && strings.HasSuffix(text, quote) {
			return text[3 : len(text)-3]
		}
	}
	if len(text) < 2 {
		return ""
	}
	return text[1 : len(text)-1]
}

// pythonFormat puts an f-string: FSTR_OPEN, then literal pieces STR_k and fields
// { expression ! conversion : STR_k }, then FSTR_CLOSE.
func (b *builder) pythonFormat(parts []uint32) {
	b.put(formatOpen)
	var piece strings.Builder
	flush := func() {
		if piece.Len() > 0 {
			b.literal(prefixString, piece.String())
			piece.Reset()
		}
	}
	for _, part := range parts {
		text := b.text(part)
		at := strings.IndexAny(text, `'"`)
		if at < 0 {
			b.refuse(part, "a string without quotes")
			return
		}
		prefix := strings.ToLower(text[:at])
		if strings.Contains(prefix, "b") {
			b.refuse(part, "bytes beside an f-string")
			return
		}
		quotes := 1
		if body := text[at:]; len(body) >= 6 && (body[:3] == `"""` || body[:3] == `'''`) {
			quotes = 3
		}
		add := func(raw string) {
			raw = lineEnds.Replace(raw)
			if strings.Contains(prefix, "f") {
				raw = singleBraces.Replace(raw)
			}
			if !strings.Contains(prefix, "r") {
				plain, ok := unescape(Python, raw)
				if !ok {
					b.refuse(part, "the escapes of a string")
				}
				raw = plain
			}
			piece.WriteString(raw)
		}
		from := b.nodes[part].start + uint32(at+quotes)
		for c := range b.children(part) {
			if b.kind(c) != "interpolation" {
				continue
			}
			add(string(b.source[from:b.nodes[c].start]))
			flush()
			b.pythonField(c)
			from = b.nodes[c].end
		}
		add(string(b.source[from : b.nodes[part].end-uint32(quotes)]))
	}
	flush()
	b.put(formatClose)
}

func (b *builder) pythonField(i uint32) {
	b.put("{")
	for c := range b.children(i) {
		switch b.kind(c) {
		case "{", "}", "comment":
		case "=":
			b.refuse(c, "a self-documenting field of an f-string")
		case "type_conversion":
			b.put("!", strings.TrimPrefix(b.text(c), "!"))
		case "format_specifier":
			specifier := strings.TrimPrefix(b.text(c), ":")
			if strings.ContainsAny(specifier, "{}\\") {
				b.refuse(c, "a nested field in an f-string's format")
				return
			}
			b.put(":")
			b.literal(prefixString, specifier)
		default:
			if strings.Contains(b.text(c), "=") && b.kind(c) == "ERROR" {
				b.refuse(c, "a syntax error")
			}
			b.slot(c)
		}
	}
	b.put("}")
}

// unescape decodes the escapes of a literal's body. ok is false where the
// content would not be valid text, or the escape is unknown to the language.
func unescape(language Language, body string) (string, bool) {
	if !strings.Contains(body, `\`) {
		return body, utf8.ValidString(body)
	}
	var out strings.Builder
	for i := 0; i < len(body); {
		c := body[i]
		if c != '\\' {
			out.WriteByte(c)
			i++
			continue
		}
		if i+1 >= len(body) {
			return "", false
		}
		c = body[i+1]
		i += 2
		if at := strings.IndexByte(`ntrbfav0`, c); at >= 0 && c != '0' {
			if language == Java && (c == 'a' || c == 'v') {
				return "", false
			}
			out.WriteByte("\n\t\r\b\f\a\v"[at])
			continue
		}
		switch {
		case c == '\\' || c == '\'' || c == '"':
			out.WriteByte(c)
		case c == '\n': // the line goes on
		case c == '\r':
			if i < len(body) && body[i] == '\n' {
				i++
			}
		case c == 's' && language == Java:
			out.WriteByte(' ')
		case c == '?' && language == CPP:
			out.WriteByte('?')
		case c >= '0' && c <= '7':
			j := i
			for j < len(body) && j < i+2 && body[j] >= '0' && body[j] <= '7' {
				j++
			}
			if language == Java && j == i+2 && c > '3' {
				j--
			}
			value, err := strconv.ParseUint(body[i-1:j], 8, 32)
			if err != nil || (language == CPP && value >= 0x80) {
				return "", false
			}
			out.WriteRune(rune(value))
			i = j
		case c == 'x' && language != Java:
			j := i
			for j < len(body) && isHex(body[j]) && (language == CPP || j < i+2) {
				j++
			}
			value, err := strconv.ParseUint(body[i:j], 16, 32)
			if err != nil || (language == CPP && value >= 0x80) || (language == Python && j != i+2) {
				return "", false
			}
			out.WriteRune(rune(value))
			i = j
		case c == 'u' || c == 'U' && language != Java:
			digits := 4
			if c == 'U' {
				digits = 8
			}
			for language == Java && i < len(body) && body[i] == 'u' {
				i++
			}
			if i+digits > len(body) {
				return "", false
			}
			value, err := strconv.ParseUint(body[i:i+digits], 16, 32)
			r := rune(value)
			i += digits
			if utf16.IsSurrogate(r) && language == Java && i+6 <= len(body) && body[i] == '\\' && body[i+1] == 'u' {
				low, lowErr := strconv.ParseUint(body[i+2:i+6], 16, 32)
				if lowErr == nil {
					r = utf16.DecodeRune(r, rune(low))
					i += 6
				}
			}
			if err != nil || !utf8.ValidRune(r) || r == utf8.RuneError {
				return "", false
			}
			out.WriteRune(r)
		case language == Python && c != 'N':
			out.WriteByte('\\') // an unknown escape is itself
			out.WriteByte(c)
		default:
			return "", false
		}
	}
	return out.String(), utf8.ValidString(out.String())
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
