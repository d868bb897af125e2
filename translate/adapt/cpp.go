package adapt

import (
	"slices"

	"transcoder/lexers"
)

// containers are the types of C++ that Python and Java pass by reference.
var containers = map[string]bool{"vector": true, "deque": true, "list": true, "map": true, "unordered_map": true, "multimap": true,
	"set": true, "unordered_set": true, "multiset": true, "stack": true, "queue": true, "priority_queue": true}

// parameters passes containers of C++ as the source's language does: by reference, so that the
// caller sees what is changed. From Python, a vector that is only indexed and
// whose length is a parameter, too, is an array: that a length is passed says
// that the callers have nothing that knows its own.
func parameters(d *draft) {
	tokens := d.tokens
	_, all, body, ok := header(tokens)
	if !ok || d.to != lexers.CPP {
		return
	}
	arrays := d.source.Language == lexers.Python && !d.program.Shared
	for i, p := range all {
		if p.typ.dimensions > 0 || !containers[p.typ.name] {
			continue
		}
		uses := usesOf(tokens, body, p.id)
		length := lengthOf(all, i)
		if arrays && p.typ.name == "vector" && len(p.typ.arguments) == 1 && tokens[p.start+3] == ">" &&
			slices.ContainsFunc(all, func(q parameter) bool { return q.typ.is(integer) }) && uses.indexed(length >= 0) {
			d.replace(p.start, p.end-1, tokens[p.start+2], "[", "]")
			for _, at := range uses.whole { // sort ( a . begin ( ) , a . end ( ) ) is sort ( a , a + n )
				name := tokens[at]
				d.replace(at, at+11, name, ",", name, "+", tokens[all[length].end-1])
			}
			continue
		}
		if tokens[p.end-2] != "&" && uses.changed {
			d.wrap(p.end-1, p.end, []string{"&"}, nil)
		}
	}
}

// reductions gives max, min, accumulate and sort of one container, as Python and
// Java have them, its range.
func reductions(d *draft) {
	tokens, types := d.tokens, d.types()
	_, all, _, ok := header(tokens)
	if !ok {
		return
	}
	for i := 0; i+3 < len(tokens); i++ {
		name, k := tokens[i], lexers.IdentifierIndex(tokens[i+2])
		t, known := types[k]
		if tokens[i+1] != "(" || tokens[i+3] != ")" || !known || i > 0 && (tokens[i-1] == "." || tokens[i-1] == "::") {
			continue
		}
		var call []string
		switch name {
		case "max", "min":
			call = []string{"*", name + "_element", "("}
		case "max_element", "min_element":
			call = []string{name, "("}
			if tokens[i-1] != "*" {
				call = append([]string{"*"}, call...)
			}
		case "accumulate", "sort", "reverse":
			call = []string{name, "("}
		default:
			continue
		}
		container := tokens[i+2]
		switch at := slices.IndexFunc(all, func(p parameter) bool { return p.id == k }); {
		case t.dimensions == 0 && (containers[t.name] || t.is(text)):
			call = append(call, container, ".", "begin", "(", ")", ",", container, ".", "end", "(", ")")
		case t.dimensions == 1 && at >= 0 && lengthOf(all, at) >= 0:
			call = append(call, container, ",", container, "+", tokens[all[lengthOf(all, at)].end-1])
		default:
			continue
		}
		if name == "accumulate" {
			call = append(call, ",", "0")
		}
		d.replace(i, i+4, append(call, ")")...)
	}
}

// lengthOf is the index of the parameter that may be the length of another: the
// int behind it, or behind the containers that follow it. -1 for none.
func lengthOf(all []parameter, i int) int {
	for k := i + 1; k < len(all); k++ {
		switch {
		case all[k].typ.is(integer):
			return k
		case !containers[all[k].typ.name] && all[k].typ.dimensions == 0:
			return -1
		}
	}
	return -1
}

// uses are what a function does with a parameter.
type uses struct {
	whole   []int // where its beginning and end are passed
	other   bool  // something but that, indexing, and passing it on to the function itself
	changed bool  // it may be changed
}

func (u uses) indexed(length bool) bool { return !u.other && (length || len(u.whole) == 0) }

func usesOf(tokens []string, body, id int) (u uses) {
	range_ := func(at int) bool { // a . begin ( ) , a . end ( )
		if at+11 > len(tokens) {
			return false
		}
		name := tokens[at]
		return slices.Equal(tokens[at+1:at+11], []string{".", "begin", "(", ")", ",", name, ".", "end", "(", ")"})
	}
	var callees []string // of the brackets that are open
	for i := body; i < len(tokens); i++ {
		switch tokens[i] {
		case "(":
			callees = append(callees, tokens[i-1])
		case ")":
			if len(callees) > 0 {
				callees = callees[:len(callees)-1]
			}
		}
		if lexers.IdentifierIndex(tokens[i]) != id {
			continue
		}
		callee := ""
		if len(callees) > 0 {
			callee = callees[len(callees)-1]
		}
		switch next := tokens[i+1]; {
		case next == "[":
			end := i + 1
			for tokens[end] == "[" {
				end = closing(tokens, end) + 1
			}
			if assignments[tokens[end]] || tokens[end] == "." || tokens[end] == "++" || tokens[end] == "--" ||
				tokens[i-1] == "++" || tokens[i-1] == "--" || callee == "swap" {
				u.changed = true
			}
		case range_(i):
			u.whole = append(u.whole, i)
			u.changed = true
			i += 10
		case next == "." && (tokens[i+2] == "size" || tokens[i+2] == "empty"):
			u.other = true
		case callee == "ID_0" && (tokens[i-1] == "(" || tokens[i-1] == ",") && (next == "," || next == ")"):
			u.changed = true
		default:
			u.other, u.changed = true, u.changed || next == "." || callee != ""
		}
	}
	return u
}

// closing is the index of the bracket that closes the one at i, and of the last token
// where none does.
func closing(tokens []string, i int) int {
	return min(lexers.ClosingBracket(tokens, i), len(tokens)-1)
}
