package grammar

import (
	"math/bits"
	"slices"
)

// maxDepth is how many rules may be open in one another before a function is
// led back out: what nests more deeply overruns the parsers of the languages,
// and the printer. Real functions stay below half of it.
const maxDepth = 150

// wordSlack is what spelling a word in pieces can take beyond one id: to get
// away from a keyword, and to end.
const wordSlack = 3

// Allowed sets bitmap to the ids that may come next when left ids still fit, EOS
// included: id i is bit i%64 of word i/64. An id is allowed only if the function
// can be ended within what is left behind it; where nothing can any more, only
// the shortest way out is. bitmap has (size of the vocabulary + 63) / 64 words.
//
// How many ids a way takes is an estimate where the types of values close the
// shortest: a little more is given where nothing would be left.
func (g *Grammar) Allowed(s *State, left int, bitmap []uint64) {
	left = max(left, int(s.distance))
	for slack := range 5 {
		g.allowed(s, left+2*slack, bitmap)
		if slices.ContainsFunc(bitmap, func(w uint64) bool { return w != 0 }) {
			return
		}
	}
}

func (g *Grammar) allowed(s *State, left int, bitmap []uint64) {
	clear(bitmap)
	if s.depth > maxDepth && s.word == "" {
		left = min(left, int(s.distance)+2)
	}
	var plain terminalSet
	var checked []candidate
	for i := range s.items {
		it := &s.items[i]
		for _, a := range g.positions[it.at].arcs {
			need := a.length + it.frame.distance
			if a.kind != readToken || int(need) > left && s.word == "" {
				continue
			}
			if t := &g.terminals[a.index]; t.accept != nil || t.spelled || t.only != nil {
				checked = append(checked, candidate{t, it.scope, need})
			} else {
				plain.add(a.index)
			}
		}
	}
	if s.word != "" {
		g.pieces.proceed(s.word, checked, left, bitmap)
		return
	}
	for i, w := range g.unionOf(plain) {
		bitmap[i] |= w
	}
	if s.accepting {
		bitmap[EOS/64] |= 1 << (EOS % 64)
	}
	for i := range checked {
		g.allow(&checked[i], bitmap)
	}
	g.judgeWords(plain, checked, bitmap)
	g.pieces.begin(checked, left, bitmap)
	if len(s.items) == 0 {
		return
	}
	unusable, without := s.items[0].scope.source.unusable(g)
	for i, w := range unusable {
		bitmap[i] &^= w
	}
	others := 0
	for i, w := range without {
		others += bits.OnesCount64(bitmap[i] &^ w)
	}
	if others == 0 { // nothing else may stand here
		return
	}
	for i, w := range without {
		bitmap[i] &^= w
	}
}

// allow adds the ids of a candidate that its scope accepts; of words all that
// it has not noted.
func (g *Grammar) allow(c *candidate, bitmap []uint64) {
	t := c.terminal
	ids := t.ids
	if c.scope.strict {
		ids = t.offered
	}
	for k, w := range ids {
		if t.accept == nil || t.spelled && !(c.scope.strict && t.narrow != nil) {
			bitmap[k] |= w
			continue
		}
		for w &^= bitmap[k]; w != 0; w &= w - 1 {
			i := int32(k*64 + bits.TrailingZeros64(w))
			if t.accept(c.scope, g.ids[i].lexeme) {
				bitmap[k] |= 1 << (i % 64)
			}
		}
	}
}

// judgeWords corrects the words that the scopes have noted: each is allowed if
// any candidate accepts it.
func (g *Grammar) judgeWords(plain terminalSet, checked []candidate, bitmap []uint64) {
	for i := range checked {
		if c := &checked[i]; c.terminal.accept == nil || !c.terminal.spelled {
			continue
		}
		for n := checked[i].scope.words; n != nil; n = n.before {
			if id, ok := g.tokenIDs[n.text]; ok && !g.anyTerminal(id, plain) {
				bitmap[id/64] &^= 1 << (id % 64)
				for j := range checked {
					if c := &checked[j]; has(c.terminal.ids, id) && c.allows(n.text) {
						bitmap[id/64] |= 1 << (id % 64)
						break
					}
				}
			}
		}
	}
}

// anyTerminal reports whether an id is of one of the terminals of a set.
func (g *Grammar) anyTerminal(id int32, set terminalSet) bool {
	for _, t := range g.ids[id].terminals {
		if set.has(t) {
			return true
		}
	}
	return false
}

func has(bitmap []uint64, i int32) bool { return bitmap[i/64]&(1<<(i%64)) != 0 }

// terminalSet is a set of up to 256 terminals.
type terminalSet [4]uint64

func (s *terminalSet) add(t int32)      { s[t/64] |= 1 << (t % 64) }
func (s *terminalSet) has(t int32) bool { return s[t/64]&(1<<(t%64)) != 0 }

// unionOf returns the ids of any of a set of terminals. There are few such sets: one for
// each kind of place.
func (g *Grammar) unionOf(set terminalSet) []uint64 {
	g.mu.RLock()
	union, ok := g.union[set]
	g.mu.RUnlock()
	if ok {
		return union
	}
	union = make([]uint64, len(g.whole))
	for t := range g.terminals {
		if set.has(int32(t)) {
			for i, w := range g.terminals[t].ids {
				union[i] |= w
			}
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.union) < maxUnions {
		g.union[set] = union
	}
	return union
}

// maxUnions bounds the cache of unionOf.
const maxUnions = 4096
