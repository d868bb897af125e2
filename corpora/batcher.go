package corpora

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

// BatcherOptions configure a Batcher.
type BatcherOptions struct {
	// Budget is the most that the sizes of a batch's items sum to, above 0.
	Budget int

	// Items is the most items in a batch; 0 is no limit.
	Items int

	// Pool is the number of items to choose from; 0 means 256. The larger, the
	// fuller the batches, or the more alike their lengths.
	Pool int

	// Similar puts items of similar size into a batch, for work whose cost goes by
	// the longest, such as decoding. Without it a batch holds all sizes.
	Similar bool
}

// Batcher fills batches up to a budget of tokens from a stream of items of
// uneven size. It keeps a pool of drawn items; the oldest is always in the next
// batch, and others join it as long as they fit: in the order of their arrival,
// or of their likeness in size. So nothing waits for ever, every item that is
// drawn is used once, and in the long run batches follow the stream's own
// distribution, which a batcher that redraws until something fits would bend
// towards short items.
type Batcher[T any] struct {
	options BatcherOptions
	draw    func(*rand.Rand) T
	size    func(T) int
	pool    []T // in the order of arrival
}

// NewBatcher returns a batcher over a stream. Items of size 0 or above the
// budget are left out.
func NewBatcher[T any](options BatcherOptions, draw func(*rand.Rand) T, size func(T) int) (*Batcher[T], error) {
	if options.Budget < 1 {
		return nil, fmt.Errorf("batches: budget is %d, expected above 0", options.Budget)
	}
	if options.Items < 0 || options.Pool < 0 {
		return nil, errors.New("batches: negative number of items")
	}
	if options.Pool == 0 {
		options.Pool = 256
	}
	return &Batcher[T]{options: options, draw: draw, size: size}, nil
}

// maxMisses is how many unfit items in a row make the stream hopeless.
const maxMisses = 10_000

// Next returns a batch of at least one item.
func (b *Batcher[T]) Next(rng *rand.Rand) ([]T, error) {
	for misses := 0; len(b.pool) < b.options.Pool; {
		item := b.draw(rng)
		if n := b.size(item); n >= 1 && n <= b.options.Budget {
			b.pool = append(b.pool, item)
			misses = 0
		} else if misses++; misses == maxMisses {
			return nil, fmt.Errorf("batches: %d items in a row were empty or longer than the budget of %d tokens", misses, b.options.Budget)
		}
	}
	order := make([]int, len(b.pool))
	for i := range order {
		order[i] = i
	}
	if b.options.Similar {
		pivot := b.size(b.pool[0])
		distance := func(i int) int { return max(b.size(b.pool[i])-pivot, pivot-b.size(b.pool[i])) }
		slices.SortStableFunc(order, func(i, j int) int { return distance(i) - distance(j) })
	}
	var batch []T
	taken := make([]bool, len(b.pool))
	left := b.options.Budget
	for _, i := range order {
		if b.options.Items > 0 && len(batch) == b.options.Items {
			break
		}
		if n := b.size(b.pool[i]); n <= left {
			batch = append(batch, b.pool[i])
			taken[i] = true
			left -= n
		}
	}
	rest := b.pool[:0]
	for i, item := range b.pool {
		if !taken[i] {
			rest = append(rest, item)
		}
	}
	clear(b.pool[len(rest):]) // lets go of what the batch now holds
	b.pool = rest
	return batch, nil
}

// State returns the pool as JSON, for exact resume.
func (b *Batcher[T]) State() ([]byte, error) { return json.Marshal(b.pool) }

// Restore replaces the pool by a saved one.
func (b *Batcher[T]) Restore(state []byte) error {
	var pool []T
	if err := json.Unmarshal(state, &pool); err != nil {
		return fmt.Errorf("restore batches: %w", err)
	}
	b.pool = pool
	return nil
}

// Balance chooses among streams (languages, directions) so that each has given
// the same number of tokens: always the one that is furthest behind.
type Balance []int64

// Next returns the stream that is furthest behind among those for which
// available is true, -1 where there is none. A nil available is all of them.
func (b Balance) Next(available func(int) bool) int {
	best := -1
	for i, tokens := range b {
		if (available == nil || available(i)) && (best < 0 || tokens < b[best]) {
			best = i
		}
	}
	return best
}

// Add counts the tokens of an item of a stream.
func (b Balance) Add(stream, tokens int) { b[stream] += int64(tokens) }
