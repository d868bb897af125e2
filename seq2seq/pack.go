package seq2seq

import (
	"fmt"

	"transcoder/seq2seq/ops"
)

// packer lays sequences one behind the other.
type packer struct {
	config Config
	packed *ops.Packed
}

// newPacker empties packed, keeping its memory, and returns a packer onto it.
func newPacker(c Config, packed *ops.Packed) packer {
	*packed = ops.Packed{
		Offsets:   append(packed.Offsets[:0], 0),
		IDs:       packed.IDs[:0],
		Positions: packed.Positions[:0],
		Languages: packed.Languages[:0],
		PieceIDs:  packed.PieceIDs[:0],
	}
	if c.Names {
		packed.PieceOffsets = append(packed.PieceOffsets[:0], 0)
	}
	return packer{c, packed}
}

// check returns an error for a sequence that the model has no embedding for.
func (c Config) check(s Sequence) error {
	if n := len(s.IDs) + 1; n > c.Positions {
		return fmt.Errorf("sequence of %d tokens: the model has room for %d", len(s.IDs), c.Positions-1)
	}
	if c.Languages > 0 && (s.Language < 0 || s.Language >= c.Languages) {
		return fmt.Errorf("language %d: the model has %d", s.Language, c.Languages)
	}
	if s.Names != nil && len(s.Names) != len(s.IDs) {
		return fmt.Errorf("sequence of %d tokens has %d names", len(s.IDs), len(s.Names))
	}
	for _, id := range s.IDs {
		if id < 0 || int(id) >= c.Vocabulary {
			return fmt.Errorf("token id %d: the vocabulary has %d", id, c.Vocabulary)
		}
	}
	for _, pieces := range s.Names {
		for _, id := range pieces {
			if id < 0 || int(id) >= c.Vocabulary {
				return fmt.Errorf("name piece id %d: the vocabulary has %d", id, c.Vocabulary)
			}
		}
	}
	return nil
}

func (p packer) token(id int32, position, language int, pieces []int32) {
	p.packed.IDs = append(p.packed.IDs, id)
	p.packed.Positions = append(p.packed.Positions, int32(position))
	p.packed.Languages = append(p.packed.Languages, int32(language))
	if p.packed.PieceOffsets != nil {
		p.packed.PieceIDs = append(p.packed.PieceIDs, pieces...)
		p.packed.PieceOffsets = append(p.packed.PieceOffsets, int32(len(p.packed.PieceIDs)))
	}
}

func (p packer) end() { p.packed.Offsets = append(p.packed.Offsets, int32(len(p.packed.IDs))) }

// source appends an encoder input: the ids, then EOS.
func (p packer) source(s Sequence) {
	for i, id := range s.IDs {
		var pieces []int32
		if s.Names != nil {
			pieces = s.Names[i]
		}
		p.token(id, i, s.Language, pieces)
	}
	p.token(EOS, len(s.IDs), s.Language, nil)
	p.end()
}

// target appends a decoder input, BOS and then the ids, and returns labels with
// its own appended: the ids, then EOS.
func (p packer) target(s Sequence, labels []int32) []int32 {
	p.token(BOS, 0, s.Language, nil)
	for i, id := range s.IDs {
		p.token(id, i+1, s.Language, nil)
	}
	p.end()
	return append(append(labels, s.IDs...), EOS)
}
