package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// store is a statement of a constructor that gives a field a parameter, a literal,
// an empty collection, or null.
type store struct {
	field     *field
	parameter int      // placeholder; -1 for none
	literal   []string // its tokens
	empty     string   // of a collection: list, map, set or deque
	null      bool     // nothing yet
	line      int
}

// stores reads a constructor that does nothing else than to store; false for any
// other. parameters are the placeholders of what it takes.
func (a *assembly) stores(u *unit) (all []store, parameters []int, ok bool) {
	c := u.reading.canonical
	_, spans, _, ok := headerOf(c.Tokens)
	if !ok || u.class == nil {
		return nil, nil, false
	}
	fields := map[int]*field{}
	for _, p := range spans {
		if p.id < 0 || p.id >= len(c.Names) || slices.Contains(c.Tokens[p.from:p.to], "=") {
			return nil, nil, false
		}
		v, lifted := u.parameters[c.Names[p.id]]
		if !lifted {
			parameters = append(parameters, p.id)
			continue
		}
		at := slices.IndexFunc(u.class.fields, func(f *field) bool { return f.Name == v.Name })
		if at < 0 {
			return nil, nil, false
		}
		fields[p.id] = u.class.fields[at]
	}
	at := slices.Index(c.Tokens, lexers.BlockOpen) + 1
	for at < len(c.Tokens)-1 {
		end := slices.Index(c.Tokens[at:], lexers.EndOfLine)
		if end < 3 || c.Tokens[at+1] != "=" {
			return nil, nil, false
		}
		_, k, isID := lexers.SplitPlaceholder(c.Tokens[at])
		value := c.Tokens[at+2 : at+end]
		s := store{field: fields[k], parameter: -1, line: u.reading.lines[at]}
		prefix, id, placeholder := lexers.SplitPlaceholder(value[0])
		switch {
		case !isID || s.field == nil:
			return nil, nil, false
		case len(value) == 1 && placeholder && prefix == "ID" && slices.Contains(parameters, id):
			s.parameter = id
		case emptyValues[strings.Join(value, " ")] != "":
			s.empty = emptyValues[strings.Join(value, " ")]
		case len(value) == 1 && value[0] == "null":
			s.null = true
		case isLiteralValue(value):
			s.literal = slices.Clone(value)
			if a.request.From == lexers.Python && isTextToken(value[0]) {
				s.literal[0] = asText(value[0])
			}
		default:
			return nil, nil, false
		}
		all = append(all, s)
		at += end + 1
	}
	return all, parameters, true
}

// emptyValues are collections without elements, in canonical tokens.
var emptyValues = map[string]string{
	"[ ]": "list", "list ( )": "list", "{ }": "map", "dict ( )": "map", "set ( )": "set", "deque ( )": "deque",
	"new ArrayList < > ( )": "list", "new LinkedList < > ( )": "list", "new HashMap < > ( )": "map", "new TreeMap < > ( )": "map",
	"new HashSet < > ( )": "set", "new TreeSet < > ( )": "set", "new ArrayDeque < > ( )": "deque",
}

// isLiteralValue reports whether tokens are one literal, perhaps with a sign.
func isLiteralValue(tokens []string) bool {
	if len(tokens) == 2 && tokens[0] == "-" {
		tokens = tokens[1:]
		if isTextToken(tokens[0]) {
			return false
		}
	}
	prefix, _, placeholder := lexers.SplitPlaceholder(tokens[0])
	return len(tokens) == 1 && (isTextToken(tokens[0]) || placeholder && prefix == "NUM" || tokens[0][0] >= '0' && tokens[0][0] <= '9' || tokens[0] == "true" || tokens[0] == "false")
}

// storing writes a constructor that only stores; false where it does more, or a
// field's type is not known.
func (a *assembly) storing(u *unit) (*lexers.Canonical, []int, bool) {
	all, parameters, ok := a.stores(u)
	if !ok {
		return nil, nil, false
	}
	to := a.request.To
	source := u.reading.canonical
	w := &plainWriter{a: a, to: to, line: u.reading.firstLine, canonical: lexers.Canonical{
		Language: to, Names: slices.Clone(source.Names), Numbers: slices.Clone(source.Numbers), Literals: slices.Clone(source.Literals),
	}}
	for i, name := range w.canonical.Names {
		w.canonical.Names[i] = a.name(name)
	}
	w.canonical.Names[0] = a.nameOf(u)
	known := func(f *field) typeName {
		typ := a.declaredType(f)
		if typ == "Object" {
			return typeName{name: typ}
		}
		return a.shared(to, typ)
	}
	object := []string{"this", "."}
	if to == lexers.Python {
		object = []string{"self", "."}
		w.put("ID_0", "(", "self")
	} else {
		w.put("void", "ID_0", "(")
	}
	for i, id := range parameters {
		if i > 0 || to == lexers.Python {
			w.put(",")
		}
		if to != lexers.Python {
			var t typeName
			for _, s := range all {
				if s.parameter == id && t.name == "" {
					t = known(s.field)
				}
			}
			if t.name == "" {
				return nil, nil, false
			}
			w.put(w.typeTokens(t, "")...)
		}
		w.put("ID_" + itoa(id))
	}
	w.put(")", lexers.BlockOpen)
	w.put(a.superCall(&w.canonical, u)...)
	for _, s := range all {
		w.line = s.line
		var value []string
		switch {
		case s.parameter >= 0:
			value = []string{"ID_" + itoa(s.parameter)}
		case s.literal != nil:
			value = s.literal
		case s.null:
			if value = []string{"null"}; !nullable(to, a.declaredType(s.field)) {
				return nil, nil, false
			}
		default:
			if value = emptyTokens(to, s.empty, a.declaredType(s.field)); value == nil && to != lexers.CPP {
				return nil, nil, false
			} else if value == nil {
				continue // it is empty from the beginning
			}
		}
		w.put(object...)
		w.put(a.name(s.field.Name), "=")
		w.put(value...)
		w.put(lexers.EndOfLine)
	}
	w.put(lexers.BlockClose)
	return &w.canonical, w.lines, !w.failed
}

// nullable reports whether a type of the target has a value that is no object.
func nullable(to lexers.Language, typ string) bool {
	switch to {
	case lexers.CPP:
		return strings.HasSuffix(typ, "*")
	case lexers.Java:
		return typ != "" && boxed[typ] == ""
	}
	return true
}

// declaredType is the type that a field is declared with.
func (a *assembly) declaredType(f *field) string {
	if typ := a.fieldType(f); typ != "" || a.request.To == lexers.Python {
		return typ
	}
	return a.anyType(f)
}

// emptyTokens is a new collection without elements; nil where the target has none
// of the type.
func emptyTokens(to lexers.Language, kind, typ string) []string {
	switch to {
	case lexers.Python:
		return map[string][]string{"list": {"[", "]"}, "map": {"{", "}"}, "set": {"set", "(", ")"}, "deque": {"deque", "(", ")"}}[kind]
	case lexers.Java:
		shared, _, _ := strings.Cut(typ, "<")
		text := emptyCollections[shared]
		if text == "" {
			return nil
		}
		return typeWords(text)
	}
	return nil
}
