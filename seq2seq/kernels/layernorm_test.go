package kernels

import (
	"fmt"
	"math"
	"testing"
)

func layerNormReference(x, gain, bias []float64, width int, epsilon float64) []float64 {
	y := make([]float64, len(x))
	for from := 0; from < len(x); from += width {
		row := x[from : from+width]
		mean, variance := 0.0, 0.0
		for _, v := range row {
			mean += v / float64(width)
		}
		for _, v := range row {
			variance += (v - mean) * (v - mean) / float64(width)
		}
		for i, v := range row {
			y[from+i] = gain[i]*(v-mean)/math.Sqrt(variance+epsilon) + bias[i]
		}
	}
	return y
}

func TestLayerNorm(t *testing.T) {
	const epsilon = 1e-3
	type shape struct{ rows, width int }
	shapes := []shape{{0, 4}, {1, 1}, {5, 2}, {2*layerNormPiece + 3, 3}, {40, 256}}
	for width := 3; width < 140; width++ {
		shapes = append(shapes, shape{2, width})
	}
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			for _, s := range shapes {
				rng := newRand(uint64(s.width))
				n := s.rows * s.width
				x, dy := randomVector(rng, n, 1), randomVector(rng, n, 1)
				for i := range x {
					x[i] += 3 // a mean that the variance must not feel
				}
				gain, bias := randomVector(rng, s.width, 1), randomVector(rng, s.width, 1)
				x64, gain64, bias64 := widen(x), widen(gain), widen(bias)
				reference := func() []float64 { return layerNormReference(x64, gain64, bias64, s.width, epsilon) }
				objective := func() float64 { return weightedSum(reference(), dy) }

				offset := s.width % 8
				y, mean, rstd := newGuarded(n, offset), newGuarded(s.rows, 1), newGuarded(s.rows, 2)
				w.LayerNormForward(y.data, mean.data, rstd.data, x, gain, bias, s.rows, s.width, epsilon)
				y.check(t, "y")
				mean.check(t, "mean")
				rstd.check(t, "rstd")
				name := fmt.Sprintf("%d x %d: ", s.rows, s.width)
				requireClose(t, name+"y", y.data, reference(), 2e-6)

				dx, dGain, dBias := newGuarded(n, 3), newGuarded(s.width, offset), newGuarded(s.width, 1)
				w.LayerNormBackward(dx.data, dGain.data, dBias.data, dy, x, nil, mean.data, rstd.data, gain, s.rows, s.width, false)
				dx.check(t, "dx")
				dGain.check(t, "dGain")
				dBias.check(t, "dBias")
				// Two almost equal elements leave rstd near 1/√epsilon and dx a difference of
				// numbers a hundred times its size.
				tolerance := 1e-5
				if s.width < 3 {
					tolerance = 1e-4
				}
				// Central differences cost rows·width reference runs: analytic in float64 at
				// the larger shapes.
				wantX, wantGain, wantBias := layerNormGradients(x64, gain64, widen(dy), s.width, epsilon)
				if n <= 200 && s.width > 1 {
					requireGradient(t, name+"dx", dx.data, x64, objective, tolerance)
					requireGradient(t, name+"dGain", dGain.data, gain64, objective, 1e-5)
					requireGradient(t, name+"dBias", dBias.data, bias64, objective, 1e-5)
				}
				if s.width == 1 { // 0 but for the rounding of g - mean(g)
					wantX = widen(dx.data)
					if math.Abs(wantX[0]) > 1e-6 {
						t.Errorf("dx of a single element is %v, want 0", wantX[0])
					}
				}
				requireClose(t, name+"dx", dx.data, wantX, tolerance)
				requireClose(t, name+"dGain", dGain.data, wantGain, 1e-5)
				requireClose(t, name+"dBias", dBias.data, wantBias, 1e-5)

				// Adding, in place.
				in := append([]float32(nil), dy...)
				w.LayerNormBackward(in, dGain.data, dBias.data, in, x, nil, mean.data, rstd.data, gain, s.rows, s.width, true)
				requireSameBits(t, name+"dx in place", in, dx.data)

				// A residual is added to the same dx.
				residual := randomVector(rng, n, 1)
				sum := make([]float32, n)
				w.LayerNormBackward(sum, make([]float32, s.width), make([]float32, s.width), dy, x, residual, mean.data, rstd.data, gain, s.rows, s.width, true)
				AddTo(residual, dx.data)
				requireSameBits(t, name+"dx and residual", sum, residual)
				for i := range wantGain {
					wantGain[i] *= 2
					wantBias[i] *= 2
				}
				requireClose(t, name+"dGain added to", dGain.data, wantGain, 1e-5)
				requireClose(t, name+"dBias added to", dBias.data, wantBias, 1e-5)
			}
		})
	})
}

func layerNormGradients(x, gain, dy []float64, width int, epsilon float64) (dx, dGain, dBias []float64) {
	dx, dGain, dBias = make([]float64, len(x)), make([]float64, width), make([]float64, width)
	for from := 0; from < len(x); from += width {
		mean, variance := 0.0, 0.0
		for _, v := range x[from : from+width] {
			mean += v / float64(width)
		}
		for _, v := range x[from : from+width] {
			variance += (v - mean) * (v - mean) / float64(width)
		}
		rstd := 1 / math.Sqrt(variance+epsilon)
		a, b := 0.0, 0.0
		for i := range width {
			normal := (x[from+i] - mean) * rstd
			a += dy[from+i] * gain[i] / float64(width)
			b += dy[from+i] * gain[i] * normal / float64(width)
			dGain[i] += dy[from+i] * normal
			dBias[i] += dy[from+i]
		}
		for i := range width {
			dx[from+i] = rstd * (dy[from+i]*gain[i] - a - (x[from+i]-mean)*rstd*b)
		}
	}
	return dx, dGain, dBias
}

// Gain and bias gradients are the same at any number of threads.
func TestLayerNormThreads(t *testing.T) {
	const rows, width = 5*layerNormPiece + 1, 24
	rng := newRand(1)
	x, dy, gain := randomVector(rng, rows*width, 1), randomVector(rng, rows*width, 1), randomVector(rng, width, 1)
	mean, rstd := randomVector(rng, rows, 1), randomVector(rng, rows, 1)
	var want []float32
	for threads := 1; threads <= 4; threads++ {
		w := NewWorkers(threads)
		dx, dGain, dBias := make([]float32, rows*width), make([]float32, width), make([]float32, width)
		w.LayerNormBackward(dx, dGain, dBias, dy, x, nil, mean, rstd, gain, rows, width, false)
		w.Close()
		all := append(append(dx, dGain...), dBias...)
		if threads == 1 {
			want = all
		}
		requireSameBits(t, fmt.Sprint(threads, " threads"), all, want)
	}
}

func BenchmarkLayerNorm(b *testing.B) {
	const rows, width = 512, 256
	rng := newRand(1)
	n := rows * width
	x, dy, y := randomVector(rng, n, 1), randomVector(rng, n, 1), make([]float32, n)
	gain, bias := randomVector(rng, width, 1), randomVector(rng, width, 1)
	mean, rstd := make([]float32, rows), make([]float32, rows)
	dGain, dBias := make([]float32, width), make([]float32, width)
	w := NewWorkers(1)
	defer w.Close()
	b.Run("forward", func(b *testing.B) {
		benchmarkPaths(b, 8*n, n, func() { w.LayerNormForward(y, mean, rstd, x, gain, bias, rows, width, 1e-5) })
	})
	b.Run("backward", func(b *testing.B) {
		benchmarkPaths(b, 12*n, n, func() {
			w.LayerNormBackward(y, dGain, dBias, dy, x, nil, mean, rstd, gain, rows, width, false)
		})
	})
}
