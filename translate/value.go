package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// value is a constant or a variable as the target declares it.
type value struct {
	lexers.Variable
	typ  string // of the target; "" in Python
	text string // "" for a variable that begins with nothing
}

// values makes constants and variables of an item that declares nothing else;
// none and the reason for any other. What they are called is known to functions
// from here on.
func (a *assembly) values(item lexers.Item, in *class, qualified string) ([]value, string) {
	variables := a.file.Variables(item)
	if len(variables) == 0 {
		return nil, strconv.Quote(firstLine(item.Text)) + " is code outside functions"
	}
	var values []value
	for _, v := range variables {
		switch {
		case v.Name == "":
			return nil, "a declaration without a name"
		case a.request.From == lexers.Python && in == nil && !v.Const:
			return nil, v.Name + " is a variable of the module"
		case in == nil && qualified != "" && !v.Static:
			return nil, v.Name + " is a field of a class that is not carried over"
		}
		one, problem := a.value(v)
		if problem != "" {
			return nil, problem
		}
		values = append(values, one)
	}
	a.define(values, in)
	return values, ""
}

// firstLine is the beginning of code, for a message.
func firstLine(code string) string {
	const most = 40 // characters: what fits beside the rest of the message
	line := []rune(textLines(code)[0])
	if len(line) > most {
		return string(line[:most-3]) + "..."
	}
	return string(line)
}

// define makes values known to the functions below.
func (a *assembly) define(values []value, in *class) {
	for i := range values {
		v := &values[i]
		v.Static = true
		global := v.Variable
		if global.Type == "" {
			global.Type = literalType(a.request.From, v.Value)
		}
		if in != nil {
			a.owners[v.Name] = in
		}
		a.globals = append(a.globals, global)
	}
}

// value spells a variable in the target, or says why it can't be.
func (a *assembly) value(v lexers.Variable) (value, string) {
	to := a.request.To
	if text, typ, ok := a.literal(v); ok && !sizedType.MatchString(v.Type) {
		return value{v, typ, text}, ""
	}
	if a.request.From == lexers.Python || v.Type == "" {
		return value{}, "the value of " + v.Name + " is not made of literals"
	}
	typ, ok := a.mapType(v.Type)
	if !ok {
		return value{}, fmt.Sprintf("%s has type %s, which %s lacks", v.Name, v.Type, to.Title())
	}
	text, ok := a.array(v)
	switch {
	case ok:
	case sizedType.MatchString(v.Type):
		if text, typ, ok = a.literal(v); !ok {
			return value{}, v.Name + " is an array that " + to.Title() + " can't begin with"
		}
	case v.Value != "" && !created(v.Value):
		return value{}, "the value of " + v.Name + " is not made of literals"
	default:
		text = a.initial(v, typ)
	}
	v.Const = v.Const && !created(v.Value) // Java's final says nothing of what is in a collection
	if text == "" && v.Const {
		return value{}, v.Name + " is a constant without a value"
	}
	if to == lexers.Python {
		typ = ""
	}
	return value{v, typ, text}, ""
}

// created reports whether a value is a new collection without elements.
func created(value string) bool {
	return strings.HasPrefix(value, "new ") && strings.HasSuffix(value, "()") || value == "{}"
}

var (
	// sizedType is an array of C++ with its sizes, sizedValue one of Java.
	sizedType  = regexp.MustCompile(`^([^\[]+?)((?:\[\w+\])+)$`)
	sizedValue = regexp.MustCompile(`^new\s+(\w+)((?:\[\w+\])+)$`)
	zeros      = regexp.MustCompile(`^[{}0 ]*$`)
)

// zeroValues are what the elements of a new array are, by their type in Python.
var zeroValues = map[string]string{"int": "0", "float": "0.0", "bool": "False", "str": `""`}

// array returns a new array of the size that a variable's type or value states;
// false where it has none. The size is a number, or a constant of the file.
func (a *assembly) array(v lexers.Variable) (string, bool) {
	parts := sizedType.FindStringSubmatch(v.Type)
	if parts == nil {
		parts = sizedValue.FindStringSubmatch(v.Value)
	} else if !zeros.MatchString(v.Value) {
		return "", false
	}
	if parts == nil {
		return "", false
	}
	element, ok := a.mapType(parts[1])
	if !ok {
		return "", false
	}
	sizes := strings.FieldsFunc(parts[2], func(r rune) bool { return r == '[' || r == ']' })
	for i, size := range sizes {
		if size[0] < '0' || size[0] > '9' {
			if !slices.ContainsFunc(a.globals, func(g lexers.Variable) bool { return g.Name == size }) {
				return "", false
			}
			sizes[i] = a.name(size)
		}
	}
	switch a.request.To {
	case lexers.Java:
		if strings.Contains(element, "<") { // of which Java makes no arrays
			return "", false
		}
		return "new " + element + "[" + strings.Join(sizes, "][") + "]", true
	case lexers.CPP:
		text, typ := "", element
		for i := len(sizes) - 1; i >= 0; i-- {
			typ = "std::vector<" + typ + ">"
			if text != "" {
				text = ", " + text
			}
			text = typ + "(" + sizes[i] + text + ")"
		}
		return text, true
	}
	zero, ok := zeroValues[element]
	text := "[" + zero + "] * " + sizes[len(sizes)-1]
	switch {
	case strings.HasPrefix(element, "list["): // each element is a list of its own
		text = "[[] for _ in range(" + sizes[len(sizes)-1] + ")]"
	case !ok:
		return "", false
	}
	for i := len(sizes) - 2; i >= 0; i-- {
		text = "[" + text + " for _ in range(" + sizes[i] + ")]"
	}
	return text, true
}
