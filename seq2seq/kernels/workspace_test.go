package kernels

import "testing"

// Slices of one borrower must not overlap, also when the memory grows.
func TestWorkspace(t *testing.T) {
	space := borrow()
	defer space.release()
	var slices [][]float32
	for i, n := range []int{3, 0, 16, 17, 1000, 1, 100000, 5} {
		s := space.floats(n)
		if len(s) != n {
			t.Fatalf("asked for %d elements, got %d", n, len(s))
		}
		for j := range s {
			s[j] = float32(i)
		}
		slices = append(slices, s)
	}
	for i, s := range slices {
		for j, v := range s {
			if v != float32(i) {
				t.Fatalf("slice %d, element %d belongs to slice %v too", i, j, v)
			}
		}
	}
}

// The training loop's kernels stop allocating once their memory has its size; what
// is left is the closures that loops are given.
func TestAllocations(t *testing.T) {
	const rows, heads, headWidth = 40, 2, 16
	const width = heads * headWidth
	rng := newRand(1)
	w := NewWorkers(2)
	defer w.Close()
	shape := AttentionShape{Heads: heads, HeadWidth: headWidth, QueryOffsets: offsets(30, 10), KeyOffsets: offsets(30, 10), Causal: true}
	q, k, v := randomVector(rng, rows*width, 1), randomVector(rng, rows*width, 1), randomVector(rng, rows*width, 1)
	out, logSumExp := make([]float32, rows*width), make([]float32, rows*heads)
	dq, dk, dv := make([]float32, rows*width), make([]float32, rows*width), make([]float32, rows*width)
	gain, mean, rstd := randomVector(rng, width, 1), make([]float32, rows), make([]float32, rows)
	dGain, dBias := make([]float32, width), make([]float32, width)
	c := &CrossEntropy{Width: width, Vocabulary: 50, Scale: 1, Hidden: q, Weight: randomVector(rng, 50*width, 1), Labels: make([]int32, rows),
		DHidden: dq, DWeight: make([]float32, 50*width)}
	for name, run := range map[string]func(){
		"attention": func() {
			w.AttentionForward(&shape, out, width, logSumExp, q, width, k, width, v, width)
			w.AttentionBackward(&shape, dq, width, dk, width, dv, width, out, width, logSumExp, q, width, k, width, v, width)
		},
		"layer norm": func() {
			w.LayerNormForward(out, mean, rstd, q, gain, gain, rows, width, 1e-5)
			w.LayerNormBackward(dq, dGain, dBias, out, q, nil, mean, rstd, gain, rows, width, true)
		},
		"cross-entropy": func() { w.LinearCrossEntropy(c) },
	} {
		for range 20 { // every worker meets every size
			run()
		}
		if n := testing.AllocsPerRun(50, run); n > 8 {
			t.Errorf("%s: %v allocations a run", name, n)
		}
	}
}
