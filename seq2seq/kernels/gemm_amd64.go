//go:build !noasm

package kernels

// bestTiling is the widest that the CPU has.
func bestTiling() *tiling {
	switch {
	case cpu.avx512:
		return tilingAVX512
	case cpu.avx2:
		return tilingAVX2
	}
	return tilingGo
}

var tilingAVX512 = &tiling{
	rows: 14, lanes: 16, columns: 1024,
	wide: []tileFunc{nil,
		tile1x32AVX512, tile2x32AVX512, tile3x32AVX512, tile4x32AVX512, tile5x32AVX512, tile6x32AVX512, tile7x32AVX512,
		tile8x32AVX512, tile9x32AVX512, tile10x32AVX512, tile11x32AVX512, tile12x32AVX512, tile13x32AVX512, tile14x32AVX512},
	narrow: []tileFunc{nil,
		tile1x16AVX512, tile2x16AVX512, tile3x16AVX512, tile4x16AVX512, tile5x16AVX512, tile6x16AVX512, tile7x16AVX512,
		tile8x16AVX512, tile9x16AVX512, tile10x16AVX512, tile11x16AVX512, tile12x16AVX512, tile13x16AVX512, tile14x16AVX512},
	panels: []int{0, 4, 2, 2},
	many:   []tileFunc{nil, tile1x4x32AVX512, tile2x2x32AVX512, tile3x2x32AVX512},
}

var tilingAVX2 = &tiling{
	rows: 6, lanes: 8, columns: 512,
	wide:   []tileFunc{nil, tile1x16AVX2, tile2x16AVX2, tile3x16AVX2, tile4x16AVX2, tile5x16AVX2, tile6x16AVX2},
	narrow: []tileFunc{nil, tile1x8AVX2, tile2x8AVX2, tile3x8AVX2, tile4x8AVX2, tile5x8AVX2, tile6x8AVX2},
	panels: []int{0, 4, 2, 2},
	many:   []tileFunc{nil, tile1x4x16AVX2, tile2x2x16AVX2, tile3x2x16AVX2},
}

// transpose sets dst[p*dstStep+i] = src[i*ld+p] for i < rows and p < k. rows is at
// most lanes; with fewer, the other elements of a step get some row's values.
func (t *tiling) transpose(s *Scratch, dst []float32, dstStep int, src []float32, ld, rows, k int) {
	if t.lanes == 4 || k < 4 {
		transposeGo(dst, dstStep, src, ld, rows, k)
		return
	}
	_ = dst[(k-1)*dstStep+t.lanes-1]
	_ = src[(rows-1)*ld+k-1]
	for i := range t.lanes {
		s.rows[i] = &src[min(i, rows-1)*ld]
	}
	if t.lanes == 16 {
		transposeAVX512(&dst[0], dstStep, &s.rows[0], k)
	} else {
		transposeAVX2(&dst[0], dstStep, &s.rows[0], k)
	}
}

// copyRows sets dst[p*dstStep+j] = src[p*ld+j] for j < columns and p < k, and
// zeros up to the next multiple of lanes.
func (t *tiling) copyRows(dst []float32, dstStep int, src []float32, ld, columns, k int) {
	if t.lanes == 4 {
		copyRowsGo(dst, dstStep, src, ld, columns, k)
		return
	}
	_ = dst[(k-1)*dstStep+(columns+t.lanes-1)/t.lanes*t.lanes-1]
	_ = src[(k-1)*ld+columns-1]
	switch narrow := columns <= t.lanes; {
	case t.lanes == 16 && narrow:
		copyRows16AVX512(&dst[0], dstStep, &src[0], ld, columns, k)
	case t.lanes == 16:
		copyRows32AVX512(&dst[0], dstStep, &src[0], ld, columns, k)
	case narrow:
		copyRows8AVX2(&dst[0], dstStep, &src[0], ld, columns, k)
	default:
		copyRows16AVX2(&dst[0], dstStep, &src[0], ld, columns, k)
	}
}

// copyFull sets dst[q*dstPanel+p*dstStep+j] = src[p*ld+q*height+j] for q < panels,
// p < k and all j < dstStep, which is lanes or twice as many.
func (t *tiling) copyFull(dst []float32, dstStep, dstPanel int, src []float32, ld, height, panels, k int) {
	_ = dst[(panels-1)*dstPanel+k*dstStep-1]
	_ = src[(k-1)*ld+(panels-1)*height+dstStep-1]
	switch narrow := dstStep == t.lanes; {
	case t.lanes == 4:
		copyFullGo(dst, dstStep, dstPanel, src, ld, height, panels, k)
	case t.lanes == 16 && narrow:
		copyPanels16AVX512(&dst[0], dstStep, dstPanel, &src[0], ld, height, panels, k)
	case t.lanes == 16:
		copyPanels32AVX512(&dst[0], dstStep, dstPanel, &src[0], ld, height, panels, k)
	case narrow:
		copyPanels8AVX2(&dst[0], dstStep, dstPanel, &src[0], ld, height, panels, k)
	default:
		copyPanels16AVX2(&dst[0], dstStep, dstPanel, &src[0], ld, height, panels, k)
	}
}
