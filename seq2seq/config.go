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
	return nil
}

// epsilon is LayerNormEpsilon with its default.
func (c Config) epsilon() float32 {
	if c.LayerNormEpsilon == 0 {
		return 1e-5
	}
	return c.LayerNormEpsilon
}

// headWidth is D/H.
func (c Config) headWidth() int { return c.Width / c.Heads }
