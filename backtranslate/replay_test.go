package backtranslate

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"transcoder/seq2seq"
)

func verifiedPairs() []seq2seq.Pair {
	return []seq2seq.Pair{
		{Source: function(1, "int ID_0 ( ID_1 )"), Target: seq2seq.Sequence{Language: 0, IDs: ids("def ID_1 ( ID_0 )")}},
		{Source: function(1, "int ID_0 = ID_1 + ID_2"), Target: seq2seq.Sequence{Language: 2, IDs: ids("new ID_2 + ID_3")}},
	}
}

func newReplay(t *testing.T, pairs []seq2seq.Pair) *Replay {
	t.Helper()
	r, err := NewReplay(ReplayOptions{Pairs: pairs, Tokens: 60, MaxLength: 20, Placeholders: placeholders})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Both ways of a pair are learnt, each numbered by its source, and names stay with
// what they name.
func TestReplayWays(t *testing.T) {
	r := newReplay(t, verifiedPairs())
	if r.Len() != 4 || len(r.ways) != 4 {
		t.Fatalf("%d pairs in %d directions, expected 4 in 4", r.Len(), len(r.ways))
	}
	var got []string
	for _, way := range r.ways {
		names := ""
		for _, n := range way[0].Source.Names {
			if n != nil {
				names += " " + strings.TrimPrefix(table[n[0]-10], "ID_")
			}
		}
		got = append(got, texts(way[0].Source.IDs)+" -> "+texts(way[0].Target.IDs)+names)
	}
	want := []string{ // names are the numbers in the verified pair
		"def ID_0 ( ID_1 ) -> int ID_1 ( ID_0 ) 1 0",
		"int ID_0 ( ID_1 ) -> def ID_1 ( ID_0 ) 0 1",
		"int ID_0 = ID_1 + ID_2 -> new ID_2 + ID_3 0 1 2",
		"new ID_0 + ID_1 -> int ID_2 = ID_3 + ID_0 2", // ID_3 was invented
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, expected %q", got, want)
	}
}

// A state that is restored draws the same batches, and directions get the same
// number of tokens however many pairs they have.
func TestReplayBalancesAndResumes(t *testing.T) {
	pairs := append(verifiedPairs(), verifiedPairs()[:1]...)
	trainer, err := seq2seq.NewTrainer(tinyModel(t), seq2seq.TrainerOptions{MaxTokens: 100, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Close()
	losses := func(stop int) (all []seq2seq.Loss) {
		r, rng := newReplay(t, pairs), rand.New(rand.NewPCG(3, 3))
		for step := range 12 {
			if step == stop {
				state, err := r.State()
				if err != nil {
					t.Fatal(err)
				}
				r = newReplay(t, pairs)
				if err := r.Restore(state); err != nil {
					t.Fatal(err)
				}
			}
			trainer.ZeroGradients()
			loss, err := r.Step(context.Background(), trainer, rng, 1)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, loss)
		}
		least, most := r.balance[0], r.balance[0]
		for _, tokens := range r.balance {
			least, most = min(least, tokens), max(most, tokens)
		}
		if most-least > 20 { // one item
			t.Errorf("directions had %v tokens", r.balance)
		}
		return all
	}
	if whole, resumed := losses(-1), losses(5); !reflect.DeepEqual(whole, resumed) {
		t.Errorf("losses differ behind a resumption: %v and %v", whole, resumed)
	}
}

func TestReplayErrors(t *testing.T) {
	for _, c := range []struct {
		options ReplayOptions
		reason  string
	}{
		{ReplayOptions{Pairs: verifiedPairs(), Tokens: 60}, "no vocabulary"},
		{ReplayOptions{Pairs: verifiedPairs(), Tokens: 60, MaxLength: 60, Placeholders: placeholders}, "pairs that no batch holds"},
		{ReplayOptions{Pairs: verifiedPairs(), Tokens: 60, MaxLength: 3, Placeholders: placeholders}, "all pairs too long"},
		{ReplayOptions{Tokens: 60, Placeholders: placeholders}, "no pairs"},
	} {
		if _, err := NewReplay(c.options); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
	r := newReplay(t, verifiedPairs())
	for _, bad := range []string{"", "{}", `{"pool":7}`} {
		if r.Restore([]byte(bad)) == nil {
			t.Errorf("state %q is accepted", bad)
		}
	}
}
