package seq2seq

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"transcoder/seq2seq/kernels"
)

// benchmarkConfig is the model of PyTorch's side of the comparison: d=256, 8
// heads, inner width 1024, 6+6 layers, V=16000 tied.
var benchmarkConfig = Config{
	Vocabulary: 16000, Languages: 3, Width: 256, Heads: 8, FeedForward: 1024,
	EncoderLayers: 6, DecoderLayers: 6, Positions: 512,
}

// BenchmarkDecode decodes greedily 128 tokens for each source of 128, without
// stopping early, and reports generated tokens a second: encoder included as
// tokens/s, steps alone as step-tokens/s, and for a machine with other work to do
// per second of processor time. A step at batch 1 reads 38 MB of weights in
// float32: compare BenchmarkReadBandwidth.
func BenchmarkDecode(b *testing.B) {
	for _, shape := range []struct {
		name   string
		config func(*Config)
	}{
		{"plain", func(*Config) {}},
		{"pointer", func(c *Config) { c.Pointer, c.ShiftedHeads, c.Names = true, 2, true }},
	} {
		c := benchmarkConfig
		shape.config(&c)
		m, err := New(c, rand.New(rand.NewPCG(1, 2)))
		if err != nil {
			b.Fatal(err)
		}
		for _, int8 := range []bool{false, true} {
			for _, threads := range []int{1, 2} {
				for _, batch := range []int{1, 8, 32} {
					name := fmt.Sprintf("%s/int8=%v/threads=%d/batch=%d", shape.name, int8, threads, batch)
					b.Run(name, func(b *testing.B) { benchmarkDecode(b, m, int8, threads, batch) })
				}
			}
		}
	}
}

func benchmarkDecode(b *testing.B, m *Model, int8 bool, threads, batch int) {
	const length = 128
	d, err := NewDecoder(m, DecoderOptions{Threads: threads, Int8: int8})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	rng := rand.New(rand.NewPCG(3, 4))
	var sources []Sequence
	var rows []Row
	parents, last := make([]int, batch), make([]int32, batch)
	for i := range batch {
		sources = append(sources, randomSequence(m.Config, rng, length-1))
		rows = append(rows, Row{i, 1})
		parents[i] = i
	}
	var encoding float64
	cpu := cpuSeconds()
	for b.Loop() {
		begin := b.Elapsed()
		g, err := d.Start(sources, rows)
		if err != nil {
			b.Fatal(err)
		}
		encoding += (b.Elapsed() - begin).Seconds()
		for i := range last {
			last[i] = BOS
		}
		for range length {
			logProbabilities, err := g.Step(parents, last)
			if err != nil {
				b.Fatal(err)
			}
			for i, row := range logProbabilities {
				last[i] = argmax(row)
			}
		}
	}
	total, tokens := b.Elapsed().Seconds(), float64(b.N*batch*length)
	b.ReportMetric(tokens/(cpuSeconds()-cpu), "tokens/cpu-s")
	b.ReportMetric(tokens/total, "tokens/s")
	b.ReportMetric(tokens/(total-encoding), "step-tokens/s")
	b.ReportMetric(1000*encoding/float64(b.N), "encode-ms")
}

func argmax(row []float32) int32 {
	best := 0
	for id, x := range row {
		if x > row[best] {
			best = id
		}
	}
	return int32(best)
}

// BenchmarkReadBandwidth is what BenchmarkDecode at batch 1 is bound by: bytes a
// second that one thread reads from an array of the decoder's size.
func BenchmarkReadBandwidth(b *testing.B) {
	weights := make([]float32, 10<<20)
	for i := range weights { // memory that was never written is all one page
		weights[i] = float32(i)
	}
	best := 0.0
	for b.Loop() {
		best = max(best, kernels.ReadBandwidth(weights))
	}
	b.ReportMetric(best/1e9, "GB/s")
}
