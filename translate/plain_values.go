package translate

import (
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// operand is an expression beside operators: in brackets if it binds less than
// level.
func (w *plainWriter) operand(e *plain, level int) []string {
	tokens := w.expression(e, typeName{})
	if e.level() < level {
		return slices.Concat([]string{"("}, tokens, []string{")"})
	}
	return tokens
}

// expression writes an expression where a value of some type is wanted; no name
// wants what there is.
func (w *plainWriter) expression(e *plain, want typeName) []string {
	if w.failed {
		return nil
	}
	switch e.kind {
	case plainLiteral:
		return w.literal(e, want)
	case plainVariable:
		return []string{e.text}
	case plainGlobal:
		if owner := w.a.owners[e.text]; owner != nil {
			return []string{owner.Name, scopeMark(w.to), w.a.name(e.text)}
		}
		return []string{w.a.name(e.text)}
	case plainCall:
		name := []string{w.a.nameOf(e.of)}
		if owner := w.a.owners[e.of.name]; owner != nil {
			name = []string{owner.Name, scopeMark(w.to), name[0]}
		}
		return w.call(name, e.of, e.args)
	case plainMethod:
		if e.args[0].kind != plainVariable {
			return w.fail()
		}
		return w.call([]string{e.args[0].text, ".", w.a.nameOf(e.of)}, e.of, e.args[1:])
	case plainField:
		if e.args[0].kind != plainVariable {
			return w.fail()
		}
		w.calls++ // which may change it
		return []string{e.args[0].text, ".", w.a.name(e.text)}
	case plainObject:
		return w.object(e)
	case plainList:
		return w.list(e, want)
	case plainIndex:
		return w.element(e)
	case plainLength:
		return w.length(&e.args[0])
	case plainUnary:
		return append([]string{e.text}, w.operand(&e.args[0], e.level()+1)...)
	case plainBinary:
		return w.binary(e)
	case plainChoice:
		condition := w.operand(&e.args[0], 1)
		defer w.conditionally()()
		return slices.Concat(condition, []string{"?"}, w.part(&e.args[1], want), []string{":"}, w.part(&e.args[2], want))
	case plainJoin:
		return w.join(e)
	case plainText:
		return w.text(&e.args[0])
	case plainParse:
		return w.parsed(e)
	case plainArgument:
		return w.argument(e.number)
	case plainArguments:
		return w.all()
	case plainCount:
		return w.count(e.number)
	}
	return w.fail()
}

// conditionally says that what is written until the function that it returns is
// called is not always evaluated.
func (w *plainWriter) conditionally() func() {
	fixed := w.fixed
	w.fixed = true
	return func() { w.fixed = fixed }
}

// part is an expression that is one of the values of a choice.
func (w *plainWriter) part(e *plain, want typeName) []string {
	tokens := w.expression(e, want)
	if e.level() < 1 {
		return slices.Concat([]string{"("}, tokens, []string{")"})
	}
	return tokens
}

// literal writes a literal. Python's characters are strings of one, which is what
// the model's functions may want as a character.
func (w *plainWriter) literal(e *plain, want typeName) []string {
	if isTextToken(e.text) && w.to != lexers.Python && want.name == "char" && e.typ.name == "string" {
		if prefix, k, ok := lexers.SplitPlaceholder(e.text); ok && prefix == "STR" && len(w.canonical.Literals[k]) != 1 || e.text == "STR_EMPTY" {
			return w.fail()
		}
		return []string{"CHR_" + e.text[len("STR_"):]}
	}
	return []string{e.text}
}

// call writes a call of a function of the file, with what its parameters are in
// the target.
func (w *plainWriter) call(name []string, u *unit, args []plain) []string {
	h, ok := w.a.head(u)
	tokens := append(slices.Clone(name), "(")
	for i := range args {
		if i > 0 {
			tokens = append(tokens, ",")
		}
		var parameter plainParameter
		if ok && i < len(h.parameters) {
			parameter = h.parameters[i]
		}
		value := w.expression(&args[i], parameter.typ)
		switch {
		case parameter.pointer && args[i].typ.isList():
			if len(value) != 1 { // no variable
				value = []string{w.hoisted(value, typeName{}, u.parameterName(i))}
			}
			value = append(value, ".", "data", "(", ")")
		case parameter.reference && args[i].kind == plainList:
			value = []string{w.hoisted(inBraces(value), w.listType(&args[i], parameter.typ), u.parameterName(i))}
		case parameter.reference && !w.stored(&args[i]):
			value = []string{w.hoisted(value, typeName{}, u.parameterName(i))}
		}
		tokens = append(tokens, value...)
	}
	w.calls++
	return append(tokens, ")")
}

// stored reports whether a value is in a place that a reference can be to.
func (w *plainWriter) stored(e *plain) bool {
	switch e.kind {
	case plainVariable, plainField, plainIndex:
		return true
	case plainGlobal:
		return slices.ContainsFunc(w.a.globals, func(v lexers.Variable) bool { return v.Name == e.text && !v.Const })
	}
	return false
}

// parameterName is what a function calls its k-th parameter.
func (u *unit) parameterName(k int) string {
	if k < len(u.function.Parameters) && u.function.Parameters[k].Name != "" {
		return u.function.Parameters[k].Name
	}
	return "value"
}

// hoisted gives a value a variable before the statement, and returns it: a
// reference of C++ is given no value without one.
func (w *plainWriter) hoisted(value []string, t typeName, name string) string {
	if w.fixed || w.calls > 1 {
		w.fail() // what it calls would be called too early
		return ""
	}
	var id string
	w.named(&id, name)
	w.before = append(w.before, slices.Concat(w.typeTokens(t, "auto"), []string{id, "="}, value))
	return id
}

// object writes a new object.
func (w *plainWriter) object(e *plain) []string {
	k := w.a.classNamed(e.text)
	if k == nil {
		return w.fail()
	}
	tokens := []string{k.Name, "("}
	if w.to != lexers.Python {
		tokens = []string{"new", k.Name, "("}
	}
	for i := range e.args {
		if i > 0 {
			tokens = append(tokens, ",")
		}
		tokens = append(tokens, w.expression(&e.args[i], typeName{})...)
	}
	w.calls++
	return append(tokens, ")")
}

// listType is the type of a list in the target.
func (w *plainWriter) listType(e *plain, want typeName) typeName {
	if want.isList() && len(want.args) == 1 {
		return want
	}
	return e.typ
}

// list writes a list of given elements.
func (w *plainWriter) list(e *plain, want typeName) []string {
	t := w.listType(e, want)
	if len(t.args) != 1 && w.to != lexers.Python {
		return w.fail()
	}
	var elements []string
	for i := range e.args {
		if i > 0 {
			elements = append(elements, ",")
		}
		var element typeName
		if len(t.args) == 1 {
			element = t.args[0]
		}
		elements = append(elements, w.expression(&e.args[i], element)...)
	}
	switch {
	case w.to == lexers.Python:
		return slices.Concat([]string{"["}, elements, []string{"]"})
	case w.to == lexers.CPP:
		return slices.Concat(w.typeTokens(t, ""), []string{"{"}, elements, []string{"}"})
	case t.name == "array":
		return slices.Concat([]string{"new"}, w.typeTokens(t, ""), []string{"{"}, elements, []string{"}"})
	case len(elements) == 0:
		return []string{"new", "ArrayList", "<", ">", "(", ")"}
	}
	return slices.Concat([]string{"new", "ArrayList", "<", ">", "(", "List", ".", "of", "("}, elements, []string{")", ")"})
}

// element writes an element of a list or a text.
func (w *plainWriter) element(e *plain) []string {
	list, index := w.operand(&e.args[0], 7), w.expression(&e.args[1], typeName{})
	t := w.typeOf(&e.args[0])
	switch {
	case w.to == lexers.Java && t.name == "string":
		if w.a.request.From == lexers.Python { // whose characters are strings
			return w.fail()
		}
		return slices.Concat(list, []string{".", "charAt", "("}, index, []string{")"})
	case w.to == lexers.Java && t.name == "list":
		return slices.Concat(list, []string{".", "get", "("}, index, []string{")"})
	case !t.isList() && t.name != "string" || w.to == lexers.CPP && t.name == "string" && w.a.request.From == lexers.Python:
		return w.fail()
	}
	return slices.Concat(list, []string{"["}, index, []string{"]"})
}

// length writes how many elements a value has.
func (w *plainWriter) length(e *plain) []string {
	value, t := w.operand(e, 7), w.typeOf(e)
	switch {
	case w.to == lexers.Python:
		return slices.Concat([]string{"len", "("}, value, []string{")"})
	case t.name == "array" && w.to == lexers.Java:
		return append(value, ".", "length")
	case t.name == "string" && w.to == lexers.Java:
		return append(value, ".", "length", "(", ")")
	case t.isList(), t.name == "map", t.name == "set", t.name == "string":
		return append(value, ".", "size", "(", ")")
	}
	return w.fail()
}

// binary writes an operator with its operands.
func (w *plainWriter) binary(e *plain) []string {
	left, right := &e.args[0], &e.args[1]
	level := e.level()
	compared := level == precedence["=="]
	// How many arguments there are counts the program's name, or does not.
	if n, ok := w.number(right.text); compared && left.kind == plainCount && right.kind == plainLiteral && ok {
		own := w.programName()
		return append(append(w.count(own), e.text), w.newNumber(n-int64(left.number)+int64(own)))
	}
	if compared && w.to == lexers.Java && (left.typ.name == "string" || right.typ.name == "string") {
		if e.text != "==" && e.text != "!=" {
			return w.fail()
		}
		tokens := slices.Concat(w.operand(left, 7), []string{".", "equals", "("}, w.expression(right, typeName{}), []string{")"})
		if e.text == "!=" {
			return append([]string{"!"}, tokens...)
		}
		return tokens
	}
	above := level
	if compared {
		above = level + 1
	}
	if w.to == lexers.Python && (left.typ.name == "char") != (right.typ.name == "char") { // which has no numbers for characters
		return w.fail()
	}
	first := w.operand(left, above)
	if level <= precedence["&&"] {
		defer w.conditionally()()
	}
	return slices.Concat(first, []string{e.text}, w.operand(right, level+1))
}

// join writes texts one behind the other.
func (w *plainWriter) join(e *plain) []string {
	var tokens []string
	for i := range e.args {
		if i > 0 {
			tokens = append(tokens, "+")
		}
		part := w.text(&e.args[i])
		if w.to == lexers.CPP && i < 2 && len(part) == 1 && isTextToken(part[0]) { // + adds no two of them
			part = []string{"String", "(", part[0], ")"}
		}
		tokens = append(tokens, part...)
	}
	return tokens
}

// text writes a value as a text.
func (w *plainWriter) text(e *plain) []string {
	switch {
	case e.typ.name == "string":
		return w.operand(e, precedence["+"]+1)
	case e.typ.isTruth():
		return w.shownTruth(e, true)
	case e.typ.name == "char" && w.to == lexers.CPP:
		return slices.Concat([]string{"String", "(", "1", ","}, w.expression(e, typeName{}), []string{")"})
	case e.typ.name == "char" && w.to == lexers.Python:
		return w.operand(e, precedence["+"]+1)
	case e.typ.name != "int" && e.typ.name != "long" && e.typ.name != "char" && !(e.typ.name == "double" && w.to != lexers.CPP):
		return w.fail()
	}
	w.main.fraction = w.main.fraction || e.typ.name == "double"
	function := [lexers.LanguageCount][]string{{"str", "("}, {"to_string", "("}, {"String", ".", "valueOf", "("}}[w.to]
	return slices.Concat(function, w.expression(e, typeName{}), []string{")"})
}

// parsed writes a text as a number.
func (w *plainWriter) parsed(e *plain) []string {
	function := map[string][lexers.LanguageCount]string{
		"int":    {"int", "stoi", "Integer . parseInt"},
		"long":   {"int", "stoll", "Long . parseLong"},
		"double": {"float", "stod", "Double . parseDouble"},
	}[e.typ.name][w.to]
	value := w.expression(&e.args[0], typeName{})
	if w.to == lexers.CPP && e.args[0].kind == plainArgument {
		value = value[2 : len(value)-1] // which it takes as they come
	}
	return slices.Concat(strings.Fields(function), []string{"("}, value, []string{")"})
}

// argument writes one of the command line's arguments, 0-based.
func (w *plainWriter) argument(k int) []string {
	switch w.to {
	case lexers.Python:
		return []string{"sys", ".", "argv", "[", w.newNumber(int64(k + 1)), "]"}
	case lexers.CPP:
		return []string{"String", "(", w.named(&w.arguments, "argv"), "[", w.newNumber(int64(k + 1)), "]", ")"}
	}
	return []string{w.named(&w.arguments, "args"), "[", w.newNumber(int64(k)), "]"}
}

// all writes all arguments.
func (w *plainWriter) all() []string {
	switch w.to {
	case lexers.Python:
		return []string{"sys", ".", "argv", "[", "1", ":", "]"}
	case lexers.CPP:
		w.named(&w.counter, "argc")
		w.named(&w.arguments, "argv")
		return []string{w.named(&w.vector, "args")}
	}
	return []string{w.named(&w.arguments, "args")}
}

// programName is 1 where the target counts the program's name among the arguments.
func (w *plainWriter) programName() int {
	if w.to == lexers.Java {
		return 0
	}
	return 1
}

// count writes the number of arguments and more.
func (w *plainWriter) count(more int) []string {
	var tokens []string
	switch w.to {
	case lexers.Python:
		tokens = []string{"len", "(", "sys", ".", "argv", ")"}
	case lexers.CPP:
		w.named(&w.arguments, "argv")
		tokens = []string{w.named(&w.counter, "argc")}
	default:
		tokens = []string{w.named(&w.arguments, "args"), ".", "length"}
	}
	switch difference := more - w.programName(); {
	case difference < 0:
		tokens = append(tokens, "-", "1")
	case difference > 0:
		tokens = append(tokens, "+", "1")
	}
	return tokens
}

// number is the value of a whole number's token.
func (w *plainWriter) number(token string) (int64, bool) {
	if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "NUM" && k < len(w.canonical.Numbers) {
		token = w.canonical.Numbers[k]
	}
	n, err := strconv.ParseInt(token, 10, 32)
	return n, err == nil
}

// newNumber is the token of a whole number.
func (w *plainWriter) newNumber(n int64) string {
	if n >= 0 && n <= 12 {
		return strconv.FormatInt(n, 10)
	}
	w.canonical.Numbers = append(w.canonical.Numbers, strconv.FormatInt(n, 10))
	return "NUM_" + itoa(len(w.canonical.Numbers)-1)
}
