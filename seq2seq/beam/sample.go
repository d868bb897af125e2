package beam

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// SampleOptions say from which distribution Sample draws. The zero value takes
// the most likely token always.
type SampleOptions struct {
	Limits

	// Count is the number of hypotheses for each source; 0 means 1.
	Count int

	// Temperature divides the log-probabilities; 1 draws from the model's own
	// distribution, 0 takes the most likely token.
	Temperature float64

	// TopK draws from the k most likely tokens only (Fan et al. 2018, arXiv
	// 1805.04833); 0 sets no limit.
	TopK int

	// TopP draws from the fewest most likely tokens that have together at least
	// this probability, after the temperature (nucleus sampling; Holtzman et al.
	// 2020, arXiv 1904.09751, section 3.1); 0 and 1 set no limit.
	TopP float64
}

// Sample draws Count hypotheses for each source, in the order in which they were
// begun. Every hypothesis has a random source of its own, seeded from rng at the
// start, so that it does not depend on how long the others are.
func Sample(ctx context.Context, s Step, sources int, o SampleOptions, rng *rand.Rand) ([][]Hypothesis, error) {
	o.Count = max(o.Count, 1)
	if err := o.check(sources); err != nil {
		return nil, fmt.Errorf("sampling: %w", err)
	}
	if !(o.Temperature >= 0) || math.IsInf(o.Temperature, 1) || !(o.TopP >= 0 && o.TopP <= 1) || o.TopK < 0 {
		return nil, fmt.Errorf("sampling: temperature %v, top k %d, top p %v: expected a temperature and k of 0 or more and p in [0, 1]", o.Temperature, o.TopK, o.TopP)
	}
	if rng == nil && o.Temperature > 0 {
		return nil, errors.New("sampling: a temperature without a random source")
	}
	type chain struct {
		source, row int
		end         *node
		rng         *rand.Rand
	}
	all := make([]*chain, 0, sources*o.Count)
	for source := range sources {
		for range o.Count {
			c := &chain{source: source, row: source}
			if rng != nil {
				c.rng = rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64()))
			}
			all = append(all, c)
		}
	}
	var sampler sampler
	active := slices.Clone(all)
	for len(active) > 0 {
		parents, last := make([]int, len(active)), make([]int32, len(active))
		for i, c := range active {
			parents[i], last[i] = c.row, BOS
			if c.end != nil {
				last[i] = c.end.token
			}
		}
		rows, err := step(ctx, s, parents, last)
		if err != nil {
			return nil, err
		}
		next := active[:0]
		for i, c := range active {
			length := 0
			if c.end != nil {
				length = c.end.length
			}
			if length+1 < o.MinLength {
				rows[i][EOS] = negativeInfinity
			}
			token, ok := sampler.draw(rows[i], &o, c.rng)
			if !ok { // nothing may follow
				if err := checkNumbers(rows[i]); err != nil {
					return nil, err
				}
				continue
			}
			c.end, c.row = c.end.then(token, rows[i][token]), i
			if token != EOS && c.end.length < o.max(c.source) {
				next = append(next, c)
			}
		}
		active = next
	}
	result := make([][]Hypothesis, sources)
	for _, c := range all {
		score := 0.0
		if c.end != nil {
			score = c.end.sum
		}
		result[c.source] = append(result[c.source], c.end.hypothesis(score))
	}
	return result, nil
}

// sampler holds draw's scratch. The sum of a candidate is its weight here.
type sampler struct{ candidates []candidate }

// nucleus reduces the candidates to the fewest of the largest weights that have
// together p of the total, and returns what these have.
func (s *sampler) nucleus(p, total float64) float64 {
	// Candidates below this weight have together less than (1-p) of the total, so
	// those above it contain the nucleus. They are a handful: sorting the whole
	// vocabulary at every step would cost more than the model does.
	least := (1 - p) * total / float64(len(s.candidates))
	s.candidates = slices.DeleteFunc(s.candidates, func(c candidate) bool { return c.sum < least })
	slices.SortStableFunc(s.candidates, func(a, b candidate) int { return cmp.Compare(b.sum, a.sum) })
	kept := 0.0
	for i, c := range s.candidates {
		if kept += c.sum; kept >= p*total {
			s.candidates = s.candidates[:i+1]
			break
		}
	}
	return kept
}

// draw picks a token of a row; false where all are forbidden.
func (s *sampler) draw(row []float32, o *SampleOptions, rng *rand.Rand) (int32, bool) {
	best := -1
	for token, x := range row {
		if x > negativeInfinity && (best < 0 || x > row[best]) {
			best = token
		}
	}
	if best < 0 || o.Temperature == 0 || o.TopK == 1 {
		return int32(best), best >= 0
	}
	s.candidates = s.candidates[:0]
	if k := o.TopK; k > 0 && k < len(row) {
		s.candidates = appendTop(s.candidates, row, k, 0, 0)
	} else {
		for token, x := range row {
			if x > negativeInfinity {
				s.candidates = append(s.candidates, candidate{token: int32(token), logProbability: x})
			}
		}
	}
	total := 0.0
	for i := range s.candidates {
		c := &s.candidates[i]
		c.sum = math.Exp(float64(c.logProbability-row[best]) / o.Temperature) // at most 1
		total += c.sum
	}
	if o.TopP > 0 && o.TopP < 1 {
		total = s.nucleus(o.TopP, total)
	}
	at := rng.Float64() * total
	for _, c := range s.candidates {
		if at -= c.sum; at < 0 {
			return c.token, true
		}
	}
	return int32(best), true // the rounding of total left a gap at the end
}
