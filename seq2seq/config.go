package seq2seq

import (
	"errors"
	"fmt"
)

// Config holds every number that changes what a model computes. It is written
// into checkpoints.
//
// Size letters in this package: B sequences in a batch, S source tokens, T
// target tokens (both summed over the batch: sequences are packed, never
// padded), D width, H heads, F inner width of the feed-forward layer, V
// vocabulary, L languages, P positions.
type Config struct {
	Vocabulary    int `json:"vocabulary"`     // V, subword ids
	Languages     int `json:"languages"`      // L, rows of the language embedding; 0 leaves it out
	Width         int `json:"width"`          // D, a multiple of Heads
	Heads         int `json:"heads"`          // H
	FeedForward   int `json:"feed_forward"`   // F
	EncoderLayers int `json:"encoder_layers"` // at least 1
	DecoderLayers int `json:"decoder_layers"` // at least 1
	Positions     int `json:"positions"`      // P, longest sequence, BOS or EOS included

	// LayerNormEpsilon is added to the variance. 0 means 1e-5.
	LayerNormEpsilon float32 `json:"layer_norm_epsilon"`

	// ShiftedHeads is the number of cross-attention heads of each decoder layer
	// that match a query with the key of the source token BEFORE the one whose
	// value they return: a built-in "copy what came after this". At most Heads;
	// 0 is the plain transformer.
	ShiftedHeads int `json:"shifted_heads"`

	// Pointer mixes the output distribution with attention over the source's
	// tokens, as in See et al. 2017 (arXiv 1704.04368, eq. 9), so that copying
	// needs no vocabulary entry to be learnt.
	Pointer bool `json:"pointer"`

	// Rotary turns the queries and keys of every self-attention by their positions
	// (Su et al. 2021, arXiv 2104.09864), so that scores see the distance between two
	// tokens. RotaryCross does the same in cross-attention, queries by target and keys
	// by source positions; the pointer stays without. Heads must have an even width.
	Rotary      bool `json:"rotary,omitempty"`
	RotaryCross bool `json:"rotary_cross,omitempty"`

	// RotaryBase is the ratio between the slowest and the fastest rotation, nearly.
	// 0 means 10000, as published.
	RotaryBase float32 `json:"rotary_base,omitempty"`

	// NoPositions leaves the learned embeddings of absolute positions out. It needs
	// Rotary. Positions is the longest sequence all the same.
	NoPositions bool `json:"no_positions,omitempty"`

	// Names adds to an identifier placeholder's source embedding the mean
	// embedding of the pieces of the name that it stands for.
	Names bool `json:"names"`
}

// Limits that a checkpoint from an unknown source must respect.
const (
	maxVocabulary = 1 << 20
	maxWidth      = 1 << 14
	maxLayers     = 256
	maxPositions  = 1 << 16
	maxRotaryBase = 1e9
)

// Validate returns an error that names the first field that is out of range.
func (c Config) Validate() error {
	for _, f := range []struct {
		name         string
		value        int
		least, limit int
	}{
		{"vocabulary", c.Vocabulary, 2, maxVocabulary},
		{"languages", c.Languages, 0, 256},
		{"heads", c.Heads, 1, maxWidth},
		{"width", c.Width, 1, maxWidth},
		{"feed_forward", c.FeedForward, 1, 8 * maxWidth},
		{"encoder_layers", c.EncoderLayers, 1, maxLayers},
		{"decoder_layers", c.DecoderLayers, 1, maxLayers},
		{"positions", c.Positions, 2, maxPositions},
		{"shifted_heads", c.ShiftedHeads, 0, c.Heads},
	} {
		if f.value < f.least || f.value > f.limit {
			return fmt.Errorf("model config: %s is %d, expected %d to %d", f.name, f.value, f.least, f.limit)
		}
	}
	if c.Width%c.Heads != 0 {
		return fmt.Errorf("model config: width %d is not a multiple of heads %d", c.Width, c.Heads)
	}
	if !(c.LayerNormEpsilon >= 0 && c.LayerNormEpsilon < 1) { // also refuses NaN
		return errors.New("model config: layer_norm_epsilon is not in [0, 1)")
	}
	if (c.Rotary || c.RotaryCross) && c.headWidth()%2 != 0 {
		return fmt.Errorf("model config: heads of width %d can't be rotated, expected an even width", c.headWidth())
	}
	if !(c.RotaryBase == 0 || c.RotaryBase >= 1 && c.RotaryBase <= maxRotaryBase) {
		return fmt.Errorf("model config: rotary_base is %v, expected 0 or 1 to %g", c.RotaryBase, float64(maxRotaryBase))
	}
	if c.NoPositions && !c.Rotary {
		return errors.New("model config: no_positions without rotary: the encoder would not see the order of its tokens")
	}
	return nil
}

// epsilon is LayerNormEpsilon with its default.
func (c Config) epsilon() float32 {
	if c.LayerNormEpsilon == 0 {
		return 1e-5
	}
	return c.LayerNormEpsilon
}

// rotaryBase is RotaryBase with its default.
func (c Config) rotaryBase() float64 {
	if c.RotaryBase == 0 {
		return 10000
	}
	return float64(c.RotaryBase)
}

// headWidth is D/H.
func (c Config) headWidth() int { return c.Width / c.Heads }
