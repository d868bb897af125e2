package translate

import (
	"slices"

	"transcoder/lexers"
)

// placed is a hypothesis's function as it stands in the file: parameters that
// stand for members and constants have become these again, calls of methods have
// their object, and the header is that of what the function is there.
type placed struct {
	canonical lexers.Canonical
	origin    []int // of each token: the index of the hypothesis's token it comes from
}

// span is a parameter in a header.
type span struct {
	from, to int // its tokens
	id       int // of its name; -1 for none
}

// headerOf returns the spans of the parameters of a function's tokens, and the
// index of the token behind them; false where the header can't be read.
func headerOf(tokens []string) (open int, parameters []span, closing int, ok bool) {
	open = -1
	end := slices.Index(tokens, lexers.BlockOpen)
	outer := 0 // brackets that are open: what is called in a default is no header
	for i := 1; i < end && open < 0; i++ {
		prefix, k, isID := lexers.SplitPlaceholder(tokens[i-1])
		switch tokens[i] {
		case "(":
			if outer == 0 && isID && prefix == "ID" && k == 0 {
				open = i
			}
			outer++
		case ")":
			outer--
		}
	}
	if open < 0 {
		return 0, nil, 0, false
	}
	depth, angles := 0, 0
	p := span{from: open + 1, id: -1}
	value := false // behind a default value's =
	for i := open; i < end; i++ {
		token := tokens[i]
		switch token {
		case "(", "[", "{":
			depth++
			continue
		case ")", "]", "}":
			depth--
			if depth == 0 {
				if i > p.from {
					p.to = i
					parameters = append(parameters, p)
				}
				return open, parameters, i, true
			}
			continue
		case "<":
			angles++
		case ">":
			angles--
		case "=":
			value = value || depth == 1
		case ",":
			if depth == 1 && angles <= 0 {
				p.to = i
				parameters = append(parameters, p)
				p, angles, value = span{from: i + 1, id: -1}, 0, false
				continue
			}
		}
		if prefix, k, isID := lexers.SplitPlaceholder(token); isID && prefix == "ID" && depth == 1 && angles <= 0 && !value {
			p.id = k
		}
	}
	return 0, nil, 0, false
}

// place puts a hypothesis's tokens in place. With members false the parameters
// that stand for members stay plain names, which always parses.
func (a *assembly) place(u *unit, c *lexers.Canonical, tokens []string, members bool) placed {
	to := a.request.To
	p := placed{canonical: *c}
	names := slices.Clone(c.Names)
	p.canonical.Names, p.canonical.Tokens = names, nil
	put := func(origin int, tokens ...string) {
		for _, token := range tokens {
			p.canonical.Tokens = append(p.canonical.Tokens, token)
			p.origin = append(p.origin, origin)
		}
	}
	for k, name := range names {
		if k == 0 {
			names[0] = a.nameOf(u)
		} else if other, ok := a.names[name]; ok {
			names[k] = other
		}
	}
	open, parameters, closing, ok := headerOf(tokens)
	if !ok {
		put(0, tokens...)
		for i := range p.origin {
			p.origin[i] = i
		}
		return p
	}
	stands := map[int]lexers.Variable{} // by placeholder
	for k, name := range c.Names {
		if v, ok := u.parameters[name]; ok {
			stands[k] = v
		}
	}
	receiver := u.receiver(to)

	// The header.
	var kept []span
	for _, parameter := range parameters {
		// A model may write the object, too.
		object := parameter.id < 0 && parameter.to == parameter.from+1 && (tokens[parameter.from] == "self" || tokens[parameter.from] == "cls")
		if _, lifted := stands[parameter.id]; !lifted && !object {
			kept = append(kept, parameter)
		}
	}
	switch {
	case u.role == entryPoint:
		a.placeEntry(&p, u, tokens, kept, put)
	default:
		if u.role == constructor && to != lexers.Python {
			put(0, "void")
		} else if to == lexers.Java && names[0] == "toString" && u.role == objectMethod {
			put(0, "String")
		} else {
			for i := range open - 1 {
				if tokens[i] != "static" {
					put(i, tokens[i])
				}
			}
		}
		put(open-1, "ID_0", "(")
		first := true
		if to == lexers.Python && receiver != "" {
			put(open, receiver)
			first = false
		}
		for _, parameter := range kept {
			if !first {
				put(parameter.from, ",")
			}
			first = false
			for i := parameter.from; i < parameter.to; i++ {
				put(i, tokens[i])
			}
		}
	}
	if u.role != entryPoint {
		body := slices.Index(tokens, lexers.BlockOpen)
		for i := closing; i < body; i++ {
			put(i, tokens[i])
		}
	}
	body := slices.Index(tokens, lexers.BlockOpen)
	put(body, lexers.BlockOpen)
	if to == lexers.Python && members {
		for _, name := range a.assignedGlobals(tokens[body:], stands) {
			put(body, "global", name, lexers.EndOfLine)
		}
	}
	put(body, a.superCall(&p.canonical, u)...)
	if u.role == entryPoint && to == lexers.CPP && u.arguments && len(kept) == 1 && kept[0].id >= 0 {
		put(body, "vector", "<", "String", ">", tokens[kept[0].to-1], "(", "argv", "+", "1", ",", "argv", "+", "argc", ")", lexers.EndOfLine)
	}
	last := len(tokens)
	if u.role == entryPoint && to != lexers.CPP { // the exit status of a C++ main
		if n := len(tokens); n > 5 && slices.Equal(tokens[n-4:], []string{"return", "0", lexers.EndOfLine, lexers.BlockClose}) {
			last = n - 4
		}
	}
	for i := body + 1; i < last; i++ {
		token := tokens[i]
		prefix, k, isID := lexers.SplitPlaceholder(token)
		behindDot := tokens[i-1] == "." || tokens[i-1] == "->" || tokens[i-1] == "::"
		called := !behindDot && i+1 < len(tokens) && tokens[i+1] == "("
		if !isID || prefix != "ID" || k >= len(names) {
			if called && (a.functions[token] || u.inherited[token]) && tokens[i-1] != "new" {
				if owner := a.callPrefix(u, token, false, receiver); owner != "" && members {
					put(i, owner, scopeMark(to))
				}
				put(i, a.name(token))
				continue
			}
			put(i, a.foundName(tokens, i)...)
			continue
		}
		if v, lifted := stands[k]; lifted && !behindDot {
			name := a.name(v.Name)
			switch {
			case !members:
				put(i, token)
			case v.Name == lexers.ObjectName && to == lexers.Python:
				put(i, receiver)
			case v.Name == lexers.ObjectName:
				put(i, lexers.ObjectName)
			case slices.ContainsFunc(a.globals, func(g lexers.Variable) bool { return g == v }):
				if owner := a.owners[v.Name]; owner != nil && (owner != u.class || to == lexers.Python) {
					put(i, owner.Name, scopeMark(to))
				}
				put(i, name)
			case to == lexers.Python:
				put(i, receiver, ".", name)
			default:
				put(i, "this", ".", name)
			}
			continue
		}
		if called && members {
			if owner := a.callPrefix(u, c.Names[k], k == 0, receiver); owner != "" {
				put(i, owner, scopeMark(to), names[k])
				continue
			}
		}
		put(i, token)
	}
	if last < len(tokens) {
		put(len(tokens)-1, lexers.BlockClose)
	}
	return p
}

// specialNames are methods that the languages call by themselves.
var specialNames = [lexers.LanguageCount]map[string]string{
	lexers.Python: {"toString": "__str__"},
	lexers.CPP:    {"__str__": "toString"},
	lexers.Java:   {"__str__": "toString"},
}

// nameOf is what a unit is called in the target.
func (a *assembly) nameOf(u *unit) string {
	switch {
	case u.role == constructor && a.request.To == lexers.Python:
		return "__init__"
	case u.role == constructor:
		return u.class.Name
	case u.role == objectMethod:
		if name, ok := specialNames[a.request.To][u.name]; ok {
			return name
		}
	}
	return a.name(u.name)
}

// receiver is what a unit calls its object; "" where it has none.
func (u *unit) receiver(to lexers.Language) string {
	switch {
	case u.role != objectMethod && u.role != constructor:
		return ""
	case to == lexers.Python:
		return "self"
	}
	return "this"
}

// callPrefix is what stands before a plain call of a function of the file: the
// object or the class that it is a member of; "" for nothing.
func (a *assembly) callPrefix(u *unit, name string, itself bool, receiver string) string {
	to := a.request.To
	if owner := a.owners[name]; owner != nil {
		if owner == u.class && to != lexers.Python {
			return ""
		}
		return owner.Name
	}
	if to != lexers.Python || receiver == "" || u.class == nil {
		return ""
	}
	if itself && u.role == objectMethod {
		return receiver
	}
	if u.inherited[name] {
		return receiver
	}
	for _, other := range a.units {
		if other.class == u.class && other.name == name && other.role == objectMethod {
			return receiver
		}
	}
	return ""
}

// scopeMark stands between a class and its static member.
func scopeMark(to lexers.Language) string {
	if to == lexers.CPP {
		return "::"
	}
	return "."
}

// foundName is the token at i, which is no placeholder, as it stands in the file:
// a member that the file defines has its name in the target, a constant of one of
// C++'s enumerations its scope, and Java makes objects of the file's classes with
// new.
func (a *assembly) foundName(tokens []string, i int) []string {
	to, token, before := a.request.To, tokens[i], ""
	if i > 0 {
		before = tokens[i-1]
	}
	switch before {
	case ".", "->", "::":
		return []string{a.name(token)}
	case "new":
		return []string{token}
	}
	if k := a.enumerators[token]; k != nil && !(to == lexers.Java && before == "case") {
		return []string{k.Name, scopeMark(to), a.name(token)}
	}
	if i+1 == len(tokens) || !a.declaredClasses[token] {
		return []string{token}
	}
	if to == lexers.Java && tokens[i+1] == "(" && slices.ContainsFunc(a.classes, func(k *class) bool { return k.Name == token && k.Kind != lexers.Enumeration }) {
		return []string{"new", token}
	}
	return []string{token}
}

// assigning are the operators that give a variable another value.
var assigning = map[string]bool{"=": true, "+=": true, "-=": true, "*=": true, "/=": true, "//=": true, "%=": true, "&=": true, "|=": true, "^=": true, "<<=": true, ">>=": true, "**=": true}

// assignedGlobals are the file's variables that a function of Python assigns, which
// it has to declare. stands has what parameters stand for.
func (a *assembly) assignedGlobals(tokens []string, stands map[int]lexers.Variable) []string {
	var names []string
	for i, token := range tokens[:max(0, len(tokens)-1)] {
		prefix, k, ok := lexers.SplitPlaceholder(token)
		v, lifted := stands[k]
		if !ok || prefix != "ID" || !lifted || !assigning[tokens[i+1]] || i > 0 && tokens[i-1] == "." || a.owners[v.Name] != nil {
			continue
		}
		name := a.name(v.Name)
		if slices.ContainsFunc(a.globals, func(g lexers.Variable) bool { return g == v }) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
