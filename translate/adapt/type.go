package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// typ is the type of a value, as far as declarations tell; the zero value is one
// that is not known.
type typ struct {
	name       string // int, bool, String, Map ...
	arguments  []typ
	dimensions int // brackets of an array
}

// The types that adaptation is about, by the names of the canonical form.
var (
	boolean = typ{name: "bool"}
	char    = typ{name: "char"}
	integer = typ{name: "int"}
	long    = typ{name: "long"}
	float   = typ{name: "float"}
	double  = typ{name: "double"}
	text    = typ{name: "String"}
)

// ranks order the numeric types by what they hold: a value goes without a cast
// only to a type of a higher rank. byte and short, which are rare, have none.
var ranks = map[string]int{"char": 1, "int": 2, "long": 3, "float": 4, "double": 5}

// boxes are Java's classes of numbers and truths.
var boxes = map[string]string{"Integer": "int", "Long": "long", "Double": "double", "Float": "float", "Character": "char", "Boolean": "bool"}

// isBox reports whether a type is such a class.
func (t typ) isBox() bool { return t.dimensions == 0 && boxes[t.name] != "" }

// unboxed is the primitive type of a box.
func (t typ) unboxed() typ {
	if t.isBox() {
		return typ{name: boxes[t.name]}
	}
	return t
}

func (t typ) unknown() bool { return t.name == "" }

// rank is that of a number, boxed or not; 0 for what is none.
func (t typ) rank() int {
	if t.dimensions > 0 {
		return 0
	}
	return ranks[t.unboxed().name]
}

func (t typ) is(other typ) bool {
	return t.name == other.name && t.dimensions == other.dimensions && other.arguments == nil
}

// same reports whether two types are one, their arguments among it.
func (t typ) same(other typ) bool {
	return t.name == other.name && t.dimensions == other.dimensions && slices.EqualFunc(t.arguments, other.arguments, typ.same)
}

func (t typ) isTruth() bool { return t.unboxed().is(boolean) }

// tokens spell a type.
func (t typ) tokens() []string {
	var tokens []string
	for i, part := range strings.Split(t.name, ".") {
		if i > 0 {
			tokens = append(tokens, ".")
		}
		tokens = append(tokens, part)
	}
	for i, argument := range t.arguments {
		mark := ","
		if i == 0 {
			mark = "<"
		}
		tokens = append(append(tokens, mark), argument.tokens()...)
	}
	if len(t.arguments) > 0 {
		tokens = append(tokens, ">")
	}
	for range t.dimensions {
		tokens = append(tokens, "[", "]")
	}
	return tokens
}

// element is what an array, a list or a map holds.
func (t typ) element() typ {
	switch {
	case t.dimensions > 0:
		return typ{t.name, t.arguments, t.dimensions - 1}
	case t.is(text):
		return char
	case t.name == "Map.Entry":
		return typ{}
	case len(t.arguments) > 0:
		return t.arguments[len(t.arguments)-1]
	}
	return typ{}
}

// promoted is the type of an arithmetic operation on two numbers.
func promoted(a, b typ) typ {
	x, y := a.rank(), b.rank()
	if x == 0 || y == 0 {
		return typ{}
	}
	switch r := max(x, y); {
	case r <= ranks["int"]:
		return integer
	case r == ranks["long"]:
		return long
	case r == ranks["float"]:
		return float
	}
	return double
}

// readType reads a type at i; end is behind it. ok is false where there is none.
// What it reads may be an expression, too: the caller looks at what follows.
func readType(tokens []string, i int) (t typ, end int, ok bool) {
	if t, i, ok = readName(tokens, i); !ok {
		return typ{}, 0, false
	}
	at := func(i int) string {
		if i < len(tokens) {
			return tokens[i]
		}
		return ""
	}
	for at(i) == "[" {
		switch {
		case at(i+1) == "]":
			i += 2
		case at(i+2) == "]": // int [ 100 ] of C++
			i += 3
		default:
			return typ{}, 0, false
		}
		t.dimensions++
	}
	switch at(i) {
	case "&":
		i++
	case "*":
		for at(i) == "*" {
			i++
		}
		t = typ{name: "*"}
	case "...":
		t.dimensions++
		i++
	}
	return t, i, true
}

// readName reads a type without brackets.
func readName(tokens []string, i int) (t typ, end int, ok bool) {
	at := func(i int) string {
		if i < len(tokens) {
			return tokens[i]
		}
		return ""
	}
	if at(i) == "const" {
		i++
	}
	t.name = at(i)
	if !isWord(t.name) || reserved[t.name] {
		return typ{}, 0, false
	}
	for i++; (at(i) == "." || at(i) == "::") && isWord(at(i+1)); i += 2 {
		t.name += "." + at(i+1)
	}
	if t.name == "long" && at(i) == "int" || t.name == "unsigned" && (at(i) == "int" || at(i) == "long") {
		i++
	}
	if at(i) != "<" {
		return t, i, true
	}
	for i++; at(i) != ">"; {
		argument, next, ok := readType(tokens, i)
		if !ok {
			return typ{}, 0, false
		}
		t.arguments = append(t.arguments, argument)
		i = next
		if at(i) == "," {
			i++
		} else if at(i) != ">" {
			return typ{}, 0, false
		}
	}
	return t, i + 1, true
}

// reserved are words that begin no type.
var reserved = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(`return throw new if elif else for while do switch case default break continue try catch finally
		null true false this super in instanceof is_not not_in in lambda del raise yield assert import global nonlocal with async await
		BLOCK_OPEN BLOCK_CLOSE EOL FSTR_OPEN FSTR_CLOSE BYTES_STR delete goto sizeof`) {
		set[word] = true
	}
	return set
}()

// isWord reports whether a token is a name that is no placeholder.
func isWord(token string) bool {
	if token == "" || !(token[0] >= 'a' && token[0] <= 'z' || token[0] >= 'A' && token[0] <= 'Z' || token[0] == '_') {
		return false
	}
	if strings.HasPrefix(token, "STR_") || strings.HasPrefix(token, "CHR_") {
		return false
	}
	_, _, placeholder := lexers.SplitPlaceholder(token)
	return !placeholder
}

// header reads the header of a function of Java or C++: the type that it returns
// and those of its parameters; body is the index of the token that opens its block.
func header(tokens []string) (result typ, parameters []parameter, body int, ok bool) {
	body = slices.Index(tokens, lexers.BlockOpen)
	open := slices.Index(tokens, "ID_0") + 1
	if body < 0 || open == 0 || open >= body || tokens[open] != "(" {
		return typ{}, nil, 0, false
	}
	start := 0
	for start < open-1 && (tokens[start] == "static" || tokens[start] == "template") {
		start++
	}
	if t, end, ok := readType(tokens, start); ok && end == open-1 {
		result = t
	}
	i := open + 1
	for tokens[i] != ")" {
		p := parameter{start: i}
		t, end, ok := readType(tokens, i)
		if ok && lexers.IdentifierIndex(tokens[end]) >= 0 {
			p.typ, p.id, i = t, lexers.IdentifierIndex(tokens[end]), end+1
		} else if id := lexers.IdentifierIndex(tokens[i]); id >= 0 {
			p.id, i = id, i+1
		} else {
			return typ{}, nil, 0, false
		}
		p.end = i
		parameters = append(parameters, p)
		switch tokens[i] {
		case ",":
			i++
		case ")":
		default:
			return typ{}, nil, 0, false
		}
	}
	return result, parameters, body, true
}

// parameter is one of a function's header.
type parameter struct {
	typ        typ
	id         int // of its name
	start, end int // its tokens
}

// declaredTypes are the types that a function of Java or C++ declares its variables
// with, by the number of their placeholders.
func declaredTypes(c *lexers.Canonical) map[int]typ {
	types := map[int]typ{}
	for i := range c.Tokens {
		if i > 0 && (isWord(c.Tokens[i-1]) && !reserved[c.Tokens[i-1]] || c.Tokens[i-1] == "." || c.Tokens[i-1] == "::") {
			continue // inside a type
		}
		if t, end, ok := readType(c.Tokens, i); ok && end < len(c.Tokens) {
			if k := lexers.IdentifierIndex(c.Tokens[end]); k >= 0 {
				if known, ok := types[k]; ok && !known.is(t) {
					t = typ{} // two variables of one name
				}
				types[k] = t
			}
		}
	}
	return types
}
