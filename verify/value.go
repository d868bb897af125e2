package verify

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// valueKind is what a value is.
type valueKind uint8

const (
	nullValue valueKind = iota
	boolValue
	intValue
	floatValue
	charValue
	stringValue
	listValue // arrays, vectors, lists, queues ...
	pairValue // pairs and tuples
	setValue
	mapValue
)

// value is what a function takes or gives, in no language. Its notation, by which
// harnesses take and give values and people read them, is close to Python's
// literals:
//
//	None True 12 1.5 inf nan 'c' "text" [1,2] (1,2) {1,2} {"a":1}
//
// {} is a set or a map without elements.
type value struct {
	kind  valueKind
	whole *big.Int // intValue; of a boolValue 0 or 1
	float float64
	text  string  // charValue, stringValue
	items []value // listValue, pairValue, setValue; mapValue: key, value, key ...
}

var (
	zero = big.NewInt(0)
	one  = big.NewInt(1)
)

func intOf(n int64) value         { return value{kind: intValue, whole: big.NewInt(n)} }
func floatOf(f float64) value     { return value{kind: floatValue, float: f} }
func charOf(c byte) value         { return value{kind: charValue, text: string(rune(c))} }
func stringOf(s string) value     { return value{kind: stringValue, text: s} }
func listOf(items ...value) value { return value{kind: listValue, items: items} }

func boolOf(b bool) value {
	if b {
		return value{kind: boolValue, whole: one}
	}
	return value{kind: boolValue, whole: zero}
}

// String returns the value's notation.
func (v value) String() string {
	var out strings.Builder
	v.write(&out)
	return out.String()
}

func (v value) write(out *strings.Builder) {
	switch v.kind {
	case nullValue:
		out.WriteString("None")
	case boolValue:
		out.WriteString(map[bool]string{true: "True", false: "False"}[v.whole.Sign() != 0])
	case intValue:
		out.WriteString(v.whole.String())
	case floatValue:
		out.WriteString(floatNotation(v.float))
	case charValue:
		quote(out, v.text, '\'')
	case stringValue:
		quote(out, v.text, '"')
	default:
		brackets := map[valueKind]string{listValue: "[]", pairValue: "()", setValue: "{}", mapValue: "{}"}[v.kind]
		out.WriteByte(brackets[0])
		for i, item := range v.items {
			switch {
			case i > 0 && v.kind == mapValue && i%2 == 1:
				out.WriteString(": ")
			case i > 0:
				out.WriteString(", ")
			}
			item.write(out)
		}
		out.WriteByte(brackets[1])
	}
}

func floatNotation(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func quote(out *strings.Builder, s string, mark rune) {
	out.WriteRune(mark)
	for _, c := range s {
		switch {
		case c == '\\' || c == mark:
			out.WriteByte('\\')
			out.WriteRune(c)
		case c == '\n':
			out.WriteString(`\n`)
		case c < ' ' || c >= 0x7f && c <= 0xff:
			fmt.Fprintf(out, `\x%02x`, c)
		case c > 0xff && c <= 0xffff:
			fmt.Fprintf(out, `\u%04x`, c)
		case c > 0xffff:
			fmt.Fprintf(out, `\U%08x`, c)
		default:
			out.WriteRune(c)
		}
	}
	out.WriteRune(mark)
}

// maxDepth bounds the nesting of values that a candidate may give back.
const maxDepth = 50

// parseValue reads the notation of a whole text.
func parseValue(text string) (value, error) {
	p := valueParser{rest: text}
	v, err := p.value(0)
	if err == nil && p.skip() != 0 {
		err = fmt.Errorf("text behind a value: %.20q", p.rest)
	}
	return v, err
}

type valueParser struct{ rest string }

// skip passes over spaces and returns the next byte; 0 at the end.
func (p *valueParser) skip() byte {
	p.rest = strings.TrimLeft(p.rest, " ")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

func (p *valueParser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, errors.New("a value is nested too deep")
	}
	switch c := p.skip(); c {
	case 0:
		return value{}, errors.New("a value is missing")
	case '[':
		return p.container(listValue, ']', depth)
	case '(':
		return p.container(pairValue, ')', depth)
	case '{':
		return p.container(setValue, '}', depth)
	case '"', '\'':
		text, err := p.quoted()
		if c == '"' {
			return stringOf(text), err
		}
		return value{kind: charValue, text: text}, err
	}
	end := strings.IndexAny(p.rest, " ,:]})")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	switch word {
	case "None":
		return value{}, nil
	case "True", "False":
		return boolOf(word == "True"), nil
	}
	if n, ok := new(big.Int).SetString(word, 10); ok && word[0] != '+' && !strings.Contains(word, "_") {
		return value{kind: intValue, whole: n}, nil
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return value{}, fmt.Errorf("no value: %.20q", word)
	}
	return floatOf(f), nil
}

func (p *valueParser) container(kind valueKind, end byte, depth int) (value, error) {
	v := value{kind: kind}
	p.rest = p.rest[1:]
	for {
		c := p.skip()
		if c == end {
			p.rest = p.rest[1:]
			return v, nil
		}
		if len(v.items) > 0 {
			if c != ',' {
				return v, fmt.Errorf("expected a comma at %.20q", p.rest)
			}
			p.rest = p.rest[1:]
			if p.skip() == end { // Python's (1,)
				continue
			}
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
		if c := p.skip(); c == ':' && (kind == mapValue || kind == setValue && len(v.items) == 1) {
			kind, v.kind = mapValue, mapValue
			p.rest = p.rest[1:]
			if item, err = p.value(depth + 1); err != nil {
				return v, err
			}
			v.items = append(v.items, item)
		}
	}
}

// quoted reads a string. Bytes that a C++ program gives one by one (\xc3\xa9)
// are taken together where they are UTF-8.
func (p *valueParser) quoted() (string, error) {
	mark := p.rest[0]
	var out []byte
	for i := 1; i < len(p.rest); i++ {
		c := p.rest[i]
		switch {
		case c == mark:
			p.rest = p.rest[i+1:]
			if !utf8.Valid(out) {
				runes := make([]rune, len(out))
				for i, b := range out {
					runes[i] = rune(b)
				}
				return string(runes), nil
			}
			return string(out), nil
		case c != '\\':
			out = append(out, c)
		case i+1 < len(p.rest):
			i++
			digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[p.rest[i]]
			if digits == 0 {
				c := p.rest[i]
				if at := strings.IndexByte("ntr", c); at >= 0 {
					c = "\n\t\r"[at]
				}
				out = append(out, c)
				continue
			}
			code := p.rest[i+1 : min(i+1+digits, len(p.rest))]
			n, err := strconv.ParseUint(code, 16, 32)
			if err != nil {
				return "", fmt.Errorf("no character code: %.20q", code)
			}
			if digits == 2 {
				out = append(out, byte(n))
			} else {
				out = utf8.AppendRune(out, rune(n))
			}
			i += digits
		}
	}
	return "", errors.New("a string does not end")
}

// clone copies a value as deep as shrinking changes it.
func (v value) clone() value {
	v.items = slices.Clone(v.items)
	for i := range v.items {
		v.items[i] = v.items[i].clone()
	}
	return v
}

// isText reports whether the value is a string, or a list of characters that
// stands for one.
func (v value) isText() (string, bool) {
	switch v.kind {
	case charValue, stringValue:
		return v.text, true
	case listValue:
		var out strings.Builder
		for _, item := range v.items {
			if item.kind != charValue && (item.kind != stringValue || utf8.RuneCountInString(item.text) != 1) {
				return "", false
			}
			out.WriteString(item.text)
		}
		return out.String(), true
	}
	return "", false
}
