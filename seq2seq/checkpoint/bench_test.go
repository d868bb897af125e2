package checkpoint

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"transcoder/seq2seq"
)

// BenchmarkCheckpoint writes and reads a model of 15.8 million weights, as a
// training folder holds it (with two moments) and as it is shipped.
func BenchmarkCheckpoint(b *testing.B) {
	m, err := seq2seq.New(seq2seq.Config{
		Vocabulary: 16000, Languages: 3, Width: 256, Heads: 8, FeedForward: 1024,
		EncoderLayers: 6, DecoderLayers: 6, Positions: 512,
	}, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		b.Fatal(err)
	}
	training := &Checkpoint{Model: m}
	for _, moment := range []string{"first", "second"} {
		for _, p := range m.Parameters {
			training.Tensors = append(training.Tensors, &seq2seq.Parameter{Name: moment + "/" + p.Name, Shape: p.Shape, Data: p.Data})
		}
	}
	for _, test := range []struct {
		name string
		c    *Checkpoint
	}{{"training", training}, {"int8", &Checkpoint{Model: m, Int8: true}}} {
		var buffer bytes.Buffer
		b.Run(fmt.Sprintf("write/%s", test.name), func(b *testing.B) {
			for b.Loop() {
				buffer.Reset()
				if _, err := test.c.WriteTo(&buffer); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(buffer.Len()))
		})
		b.Run(fmt.Sprintf("read/%s", test.name), func(b *testing.B) {
			b.SetBytes(int64(buffer.Len()))
			for b.Loop() {
				if _, err := Parse(buffer.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
