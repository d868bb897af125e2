package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"transcoder/seq2seq"
)

func (c *copying) Skip(rng *rand.Rand) error {
	c.count++
	return nil
}

// group is Peers in one process: members meet at a barrier and read what the
// others brought.
type group struct {
	size    int
	meeting sync.Cond
	brought [][]float64
	arrived int
	round   int

	together []float64 // of the last round
}

type member struct {
	*group
	rank int
}

func newGroup(size int) *group {
	g := &group{size: size, brought: make([][]float64, size)}
	g.meeting.L = &sync.Mutex{}
	return g
}

func (m member) Rank() int { return m.rank }
func (m member) Size() int { return m.size }

func (m member) Exchange(values []float64) ([]float64, error) {
	g := m.group
	g.meeting.L.Lock()
	defer g.meeting.L.Unlock()
	round := g.round
	g.brought[m.rank] = append([]float64(nil), values...)
	if g.arrived++; g.arrived == g.size {
		g.together = nil
		for _, b := range g.brought {
			g.together = append(g.together, b...)
		}
		g.arrived, g.round = 0, round+1
		g.meeting.Broadcast()
	}
	for g.round == round {
		g.meeting.Wait()
	}
	return g.together, nil // the next round makes another
}

func (m member) Sum(data []float32) error {
	values := make([]float64, len(data))
	for i, x := range data {
		values[i] = float64(x)
	}
	all, err := m.Exchange(values)
	if err != nil {
		return err
	}
	for i := range data {
		sum := float32(all[i])
		for rank := 1; rank < m.size; rank++ {
			sum += float32(all[rank*len(data)+i])
		}
		data[i] = sum
	}
	return nil
}

// shared runs a training on so many processes and returns what each ended with.
func shared(t *testing.T, size int, change func(rank int, b *bench, o *Options)) ([]*bench, []Result, []error) {
	t.Helper()
	g := newGroup(size)
	benches, results, errs := make([]*bench, size), make([]Result, size), make([]error, size)
	var wait sync.WaitGroup
	for rank := range size {
		benches[rank] = newBench(t)
		o := benches[rank].options(12)
		o.Accumulate, o.Peers = 4, member{g, rank}
		if change != nil {
			change(rank, benches[rank], &o)
		}
		wait.Go(func() { results[rank], errs[rank] = Run(context.Background(), o) })
	}
	wait.Wait()
	return benches, results, errs
}

// peersTolerance is by how much a weight may differ between numbers of processes,
// which add up the gradients of the same batches in another order.
const peersTolerance = 1e-5

// without leaves out the biases of attention's keys. They shift all scores of a
// query alike, which softmax does not see: their gradient is zero but for
// rounding, and Adam makes whole steps of that.
func without(name string, cell, width int) bool {
	switch {
	case strings.HasSuffix(name, "self.qkv.bias"):
		return cell/width == 1
	case strings.HasSuffix(name, "cross.kv.bias"):
		return cell/width == 0
	}
	return false
}

// One, two and four processes learn from the same batches; processes of one run
// end with the same bits.
func TestPeersAgree(t *testing.T) {
	var losses [][]float64
	run := func(size int) ([]*bench, []Result) {
		reported := make([][]float64, size)
		benches, results, errs := shared(t, size, func(rank int, _ *bench, o *Options) {
			o.Hooks = []Hook{{Step: func(r *StepReport) error {
				for _, b := range r.Batches {
					reported[rank] = append(reported[rank], b.Loss)
				}
				return nil
			}}}
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatalf("%d processes: %v", size, err)
		}
		for rank := 1; rank < size; rank++ {
			if !reflect.DeepEqual(reported[0], reported[rank]) {
				t.Errorf("%d processes: process %d reports other losses", size, rank)
			}
			for i, p := range benches[0].model.Parameters {
				if !reflect.DeepEqual(p.Data, benches[rank].model.Parameters[i].Data) {
					t.Errorf("%d processes: %s of process %d differs", size, p.Name, rank)
				}
			}
			if benches[0].a.count != benches[rank].a.count {
				t.Errorf("%d processes: objectives differ: %d and %d", size, benches[0].a.count, benches[rank].a.count)
			}
			one, other := results[0].State, results[rank].State
			if !reflect.DeepEqual(one.Credits, other.Credits) || one.Tokens != other.Tokens {
				t.Errorf("%d processes: states %+v and %+v", size, one, other)
			}
		}
		losses = append(losses, reported[0])
		return benches, results
	}
	single, _ := run(1)
	for i, size := range []int{2, 4} {
		benches, _ := run(size)
		largest := 0.0
		for k, p := range single[0].model.Parameters {
			for j, x := range p.Data {
				if !without(p.Name, j, single[0].model.Config.Width) {
					largest = max(largest, math.Abs(float64(x-benches[0].model.Parameters[k].Data[j])))
				}
			}
		}
		t.Logf("1 and %d processes: weights differ by %.2g at most", size, largest)
		if largest > peersTolerance {
			t.Errorf("1 and %d processes: weights differ by %.2g, expected %.2g at most", size, largest, peersTolerance)
		}
		for j, loss := range losses[0] {
			if off := math.Abs(loss - losses[i+1][j]); off > 1e-4 {
				t.Errorf("1 and %d processes: loss of batch %d is %v and %v", size, j, loss, losses[i+1][j])
			}
		}
	}
}

// Time is process 0's, and what stops one process stops all of them at one step.
func TestPeersStopTogether(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	g := newGroup(2)
	results, errs := make([]Result, 2), make([]error, 2)
	var wait sync.WaitGroup
	for rank := range 2 {
		o := newBench(t).options(1000)
		o.Peers = member{g, rank}
		own := context.Background()
		if rank == 1 {
			own = ctx
			o.Hooks = []Hook{{Step: func(r *StepReport) error {
				if r.Step == 3 {
					cancel()
				}
				return nil
			}}}
		}
		wait.Go(func() { results[rank], errs[rank] = Run(own, o) })
	}
	wait.Wait()
	for rank := range 2 {
		if !errors.Is(errs[rank], context.Canceled) || results[rank].State.Step != 3 {
			t.Errorf("process %d stopped at step %d with %v, expected step 3", rank, results[rank].State.Step, errs[rank])
		}
	}
}

// unshared is an objective that can't skip.
type unshared struct{ Objective }

func TestPeersErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.Accumulate = 3 }, "3 batches a step on 2 processes"},
		{func(o *Options) { o.Tasks[0].Objective = unshared{o.Tasks[0].Objective} }, "objective a can't be shared"},
	} {
		_, _, errs := shared(t, 2, func(_ int, _ *bench, o *Options) { c.change(o) })
		for _, err := range errs {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, expected %q", err, c.want)
			}
		}
	}
	// A loss that is no number is seen by all.
	_, _, errs := shared(t, 2, func(rank int, b *bench, _ *Options) {
		b.a.spoil = func(step int) (seq2seq.Loss, bool) {
			return seq2seq.Loss{Nats: math.NaN(), Tokens: 1}, rank == 1 && step > 5
		}
	})
	for rank, err := range errs {
		if !errors.Is(err, ErrDiverged) {
			t.Errorf("process %d: %v", rank, err)
		}
	}
}
