//go:build !amd64 || noasm

package kernels

func add(dst, a, b []float32) {
	addGeneric(dst, a, b)
}

func addRows(dst, x []float32, stride int) {
	addRowsGeneric(dst, x, stride)
}

func affine(dst, x []float32, scale, shift float32) {
	affineGeneric(dst, x, scale, shift)
}

func axpy(dst []float32, s float32, x []float32) {
	axpyGeneric(dst, s, x)
}

func lerp(dst []float32, rate float32, x []float32) {
	lerpGeneric(dst, rate, x)
}

func dot(a, b []float32) float32 {
	return dotGeneric(a, b)
}

func sumSquares(x []float32) float64 {
	return sumSquaresGeneric(x)
}

func maximum(x []float32) float32 {
	return maximumGeneric(x)
}

func find(x []float32, value float32) int {
	return findGeneric(x, value)
}

func attentionGradient(p, dp []float32, logSum, scale float32) {
	attentionGradientGeneric(p, dp, logSum, scale)
}

func expScaled(dst, x []float32, scale, shift float32) float32 {
	return expScaledGeneric(dst, x, scale, shift)
}

func rotate(a, b, cosines, sines []float32) {
	rotateGeneric(a, b, cosines, sines)
}

func geluForward(y, x []float32) {
	geluForwardGeneric(y, x)
}

func geluBackward(dx, dy, x []float32) {
	geluBackwardGeneric(dx, dy, x)
}

func layerNormRow(y, x, gain, bias []float32, epsilon float32) (mean, rstd float32) {
	return layerNormRowGeneric(y, x, gain, bias, epsilon)
}

func layerNormBackwardRow(dx, dGain, dBias, dy, x, gain []float32, mean, rstd float32) {
	layerNormBackwardRowGeneric(dx, dGain, dBias, dy, x, gain, mean, rstd)
}

func dropout(y, x []float32, first uint32, key *dropoutKey) {
	dropoutGeneric(y, x, first, key)
}

func dropoutAdd(y, residual, x []float32, first uint32, key *dropoutKey) {
	dropoutAddGeneric(y, residual, x, first, key)
}

func adamW(weights, gradient, m, v []float32, r *optimizerRates) {
	adamWGeneric(weights, gradient, m, v, r)
}

func adaBelief(weights, gradient, m, s []float32, r *optimizerRates) {
	adaBeliefGeneric(weights, gradient, m, s, r)
}

func allFinite(x []float32) bool {
	return allFiniteGeneric(x)
}

func headScores(scores []float32, ld int, query, keys []float32, stride, rows, heads, width int) bool {
	return false
}

func headValues(out, scores []float32, ld int, values []float32, stride, rows, heads, width int) bool {
	return false
}
