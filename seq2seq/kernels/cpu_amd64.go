//go:build !noasm

package kernels

func detect() features {
	const (
		fma     = 1 << 12 // leaf 1 ecx
		osxsave = 1 << 27
		avx     = 1 << 28

		avx2     = 1 << 5 // leaf 7 ebx
		bmi2     = 1 << 8
		avx512f  = 1 << 16
		avx512dq = 1 << 17
		avx512bw = 1 << 30
		avx512vl = 1 << 31

		vnni = 1 << 11 // leaf 7 ecx

		ymmState = 0x06 // XCR0: SSE and AVX registers
		zmmState = 0xe6 // and the three parts of AVX-512's
	)
	has := func(word, bits uint32) bool { return word&bits == bits }

	most, _, _, _ := cpuid(0, 0)
	if most < 7 {
		return features{}
	}
	_, _, c1, _ := cpuid(1, 0)
	if !has(c1, fma|osxsave|avx) {
		return features{}
	}
	state := xgetbv()
	_, b7, c7, _ := cpuid(7, 0)
	var f features
	f.avx2 = has(state, ymmState) && has(b7, avx2|bmi2)
	f.avx512 = f.avx2 && has(state, zmmState) && has(b7, avx512f|avx512dq|avx512bw|avx512vl)
	f.vnni = f.avx512 && has(c7, vnni)
	return f
}

// pause waits a moment in a spinning loop.
func pause() { pauses(1) }
