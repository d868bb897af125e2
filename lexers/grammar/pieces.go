package grammar

import (
	"slices"
	"strings"
)

// maxWord bounds the characters of a word that is spelled in pieces.
const maxWord = 80

// pieces knows how words are spelled. Any letters make a word that may stand
// where a name may, but for exceptions: so nearly all ids are found by sets that
// are ready, and the exceptions that a prefix can still become are looked up.
type pieces struct {
	g      *Grammar
	end    int32               // id of </w>; -1 for none
	begins []uint64            // pieces that a word can begin with and go on behind
	inside []uint64            // pieces that a word can go on with
	ending []uint64            // pieces that a word can end with
	last   map[string][]int32  // ids in ending by their text
	on     map[string][]int32  // ids in inside by their text
	bans   map[string][]uint64 // by prefix: pieces with which it would become a placeholder
}

func newPieces(g *Grammar) *pieces {
	words := len(g.whole)
	p := &pieces{g: g, end: -1, begins: make([]uint64, words), inside: make([]uint64, words), ending: make([]uint64, words),
		last: map[string][]int32{}, on: map[string][]int32{}, bans: map[string][]uint64{}}
	for i := range g.ids {
		d := &g.ids[i]
		bit := uint64(1) << (i % 64)
		switch {
		case d.piece == "":
		case d.continues:
			p.inside[i/64] |= bit
			p.on[d.piece] = append(p.on[d.piece], int32(i))
			if d.piece[0] > '9' {
				p.begins[i/64] |= bit
			}
		default:
			p.ending[i/64] |= bit
			p.last[d.piece] = append(p.last[d.piece], int32(i))
		}
	}
	for _, beginning := range placeholderBeginnings {
		for n := range len(beginning) {
			prefix, rest := beginning[:n], beginning[n:]
			ban := p.bans[prefix]
			if ban == nil {
				ban = make([]uint64, words)
			}
			for i := range g.ids {
				if piece := g.ids[i].piece; piece != "" && strings.HasPrefix(piece, rest) {
					ban[i/64] |= 1 << (i % 64)
				}
			}
			p.bans[prefix] = ban
		}
	}
	for i, w := range p.bans[""] {
		p.begins[i] &^= w
	}
	for i := range g.terminals {
		p.open(&g.terminals[i])
	}
	return p
}

// opening is a listed word with the pieces that it can begin with, looked up once:
// where names are held to a library there are hundreds of such words at every dot.
type opening struct {
	text   string
	barred bool
	pieces []openingPiece
}

// openingPiece is a piece, and how many letters of the word are left behind it.
type openingPiece struct{ id, left int32 }

// open sets the openings of a class, less the words that it excepts.
func (p *pieces) open(t *terminal) {
	for _, text := range t.listed {
		if t.except[text] || t.only != nil && !t.only[text] {
			continue
		}
		o := opening{text: text, barred: t.barred[text]}
		for n := 1; n <= len(text); n++ {
			for _, id := range p.on[text[:n]] {
				o.pieces = append(o.pieces, openingPiece{id, int32(len(text) - n)})
			}
		}
		t.openings = append(t.openings, o)
	}
}

// candidate is a class of words that may stand at a place.
type candidate struct {
	terminal *terminal
	scope    *scope
	need     int32 // ids to the end of the function by way of it, itself included
}

// allows reports whether a word can stand there.
func (c *candidate) allows(word string) bool {
	t := c.terminal
	switch {
	case t.except[word], c.scope.strict && t.barred[word], t.only != nil && !t.only[word]:
		return false
	}
	return t.accept == nil || t.accept(c.scope, lexeme{text: word, index: -1})
}

// spells reports whether any letters make a word of the candidate.
func (c *candidate) spells() bool {
	return c.terminal.spelled && !(c.scope.strict && c.terminal.known != nil)
}

// begin adds the pieces that begin a word of one of the candidates.
func (p *pieces) begin(candidates []candidate, left int, bitmap []uint64) {
	for i := range candidates {
		if c := &candidates[i]; c.spells() && int(c.need)+wordSlack <= left {
			for k, w := range p.begins {
				bitmap[k] |= w
			}
			return
		}
	}
	p.list("", candidates, left, bitmap)
}

// openings adds the pieces that begin a word of a candidate's list, as list does.
func (p *pieces) openings(c *candidate, left int, bitmap []uint64) {
	t, room := c.terminal, int32(left)-(c.need-c.terminal.weight)-2
	for i := range t.openings {
		o := &t.openings[i]
		if o.barred && c.scope.strict || !o.adds(room, bitmap) || t.accept != nil && !t.accept(c.scope, lexeme{text: o.text, index: -1}) {
			continue
		}
		for _, piece := range o.pieces {
			if piece.left < room {
				bitmap[piece.id/64] |= 1 << (piece.id % 64)
			}
		}
	}
}

// adds reports whether a piece behind which less than room letters are left is not in
// bitmap yet: most words begin like others.
func (o *opening) adds(room int32, bitmap []uint64) bool {
	for _, piece := range o.pieces {
		if piece.left < room && !has(bitmap, piece.id) {
			return true
		}
	}
	return false
}

// list adds the pieces that lead from a prefix to a word of the candidates that
// are lists. A word takes at most as many ids as it has letters, and one to end.
func (p *pieces) list(prefix string, candidates []candidate, left int, bitmap []uint64) {
	add := func(ids []int32) {
		for _, i := range ids {
			bitmap[i/64] |= 1 << (i % 64)
		}
	}
	word := func(c *candidate, word string) {
		rest, ok := strings.CutPrefix(word, prefix)
		if !ok || !c.allows(word) {
			return
		}
		need := int(c.need-c.terminal.weight) + 1
		switch {
		case need > left:
		case rest == "" && p.end >= 0:
			bitmap[p.end/64] |= 1 << (p.end % 64)
		case prefix != "":
			add(p.last[rest])
		}
		for n := 1; n <= len(rest); n++ {
			if need+1+len(rest)-n < left {
				add(p.on[rest[:n]])
			}
		}
	}
	for i := range candidates {
		c := &candidates[i]
		if c.spells() {
			continue
		}
		if prefix == "" {
			p.openings(c, left, bitmap)
		} else {
			from, _ := slices.BinarySearch(c.terminal.listed, prefix)
			for _, text := range c.terminal.listed[from:] {
				if !strings.HasPrefix(text, prefix) {
					break
				}
				word(c, text)
			}
		}
		if c.terminal.known != nil {
			for n := c.scope.words; n != nil; n = n.before {
				word(c, n.text)
			}
		}
	}
}

// proceed adds the pieces that go on behind the beginning of a word, or end it.
func (p *pieces) proceed(prefix string, candidates []candidate, left int, bitmap []uint64) {
	defer p.list(prefix, candidates, left, bitmap)
	candidates = slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return !c.spells() })
	fit := func(c candidate) bool { return int(c.need) <= left }
	if slices.ContainsFunc(candidates, fit) {
		candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return !fit(c) })
	}
	on, end := false, len(candidates) > 0
	for _, c := range candidates {
		on = on || int(c.need)+1 < left
	}
	if !end {
		return
	}
	for k, w := range p.ending {
		bitmap[k] |= w
	}
	if on && len(prefix) < maxWord {
		for k, w := range p.inside {
			bitmap[k] |= w
		}
	}
	if p.end >= 0 {
		bitmap[p.end/64] |= 1 << (p.end % 64)
	}
	for i, w := range p.bans[prefix] {
		bitmap[i] &^= w
	}
	// What one candidate excepts another may allow.
	exclude := func(word string) {
		if !strings.HasPrefix(word, prefix) {
			return
		}
		for i := range candidates {
			if candidates[i].allows(word) {
				return
			}
		}
		if word == prefix {
			if p.end >= 0 {
				bitmap[p.end/64] &^= 1 << (p.end % 64)
			}
			return
		}
		for _, i := range p.last[word[len(prefix):]] {
			bitmap[i/64] &^= 1 << (i % 64)
		}
	}
	for i := range candidates {
		c := &candidates[i]
		from, _ := slices.BinarySearch(c.terminal.excepted, prefix)
		for _, word := range c.terminal.excepted[from:] {
			if !strings.HasPrefix(word, prefix) {
				break
			}
			exclude(word)
		}
		if c.terminal.accept != nil {
			for n := c.scope.words; n != nil; n = n.before {
				exclude(n.text)
			}
		}
	}
}
