package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// guard is written round every slice under test; a kernel that writes outside its
// slice changes one.
const guard = float32(-12345.678)

// guarded is a slice of n elements with guards on both sides.
type guarded struct {
	all  []float32
	data []float32
	from int
}

// newGuarded places n elements offset elements behind some 16-element border, so
// that every alignment can be tried.
func newGuarded(n, offset int) guarded {
	const margin = 32
	all := make([]float32, margin+offset+n+margin)
	for i := range all {
		all[i] = guard
	}
	from := margin + offset
	return guarded{all, all[from : from+n : from+n], from}
}

func (g guarded) fill(data []float32) guarded {
	copy(g.data, data)
	return g
}

func (g guarded) check(t *testing.T, name string) {
	t.Helper()
	for i, v := range g.all {
		if (i < g.from || i >= g.from+len(g.data)) && v != guard {
			t.Fatalf("%s: element %d of %d was overwritten with %v", name, i-g.from, len(g.data), v)
		}
	}
}

func randomVector(rng *rand.Rand, n int, scale float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64() * scale)
	}
	return x
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// requireClose fails unless |got - want| <= tolerance·(scale of want + 1e-30) at
// every element, the scale being the largest magnitude in want.
func requireClose(t *testing.T, name string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", name, len(got), len(want))
	}
	scale := 0.0
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i, v := range got {
		if !(math.Abs(float64(v)-want[i]) <= tolerance*(scale+1e-30)) {
			t.Fatalf("%s[%d] = %v, want %v (tolerance %v of %v)", name, i, v, want[i], tolerance, scale)
		}
	}
}

// requireGradient compares got, the gradient of objective with respect to at, with
// central differences of the float64 reference.
func requireGradient(t *testing.T, name string, got []float32, at []float64, objective func() float64, tolerance float64) {
	t.Helper()
	const step = 1e-5
	want := make([]float64, len(at))
	for i, v := range at {
		at[i] = v + step
		up := objective()
		at[i] = v - step
		down := objective()
		at[i] = v
		want[i] = (up - down) / (2 * step)
	}
	requireClose(t, name, got, want, tolerance)
}

func weightedSum(x []float64, weights []float32) float64 {
	sum := 0.0
	for i, v := range x {
		sum += v * float64(weights[i])
	}
	return sum
}

// eachPath runs a test once for every set of instructions that this CPU has.
func eachPath(t *testing.T, run func(t *testing.T)) {
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
		if path.available {
			cpu = path.cpu
			t.Run(path.name, run)
		}
	}
}

// eachThreads runs a test with one and with three threads, more than the loops'
// splits come out even for.
func eachThreads(t *testing.T, run func(t *testing.T, w *Workers)) {
	for _, threads := range []int{1, 3} {
		t.Run(fmt.Sprint(threads, " threads"), func(t *testing.T) {
			w := NewWorkers(threads)
			defer w.Close()
			run(t, w)
		})
	}
}

func requireSameBits(t *testing.T, name string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s[%d] = %v, want the bits of %v", name, i, got[i], want[i])
		}
	}
}
