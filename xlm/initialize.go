package xlm

import (
	"fmt"
	"strings"

	"transcoder/seq2seq"
)

// InitializeDecoder copies the pre-trained encoder's weights to the decoder:
// self-attention, feed-forward layers and norms (XLM, section 4.2).
// Cross-attention, the pointer head and cross-attention's norms have no
// counterpart and stay as they are. Embeddings and output are shared already.
//
// A decoder of as many layers takes them one by one. Of a deeper encoder it
// takes layers spread evenly from the first to the last, and a deeper decoder
// repeats some.
func InitializeDecoder(m *seq2seq.Model) error {
	c := m.Config
	for i := range c.DecoderLayers {
		from := 0
		if c.DecoderLayers > 1 {
			from = (i*(c.EncoderLayers-1) + (c.DecoderLayers-1)/2) / (c.DecoderLayers - 1)
		}
		if err := copyPrefix(m, fmt.Sprintf("decoder.%d.", i), fmt.Sprintf("encoder.%d.", from)); err != nil {
			return err
		}
	}
	return copyPrefix(m, "decoder.norm.", "encoder.norm.")
}

// copyPrefix copies every parameter under one prefix onto its namesake.
func copyPrefix(m *seq2seq.Model, to, from string) error {
	copied := 0
	for _, p := range m.Parameters {
		name, ok := strings.CutPrefix(p.Name, from)
		if !ok {
			continue
		}
		target := m.Parameter(to + name)
		if target == nil || len(target.Data) != len(p.Data) {
			return fmt.Errorf("initialize decoder: %s%s does not fit %s", to, name, p.Name)
		}
		copy(target.Data, p.Data)
		copied++
	}
	if copied == 0 {
		return fmt.Errorf("initialize decoder: the model has no parameters %s*", from)
	}
	return nil
}
