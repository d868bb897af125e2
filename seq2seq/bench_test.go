package seq2seq

import (
	"math/rand/v2"
	"syscall"
	"testing"

	"transcoder/seq2seq/kernels"
)

// The model and batch of the speed comparison with PyTorch (bench/): d=256, 8
// heads, ff 1024, 6+6 layers, 16,000 tied subwords, 32 sequences of 128 tokens.
// A source's EOS and a target's BOS are among the 128.
func peerConfig() Config {
	return Config{
		Vocabulary: 16000, Width: 256, Heads: 8, FeedForward: 1024,
		EncoderLayers: 6, DecoderLayers: 6, Positions: 2048,
	}
}

const (
	peerBatch  = 32
	peerLength = 128
)

func peerModel(b *testing.B) *Model {
	m, err := New(peerConfig(), rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func peerSequence(rng *rand.Rand, length int) Sequence {
	s := Sequence{IDs: make([]int32, length-1)}
	for i := range s.IDs {
		s.IDs[i] = int32(5 + rng.IntN(16000-5))
	}
	return s
}

// cpuSeconds returns the processor time that this process has used.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// peakMiB returns the largest resident size that this process has had.
func peakMiB() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Maxrss) / 1024
}

// stepFLOP returns the floating-point operations of one training step that the
// model itself asks for: two a multiply-add, three times the forward pass. What
// a backward pass computes again, embeddings, softmax, norms and the optimiser
// don't count.
func stepFLOP(c Config, batch, source, target int) float64 {
	d, f := float64(c.Width), float64(c.FeedForward)
	s, t := float64(batch*source), float64(batch*target)
	self := func(rows, length, visible float64) float64 {
		return rows * (4*d*d + 2*d*f + 2*d*length*visible)
	}
	encoder := float64(c.EncoderLayers) * self(s, float64(source), 1)
	decoder := float64(c.DecoderLayers) * (self(t, float64(target), 0.5) + // causal: half the keys on average
		t*(2*d*d+2*d*float64(source)) + s*2*d*d)
	head := t * d * float64(c.Vocabulary)
	return 2 * 3 * (encoder + decoder + head)
}

// BenchmarkTrainStep is forward, backward and AdamW; tokens are source plus
// target tokens, as the PyTorch program counts them.
func BenchmarkTrainStep(b *testing.B) {
	for _, c := range []struct {
		name    string
		threads int
	}{{"threads=1", 1}, {"threads=all", 0}} {
		b.Run(c.name, func(b *testing.B) {
			m := peerModel(b)
			rng := rand.New(rand.NewPCG(2, 2))
			var pairs []Pair
			for range peerBatch {
				pairs = append(pairs, Pair{peerSequence(rng, peerLength), peerSequence(rng, peerLength)})
			}
			trainer := newTestTrainer(b, m, TrainerOptions{MaxTokens: peerBatch * peerLength, Threads: c.threads})
			optimizer, err := NewOptimizer(trainer, OptimizerOptions{})
			if err != nil {
				b.Fatal(err)
			}
			step := func() {
				if _, err := trainer.Translate(pairs, 1); err != nil {
					b.Fatal(err)
				}
				if _, err := optimizer.Step(1e-4); err != nil {
					b.Fatal(err)
				}
			}
			step() // builds the graph
			cpu := cpuSeconds()
			for b.Loop() { // calls this function once, so that peak-MiB is that of one trainer
				step()
			}
			cpu = cpuSeconds() - cpu
			tokens := float64(b.N) * 2 * peerBatch * peerLength
			b.ReportMetric(tokens/b.Elapsed().Seconds(), "tokens/s")
			b.ReportMetric(tokens/cpu, "tokens/cpu-s")
			b.ReportMetric(float64(b.N)*stepFLOP(m.Config, peerBatch, peerLength, peerLength)/cpu/1e9, "GFLOP/cpu-s")
			b.ReportMetric(peakMiB(), "peak-MiB")
			peak := 0.0
			for range 50 {
				peak = max(peak, kernels.PeakFMA())
			}
			b.ReportMetric(peak/1e9, "FMA-peak-GFLOP/s")
		})
	}
}
