package verify

import (
	"math"
	"math/big"
	"slices"
)

// style returns a source of numbers of one habit.
func (g *generator) style(t *dataType) func() int64 {
	limit := func(f func() int64) func() int64 {
		return func() int64 { return t.clamp(f()) }
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

// clamp returns the number of the type that is nearest to n.
func (t *dataType) clamp(n int64) int64 {
	low, high := bounds(t)
	return min(max(n, low), high)
}

// numbers draws the numbers of an array: of one habit, in one order.
func (g *generator) numbers(t *dataType, n int) []int64 {
	_, high := bounds(t)
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
		numbers[i] = t.clamp(numbers[i])
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
	return big.NewInt(t.clamp(n))
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

func clampInt64(n *big.Int) int64 {
	if n.IsInt64() {
		return n.Int64()
	}
	return math.MaxInt64
}
