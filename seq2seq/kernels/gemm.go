package kernels

// Scratch is memory that a serial kernel uses for packed operands. The zero value
// is ready; it grows to what is asked of it and is kept for the next call. One
// Scratch serves one call at a time.
type Scratch struct {
	a, b []float32
	rows [16]*float32
}

// Gemm computes C[m,n] = op(A)·op(B), added to C when accumulate is set. op
// transposes when its flag is set: A is stored as [m,k], or [k,m] when transA is
// set; B as [k,n], or [n,k] when transB is set. lda, ldb and ldc are leading
// dimensions of the stored matrices. C must not overlap A or B.
//
//	for i, j:
//		for each block of 256 values of p, in order:
//			sum = 0
//			for p in the block, in order: sum = fma(A[i,p], B[p,j], sum)
//			C[i,j] = fma(1, sum, C[i,j])
//
// with C[i,j] = 0 first when accumulate is not set. NaN and infinities propagate;
// C's old contents do not matter when accumulate is not set. k = 0 gives zeros.
func (w *Workers) Gemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, accumulate bool, c []float32, ldc int) {
	w.multiply(product{
		transA: transA, transB: transB, m: m, n: n, k: k, alpha: 1,
		a: a, lda: lda, b: b, ldb: ldb, accumulate: accumulate, c: c, ldc: ldc,
	})
}

// Gemm is the serial product for callers that run many small ones in parallel, as
// attention does per head: C = alpha·op(A)·op(B), added to C when accumulate is
// set. Each block's sum is scaled by alpha as it is added, so alpha = 1 gives the
// same bits as Workers.Gemm.
func Gemm(scratch *Scratch, transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, accumulate bool, c []float32, ldc int) {
	g := product{
		transA: transA, transB: transB, m: m, n: n, k: k, alpha: alpha,
		a: a, lda: lda, b: b, ldb: ldb, accumulate: accumulate, c: c, ldc: ldc,
	}
	g.check()
	if m > 0 && n > 0 {
		g.block(scratch, 0, m, 0, n)
	}
}

// Linear computes y[r,j] = Σ x[r,p]·weight[j,p] + bias[j], for r < rows, j < n,
// p < k. weight is [n,k] without gaps; bias may be nil. The bias is what the first
// block of the sum is added to: this costs no pass over y of its own.
func (w *Workers) Linear(y []float32, ldy int, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	w.multiply(product{
		transB: true, m: rows, n: n, k: k, alpha: 1,
		a: x, lda: ldx, b: weight, ldb: k, bias: bias, c: y, ldc: ldy,
	})
}

// product is one call: C = alpha·op(A)·op(B) + start, where start is C, or the bias
// in every row, or zero.
type product struct {
	transA, transB bool
	m, n, k        int
	alpha          float32
	a, b           []float32
	lda, ldb       int
	packed         *Packed // takes the place of b
	noB            bool    // so does something that is not checked here
	bias           []float32
	accumulate     bool
	c              []float32
	ldc            int
	finish         finish
}

// check panics if a slice is shorter than its shape.
func (g *product) check() {
	if g.m < 0 || g.n < 0 || g.k < 0 {
		panic("kernels: negative size of a matrix product")
	}
	if g.m == 0 || g.n == 0 {
		return
	}
	g.bounds("A", g.a, g.lda, g.m, g.k, g.transA)
	if g.packed == nil && !g.noB {
		g.bounds("B", g.b, g.ldb, g.k, g.n, g.transB)
	}
	g.bounds("C", g.c, g.ldc, g.m, g.n, false)
	if g.bias != nil && len(g.bias) < g.n {
		panic("kernels: bias is shorter than a row")
	}
}

func (g *product) bounds(name string, x []float32, ld, rows, columns int, transposed bool) {
	if transposed {
		rows, columns = columns, rows
	}
	if rows == 0 || columns == 0 {
		return
	}
	if ld < columns {
		panic("kernels: leading dimension of " + name + " is less than its columns")
	}
	if len(x) < (rows-1)*ld+columns {
		panic("kernels: " + name + " is shorter than its shape")
	}
}

// parallelWork is the number of multiply-adds that are worth another thread: about
// 10 µs of work, a few times what handing it over costs.
const parallelWork = 1 << 18

// multiply splits C into a grid of rectangles, one a worker. No element's sum is
// split, so the grid does not show in the result.
func (w *Workers) multiply(g product) {
	g.check()
	if g.m == 0 || g.n == 0 {
		return
	}
	w.acquire()
	defer w.release()
	threads := w.threads
	if work := float64(g.m) * float64(g.n) * float64(g.k); work < parallelWork*float64(threads) {
		threads = 1 + int(work/parallelWork)
	}
	if threads == 1 {
		g.block(&w.scratch[0], 0, g.m, 0, g.n)
		return
	}
	t := g.tiling()
	down, across := grid(threads, g.m, g.n, t.rows, t.width())
	w.product = g
	w.rows, w.columns = split(g.m, t.rows, down), split(g.n, t.width(), across)
	w.run(w.rows.parts*w.columns.parts, 1, w.productRun)
	w.product = product{}
}

// runProduct computes one rectangle of the grid: it is the body of multiply, bound
// once so that a product does not allocate.
func (w *Workers) runProduct(worker, part, _ int) {
	i0, i1 := w.rows.bounds(part / w.columns.parts)
	j0, j1 := w.columns.bounds(part % w.columns.parts)
	w.product.block(&w.scratch[worker], i0, i1, j0, j1)
}

// grid cuts an m×n result into at most threads equal rectangles. Each rectangle packs
// its own rows of A and columns of B, so those nearest to squares cost least.
func grid(threads, m, n, rows, width int) (down, across int) {
	best := -1
	for d := 1; d <= threads; d++ {
		a := threads / d
		high := (m + d - 1) / d
		wide := (n + a - 1) / a
		high = (high + rows - 1) / rows * rows
		wide = (wide + width - 1) / width * width
		// Time of the largest rectangle: its tiles, and packing at the price of
		// some 8 multiply-adds an element.
		cost := high*wide + 8*(high+wide)
		if best < 0 || cost < best {
			best, down, across = cost, d, a
		}
	}
	return down, across
}

// fill is the product for k = 0.
func (g *product) fill(i0, i1, j0, j1 int) {
	if g.accumulate {
		return
	}
	for i := i0; i < i1; i++ {
		row := g.c[i*g.ldc+j0 : i*g.ldc+j1]
		clear(row)
		if g.bias != nil {
			copy(row, g.bias[j0:j1])
		}
	}
}
