package kernels

import "testing"

func TestEmbedding(t *testing.T) {
	for _, test := range []struct {
		reason string
		e      Embedding
	}{
		{"ids and positions, repeated", Embedding{Width: 5, Scale: 2, IDs: []int32{3, 0, 3, 6}, Positions: []int32{0, 1, 2, 0}}},
		{"languages", Embedding{Width: 3, Scale: 1, IDs: []int32{1, 2}, Positions: []int32{1, 1}, LanguageIDs: []int32{1, 0}}},
		{"names: none, one piece, two pieces of which one is the row's own id", Embedding{Width: 130, Scale: 1.5, IDs: []int32{1, 2, 5}, Positions: []int32{0, 1, 2},
			NameOffsets: []int32{0, 0, 1, 3}, NameIDs: []int32{4, 5, 6}}},
		{"no position table", Embedding{Width: 20, Scale: 2, IDs: []int32{3, 0, 3}, LanguageIDs: []int32{1, 0, 1}}},
		{"no rows", Embedding{Width: 4, Scale: 1, NameOffsets: []int32{0}, LanguageIDs: []int32{}}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			eachPath(t, func(t *testing.T) {
				eachThreads(t, func(t *testing.T, w *Workers) {
					e, d := &test.e, test.e.Width
					rng := newRand(5)
					tokens, positions, languages := randomVector(rng, 7*d, 1), randomVector(rng, 3*d, 1), randomVector(rng, 2*d, 1)
					if len(e.Positions) < len(e.IDs) {
						positions = nil
					}
					tokens64, positions64, languages64 := widen(tokens), widen(positions), widen(languages)
					reference := func() []float64 {
						out := make([]float64, len(e.IDs)*d)
						for t, id := range e.IDs {
							for c := range d {
								x := tokens64[int(id)*d+c]
								for _, piece := range e.pieces(t) {
									x += tokens64[int(piece)*d+c] / float64(len(e.pieces(t)))
								}
								x *= float64(e.Scale)
								if positions != nil {
									x += positions64[int(e.Positions[t])*d+c]
								}
								if e.LanguageIDs != nil {
									x += languages64[int(e.LanguageIDs[t])*d+c]
								}
								out[t*d+c] = x
							}
						}
						return out
					}
					out := newGuarded(len(e.IDs)*d, 1)
					w.EmbeddingForward(out.data, e, tokens, positions, languages)
					out.check(t, "out")
					requireClose(t, "out", out.data, reference(), 1e-6)

					dOut := randomVector(rng, len(out.data), 1)
					dTokens, dPositions, dLanguages := make([]float32, len(tokens)), []float32(nil), make([]float32, len(languages))
					if positions != nil {
						dPositions = make([]float32, len(positions))
					}
					w.EmbeddingBackward(dTokens, dPositions, dLanguages, e, dOut)
					objective := func() float64 { return weightedSum(reference(), dOut) }
					requireGradient(t, "dTokens", dTokens, tokens64, objective, 1e-6)
					requireGradient(t, "dPositions", dPositions, positions64, objective, 1e-6)
					requireGradient(t, "dLanguages", dLanguages, languages64, objective, 1e-6)
					// Gradients are added to what is there.
					w.EmbeddingBackward(dTokens, dPositions, dLanguages, e, dOut)
					twice := func() float64 { return 2 * objective() }
					requireGradient(t, "dTokens after two calls", dTokens, tokens64, twice, 1e-6)
				})
			})
		})
	}
}

func TestEmbeddingRefusesIDs(t *testing.T) {
	w := NewWorkers(1)
	defer w.Close()
	for _, e := range []Embedding{
		{Width: 2, IDs: []int32{4}, Positions: []int32{0}},
		{Width: 2, IDs: []int32{-1}, Positions: []int32{0}},
		{Width: 2, IDs: []int32{0}, Positions: []int32{4}},
		{Width: 2, IDs: []int32{0}, Positions: []int32{0}, LanguageIDs: []int32{4}},
		{Width: 2, IDs: []int32{0}, Positions: []int32{0}, NameOffsets: []int32{0, 1}, NameIDs: []int32{4}},
	} {
		func() {
			out := []float32{guard, guard}
			defer func() {
				if recover() == nil || out[0] != guard {
					t.Errorf("%+v: expected a panic before any write", e)
				}
			}()
			table := make([]float32, 8)
			w.EmbeddingForward(out, &e, table, table, table)
		}()
	}
}

func TestShiftAdd(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			const width = 3
			starts := offsets(3, 0, 1, 4)
			rng := newRand(2)
			keys, dOut := randomVector(rng, 8*2*width, 1), randomVector(rng, 8*width, 1)
			keys64 := widen(keys)
			reference := func() []float64 {
				out := make([]float64, 8*width)
				for b := range len(starts) - 1 {
					for j := int(starts[b]); j < int(starts[b+1]); j++ {
						for c := range width {
							out[j*width+c] = keys64[j*2*width+c]
							if j > int(starts[b]) {
								out[j*width+c] += keys64[(j-1)*2*width+width+c]
							}
						}
					}
				}
				return out
			}
			out, dKeys := newGuarded(8*width, 1), newGuarded(8*2*width, 2)
			w.ShiftAddForward(out.data, keys, starts, width)
			out.check(t, "out")
			requireClose(t, "out", out.data, reference(), 1e-7)
			w.ShiftAddBackward(dKeys.data, dOut, starts, width)
			dKeys.check(t, "dKeys")
			requireGradient(t, "dKeys", dKeys.data, keys64, func() float64 { return weightedSum(reference(), dOut) }, 1e-6)
		})
	})
}
