package kernels

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// The shapes of a model of width 256, feed-forward 1024 and 16000 tokens, with 32
// sequences of 128 tokens: forward, backward with respect to the input (dx) and the
// weight (dW), a head's attention, and decoding. Sub-benchmarks report the GFLOP/s of
// the fastest execution, and its share of what the FMA units can do, measured in
// the same run:
//
//	go test -run '^$' -bench Gemm ./seq2seq/kernels
var productShapes = []struct {
	name           string
	transA, transB bool
	m, n, k        int
}{
	{"forward", false, true, 4096, 256, 256},
	{"forward", false, true, 4096, 1024, 256},
	{"forward", false, true, 4096, 256, 1024},
	{"forward", false, true, 2048, 2048, 512},
	{"logits", false, true, 4096, 4000, 256},
	{"dx", false, false, 4096, 256, 256},
	{"dx", false, false, 4096, 256, 1024},
	{"dx", false, false, 4096, 1024, 256},
	{"dW", true, false, 256, 256, 4096},
	{"dW", true, false, 256, 1024, 4096},
	{"dW", true, false, 1024, 256, 4096},
	{"attention", false, true, 128, 128, 32},
	{"attention", false, false, 128, 32, 128},
	{"attentionTransposed", true, false, 128, 32, 128},
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range productShapes {
		b.Run(fmt.Sprintf("%s/%dx%dx%d", s.name, s.m, s.n, s.k), func(b *testing.B) {
			lda, ldb := s.k, s.n
			if s.transA {
				lda = s.m
			}
			if s.transB {
				ldb = s.k
			}
			x, y, z := randomVector(newRand(1), s.m*s.k, 1), randomVector(newRand(2), s.n*s.k, 1), make([]float32, s.m*s.n)
			var scratch Scratch
			run := func() {
				Gemm(&scratch, s.transA, s.transB, s.m, s.n, s.k, 1, x, lda, y, ldb, false, z, s.n)
			}
			benchmarkProduct(b, s.m, s.n, s.k, run)
		})
	}
}

func BenchmarkGemmThreads(b *testing.B) {
	w := NewWorkers(0)
	defer w.Close()
	const m, n, k = 4096, 1024, 256
	x, y, z := randomVector(newRand(1), m*k, 1), randomVector(newRand(2), n*k, 1), make([]float32, m*n)
	benchmarkProduct(b, m, n, k, func() { w.Gemm(false, true, m, n, k, x, k, y, k, false, z, n) })
}

func BenchmarkDirect(b *testing.B) {
	w := NewWorkers(1)
	defer w.Close()
	for _, s := range []struct{ rows, n, k int }{
		{1, 256, 256}, {1, 1024, 256}, {1, 256, 1024}, {1, 16000, 256},
		{4, 1024, 256}, {8, 1024, 256}, {32, 1024, 256}, {32, 16000, 256},
	} {
		x, weight, bias := randomVector(newRand(1), s.rows*s.k, 1), randomVector(newRand(2), s.n*s.k, 1), make([]float32, s.n)
		packed, integers := Pack(weight, s.n, s.k), QuantizeRows(weight, s.n, s.k)
		y := make([]float32, s.rows*s.n)
		for _, kernel := range []struct {
			name string
			run  func()
		}{
			{"float32", func() { w.Direct(y, s.n, x, s.k, s.rows, s.n, s.k, weight, bias) }},
			{"packed", func() { w.DirectPacked(y, s.n, x, s.k, s.rows, packed, bias) }},
			{"int8", func() { w.DirectInt8(y, s.n, x, s.k, s.rows, integers, bias) }},
		} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", kernel.name, s.rows, s.n, s.k), func(b *testing.B) {
				benchmarkProduct(b, s.rows, s.n, s.k, kernel.run)
			})
		}
	}
}

func benchmarkProduct(b *testing.B, m, n, k int, run func()) {
	run()
	fastest := time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		run()
		fastest = min(fastest, time.Since(start))
	}
	b.StopTimer()
	peak := 0.0
	for range 5 {
		peak = max(peak, PeakFMA())
	}
	rate := 2 * float64(m) * float64(n) * float64(k) / fastest.Seconds()
	b.ReportMetric(rate/1e9, "GFLOP/s")
	if peak > 0 {
		b.ReportMetric(100*rate/peak, "%peak")
	}
}
