package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/translate/carry"
)

// loops gives the loops that count the head that they have in the source, where that
// is arithmetic that means the same in both languages: a bound or a step that a model gets
// wrong is a program that runs, and does something else. In Python a loop that no
// range expresses, for its condition or because its variable changes inside, becomes
// a while.
func loops(d *draft) {
	var heads map[int][]*counting
	if d.source.Language == lexers.Python {
		heads = rangeLoops(d.source.Tokens)
	} else {
		heads = countingLoops(d.source.Tokens, d.declared())
	}
	found := map[int][]int{} // by variable: where its loops begin
	for i := 1; i < len(d.tokens); i++ {
		if d.tokens[i] != "for" || !isStatement(d.tokens, i) {
			continue
		}
		k, ok := 0, false
		if d.to == lexers.Python {
			k, ok = rangeHead(d.tokens, i)
		} else {
			k, _, ok = countingHead(d.tokens, i)
		}
		if ok {
			found[k] = append(found[k], i)
		}
	}
	for k, places := range found {
		if len(places) != len(heads[k]) {
			continue // which is which can't be told
		}
		for n, at := range places {
			switch h := heads[k][n]; {
			case h == nil:
			case d.to == lexers.Python:
				h.writeRange(d.tokens, at, d.edit)
			default:
				h.write(d.tokens, at, d.to, d.types(), d.edit)
			}
		}
	}
}

// isStatement reports whether a statement can begin at i; else it is a
// comprehension's part.
func isStatement(tokens []string, i int) bool {
	switch tokens[i-1] {
	case lexers.BlockOpen, lexers.BlockClose, lexers.EndOfLine:
		return true
	}
	return false
}

// counting is the head of a loop that counts: for v = first ; condition ; v += by. Its
// tokens are those of Python: // divides, and lengths are len ( v ).
type counting struct {
	variable         string
	first, condition []string
	by               []string // what is added or taken away
	down             bool
	fixed            bool // neither the variable nor the bound changes inside
}

// rangeHead returns the variable of a loop over a range that begins at i; ok is
// false where there is none.
func rangeHead(tokens []string, i int) (k int, ok bool) {
	if i+4 >= len(tokens) || tokens[i] != "for" || !begins(tokens[i+2:], "in", "range", "(") {
		return 0, false
	}
	k = lexers.IdentifierIndex(tokens[i+1])
	return k, k >= 0
}

// countingHead reads the head of a loop of Java or C++ that begins at i: its
// variable, and where its three parts are. ok is false where it has no such parts,
// or the first does not set the variable alone.
func countingHead(tokens []string, i int) (k int, parts [3]span, ok bool) {
	open := slices.Index(tokens[i:], lexers.BlockOpen)
	if open < 0 {
		return 0, parts, false
	}
	start, n := i+1, 0
	for at := i + 1; at <= i+open; at++ {
		if tokens[at] == ";" || at == i+open {
			if n == len(parts) || start == at {
				return 0, parts, false
			}
			parts[n] = span{start, at}
			start = at + 1
			n++
		}
	}
	if n < len(parts) {
		return 0, parts, false
	}
	name := parts[0].start
	if _, end, ok := readType(tokens, name); ok && end < parts[0].end {
		name = end
	}
	if k = lexers.IdentifierIndex(tokens[name]); k < 0 || tokens[name+1] != "=" || len(lexers.SplitTopLevel(tokens[name:parts[0].end], ",")) > 1 {
		return 0, parts, false
	}
	parts[0].start = name + 2
	return k, parts, parts[0].start < parts[0].end
}

// span is a stretch of tokens.
type span struct{ start, end int }

// countingLoops reads the loops of a function of Java or C++, by their variable. One
// that is more than arithmetic stands as nil.
func countingLoops(tokens []string, types map[int]typ) map[int][]*counting {
	all := map[int][]*counting{}
	for i, token := range tokens {
		if token != "for" {
			continue
		}
		k, parts, ok := countingHead(tokens, i)
		if !ok {
			continue
		}
		open := parts[2].end
		all[k] = append(all[k], newCounting(tokens, k, parts, tokens[open:closing(tokens, open)+1], types))
	}
	return all
}

func newCounting(tokens []string, k int, parts [3]span, body []string, types map[int]typ) *counting {
	h := &counting{variable: tokens[parts[0].start-2]}
	step := tokens[parts[2].start:parts[2].end]
	if len(step) == 5 && step[1] == "=" && step[2] == step[0] && (step[3] == "+" || step[3] == "-") { // v = v + 2
		step = []string{step[0], step[3] + "=", step[4]}
	}
	if len(step) < 3 || step[0] != h.variable || step[1] != "+=" && step[1] != "-=" || !whole(types[k]) {
		return nil
	}
	h.down = step[1] == "-="
	condition := tokens[parts[1].start:parts[1].end]
	var ok [3]bool
	h.first, ok[0] = arithmetic(tokens[parts[0].start:parts[0].end], types)
	h.condition, ok[1] = arithmetic(condition, types)
	h.by, ok[2] = arithmetic(step[2:], types)
	if ok != [3]bool{true, true, true} {
		return nil
	}
	h.fixed = !changesAny(body, append(slices.Clone(condition), h.variable))
	return h
}

// rangeLoops reads the loops over a range of a function of Python, as countingLoops
// does.
func rangeLoops(tokens []string) map[int][]*counting {
	all := map[int][]*counting{}
	for i := 1; i < len(tokens); i++ {
		k, ok := rangeHead(tokens, i)
		if !ok || !isStatement(tokens, i) {
			continue
		}
		end := closing(tokens, i+4)
		if end+1 >= len(tokens) || tokens[end+1] != lexers.BlockOpen {
			all[k] = append(all[k], nil)
			continue
		}
		body := tokens[end+1 : closing(tokens, end+1)+1]
		all[k] = append(all[k], newRange(tokens[i+1], lexers.CallArguments(tokens[i+4:]), body))
	}
	return all
}

func newRange(variable string, arguments [][]string, body []string) *counting {
	if len(arguments) == 0 {
		return nil
	}
	h := &counting{variable: variable, first: []string{"0"}, by: []string{"1"}}
	stop := arguments[0]
	if len(arguments) > 1 {
		h.first, stop = arguments[0], arguments[1]
	}
	if len(arguments) > 2 {
		h.by = arguments[2]
		if h.down = h.by[0] == "-"; h.down {
			h.by = h.by[1:]
		}
		if len(h.by) != 1 || h.down && lexers.IdentifierIndex(h.by[0]) >= 0 {
			return nil // a variable is taken for positive, as a model takes it, but not what is negated
		}
	}
	for _, part := range [][]string{h.first, stop} {
		if !isArithmetic(part) {
			return nil
		}
	}
	if changesAny(body, append(slices.Concat(h.first, stop, h.by), variable)) {
		return nil // which a range does not notice
	}
	n := len(stop)
	switch {
	case h.down && slices.Equal(stop, []string{"-", "1"}):
		h.condition = []string{variable, ">=", "0"}
	case h.down:
		h.condition = append([]string{variable, ">"}, stop...)
	case n > 2 && stop[n-2] == "+" && stop[n-1] == "1" && !slices.ContainsFunc(stop[:n-2], func(t string) bool { return t == "%" || t == "//" }):
		h.condition = append([]string{variable, "<="}, stop[:n-2]...)
	default:
		h.condition = append([]string{variable, "<"}, stop...)
	}
	return h
}

// isArithmetic reports whether tokens of Python only compute with numbers, variables
// and lengths.
func isArithmetic(tokens []string) bool {
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		prefix, _, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case token == "len" && i+3 < len(tokens) && tokens[i+1] == "(" && lexers.IdentifierIndex(tokens[i+2]) >= 0 && tokens[i+3] == ")":
			i += 3
		case wholeConcept(tokens[i:]) > 0:
			i += wholeConcept(tokens[i:]) - 1
		case callsItself(tokens[i:]):
			for _, argument := range lexers.CallArguments(tokens[i+1:]) {
				if !isArithmetic(argument) {
					return false
				}
			}
			i = closing(tokens, i+1)
		case isExtreme(tokens[i:]):
			end := closing(tokens, i+1)
			for _, argument := range lexers.CallArguments(tokens[i+1:]) {
				if !isArithmetic(argument) {
					return false
				}
			}
			i = end
		case placeholder && prefix == "ID" && i+1 < len(tokens) && tokens[i+1] == "[":
			for i+1 < len(tokens) && tokens[i+1] == "[" {
				end := closing(tokens, i+1)
				if index := tokens[i+2 : end]; len(index) == 0 || index[0] == "-" || !isArithmetic(index) {
					return false // from the end, or a part
				}
				i = end
			}
			if i+1 < len(tokens) && (tokens[i+1] == "(" || tokens[i+1] == ".") {
				return false
			}
		case placeholder && prefix == "ID":
			if i+1 < len(tokens) && slices.Contains([]string{"(", "."}, tokens[i+1]) {
				return false
			}
		case placeholder && prefix == "NUM":
		case token[0] >= '0' && token[0] <= '9':
			if !whole(numberType(token)) {
				return false
			}
		case !slices.Contains([]string{"+", "-", "*", "//", "%", "(", ")"}, token):
			return false
		}
	}
	return true
}

// whole holds for the types of integers that are computed with.
func whole(t typ) bool { return t.is(integer) || t.is(long) }

func changesAny(body, variables []string) bool {
	return slices.ContainsFunc(variables, func(v string) bool { return lexers.IdentifierIndex(v) >= 0 && changes(body, v) })
}

// changes reports whether a block may change a variable, or what it holds.
func changes(body []string, variable string) bool {
	for i, token := range body {
		if token == variable && i+1 < len(body) &&
			(assignments[body[i+1]] || body[i+1] == "++" || body[i+1] == "--" || body[i-1] == "++" || body[i-1] == "--" ||
				body[i+1] == "." && body[i+2] != "length" && body[i+2] != "size" && body[i+2] != "charAt" && body[i+2] != "get") {
			return true
		}
	}
	return false
}

// arithmetic returns tokens as Python has them; ok is false where they are more
// than computing with integers, comparing, and lengths.
func arithmetic(tokens []string, types map[int]typ) (python []string, ok bool) {
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		prefix, k, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case callsItself(tokens[i:]) && whole(types[0]):
			call, ok := eachArgument(tokens[i+1:], func(argument []string) ([]string, bool) { return arithmetic(argument, types) })
			if !ok {
				return nil, false
			}
			python = slices.Concat(python, tokens[i:i+1], call)
			i = closing(tokens, i+1)
		case placeholder && prefix == "ID":
			rest := tokens[i+1:]
			switch {
			case begins(rest, ".", "length", "(", ")"), begins(rest, ".", "size", "(", ")"):
				python = append(python, "len", "(", token, ")")
				i += 4
			case begins(rest, ".", "length"):
				python = append(python, "len", "(", token, ")")
				i += 2
			case begins(rest, "["), begins(rest, ".", "get", "("):
				element, end, ok := elementOf(tokens, i, types)
				if !ok {
					return nil, false
				}
				python = append(python, element...)
				i = end - 1
			case !whole(types[k]) || begins(rest, "(") || begins(rest, "["):
				return nil, false
			default:
				python = append(python, token)
			}
		case placeholder && prefix == "NUM", token[0] >= '0' && token[0] <= '9' && whole(numberType(token)):
			python = append(python, token)
		case wholeConcept(tokens[i:]) > 0:
			n := wholeConcept(tokens[i:])
			python = append(python, tokens[i:i+n]...)
			i += n - 1
		case begins(tokens[i:], "Math", ".") && isExtreme(tokens[i+2:]):
			i++ // as Python has it
		case isExtreme(tokens[i:]):
			call, ok := eachArgument(tokens[i+1:], func(argument []string) ([]string, bool) { return arithmetic(argument, types) })
			if !ok {
				return nil, false
			}
			python = slices.Concat(python, tokens[i:i+1], call)
			i = closing(tokens, i+1)
		case token == "/":
			python = append(python, "//")
		case slices.Contains([]string{"+", "-", "*", "%", "(", ")", "<", ">", "<=", ">=", "!=", "==", "&&", "||", ">>", "<<"}, token):
			python = append(python, token)
		default:
			return nil, false
		}
	}
	return python, len(python) > 0
}

// elementOf reads an element of an array, a list or a vector of whole numbers at i, as Python
// has it.
func elementOf(tokens []string, i int, types map[int]typ) (python []string, end int, ok bool) {
	t := types[lexers.IdentifierIndex(tokens[i])]
	python, end = []string{tokens[i]}, i+1
	for end < len(tokens) {
		open := end
		switch {
		case tokens[end] == "[" && (t.dimensions > 0 || (t.name == "vector" || t.name == "deque") && len(t.arguments) > 0):
		case begins(tokens[end:], ".", "get", "(") && isList(t):
			open += 2
		default:
			return python, end, whole(t.unboxed()) && tokens[end] != "(" && tokens[end] != "." && tokens[end] != "["
		}
		last := closing(tokens, open)
		index, ok := arithmetic(tokens[open+1:last], types)
		if !ok {
			return nil, 0, false
		}
		python = slices.Concat(python, []string{"["}, index, []string{"]"})
		t, end = t.element(), last+1
	}
	return python, end, whole(t.unboxed())
}

// callsItself reports whether a call of the function itself begins tokens.
func callsItself(tokens []string) bool {
	return len(tokens) > 2 && tokens[0] == "ID_0" && tokens[1] == "(" && tokens[2] != ")"
}

// eachArgument writes the arguments of a call from its bracket on, one by one; ok is false where one
// can't be written.
func eachArgument(call []string, write func(argument []string) (written []string, ok bool)) (written []string, ok bool) {
	written = []string{"("}
	for k, argument := range lexers.CallArguments(call) {
		inner, ok := write(argument)
		if !ok || len(inner) == 0 {
			return nil, false
		}
		if k > 0 {
			written = append(written, ",")
		}
		written = append(written, inner...)
	}
	return append(written, ")"), true
}

// isExtreme reports whether a call of the larger or smaller one of two values begins tokens.
func isExtreme(tokens []string) bool {
	return len(tokens) > 1 && (tokens[0] == "min" || tokens[0] == "max") && tokens[1] == "(" && len(lexers.CallArguments(tokens[1:])) == 2
}

// alike reports whether all variables of some values have one type.
func alike(values [][]string, types map[int]typ) bool {
	var of typ
	for _, value := range values {
		for _, token := range value {
			if token == "len" || token == "[" || carry.Is(token) {
				return false
			}
			if k := lexers.IdentifierIndex(token); k >= 0 {
				if !of.unknown() && !of.same(types[k]) {
					return false
				}
				of = types[k]
			}
		}
	}
	return of.unknown() || of.is(integer) || !slices.ContainsFunc(values, func(value []string) bool { return len(variablesOf(value)) == 0 })
}

// wholeConcept is how many tokens a concept of the library has that begins tokens, gives a
// whole number, and means the same in every language as it stands; 0 for another one.
func wholeConcept(tokens []string) int {
	switch {
	case !carry.GivesWhole(tokens[0]) || len(tokens) < 2 || tokens[1] != "(":
		return 0
	}
	end := closing(tokens, 1)
	for _, token := range tokens[1 : end+1] {
		prefix, _, placeholder := lexers.SplitPlaceholder(token)
		if !carry.Is(token) && !(placeholder && (prefix == "ID" || prefix == "NUM")) && !slices.Contains([]string{"(", ")", ",", "+", "-", "*"}, token) && strings.Trim(token, "0123456789") != "" {
			return 0
		}
	}
	return end + 1
}

func begins(tokens []string, with ...string) bool {
	return len(tokens) >= len(with) && slices.Equal(tokens[:len(with)], with)
}

// stop is the end of a range for the condition; ok is false where there is none.
func (h *counting) stop() (stop []string, ok bool) {
	if !h.fixed || len(h.condition) < 3 || h.condition[0] != h.variable {
		return nil, false
	}
	operator, bound := h.condition[1], h.condition[2:]
	for _, token := range bound {
		if token == h.variable || slices.Contains([]string{"<", ">", "<=", ">=", "!=", "==", "&&", "||", "<<", ">>"}, token) {
			return nil, false
		}
	}
	one, other := "+", "-"
	switch {
	case operator == "<" && !h.down, operator == ">" && h.down, operator == "!=":
		if operator == "!=" && !slices.Equal(h.by, []string{"1"}) {
			return nil, false
		}
		return bound, true
	case operator == "<=" && !h.down:
	case operator == ">=" && h.down:
		one, other = "-", "+"
	default:
		return nil, false
	}
	if n := len(bound); n > 2 && bound[n-2] == other && bound[n-1] == "1" {
		return bound[:n-2], true
	}
	if one == "-" && slices.Equal(bound, []string{"0"}) {
		return []string{"-", "1"}, true
	}
	return append(slices.Clone(bound), one, "1"), true
}

// write puts the head in the place of that of the loop of Java or C++ at at.
func (h *counting) write(tokens []string, at int, to lexers.Language, types map[int]typ, e *edit) {
	k, parts, ok := countingHead(tokens, at)
	if !ok || !whole(types[k]) {
		return
	}
	step := []string{h.variable, "+="}
	if h.down {
		step[1] = "-="
	}
	written := [3][]string{h.first, h.condition, append(step, h.by...)}
	for i := range written {
		if written[i], ok = native(written[i], to, types); !ok {
			return
		}
	}
	for i, p := range parts {
		if !slices.Equal(written[i], tokens[p.start:p.end]) {
			e.replace(p.start, p.end, written[i]...)
		}
	}
}

// native returns arithmetic of Python as the target has it; ok is false where the types
// don't tell how.
func native(tokens []string, to lexers.Language, types map[int]typ) (written []string, ok bool) {
	if to == lexers.Python {
		return tokens, true
	}
	for i := 0; i < len(tokens); i++ {
		switch token := tokens[i]; {
		case token == "len":
			name := tokens[i+2]
			t := types[lexers.IdentifierIndex(name)]
			written = append(written, name, ".")
			switch {
			case t.dimensions > 0 && to == lexers.Java:
				written = append(written, "length")
			case t.dimensions > 0 || t.unknown() || t.rank() > 0 || t.isTruth() || t.name == "*":
				return nil, false
			case t.is(text) && to == lexers.Java:
				written = append(written, "length", "(", ")")
			default:
				written = append(written, "size", "(", ")")
			}
			i += 3
		case wholeConcept(tokens[i:]) > 0:
			n := wholeConcept(tokens[i:])
			written = append(written, tokens[i:i+n]...)
			i += n - 1
		case isExtreme(tokens[i:]):
			arguments := lexers.CallArguments(tokens[i+1:])
			if to == lexers.Java {
				written = append(written, "Math", ".")
			} else if !alike(arguments, types) {
				return nil, false // C++ compares values of one type
			}
			call, ok := eachArgument(tokens[i+1:], func(argument []string) ([]string, bool) { return native(argument, to, types) })
			if !ok {
				return nil, false
			}
			written = slices.Concat(written, tokens[i:i+1], call)
			i = closing(tokens, i+1)
		case callsItself(tokens[i:]):
			call, ok := eachArgument(tokens[i+1:], func(argument []string) ([]string, bool) { return native(argument, to, types) })
			if !ok || !whole(types[0]) {
				return nil, false
			}
			written = slices.Concat(written, tokens[i:i+1], call)
			i = closing(tokens, i+1)
		case lexers.IdentifierIndex(token) >= 0 && i+1 < len(tokens) && tokens[i+1] == "[":
			t := types[lexers.IdentifierIndex(token)]
			written = append(written, token)
			for i+1 < len(tokens) && tokens[i+1] == "[" {
				end := closing(tokens, i+1)
				index, ok := native(tokens[i+2:end], to, types)
				if !ok {
					return nil, false
				}
				switch {
				case t.dimensions > 0, to == lexers.CPP && (t.name == "vector" || t.name == "deque") && len(t.arguments) > 0:
					written = slices.Concat(written, []string{"["}, index, []string{"]"})
				case isList(t):
					written = slices.Concat(written, []string{".", "get", "("}, index, []string{")"})
				default:
					return nil, false
				}
				t, i = t.element(), end
			}
			if !whole(t.unboxed()) {
				return nil, false
			}
		case token == "//":
			written = append(written, "/")
		case lexers.IdentifierIndex(token) >= 0 && !whole(types[lexers.IdentifierIndex(token)]):
			return nil, false
		default:
			written = append(written, token)
		}
	}
	return written, true
}

// writeRange puts the head in the place of that of the loop of Python at at.
func (h *counting) writeRange(tokens []string, at int, e *edit) {
	end := closing(tokens, at+4)
	open := end + 1
	if tokens[open] != lexers.BlockOpen {
		return
	}
	stop, ok := h.stop()
	if ok {
		head := stop
		unit := slices.Equal(h.by, []string{"1"})
		if h.down || !unit || !slices.Equal(h.first, []string{"0"}) {
			head = append(append(slices.Clone(h.first), ","), stop...)
		}
		switch {
		case h.down && len(h.by) > 1:
			head = append(append(append(head, ",", "-", "("), h.by...), ")")
		case h.down:
			head = append(append(head, ",", "-"), h.by...)
		case !unit:
			head = append(append(head, ","), h.by...)
		}
		if !slices.Equal(head, tokens[at+5:end]) {
			e.replace(at+5, end, head...)
		}
		return
	}
	close := closing(tokens, open)
	if slices.Contains(tokens[open:close], "continue") || tokens[close] != lexers.BlockClose || close+1 < len(tokens) && tokens[close+1] == "else" {
		return
	}
	head := append(append([]string{h.variable, "="}, h.first...), lexers.EndOfLine, "while")
	e.replace(at, open, append(head, h.condition...)...)
	step := "+="
	if h.down {
		step = "-="
	}
	e.wrap(close, close+1, append(append([]string{h.variable, step}, h.by...), lexers.EndOfLine), nil)
}
