package kernels

// GELU in its tanh form (Hendrycks & Gimpel 2016, arXiv 1606.08415, section 2):
//
//	gelu(x) = x/2·(1 + tanh u) = x·σ(2u),  u = √(2/π)·(x + 0.044715·x³)
//
// computed by the second form, which needs one exponential and keeps relative
// accuracy for negative x, where 1 + tanh u cancels.
const (
	geluTwiceRoot = 1.5957691216057308 // 2√(2/π)
	geluCubic     = 0.044715

	// Beyond |x| = 12 the slope of σ(2u) is below 1e-130: the square of x is cut
	// there in the derivative, so that it can't overflow into 0·Inf.
	geluSquareLimit = 144
)

// GELU sets y = gelu(x). y may be x. An element's result does not depend on its
// place in the slice.
func GELU(y, x []float32) {
	if len(y) == 0 {
		return
	}
	geluForward(y, x[:len(y)])
}

// GELUForward is the parallel form of GELU.
func (w *Workers) GELUForward(y, x []float32) {
	x = x[:len(y)]
	w.For(len(y), elementGrain, func(_, low, high int) {
		GELU(y[low:high], x[low:high])
	})
}

// GELUBackward sets dx = dy·gelu'(x) for the input x of the forward pass. dx may
// be dy or x.
func (w *Workers) GELUBackward(dx, dy, x []float32) {
	dy, x = dy[:len(dx)], x[:len(dx)]
	w.For(len(dx), elementGrain, func(_, low, high int) {
		if low < high {
			geluBackward(dx[low:high], dy[low:high], x[low:high])
		}
	})
}
