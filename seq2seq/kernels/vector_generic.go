package kernels

import "math"

// The reference loops. Each states what its assembly form computes; they run
// where there is none. Conversions such as float32(a*b) keep a compiler from
// fusing a product with a sum on architectures that would.

func addGeneric(dst, a, b []float32) {
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

// addRowsGeneric adds four rows of x, stride elements apart, to dst, in order.
func addRowsGeneric(dst, x []float32, stride int) {
	for i := range dst {
		dst[i] = dst[i] + x[i] + x[i+stride] + x[i+2*stride] + x[i+3*stride]
	}
}

// affineGeneric sets dst = x·scale + shift.
func affineGeneric(dst, x []float32, scale, shift float32) {
	for i := range dst {
		dst[i] = float32(x[i]*scale) + shift
	}
}

func axpyGeneric(dst []float32, s float32, x []float32) {
	for i := range dst {
		dst[i] += float32(s * x[i])
	}
}

func lerpGeneric(dst []float32, rate float32, x []float32) {
	for i := range dst {
		dst[i] += float32(rate * (x[i] - dst[i]))
	}
}

// rotateGeneric turns each point (a, b) by the angle of the given cosine and sine.
func rotateGeneric(a, b, cosines, sines []float32) {
	for i, x := range a {
		y := b[i]
		a[i] = float32(x*cosines[i]) - float32(y*sines[i])
		b[i] = float32(y*cosines[i]) + float32(x*sines[i])
	}
}

func dotGeneric(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += float32(a[i] * b[i])
		s1 += float32(a[i+1] * b[i+1])
		s2 += float32(a[i+2] * b[i+2])
		s3 += float32(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += float32(a[i] * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

func sumSquaresGeneric(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}

func allFiniteGeneric(x []float32) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}

func maximumGeneric(x []float32) float32 {
	largest := negativeInfinity
	for _, v := range x {
		if v > largest {
			largest = v
		}
	}
	return largest
}

// findGeneric returns the first index of value in x, len(x) if it is not there.
func findGeneric(x []float32, value float32) int {
	for i, v := range x {
		if v == value {
			return i
		}
	}
	return len(x)
}

// Constants of exp: n = round(x·log2 e), r = x - n·ln 2 with ln 2 in two parts
// (Cody & Waite 1980), then a polynomial in r on [-ln 2/2, ln 2/2], then ·2ⁿ. The
// argument is first held between two bounds where 2ⁿ comes out as 0 and as +Inf, so
// that no special case is left.
const (
	expFloor   = -88
	expCeiling = 88.5
	log2E      = 1.4426950408889634
	ln2High    = 0.693359375
	ln2Low     = -2.12194440e-4

	// Adding 1.5·2²³ rounds to an integer and leaves it in the low bits of the sum;
	// the 127 more are the bias of the exponent.
	expMagic = 1.5*(1<<23) + 127

	// exp(r) = 1 + r + r²/2 + c3·r³ + ... + c6·r⁶, the least largest relative error
	// (3.6e-9, a thirtieth of a unit in the last place) over the interval.
	expC3 = 0.16666534
	expC4 = 0.04166724
	expC5 = 0.008367509
	expC6 = 0.0013863758
)

// exp32 is exp in float32.
func exp32(x float32) float32 {
	if x < expFloor { // NaN passes both
		x = expFloor
	}
	if x > expCeiling {
		x = expCeiling
	}
	t := float32(x*log2E) + expMagic
	n := t - expMagic
	r := float32(x-float32(n*ln2High)) - float32(n*ln2Low)
	p := float32(expC6)
	p = float32(p*r) + expC5
	p = float32(p*r) + expC4
	p = float32(p*r) + expC3
	p = float32(p*r) + 0.5
	p = float32(p*r) + 1
	p = float32(p*r) + 1
	return p * math.Float32frombits(math.Float32bits(t)<<23)
}

// expScaledGeneric sets dst = exp(x·scale + shift) and returns the sum.
func expScaledGeneric(dst, x []float32, scale, shift float32) float32 {
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		e0 := exp32(float32(x[i]*scale) + shift)
		e1 := exp32(float32(x[i+1]*scale) + shift)
		e2 := exp32(float32(x[i+2]*scale) + shift)
		e3 := exp32(float32(x[i+3]*scale) + shift)
		dst[i], dst[i+1], dst[i+2], dst[i+3] = e0, e1, e2, e3
		s0 += e0
		s1 += e1
		s2 += e2
		s3 += e3
	}
	for ; i < len(dst); i++ {
		dst[i] = exp32(float32(x[i]*scale) + shift)
		s0 += dst[i]
	}
	return (s0 + s1) + (s2 + s3)
}

func geluForwardGeneric(y, x []float32) {
	for i, v := range x {
		u := float32(float32(geluTwiceRoot*v) * (1 + float32(geluCubic*float32(v*v))))
		y[i] = v / (1 + exp32(-u))
	}
}

func geluBackwardGeneric(dx, dy, x []float32) {
	for i, v := range x {
		square := min(float32(v*v), geluSquareLimit)
		u := float32(float32(geluTwiceRoot*v) * (1 + float32(geluCubic*square)))
		s := 1 / (1 + exp32(-u))
		slope := float32(geluTwiceRoot * (1 + float32(3*geluCubic*square)))
		dx[i] = dy[i] * (s + float32(float32(v*float32(s*(1-s)))*slope))
	}
}

func layerNormRowGeneric(y, x, gain, bias []float32, epsilon float32) (mean, rstd float32) {
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	mean = float32(sum / float64(len(x)))
	sum = 0
	for _, v := range x {
		d := float64(v - mean)
		sum += d * d
	}
	rstd = float32(1 / math.Sqrt(sum/float64(len(x))+float64(epsilon)))
	for i, v := range x {
		y[i] = float32(float32((v-mean)*rstd)*gain[i]) + bias[i]
	}
	return mean, rstd
}

// layerNormBackwardRowGeneric adds to dGain and dBias.
func layerNormBackwardRowGeneric(dx, dGain, dBias, dy, x, gain []float32, mean, rstd float32) {
	var sum, product float64
	for i, d := range dy {
		normal := (x[i] - mean) * rstd
		g := d * gain[i]
		sum += float64(g)
		product += float64(g) * float64(normal)
	}
	a, b := float32(sum/float64(len(dx))), float32(product/float64(len(dx)))
	for i, d := range dy {
		normal := (x[i] - mean) * rstd
		dGain[i] += float32(d * normal)
		dBias[i] += d
		dx[i] = rstd * (float32(d*gain[i]) - a - float32(normal*b))
	}
}

// attentionGradientGeneric turns a row of scores into probabilities p = exp(score -
// logSum) and dp, the gradient of p, into the scores': scale·p·(dp - Σ p·dp).
func attentionGradientGeneric(p, dp []float32, logSum, scale float32) {
	var delta float32
	for i, score := range p {
		p[i] = exp32(score - logSum)
		delta += float32(p[i] * dp[i])
	}
	for i := range dp {
		dp[i] = float32(scale*p[i]) * (dp[i] - delta)
	}
}
