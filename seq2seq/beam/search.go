package beam

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Options of Search. The zero value is greedy search.
type Options struct {
	Limits

	// Width is the number of live hypotheses a source keeps; 0 means 1.
	Width int

	// Best is the number of hypotheses to return for a source; 0 means Width. A
	// source can have fewer.
	Best int

	// LengthPenalty is the exponent α in score = Σ log-probabilities / length^α,
	// EOS counted: 0 favors short hypotheses, 1 compares means, more favors long
	// ones. (Wu et al. 2016, arXiv 1609.08144, eq. 14, divide by ((5+length)/6)^α,
	// which for functions of a hundred tokens is nearly proportional.)
	LengthPenalty float64

	// Exhaustive goes on until no live hypothesis could come among the best. Else
	// a source is done when Width hypotheses have finished and none that is live
	// has a better score by now than the worst of the best. Without that condition
	// (fairseq's rule; Ott et al. 2019, arXiv 1904.01038) a model that is sure of
	// its target loses it: what else is there to keep the beam wide are improbable
	// early ends, and Width of them finish before the target does.
	Exhaustive bool
}

// Greedy takes the most likely token at each step: Search of width 1.
func Greedy(ctx context.Context, s Step, sources int, limits Limits) ([]Hypothesis, error) {
	best, err := Search(ctx, s, sources, Options{Limits: limits})
	if err != nil {
		return nil, err
	}
	hypotheses := make([]Hypothesis, sources)
	for i := range best {
		hypotheses[i] = best[i][0]
	}
	return hypotheses, nil
}

// candidate is a token that could follow a live hypothesis.
type candidate struct {
	hypothesis     int // index in group.live
	token          int32
	logProbability float32
	sum            float64
}

// group is what one source's search holds.
type group struct {
	source   int
	longest  int
	live     []*node     // nil before the first token
	rows     []int       // of live, in the last call of Step
	finished []ranked    // best first, at most Best
	ended    int         // hypotheses that finished, those that fell out of finished included
	stuck    []*node     // ended by a limit or by having no next token
	found    []candidate // scratch
}

type ranked struct {
	end   *node
	score float64
}

// Search runs a beam search for sources at once. The result has for each source
// at least one hypothesis, best first, finished ones before unfinished.
func Search(ctx context.Context, s Step, sources int, o Options) ([][]Hypothesis, error) {
	o.Width = max(o.Width, 1)
	if o.Best <= 0 {
		o.Best = o.Width
	}
	if err := o.check(sources); err != nil {
		return nil, fmt.Errorf("beam search: %w", err)
	}
	if math.IsNaN(o.LengthPenalty) || math.IsInf(o.LengthPenalty, 0) {
		return nil, fmt.Errorf("beam search: length penalty %v is not finite", o.LengthPenalty)
	}
	all := make([]*group, sources)
	for i := range all {
		all[i] = &group{source: i, longest: o.max(i), live: []*node{nil}, rows: []int{i}}
	}
	active := slices.Clone(all)
	var parents []int
	var last []int32
	for len(active) > 0 {
		parents, last = parents[:0], last[:0]
		for _, g := range active {
			for i, n := range g.live {
				parents = append(parents, g.rows[i])
				if n == nil {
					last = append(last, BOS)
				} else {
					last = append(last, n.token)
				}
			}
		}
		rows, err := step(ctx, s, parents, last)
		if err != nil {
			return nil, err
		}
		first := 0
		next := active[:0]
		for _, g := range active {
			count := len(g.live)
			more, err := g.advance(rows[first:first+count], first, &o)
			if err != nil {
				return nil, err
			}
			if more {
				next = append(next, g)
			}
			first += count
		}
		active = next
	}
	result := make([][]Hypothesis, sources)
	for i, g := range all {
		result[i] = g.result(&o)
	}
	return result, nil
}

// advance chooses what follows the live hypotheses; first is the number of their
// first row. It returns false when the group is done.
func (g *group) advance(rows [][]float32, first int, o *Options) (bool, error) {
	g.found = g.found[:0]
	for i, row := range rows {
		before := g.live[i]
		length, sum := 0, 0.0
		if before != nil {
			length, sum = before.length, before.sum
		}
		if length+1 < o.MinLength {
			row[EOS] = negativeInfinity
		}
		had := len(g.found)
		// One more than the width, since EOS among them is no live hypothesis.
		g.found = appendTop(g.found, row, o.Width+1, i, sum)
		if len(g.found) == had {
			if err := checkNumbers(row); err != nil {
				return false, err
			}
			g.stuck = append(g.stuck, before)
		}
	}
	slices.SortStableFunc(g.found, func(a, b candidate) int { return cmp.Compare(b.sum, a.sum) })

	var live []*node
	var liveRows []int
	for rank, c := range g.found {
		if len(live) == o.Width {
			break
		}
		if c.token == EOS {
			// An end that Width other continuations surpass is not pursued, as they
			// would not be.
			if rank < o.Width {
				g.finish(g.live[c.hypothesis].then(EOS, c.logProbability), o)
			}
			continue
		}
		live = append(live, g.live[c.hypothesis].then(c.token, c.logProbability))
		liveRows = append(liveRows, first+c.hypothesis)
	}
	g.live, g.rows = g.live[:0], g.rows[:0]
	if !o.Exhaustive && g.ended >= o.Width && (o.Width == 1 || !g.ahead(live, o)) {
		return false, nil
	}
	for i, n := range live {
		if n.length >= g.longest {
			g.stuck = append(g.stuck, n)
		} else if g.hopeful(n, o) {
			g.live = append(g.live, n)
			g.rows = append(g.rows, liveRows[i])
		}
	}
	return len(g.live) > 0, nil
}

// finish files a hypothesis that ended with EOS.
func (g *group) finish(end *node, o *Options) {
	g.ended++
	score := penalized(end.sum, end.length, o.LengthPenalty)
	// Behind those of the same score: they came first.
	at, _ := slices.BinarySearchFunc(g.finished, score, func(r ranked, score float64) int {
		if r.score >= score {
			return -1
		}
		return 1
	})
	g.finished = slices.Insert(g.finished, at, ranked{end, score})
	g.finished = g.finished[:min(len(g.finished), o.Best)]
}

// ahead reports whether one of the live hypotheses has a better score at its
// present length than the worst of the best finished ones.
func (g *group) ahead(live []*node, o *Options) bool {
	worst := g.finished[len(g.finished)-1].score
	for _, n := range live {
		if penalized(n.sum, n.length, o.LengthPenalty) > worst {
			return true
		}
	}
	return false
}

// hopeful reports whether a descendant of n can still come among the best. A sum
// of log-probabilities only falls, so the best that n can come to is its present
// sum at the length that the penalty is kindest to.
func (g *group) hopeful(n *node, o *Options) bool {
	if len(g.finished) < o.Best {
		return true
	}
	kindest := g.longest
	if o.LengthPenalty < 0 {
		kindest = n.length + 1
	}
	return penalized(n.sum, kindest, o.LengthPenalty) > g.finished[len(g.finished)-1].score
}

func penalized(sum float64, length int, exponent float64) float64 {
	if exponent == 0 {
		return sum
	}
	return sum / math.Pow(float64(length), exponent)
}

// result ranks what the group found: finished hypotheses, then others to fill up.
func (g *group) result(o *Options) []Hypothesis {
	var best []Hypothesis
	for _, r := range g.finished {
		best = append(best, r.end.hypothesis(r.score))
	}
	var rest []Hypothesis
	for _, n := range g.stuck {
		score := 0.0
		if n != nil {
			score = penalized(n.sum, n.length, o.LengthPenalty)
		}
		rest = append(rest, n.hypothesis(score))
	}
	slices.SortStableFunc(rest, func(a, b Hypothesis) int { return cmp.Compare(b.Score, a.Score) })
	best = append(best, rest...)
	return best[:min(len(best), o.Best)]
}

// appendTop appends the k most likely tokens of a row, the most likely first, as
// continuations of a hypothesis with the given sum. The row is scanned once;
// what is below the k-th best so far, nearly all of it, costs one comparison.
func appendTop(dst []candidate, row []float32, k, hypothesis int, sum float64) []candidate {
	start := len(dst)
	threshold := negativeInfinity
	for token, x := range row {
		if !(x > threshold) { // skips NaN, too
			continue
		}
		at := len(dst)
		if at-start == k {
			at--
		} else {
			dst = append(dst, candidate{})
		}
		for ; at > start && dst[at-1].logProbability < x; at-- {
			dst[at] = dst[at-1]
		}
		dst[at] = candidate{hypothesis, int32(token), x, sum + float64(x)}
		if len(dst)-start == k {
			threshold = dst[len(dst)-1].logProbability
		}
	}
	return dst
}
