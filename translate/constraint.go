package translate

import (
	"math"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// inventedNames is how many identifiers a translation may have that its source
// lacks, such as the counter of a loop that the source wrote without one.
const inventedNames = 8

// placeholderIDs lists the ids of the placeholders by prefix and index.
type placeholderIDs struct {
	names, numbers, strings, characters []int32
}

func findPlaceholders(v *bpe.Vocabulary) placeholderIDs {
	find := func(prefix string) []int32 {
		var ids []int32
		for _, token := range bpe.NumberedPlaceholders(prefix, v.Size()) {
			id, ok := v.ID(token)
			if !ok {
				break
			}
			ids = append(ids, id)
		}
		return ids
	}
	return placeholderIDs{find("ID"), find("NUM"), find("STR"), find("CHR")}
}

// placeholderConstraint keeps each hypothesis to placeholders that stand for
// something: a number or literal of the source, a name of the source or one of a
// few new ones. Its state is the number of the source. What the target language
// can't have at all the decoder leaves out itself.
type placeholderConstraint struct {
	beyond [][]int32 // by source: placeholders without a meaning there
}

func (t *Translator) newConstraint(sources []*lexers.Canonical) *placeholderConstraint {
	c := &placeholderConstraint{}
	for _, s := range sources {
		var beyond []int32
		past := func(ids []int32, n int) { beyond = append(beyond, ids[min(n, len(ids)):]...) }
		past(t.holders.names, len(s.Names)+inventedNames)
		past(t.holders.numbers, len(s.Numbers))
		past(t.holders.strings, len(s.Literals))
		past(t.holders.characters, len(s.Literals))
		c.beyond = append(c.beyond, beyond)
	}
	return c
}

// Start implements beam.Constraint.
func (c *placeholderConstraint) Start(source int) int { return source }

// Next implements beam.Constraint.
func (c *placeholderConstraint) Next(source int, _ int32) int { return source }

// Mask implements beam.Constraint.
func (c *placeholderConstraint) Mask(source int, logProbabilities []float32) {
	never := float32(math.Inf(-1))
	for _, id := range c.beyond[source] {
		logProbabilities[id] = never
	}
}
