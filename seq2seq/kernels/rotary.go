package kernels

import (
	"fmt"
	"math"
)

// Rotary holds the angles of rotary position embeddings (Su et al. 2021, arXiv
// 2104.09864, eq. 34). Component i < width/2 of a head and component i + width/2
// are the two coordinates of a point, which a row at position p turns by
//
//	angle(p, i) = p·base^(-2i/width)
//
// so that the product of a turned query and a turned key depends on the distance of
// their positions alone. The paper pairs components 2i and 2i+1; halves are the same
// up to the order of a projection's rows, and are whole vectors in memory.
type Rotary struct {
	width          int
	cosines, sines []float32 // [positions, width/2]
}

// NewRotary returns the angles of positions 0 to positions-1 for heads of an even
// width.
func NewRotary(positions, width int, base float64) *Rotary {
	if width < 2 || width%2 != 0 || positions < 0 || !(base > 0) {
		panic(fmt.Sprintf("kernels: rotary angles of %d positions, heads of %d, base %v", positions, width, base))
	}
	half := width / 2
	r := &Rotary{width: width, cosines: make([]float32, positions*half), sines: make([]float32, positions*half)}
	for i := range half {
		frequency := math.Pow(base, -2*float64(i)/float64(width))
		for p := range positions {
			// In float64: at position 2,000 a float32 angle is off by 1e-4.
			sine, cosine := math.Sincos(float64(p) * frequency)
			r.cosines[p*half+i], r.sines[p*half+i] = float32(cosine), float32(sine)
		}
	}
	return r
}

// Rotate turns the heads of x, which lie side by side, by a position's angles. The
// result does not depend on how many heads there are.
func (r *Rotary) Rotate(x []float32, position int) { r.turn(x, position, false) }

func (r *Rotary) turn(x []float32, position int, back bool) {
	half := r.width / 2
	cosines, sines := r.cosines[position*half:][:half], r.sines[position*half:][:half]
	if len(x)%r.width != 0 {
		panic(fmt.Sprintf("kernels: rotation of %d elements, expected a multiple of %d", len(x), r.width))
	}
	for ; len(x) > 0; x = x[r.width:] {
		first, second := x[:half], x[half:r.width]
		if back { // exchanging the coordinates turns the other way
			first, second = second, first
		}
		rotate(first, second, cosines, sines)
	}
}

// RotateRows turns the heads in the first columns elements of each row of x, row i
// by the angles of positions[i], in place; back undoes it, which is also the
// gradient's way: a rotation's transpose is its inverse. stride is the distance
// between rows in elements.
func (w *Workers) RotateRows(r *Rotary, x []float32, stride, columns int, positions []int32, back bool) {
	checkRows("x", x, len(positions), columns, stride)
	checkIDs("rotary position", positions, len(r.cosines)/(r.width/2))
	w.For(len(positions), rowGrain(columns), func(_, low, high int) {
		for i := low; i < high; i++ {
			r.turn(x[i*stride:][:columns], int(positions[i]), back)
		}
	})
}
