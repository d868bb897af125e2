package infer

import (
	"maps"
	"strings"

	"transcoder/lexers"
)

// most is how often the program is gone through at most. Types only widen, so few
// programs take more than four.
const most = 12

// Infer finds the types of a program's functions and fields.
func Infer(p *Program) *Types {
	m := &machine{
		types:     &Types{map[*Function][]Type{}, map[*Function]Type{}, map[Place]Type{}, map[*Function]bool{}},
		functions: map[string][]*frame{}, classes: map[string]bool{},
	}
	for _, name := range p.Classes {
		m.classes[name] = true
	}
	maps.Copy(m.types.places, p.Stated)
	var frames []*frame
	for _, f := range p.Functions {
		fr := newFrame(f)
		frames = append(frames, fr)
		m.functions[f.Name] = append(m.functions[f.Name], fr)
	}
	// First what values tell, then what use demands, such as that what is stripped is a string, of what is
	// not known yet, then what it suggests, such as that x % 2 is of an int.
	for _, m.asks = range []evidence{values, demands, suggestions} {
		for range most {
			m.changed = false
			for _, fr := range frames {
				m.run(fr)
			}
			if !m.changed {
				break
			}
		}
	}
	for _, fr := range frames {
		for _, n := range fr.parameters {
			m.types.parameters[fr.function] = append(m.types.parameters[fr.function], m.slot(fr, n.id))
		}
		m.types.results[fr.function] = fr.result()
	}
	return m.types
}

// frame is a function with what is known of it.
type frame struct {
	function   *Function
	parameters []*node
	body       []statement
	variables  map[int]Type
	returned   Type
	returns    bool           // a value
	nested     map[int]*frame // the functions inside it
	outer      *frame         // of a nested function
}

func newFrame(f *Function) *frame {
	fr := &frame{function: f, variables: map[int]Type{}, nested: map[int]*frame{}}
	fr.parameters, fr.body = parse(f.Canonical)
	for _, n := range fr.parameters {
		fr.variables[n.id] = f.Stated[f.Canonical.Names[n.id]]
	}
	fr.returned = f.Result
	for i := range fr.body {
		if s := &fr.body[i]; s.kind == aFunction && s.value.op == opIdentifier {
			fr.nested[s.value.id] = &frame{function: f, parameters: s.targets, body: fr.body[i+1 : max(i+1, s.end)], outer: fr}
			fr.nested[s.value.id].findReturn()
		}
	}
	fr.findReturn()
	return fr
}

// findReturn finds out whether the function returns a value.
func (fr *frame) findReturn() {
	for i := 0; i < len(fr.body); i++ {
		switch s := &fr.body[i]; s.kind {
		case aFunction:
			i = max(i, s.end-1)
		case aReturn:
			fr.returns = fr.returns || s.value != nil
		}
	}
}

// result is what a function returns.
func (fr *frame) result() Type {
	if !fr.returns {
		return void
	}
	return fr.returned
}

// declared are the parameters that the source has: those of a method's fields stand
// before them.
func (fr *frame) declared() []*node {
	var all []*node
	for _, n := range fr.parameters {
		if _, stands := fr.place(n.id); !stands {
			all = append(all, n)
		}
	}
	return all
}

// place is what a name stands for outside of the function.
func (fr *frame) place(id int) (Place, bool) {
	if fr.function.Stands == nil || id < 0 || id >= len(fr.function.Canonical.Names) {
		return Place{}, false
	}
	return fr.function.Stands(fr.function.Canonical.Names[id])
}

// machine runs functions.
type machine struct {
	types     *Types
	functions map[string][]*frame
	classes   map[string]bool
	asks      evidence
	changed   bool
}

// evidence is what a type is inferred from, the surest first; later ones include those before.
type evidence uint8

const (
	values evidence = iota
	demands
	suggestions
)

// slot is the type of a name.
func (m *machine) slot(fr *frame, id int) Type {
	if place, ok := fr.place(id); ok {
		return m.types.places[place]
	}
	for fr.outer != nil { // they share placeholders
		fr = fr.outer
	}
	return fr.variables[id]
}

// widen joins a type to that of a name.
func (m *machine) widen(fr *frame, id int, t Type) {
	if place, ok := fr.place(id); ok {
		m.keep(place, t)
		return
	}
	for fr.outer != nil {
		fr = fr.outer
	}
	if joined := join(fr.variables[id], t); !joined.equal(fr.variables[id]) {
		fr.variables[id], m.changed = joined, true
	}
}

func (m *machine) keep(p Place, t Type) {
	if joined := join(m.types.places[p], t); !joined.equal(m.types.places[p]) {
		m.types.places[p], m.changed = joined, true
	}
}

// run goes through a function once.
func (m *machine) run(fr *frame) {
	for _, p := range fr.parameters {
		if len(p.kids) > 0 {
			m.widen(fr, p.id, m.eval(fr, p.kids[0]))
		}
	}
	for i := 0; i < len(fr.body); i++ {
		s := &fr.body[i]
		switch s.kind {
		case aFunction:
			if inner := fr.nested[s.value.id]; inner != nil {
				m.run(inner)
			}
			i = max(i, s.end-1)
		case aReturn:
			if s.value == nil {
				continue
			}
			if joined := join(fr.returned, m.eval(fr, s.value)); !joined.equal(fr.returned) {
				fr.returned, m.changed = joined, true
			}
		case aLoop:
			m.assign(fr, s.targets[0], m.eval(fr, s.value).element())
		case anAssignment:
			m.assignment(fr, s)
		default:
			m.eval(fr, s.value)
		}
	}
}

func (m *machine) assignment(fr *frame, s *statement) {
	if operator := strings.TrimSuffix(s.token, "="); operator != "" {
		both := &node{op: opBinary, token: operator, kids: []*node{s.targets[0], s.value}}
		m.assign(fr, s.targets[0], m.eval(fr, both))
		return
	}
	t := m.eval(fr, s.value)
	for _, target := range s.targets {
		m.assign(fr, target, t)
		m.expect(fr, s.value, m.eval(fr, target))
	}
}

// assign gives a target a value of a type, which the place that it names then holds, too.
func (m *machine) assign(fr *frame, target *node, t Type) {
	if t.Name == "" && !t.Null {
		return
	}
	switch target.op {
	case opIdentifier:
		m.widen(fr, target.id, t)
	case opAttribute:
		if of := m.eval(fr, target.kids[0]); m.classes[of.Name] {
			m.keep(Place{of.Name, target.token}, t)
		}
	case opIndex:
		base, index := m.eval(fr, target.kids[0]), m.eval(fr, target.kids[1])
		switch {
		case base.Name == "map" || base.Name == "" && index.isText() && m.asks >= demands:
			m.assign(fr, target.kids[0], Type{Name: "map", Args: []Type{index, t}})
		case base.Name == "list" || base.Name == "" && m.asks >= suggestions && index.Name == "int":
			m.assign(fr, target.kids[0], listOf(t))
		}
	case opTuple, opList:
		for i, kid := range target.kids {
			part := t.element()
			if t.Name == "tuple" {
				if part = (Type{}); i < len(t.Args) {
					part = t.Args[i]
				}
			}
			m.assign(fr, kid, part)
		}
	case opConditional:
		m.assign(fr, target.kids[1], t)
		m.assign(fr, target.kids[2], t)
	}
}

// expect tells of a value that it is of a type, by where it goes: containers are
// shared by all that name them, and what is not known is what is asked for.
func (m *machine) expect(fr *frame, n *node, t Type) {
	is := m.eval(fr, n)
	if is.Name == "" && t.Name != "" && t.Name != several && m.asks >= demands || len(t.Args) > 0 && is.Name == t.Name && t.Name != "tuple" {
		t.Null = false
		m.assign(fr, n, t)
	}
}

// suggest tells of a value that it is of a type where nothing else does.
func (m *machine) suggest(fr *frame, n *node, t Type) {
	if m.asks >= suggestions && m.eval(fr, n).Name == "" {
		m.assign(fr, n, t)
	}
}

// eval returns the type of an expression and notes what it tells of its parts.
func (m *machine) eval(fr *frame, n *node) Type {
	if n == nil {
		return Type{}
	}
	switch n.op {
	case opIdentifier:
		return m.slot(fr, n.id)
	case opNumber:
		return numberType(n, fr.function.Canonical)
	case opText:
		return text
	case opChar:
		return char
	case opTruth:
		return boolean
	case opNull:
		return null
	case opCall:
		return m.call(fr, n)
	case opAttribute:
		if of := m.eval(fr, n.kids[0]); m.classes[of.Name] {
			return m.types.places[Place{of.Name, n.token}]
		}
		if n.kids[0].op == opName && n.kids[0].token == "math" {
			return fraction
		}
		return Type{}
	case opIndex:
		return m.index(fr, n)
	case opSlice:
		for _, bound := range n.kids[1:] {
			m.eval(fr, bound)
		}
		if t := m.eval(fr, n.kids[0]); t.Name != "char" {
			return t
		}
		return text
	case opBinary:
		return m.binary(fr, n)
	case opUnary:
		t := m.eval(fr, n.kids[0])
		if n.token == "!" {
			return boolean
		}
		m.suggest(fr, n.kids[0], integer)
		if t.Name == "bool" {
			return integer
		}
		return t
	case opConditional:
		m.eval(fr, n.kids[0])
		return join(m.eval(fr, n.kids[1]), m.eval(fr, n.kids[2]))
	case opList, opSet:
		var element Type
		for _, kid := range n.kids {
			element = join(element, m.eval(fr, kid))
		}
		if n.op == opSet {
			return Type{Name: "set", Args: []Type{element}}
		}
		t := listOf(element)
		t.Grown = len(n.kids) == 0
		return t
	case opMap:
		t := Type{Name: "map", Args: make([]Type, 2)}
		for i, kid := range n.kids {
			t.Args[i%2] = join(t.Args[i%2], m.eval(fr, kid))
		}
		return t
	case opTuple:
		t := Type{Name: "tuple"}
		for _, kid := range n.kids {
			t.Args = append(t.Args, m.eval(fr, kid))
		}
		return t
	case opComprehension:
		return m.comprehension(fr, n)
	}
	for _, kid := range n.kids {
		m.eval(fr, kid)
	}
	return Type{}
}

func numberType(n *node, c *lexers.Canonical) Type {
	number := n.token
	if n.id >= 0 && n.id < len(c.Numbers) {
		number = c.Numbers[n.id]
	}
	if strings.HasPrefix(number, "0x") || !strings.ContainsAny(number, ".eE") {
		return integer
	}
	return fraction
}

func (m *machine) index(fr *frame, n *node) Type {
	base, index := m.eval(fr, n.kids[0]), m.eval(fr, n.kids[1])
	switch base.Name {
	case "map":
		m.expect(fr, n.kids[1], base.Args[0])
	case "list", "string", "deque":
		m.expect(fr, n.kids[1], integer)
	case "tuple":
		if k := n.kids[1]; k.op == opNumber && len(k.token) == 1 && int(k.token[0]-'0') < len(base.Args) {
			return base.Args[k.token[0]-'0']
		}
	case "":
		if index.isText() && m.asks >= demands {
			m.assign(fr, n.kids[0], Type{Name: "map", Args: []Type{index, {}}})
		}
	}
	return base.at()
}

func (m *machine) binary(fr *frame, n *node) Type {
	left, right := m.eval(fr, n.kids[0]), m.eval(fr, n.kids[1])
	switch n.token {
	case "&&", "||":
		return join(left, right)
	case "==", "!=", "<", ">", "<=", ">=":
		m.alike(fr, n.kids[0], n.kids[1], left, right)
		return boolean
	case "in", "not_in":
		switch right.Name {
		case "list", "set", "deque", "map":
			m.expect(fr, n.kids[0], right.Args[0])
			if left.Name != "" {
				container := right
				container.Args = append([]Type{left}, right.Args[1:]...)
				m.expect(fr, n.kids[1], container)
			}
		case "string":
			m.expect(fr, n.kids[0], text)
		}
		return boolean
	case "is", "is_not":
		return boolean
	case "+":
		switch {
		case left.isText() || right.isText():
			m.expect(fr, n.kids[0], text)
			m.expect(fr, n.kids[1], text)
			return text
		case left.Name == "list" && right.Name == "list":
			t := join(left, right)
			t.Grown = true
			return t
		}
	case "*":
		for _, t := range []Type{left, right} {
			if t.isText() {
				return text
			} else if t.Name == "list" {
				t.Grown = false // of a length that is said
				return t
			}
		}
	case "%":
		if left.isText() {
			return text
		}
		m.suggest(fr, n.kids[0], integer)
	case "/":
		return fraction
	case "//", "<<", ">>", "&", "|", "^":
		if left.Name == "set" || right.Name == "set" {
			return join(left, right)
		}
		m.suggest(fr, n.kids[0], integer)
		m.suggest(fr, n.kids[1], integer)
	}
	m.alike(fr, n.kids[0], n.kids[1], left, right)
	if !left.isNumber() || !right.isNumber() {
		return Type{}
	}
	if t := join(left, right); t.Name != "bool" {
		return t
	}
	return integer
}

// alike suggests that what is compared or computed with something is of its type.
func (m *machine) alike(fr *frame, a, b *node, left, right Type) {
	if right.isNumber() || right.isText() {
		m.suggest(fr, a, right)
	}
	if left.isNumber() || left.isText() {
		m.suggest(fr, b, left)
	}
}

func (m *machine) comprehension(fr *frame, n *node) Type {
	elements := 1
	if n.token == "map" {
		elements = 2
	}
	for _, kid := range n.kids[elements:] {
		if kid.op == opLoop {
			m.assign(fr, kid.kids[0], m.eval(fr, kid.kids[1]).element())
		} else {
			m.eval(fr, kid)
		}
	}
	t := Type{Name: n.token}
	for _, kid := range n.kids[:elements] {
		t.Args = append(t.Args, m.eval(fr, kid))
	}
	// A table of zeros, one element for each of a range, is as long as it is.
	t.Grown = n.token == "list" && !isRange(n.kids[1])
	return t
}

func isRange(loop *node) bool {
	return loop.op == opLoop && loop.kids[1].op == opCall && loop.kids[1].kids[0].token == "range"
}
