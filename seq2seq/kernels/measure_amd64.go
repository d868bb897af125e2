//go:build !noasm

package kernels

func peakFMA() float64 {
	const n = 20000
	const chains = 12 // independent sums in the loops: more than 2 units × 4 cycles
	switch {
	case cpu.avx512:
		return rate(2*16*chains*n, 5, func() { fmaAVX512(n) })
	case cpu.avx2:
		return rate(2*8*chains*n, 5, func() { fmaAVX2(n) })
	}
	return 0
}

func readBandwidth(x []float32) float64 {
	n := len(x) &^ 255
	switch {
	case n == 0:
		panic("kernels: too little memory to measure a bandwidth")
	case cpu.avx512:
		return rate(float64(4*n), 3, func() { readAVX512(&x[0], n) })
	case cpu.avx2:
		return rate(float64(4*n), 3, func() { readAVX2(&x[0], n) })
	}
	return 0
}
