package translate

import (
	"transcoder/lexers"
)

// expression reads an expression.
func (r *plainReader) expression() plain {
	condition := r.binary(1)
	if !r.take("?") {
		return condition
	}
	e := plain{kind: plainChoice, args: []plain{condition, r.expression()}}
	r.expect(":")
	e.args = append(e.args, r.expression())
	if both, ok := e.args[1].typ.with(e.args[2].typ); ok && e.args[1].typ.name != "" && e.args[2].typ.name != "" {
		e.typ = both
	}
	return e
}

// binary reads operators from a level on.
func (r *plainReader) binary(level int) plain {
	if r.failed || level > precedence["*"] {
		return r.unary()
	}
	left := r.binary(level + 1)
	for precedence[r.peek(0)] == level && !r.failed {
		operator := r.peek(0)
		r.at++
		left = r.combine(operator, left, r.binary(level+1))
	}
	return left
}

// combine makes an expression of an operator and its operands.
func (r *plainReader) combine(operator string, left, right plain) plain {
	e := plain{kind: plainBinary, text: operator, args: []plain{left, right}}
	level := precedence[operator]
	texts := left.typ.name == "string" || right.typ.name == "string"
	switch {
	case level < precedence["+"]:
		e.typ = typeName{name: "bool"}
		if texts && r.from == lexers.Java { // which compares objects
			r.fail()
		}
	case texts && operator == "+":
		return r.join(left, right)
	case texts || left.typ.isList() || right.typ.isList():
		r.fail()
	case left.typ.isNumber() && right.typ.isNumber():
		e.typ.name = wider(left.typ.name, right.typ.name)
	case left.typ.name != "" && right.typ.name != "" && r.from != lexers.Python: // characters and truths are numbers there
		e.typ.name = "int"
	}
	return e
}

// join is a text behind another. Python and C++ join texts alone.
func (r *plainReader) join(left, right plain) plain {
	e := plain{kind: plainJoin, typ: typeName{name: "string"}}
	for _, part := range []plain{left, right} {
		switch {
		case part.kind == plainJoin:
			e.args = append(e.args, part.args...)
		case part.typ.name == "" || r.from == lexers.Python && !part.typ.isText():
			r.fail()
		case part.kind == plainText && r.from != lexers.CPP: // printed the same by itself
			e.args = append(e.args, part.args[0])
		default:
			e.args = append(e.args, part)
		}
	}
	return e
}

func (r *plainReader) unary() plain {
	switch token := r.peek(0); token {
	case "!", "-":
		r.at++
		e := plain{kind: plainUnary, text: token, args: []plain{r.unary()}}
		if e.typ = e.args[0].typ; token == "!" {
			e.typ = typeName{name: "bool"}
		}
		return e
	}
	e := r.primary()
	for !r.failed {
		switch {
		case r.take("["):
			index := r.expression()
			r.expect("]")
			if index.kind == plainUnary { // from the end, in Python
				r.fail()
			}
			element := plain{kind: plainIndex, args: []plain{e, index}}
			switch {
			case e.typ.isList() && len(e.typ.args) == 1:
				element.typ = e.typ.args[0]
			case e.typ.name == "string":
				element.typ = typeName{name: map[bool]string{true: "string", false: "char"}[r.from == lexers.Python]}
			default:
				r.fail()
			}
			e = element
		case r.take("."), r.take("->"):
			e = r.member(e)
		default:
			return e
		}
	}
	return e
}

// member reads what stands behind the dot of a value.
func (r *plainReader) member(object plain) plain {
	name := r.peek(0)
	r.at++
	if k := r.a.classNamed(object.typ.name); k != nil {
		if r.take("(") {
			args := r.arguments(")")
			u := r.a.called(name, k, len(args))
			if u == nil || u.role != objectMethod {
				r.fail()
				return object
			}
			return plain{kind: plainMethod, of: u, args: append([]plain{object}, args...), typ: r.result(u)}
		}
		for _, f := range k.fields {
			if f.Name == name {
				e := plain{kind: plainField, text: name, args: []plain{object}}
				e.typ = r.fieldType(f)
				return e
			}
		}
		r.fail()
		return object
	}
	e := plain{kind: plainLength, args: []plain{object}, typ: typeName{name: "int"}}
	switch {
	case !object.typ.isList() && object.typ.name != "string" && object.typ.name != "map" && object.typ.name != "set":
		r.fail()
	case r.from == lexers.Java && name == "length" && object.typ.name == "array":
	case r.from != lexers.Python && (name == "size" || name == "length"):
		r.expect("(", ")")
	default:
		r.fail()
	}
	return e
}

// result is the type of what a function returns: as the source says, or as the
// model does where the source is Python.
func (r *plainReader) result(u *unit) typeName {
	if r.from != lexers.Python {
		return r.a.shared(r.from, u.function.Return)
	}
	if h, ok := r.a.head(u); ok {
		return h.result
	}
	return typeName{}
}

func (r *plainReader) fieldType(f *field) typeName {
	if t := r.a.shared(r.from, f.Type); t.name != "" || r.a.request.To == lexers.Python {
		return t
	}
	return r.a.shared(r.a.request.To, r.a.fieldType(f))
}

// primary reads a value without what stands behind it.
func (r *plainReader) primary() plain {
	token := r.peek(0)
	prefix, k, placeholder := lexers.SplitPlaceholder(token)
	switch {
	case r.failed || token == "":
		r.fail()
		return plain{}
	case r.take("("):
		e := r.expression()
		r.expect(")")
		return e
	case r.take("["):
		if r.from != lexers.Python {
			r.fail()
		}
		return r.list(typeName{}, "]")
	case placeholder && prefix == "ID":
		return r.named(k)
	case isTextToken(token), token == "true", token == "false", placeholder, token[0] >= '0' && token[0] <= '9':
		r.at++
		e := plain{kind: plainLiteral, text: token, typ: typeName{name: tokenKind(token, r.unit.reading.canonical)}}
		if r.from == lexers.Python && e.typ.name == "char" {
			e.text, e.typ.name = asText(token), "string"
		}
		return e
	case token == "FSTR_OPEN":
		return r.formatted()
	}
	if e, ok := r.library(); ok {
		return e
	}
	// A function or a class of the file, or a member of a class.
	created := r.from != lexers.Python && r.take("new")
	name := r.peek(0)
	var in *class
	if owner := r.a.classNamed(name); !created && owner != nil && (r.peek(1) == "." || r.peek(1) == "::") || name == r.a.request.Class && r.peek(1) == "." {
		in, name = owner, r.peek(2)
		r.at += 2
	}
	r.at++
	switch k := r.a.classNamed(name); {
	case r.from == lexers.Java && created && name == "String" && r.take("[", "]", "{"), r.from == lexers.Java && created && name == "int" && r.take("[", "]", "{"):
		return r.list(typeName{name: "array", args: []typeName{{name: map[string]string{"String": "string", "int": "int"}[name]}}}, "}")
	case k != nil && in == nil && (created || r.from != lexers.Java) && r.take("("):
		return plain{kind: plainObject, text: name, args: r.arguments(")"), typ: typeName{name: name, pointer: true}}
	case !created && r.take("("):
		args := r.arguments(")")
		u := r.a.called(name, in, len(args))
		if u == nil || u.role == objectMethod || r.a.owners[name] != in && in != nil {
			r.fail()
			return plain{}
		}
		return plain{kind: plainCall, of: u, args: args, typ: r.result(u)}
	}
	r.fail()
	return plain{}
}

// named reads a placeholder: a variable, a constant of the file, or the command
// line's arguments.
func (r *plainReader) named(k int) plain {
	r.at++
	number, text := typeName{name: "int"}, typeName{name: "string"}
	switch {
	case k == r.counter:
		return plain{kind: plainCount, number: 1, typ: number}
	case k == r.vector && r.from == lexers.Java && r.take(".", "length"):
		return plain{kind: plainCount, typ: number}
	case k == r.vector && r.take("["):
		skipped := 0
		if r.from == lexers.CPP {
			skipped = 1
		}
		return r.argument(skipped)
	case k == r.vector && r.from == lexers.Java:
		return plain{kind: plainArguments, typ: typeName{name: "array", args: []typeName{text}}}
	}
	if id, ok := r.variable("ID_" + itoa(k)); ok && r.declared(id) {
		return plain{kind: plainVariable, text: "ID_" + itoa(k), number: k, typ: r.main.variables[id].typ}
	}
	if k < len(r.names) {
		if v, lifted := r.unit.parameters[r.names[k]]; lifted && !assigning[r.peek(0)] {
			return r.global(v)
		}
	}
	r.fail()
	return plain{}
}

// argument reads the index of one of the command line's arguments, skipped of which
// come before the first.
func (r *plainReader) argument(skipped int) plain {
	l := r.expression()
	r.expect("]")
	number, ok := r.literalNumber(l)
	if !ok || number < skipped {
		r.fail()
	}
	return plain{kind: plainArgument, number: number - skipped, typ: typeName{name: "string"}}
}

// literalNumber is the value of a small whole number.
func (r *plainReader) literalNumber(e plain) (int, bool) {
	if e.kind != plainLiteral || len(e.text) != 1 || e.text[0] < '0' || e.text[0] > '9' {
		return 0, false
	}
	return int(e.text[0] - '0'), true
}

// global is a constant or a variable of the file.
func (r *plainReader) global(v lexers.Variable) plain {
	e := plain{kind: plainGlobal, text: v.Name}
	if v.Const {
		e.number = 1
	}
	if v.Name == lexers.ObjectName {
		r.fail()
	}
	e.typ = r.a.shared(r.from, v.Type)
	if _, typ, ok := r.a.literal(v); ok && e.typ.name == "" {
		e.typ = r.a.shared(r.a.request.To, typ)
	}
	return e
}

// library reads what little of the source's library is plain: lengths, numbers of
// texts and texts of numbers, lists of given elements, and Python's arguments.
func (r *plainReader) library() (plain, bool) {
	whole, text := typeName{name: "int"}, typeName{name: "string"}
	one := func(e plain) plain {
		args := r.arguments(")")
		if len(args) != 1 {
			r.fail()
			return e
		}
		e.args = args
		return e
	}
	parse := func(name string) plain {
		e := one(plain{kind: plainParse, typ: typeName{name: name}})
		if r.failed || e.args[0].typ.name != "string" {
			r.fail()
		}
		return e
	}
	switch r.from {
	case lexers.Python:
		switch {
		case r.take("len", "(", "sys", ".", "argv", ")"):
			return plain{kind: plainCount, number: 1, typ: whole}, true
		case r.take("sys", ".", "argv", "[", "1", ":", "]"):
			return plain{kind: plainArguments, typ: typeName{name: "list", args: []typeName{text}}}, true
		case r.take("sys", ".", "argv", "["):
			return r.argument(1), true
		case r.take("len", "("):
			return one(plain{kind: plainLength, typ: whole}), true
		case r.take("str", "("):
			return one(plain{kind: plainText, typ: text}), true
		case r.take("int", "("):
			return parse("int"), true
		case r.take("float", "("):
			return parse("double"), true
		}
	case lexers.CPP:
		switch {
		case r.take("stoi", "("), r.take("atoi", "("):
			return parse("int"), true
		case r.take("stod", "("), r.take("atof", "("):
			return parse("double"), true
		case r.take("stoll", "("), r.take("atoll", "("):
			return parse("long"), true
		case r.take("to_string", "("):
			return one(plain{kind: plainText, typ: text}), true
		case r.take("String", "("):
			e := one(plain{})
			if r.failed || e.args[0].typ.name != "string" {
				r.fail()
				return e, true
			}
			return e.args[0], true
		}
	case lexers.Java:
		switch {
		case r.take("Integer", ".", "parseInt", "("):
			return parse("int"), true
		case r.take("Long", ".", "parseLong", "("):
			return parse("long"), true
		case r.take("Double", ".", "parseDouble", "("):
			return parse("double"), true
		case r.take("String", ".", "valueOf", "("), r.take("Arrays", ".", "toString", "("):
			return one(plain{kind: plainText, typ: text}), true
		case r.take("List", ".", "of", "("), r.take("Arrays", ".", "asList", "("):
			return r.list(typeName{}, ")"), true
		}
	}
	return plain{}, false
}

// formatted reads an f-string without formats.
func (r *plainReader) formatted() plain {
	r.expect("FSTR_OPEN")
	e := plain{kind: plainJoin, typ: typeName{name: "string"}}
	for !r.failed && !r.take("FSTR_CLOSE") {
		if token := r.peek(0); isTextToken(token) {
			r.at++
			e.args = append(e.args, plain{kind: plainLiteral, text: asText(token), typ: typeName{name: "string"}})
			continue
		}
		r.expect("{")
		e.args = append(e.args, r.expression())
		r.expect("}")
	}
	return e
}
