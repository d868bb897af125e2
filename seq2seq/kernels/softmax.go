package kernels

import "math"

var negativeInfinity = float32(math.Inf(-1))

// Exp sets dst = exp(x), within 2 units in the last place between -87.33 and 88.37.
// Above, the result is +Inf; below, it is denormal and then 0 (from -87.69 on). An
// element's result does not depend on its place in the slice.
func Exp(dst, x []float32) {
	if len(dst) == 0 {
		return
	}
	expScaled(dst, x[:len(dst)], 1, 0)
}

// Softmax replaces x by exp(x)/Σ exp(x), with the largest element subtracted
// first. It returns log Σ exp(x) in nats. -Inf elements become 0; a row of
// nothing else, or an empty one, becomes 0 and returns -Inf.
func Softmax(x []float32) float32 {
	largest := Max(x)
	if largest == negativeInfinity {
		clear(x)
		return largest
	}
	sum := expScaled(x, x, 1, -largest)
	affine(x, x, 1/sum, 0)
	return largest + float32(math.Log(float64(sum)))
}

// LogSoftmax replaces x by x - log Σ exp(x), in nats, and returns the log-sum.
// scratch has at least the length of x and is overwritten.
func LogSoftmax(x, scratch []float32) float32 {
	logSum := LogSumExp(x, scratch)
	if logSum != negativeInfinity {
		affine(x, x, 1, -logSum)
	}
	return logSum
}

// LogSumExp returns log Σ exp(x) in nats, -Inf for an empty x. scratch has at
// least the length of x and is overwritten.
func LogSumExp(x, scratch []float32) float32 {
	largest := Max(x)
	if largest == negativeInfinity {
		return largest
	}
	sum := expScaled(scratch[:len(x)], x, 1, -largest)
	return largest + float32(math.Log(float64(sum)))
}
