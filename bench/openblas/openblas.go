package main

// The prototypes are written out, so that the library is enough and its headers
// are not needed.

/*
#cgo LDFLAGS: -l:libopenblas.so.0
void cblas_sgemm(int order, int transA, int transB, int m, int n, int k, float alpha,
	const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
void openblas_set_num_threads(int threads);
char *openblas_get_config(void);
char *openblas_get_corename(void);

#include <time.h>
static double thread_seconds(void) {
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec + 1e-9*t.tv_nsec;
}
*/
import "C"

func setThreads(n int) { C.openblas_set_num_threads(C.int(n)) }

func describe() string {
	return C.GoString(C.openblas_get_config()) + ", core " + C.GoString(C.openblas_get_corename())
}

// sgemm is kernels.Gemm with alpha 1.
func sgemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, accumulate bool, c []float32, ldc int) {
	const rowMajor, plain, transposed = 101, 111, 112
	flag := func(t bool) C.int {
		if t {
			return transposed
		}
		return plain
	}
	beta := C.float(0)
	if accumulate {
		beta = 1
	}
	C.cblas_sgemm(rowMajor, flag(transA), flag(transB), C.int(m), C.int(n), C.int(k), 1,
		(*C.float)(&a[0]), C.int(lda), (*C.float)(&b[0]), C.int(ldb), beta, (*C.float)(&c[0]), C.int(ldc))
}

// threadSeconds is the CPU time of the calling thread.
func threadSeconds() float64 { return float64(C.thread_seconds()) }
