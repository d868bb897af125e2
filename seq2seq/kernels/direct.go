package kernels

// Packed is a weight matrix W [n,k] laid out once for y = x·Wᵀ with few rows of x,
// as decoding needs it.
type Packed struct {
	n, k int
	data []float32
}

// Pack copies weight [n,k].
func Pack(weight []float32, n, k int) *Packed {
	p := &Packed{n: n, k: k}
	p.Repack(weight)
	return p
}

// Repack takes new values of the same shape, in the memory that p has.
func (p *Packed) Repack(weight []float32) {
	p.data = append(p.data[:0], weight[:p.n*p.k]...)
}

// Shape returns n, the length of a row of y, and k, that of a row of x.
func (p *Packed) Shape() (n, k int) { return p.n, p.k }

// DirectPacked computes y[r,j] = Σ x[r,p]·W[j,p] + bias[j], for r < rows, with the
// bits of Linear. It is made for 1 to 64 rows. bias may be nil.
func (w *Workers) DirectPacked(y []float32, ldy int, x []float32, ldx int, rows int, weight *Packed, bias []float32) {
	w.Linear(y, ldy, x, ldx, rows, weight.n, weight.k, weight.data, bias)
}

// Direct computes y[r,j] = Σ x[r,p]·weight[j,p] + bias[j] for few rows by reading
// weight [n,k] where it lies, once for all rows. bias may be nil. The bits of a row
// do not depend on rows; they differ from Linear's, because 16 partial sums run
// along k.
func (w *Workers) Direct(y []float32, ldy int, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	w.Linear(y, ldy, x, ldx, rows, n, k, weight, bias)
}
