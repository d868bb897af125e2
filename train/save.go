package train

import (
	"encoding/json"
	"fmt"

	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
)

// Saver keeps runs in a checkpoint store: its Save is for Options.Save.
type Saver struct {
	Store     *checkpoint.Store
	Model     *seq2seq.Model
	Optimizer *seq2seq.Optimizer

	CanonicalVersion int
	Vocabulary       []byte // corpora/bpe's text form

	// Metadata describes the model at a state; nil leaves it out.
	Metadata func(*State) (json.RawMessage, error)
}

// Names of what a checkpoint holds for the optimiser.
const (
	optimizerSection = "optimizer"
	firstPrefix      = "optimizer.first/"
	secondPrefix     = "optimizer.second/"
	averagePrefix    = "average/"
)

// optimizerState is the JSON of the optimiser's section.
type optimizerState struct {
	Options seq2seq.OptimizerOptions `json:"options"`
	Steps   int                      `json:"steps"`
}

// Save writes a checkpoint of the state's step. The best one is written a
// second time as the store's best: with the averaged weights where there are
// any, since those were scored, and without what only a resume needs.
func (s *Saver) Save(state *State, best bool) (string, error) {
	c := &checkpoint.Checkpoint{
		CanonicalVersion: s.CanonicalVersion, Step: int64(state.Step),
		Vocabulary: s.Vocabulary, Model: s.Model,
	}
	var err error
	if s.Metadata != nil {
		if c.Metadata, err = s.Metadata(state); err != nil {
			return "", err
		}
	}
	if best {
		plain := *c
		plain.Model = s.Optimizer.AverageModel()
		if err := s.Store.SaveBest(&plain); err != nil {
			return "", err
		}
	}
	if c.Sections, err = state.Sections(); err != nil {
		return "", err
	}
	if c.Sections[optimizerSection], err = json.Marshal(optimizerState{s.Optimizer.Options, s.Optimizer.Steps}); err != nil {
		return "", fmt.Errorf("save optimizer: %w", err)
	}
	for _, group := range s.groups() {
		for i, p := range s.Model.Parameters {
			if group.data != nil {
				c.Tensors = append(c.Tensors, &seq2seq.Parameter{Name: group.prefix + p.Name, Shape: p.Shape, Data: group.data[i]})
			}
		}
	}
	if err := s.Store.Save(c); err != nil {
		return "", err
	}
	return s.Store.Path(c.Step), nil
}

// tensorGroup is one array a parameter under a common prefix.
type tensorGroup struct {
	prefix string
	data   [][]float32
}

func (s *Saver) groups() []tensorGroup {
	return []tensorGroup{
		{firstPrefix, s.Optimizer.First},
		{secondPrefix, s.Optimizer.Second},
		{averagePrefix, s.Optimizer.Average},
	}
}

// Restore puts a checkpoint's weights and moments into the saver's model and
// optimiser and returns the state to resume from. A checkpoint without a
// training state, or of another model or other optimiser options, is an error;
// nothing is changed then.
func (s *Saver) Restore(c *checkpoint.Checkpoint) (*State, error) {
	state, err := StateOf(c.Sections)
	if err != nil {
		return nil, err
	}
	if state == nil {
		return nil, fmt.Errorf("resume: the checkpoint holds a model without a training state; continue from its weights with --init")
	}
	if c.Model.Config != s.Model.Config {
		return nil, fmt.Errorf("resume: the checkpoint's model is %+v, expected %+v", c.Model.Config, s.Model.Config)
	}
	var optimizer optimizerState
	if err := json.Unmarshal(c.Sections[optimizerSection], &optimizer); err != nil {
		return nil, fmt.Errorf("resume optimizer: %w", err)
	}
	if optimizer.Options != s.Optimizer.Options {
		return nil, fmt.Errorf("resume optimizer: the checkpoint's options are %+v, expected %+v", optimizer.Options, s.Optimizer.Options)
	}
	tensors := map[string]*seq2seq.Parameter{}
	for _, t := range c.Tensors {
		tensors[t.Name] = t
	}
	var copies []func()
	for _, group := range s.groups() {
		if group.data == nil {
			continue
		}
		for i, p := range s.Model.Parameters {
			t := tensors[group.prefix+p.Name]
			if t == nil || len(t.Data) != len(p.Data) {
				return nil, fmt.Errorf("resume optimizer: tensor %q is missing or of another size", group.prefix+p.Name)
			}
			copies = append(copies, func() { copy(group.data[i], t.Data) })
		}
	}
	for _, f := range copies {
		f()
	}
	for i, p := range s.Model.Parameters {
		copy(p.Data, c.Model.Parameters[i].Data)
	}
	s.Optimizer.Steps = optimizer.Steps
	return state, nil
}
