package lexers

import (
	"slices"
	"strings"
)

// place is what a token does in its line; it decides the blanks round it.
type place uint8

const (
	placeWord      place = iota // names, keywords, literals
	placeBinary                 // blanks on both sides
	placePrefix                 // joins what follows: -x, !x, *p, ++i
	placePostfix                // joins what precedes: i++, args...
	placeMark                   // pointer and reference marks of a declaration: int* p
	placeOpen                   // ( [ {
	placeClose                  // ) ] }
	placeAngle                  // < of type arguments
	placeAngleEnd               // > of type arguments
	placeComma                  // , and ;
	placeDot                    // . -> :: between names
	placeColon                  // x: y, no blank before
	placeSlice                  // a[i:j], no blanks
	placeWideSlice              // a[i + 1 : j], blanks except at the ends
	placeKeyword                // words that a bracket does not join: return (x)
	placeEqual                  // = of a keyword argument, no blanks
)

// inline prints the tokens of p.tokens[from:end) on the running line. Blocks in
// them (bodies of lambdas, switch expressions) open lines of their own.
func (p *renderer) inline(from, end int) {
	tokens := p.tokens[from:end]
	if p.target == Python {
		ordered, ok := pythonOrder(tokens)
		if !ok {
			p.fail("a conditional expression that does not close")
			return
		}
		if !slices.Equal(ordered, tokens) { // another order: they count where they begin
			p.note(from)
			p.line(ordered, -1, -1)
			return
		}
		p.line(tokens, -1, from)
		return
	}
	p.line(tokens, from, from)
}

// line prints tokens; base is their index in p.tokens, -1 where they are a copy
// and so can hold no blocks, and origin that of the tokens that they stand for,
// -1 where none do one for one.
func (p *renderer) line(tokens []string, base, origin int) {
	places := p.places(tokens)
	previous := -1
	for i := 0; i < len(tokens) && p.err == nil; i++ {
		token := tokens[i]
		switch token {
		case BlockOpen:
			if base < 0 || previous < 0 {
				p.fail("a block inside an expression")
				return
			}
			p.pos = base + i
			p.block()
			i = p.pos - base - 1
			previous = i
			if i >= len(tokens) || i < 0 {
				p.fail("a block inside an expression that does not close")
				return
			}
			places[i] = placeClose
			continue
		case BlockClose, EndOfLine:
			p.fail("%s inside an expression", token)
			return
		case "switch":
			if base >= 0 && p.target == Java && i+1 < len(tokens) {
				i = p.switchExpression(tokens, base, i, previous, places)
				previous = i
				continue
			}
		case formatOpen:
			if previous >= 0 && p.gap(tokens, places, previous, i) {
				p.out.WriteByte(' ')
			}
			i = p.formatted(tokens, i)
			if i < len(tokens) {
				places[i] = placeWord
			}
			previous = i
			continue
		case formatClose:
			p.fail("an f-string that does not open")
			return
		}
		text := p.spell(tokens, i)
		if p.err != nil {
			return
		}
		if text == "" {
			continue
		}
		bytes := previous >= 0 && tokens[previous] == bytesPrefix
		if !bytes && (previous >= 0 && p.gap(tokens, places, previous, i) || p.glues(text)) {
			p.out.WriteByte(' ')
		}
		p.mark(tokens, places, i, len(text))
		if origin >= 0 {
			p.note(origin + i)
		}
		p.out.WriteString(text)
		previous = i
	}
}

// switchExpression prints a switch that is a value and returns the index of its
// last token.
func (p *renderer) switchExpression(tokens []string, base, i, previous int, places []place) int {
	if previous >= 0 && p.gap(tokens, places, previous, i) {
		p.out.WriteByte(' ')
	}
	p.pos = base + i
	p.keywordHead("switch")
	if p.err == nil {
		p.switchBlock()
	}
	last := p.pos - base - 1
	if p.err == nil && (last >= len(tokens) || last < 0) {
		p.fail("a switch that does not close")
	}
	if p.err != nil {
		return len(tokens)
	}
	places[last] = placeClose
	return last
}

// spell returns the target's text of the token at i.
func (p *renderer) spell(tokens []string, i int) string {
	token := tokens[i]
	if prefix, index, ok := SplitPlaceholder(token); ok {
		return p.placeholder(prefix, index)
	}
	if content, ok := keptStringTokens[token]; ok {
		return p.literal(token[:3], content)
	}
	if isWordByte(token[0]) {
		if i > 0 && (tokens[i-1] == "." || tokens[i-1] == "->" || tokens[i-1] == "::") && token != "String" {
			return token
		}
		if c := token[0]; c >= '0' && c <= '9' {
			return numberText(token, Java, p.target) // kept numbers are spelled as Java's
		}
		switch token {
		case "int":
			if p.target == Java && i > 0 && tokens[i-1] == "long" {
				return "" // long int is C++'s long
			}
		case bytesPrefix:
			if p.target != Python || i+1 >= len(tokens) {
				p.fail("a bytes literal")
				return ""
			}
			return "b"
		case "const":
			if p.target == Java {
				return ""
			}
		}
		return spellWord(token, p.target)
	}
	switch p.target {
	case Python:
		switch token {
		case "&&":
			return "and"
		case "||":
			return "or"
		case "!":
			return "not"
		case "++", "--":
			p.fail("Python has no %s", token)
		}
	case Java:
		if (token == "&" || token == "*") && i+1 < len(tokens) && p.javaMark(tokens, i) {
			return ""
		}
	}
	return token
}

// javaMark reports whether & or * is a C++ mark between a type and a name.
func (p *renderer) javaMark(tokens []string, i int) bool {
	if i > 1 && (tokens[i-2] == "." || tokens[i-2] == "::") { // a member that is called like a type
		return false
	}
	return i > 0 && (tokens[i-1] == ">" || primitiveTypes[tokens[i-1]]) && strings.HasPrefix(tokens[i+1], prefixID+"_")
}

// spellWord returns the target's spelling of a word token.
func spellWord(token string, target Language) string {
	switch target {
	case Python:
		switch token {
		case "true":
			return "True"
		case "false":
			return "False"
		case "null":
			return "None"
		case "is_not":
			return "is not"
		case "not_in":
			return "not in"
		}
	case CPP:
		switch token {
		case "null":
			return "nullptr"
		case "String":
			return "string"
		}
	case Java:
		if token == "bool" {
			return "boolean"
		}
	}
	return token
}
