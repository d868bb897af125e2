package train

import (
	"fmt"
	"slices"
	"strings"

	"transcoder/seq2seq"
)

// Preset is a model's size with settings that suit it. Every field can be
// changed before use.
type Preset struct {
	Name string `json:"name"`

	Model  seq2seq.Config `json:"model"`  // Vocabulary and Languages come from the corpus
	Merges int            `json:"merges"` // of subwords, beside the tokens of the canonical form

	Tokens     int `json:"tokens"`     // of one side of a batch, at most
	MaxLength  int `json:"max_length"` // longest function of denoising and back-translation, in tokens
	Accumulate int `json:"accumulate"` // batches an optimiser step
	Steps      int `json:"steps"`      // optimiser steps of all stages where no limit is given

	Dropout   float32                  `json:"dropout"`
	Smoothing float32                  `json:"smoothing"` // of labels
	Optimizer seq2seq.OptimizerOptions `json:"optimizer"`

	// Pretraining is the part of the limit that goes to masked LM, 0 to 1.
	Pretraining float64 `json:"pretraining"`

	// PretrainingTokens is what a batch of masked LM holds, in the place of Tokens,
	// at least as many; 0 is Tokens. Only 15 % of them are labels, so a batch that is
	// right for the other objectives gives masked LM a seventh of their signal. More
	// than fits the trainer at once costs time alone, no memory.
	PretrainingTokens int `json:"pretraining_tokens,omitempty"`

	// LearningRate of each stage.
	MaskedLM    LearningRate `json:"masked_lm"`
	Translation LearningRate `json:"translation"`

	// Shares of the batches behind masked LM, over that stage's progress.
	DenoisingShare       Ramp `json:"denoising_share"`
	BackTranslationShare Ramp `json:"back_translation_share"`

	// Skeleton is the share of denoising examples with skeleton masking.
	Skeleton Ramp `json:"skeleton"`
}

// The shares that worked best in small experiments: a fifth of the run denoising
// alone, so that the model copies and knows each language before it translates
// for itself, then a third of the batches.
var (
	denoisingShare       = Ramp{{0.2, 1}, {0.25, 0.33}}
	backTranslationShare = Ramp{{0.2, 0}, {0.25, 0.67}}
	skeleton             = Ramp{{0.2, 0.5}, {0.7, 0}}
)

// Presets lists the sizes, small to large.
//
//	tiny      seconds: tests and first tries
//	small     minutes to an hour of two cores
//	base      the size to train for days, or on a GPU
//	base-cpu  six layers on each side and feed-forward 1024, the shape that the
//	          benchmarks compare with PyTorch
func Presets() []Preset {
	optimizer := func(average float32) seq2seq.OptimizerOptions {
		return seq2seq.OptimizerOptions{
			Update: seq2seq.AdamW, Beta1: 0.9, Beta2: 0.98, Epsilon: 1e-8,
			WeightDecay: 0.01, ClipNorm: 1, AverageDecay: average,
		}
	}
	rate := func(peak float64, warmup int) LearningRate {
		return LearningRate{Kind: Trapezoid, Peak: peak, Warmup: warmup, Decay: 0.4, Floor: 0.02}
	}
	model := func(width, heads, feedForward, encoder, decoder, positions int) seq2seq.Config {
		return seq2seq.Config{
			Width: width, Heads: heads, FeedForward: feedForward, EncoderLayers: encoder, DecoderLayers: decoder,
			Positions: positions, LayerNormEpsilon: 1e-5, ShiftedHeads: heads / 2, Pointer: true, Names: true,
			Rotary: true, NoPositions: true,
		}
	}
	presets := []Preset{
		{
			Name: "tiny", Model: model(64, 4, 128, 2, 1, 256), Merges: 300,
			Tokens: 768, MaxLength: 120, Steps: 1500, Optimizer: optimizer(0.98),
			MaskedLM: rate(3e-3, 20), Translation: rate(3e-3, 20),
		},
		{
			Name: "small", Model: model(128, 4, 384, 3, 2, 512), Merges: 1000,
			Tokens: 2048, PretrainingTokens: 8192, MaxLength: 200, Steps: 20_000, Optimizer: optimizer(0.995),
			MaskedLM: rate(3e-3, 50), Translation: rate(3e-3, 100),
		},
		{
			Name: "base", Model: model(256, 8, 1024, 4, 4, 512), Merges: 4000,
			Tokens: 4096, PretrainingTokens: 8192, MaxLength: 400, Steps: 200_000, Dropout: 0.1, Optimizer: optimizer(0.9995),
			MaskedLM: rate(7e-4, 1000), Translation: rate(7e-4, 1000),
		},
		{
			Name: "base-cpu", Model: model(256, 8, 1024, 6, 6, 512), Merges: 4000,
			Tokens: 4096, PretrainingTokens: 8192, MaxLength: 400, Steps: 200_000, Dropout: 0.1, Optimizer: optimizer(0.9995),
			MaskedLM: rate(5e-4, 1000), Translation: rate(5e-4, 1000),
		},
	}
	for i := range presets {
		p := &presets[i]
		p.Accumulate, p.Pretraining = 1, 0.1
		// Copies: settings are decoded into them.
		p.DenoisingShare, p.BackTranslationShare, p.Skeleton = slices.Clone(denoisingShare), slices.Clone(backTranslationShare), slices.Clone(skeleton)
	}
	return presets
}

// PresetOf returns the preset of a name.
func PresetOf(name string) (Preset, error) {
	var names []string
	presets := Presets()
	for _, p := range presets {
		names = append(names, p.Name)
	}
	if i := slices.Index(names, name); i >= 0 {
		return presets[i], nil
	}
	return Preset{}, fmt.Errorf("unknown preset %q: expected one of %s", name, strings.Join(names, ", "))
}
