package backtranslate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"transcoder/corpora"
	"transcoder/seq2seq"
)

// Translation is what the model made of a source.
type Translation struct {
	IDs      []int32 // without BOS and EOS
	Finished bool    // false where the length limit cut it off
}

// Generate translates sources into a language with the model as it is, at most
// maxLengths[i] tokens for source i, EOS included. It draws what it samples with
// rng, so that a resumed run sees the same translations.
type Generate func(ctx context.Context, sources []seq2seq.Sequence, language int, maxLengths []int, rng *rand.Rand) ([]Translation, error)

// Options configure the objective.
type Options struct {
	Languages []int // those with functions to draw, at least two

	// Directions lists {a, b}: functions of a are translated to b, and b -> a is
	// what is learnt. Nil is every ordered pair of Languages.
	Directions [][2]int

	// Draw returns a function of a language, chosen with rng.
	Draw func(rng *rand.Rand, language int) seq2seq.Sequence

	Tokens       int // size of a batch in tokens of the functions, EOS included
	MaxLength    int // longest function that is drawn, without EOS; 0 means Tokens-1
	Placeholders *corpora.Placeholders
	Generate     Generate

	// The translation of a function of n tokens may have LengthRatio·n +
	// LengthOffset; one that reaches the limit is dropped. 0 means 1.3 and 10.
	LengthRatio  float64
	LengthOffset int

	// MaxTranslation is the longest translation that model and trainer have room
	// for, without EOS; 0 means MaxLength.
	MaxTranslation int

	// MaxRepeats is how often in a row a translation may repeat one to four tokens;
	// with more it is dropped as a loop. 0 means 10, below 0 keeps all.
	MaxRepeats int

	// Accept says of each function and its translation whether to learn from them:
	// false drops translations that don't parse, compile or behave as their source.
	// It is asked about a batch at once, which is what compilers need. For an exact
	// resume it must say the same when it is asked again. Nil accepts all.
	Accept func(ctx context.Context, functions, translations []seq2seq.Sequence) ([]bool, error)

	// LanguageName names languages in measurements; nil numbers them.
	LanguageName func(language int) string
}

// Objective is iterative back-translation. It implements train.Objective and
// train.Measured.
type Objective struct {
	options Options
	batches map[int]*corpora.Batcher[seq2seq.Sequence] // by source language
	next    int                                        // index of the next direction
	tally   []tally                                    // by direction
}

// poolSize is the number of functions of a language that wait for a batch of
// their length. A batch of equals is what decoding needs: its cost goes by the
// longest.
const poolSize = 128

// New returns the objective.
func New(options Options) (*Objective, error) {
	if len(options.Languages) < 2 || options.Draw == nil {
		return nil, errors.New("back-translation: expected functions of at least two languages")
	}
	if options.Generate == nil || options.Placeholders == nil {
		return nil, errors.New("back-translation: no model or vocabulary to translate with")
	}
	if options.Directions == nil {
		for _, a := range options.Languages {
			for _, b := range options.Languages {
				if a != b {
					options.Directions = append(options.Directions, [2]int{a, b})
				}
			}
		}
	}
	if options.MaxLength == 0 {
		options.MaxLength = options.Tokens - 1
	}
	if options.MaxLength < 1 || options.MaxLength >= options.Tokens {
		return nil, fmt.Errorf("back-translation: functions of up to %d tokens in batches of %d", options.MaxLength, options.Tokens)
	}
	if options.MaxTranslation == 0 {
		options.MaxTranslation = options.MaxLength
	}
	if options.LengthRatio == 0 {
		options.LengthRatio = 1.3
	}
	if options.LengthOffset == 0 {
		options.LengthOffset = 10
	}
	if options.MaxRepeats == 0 {
		options.MaxRepeats = 10
	}
	if !(options.LengthRatio > 0) || options.LengthOffset < 0 || options.MaxTranslation < 1 {
		return nil, fmt.Errorf("back-translation: length limit %v·n + %d, at most %d", options.LengthRatio, options.LengthOffset, options.MaxTranslation)
	}
	o := &Objective{
		options: options,
		batches: map[int]*corpora.Batcher[seq2seq.Sequence]{},
		tally:   make([]tally, len(options.Directions)),
	}
	for _, d := range options.Directions {
		if d[0] == d[1] || !slices.Contains(options.Languages, d[0]) || !slices.Contains(options.Languages, d[1]) {
			return nil, fmt.Errorf("back-translation: direction %d -> %d of languages %v", d[0], d[1], options.Languages)
		}
		if o.batches[d[0]] != nil {
			continue
		}
		batches, err := corpora.NewBatcher(
			corpora.BatcherOptions{Budget: options.Tokens, Pool: poolSize, Similar: true},
			func(rng *rand.Rand) seq2seq.Sequence { return options.Draw(rng, d[0]) }, o.size)
		if err != nil {
			return nil, fmt.Errorf("back-translation: %w", err)
		}
		o.batches[d[0]] = batches
	}
	return o, nil
}

// Name returns "bt".
func (o *Objective) Name() string { return "bt" }

// size counts a function's tokens; 0 leaves it out.
func (o *Objective) size(s seq2seq.Sequence) int {
	if len(s.IDs) == 0 || len(s.IDs) > o.options.MaxLength {
		return 0
	}
	return len(s.IDs) + 1
}

// Step translates one batch in the next direction and learns the way back.
func (o *Objective) Step(ctx context.Context, t *seq2seq.Trainer, rng *rand.Rand, weight float32) (seq2seq.Loss, error) {
	at, functions, err := o.draw(rng)
	if err != nil {
		return seq2seq.Loss{}, err
	}
	direction := o.options.Directions[at]
	pairs, err := o.translate(ctx, o.options.Generate, functions, direction[1], &o.tally[at], rng)
	if err != nil || len(pairs) == 0 {
		return seq2seq.Loss{}, err
	}
	loss, err := t.Translate(pairs, weight)
	o.tally[at].loss.Add(loss)
	return loss, err
}

// draw returns the index of the direction whose turn it is, and its batch.
func (o *Objective) draw(rng *rand.Rand) (direction int, functions []seq2seq.Sequence, err error) {
	direction = o.next
	o.next = (direction + 1) % len(o.options.Directions)
	functions, err = o.batches[o.options.Directions[direction][0]].Next(rng)
	return direction, functions, err
}

// Skip draws the batch that Step would translate and lets it go.
func (o *Objective) Skip(rng *rand.Rand) error {
	_, _, err := o.draw(rng)
	return err
}

// Pairs translates functions and turns the pairs round as Step does, without
// learning or counting: for validation with a generator of its own, which is
// given no random source.
func (o *Objective) Pairs(ctx context.Context, functions []seq2seq.Sequence, language int, generate Generate) ([]seq2seq.Pair, error) {
	return o.translate(ctx, generate, functions, language, &tally{}, nil)
}

// translate returns the pairs to learn from.
func (o *Objective) translate(ctx context.Context, generate Generate, functions []seq2seq.Sequence, language int, counts *tally, rng *rand.Rand) ([]seq2seq.Pair, error) {
	limits := make([]int, len(functions))
	for i, f := range functions {
		limit := int(o.options.LengthRatio*float64(len(f.IDs))) + o.options.LengthOffset
		limits[i] = min(limit, o.options.MaxTranslation) + 1
	}
	translations, err := generate(ctx, functions, language, limits, rng)
	if err != nil {
		return nil, fmt.Errorf("translate %d functions to language %d: %w", len(functions), language, err)
	}
	if len(translations) != len(functions) {
		return nil, fmt.Errorf("translate %d functions to language %d: got %d translations", len(functions), language, len(translations))
	}
	var kept, written []seq2seq.Sequence // functions and what they became
	for i, y := range translations {
		counts.generated++
		counts.tokens += len(y.IDs)
		switch {
		case len(y.IDs) == 0:
			counts.empty++
			continue
		case !y.Finished || len(y.IDs) > o.options.MaxTranslation:
			counts.truncated++
			continue
		case o.options.MaxRepeats > 0 && repeats(y.IDs, o.options.MaxRepeats):
			counts.loops++
			continue
		}
		kept = append(kept, functions[i])
		written = append(written, seq2seq.Sequence{Language: language, IDs: y.IDs})
	}
	accepted, err := o.accept(ctx, kept, written)
	if err != nil {
		return nil, err
	}
	var pairs []seq2seq.Pair
	for i, function := range kept {
		if !accepted[i] {
			counts.refused++
			continue
		}
		pair, ok := turn(o.options.Placeholders, function, written[i])
		if !ok {
			counts.refused++
			continue
		}
		counts.kept++
		pairs = append(pairs, pair)
	}
	return pairs, nil
}

// accept asks Options.Accept.
func (o *Objective) accept(ctx context.Context, functions, translations []seq2seq.Sequence) ([]bool, error) {
	if o.options.Accept == nil || len(functions) == 0 {
		all := make([]bool, len(functions))
		for i := range all {
			all[i] = true
		}
		return all, nil
	}
	accepted, err := o.options.Accept(ctx, functions, translations)
	if err == nil && len(accepted) != len(functions) {
		err = fmt.Errorf("%d answers", len(accepted))
	}
	if err != nil {
		return nil, fmt.Errorf("accept %d translations: %w", len(functions), err)
	}
	return accepted, nil
}

// turn turns a function and its translation round: the translation becomes the
// source.
func turn(placeholders *corpora.Placeholders, function, translation seq2seq.Sequence) (seq2seq.Pair, bool) {
	return join(placeholders, translation, function, namesOf(function))
}

// join makes a pair to learn from of two sequences whose placeholders are numbered
// alike. A placeholder of the source has the name that names knows; one that a
// model made up has none.
//
// Then both are renumbered. A source in use is numbered by first appearance; a
// translation has its function's numbers in whatever order the model wrote them,
// so it is renumbered, and the target with it. join reports false where the
// vocabulary has too few placeholders for the two together.
func join(placeholders *corpora.Placeholders, from, to seq2seq.Sequence, names map[int32][]int32) (seq2seq.Pair, bool) {
	source := seq2seq.Sequence{Language: from.Language, IDs: slices.Clone(from.IDs)}
	if names != nil {
		source.Names = make([][]int32, len(source.IDs))
		for i, id := range source.IDs {
			source.Names[i] = names[id]
		}
	}
	target := seq2seq.Sequence{Language: to.Language, IDs: slices.Clone(to.IDs)}
	ok := placeholders.Renumber(source.IDs, target.IDs)
	return seq2seq.Pair{Source: source, Target: target}, ok
}

// namesOf returns the names of a sequence's placeholders, nil where it has none.
func namesOf(s seq2seq.Sequence) map[int32][]int32 {
	if s.Names == nil {
		return nil
	}
	names := map[int32][]int32{}
	for i, id := range s.IDs {
		if s.Names[i] != nil {
			names[id] = s.Names[i]
		}
	}
	return names
}

// repeats reports whether one to four tokens are repeated more than limit times
// in a row, which is how an untrained or over-confident decoder loops.
func repeats(ids []int32, limit int) bool {
	for period := 1; period <= 4; period++ {
		run := 0 // tokens that equal the one a period before
		for i := period; i < len(ids); i++ {
			if ids[i] != ids[i-period] {
				run = 0
				continue
			}
			if run++; run > period*limit {
				return true
			}
		}
	}
	return false
}

// state is what State saves.
type state struct {
	Next  int                     `json:"next"`
	Pools map[int]json.RawMessage `json:"pools"` // by source language
}

// State returns the next direction and the functions that wait for a batch.
func (o *Objective) State() ([]byte, error) {
	s := state{o.next, map[int]json.RawMessage{}}
	for language, batches := range o.batches {
		pool, err := batches.State()
		if err != nil {
			return nil, err
		}
		s.Pools[language] = pool
	}
	return json.Marshal(s) // sorts the keys of a map
}

// Restore takes a State back.
func (o *Objective) Restore(data []byte) error {
	var s state
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("back-translation state: %w", err)
	}
	if s.Next < 0 || s.Next >= len(o.options.Directions) || len(s.Pools) != len(o.batches) {
		return fmt.Errorf("back-translation state: direction %d and %d languages, expected below %d and %d",
			s.Next, len(s.Pools), len(o.options.Directions), len(o.batches))
	}
	for language, batches := range o.batches {
		if err := batches.Restore(s.Pools[language]); err != nil {
			return fmt.Errorf("back-translation state: language %d: %w", language, err)
		}
	}
	o.next = s.Next
	return nil
}
