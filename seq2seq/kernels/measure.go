package kernels

import (
	"fmt"
	"time"
)

// Path names the instructions that the kernels use: "go", "avx2" or "avx512".
func Path() string {
	switch {
	case cpu.avx512:
		return "avx512"
	case cpu.avx2:
		return "avx2"
	}
	return "go"
}

// SetPath chooses narrower instructions than the CPU has, for comparisons and
// tests; "" goes back to the best. It must not be called while a kernel runs, and
// what was packed before stays packed for the path of that time.
func SetPath(name string) error {
	best := detect()
	switch {
	case name == "":
		cpu = best
	case name == "go":
		cpu = features{}
	case name == "avx2" && best.avx2:
		cpu = features{avx2: true}
	case name == "avx512" && best.avx512:
		cpu = best
	default:
		return fmt.Errorf("kernel path %q: not known, or not on this CPU", name)
	}
	return nil
}

// PeakFMA measures the multiply-adds that one thread can do at best, in floating
// point operations (two a multiply-add) a second: what a product's speed is to be
// compared with. It takes about a millisecond, so call it often between other
// measurements and keep the largest. It is 0 in plain Go, where there is no such bound.
func PeakFMA() float64 { return peakFMA() }

// ReadBandwidth measures how fast one thread reads x, in bytes a second: the bound
// of decoding, whose weights are read once a token. x must not be shorter than 256
// elements; make it as large as the weights, and write to it first, because pages
// that were never written are all the same one. It is 0 in plain Go.
func ReadBandwidth(x []float32) float64 { return readBandwidth(x) }

// rate is work a second of the fastest of some runs.
func rate(work float64, runs int, run func()) float64 {
	best := time.Duration(1<<63 - 1)
	for range runs {
		start := time.Now()
		run()
		best = min(best, time.Since(start))
	}
	return work / best.Seconds()
}
