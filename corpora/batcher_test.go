package corpora

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// sizes draws lengths as functions have them: many short, few long.
func sizes(rng *rand.Rand) int { return 5 + int(rng.ExpFloat64()*60) }

func identity(n int) int { return n }

func TestBatcherFillsTheBudget(t *testing.T) {
	for _, c := range []struct {
		similar bool
		least   float64 // share of the budget that is used
	}{{false, 0.99}, {true, 0.97}} {
		rng := rand.New(rand.NewPCG(1, 1))
		b, err := NewBatcher(BatcherOptions{Budget: 2000, Similar: c.similar}, sizes, identity)
		if err != nil {
			t.Fatal(err)
		}
		used, spread := 0, 0
		for range 100 {
			batch, err := b.Next(rng)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0
			for _, n := range batch {
				sum += n
			}
			if sum > 2000 {
				t.Fatalf("a batch of %d tokens, the budget is 2000", sum)
			}
			used += sum
			slices.Sort(batch)
			spread += batch[3*len(batch)/4] - batch[len(batch)/4]
		}
		if share := float64(used) / (100 * 2000); share < c.least {
			t.Errorf("similar %v: batches are %.3f full, expected %.2f", c.similar, share, c.least)
		}
		if c.similar && spread > 100*20 { // the stream's own quartiles are 66 apart
			t.Errorf("quartiles of a batch of similar items are %d apart on average", spread/100)
		}
	}
}

func TestBatcherUsesEveryItemOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	next := 0
	b, err := NewBatcher(BatcherOptions{Budget: 300, Pool: 32, Items: 5, Similar: true},
		func(rng *rand.Rand) [2]int { next++; return [2]int{next, sizes(rng)} },
		func(item [2]int) int { return item[1] })
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for range 400 {
		batch, err := b.Next(rng)
		if err != nil {
			t.Fatal(err)
		}
		if len(batch) > 5 {
			t.Fatalf("a batch of %d items, expected 5 at most", len(batch))
		}
		for _, item := range batch {
			if seen[item[0]] {
				t.Fatalf("item %d comes twice", item[0])
			}
			seen[item[0]] = true
		}
	}
	for _, item := range b.pool {
		seen[item[0]] = true
	}
	if oversized := next - len(seen); oversized > next/50 { // exp(-295/60) is 0.7 % of the stream
		t.Errorf("%d of %d items were neither used nor are they waiting", oversized, next)
	}
	if oldest := b.pool[0][0]; next-oldest > 33*32 {
		t.Errorf("item %d of %d still waits", oldest, next)
	}
}

func TestBatcherResumes(t *testing.T) {
	source := rand.NewPCG(3, 3)
	rng := rand.New(source)
	options := BatcherOptions{Budget: 500, Similar: true}
	a, _ := NewBatcher(options, sizes, identity)
	for range 7 {
		a.Next(rng)
	}
	state, err := a.State()
	if err != nil {
		t.Fatal(err)
	}
	random, _ := source.MarshalBinary()
	var want [][]int
	for range 5 {
		batch, _ := a.Next(rng)
		want = append(want, batch)
	}
	b, _ := NewBatcher(options, sizes, identity)
	if err := b.Restore(state); err != nil {
		t.Fatal(err)
	}
	if err := source.UnmarshalBinary(random); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got, _ := b.Next(rng); !reflect.DeepEqual(got, want[i]) {
			t.Fatalf("batch %d behind the resumption is %v, expected %v", i, got, want[i])
		}
	}
	if b.Restore([]byte("{")) == nil {
		t.Error("a damaged state is accepted")
	}
}

func TestBatcherGivesUp(t *testing.T) {
	b, err := NewBatcher(BatcherOptions{Budget: 10}, func(*rand.Rand) int { return 11 }, identity)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Next(rand.New(rand.NewPCG(1, 1))); err == nil {
		t.Error("a stream of oversized items alone gives a batch")
	}
	if _, err := NewBatcher(BatcherOptions{}, sizes, identity); err == nil {
		t.Error("no budget is accepted")
	}
}

func TestBalance(t *testing.T) {
	b := make(Balance, 3)
	rng := rand.New(rand.NewPCG(4, 4))
	for range 3000 {
		i := b.Next(nil)
		b.Add(i, (i+1)*10+rng.IntN(10)) // the third language's items are twice as long
	}
	if gap := slices.Max(b) - slices.Min(b); gap > 40 {
		t.Errorf("streams are %d tokens apart, expected less than one item: %v", gap, b)
	}
	if i := b.Next(func(i int) bool { return i == 2 }); i != 2 {
		t.Errorf("stream %d, expected the only one available", i)
	}
	if i := b.Next(func(int) bool { return false }); i != -1 {
		t.Errorf("stream %d of none", i)
	}
}
