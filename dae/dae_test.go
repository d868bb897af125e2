package dae

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/seq2seq"
)

// table is a vocabulary for tests: words with the languages that can have them
// (p, c, j); a word that ends in @@ goes on.
var table = strings.Fields("<pad>: <s>:pcj </s>:pcj <mask>: <unk>: " +
	"ID_0:pcj ID_1:pcj ID_2:pcj ID_3:pcj ID_4:pcj ID_5:pcj =:pcj +:pcj (:pcj ):pcj return:pcj " +
	"int:cj def:p &:c new:j foo@@:pcj bar@@:pcj baz:pcj unsigned@@:c")

type vocabulary struct{}

func text(id int32) string                 { name, _, _ := strings.Cut(table[id], ":"); return name }
func (vocabulary) Continues(id int32) bool { return strings.HasSuffix(text(id), "@@") }
func (vocabulary) Languages(id int32) uint8 {
	_, languages, _ := strings.Cut(table[id], ":")
	mask := uint8(0)
	for bit, letter := range "pcj" {
		if strings.ContainsRune(languages, letter) {
			mask |= 1 << bit
		}
	}
	return mask
}

var placeholders = corpora.NewPlaceholders(len(table), text)

func ids(s string) []int32 {
	list := []int32{}
	for _, w := range strings.Fields(s) {
		list = append(list, int32(slices.IndexFunc(table, func(e string) bool { return strings.HasPrefix(e, w+":") })))
	}
	return list
}

func texts(list []int32) string {
	var words []string
	for _, id := range list {
		words = append(words, text(id))
	}
	return strings.Join(words, " ")
}

// function makes a sequence whose names are the id itself, so that a name which
// went with the wrong token shows.
func function(language int, s string) seq2seq.Sequence {
	f := seq2seq.Sequence{Language: language, IDs: ids(s)}
	for _, id := range f.IDs {
		var name []int32
		if placeholders.Is(id) {
			name = []int32{id}
		}
		f.Names = append(f.Names, name)
	}
	return f
}

func newNoiser(n Noise) *noiser { return &noiser{n, vocabulary{}, placeholders, []int{0, 1, 2}, nil} }

const sample = "int ID_0 ( int ID_1 ) ID_2 = foo@@ bar@@ baz ( ID_1 + ID_0 ) return ID_2"

func TestZeroNoiseLeavesTheFunction(t *testing.T) {
	s := function(1, sample)
	p := newNoiser(Noise{}).pair(rand.New(rand.NewPCG(1, 1)), s)
	if !reflect.DeepEqual(p.Source, s) || !slices.Equal(p.Target.IDs, s.IDs) || p.Target.Language != 1 {
		t.Errorf("%s -> %s", texts(p.Source.IDs), texts(p.Target.IDs))
	}
}

// With k = 3 no word moves by more than three places, and all permutations that
// allow it come up at some time.
func TestShuffleIsLocal(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	words := make([]word, 40)
	for i := range words {
		words[i] = word{ids: []int32{int32(i)}}
	}
	largest, moved := 0, 0
	for range 500 {
		for i, w := range shuffle(rng, words, 3) {
			distance := max(i-int(w.ids[0]), int(w.ids[0])-i)
			largest = max(largest, distance)
			if distance > 0 {
				moved++
			}
		}
	}
	if largest != 3 {
		t.Errorf("words moved by up to %d places, expected 3", largest)
	}
	if share := float64(moved) / (500 * 40); share < 0.5 {
		t.Errorf("%.2f of the words moved, expected most", share)
	}
}

// Shares of dropped and masked words are within four standard deviations of
// what is asked for.
func TestShares(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	s := seq2seq.Sequence{IDs: ids(strings.Repeat("( ) + = ", 25))}
	const rounds = 400
	n := newNoiser(Noise{Drop: 0.1, Mask: 0.2})
	left, hidden := 0, 0
	for range rounds {
		d := n.damage(rng, s)
		left += len(d.IDs)
		for _, id := range d.IDs {
			if id == seq2seq.Mask {
				hidden++
			}
		}
	}
	check := func(name string, count, of int, want float64) {
		got := float64(count) / float64(of)
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/float64(of)) {
			t.Errorf("%s: %.4f, expected %.4f", name, got, want)
		}
	}
	check("left", left, rounds*100, 0.9)
	check("masked", hidden, left, 0.2)

	shuffled := 0
	n = newNoiser(Noise{Shuffle: 3, ShuffleShare: 0.5})
	for range rounds {
		if !slices.Equal(n.damage(rng, s).IDs, s.IDs) {
			shuffled++
		}
	}
	check("shuffled", shuffled, rounds, 0.5)
}

// Whatever the noise, subwords of a word stay together and in order, a name
// stays with its placeholder, no token appears that was not there, and the pair
// is the function under one renaming, in order in the source.
func TestInvariants(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	n := newNoiser(Noise{Shuffle: 3, ShuffleShare: 0.5, Drop: 0.2, Mask: 0.2, Skeleton: 0.5, SkeletonDrop: 0.3})
	s := function(1, sample)
	before := fmt.Sprint(s)
	for range 2000 {
		p := n.pair(rng, s)
		source := texts(p.Source.IDs)
		if strings.Count(source, "foo@@") != strings.Count(source, "foo@@ bar@@ baz") ||
			strings.Count(source, "baz") != strings.Count(source, "foo@@ bar@@ baz") {
			t.Fatalf("a word was cut: %s", source)
		}
		if len(p.Source.Names) != len(p.Source.IDs) || len(p.Source.IDs) == 0 || len(p.Source.IDs) > len(s.IDs) {
			t.Fatalf("%d tokens, %d names", len(p.Source.IDs), len(p.Source.Names))
		}
		// The target tells the renaming: it is the function otherwise.
		renamed := map[int32]int32{}
		for i, id := range p.Target.IDs {
			if placeholders.Is(id) {
				renamed[s.IDs[i]] = id
			} else if id != s.IDs[i] {
				t.Fatalf("target %s", texts(p.Target.IDs))
			}
		}
		if len(renamed) != 3 {
			t.Fatalf("renaming %v, expected of three names", renamed)
		}
		next := ids("ID_0")[0]
		seen := map[int32]bool{}
		for i, id := range p.Source.IDs {
			if !placeholders.Is(id) {
				if p.Source.Names[i] != nil {
					t.Fatalf("%s has a name", text(id))
				}
				continue
			}
			if name := p.Source.Names[i]; len(name) != 1 || renamed[name[0]] != id {
				t.Fatalf("%s has the name of %v in %s", text(id), name, source)
			}
			if !seen[id] && id != next {
				t.Fatalf("out of order: %s", source)
			}
			if !seen[id] {
				next++
			}
			seen[id] = true
		}
	}
	if fmt.Sprint(s) != before {
		t.Error("the function itself changed")
	}
}

func TestSkeleton(t *testing.T) {
	for _, c := range []struct {
		language   int
		source     string
		drop       float64
		wants      []string
		reason     string
		onlyOthers []int
	}{
		{1, "int & ID_0 = baz", 0, []string{"<mask> <mask> ID_0 = baz", "int <mask> ID_0 = baz"}, "Python has no int, neither has &", nil},
		{0, "def ID_0 ( )", 0, []string{"<mask> ID_0 ( )"}, "neither other language has def", nil},
		{1, "unsigned@@ baz ID_0", 0, []string{"<mask> ID_0"}, "a word is one mask, and impossible where a piece is", nil},
		{1, "int & ID_0 = baz", 1, []string{"ID_0 = baz", "int ID_0 = baz"}, "left out instead", nil},
		{1, "& &", 1, []string{"<mask>"}, "something is left", nil},
		{2, "new int", 0, []string{"new int"}, "no other language to draw", []int{2}},
	} {
		n := newNoiser(Noise{Skeleton: 1, SkeletonDrop: c.drop})
		if c.onlyOthers != nil {
			n.languages = c.onlyOthers
		}
		rng := rand.New(rand.NewPCG(5, 5))
		seen := map[string]bool{}
		for range 50 {
			seen[texts(n.damage(rng, function(c.language, c.source)).IDs)] = true
		}
		if len(seen) != len(c.wants) {
			t.Errorf("%s: %v, expected %q", c.reason, seen, c.wants)
		}
		for _, want := range c.wants {
			if !seen[want] {
				t.Errorf("%s: %v, expected %q", c.reason, seen, c.wants)
			}
		}
	}
}

// A word that the other language has, but far less often, is hidden in
// proportion.
func TestSkeletonByFrequency(t *testing.T) {
	share := map[string][3]float64{ // of Python, C++, Java
		"(":      {0.1, 0.1, 0.1},
		"return": {0.005, 0.05, 0.04},
		"=":      {0.06, 0.05, 0.05}, // a little more often where it is hidden for
	}
	n := newNoiser(Noise{})
	n.frequency = func(language int, id int32) float64 { return share[text(id)][language] }
	for _, c := range []struct {
		reason   string
		word     string
		from, to int
		want     float64
	}{
		{"as frequent in both", "(", 0, 1, 0},
		{"a tenth as frequent: 1 - 2/10", "return", 1, 0, 0.8},
		{"more than half as frequent", "return", 1, 2, 0},
		{"more frequent in the other", "=", 2, 0, 0},
		{"impossible in the other", "&", 1, 2, 1},
		{"never counted", "baz", 0, 1, 0},
		{"placeholders stay", "ID_0", 2, 0, 0},
	} {
		if got := n.hides(c.from, c.to, ids(c.word)[0]); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: hidden with probability %v, want %v", c.reason, got, c.want)
		}
	}
}

func TestValidate(t *testing.T) {
	if err := Published.Validate(); err != nil {
		t.Error(err)
	}
	for _, bad := range []Noise{{Shuffle: -1}, {Drop: 1}, {Mask: 1.1}, {Skeleton: -0.1}, {ShuffleShare: math.NaN()}} {
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
}

func newObjective(t *testing.T) *Objective {
	t.Helper()
	o, err := New(Options{
		Languages: []int{0, 1, 2}, Tokens: 120, MaxLength: 20,
		Draw: func(rng *rand.Rand, language int) seq2seq.Sequence {
			words := []string{[]string{"def", "& int", "new int"}[language]}
			for range 1 + rng.IntN(4) {
				words = append(words, []string{"ID_0 = ID_1", "return ID_0", "foo@@ baz ( ID_0 )"}[rng.IntN(3)])
			}
			return function(language, strings.Join(words, " "))
		},
		Vocabulary: vocabulary{}, Placeholders: placeholders, Noise: Published,
		Skeleton: func(progress float64) float64 { return 1 - progress },
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestLearnsAndResumes(t *testing.T) {
	train := func(steps, stopAt int) (loss float64, weights []float32) {
		m, err := seq2seq.New(seq2seq.Config{
			Vocabulary: len(table), Languages: 3, Width: 16, Heads: 2, FeedForward: 32,
			EncoderLayers: 1, DecoderLayers: 1, Positions: 32, ShiftedHeads: 1, Pointer: true, Names: true,
		}, rand.New(rand.NewPCG(6, 6)))
		if err != nil {
			t.Fatal(err)
		}
		trainer, err := seq2seq.NewTrainer(m, seq2seq.TrainerOptions{MaxTokens: 120, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Close()
		optimizer, err := seq2seq.NewOptimizer(trainer, seq2seq.OptimizerOptions{ClipNorm: 1})
		if err != nil {
			t.Fatal(err)
		}
		o, rng := newObjective(t), rand.New(rand.NewPCG(7, 7))
		for step := range steps {
			if step == stopAt {
				state, err := o.State()
				if err != nil {
					t.Fatal(err)
				}
				o = newObjective(t)
				if err := o.Restore(state); err != nil {
					t.Fatal(err)
				}
			}
			o.SetProgress(float64(step) / float64(steps))
			sum, err := o.Step(context.Background(), trainer, rng, 1)
			if err != nil {
				t.Fatal(err)
			}
			if loss = sum.Mean(); step == 0 && loss < 1.5 {
				t.Errorf("loss %.3f at the start, expected that of a guess", loss)
			}
			if _, err := optimizer.Step(1e-2); err != nil {
				t.Fatal(err)
			}
		}
		return loss, m.Parameter("embed.tokens").Data
	}
	loss, whole := train(60, -1)
	if loss > 1.2 {
		t.Errorf("loss %.3f after 60 steps, expected below 1.2", loss)
	}
	if _, resumed := train(60, 29); !reflect.DeepEqual(whole, resumed) {
		t.Error("weights differ behind a resumption")
	}
}
