package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// plainReader reads an entry point's canonical tokens.
type plainReader struct {
	a       *assembly
	unit    *unit
	from    lexers.Language
	names   []string // of placeholders
	tokens  []string
	lines   []int // of the source, by token
	at      int
	failed  bool
	main    *plainMain
	visible []map[int]bool // variables, by open block
	vector  int            // placeholder of the arguments: Java's args, C++'s argv; -1 for none
	counter int            // of their number: argc; -1 for none

}

// readPlain reads an entry point; false where it is not plain.
func (a *assembly) readPlain(u *unit) (*plainMain, bool) {
	c := u.reading.canonical
	open, parameters, _, ok := headerOf(c.Tokens)
	if !ok || open < 1 {
		return nil, false
	}
	r := &plainReader{
		a: a, unit: u, from: a.request.From, names: c.Names, tokens: c.Tokens, lines: u.reading.lines, vector: -1, counter: -1,
		main: &plainMain{variables: map[int]*plainLocal{}},
	}
	for _, p := range parameters {
		if p.id < 0 || p.id >= len(c.Names) {
			return nil, false
		}
		if _, lifted := u.parameters[c.Names[p.id]]; lifted {
			continue
		}
		r.main.arguments = append(r.main.arguments, p.id)
		switch {
		case r.from == lexers.CPP && r.counter < 0:
			r.counter = p.id
		case r.vector < 0 && r.from != lexers.Python:
			r.vector = p.id
		default:
			return nil, false
		}
	}
	r.at = slices.Index(c.Tokens, lexers.BlockOpen)
	r.main.body = r.block()
	if r.failed || r.at != len(r.tokens) {
		return nil, false
	}
	return r.main, true
}

func (r *plainReader) peek(ahead int) string {
	if i := r.at + ahead; i < len(r.tokens) {
		return r.tokens[i]
	}
	return ""
}

// follows reports whether tokens come next.
func (r *plainReader) follows(tokens ...string) bool {
	return r.at+len(tokens) <= len(r.tokens) && slices.Equal(r.tokens[r.at:r.at+len(tokens)], tokens)
}

// take passes over tokens if they come next.
func (r *plainReader) take(tokens ...string) bool {
	if !r.follows(tokens...) {
		return false
	}
	r.at += len(tokens)
	return true
}

func (r *plainReader) expect(tokens ...string) {
	if !r.take(tokens...) {
		r.fail()
	}
}

func (r *plainReader) fail() { r.failed = true }

// variable returns the placeholder that comes next; false for none, and for one
// that stands for something else.
func (r *plainReader) variable(token string) (int, bool) {
	prefix, k, ok := lexers.SplitPlaceholder(token)
	if !ok || prefix != "ID" || k == 0 || k >= len(r.names) || k == r.vector || k == r.counter {
		return 0, false
	}
	_, lifted := r.unit.parameters[r.names[k]]
	return k, !lifted
}

// declared reports whether a variable can be used here.
func (r *plainReader) declared(id int) bool {
	return slices.ContainsFunc(r.visible, func(block map[int]bool) bool { return block[id] })
}

// declare makes a variable known to the end of the innermost block. One that has
// been in another block has one type in both.
func (r *plainReader) declare(id int, typ typeName) {
	if r.declared(id) || len(r.visible) == 0 {
		r.fail()
		return
	}
	r.visible[len(r.visible)-1][id] = true
	if known := r.main.variables[id]; known != nil {
		both, ok := known.typ.with(typ)
		if known.typ, r.failed = both, r.failed || !ok; known.typ.pointer != typ.pointer {
			r.fail()
		}
		return
	}
	r.main.variables[id] = &plainLocal{typ: typ}
}

func (r *plainReader) block() []plainStatement {
	r.expect(lexers.BlockOpen)
	r.visible = append(r.visible, map[int]bool{})
	var statements []plainStatement
	for !r.failed && !r.take(lexers.BlockClose) {
		if len(r.visible) == 1 && (r.follows("return", "0", lexers.EndOfLine, lexers.BlockClose) || r.follows("return", lexers.EndOfLine, lexers.BlockClose)) {
			r.at = slices.Index(r.tokens[r.at:], lexers.EndOfLine) + r.at + 1
			continue
		}
		line := r.lines[min(r.at, len(r.lines)-1)]
		for _, s := range r.statement() {
			s.line = line
			statements = append(statements, s)
		}
	}
	r.visible = r.visible[:len(r.visible)-1]
	return statements
}

func (r *plainReader) statement() []plainStatement {
	switch {
	case r.take("if"):
		s := plainStatement{kind: plainIf}
		for {
			s.conditions = append(s.conditions, r.expression())
			s.blocks = append(s.blocks, r.block())
			if !r.take(lexers.ElseIf) || r.failed {
				break
			}
		}
		if r.take("else") {
			s.blocks = append(s.blocks, r.block())
		}
		return []plainStatement{s}
	case r.take("while"):
		s := plainStatement{kind: plainWhile}
		s.conditions = []plain{r.expression()}
		s.blocks = [][]plainStatement{r.block()}
		return []plainStatement{s}
	case r.take("for"):
		return []plainStatement{r.loop()}
	case r.from == lexers.CPP && r.follows("cout", "<<"):
		return r.streamed()
	case r.from == lexers.Java && r.take("System", ".", "out", "."):
		return []plainStatement{r.printed()}
	case r.from == lexers.Python && r.take("print", "("):
		return []plainStatement{r.pythonPrint()}
	}
	if id, ok := r.variable(r.peek(0)); ok && assigning[r.peek(1)] {
		return []plainStatement{r.assignment(id)}
	}
	if s, ok := r.declaration(); ok {
		return []plainStatement{s}
	}
	s := plainStatement{kind: plainDo, value: r.expression()}
	if s.value.kind != plainCall && s.value.kind != plainMethod {
		r.fail()
	}
	r.expect(lexers.EndOfLine)
	return []plainStatement{s}
}

// assignment reads a statement that gives a variable a value, in Python perhaps its
// first.
func (r *plainReader) assignment(id int) plainStatement {
	s := plainStatement{kind: plainAssign, id: id, text: r.peek(1)}
	r.at += 2
	s.value = r.expression()
	r.expect(lexers.EndOfLine)
	switch {
	case !strings.Contains(" = += -= *= ", " "+s.text+" "):
		r.fail()
	case r.declared(id):
		if v := r.main.variables[id]; v.typ.name == "" || s.value.typ.name == "" {
		} else if both, ok := v.typ.with(s.value.typ); ok {
			v.typ = both
		} else if !(s.text == "+=" && v.typ.name == "string") {
			r.fail()
		}
	case r.from == lexers.Python && s.text == "=":
		s.kind = plainDeclare
		r.declare(id, s.value.typ)
	default:
		r.fail()
	}
	return s
}

// typed reads a type and the variable behind it.
func (r *plainReader) typed() (id int, typ typeName, ok bool) {
	if r.from == lexers.Python {
		id, ok = r.variable(r.peek(0))
		r.at++
		return id, typ, ok
	}
	for i := r.at; i < len(r.tokens); i++ {
		if id, ok = r.variable(r.tokens[i]); ok {
			if tokens := r.tokens[r.at:i]; len(tokens) == 0 {
				return 0, typ, false
			} else if tokens[0] != "auto" && tokens[0] != "var" {
				if typ = r.a.typeOfTokens(r.from, tokens); typ.name == "" {
					return 0, typ, false
				}
			}
			r.at = i + 1
			return id, typ, true
		}
		if strings.Contains(" ( ) = ; in . "+lexers.EndOfLine+" "+lexers.BlockOpen+" ", " "+r.tokens[i]+" ") {
			break
		}
	}
	return 0, typ, false
}

// declaration reads the declaration of a variable in C++ or Java; false where none
// comes next.
func (r *plainReader) declaration() (plainStatement, bool) {
	s := plainStatement{kind: plainDeclare}
	if r.from == lexers.Python {
		return s, false
	}
	var ok bool
	if s.id, s.typ, ok = r.typed(); !ok {
		return s, false
	}
	k := r.a.classNamed(s.typ.name)
	switch {
	case r.take("="):
		s.value = r.initial(s.typ)
	case r.from == lexers.CPP && k != nil && r.follows(lexers.EndOfLine):
		s.value = plain{kind: plainObject, text: k.Name, typ: s.typ}
	case r.from == lexers.CPP && k != nil && r.take("("):
		s.value = plain{kind: plainObject, text: k.Name, typ: s.typ, args: r.arguments(")")}
	default:
		r.fail()
	}
	r.expect(lexers.EndOfLine)
	if s.typ.name == "" {
		s.typ = s.value.typ
	}
	r.declare(s.id, s.typ)
	return s, true
}

// initial reads what a variable of a type begins with: C++ and Java have a list in
// braces there.
func (r *plainReader) initial(typ typeName) plain {
	if !r.take("{") {
		return r.expression()
	}
	return r.list(typ, "}")
}

// list reads the elements of a list, the first bracket of which is read.
func (r *plainReader) list(typ typeName, closing string) plain {
	l := plain{kind: plainList, typ: typ}
	if typ.name != "" && !typ.isList() {
		r.fail()
		return l
	}
	l.args = r.arguments(closing)
	if typ.name == "" {
		l.typ.name = "list"
		var element typeName
		for _, e := range l.args {
			both, ok := element.with(e.typ)
			if element = both; !ok || e.typ.name == "" {
				r.fail()
			}
			element.pointer = e.typ.pointer
		}
		if element.name != "" {
			l.typ.args = []typeName{element}
		}
	}
	return l
}

// arguments reads expressions with commas between them, to a bracket.
func (r *plainReader) arguments(closing string) []plain {
	var all []plain
	for !r.failed && !r.take(closing) {
		all = append(all, r.expression())
		if !r.take(",") && r.peek(0) != closing {
			r.fail()
		}
	}
	return all
}

// loop reads a loop behind its for.
func (r *plainReader) loop() plainStatement {
	s := plainStatement{kind: plainEach}
	var ok bool
	if s.id, s.typ, ok = r.typed(); !ok {
		r.fail()
		return s
	}
	whole := typeName{name: "int"}
	switch {
	case r.from == lexers.Python && r.take("in", "range", "("):
		s.kind, s.typ = plainRange, whole
		limits := r.arguments(")")
		switch len(limits) {
		case 1:
			s.value, s.limit = plain{kind: plainLiteral, text: "0", typ: whole}, limits[0]
		case 2:
			s.value, s.limit = limits[0], limits[1]
		default:
			r.fail()
		}
	case r.take("in"):
		s.value = r.expression()
		if list := s.value.typ; list.isList() && len(list.args) == 1 && s.typ.name == "" {
			s.typ = list.args[0]
		}
	default:
		s.kind = plainRange
		r.expect("=")
		s.value = r.expression()
		r.expect(";", "ID_"+itoa(s.id))
		s.closed = r.peek(0) == "<="
		if !s.closed && r.peek(0) != "<" || !s.typ.isNumber() {
			r.fail()
		}
		r.at++
		if s.limit = r.expression(); s.limit.kind == plainLength {
			s.typ = whole // C++ counts elements in size_t
		}
		r.expect(";", "ID_"+itoa(s.id), "+=", "1")
	}
	before := r.tokens[r.at:]
	r.visible = append(r.visible, map[int]bool{})
	r.declare(s.id, s.typ)
	s.blocks = [][]plainStatement{r.block()}
	r.visible = r.visible[:len(r.visible)-1]
	// What a loop counts to is asked once in Python, and before each round elsewhere.
	body := before[:max(0, len(before)-(len(r.tokens)-r.at))]
	for i := range len(body) - 1 {
		if assigning[body[i+1]] && (body[i] == "ID_"+itoa(s.id) || s.kind == plainRange && s.limit.mentions(body[i])) {
			r.fail()
		}
	}
	if s.kind == plainRange && (s.limit.calls() || s.limit.varies() && callsIn(s.blocks[0])) {
		r.fail()
	}
	return s
}

// varies reports whether code of the file may change an expression's value: it
// has a length, a field or a variable of the file.
func (e *plain) varies() bool {
	return e.kind == plainLength || e.kind == plainField || e.kind == plainGlobal && e.number == 0 || slices.ContainsFunc(e.args, func(p plain) bool { return p.varies() })
}

// callsIn reports whether statements run code of the file.
func callsIn(statements []plainStatement) bool {
	return slices.ContainsFunc(statements, func(s plainStatement) bool {
		calls := func(e plain) bool { return e.calls() }
		return s.value.calls() || s.limit.calls() || slices.ContainsFunc(s.parts, calls) || slices.ContainsFunc(s.conditions, calls) || slices.ContainsFunc(s.blocks, callsIn)
	})
}

// mentions reports whether an expression has a variable.
func (e *plain) mentions(variable string) bool {
	return e.kind == plainVariable && e.text == variable || slices.ContainsFunc(e.args, func(p plain) bool { return p.mentions(variable) })
}

// calls reports whether an expression runs code of the file.
func (e *plain) calls() bool {
	return e.kind == plainCall || e.kind == plainMethod || e.kind == plainObject || slices.ContainsFunc(e.args, func(p plain) bool { return p.calls() })
}

// isTextToken reports whether a token is a string or a character.
func isTextToken(token string) bool {
	return strings.HasPrefix(token, "STR_") || strings.HasPrefix(token, "CHR_")
}

// asText is the token of a string with the content of a token.
func asText(token string) string { return "STR_" + token[len("STR_"):] }
