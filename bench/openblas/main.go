// Program openblas compares package kernels with OpenBLAS, side by side: every round
// runs the FMA peak, our product and OpenBLAS's for each shape. GFLOP/s, and their ratio to
// the peak, are those of the fastest round; the ratio to OpenBLAS is the median of the
// rounds' own ratios, because what else runs on the machine disturbs neighbors in time
// alike.
//
//	apt-get install libopenblas0
//	cd bench/openblas && go run . [-path avx2] [-threads 1] [-rounds 20] [-match 4096]
//
// OpenBLAS 0.3.21 takes CPUs that it does not know for old ones: check the core type that is
// printed, and set OPENBLAS_CORETYPE=SkylakeX on a CPU with AVX-512, or Haswell to compare
// with -path avx2.
//
// It is a module of its own: the product never depends on OpenBLAS.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"transcoder/seq2seq/kernels"
)

type shape struct {
	what           string
	transA, transB bool
	m, n, k        int
	accumulate     bool
}

var shapes = []shape{
	{"y = x Wt, projection", false, true, 4096, 256, 256, false},
	{"y = x Wt, feed-forward in", false, true, 4096, 1024, 256, false},
	{"y = x Wt, wide model", false, true, 2048, 2048, 512, false},
	{"dx = dy W", false, false, 4096, 256, 1024, false},
	{"dW = dyt x", true, false, 256, 1024, 4096, true},
	{"logits, a chunk", false, true, 4096, 4000, 256, false},
	{"dx = dy W, projection", false, false, 4096, 256, 256, false},
	{"dW = dyt x, projection", true, false, 256, 256, 4096, true},
	{"y = x Wt, feed-forward out", false, true, 4096, 256, 1024, false},
	{"attention, q kt", false, true, 128, 128, 32, false},
	{"attention, p v", false, false, 128, 32, 128, false},
	{"attention, dk = dst q", true, false, 128, 32, 128, false},
	{"decode", false, true, 1, 256, 256, false},
	{"decode", false, true, 1, 1024, 256, false},
	{"decode", false, true, 1, 256, 1024, false},
	{"decode", false, true, 2, 1024, 256, false},
	{"decode", false, true, 4, 1024, 256, false},
	{"decode", false, true, 8, 1024, 256, false},
	{"decode", false, true, 32, 1024, 256, false},
	{"decode, logits", false, true, 1, 16000, 256, false},
	{"decode, logits", false, true, 32, 16000, 256, false},
}

func main() {
	path := flag.String("path", "", "kernel path: avx2 or avx512; the CPU's best if empty")
	threads := flag.Int("threads", 1, "threads of both sides")
	rounds := flag.Int("rounds", 20, "rounds; the fastest of each counts")
	match := flag.String("match", "", "only shapes MxNxK that contain this")
	flag.Parse()
	if err := kernels.SetPath(*path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	setThreads(*threads)
	runtime.LockOSThread()
	workers := kernels.NewWorkers(*threads)
	defer workers.Close()
	fmt.Printf("kernels: %s, %d threads\n%s\n", kernels.Path(), *threads, describe())
	fmt.Printf("%-28s %-16s %9s %9s %9s %7s %7s\n", "", "m x n x k", "peak", "OpenBLAS", "ours", "/blas", "/peak")
	for _, s := range shapes {
		size := fmt.Sprintf("%dx%dx%d", s.m, s.n, s.k)
		if !strings.Contains(size, *match) {
			continue
		}
		r := measure(workers, s, *rounds)
		fmt.Printf("%-28s %-16s %9.1f %9.1f %9.1f %7.2f %7.2f", s.what, size,
			slices.Max(r.peak), slices.Max(r.blas), slices.Max(r.ours), ratio(r.ours, r.blas), slices.Max(r.ours)/slices.Max(r.peak))
		for _, other := range []struct {
			name string
			rate []float64
		}{{"packed", r.packed}, {"direct", r.direct}, {"int8", r.int8}} {
			if len(other.rate) > 0 {
				fmt.Printf("   %s %.1f (%.2f)", other.name, slices.Max(other.rate), ratio(other.rate, r.blas))
			}
		}
		fmt.Println()
	}
	x := fill(16000 * 256)
	bandwidth := 0.0
	for range *rounds {
		bandwidth = max(bandwidth, kernels.ReadBandwidth(x))
	}
	fmt.Printf("reading 16 MB: %.1f GB/s, which bounds 1 row in float32 at %.1f GFLOP/s\n", bandwidth/1e9, bandwidth/2e9)
}

// rates are GFLOP/s, one a round. The last three are the kernels for decoding; ours is the
// general product.
type rates struct{ peak, blas, ours, packed, direct, int8 []float64 }

// ratio is the median of the rounds' ratios.
func ratio(x, y []float64) float64 {
	r := make([]float64, len(x))
	for i := range r {
		r[i] = x[i] / y[i]
	}
	slices.Sort(r)
	return r[len(r)/2]
}

func measure(w *kernels.Workers, s shape, rounds int) (r rates) {
	// One thread is judged by its CPU time, which leaves out what the machine gave
	// to others meanwhile; several can only be judged by the clock.
	now := threadSeconds
	if w.Threads() > 1 {
		began := time.Now()
		now = func() float64 { return time.Since(began).Seconds() }
	}
	a, b, c := fill(s.m*s.k), fill(s.n*s.k), make([]float32, s.m*s.n)
	lda, ldb := s.k, s.n
	if s.transA {
		lda = s.m
	}
	if s.transB {
		ldb = s.k
	}
	work := 2 * float64(s.m) * float64(s.n) * float64(s.k)
	repeat := max(1, int(5e7/work)) // at least a few hundred microseconds
	rate := func(run func()) float64 {
		start := now()
		for range repeat {
			run()
		}
		return work * float64(repeat) / (now() - start) / 1e9
	}
	var weight *kernels.Packed
	var integers *kernels.Int8Matrix
	if s.transB && s.m <= 64 {
		weight, integers = kernels.Pack(b, s.n, s.k), kernels.QuantizeRows(b, s.n, s.k)
	}
	var scratch kernels.Scratch
	for range rounds {
		r.peak = append(r.peak, float64(w.Threads())*kernels.PeakFMA()/1e9)
		r.ours = append(r.ours, rate(func() {
			if w.Threads() == 1 {
				kernels.Gemm(&scratch, s.transA, s.transB, s.m, s.n, s.k, 1, a, lda, b, ldb, s.accumulate, c, s.n)
			} else {
				w.Gemm(s.transA, s.transB, s.m, s.n, s.k, a, lda, b, ldb, s.accumulate, c, s.n)
			}
		}))
		r.blas = append(r.blas, rate(func() {
			sgemm(s.transA, s.transB, s.m, s.n, s.k, a, lda, b, ldb, s.accumulate, c, s.n)
		}))
		if weight != nil {
			r.packed = append(r.packed, rate(func() { w.DirectPacked(c, s.n, a, lda, s.m, weight, nil) }))
			r.direct = append(r.direct, rate(func() { w.Direct(c, s.n, a, lda, s.m, s.n, s.k, b, nil) }))
			r.int8 = append(r.int8, rate(func() { w.DirectInt8(c, s.n, a, lda, s.m, integers, nil) }))
		}
	}
	return r
}

// fill makes small whole numbers, whose sums never overflow however often they are
// accumulated in a run.
func fill(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i*7%13-6) / 64
	}
	return x
}
