package train

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
)

// copying is an objective of real work: sequences that rng draws are to be
// copied, through the model with its dropout. Its state is a counter that it
// mixes into the data.
type copying struct {
	name     string
	language int
	count    int
	spoil    func(step int) (seq2seq.Loss, bool) // what to return instead; nil is nothing
	progress []float64
}

func (c *copying) Name() string          { return c.name }
func (c *copying) SetProgress(p float64) { c.progress = append(c.progress, p) }
func (c *copying) Measurements() map[string]float64 {
	return map[string]float64{"count": float64(c.count)}
}
func (c *copying) State() ([]byte, error) { return fmt.Appendf(nil, "%d", c.count), nil }
func (c *copying) Restore(state []byte) (err error) {
	_, err = fmt.Sscan(string(state), &c.count)
	return err
}

func (c *copying) Step(_ context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error) {
	c.count++
	if c.spoil != nil {
		if loss, ok := c.spoil(c.count); ok {
			return loss, nil
		}
	}
	var pairs []seq2seq.Pair
	for range 3 {
		s := seq2seq.Sequence{Language: c.language, IDs: []int32{int32(5 + c.count%3)}}
		for range 2 + rng.IntN(4) {
			s.IDs = append(s.IDs, 5+rng.Int32N(7))
		}
		pairs = append(pairs, seq2seq.Pair{Source: s, Target: s})
	}
	return t.Translate(pairs, weight)
}

// bench is a tiny training.
type bench struct {
	model     *seq2seq.Model
	trainer   *seq2seq.Trainer
	optimizer *seq2seq.Optimizer
	a, b      *copying
}

func newBench(t *testing.T) *bench {
	t.Helper()
	m, err := seq2seq.New(seq2seq.Config{
		Vocabulary: 12, Languages: 2, Width: 8, Heads: 2, FeedForward: 16, EncoderLayers: 1, DecoderLayers: 1, Positions: 16,
	}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := seq2seq.NewTrainer(m, seq2seq.TrainerOptions{MaxTokens: 64, Threads: 1, Dropout: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trainer.Close)
	optimizer, err := seq2seq.NewOptimizer(trainer, seq2seq.OptimizerOptions{ClipNorm: 1, WeightDecay: 0.01, AverageDecay: 0.99})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{m, trainer, optimizer, &copying{name: "a"}, &copying{name: "b", language: 1}}
}

// options is a run of so many steps with two tasks.
func (b *bench) options(steps int) Options {
	return Options{
		Trainer: b.trainer, Optimizer: b.optimizer, Stage: "test", Seed: 3, Accumulate: 2,
		Tasks: []Task{
			{Objective: b.a, Share: Ramp{{0.25, 1}, {0.75, 0.2}}},
			{Objective: b.b, Share: Ramp{{0.25, 0}, {0.75, 0.8}}, Weight: Constant(0.5)},
		},
		LearningRate: LearningRate{Peak: 1e-2, Warmup: 5}, Limit: Limit{Steps: steps},
	}
}

func (b *bench) saver(t *testing.T, folder string) *Saver {
	t.Helper()
	store, err := checkpoint.OpenStore(folder, checkpoint.StoreOptions{Keep: 2})
	if err != nil {
		t.Fatal(err)
	}
	return &Saver{Store: store, Model: b.model, Optimizer: b.optimizer, CanonicalVersion: 1, Vocabulary: []byte("words")}
}

// A run that is cancelled and taken up again at arbitrary steps, each time by a
// new process as far as memory goes, ends with the bits of an unbroken one.
func TestResumeIsExact(t *testing.T) {
	const steps = 24
	whole := newBench(t)
	var losses []float64
	o := whole.options(steps)
	o.Hooks = []Hook{{Step: func(r *StepReport) error { losses = append(losses, r.Batches[0].Loss); return nil }}}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if first, last := losses[0], losses[len(losses)-1]; !(last < first) {
		t.Errorf("loss %.3f at the start, %.3f at the end", first, last)
	}

	folder := t.TempDir()
	rng := rand.New(rand.NewPCG(4, 4))
	var broken *bench
	var again []float64
	for runs := 0; ; runs++ {
		if runs > steps {
			t.Fatal("no end")
		}
		broken = newBench(t)
		saver := broken.saver(t, folder)
		o := broken.options(steps)
		o.Save = saver.Save
		c, _, err := saver.Store.Newest()
		if err == nil {
			if o.Resume, err = saver.Restore(c); err != nil {
				t.Fatal(err)
			}
		} else if !errors.Is(err, checkpoint.ErrEmpty) {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		stop := 1 + rng.IntN(7)
		o.Hooks = []Hook{{Step: func(r *StepReport) error {
			again = append(again, r.Batches[0].Loss)
			if stop--; stop == 0 {
				cancel()
			}
			return nil
		}}}
		_, err = Run(ctx, o)
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(losses, again) {
		t.Errorf("losses differ:\n%v\n%v", losses, again)
	}
	for i, p := range whole.model.Parameters {
		if !reflect.DeepEqual(p.Data, broken.model.Parameters[i].Data) {
			t.Errorf("%s differs", p.Name)
		}
	}
	if !reflect.DeepEqual(whole.optimizer.Second, broken.optimizer.Second) || !reflect.DeepEqual(whole.optimizer.Average, broken.optimizer.Average) {
		t.Error("the optimizer's state differs")
	}
	if whole.a.count != broken.a.count || whole.b.count != broken.b.count {
		t.Errorf("%d and %d batches, expected %d and %d", broken.a.count, broken.b.count, whole.a.count, whole.b.count)
	}
}

func TestRestoreRefuses(t *testing.T) {
	b := newBench(t)
	saver := b.saver(t, t.TempDir())
	o := b.options(3)
	o.Save = saver.Save
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	load := func() *checkpoint.Checkpoint {
		c, _, err := saver.Store.Newest()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, c := range []struct {
		spoil  func(*checkpoint.Checkpoint, *Saver)
		reason string
	}{
		{func(c *checkpoint.Checkpoint, _ *Saver) { delete(c.Sections, stateSection) }, "a model without a state"},
		{func(c *checkpoint.Checkpoint, _ *Saver) { c.Sections[stateSection] = []byte("{") }, "a damaged state"},
		{func(c *checkpoint.Checkpoint, _ *Saver) { c.Sections[stateSection] = []byte(`{"step":-1}`) }, "negative steps"},
		{func(c *checkpoint.Checkpoint, _ *Saver) { c.Sections[optimizerSection] = nil }, "no optimizer"},
		{func(c *checkpoint.Checkpoint, _ *Saver) { c.Tensors = c.Tensors[1:] }, "a missing moment"},
		{func(c *checkpoint.Checkpoint, s *Saver) { c.Model.Config.Heads = 1 }, "another model"},
		{func(c *checkpoint.Checkpoint, s *Saver) { s.Optimizer.Options.Beta1 = 0.5 }, "another optimizer"},
	} {
		other := newBench(t)
		s := *saver
		s.Model, s.Optimizer = other.model, other.optimizer
		before := append([]float32(nil), other.model.Parameters[0].Data...)
		bad := load()
		c.spoil(bad, &s)
		if _, err := s.Restore(bad); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
		if !reflect.DeepEqual(before, other.model.Parameters[0].Data) {
			t.Errorf("%s: the weights changed", c.reason)
		}
	}
	b2 := newBench(t)
	o = b2.options(3)
	o.Stage, o.Resume = "other", &State{Stage: "test"}
	if _, err := Run(context.Background(), o); err == nil {
		t.Error("a state of another stage: no error")
	}
}

// The mixer gives each task its share of any stretch, and none to one at rest.
func TestShares(t *testing.T) {
	b := newBench(t)
	o := b.options(100)
	o.Accumulate = 1
	counts := map[string][4]int{}
	o.Hooks = []Hook{{Step: func(r *StepReport) error {
		for _, batch := range r.Batches {
			c := counts[batch.Objective]
			c[int(r.Progress*4)]++
			counts[batch.Objective] = c
		}
		return nil
	}}}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	// a's share falls linearly from 1 to 0.2 over the middle half.
	if got := counts["a"]; got[0] != 25 || got[3] < 4 || got[3] > 6 {
		t.Errorf("a had %v of the quarters' 25 batches, expected 25 of the first and 5 of the last", got)
	}
	if got := counts["b"]; got[0] != 0 || got[1]+got[2] < 18 || got[1]+got[2] > 22 {
		t.Errorf("b had %v of the quarters' 25 batches, expected none of the first and 20 of the middle", got)
	}
	for i, p := range b.a.progress {
		if i > 0 && p < b.a.progress[i-1] {
			t.Errorf("progress fell from %v to %v", b.a.progress[i-1], p)
		}
	}
}

// Progress is the largest fraction of the limits; schedules follow it.
func TestTimeLimit(t *testing.T) {
	b := newBench(t)
	o := b.options(1000)
	now := time.Duration(0)
	clock := Clock{Wall: func() time.Duration { now += time.Second; return now }, CPU: func() time.Duration { return 0 }}
	o.Clock, o.Limit.Time = &clock, 300*time.Second
	var last StepReport
	o.Hooks = []Hook{{Step: func(r *StepReport) error { last = *r; return nil }}}
	result, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if result.State.Step >= 300 || result.State.Step < 10 || last.Progress < 0.9 {
		t.Errorf("%d steps, progress %v", result.State.Step, last.Progress)
	}
	if want := 1e-2 * (1 - last.Progress) / 0.4; math.Abs(last.LearningRate-want) > 1e-9 {
		t.Errorf("learning rate %v at progress %v, expected %v", last.LearningRate, last.Progress, want)
	}
}

func TestDivergence(t *testing.T) {
	for _, c := range []struct {
		spoil  func(step int) (seq2seq.Loss, bool)
		want   string
		reason string
	}{
		{func(step int) (seq2seq.Loss, bool) { return seq2seq.Loss{Nats: math.NaN(), Tokens: 1}, step == 14 }, "NaN", "a loss that is not a number"},
		{func(step int) (seq2seq.Loss, bool) { return seq2seq.Loss{Nats: math.Inf(1), Tokens: 1}, step == 14 }, "Inf", "an infinite loss"},
		{func(step int) (seq2seq.Loss, bool) { return seq2seq.Loss{Nats: 90, Tokens: 1}, step > 14 }, "was", "a loss that climbed"},
	} {
		b := newBench(t)
		b.a.spoil = c.spoil
		saver := b.saver(t, t.TempDir())
		o := b.options(100)
		o.Save, o.SaveEvery = saver.Save, 5
		result, err := Run(context.Background(), o)
		if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), c.want) {
			t.Fatalf("%s: %v", c.reason, err)
		}
		if result.Path == "" || !strings.Contains(err.Error(), result.Path) {
			t.Errorf("%s: %q does not name the checkpoint %q", c.reason, err, result.Path)
		}
		if _, err := checkpoint.Load(result.Path); err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
	// Weights that are no numbers any more show in the first loss.
	b := newBench(t)
	b.model.Parameter("embed.tokens").Data[100%len(b.model.Parameter("embed.tokens").Data)] = float32(math.NaN())
	if _, err := Run(context.Background(), b.options(3)); !errors.Is(err, ErrDiverged) {
		t.Errorf("NaN weights: %v", err)
	}
}

// A batch that came to nothing moves no weight.
func TestEmptyBatches(t *testing.T) {
	b := newBench(t)
	b.a.spoil = func(int) (seq2seq.Loss, bool) { return seq2seq.Loss{}, true }
	o := b.options(4)
	o.Tasks = o.Tasks[:1]
	before := append([]float32(nil), b.model.Parameters[0].Data...)
	result, err := Run(context.Background(), o)
	if err != nil || result.State.Step != 4 || b.optimizer.Steps != 0 || !reflect.DeepEqual(before, b.model.Parameters[0].Data) {
		t.Errorf("%d steps, %d updates: %v", result.State.Step, b.optimizer.Steps, err)
	}
}

func TestEvaluationKeepsTheBest(t *testing.T) {
	b := newBench(t)
	saver := b.saver(t, t.TempDir())
	o := b.options(10)
	scores := map[int]float64{3: 2, 6: 1, 9: 1.5, 10: 3}
	o.Save, o.EvaluateEvery = saver.Save, 3
	o.Evaluate = func(_ context.Context, step int) (Evaluation, error) { return Evaluation{Score: scores[step]}, nil }
	var best []int
	var saved []int
	o.Hooks = []Hook{{
		Evaluation: func(r *EvaluationReport) error {
			if r.Best {
				best = append(best, r.Step)
			}
			return nil
		},
		Checkpoint: func(_ string, s *State) error { saved = append(saved, s.Step); return nil },
	}}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(best, []int{3, 6}) || !reflect.DeepEqual(saved, []int{3, 6, 10}) {
		t.Errorf("best at %v, saved at %v, expected 3 6 and 3 6 10", best, saved)
	}
	c, err := saver.Store.Best()
	if err != nil || c.Step != 6 || len(c.Tensors) != 0 {
		t.Errorf("best checkpoint: %+v, %v", c, err)
	}
}

func TestOptionErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		reason string
	}{
		{func(o *Options) { o.Tasks = nil }, "nothing to learn"},
		{func(o *Options) { o.Tasks[1].Objective = o.Tasks[0].Objective }, "two of one name"},
		{func(o *Options) { o.Limit = Limit{} }, "no end"},
		{func(o *Options) { o.LearningRate.Peak = 0 }, "no learning rate"},
		{func(o *Options) { o.Trainer = nil }, "no trainer"},
		{func(o *Options) { o.Tasks[0].Share = Constant(-1) }, "a negative share"},
		{func(o *Options) { o.Tasks = o.Tasks[1:] }, "only an objective that rests at the start"},
	} {
		o := newBench(t).options(2)
		c.change(&o)
		if _, err := Run(context.Background(), o); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
}

func TestMetrics(t *testing.T) {
	b := newBench(t)
	o := b.options(4)
	var lines, events bytes.Buffer
	board, err := TensorBoard(&events, 100)
	if err != nil {
		t.Fatal(err)
	}
	o.Evaluate = func(context.Context, int) (Evaluation, error) {
		return Evaluation{Score: 2, Metrics: map[string]float64{"dae": 2}}, nil
	}
	o.EvaluateEvery, o.ReportEvery = 4, 2
	var summary Summary
	o.Hooks = []Hook{JSONLines(&lines), board, {Step: func(r *StepReport) error { summary.Add(r); return nil }}}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for line := range strings.Lines(lines.String()) {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, fmt.Sprintf("%s %d %d", r.Event, r.Step, len(r.Measurements)))
		if r.Event == "step" && (r.Objectives["a"].Loss <= 0 || r.LearningRate <= 0 || r.Tokens == 0) {
			t.Errorf("%+v", r)
		}
	}
	if want := []string{"step 1 0", "step 2 2", "step 3 0", "step 4 2", "evaluation 4 0"}; !reflect.DeepEqual(seen, want) {
		t.Errorf("lines %q, expected %q", seen, want)
	}
	reading := summary.Read()
	if reading.Step != 4 || reading.Objectives["a"].Loss <= 0 || reading.Objectives["a"].Accuracy < 0 {
		t.Errorf("%+v", reading)
	}

	records := readRecords(t, events.Bytes())
	if len(records) != 6 { // the version, four steps and an evaluation
		t.Fatalf("%d events, expected 6", len(records))
	}
	if !bytes.Contains(records[0], []byte("brain.Event:2")) {
		t.Errorf("first event %q", records[0])
	}
	if !bytes.Contains(records[1], []byte("loss/a")) || !bytes.Contains(records[2], []byte("a/count")) || !bytes.Contains(records[5], []byte("evaluation/dae")) {
		t.Errorf("tags are missing: %q", records)
	}
}

// readRecords takes TFRecord frames apart and checks their checksums by the
// format's definition.
func readRecords(t *testing.T, data []byte) [][]byte {
	t.Helper()
	masked := func(b []byte) uint32 {
		crc := crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))
		return ((crc >> 15) | (crc << 17)) + 0xa282ead8
	}
	var records [][]byte
	for len(data) > 0 {
		n := binary.LittleEndian.Uint64(data)
		if binary.LittleEndian.Uint32(data[8:]) != masked(data[:8]) || binary.LittleEndian.Uint32(data[12+n:]) != masked(data[12:12+n]) {
			t.Fatal("checksum differs")
		}
		records = append(records, data[12:12+n])
		data = data[16+n:]
	}
	return records
}

// The bytes of one event, written out by hand from the .proto: time 1.5 s, step
// 300, tag "x", value 0.5.
func TestEventBytes(t *testing.T) {
	var buffer bytes.Buffer
	w, err := NewEventWriter(&buffer, func() time.Time { return time.Unix(1, 5e8) })
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Scalars(300, map[string]float64{"x": 0.5}); err != nil {
		t.Fatal(err)
	}
	want := []byte{
		0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, // wall_time
		0x10, 0xac, 0x02, // step
		0x2a, 0x0a, // summary of 10 bytes
		0x0a, 0x08, // a value of 8
		0x0a, 0x01, 'x', // tag
		0x15, 0, 0, 0, 0x3f, // simple_value
	}
	if got := readRecords(t, buffer.Bytes())[1]; !bytes.Equal(got, want) {
		t.Errorf("event % x, expected % x", got, want)
	}
}

// A write that fails ends the run instead of losing metrics in silence.
func TestFailingMetrics(t *testing.T) {
	b := newBench(t)
	o := b.options(4)
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	o.Hooks = []Hook{JSONLines(f)}
	if _, err := Run(context.Background(), o); !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v", err)
	}
}
