package translate

import (
	"math"
	"strings"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// inventedNames is how many identifiers a translation may have that its source
// lacks, such as the counter of a loop that the source wrote without one.
const inventedNames = 8

// constraint keeps each hypothesis to what can become a function: brackets and
// blocks nest, a statement ends inside a block and is not empty, an if has a
// condition and a block, the function ends with its block and nothing follows it,
// and placeholders stand for something (a number or literal of the source, a name
// of the source or one of a few new ones). A hypothesis that comes near its length
// limit is closed.
//
// Which words may follow each other is not asked, so a weak model still writes
// what does not parse. What the target language can't have at all the decoder
// leaves out itself.
type constraint struct {
	*structure
	beyond [][]int32 // by source: placeholders without a meaning there
	limits []int     // by source: longest target, EOS included
	python bool
}

// state is where a hypothesis stands. It is a value: hypotheses split.
type state struct {
	source int
	length int    // tokens so far
	stack  string // signs of what is open, the innermost last
	last   int32  // the token before: one of the next two, or its id
	inWord bool   // the token before is a piece whose word goes on
	named  bool   // the brackets of the parameters came
	ended  bool   // the function's block is closed

	first int32 // the token that began the statement

	decorator bool // of Python, in front of the function

	closed byte // the sign of the block that the token before closed; 0 for none

	// The head of a statement, and what of it came so far.
	head       head
	block      byte // the sign of the block that it leads to
	headAt     int  // length of the stack round it
	semicolons int
	in         bool
}

// What stands for a token before.
const (
	atStart   = -1
	endOfWord = -2 // the last piece of a word, whatever its id means alone
)

func (t *Translator) newConstraint(to lexers.Language, sources []*lexers.Canonical, limits []int) *constraint {
	c := &constraint{structure: t.structure, limits: limits, python: to == lexers.Python}
	for _, s := range sources {
		var beyond []int32
		past := func(ids []int32, n int) { beyond = append(beyond, ids[min(n, len(ids)):]...) }
		past(t.structure.names, len(s.Names)+inventedNames)
		past(t.structure.numbers, len(s.Numbers))
		past(t.structure.strings, len(s.Literals))
		past(t.structure.characters, len(s.Literals))
		c.beyond = append(c.beyond, beyond)
	}
	return c
}

// Start implements beam.Constraint.
func (c *constraint) Start(source int) state { return state{source: source, last: atStart} }

// Next implements beam.Constraint.
func (c *constraint) Next(s state, token int32) state {
	s.length++
	if s.inWord || c.continues[token] {
		s.last, s.inWord, s.closed = endOfWord, c.continues[token], 0
		return s
	}
	switch {
	case s.top() == plainBlock && c.heads[token] != noHead && s.closed != doBlock && !s.inHead() &&
		(c.betweenStatements(s) || s.last == c.colon || token == c.switchWord): // behind a label; Java's return switch
		s.head, s.block, s.headAt, s.semicolons, s.in = c.heads[token], c.blocks[token], len(s.stack), 0, false
	case s.inHead() && token == c.semicolon:
		s.semicolons++
	case s.inHead() && token == c.in:
		s.in = true
	case s.stack == "" && token == c.at && (s.last == atStart || s.last == c.endOfLine):
		s.decorator = true
	case s.stack == "" && token == c.endOfLine:
		s.decorator, s.named = false, false
	}
	before := s.last
	if c.betweenStatements(s) {
		s.first = token
	}
	s.last = token
	s.closed = 0
	if sign, ok := c.opening[token]; ok {
		if s.inHead() && token == c.blockOpen {
			s.head = noHead
			switch {
			case s.block == tryBlock && before != c.try:
				sign = catchBlock // Java's try with resources may stand alone
			case s.block != 0:
				sign = s.block
			}
		}
		s.stack += string(sign)
	} else if _, ok := c.closing[token]; ok && s.stack != "" {
		if token == c.blockClose {
			s.closed = s.stack[len(s.stack)-1]
		}
		s.stack = s.stack[:len(s.stack)-1]
		s.named = true
		s.ended = s.stack == "" && token == c.blockClose
	}
	return s
}

// top returns the sign of what is open innermost, plainBlock for any block; 0 for
// nothing.
func (s state) top() byte {
	if s.stack == "" {
		return 0
	}
	if sign := s.stack[len(s.stack)-1]; strings.IndexByte(bracketOpen, sign) >= 0 {
		return sign
	}
	return plainBlock
}

// inHead reports whether a statement's head is being written, outside brackets.
func (s state) inHead() bool { return s.head != noHead && len(s.stack) == s.headAt }

// complete reports whether the head has what it needs.
func (c *constraint) complete(s state) bool {
	switch s.head {
	case fullHead:
		return c.heads[s.last] == noHead // something came behind its word
	case forHead:
		return s.last != c.in && (s.semicolons == 2 || s.semicolons == 0 && s.in)
	}
	return true
}

// Mask implements beam.Constraint.
func (c *constraint) Mask(s state, logProbabilities []float32) {
	if s.ended {
		only(logProbabilities, bpe.EOS)
		return
	}
	if left := c.limits[s.source] - s.length; left <= 2*len(s.stack)+closingTokens {
		token := c.wordEnd
		if !s.inWord {
			token = c.toClose(s)
		}
		if token >= 0 {
			only(logProbabilities, token)
			return
		}
	}
	never := float32(math.Inf(-1))
	forbid := func(ids ...int32) {
		for _, id := range ids {
			if id >= 0 {
				logProbabilities[id] = never
			}
		}
	}
	forbid(bpe.EOS)
	forbid(c.signs...)
	forbid(c.beyond[s.source]...)
	if s.inWord {
		forbid(c.inWord...)
		return
	}
	for id, sign := range c.closing {
		if sign != s.top() {
			forbid(id)
		}
	}
	switch {
	case s.closed == doBlock:
		only(logProbabilities, c.while)
		return
	case s.closed == tryBlock:
		only(logProbabilities, c.except, c.catch, c.finally)
		return
	}
	for word, blocks := range c.followers {
		if s.closed == 0 || strings.IndexByte(blocks, s.closed) < 0 || !c.python && word == c.otherwise && s.closed != ifBlock {
			forbid(word)
		}
	}
	if !s.inHead() {
		forbid(c.semicolon)
	}
	switch {
	case s.top() == 0:
		if !s.named || s.decorator {
			forbid(c.blockOpen)
		}
		if !s.decorator || s.last == c.at {
			forbid(c.endOfLine)
		}
	case s.top() != plainBlock:
		// A lambda's block, but not inside a head: heads do not nest.
		if c.python || s.head != noHead || s.top() == '[' || !c.beforeBlock[s.last] {
			forbid(c.blockOpen)
		}
		forbid(c.endOfLine)
	case s.inHead():
		if !c.complete(s) {
			forbid(c.blockOpen)
		}
		if s.head == forHead && (s.semicolons == 2 || s.in) {
			forbid(c.semicolon)
		}
		forbid(c.endOfLine, c.blockClose)
	case c.betweenStatements(s):
		if c.python {
			forbid(c.blockOpen)
		}
		if s.last != c.blockClose { // behind which it may end a lambda's statement
			forbid(c.endOfLine)
		}
	default:
		forbid(c.blockClose)
		if c.python && !c.opens[s.first] || !c.python && !c.beforeBlock[s.last] {
			forbid(c.blockOpen)
		}
	}
}

// betweenStatements reports whether a statement has just ended, or none begun.
func (c *constraint) betweenStatements(s state) bool {
	return s.last == c.endOfLine || s.last == c.blockOpen || s.last == c.blockClose
}

// closingTokens is enough, beside two for each open bracket and block, to end a
// word, a head and the function.
const closingTokens = 10

// toClose returns the next token on the way to the end of the function.
func (c *constraint) toClose(s state) int32 {
	switch top := s.top(); {
	case s.closed == doBlock:
		return c.while
	case s.closed == tryBlock && c.python:
		return c.except
	case s.closed == tryBlock:
		return c.catch
	case top == 0 && s.decorator && s.last == c.at, top == 0 && (s.last == atStart || s.last == c.endOfLine):
		return c.names[0]
	case top == 0 && s.decorator:
		return c.endOfLine
	case top == 0 && !s.named:
		return c.parenthesis
	case top == 0:
		return c.blockOpen
	case s.inHead() && c.complete(s):
		return c.blockOpen
	case s.inHead() && s.head == fullHead, s.inHead() && s.last == c.in:
		return c.names[0] // any name serves as a condition
	case s.inHead() && c.python:
		return c.in
	case s.inHead():
		return c.semicolon
	case top == plainBlock && !c.betweenStatements(s):
		return c.endOfLine
	default:
		for id, sign := range c.closing {
			if sign == top {
				return id
			}
		}
		return -1
	}
}

// only forbids everything but some tokens.
func only(logProbabilities []float32, tokens ...int32) {
	best := float32(math.Inf(-1))
	kept := make([]float32, len(tokens))
	for i, token := range tokens {
		kept[i] = best
		if token >= 0 {
			kept[i] = logProbabilities[token]
		}
	}
	for i := range logProbabilities {
		logProbabilities[i] = best
	}
	for i, token := range tokens {
		if token >= 0 {
			logProbabilities[token] = kept[i]
			best = max(best, kept[i])
		}
	}
	if math.IsInf(float64(best), -1) && tokens[0] >= 0 {
		logProbabilities[tokens[0]] = -1000 // the way to go on must not count as none
	}
}
