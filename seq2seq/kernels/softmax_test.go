package kernels

import (
	"math"
	"testing"
)

// ulps is the distance of got from want in units of want's last place.
func ulps(got float32, want float64) float64 {
	nearest := float32(want)
	unit := float64(math.Nextafter32(float32(math.Abs(float64(nearest))), math.MaxFloat32)) - math.Abs(float64(nearest))
	return math.Abs(float64(got)-want) / unit
}

func TestExpAccuracy(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		const n = 1 << 16
		x, y := make([]float32, n), make([]float32, n)
		worst := 0.0
		for i := range x { // from the smallest normal result to the end of the range
			x[i] = float32(-87.3365 + (88.37+87.3365)*float64(i)/(n-1))
		}
		Exp(y, x)
		for i := range x {
			worst = max(worst, ulps(y[i], math.Exp(float64(x[i]))))
		}
		t.Logf("largest error %.3f units in the last place", worst)
		if worst > 2 {
			t.Errorf("error %v units in the last place, promised 2", worst)
		}
	})
}

func TestExpSpecial(t *testing.T) {
	infinity := float32(math.Inf(1))
	eachPath(t, func(t *testing.T) {
		for _, test := range []struct {
			x, want float32
			reason  string
		}{
			{0, 1, "exactly 1"},
			{float32(math.Copysign(0, -1)), 1, "negative zero"},
			{-infinity, 0, "masked score"},
			{infinity, infinity, "overflow"},
			{89, infinity, "just above the range"},
			{-88, 0, "result below the smallest normal number"},
			{-1e30, 0, "far below"},
			{1e30, infinity, "far above"},
			{math.SmallestNonzeroFloat32, 1, "denormal argument"},
		} {
			for n := 1; n < 20; n++ { // every lane and tail
				x := make([]float32, n)
				x[n-1] = test.x
				Exp(x, x)
				if x[n-1] != test.want {
					t.Errorf("%s: exp(%v) = %v in lane %d, want %v", test.reason, test.x, x[n-1], n-1, test.want)
				}
			}
		}
		x := []float32{float32(math.NaN())}
		Exp(x, x)
		if x[0] == x[0] {
			t.Errorf("exp(NaN) = %v", x[0])
		}
	})
}

func TestSoftmax(t *testing.T) {
	eachVector(t, func(t *testing.T, n, offset int) {
		rng := newRand(uint64(n) + 1)
		x := randomVector(rng, n, 5)
		if n > 2 {
			x[n/2] = negativeInfinity // a masked position
		}
		want, sum := make([]float64, n), 0.0
		for _, v := range x {
			sum += math.Exp(float64(v))
		}
		logSum := math.Log(sum)
		for i, v := range x {
			want[i] = math.Exp(float64(v)) / sum
		}
		g := newGuarded(n, offset).fill(x)
		got := Softmax(g.data)
		g.check(t, "softmax")
		requireClose(t, "softmax", g.data, want, 1e-6)
		if n > 0 && math.Abs(float64(got)-logSum) > 1e-5 || n == 0 && got != negativeInfinity {
			t.Errorf("log-sum %v, want %v", got, logSum)
		}

		g.fill(x)
		scratch := newGuarded(n, 3)
		if again := LogSumExp(g.data, scratch.data); math.Float32bits(again) != math.Float32bits(got) {
			t.Errorf("LogSumExp %v, Softmax's %v", again, got)
		}
		LogSoftmax(g.data, scratch.data)
		g.check(t, "log-softmax")
		scratch.check(t, "scratch")
		for i, v := range x {
			if !(v == negativeInfinity && g.data[i] == v) && math.Abs(float64(g.data[i])-(float64(v)-logSum)) > 1e-5 {
				t.Errorf("log-softmax[%d] = %v, want %v", i, g.data[i], float64(v)-logSum)
			}
		}
	})
}

func TestSoftmaxOfNothing(t *testing.T) {
	x := []float32{negativeInfinity, negativeInfinity}
	if got := Softmax(x); got != negativeInfinity || x[0] != 0 || x[1] != 0 {
		t.Errorf("softmax of masked positions alone: %v, log-sum %v; want zeros and -Inf", x, got)
	}
}

// A decoded row may not depend on its place in memory.
func TestRowBits(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		rng := newRand(9)
		for _, n := range []int{1, 5, 31, 64, 100, 256, 1000} {
			x, gain, bias := randomVector(rng, n, 3), randomVector(rng, n, 1), randomVector(rng, n, 1)
			for name, row := range map[string]func(y, x []float32){
				"Exp":       Exp,
				"GELU":      GELU,
				"Softmax":   func(y, x []float32) { copy(y, x); Softmax(y) },
				"LayerNorm": func(y, x []float32) { LayerNorm(y, x, gain, bias, 1e-5) },
			} {
				want := make([]float32, n)
				row(want, x)
				for offset := range 9 {
					in, out := newGuarded(n, offset).fill(x), newGuarded(n, 8-offset)
					row(out.data, in.data)
					out.check(t, name)
					requireSameBits(t, name, out.data, want)
					row(in.data, in.data) // in place
					requireSameBits(t, name+" in place", in.data, want)
				}
			}
			// Element-wise kernels: the same bits in another vector, too.
			for name, kernel := range map[string]func(y, x []float32){"Exp": Exp, "GELU": GELU} {
				want, got := make([]float32, n), make([]float32, n)
				kernel(want, x)
				for i := range x {
					kernel(got[i:i+1], x[i:i+1])
				}
				requireSameBits(t, name+" one by one", got, want)
			}
		}
	})
}

func BenchmarkSoftmax(b *testing.B) {
	const n = 128 // keys of a training sequence
	scores, x := randomVector(newRand(1), n, 1), make([]float32, n)
	benchmarkPaths(b, 8*n, n, func() {
		copy(x, scores)
		Softmax(x)
	})
}
