package seq2seq

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"transcoder/seq2seq/beam"
)

// decoderConfigs are small models of every topology. Width 24 with 3 heads and
// a vocabulary of 37 leave a tail in every vector loop.
var decoderConfigs = []struct {
	name   string
	config Config
}{
	{"plain", Config{Vocabulary: 37, Languages: 3, Width: 24, Heads: 3, FeedForward: 40, EncoderLayers: 2, DecoderLayers: 2, Positions: 24}},
	{"no languages", Config{Vocabulary: 37, Width: 16, Heads: 1, FeedForward: 33, EncoderLayers: 1, DecoderLayers: 1, Positions: 24}},
	{"shifted heads", Config{Vocabulary: 37, Languages: 3, Width: 24, Heads: 3, FeedForward: 40, EncoderLayers: 1, DecoderLayers: 2, Positions: 24, ShiftedHeads: 2}},
	{"pointer", Config{Vocabulary: 37, Languages: 2, Width: 32, Heads: 4, FeedForward: 48, EncoderLayers: 1, DecoderLayers: 1, Positions: 24, Pointer: true}},
	{"all", Config{Vocabulary: 37, Languages: 3, Width: 24, Heads: 3, FeedForward: 40, EncoderLayers: 2, DecoderLayers: 2, Positions: 24, Pointer: true, Names: true, ShiftedHeads: 1, LayerNormEpsilon: 1e-3}},
	{"rotary", Config{Vocabulary: 37, Languages: 3, Width: 24, Heads: 3, FeedForward: 40, EncoderLayers: 2, DecoderLayers: 2, Positions: 24, Rotary: true}},
	{"rotary cross-attention alone", Config{Vocabulary: 37, Width: 16, Heads: 1, FeedForward: 33, EncoderLayers: 1, DecoderLayers: 1, Positions: 24, RotaryCross: true, RotaryBase: 50}},
	{"no positions", Config{Vocabulary: 37, Width: 32, Heads: 2, FeedForward: 40, EncoderLayers: 1, DecoderLayers: 1, Positions: 24, Rotary: true, NoPositions: true}},
	{"all, rotary", Config{Vocabulary: 37, Languages: 3, Width: 24, Heads: 2, FeedForward: 40, EncoderLayers: 2, DecoderLayers: 2, Positions: 24, Pointer: true, Names: true, ShiftedHeads: 1, Rotary: true, RotaryCross: true, NoPositions: true}},
}

func newTestDecoder(t testing.TB, m *Model, o DecoderOptions) *Decoder {
	t.Helper()
	if o.Threads == 0 {
		o.Threads = 2
	}
	d, err := NewDecoder(m, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// walk drives a generation through random splits, departures and orders, and
// calls visit with every row of every step.
func walk(t testing.TB, g *Generation, rows []Row, rng *rand.Rand, vocabulary, steps int, visit func(row Row, prefix []int32, i int, logProbabilities []float32)) {
	t.Helper()
	type state struct {
		row    Row
		prefix []int32
	}
	states := make([]state, len(rows))
	for i, r := range rows {
		states[i] = state{row: r}
	}
	for step := range steps {
		var parents []int
		var last []int32
		var next []state
		for range max(2, len(states)-1+rng.IntN(4)) {
			parent := rng.IntN(len(states))
			s := states[parent]
			token := int32(BOS)
			if step > 0 {
				token = int32(rng.IntN(vocabulary))
				s.prefix = append(slices.Clone(s.prefix), token)
			}
			parents, last, next = append(parents, parent), append(last, token), append(next, s)
		}
		result, err := g.Step(parents, last)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range next {
			visit(s.row, s.prefix, i, result[i])
		}
		states = next
	}
}

// Every row of every step, whatever its history, against the whole prefix run
// through the equations.
func TestDecoderAgainstReference(t *testing.T) {
	for seed, test := range decoderConfigs {
		t.Run(test.name, func(t *testing.T) {
			c := test.config
			m := lively(c, uint64(seed))
			reference := newReference(m)
			rng := rand.New(rand.NewPCG(uint64(seed), 1))
			var sources []Sequence
			for _, length := range []int{7, 0, 18, 1} {
				sources = append(sources, randomSequence(c, rng, length))
			}
			var rows []Row
			for range 6 {
				rows = append(rows, Row{rng.IntN(len(sources)), rng.IntN(max(1, c.Languages))})
			}
			d := newTestDecoder(t, m, DecoderOptions{})
			g, err := d.Start(sources, rows)
			if err != nil {
				t.Fatal(err)
			}
			g.RecordAttention()
			worst := 0.0
			walk(t, g, rows, rng, c.Vocabulary, 20, func(row Row, prefix []int32, i int, got []float32) {
				want := reference.decode(sources[row.Source], Sequence{Language: row.Language, IDs: prefix})
				for w, x := range want.logProbabilities[len(prefix)] {
					worst = max(worst, math.Abs(x-float64(got[w])))
				}
				attention := g.Attention(i)
				if len(attention) != len(sources[row.Source].IDs)+1 {
					t.Fatalf("attention over %d tokens", len(attention))
				}
				for j, x := range want.attention[len(prefix)] {
					worst = max(worst, math.Abs(x-float64(attention[j])))
				}
			})
			if !(worst <= 1e-4) {
				t.Errorf("off by %g, expected at most 1e-4", worst)
			}
		})
	}
}

// A row's bits do not depend on the batch it is in, on its place there, on the
// rows that split or left, or on the threads.
func TestRowsAreIndependent(t *testing.T) {
	for seed, test := range decoderConfigs {
		for _, int8 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, int8 %v", test.name, int8), func(t *testing.T) {
				c := test.config
				m := lively(c, uint64(seed))
				rng := rand.New(rand.NewPCG(uint64(seed), 2))
				var sources []Sequence
				var rows []Row
				for i := range 12 {
					sources = append(sources, randomSequence(c, rng, rng.IntN(c.Positions)))
					rows = append(rows, Row{i, rng.IntN(max(1, c.Languages))})
				}
				d := newTestDecoder(t, m, DecoderOptions{Int8: int8})
				alone := newTestDecoder(t, m, DecoderOptions{Threads: 1, Int8: int8})
				g, err := d.Start(sources, rows)
				if err != nil {
					t.Fatal(err)
				}
				walk(t, g, rows, rng, c.Vocabulary, 12, func(row Row, prefix []int32, i int, got []float32) {
					if i%4 != 0 {
						return
					}
					one, err := alone.Start(sources[row.Source:row.Source+1], []Row{{Language: row.Language}})
					if err != nil {
						t.Fatal(err)
					}
					var want []float32
					for _, token := range append([]int32{BOS}, prefix...) {
						rows, err := one.Step([]int{0}, []int32{token})
						if err != nil {
							t.Fatal(err)
						}
						want = rows[0]
					}
					for w := range want {
						if math.Float32bits(want[w]) != math.Float32bits(got[w]) {
							t.Fatalf("prefix %v, token %d: %v in the batch, %v alone", prefix, w, got[w], want[w])
						}
					}
				})
			})
		}
	}
}

// The same for a batch and matrices that are larger than the kernels' blocks.
func TestRowsOfALargeBatchAreIndependent(t *testing.T) {
	c := Config{Vocabulary: 1100, Languages: 3, Width: 272, Heads: 4, FeedForward: 530, EncoderLayers: 1, DecoderLayers: 1, Positions: 80, Pointer: true, ShiftedHeads: 1}
	m := lively(c, 10)
	rng := rand.New(rand.NewPCG(1, 7))
	const batch, steps = 75, 3
	var sources []Sequence
	var rows []Row
	parents, last := make([]int, batch), make([][]int32, steps)
	for i := range batch {
		sources, rows, parents[i] = append(sources, randomSequence(c, rng, rng.IntN(80))), append(rows, Row{i, i % 3}), i
	}
	for step := range last {
		for range batch {
			last[step] = append(last[step], int32(rng.IntN(c.Vocabulary)))
		}
	}
	for _, int8 := range []bool{false, true} {
		d := newTestDecoder(t, m, DecoderOptions{Int8: int8})
		alone := newTestDecoder(t, m, DecoderOptions{Threads: 1, Int8: int8})
		g, err := d.Start(sources, rows)
		if err != nil {
			t.Fatal(err)
		}
		single := map[int]*Generation{}
		for i := 0; i < batch; i += 9 {
			if single[i], err = alone.Start(sources[i:i+1], []Row{{0, i % 3}}); err != nil {
				t.Fatal(err)
			}
		}
		for _, tokens := range last {
			got, err := g.Step(parents, tokens)
			if err != nil {
				t.Fatal(err)
			}
			for i, one := range single {
				want, err := one.Step([]int{0}, tokens[i:i+1])
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(want[0], got[i]) {
					t.Errorf("row %d, int8 %v: not the bits that it has alone", i, int8)
				}
			}
		}
	}
}

// What is forbidden gets nothing, and the rest sums to 1.
func TestAllowed(t *testing.T) {
	for _, test := range decoderConfigs {
		c := test.config
		languages := max(1, c.Languages)
		allowed := make([][]uint64, languages)
		allowed[0] = []uint64{1<<EOS | 0x5555555500}
		m := lively(c, 5)
		d := newTestDecoder(t, m, DecoderOptions{Allowed: allowed})
		plain := newTestDecoder(t, m, DecoderOptions{})
		source := randomSequence(c, rand.New(rand.NewPCG(1, 1)), 9)
		for language := range languages {
			var results [2][]float32
			for i, d := range []*Decoder{d, plain} {
				g, err := d.Start([]Sequence{source}, []Row{{Language: language}})
				if err != nil {
					t.Fatal(err)
				}
				rows, err := g.Step([]int{0}, []int32{BOS})
				if err != nil {
					t.Fatal(err)
				}
				results[i] = rows[0]
			}
			kept := 0.0
			for id, x := range results[1] {
				if allowed[language] == nil || allowed[language][0]>>id&1 == 1 {
					kept += math.Exp(float64(x))
				}
			}
			for id, x := range results[1] {
				want := math.Inf(-1)
				if allowed[language] == nil || allowed[language][0]>>id&1 == 1 {
					want = float64(x) - math.Log(kept)
				}
				if got := float64(results[0][id]); got != want && !(math.Abs(got-want) < 1e-5) {
					t.Errorf("%s, language %d, id %d: %v, expected %v", test.name, language, id, got, want)
				}
			}
		}
	}
}

// The weights of a row and its quantized form differ by half a scale at most, so
// the distributions are close.
func TestInt8IsClose(t *testing.T) {
	for _, test := range decoderConfigs {
		c := test.config
		m := lively(c, 6)
		source := randomSequence(c, rand.New(rand.NewPCG(1, 3)), 12)
		var results [2][]float32
		for i, int8 := range []bool{false, true} {
			d := newTestDecoder(t, m, DecoderOptions{Int8: int8})
			a, err := d.Align(source, Sequence{IDs: source.IDs[:8]})
			if err != nil {
				t.Fatal(err)
			}
			results[i] = a.LogProbabilities
		}
		for i := range results[0] {
			// Measured on these models: at most 0.11 nats.
			if off := math.Abs(float64(results[0][i] - results[1][i])); off > 0.25 {
				t.Errorf("%s, token %d: %v in float32, %v in int8", test.name, i, results[0][i], results[1][i])
			}
		}
	}
}

func TestAlign(t *testing.T) {
	c := decoderConfigs[4].config
	m := lively(c, 7)
	rng := rand.New(rand.NewPCG(1, 4))
	source, target := randomSequence(c, rng, 10), randomSequence(c, rng, 6)
	d := newTestDecoder(t, m, DecoderOptions{})
	a, err := d.Align(source, target)
	if err != nil {
		t.Fatal(err)
	}
	want := newReference(m).decode(source, target)
	for i, id := range append(slices.Clone(target.IDs), EOS) {
		if math.Abs(float64(a.LogProbabilities[i])-want.logProbabilities[i][id]) > 1e-4 {
			t.Errorf("token %d: %v, expected %v", i, a.LogProbabilities[i], want.logProbabilities[i][id])
		}
		for j := range want.attention[i] {
			if math.Abs(float64(a.Attention[i][j])-want.attention[i][j]) > 1e-4 {
				t.Errorf("attention %d to %d: %v, expected %v", i, j, a.Attention[i][j], want.attention[i][j])
			}
		}
	}
	if _, err := d.Align(source, randomSequence(c, rng, c.Positions)); err == nil {
		t.Error("a target longer than the model: no error")
	}
}

// A beam search over the decoder, against the same search over the equations.
func TestBeamSearchOverDecoder(t *testing.T) {
	if beam.BOS != BOS || beam.EOS != EOS {
		t.Fatalf("package beam has BOS %d and EOS %d", beam.BOS, beam.EOS)
	}
	c := decoderConfigs[4].config
	m := lively(c, 8)
	reference := newReference(m)
	rng := rand.New(rand.NewPCG(1, 5))
	sources := []Sequence{randomSequence(c, rng, 5), randomSequence(c, rng, 9)}
	d := newTestDecoder(t, m, DecoderOptions{})
	g, err := d.Start(sources, []Row{{0, 1}, {1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	o := beam.Options{Width: 4, LengthPenalty: 1, Limits: beam.Limits{MaxLength: 10}}
	got, err := beam.Search(t.Context(), g.Step, 2, o)
	if err != nil {
		t.Fatal(err)
	}
	var history []Sequence
	var from []int
	want, err := beam.Search(t.Context(), func(parents []int, last []int32) ([][]float32, error) {
		var next []Sequence
		var source []int
		var rows [][]float32
		for i, parent := range parents {
			s := Sequence{Language: parent + 1}
			at := parent
			if history != nil {
				s, at = history[parent], from[parent]
				s.IDs = append(slices.Clone(s.IDs), last[i])
			}
			next, source = append(next, s), append(source, at)
			out := reference.decode(sources[at], s).logProbabilities[len(s.IDs)]
			row := make([]float32, len(out))
			for w, x := range out {
				row[w] = float32(x)
			}
			rows = append(rows, row)
		}
		history, from = next, source
		return rows, nil
	}, 2, o)
	if err != nil {
		t.Fatal(err)
	}
	for source := range want {
		if len(got[source]) != len(want[source]) {
			t.Fatalf("source %d: %d hypotheses, expected %d", source, len(got[source]), len(want[source]))
		}
		for i, h := range want[source] {
			if !slices.Equal(got[source][i].Tokens, h.Tokens) || math.Abs(got[source][i].Score-h.Score) > 1e-4 {
				t.Errorf("source %d, place %d: %v %v, expected %v %v", source, i, got[source][i].Tokens, got[source][i].Score, h.Tokens, h.Score)
			}
		}
	}
}

func TestDecoderRefuses(t *testing.T) {
	c := decoderConfigs[0].config
	m := lively(c, 9)
	d := newTestDecoder(t, m, DecoderOptions{})
	ok := Sequence{IDs: []int32{5, 6}}
	for _, test := range []struct {
		name    string
		sources []Sequence
		rows    []Row
		want    string
	}{
		{"no sources", nil, []Row{{}}, "no sources"},
		{"no rows", []Sequence{ok}, nil, "no rows"},
		{"a source beyond those given", []Sequence{ok}, []Row{{Source: 1}}, "row 0: source 1"},
		{"an unknown target language", []Sequence{ok}, []Row{{Language: 3}}, "row 0: language 3"},
		{"an unknown source language", []Sequence{{Language: -1}}, []Row{{}}, "source 0: language -1"},
		{"an id beyond the vocabulary", []Sequence{ok, {IDs: []int32{37}}}, []Row{{}}, "source 1: token id 37"},
		{"a negative id", []Sequence{{IDs: []int32{-1}}}, []Row{{}}, "token id -1"},
		{"a source without room for EOS", []Sequence{{IDs: make([]int32, 24)}}, []Row{{}}, "source 0: sequence of 24 tokens"},
	} {
		if _, err := d.Start(test.sources, test.rows); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, expected %q", test.name, err, test.want)
		}
	}
	g, err := d.Start([]Sequence{ok}, []Row{{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		parents []int
		last    []int32
		want    string
	}{
		{nil, nil, "0 parents"},
		{[]int{0}, nil, "1 parents and 0 tokens"},
		{[]int{1}, []int32{BOS}, "parent 1"},
		{[]int{-1}, []int32{BOS}, "parent -1"},
		{[]int{0}, []int32{37}, "token id 37"},
	} {
		if _, err := g.Step(test.parents, test.last); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v %v: %v, expected %q", test.parents, test.last, err, test.want)
		}
	}
	for i := range d.MaxLength() {
		if _, err := g.Step([]int{0}, []int32{BOS}); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	if _, err := g.Step([]int{0}, []int32{BOS}); err == nil || !strings.Contains(err.Error(), "24 tokens") {
		t.Errorf("a step beyond the positions: %v", err)
	}
	for _, allowed := range [][][]uint64{{nil}, {{}, nil, nil}, {{1}, nil, nil}} {
		if _, err := NewDecoder(m, DecoderOptions{Allowed: allowed}); err == nil {
			t.Errorf("masks %v: no error", allowed)
		}
	}
}

// What left the beam is free for others: a search of any length at constant
// width holds no more slots than its tree has.
func TestCacheFreesBranches(t *testing.T) {
	c := newCache(1, 2)
	rng := rand.New(rand.NewPCG(1, 6))
	paths := [][]int32{nil}
	for range 3000 {
		var next [][]int32
		for range 4 {
			path := paths[rng.IntN(len(paths))]
			tip := int32(noSlot)
			if len(path) > 0 {
				tip = path[len(path)-1]
			}
			slot := c.extend(tip)
			for _, other := range paths {
				if slices.Contains(other, slot) {
					t.Fatalf("slot %d is taken twice", slot)
				}
			}
			next = append(next, append(slices.Clone(path), slot))
		}
		for _, path := range paths {
			if len(path) > 0 {
				c.release(path[len(path)-1])
			}
		}
		for i := range next { // forget the beginning, as a source that begins anew does
			if len(next[i]) > 100 {
				for _, path := range next {
					c.release(path[len(path)-1])
				}
				if c.count != 0 {
					t.Fatalf("%d slots in use by nobody", c.count)
				}
				next = [][]int32{nil}
				break
			}
		}
		paths = next
		distinct := map[int32]bool{}
		for _, path := range paths {
			for _, slot := range path {
				distinct[slot] = true
			}
		}
		if len(distinct) != c.count {
			t.Fatalf("%d slots in use, the tree has %d", c.count, len(distinct))
		}
	}
	// At most 4 branches of 100 tokens; half of the slabs may be free.
	if len(c.slabs)*slabSlots > 1000 {
		t.Errorf("%d slabs", len(c.slabs))
	}
}
