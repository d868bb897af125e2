package kernels

// Packed is a weight matrix W [n,k] laid out once for y = x·Wᵀ with few rows of x,
// as decoding needs it: panels of columns of Wᵀ as the tiles of Gemm read them, so
// that nothing is packed or transposed in a step.
type Packed struct {
	n, k   int
	tiling *tiling // the layout is that of the CPU it was made on
	data   []float32
}

// Pack lays out weight [n,k].
func Pack(weight []float32, n, k int) *Packed {
	p := &Packed{n: n, k: k, tiling: bestTiling()}
	width := p.tiling.width()
	p.data = make([]float32, (n+width-1)/width*width*k)
	p.Repack(weight)
	return p
}

// Repack takes new values of the same shape, in the memory that p has.
func (p *Packed) Repack(weight []float32) {
	if len(weight) < p.n*p.k {
		panic("kernels: weight is shorter than its shape")
	}
	if p.n == 0 || p.k == 0 {
		return
	}
	var s Scratch
	g := product{transB: true, n: p.n, k: p.k, b: weight, ldb: p.k}
	width := p.tiling.width()
	for j := 0; j < p.n; j += width {
		g.packB(p.tiling, &s, p.data[j*p.k:], j, min(width, p.n-j), 0, p.k)
	}
}

// Shape returns n, the length of a row of y, and k, that of a row of x.
func (p *Packed) Shape() (n, k int) { return p.n, p.k }

// panel returns step p0 of the panel that begins with column j, and the distance
// between panels.
func (p *Packed) panel(j, p0 int) (b *float32, distance int) {
	return &p.data[j*p.k+p0*p.tiling.width()], p.k * p.tiling.width()
}

// DirectPacked computes y[r,j] = Σ x[r,p]·W[j,p] + bias[j], for r < rows, with the
// bits of Linear. It is made for 1 to 64 rows. bias may be nil.
func (w *Workers) DirectPacked(y []float32, ldy int, x []float32, ldx int, rows int, weight *Packed, bias []float32) {
	w.multiply(product{
		m: rows, n: weight.n, k: weight.k, alpha: 1,
		a: x, lda: ldx, packed: weight, bias: bias, c: y, ldc: ldy,
	})
}

// Direct computes y[r,j] = Σ x[r,p]·weight[j,p] + bias[j] for few rows by reading
// weight [n,k] where it lies, once for all rows. bias may be nil. The bits of a row
// do not depend on rows; they differ from Linear's, because 16 partial sums run
// along k.
func (w *Workers) Direct(y []float32, ldy int, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	w.Linear(y, ldy, x, ldx, rows, n, k, weight, bias)
}
