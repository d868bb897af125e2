package kernels

// Scratch is memory that a serial kernel uses for packed operands. The zero value
// is ready; it grows to what is asked of it and is kept for the next call. One
// Scratch serves one call at a time.
type Scratch struct {
	a, b []float32
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
	w.acquire()
	defer w.release()
	gemmReference(transA, transB, m, n, k, 1, a, lda, b, ldb, nil, accumulate, c, ldc)
}

// Gemm is the serial product for callers that run many small ones in parallel, as
// attention does per head: C = alpha·op(A)·op(B), added to C when accumulate is
// set. Each block's sum is scaled by alpha as it is added, so alpha = 1 gives the
// same bits as Workers.Gemm.
func Gemm(scratch *Scratch, transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, accumulate bool, c []float32, ldc int) {
	gemmReference(transA, transB, m, n, k, alpha, a, lda, b, ldb, nil, accumulate, c, ldc)
}

// Linear computes y[r,j] = Σ x[r,p]·weight[j,p] + bias[j], for r < rows, j < n,
// p < k. weight is [n,k] without gaps; bias may be nil. The bias is what the first
// block of the sum is added to: this costs no pass over y of its own.
func (w *Workers) Linear(y []float32, ldy int, x []float32, ldx int, rows, n, k int, weight []float32, bias []float32) {
	w.acquire()
	defer w.release()
	gemmReference(false, true, rows, n, k, 1, x, ldx, weight, k, bias, false, y, ldy)
}

// gemmReference is the plain loop. bias is nil or starts every row of C.
func gemmReference(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, bias []float32, accumulate bool, c []float32, ldc int) {
	for i := range m {
		for j := range n {
			var sum float32
			for p := range k {
				ap, bp := i*lda+p, p*ldb+j
				if transA {
					ap = p*lda + i
				}
				if transB {
					bp = j*ldb + p
				}
				sum += a[ap] * b[bp]
			}
			sum *= alpha
			if bias != nil {
				sum += bias[j]
			}
			if accumulate {
				sum += c[i*ldc+j]
			}
			c[i*ldc+j] = sum
		}
	}
}
