package kernels

import (
	"fmt"
	"math"
)

// CrossEntropy is the end of a model: the output projection, its softmax and the
// negative log-likelihood of the labels, in one pass over chunks of rows, so that
// the [T, Vocabulary] matrix of logits never exists. Since nothing comes after the
// loss, the gradients are made in the same pass.
//
//	logits_t = weight·hidden_t + bias;  p_t = softmax(logits_t)
//	loss = Scale·Σ_t [-(1-Smoothing)·log p_t(label_t) - Smoothing·mean_w log p_t(w)]
//
// With a PointerMixture, p_t(label) in the first term is the mixture's; the second,
// label smoothing (Szegedy et al. 2016, section 7), stays with the vocabulary's
// distribution: spread over the mixture it would teach the gate to close.
//
// A CrossEntropy keeps its temporary memory from call to call and serves one call
// at a time.
type CrossEntropy struct {
	Width, Vocabulary int // D, V

	Hidden []float32 // [T, D]
	Weight []float32 // [V, D]
	Bias   []float32 // [V], or nil
	Labels []int32   // [T]; -1 leaves the row out

	Scale     float32 // multiplies the gradients, not the returned sums
	Smoothing float32 // in [0, 1); 0 disables

	// Gradients. DHidden [T, D] is overwritten (0 in rows left out); DWeight [V, D]
	// and DBias [V] are added to. All nil: forward only. DBias may be nil alone.
	DHidden, DWeight, DBias []float32

	// LogProbabilities [T] gets log p_t(label_t), 0 in rows left out; or nil.
	LogProbabilities []float32

	Pointer *PointerMixture // nil: the vocabulary alone

	logits, hidden, dHidden []float32 // a chunk's rows, gathered
	rows                    []int32   // rows with a label
	outcomes                []outcome // one a labelled row
	layout                  *Packed   // memory of packed
	packed                  *Packed   // Weight for this call, nil where packing doesn't pay
}

// PointerMixture adds copying from the source to the output distribution, as in
// See et al. 2017 (arXiv 1704.04368, eq. 9): with sigmoid g_t of Gates_t,
//
//	a_tj = softmax_j(query_t·key_j/√D) over the source rows j of t's sequence
//	p_t(w) = g_t·softmax(logits_t)_w + (1-g_t)·Σ_{j: SourceIDs_j = w} a_tj
type PointerMixture struct {
	Queries   []float32 // [T, D]
	Keys      []float32 // [S, D]
	Gates     []float32 // [T], logits
	SourceIDs []int32   // [S]; an id outside the vocabulary matches no label

	// Offsets [B+1] of the sequences in the rows of Queries and of Keys.
	QueryOffsets, KeyOffsets []int32

	// Gradients, overwritten: [T, D], [S, D], [T]. They may be nil together with
	// CrossEntropy.DHidden only.
	DQueries, DKeys, DGates []float32

	attention []float32 // a_tj, then the gradients of the scores; row t at begins[t]
	begins    []int32   // [T]
	sequence  []int32   // [T], the sequence of row t
	slots     []int32   // [S]
	words     []int32   // [S]
	numbers   []int32   // [V], all 0 between sequences
}

// CrossEntropySum is a sum over the rows that have a label.
type CrossEntropySum struct {
	Nats    float64 // -log p(label), without smoothing and scale
	Tokens  int
	Correct int // rows whose most probable word is the label; of equals, the lowest id
}

type outcome struct {
	logProbability float64
	correct        bool
}

// crossEntropyChunk is the number of rows whose logits exist at once: 256 x 16000
// floats are 16 MB. Fewer rows would repack the weight matrix more often.
const crossEntropyChunk = 256

func (c *CrossEntropy) check() {
	rows := len(c.Labels)
	checkLength("Hidden", c.Hidden, rows*c.Width)
	checkLength("Weight", c.Weight, c.Vocabulary*c.Width)
	if c.Bias != nil {
		checkLength("Bias", c.Bias, c.Vocabulary)
	}
	if c.LogProbabilities != nil {
		checkLength("LogProbabilities", c.LogProbabilities, rows)
	}
	if c.DHidden != nil {
		checkLength("DHidden", c.DHidden, rows*c.Width)
		checkLength("DWeight", c.DWeight, c.Vocabulary*c.Width)
		if c.DBias != nil {
			checkLength("DBias", c.DBias, c.Vocabulary)
		}
	}
	for i, label := range c.Labels {
		if label < -1 || int(label) >= c.Vocabulary {
			panic(fmt.Sprintf("kernels: label %d of row %d, expected -1 to %d", label, i, c.Vocabulary-1))
		}
	}
	if p := c.Pointer; p != nil {
		p.check(rows, c.Width, c.DHidden != nil)
	}
}

// LinearCrossEntropy computes the loss and, where DHidden is set, all gradients.
func (w *Workers) LinearCrossEntropy(c *CrossEntropy) CrossEntropySum {
	c.check()
	backward := c.DHidden != nil
	c.rows = c.rows[:0]
	for i, label := range c.Labels {
		if label >= 0 {
			c.rows = append(c.rows, int32(i))
		} else {
			if backward {
				clear(c.DHidden[i*c.Width : (i+1)*c.Width])
			}
			if c.LogProbabilities != nil {
				c.LogProbabilities[i] = 0
			}
		}
	}
	c.outcomes = resize(c.outcomes, len(c.rows))
	if c.Pointer != nil {
		w.pointerAttention(c)
	}
	c.pack()
	for from := 0; from < len(c.rows); from += crossEntropyChunk {
		w.crossEntropyRows(c, from, min(from+crossEntropyChunk, len(c.rows)))
	}
	if c.Pointer != nil && backward {
		w.pointerBackward(c)
	}
	sum := CrossEntropySum{Tokens: len(c.rows)}
	for i, o := range c.outcomes {
		sum.Nats -= o.logProbability
		if o.correct {
			sum.Correct++
		}
		if c.LogProbabilities != nil {
			c.LogProbabilities[c.rows[i]] = float32(o.logProbability)
		}
	}
	return sum
}

// pack lays out the weights once for all chunks: transposing them for each chunk
// took a tenth of the time. With a single chunk there is nothing to save.
func (c *CrossEntropy) pack() {
	if len(c.rows) <= crossEntropyChunk {
		c.packed = nil
		return
	}
	if c.layout != nil {
		if n, k := c.layout.Shape(); n != c.Vocabulary || k != c.Width {
			c.layout = nil
		}
	}
	if c.layout == nil {
		c.layout = Pack(c.Weight, c.Vocabulary, c.Width)
	} else {
		c.layout.Repack(c.Weight)
	}
	c.packed = c.layout
}

// crossEntropyRows does labelled rows from..to.
func (w *Workers) crossEntropyRows(c *CrossEntropy, from, to int) {
	d, v, backward := c.Width, c.Vocabulary, c.DHidden != nil
	rows := c.rows[from:to]
	n := len(rows)
	// Rows without a gap between them are used where they lie.
	first := int(rows[0])
	dense := int(rows[n-1])-first == n-1
	hidden := c.Hidden[first*d:]
	if !dense {
		c.hidden = resize(c.hidden, n*d)
		hidden = c.hidden
		for i, row := range rows {
			copy(hidden[i*d:(i+1)*d], c.Hidden[int(row)*d:])
		}
	}
	c.logits = resize(c.logits, n*v)
	logits := c.logits
	if c.packed != nil {
		w.DirectPacked(logits, v, hidden, d, n, c.packed, c.Bias)
	} else {
		w.Linear(logits, v, hidden, d, n, v, d, c.Weight, c.Bias)
	}
	w.Each(n, func(_, i int) {
		c.outcomes[from+i] = c.row(logits[i*v:(i+1)*v], int(rows[i]), backward)
	})
	if !backward {
		return
	}
	dHidden := c.DHidden[first*d:]
	if !dense {
		c.dHidden = resize(c.dHidden, n*d)
		dHidden = c.dHidden
	}
	w.Gemm(false, false, n, d, v, logits, v, c.Weight, d, false, dHidden, d)
	w.Gemm(true, false, v, d, n, logits, v, hidden, d, true, c.DWeight, d)
	if c.DBias != nil {
		w.BiasGradient(c.DBias, logits, n, v, true)
	}
	if !dense {
		for i, row := range rows {
			copy(c.DHidden[int(row)*d:(int(row)+1)*d], dHidden[i*d:])
		}
	}
}

// row replaces a row of logits by the gradient (where backward is set) and returns
// the label's log-probability. t is the row's index in Labels.
func (c *CrossEntropy) row(logits []float32, t int, backward bool) outcome {
	label := int(c.Labels[t])
	largest := Max(logits)
	labelLogit := logits[label]
	best := len(logits) // first index of the largest logit, looked for only where it matters
	if c.Pointer != nil || labelLogit == largest {
		best = find(logits, largest)
	}
	sum := expScaled(logits, logits, 1, -largest)
	logSum := float64(largest) + math.Log(float64(sum))
	result := outcome{float64(labelLogit) - logSum, best == label}
	weight := float32(1) // of softmax - onehot in the gradient: p_vocabulary·g/p
	if c.Pointer != nil {
		result, weight = c.Pointer.mix(c, logits, 1/sum, t, label, best, result.logProbability, backward)
	}
	if !backward {
		return result
	}
	// Σ over both terms: the first pulls by weight·(softmax - onehot), smoothing by
	// softmax - 1/V.
	first := c.Scale * (1 - c.Smoothing) * weight
	affine(logits, logits, (first+c.Scale*c.Smoothing)/sum, -c.Scale*c.Smoothing/float32(len(logits)))
	logits[label] -= first
	return result
}

// resize returns a slice of n elements of unspecified content, s itself where it
// is large enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
