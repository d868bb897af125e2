package beam

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The four words of the test automaton follow the special ids.
const (
	a = iota + 5
	b
	c
	d
	vocabulary
)

// automaton gives the probabilities of what follows a word; BOS is the start.
type automaton map[int32]map[int32]float64

// Greedy search takes a (0.6) and is led to a b EOS, 0.6·0.5·0.5 = 0.15. The
// best path begins with the less likely c: c d EOS, 0.4·0.9·0.9 = 0.324.
var words = automaton{
	BOS: {a: 0.6, c: 0.4},
	a:   {b: 0.5, d: 0.3, EOS: 0.2},
	b:   {a: 0.3, c: 0.2, EOS: 0.5},
	c:   {d: 0.9, EOS: 0.1},
	d:   {a: 0.1, EOS: 0.9},
}

// model steps an automaton, or anything else that gives probabilities for a
// prefix, for many sources. It checks that its user keeps to the rules of Step.
type model struct {
	t        testing.TB
	next     func(source int, prefix []int32) map[int32]float64
	sources  []int
	prefixes [][]int32
	started  bool
	calls    []int // rows of each call
	rows     [][]float32
}

func (m *model) Step(parents []int, last []int32) ([][]float32, error) {
	if len(parents) == 0 || len(parents) != len(last) {
		m.t.Fatalf("Step with %d parents and %d tokens", len(parents), len(last))
	}
	for _, row := range m.rows { // the rows of the last call are no longer valid
		for i := range row {
			row[i] = float32(math.NaN())
		}
	}
	var sources []int
	var prefixes [][]int32
	for i, parent := range parents {
		if !m.started {
			if last[i] != BOS {
				m.t.Fatalf("first token %d", last[i])
			}
			sources, prefixes = append(sources, parent), append(prefixes, nil)
			continue
		}
		if last[i] == EOS {
			m.t.Fatal("Step behind EOS")
		}
		sources = append(sources, m.sources[parent])
		prefixes = append(prefixes, append(slices.Clone(m.prefixes[parent]), last[i]))
	}
	m.started, m.sources, m.prefixes = true, sources, prefixes
	m.calls = append(m.calls, len(parents))
	m.rows = nil
	for i, prefix := range prefixes {
		row := make([]float32, vocabulary)
		for token := range row {
			row[token] = negativeInfinity
		}
		for token, p := range m.next(sources[i], prefix) {
			row[token] = float32(math.Log(p))
		}
		m.rows = append(m.rows, row)
	}
	return m.rows, nil
}

func (w automaton) model(t testing.TB) *model {
	return &model{t: t, next: func(_ int, prefix []int32) map[int32]float64 {
		if len(prefix) == 0 {
			return w[BOS]
		}
		return w[prefix[len(prefix)-1]]
	}}
}

func TestBeamFindsWhatGreedyMisses(t *testing.T) {
	greedy, err := Greedy(t.Context(), words.model(t).Step, 1, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := greedy[0]; !reflect.DeepEqual(got.Tokens, []int32{a, b}) || !got.Finished || math.Abs(math.Exp(got.Score)-0.15) > 1e-6 {
		t.Errorf("greedy: %+v, expected a b with 0.15", got)
	}
	best, err := Search(t.Context(), words.model(t).Step, 1, Options{Width: 2})
	if err != nil {
		t.Fatal(err)
	}
	got := best[0][0]
	if !reflect.DeepEqual(got.Tokens, []int32{c, d}) || math.Abs(math.Exp(got.Score)-0.324) > 1e-6 {
		t.Errorf("width 2: %+v, expected c d with 0.324", got)
	}
	want := []float64{0.4, 0.9, 0.9}
	for i, x := range got.LogProbabilities {
		if math.Abs(math.Exp(float64(x))-want[i]) > 1e-6 {
			t.Errorf("token %d: probability %v, expected %v", i, math.Exp(float64(x)), want[i])
		}
	}
}

// random is a model whose probabilities depend on the source and all of the
// prefix, so that nothing but the whole sequence decides.
func random(t testing.TB, seed uint64) *model {
	return &model{t: t, next: func(source int, prefix []int32) map[int32]float64 {
		h := seed*1_000_003 + uint64(source)
		for _, token := range prefix {
			h = h*31 + uint64(token)
		}
		rng := rand.New(rand.NewPCG(h, 7))
		p := map[int32]float64{}
		total := 0.0
		for _, token := range []int32{EOS, a, b, c, d} {
			p[token] = math.Exp(2 * rng.NormFloat64())
			total += p[token]
		}
		for token := range p {
			p[token] /= total
		}
		return p
	}}
}

// enumerate lists every finished sequence of at most length tokens, EOS
// included, and its score, the best first.
func enumerate(m *model, source, least, longest int, penalty float64) []Hypothesis {
	var all []Hypothesis
	var walk func(prefix []int32, sum float64)
	walk = func(prefix []int32, sum float64) {
		if len(prefix) == longest {
			return
		}
		for token, p := range m.next(source, prefix) {
			logP := float64(float32(math.Log(p)))
			if token != EOS {
				walk(append(slices.Clone(prefix), token), sum+logP)
			} else if n := len(prefix) + 1; n >= least {
				all = append(all, Hypothesis{Tokens: slices.Clone(prefix), Score: (sum + logP) / math.Pow(float64(n), penalty)})
			}
		}
	}
	walk(nil, 0)
	slices.SortFunc(all, func(x, y Hypothesis) int { return cmp.Compare(y.Score, x.Score) })
	return all
}

// With room for every prefix, an exhaustive beam search is exact.
func TestWideSearchAgainstEnumeration(t *testing.T) {
	for _, test := range []struct {
		name    string
		penalty float64
		least   int
		width   int
	}{
		{"sums", 0, 0, 1024},
		{"means, which favor long ones", 1, 0, 1024},
		{"between", 0.6, 0, 1024},
		{"a reward for short ones", -0.5, 0, 1024},
		{"not before the third token", 0, 3, 1024},
	} {
		t.Run(test.name, func(t *testing.T) {
			for seed := range uint64(5) {
				const sources, longest, best = 3, 5, 8
				m := random(t, seed)
				got, err := Search(t.Context(), m.Step, sources, Options{
					Limits: Limits{MaxLength: longest, MinLength: test.least},
					Width:  test.width, Best: best, LengthPenalty: test.penalty, Exhaustive: true,
				})
				if err != nil {
					t.Fatal(err)
				}
				for source := range sources {
					want := enumerate(m, source, test.least, longest, test.penalty)[:best]
					if len(got[source]) != best {
						t.Fatalf("seed %d: %d hypotheses", seed, len(got[source]))
					}
					for i, h := range got[source] {
						if !slices.Equal(h.Tokens, want[i].Tokens) || math.Abs(h.Score-want[i].Score) > 1e-9 || !h.Finished {
							t.Errorf("seed %d, source %d, place %d: %v %v, expected %v %v", seed, source, i, h.Tokens, h.Score, want[i].Tokens, want[i].Score)
						}
					}
				}
			}
		})
	}
}

// What a source yields does not depend on the sources beside it, at any width.
func TestSourcesAreIndependent(t *testing.T) {
	for _, width := range []int{1, 2, 5} {
		o := Options{Width: width, LengthPenalty: 1, Limits: Limits{MaxLengths: []int{12, 3, 7, 9}}}
		together, err := Search(t.Context(), random(t, 9).Step, 4, o)
		if err != nil {
			t.Fatal(err)
		}
		for source := range 4 {
			m := random(t, 9)
			next := m.next
			m.next = func(_ int, prefix []int32) map[int32]float64 { return next(source, prefix) }
			alone, err := Search(t.Context(), m.Step, 1, Options{Width: width, LengthPenalty: 1, Limits: Limits{MaxLength: o.MaxLengths[source]}})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(alone[0], together[source]) {
				t.Errorf("width %d, source %d: %+v alone, %+v in a batch", width, source, alone[0], together[source])
			}
		}
	}
}

// A group that is done leaves the batch, and so does a hypothesis that cannot
// come among the best.
func TestRowsLeaveTheBatch(t *testing.T) {
	m := &model{t: t, next: func(source int, prefix []int32) map[int32]float64 {
		if len(prefix) > source { // source i ends after i+1 words
			return map[int32]float64{EOS: 1}
		}
		return map[int32]float64{a: 0.75, b: 0.25}
	}}
	if _, err := Search(t.Context(), m.Step, 3, Options{Width: 2, Best: 1}); err != nil {
		t.Fatal(err)
	}
	// Three rows, then two of each source. Source 0 ends at the second call, its
	// first hypothesis having beaten its second.
	if want := []int{3, 6, 4, 2}; !reflect.DeepEqual(m.calls, want) {
		t.Errorf("rows by call %v, expected %v", m.calls, want)
	}
}

func TestLimits(t *testing.T) {
	endless := automaton{BOS: {a: 1}, a: {a: 0.9, EOS: 0.1}}
	h, err := Greedy(t.Context(), endless.model(t).Step, 2, Limits{MaxLengths: []int{3, 0}, MaxLength: 5})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{3, 5} {
		if len(h[i].Tokens) != want || h[i].Finished || len(h[i].LogProbabilities) != want {
			t.Errorf("source %d: %+v, expected %d words, unfinished", i, h[i], want)
		}
	}
	if h, err = Greedy(t.Context(), endless.model(t).Step, 1, Limits{}); err != nil || len(h[0].Tokens) != 512 {
		t.Errorf("no limit: %d words, error %v", len(h[0].Tokens), err)
	}
	for _, o := range []Options{
		{Limits: Limits{MaxLength: -1}},
		{Limits: Limits{MaxLengths: []int{1}}},
		{LengthPenalty: math.NaN()},
	} {
		if _, err := Search(t.Context(), endless.model(t).Step, 2, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// Finished hypotheses come first, whatever the scores of the others.
func TestUnfinishedComeLast(t *testing.T) {
	w := automaton{BOS: {a: 0.9, b: 0.1}, a: {a: 1}, b: {EOS: 1}}
	best, err := Search(t.Context(), w.model(t).Step, 1, Options{Width: 3, Limits: Limits{MaxLength: 4}})
	if err != nil {
		t.Fatal(err)
	}
	if len(best[0]) != 2 || !slices.Equal(best[0][0].Tokens, []int32{b}) || !slices.Equal(best[0][1].Tokens, []int32{a, a, a, a}) || best[0][1].Finished {
		t.Errorf("got %+v", best[0])
	}
}

// Equal scores are ordered by row, then by id.
func TestTies(t *testing.T) {
	w := automaton{BOS: {d: 0.25, c: 0.25, b: 0.25, a: 0.25}, a: {EOS: 1}, b: {EOS: 1}, c: {EOS: 1}, d: {EOS: 1}}
	best, err := Search(t.Context(), w.model(t).Step, 1, Options{Width: 3})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int32{a, b, c} {
		if best[0][i].Tokens[0] != want {
			t.Errorf("place %d: %d, expected %d", i, best[0][i].Tokens[0], want)
		}
	}
}

func TestFailures(t *testing.T) {
	broken := errors.New("broken")
	nan := float32(math.NaN())
	for _, test := range []struct {
		name string
		step Step
		want string
	}{
		{"the model's error", func([]int, []int32) ([][]float32, error) { return nil, broken }, "broken"},
		{"too few rows", func([]int, []int32) ([][]float32, error) { return nil, nil }, "expected 1 rows"},
		{"a vocabulary without EOS", func([]int, []int32) ([][]float32, error) { return [][]float32{{0, 0}}, nil }, "EOS"},
		{"a diverged model", func([]int, []int32) ([][]float32, error) { return [][]float32{{nan, nan, nan, nan}}, nil }, "NaN"},
	} {
		if _, err := Greedy(t.Context(), test.step, 1, Limits{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: search gives %v", test.name, err)
		}
		if _, err := Sample(t.Context(), test.step, 1, SampleOptions{}, nil); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: sampling gives %v", test.name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	m := words.model(t)
	_, err := Search(ctx, func(parents []int, last []int32) ([][]float32, error) {
		cancel()
		return m.Step(parents, last)
	}, 1, Options{})
	if !errors.Is(err, context.Canceled) || len(m.calls) != 1 {
		t.Errorf("canceled: %v after %d calls", err, len(m.calls))
	}
}

// Sampled sequences occur as often as their probabilities say.
func TestSampleFrequencies(t *testing.T) {
	const n = 20000
	for _, test := range []struct {
		name    string
		options SampleOptions
		want    map[string]float64 // of first words
	}{
		{"the model's own", SampleOptions{Temperature: 1}, map[string]float64{"a": 0.5, "b": 0.3, "c": 0.15, "d": 0.05}},
		// Weights 0.25, 0.09, 0.0225, 0.0025 of 0.365.
		{"sharpened", SampleOptions{Temperature: 0.5}, map[string]float64{"a": 0.685, "b": 0.2466, "c": 0.0616, "d": 0.0068}},
		{"two most likely", SampleOptions{Temperature: 1, TopK: 2}, map[string]float64{"a": 0.625, "b": 0.375}},
		{"nucleus", SampleOptions{Temperature: 1, TopP: 0.85}, map[string]float64{"a": 0.5 / 0.95, "b": 0.3 / 0.95, "c": 0.15 / 0.95}},
		{"nucleus of one", SampleOptions{Temperature: 1, TopP: 0.1}, map[string]float64{"a": 1}},
		{"cold", SampleOptions{}, map[string]float64{"a": 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := automaton{BOS: {a: 0.5, b: 0.3, c: 0.15, d: 0.05}, a: {EOS: 1}, b: {EOS: 1}, c: {EOS: 1}, d: {EOS: 1}}
			test.options.Count = n
			all, err := Sample(t.Context(), w.model(t).Step, 1, test.options, rand.New(rand.NewPCG(5, 6)))
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]float64{}
			for _, h := range all[0] {
				if !h.Finished || len(h.Tokens) != 1 {
					t.Fatalf("sampled %+v", h)
				}
				counts[string(rune('a'+h.Tokens[0]-a))] += 1.0 / n
			}
			for word, want := range test.want {
				// Three standard deviations of a share of n draws are at most 0.0107.
				if math.Abs(counts[word]-want) > 0.0107 {
					t.Errorf("%s: %.4f, expected %.4f", word, counts[word], want)
				}
			}
			if len(counts) != len(test.want) {
				t.Errorf("words %v, expected %v", counts, test.want)
			}
		})
	}
}

// A draw depends on the seed and its place, not on what else is drawn.
func TestSampleIsReproducible(t *testing.T) {
	draw := func(sources int) string {
		all, err := Sample(t.Context(), random(t, 3).Step, sources, SampleOptions{Temperature: 1, Count: 3, Limits: Limits{MaxLength: 40}}, rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(all[0])
	}
	if one, same, four := draw(1), draw(1), draw(4); one != same || one != four {
		t.Errorf("drawn %s\nthen %s\nand beside others %s", one, same, four)
	}
	for _, o := range []SampleOptions{{Temperature: -1}, {Temperature: 1, TopP: 2}, {Temperature: math.NaN()}, {TopK: -1}} {
		if _, err := Sample(t.Context(), words.model(t).Step, 1, o, rand.New(rand.NewPCG(1, 1))); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	if _, err := Sample(t.Context(), words.model(t).Step, 1, SampleOptions{Temperature: 1}, nil); err == nil {
		t.Error("a temperature without a random source: no error")
	}
}

// balance is the automaton of a's and b's where no prefix has more b's than a's,
// and the whole as many of each: a and b as brackets.
type balance struct{}

func (balance) Start(int) int { return 0 }
func (balance) Next(open int, token int32) int {
	if token == a {
		return open + 1
	}
	return open - 1
}
func (balance) Mask(open int, row []float32) {
	for token := range row {
		switch {
		case token == a, token == b && open > 0, token == EOS && open == 0:
		default:
			row[token] = negativeInfinity
		}
	}
}

func TestConstraint(t *testing.T) {
	const longest, best = 7, 6
	for seed := range uint64(5) {
		m := random(t, seed)
		got, err := Search(t.Context(), Constrain(m.Step, balance{}), 2, Options{
			Width: 200, Best: best, Limits: Limits{MaxLength: longest}, Exhaustive: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		for source := range 2 {
			want := slices.DeleteFunc(enumerate(m, source, 0, longest, 0), func(h Hypothesis) bool {
				open := 0
				for _, token := range h.Tokens {
					if open = (balance{}).Next(open, token); token > b || open < 0 {
						return true
					}
				}
				return open != 0
			})
			for i, h := range got[source] {
				if !slices.Equal(h.Tokens, want[i].Tokens) || math.Abs(h.Score-want[i].Score) > 1e-9 {
					t.Errorf("seed %d, place %d: %v %v, expected %v %v", seed, i, h.Tokens, h.Score, want[i].Tokens, want[i].Score)
				}
			}
		}
		// Samples keep to it as well.
		samples, err := Sample(t.Context(), Constrain(random(t, seed).Step, balance{}), 1, SampleOptions{Count: 50, Temperature: 1, Limits: Limits{MaxLength: 30}}, rand.New(rand.NewPCG(seed, 0)))
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range samples[0] {
			open := 0
			for _, token := range h.Tokens {
				open = (balance{}).Next(open, token)
			}
			if h.Finished && open != 0 {
				t.Errorf("sampled %v", h.Tokens)
			}
		}
	}
}

// A constraint that allows nothing ends a hypothesis unfinished.
func TestDeadEnd(t *testing.T) {
	w := automaton{BOS: {a: 1}, a: {b: 1}}
	best, err := Search(t.Context(), w.model(t).Step, 1, Options{Width: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(best[0]) != 1 || best[0][0].Finished || !slices.Equal(best[0][0].Tokens, []int32{a, b}) {
		t.Errorf("got %+v", best[0])
	}
	h, err := Greedy(t.Context(), automaton{}.model(t).Step, 1, Limits{})
	if err != nil || len(h[0].Tokens) != 0 || h[0].Finished {
		t.Errorf("nothing at all: %+v, %v", h, err)
	}
}

func BenchmarkSearch(b *testing.B) {
	// The search alone, over a vocabulary of usual size: what it adds to a model's
	// step at width 10.
	const size, width = 16000, 10
	rng := rand.New(rand.NewPCG(1, 2))
	source := make([]float32, size)
	for i := range source {
		source[i] = float32(-10 + rng.NormFloat64())
	}
	source[EOS] = negativeInfinity
	rows := make([][]float32, width)
	for i := range rows {
		rows[i] = slices.Clone(source)
	}
	steps := 0
	for b.Loop() {
		_, err := Search(b.Context(), func(parents []int, _ []int32) ([][]float32, error) {
			steps += len(parents)
			return rows[:len(parents)], nil
		}, 1, Options{Width: width, Limits: Limits{MaxLength: 50}})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/row")
}
