package seq2seq

import "fmt"

// Alignment relates a target to its source.
type Alignment struct {
	// LogProbabilities (nats) are those of the target's tokens and of EOS behind
	// them, given the tokens before: [T+1].
	LogProbabilities []float32

	// Attention is what the decoder looked at when it predicted them: [T+1][S+1],
	// over the source's tokens and its EOS, each row a distribution.
	Attention [][]float32
}

// Align runs a given target through the decoder, such as the best one of a
// search, which has no need to record attention for hypotheses it drops.
func (d *Decoder) Align(source, target Sequence) (*Alignment, error) {
	if err := d.model.Config.check(target); err != nil {
		return nil, fmt.Errorf("align: target: %w", err)
	}
	g, err := d.Start([]Sequence{source}, []Row{{Language: target.Language}})
	if err != nil {
		return nil, fmt.Errorf("align: %w", err)
	}
	g.RecordAttention()
	a := &Alignment{}
	last := int32(BOS)
	for t := range len(target.IDs) + 1 {
		rows, err := g.Step([]int{0}, []int32{last})
		if err != nil {
			return nil, fmt.Errorf("align: %w", err)
		}
		last = EOS
		if t < len(target.IDs) {
			last = target.IDs[t]
		}
		a.LogProbabilities = append(a.LogProbabilities, rows[0][last])
		a.Attention = append(a.Attention, append([]float32(nil), g.Attention(0)...))
	}
	return a, nil
}
