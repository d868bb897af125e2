package kernels

import (
	"fmt"
	"testing"
)

// A function that is applied to the rows of a product as they come gives the bits of
// a product and a pass behind it, whatever the blocks and the threads.
func TestFinish(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			for _, s := range []struct {
				reason     string
				rows, n, k int
			}{
				{"nothing", 0, 5, 3},
				{"an empty sum", 3, 5, 0},
				{"one tile", 3, 17, 5},
				{"two blocks of the sum", 30, 33, 300},
				{"two blocks of columns", 31, 1100, 20},
				{"enough for several threads", 150, 200, 260},
			} {
				name := fmt.Sprintf("%s, %dx%dx%d: ", s.reason, s.rows, s.n, s.k)
				rng := newRand(uint64(s.n))
				size := s.rows * s.n
				x, weight, bias := randomVector(rng, s.rows*s.k, 1), randomVector(rng, s.n*s.k, 1), randomVector(rng, s.n, 1)
				other := randomVector(rng, size, 1)
				linear := make([]float32, size)
				w.Linear(linear, s.n, x, s.k, s.rows, s.n, s.k, weight, bias)

				inner, y, want := newGuarded(size, 1), newGuarded(size, 2), make([]float32, size)
				w.LinearGELU(y.data, inner.data, x, s.k, s.rows, s.n, s.k, weight, bias)
				GELU(want, linear)
				inner.check(t, name+"inner")
				y.check(t, name+"gelu")
				requireSameBits(t, name+"inner", inner.data, linear)
				requireSameBits(t, name+"gelu", y.data, want)
				w.LinearGELU(y.data, y.data, x, s.k, s.rows, s.n, s.k, weight, bias)
				requireSameBits(t, name+"gelu in place", y.data, want)

				for _, d := range []Dropout{{}, {Rate: 0.3, Seed: 1, Layer: 2}} {
					y := newGuarded(size, 3)
					w.LinearAdd(y.data, other, x, s.k, s.rows, s.n, s.k, weight, bias, d)
					w.DropoutAdd(want, other, linear, d)
					y.check(t, name+"sum")
					requireSameBits(t, fmt.Sprintf("%ssum, dropout %v", name, d.Rate), y.data, want)
				}

				b := randomVector(rng, s.k*s.n, 1)
				w.Gemm(false, false, s.rows, s.n, s.k, x, s.k, b, s.n, false, want, s.n)
				w.GELUBackward(want, want, other)
				dx := newGuarded(size, 1)
				w.GemmGELUBackward(s.rows, s.n, s.k, x, s.k, b, s.n, dx.data, other)
				dx.check(t, name+"dx")
				requireSameBits(t, name+"dx", dx.data, want)
			}
		})
	})
}
