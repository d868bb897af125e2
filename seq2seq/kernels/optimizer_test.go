package kernels

import (
	"math"
	"testing"
)

// The papers' updates, in float64.
func optimizerReference(belief bool, p, g, m, v []float64, s OptimizerStep) {
	b1, b2, lr, epsilon := float64(s.Beta1), float64(s.Beta2), float64(s.LearningRate), float64(s.Epsilon)
	for i := range p {
		gradient := g[i] * float64(s.GradientScale)
		m[i] = b1*m[i] + (1-b1)*gradient
		if belief {
			v[i] = b2*v[i] + (1-b2)*(gradient-m[i])*(gradient-m[i]) + epsilon
		} else {
			v[i] = b2*v[i] + (1-b2)*gradient*gradient
		}
		mHat := m[i] / (1 - math.Pow(b1, float64(s.Step)))
		vHat := v[i] / (1 - math.Pow(b2, float64(s.Step)))
		p[i] -= lr*mHat/(math.Sqrt(vHat)+epsilon) + lr*float64(s.WeightDecay)*p[i]
	}
}

func TestOptimizers(t *testing.T) {
	for _, test := range []struct {
		name   string
		belief bool
		run    func(w *Workers, p, g, m, v []float32, s OptimizerStep)
	}{
		{"AdamW", false, (*Workers).AdamW},
		{"AdaBelief", true, (*Workers).AdaBelief},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := NewWorkers(1)
			defer w.Close()
			eachVector(t, func(t *testing.T, n, offset int) {
				rng := newRand(uint64(n))
				p, m, v := newGuarded(n, offset).fill(randomVector(rng, n, 1)), newGuarded(n, 1), newGuarded(n, 2)
				clear(m.data)
				clear(v.data)
				p64, m64, v64 := widen(p.data), widen(m.data), widen(v.data)
				for step := 1; step <= 3; step++ {
					g := newGuarded(n, offset+step).fill(randomVector(rng, n, 0.1))
					if n > 3 {
						g.data[3] = 0 // 0/(0+epsilon) must stay 0
					}
					s := OptimizerStep{LearningRate: 0.01, Beta1: 0.9, Beta2: 0.98, Epsilon: 1e-8, WeightDecay: 0.1, GradientScale: 0.5, Step: step}
					test.run(w, p.data, g.data, m.data, v.data, s)
					optimizerReference(test.belief, p64, widen(g.data), m64, v64, s)
					p.check(t, "weights")
					m.check(t, "m")
					v.check(t, "v")
					g.check(t, "gradient")
					requireClose(t, "weights", p.data, p64, 2e-6)
					requireClose(t, "m", m.data, m64, 1e-6)
					requireClose(t, "v", v.data, v64, 3e-6)
				}
			})
		})
	}
}

func TestOptimizersParallel(t *testing.T) {
	n := 3*elementGrain + 11
	s := OptimizerStep{LearningRate: 0.01, Beta1: 0.9, Beta2: 0.98, Epsilon: 1e-8, WeightDecay: 0.1, GradientScale: 1, Step: 5}
	var want []float32
	for threads := 1; threads <= 3; threads++ {
		w := NewWorkers(threads)
		rng := newRand(2)
		p, g, m, v := randomVector(rng, n, 1), randomVector(rng, n, 1), randomVector(rng, n, 1), randomVector(rng, n, 1)
		for i := range v {
			v[i] *= v[i]
		}
		w.AdamW(p, g, m, v, s)
		w.AdaBelief(p, g, m, v, s)
		w.Close()
		if threads == 1 {
			want = p
		}
		requireSameBits(t, "weights", p, want)
	}
}

func BenchmarkAdamW(b *testing.B) {
	const n = 1 << 20
	rng := newRand(1)
	p, g, m, v := randomVector(rng, n, 1), randomVector(rng, n, 1), make([]float32, n), make([]float32, n)
	w := NewWorkers(1)
	defer w.Close()
	s := OptimizerStep{LearningRate: 1e-4, Beta1: 0.9, Beta2: 0.98, Epsilon: 1e-8, WeightDecay: 0.01, GradientScale: 1, Step: 1}
	benchmarkPaths(b, 28*n, n, func() { w.AdamW(p, g, m, v, s) })
}
