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
//	p -= size·m/(√v·root + epsilon) + decay·p,  size = LearningRate/(1-β1ᵗ), root = 1/√(1-β2ᵗ)
//
// Each number stands eight times, the operand of an AVX2 instruction.
type optimizerRates [7][8]float32

const (
	rateScale = iota
	rateFirst // 1-β1
	rateSecond
	rateSize
	rateRoot
	rateEpsilon
	rateDecay
)

func (s OptimizerStep) rates() *optimizerRates {
	if s.Step < 1 {
		panic(fmt.Sprintf("kernels: optimizer step %d, expected 1 or more", s.Step))
	}
	t, b1, b2 := float64(s.Step), float64(s.Beta1), float64(s.Beta2)
	var rates optimizerRates
	for i, v := range [...]float64{
		rateScale: float64(s.GradientScale),
		rateFirst: 1 - b1, rateSecond: 1 - b2,
		rateSize:    float64(s.LearningRate) / (1 - math.Pow(b1, t)),
		rateRoot:    1 / math.Sqrt(1-math.Pow(b2, t)),
		rateEpsilon: float64(s.Epsilon),
		rateDecay:   float64(s.LearningRate) * float64(s.WeightDecay),
	} {
		for j := range rates[i] {
			rates[i][j] = float32(v)
		}
	}
	return &rates
}

// AdamW updates weights and the moments m and v, all of one length, in place by
// one step of Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv
// 1711.05101, algorithm 2; the schedule multiplier is part of LearningRate).
func (w *Workers) AdamW(weights, gradient, m, v []float32, step OptimizerStep) {
	rates := step.rates()
	gradient, m, v = gradient[:len(weights)], m[:len(weights)], v[:len(weights)]
	w.For(len(weights), elementGrain, func(_, low, high int) {
		if low < high {
			adamW(weights[low:high], gradient[low:high], m[low:high], v[low:high], rates)
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
			adaBelief(weights[low:high], gradient[low:high], m[low:high], s[low:high], rates)
		}
	})
}

func adamWGeneric(weights, gradient, m, v []float32, r *optimizerRates) {
	for i, g := range gradient {
		g *= r[rateScale][0]
		m[i] += float32(r[rateFirst][0] * (g - m[i]))
		v[i] += float32(r[rateSecond][0] * (float32(g*g) - v[i]))
		weights[i] -= r.change(weights[i], m[i], v[i])
	}
}

func adaBeliefGeneric(weights, gradient, m, s []float32, r *optimizerRates) {
	for i, g := range gradient {
		g *= r[rateScale][0]
		m[i] += float32(r[rateFirst][0] * (g - m[i]))
		g -= m[i]
		s[i] += float32(r[rateSecond][0]*(float32(g*g)-s[i])) + r[rateEpsilon][0]
		weights[i] -= r.change(weights[i], m[i], s[i])
	}
}

// change is what a weight loses.
func (r *optimizerRates) change(weight, m, v float32) float32 {
	root := float32(float32(math.Sqrt(float64(v)))*r[rateRoot][0]) + r[rateEpsilon][0]
	return float32(r[rateDecay][0]*weight) + r[rateSize][0]*m/root
}
