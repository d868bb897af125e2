package app

import (
	"fmt"

	"transcoder/backtranslate"
	"transcoder/corpora"
	"transcoder/lexers"
	"transcoder/seq2seq"
)

// newReplay returns the objective that learns from the plan's verified pairs.
func (t *training) newReplay(placeholders *corpora.Placeholders) (*backtranslate.Replay, error) {
	trials, err := corpora.ReadTrials(t.plan.Replay)
	if err != nil {
		return nil, damagedError(fmt.Errorf("verified pairs: %w", err))
	}
	var pairs []seq2seq.Pair
	found := 0
	for _, trial := range trials {
		if trial.Pair == nil {
			continue
		}
		found++
		from, err := lexers.ParseLanguage(trial.From)
		if err != nil {
			return nil, damagedError(err)
		}
		to, err := lexers.ParseLanguage(trial.To)
		if err != nil {
			return nil, damagedError(err)
		}
		source, known := encodeTokens(t.vocabulary, from, trial.Pair.Source, trial.Pair.Names)
		target, knownToo := encodeTokens(t.vocabulary, to, trial.Pair.Target, nil)
		if known && knownToo {
			pairs = append(pairs, seq2seq.Pair{Source: source, Target: target})
		}
	}
	replay, err := backtranslate.NewReplay(backtranslate.ReplayOptions{
		Pairs: pairs, Tokens: t.plan.Tokens, MaxLength: t.plan.MaxLength, Placeholders: placeholders,
	})
	if err != nil {
		return nil, damagedError(fmt.Errorf("%s: %w", t.plan.Replay, err))
	}
	t.IO.Messagef("verified pairs: %d of %d trials, %d ways to learn from", found, len(trials), replay.Len())
	return replay, nil
}
