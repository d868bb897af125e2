package verify

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// generator makes inputs of a function: for each parameter a value of its type.
//
// What functions take is seldom arbitrary: n is the length of arr, l and r are
// places in it, the string holds digits, the array is sorted. No type says so.
// Inputs are therefore drawn from many such habits at once; those that break a
// function's assumptions mostly make its source fail, and are then discarded.
type generator struct {
	rng       *rand.Rand
	names     []string
	types     []*dataType
	constants constants
	alphabets []string
	roles     []role
	negative  bool // the code looks at whether numbers are below 0

	// relaxed draws lengths that are no array's. They are kept for functions that
	// need room behind the last element: to most, n is the length, and those that ask
	// the array itself instead are not wrong.
	relaxed bool
}

// newGenerator returns a generator for the parameters of a unit.
func newGenerator(rng *rand.Rand, u *unit, types []*dataType, c constants) *generator {
	g := &generator{rng: rng, names: u.names, types: types, constants: c}
	g.alphabets = alphabets(c)
	length := false
	for _, name := range u.names {
		g.roles = append(g.roles, roleOf(name))
		length = length || roleOf(name) == lengthRole
	}
	for i, t := range types {
		if !length && t.kind == intKind && g.roles[i] == freeRole && u.bounds(u.names[i]) {
			g.roles[i] = lengthRole
		}
	}
	for i := range u.words[:max(len(u.words)-1, 0)] {
		w, next := u.words[i].text, u.words[i+1].text
		g.negative = g.negative || w == "abs" || w == "fabs" || (w == "<" || w == "<=" || w == ">=") && next == "0"
	}
	return g
}

// bounds reports whether a loop of the function ends at a parameter.
func (u *unit) bounds(name string) bool {
	for i := 1; i+1 < len(u.words); i++ {
		if u.words[i].text != name {
			continue
		}
		before, after := u.words[i-1].text, u.words[i+1].text
		if (before == "<" || before == "<=") && after == ";" || after == ")" && (before == "(" || before == ",") && i > 2 && (u.words[i-2].text == "range" || u.words[max(i-4, 0)].text == "range") {
			return true
		}
	}
	return false
}

// role is what an integer parameter is for, as its name tells.
type role uint8

const (
	freeRole   role = iota
	lengthRole      // n, size: of an array
	placeRole       // l, high, index: in an array
	rowsRole        // of a matrix
)

var placeNames = []string{"l", "r", "low", "high", "lo", "hi", "left", "right", "start", "end", "i", "j", "p", "q", "beg", "begin", "mid", "index", "idx", "pos", "s", "e", "h", "si", "ei", "first", "last", "from", "to", "startindex", "endindex", "qs", "qe", "ss", "se"}

func roleOf(name string) role {
	lower := strings.ToLower(strings.Trim(name, "_"))
	stem := strings.TrimRight(lower, "0123456789")
	switch {
	case slices.Contains(placeNames, lower), strings.Contains(lower, "index"), strings.Contains(lower, "start"):
		return placeRole
	case slices.Contains(lengthNames, stem), strings.Contains(lower, "size"), strings.Contains(lower, "len"):
		return lengthRole
	case slices.Contains([]string{"row", "rows", "r", "col", "cols", "c", "columns"}, stem):
		return rowsRole
	}
	return freeRole
}

// input draws one input.
func (g *generator) input() []value {
	args := make([]value, len(g.types))
	var containers []int
	length := g.length()
	lengths, many := 0, 0
	for i, t := range g.types {
		if !t.scalar() {
			many++
		} else if g.roles[i] == lengthRole {
			lengths++
		}
	}
	// Two arrays and one n: both are that long.
	same := lengths > 0 && lengths < many || g.rng.IntN(2) == 0
	for i, t := range g.types {
		if t.scalar() {
			continue
		}
		if !same && len(containers) > 0 {
			length = g.length()
		}
		if len(containers) > 0 && g.rng.IntN(3) == 0 {
			if v, ok := g.related(args[containers[g.rng.IntN(len(containers))]], t); ok && (!same || lengthOf(v) == length || lengthOf(v) < 0) {
				args[i], containers = v, append(containers, i)
				continue
			}
		}
		args[i] = g.value(t, length)
		containers = append(containers, i)
	}
	if len(containers) > 0 {
		g.scalarsBeside(args, containers)
	} else {
		g.scalars(args)
	}
	return args
}

// length draws the length of a container.
func (g *generator) length() int {
	switch p := g.rng.IntN(100); {
	case p < 2:
		return 0
	case p < 8:
		return 1
	case p < 36:
		return 2 + g.rng.IntN(5)
	case p < 80:
		return 7 + g.rng.IntN(14)
	}
	return 20 + g.rng.IntN(31)
}

// value draws a value of a type; length is that of the outermost container.
func (g *generator) value(t *dataType, length int) value {
	if t.fixed > 0 {
		length = t.fixed
	}
	switch t.kind {
	case boolKind:
		return boolOf(g.rng.IntN(2) == 0)
	case intKind:
		return value{kind: intValue, whole: g.whole(t)}
	case floatKind:
		return floatOf(g.real(t))
	case charKind:
		return charOf(g.char())
	case stringKind:
		return stringOf(g.text(length))
	case listKind:
		return g.list(t, length)
	case setKind:
		v := g.list(&dataType{kind: listKind, elem: t.elem}, length)
		v.kind = setValue
		v.items = distinct(v.items)
		return v
	case mapKind:
		keys := distinct(g.list(&dataType{kind: listKind, elem: t.elem[:1]}, length).items)
		v := value{kind: mapValue}
		for _, key := range keys {
			v.items = append(v.items, key, g.value(t.elem[1], g.length()/4))
		}
		return v
	}
	v := value{kind: pairValue}
	for _, e := range t.elem {
		v.items = append(v.items, g.value(e, g.length()/4))
	}
	return v
}

func distinct(items []value) []value {
	seen := map[string]bool{}
	return slices.DeleteFunc(items, func(v value) bool {
		key := v.String()
		had := seen[key]
		seen[key] = true
		return had
	})
}

// list draws a list of a length: of numbers in one of the orders that functions
// on arrays assume, of lists as a matrix or ragged, of anything else freely.
func (g *generator) list(t *dataType, length int) value {
	v := value{kind: listKind.value()}
	switch e := t.elem[0]; e.kind {
	case intKind:
		for _, n := range g.numbers(e, length) {
			v.items = append(v.items, intOf(n))
		}
	case floatKind:
		sorted := g.rng.IntN(3) == 0
		for range length {
			v.items = append(v.items, floatOf(g.real(e)))
		}
		if sorted {
			slices.SortFunc(v.items, func(a, b value) int {
				switch {
				case a.float < b.float:
					return -1
				case a.float > b.float:
					return 1
				}
				return 0
			})
		}
	case listKind:
		rows := 1 + length/4
		if t.fixed > 0 {
			rows = t.fixed
		} else if length == 0 {
			rows = 0
		}
		columns := rows
		if g.rng.IntN(2) == 0 {
			columns = 1 + g.rng.IntN(8)
		}
		if e.fixed > 0 {
			columns = e.fixed
			if g.rng.IntN(2) == 0 && t.fixed == 0 {
				rows = columns
			}
		}
		matrix := g.style(e.elem[0])
		for range rows {
			row := value{kind: listValue}
			if e.elem[0].kind == intKind {
				for range columns {
					row.items = append(row.items, intOf(matrix()))
				}
			} else {
				row = g.list(e, columns)
			}
			v.items = append(v.items, row)
		}
	default:
		few := g.rng.IntN(3) == 0 && length > 2 // some twice
		for i := range length {
			if few && i > 1 && g.rng.IntN(2) == 0 {
				v.items = append(v.items, v.items[g.rng.IntN(i)])
				continue
			}
			v.items = append(v.items, g.value(e, 1+g.rng.IntN(6)))
		}
		if g.rng.IntN(3) == 0 {
			slices.SortFunc(v.items, func(a, b value) int { return strings.Compare(a.String(), b.String()) })
		}
	}
	return v
}

// value returns the kind of value that a type of the kind has.
func (k kind) value() valueKind {
	return [...]valueKind{anyKind: nullValue, voidKind: nullValue, boolKind: boolValue, intKind: intValue, floatKind: floatValue, charKind: charValue,
		stringKind: stringValue, listKind: listValue, setKind: setValue, mapKind: mapValue, pairKind: pairValue, otherKind: nullValue}[k]
}
