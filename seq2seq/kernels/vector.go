package kernels

// Operations on plain vectors, serial. Slices of one call have the same length
// (the first argument's length counts; a shorter operand panics before any
// write) and may be the same slice, but must not overlap in part.

// Add sets dst = a + b.
func Add(dst, a, b []float32) {
	if len(dst) == 0 {
		return
	}
	add(dst, a[:len(dst)], b[:len(dst)])
}

// AddTo sets dst += src.
func AddTo(dst, src []float32) {
	Add(dst, dst, src)
}

// Scale sets dst *= s.
func Scale(dst []float32, s float32) {
	if len(dst) == 0 {
		return
	}
	affine(dst, dst, s, 0)
}

// Axpy sets dst += s·x.
func Axpy(dst []float32, s float32, x []float32) {
	if len(dst) == 0 {
		return
	}
	axpy(dst, s, x[:len(dst)])
}

// Lerp sets dst += rate·(x - dst): the exponential moving average of weights
// with decay 1 - rate.
func Lerp(dst []float32, rate float32, x []float32) {
	if len(dst) == 0 {
		return
	}
	lerp(dst, rate, x[:len(dst)])
}

// Dot returns Σ a·b. The order of the additions depends on the length alone.
func Dot(a, b []float32) float32 {
	if len(a) == 0 {
		return 0
	}
	return dot(a, b[:len(a)])
}

// SumSquares returns Σ x², added in float64 in an order that depends on the
// length alone.
func SumSquares(x []float32) float64 {
	if len(x) == 0 {
		return 0
	}
	return sumSquares(x)
}

// AllFinite reports whether x holds neither NaN nor an infinity.
func AllFinite(x []float32) bool {
	return len(x) == 0 || allFinite(x)
}

// Max returns the largest element of x, -Inf for none. Whether a NaN among the
// elements shows in the result is not defined.
func Max(x []float32) float32 {
	if len(x) == 0 {
		return negativeInfinity
	}
	return maximum(x)
}

// norms are summed over pieces of this many elements, so that the order of the
// additions does not depend on the number of threads.
const sumPiece = 1 << 15

// SumSquares is the parallel form of the function of the same name, with the
// same result at any number of threads.
func (w *Workers) SumSquares(x []float32) float64 {
	pieces := (len(x) + sumPiece - 1) / sumPiece
	sums := make([]float64, pieces)
	w.For(pieces, 1, func(_, low, high int) {
		for i := low; i < high; i++ {
			sums[i] = SumSquares(x[i*sumPiece : min((i+1)*sumPiece, len(x))])
		}
	})
	total := 0.0
	for _, s := range sums {
		total += s
	}
	return total
}

// elementGrain is the least number of elements worth handing to a thread.
const elementGrain = 1 << 13

// Add is the parallel form of the function of the same name.
func (w *Workers) Add(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	w.For(len(dst), elementGrain, func(_, low, high int) {
		Add(dst[low:high], a[low:high], b[low:high])
	})
}

// Scale is the parallel form of the function of the same name.
func (w *Workers) Scale(dst []float32, s float32) {
	w.For(len(dst), elementGrain, func(_, low, high int) {
		Scale(dst[low:high], s)
	})
}

// Lerp is the parallel form of the function of the same name.
func (w *Workers) Lerp(dst []float32, rate float32, x []float32) {
	x = x[:len(dst)]
	w.For(len(dst), elementGrain, func(_, low, high int) {
		Lerp(dst[low:high], rate, x[low:high])
	})
}
