package seq2seq

import (
	"errors"
	"fmt"

	"transcoder/seq2seq/kernels"
	"transcoder/seq2seq/ops"
)

// TrainerOptions configure a Trainer.
type TrainerOptions struct {
	// MaxTokens is the most tokens of one side that are computed at once, BOS or
	// EOS of each sequence included; a larger step is split. Memory grows with it.
	// 0 means 4096.
	MaxTokens int

	Threads   int     // 0 means all processors
	Dropout   float32 // probability in [0, 1); 0 is none
	Smoothing float32 // label smoothing in [0, 1); 0 is none
}

// Trainer computes losses and gradients of a model. Its graphs are built on
// first use, one for each topology. It is not safe for concurrent use.
type Trainer struct {
	Model *Model

	// Gradients holds, for each of the model's parameters, the sum of what the
	// steps since ZeroGradients gave.
	Gradients [][]float32

	options TrainerOptions
	workers *kernels.Workers
	backend ops.Backend
	seed    uint64
	batch   ops.Batch

	programs [topologies]*ops.Program
}

// The topologies that a trainer runs.
const (
	topologyTranslate = iota
	topologyEvaluate
	topologyMaskedLM
	topologyEvaluateMaskedLM
	topologies
)

// NewTrainer returns a trainer of a model, which it changes only through an
// Optimizer.
func NewTrainer(m *Model, options TrainerOptions) (*Trainer, error) {
	if options.MaxTokens == 0 {
		options.MaxTokens = 4096
	}
	if options.MaxTokens < 2 {
		return nil, fmt.Errorf("trainer: max tokens is %d, expected at least 2", options.MaxTokens)
	}
	if !(options.Dropout >= 0 && options.Dropout < 1) || !(options.Smoothing >= 0 && options.Smoothing < 1) {
		return nil, errors.New("trainer: dropout and smoothing must be in [0, 1)")
	}
	workers := kernels.NewWorkers(options.Threads)
	t := &Trainer{Model: m, options: options, workers: workers, backend: ops.CPU(workers)}
	for _, p := range m.Parameters {
		t.Gradients = append(t.Gradients, make([]float32, len(p.Data)))
	}
	return t, nil
}

// Workers returns the threads that the trainer computes on.
func (t *Trainer) Workers() *kernels.Workers { return t.workers }

// Close stops the trainer's threads.
func (t *Trainer) Close() { t.workers.Close() }

// Reseed sets where the dropout masks of the following steps come from. A loop
// that draws it from its own generator resumes exactly.
func (t *Trainer) Reseed(seed uint64) { t.seed = seed }

// ZeroGradients forgets the gradients.
func (t *Trainer) ZeroGradients() {
	for _, g := range t.Gradients {
		clear(g)
	}
}

// program returns the compiled graph of a topology.
func (t *Trainer) program(topology int) (*ops.Program, error) {
	if p := t.programs[topology]; p != nil {
		return p, nil
	}
	train := topology == topologyTranslate || topology == topologyMaskedLM
	options := ops.Options{SourceRows: t.options.MaxTokens}
	gradients := t.Gradients
	if train {
		options.Dropout = t.options.Dropout
	} else {
		gradients = nil
	}
	pairs := topology == topologyTranslate || topology == topologyEvaluate
	if pairs {
		options.TargetRows = t.options.MaxTokens
	}
	n := newNetwork(t.Model, gradients, t.backend, options)
	var cost *ops.Node
	if pairs {
		cost = n.translation(train)
	} else {
		cost = n.maskedLM(train)
	}
	p, err := n.graph.Compile(cost, train)
	if err != nil {
		return nil, fmt.Errorf("build training graph: %w", err)
	}
	t.programs[topology] = p
	return p, nil
}

// Translate adds weight times the gradient of the mean loss a target token, and
// returns the summed loss. Nothing is computed where a pair is out of the
// model's range or longer than MaxTokens.
func (t *Trainer) Translate(pairs []Pair, weight float32) (Loss, error) {
	return t.runPairs(topologyTranslate, pairs, weight)
}

// Evaluate returns the loss of Translate, without dropout, smoothing or
// gradients.
func (t *Trainer) Evaluate(pairs []Pair) (Loss, error) {
	return t.runPairs(topologyEvaluate, pairs, 0)
}

func (t *Trainer) runPairs(topology int, pairs []Pair, weight float32) (Loss, error) {
	tokens := 0
	for i, p := range pairs {
		for _, s := range []Sequence{p.Source, p.Target} {
			if err := t.check(s); err != nil {
				return Loss{}, fmt.Errorf("pair %d: %w", i, err)
			}
		}
		tokens += len(p.Target.IDs) + 1
	}
	program, err := t.program(topology)
	if err != nil {
		return Loss{}, err
	}
	var total Loss
	for len(pairs) > 0 {
		source, target := newPacker(t.Model.Config, &t.batch.Source), newPacker(t.Model.Config, &t.batch.Target)
		t.batch.Labels = t.batch.Labels[:0]
		n := 0
		for _, p := range pairs {
			if t.batch.Source.Rows()+len(p.Source.IDs)+1 > t.options.MaxTokens ||
				t.batch.Target.Rows()+len(p.Target.IDs)+1 > t.options.MaxTokens {
				break
			}
			source.source(p.Source)
			t.batch.Labels = target.target(p.Target, t.batch.Labels)
			n++
		}
		pairs = pairs[n:]
		loss, err := t.run(program, topology == topologyTranslate, len(t.batch.Labels), tokens, weight)
		if err != nil {
			return total, err
		}
		total.Add(loss)
	}
	return total, nil
}

// check returns an error for a sequence that does not fit model or trainer.
func (t *Trainer) check(s Sequence) error {
	if len(s.IDs)+1 > t.options.MaxTokens {
		return fmt.Errorf("sequence of %d tokens: max tokens is %d", len(s.IDs), t.options.MaxTokens)
	}
	return t.Model.Config.check(s)
}

// run executes a program on the packed batch. labels is the number of labels in
// it, tokens that of the whole step.
func (t *Trainer) run(program *ops.Program, train bool, labels, tokens int, weight float32) (Loss, error) {
	t.batch.Scale, t.batch.Smoothing = 0, 0
	if train {
		t.batch.Scale = weight / float32(tokens)
		t.batch.Smoothing = t.options.Smoothing
		t.batch.Seed = t.seed
		t.seed += 0x9e3779b97f4a7c15 // another mask for the next part of the step
	}
	if err := program.Run(&t.batch); err != nil {
		return Loss{}, err
	}
	return Loss{Nats: t.batch.Nats, Tokens: labels, Correct: t.batch.Correct}, nil
}

// MaskedLM adds weight times the gradient of the mean loss a masked token, and
// returns the summed loss.
func (t *Trainer) MaskedLM(sequences []MaskedSequence, weight float32) (Loss, error) {
	return t.runMasked(topologyMaskedLM, sequences, weight)
}

// EvaluateMaskedLM returns the loss of MaskedLM, without dropout or gradients.
func (t *Trainer) EvaluateMaskedLM(sequences []MaskedSequence) (Loss, error) {
	return t.runMasked(topologyEvaluateMaskedLM, sequences, 0)
}

func (t *Trainer) runMasked(topology int, sequences []MaskedSequence, weight float32) (Loss, error) {
	tokens := 0
	for i, s := range sequences {
		if err := t.check(s.Sequence); err != nil {
			return Loss{}, fmt.Errorf("sequence %d: %w", i, err)
		}
		if len(s.Labels) != len(s.IDs) {
			return Loss{}, fmt.Errorf("sequence %d: %d labels for %d tokens", i, len(s.Labels), len(s.IDs))
		}
		for _, label := range s.Labels {
			if int(label) >= t.Model.Config.Vocabulary {
				return Loss{}, fmt.Errorf("sequence %d: label %d: the vocabulary has %d", i, label, t.Model.Config.Vocabulary)
			}
			if label >= 0 {
				tokens++
			}
		}
	}
	program, err := t.program(topology)
	if err != nil {
		return Loss{}, err
	}
	var total Loss
	for len(sequences) > 0 {
		source := newPacker(t.Model.Config, &t.batch.Source)
		newPacker(t.Model.Config, &t.batch.Target)
		t.batch.Labels = t.batch.Labels[:0]
		n, labels := 0, 0
		for _, s := range sequences {
			if t.batch.Source.Rows()+len(s.IDs)+1 > t.options.MaxTokens {
				break
			}
			source.source(s.Sequence)
			t.batch.Labels = append(append(t.batch.Labels, s.Labels...), -1)
			for _, label := range s.Labels {
				if label >= 0 {
					labels++
				}
			}
			n++
		}
		sequences = sequences[n:]
		loss, err := t.run(program, topology == topologyMaskedLM, labels, max(tokens, 1), weight)
		if err != nil {
			return total, err
		}
		total.Add(loss)
	}
	return total, nil
}
