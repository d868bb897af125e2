package translate

import (
	"context"
	"errors"
	"sync"
	"testing"

	"transcoder/seq2seq"
)

// TestLanes hands out decoders: every batch gets one that no other has at the
// time, and an error, or the end of the context, ends the rest.
func TestLanes(t *testing.T) {
	const threads, batches = 3, 40
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	broken := errors.New("broken")
	for _, c := range []struct {
		reason string
		apart  bool
		stop   func(cancel func()) error // what batch 7 does, if it is the end
		want   error
	}{
		{"apart", true, nil, nil},
		{"together", false, nil, nil},
		{"a batch that fails", true, func(func()) error { return broken }, broken},
		{"cancelled on the way", true, func(cancel func()) error { cancel(); return nil }, context.Canceled},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		busy, done := map[*seq2seq.Decoder]bool{}, map[int]int{}
		err := translator.lanes.each(ctx, batches, c.apart, func(ctx context.Context, d *seq2seq.Decoder, batch int) error {
			mu.Lock()
			if busy[d] {
				t.Errorf("%s: batch %d has a decoder that is in use", c.reason, batch)
			}
			busy[d] = true
			done[batch]++
			mu.Unlock()
			defer func() {
				mu.Lock()
				defer mu.Unlock()
				busy[d] = false
			}()
			switch {
			case c.stop == nil || batch < 7:
				return nil
			case batch == 7:
				return c.stop(cancel)
			}
			<-ctx.Done() // else the rest could be decoded before batch 7 has its turn
			return nil
		})
		cancel()
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.reason, err, c.want)
		}
		if all := len(done) == batches; all != (c.want == nil) {
			t.Errorf("%s: %d of %d batches", c.reason, len(done), batches)
		}
		for batch, n := range done {
			if n != 1 {
				t.Errorf("%s: batch %d was decoded %d times", c.reason, batch, n)
			}
		}
	}
}
