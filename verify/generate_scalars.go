package verify

import (
	"math/big"
	"slices"
)

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
	for i, t := range g.types { // what came from a neighbor may be too large
		if t.kind == intKind {
			args[i] = intOf(t.clamp(clampInt64(args[i].whole)))
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
		case r == lengthRole && lengths >= len(containers) && g.rng.IntN(4) > 0:
			x = g.about(t, args[of], n, false) // f(a, n, m): m counts something else
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
				if x < place && place < n && g.rng.IntN(6) > 0 { // an earlier place may be one in a longer container
					x = place + g.rng.Int64N(n-place)
				}
			}
			place = x
		default:
			x = g.about(t, args[of], n, lengths == 0)
		}
		args[i] = intOf(t.clamp(x))
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
