package backtranslate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"transcoder/corpora"
	"transcoder/seq2seq"
)

// ReplayOptions configure a Replay.
type ReplayOptions struct {
	// Pairs are functions with translations that were verified, placeholders of both
	// numbered alike, names with the function. Both ways of each are learnt.
	Pairs []seq2seq.Pair

	Tokens       int // size of a batch in tokens of the longer side, EOS included
	MaxLength    int // longest side that is used, without EOS; 0 means Tokens-1
	Placeholders *corpora.Placeholders
}

// Replay learns from pairs that verification has found to behave the same: the
// self-training of TransCoder-ST (Roziere et al. 2021, arXiv 2110.06773), with the
// model's own translations in the place of its unit tests' survivors. It implements
// train.Objective.
//
// Directions take turns by the tokens that each has had, so a direction with few
// pairs has them more often.
type Replay struct {
	options ReplayOptions
	ways    [][]seq2seq.Pair // by direction
	balance corpora.Balance  // over ways
	batches *corpora.Batcher[seq2seq.Pair]
}

// NewReplay returns the objective. Pairs that are too long, or have more
// placeholders than the vocabulary, are left out; with none left it is an error.
func NewReplay(options ReplayOptions) (*Replay, error) {
	if options.Placeholders == nil {
		return nil, errors.New("replay: no vocabulary")
	}
	if options.MaxLength == 0 {
		options.MaxLength = options.Tokens - 1
	}
	if options.MaxLength < 1 || options.MaxLength >= options.Tokens {
		return nil, fmt.Errorf("replay: pairs of up to %d tokens in batches of %d", options.MaxLength, options.Tokens)
	}
	r := &Replay{options: options}
	ways := map[[2]int][]seq2seq.Pair{}
	for _, p := range options.Pairs {
		if r.size(p) == 0 {
			continue
		}
		names := namesOf(p.Source)
		for _, way := range [][2]seq2seq.Sequence{{p.Source, p.Target}, {p.Target, p.Source}} {
			if pair, ok := join(options.Placeholders, way[0], way[1], names); ok {
				direction := [2]int{pair.Source.Language, pair.Target.Language}
				ways[direction] = append(ways[direction], pair)
			}
		}
	}
	directions := slices.SortedFunc(maps.Keys(ways), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	for _, d := range directions {
		r.ways = append(r.ways, ways[d])
	}
	if len(r.ways) == 0 {
		return nil, fmt.Errorf("replay: none of %d pairs has at most %d tokens a side", len(options.Pairs), options.MaxLength)
	}
	r.balance = make(corpora.Balance, len(r.ways))
	var err error
	r.batches, err = corpora.NewBatcher(corpora.BatcherOptions{Budget: options.Tokens}, r.draw, r.size)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return r, nil
}

// Len returns the number of pairs, each way of each counted.
func (r *Replay) Len() int {
	n := 0
	for _, way := range r.ways {
		n += len(way)
	}
	return n
}

// Name returns "replay".
func (r *Replay) Name() string { return "replay" }

// size counts the longer side; 0 leaves the pair out.
func (r *Replay) size(p seq2seq.Pair) int {
	longer := max(len(p.Source.IDs), len(p.Target.IDs))
	if len(p.Source.IDs) == 0 || len(p.Target.IDs) == 0 || longer > r.options.MaxLength {
		return 0
	}
	return longer + 1
}

func (r *Replay) draw(rng *rand.Rand) seq2seq.Pair {
	i := r.balance.Next(nil)
	p := r.ways[i][rng.IntN(len(r.ways[i]))]
	r.balance.Add(i, r.size(p))
	return p
}

// Step learns from one batch.
func (r *Replay) Step(_ context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error) {
	batch, err := r.batches.Next(rng)
	if err != nil {
		return seq2seq.Loss{}, err
	}
	return t.Translate(batch, weight)
}

// Skip draws the batch that Step would learn from and lets it go.
func (r *Replay) Skip(rng *rand.Rand) error {
	_, err := r.batches.Next(rng)
	return err
}

// replayState is what State saves.
type replayState struct {
	Balance corpora.Balance `json:"balance"`
	Pool    json.RawMessage `json:"pool"`
}

// State returns the pairs that wait for a batch. Those that they are drawn from
// are not in it: an exact resume needs the same ones.
func (r *Replay) State() ([]byte, error) {
	pool, err := r.batches.State()
	if err != nil {
		return nil, err
	}
	return json.Marshal(replayState{r.balance, pool})
}

// Restore takes a State back.
func (r *Replay) Restore(data []byte) error {
	var s replayState
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("replay state: %w", err)
	}
	if err := r.batches.Restore(s.Pool); err != nil {
		return fmt.Errorf("replay state: %w", err)
	}
	// With pairs of another direction come, the balance begins anew.
	if len(s.Balance) == len(r.balance) {
		r.balance = s.Balance
	}
	return nil
}
