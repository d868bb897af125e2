package kernels

import "fmt"

// Embedding describes a model's input layer for T packed rows:
//
//	out_t = Scale·(tokens[IDs_t] + mean of tokens[pieces of t]) + positions[Positions_t] + languages[LanguageIDs_t]
//
// Without a position table its term is left out. The mean is over the subwords of the name behind a placeholder and left out
// where there is none.
type Embedding struct {
	Width     int
	Scale     float32 // √Width, or 1
	IDs       []int32 // [T], rows of the token table
	Positions []int32 // [T], rows of the position table

	// LanguageIDs [T] are rows of the language table; nil leaves languages out.
	LanguageIDs []int32

	// Row t's pieces are NameIDs[NameOffsets[t]:NameOffsets[t+1]]; NameOffsets has
	// T+1 entries. nil leaves names out.
	NameOffsets, NameIDs []int32
}

func (e *Embedding) check(tokens, positions, languages []float32) {
	rows := len(e.IDs)
	checkIDs("token", e.IDs, len(tokens)/max(1, e.Width))
	if positions != nil {
		if len(e.Positions) < rows {
			panic(fmt.Sprintf("kernels: %d positions for %d tokens", len(e.Positions), rows))
		}
		checkIDs("position", e.Positions[:rows], len(positions)/max(1, e.Width))
	}
	if e.LanguageIDs != nil {
		if len(e.LanguageIDs) < rows {
			panic(fmt.Sprintf("kernels: %d language ids for %d tokens", len(e.LanguageIDs), rows))
		}
		checkIDs("language", e.LanguageIDs[:rows], len(languages)/max(1, e.Width))
	}
	if e.NameOffsets != nil {
		if len(e.NameOffsets) < rows+1 || int(e.NameOffsets[rows]) > len(e.NameIDs) {
			panic(fmt.Sprintf("kernels: %d name offsets and %d pieces for %d tokens", len(e.NameOffsets), len(e.NameIDs), rows))
		}
		checkIDs("name piece", e.NameIDs[e.NameOffsets[0]:e.NameOffsets[rows]], len(tokens)/max(1, e.Width))
	}
}

func checkIDs(name string, ids []int32, limit int) {
	for i, id := range ids {
		if uint(id) >= uint(limit) {
			panic(fmt.Sprintf("kernels: %s id %d at row %d, expected less than %d", name, id, i, limit))
		}
	}
}

// pieces returns the name pieces of row t.
func (e *Embedding) pieces(t int) []int32 {
	if e.NameOffsets == nil {
		return nil
	}
	return e.NameIDs[e.NameOffsets[t]:e.NameOffsets[t+1]]
}

// EmbeddingForward fills out [T, Width] from the tables tokens [V, Width],
// positions [P, Width] (nil for none) and languages [L, Width] (nil without
// LanguageIDs).
func (w *Workers) EmbeddingForward(out []float32, e *Embedding, tokens, positions, languages []float32) {
	e.check(tokens, positions, languages)
	d := e.Width
	checkLength("out", out, len(e.IDs)*d)
	w.For(len(e.IDs), rowGrain(d), func(_, low, high int) {
		for t := low; t < high; t++ {
			row := out[t*d : (t+1)*d]
			if positions != nil {
				copy(row, positions[int(e.Positions[t])*d:])
			} else {
				clear(row)
			}
			if e.LanguageIDs != nil {
				AddTo(row, languages[int(e.LanguageIDs[t])*d:][:d])
			}
			Axpy(row, e.Scale, tokens[int(e.IDs[t])*d:])
			pieces := e.pieces(t)
			for _, id := range pieces {
				Axpy(row, e.Scale/float32(len(pieces)), tokens[int(id)*d:])
			}
		}
	})
}

// EmbeddingBackward adds the gradients of the tables, each of its table's shape,
// for the gradient dOut [T, Width]. dPositions and dLanguages are nil where their
// tables are. Each thread owns columns and takes the rows in order, so the sums are the same at
// any number of threads.
func (w *Workers) EmbeddingBackward(dTokens, dPositions, dLanguages []float32, e *Embedding, dOut []float32) {
	e.check(dTokens, dPositions, dLanguages)
	d := e.Width
	checkLength("dOut", dOut, len(e.IDs)*d)
	w.For(d, columnGrain, func(_, from, to int) {
		for t := range e.IDs {
			row := dOut[t*d+from : t*d+to]
			if dPositions != nil {
				position := int(e.Positions[t])
				AddTo(dPositions[position*d+from:position*d+to], row)
			}
			if e.LanguageIDs != nil {
				language := int(e.LanguageIDs[t])
				AddTo(dLanguages[language*d+from:language*d+to], row)
			}
			id := int(e.IDs[t])
			Axpy(dTokens[id*d+from:id*d+to], e.Scale, row)
			pieces := e.pieces(t)
			for _, id := range pieces {
				Axpy(dTokens[int(id)*d+from:int(id)*d+to], e.Scale/float32(len(pieces)), row)
			}
		}
	})
}
