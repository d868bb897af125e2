package verify

import (
	"math"
	"math/big"
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

// style returns a source of numbers of one habit.
func (g *generator) style(t *dataType) func() int64 {
	low, high := bounds(t)
	limit := func(f func() int64) func() int64 {
		return func() int64 { return min(max(f(), low), high) }
	}
	between := func(a, b int64) func() int64 {
		return limit(func() int64 { return a + g.rng.Int64N(b-a+1) })
	}
	switch p := g.rng.IntN(100); {
	case t.kind == boolKind || p < 12:
		return between(0, 1)
	case p < 22:
		return between(0, 9)
	case p < 52:
		return between(1, 100)
	case p < 72:
		return between(-98, 98)
	case p < 78:
		return between(-5, 5)
	case p < 88:
		few := []int64{1 + g.rng.Int64N(50), 1 + g.rng.Int64N(50), g.rng.Int64N(50)}
		return limit(func() int64 { return few[g.rng.IntN(len(few))] })
	case p < 91:
		c := g.rng.Int64N(20)
		return limit(func() int64 { return c })
	case p < 94:
		return between(-1_000_000, 1_000_000)
	case p < 96 && len(g.constants.whole) > 0:
		return limit(func() int64 { return g.constants.whole[g.rng.IntN(len(g.constants.whole))] + g.rng.Int64N(3) - 1 })
	}
	return between(1, 1000)
}

// bounds are those that whole numbers of a type keep to. Sums of a few hundred
// numbers of the widest stay in the type.
func bounds(t *dataType) (low, high int64) {
	bits := t.bits
	if bits == 0 || bits > 62 {
		bits = 62
	}
	if t.kind == boolKind {
		return 0, 1
	}
	if t.unsigned {
		return 0, 1<<bits - 1
	}
	return -1 << (bits - 1), 1<<(bits-1) - 1
}

// numbers draws the numbers of an array: of one habit, in one order.
func (g *generator) numbers(t *dataType, n int) []int64 {
	low, high := bounds(t)
	numbers := make([]int64, n)
	next := g.style(t)
	for i := range numbers {
		numbers[i] = next()
	}
	if n == 0 {
		return numbers
	}
	switch p := g.rng.IntN(100); {
	case p < 45: // as they come
	case p < 68:
		slices.Sort(numbers)
		if g.rng.IntN(3) == 0 {
			numbers = slices.Compact(numbers)
			for len(numbers) < n {
				numbers = append(numbers, min(numbers[len(numbers)-1]+1+g.rng.Int64N(4), high))
			}
		}
	case p < 73:
		slices.Sort(numbers)
		slices.Reverse(numbers)
	case p < 77: // sorted and rotated
		slices.Sort(numbers)
		k := g.rng.IntN(n)
		numbers = slices.Concat(numbers[k:], numbers[:k])
	case p < 80: // up and down
		slices.Sort(numbers)
		slices.Reverse(numbers[n*(1+g.rng.IntN(3))/4:])
	case p < 86: // 1 to n, maybe one missing or twice
		for i := range numbers {
			numbers[i] = min(int64(i+1), high)
		}
		if g.rng.IntN(2) == 0 {
			numbers[g.rng.IntN(n)] = min(int64(1+g.rng.IntN(n+1)), high)
		}
		if g.rng.IntN(3) > 0 {
			g.rng.Shuffle(n, func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		}
	case p < 90: // places in the array itself
		for i := range numbers {
			numbers[i] = min(g.rng.Int64N(int64(n)), high)
		}
	case p < 94: // arithmetic progression, maybe one missing
		start, step := g.rng.Int64N(20), 1+g.rng.Int64N(6)
		gap := -1
		if g.rng.IntN(2) == 0 {
			gap = g.rng.IntN(n)
		}
		for i := range numbers {
			if i == gap {
				start += step
			}
			numbers[i] = min(start+int64(i)*step, high)
		}
	case p < 97: // every number twice but one
		for i := 1; i < n; i += 2 {
			numbers[i] = numbers[i-1]
		}
	default: // one value with few exceptions
		for i := range numbers {
			if g.rng.IntN(5) > 0 {
				numbers[i] = numbers[0]
			}
		}
	}
	for i := range numbers {
		numbers[i] = min(max(numbers[i], low), high)
	}
	return numbers
}

// whole draws a number that stands alone.
func (g *generator) whole(t *dataType) *big.Int {
	low, high := bounds(t)
	var n int64
	switch p := g.rng.IntN(100); {
	case p < 30:
		n = g.rng.Int64N(11)
	case p < 58:
		n = g.rng.Int64N(101)
	case p < 68 && len(g.constants.whole) > 0:
		c := g.constants.whole[g.rng.IntN(len(g.constants.whole))]
		if n = c + g.rng.Int64N(3) - 1; g.rng.IntN(2) == 0 && c < 1<<20 && c > -1<<20 {
			n = c * g.rng.Int64N(40)
		}
	case p < 76:
		n = g.rng.Int64N(1000)
	case p < 80:
		n = g.rng.Int64N(10_000)
	case p < 84:
		n = 1<<g.rng.IntN(20) + g.rng.Int64N(3) - 1
	case p < 87: // digits that read the same from both ends, or repeat
		d := g.rng.Int64N(9) + 1
		n = []int64{d * 11, d*101 + g.rng.Int64N(10)*10, d*1001 + g.rng.Int64N(10)*110, d * 111, d*1111 + 0}[g.rng.IntN(5)]
	case p < 90: // squares and cubes
		r := g.rng.Int64N(40)
		n = r * r
		if g.rng.IntN(3) == 0 {
			n *= r
		}
	case p < 94:
		n = -g.rng.Int64N(100)
	case p < 98:
		n = g.rng.Int64N(int64(math.Pow(10, float64(5+g.rng.IntN(5)))))
	default:
		n = []int64{high, low, high - 1, low + 1, -1, 1 << 16}[g.rng.IntN(6)]
	}
	return big.NewInt(min(max(n, low), high))
}

// real draws a floating-point number that 32 bits hold exactly.
func (g *generator) real(t *dataType) float64 {
	switch p := g.rng.IntN(100); {
	case p < 40:
		return float64(g.rng.IntN(101))
	case p < 60:
		return float64(g.rng.IntN(4000)) / 8
	case p < 70:
		return float64(g.rng.IntN(400)-200) / 4
	case p < 80 && len(g.constants.real) > 0:
		return float64(float32(g.constants.real[g.rng.IntN(len(g.constants.real))])) + float64(g.rng.IntN(3)-1)
	case p < 90:
		return float64(g.rng.IntN(1<<20)) / 1024
	case p < 94:
		return -float64(g.rng.IntN(100))
	case p < 96:
		return 0
	}
	return float64(g.rng.IntN(1 << 23))
}

// scalars draws numbers and characters where there is nothing else.
func (g *generator) scalars(args []value) {
	for i, t := range g.types {
		args[i] = g.value(t, 0)
		// n, k and their like are counts, unless the code asks for their sign.
		if args[i].kind == intValue && args[i].whole.Sign() < 0 && !g.negative && (g.roles[i] != freeRole || len(g.names[i]) == 1 && g.rng.IntN(10) > 0) {
			args[i] = value{kind: intValue, whole: new(big.Int).Not(args[i].whole)}
		}
		if i == 0 || g.rng.IntN(6) > 0 || args[i-1].kind != args[i].kind {
			continue
		}
		args[i] = args[i-1] // equal
		if args[i].kind == intValue && g.rng.IntN(2) == 0 {
			args[i] = value{kind: intValue, whole: new(big.Int).Add(args[i-1].whole, big.NewInt(g.rng.Int64N(20)))}
		}
	}
	// l before r
	for i := 1; i < len(args); i++ {
		a, b := args[i-1], args[i]
		if a.kind == intValue && b.kind == intValue && a.whole.Cmp(b.whole) > 0 && g.roles[i-1] == placeRole && g.rng.IntN(5) > 0 {
			args[i-1], args[i] = b, a
		}
	}
	// Of three numbers or more few small ones have to do with each other, sides of a
	// triangle or dates; smaller ones do more often.
	if len(args) > 2 && g.rng.IntN(4) == 0 {
		for i, t := range g.types {
			if t.kind == intKind {
				args[i] = intOf(g.rng.Int64N(5))
			}
		}
	}
	// Functions of several numbers are mostly called with small ones.
	if len(args) > 1 && g.rng.IntN(2) == 0 {
		for i, t := range g.types {
			if t.kind == intKind && args[i].whole.CmpAbs(big.NewInt(30)) > 0 {
				args[i] = intOf(g.rng.Int64N(16))
			}
		}
	}
}

// scalarsBeside draws the numbers and characters beside containers, most of which
// say something of them.
func (g *generator) scalarsBeside(args []value, containers []int) {
	lengthOf := func(i int) int {
		if args[i].kind == stringValue {
			return len(args[i].text)
		}
		if args[i].kind == mapValue {
			return len(args[i].items) / 2
		}
		return len(args[i].items)
	}
	lengths := 0 // of the parameters so far that are one
	var place int64 = -1
	whole := g.rng.IntN(2) == 0 // from the first place to the last
	for i, t := range g.types {
		if !t.scalar() {
			continue
		}
		of := containers[0] // the container that the number is about
		for _, c := range containers {
			if c < i {
				of = c
			}
		}
		n := int64(lengthOf(of))
		if t.kind != intKind {
			args[i] = g.beside(t, args[of])
			continue
		}
		var x int64
		switch r := g.roles[i]; {
		case g.matrix(args[of]) && (r == lengthRole || r == rowsRole || len(args) <= len(containers)+2):
			x = n
			if lengths++; lengths%2 == 0 && n > 0 {
				x = int64(len(args[of].items[0].items))
			}
		case r == lengthRole || r == rowsRole:
			if len(containers) > 1 && !g.between(i, containers) {
				of = containers[min(lengths, len(containers)-1)] // f(a, b, m, n)
				n = int64(lengthOf(of))
			}
			lengths++
			switch p := g.rng.IntN(100); {
			case p < 60 || n == 0 || !g.relaxed:
				x = n
			case p < 80:
				x = n - 1
			default:
				x = g.rng.Int64N(n + 1)
			}
		case r == placeRole && n > 0 && !g.onlyNumber(i, containers):
			switch {
			case whole && place < 0:
				x = 0
			case whole:
				x = n - 1
			default:
				x = g.rng.Int64N(n)
				if x < place && g.rng.IntN(6) > 0 {
					x = place + g.rng.Int64N(n-place)
				}
			}
			place = x
		default:
			x = g.about(t, args[of], n, lengths == 0)
		}
		low, high := bounds(t)
		args[i] = intOf(min(max(x, low), high))
	}
}

// between reports whether a container stands before parameter i and another one
// behind it, as in f(a, n, b, m).
func (g *generator) between(i int, containers []int) bool {
	return containers[0] < i && containers[len(containers)-1] > i || i > 0 && slices.Contains(containers, i-1) && containers[0] < i-1 && i > 1 && !slices.Contains(containers, i-2)
}

// onlyNumber reports whether i is the only number, which then may be a length
// whatever it is called.
func (g *generator) onlyNumber(i int, containers []int) bool {
	return len(g.types) == len(containers)+1 && g.rng.IntN(3) == 0
}

func (g *generator) matrix(v value) bool {
	return v.kind == listValue && len(v.items) > 0 && v.items[0].kind == listValue
}

// about draws a number of which only is known that it stands beside a container:
// something that is in it, a length, a sum of some of its numbers.
func (g *generator) about(t *dataType, v value, n int64, mayBeLength bool) int64 {
	number := func() int64 {
		if len(v.items) > 0 {
			if e := v.items[g.rng.IntN(len(v.items))]; e.kind == intValue && e.whole.IsInt64() {
				return e.whole.Int64()
			}
		}
		return g.rng.Int64N(10)
	}
	switch p := g.rng.IntN(100); {
	case p < 30:
		return number()
	case p < 40:
		return number() + number()
	case p < 44:
		return number() + number() + number()
	case p < 48:
		return number() + g.rng.Int64N(3) - 1
	case p < 60:
		return 1 + g.rng.Int64N(max(n, 1))
	case p < 70 && mayBeLength:
		return n
	case p < 85:
		return 1 + g.rng.Int64N(10)
	case p < 93:
		return 1 + g.rng.Int64N(100)
	}
	return clampInt64(g.whole(t))
}

func clampInt64(n *big.Int) int64 {
	if n.IsInt64() {
		return n.Int64()
	}
	return math.MaxInt64
}

// beside draws a character, a boolean or a real number beside a container: mostly
// one that is in it.
func (g *generator) beside(t *dataType, v value) value {
	if t.kind == charKind && v.kind == stringValue && v.text != "" && g.rng.IntN(3) > 0 {
		return charOf(v.text[g.rng.IntN(len(v.text))])
	}
	if len(v.items) > 0 && g.rng.IntN(2) == 0 {
		if e := v.items[g.rng.IntN(len(v.items))]; e.kind == t.kind.value() {
			return e
		}
	}
	return g.value(t, 0)
}
