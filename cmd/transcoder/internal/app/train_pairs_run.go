package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"transcoder/backtranslate"
	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
	"transcoder/verify"
)

// Who wrote a candidate.
const (
	originModel     = "model"
	originRendering = "rendering"
)

// outcomeUnparsed counts candidates that are not one function of their language.
const outcomeUnparsed = "unparsed"

const (
	pairBatch = 16 // functions whose candidates are compiled together
	pairRows  = 64 // candidates that are decoded at once

	// leastInputs is how many of the inputs must have told something.
	leastInputs = 4

	// pairTimeout is the processor time for one input. Inputs are small: what takes
	// longer does not end, as a rule.
	pairTimeout = time.Second
)

// pairMaker finds verified pairs.
type pairMaker struct {
	*PairsOptions
	corpus     *corpora.Corpus
	vocabulary *bpe.Vocabulary
	generator  *backtranslate.Generator
	positions  int
	check      checkFunction
}

func newPairMaker(o *PairsOptions, c *checkpoint.Checkpoint, corpus *corpora.Corpus) (*pairMaker, error) {
	v, err := bpe.Read(bytes.NewReader(c.Vocabulary))
	if err != nil {
		return nil, err
	}
	if c.CanonicalVersion != lexers.CanonicalVersion {
		return nil, errors.New("it was trained on another version of the canonical form")
	}
	return &pairMaker{
		PairsOptions: o, corpus: corpus, vocabulary: v, positions: c.Model.Config.Positions,
		generator: &backtranslate.Generator{
			Model: c.Model, Threads: o.Jobs, Allowed: v.Masks(), Temperature: o.Temperature, LengthPenalty: 1,
			Placeholders: corpora.NewPlaceholders(v.Size(), v.Token),
		},
	}, nil
}

// corpusFingerprint identifies a corpus by its manifest, which has the checksums
// of all its files.
func corpusFingerprint(c *corpora.Corpus) string {
	data, err := json.Marshal(c.Manifest())
	if err != nil {
		panic(err) // it was read from JSON
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}

// tried is a function with its candidates in one language.
type tried struct {
	trial      corpora.Trial
	pair       corpora.Pair // the source's side
	sequence   seq2seq.Sequence
	to         lexers.Language
	candidates []candidate // in the order in which they are to be believed
}

// candidate is a translation that parses.
type candidate struct {
	origin string
	tokens []string
	given  verify.Case
}

// run tries functions until the limit; ctx ends it behind the batch before.
func (m *pairMaker) run(ctx context.Context, file *corpora.TrialFile, counts *pairCounts) error {
	start := time.Now()
	reported := start
	// Languages take turns by batches, each in an order of its own.
	var orders [lexers.LanguageCount][]int
	for l := range orders {
		rng := rand.New(rand.NewPCG(m.Seed, uint64(l)))
		orders[l] = rng.Perm(m.corpus.Len(corpora.Train, lexers.Language(l)))
	}
	for turn := 0; ; turn++ {
		if slices.IndexFunc(orders[:], func(o []int) bool { return len(o) > 0 }) < 0 {
			return nil
		}
		room := pairBatch
		if m.Limit > 0 {
			room = min(room, m.Limit-counts.functions)
		}
		if room <= 0 || m.TimeLimit > 0 && time.Since(start) >= m.TimeLimit {
			return nil
		}
		language := lexers.Language(turn % int(lexers.LanguageCount))
		batch, rest, err := m.next(language, orders[language], room, counts.done)
		if err != nil {
			return damagedError(err)
		}
		orders[language] = rest
		if len(batch) == 0 {
			continue
		}
		trials, err := m.try(ctx, batch)
		if ctx.Err() != nil {
			m.IO.Messagef("stopped; the same command goes on from here")
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := file.Append(trials); err != nil {
			return outputError(err)
		}
		counts.add(trials)
		if now := time.Now(); now.Sub(reported) >= 10*time.Second {
			reported = now
			m.IO.Messagef("  %s, %v", counts, now.Sub(start).Round(time.Second))
		}
	}
}

// next takes up to n functions that can be tried from the front of an order.
func (m *pairMaker) next(language lexers.Language, order []int, n int, done map[string]bool) (batch []*tried, rest []int, err error) {
	for functions := 0; functions < n && len(order) > 0; order = order[1:] {
		number := order[0]
		if done[functionKey(language.String(), number)] {
			continue
		}
		s, err := m.corpus.Function(corpora.Train, language, number)
		if err != nil {
			return nil, nil, err
		}
		rare := func(word uint32) bool { return m.corpus.Words()[word].Counts[language] < int64(m.MinWordCount) }
		if !s.Standalone || len(s.Tokens) > m.MaxTokens || slices.ContainsFunc(s.Tokens, rare) {
			continue
		}
		pair := corpora.Pair{Source: m.corpus.Text(s.Tokens)}
		for _, pieces := range s.Names {
			pair.Names = append(pair.Names, m.corpus.Text(pieces))
		}
		sequence, known := encodeTokens(m.vocabulary, language, pair.Source, pair.Names)
		if !known || len(sequence.IDs)+1 > m.positions {
			continue
		}
		functions++
		for _, to := range lexers.Languages() {
			if to != language {
				trial := corpora.Trial{From: language.String(), To: to.String(), Function: number, Outcomes: map[string]int{}}
				batch = append(batch, &tried{trial: trial, pair: pair, sequence: sequence, to: to})
			}
		}
	}
	return batch, order, nil
}

// try translates and judges a batch.
func (m *pairMaker) try(ctx context.Context, batch []*tried) ([]corpora.Trial, error) {
	for _, to := range lexers.Languages() {
		var group []*tried
		for _, t := range batch {
			if t.to == to {
				group = append(group, t)
			}
		}
		// Of like length, so that few rows wait for a long one.
		slices.SortStableFunc(group, func(a, b *tried) int { return cmp.Compare(len(a.sequence.IDs), len(b.sequence.IDs)) })
		for part := range slices.Chunk(group, max(1, pairRows/m.Hypotheses)) {
			if err := m.translate(ctx, part, to); err != nil {
				return nil, err
			}
		}
	}
	// The best of each first: with most, the others need not be compiled.
	for _, round := range [][2]int{{0, 2}, {2, m.Hypotheses + 1}} {
		if err := m.judge(ctx, batch, round[0], round[1]); err != nil {
			return nil, err
		}
	}
	trials := make([]corpora.Trial, len(batch))
	for i, t := range batch {
		trials[i] = t.trial
	}
	return trials, nil
}

// translate fills in the candidates: the model's best, the canonical form as it
// is where the language can hold it, the model's others.
func (m *pairMaker) translate(ctx context.Context, batch []*tried, to lexers.Language) error {
	sources := make([]seq2seq.Sequence, len(batch))
	limits := make([]int, len(batch))
	for i, t := range batch {
		sources[i] = t.sequence
		limits[i] = min(2*len(t.sequence.IDs)+16, m.positions)
	}
	first := batch[0]
	rng := rand.New(rand.NewPCG(m.Seed, uint64(first.trial.Function)<<8|uint64(first.sequence.Language)<<4|uint64(to)))
	found, err := m.generator.Candidates(ctx, sources, int(to), limits, m.Hypotheses, rng)
	if err != nil {
		return err
	}
	for i, t := range batch {
		texts := map[string]bool{}
		for n, y := range found[i] {
			if n == 1 {
				m.render(ctx, t, texts)
			}
			if !y.Finished {
				t.trial.Outcomes[outcomeUnparsed]++
				continue
			}
			tokens, _ := decodeTokens(m.vocabulary, seq2seq.Sequence{IDs: y.IDs})
			t.add(ctx, candidate{origin: originModel, tokens: tokens}, texts)
		}
		if len(found[i]) < 2 {
			m.render(ctx, t, texts)
		}
	}
	return nil
}

// render adds the canonical form as it is.
func (m *pairMaker) render(ctx context.Context, t *tried, texts map[string]bool) {
	for _, id := range t.sequence.IDs {
		if m.vocabulary.Languages(id)&(1<<t.to) == 0 {
			return
		}
	}
	t.add(ctx, candidate{origin: originRendering, tokens: t.pair.Source}, texts)
}

// add takes in a candidate that parses and whose text is new.
func (t *tried) add(ctx context.Context, c candidate, texts map[string]bool) {
	from := lexers.Language(t.sequence.Language)
	var ok bool
	c.given, ok = newLegend(t.pair.Names, t.pair.Source, c.tokens).newCase(ctx, t.pair.Source, c.tokens, from, t.to)
	switch {
	case !ok:
		t.trial.Outcomes[outcomeUnparsed]++
	case c.given.Source.Text == "" || texts[c.given.Target.Text]:
	default:
		texts[c.given.Target.Text] = true
		t.candidates = append(t.candidates, c)
	}
}

// judge runs candidates from..to of those that have no pair yet.
func (m *pairMaker) judge(ctx context.Context, batch []*tried, from, to int) error {
	var cases []verify.Case
	type place struct {
		of *tried
		c  *candidate
	}
	var places []place
	for _, t := range batch {
		if t.trial.Pair != nil {
			continue
		}
		for i := from; i < min(to, len(t.candidates)); i++ {
			cases = append(cases, t.candidates[i].given)
			places = append(places, place{t, &t.candidates[i]})
		}
	}
	if len(cases) == 0 {
		return nil
	}
	verdicts, err := m.check(ctx, cases, verify.CheckOptions{Inputs: m.Inputs, Seed: m.Seed, Timeout: pairTimeout})
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		t, c := places[i].of, places[i].c
		t.trial.Outcomes[v.Outcome.String()]++
		if v.Outcome == verify.VerdictPass && v.Inputs >= leastInputs && t.trial.Pair == nil {
			pair := t.pair
			pair.Target = c.tokens
			t.trial.Pair, t.trial.Origin, t.trial.Inputs = &pair, c.origin, v.Inputs
		}
	}
	return nil
}
