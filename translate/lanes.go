package translate

import (
	"context"
	"runtime"
	"sync"

	"transcoder/seq2seq"
)

// A decoder divides each of its kernels among its threads, which wait for each
// other some hundred times a token. That gives one batch soonest. Where there are
// many, a thread with a batch of its own waits for nobody: two of them take two
// thirds of the processor time that two threads with one batch take, and leave none
// of it idle.

// maxRows bounds the hypotheses that all threads decode together, and with them
// memory: a row holds keys and values for every layer and position.
const maxRows = 64

// laneRows is maxRows of one thread. Rows share the weights that are read, but
// their keys and values push each other out of the cache: 16 rows take 10 to 20 %
// less processor time than 64, and at a beam of 5 less than 8 (width 256, 2 MiB of
// second-level cache).
const laneRows = 16

// lanes are the decoders of a Translator.
type lanes struct {
	threads int

	// gate is held for reading by those that use single decoders, and for writing by
	// the one that uses all threads for itself.
	gate  sync.RWMutex
	whole *seq2seq.Decoder

	once   sync.Once
	single chan *seq2seq.Decoder // those that are free, of threads ones
}

func newLanes(d *seq2seq.Decoder, threads int) *lanes {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	return &lanes{threads: threads, whole: d}
}

func (l *lanes) close() {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.whole.Close()
	if l.single != nil {
		for range l.threads {
			(<-l.single).Close()
		}
	}
}

// spread returns how many rows a batch should have, of so many rows in all, and
// whether the batches are to go to a thread each.
func (l *lanes) spread(rows int) (batch int, apart bool) {
	if l.threads > 1 && rows < 2*l.threads*laneRows { // threads would end far apart
		return maxRows, false
	}
	return laneRows, true
}

// each calls decode for batches 0 to n-1, with a decoder that is its own until it
// returns: one of all threads, or where they are busy, or the batches are to go
// apart, of one. It stops at the first error.
func (l *lanes) each(ctx context.Context, n int, apart bool, decode func(ctx context.Context, d *seq2seq.Decoder, batch int) error) error {
	if n == 0 {
		return nil
	}
	if !apart && l.gate.TryLock() { // else the threads are busy, and waiting for all of them would idle some
		defer l.gate.Unlock()
		for i := range n {
			if err := decode(ctx, l.whole, i); err != nil {
				return err
			}
		}
		return nil
	}
	l.gate.RLock()
	defer l.gate.RUnlock()
	l.once.Do(func() {
		l.single = make(chan *seq2seq.Decoder, l.threads)
		for range l.threads {
			l.single <- l.whole.Clone(1)
		}
	})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	var first error
	var fail sync.Once
	for i := range n {
		d := <-l.single
		if ctx.Err() != nil {
			l.single <- d
			fail.Do(func() { first = ctx.Err() })
			break
		}
		group.Go(func() {
			defer func() { l.single <- d }()
			if err := decode(ctx, d, i); err != nil {
				fail.Do(func() { first = err })
				cancel()
			}
		})
	}
	group.Wait()
	return first
}
