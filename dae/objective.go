package dae

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

	// Tokens is the size of a batch in target tokens, EOS included. The source of
	// an example is never longer than its target.
	Tokens int

	// MaxLength is the most tokens of a function without EOS; longer ones are left
	// out. 0 means Tokens-1.
	MaxLength int

	Vocabulary   Vocabulary
	Placeholders *corpora.Placeholders
	Noise        Noise

	// Frequency is the share of an id among a language's ids, for skeleton masking.
	// Nil hides only what the other language can't have.
	Frequency func(language int, id int32) float64

	// Skeleton gives Noise.Skeleton for a progress of 0 to 1; nil leaves it as it is.
	Skeleton func(progress float64) float64
}

// Objective is denoising. It implements train.Objective and train.Progressive.
type Objective struct {
	options Options
	noiser  noiser
	balance corpora.Balance
	batches *corpora.Batcher[seq2seq.Sequence]
}

// New returns the objective.
func New(options Options) (*Objective, error) {
	if len(options.Languages) == 0 || options.Draw == nil {
		return nil, errors.New("denoising: no functions to draw from")
	}
	if options.Vocabulary == nil || options.Placeholders == nil {
		return nil, errors.New("denoising: no vocabulary")
	}
	if err := options.Noise.Validate(); err != nil {
		return nil, fmt.Errorf("denoising: %w", err)
	}
	if options.MaxLength == 0 {
		options.MaxLength = options.Tokens - 1
	}
	if options.MaxLength < 1 || options.MaxLength >= options.Tokens {
		return nil, fmt.Errorf("denoising: functions of up to %d tokens in batches of %d", options.MaxLength, options.Tokens)
	}
	o := &Objective{
		options: options,
		noiser:  noiser{options.Noise, options.Vocabulary, options.Placeholders, options.Languages, options.Frequency},
		balance: make(corpora.Balance, len(options.Languages)),
	}
	var err error
	o.batches, err = corpora.NewBatcher(corpora.BatcherOptions{Budget: options.Tokens}, o.draw, o.size)
	if err != nil {
		return nil, fmt.Errorf("denoising: %w", err)
	}
	return o, nil
}

// Name returns "dae".
func (o *Objective) Name() string { return "dae" }

// SetProgress sets the share of skeleton masking.
func (o *Objective) SetProgress(progress float64) {
	if o.options.Skeleton != nil {
		o.noiser.Skeleton = min(max(o.options.Skeleton(progress), 0), 1)
	}
}

// draw returns a function of the language that is furthest behind.
func (o *Objective) draw(rng *rand.Rand) seq2seq.Sequence {
	i := o.balance.Next(nil)
	s := o.options.Draw(rng, o.options.Languages[i])
	o.balance.Add(i, max(o.size(s), 1)) // a language of unfit functions alone must not hold up the others
	return s
}

// size counts a function's tokens; 0 leaves it out.
func (o *Objective) size(s seq2seq.Sequence) int {
	if len(s.IDs) == 0 || len(s.IDs) > o.options.MaxLength {
		return 0
	}
	return len(s.IDs) + 1
}

// Step learns from one batch.
func (o *Objective) Step(_ context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error) {
	batch, err := o.batches.Next(rng)
	if err != nil {
		return seq2seq.Loss{}, err
	}
	return t.Translate(o.Pairs(rng, batch), weight)
}

// Skip draws the batch that Step would learn from and lets it go.
func (o *Objective) Skip(rng *rand.Rand) error {
	_, err := o.batches.Next(rng)
	return err
}

// Pairs damages functions as Step does: for validation with a generator of its
// own.
func (o *Objective) Pairs(rng *rand.Rand, functions []seq2seq.Sequence) []seq2seq.Pair {
	pairs := make([]seq2seq.Pair, len(functions))
	for i, s := range functions {
		pairs[i] = o.noiser.pair(rng, s)
	}
	return pairs
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
		return fmt.Errorf("denoising state: %w", err)
	}
	if len(s.Balance) != len(o.balance) {
		return fmt.Errorf("denoising state: %d languages, expected %d", len(s.Balance), len(o.balance))
	}
	if err := o.batches.Restore(s.Pool); err != nil {
		return err
	}
	o.balance = s.Balance
	return nil
}
