package translate

import (
	"slices"

	"transcoder/lexers"
)

// What Java calls an array and C++ a vector each have two counterparts. Functions that
// call each other have to agree on one, though each is translated alone, so it is chosen for
// the file:
//
//   - an array of Java becomes C++'s, which does not know its length, for a parameter that is
//     only indexed, in the function and in those that it is passed on to; else a vector;
//   - a vector of C++ becomes an array of Java, unless something in the file makes one of its type
//     longer or shorter, or has it inside another container; then it becomes a List.

// stateHead states the types of a head of Java or C++ that the two don't spell alike.
func (a *assembly) stateHead(u *unit, types *statedTypes) {
	c := u.reading.canonical
	open, parameters, _, ok := headerOf(c.Tokens)
	if !ok || slices.Contains(c.Tokens[:open], "template") || c.Tokens[0] == "<" {
		return
	}
	if tokens := c.Tokens[:open-1]; sharedTokens(tokens) == nil || isArrayType(tokens) {
		types.result = a.headType(u.function.Return)
	}
	for _, p := range parameters {
		if p.id < 0 {
			continue
		}
		name := c.Names[p.id]
		if types.parameters[name] != nil {
			continue // a field
		}
		tokens := c.Tokens[p.from:p.to]
		if sharedTokens(tokens) != nil && !(a.request.To == lexers.CPP && isArrayType(tokens) && a.measured()[slot{u, p.id}]) {
			continue
		}
		if k := slices.IndexFunc(u.function.Parameters, func(p lexers.Parameter) bool { return p.Name == name }); k >= 0 {
			types.parameters[name] = a.headType(u.function.Parameters[k].Type)
		}
	}
}

// headType spells a type of a head of Java or C++; nil where the target lacks it.
func (a *assembly) headType(text string) []string {
	t, ok := a.typeNamed(text)
	if !ok || a.generic(t) {
		return nil
	}
	if a.request.To == lexers.Java {
		t = a.fixed(t)
	}
	return typeTokens(a.request.To, t.in(a.request.To))
}

// generic reports whether a type has a parameter of a generic class in it.
func (a *assembly) generic(t typeName) bool {
	for _, k := range a.classes {
		if slices.Contains(k.TypeParameters, t.name) {
			return true
		}
	}
	return slices.ContainsFunc(t.args, a.generic)
}

// fixed is a type of C++ with arrays in the place of vectors that no one resizes.
func (a *assembly) fixed(t typeName) typeName {
	if t.name != "list" || a.resized()[t.in(lexers.CPP)] {
		return t
	}
	element := a.fixed(t.args[0])
	if element.name == "list" || len(element.args) > 0 && element.name != "array" {
		return t // Java makes no arrays of generic classes
	}
	return typeName{name: "array", args: []typeName{element}}
}

// isArrayType reports whether tokens are a type with brackets, and a name maybe.
func isArrayType(tokens []string) bool { return slices.Contains(tokens, "[") }

// slot is a parameter of a function, by the number of its placeholder.
type slot struct {
	unit *unit
	id   int
}

// measured are the parameters whose array has to know its length.
func (a *assembly) measured() map[slot]bool {
	if a.measuredSlots != nil {
		return a.measuredSlots
	}
	a.measuredSlots = map[slot]bool{}
	arrays := map[slot]bool{}
	var passed [][2]slot // from the caller's parameter to that of the function it calls
	byName := map[string]*unit{}
	heads := map[*unit][]span{}
	for _, u := range a.units {
		if u.reading == nil || u.function == nil {
			continue
		}
		byName[u.name] = u
		_, heads[u], _, _ = headerOf(u.reading.canonical.Tokens)
		for _, p := range heads[u] {
			tokens := u.reading.canonical.Tokens[p.from:p.to]
			arrays[slot{u, p.id}] = isArrayType(tokens)
			if nested := slices.Index(tokens, "["); nested >= 0 && slices.Contains(tokens[nested+1:], "[") {
				a.measuredSlots[slot{u, p.id}] = true // C++ has no such parameter
			}
		}
	}
	for u, parameters := range heads {
		tokens := u.reading.canonical.Tokens
		counts := slices.ContainsFunc(parameters, func(p span) bool { return p.to == p.from+2 && tokens[p.from] == "int" }) // maybe the length
		for i := slices.Index(tokens, lexers.BlockOpen); i >= 0 && i < len(tokens); i++ {
			if at := (slot{u, lexers.IdentifierIndex(tokens[i])}); arrays[at] && !isElement(tokens, i) && !(counts && isArgument(tokens, i)) {
				a.measuredSlots[at] = true
			}
			callee := byName[tokens[i]]
			if lexers.IdentifierIndex(tokens[i]) == 0 {
				callee = u
			}
			if callee == nil || u.role == entryPoint || i+1 == len(tokens) || tokens[i+1] != "(" {
				continue // the entry point passes what is wanted
			}
			for k, argument := range lexers.CallArguments(tokens[i+1:]) {
				if k >= len(heads[callee]) {
					break
				}
				to := slot{callee, heads[callee][k].id}
				from := slot{u, lexers.IdentifierIndex(argument[0])}
				switch {
				case !arrays[to]:
				case len(argument) == 1 && arrays[from]:
					passed = append(passed, [2]slot{from, to}, [2]slot{to, from})
				default:
					a.measuredSlots[to] = true // a variable of the caller may be a vector
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, edge := range passed {
			if a.measuredSlots[edge[1]] && !a.measuredSlots[edge[0]] {
				a.measuredSlots[edge[0]], changed = true, true
			}
		}
	}
	return a.measuredSlots
}

// isElement reports whether what is named at i is an element of an array, not all of it.
func isElement(tokens []string, i int) bool { return i+1 < len(tokens) && tokens[i+1] == "[" }

// isArgument reports whether what is named at i is an argument of a call, such as that of sort,
// or is compared.
func isArgument(tokens []string, i int) bool {
	if i+1 >= len(tokens) {
		return false
	}
	switch tokens[i+1] {
	case ",", ")":
		return tokens[i-1] == "(" || tokens[i-1] == ","
	case "==", "!=":
		return true
	}
	return false
}

// resizing are the methods that only a container with a changing length has.
var resizing = map[string]bool{"push_back": true, "emplace_back": true, "pop_back": true, "insert": true, "erase": true, "resize": true, "clear": true, "assign": true}

// resized are the types of vectors of a file of C++ that can't be arrays of Java, as C++ spells them.
func (a *assembly) resized() map[string]bool {
	if a.resizedTypes != nil {
		return a.resizedTypes
	}
	a.resizedTypes = map[string]bool{}
	var inside func(t typeName, in bool)
	inside = func(t typeName, in bool) {
		if t.name == "list" && in {
			a.resizedTypes[t.in(lexers.CPP)] = true
		}
		for _, element := range t.args {
			inside(element, in || t.name != "list")
		}
	}
	for _, k := range a.classes {
		for _, f := range k.fields {
			if t, ok := a.typeNamed(f.Type); ok {
				inside(t, true) // fields are Lists
			}
		}
	}
	for _, v := range a.globals {
		if t, ok := a.typeNamed(v.Type); ok {
			inside(t, true)
		}
	}
	for _, u := range a.units {
		if u.reading == nil {
			continue
		}
		variables := a.vectors(u.reading.canonical.Tokens, func(t typeName) { inside(t, false) })
		a.noteResized(u.reading.canonical.Tokens, variables)
	}
	return a.resizedTypes
}

// vectors are the variables of a function of C++ that are vectors, by placeholder. see is
// called for the type of each variable.
func (a *assembly) vectors(tokens []string, see func(typeName)) map[int]typeName {
	words := slices.Clone(tokens)
	for i, word := range words {
		if word == "String" {
			words[i] = "string"
		}
	}
	variables := map[int]typeName{}
	for i := 0; i < len(words); i++ {
		r := typeReader{language: lexers.CPP, words: words[i:], file: a.fileTypes()}
		t, ok := r.read()
		if !ok || len(r.words) == 0 {
			continue
		}
		if k := lexers.IdentifierIndex(r.words[0]); k >= 0 {
			see(t)
			if t.name == "list" {
				variables[k] = t
			}
		}
		i = len(words) - len(r.words) - 1
	}
	return variables
}

// noteResized notes the types of the variables that tokens resize, or have resized elements of.
func (a *assembly) noteResized(tokens []string, variables map[int]typeName) {
	for i, token := range tokens {
		t, ok := variables[lexers.IdentifierIndex(token)]
		if !ok {
			continue
		}
		at := i + 1
		for at < len(tokens) && tokens[at] == "[" && t.name == "list" {
			t, at = t.args[0], lexers.ClosingBracket(tokens, at)+1
		}
		if at+1 < len(tokens) && tokens[at] == "." && resizing[tokens[at+1]] && t.name == "list" {
			a.resizedTypes[t.in(lexers.CPP)] = true
		}
	}
}
