package kernels

import "unsafe"

// tilingGo is the tiling in plain Go, where there is no assembly.
var tilingGo = func() *tiling {
	t := &tiling{rows: 4, lanes: 4, columns: 256, wide: make([]tileFunc, 5), narrow: make([]tileFunc, 5)}
	for rows := 1; rows <= 4; rows++ {
		t.wide[rows] = func(k int, a *float32, rowA, stepA int, b *float32, stepB, _ int, start *float32, rowStart int, c *float32, rowC int, alpha float32, columns int, _ *float32, _ int) {
			tileGo(rows, k, a, rowA, stepA, b, stepB, start, rowStart, c, rowC, alpha, columns)
		}
		t.narrow[rows] = t.wide[rows]
	}
	return t
}()

// tileGo is tileFunc for any number of rows and columns: two rows and four columns
// at a time, whose eight sums fit in registers.
//
// The conversions float32(x*y) forbid the compiler to fuse: it may do so in one
// loop and not in another, and then an element's bits would depend on its position.
func tileGo(rows, k int, a *float32, rowA, stepA int, b *float32, stepB int, start *float32, rowStart int, c *float32, rowC int, alpha float32, columns int) {
	as := unsafe.Slice(a, (rows-1)*rowA+(k-1)*stepA+1)
	bs := unsafe.Slice(b, (k-1)*stepB+columns)
	from := unsafe.Slice(start, (rows-1)*rowStart+columns)
	cs := unsafe.Slice(c, (rows-1)*rowC+columns)
	for i := 0; i < rows; i += 2 {
		pair := min(2, rows-i)
		second := (i + pair - 1) * rowA // the same row again if there is one only
		for j := 0; j < columns; j += 4 {
			var sum [2][4]float32
			four := min(4, columns-j)
			if four == 4 {
				var s00, s01, s02, s03, s10, s11, s12, s13 float32
				for p := range k {
					a0, a1 := as[i*rowA+p*stepA], as[second+p*stepA]
					v := (*[4]float32)(bs[p*stepB+j:])
					s00 += float32(a0 * v[0])
					s01 += float32(a0 * v[1])
					s02 += float32(a0 * v[2])
					s03 += float32(a0 * v[3])
					s10 += float32(a1 * v[0])
					s11 += float32(a1 * v[1])
					s12 += float32(a1 * v[2])
					s13 += float32(a1 * v[3])
				}
				sum = [2][4]float32{{s00, s01, s02, s03}, {s10, s11, s12, s13}}
			} else {
				for q := range four {
					for p := range k {
						v := bs[p*stepB+j+q]
						sum[0][q] += float32(as[i*rowA+p*stepA] * v)
						sum[1][q] += float32(as[second+p*stepA] * v)
					}
				}
			}
			for r := range pair {
				for q := range four {
					cs[(i+r)*rowC+j+q] = from[(i+r)*rowStart+j+q] + float32(alpha*sum[r][q])
				}
			}
		}
	}
}

// transposeGo sets dst[p*dstStep+i] = src[i*ld+p] for i < rows and p < k.
func transposeGo(dst []float32, dstStep int, src []float32, ld, rows, k int) {
	for i := range rows {
		for p, v := range src[i*ld:][:k] {
			dst[p*dstStep+i] = v
		}
	}
}

// copyRowsGo sets dst[p*dstStep+j] = src[p*ld+j] for j < columns and p < k.
func copyRowsGo(dst []float32, dstStep int, src []float32, ld, columns, k int) {
	for p := range k {
		copy(dst[p*dstStep:][:columns], src[p*ld:])
	}
}

// copyFullGo does copyRowsGo for several panels, each height columns further on.
func copyFullGo(dst []float32, dstStep, dstPanel int, src []float32, ld, height, panels, k int) {
	for q := range panels {
		copyRowsGo(dst[q*dstPanel:], dstStep, src[q*height:], ld, dstStep, k)
	}
}
