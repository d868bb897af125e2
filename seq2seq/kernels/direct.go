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
// weight [n,k] where it lies, once for all rows: for weights that still change.
// bias may be nil. The bits of a row do not depend on rows; they differ from
// Linear's, because 16 partial sums run along k:
//
//	s[l] = Σ x[r,p]·weight[j,p] for p ≡ l mod 16
//	t[l] = s[l] + s[l+8], l < 8
//	y[r,j] = (((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]))) + bias[j]
func (w *Workers) Direct(y []float32, ldy int, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	g := product{
		transB: true, m: rows, n: n, k: k, alpha: 1,
		a: x, lda: ldx, b: weight, ldb: k, bias: bias, c: y, ldc: ldy,
	}
	g.check()
	if rows == 0 || n == 0 {
		return
	}
	w.acquire()
	defer w.release()
	if k == 0 {
		g.fill(0, rows, 0, n)
		return
	}
	w.direct = g
	grain := max(directColumns, parallelWork/(rows*k))
	w.run(n, (grain+directColumns-1)/directColumns*directColumns, w.directRun)
	w.direct = product{}
}

// directColumns is how many rows of the weight are read before the next rows of x
// take their turn: few enough to stay in the first-level cache.
const directColumns = 32

// runDirect computes columns low..high of the result.
func (w *Workers) runDirect(_, low, high int) {
	g := &w.direct
	for j := low; j < high; j += directColumns {
		columns := min(directColumns, high-j)
		weight := g.b[j*g.k : (j+columns)*g.k]
		for r := 0; r < g.m; {
			rows := dots(g.a[r*g.lda:], g.lda, g.m-r, g.k, weight, columns, g.c[r*g.ldc+j:], g.ldc)
			for ; rows > 0; rows-- {
				if g.bias != nil {
					row := g.c[r*g.ldc+j:][:columns]
					add(row, row, g.bias[j:j+columns])
				}
				r++
			}
		}
	}
}

// dotsGo computes one row of Direct, without the bias.
func dotsGo(x []float32, k int, weight []float32, columns int, y []float32) {
	for j := range columns {
		var s [16]float32
		row := weight[j*k : (j+1)*k]
		for p, v := range x[:k] {
			s[p%16] += float32(v * row[p])
		}
		for l := range 8 {
			s[l] += s[l+8]
		}
		y[j] = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
	}
}
