package kernels

// finish is the element-wise function that follows a product. It is applied to each
// row of tiles as soon as its sums are complete, while they are in the first or
// second level of the cache: a pass of its own would read and write 16 MB for the
// inner layer of a batch of 4,096 tokens. One thread alone, at 26 GB/s, gains nothing
// that shows (GELU itself takes the time); threads that share the memory have less to
// wait for. Elements are those of two separate calls, bit for bit.
type finish struct {
	kind    finishKind
	other   []float32 // second operand, of C's shape and without gaps
	result  []float32 // second result, likewise
	dropout dropoutKey
}

type finishKind uint8

const (
	finishNone         finishKind = iota
	finishGELU                    // result = gelu(C)
	finishGELUBackward            // C = C·gelu'(other)
	finishResidual                // C = other + C
	finishDropout                 // C = other + dropout(C)
)

// finishRows applies the function to rows i0..i1 and columns j0..j1 of C.
func (g *product) finishRows(i0, i1, j0, j1 int) {
	f := &g.finish
	for i := i0; i < i1; i++ {
		c := g.c[i*g.ldc+j0 : i*g.ldc+j1]
		from, to := i*g.n+j0, i*g.n+j1
		switch f.kind {
		case finishGELU:
			geluForward(f.result[from:to], c)
		case finishGELUBackward:
			geluBackward(c, c, f.other[from:to])
		case finishResidual:
			add(c, f.other[from:to], c)
		case finishDropout:
			dropoutAdd(c, f.other[from:to], c, uint32(from), &f.dropout)
		}
	}
}

// LinearGELU computes inner = x·weightᵀ + bias as Linear does and y = gelu(inner),
// both [rows, n]. y may be inner.
func (w *Workers) LinearGELU(y, inner []float32, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	checkLength("y", y, rows*n)
	w.multiply(product{
		transB: true, m: rows, n: n, k: k, alpha: 1,
		a: x, lda: ldx, b: weight, ldb: k, bias: bias, c: inner, ldc: n,
		finish: finish{kind: finishGELU, result: y},
	})
}

// LinearAdd computes y = residual + dropout(x·weightᵀ + bias), [rows, n], with the
// elements of y numbered from 0 as DropoutAdd does. y must not overlap residual.
func (w *Workers) LinearAdd(y, residual []float32, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32, d Dropout) {
	checkLength("residual", residual, rows*n)
	f := finish{kind: finishResidual, other: residual}
	if d.Rate != 0 {
		f.kind, f.dropout = finishDropout, d.key()
	}
	w.multiply(product{
		transB: true, m: rows, n: n, k: k, alpha: 1,
		a: x, lda: ldx, b: weight, ldb: k, bias: bias, c: y, ldc: n,
		finish: f,
	})
}

// GemmGELUBackward computes dx = (A·B)·gelu'(x), element by element: [m, n] from A
// [m, k] and B [k, n], both as stored. dx must not overlap x.
func (w *Workers) GemmGELUBackward(m, n, k int, a []float32, lda int, b []float32, ldb int, dx, x []float32) {
	checkLength("x", x, m*n)
	w.multiply(product{
		m: m, n: n, k: k, alpha: 1,
		a: a, lda: lda, b: b, ldb: ldb, c: dx, ldc: n,
		finish: finish{kind: finishGELUBackward, other: x},
	})
}
