package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// int8Reference is the plain loop of DirectInt8 over a plain layout.
func int8Reference(y, x []float32, rows, n, k int, weight *Int8Matrix, bias []float32) {
	value := func(j, p int) int8 {
		return weight.values[256*(j/64*weight.quads+p/4)+4*(j%64)+p%4]
	}
	for r := range rows {
		row := x[r*k : (r+1)*k]
		most := float32(0)
		for _, v := range row {
			most = max(most, v, -v)
		}
		inverse, scale := 127/most, most/127
		for j := range n {
			sum := int32(0)
			for p, v := range row {
				sum += int32(math.RoundToEven(float64(float32(v*inverse)))) * int32(value(j, p))
			}
			s := float32(scale * weight.scales[j])
			y[r*n+j] = float32(float32(sum)*s) + bias[j]
		}
	}
}

func TestDirectInt8(t *testing.T) {
	detected := cpu
	defer func() { cpu = detected }()
	paths := []features{{}}
	if detected.avx2 {
		paths = append(paths, features{avx2: true})
	}
	if detected.avx512 {
		paths = append(paths, features{avx2: true, avx512: true})
	}
	if detected.vnni {
		paths = append(paths, features{avx2: true, avx512: true, vnni: true})
	}
	for _, path := range paths {
		cpu = path
		t.Run(fmt.Sprintf("%+v", path), func(t *testing.T) {
			eachThreads(t, func(t *testing.T, w *Workers) {
				rng := newRand(1)
				for i, s := range []struct{ rows, n, k int }{
					{1, 1, 1}, {1, 63, 4}, {1, 64, 15}, {1, 65, 16}, {1, 128, 17}, {1, 129, 63}, {1, 300, 100}, {1, 400, 5},
					{2, 65, 33}, {3, 100, 48}, {4, 64, 250}, {5, 130, 6}, {6, 70, 1030}, {7, 200, 31}, {32, 192, 64},
				} {
					name := fmt.Sprint(s)
					x := newGuarded(s.rows*s.k, i).fill(randomVector(rng, s.rows*s.k, 1))
					bias := newGuarded(s.n, i).fill(randomVector(rng, s.n, 1))
					weight := QuantizeRows(randomVector(rng, s.n*s.k, 1), s.n, s.k)
					want := make([]float32, s.rows*s.n)
					int8Reference(want, x.data, s.rows, s.n, s.k, weight, bias.data)

					y := newMatrix(rng, s.rows, s.n, i, 1)
					w.DirectInt8(y.data, y.ld, x.data, s.k, s.rows, weight, bias.data)
					y.check(t, name)
					for r := range s.rows {
						requireSameBits(t, name, y.data[r*y.ld:][:s.n], want[r*s.n:][:s.n])
					}

					clear(bias.data)
					int8Reference(want, x.data, s.rows, s.n, s.k, weight, bias.data)
					w.DirectInt8(y.data, y.ld, x.data, s.k, s.rows, weight, nil)
					y.check(t, name)
					for r := range s.rows {
						requireSameBits(t, name+" without bias", y.data[r*y.ld:][:s.n], want[r*s.n:][:s.n])
					}
				}
			})
		})
	}
}

// The extremes of both operands in every place: 16-bit intermediate sums would
// overflow with these if at all.
func TestDirectInt8Extremes(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		const n, k = 64, 256
		w := NewWorkers(1)
		for signs := range 4 {
			weight, x := make([]float32, n*k), make([]float32, k)
			a, b := float32(1), float32(1)
			if signs&1 != 0 {
				a = -1
			}
			if signs&2 != 0 {
				b = -1
			}
			for i := range weight {
				weight[i] = a
			}
			for i := range x {
				x[i] = b
			}
			y := make([]float32, n)
			w.DirectInt8(y, n, x, k, 1, QuantizeRows(weight, n, k), nil)
			for j, v := range y {
				if want := a * b * k; math.Abs(float64(v-want)) > 0.02 {
					t.Fatalf("signs %d: y[%d] = %v, want %v", signs, j, v, want)
				}
			}
		}
	})
}

// 1 % of a normally distributed product: 0.7 % from the weights, 0.7 % from the
// activations (a step of 3σ/127 rounds with an error of a step/√12 each).
func TestDirectInt8Accuracy(t *testing.T) {
	const rows, n, k = 8, 100, 256
	rng := newRand(2)
	x, weight := randomVector(rng, rows*k, 1), randomVector(rng, n*k, 0.05)
	y, want := make([]float32, rows*n), make([]float32, rows*n)
	w := NewWorkers(1)
	w.DirectInt8(y, n, x, k, rows, QuantizeRows(weight, n, k), nil)
	w.Linear(want, n, x, k, rows, n, k, weight, nil)
	var errors, norm float64
	for i := range want {
		d := float64(y[i] - want[i])
		errors += d * d
		norm += float64(want[i]) * float64(want[i])
	}
	if e := math.Sqrt(errors / norm); e > 0.012 {
		t.Errorf("relative error %.4f, expected about 0.01", e)
	}
}

func TestDirectInt8Special(t *testing.T) {
	const n, k = 70, 37
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	eachPath(t, func(t *testing.T) {
		rng := newRand(3)
		w := NewWorkers(1)
		weight := randomVector(rng, n*k, 1)
		weight[69*k+3] = nan
		clear(weight[5*k : 6*k])
		m := QuantizeRows(weight, n, k)
		for _, c := range []struct {
			reason string
			place  int
			value  float32
			lost   bool
		}{
			{"an ordinary row", 0, 1, false},
			{"NaN in the vector part", 3, nan, true},
			{"NaN in the tail", 36, nan, true},
			{"infinity", 20, inf, true},
			{"the largest number", 1, math.MaxFloat32, false},
		} {
			x := randomVector(rng, k, 1)
			x[c.place] = c.value
			y := make([]float32, n)
			w.DirectInt8(y, n, x, k, 1, m, nil)
			for j, v := range y {
				if got, want := v != v, c.lost || j == 69; got != want {
					t.Errorf("%s: y[%d] = %v", c.reason, j, v)
				}
			}
			if !c.lost && y[5] != 0 {
				t.Errorf("%s: a row of zeros gave %v", c.reason, y[5])
			}
		}
		x, y := make([]float32, k), make([]float32, n)
		x[4] = 1e-38
		w.DirectInt8(y, n, x, k, 1, m, nil)
		if y[0] != 0 {
			t.Errorf("dust gave %v", y[0])
		}
	})
}

// What was quantized once comes back as the same integers.
func TestQuantizeRowsTwice(t *testing.T) {
	const n, k = 30, 41
	weight := randomVector(newRand(4), n*k, 0.3)
	first := QuantizeRows(weight, n, k)
	for j := range n {
		for p := range k {
			weight[j*k+p] = first.scales[j] * float32(first.values[256*(j/64*first.quads+p/4)+4*(j%64)+p%4])
		}
	}
	second := QuantizeRows(weight, n, k)
	requireSameBits(t, "scales", second.scales, first.scales)
	for i := range first.values {
		if first.values[i] != second.values[i] {
			t.Fatalf("value %d: %d, then %d", i, first.values[i], second.values[i])
		}
	}
}

// TestQuantizeRowsRounds compares the integers with those of math.RoundToEven, at
// ties and at the ends of the range, too.
func TestQuantizeRowsRounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, k = 70, 37
	weight := make([]float32, n*k)
	for i := range weight {
		weight[i] = float32(rng.NormFloat64())
		if i%k > k/2 { // a tie, where the row's scale is 1
			weight[i] = float32(rng.IntN(254)-127) + 0.5
		}
	}
	for j := range n {
		weight[j*k] = 127
	}
	m := QuantizeRows(weight, n, k)
	for j := range n {
		for p := range k {
			want := int8(math.RoundToEven(float64(weight[j*k+p] / m.scales[j])))
			if got := m.values[256*(j/panelInt8*m.quads+p/4)+4*(j%panelInt8)+p%4]; got != want {
				t.Fatalf("row %d, column %d: %v / %v became %d, want %d", j, p, weight[j*k+p], m.scales[j], got, want)
			}
		}
	}
}
