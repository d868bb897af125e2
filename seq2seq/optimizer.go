package seq2seq

import (
	"fmt"
	"math"

	"transcoder/seq2seq/kernels"
)

// Update names an optimiser's rule.
type Update string

// The rules.
const (
	AdamW     Update = "adamw"     // Loshchilov & Hutter 2019, arXiv 1711.05101
	AdaBelief Update = "adabelief" // Zhuang et al. 2020, arXiv 2010.07468
)

// OptimizerOptions configure an Optimizer. The zero value is AdamW with the
// usual decays and no weight decay.
type OptimizerOptions struct {
	Update       Update  `json:"update"`        // "" means AdamW
	Beta1        float32 `json:"beta1"`         // decay of the first moment; 0 means 0.9
	Beta2        float32 `json:"beta2"`         // decay of the second moment; 0 means 0.98
	Epsilon      float32 `json:"epsilon"`       // 0 means 1e-8, 1e-16 for AdaBelief
	WeightDecay  float32 `json:"weight_decay"`  // of matrices, times the learning rate; 0 is none
	ClipNorm     float32 `json:"clip_norm"`     // largest norm of the whole gradient; 0 is no limit
	AverageDecay float32 `json:"average_decay"` // of the moving average of the weights; 0 keeps none
}

// Optimizer updates a trainer's model from its gradients. Its fields after
// Options are its state, which a checkpoint stores for an exact resume.
type Optimizer struct {
	Options OptimizerOptions

	Steps         int         // updates done
	First, Second [][]float32 // moments, one array a parameter
	Average       [][]float32 // moving average of the weights, nil without AverageDecay

	trainer *Trainer
}

// NewOptimizer returns an optimiser with moments of zero.
func NewOptimizer(t *Trainer, options OptimizerOptions) (*Optimizer, error) {
	if options.Update == "" {
		options.Update = AdamW
	}
	if options.Update != AdamW && options.Update != AdaBelief {
		return nil, fmt.Errorf("unknown optimizer %q: expected %s or %s", options.Update, AdamW, AdaBelief)
	}
	setDefault(&options.Beta1, 0.9)
	setDefault(&options.Beta2, 0.98)
	if options.Update == AdaBelief {
		setDefault(&options.Epsilon, 1e-16)
	}
	setDefault(&options.Epsilon, 1e-8)
	o := &Optimizer{Options: options, trainer: t}
	for _, p := range t.Model.Parameters {
		o.First = append(o.First, make([]float32, len(p.Data)))
		o.Second = append(o.Second, make([]float32, len(p.Data)))
		if options.AverageDecay > 0 {
			o.Average = append(o.Average, append([]float32(nil), p.Data...))
		}
	}
	return o, nil
}

func setDefault(x *float32, value float32) {
	if *x == 0 {
		*x = value
	}
}

// GradientNorm returns the Euclidean norm of the whole gradient.
func (o *Optimizer) GradientNorm() float64 {
	sum := 0.0
	for _, g := range o.trainer.Gradients {
		sum += o.trainer.workers.SumSquares(g)
	}
	return math.Sqrt(sum)
}

// Step updates the weights at a learning rate, zeroes the gradients and returns
// their norm before clipping. It changes nothing and returns an error where the
// norm is not finite.
func (o *Optimizer) Step(learningRate float32) (norm float64, err error) {
	norm = o.GradientNorm()
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return norm, fmt.Errorf("gradient norm is %v at update %d", norm, o.Steps+1)
	}
	scale := float32(1)
	if limit := float64(o.Options.ClipNorm); limit > 0 && norm > limit {
		scale = float32(limit / norm)
	}
	o.Steps++
	step := kernels.OptimizerStep{
		LearningRate: learningRate, Beta1: o.Options.Beta1, Beta2: o.Options.Beta2,
		Epsilon: o.Options.Epsilon, GradientScale: scale, Step: o.Steps,
	}
	workers := o.trainer.workers
	update := workers.AdamW
	if o.Options.Update == AdaBelief {
		update = workers.AdaBelief
	}
	for i, p := range o.trainer.Model.Parameters {
		step.WeightDecay = 0
		if len(p.Shape) > 1 { // biases and gains are not decayed
			step.WeightDecay = o.Options.WeightDecay
		}
		update(p.Data, o.trainer.Gradients[i], o.First[i], o.Second[i], step)
		if o.Average != nil {
			workers.Lerp(o.Average[i], o.averageRate(), p.Data)
		}
	}
	o.trainer.ZeroGradients()
	return norm, nil
}

// averageRate is 1-AverageDecay, larger in the first updates so that the average
// forgets the random start.
func (o *Optimizer) averageRate() float32 {
	warm := float32(1+o.Steps) / float32(10+o.Steps)
	return 1 - min(o.Options.AverageDecay, warm)
}

// AverageModel returns a model with the averaged weights, or the model itself
// where none are kept.
func (o *Optimizer) AverageModel() *Model {
	if o.Average == nil {
		return o.trainer.Model
	}
	m, err := NewEmpty(o.trainer.Model.Config)
	if err != nil {
		panic(err) // the trainer's model has this config
	}
	for i, p := range m.Parameters {
		copy(p.Data, o.Average[i])
	}
	return m
}
