package verify

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// merge returns the values that two types have in common: what can be given to
// both sides. ok is false where there are none.
func merge(a, b *dataType) (*dataType, bool) {
	if a.kind > b.kind {
		a, b = b, a
	}
	t := *b
	switch {
	case a.kind == anyKind:
		return &t, true
	case b.kind == otherKind || a.kind == voidKind:
		return nil, false
	case a.kind == intKind && b.kind == intKind:
		// An unsigned int and an int have 31 bits in common.
		t.bits = narrower(a.bits, b.bits)
		t.unsigned = a.unsigned && b.unsigned
		if a.unsigned != b.unsigned {
			signed := a
			if a.unsigned {
				signed = b
			}
			t.unsigned = true
			if signed.bits > 0 && signed.bits == t.bits {
				t.bits-- // all its positive values
			}
		}
	case a.kind == floatKind && b.kind == floatKind:
		t.bits = narrower(a.bits, b.bits)
	case a.kind == boolKind && b.kind == intKind, a.kind == intKind && b.kind == floatKind, a.kind == charKind && b.kind == stringKind:
		t = *a
	case a.kind == stringKind && b.kind == listKind:
		e := b.elem[0].kind
		if e != charKind && e != anyKind && e != stringKind {
			return nil, false
		}
		t = *a
	case a.kind == b.kind && len(a.elem) == len(b.elem):
		t.elem = nil
		for i := range a.elem {
			e, ok := merge(a.elem[i], b.elem[i])
			if !ok {
				return nil, false
			}
			t.elem = append(t.elem, e)
		}
		t.fixed = max(a.fixed, b.fixed)
	case a.kind == b.kind && (len(a.elem) == 0 || len(b.elem) == 0): // Python's tuple
		t.elem = slices.Concat(a.elem, b.elem)
	default:
		return nil, false
	}
	return &t, true
}

func narrower(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// settled replaces what no side states by integers, which most functions take.
func settled(t *dataType) *dataType {
	if t.kind == anyKind {
		return &dataType{kind: intKind, bits: t.bits}
	}
	s := *t
	s.elem = nil
	for _, e := range t.elem {
		s.elem = append(s.elem, settled(e))
	}
	return &s
}

// generable reports whether inputs of a type can be made; if not, which part has
// no generator.
func generable(t *dataType) (string, bool) {
	if t.kind == otherKind || t.kind == voidKind || t.kind == pairKind && len(t.elem) == 0 {
		return t.String(), false
	}
	if t.kind == setKind || t.kind == mapKind {
		if e := t.elem[0].kind; e > stringKind && e != pairKind {
			return t.String(), false
		}
	}
	for _, e := range t.elem {
		if part, ok := generable(e); !ok {
			return part, ok
		}
	}
	return "", true
}

// textMethods, listMethods ... tell by what a Python function does with a
// parameter what it is.
var (
	textMethods = []string{"lower", "upper", "isdigit", "isalpha", "isalnum", "isupper", "islower", "isspace", "split", "strip", "lstrip", "rstrip", "startswith", "endswith", "find", "rfind", "replace", "join", "title", "swapcase", "encode", "zfill"}
	listMethods = []string{"append", "sort", "pop", "insert", "extend", "reverse", "remove", "popleft", "appendleft"}
	mapMethods  = []string{"items", "keys", "values", "get", "setdefault"}
	setMethods  = []string{"add", "discard", "union", "intersection", "difference", "issubset", "issuperset"}
)

// typeByUse infers the type of a Python parameter from what the function does with
// it. It is asked where neither side states one.
func (u *unit) typeByUse(name string) *dataType {
	var text, sequence, nested, table, set, real int
	w := u.words
	at := func(i int) string {
		if i < 0 || i >= len(w) {
			return ""
		}
		return w[i].text
	}
	isText := func(i int) bool {
		return i >= 0 && i < len(w) && w[i].kind == lexers.String
	}
	for i := range w {
		if w[i].kind != lexers.Identifier || w[i].text != name || at(i-1) == "." {
			continue
		}
		switch next := at(i + 1); {
		case next == ".":
			method := at(i + 2)
			switch {
			case slices.Contains(textMethods, method):
				text += 2
			case slices.Contains(listMethods, method):
				sequence += 2
			case slices.Contains(mapMethods, method):
				table += 2
			case slices.Contains(setMethods, method):
				set += 2
			case method == "count" || method == "index":
				sequence++
			}
		case next == "[":
			sequence++
			depth := 0
			for j := i + 1; j < len(w); j++ {
				if w[j].text == "[" {
					depth++
				} else if w[j].text == "]" {
					depth--
				}
				if depth > 0 {
					continue
				}
				switch {
				case at(j+1) == "[":
					nested++
				case isText(j+2) && slices.Contains([]string{"==", "!=", "in", "<=", ">=", "<", ">"}, at(j+1)), isText(j+3) && at(j+1) == "not",
					isText(i-2) && (at(i-1) == "==" || at(i-1) == "!="), at(i-1) == "(" && at(i-2) == "ord", at(j+1) == "." && slices.Contains(textMethods, at(j+2)):
					text += 2
				}
				break
			}
		case (next == "==" || next == "!=" || next == "+") && isText(i+2), at(i-1) == "+" && isText(i-2):
			text += 2
		case next == ")" && at(i-1) == "(":
			switch at(i - 2) {
			case "len", "sorted", "sum", "max", "min", "enumerate", "list", "set", "reversed", "tuple", "Counter", "heapify":
				sequence++
			case "ord":
				text += 2
			case "sqrt", "floor", "ceil", "sin", "cos", "round":
				real++
			}
		case at(i-1) == "in" && (next == ":" || next == "]" || next == ")"):
			sequence++
		}
	}
	for _, hint := range []string{"str", "string", "s", "text", "word", "pattern"} {
		if strings.ToLower(name) == hint && sequence > 0 {
			text++
		}
	}
	integer := &dataType{kind: intKind}
	switch {
	case table > 0:
		return &dataType{kind: mapKind, elem: []*dataType{integer, integer}, shared: true}
	case text > 1 || text > 0 && nested == 0:
		return &dataType{kind: stringKind}
	case set > 0:
		return &dataType{kind: setKind, elem: []*dataType{integer}, shared: true}
	case nested > 0:
		row := &dataType{kind: listKind, elem: []*dataType{integer}, shared: true}
		return &dataType{kind: listKind, elem: []*dataType{row}, shared: true}
	case sequence > 0:
		return &dataType{kind: listKind, elem: []*dataType{integer}, shared: true}
	}
	return integer
}

// domain returns the types of the inputs that source and translations are given,
// for each parameter: the source's, and where it states none what most of the
// translations state. A translation that can't be given some input (an unsigned
// parameter, a negative number) is not tried on that one.
func domain(source *unit, targets []*unit) ([]*dataType, error) {
	types := make([]*dataType, len(source.types))
	for i, t := range source.types {
		if t.kind == otherKind { // a type parameter or an alias: what the others make of it
			t = &dataType{kind: anyKind}
		}
		votes := map[string]int{}
		var best *dataType
		for _, u := range targets {
			place := u.place(source, i)
			if place < 0 {
				continue
			}
			m, ok := merge(t, u.types[place])
			if !ok {
				continue
			}
			name := m.String()
			if votes[name]++; best == nil || votes[name] > votes[best.String()] {
				best = m
			}
		}
		if best != nil && !stated(t) {
			t = best
		}
		if best != nil && t.fixed == 0 {
			fixed := *t
			fixed.fixed = best.fixed
			t = &fixed
		}
		if t.kind == anyKind && source.Language == lexers.Python {
			t = source.typeByUse(source.names[i])
		}
		types[i] = settled(t)
		part, ok := generable(types[i])
		if source.types[i].kind == otherKind && best == nil {
			part, ok = source.types[i].String(), false
		}
		if !ok {
			return nil, unsupportedf("parameter %s: no generator for the type %s", source.names[i], part)
		}
	}
	return types, nil
}

// stated reports whether a type says what its parts are, down to their widths.
func stated(t *dataType) bool {
	if t.kind == anyKind || t.kind == intKind && t.bits == 0 {
		return false
	}
	for _, e := range t.elem {
		if !stated(e) {
			return false
		}
	}
	return true
}

// lengthNames are what functions call the length of an array.
var lengthNames = []string{"n", "m", "size", "len", "length", "count", "cnt", "sz", "num", "l"}

// place returns which of a translation's parameters the source's i-th is; -1 if
// none. Parameters stand in the source's order, but a translation may do without
// the lengths of arrays, or ask for them, as its language is used to.
func (u *unit) place(source *unit, i int) int {
	if len(u.types) == len(source.types) {
		return i
	}
	at := slices.Index(u.names, source.names[i])
	if at < 0 && source.types[i].kind != intKind {
		// The k-th parameter that is no length.
		k := 0
		for j := range i {
			if !source.isLength(j) {
				k++
			}
		}
		for j := range u.types {
			if u.isLength(j) {
				continue
			}
			if k == 0 {
				return j
			}
			k--
		}
	}
	return at
}

// isLength reports whether a parameter may be the length of an array before it.
func (u *unit) isLength(i int) bool {
	if k := u.types[i].kind; k != intKind && k != anyKind || i == 0 && len(u.types) == 1 {
		return false
	}
	name := strings.ToLower(u.names[i])
	return slices.Contains(lengthNames, strings.TrimRight(name, "0123456789")) || strings.Contains(name, "size") || strings.Contains(name, "len")
}
