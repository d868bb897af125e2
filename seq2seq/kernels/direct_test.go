package kernels

import (
	"fmt"
	"math"
	"testing"
)

func TestDirect(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			rng := newRand(1)
			for i, s := range []struct{ rows, n, k int }{
				{1, 1, 1}, {1, 7, 16}, {2, 3, 300}, {3, 8, 33}, {4, 33, 15}, {1, 129, 31}, {8, 65, 260}, {5, 300, 17}, {3, 40, 0},
			} {
				name := fmt.Sprint(s)
				x := newMatrix(rng, s.rows, s.k, i, i)
				weight := newMatrix(rng, s.n, s.k, 0, i+1)
				bias := newGuarded(s.n, 3).fill(randomVector(rng, s.n, 1))
				y := newMatrix(rng, s.rows, s.n, i, 1)
				w.Direct(y.data, y.ld, x.data, x.ld, s.rows, s.n, s.k, weight.data, bias.data)
				checkProduct(t, name, x, weight.transposed(0, 0), y, nil, 1, bias.data)
				w.Direct(y.data, y.ld, x.data, x.ld, s.rows, s.n, s.k, weight.data, nil)
				checkProduct(t, name+" without bias", x, weight.transposed(0, 0), y, nil, 1, nil)
			}
		})
	})
}

// A row's bits depend neither on the other rows nor on its place among them, and
// are the same from both instruction sets: the decoder's batches may be put together
// as it likes.
func TestDirectBits(t *testing.T) {
	const rows, n, k = 23, 140, 300
	rng := newRand(2)
	x, weight, bias := randomVector(rng, rows*k, 1), randomVector(rng, n*k, 1), randomVector(rng, n, 1)
	integers := QuantizeRows(weight, n, k)
	assembly := map[string][]float32{}
	eachPath(t, func(t *testing.T) {
		packed := Pack(weight, n, k)
		for name, direct := range map[string]func(w *Workers, y, x []float32, rows int){
			"direct": func(w *Workers, y, x []float32, rows int) { w.Direct(y, n, x, k, rows, n, k, weight, bias) },
			"packed": func(w *Workers, y, x []float32, rows int) { w.DirectPacked(y, n, x, k, rows, packed, bias) },
			"int8":   func(w *Workers, y, x []float32, rows int) { w.DirectInt8(y, n, x, k, rows, integers, bias) },
		} {
			want := make([]float32, rows*n)
			one := NewWorkers(1)
			direct(one, want, x, rows)
			if cpu.avx2 || name == "int8" { // the plain loops over float32 round twice
				if before, ok := assembly[name]; ok {
					requireSameBits(t, name+" on another path", want, before)
				}
				assembly[name] = want
			}
			for _, threads := range []int{1, 2, 3} {
				w := NewWorkers(threads)
				for _, part := range [][2]int{{0, 1}, {22, 1}, {3, 2}, {7, 3}, {1, 4}, {9, 5}, {2, 14}, {0, 23}} {
					got := make([]float32, part[1]*n)
					direct(w, got, x[part[0]*k:], part[1])
					requireSameBits(t, fmt.Sprint(name, " rows ", part), got, want[part[0]*n:][:part[1]*n])
				}
				w.Close()
			}
		}
	})
}

func TestDirectSpecial(t *testing.T) {
	const rows, n, k = 3, 37, 21
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	eachPath(t, func(t *testing.T) {
		rng := newRand(3)
		x, weight := randomVector(rng, rows*k, 1), randomVector(rng, n*k, 1)
		x[1*k+20] = nan
		weight[36*k+20] = inf
		y := make([]float32, rows*n)
		w := NewWorkers(1)
		packed := Pack(weight, n, k)
		for name, direct := range map[string]func(){
			"direct": func() { w.Direct(y, n, x, k, rows, n, k, weight, nil) },
			"packed": func() { w.DirectPacked(y, n, x, k, rows, packed, nil) },
		} {
			direct()
			for r := range rows {
				for j := range n {
					v := float64(y[r*n+j])
					if got, want := math.IsNaN(v), r == 1; got != want {
						t.Errorf("%s: y[%d,%d] = %v, want a NaN: %v", name, r, j, v, want)
					}
					if got, want := math.IsInf(v, 0), r != 1 && j == 36; got != want {
						t.Errorf("%s: y[%d,%d] = %v, want infinite: %v", name, r, j, v, want)
					}
				}
			}
		}
	})
}

func TestDirectAllocations(t *testing.T) {
	const rows, n, k = 3, 640, 256
	x, y, weight, bias := make([]float32, rows*k), make([]float32, rows*n), make([]float32, n*k), make([]float32, n)
	packed, integers := Pack(weight, n, k), QuantizeRows(weight, n, k)
	for _, threads := range []int{1, 2} {
		w := NewWorkers(threads)
		run := func() {
			w.Direct(y, n, x, k, rows, n, k, weight, bias)
			w.DirectPacked(y, n, x, k, rows, packed, bias)
			w.DirectInt8(y, n, x, k, rows, integers, bias)
		}
		run()
		if got := testing.AllocsPerRun(5, run); got != 0 {
			t.Errorf("%d threads: %v allocations a step", threads, got)
		}
		w.Close()
	}
}
