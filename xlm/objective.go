package xlm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"transcoder/corpora"
	"transcoder/seq2seq"
)

// Options configure the objective.
type Options struct {
	Languages []int // those with functions to draw

	// Draw returns a function of a language, chosen with rng.
	Draw func(rng *rand.Rand, language int) seq2seq.Sequence

	// Tokens is the size of a batch in source tokens, EOS included.
	Tokens int

	// MaxLength is the most tokens of an example without EOS; a longer function
	// gives a random window. 0 means Tokens-1.
	MaxLength int

	Masking Masking
}

// Objective is masked LM. It implements train.Objective.
type Objective struct {
	options Options
	balance corpora.Balance
	batches *corpora.Batcher[seq2seq.Sequence]
}

// New returns the objective.
func New(options Options) (*Objective, error) {
	if len(options.Languages) == 0 || options.Draw == nil {
		return nil, errors.New("masked LM: no functions to draw from")
	}
	var err error
	if options.Masking, err = options.Masking.normalized(); err != nil {
		return nil, fmt.Errorf("masked LM: %w", err)
	}
	if options.MaxLength == 0 {
		options.MaxLength = options.Tokens - 1
	}
	if options.MaxLength < 1 || options.MaxLength >= options.Tokens {
		return nil, fmt.Errorf("masked LM: examples of up to %d tokens in batches of %d", options.MaxLength, options.Tokens)
	}
	o := &Objective{options: options, balance: make(corpora.Balance, len(options.Languages))}
	o.batches, err = corpora.NewBatcher(corpora.BatcherOptions{Budget: options.Tokens}, o.draw,
		func(s seq2seq.Sequence) int {
			if len(s.IDs) == 0 {
				return 0
			}
			return len(s.IDs) + 1
		})
	if err != nil {
		return nil, fmt.Errorf("masked LM: %w", err)
	}
	return o, nil
}

// Name returns "mlm".
func (o *Objective) Name() string { return "mlm" }

// draw returns a function, or a window of one, of the language that is furthest
// behind.
func (o *Objective) draw(rng *rand.Rand) seq2seq.Sequence {
	i := o.balance.Next(nil)
	s := o.options.Draw(rng, o.options.Languages[i])
	if limit := o.options.MaxLength; len(s.IDs) > limit {
		start := rng.IntN(len(s.IDs) - limit + 1)
		s.IDs = s.IDs[start : start+limit]
		if s.Names != nil {
			s.Names = s.Names[start : start+limit]
		}
	}
	o.balance.Add(i, len(s.IDs)+1)
	return s
}

// Step learns from one batch.
func (o *Objective) Step(_ context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error) {
	batch, err := o.batches.Next(rng)
	if err != nil {
		return seq2seq.Loss{}, err
	}
	masked := make([]seq2seq.MaskedSequence, len(batch))
	for i, s := range batch {
		masked[i] = o.options.Masking.Apply(rng, s)
	}
	return t.MaskedLM(masked, weight)
}

// Skip draws the batch that Step would learn from and lets it go.
func (o *Objective) Skip(rng *rand.Rand) error {
	_, err := o.batches.Next(rng)
	return err
}

// state is what State saves.
type state struct {
	Balance corpora.Balance `json:"balance"`
	Pool    json.RawMessage `json:"pool"`
}

// State returns the drawn functions that wait for a batch.
func (o *Objective) State() ([]byte, error) {
	pool, err := o.batches.State()
	if err != nil {
		return nil, err
	}
	return json.Marshal(state{o.balance, pool})
}

// Restore takes a State back.
func (o *Objective) Restore(data []byte) error {
	var s state
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("masked LM state: %w", err)
	}
	if len(s.Balance) != len(o.balance) {
		return fmt.Errorf("masked LM state: %d languages, expected %d", len(s.Balance), len(o.balance))
	}
	if err := o.batches.Restore(s.Pool); err != nil {
		return err
	}
	o.balance = s.Balance
	return nil
}
