package kernels

import (
	"math"
	"testing"
)

func TestDropout(t *testing.T) {
	d := Dropout{Rate: 0.25, Seed: 1, Step: 2, Layer: 3}
	key := d.key()
	eachVector(t, func(t *testing.T, n, offset int) {
		rng := newRand(uint64(n))
		x, residual := randomVector(rng, n, 1), randomVector(rng, n, 1)
		first := uint32(offset) * 0x3fffffff // near the wrap of the index, too
		want, wantAdd := make([]float64, n), make([]float64, n)
		for i := range want {
			if key.hash(first+uint32(i)) >= key.threshold {
				want[i] = float64(x[i]) / 0.75
			}
			wantAdd[i] = float64(residual[i]) + want[i]
		}
		if n == 0 {
			return
		}
		y, in, other := newGuarded(n, offset), newGuarded(n, 1).fill(x), newGuarded(n, 2).fill(residual)
		dropout(y.data, in.data, first, &key)
		y.check(t, "y")
		requireClose(t, "y", y.data, want, 1e-7)
		for i, v := range y.data { // dropped means 0, not small
			if (v == 0) != (want[i] == 0) {
				t.Fatalf("y[%d] = %v, want %v", i, v, want[i])
			}
		}
		dropoutAdd(y.data, other.data, in.data, first, &key)
		y.check(t, "y added")
		requireClose(t, "y added", y.data, wantAdd, 2e-7)
	})
}

func TestDropoutParallel(t *testing.T) {
	n := 3*elementGrain + 7
	rng := newRand(3)
	x, residual := randomVector(rng, n, 1), randomVector(rng, n, 1)
	d := Dropout{Rate: 0.1, Seed: 9, Step: 1}
	key := d.key()
	want := make([]float32, n)
	dropout(want, x, 0, &key)
	wantAdd := make([]float32, n)
	dropoutAdd(wantAdd, residual, x, 0, &key)
	eachThreads(t, func(t *testing.T, w *Workers) {
		got := make([]float32, n)
		w.DropoutForward(got, x, d)
		requireSameBits(t, "forward", got, want)
		w.DropoutBackward(got, x, d)
		requireSameBits(t, "backward", got, want)
		w.DropoutAdd(got, residual, x, d)
		requireSameBits(t, "add", got, wantAdd)
		w.DropoutForward(got, x, Dropout{})
		requireSameBits(t, "rate 0", got, x)
		w.DropoutAdd(got, residual, x, Dropout{})
		Add(wantAdd, residual, x)
		requireSameBits(t, "add, rate 0", got, wantAdd)
		dropoutAdd(wantAdd, residual, x, 0, &key)
	})
}

// The mask's statistics: the kept share, no correlation between neighbours, none
// between steps and layers. Bounds are five standard deviations of n fair draws.
func TestDropoutStatistics(t *testing.T) {
	const n = 1 << 18
	for _, rate := range []float32{0.1, 0.5, 0.9} {
		masks := make([][]bool, 0, 4)
		for _, d := range []Dropout{{rate, 1, 1, 1}, {rate, 1, 2, 1}, {rate, 1, 1, 2}, {rate, 2, 1, 1}} {
			key := d.key()
			mask := make([]bool, n)
			for i := range mask {
				mask[i] = key.hash(uint32(i)) < key.threshold
			}
			masks = append(masks, mask)
		}
		p := float64(rate)
		share := func(test func(i int) bool) float64 {
			hits := 0
			for i := range n {
				if test(i) {
					hits++
				}
			}
			return float64(hits) / n
		}
		check := func(name string, got, want float64) {
			if math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
				t.Errorf("rate %v: %s %v, want %v", rate, name, got, want)
			}
		}
		for k, mask := range masks {
			check("dropped share", share(func(i int) bool { return mask[i] }), p)
			for _, lag := range []int{1, 2, 8, 256, 1024} {
				check("dropped pairs at a distance", share(func(i int) bool { return mask[i] && mask[(i+lag)%n] }), p*p)
			}
			for _, other := range masks[:k] {
				check("dropped in two masks", share(func(i int) bool { return mask[i] && other[i] }), p*p)
			}
		}
	}
}

func BenchmarkDropout(b *testing.B) {
	const n = 1 << 16
	x, y := randomVector(newRand(1), n, 1), make([]float32, n)
	key := Dropout{Rate: 0.1}.key()
	benchmarkPaths(b, 12*n, n, func() { dropoutAdd(y, x, x, 0, &key) })
}
