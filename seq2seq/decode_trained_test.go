package seq2seq

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"transcoder/seq2seq/beam"
)

// The decoder gives a target, token by token, the probability that the training
// graph gives it at once.
func TestDecoderAgreesWithTrainer(t *testing.T) {
	for seed, test := range decoderConfigs {
		t.Run(test.name, func(t *testing.T) {
			c := test.config
			m := lively(c, uint64(seed)+20)
			rng := rand.New(rand.NewPCG(uint64(seed), 21))
			d := newTestDecoder(t, m, DecoderOptions{})
			var pairs []Pair
			nats := 0.0
			for _, length := range []int{3, 11, 1, 23} {
				p := Pair{randomSequence(c, rng, length), randomSequence(c, rng, 23-length)}
				p.Target.Names = nil
				pairs = append(pairs, p)
				a, err := d.Align(p.Source, p.Target)
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range a.LogProbabilities {
					nats -= float64(x)
				}
			}
			loss, err := newTestTrainer(t, m, TrainerOptions{MaxTokens: 256, Threads: 1}).Evaluate(pairs)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(loss.Nats-nats) > 1e-5*nats {
				t.Errorf("%v nats decoding, %v training", nats, loss.Nats)
			}
		})
	}
}

// A model that learnt a small language, every word replaced by another, decodes
// it for sentences that it has not seen; in 8 bits it says the same.
func TestTrainedModelDecodes(t *testing.T) {
	c := Config{
		Vocabulary: 24, Languages: 2, Width: 48, Heads: 4, FeedForward: 96,
		EncoderLayers: 1, DecoderLayers: 1, Positions: 12, ShiftedHeads: 1,
	}
	rng := rand.New(rand.NewPCG(31, 32))
	pair := func() Pair {
		p := Pair{Source: Sequence{Language: 0}, Target: Sequence{Language: 1}}
		for range 2 + rng.IntN(6) {
			word := rng.IntN(c.Vocabulary - 5)
			p.Source.IDs = append(p.Source.IDs, int32(5+word))
			p.Target.IDs = append(p.Target.IDs, int32(5+(7*word+3)%(c.Vocabulary-5)))
		}
		return p
	}
	m, err := New(c, rng)
	if err != nil {
		t.Fatal(err)
	}
	trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 512, Threads: 1})
	optimizer, err := NewOptimizer(trainer, OptimizerOptions{ClipNorm: 1})
	if err != nil {
		t.Fatal(err)
	}
	var loss Loss
	const steps = 250
	for step := range steps {
		var pairs []Pair
		for range 48 {
			pairs = append(pairs, pair())
		}
		if loss, err = trainer.Translate(pairs, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := optimizer.Step(6e-3 * float32(min(1, float64(step+1)/20, 1-float64(step)/steps))); err != nil {
			t.Fatal(err)
		}
	}
	const sentences = 100
	var pairs []Pair
	var sources []Sequence
	var rows []Row
	for i := range sentences {
		p := pair()
		pairs, sources, rows = append(pairs, p), append(sources, p.Source), append(rows, Row{i, 1})
	}
	var decoded [2][]beam.Hypothesis
	for i, int8 := range []bool{false, true} {
		d := newTestDecoder(t, m, DecoderOptions{Int8: int8})
		g, err := d.Start(sources, rows)
		if err != nil {
			t.Fatal(err)
		}
		if decoded[i], err = beam.Greedy(t.Context(), g.Step, sentences, beam.Limits{MaxLength: d.MaxLength()}); err != nil {
			t.Fatal(err)
		}
	}
	right, same := 0, 0
	for i := range sentences {
		if slices.Equal(decoded[0][i].Tokens, pairs[i].Target.IDs) {
			right++
		}
		if slices.Equal(decoded[0][i].Tokens, decoded[1][i].Tokens) {
			same++
		}
	}
	t.Logf("%.3f nats a token; of %d sentences %d right, %d the same in 8 bits", loss.Mean(), sentences, right, same)
	if right < 95 {
		t.Errorf("%d of %d sentences right", right, sentences)
	}
	if same < 97 {
		t.Errorf("%d of %d sentences the same in 8 bits", same, sentences)
	}
}
