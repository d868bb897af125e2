//go:build !noasm

package kernels

// The functions of vector_generic.go by the best instructions at hand. Callers
// never pass empty slices, and the first slice's length counts.

func add(dst, a, b []float32) {
	switch {
	case cpu.avx512:
		addAVX512(len(dst), &dst[0], &a[0], &b[0])
	case cpu.avx2:
		addAVX2(len(dst), &dst[0], &a[0], &b[0])
	default:
		addGeneric(dst, a, b)
	}
}

func addRows(dst, x []float32, stride int) {
	switch {
	case cpu.avx512:
		addRowsAVX512(len(dst), &dst[0], &x[0], stride)
	case cpu.avx2:
		addRowsAVX2(len(dst), &dst[0], &x[0], stride)
	default:
		addRowsGeneric(dst, x, stride)
	}
}

func affine(dst, x []float32, scale, shift float32) {
	switch {
	case cpu.avx512:
		affineAVX512(len(dst), &dst[0], &x[0], scale, shift)
	case cpu.avx2:
		affineAVX2(len(dst), &dst[0], &x[0], scale, shift)
	default:
		affineGeneric(dst, x, scale, shift)
	}
}

func axpy(dst []float32, s float32, x []float32) {
	switch {
	case cpu.avx512:
		axpyAVX512(len(dst), &dst[0], s, &x[0])
	case cpu.avx2:
		axpyAVX2(len(dst), &dst[0], s, &x[0])
	default:
		axpyGeneric(dst, s, x)
	}
}

func lerp(dst []float32, rate float32, x []float32) {
	switch {
	case cpu.avx512:
		lerpAVX512(len(dst), &dst[0], rate, &x[0])
	case cpu.avx2:
		lerpAVX2(len(dst), &dst[0], rate, &x[0])
	default:
		lerpGeneric(dst, rate, x)
	}
}

func dot(a, b []float32) float32 {
	switch {
	case cpu.avx512:
		return dotAVX512(len(a), &a[0], &b[0])
	case cpu.avx2:
		return dotAVX2(len(a), &a[0], &b[0])
	}
	return dotGeneric(a, b)
}

func sumSquares(x []float32) float64 {
	switch {
	case cpu.avx512:
		return sumSquaresAVX512(len(x), &x[0])
	case cpu.avx2:
		return sumSquaresAVX2(len(x), &x[0])
	}
	return sumSquaresGeneric(x)
}

func maximum(x []float32) float32 {
	switch {
	case cpu.avx512:
		return maximumAVX512(len(x), &x[0])
	case cpu.avx2:
		return maximumAVX2(len(x), &x[0])
	}
	return maximumGeneric(x)
}

func find(x []float32, value float32) int {
	switch {
	case cpu.avx512:
		return findAVX512(len(x), &x[0], value)
	case cpu.avx2:
		return findAVX2(len(x), &x[0], value)
	}
	return findGeneric(x, value)
}

func attentionGradient(p, dp []float32, logSum, scale float32) {
	switch {
	case cpu.avx512:
		attentionGradientAVX512(len(p), &p[0], &dp[0], logSum, scale)
	case cpu.avx2:
		attentionGradientAVX2(len(p), &p[0], &dp[0], logSum, scale)
	default:
		attentionGradientGeneric(p, dp, logSum, scale)
	}
}

func expScaled(dst, x []float32, scale, shift float32) float32 {
	switch {
	case cpu.avx512:
		return expScaledAVX512(len(dst), &dst[0], &x[0], scale, shift)
	case cpu.avx2:
		return expScaledAVX2(len(dst), &dst[0], &x[0], scale, shift)
	}
	return expScaledGeneric(dst, x, scale, shift)
}

func rotate(a, b, cosines, sines []float32) {
	switch {
	case cpu.avx512:
		rotateAVX512(len(a), &a[0], &b[0], &cosines[0], &sines[0])
	case cpu.avx2:
		rotateAVX2(len(a), &a[0], &b[0], &cosines[0], &sines[0])
	default:
		rotateGeneric(a, b, cosines, sines)
	}
}

func geluForward(y, x []float32) {
	switch {
	case cpu.avx512:
		geluForwardAVX512(len(y), &y[0], &x[0])
	case cpu.avx2:
		geluForwardAVX2(len(y), &y[0], &x[0])
	default:
		geluForwardGeneric(y, x)
	}
}

func geluBackward(dx, dy, x []float32) {
	switch {
	case cpu.avx512:
		geluBackwardAVX512(len(dx), &dx[0], &dy[0], &x[0])
	case cpu.avx2:
		geluBackwardAVX2(len(dx), &dx[0], &dy[0], &x[0])
	default:
		geluBackwardGeneric(dx, dy, x)
	}
}

func layerNormRow(y, x, gain, bias []float32, epsilon float32) (mean, rstd float32) {
	switch {
	case cpu.avx512:
		return layerNormRowAVX512(len(y), &y[0], &x[0], &gain[0], &bias[0], epsilon)
	case cpu.avx2:
		return layerNormRowAVX2(len(y), &y[0], &x[0], &gain[0], &bias[0], epsilon)
	}
	return layerNormRowGeneric(y, x, gain, bias, epsilon)
}

func layerNormBackwardRow(dx, dGain, dBias, dy, x, gain []float32, mean, rstd float32) {
	switch {
	case cpu.avx512:
		layerNormBackwardRowAVX512(len(dx), &dx[0], &dGain[0], &dBias[0], &dy[0], &x[0], &gain[0], mean, rstd)
	case cpu.avx2:
		layerNormBackwardRowAVX2(len(dx), &dx[0], &dGain[0], &dBias[0], &dy[0], &x[0], &gain[0], mean, rstd)
	default:
		layerNormBackwardRowGeneric(dx, dGain, dBias, dy, x, gain, mean, rstd)
	}
}

func dropout(y, x []float32, first uint32, key *dropoutKey) {
	switch {
	case cpu.avx512:
		dropoutAVX512(len(y), &y[0], &x[0], first, key.a, key.b, key.threshold, key.scale)
	case cpu.avx2:
		dropoutAVX2(len(y), &y[0], &x[0], first, key.a, key.b, key.threshold, key.scale)
	default:
		dropoutGeneric(y, x, first, key)
	}
}

func dropoutAdd(y, residual, x []float32, first uint32, key *dropoutKey) {
	switch {
	case cpu.avx512:
		dropoutAddAVX512(len(y), &y[0], &residual[0], &x[0], first, key.a, key.b, key.threshold, key.scale)
	case cpu.avx2:
		dropoutAddAVX2(len(y), &y[0], &residual[0], &x[0], first, key.a, key.b, key.threshold, key.scale)
	default:
		dropoutAddGeneric(y, residual, x, first, key)
	}
}

func adamW(weights, gradient, m, v []float32, r *optimizerRates) {
	switch {
	case cpu.avx512:
		adamWAVX512(len(weights), &weights[0], &gradient[0], &m[0], &v[0], &r[0][0])
	case cpu.avx2:
		adamWAVX2(len(weights), &weights[0], &gradient[0], &m[0], &v[0], &r[0][0])
	default:
		adamWGeneric(weights, gradient, m, v, r)
	}
}

func adaBelief(weights, gradient, m, s []float32, r *optimizerRates) {
	switch {
	case cpu.avx512:
		adaBeliefAVX512(len(weights), &weights[0], &gradient[0], &m[0], &s[0], &r[0][0])
	case cpu.avx2:
		adaBeliefAVX2(len(weights), &weights[0], &gradient[0], &m[0], &s[0], &r[0][0])
	default:
		adaBeliefGeneric(weights, gradient, m, s, r)
	}
}

func allFinite(x []float32) bool {
	switch {
	case cpu.avx512:
		return finiteSumAVX512(len(x), &x[0]) == 0
	case cpu.avx2:
		return finiteSumAVX2(len(x), &x[0]) == 0
	}
	return allFiniteGeneric(x)
}

// groupLanes is the number of elements that the assembly takes at once.
const groupLanes = 16

// headScores and headValues report false where the assembly can't: heads whose
// width is not a multiple of groupLanes.

func headScores(scores []float32, ld int, query, keys []float32, stride, rows, heads, width int) bool {
	switch {
	case width == 0 || width%groupLanes != 0:
		return false
	case cpu.avx512:
		headScoresAVX512(rows, &query[0], &scores[0], ld, &keys[0], stride, heads, width/groupLanes)
		return true
	case cpu.avx2:
		headScoresAVX2(rows, &query[0], &scores[0], ld, &keys[0], stride, heads, width/groupLanes)
		return true
	}
	return false
}

func headValues(out, scores []float32, ld int, values []float32, stride, rows, heads, width int) bool {
	switch {
	case width == 0 || width%groupLanes != 0:
		return false
	case cpu.avx512:
		headValuesAVX512(rows, &out[0], &scores[0], ld, &values[0], stride, heads, width/groupLanes)
		return true
	case cpu.avx2:
		headValuesAVX2(rows, &out[0], &scores[0], ld, &values[0], stride, heads, width/groupLanes)
		return true
	}
	return false
}
