package kernels

// Layer normalization (Ba et al. 2016, arXiv 1607.06450):
//
//	y = gain·(x - mean)·rstd + bias,  rstd = 1/√(variance + epsilon)
//
// with mean and (biased) variance over a row.

// LayerNorm normalizes one row and returns its mean and rstd. y may be x. The
// result depends on the row alone, so a row decoded in any batch has the same
// bits.
func LayerNorm(y, x, gain, bias []float32, epsilon float32) (mean, rstd float32) {
	if len(y) == 0 {
		return 0, 0
	}
	return layerNormRow(y, x[:len(y)], gain[:len(y)], bias[:len(y)], epsilon)
}

// LayerNormForward normalizes the rows of x [rows, width] into y. mean and rstd
// [rows] keep what the backward pass needs; both nil where there is none.
func (w *Workers) LayerNormForward(y, mean, rstd, x, gain, bias []float32, rows, width int, epsilon float32) {
	checkLength("y", y, rows*width)
	checkLength("x", x, rows*width)
	if mean != nil {
		checkLength("mean", mean, rows)
		checkLength("rstd", rstd, rows)
	}
	w.For(rows, rowGrain(width), func(_, low, high int) {
		for i := low; i < high; i++ {
			m, r := LayerNorm(y[i*width:(i+1)*width], x[i*width:(i+1)*width], gain, bias, epsilon)
			if mean != nil {
				mean[i], rstd[i] = m, r
			}
		}
	})
}

// layerNormPiece is the number of rows whose gain and bias gradients are summed
// on their own before the sums are added in order: the result is the same at any
// number of threads.
const layerNormPiece = 128

// LayerNormBackward computes, for x̂ = (x - mean)·rstd and g = dy·gain,
//
//	dx    = rstd·(g - mean(g) - x̂·mean(g·x̂)) + residual
//	dGain += Σ dy·x̂     dBias += Σ dy     over rows
//
// where residual [rows, width] is what the gradient of x is beside the norm, or nil.
// dx may be dy, and must not be residual. Where accumulate is not set, dGain and dBias [width] are
// overwritten.
func (w *Workers) LayerNormBackward(dx, dGain, dBias, dy, x, residual, mean, rstd, gain []float32, rows, width int, accumulate bool) {
	checkLength("dx", dx, rows*width)
	checkLength("dy", dy, rows*width)
	checkLength("x", x, rows*width)
	if residual != nil {
		checkLength("residual", residual, rows*width)
	}
	checkLength("mean", mean, rows)
	checkLength("rstd", rstd, rows)
	checkLength("gain", gain, width)
	checkLength("dGain", dGain, width)
	checkLength("dBias", dBias, width)
	gain, dGain, dBias = gain[:width], dGain[:width], dBias[:width]
	if !accumulate {
		clear(dGain)
		clear(dBias)
	}
	if rows == 0 || width == 0 {
		return
	}
	pieces := (rows + layerNormPiece - 1) / layerNormPiece
	space := borrow()
	defer space.release()
	partial := space.floats(pieces * 2 * width)
	clear(partial)
	w.For(pieces, 1, func(_, low, high int) {
		for piece := low; piece < high; piece++ {
			pieceGain := partial[piece*2*width:][:width]
			pieceBias := partial[(piece*2+1)*width:][:width]
			for i := piece * layerNormPiece; i < min((piece+1)*layerNormPiece, rows); i++ {
				from, to := i*width, (i+1)*width
				layerNormBackwardRow(dx[from:to], pieceGain, pieceBias, dy[from:to], x[from:to], gain, mean[i], rstd[i])
				if residual != nil { // while the row is in the first-level cache
					AddTo(dx[from:to], residual[from:to])
				}
			}
		}
	})
	for piece := range pieces {
		AddTo(dGain, partial[piece*2*width:][:width])
		AddTo(dBias, partial[(piece*2+1)*width:][:width])
	}
}
