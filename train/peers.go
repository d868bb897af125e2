package train

import (
	"fmt"
	"math/rand/v2"
	"time"

	"transcoder/seq2seq"
)

// Peers are the processes of a data-parallel run. Each has the whole model; of the
// batches that make up a step (Options.Accumulate) process r computes number r,
// r+Size, r+2·Size ..., and the gradients are summed.
//
// Everything else is done alike by all: they draw from equal generators, and an
// objective whose batch another process computes draws it, too, and lets it go
// (Skipper). So after a step all have the same weights, moments and states, any
// checkpoint of process 0 serves all, and a run may go on with another number of
// processes.
//
// A method is called by all processes at the same point and returns on all.
type Peers interface {
	Rank() int // of this process, 0 to Size-1
	Size() int

	// Sum adds up data over the processes, cell by cell in the order of ranks, so that
	// the same parts give the same bits, and leaves the sums in data.
	Sum(data []float32) error

	// Exchange returns the values of all processes, [Size][len(values)] row by row.
	Exchange(values []float64) ([]float64, error)
}

// Skipper is an Objective that can draw a batch and let it go: its state is then
// as after a Step with the same rng. A run with Peers needs it of all objectives.
type Skipper interface {
	Skip(rng *rand.Rand) error
}

// checkPeers returns an error for options that processes can't share a step of.
func checkPeers(o *Options) error {
	if o.Peers == nil {
		return nil
	}
	if o.Accumulate%o.Peers.Size() != 0 {
		return fmt.Errorf("train: %d batches a step on %d processes: expected a multiple", o.Accumulate, o.Peers.Size())
	}
	for _, t := range o.Tasks {
		if _, ok := t.Objective.(Skipper); !ok {
			return fmt.Errorf("train: objective %s can't be shared by processes", t.Objective.Name())
		}
	}
	return nil
}

// sync makes the processes agree on the time, which is process 0's, and on whether
// one of them was cancelled.
func (l *loop) sync(cancelled bool) (bool, error) {
	l.now = l.watch.read()
	if l.Peers == nil {
		return cancelled, nil
	}
	flag := 0.0
	if cancelled {
		flag = 1
	}
	all, err := l.Peers.Exchange([]float64{float64(l.now.wall), float64(l.now.cpu), flag})
	if err != nil {
		return false, fmt.Errorf("train: %w", err)
	}
	l.now = reading{time.Duration(all[0]), time.Duration(all[1])}
	for i := 2; i < len(all); i += 3 {
		cancelled = cancelled || all[i] != 0
	}
	return cancelled, nil
}

// mine reports whether this process computes batch number of a step.
func (l *loop) mine(number int) bool {
	return l.Peers == nil || number%l.Peers.Size() == l.Peers.Rank()
}

// batchRandom returns the generator of the next batch. Processes that only skip a
// batch don't know how much its step drew, nor from where dropout has got to, so
// each batch has its own.
func (l *loop) batchRandom() *rand.Rand {
	if l.Peers == nil {
		return l.rng
	}
	rng := rand.New(rand.NewPCG(l.rng.Uint64(), l.rng.Uint64()))
	l.Trainer.Reseed(rng.Uint64())
	return rng
}

// shareLosses tells every process what the others learnt: losses has one entry a
// batch of the step, those of other processes empty.
func (l *loop) shareLosses(losses []seq2seq.Loss) error {
	if l.Peers == nil {
		return nil
	}
	values := make([]float64, 0, 3*len(losses))
	for _, loss := range losses {
		values = append(values, loss.Nats, float64(loss.Tokens), float64(loss.Correct))
	}
	all, err := l.Peers.Exchange(values)
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	for i := range losses {
		v := all[(i%l.Peers.Size())*len(values)+3*i:]
		losses[i] = seq2seq.Loss{Nats: v[0], Tokens: int(v[1]), Correct: int(v[2])}
	}
	return nil
}

// sumGradients adds up the processes' gradients.
func (l *loop) sumGradients() error {
	if l.Peers == nil {
		return nil
	}
	n := 0
	for _, g := range l.Trainer.Gradients {
		n += len(g)
	}
	if l.packed == nil {
		l.packed = make([]float32, n)
	}
	at := 0
	for _, g := range l.Trainer.Gradients {
		at += copy(l.packed[at:], g)
	}
	if err := l.Peers.Sum(l.packed); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	at = 0
	for _, g := range l.Trainer.Gradients {
		at += copy(g, l.packed[at:])
	}
	return nil
}
