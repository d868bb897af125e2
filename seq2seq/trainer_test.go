package seq2seq

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"
)

// torchStep is one step of the model as testdata/reference.py computed it.
type torchStep struct {
	Config  Config
	Nats    float64
	Tokens  int
	Correct int
	Pairs   []struct {
		Source, Target []int32
		Pieces         [][]int32
		Languages      [2]int
	}
	Weights, Gradients map[string]string
}

func (s torchStep) pairs() []Pair {
	var pairs []Pair
	for _, p := range s.Pairs {
		pairs = append(pairs, Pair{
			Source: Sequence{Language: p.Languages[0], IDs: p.Source, Names: p.Pieces},
			Target: Sequence{Language: p.Languages[1], IDs: p.Target},
		})
	}
	return pairs
}

func (s torchStep) model(t *testing.T) *Model {
	m, err := NewEmpty(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Parameters {
		copy(p.Data, decodeFloats(t, s.Weights[p.Name], len(p.Data)))
	}
	return m
}

func decodeFloats(t *testing.T, text string, n int) []float32 {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != 4*n {
		t.Fatalf("reference tensor of %d bytes, want %d: %v", len(raw), 4*n, err)
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out
}

func readTorchSteps(t *testing.T) map[string]torchStep {
	t.Helper()
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Steps map[string]torchStep }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	return file.Steps
}

func newTestTrainer(t testing.TB, m *Model, options TrainerOptions) *Trainer {
	t.Helper()
	trainer, err := NewTrainer(m, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trainer.Close)
	return trainer
}

// Loss and every gradient of a whole step, to 1e-4 relative to the largest
// element of a parameter's gradient.
func TestStepAgreesWithPyTorch(t *testing.T) {
	for name, step := range readTorchSteps(t) {
		for _, maxTokens := range []int{64, 7} { // in one run, and split into several
			trainer := newTestTrainer(t, step.model(t), TrainerOptions{MaxTokens: maxTokens, Threads: 2})
			loss, err := trainer.Translate(step.pairs(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(loss.Nats-step.Nats) > 1e-4*step.Nats || loss.Tokens != step.Tokens || loss.Correct != step.Correct {
				t.Errorf("%s: loss %+v, want %v nats, %d tokens, %d correct", name, loss, step.Nats, step.Tokens, step.Correct)
			}
			for i, p := range trainer.Model.Parameters {
				want := decodeFloats(t, step.Gradients[p.Name], len(p.Data))
				largest, worst := 0.0, 0.0
				for j, g := range trainer.Gradients[i] {
					largest = max(largest, math.Abs(float64(want[j])))
					worst = max(worst, math.Abs(float64(g-want[j])))
				}
				if worst > 1e-4*largest+1e-7 { // the true gradient of a key's bias is 0
					t.Errorf("%s, max tokens %d: gradient of %s off by %.2g of %.2g", name, maxTokens, p.Name, worst, largest)
				}
			}
			evaluated, err := trainer.Evaluate(step.pairs())
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(evaluated.Nats-loss.Nats) > 1e-6*loss.Nats {
				t.Errorf("%s: Evaluate gives %v nats, Translate %v", name, evaluated.Nats, loss.Nats)
			}
		}
	}
}

// randomPairs draws pairs of up to length tokens from a model's vocabulary.
func randomPairs(c Config, rng *rand.Rand, count, length int) []Pair {
	sequence := func(language int) Sequence {
		s := Sequence{Language: language, IDs: make([]int32, 1+rng.IntN(length))}
		s.Names = make([][]int32, len(s.IDs))
		for i := range s.IDs {
			s.IDs[i] = int32(5 + rng.IntN(c.Vocabulary-5))
			if i%3 == 0 {
				s.Names[i] = []int32{int32(5 + rng.IntN(c.Vocabulary-5))}
			}
		}
		return s
	}
	var pairs []Pair
	for i := range count {
		pairs = append(pairs, Pair{Source: sequence(i % 3), Target: sequence((i + 1) % 3)})
	}
	return pairs
}

// smallConfig is a model that has everything.
func smallConfig() Config {
	return Config{
		Vocabulary: 60, Languages: 3, Width: 32, Heads: 4, FeedForward: 64,
		EncoderLayers: 2, DecoderLayers: 2, Positions: 40,
		ShiftedHeads: 2, Pointer: true, Names: true,
	}
}

func newSmallModel(t testing.TB, seed uint64) *Model {
	t.Helper()
	m, err := New(smallConfig(), rand.New(rand.NewPCG(seed, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The model must be able to learn one batch by heart: random targets that have
// nothing to do with their sources.
func TestMemorizesOneBatch(t *testing.T) {
	m := newSmallModel(t, 1)
	pairs := randomPairs(m.Config, rand.New(rand.NewPCG(2, 2)), 6, 12)
	trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 128})
	optimizer, err := NewOptimizer(trainer, OptimizerOptions{ClipNorm: 1})
	if err != nil {
		t.Fatal(err)
	}
	var loss Loss
	for step := range 300 {
		if loss, err = trainer.Translate(pairs, 1); err != nil {
			t.Fatal(err)
		}
		if loss.Mean() < 0.05 {
			t.Logf("%.4f nats a token after %d steps", loss.Mean(), step)
			return
		}
		if _, err := optimizer.Step(3e-3); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("still at %.3f nats a token after 300 steps, want under 0.05", loss.Mean())
}

// The encoder alone must learn to fill in masked tokens.
func TestMaskedLMLearns(t *testing.T) {
	m := newSmallModel(t, 3)
	var sequences []MaskedSequence
	for _, p := range randomPairs(m.Config, rand.New(rand.NewPCG(4, 4)), 5, 10) {
		s := MaskedSequence{Sequence: p.Source}
		for i, id := range s.IDs {
			s.Labels = append(s.Labels, -1)
			if i%3 == 1 {
				s.Labels[i], s.IDs[i] = id, Mask
			}
		}
		sequences = append(sequences, s)
	}
	trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 128})
	optimizer, err := NewOptimizer(trainer, OptimizerOptions{Update: AdaBelief, AverageDecay: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	first, last := 0.0, 0.0
	for step := range 60 {
		loss, err := trainer.MaskedLM(sequences, 1)
		if err != nil {
			t.Fatal(err)
		}
		if last = loss.Mean(); step == 0 {
			first = last
		}
		if _, err := optimizer.Step(3e-3); err != nil {
			t.Fatal(err)
		}
	}
	if !(last < first/4) {
		t.Errorf("masked LM went from %.3f to %.3f nats a token, want a quarter", first, last)
	}
	averaged := newTestTrainer(t, optimizer.AverageModel(), TrainerOptions{MaxTokens: 128})
	if loss, err := averaged.EvaluateMaskedLM(sequences); err != nil || !(loss.Mean() < first/2) {
		t.Errorf("averaged weights give %.3f nats a token (%v), the start had %.3f", loss.Mean(), err, first)
	}
}

// Gradients are the same, bit for bit, in every run at one number of threads,
// with dropout too, and whatever was computed before.
func TestGradientsAreReproducible(t *testing.T) {
	var want [][]float32
	for run := range 3 {
		m := newSmallModel(t, 5)
		trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 64, Threads: 2, Dropout: 0.1, Smoothing: 0.1})
		if run == 2 {
			if _, err := trainer.Translate(randomPairs(m.Config, rand.New(rand.NewPCG(9, 9)), 20, 30), 1); err != nil {
				t.Fatal(err)
			}
			trainer.ZeroGradients()
		}
		trainer.Reseed(11)
		if _, err := trainer.Translate(randomPairs(m.Config, rand.New(rand.NewPCG(6, 6)), 12, 20), 0.5); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = trainer.Gradients
		}
		for i, g := range trainer.Gradients {
			if !slices.Equal(g, want[i]) {
				t.Errorf("run %d: gradient of %s differs", run, m.Parameters[i].Name)
			}
		}
	}
}

// Steps with batches of changing shape must not allocate more and more. The
// normal run does 60 steps; TRANSCODER_SLOW=1 does 1,000.
func TestStepsDoNotGrowMemory(t *testing.T) {
	steps := 60
	if os.Getenv("TRANSCODER_SLOW") != "" {
		steps = 1000
	}
	m := newSmallModel(t, 7)
	trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 256})
	rng := rand.New(rand.NewPCG(8, 8))
	heap := func() uint64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	var before uint64
	for step := range steps {
		if step == 20 {
			before = heap()
		}
		if _, err := trainer.Translate(randomPairs(m.Config, rng, 1+rng.IntN(12), 20), 1); err != nil {
			t.Fatal(err)
		}
	}
	if after := heap(); after > before+before/10 {
		t.Errorf("heap grew from %d to %d bytes in %d steps", before, after, steps-20)
	}
}

func TestTrainerRefuses(t *testing.T) {
	m := newSmallModel(t, 1)
	trainer := newTestTrainer(t, m, TrainerOptions{MaxTokens: 30})
	good := Sequence{IDs: []int32{5, 6}}
	for _, c := range []struct {
		reason string
		pair   Pair
	}{
		{"longer than the positions", Pair{Source: Sequence{IDs: make([]int32, 40)}, Target: good}},
		{"longer than max tokens", Pair{Source: good, Target: Sequence{IDs: make([]int32, 30)}}},
		{"id outside the vocabulary", Pair{Source: good, Target: Sequence{IDs: []int32{60}}}},
		{"negative id", Pair{Source: Sequence{IDs: []int32{-1}}, Target: good}},
		{"language outside the table", Pair{Source: Sequence{Language: 3, IDs: []int32{5}}, Target: good}},
		{"names that don't match", Pair{Source: Sequence{IDs: []int32{5}, Names: make([][]int32, 2)}, Target: good}},
		{"name piece outside the vocabulary", Pair{Source: Sequence{IDs: []int32{5}, Names: [][]int32{{99}}}, Target: good}},
	} {
		if _, err := trainer.Translate([]Pair{{good, good}, c.pair}, 1); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
	for _, g := range trainer.Gradients {
		for _, x := range g {
			if x != 0 {
				t.Fatal("a refused step left gradients behind")
			}
		}
	}
}
