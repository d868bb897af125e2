package kernels

import (
	"fmt"
	"math"
	"testing"
)

// testLengths covers every tail of the widest vector loops (up to 8 registers of
// 16) and a few whole turns.
func testLengths() []int {
	var lengths []int
	for n := 0; n <= 140; n++ {
		lengths = append(lengths, n)
	}
	return append(lengths, 255, 256, 257, 511, 1023)
}

// eachVector runs a test at every length and four alignments.
func eachVector(t *testing.T, run func(t *testing.T, n, offset int)) {
	eachPath(t, func(t *testing.T) {
		for _, n := range testLengths() {
			for _, offset := range []int{0, 1, 4, 7} {
				run(t, n, offset)
				if t.Failed() {
					t.Fatalf("at length %d, offset %d", n, offset)
				}
			}
		}
	})
}

func TestElementwise(t *testing.T) {
	const s = float32(0.37)
	for _, test := range []struct {
		name      string
		run       func(dst, a, b []float32)
		want      func(dst, a, b float64) float64
		tolerance float64
	}{
		{"Add", Add, func(_, a, b float64) float64 { return a + b }, 1e-7},
		{"AddTo", func(dst, a, _ []float32) { AddTo(dst, a) }, func(dst, a, _ float64) float64 { return dst + a }, 1e-7},
		{"Scale", func(dst, _, _ []float32) { Scale(dst, s) }, func(dst, _, _ float64) float64 { return dst * float64(s) }, 1e-7},
		{"Axpy", func(dst, a, _ []float32) { Axpy(dst, s, a) }, func(dst, a, _ float64) float64 { return dst + float64(s)*a }, 2e-7},
		{"Lerp", func(dst, a, _ []float32) { Lerp(dst, s, a) }, func(dst, a, _ float64) float64 { return dst + float64(s)*(a-dst) }, 2e-7},
		{"affine", func(dst, a, _ []float32) {
			if len(dst) > 0 {
				affine(dst, a, s, 2)
			}
		}, func(_, a, _ float64) float64 { return a*float64(s) + 2 }, 2e-7},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachVector(t, func(t *testing.T, n, offset int) {
				rng := newRand(uint64(n))
				dst, a, b := randomVector(rng, n, 1), randomVector(rng, n, 1), randomVector(rng, n, 1)
				want := make([]float64, n)
				for i := range want {
					want[i] = test.want(float64(dst[i]), float64(a[i]), float64(b[i]))
				}
				gDst, gA, gB := newGuarded(n, offset).fill(dst), newGuarded(n, 2*offset+1).fill(a), newGuarded(n, offset/2).fill(b)
				test.run(gDst.data, gA.data, gB.data)
				gDst.check(t, "dst")
				requireClose(t, "dst", gDst.data, want, test.tolerance)
				requireSameBits(t, "operand a", gA.data, a)
				requireSameBits(t, "operand b", gB.data, b)
			})
		})
	}
}

func TestReductions(t *testing.T) {
	for _, test := range []struct {
		name      string
		run       func(a, b []float32) float64
		want      func(sum, a, b float64) float64
		start     float64
		tolerance float64
	}{
		{"Dot", func(a, b []float32) float64 { return float64(Dot(a, b)) }, func(sum, a, b float64) float64 { return sum + a*b }, 0, 1e-6},
		{"SumSquares", func(a, _ []float32) float64 { return SumSquares(a) }, func(sum, a, _ float64) float64 { return sum + a*a }, 0, 1e-12},
		{"Max", func(a, _ []float32) float64 { return float64(Max(a)) }, func(sum, a, _ float64) float64 { return max(sum, a) }, math.Inf(-1), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachVector(t, func(t *testing.T, n, offset int) {
				rng := newRand(uint64(n))
				a := newGuarded(n, offset).fill(randomVector(rng, n, 1))
				b := newGuarded(n, 3*offset).fill(randomVector(rng, n, 1))
				want, scale := test.start, 1.0
				for i := range a.data {
					want = test.want(want, float64(a.data[i]), float64(b.data[i]))
					scale += math.Abs(float64(a.data[i]) * float64(b.data[i]))
				}
				got := test.run(a.data, b.data)
				if got != want && !(math.Abs(got-want) <= test.tolerance*scale) {
					t.Errorf("got %v, want %v", got, want)
				}
				// The same values elsewhere give the same bits.
				a2, b2 := newGuarded(n, 5).fill(a.data), newGuarded(n, 2).fill(b.data)
				if again := test.run(a2.data, b2.data); again != got {
					t.Errorf("got %v at another alignment, %v before", again, got)
				}
			})
		})
	}
}

func TestAttentionGradient(t *testing.T) {
	const logSum, scale = 1.5, 0.37
	eachVector(t, func(t *testing.T, n, offset int) {
		rng := newRand(uint64(n))
		p, dp := newGuarded(n, offset).fill(randomVector(rng, n, 1)), newGuarded(n, 2*offset+1).fill(randomVector(rng, n, 1))
		wantP, wantDP, delta := make([]float64, n), make([]float64, n), 0.0
		for i, score := range p.data {
			wantP[i] = math.Exp(float64(score) - logSum)
			delta += wantP[i] * float64(dp.data[i])
		}
		for i, d := range dp.data {
			wantDP[i] = scale * wantP[i] * (float64(d) - delta)
		}
		if n > 0 {
			attentionGradient(p.data, dp.data, logSum, scale)
		}
		p.check(t, "p")
		dp.check(t, "dp")
		requireClose(t, "p", p.data, wantP, 4e-7)
		requireClose(t, "dp", dp.data, wantDP, 2e-6)
	})
}

func TestFind(t *testing.T) {
	eachVector(t, func(t *testing.T, n, offset int) {
		x := newGuarded(n, offset) // guards and zeros behind the end must not be found
		for i := range x.data {
			x.data[i] = float32(i/2 + 1) // each value twice: the first counts
		}
		for i := range x.data {
			if got := find(x.data, x.data[i]); got != i/2*2 {
				t.Errorf("found at %d, want %d", got, i/2*2)
			}
		}
		if n > 0 {
			for _, absent := range []float32{0, guard, float32(math.NaN())} {
				if got := find(x.data, absent); got != n {
					t.Errorf("%v found at %d, want %d for absent", absent, got, n)
				}
			}
		}
	})
}

// The two instruction sets add in the same order and fuse the same operations.
func TestPathsAgree(t *testing.T) {
	detected := cpu
	defer func() { cpu = detected }()
	if !detected.avx512 {
		t.Skip("needs a CPU with both AVX2 and AVX-512")
	}
	for _, n := range testLengths()[1:] {
		run := func(f features) []float32 {
			cpu = f
			rng := newRand(uint64(n))
			a, b, c, d := randomVector(rng, n, 2), randomVector(rng, n, 1), randomVector(rng, n, 1), randomVector(rng, n, 1)
			var all []float32
			keep := func(x ...float32) { all = append(all, x...) }
			out := make([]float32, n)
			keep(Dot(a, b), float32(SumSquares(a)), Max(a))
			keep(expScaled(out, a, 0.3, 1))
			keep(out...)
			GELU(out, a)
			keep(out...)
			geluBackward(out, b, a)
			keep(out...)
			mean, rstd := LayerNorm(out, a, b, c, 1e-5)
			keep(mean, rstd)
			keep(out...)
			layerNormBackwardRow(out, c, d, b, a, b, mean, rstd)
			keep(out...)
			keep(c...)
			keep(d...)
			rotate(a, b, c, d)
			keep(a...)
			keep(b...)
			attentionGradient(a, b, 1, 2)
			keep(a...)
			keep(b...)
			key := Dropout{Rate: 0.5}.key()
			dropoutAdd(out, a, b, 77, &key)
			keep(out...)
			rates := OptimizerStep{LearningRate: 0.1, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, WeightDecay: 0.1, GradientScale: 2, Step: 3}.rates()
			clear(d)
			adamW(a, b, c, d, rates)
			adaBelief(a, b, c, d, rates)
			keep(a...)
			return all
		}
		requireSameBits(t, fmt.Sprint("length ", n), run(features{avx2: true, avx512: true}), run(features{avx2: true}))
	}
}

// Every single bad element must be found, wherever it stands.
func TestAllFinite(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 7, 8, 9, 31, 64, 130} {
			x := newGuarded(n, 1)
			for i := range x.data {
				x.data[i] = math.MaxFloat32
			}
			if !AllFinite(x.data) {
				t.Errorf("%d finite elements found not to be", n)
			}
			for i := range x.data {
				for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
					x.data[i] = float32(bad)
					if AllFinite(x.data) {
						t.Errorf("%v at %d of %d not found", bad, i, n)
					}
				}
				x.data[i] = 0
			}
		}
	})
}

func TestWorkersSumSquares(t *testing.T) {
	x := randomVector(newRand(1), 3*sumPiece+17, 1)
	var first float64
	for threads := 1; threads <= 3; threads++ {
		w := NewWorkers(threads)
		got := w.SumSquares(x)
		w.Close()
		if threads == 1 {
			first = got
		}
		if got != first {
			t.Errorf("%d threads: %v, one thread %v", threads, got, first)
		}
	}
}

func TestWorkersElementwise(t *testing.T) {
	eachThreads(t, func(t *testing.T, w *Workers) {
		n := 3*elementGrain + 5
		rng := newRand(4)
		a, b := randomVector(rng, n, 1), randomVector(rng, n, 1)
		want, got := make([]float32, n), make([]float32, n)
		Add(want, a, b)
		w.Add(got, a, b)
		requireSameBits(t, "Add", got, want)
		Scale(want, 3)
		w.Scale(got, 3)
		requireSameBits(t, "Scale", got, want)
		Lerp(want, 0.1, a)
		w.Lerp(got, 0.1, a)
		requireSameBits(t, "Lerp", got, want)
	})
}

func TestBias(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			for _, shape := range [][2]int{{0, 3}, {1, 1}, {5, 3}, {3, 64}, {4, 65}, {7, 200}, {300, 130}} {
				rows, width := shape[0], shape[1]
				rng := newRand(3)
				y, bias := newGuarded(rows*width, 1).fill(randomVector(rng, rows*width, 1)), randomVector(rng, width, 1)
				want, sum := widen(y.data), make([]float64, width)
				for i := range want {
					sum[i%width] += want[i]
					want[i] += float64(bias[i%width])
				}
				gradient := newGuarded(width, 3)
				w.BiasGradient(gradient.data, y.data, rows, width, false)
				gradient.check(t, "dBias")
				requireClose(t, "dBias", gradient.data, sum, 1e-5)
				w.BiasGradient(gradient.data, y.data, rows, width, true)
				for i := range sum {
					sum[i] *= 2
				}
				requireClose(t, "dBias added to", gradient.data, sum, 1e-5)
				w.BiasAdd(y.data, bias, rows, width)
				y.check(t, "y")
				requireClose(t, "y", y.data, want, 1e-7)
			}
		})
	})
}

// benchmarkPaths runs a benchmark on each set of instructions, with the bytes that
// one run reads and writes and the elements that it handles.
func benchmarkPaths(b *testing.B, bytes, elements int, run func()) {
	detected := cpu
	defer func() { cpu = detected }()
	for _, path := range []struct {
		name      string
		available bool
		cpu       features
	}{
		{"go", true, features{}},
		{"avx2", detected.avx2, features{avx2: true}},
		{"avx512", detected.avx512, features{avx2: true, avx512: true}},
	} {
		if !path.available {
			continue
		}
		cpu = path.cpu
		b.Run(path.name, func(b *testing.B) {
			b.SetBytes(int64(bytes))
			for b.Loop() {
				run()
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(elements), "ns/element")
		})
	}
}

// 16 KB vectors lie in the first-level cache, 4 MB ones do not.
func BenchmarkVector(b *testing.B) {
	for _, n := range []int{4096, 1 << 20} {
		x, y, z := randomVector(newRand(1), n, 1), randomVector(newRand(2), n, 1), make([]float32, n)
		b.Run(fmt.Sprintf("add/%d", n), func(b *testing.B) { benchmarkPaths(b, 12*n, n, func() { Add(z, x, y) }) })
		b.Run(fmt.Sprintf("axpy/%d", n), func(b *testing.B) { benchmarkPaths(b, 12*n, n, func() { Axpy(z, 1e-9, x) }) })
		b.Run(fmt.Sprintf("dot/%d", n), func(b *testing.B) { benchmarkPaths(b, 8*n, n, func() { Dot(x, y) }) })
		b.Run(fmt.Sprintf("sumSquares/%d", n), func(b *testing.B) { benchmarkPaths(b, 4*n, n, func() { SumSquares(x) }) })
		b.Run(fmt.Sprintf("allFinite/%d", n), func(b *testing.B) { benchmarkPaths(b, 4*n, n, func() { AllFinite(x) }) })
		b.Run(fmt.Sprintf("exp/%d", n), func(b *testing.B) { benchmarkPaths(b, 8*n, n, func() { Exp(z, x) }) })
		b.Run(fmt.Sprintf("gelu/%d", n), func(b *testing.B) { benchmarkPaths(b, 8*n, n, func() { GELU(z, x) }) })
		b.Run(fmt.Sprintf("geluBackward/%d", n), func(b *testing.B) {
			benchmarkPaths(b, 12*n, n, func() { geluBackward(z, y, x) })
		})
	}
}
