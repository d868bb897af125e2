package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// levels are the binary operators, those that bind most loosely first (Java
// Language Specification, 15; the canonical form brackets where Python differs).
var levels = [][]string{
	{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!=", "is_not"}, {"<", ">", "<=", ">=", "in", "not_in"},
	{"<<", ">>", ">>>"}, {"+", "-"}, {"*", "/", "%", "//"}, {"**"},
}

// expression reads one, a conditional included.
func (r *reader) expression() expression {
	e := r.binary(0)
	if !r.take("?") {
		return e
	}
	r.rules.decide(r, e)
	yes := r.expression()
	r.expect(":")
	no := r.expression()
	result := expression{start: e.start, end: no.end}
	switch {
	case yes.typ.is(no.typ):
		result.typ = yes.typ
	case yes.rank() > 0 && no.rank() > 0:
		result.typ = promoted(yes.typ, no.typ)
	}
	return result
}

func (r *reader) binary(level int) expression {
	if level == len(levels) {
		return r.unary()
	}
	left := r.binary(level + 1)
	for {
		operator, at := r.peek(), r.at
		if !slices.Contains(levels[level], operator) {
			return left
		}
		r.at++
		right := r.binary(level + 1)
		t := r.rules.operate(r, operator, at, left, right)
		left = expression{typ: t, start: left.start, end: right.end}
	}
}

func (r *reader) unary() expression {
	start := r.at
	switch r.peek() {
	case "!":
		r.at++
		e := r.unary()
		bracketed := r.rules.negate(r, start, e)
		return expression{typ: boolean, start: start, end: e.end, primary: bracketed}
	case "-", "+", "~", "++", "--":
		r.at++
		e := r.unary()
		t := e.typ
		if t.rank() == ranks["char"] {
			t = integer
		}
		return expression{typ: t.unboxed(), start: start, end: e.end, literal: e.literal}
	case "(":
		if t, end, ok := readType(r.tokens, r.at+1); ok && r.tokens[end] == ")" && (ranks[t.name] > 0 || t.dimensions > 0 || r.castsTo(end+1)) {
			r.at = end + 1
			e := r.unary()
			return expression{typ: t, start: start, end: e.end}
		}
	}
	return r.postfix()
}

// castsTo reports whether what stands behind a bracket makes that a cast to a class.
func (r *reader) castsTo(at int) bool {
	if at >= len(r.tokens) {
		return false
	}
	token := r.tokens[at]
	return lexers.IdentifierIndex(token) >= 0 || isWord(token) && !reserved[token] || token == "new" || token == "("
}

// arguments reads what stands in the brackets of a call, from behind the opening
// one to behind the closing one.
func (r *reader) arguments() (all []expression) {
	for r.peek() != ")" {
		all = append(all, r.expression())
		if !r.take(",") {
			break
		}
	}
	r.expect(")")
	return all
}

func (r *reader) primary() expression {
	start := r.at
	token := r.peek()
	r.at++
	e := expression{start: start, primary: true}
	prefix, k, placeholder := lexers.SplitPlaceholder(token)
	switch {
	case token == "(":
		inner := r.expression()
		r.expect(")")
		e.typ = inner.typ
	case placeholder && prefix == "ID" && k == 0 && r.peek() == "(":
		r.at++
		e.typ = r.ownCall(Head{r.result, r.params})
	case placeholder && prefix == "ID":
		e.typ = r.variables[k]
	case placeholder && prefix == "NUM":
		e.literal = true
		if k < len(r.source.Numbers) {
			e.typ = numberType(lexers.NumberText(r.source.Numbers[k], r.source.Language, lexers.Java))
		}
	case placeholder && prefix == "CHR" || strings.HasPrefix(token, "CHR_"):
		e.typ, e.literal = char, true
	case placeholder || strings.HasPrefix(token, "STR_"):
		e.typ = text
	case token != "" && token[0] >= '0' && token[0] <= '9':
		e.typ, e.literal = numberType(token), true
	case token == "true" || token == "false":
		e.typ = boolean
	case token == "null" || token == "this":
	case token == "new":
		e.typ = r.construction()
	case isWord(token) && !reserved[token]:
		e.typ = r.named(token)
	default:
		panic(lost{})
	}
	e.end = r.at
	return e
}

// construction reads what stands behind new.
func (r *reader) construction() typ {
	t, end, ok := readName(r.tokens, r.at)
	if !ok {
		panic(lost{})
	}
	r.at = end
	if r.take("(") {
		r.arguments()
		if r.peek() == lexers.BlockOpen || r.peek() == "{" { // a class without a name
			panic(lost{})
		}
		return t
	}
	for r.take("[") {
		t.dimensions++
		if !r.take("]") {
			r.rules.assign(r, integer, r.expression())
			r.expect("]")
		}
	}
	if t.dimensions == 0 {
		panic(lost{})
	}
	if r.peek() == "{" {
		r.initializer(t)
	}
	return t
}

// numberType is the type of a number's text.
func numberType(number string) typ {
	lower := strings.ToLower(number)
	switch {
	case strings.HasPrefix(lower, "0x"):
		if strings.HasSuffix(lower, "l") {
			return long
		}
		return integer
	case strings.HasSuffix(lower, "f"):
		return float
	case strings.ContainsAny(lower, ".ed"):
		return double
	case strings.HasSuffix(lower, "l"):
		return long
	}
	return integer
}

// named reads what stands behind a name that is no variable: a call, or a member of
// a class of the library.
func (r *reader) named(name string) typ {
	if r.peek() == "." && isWord(r.ahead(1)) {
		member := r.ahead(1)
		r.at += 2
		if r.peek() != "(" {
			return constants[name+"."+member]
		}
		r.at++
		start := r.at - 4
		arguments := r.arguments()
		if len(arguments) == 1 && name == "Math" && (member == "max" || member == "min") {
			return r.rules.extreme(r, member, start, arguments[0])
		}
		return calledType(name+"."+member, arguments)
	}
	if !r.take("(") {
		return typ{}
	}
	if head, ok := r.heads[name]; ok {
		return r.ownCall(head)
	}
	return calledType(name, r.arguments())
}

// ownCall reads the arguments of a function of the program and returns what it
// returns.
func (r *reader) ownCall(head Head) typ {
	for i, argument := range r.arguments() {
		if i >= len(head.parameters) {
			break
		}
		// A variable of the right type needs no cast to another.
		if cast := r.tokens[argument.start:argument.end]; len(cast) == 4 && cast[0] == "(" && cast[2] == ")" && lexers.IdentifierIndex(cast[3]) > 0 && r.variables[lexers.IdentifierIndex(cast[3])].same(head.parameters[i]) {
			r.edit.replace(argument.start, argument.start+3)
			continue
		}
		r.rules.assign(r, head.parameters[i], argument)
	}
	return head.result
}

// postfix reads a primary expression and what stands behind it.
func (r *reader) postfix() expression {
	e := r.primary()
	for {
		switch r.peek() {
		case "[":
			r.at++
			index := r.expression()
			r.expect("]")
			if e.dimensions > 0 {
				r.rules.assign(r, integer, index)
			}
			e.typ, e.literal = e.element(), false
		case ".":
			member := r.ahead(1)
			if !isWord(member) {
				panic(lost{})
			}
			r.at += 2
			if r.take("(") {
				arguments := r.arguments()
				for i, argument := range arguments {
					r.rules.assign(r, takenType(e.typ, member, i, len(arguments)), argument)
				}
				e.typ = methodType(e.typ, member)
			} else {
				e.typ = fieldType(e.typ, member)
			}
		case "++", "--":
			r.at++
		case "->", "::", "(":
			panic(lost{})
		default:
			e.end = r.at
			return e
		}
	}
}
