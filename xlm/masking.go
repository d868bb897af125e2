package xlm

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"transcoder/seq2seq"
)

// Masking chooses the tokens to predict and what the encoder sees in their
// place (Devlin et al. 2019, arXiv 1810.04805, section 3.1, which XLM keeps).
type Masking struct {
	Vocabulary int // number of ids; those below FirstID are never drawn as replacements

	Rate   float64 // share of the tokens that are predicted; 0 means 0.15
	Keep   float64 // share of those that stay as they are; 0 means 0.1, below 0 is none
	Random float64 // share of those that become a random token; 0 means 0.1, below 0 is none; the rest become Mask

	// Continues reports whether a word goes on behind an id. Where it is given,
	// words are chosen and masked whole, since a hidden piece of a word is mostly
	// given away by the others. Nil masks single ids, as published.
	Continues func(id int32) bool
}

// FirstID is the first id that is not one of the special ones.
const FirstID = seq2seq.Unknown + 1

// normalized fills in the defaults.
func (m Masking) normalized() (Masking, error) {
	for _, f := range []struct {
		value    *float64
		standard float64
	}{{&m.Rate, 0.15}, {&m.Keep, 0.1}, {&m.Random, 0.1}} {
		switch {
		case *f.value == 0:
			*f.value = f.standard
		case *f.value < 0:
			*f.value = 0
		}
	}
	if !(m.Rate > 0 && m.Rate <= 1) || !(m.Keep+m.Random <= 1) {
		return m, fmt.Errorf("masking: rate %v, keep %v, random %v: expected shares", m.Rate, m.Keep, m.Random)
	}
	if m.Vocabulary <= FirstID {
		return m, fmt.Errorf("masking: a vocabulary of %d has no tokens to draw", m.Vocabulary)
	}
	return m, nil
}

// Apply returns a masked copy of a sequence, with -1 as the label of what is not
// to be predicted. At least one token is chosen from a sequence that has any. A
// placeholder that is hidden or replaced loses the pieces of its name with it:
// they would give it away. Fields at 0 take their defaults; a Masking that
// New would refuse panics.
func (m Masking) Apply(rng *rand.Rand, s seq2seq.Sequence) seq2seq.MaskedSequence {
	m, err := m.normalized()
	if err != nil {
		panic(err)
	}
	masked := seq2seq.MaskedSequence{
		Sequence: seq2seq.Sequence{Language: s.Language, IDs: slices.Clone(s.IDs), Names: slices.Clone(s.Names)},
		Labels:   make([]int32, len(s.IDs)),
	}
	words := 0
	for i := range s.IDs {
		masked.Labels[i] = -1
		if m.startsWord(s.IDs, i) {
			words++
		}
	}
	if words == 0 {
		return masked
	}
	chosen := 0
	for i := 0; i < len(s.IDs); i = m.wordEnd(s.IDs, i) {
		if rng.Float64() < m.Rate {
			m.hide(rng, &masked, s, i)
			chosen++
		}
	}
	if chosen == 0 {
		for i, skip := 0, rng.IntN(words); ; i, skip = m.wordEnd(s.IDs, i), skip-1 {
			if skip == 0 {
				m.hide(rng, &masked, s, i)
				break
			}
		}
	}
	return masked
}

func (m Masking) startsWord(ids []int32, i int) bool {
	return i == 0 || m.Continues == nil || !m.Continues(ids[i-1])
}

// wordEnd returns the index behind the word that starts at i.
func (m Masking) wordEnd(ids []int32, i int) int {
	for i++; i < len(ids) && !m.startsWord(ids, i); i++ {
	}
	return i
}

// hide makes the word at i one to predict.
func (m Masking) hide(rng *rand.Rand, masked *seq2seq.MaskedSequence, s seq2seq.Sequence, i int) {
	fate := rng.Float64()
	for end := m.wordEnd(s.IDs, i); i < end; i++ {
		masked.Labels[i] = s.IDs[i]
		switch {
		case fate < m.Keep:
			continue
		case fate < m.Keep+m.Random:
			masked.IDs[i] = FirstID + rng.Int32N(int32(m.Vocabulary-FirstID))
		default:
			masked.IDs[i] = seq2seq.Mask
		}
		if masked.Names != nil {
			masked.Names[i] = nil
		}
	}
}
