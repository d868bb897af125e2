package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// matrix is a rows×columns matrix with a leading dimension, between guards, and
// with NaN in the gaps between its rows: a kernel that lets one of those into a sum
// is found out.
type matrix struct {
	guarded
	rows, columns, ld int
}

func newMatrix(rng *rand.Rand, rows, columns, gap, offset int) matrix {
	ld := columns + gap
	m := matrix{newGuarded(max((rows-1)*ld+columns, 0), offset), rows, columns, ld}
	for i := range m.data {
		m.data[i] = float32(math.NaN())
		if i%ld < columns {
			m.data[i] = float32(rng.NormFloat64())
		}
	}
	return m
}

// transposed is an n×m matrix with the same elements.
func (m matrix) transposed(gap, offset int) matrix {
	x := newMatrix(rand.New(rand.NewPCG(0, 0)), m.columns, m.rows, gap, offset)
	for i := range m.rows {
		for j := range m.columns {
			x.data[j*x.ld+i] = m.at(i, j)
		}
	}
	return x
}

func (m matrix) at(i, j int) float32 { return m.data[i*m.ld+j] }

// stored returns m as Gemm's flag wants it.
func (m matrix) stored(transposed bool, gap, offset int) matrix {
	if transposed {
		return m.transposed(gap, offset)
	}
	return m
}

// checkProduct compares C with the plain loop in float64.
func checkProduct(t *testing.T, name string, a, b, c matrix, before []float32, alpha float32, bias []float32) {
	t.Helper()
	c.check(t, name)
	tolerance := 1e-6 * math.Sqrt(float64(a.columns)+1)
	for i := range c.rows {
		for j := range c.columns {
			sum := 0.0
			for p := range a.columns {
				sum += float64(a.at(i, p)) * float64(b.at(p, j))
			}
			sum *= float64(alpha)
			if bias != nil {
				sum += float64(bias[j])
			}
			if before != nil {
				sum += float64(before[i*c.ld+j])
			}
			if got := float64(c.at(i, j)); !(math.Abs(got-sum) <= tolerance*(3+math.Abs(sum))) {
				t.Fatalf("%s: C[%d,%d] = %v, want %v", name, i, j, got, sum)
			}
		}
		for j := c.columns; j < c.ld && i < c.rows-1; j++ {
			if v := c.data[i*c.ld+j]; v == v {
				t.Fatalf("%s: the gap after row %d of C was overwritten", name, i)
			}
		}
	}
}

// Every tail of rows and columns of every tile, odd lengths, all four transposes.
func TestGemm(t *testing.T) {
	type size struct{ m, n, k int }
	var sizes []size
	for m := 1; m <= 30; m++ {
		sizes = append(sizes, size{m, 1 + m*7%67, 1 + m*5%41}) // every number of rows up to two tiles
	}
	for n := 1; n <= 68; n++ {
		sizes = append(sizes, size{1 + n%17, n, 1 + n*3%37}) // every number of columns up to two panels
	}
	for k := range 20 {
		sizes = append(sizes, size{5, 35, k}) // every tail of the unrolled loops, and no steps at all
	}
	for _, rows := range []int{1, 2, 3, 4, 7} {
		sizes = append(sizes, size{rows, 300, 9}) // tiles over several panels, and what is left of them
	}
	sizes = append(sizes,
		size{500, 137, 11},         // many tiles of rows
		size{15, 1024 + 33, 6},     // of columns
		size{15, 33, 2*blockK + 3}, // of steps
		size{1, 200, 2*blockK + 3},
		size{128, 128, 32}, size{128, 32, 128}, // attention
	)
	eachPath(t, func(t *testing.T) {
		rng := newRand(1)
		var scratch Scratch
		for i, s := range sizes {
			for flags := range 8 {
				transA, transB, accumulate := flags&1 != 0, flags&2 != 0, flags&4 != 0
				if s.m*s.n*s.k > 1<<19 && accumulate {
					continue
				}
				name := fmt.Sprintf("%dx%dx%d transA=%v transB=%v accumulate=%v", s.m, s.n, s.k, transA, transB, accumulate)
				gap, offset := i%5, i%16
				a := newMatrix(rng, s.m, s.k, gap, offset).stored(transA, gap+1, offset)
				b := newMatrix(rng, s.k, s.n, gap, offset+1).stored(transB, gap+2, offset)
				c := newMatrix(rng, s.m, s.n, gap, offset+2)
				var before []float32
				if accumulate {
					before = append(before, c.data...)
				} else {
					fillRows(c, float32(math.NaN())) // the old contents do not matter
				}
				alpha := float32(1)
				if i%3 == 0 {
					alpha = 0.25
				}
				Gemm(&scratch, transA, transB, s.m, s.n, s.k, alpha, a.data, a.ld, b.data, b.ld, accumulate, c.data, c.ld)
				checkProduct(t, name, a.stored(transA, 0, 0), b.stored(transB, 0, 0), c, before, alpha, nil)
				a.check(t, name)
				b.check(t, name)
			}
		}
	})
}

func fillRows(m matrix, v float32) {
	for i := range m.rows {
		for j := range m.columns {
			m.data[i*m.ld+j] = v
		}
	}
}

func TestLinear(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			rng := newRand(2)
			for i, s := range []struct{ rows, n, k int }{
				{1, 1, 1}, {1, 129, 16}, {2, 64, 300}, {3, 65, 33}, {4, 31, 7}, {15, 48, 260}, {33, 100, 64}, {100, 400, 70},
			} {
				x := newMatrix(rng, s.rows, s.k, i, i)
				weight := newMatrix(rng, s.n, s.k, 0, i)
				bias := newGuarded(s.n, 3).fill(randomVector(rng, s.n, 1))
				y := newMatrix(rng, s.rows, s.n, i, 1)
				packed := Pack(weight.data, s.n, s.k)
				name := fmt.Sprint(s)

				w.Linear(y.data, y.ld, x.data, x.ld, s.rows, s.n, s.k, weight.data, bias.data)
				checkProduct(t, name, x, weight.transposed(0, 0), y, nil, 1, bias.data)

				z := newMatrix(rng, s.rows, s.n, i, 1)
				w.DirectPacked(z.data, z.ld, x.data, x.ld, s.rows, packed, bias.data)
				z.check(t, name)
				requireSameBits(t, "packed "+name, z.data, y.data)

				w.Linear(y.data, y.ld, x.data, x.ld, s.rows, s.n, s.k, weight.data, nil)
				w.DirectPacked(z.data, z.ld, x.data, x.ld, s.rows, packed, nil)
				checkProduct(t, name+" without bias", x, weight.transposed(0, 0), y, nil, 1, nil)
				requireSameBits(t, "packed without bias "+name, z.data, y.data)
			}
		})
	})
}

// An element's bits depend neither on the rows and columns beside it, nor on its
// position, the threads, the run, or which assembly computed it.
func TestGemmBits(t *testing.T) {
	const m, n, k = 61, 150, 2*blockK + 37
	rng := newRand(3)
	a, b := newMatrix(rng, m, k, 0, 0), newMatrix(rng, k, n, 0, 0)
	var assembly []float32
	eachPath(t, func(t *testing.T) {
		one := NewWorkers(1)
		want := make([]float32, m*n)
		one.Gemm(false, false, m, n, k, a.data, k, b.data, n, false, want, n)

		if cpu.avx2 && assembly != nil {
			requireSameBits(t, "another instruction set", want, assembly)
		}
		if cpu.avx2 {
			assembly = want
		}

		got := make([]float32, m*n)
		for _, threads := range []int{1, 2, 3, 5} {
			w := NewWorkers(threads)
			for flags := range 4 {
				transA, transB := flags&1 != 0, flags&2 != 0
				sa, sb := a.stored(transA, 0, 0), b.stored(transB, 0, 0)
				clear(got)
				w.Gemm(transA, transB, m, n, k, sa.data, sa.ld, sb.data, sb.ld, false, got, n)
				requireSameBits(t, fmt.Sprintf("%d threads, transA=%v transB=%v", threads, transA, transB), got, want)
			}
			w.Close()
		}

		var scratch Scratch
		for _, part := range []struct{ i, rows, j, columns int }{
			{0, 1, 0, n}, {m - 1, 1, 0, n}, {7, 2, 0, n}, {13, 3, 5, 100}, {20, 4, 1, 33}, {1, 14, 16, 16}, {3, 58, 149, 1},
		} {
			for flags := range 4 {
				transA, transB := flags&1 != 0, flags&2 != 0
				sa, sb := a.stored(transA, 0, 0), b.stored(transB, 0, 0)
				fromA, fromB := part.i*sa.ld, part.j
				if transA {
					fromA = part.i
				}
				if transB {
					fromB = part.j * sb.ld
				}
				Gemm(&scratch, transA, transB, part.rows, part.columns, k, 1, sa.data[fromA:], sa.ld, sb.data[fromB:], sb.ld, false, got, n)
				for r := range part.rows {
					requireSameBits(t, fmt.Sprint(part, transA, transB), got[r*n:][:part.columns], want[(part.i+r)*n+part.j:][:part.columns])
				}
			}
		}
	})
}

// A NaN or an infinity reaches exactly the elements that it belongs to.
func TestGemmSpecial(t *testing.T) {
	const m, n, k = 17, 45, 19
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	eachPath(t, func(t *testing.T) {
		var scratch Scratch
		for flags := range 4 {
			transA, transB := flags&1 != 0, flags&2 != 0
			rng := newRand(4)
			a, b := newMatrix(rng, m, k, 0, 0), newMatrix(rng, k, n, 0, 0)
			a.data[16*k+18] = nan
			a.data[3*k] = inf
			b.data[5*n+44] = nan
			b.data[18*n+7] = -inf
			sa, sb := a.stored(transA, 0, 0), b.stored(transB, 0, 0)
			c := make([]float32, m*n)
			Gemm(&scratch, transA, transB, m, n, k, 1, sa.data, sa.ld, sb.data, sb.ld, false, c, n)
			for i := range m {
				for j := range n {
					v := float64(c[i*n+j])
					want := "finite"
					switch {
					case i == 16 || j == 44:
						want = "NaN"
					case i == 3 || j == 7:
						want = "infinite or NaN"
					}
					got := "finite"
					if math.IsNaN(v) {
						got = "NaN"
					} else if math.IsInf(v, 0) {
						got = "infinite"
					}
					if got != want && !(want == "infinite or NaN" && got != "finite") {
						t.Fatalf("transA=%v transB=%v: C[%d,%d] is %v, want %s", transA, transB, i, j, v, want)
					}
				}
			}
		}
	})
}

// A short slice panics before anything is written.
func TestGemmRefuses(t *testing.T) {
	a, b, c := make([]float32, 12), make([]float32, 12), make([]float32, 9)
	var scratch Scratch
	for name, call := range map[string]func(){
		"short A":                   func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a[:11], 4, b, 3, false, c, 3) },
		"short B":                   func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a, 4, b[:11], 3, false, c, 3) },
		"short C":                   func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a, 4, b, 3, false, c[:8], 3) },
		"leading dimension":         func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a, 3, b, 3, false, c, 3) },
		"negative":                  func() { Gemm(&scratch, false, false, 3, -3, 4, 1, a, 4, b, 3, false, c, 3) },
		"short transposed A":        func() { Gemm(&scratch, true, false, 3, 3, 4, 1, a[:11], 3, b, 3, false, c, 3) },
		"leading dimension of B^T":  func() { Gemm(&scratch, false, true, 3, 3, 4, 1, a, 4, b, 3, false, c, 3) },
		"leading dimension of C":    func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a, 4, b, 3, false, c, 2) },
		"capacity behind the slice": func() { Gemm(&scratch, false, false, 3, 3, 4, 1, a, 4, b, 3, false, c[:6:9], 3) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
				for _, v := range c {
					if v != 0 {
						t.Error("C was written to")
					}
				}
			}()
			call()
		})
	}
}

// A product does not allocate once its scratch memory has grown.
func TestGemmAllocations(t *testing.T) {
	for _, threads := range []int{1, 2} {
		w := NewWorkers(threads)
		a, b, c := make([]float32, 100*300), make([]float32, 300*200), make([]float32, 100*200)
		run := func() { w.Gemm(false, false, 100, 200, 300, a, 300, b, 200, false, c, 200) }
		run()
		if n := testing.AllocsPerRun(5, run); n != 0 {
			t.Errorf("%d threads: %v allocations a product", threads, n)
		}
		w.Close()
	}
}
