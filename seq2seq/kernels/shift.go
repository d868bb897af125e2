package kernels

// ShiftAddForward adds to each key the second key that the position before it
// made: for packed keys [S, 2·width], whose row j is [k_j | k'_j],
//
//	out_j = k_j + k'_{j-1}, k'_{-1} = 0
//
// within each sequence of offsets [B+1]. out is [S, width].
func (w *Workers) ShiftAddForward(out, keys []float32, offsets []int32, width int) {
	total := int(offsets[len(offsets)-1])
	checkLength("out", out, total*width)
	checkLength("keys", keys, 2*total*width)
	w.For(len(offsets)-1, 1, func(_, low, high int) {
		for b := low; b < high; b++ {
			first, end := int(offsets[b]), int(offsets[b+1])
			for j := first; j < end; j++ {
				row := out[j*width : (j+1)*width]
				if j == first {
					copy(row, keys[2*j*width:][:width])
				} else {
					Add(row, keys[2*j*width:][:width], keys[(2*j-1)*width:][:width])
				}
			}
		}
	})
}

// ShiftAddBackward sets dKeys [S, 2·width] from the gradient dOut [S, width].
func (w *Workers) ShiftAddBackward(dKeys, dOut []float32, offsets []int32, width int) {
	total := int(offsets[len(offsets)-1])
	checkLength("dOut", dOut, total*width)
	checkLength("dKeys", dKeys, 2*total*width)
	w.For(len(offsets)-1, 1, func(_, low, high int) {
		for b := low; b < high; b++ {
			first, end := int(offsets[b]), int(offsets[b+1])
			for j := first; j < end; j++ {
				copy(dKeys[2*j*width:][:width], dOut[j*width:][:width])
				shifted := dKeys[(2*j+1)*width:][:width]
				if j+1 < end {
					copy(shifted, dOut[(j+1)*width:][:width])
				} else {
					clear(shifted)
				}
			}
		}
	})
}
