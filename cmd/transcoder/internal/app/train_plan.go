package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"transcoder/dae"
	"transcoder/train"
)

// trainPlan is every setting of a training. It is kept in the training folder,
// so that a training goes on as it began.
type trainPlan struct {
	train.Preset

	// Noise of denoising; its Skeleton follows the preset's ramp.
	Noise dae.Noise `json:"noise"`

	// MinWordCount leaves out of denoising and back-translation the functions with a
	// word that is rarer than this in the corpus; see corpora.DatasetOptions.
	MinWordCount int64 `json:"min_word_count,omitempty"`

	// Back-translation: 0 translates greedily, above samples; Beam above 1
	// searches instead. GreedyShare of the batches are greedy all the same.
	Temperature float64 `json:"temperature"`
	TopK        int     `json:"top_k"`
	Beam        int     `json:"beam"`
	GreedyShare float64 `json:"greedy_share,omitempty"`

	// Grammar holds back-translation to what the target's grammar and library allow.
	Grammar bool `json:"grammar,omitempty"`

	// Accept is what a translation must do for back-translation to learn from it.
	Accept acceptLevel `json:"accept,omitempty"`

	// Replay is a file of verified pairs, or a folder of such, ReplayShare the part of
	// the batches that are drawn from them, relative to the shares of the preset.
	Replay      string     `json:"replay,omitempty"`
	ReplayShare train.Ramp `json:"replay_share,omitempty"`

	// A translation of a function of n tokens may have this many times n, and ten.
	LengthRatio float64 `json:"length_ratio"`

	// WholeWords makes masked LM choose and mask whole words.
	WholeWords bool `json:"whole_words"`

	Seed  uint64      `json:"seed"`
	Init  string      `json:"init,omitempty"`
	Limit train.Limit `json:"limit"` // none is the preset's steps
}

// newTrainPlan puts the preset, the settings over it and the flags together.
func newTrainPlan(o *TrainOptions) (*trainPlan, error) {
	name := o.Preset
	if name == "" {
		name = "small"
	}
	preset, err := train.PresetOf(name)
	if err != nil {
		return nil, usageErrorf("%w", err)
	}
	plan := &trainPlan{
		Preset: preset, Noise: defaultNoise(), LengthRatio: 1.3, Seed: o.Seed, Init: o.Init,
		Limit: train.Limit{Steps: o.Steps, Time: o.TimeLimit, CPU: o.CPULimit},
	}
	if o.Settings != "" {
		decoder := json.NewDecoder(bytes.NewReader([]byte(o.Settings)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(plan); err != nil {
			return nil, usageErrorf("--settings: %w", err)
		}
	}
	if o.Steps < 0 || o.TimeLimit < 0 || o.CPULimit < 0 {
		return nil, usageErrorf("a limit is negative")
	}
	if err := plan.validate(); err != nil {
		return nil, usageErrorf("settings: %w", err)
	}
	return plan, nil
}

// defaultReplayShare brings verified pairs in with back-translation.
var defaultReplayShare = train.Ramp{{Progress: 0.2, Value: 0}, {Progress: 0.25, Value: 0.2}}

// defaultNoise is the published noise; what skeleton masking hides is left out
// as often as it is masked, since a real source has no mask where it lacks a type.
func defaultNoise() dae.Noise {
	noise := dae.Published
	noise.SkeletonDrop = 0.5
	return noise
}

// validate checks what no package that is given the settings would.
func (p *trainPlan) validate() error {
	for _, f := range []struct {
		name  string
		value int
		least int
	}{
		{"tokens", p.Tokens, 8}, {"max_length", p.MaxLength, 4}, {"accumulate", p.Accumulate, 1},
		{"steps", p.Steps, 1}, {"merges", p.Merges, 0}, {"positions", p.Model.Positions, 8},
	} {
		if f.value < f.least {
			return fmt.Errorf("%s is %d, expected at least %d", f.name, f.value, f.least)
		}
	}
	if p.MaxLength >= p.Tokens || p.MaxLength >= p.Model.Positions {
		return fmt.Errorf("max_length is %d, expected less than the batch's tokens (%d) and the model's positions (%d)", p.MaxLength, p.Tokens, p.Model.Positions)
	}
	if !(p.Pretraining >= 0 && p.Pretraining < 1) {
		return fmt.Errorf("pretraining is %v, expected at least 0 and below 1", p.Pretraining)
	}
	if p.PretrainingTokens != 0 && p.PretrainingTokens < p.Tokens {
		return fmt.Errorf("pretraining_tokens is %d, expected at least tokens (%d), or 0 for as many", p.PretrainingTokens, p.Tokens)
	}
	if p.MinWordCount < 0 {
		return fmt.Errorf("min_word_count is %d, expected at least 0", p.MinWordCount)
	}
	if !(p.GreedyShare >= 0 && p.GreedyShare <= 1) {
		return fmt.Errorf("greedy_share is %v, expected 0 to 1", p.GreedyShare)
	}
	if len(p.ReplayShare) > 0 && p.Replay == "" {
		return errors.New("replay_share without replay: expected the file of verified pairs")
	}
	if p.Replay != "" && len(p.ReplayShare) == 0 {
		p.ReplayShare = slices.Clone(defaultReplayShare)
	}
	if err := p.Accept.validate(); err != nil {
		return err
	}
	if !(p.LengthRatio > 0) {
		return fmt.Errorf("length_ratio is %v, expected above 0", p.LengthRatio)
	}
	if !(p.Temperature >= 0) || p.TopK < 0 || p.Beam < 0 {
		return errors.New("temperature, top_k and beam may not be negative")
	}
	return errors.Join(p.DenoisingShare.Validate(), p.BackTranslationShare.Validate(), p.ReplayShare.Validate(), p.Skeleton.Validate(),
		p.MaskedLM.Validate(), p.Translation.Validate(), p.Noise.Validate())
}

// limit is what ends the training.
func (p *trainPlan) limit() train.Limit {
	if p.Limit == (train.Limit{}) {
		return train.Limit{Steps: p.Steps}
	}
	return p.Limit
}

// keep writes the plan to a training folder, or sees to it that the one there is
// the same. A new limit is allowed: the schedules follow it from then on.
func (p *trainPlan) keep(path string, streams *IOStreams) error {
	data, err := os.ReadFile(path)
	if err == nil {
		var before trainPlan
		if err := json.Unmarshal(data, &before); err != nil {
			return damagedError(fmt.Errorf("%s: %w", path, err))
		}
		if field := p.differs(&before); field != "" {
			return usageErrorf("%s holds a training with another %s: give the same settings to go on, or another --out", filepath.Dir(path), field)
		}
		if p.limit() == before.limit() {
			return nil
		}
		streams.Messagef("the limit changed; schedules follow the new one")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return inputError(err)
	}
	data, err = json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := writeWhole(path, append(data, '\n')); err != nil {
		return outputError(err)
	}
	return nil
}

// differs names the first setting that is not the same, "" where all are.
func (p *trainPlan) differs(other *trainPlan) string {
	a, b := *p, *other
	a.Limit, b.Limit = train.Limit{}, train.Limit{}
	for _, pair := range [][2]reflect.Value{
		{reflect.ValueOf(a.Preset), reflect.ValueOf(b.Preset)},
		{reflect.ValueOf(a), reflect.ValueOf(b)},
	} {
		for i := range pair[0].NumField() {
			if !reflect.DeepEqual(pair[0].Field(i).Interface(), pair[1].Field(i).Interface()) {
				return pair[0].Type().Field(i).Tag.Get("json")
			}
		}
	}
	return ""
}

// writeWhole puts a small file into place in one step.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // of no effect once renamed
	if err := errors.Join(f.Chmod(0o644), writeAndSync(f, data), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeAndSync(f *os.File, data []byte) error {
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}
