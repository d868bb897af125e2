package xlm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"transcoder/seq2seq"
)

const vocabulary = 50

// draw gives sequences whose ids depend on the language, 3 to 40 long, with a
// name at each id of 10.
func draw(rng *rand.Rand, language int) seq2seq.Sequence {
	s := seq2seq.Sequence{Language: language}
	for range 3 + rng.IntN(38) {
		id := int32(FirstID + language*10 + rng.IntN(10))
		s.IDs = append(s.IDs, id)
		var name []int32
		if id == 10 {
			name = []int32{40, 41}
		}
		s.Names = append(s.Names, name)
	}
	return s
}

// The counts of 2,000 sequences are within four standard deviations of the
// published shares.
func TestMaskingShares(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	m := Masking{Vocabulary: vocabulary}
	tokens, chosen, hidden, kept := 0, 0, 0, 0
	for range 2000 {
		s := draw(rng, 1)
		for len(s.IDs) < 30 { // so that the least of one token does not bend the shares
			s = draw(rng, 1)
		}
		masked := m.Apply(rng, s)
		for i, label := range masked.Labels {
			tokens++
			if label < 0 {
				if masked.IDs[i] != s.IDs[i] {
					t.Fatalf("token %d changed and is not to be predicted", i)
				}
				continue
			}
			if label != s.IDs[i] {
				t.Fatalf("label %d, expected %d", label, s.IDs[i])
			}
			chosen++
			switch masked.IDs[i] {
			case seq2seq.Mask:
				hidden++
			case label:
				kept++ // and one in 45 of the random ones
			default:
				if masked.IDs[i] < FirstID || masked.IDs[i] >= vocabulary {
					t.Fatalf("replaced by id %d", masked.IDs[i])
				}
			}
		}
	}
	for _, c := range []struct {
		name      string
		count, of int
		want      float64
	}{
		{"chosen", chosen, tokens, 0.15},
		{"hidden", hidden, chosen, 0.8},
		{"kept", kept, chosen, 0.1 + 0.1/(vocabulary-FirstID)},
	} {
		got := float64(c.count) / float64(c.of)
		if deviation := math.Sqrt(c.want * (1 - c.want) / float64(c.of)); math.Abs(got-c.want) > 4*deviation {
			t.Errorf("%s: %.4f of %d, expected %.4f", c.name, got, c.of, c.want)
		}
	}
}

func TestMaskingDetails(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		s := draw(rng, 0)
		before := fmt.Sprint(s)
		masked := Masking{Vocabulary: vocabulary, Rate: 1e-9}.Apply(rng, s)
		predicted := 0
		for i, label := range masked.Labels {
			if label >= 0 {
				predicted++
				if masked.IDs[i] == seq2seq.Mask && masked.Names[i] != nil {
					t.Error("a hidden placeholder keeps its name")
				}
			} else if !reflect.DeepEqual(masked.Names[i], s.Names[i]) {
				t.Error("a visible placeholder lost its name")
			}
		}
		if predicted != 1 {
			t.Errorf("%d tokens to predict, expected one where none was drawn", predicted)
		}
		if fmt.Sprint(s) != before {
			t.Fatal("the original sequence changed")
		}
	}
	if m := (Masking{Vocabulary: vocabulary}).Apply(rng, seq2seq.Sequence{}); len(m.Labels) != 0 {
		t.Errorf("labels %v for an empty sequence", m.Labels)
	}
	all := Masking{Vocabulary: vocabulary, Rate: 1, Keep: -1, Random: -1}.Apply(rng, draw(rng, 0))
	for i, id := range all.IDs {
		if id != seq2seq.Mask {
			t.Errorf("token %d is %d, expected all hidden", i, id)
		}
	}
}

// With Continues, ids 6, 6, 7 are one word: chosen and hidden together.
func TestMaskingWholeWords(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	m := Masking{Vocabulary: vocabulary, Rate: 0.3, Continues: func(id int32) bool { return id == 6 }}
	s := seq2seq.Sequence{IDs: []int32{6, 6, 7, 8, 6, 9}}
	for range 300 {
		l := m.Apply(rng, s).Labels
		if (l[0] < 0) != (l[1] < 0) || (l[0] < 0) != (l[2] < 0) || (l[4] < 0) != (l[5] < 0) {
			t.Fatalf("labels %v split a word", l)
		}
	}
}

func newObjective(t *testing.T) *Objective {
	t.Helper()
	o, err := New(Options{
		Languages: []int{0, 1, 2}, Draw: draw, Tokens: 200, MaxLength: 30, Masking: Masking{Vocabulary: vocabulary},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestBatchesAreBalancedAndBounded(t *testing.T) {
	o, rng := newObjective(t), rand.New(rand.NewPCG(4, 4))
	tokens := make([]int, 3)
	for range 300 {
		batch, err := o.batches.Next(rng)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range batch {
			if len(s.IDs) > 30 || len(s.Names) != len(s.IDs) {
				t.Fatalf("example of %d tokens and %d names", len(s.IDs), len(s.Names))
			}
			tokens[s.Language] += len(s.IDs) + 1
		}
	}
	for language, n := range tokens {
		if share := float64(n) / float64(tokens[0]+tokens[1]+tokens[2]); math.Abs(share-1./3) > 0.02 {
			t.Errorf("language %d has %.3f of the tokens, expected a third", language, share)
		}
	}
}

func tinyModel(t *testing.T, encoder, decoder int) *seq2seq.Model {
	t.Helper()
	m, err := seq2seq.New(seq2seq.Config{
		Vocabulary: vocabulary, Languages: 3, Width: 16, Heads: 2, FeedForward: 32,
		EncoderLayers: encoder, DecoderLayers: decoder, Positions: 64, ShiftedHeads: 1, Pointer: true, Names: true,
	}, rand.New(rand.NewPCG(5, 5)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Languages use disjoint ids, so a model that learns anything beats the uniform
// guess over the vocabulary (ln 45 = 3.8 nats) and soon that over one language
// (ln 10 = 2.3).
func TestLearnsAndResumes(t *testing.T) {
	train := func(steps, stopAt int) (last float64, weights []float32) {
		m := tinyModel(t, 1, 1)
		trainer, err := seq2seq.NewTrainer(m, seq2seq.TrainerOptions{MaxTokens: 200, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Close()
		optimizer, err := seq2seq.NewOptimizer(trainer, seq2seq.OptimizerOptions{ClipNorm: 1})
		if err != nil {
			t.Fatal(err)
		}
		o := newObjective(t)
		source := rand.NewPCG(6, 6)
		rng := rand.New(source)
		for step := range steps {
			if step == stopAt { // a new objective goes on from the state of the old
				state, err := o.State()
				if err != nil {
					t.Fatal(err)
				}
				o = newObjective(t)
				if err := o.Restore(state); err != nil {
					t.Fatal(err)
				}
			}
			loss, err := o.Step(context.Background(), trainer, rng, 1)
			if err != nil {
				t.Fatal(err)
			}
			if last = loss.Mean(); step == 0 && math.Abs(last-math.Log(vocabulary)) > 1.5 {
				t.Errorf("loss %.3f at the start, expected about ln %d = %.3f", last, vocabulary, math.Log(vocabulary))
			}
			if _, err := optimizer.Step(5e-3); err != nil {
				t.Fatal(err)
			}
		}
		return last, m.Parameter("embed.tokens").Data
	}
	loss, whole := train(60, -1)
	if loss > 2.8 {
		t.Errorf("loss %.3f after 60 steps, expected below 2.8", loss)
	}
	if _, resumed := train(60, 31); !reflect.DeepEqual(whole, resumed) {
		t.Error("weights differ behind a resumption")
	}
}

func TestInitializeDecoder(t *testing.T) {
	for _, c := range []struct {
		encoder, decoder int
		from             []int
		reason           string
	}{
		{2, 2, []int{0, 1}, "one by one"},
		{3, 2, []int{0, 2}, "the first and the last"},
		{4, 3, []int{0, 2, 3}, "spread"},
		{3, 1, []int{0}, "a single layer takes the first, which reads embeddings"},
		{2, 3, []int{0, 1, 1}, "a deeper decoder repeats"},
		{1, 2, []int{0, 0}, "a single encoder layer is all there is"},
	} {
		m := tinyModel(t, c.encoder, c.decoder)
		for i, p := range m.Parameters { // also gains and biases differ
			for j := range p.Data {
				p.Data[j] = float32(i) + float32(j)/1000
			}
		}
		before := map[string][]float32{}
		for _, p := range m.Parameters {
			before[p.Name] = append([]float32(nil), p.Data...)
		}
		if err := InitializeDecoder(m); err != nil {
			t.Fatalf("%s: %v", c.reason, err)
		}
		expect := func(name, from string) {
			t.Helper()
			if !reflect.DeepEqual(m.Parameter(name).Data, before[from]) {
				t.Errorf("%s: %s is not %s", c.reason, name, from)
			}
		}
		for i, from := range c.from {
			for _, part := range []string{"self_norm.gain", "self.qkv.weight", "self.out.bias", "ffn_norm.bias", "ffn.in.weight", "ffn.out.weight"} {
				expect(fmt.Sprintf("decoder.%d.%s", i, part), fmt.Sprintf("encoder.%d.%s", from, part))
			}
			for _, part := range []string{"cross.q.weight", "cross.kv.weight", "cross_norm.gain"} {
				expect(fmt.Sprintf("decoder.%d.%s", i, part), fmt.Sprintf("decoder.%d.%s", i, part))
			}
		}
		expect("decoder.norm.gain", "encoder.norm.gain")
		expect("encoder.0.ffn.in.weight", "encoder.0.ffn.in.weight")
	}
}
