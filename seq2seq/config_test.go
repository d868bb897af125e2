package seq2seq

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestValidateNamesTheField(t *testing.T) {
	for _, test := range []struct {
		reason string
		change func(c *Config)
		want   string // in the error; "" for none
	}{
		{"a model with everything", func(*Config) {}, ""},
		{"a vocabulary without a word", func(c *Config) { c.Vocabulary = 1 }, "vocabulary is 1"},
		{"no heads", func(c *Config) { c.Heads = 0 }, "heads is 0"},
		{"heads that don't divide the width", func(c *Config) { c.Heads = 5 }, "multiple of heads 5"},
		{"more shifted heads than heads", func(c *Config) { c.ShiftedHeads = 5 }, "shifted_heads is 5"},
		{"an epsilon that is not a number", func(c *Config) { c.LayerNormEpsilon = float32(math.NaN()) }, "layer_norm_epsilon"},
		{"rotations", func(c *Config) { c.Rotary, c.RotaryCross, c.NoPositions, c.RotaryBase = true, true, true, 500 }, ""},
		{"rotations of an odd width", func(c *Config) { c.Rotary, c.Width = true, 12 }, "heads of width 3"},
		{"an odd width without rotations", func(c *Config) { c.Width = 12 }, ""},
		{"a base that turns the wrong way", func(c *Config) { c.Rotary, c.RotaryBase = true, 0.5 }, "rotary_base is 0.5"},
		{"a base that is not a number", func(c *Config) { c.Rotary, c.RotaryBase = true, float32(math.NaN()) }, "rotary_base is NaN"},
		{"an encoder that sees no order", func(c *Config) { c.NoPositions, c.RotaryCross = true, true }, "no_positions without rotary"},
	} {
		c := smallConfig()
		test.change(&c)
		err := c.Validate()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, expected %q", test.reason, err, test.want)
		}
	}
}

// Models without rotations are written as they were before these existed, so that
// older programs read them.
func TestConfigWithoutRotationsIsUnchanged(t *testing.T) {
	text, err := json.Marshal(smallConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"rotary", "no_positions"} {
		if strings.Contains(string(text), field) {
			t.Errorf("%s holds %s", text, field)
		}
	}
}
