package kernels

import (
	"fmt"
	"math"
)

// OptimizerStep holds the numbers of one update.
type OptimizerStep struct {
	LearningRate  float32
	Beta1, Beta2  float32 // decay of the first and second moment, in [0, 1)
	Epsilon       float32
	WeightDecay   float32 // decoupled: times the learning rate; 0 disables
	GradientScale float32 // multiplies the gradient first (clipping, averaging); 1 for none, 0 makes every gradient 0
	Step          int     // 1-based, for the bias correction
}

// optimizerRates is a step ready for the inner loop: with corrected moments
// m/(1-β1ᵗ) and v/(1-β2ᵗ),
//
//	p -= rate·m/(√v·root + epsilon) + decay·p,  rate = LearningRate/(1-β1ᵗ), root = 1/√(1-β2ᵗ)
type optimizerRates struct {
	scale, beta1, beta2, rate, root, epsilon, decay float32
}

func (s OptimizerStep) rates() optimizerRates {
	if s.Step < 1 {
		panic(fmt.Sprintf("kernels: optimizer step %d, expected 1 or more", s.Step))
	}
	t := float64(s.Step)
	return optimizerRates{
		scale: s.GradientScale, beta1: s.Beta1, beta2: s.Beta2,
		rate:    float32(float64(s.LearningRate) / (1 - math.Pow(float64(s.Beta1), t))),
		root:    float32(1 / math.Sqrt(1-math.Pow(float64(s.Beta2), t))),
		epsilon: s.Epsilon,
		decay:   s.LearningRate * s.WeightDecay,
	}
}

// AdamW updates weights and the moments m and v, all of one length, in place by
// one step of Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv
// 1711.05101, algorithm 2; the schedule multiplier is part of LearningRate).
func (w *Workers) AdamW(weights, gradient, m, v []float32, step OptimizerStep) {
	rates := step.rates()
	gradient, m, v = gradient[:len(weights)], m[:len(weights)], v[:len(weights)]
	w.For(len(weights), elementGrain, func(_, low, high int) {
		if low < high {
			adamW(weights[low:high], gradient[low:high], m[low:high], v[low:high], &rates)
		}
	})
}

// AdaBelief is AdamW with the second moment of the gradient's deviation from its
// mean (Zhuang et al. 2020, arXiv 2010.07468, algorithm 2): Epsilon is added to
// the moment s at each step as well as to its root, as in the paper.
func (w *Workers) AdaBelief(weights, gradient, m, s []float32, step OptimizerStep) {
	rates := step.rates()
	gradient, m, s = gradient[:len(weights)], m[:len(weights)], s[:len(weights)]
	w.For(len(weights), elementGrain, func(_, low, high int) {
		if low < high {
			adaBelief(weights[low:high], gradient[low:high], m[low:high], s[low:high], &rates)
		}
	})
}

func adamWGeneric(weights, gradient, m, v []float32, r *optimizerRates) {
	for i, g := range gradient {
		g *= r.scale
		m[i] += float32((1 - r.beta1) * (g - m[i]))
		v[i] += float32((1 - r.beta2) * (float32(g*g) - v[i]))
		root := float32(float32(math.Sqrt(float64(v[i])))*r.root) + r.epsilon
		weights[i] -= float32(r.decay*weights[i]) + r.rate*m[i]/root
	}
}

func adaBeliefGeneric(weights, gradient, m, s []float32, r *optimizerRates) {
	for i, g := range gradient {
		g *= r.scale
		m[i] += float32((1 - r.beta1) * (g - m[i]))
		d := g - m[i]
		s[i] += float32((1-r.beta2)*(float32(d*d)-s[i])) + r.epsilon
		root := float32(float32(math.Sqrt(float64(s[i])))*r.root) + r.epsilon
		weights[i] -= float32(r.decay*weights[i]) + r.rate*m[i]/root
	}
}
