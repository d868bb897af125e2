package kernels

import (
	"fmt"
	"math"
	"testing"
)

// crossEntropyReference computes the objective in float64 from the definition,
// with the whole matrix of logits; it returns what LinearCrossEntropy reports too.
type crossEntropyReference struct {
	c                                   *CrossEntropy
	hidden, weight, bias, queries, keys []float64
	gates                               []float64
	nats, objective                     float64
	correct, tokens                     int
}

func newCrossEntropyReference(c *CrossEntropy) *crossEntropyReference {
	r := &crossEntropyReference{c: c, hidden: widen(c.Hidden), weight: widen(c.Weight), bias: widen(c.Bias)}
	if p := c.Pointer; p != nil {
		r.queries, r.keys, r.gates = widen(p.Queries), widen(p.Keys), widen(p.Gates)
	}
	return r
}

func (r *crossEntropyReference) compute() float64 {
	c := r.c
	d, v := c.Width, c.Vocabulary
	r.nats, r.objective, r.correct, r.tokens = 0, 0, 0, 0
	for t, label := range c.Labels {
		if label < 0 {
			continue
		}
		logits := make([]float64, v)
		sum := 0.0
		for j := range logits {
			if c.Bias != nil {
				logits[j] = r.bias[j]
			}
			for i := range d {
				logits[j] += r.hidden[t*d+i] * r.weight[j*d+i]
			}
			sum += math.Exp(logits[j])
		}
		mixed := make([]float64, v)
		uniform := 0.0
		for j := range mixed {
			mixed[j] = math.Exp(logits[j]) / sum
			uniform -= (logits[j] - math.Log(sum)) / float64(v)
		}
		if p := c.Pointer; p != nil {
			gate := 1 / (1 + math.Exp(-r.gates[t]))
			for j := range mixed {
				mixed[j] *= gate
			}
			b := 0
			for int(p.QueryOffsets[b+1]) <= t {
				b++
			}
			first, end := int(p.KeyOffsets[b]), int(p.KeyOffsets[b+1])
			scores, total := make([]float64, end-first), 0.0
			for j := range scores {
				for i := range d {
					scores[j] += r.queries[t*d+i] * r.keys[(first+j)*d+i]
				}
				scores[j] = math.Exp(scores[j] / math.Sqrt(float64(d)))
				total += scores[j]
			}
			for j, s := range scores {
				if id := p.SourceIDs[first+j]; int(id) < v {
					mixed[id] += (1 - gate) * s / total
				}
			}
		}
		best := 0
		for j, m := range mixed {
			if m > mixed[best] {
				best = j
			}
		}
		if best == int(label) {
			r.correct++
		}
		r.tokens++
		loss := -math.Log(mixed[label])
		r.nats += loss
		smoothing := float64(c.Smoothing)
		r.objective += float64(c.Scale) * ((1-smoothing)*loss + smoothing*uniform)
	}
	return r.objective
}

func TestLinearCrossEntropy(t *testing.T) {
	for _, test := range []struct {
		reason    string
		rows      int
		width     int
		words     int
		ignore    int // every so many rows, from the second, have no label
		smoothing float32
		noBias    bool
		pointer   bool
		lengths   [2][]int // queries, keys
		gradients bool
	}{
		{reason: "plain", rows: 5, width: 3, words: 7, gradients: true},
		{reason: "one row, one word: probability 1", rows: 1, width: 1, words: 1, gradients: true},
		{reason: "rows left out", rows: 9, width: 4, words: 11, ignore: 2, gradients: true},
		{reason: "all rows left out", rows: 3, width: 2, words: 5, ignore: 1, gradients: true},
		{reason: "label smoothing", rows: 4, width: 3, words: 6, smoothing: 0.1, gradients: true},
		{reason: "no bias", rows: 4, width: 3, words: 6, noBias: true, gradients: true},
		{reason: "pointer", rows: 6, width: 3, words: 5, pointer: true, lengths: [2][]int{{4, 2}, {3, 6}}, gradients: true},
		{reason: "pointer, an empty source, an empty target", rows: 5, width: 3, words: 5, pointer: true, lengths: [2][]int{{3, 2, 0}, {4, 0, 2}}, gradients: true},
		{reason: "pointer, smoothing and rows left out", rows: 7, width: 4, words: 9, ignore: 3, smoothing: 0.2, pointer: true, lengths: [2][]int{{5, 2}, {3, 6}}, gradients: true},
		{reason: "more rows than a chunk, some left out", rows: crossEntropyChunk*2 + 37, width: 8, words: 33, ignore: 7},
		{reason: "more rows than a chunk, pointer", rows: crossEntropyChunk + 44, width: 8, words: 33, pointer: true, lengths: [2][]int{{100, 200}, {60, 130}}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			eachPath(t, func(t *testing.T) {
				eachThreads(t, func(t *testing.T, w *Workers) {
					rng := newRand(11)
					c := &CrossEntropy{
						Width: test.width, Vocabulary: test.words, Scale: 0.5, Smoothing: test.smoothing,
						Hidden: randomVector(rng, test.rows*test.width, 1), Weight: randomVector(rng, test.words*test.width, 1),
						Labels: make([]int32, test.rows), LogProbabilities: make([]float32, test.rows),
						DHidden: randomVector(rng, test.rows*test.width, 1), DWeight: make([]float32, test.words*test.width),
					}
					if !test.noBias {
						c.Bias, c.DBias = randomVector(rng, test.words, 1), make([]float32, test.words)
					}
					for i := range c.Labels {
						c.Labels[i] = int32(rng.IntN(test.words))
						if test.ignore == 1 || test.ignore > 1 && i%test.ignore == 1 {
							c.Labels[i] = -1
						}
					}
					if test.pointer {
						p := &PointerMixture{QueryOffsets: offsets(test.lengths[0]...), KeyOffsets: offsets(test.lengths[1]...)}
						keys := int(p.KeyOffsets[len(p.KeyOffsets)-1])
						p.Queries, p.Keys = randomVector(rng, test.rows*test.width, 1), randomVector(rng, keys*test.width, 1)
						p.Gates = randomVector(rng, test.rows, 2)
						p.DQueries, p.DKeys, p.DGates = randomVector(rng, test.rows*test.width, 1), randomVector(rng, keys*test.width, 1), randomVector(rng, test.rows, 1)
						for range keys {
							p.SourceIDs = append(p.SourceIDs, int32(rng.IntN(test.words+1))) // the last is outside the vocabulary
						}
						c.Pointer = p
					}
					sum := w.LinearCrossEntropy(c)
					reference := newCrossEntropyReference(c)
					reference.compute()
					if math.Abs(sum.Nats-reference.nats) > 1e-6*(1+reference.nats) || sum.Correct != reference.correct || sum.Tokens != reference.tokens {
						t.Fatalf("sum %+v, want %v nats, %d of %d", sum, reference.nats, reference.correct, reference.tokens)
					}
					total := 0.0
					for _, p := range c.LogProbabilities {
						total -= float64(p)
					}
					if math.Abs(total-reference.nats) > 1e-5*(1+reference.nats) {
						t.Fatalf("log-probabilities sum to %v, want %v", total, reference.nats)
					}
					if test.gradients {
						const tolerance = 4e-6
						requireGradient(t, "DHidden", c.DHidden, reference.hidden, reference.compute, tolerance)
						requireGradient(t, "DWeight", c.DWeight, reference.weight, reference.compute, tolerance)
						if c.Bias != nil {
							requireGradient(t, "DBias", c.DBias, reference.bias, reference.compute, tolerance)
						}
						if p := c.Pointer; p != nil {
							requireGradient(t, "DQueries", p.DQueries, reference.queries, reference.compute, tolerance)
							requireGradient(t, "DKeys", p.DKeys, reference.keys, reference.compute, tolerance)
							requireGradient(t, "DGates", p.DGates, reference.gates, reference.compute, tolerance)
						}
					}
					// A second call adds the same weight gradient again, and the same bits come
					// out of the rest.
					dHidden, dWeight := append([]float32(nil), c.DHidden...), append([]float32(nil), c.DWeight...)
					if again := w.LinearCrossEntropy(c); again != sum {
						t.Fatalf("second call gives %+v, first gave %+v", again, sum)
					}
					requireSameBits(t, "DHidden again", c.DHidden, dHidden)
					twice := widen(dWeight)
					for i := range twice {
						twice[i] *= 2
					}
					requireClose(t, "DWeight after two calls", c.DWeight, twice, 1e-6)
					// Forward only gives the same sum.
					c.DHidden, c.DWeight, c.DBias = nil, nil, nil
					if c.Pointer != nil {
						c.Pointer.DQueries, c.Pointer.DKeys, c.Pointer.DGates = nil, nil, nil
					}
					if again := w.LinearCrossEntropy(c); again != sum {
						t.Fatalf("forward alone gives %+v, with gradients %+v", again, sum)
					}
				})
			})
		})
	}
}

// Labels far from anything the model or the source offers must keep finite losses
// and gradients.
func TestLinearCrossEntropyExtremes(t *testing.T) {
	w := NewWorkers(1)
	defer w.Close()
	c := &CrossEntropy{
		Width: 1, Vocabulary: 3, Scale: 1, Labels: []int32{2, 0, 1},
		Hidden: []float32{1, 1, 1}, Weight: []float32{300, -10, -300}, // the softmax of words 1 and 2 underflows
		DHidden: make([]float32, 3), DWeight: make([]float32, 3),
		Pointer: &PointerMixture{
			Queries: []float32{1, 1, 1}, Keys: []float32{200, -200}, SourceIDs: []int32{0, 1},
			Gates:        []float32{40, -40, -40}, // open, shut, shut
			QueryOffsets: offsets(3), KeyOffsets: offsets(2),
			DQueries: make([]float32, 3), DKeys: make([]float32, 2), DGates: make([]float32, 3),
		},
	}
	sum := w.LinearCrossEntropy(c)
	// Row 0: -600 from the logits. Row 1: copied with probability 1. Row 2: by the
	// vocabulary -310 - 40; by copying exp(-400) underflows in float32.
	if want := 600 + 0 + 350.0; math.Abs(sum.Nats-want) > 1e-3 {
		t.Errorf("%v nats, want %v", sum.Nats, want)
	}
	if sum.Correct != 1 {
		t.Errorf("%d correct, want 1", sum.Correct)
	}
	for _, g := range [][]float32{c.DHidden, c.DWeight, c.Pointer.DQueries, c.Pointer.DKeys, c.Pointer.DGates} {
		if !AllFinite(g) {
			t.Errorf("gradients %v are not finite", g)
		}
	}
}

// Rows of one word each, all alike: ties go to the lowest id, as an argmax in order
// does.
func TestLinearCrossEntropyTies(t *testing.T) {
	w := NewWorkers(1)
	defer w.Close()
	eachPath(t, func(t *testing.T) {
		for label := range int32(40) {
			c := &CrossEntropy{Width: 1, Vocabulary: 40, Hidden: []float32{1}, Weight: make([]float32, 40), Labels: []int32{label}}
			sum := w.LinearCrossEntropy(c)
			if want := label == 0; (sum.Correct == 1) != want || math.Abs(sum.Nats-math.Log(40)) > 1e-6 {
				t.Errorf("label %d of 40 equal words: %+v", label, sum)
			}
		}
	})
}

// Gradients are the same bits at any number of threads.
func TestLinearCrossEntropyThreads(t *testing.T) {
	const rows, width, words = crossEntropyChunk + 61, 16, 70
	var want []float32
	for threads := 1; threads <= 3; threads++ {
		w := NewWorkers(threads)
		rng := newRand(8)
		c := &CrossEntropy{
			Width: width, Vocabulary: words, Scale: 0.1, Smoothing: 0.1,
			Hidden: randomVector(rng, rows*width, 1), Weight: randomVector(rng, words*width, 1), Bias: randomVector(rng, words, 1),
			Labels: make([]int32, rows), DHidden: make([]float32, rows*width), DWeight: make([]float32, words*width), DBias: make([]float32, words),
			Pointer: &PointerMixture{
				Queries: randomVector(rng, rows*width, 1), Keys: randomVector(rng, 90*width, 1), Gates: randomVector(rng, rows, 1),
				SourceIDs: make([]int32, 90), QueryOffsets: offsets(100, rows-100), KeyOffsets: offsets(50, 40),
				DQueries: make([]float32, rows*width), DKeys: make([]float32, 90*width), DGates: make([]float32, rows),
			},
		}
		for i := range c.Labels {
			c.Labels[i] = int32(rng.IntN(words))
		}
		for i := range c.Pointer.SourceIDs {
			c.Pointer.SourceIDs[i] = int32(rng.IntN(words))
		}
		w.LinearCrossEntropy(c)
		w.Close()
		p := c.Pointer
		var all []float32
		for _, g := range [][]float32{c.DHidden, c.DWeight, c.DBias, p.DQueries, p.DKeys, p.DGates} {
			all = append(all, g...)
		}
		if threads == 1 {
			want = all
		}
		requireSameBits(t, fmt.Sprint(threads, " threads"), all, want)
	}
}

func BenchmarkLinearCrossEntropy(b *testing.B) {
	const rows, width, words = 512, 256, 16000
	rng := newRand(1)
	c := &CrossEntropy{
		Width: width, Vocabulary: words, Scale: 1,
		Hidden: randomVector(rng, rows*width, 1), Weight: randomVector(rng, words*width, 0.05), Bias: make([]float32, words),
		Labels: make([]int32, rows), DHidden: make([]float32, rows*width), DWeight: make([]float32, words*width), DBias: make([]float32, words),
	}
	for i := range c.Labels {
		c.Labels[i] = int32(rng.IntN(words))
	}
	w := NewWorkers(1)
	defer w.Close()
	for b.Loop() {
		w.LinearCrossEntropy(c)
	}
	// Three products of as many multiply-adds, two operations each.
	b.ReportMetric(6*rows*width*words*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}
