package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// plainWriter writes an entry point in canonical tokens of the target.
type plainWriter struct {
	a         *assembly
	to        lexers.Language
	canonical lexers.Canonical
	main      *plainMain
	lines     []int // of the source, by token
	line      int
	failed    bool

	arguments string // placeholder of Java's args, C++'s argv, or of the vector made of it; "" where none is used
	counter   string // of C++'s argc
	vector    string // of C++'s arguments as texts

	calls  int        // of code of the file that the statement has made so far, and fields that it has read
	before [][]string // statements that have to come before the one at hand
	fixed  bool       // nothing may: what is written is evaluated again, or perhaps not at all
}

// writePlain writes an entry point; lines are those of the source, by token. It is
// false where the target can't say the same.
func (a *assembly) writePlain(u *unit, m *plainMain) (c *lexers.Canonical, lines []int, ok bool) {
	source := u.reading.canonical
	w := &plainWriter{a: a, to: a.request.To, main: m, canonical: lexers.Canonical{
		Language: a.request.To, Names: slices.Clone(source.Names), Numbers: slices.Clone(source.Numbers), Literals: slices.Clone(source.Literals),
	}}
	for i, name := range w.canonical.Names {
		w.canonical.Names[i] = a.name(name)
	}
	w.canonical.Names[0] = a.nameOf(u)
	for _, id := range m.arguments { // the target has its own
		w.canonical.Names[id] = ""
	}
	for range len(w.main.variables) { // types go from calls to variables to calls
		if !w.settle(m.body) {
			break
		}
	}
	w.line = u.reading.firstLine
	w.block(m.body)
	if w.failed {
		return nil, nil, false
	}
	body, bodyLines := w.canonical.Tokens, w.lines
	w.canonical.Tokens, w.lines = nil, nil
	w.line = u.reading.firstLine
	switch w.to {
	case lexers.Python:
		w.put("ID_0", "(", ")")
	case lexers.CPP:
		w.put("int", "ID_0", "(")
		if w.arguments != "" || w.counter != "" {
			w.put("int", w.named(&w.counter, "argc"), ",", "char", "*", "*", w.named(&w.arguments, "argv"))
		}
		w.put(")")
	case lexers.Java:
		w.put("void", "ID_0", "(", "String", "[", "]", w.named(&w.arguments, "args"), ")")
	}
	w.put(lexers.BlockOpen)
	if w.vector != "" {
		w.put("vector", "<", "String", ">", w.vector, "(", w.arguments, "+", "1", ",", w.arguments, "+", w.counter, ")", lexers.EndOfLine)
	}
	w.canonical.Tokens, w.lines = append(w.canonical.Tokens, body[1:]...), append(w.lines, bodyLines[1:]...)
	return &w.canonical, w.lines, true
}

func (w *plainWriter) put(tokens ...string) {
	w.canonical.Tokens = append(w.canonical.Tokens, tokens...)
	for range tokens {
		w.lines = append(w.lines, w.line)
	}
}

func (w *plainWriter) fail() []string {
	w.failed = true
	return nil
}

// named returns a variable of the writer's own, which is called name, or like it
// where that is taken.
func (w *plainWriter) named(placeholder *string, name string) string {
	if *placeholder != "" {
		return *placeholder
	}
	for slices.Contains(w.canonical.Names, name) || w.a.functions[name] || slices.ContainsFunc(w.a.globals, func(v lexers.Variable) bool { return v.Name == name }) {
		name += "_"
	}
	w.canonical.Names = append(w.canonical.Names, name)
	*placeholder = "ID_" + itoa(len(w.canonical.Names)-1)
	return *placeholder
}

// settle finds out which types the target's variables have: what begins with a
// call has the type that the function returns there, a list that of the parameter
// that it is given to first. It reports whether it found out something new.
func (w *plainWriter) settle(statements []plainStatement) (changed bool) {
	set := func(id int, t typeName) {
		if v := w.main.variables[id]; v != nil && v.target.name == "" && t.name != "" {
			v.target = t
			changed = true
		}
	}
	var look func(e *plain)
	look = func(e *plain) {
		for i := range e.args {
			look(&e.args[i])
		}
		args := e.args
		if e.kind == plainMethod {
			args = args[1:]
		} else if e.kind != plainCall {
			return
		}
		h, ok := w.a.head(e.of)
		for i, argument := range args {
			if ok && i < len(h.parameters) && argument.kind == plainVariable && argument.typ.isList() && h.parameters[i].typ.isList() {
				set(argument.number, h.parameters[i].typ)
			}
		}
	}
	for i := range statements {
		s := &statements[i]
		look(&s.value)
		look(&s.limit)
		for k := range s.parts {
			look(&s.parts[k])
		}
		for k := range s.conditions {
			look(&s.conditions[k])
		}
		switch s.kind {
		case plainDeclare:
			if s.value.kind == plainCall || s.value.kind == plainMethod {
				set(s.id, w.typeOf(&s.value))
			}
		case plainEach:
			if list := w.typeOf(&s.value); list.isList() && len(list.args) == 1 {
				set(s.id, list.args[0])
			}
		}
		for _, block := range s.blocks {
			changed = w.settle(block) || changed
		}
	}
	return changed
}

// typeOf is the type of an expression in the target; no name where that is not
// known.
func (w *plainWriter) typeOf(e *plain) typeName {
	switch e.kind {
	case plainCall, plainMethod:
		if h, ok := w.a.head(e.of); ok && h.result.name != "" {
			return h.result
		}
	case plainVariable:
		if v := w.main.variables[e.number]; v.target.name != "" {
			return v.target
		}
	case plainIndex:
		if list := w.typeOf(&e.args[0]); list.isList() && len(list.args) == 1 {
			return list.args[0]
		}
	}
	return e.typ
}

// typeTokens are the canonical tokens of a type; otherwise stands for one that is
// not known.
func (w *plainWriter) typeTokens(t typeName, otherwise string) []string {
	if t.name == "" || t.isList() && len(t.args) == 0 {
		return []string{otherwise}
	}
	var tokens []string
	for _, word := range typeWords(strings.ReplaceAll(t.in(w.to), "long long", "long")) {
		switch word {
		case "std", "::":
		case "string":
			tokens = append(tokens, "String")
		case "boolean":
			tokens = append(tokens, "bool")
		default:
			tokens = append(tokens, word)
		}
	}
	return tokens
}

// unknown is what stands for a type that the target finds out itself.
func (w *plainWriter) unknown() string {
	if w.to == lexers.CPP {
		return "auto"
	}
	return "var"
}

func (w *plainWriter) block(statements []plainStatement) {
	w.put(lexers.BlockOpen)
	for i := range statements {
		if w.failed {
			return
		}
		w.line, w.calls, w.fixed = statements[i].line, 0, false
		w.statement(&statements[i])
	}
	w.put(lexers.BlockClose)
}

// simple puts a statement of tokens, behind what has to come before it.
func (w *plainWriter) simple(tokens ...[]string) {
	w.flush()
	for _, part := range tokens {
		w.put(part...)
	}
	w.put(lexers.EndOfLine)
}

// flush puts the statements that have to come before the one at hand.
func (w *plainWriter) flush() {
	for _, statement := range w.before {
		w.put(statement...)
		w.put(lexers.EndOfLine)
	}
	w.before = nil
}

func (w *plainWriter) statement(s *plainStatement) {
	id := []string{"ID_" + itoa(s.id)}
	switch s.kind {
	case plainDeclare:
		t := w.variableType(s.id)
		value := w.expression(&s.value, t)
		if w.to != lexers.Python && s.value.kind == plainList {
			value = inBraces(value)
		}
		if w.to != lexers.Python {
			id = slices.Concat(w.typeTokens(t, w.unknown()), id)
		}
		w.simple(id, []string{"="}, value)
	case plainAssign:
		w.simple(id, []string{s.text}, w.expression(&s.value, w.variableType(s.id)))
	case plainDo:
		w.simple(w.expression(&s.value, typeName{}))
	case plainPrint:
		w.print(s)
	case plainIf:
		for i := range s.conditions {
			condition := w.expression(&s.conditions[i], typeName{name: "bool"})
			if i == 0 {
				w.flush()
				w.put("if")
				w.fixed = true // the others are asked only where the first does not hold
			} else {
				w.line = s.line
				w.put(lexers.ElseIf)
			}
			w.put(condition...)
			w.block(s.blocks[i])
			w.fixed = true
		}
		if len(s.blocks) > len(s.conditions) {
			w.put("else")
			w.block(s.blocks[len(s.conditions)])
		}
	case plainWhile:
		w.fixed = true
		condition := w.expression(&s.conditions[0], typeName{name: "bool"})
		w.put("while")
		w.put(condition...)
		w.block(s.blocks[0])
	case plainEach:
		value := w.expression(&s.value, typeName{})
		w.flush()
		w.put("for")
		if w.to != lexers.Python {
			w.put(w.typeTokens(w.variableType(s.id), w.unknown())...)
		}
		w.put(id...)
		w.put("in")
		w.put(value...)
		w.block(s.blocks[0])
	case plainRange:
		w.counted(s)
	}
}

// inBraces is a list of C++, or an array of Java, as it stands behind the type of a
// declaration.
func inBraces(list []string) []string {
	if at := slices.Index(list, "{"); at > 0 && list[len(list)-1] == "}" && list[0] != "{" && !slices.Contains(list[:at], "(") {
		return list[at:]
	}
	return list
}

// counted writes a loop that counts.
func (w *plainWriter) counted(s *plainStatement) {
	id, t := "ID_"+itoa(s.id), w.variableType(s.id)
	first := w.expression(&s.value, t)
	w.fixed = true
	limit := w.operand(&s.limit, precedence["+"])
	w.flush()
	if w.to != lexers.Python {
		comparison := "<"
		if s.closed {
			comparison = "<="
		}
		w.put("for")
		w.put(w.typeTokens(t, "int")...)
		w.put(slices.Concat([]string{id, "="}, first, []string{";", id, comparison}, limit, []string{";", id, "+=", "1"})...)
		w.block(s.blocks[0])
		return
	}
	w.put("for", id, "in", "range", "(")
	if !slices.Equal(first, []string{"0"}) {
		w.put(append(first, ",")...)
	}
	if n, ok := w.number(s.limit.text); ok && s.closed && s.limit.kind == plainLiteral {
		w.put(w.newNumber(n + 1))
	} else if w.put(limit...); s.closed {
		w.put("+", "1")
	}
	w.put(")")
	w.block(s.blocks[0])
}

// variableType is a variable's type in the target.
func (w *plainWriter) variableType(id int) typeName {
	v := w.main.variables[id]
	if v == nil {
		w.failed = true
		return typeName{}
	}
	if v.target.name != "" {
		return v.target
	}
	if v.typ.name == "char" && w.to == lexers.Python {
		return typeName{name: "string"}
	}
	return v.typ
}

// newLiteral is the token of a string.
func (w *plainWriter) newLiteral(content string) string {
	at := slices.Index(w.canonical.Literals, content)
	if at < 0 {
		at = len(w.canonical.Literals)
		w.canonical.Literals = append(w.canonical.Literals, content)
	}
	return "STR_" + itoa(at)
}
