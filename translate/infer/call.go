package infer

import "strings"

// call returns what a call returns and joins its arguments to the parameters.
func (m *machine) call(fr *frame, n *node) Type {
	callee, arguments := n.kids[0], n.kids[1:]
	switch callee.op {
	case opIdentifier:
		switch inner := fr.root().nested[callee.id]; {
		case callee.id == 0:
			return m.pass(fr, fr.root(), arguments)
		case inner != nil:
			return m.pass(fr, inner, arguments)
		}
	case opName:
		if m.classes[callee.token] {
			if f := m.method(callee.token, "__init__"); f != nil {
				m.pass(fr, f, arguments)
			}
			return Type{Name: callee.token}
		}
		if f := m.named(fr, callee.token); f != nil {
			return m.pass(fr, f, arguments)
		}
		return m.builtin(fr, callee.token, arguments)
	case opAttribute:
		of := m.eval(fr, callee.kids[0])
		if m.classes[of.Name] {
			if f := m.method(of.Name, callee.token); f != nil {
				return m.pass(fr, f, arguments)
			}
			break
		}
		if callee.kids[0].op == opName && callee.kids[0].token == "math" {
			m.evalAll(fr, arguments)
			if t, ok := mathResults[callee.token]; ok {
				return t
			}
			return fraction
		}
		return m.methodOf(fr, callee.kids[0], of, callee.token, arguments)
	}
	m.evalAll(fr, arguments)
	return Type{}
}

func (fr *frame) root() *frame {
	for fr.outer != nil {
		fr = fr.outer
	}
	return fr
}

func (m *machine) evalAll(fr *frame, nodes []*node) {
	for _, n := range nodes {
		m.eval(fr, n)
	}
}

// named is the function of the program that a bare name calls: in a method, whose calls of
// others have lost their object, one of the class first; nil for none, or several.
func (m *machine) named(fr *frame, name string) *frame {
	if f := m.method(fr.function.Class, name); f != nil && fr.function.Class != "" {
		return f
	}
	if all := m.functions[name]; len(all) == 1 {
		return all[0]
	}
	return nil
}

// method is a method of a class; nil where it has none of the name.
func (m *machine) method(class, name string) *frame {
	for _, f := range m.functions[name] {
		if f.function.Class == class {
			return f
		}
	}
	return nil
}

// pass joins arguments to a function's parameters and returns its result.
func (m *machine) pass(fr, to *frame, arguments []*node) Type {
	if to.outer == nil && fr.root() != to {
		m.types.called[to.function] = true
	}
	parameters := to.declared()
	for k, argument := range arguments {
		var parameter *node
		if argument.op == opKeyword {
			for _, p := range parameters {
				if to.function.Canonical.Names[p.id] == argument.token {
					parameter = p
				}
			}
			argument = argument.kids[0]
		} else if argument.op != opUnknown && k < len(parameters) {
			parameter = parameters[k]
		}
		t := m.eval(fr, argument)
		if parameter != nil && parameter.op == opIdentifier {
			m.widen(to, parameter.id, t)
			m.expect(fr, argument, m.slot(to, parameter.id))
		}
	}
	return to.result()
}

// mathResults are what functions of math return that return no fraction.
var mathResults = map[string]Type{"floor": integer, "ceil": integer, "gcd": integer, "isqrt": integer, "factorial": integer, "comb": integer, "trunc": integer}

// results are what functions of Python's return whatever they are given.
var results = map[string]Type{
	"len": integer, "ord": integer, "int": integer, "hash": integer, "id": integer, "round": integer,
	"float": fraction, "chr": char, "str": text, "repr": text, "input": text, "bin": text, "hex": text, "oct": text, "format": text,
	"bool": boolean, "isinstance": boolean, "all": boolean, "any": boolean, "callable": boolean, "print": void, "range": {Name: "range", Args: []Type{integer}},
}

// builtin returns what a function of Python's returns.
func (m *machine) builtin(fr *frame, name string, arguments []*node) Type {
	given := make([]Type, len(arguments))
	for i, argument := range arguments {
		given[i] = m.eval(fr, argument)
	}
	first := Type{}
	if len(given) > 0 && arguments[0].op != opKeyword {
		first = given[0]
	}
	switch name {
	case "ord":
		if len(arguments) == 1 {
			m.suggest(fr, arguments[0], char)
		}
	case "range", "chr":
		for _, argument := range arguments {
			m.expect(fr, argument, integer)
		}
	case "round":
		if len(arguments) > 1 {
			return fraction
		}
	case "abs":
		if len(arguments) == 1 {
			m.suggest(fr, arguments[0], integer)
		}
		return first
	case "max", "min":
		if len(given) == 1 || len(given) > 1 && arguments[1].op == opKeyword {
			return first.element()
		}
		var t Type
		for _, g := range given {
			t = join(t, g)
		}
		for _, argument := range arguments {
			m.suggest(fr, argument, t)
		}
		return t
	case "sum":
		if t := first.element(); t.isNumber() {
			return join(t, integer)
		}
		return Type{}
	case "sorted", "list":
		return grownList(first.element())
	case "reversed":
		return Type{Name: "range", Args: []Type{first.element()}}
	case "set", "frozenset":
		return Type{Name: "set", Args: []Type{first.element()}}
	case "deque":
		return Type{Name: "deque", Args: []Type{first.element()}}
	case "dict", "defaultdict", "Counter", "OrderedDict":
		t := Type{Name: "map", Args: make([]Type, 2)}
		if name == "Counter" {
			t.Args = []Type{first.element(), integer}
		} else if name == "defaultdict" && len(arguments) == 1 {
			t.Args[1] = made[arguments[0].token]
		}
		return t
	case "enumerate":
		return listOf(Type{Name: "tuple", Args: []Type{integer, first.element()}})
	case "zip":
		t := Type{Name: "tuple"}
		for _, g := range given {
			t.Args = append(t.Args, g.element())
		}
		return listOf(t)
	}
	return results[name]
}

// made is what the functions that make a default value make.
var made = map[string]Type{"int": integer, "float": fraction, "str": text, "bool": boolean,
	"list": grownList(Type{}), "set": {Name: "set", Args: []Type{{}}}, "dict": {Name: "map", Args: []Type{{}, {}}}}

// textMethods are what the methods of strings return. Those of characters, too, are in
// characterMethods.
var (
	textMethods = func() map[string]Type {
		all := map[string]Type{"split": grownList(text), "splitlines": grownList(text), "partition": {Name: "tuple", Args: []Type{text, text, text}}}
		for t, names := range map[*Type]string{
			&text:    "lower upper strip lstrip rstrip replace join title capitalize swapcase zfill ljust rjust center format removeprefix removesuffix",
			&boolean: "isdigit isalpha isalnum isupper islower isspace isnumeric startswith endswith",
			&integer: "find rfind",
		} {
			for name := range strings.FieldsSeq(names) {
				all[name] = *t
			}
		}
		return all
	}()
	characterMethods = map[string]bool{"lower": true, "upper": true, "isdigit": true, "isalpha": true, "isalnum": true, "isupper": true, "islower": true, "isspace": true, "isnumeric": true}
)

// methodOf returns what a method of a value that is no object of the program's returns, and
// learns from what is asked what the value is.
func (m *machine) methodOf(fr *frame, object *node, of Type, method string, arguments []*node) Type {
	given := make([]Type, len(arguments))
	for i, argument := range arguments {
		given[i] = m.eval(fr, argument)
	}
	var first Type
	if len(given) > 0 {
		first = given[0]
	}
	learn := func(t Type) {
		if of.Name == "" && m.asks >= demands || of.Name == t.Name {
			m.assign(fr, object, t)
		}
	}
	if t, ok := textMethods[method]; ok && (of.Name == "" || of.isText()) {
		if characterMethods[method] {
			m.suggest(fr, object, text)
			if of.Name != "string" && t.Name == "string" {
				return of // a character, or what is to be known yet
			}
			return t
		}
		m.expect(fr, object, text)
		if of.Name == "char" {
			m.assign(fr, object, text)
		}
		if method == "join" && len(arguments) == 1 {
			m.expect(fr, arguments[0], listOf(text))
		}
		return t
	}
	switch method {
	case "append", "appendleft", "insert", "extend":
		if method == "insert" && len(given) == 2 {
			first = given[1]
		} else if method == "extend" {
			first = first.element()
		}
		if of.Name == "deque" {
			learn(Type{Name: "deque", Args: []Type{first}})
		} else {
			learn(grownList(first))
		}
		return void
	case "pop", "popleft":
		if of.Name == "list" {
			learn(grownList(Type{}))
		}
		return of.at()
	case "popitem":
		if of.Name == "map" {
			return Type{Name: "tuple", Args: of.Args}
		}
	case "sort", "reverse":
		learn(listOf(Type{}))
		return void
	case "remove", "discard", "clear":
		return void
	case "add":
		learn(Type{Name: "set", Args: []Type{first}})
		return void
	case "index", "count":
		return integer
	case "copy":
		return of
	case "keys", "items", "values", "get", "setdefault":
		learn(Type{Name: "map", Args: make([]Type, 2)})
		if of.Name != "map" {
			return Type{}
		}
		switch method {
		case "keys":
			return grownList(of.Args[0])
		case "values":
			return grownList(of.Args[1])
		case "items":
			return listOf(Type{Name: "tuple", Args: of.Args})
		}
		t := of.Args[1]
		if len(given) > 1 {
			t = join(t, given[1])
			m.assign(fr, object, Type{Name: "map", Args: []Type{first, given[1]}})
		}
		return t
	case "update":
		learn(first)
		return void
	}
	return Type{}
}
