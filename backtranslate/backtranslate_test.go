package backtranslate

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/seq2seq"
)

var table = strings.Fields("<pad> <s> </s> <mask> <unk> ID_0 ID_1 ID_2 ID_3 = + ( ) return def int new x y z")

func text(id int32) string { return table[id] }

func ids(s string) []int32 {
	list := []int32{}
	for _, w := range strings.Fields(s) {
		list = append(list, int32(slices.Index(table, w)))
	}
	return list
}

func texts(list []int32) string {
	var words []string
	for _, id := range list {
		words = append(words, table[id])
	}
	return strings.Join(words, " ")
}

var placeholders = corpora.NewPlaceholders(len(table), text)

// function makes a sequence whose names tell their placeholder.
func function(language int, s string) seq2seq.Sequence {
	f := seq2seq.Sequence{Language: language, IDs: ids(s)}
	for _, id := range f.IDs {
		var name []int32
		if placeholders.Is(id) {
			name = []int32{id + 10}
		}
		f.Names = append(f.Names, name)
	}
	return f
}

// heads are how the languages of the tests begin a function; the rest they share.
var heads = []string{"def", "int", "new"}

func draw(rng *rand.Rand, language int) seq2seq.Sequence {
	words := []string{heads[language], "ID_0 ( ID_1 )"}
	for range 1 + rng.IntN(3) {
		words = append(words, []string{"ID_0 = ID_1", "return ID_1", "ID_1 + x"}[rng.IntN(3)])
	}
	return function(language, strings.Join(words, " "))
}

// rule translates by the head, which is what a perfect model would do.
func rule(_ context.Context, sources []seq2seq.Sequence, language int, maxLengths []int, _ *rand.Rand) ([]Translation, error) {
	var all []Translation
	for i, s := range sources {
		y := slices.Clone(s.IDs)
		y[0] = ids(heads[language])[0]
		all = append(all, Translation{IDs: y, Finished: len(y) < maxLengths[i]})
	}
	return all, nil
}

func newObjective(t *testing.T, change func(*Options)) *Objective {
	t.Helper()
	options := Options{
		Languages: []int{0, 1, 2}, Draw: draw, Tokens: 100, MaxLength: 30, Placeholders: placeholders, Generate: rule,
	}
	if change != nil {
		change(&options)
	}
	o, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The translation becomes the source, numbered by its own order of appearance,
// the function the target under the same renaming; names go with what they name.
func TestPairRenumbers(t *testing.T) {
	for _, c := range []struct {
		function, translation, source, target string
		names                                 string // of the source's placeholders, by the function's numbers
		reason                                string
	}{
		{"def ID_0 ( ID_1 )", "int ID_0 ( ID_1 )", "int ID_0 ( ID_1 )", "def ID_0 ( ID_1 )", "0 1", "in order already"},
		{"def ID_0 = ID_1", "ID_1 int ID_0", "ID_0 int ID_1", "def ID_1 = ID_0", "1 0", "the other way round"},
		{"ID_0 + ID_1 + ID_2", "ID_2", "ID_0", "ID_1 + ID_2 + ID_0", "2", "what the translation lost comes after"},
		{"ID_0", "ID_3 = ID_0", "ID_0 = ID_1", "ID_1", "- 0", "a placeholder that the model made up has no name"},
		{"x", "y", "y", "x", "", "none at all"},
	} {
		f := function(0, c.function)
		before := texts(f.IDs)
		pair, ok := turn(placeholders, f, seq2seq.Sequence{Language: 1, IDs: ids(c.translation)})
		if !ok || texts(pair.Source.IDs) != c.source || texts(pair.Target.IDs) != c.target ||
			pair.Source.Language != 1 || pair.Target.Language != 0 {
			t.Errorf("%s: %q -> %q, expected %q -> %q", c.reason, texts(pair.Source.IDs), texts(pair.Target.IDs), c.source, c.target)
		}
		var names []string
		for i, id := range pair.Source.IDs {
			if !placeholders.Is(id) {
				continue
			}
			name := "-"
			if n := pair.Source.Names[i]; n != nil {
				name = strings.TrimPrefix(table[n[0]-10], "ID_")
			}
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != c.names {
			t.Errorf("%s: names of %q, expected %q", c.reason, got, c.names)
		}
		if texts(f.IDs) != before {
			t.Errorf("%s: the function itself changed", c.reason)
		}
	}
	full := function(0, "ID_0 ID_1 ID_2")
	if _, ok := turn(placeholders, full, seq2seq.Sequence{Language: 1, IDs: ids("ID_3")}); !ok {
		t.Error("four placeholders fit")
	}
	three := strings.Fields("<pad> <s> </s> <mask> <unk> ID_0 ID_1 ID_2 = ID_4")
	few := corpora.NewPlaceholders(len(three), func(id int32) string { return three[id] })
	if _, ok := turn(few, seq2seq.Sequence{IDs: []int32{5, 6, 7}}, seq2seq.Sequence{Language: 1, IDs: []int32{9}}); ok {
		t.Error("four placeholders of a vocabulary of three")
	}
}

func TestWhatIsDropped(t *testing.T) {
	for _, c := range []struct {
		translation Translation
		kept        bool
		reason      string
	}{
		{Translation{ids("int ID_0"), true}, true, "a good one"},
		{Translation{nil, true}, false, "empty"},
		{Translation{ids("int ID_0"), false}, false, "cut off"},
		{Translation{ids("int" + strings.Repeat(" (", 13)), true}, true, "one bracket and twelve repetitions"},
		{Translation{ids("int" + strings.Repeat(" (", 14)), true}, false, "one repetition more"},
		{Translation{ids(strings.Repeat("x = y ", 13)), true}, true, "three tokens and twelve repetitions"},
		{Translation{ids(strings.Repeat("x = y ", 14)), true}, false, "a loop of three"},
		{Translation{ids("return z"), true}, false, "refused by Accept"},
	} {
		o := newObjective(t, func(o *Options) {
			o.MaxLength, o.Tokens, o.MaxRepeats = 60, 61, 12
			o.Accept = func(_ context.Context, functions, translations []seq2seq.Sequence) ([]bool, error) {
				if len(functions) != 1 || functions[0].Language != 0 || translations[0].Language != 1 {
					t.Errorf("%s: asked about %v and %v", c.reason, functions, translations)
				}
				return []bool{translations[0].IDs[0] != ids("return")[0]}, nil
			}
			o.Generate = func(_ context.Context, sources []seq2seq.Sequence, _ int, _ []int, _ *rand.Rand) ([]Translation, error) {
				return []Translation{c.translation}, nil
			}
		})
		var counts tally
		pairs, err := o.translate(context.Background(), o.options.Generate, []seq2seq.Sequence{function(0, "def ID_0")}, 1, &counts, nil)
		if err != nil {
			t.Fatal(err)
		}
		if kept := len(pairs) == 1; kept != c.kept || counts.kept != len(pairs) {
			t.Errorf("%s: %d pairs of %q", c.reason, len(pairs), texts(c.translation.IDs))
		}
		if counts.generated != 1 || counts.kept+counts.empty+counts.truncated+counts.loops+counts.refused != 1 {
			t.Errorf("%s: counted %+v", c.reason, counts)
		}
	}
}

func TestLengthLimits(t *testing.T) {
	var got []int
	o := newObjective(t, func(o *Options) {
		o.Generate = func(_ context.Context, sources []seq2seq.Sequence, _ int, maxLengths []int, _ *rand.Rand) ([]Translation, error) {
			got = maxLengths
			return make([]Translation, len(sources)), nil
		}
	})
	functions := []seq2seq.Sequence{{IDs: make([]int32, 10)}, {IDs: make([]int32, 30)}}
	if _, err := o.Pairs(context.Background(), functions, 1, o.options.Generate); err != nil {
		t.Fatal(err)
	}
	// 1.3·10+10 = 23 and the 30 of MaxLength, each with EOS.
	if want := []int{24, 31}; !slices.Equal(got, want) {
		t.Errorf("limits %v, expected %v", got, want)
	}
}

func tinyModel(t *testing.T) *seq2seq.Model {
	t.Helper()
	m, err := seq2seq.New(seq2seq.Config{
		Vocabulary: len(table), Languages: 3, Width: 16, Heads: 2, FeedForward: 32,
		EncoderLayers: 1, DecoderLayers: 1, Positions: 48, ShiftedHeads: 1, Pointer: true, Names: true,
	}, rand.New(rand.NewPCG(6, 6)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// learn trains from change's objective and returns what it measured in the last
// twelve steps and the weights. At step stopAt a new objective takes over.
func learn(t *testing.T, m *seq2seq.Model, steps, stopAt int, create func() *Objective) (map[string]float64, []float32) {
	t.Helper()
	trainer, err := seq2seq.NewTrainer(m, seq2seq.TrainerOptions{MaxTokens: 100, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Close()
	optimizer, err := seq2seq.NewOptimizer(trainer, seq2seq.OptimizerOptions{ClipNorm: 1})
	if err != nil {
		t.Fatal(err)
	}
	o, rng := create(), rand.New(rand.NewPCG(7, 7))
	for step := range steps {
		if step == steps-12 {
			o.Measurements()
		}
		if step == stopAt {
			state, err := o.State()
			if err != nil {
				t.Fatal(err)
			}
			o = create()
			if err := o.Restore(state); err != nil {
				t.Fatal(err)
			}
		}
		loss, err := o.Step(context.Background(), trainer, rng, 1)
		if err != nil {
			t.Fatal(err)
		}
		if loss.Tokens == 0 {
			continue
		}
		if _, err := optimizer.Step(1e-2); err != nil {
			t.Fatal(err)
		}
	}
	return o.Measurements(), m.Parameter("embed.tokens").Data
}

// With a perfect translator every direction learns the way back.
func TestLearnsEveryDirectionAndResumes(t *testing.T) {
	create := func() *Objective { return newObjective(t, nil) }
	measured, whole := learn(t, tinyModel(t), 90, -1, create)
	for _, direction := range []string{"0-1", "0-2", "1-0", "1-2", "2-0", "2-1"} {
		if loss, ok := measured["loss/"+direction]; !ok || loss > 0.9 { // a guess is ln 20 = 3.0
			t.Errorf("%s: loss %.3f, expected below 0.9 (%v)", direction, loss, ok)
		}
		if measured["kept/"+direction] != 1 {
			t.Errorf("%s: kept %.2f, expected all", direction, measured["kept/"+direction])
		}
	}
	if _, resumed := learn(t, tinyModel(t), 90, 44, create); !reflect.DeepEqual(whole, resumed) {
		t.Error("weights differ behind a resumption")
	}
}

// The model itself translates: masked to the target's vocabulary, within the
// limits, reproducibly whether it searches or samples, also across a resumption.
func TestGenerator(t *testing.T) {
	allowed := make([][]uint64, 3)
	for language := range allowed {
		allowed[language] = []uint64{0}
		for id, word := range table {
			if head := slices.Index(heads, word); id == seq2seq.EOS || id > seq2seq.Unknown && (head < 0 || head == language) {
				allowed[language][0] |= 1 << id
			}
		}
	}
	for _, c := range []struct {
		name      string
		generator Generator
	}{
		{"greedy", Generator{}},
		{"sampling", Generator{Temperature: 1, TopK: 5}},
		{"half of the batches sampled", Generator{Temperature: 1, TopK: 5, GreedyShare: 0.5}},
		{"beam", Generator{Width: 3, LengthPenalty: 1}},
		{"known placeholders", Generator{Temperature: 1, Placeholders: placeholders}},
	} {
		m := tinyModel(t)
		g := c.generator
		g.Model, g.Threads, g.Allowed = m, 1, allowed
		sources := []seq2seq.Sequence{function(0, "def ID_0 ( ID_1 )"), function(0, "def ID_0 = x")}
		generate := func() []Translation {
			all, err := g.Generate(context.Background(), sources, 1, []int{9, 5}, rand.New(rand.NewPCG(8, 8)))
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		first := generate()
		for i, y := range first {
			if limit := []int{9, 5}[i]; len(y.IDs) > limit || y.Finished && len(y.IDs) == limit {
				t.Errorf("%s: %d tokens, finished %v, the limit with EOS is %d", c.name, len(y.IDs), y.Finished, limit)
			}
			for _, id := range y.IDs {
				if id <= seq2seq.Unknown || allowed[1][0]>>id&1 == 0 {
					t.Errorf("%s: %s in the second language", c.name, table[id])
				}
			}
		}
		if !reflect.DeepEqual(first, generate()) {
			t.Errorf("%s: another translation with the same seed", c.name)
		}
		objective := func(m *seq2seq.Model) func() *Objective {
			g := g
			g.Model = m
			return func() *Objective { return newObjective(t, func(o *Options) { o.Generate = g.Generate }) }
		}
		_, whole := learn(t, m, 14, -1, objective(m))
		again := tinyModel(t)
		if _, resumed := learn(t, again, 14, 6, objective(again)); !reflect.DeepEqual(whole, resumed) {
			t.Errorf("%s: weights differ behind a resumption", c.name)
		}
	}
}

// GreedyShare sets the temperature aside in that part of the calls.
func TestGreedyShare(t *testing.T) {
	sources := []seq2seq.Sequence{function(0, "def ID_0 ( ID_1 )")}
	generate := func(g Generator, rng *rand.Rand) []int32 {
		g.Model, g.Threads = tinyModel(t), 1
		all, err := g.Generate(context.Background(), sources, 1, []int{20}, rng)
		if err != nil {
			t.Fatal(err)
		}
		return all[0].IDs
	}
	greedy := generate(Generator{}, nil)
	for _, share := range []float64{0, 0.5, 1} {
		same, rng := 0, rand.New(rand.NewPCG(9, 9))
		for range 40 {
			if slices.Equal(greedy, generate(Generator{Temperature: 1, GreedyShare: share}, rng)) {
				same++
			}
		}
		// An untrained model hardly draws its twenty likeliest tokens by chance.
		if want := int(40 * share); same < want-8 || same > want+8 || share == 1 && same != 40 {
			t.Errorf("%d of 40 translations are greedy, expected about %d", same, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		reason string
	}{
		{func(o *Options) { o.Languages = o.Languages[:1] }, "one language"},
		{func(o *Options) { o.Directions = [][2]int{{0, 0}} }, "from a language to itself"},
		{func(o *Options) { o.Directions = [][2]int{{0, 7}} }, "a language without functions"},
		{func(o *Options) { o.Generate = nil }, "nothing to translate with"},
		{func(o *Options) { o.MaxLength = 100 }, "functions that no batch holds"},
		{func(o *Options) { o.LengthRatio = -1 }, "a negative limit"},
	} {
		options := Options{Languages: []int{0, 1}, Draw: draw, Tokens: 100, Placeholders: placeholders, Generate: rule}
		c.change(&options)
		if _, err := New(options); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
	broken := errors.New("broken")
	o := newObjective(t, func(o *Options) {
		o.Generate = func(context.Context, []seq2seq.Sequence, int, []int, *rand.Rand) ([]Translation, error) {
			return nil, broken
		}
	})
	if _, err := o.Step(context.Background(), nil, rand.New(rand.NewPCG(1, 1)), 1); !errors.Is(err, broken) {
		t.Errorf("error %v, expected the generator's", err)
	}
	for _, bad := range []string{"", "{}", `{"next":9,"pools":{}}`} {
		if o.Restore([]byte(bad)) == nil {
			t.Errorf("state %q is accepted", bad)
		}
	}
}
