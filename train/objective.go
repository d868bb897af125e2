package train

import (
	"context"
	"fmt"
	"math/rand/v2"

	"transcoder/seq2seq"
)

// Objective is something to learn. Implementations live in packages that do not
// import this one.
type Objective interface {
	// Name is short and unique in a run: mlm, dae, bt. It names the objective in
	// metrics and checkpoints.
	Name() string

	// Step draws a batch with rng, adds weight times the gradient of its mean loss
	// a token to the trainer's, and returns the summed loss. No tokens and no
	// error means that the batch came to nothing.
	Step(ctx context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error)

	// State and Restore save and load what Step depends on besides the model and
	// rng, for exact resume.
	State() ([]byte, error)
	Restore([]byte) error
}

// Progressive is an Objective with settings that change over the run. The loop
// tells it the progress, 0 to 1, before each step.
type Progressive interface {
	SetProgress(progress float64)
}

// Measured is an Objective with figures of its own to report beside its loss:
// the share of generations kept, the loss of a direction. The loop asks when it
// reports; figures cover the time since it asked last.
type Measured interface {
	Measurements() map[string]float64
}

// Task is an objective's part in a run.
type Task struct {
	Objective Objective

	// Share is the objective's part of the batches, relative to the sum over tasks.
	// Nil is 1. Where it is 0 the objective rests.
	Share Ramp

	// Weight scales the objective's gradient. Nil is 1.
	Weight Ramp
}

// mixer deals batches to tasks in proportion to their shares by the largest
// credit rather than by lot: any window of n batches holds each task's share of
// n to within a few, and no luck is involved.
type mixer struct {
	tasks   []Task
	credits []float64
}

func newMixer(tasks []Task) *mixer { return &mixer{tasks, make([]float64, len(tasks))} }

// next returns the index of the task of the next batch.
func (m *mixer) next(progress float64) (int, error) {
	total := 0.0
	for _, t := range m.tasks {
		total += t.Share.At(progress)
	}
	if total <= 0 {
		return 0, fmt.Errorf("no objective has a share at progress %.3f", progress)
	}
	best := -1
	for i, t := range m.tasks {
		share := t.Share.At(progress) / total
		if share == 0 {
			m.credits[i] = 0 // what a resting task is owed is forgotten
			continue
		}
		m.credits[i] += share
		if best < 0 || m.credits[i] > m.credits[best] {
			best = i
		}
	}
	m.credits[best]--
	return best, nil
}
