package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"transcoder/corpora"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/translate"
	"transcoder/verify"
)

// outcomeUnparsed counts candidates that are not one function of their language.
const outcomeUnparsed = "unparsed"

const (
	pairBatch = 16 // functions whose candidates are decoded and compiled together

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
	translator *translate.Translator
	check      checkFunction
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
	text       string       // the source with what a legend made up
	from, to   lexers.Language
	candidates []candidate // in the order in which they are to be believed
}

// candidate is a translation that parses.
type candidate struct {
	origin translate.Origin
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
		batch, rest, err := m.next(ctx, language, orders[language], room, counts.done)
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
func (m *pairMaker) next(ctx context.Context, language lexers.Language, order []int, n int, done map[string]bool) (batch []*tried, rest []int, err error) {
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
		if !grammar.SelfContained(language, pair.Source) {
			continue // it does not run alone
		}
		for _, pieces := range s.Names {
			pair.Names = append(pair.Names, m.corpus.Text(pieces))
		}
		text, ok := pairText(ctx, language, pair)
		if !ok {
			continue
		}
		functions++
		for _, to := range lexers.Languages() {
			if to != language {
				trial := corpora.Trial{From: language.String(), To: to.String(), Function: number, Outcomes: map[string]int{}}
				batch = append(batch, &tried{trial: trial, pair: pair, text: text, from: language, to: to})
			}
		}
	}
	return batch, order, nil
}

// pairText writes a function of the corpus as source text; ok is false where that
// text's canonical form would be another, so that what is translated were not what
// the corpus has.
func pairText(ctx context.Context, language lexers.Language, p corpora.Pair) (text string, ok bool) {
	text, again := newLegend(p.Names, p.Source).reread(ctx, p.Source, language, language)
	return text, again != nil && slices.Equal(again.Tokens, p.Source)
}

// try translates and judges a batch.
func (m *pairMaker) try(ctx context.Context, batch []*tried) ([]corpora.Trial, error) {
	if err := m.translate(ctx, batch); err != nil {
		return nil, err
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
// is, the model's others.
func (m *pairMaker) translate(ctx context.Context, batch []*tried) error {
	requests := make([]translate.Request, len(batch))
	for i, t := range batch {
		requests[i] = translate.Request{
			Path: fmt.Sprintf("function %d", t.trial.Function), Source: []byte(t.text), From: t.from, To: t.to,
			Beam: m.Hypotheses, Hypotheses: m.Hypotheses, // the rendering among them
		}
		if m.Temperature > 0 {
			requests[i].Sample = &translate.Sampling{Temperature: m.Temperature, Seed: m.Seed}
		}
	}
	outcomes, err := m.translator.TranslateAll(ctx, requests)
	if err != nil {
		return err
	}
	for i, t := range batch {
		if err := outcomes[i].Err; err != nil {
			return err
		}
		if functions := outcomes[i].Result.Functions; len(functions) == 1 {
			t.candidates = t.believable(ctx, functions[0].Hypotheses)
		}
	}
	return nil
}

// believable returns the hypotheses that parse as candidates.
func (t *tried) believable(ctx context.Context, hypotheses []translate.Hypothesis) []candidate {
	var candidates []candidate
	texts := map[string]bool{}
	for _, h := range hypotheses {
		// Its text, and not what the model wrote: what the translator has made of that is what is verified, and
		// what there is to learn.
		target, ok := matched(ctx, t.text, t.from, h.Code, t.to)
		var given verify.Case
		if ok {
			given, ok = newLegend(t.pair.Names, t.pair.Source, target).newCase(ctx, t.pair.Source, target, t.from, t.to)
		}
		if !ok || !h.Parses {
			t.trial.Outcomes[outcomeUnparsed]++
			continue
		}
		if texts[given.Target.Text] {
			continue
		}
		texts[given.Target.Text] = true
		c := candidate{origin: h.Origin, tokens: target, given: given}
		if h.Origin == translate.OriginRendering && len(candidates) > 1 {
			candidates = slices.Insert(candidates, 1, c)
		} else {
			candidates = append(candidates, c)
		}
	}
	return candidates
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
			t.trial.Pair, t.trial.Origin, t.trial.Inputs = &pair, string(c.origin), v.Inputs
		}
	}
	return nil
}
