package kernels

import (
	"fmt"
	"math"
	"testing"
)

// turnedBy rotates the heads of one row in float64, from the equation.
func turnedBy(x []float64, width, position int, base float64) {
	for ; len(x) > 0; x = x[width:] {
		for i := range width / 2 {
			angle := float64(position) * math.Pow(base, -2*float64(i)/float64(width))
			a, b := x[i], x[i+width/2]
			x[i], x[i+width/2] = a*math.Cos(angle)-b*math.Sin(angle), b*math.Cos(angle)+a*math.Sin(angle)
		}
	}
}

func TestRotateRows(t *testing.T) {
	const base, limit = 100, 50
	eachPath(t, func(t *testing.T) {
		eachThreads(t, func(t *testing.T, w *Workers) {
			for _, shape := range []struct{ heads, width, rows, gap int }{
				{1, 2, 1, 0}, {3, 6, 4, 5}, {2, 30, 3, 1}, {2, 32, 7, 64}, {4, 48, 5, 0}, {8, 34, 2, 3},
				{2, 64, 0, 0}, {8, 64, 90, 7}, {1, 256, 3, 0},
			} {
				name := fmt.Sprintf("%d rows of %d heads of %d", shape.rows, shape.heads, shape.width)
				r := NewRotary(limit, shape.width, base)
				columns := shape.heads * shape.width
				stride := columns + shape.gap
				n := max(0, (shape.rows-1)*stride+columns)
				rng := newRand(uint64(columns))
				x := newGuarded(n, 3).fill(randomVector(rng, n, 1))
				before := append([]float32(nil), x.data...)
				want := widen(x.data)
				var positions []int32
				for i := range shape.rows {
					positions = append(positions, int32(rng.IntN(limit)))
					turnedBy(want[i*stride:][:columns], shape.width, int(positions[i]), base)
				}
				w.RotateRows(r, x.data, stride, columns, positions, false)
				x.check(t, name)
				requireClose(t, name, x.data, want, 3e-7)
				for i := range shape.rows { // the same bits row by row; what lies between rows stays
					row := append([]float32(nil), before[i*stride:][:columns]...)
					r.Rotate(row, int(positions[i]))
					requireSameBits(t, name+", a row alone", x.data[i*stride:][:columns], row)
					if end := i*stride + columns; i+1 < shape.rows {
						requireSameBits(t, name+", gap", x.data[end:end+shape.gap], before[end:end+shape.gap])
					}
				}
				w.RotateRows(r, x.data, stride, columns, positions, true)
				requireClose(t, name+" and back", x.data, widen(before), 3e-7)
			}
		})
	})
}

func TestRotate(t *testing.T) {
	eachVector(t, func(t *testing.T, n, offset int) {
		if n == 0 {
			return // half a head has one element at least
		}
		rng := newRand(uint64(n))
		a, b := newGuarded(n, offset).fill(randomVector(rng, n, 1)), newGuarded(n, 2*offset+1).fill(randomVector(rng, n, 1))
		cosines, sines := newGuarded(n, offset/2).fill(randomVector(rng, n, 1)), newGuarded(n, 3*offset).fill(randomVector(rng, n, 1))
		wantA, wantB := make([]float64, n), make([]float64, n)
		for i := range n {
			x, y, c, s := float64(a.data[i]), float64(b.data[i]), float64(cosines.data[i]), float64(sines.data[i])
			wantA[i], wantB[i] = x*c-y*s, y*c+x*s
		}
		rotate(a.data, b.data, cosines.data, sines.data)
		a.check(t, "a")
		b.check(t, "b")
		requireClose(t, "a", a.data, wantA, 2e-7)
		requireClose(t, "b", b.data, wantB, 2e-7)
	})
}

// What rotary embeddings are for: moving query and key by the same distance does
// not change their product.
func TestRotaryProductsAreRelative(t *testing.T) {
	const width = 32
	r := NewRotary(600, width, 10000)
	rng := newRand(1)
	query, key := randomVector(rng, width, 1), randomVector(rng, width, 1)
	product := func(queryPosition, keyPosition int) float32 {
		q, k := append([]float32(nil), query...), append([]float32(nil), key...)
		r.Rotate(q, queryPosition)
		r.Rotate(k, keyPosition)
		return Dot(q, k)
	}
	for _, distance := range []int{0, 1, 3, 70} {
		want := product(distance, 0)
		if distance > 0 && math.Abs(float64(want-Dot(query, key))) < 1e-3 {
			t.Errorf("distance %d: %v, as at no distance", distance, want)
		}
		for _, position := range []int{1, 17, 400} {
			if got := product(position+distance, position); math.Abs(float64(got-want)) > 1e-5 {
				t.Errorf("distance %d at position %d: %v, at 0 %v", distance, position, got, want)
			}
		}
	}
}

func BenchmarkRotateRows(b *testing.B) {
	const rows, columns, width = 512, 1024, 32
	w := NewWorkers(1)
	defer w.Close()
	r := NewRotary(rows, width, 10000)
	x, positions := randomVector(newRand(1), rows*columns, 1), make([]int32, rows)
	for i := range positions {
		positions[i] = int32(i)
	}
	benchmarkPaths(b, 8*rows*columns, rows*columns, func() { w.RotateRows(r, x, columns, columns, positions, false) })
}
