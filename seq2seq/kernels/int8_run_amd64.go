//go:build !noasm

package kernels

// run computes rows × panels with the best instructions; the functions below say
// which rows and panels it takes.
func (a *argsInt8) run(rows, panels int) {
	// What the assembly reads and writes is within the slices.
	_ = a.x[(rows-1)*a.rowX+4*a.quads-1]
	_ = a.weight[256*panels*a.quads-1]
	_, _, _ = a.offsets[panels*panelInt8-1], a.scales[panels*panelInt8-1], a.bias[panels*panelInt8-1]
	_ = a.scalesX[rows-1]
	_ = a.y[(rows-1)*a.rowY+panels*panelInt8-1]
	x, weight, offsets, scales := &a.x[0], &a.weight[0], &a.offsets[0], &a.scales[0]
	scalesX, bias, y := &a.scalesX[0], &a.bias[0], &a.y[0]
	switch {
	case cpu.vnni && panels == 2:
		int8x1x128VNNI(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	case cpu.vnni && rows == 1:
		int8x1x64VNNI(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	case cpu.vnni && rows == 2:
		int8x2x64VNNI(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	case cpu.vnni && rows == 3:
		int8x3x64VNNI(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	case cpu.vnni:
		int8x4x64VNNI(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	case cpu.avx2:
		int8x1x64AVX2(a.quads, x, a.rowX, weight, offsets, scales, scalesX, bias, y, a.rowY)
	default:
		a.runGo(rows, panels)
	}
}

// rowsInt8 is how many of the rows that are left run takes at once.
func rowsInt8(left int) int {
	if cpu.avx2 && !cpu.vnni {
		return 1
	}
	return min(left, 4)
}

// panelsInt8 is how many panels run takes at once. One row has too few sums in one
// panel to hide the latency of its multiplications.
func panelsInt8(rows, left int) int {
	if cpu.vnni && rows == 1 {
		return min(left, 2)
	}
	return 1
}

// flipInt8 is what the bytes of x are inverted with: the sign bit makes x+128 of x.
func flipInt8() int8 {
	if cpu.vnni {
		return -128
	}
	return 0
}

func magnitude(x []float32) uint32 {
	n := len(x) &^ 15
	most := uint32(0)
	switch {
	case n == 0:
	case cpu.avx512:
		most = magnitudeAVX512(&x[0], n)
	case cpu.avx2:
		most = magnitudeAVX2(&x[0], n)
	default:
		n = 0
	}
	return magnitudeGo(most, x[n:])
}

func round(dst []int8, x []float32, inverse float32, flip int8) {
	dst = dst[:len(x)]
	n := len(x) &^ 15
	flips := uint32(uint8(flip)) * 0x01010101
	switch {
	case n == 0:
	case cpu.avx512:
		roundAVX512(&dst[0], &x[0], n, inverse, flips)
	case cpu.avx2:
		roundAVX2(&dst[0], &x[0], n, inverse, flips)
	default:
		n = 0
	}
	roundGo(dst[n:], x[n:], inverse, flip)
}
