//go:build !noasm

package kernels

// dots sets y[r*ldy+j] = Σ x[r*ldx+p]·weight[j*k+p] for j < columns and for as many
// rows as it takes at once, at most left, and returns their number.
func dots(x []float32, ldx, left, k int, weight []float32, columns int, y []float32, ldy int) (rows int) {
	group := 8
	switch {
	case cpu.avx512:
	case cpu.avx2:
		group = 4
	default:
		dotsGo(x, k, weight, columns, y)
		return 1
	}
	rows = 1
	if cpu.avx512 && left > 1 {
		rows = 2
	}
	_ = x[(rows-1)*ldx+k-1]
	_ = weight[columns*k-1]
	_ = y[(rows-1)*ldy+columns-1]
	if columns >= group {
		dotsGroups(rows, &x[0], ldx, k, &weight[0], columns/group, &y[0], ldy)
		if columns%group != 0 { // the last group once more, with its neighbors
			from := columns - group
			dotsGroups(rows, &x[0], ldx, k, &weight[from*k], 1, &y[from], ldy)
		}
		return rows
	}
	// Fewer columns than a group: the others are copies of the last. Rare and small.
	copies := make([]float32, group*k)
	for j := range group {
		from := min(j, columns-1) * k
		copy(copies[j*k:(j+1)*k], weight[from:from+k])
	}
	var sums [16]float32
	dotsGroups(rows, &x[0], ldx, k, &copies[0], 1, &sums[0], group)
	for r := range rows {
		copy(y[r*ldy:][:columns], sums[r*group:])
	}
	return rows
}

func dotsGroups(rows int, x *float32, ldx, k int, weight *float32, groups int, y *float32, ldy int) {
	switch {
	case !cpu.avx512:
		dots1x4AVX2(x, ldx, k, weight, groups, y, ldy)
	case rows == 1:
		dots1x8AVX512(x, ldx, k, weight, groups, y, ldy)
	default:
		dots2x8AVX512(x, ldx, k, weight, groups, y, ldy)
	}
}
