package infer

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// node is an expression. Kids are its operands, in their order.
type node struct {
	op    operation
	token string // of an operator, a name, a number, an attribute, a keyword
	id    int    // of an identifier
	kids  []*node
}

type operation uint8

const (
	opUnknown    operation = iota
	opIdentifier           // a name of the function
	opName                 // another
	opNumber
	opText
	opChar
	opTruth
	opNull
	opCall      // of the first kid
	opKeyword   // an argument by its name
	opAttribute // of the kid
	opIndex     // the first kid at the second
	opSlice     // a part of the first kid
	opBinary
	opUnary
	opConditional // condition, value, other value
	opList
	opTuple
	opSet
	opMap           // keys and values in turn
	opComprehension // token tells of what: its elements (two of a map), then loops
	opLoop          // of a comprehension: the target, what it goes through
)

// statement is one of a function's, without what stands in its block.
type statement struct {
	kind    statementKind
	token   string  // the operator of an assignment
	targets []*node // of an assignment or loop, or what is deleted; the parameters of a nested function
	value   *node   // nil for none
	end     int     // of a nested function: the number of the first statement behind it
}

type statementKind uint8

const (
	aValue statementKind = iota
	anAssignment
	aReturn
	aLoop
	aFunction
)

// lost is thrown where tokens are not understood.
type lost struct{}

// parser reads one statement.
type parser struct {
	tokens []string
	at     int
}

func (p *parser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *parser) take(token string) bool {
	if p.at < len(p.tokens) && p.tokens[p.at] == token {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(token string) {
	if !p.take(token) {
		panic(lost{})
	}
}

// parse reads the statements of a function. What is not understood is left out.
func parse(c *lexers.Canonical) (parameters []*node, body []statement) {
	at := slices.Index(c.Tokens, lexers.BlockOpen) + 1
	header := &parser{tokens: c.Tokens[:max(0, at-1)]}
	header.try(func() {
		header.expect("ID_0")
		parameters = header.parameters()
	})
	var open []int // of the blocks that are open: the number of the nested function, -1 for another
	for at > 0 && at < len(c.Tokens) {
		end, depth := at, 0
		for end < len(c.Tokens) && (depth > 0 || c.Tokens[end] != lexers.EndOfLine && c.Tokens[end] != lexers.BlockOpen && c.Tokens[end] != lexers.BlockClose) {
			depth += lexers.BracketStep(c.Tokens[end])
			end++
		}
		p := &parser{tokens: c.Tokens[at:end]}
		var s statement
		ok := at < end && p.try(func() {
			s = p.statement()
			if p.at != len(p.tokens) {
				panic(lost{})
			}
		})
		if ok {
			body = append(body, s)
		}
		switch {
		case end == len(c.Tokens):
		case c.Tokens[end] == lexers.BlockOpen && ok && s.kind == aFunction:
			open = append(open, len(body)-1)
		case c.Tokens[end] == lexers.BlockOpen:
			open = append(open, -1)
		case c.Tokens[end] == lexers.BlockClose && len(open) > 0:
			if k := open[len(open)-1]; k >= 0 {
				body[k].end = len(body)
			}
			open = open[:len(open)-1]
		}
		at = end + 1
	}
	return parameters, body
}

// try reads something and reports whether it was understood.
func (p *parser) try(read func()) (ok bool) {
	defer func() {
		if cause := recover(); cause != nil {
			if _, is := cause.(lost); !is {
				panic(cause)
			}
			ok = false
		}
	}()
	read()
	return true
}

// parameters reads those of a function, in their brackets. The value that is taken where none is given is
// the kid of its parameter. One that takes all that is left is no identifier.
func (p *parser) parameters() []*node {
	p.expect("(")
	var all []*node
	for !p.take(")") {
		rest := p.take("*") || p.take("**") || p.take("/")
		if p.take(",") {
			continue
		}
		parameter := p.primary()
		if parameter.op != opIdentifier {
			panic(lost{})
		}
		if rest {
			parameter.op = opUnknown // it has a list of values
		}
		if p.take("=") {
			parameter.kids = []*node{p.expression()}
		}
		all = append(all, parameter)
		if p.peek() != ")" {
			p.expect(",")
		}
	}
	return all
}

func (p *parser) statement() statement {
	switch {
	case p.take("return"):
		s := statement{kind: aReturn}
		if p.peek() != "" {
			s.value = p.values()
		}
		return s
	case p.take("def"):
		s := statement{kind: aFunction, value: p.primaryName()}
		s.targets = p.parameters()
		return s
	case p.take("for"):
		s := statement{kind: aLoop, targets: []*node{p.target()}}
		p.expect("in")
		s.value = p.values()
		return s
	case p.take("if"), p.take("elif"), p.take("while"), p.take("assert"), p.take("yield"), p.take("raise"), p.take("with"):
		return statement{value: p.values()}
	case p.take("del"):
		return statement{value: p.values()}
	}
	s := statement{value: p.values()}
	for assignments[p.peek()] {
		s.token = p.peek()
		p.at++
		s.kind, s.targets, s.value = anAssignment, append(s.targets, s.value), p.values()
	}
	return s
}

var assignments = func() map[string]bool {
	set := map[string]bool{}
	for token := range strings.FieldsSeq("= += -= *= /= //= %= **= &= |= ^= <<= >>=") {
		set[token] = true
	}
	return set
}()

// values reads one expression, or several with commas as a tuple.
func (p *parser) values() *node {
	return p.tuple(p.expression, func() bool { return p.peek() == "" || assignments[p.peek()] })
}

// target reads what a loop assigns.
func (p *parser) target() *node {
	return p.tuple(p.postfix, func() bool { return p.peek() == "in" })
}

func (p *parser) tuple(part func() *node, ends func() bool) *node {
	first := part()
	if p.peek() != "," {
		return first
	}
	all := &node{op: opTuple, kids: []*node{first}}
	for p.take(",") && !ends() {
		all.kids = append(all.kids, part())
	}
	return all
}

func (p *parser) primaryName() *node {
	if n := p.primary(); n.op == opIdentifier || n.op == opName {
		return n
	}
	panic(lost{})
}

// expression reads one with a conditional, which binds least.
func (p *parser) expression() *node {
	if p.take("lambda") {
		for p.peek() != ":" && p.peek() != "" {
			p.at++
		}
		p.expect(":")
		return &node{op: opUnknown, kids: []*node{p.expression()}}
	}
	condition := p.binary(0)
	if !p.take("?") {
		return condition
	}
	value := p.expression()
	p.expect(":")
	return &node{op: opConditional, kids: []*node{condition, value, p.expression()}}
}

// levels are the binary operators of Python, those that bind least first.
var levels = func() []map[string]bool {
	var all []map[string]bool
	for _, line := range []string{"||", "&&", "in not_in is is_not < <= > >= == !=", "|", "^", "&", "<< >>", "+ -", "* / // % @"} {
		level := map[string]bool{}
		for token := range strings.FieldsSeq(line) {
			level[token] = true
		}
		all = append(all, level)
	}
	return all
}()

func (p *parser) binary(level int) *node {
	if level == len(levels) {
		return p.unary()
	}
	if level == 2 && p.take("!") {
		return &node{op: opUnary, token: "!", kids: []*node{p.binary(level)}}
	}
	left := p.binary(level + 1)
	for levels[level][p.peek()] {
		token := p.peek()
		p.at++
		left = &node{op: opBinary, token: token, kids: []*node{left, p.binary(level + 1)}}
	}
	return left
}

func (p *parser) unary() *node {
	switch token := p.peek(); token {
	case "-", "+", "~", "!", "await":
		p.at++
		return &node{op: opUnary, token: token, kids: []*node{p.unary()}}
	}
	base := p.postfix()
	if p.take("**") {
		return &node{op: opBinary, token: "**", kids: []*node{base, p.unary()}}
	}
	return base
}

func (p *parser) postfix() *node {
	n := p.primary()
	for {
		switch {
		case p.take("."):
			n = &node{op: opAttribute, token: p.peek(), kids: []*node{n}}
			p.at++
		case p.take("("):
			n = &node{op: opCall, kids: append([]*node{n}, p.arguments()...)}
		case p.take("["):
			n = p.subscript(n)
		default:
			return n
		}
	}
}

func (p *parser) arguments() []*node {
	var all []*node
	for !p.take(")") {
		spread := p.take("*") || p.take("**")
		argument := p.expression()
		switch {
		case spread: // which parameters it fills is not known
			argument = &node{kids: []*node{argument}}
		case p.peek() == "for":
			argument = p.comprehension("list", argument)
		case p.take("="):
			name := argument.token
			argument = &node{op: opKeyword, token: name, id: argument.id, kids: []*node{p.expression()}}
		}
		all = append(all, argument)
		if p.peek() != ")" {
			p.expect(",")
		}
	}
	return all
}

// subscript reads what stands behind an opening bracket.
func (p *parser) subscript(of *node) *node {
	parts, slice := []*node{}, false
	for !p.take("]") {
		if p.take(":") {
			slice = true
			continue
		}
		parts = append(parts, p.values())
	}
	if slice {
		return &node{op: opSlice, kids: append([]*node{of}, parts...)}
	}
	if len(parts) != 1 {
		panic(lost{})
	}
	return &node{op: opIndex, kids: []*node{of, parts[0]}}
}

// comprehension reads the loops behind its elements.
func (p *parser) comprehension(kind string, elements ...*node) *node {
	n := &node{op: opComprehension, token: kind, kids: elements}
	for {
		switch {
		case p.take("for"):
			loop := &node{op: opLoop, kids: []*node{p.target()}}
			p.expect("in")
			loop.kids = append(loop.kids, p.binary(0))
			n.kids = append(n.kids, loop)
		case p.take("if"):
			n.kids = append(n.kids, p.binary(0))
		default:
			return n
		}
	}
}

func (p *parser) primary() *node {
	token := p.peek()
	p.at++
	if _, ok := lexers.KeptLiteral(token); ok {
		if strings.HasPrefix(token, "CHR_") {
			return &node{op: opChar}
		}
		return &node{op: opText}
	}
	if prefix, k, ok := lexers.SplitPlaceholder(token); ok {
		switch prefix {
		case "ID":
			return &node{op: opIdentifier, id: k, token: token}
		case "NUM":
			return &node{op: opNumber, token: token, id: k}
		case "CHR":
			return &node{op: opChar}
		}
		return &node{op: opText}
	}
	switch token {
	case "":
		panic(lost{})
	case "true", "false":
		return &node{op: opTruth}
	case "null":
		return &node{op: opNull}
	case "(":
		if p.take(")") {
			return &node{op: opTuple}
		}
		if function := casts[p.peek()]; function != "" && p.at+1 < len(p.tokens) && p.tokens[p.at+1] == ")" {
			p.at += 2
			return &node{op: opCall, kids: []*node{{op: opName, token: function}, p.unary()}}
		}
		first := p.expression()
		if p.peek() == "for" {
			first = p.comprehension("list", first)
		}
		return p.rest(opTuple, first, ")")
	case "[":
		return p.collection(opList, "list", "]")
	case "{":
		return p.collection(opSet, "set", "}")
	case "FSTR_OPEN":
		for !p.take("FSTR_CLOSE") {
			if p.peek() == "" {
				panic(lost{})
			}
			p.at++
		}
		return &node{op: opText}
	}
	switch c := token[0]; {
	case c >= '0' && c <= '9':
		return &node{op: opNumber, token: token, id: -1}
	case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return &node{op: opName, token: token}
	}
	panic(lost{})
}

// casts are what other languages write for ord and chr, and the translator before anything else reads
// the function.
var casts = map[string]string{"int": "ord", "char": "chr"}

// rest reads what follows the first of what may be several values in brackets; one alone is itself.
func (p *parser) rest(op operation, first *node, closing string) *node {
	if p.take(closing) {
		return first
	}
	all := &node{op: op, kids: []*node{first}}
	for p.take(",") && p.peek() != closing {
		all.kids = append(all.kids, p.expression())
	}
	p.expect(closing)
	return all
}

// collection reads a list, a set or a map behind its opening bracket.
func (p *parser) collection(op operation, kind, closing string) *node {
	n := &node{op: op}
	if p.take(closing) {
		if op == opSet {
			n.op = opMap // {} is empty
		}
		return n
	}
	for {
		p.take("*")
		element := p.expression()
		if op == opSet && p.take(":") {
			n.op = opMap
			value := p.expression()
			if p.peek() == "for" {
				n = p.comprehension("map", element, value)
				break
			}
			n.kids = append(n.kids, element, value)
		} else if p.peek() == "for" {
			n = p.comprehension(kind, element)
			break
		} else {
			n.kids = append(n.kids, element)
		}
		if !p.take(",") || p.peek() == closing {
			break
		}
	}
	p.expect(closing)
	return n
}
