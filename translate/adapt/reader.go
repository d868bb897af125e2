package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// reader goes through a function's statements and types its expressions.
type reader struct {
	source    *lexers.Canonical
	tokens    []string
	at        int
	edit      *edit
	rules     rules
	variables map[int]typ // by placeholder, as declared so far
	result    typ
	params    []typ
	heads     map[string]Head // of the program's functions
	returned  []typ           // what the function returns; not what it calls itself for
}

// rules are what a language makes of typed expressions. Each is told where it is
// in the tokens, and edits them.
type rules interface {
	// assign makes a value one of a type that it is given to.
	assign(r *reader, to typ, e expression)
	// declare returns the type that a variable should have in the place of the one it
	// is declared with, for what it begins with; one that is not known leaves it.
	declare(r *reader, t typ, e expression) typ
	// iterate makes a value what a loop goes over, and returns the type that the loop's
	// variable has then, declared at; one that is not known where it stays.
	iterate(r *reader, at span, e expression) typ
	// decide makes a value a condition.
	decide(r *reader, e expression)
	// negate makes a value the operand of a !, whose token is at. bracketed says that
	// both stand in brackets then.
	negate(r *reader, at int, e expression) (bracketed bool)
	// operate makes two values the operands of an operator, whose token is at, and returns
	// the type of the operation.
	operate(r *reader, operator string, at int, left, right expression) typ
	// call adapts a call of the library by its name, such as Arrays.sort.
	call(r *reader, name string, statement int, arguments []expression)
	// extreme adapts Math.max or Math.min, whose call begins at start, of one value, and
	// returns its type.
	extreme(r *reader, name string, start int, array expression) typ
	// end adapts the last token of the function, at.
	end(r *reader, at int)
}

// expression is a part of one that has been read.
type expression struct {
	typ
	start, end int
	primary    bool // binds more closely than any operator
	literal    bool // a number or character alone
}

func newReader(source *lexers.Canonical, tokens []string, e *edit, rules rules) *reader {
	return &reader{source: source, tokens: tokens, edit: e, rules: rules, variables: map[int]typ{}}
}

// lost is thrown where something is not understood.
type lost struct{}

func (r *reader) peek() string {
	if r.at < len(r.tokens) {
		return r.tokens[r.at]
	}
	return ""
}

func (r *reader) ahead(n int) string {
	if r.at+n < len(r.tokens) {
		return r.tokens[r.at+n]
	}
	return ""
}

func (r *reader) take(token string) bool {
	if r.peek() == token {
		r.at++
		return true
	}
	return false
}

func (r *reader) expect(token string) {
	if !r.take(token) {
		panic(lost{})
	}
}

// try reads something; where it gets lost it takes the edits back, goes on at the
// next of some tokens outside of brackets, which it leaves, and returns false.
func (r *reader) try(read func(), until ...string) (ok bool) {
	start, mark := r.at, r.edit.mark()
	defer func() {
		switch cause := recover().(type) {
		case nil:
			ok = true
		case lost:
			r.edit.rollback(mark)
			r.at = skipTo(r.tokens, start, until)
		default:
			panic(cause)
		}
	}()
	read()
	if until != nil && !slices.Contains(until, r.peek()) {
		panic(lost{})
	}
	return true
}

// function reads a whole function.
func (r *reader) function() {
	var parameters []parameter
	var body int
	var ok bool
	if r.result, parameters, body, ok = header(r.tokens); !ok {
		return
	}
	for _, p := range parameters {
		if _, known := r.variables[p.id]; !known || !p.typ.unknown() {
			r.variables[p.id] = p.typ
		}
		r.params = append(r.params, p.typ)
	}
	r.at = body
	r.block()
	if r.at == len(r.tokens) {
		r.rules.end(r, len(r.tokens)-1)
	}
}

// block reads one, from its opening to its closing token.
func (r *reader) block() {
	if !r.take(lexers.BlockOpen) {
		return
	}
	for r.at < len(r.tokens) && r.peek() != lexers.BlockClose {
		r.statement()
	}
	r.at++
}

// skipBlock goes behind a block without reading it.
func (r *reader) skipBlock() {
	depth := 0
	for r.at < len(r.tokens) {
		switch r.tokens[r.at] {
		case lexers.BlockOpen:
			depth++
		case lexers.BlockClose:
			depth--
		}
		r.at++
		if depth == 0 {
			return
		}
	}
}

func (r *reader) statement() {
	start := r.at
	switch token := r.peek(); token {
	case lexers.EndOfLine:
		r.at++
	case lexers.BlockOpen:
		r.block()
	case "if", "elif", "while":
		r.at++
		r.try(func() { r.rules.decide(r, r.expression()) }, lexers.BlockOpen)
		r.block()
	case "else", "do", "try", "finally":
		r.at++
		if r.peek() != lexers.BlockOpen {
			r.try(func() { panic(lost{}) }, lexers.BlockOpen)
		}
		r.block()
		if token == "do" && r.take("while") {
			r.try(func() { r.rules.decide(r, r.expression()) }, lexers.EndOfLine)
		}
	case "for":
		r.at++
		r.try(r.forHead, lexers.BlockOpen)
		r.block()
	case "catch", "synchronized", "with", "except", "def", "class":
		r.try(func() { panic(lost{}) }, lexers.BlockOpen)
		if token == "def" || token == "class" { // a world of its own
			r.skipBlock()
			return
		}
		r.block()
	case "switch", "match":
		r.try(func() { panic(lost{}) }, lexers.BlockOpen)
		r.skipBlock()
	case "return":
		r.at++
		r.try(func() {
			if r.peek() != lexers.EndOfLine {
				e := r.expression()
				r.rules.assign(r, r.result, e)
				r.note(e)
			}
		}, lexers.EndOfLine)
		r.take(lexers.EndOfLine)
	default:
		r.try(func() { r.simple(true) }, lexers.EndOfLine)
		r.take(lexers.EndOfLine)
	}
	if r.at == start { // a token that no statement begins with
		r.at++
	}
}

// note notes the type of what is returned. Mathematics of the library has fractions
// where Python's has whole numbers, so it tells nothing.
func (r *reader) note(e expression) {
	switch returned := r.tokens[e.start:e.end]; {
	case slices.Contains(returned, "ID_0"):
	case slices.Contains(returned, "Math"):
		r.returned = append(r.returned, typ{})
	default:
		r.returned = append(r.returned, e.typ)
	}
}

// forHead reads what stands between for and its block.
func (r *reader) forHead() {
	if t, end, ok := readType(r.tokens, r.at); ok && lexers.IdentifierIndex(r.tokens[end]) >= 0 && r.tokens[end+1] == "in" {
		k, at := lexers.IdentifierIndex(r.tokens[end]), span{r.at, end}
		r.at = end + 2
		if other := r.rules.iterate(r, at, r.expression()); !other.unknown() {
			t = other
		}
		r.variables[k] = t
		return
	}
	if k := lexers.IdentifierIndex(r.peek()); k >= 0 && r.ahead(1) == "in" {
		r.at += 2
		if e := r.expression(); r.variables[k].unknown() && strings.HasPrefix(r.tokens[e.start], "range") {
			r.variables[k] = integer
		}
		return
	}
	part := func(read func()) {
		for {
			read()
			if !r.take(",") {
				return
			}
		}
	}
	if r.peek() != ";" {
		part(func() { r.simple(false) })
	}
	r.expect(";")
	if r.peek() != ";" {
		r.rules.decide(r, r.expression())
	}
	r.expect(";")
	if r.peek() != lexers.BlockOpen {
		part(func() { r.simple(false) })
	}
}

// assignments are the operators that give a variable a value.
var assignments = map[string]bool{"=": true, "+=": true, "-=": true, "*=": true, "/=": true, "//=": true, "%=": true, "&=": true, "|=": true,
	"^=": true, "<<=": true, ">>=": true, ">>>=": true, "**=": true}

// simple reads a declaration, an assignment or an expression. alone says that it is
// a whole statement.
func (r *reader) simple(alone bool) {
	start := r.at
	if t, end, ok := readType(r.tokens, r.at); ok && end < len(r.tokens) && lexers.IdentifierIndex(r.tokens[end]) >= 0 {
		k := lexers.IdentifierIndex(r.tokens[end])
		if t.name == "auto" || t.name == "var" {
			t = typ{}
		}
		r.variables[k] = t
		r.at = end + 1
		if r.take("=") {
			r.declaration(k, t, span{start, end})
		}
		return
	}
	k := lexers.IdentifierIndex(r.peek())
	left := r.expression()
	operator, at := r.peek(), r.at
	if !assignments[operator] {
		if alone {
			r.libraryCall(start, left)
		}
		return
	}
	r.at++
	if operator == "=" {
		if left.end != left.start+1 {
			k = -1
		}
		r.value(k, left.typ)
		return
	}
	right := r.expression()
	r.rules.operate(r, operator, at, left, right)
}

// declaration reads what a variable is declared with; at is where its type stands.
func (r *reader) declaration(k int, t typ, at span) {
	if r.peek() == "{" || t.unknown() {
		r.value(k, t)
		return
	}
	e := r.expression()
	if other := r.rules.declare(r, t, e); !other.unknown() {
		r.edit.replace(at.start, at.end, other.tokens()...)
		r.variables[k], t = other, other
	}
	r.rules.assign(r, t, e)
}

// value reads what a variable, or -1 for another place, of a type is given.
func (r *reader) value(k int, t typ) {
	if r.peek() == "{" {
		r.initializer(t)
		return
	}
	e := r.expression()
	r.rules.assign(r, t, e)
	if known, ok := r.variables[k]; k >= 0 && (!ok || known.unknown()) {
		r.variables[k] = e.typ
	}
}

// initializer reads the elements of an array.
func (r *reader) initializer(t typ) {
	r.expect("{")
	for r.peek() != "}" {
		r.value(-1, t.element())
		if !r.take(",") {
			break
		}
	}
	r.expect("}")
}

// libraryCall lets the rules look at a statement that is a call such as
// Arrays . sort ( a ).
func (r *reader) libraryCall(start int, e expression) {
	if e.end-start < 6 || !isWord(r.tokens[start]) || r.tokens[start+1] != "." || r.tokens[start+3] != "(" || r.tokens[e.end-1] != ")" {
		return
	}
	end := r.at
	r.at = start + 4
	mark := r.edit.mark()
	arguments := r.arguments()
	r.edit.rollback(mark) // they were edited when the expression was read
	if r.at == end {
		r.rules.call(r, r.tokens[start]+"."+r.tokens[start+2], start, arguments)
	}
	r.at = end
}
