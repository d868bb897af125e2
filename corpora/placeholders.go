package corpora

import (
	"strconv"
	"strings"
)

// Placeholders knows which ids of a vocabulary are the canonical form's
// placeholders (ID_3, NUM_0, STR_1, CHR_2) and stand-ins (own_1, Own_0), and renumbers
// them.
//
// The canonical form numbers placeholders by first appearance, so a source that
// the model meets in use always counts 0, 1, 2 ... from left to right. A source
// that training makes up, a noised function or the model's own translation, must
// look the same, or the model would learn from numbers (a gap: something was
// dropped here) what it can't rely on later. Renumber restores the order in the
// source and applies the same renaming to the target.
type Placeholders struct {
	kinds   []int8 // of each id: kindOfNone, or an index of placeholderPrefixes
	indices []int32
	ids     [len(placeholderPrefixes)][]int32 // of each index, -1 where the vocabulary lacks it
}

// placeholderPrefixes are the kinds of placeholder.
var placeholderPrefixes = [...]string{"ID_", "NUM_", "STR_", "CHR_", "own_", "Own_"}

// placeholderSeries says which kinds share a numbering: strings and characters
// do, so that one may become the other in translation and keep its content.
var placeholderSeries = [...]int{0, 1, 2, 2, 3, 4}

const kindOfNone = -1

// NewPlaceholders reads the placeholders of a vocabulary of size tokens.
func NewPlaceholders(size int, token func(id int32) string) *Placeholders {
	p := &Placeholders{kinds: make([]int8, size), indices: make([]int32, size)}
	for id := range int32(size) {
		p.kinds[id] = kindOfNone
		text := token(id)
		for kind, prefix := range placeholderPrefixes {
			digits, ok := strings.CutPrefix(text, prefix)
			index, err := strconv.Atoi(digits)
			if !ok || err != nil || index < 0 || index > 1<<16 || digits != strconv.Itoa(index) {
				continue
			}
			p.kinds[id], p.indices[id] = int8(kind), int32(index)
			for len(p.ids[kind]) <= index {
				p.ids[kind] = append(p.ids[kind], -1)
			}
			p.ids[kind][index] = id
		}
	}
	return p
}

// Is reports whether id is a placeholder.
func (p *Placeholders) Is(id int32) bool { return p.kinds[id] != kindOfNone }

// Renumber renames, in place, the placeholders of source by the order of their
// first appearance in it, and those of target alike; those that only the target
// has come after, by their order there, as the new names of a translation would.
// It reports false, and changes nothing, where the vocabulary has too few
// placeholders for that.
func (p *Placeholders) Renumber(source, target []int32) bool {
	var renamed [len(placeholderPrefixes)]map[int32]int32 // by series: old index -> new
	for i := range renamed {
		renamed[i] = map[int32]int32{}
	}
	for _, ids := range [][]int32{source, target} {
		for _, id := range ids {
			kind := p.kinds[id]
			if kind == kindOfNone {
				continue
			}
			series := renamed[placeholderSeries[kind]]
			index, known := series[p.indices[id]]
			if !known {
				index = int32(len(series))
				series[p.indices[id]] = index
			}
			if int(index) >= len(p.ids[kind]) || p.ids[kind][index] < 0 {
				return false
			}
		}
	}
	for _, ids := range [][]int32{source, target} {
		for i, id := range ids {
			if kind := p.kinds[id]; kind != kindOfNone {
				ids[i] = p.ids[kind][renamed[placeholderSeries[kind]][p.indices[id]]]
			}
		}
	}
	return true
}

// Beyond lists the placeholders that stand for nothing in a translation of
// source: numbers and literals that it does not have, and identifiers past the
// invented ones that a translation may add to the source's own. A decoder that
// leaves them out writes nothing that can't be turned back into text. source is
// numbered by first appearance, as the canonical form is.
func (p *Placeholders) Beyond(source []int32, invented int) []int32 {
	var used [len(placeholderPrefixes)]int // by series
	for _, id := range source {
		if kind := p.kinds[id]; kind != kindOfNone {
			series := placeholderSeries[kind]
			used[series] = max(used[series], int(p.indices[id])+1)
		}
	}
	used[placeholderSeries[0]] += invented
	var beyond []int32
	for kind := range p.ids {
		for index, id := range p.ids[kind] {
			if id >= 0 && index >= used[placeholderSeries[kind]] {
				beyond = append(beyond, id)
			}
		}
	}
	return beyond
}
