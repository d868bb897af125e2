package kernels

import (
	"math"
	"testing"
)

func geluReference(x float64) float64 {
	return x / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
}

func TestGELU(t *testing.T) {
	eachVector(t, func(t *testing.T, n, offset int) {
		rng := newRand(uint64(n))
		x, dy := randomVector(rng, n, 2), randomVector(rng, n, 1)
		x64 := widen(x)
		reference := func() []float64 {
			y := make([]float64, n)
			for i, v := range x64 {
				y[i] = geluReference(v)
			}
			return y
		}
		in, out, grad := newGuarded(n, offset).fill(x), newGuarded(n, 1), newGuarded(n, offset+1)
		GELU(out.data, in.data)
		out.check(t, "y")
		requireClose(t, "y", out.data, reference(), 3e-7)
		w := NewWorkers(1)
		defer w.Close()
		w.GELUBackward(grad.data, dy, in.data)
		grad.check(t, "dx")
		const step = 1e-5
		want := make([]float64, n)
		for i, v := range x64 {
			want[i] = float64(dy[i]) * (geluReference(v+step) - geluReference(v-step)) / (2 * step)
		}
		requireClose(t, "dx", grad.data, want, 2e-6)
	})
}

func TestGELUExtremes(t *testing.T) {
	w := NewWorkers(1)
	defer w.Close()
	eachPath(t, func(t *testing.T) {
		for _, test := range []struct {
			x, y, slope float32
			reason      string
		}{
			{0, 0, 0.5, "zero"},
			{20, 20, 1, "saturated above"},
			{-20, 0, 0, "saturated below"},
			{1e30, 1e30, 1, "the cube overflows"},
			{-1e30, 0, 0, "the cube overflows below"},
			{math.MaxFloat32, math.MaxFloat32, 1, "largest"},
		} {
			y, dx := []float32{0}, []float32{1}
			GELU(y, []float32{test.x})
			w.GELUBackward(dx, dx, []float32{test.x})
			if y[0] != test.y || dx[0] != test.slope {
				t.Errorf("%s: gelu(%v) = %v, slope %v; want %v and %v", test.reason, test.x, y[0], dx[0], test.y, test.slope)
			}
		}
		// Relative accuracy for negative x, where the tanh form cancels.
		for x := -5.0; x < 0; x += 0.01 {
			y := []float32{float32(x)}
			GELU(y, y)
			v := float64(float32(x))
			want := v / (1 + math.Exp(-2*math.Sqrt(2/math.Pi)*(v+0.044715*v*v*v)))
			if math.Abs(float64(y[0])/want-1) > 3e-6 {
				t.Errorf("gelu(%v) = %v, want %v", v, y[0], want)
			}
		}
	})
}

func TestGELUParallel(t *testing.T) {
	eachThreads(t, func(t *testing.T, w *Workers) {
		n := 2*elementGrain + 33
		rng := newRand(1)
		x, dy := randomVector(rng, n, 2), randomVector(rng, n, 1)
		want, got := make([]float32, n), make([]float32, n)
		GELU(want, x)
		w.GELUForward(got, x)
		requireSameBits(t, "y", got, want)
		geluBackward(want, dy, x)
		w.GELUBackward(got, dy, x)
		requireSameBits(t, "dx", got, want)
	})
}
