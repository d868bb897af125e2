package adapt

import (
	"maps"
	"slices"

	"transcoder/lexers"
)

// assigned gives the assignments of whole numbers the sides that they have in the source: a model
// that slips writes i for j, or the value of the statement before. Which assignment is which is told
// by the order of those to one variable, or to elements of one.
func assigned(d *draft) {
	from, to := assignmentsOf(d.source.Tokens), assignmentsOf(d.tokens)
	for k, places := range to {
		if len(from[k]) != len(places) {
			continue // which is which can't be told
		}
		for n, is := range places {
			was := from[k][n]
			wanted, ok := d.asPython(was, d.source.Tokens, d.source.Language, d.declared())
			if !ok {
				continue
			}
			found, known := d.asPython(is, d.tokens, d.to, d.types())
			switch {
			case known && slices.Equal(found, wanted):
				continue
			case !known && maps.Equal(variablesOf(d.tokens[is.start:is.end]), variablesOf(d.source.Tokens[was.start:was.end])):
				continue // said otherwise, maybe
			}
			if written, ok := d.written(wanted); ok {
				d.replace(is.start, is.end, written...)
			}
		}
	}
}

// assignment is a statement that gives a variable, or an element of one, a value. Its type, in a
// declaration, is before it. A return gives its value, which begins at start, to the function, whose number is 0.
type assignment struct {
	start, end int
	operator   int // where it stands
	declares   bool
}

// assignmentsOf returns the assignments of a function by their variables.
func assignmentsOf(tokens []string) map[int][]assignment {
	all := map[int][]assignment{}
	for i := max(1, slices.Index(tokens, lexers.BlockOpen)); i < len(tokens); i++ {
		if !isStatement(tokens, i) {
			continue
		}
		end := i
		for end < len(tokens) && tokens[end] != lexers.EndOfLine && tokens[end] != lexers.BlockOpen && tokens[end] != lexers.BlockClose {
			end++
		}
		if end == len(tokens) || tokens[end] != lexers.EndOfLine {
			continue
		}
		start := i
		if t, name, ok := readType(tokens, i); ok && name < end && lexers.IdentifierIndex(tokens[name]) >= 0 && !t.unknown() {
			start = name
		}
		k := lexers.IdentifierIndex(tokens[start])
		if tokens[i] == "return" && end > i+1 {
			all[0] = append(all[0], assignment{i + 1, end, i, false})
			continue
		}
		if k < 1 {
			continue
		}
		operator := start + 1
		for operator < end && tokens[operator] == "[" {
			operator = closing(tokens, operator) + 1
		}
		if operator >= end || !assignments[tokens[operator]] {
			continue
		}
		all[k] = append(all[k], assignment{start, end, operator, start > i})
	}
	return all
}

// asPython returns an assignment as Python has it; ok is false where it is more than arithmetic of whole
// numbers.
func (d *draft) asPython(a assignment, tokens []string, language lexers.Language, types map[int]typ) (python []string, ok bool) {
	if tokens[a.operator] == "return" {
		value, ok := pythonArithmetic(tokens[a.start:a.end], language, types)
		return slices.Concat([]string{"ID_0", "="}, value), ok && len(value) > 0 && (language == lexers.Python || whole(types[0]))
	}
	left := []string{tokens[a.start]}
	if a.operator > a.start+1 { // whatever it holds
		for open := a.start + 1; open < a.operator; open = closing(tokens, open) + 1 {
			index, ok := pythonArithmetic(tokens[open+1:closing(tokens, open)], language, types)
			if !ok || index[0] == "-" {
				return nil, false
			}
			left = slices.Concat(left, []string{"["}, index, []string{"]"})
		}
	}
	operator := tokens[a.operator]
	right := tokens[a.operator+1 : a.end]
	switch operator {
	case "=", "+=", "-=", "*=", "%=":
	case "//=":
	case "/=":
		if language == lexers.Python {
			return nil, false
		}
		operator = "//="
	default:
		return nil, false
	}
	if len(right) == 1 && (right[0] == "true" || right[0] == "false") {
		return slices.Concat(left, []string{operator}, right), operator == "="
	}
	if right, ok = pythonArithmetic(right, language, types); !ok || len(right) == 0 {
		return nil, false
	}
	if language != lexers.Python && !whole(types[lexers.IdentifierIndex(left[0])]) && a.operator == a.start+1 {
		return nil, false
	}
	return slices.Concat(left, []string{operator}, right), true
}

// written returns an assignment of Python as the target has it.
func (d *draft) written(python []string) (tokens []string, ok bool) {
	operator := slices.IndexFunc(python, func(token string) bool { return assignments[token] })
	left, right := python[:operator], python[operator+1:]
	truth := len(right) == 1 && (right[0] == "true" || right[0] == "false")
	returns := left[0] == "ID_0"
	switch {
	case returns && d.to == lexers.Python:
		return right, true
	case returns:
		right, ok = native(right, d.to, d.types())
		return right, ok && whole(d.types()[0])
	case d.to == lexers.Python:
		return python, true
	}
	t := d.types()[lexers.IdentifierIndex(left[0])]
	tokens = []string{left[0]}
	for open := 1; open < len(left); open = closing(left, open) + 1 {
		index, ok := native(left[open+1:closing(left, open)], d.to, d.types())
		if !ok || t.dimensions == 0 && t.name != "vector" && t.name != "deque" {
			return nil, false
		}
		tokens = slices.Concat(tokens, []string{"["}, index, []string{"]"})
		t = t.element()
	}
	if !truth {
		if right, ok = native(right, d.to, d.types()); !ok || !whole(t.unboxed()) {
			return nil, false
		}
	} else if !t.isTruth() {
		return nil, false
	}
	sign := python[operator]
	if sign == "//=" {
		sign = "/="
	}
	return slices.Concat(tokens, []string{sign}, right), true
}
