package app

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/seq2seq"
)

// trainData is what a training draws from.
type trainData struct {
	all        *functionSet // functions and methods, for masked LM
	standalone *functionSet // for denoising and back-translation

	validAll, validStandalone *functionSet
}

// functionSet is a dataset as the objectives want it.
type functionSet struct{ *corpora.Dataset }

// newTrainData encodes a corpus.
func newTrainData(c *corpora.Corpus, v *bpe.Vocabulary, plan *trainPlan) (*trainData, error) {
	d := &trainData{}
	replace := programNames(v)
	all := corpora.DatasetOptions{Replace: replace}
	standalone := corpora.DatasetOptions{StandaloneOnly: true, MaxLength: plan.MaxLength, MinWordCount: plan.MinWordCount, Replace: replace}
	for _, set := range []struct {
		to      **functionSet
		split   corpora.Split
		options corpora.DatasetOptions
	}{
		{&d.all, corpora.Train, all},
		{&d.standalone, corpora.Train, standalone},
		{&d.validAll, corpora.Valid, all},
		{&d.validStandalone, corpora.Valid, standalone},
	} {
		dataset, err := corpora.NewDataset(c, set.split, v, set.options)
		if err != nil {
			return nil, err
		}
		*set.to = &functionSet{dataset}
	}
	if len(d.all.languages()) == 0 {
		return nil, errors.New("the corpus has no functions to learn from")
	}
	if n := len(d.standalone.languages()); n < 2 {
		words := ""
		if plan.MinWordCount > 0 {
			words = fmt.Sprintf(" and of words that occur %d times (min_word_count)", plan.MinWordCount)
		}
		return nil, fmt.Errorf("the corpus has standalone functions of up to %d tokens%s in %d languages: translation needs two at least", plan.MaxLength, words, n)
	}
	return d, nil
}

// programNames puts stand-ins in the place of the names that a function uses and
// that neither it nor a library declares.
func programNames(v *bpe.Vocabulary) func(lexers.Language, []string) ([]string, map[string]string) {
	standIns := grammar.NewStandIns(v)
	return func(language lexers.Language, tokens []string) ([]string, map[string]string) {
		return standIns.Replace(language, tokens, nil)
	}
}

// counts tells how much there is.
func (d *trainData) counts() string {
	text := ""
	for i, l := range lexers.Languages() {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %d (%d standalone)", l.Title(), d.all.Len(l), d.standalone.Len(l))
	}
	return text
}

// err returns what went wrong in reading the corpus.
func (d *trainData) err() error {
	return errors.Join(d.all.Err(), d.standalone.Err())
}

// languages lists those that have functions to draw.
func (f *functionSet) languages() []int {
	var languages []int
	for _, l := range f.Languages() {
		languages = append(languages, int(l))
	}
	return languages
}

// draw draws a function.
func (f *functionSet) draw(rng *rand.Rand, language int) seq2seq.Sequence {
	return sequence(f.Sample(rng, lexers.Language(language)))
}

func sequence(e corpora.Example) seq2seq.Sequence {
	return seq2seq.Sequence{Language: int(e.Language), IDs: e.IDs, Names: e.Names}
}

// held picks validation functions: from each language about the same number of
// tokens, a few batches in all, spread over the split.
func (f *functionSet) held(tokens, longest int) []seq2seq.Sequence {
	var held []seq2seq.Sequence
	for _, l := range lexers.Languages() {
		const most = 64
		n := f.Len(l)
		left := tokens
		for k := range min(n, most) {
			s := sequence(f.At(l, k*n/min(n, most)))
			if len(s.IDs) > 0 && len(s.IDs) <= longest && len(s.IDs) < left {
				held = append(held, s)
				left -= len(s.IDs) + 1
			}
		}
	}
	return held
}

// frequencies returns the share of each id among the ids of a language's
// functions.
func frequencies(words []bpe.Word, v *bpe.Vocabulary) func(language int, id int32) float64 {
	var counts [lexers.LanguageCount][]float64
	var totals [lexers.LanguageCount]float64
	for l := range counts {
		counts[l] = make([]float64, v.Size())
	}
	var ids []int32
	for _, w := range words {
		ids = v.Encode(ids[:0], w.Text)
		for l, n := range w.Counts {
			totals[l] += float64(n) * float64(len(ids))
			for _, id := range ids {
				counts[l][id] += float64(n)
			}
		}
	}
	return func(language int, id int32) float64 {
		return counts[language][id] / max(totals[language], 1)
	}
}
