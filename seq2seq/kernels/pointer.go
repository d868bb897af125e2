package kernels

import (
	"fmt"
	"math"
)

func (p *PointerMixture) check(rows, width int, backward bool) {
	if len(p.QueryOffsets) != len(p.KeyOffsets) || len(p.QueryOffsets) == 0 {
		panic(fmt.Sprintf("kernels: pointer over %d query offsets and %d key offsets, expected as many, one or more",
			len(p.QueryOffsets), len(p.KeyOffsets)))
	}
	last := len(p.QueryOffsets) - 1
	if int(p.QueryOffsets[last]) != rows {
		panic(fmt.Sprintf("kernels: pointer over %d queries, expected %d", p.QueryOffsets[last], rows))
	}
	keys := int(p.KeyOffsets[last])
	checkLength("Queries", p.Queries, rows*width)
	checkLength("Keys", p.Keys, keys*width)
	checkLength("Gates", p.Gates, rows)
	if len(p.SourceIDs) < keys {
		panic(fmt.Sprintf("kernels: %d source ids for %d keys", len(p.SourceIDs), keys))
	}
	if backward {
		checkLength("DQueries", p.DQueries, rows*width)
		checkLength("DKeys", p.DKeys, keys*width)
		checkLength("DGates", p.DGates, rows)
	}
}

// layout notes where each row's attention lies and numbers each sequence's distinct
// words: slots_j is the number of row j's word, words[first+slot] the word, where
// first is the sequence's first row.
func (p *PointerMixture) layout(rows, vocabulary int) {
	p.begins, p.sequence = resize(p.begins, rows), resize(p.sequence, rows)
	total := 0
	for b := range len(p.QueryOffsets) - 1 {
		keys := int(p.KeyOffsets[b+1] - p.KeyOffsets[b])
		for t := p.QueryOffsets[b]; t < p.QueryOffsets[b+1]; t++ {
			p.begins[t], p.sequence[t] = int32(total), int32(b)
			total += keys
		}
	}
	p.attention = resize(p.attention, total)

	keys := int(p.KeyOffsets[len(p.KeyOffsets)-1])
	p.slots, p.words = resize(p.slots, keys), resize(p.words, keys)
	p.numbers = resize(p.numbers, vocabulary)
	clear(p.numbers)
	for b := range len(p.KeyOffsets) - 1 {
		first, end := int(p.KeyOffsets[b]), int(p.KeyOffsets[b+1])
		count := int32(0)
		for j := first; j < end; j++ {
			p.slots[j] = noSlot
			if id := p.SourceIDs[j]; uint(id) < uint(vocabulary) {
				if p.numbers[id] == 0 { // numbers are from 1 here
					p.words[first+int(count)] = id
					count++
					p.numbers[id] = count
				}
				p.slots[j] = p.numbers[id] - 1
			}
		}
		for _, id := range p.words[first : first+int(count)] {
			p.numbers[id] = 0
		}
		for j := first + int(count); j < end; j++ {
			p.words[j] = noSlot
		}
	}
}

// noSlot stands for a word outside the vocabulary, or none.
const noSlot = -1

// sizes returns the rows of sequence b.
func (p *PointerMixture) sizes(b int) (query, queries, key, keys int) {
	return int(p.QueryOffsets[b]), int(p.QueryOffsets[b+1] - p.QueryOffsets[b]),
		int(p.KeyOffsets[b]), int(p.KeyOffsets[b+1] - p.KeyOffsets[b])
}

// pointerAttention computes a_tj of all rows.
func (w *Workers) pointerAttention(c *CrossEntropy) {
	p, d := c.Pointer, c.Width
	p.layout(len(c.Labels), c.Vocabulary)
	scale := float32(1 / math.Sqrt(float64(d)))
	w.Each(len(p.QueryOffsets)-1, func(_, b int) {
		query, queries, key, keys := p.sizes(b)
		if queries == 0 || keys == 0 {
			return
		}
		space := borrow()
		defer space.release()
		block := p.attention[p.begins[query]:][:queries*keys]
		Gemm(&space.gemm, false, true, queries, keys, d, scale, p.Queries[query*d:], d, p.Keys[key*d:], d, false, block, keys)
		for i := range queries {
			Softmax(block[i*keys : (i+1)*keys])
		}
	})
	if c.DHidden == nil {
		return
	}
	for t, label := range c.Labels { // rows left out have no gradient
		if label < 0 {
			clear(p.row(t))
			p.DGates[t] = 0
		}
	}
}

// row is a_t, of the length of t's source sequence.
func (p *PointerMixture) row(t int) []float32 {
	_, _, _, keys := p.sizes(int(p.sequence[t]))
	return p.attention[p.begins[t]:][:keys]
}

// mix turns the vocabulary's log-probability of the label into the mixture's.
// exponentials are exp(logit - largest), inverse is 1 over their sum, best the
// first index of the largest. It returns the factor r = g·p_vocabulary/p of the
// gradient on the logits and, in backward, leaves the gradients of the scores in
// a_t's place and that of the gate in DGates:
//
//	d loss/d score_j = a_j·((1-g)·c - [id_j = label]·(1-g))/p,  c = Σ_{id_j = label} a_j
//	d loss/d gate = -g·(1-g)·(p_vocabulary - c)/p
func (p *PointerMixture) mix(c *CrossEntropy, exponentials []float32, inverse float32, t, label, best int, logVocabulary float64, backward bool) (outcome, float32) {
	attention := p.row(t)
	first := int(p.KeyOffsets[p.sequence[t]])
	ids := p.SourceIDs[first : first+len(attention)]

	// g and 1-g, each without cancellation.
	gate := float64(p.Gates[t])
	open, closed := 1/(1+math.Exp(-gate)), 1/(1+math.Exp(gate))

	copied := 0.0 // c
	for j, id := range ids {
		if int(id) == label {
			copied += float64(attention[j])
		}
	}
	// log(g·p_vocabulary + (1-g)·c) by the larger of the two logarithms: the
	// softmax of a hopeless label underflows, its logarithm does not.
	logOpen := logVocabulary - softplus(-gate)
	logProbability := logOpen
	if copied > 0 {
		logCopy := math.Log(copied) - softplus(gate)
		high, low := max(logOpen, logCopy), min(logOpen, logCopy)
		logProbability = high + math.Log1p(math.Exp(low-high))
	}
	result := outcome{logProbability: logProbability}
	result.correct = p.mostProbable(exponentials, float64(inverse)*open, closed, attention, first, best) == label
	ratio := math.Exp(logOpen - logProbability) // g·p_vocabulary/p
	if !backward {
		return result, 0
	}
	copyRatio := 0.0 // (1-g)/p, needed only where something is copied
	if copied > 0 {
		copyRatio = math.Exp(-softplus(gate) - logProbability)
	}
	factor := float64(c.Scale * (1 - c.Smoothing))
	for j, id := range ids {
		slope := copyRatio * copied
		if int(id) == label {
			slope -= copyRatio
		}
		attention[j] = float32(factor * float64(attention[j]) * slope)
	}
	// g·(1-g)·(p_vocabulary - c)/p = (1-g)·ratio - g·copyRatio·c
	p.DGates[t] = float32(-factor * (closed*ratio - open*copyRatio*copied))
	return result, float32(ratio)
}

// mostProbable returns the word with the highest mixed probability, the lowest id
// of equals. Only the vocabulary's best word and the source's words can be it: any
// other has the vocabulary's share alone, and less of it than the best.
func (p *PointerMixture) mostProbable(exponentials []float32, open, closed float64, attention []float32, first, best int) int {
	space := borrow()
	defer space.release()
	copied := space.floats(len(attention)) // of each slot
	clear(copied)
	for j, slot := range p.slots[first : first+len(attention)] {
		if slot != noSlot {
			copied[slot] += attention[j]
		}
	}
	word, highest := best, 0.0
	if best < len(exponentials) { // not with NaN
		highest = open * float64(exponentials[best])
	}
	for slot, id := range p.words[first : first+len(attention)] {
		if id == noSlot {
			break
		}
		share := open*float64(exponentials[id]) + closed*float64(copied[slot])
		if share > highest || share == highest && int(id) < word {
			word, highest = int(id), share
		}
	}
	return word
}

// softplus is log(1 + exp(x)), without overflow.
func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// pointerBackward makes DQueries and DKeys of the scores' gradients.
func (w *Workers) pointerBackward(c *CrossEntropy) {
	p, d := c.Pointer, c.Width
	scale := float32(1 / math.Sqrt(float64(d)))
	w.Each(len(p.QueryOffsets)-1, func(_, b int) {
		query, queries, key, keys := p.sizes(b)
		if queries == 0 || keys == 0 {
			clear(p.DQueries[query*d : (query+queries)*d])
			clear(p.DKeys[key*d : (key+keys)*d])
			return
		}
		space := borrow()
		defer space.release()
		block := p.attention[p.begins[query]:][:queries*keys]
		Gemm(&space.gemm, false, false, queries, d, keys, scale, block, keys, p.Keys[key*d:], d, false, p.DQueries[query*d:], d)
		Gemm(&space.gemm, true, false, keys, d, queries, scale, block, keys, p.Queries[query*d:], d, false, p.DKeys[key*d:], d)
	})
}
