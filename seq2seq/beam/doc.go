// Package beam turns next-token log-probabilities into token sequences: greedy
// search, beam search and sampling. It knows no model, only a function Step.
//
//	generation, err := decoder.Start(sources, rows)
//	best, err := beam.Search(ctx, generation.Step, len(rows), beam.Options{Width: 5, LengthPenalty: 1})
//	best[0][0].Tokens // the most likely target of source 0
//
// All sources are decoded as one batch. The hypotheses of a source are a group
// of rows; a row that finished, or cannot come among the best any more, leaves
// the batch at once, and so does a whole group that is done.
//
// What may follow what is a matter of Step, too: Constrain puts an automaton
// between a Step and its user. Everything here is deterministic: equal scores
// are ordered by row, then by token id.
package beam

import (
	"context"
	"fmt"
	"math"
)

// Ids with a meaning here. They are those of package seq2seq, which a test of
// that package compares.
const (
	BOS = 1 // the token before the first
	EOS = 2 // ends a hypothesis
)

// Step returns log-probabilities (nats) of the token that comes next, one slice
// of the vocabulary's size for each row. Row i continues row parents[i] of the
// call before with the token last[i]: a row without children has left the batch,
// one with several was split. In the first call the parents are the numbers of
// the sources, and the tokens are BOS.
//
// The rows belong to the caller, who may overwrite them, until the next call. A
// token with -Inf is never chosen.
type Step func(parents []int, last []int32) ([][]float32, error)

// Hypothesis is a target sequence for a source.
type Hypothesis struct {
	Tokens []int32 // without BOS and EOS

	// LogProbabilities are those that Step gave the tokens, in nats, and that of
	// EOS behind them where Finished.
	LogProbabilities []float32

	// Score is their sum, divided by length^LengthPenalty in a beam search.
	Score float64

	// Finished tells a hypothesis that ended with EOS from one that came to its
	// length limit, or to a point from which Step allowed no token.
	Finished bool
}

// Limits bound the length of hypotheses, in tokens, EOS included.
type Limits struct {
	MaxLength  int   // 0 means 512; a decoder's limit is its number of positions
	MaxLengths []int // by source; overrides MaxLength where positive; may be nil
	MinLength  int   // EOS is not chosen before; 0 sets no limit
}

// max returns the limit of a source.
func (l Limits) max(source int) int {
	if source < len(l.MaxLengths) && l.MaxLengths[source] > 0 {
		return l.MaxLengths[source]
	}
	if l.MaxLength > 0 {
		return l.MaxLength
	}
	return 512
}

func (l Limits) check(sources int) error {
	if l.MaxLength < 0 || l.MinLength < 0 {
		return fmt.Errorf("length limits %d to %d: expected no negative number", l.MinLength, l.MaxLength)
	}
	if len(l.MaxLengths) > 0 && len(l.MaxLengths) != sources {
		return fmt.Errorf("length limits: expected one for each of %d sources, got %d", sources, len(l.MaxLengths))
	}
	return nil
}

// node is the last token of a partial hypothesis. Hypotheses that share a
// beginning share its nodes.
type node struct {
	before         *node // nil before the first token
	token          int32
	logProbability float32
	length         int     // tokens up to this one, EOS included
	sum            float64 // of log-probabilities up to this one
}

// then returns the node of a next token. n may be nil.
func (n *node) then(token int32, logProbability float32) *node {
	next := &node{before: n, token: token, logProbability: logProbability, length: 1, sum: float64(logProbability)}
	if n != nil {
		next.length += n.length
		next.sum += n.sum
	}
	return next
}

// hypothesis collects the tokens up to n.
func (n *node) hypothesis(score float64) Hypothesis {
	h := Hypothesis{Score: score}
	if n == nil {
		return h
	}
	h.Tokens = make([]int32, n.length)
	h.LogProbabilities = make([]float32, n.length)
	for at := n; at != nil; at = at.before {
		h.Tokens[at.length-1] = at.token
		h.LogProbabilities[at.length-1] = at.logProbability
	}
	if n.token == EOS {
		h.Finished = true
		h.Tokens = h.Tokens[:n.length-1]
	}
	return h
}

// step calls Step and checks what comes back.
func step(ctx context.Context, s Step, parents []int, last []int32) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := s(parents, last)
	if err != nil {
		return nil, err
	}
	if len(rows) != len(parents) {
		return nil, fmt.Errorf("decoding step: expected %d rows of log-probabilities, got %d", len(parents), len(rows))
	}
	for i, row := range rows {
		if len(row) <= EOS {
			return nil, fmt.Errorf("decoding step: row %d has %d log-probabilities, expected a vocabulary with EOS (%d)", i, len(row), EOS)
		}
	}
	return rows, nil
}

// checkNumbers tells a row that allows nothing from one that a broken model
// filled with NaN. It is called where no token could be chosen.
func checkNumbers(row []float32) error {
	for token, x := range row {
		if x != x {
			return fmt.Errorf("decoding step: the log-probability of token %d is NaN", token)
		}
	}
	return nil
}

// negativeInfinity is the log-probability of what may not be chosen.
var negativeInfinity = float32(math.Inf(-1))
