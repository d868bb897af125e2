package kernels

import (
	"fmt"
	"testing"
)

func TestHeads(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, shape := range []struct{ heads, width, gap int }{
			{1, 1, 0}, {3, 5, 2}, {1, 16, 0}, {2, 32, 3}, {8, 32, 256}, {3, 48, 1}, {4, 64, 0}, {1, 256, 0}, {2, 40, 0},
		} {
			for _, rows := range []int{0, 1, 2, 3, 4, 5, 7, 8, 11, 64} {
				name := fmt.Sprintf("%d heads of %d, %d rows: ", shape.heads, shape.width, rows)
				columns := shape.heads * shape.width
				stride, ld := columns+shape.gap, rows+3
				rng := newRand(uint64(rows))
				query := newGuarded(columns, 1).fill(randomVector(rng, columns, 1))
				matrix := newGuarded(max(0, (rows-1)*stride+columns), 3).fill(randomVector(rng, rows*stride+columns, 1))
				if rows == 0 {
					matrix = newGuarded(0, 0)
				}
				scores := newGuarded((shape.heads-1)*ld+rows, 2)
				want := make([]float64, len(scores.data))
				out := newGuarded(columns, 5).fill(randomVector(rng, columns, 1))
				wantOut := widen(out.data)
				for i := range want {
					want[i] = float64(guard)
				}
				for h := range shape.heads {
					for j := range rows {
						sum := 0.0
						for c := range shape.width {
							sum += float64(query.data[h*shape.width+c]) * float64(matrix.data[j*stride+h*shape.width+c])
						}
						want[h*ld+j] = sum
					}
				}
				HeadScores(scores.data, ld, query.data, matrix.data, stride, rows, shape.heads, shape.width)
				scores.check(t, name+"scores")
				for i := range want { // guards between the heads stay
					if want[i] == float64(guard) && scores.data[i] != guard {
						t.Fatalf("%sscores: element %d between two heads was overwritten", name, i)
					}
					if scores.data[i] == guard {
						want[i], scores.data[i] = 0, 0
					}
				}
				requireClose(t, name+"scores", scores.data, want, 2e-6)

				for h := range shape.heads {
					for j := range rows {
						for c := range shape.width {
							wantOut[h*shape.width+c] += float64(scores.data[h*ld+j]) * float64(matrix.data[j*stride+h*shape.width+c])
						}
					}
				}
				before := append([]float32(nil), out.data...)
				HeadValues(out.data, scores.data, ld, matrix.data, stride, rows, shape.heads, shape.width)
				out.check(t, name+"out")
				requireClose(t, name+"out", out.data, wantOut, 2e-6)

				// In two calls, as for rows in two places: the same bits.
				for split := 1; split < rows; split++ {
					again := make([]float32, len(scores.data))
					HeadScores(again, ld, query.data, matrix.data, stride, split, shape.heads, shape.width)
					HeadScores(again[split:], ld, query.data, matrix.data[split*stride:], stride, rows-split, shape.heads, shape.width)
					requireSameBits(t, name+"scores in two calls", again, scores.data)
					sum := append([]float32(nil), before...)
					HeadValues(sum, scores.data, ld, matrix.data, stride, split, shape.heads, shape.width)
					HeadValues(sum, scores.data[split:], ld, matrix.data[split*stride:], stride, rows-split, shape.heads, shape.width)
					requireSameBits(t, name+"out in two calls", sum, out.data)
				}
			}
		}
	})
}

func BenchmarkHeads(b *testing.B) {
	const heads, width, rows = 8, 32, 128
	const columns = heads * width
	rng := newRand(1)
	query, keys, out, scores := randomVector(rng, columns, 1), randomVector(rng, rows*columns, 1), make([]float32, columns), make([]float32, heads*rows)
	b.Run("scores", func(b *testing.B) {
		benchmarkPaths(b, 4*rows*columns, rows*columns, func() { HeadScores(scores, rows, query, keys, columns, rows, heads, width) })
	})
	b.Run("values", func(b *testing.B) {
		benchmarkPaths(b, 4*rows*columns, rows*columns, func() { HeadValues(out, scores, rows, keys, columns, rows, heads, width) })
	})
}
