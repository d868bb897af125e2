package backtranslate

import (
	"context"
	"math"
	"math/rand/v2"

	"transcoder/corpora"
	"transcoder/seq2seq"
	"transcoder/seq2seq/beam"
)

// Generator translates with a model as its weights are at the call. Its Generate
// is for Options.
type Generator struct {
	Model   *seq2seq.Model
	Threads int // 0 means all processors

	// Allowed masks the vocabulary by target language; see seq2seq.DecoderOptions.
	Allowed [][]uint64

	// Temperature samples translations; 0 takes the most likely token each time,
	// as TransCoder does.
	Temperature float64
	TopK        int // sample from the k most likely tokens only; 0 is no limit

	// GreedyShare is the part of the calls, 0 to 1, that take the most likely tokens
	// although Temperature is set: sampled sources are varied, greedy ones are what
	// the model will be given back in use.
	GreedyShare float64

	// Width is that of a beam search, in the place of sampling; 0 and 1 are none.
	Width         int
	LengthPenalty float64 // of the beam search

	// Placeholders, where given, keeps translations to numbers and literals of their
	// source and to its identifiers and a few new ones, as translating in use does.
	Placeholders *corpora.Placeholders

	// Constrain puts a grammar between the model and the search, for translations
	// of sources that have at most so many ids each; nil is none.
	Constrain func(step beam.Step, sources []seq2seq.Sequence, language int, maxLengths []int) (beam.Step, error)
}

// inventedNames is how many identifiers a translation may add to its source's.
const inventedNames = 8

// known is the constraint to placeholders that stand for something. Its state is
// the number of the source.
type known struct {
	beyond [][]int32 // by source: what may not come
}

func (k known) Start(source int) int         { return source }
func (k known) Next(source int, _ int32) int { return source }
func (k known) Mask(source int, logs []float32) {
	for _, id := range k.beyond[source] {
		logs[id] = float32(math.Inf(-1))
	}
}

// Generate is a Generate function. The weights are packed anew at each call,
// since a step of training changed them: 1 % of the time that a batch's decoding
// takes.
func (g *Generator) Generate(ctx context.Context, sources []seq2seq.Sequence, language int, maxLengths []int, rng *rand.Rand) ([]Translation, error) {
	decoder, err := seq2seq.NewDecoder(g.Model, seq2seq.DecoderOptions{Threads: g.Threads, Allowed: g.Allowed})
	if err != nil {
		return nil, err
	}
	defer decoder.Close()
	rows := make([]seq2seq.Row, len(sources))
	for i := range rows {
		rows[i] = seq2seq.Row{Source: i, Language: language}
	}
	generation, err := decoder.Start(sources, rows)
	if err != nil {
		return nil, err
	}
	step := beam.Step(generation.Step)
	if g.Placeholders != nil {
		var k known
		for _, s := range sources {
			k.beyond = append(k.beyond, g.Placeholders.Beyond(s.IDs, inventedNames))
		}
		step = beam.Constrain(step, k)
	}
	if g.Constrain != nil {
		if step, err = g.Constrain(step, sources, language, maxLengths); err != nil {
			return nil, err
		}
	}
	limits := beam.Limits{MaxLength: decoder.MaxLength(), MaxLengths: maxLengths}
	var hypotheses [][]beam.Hypothesis
	sample := g.Temperature > 0
	if sample && g.GreedyShare > 0 && rng != nil {
		sample = rng.Float64() >= g.GreedyShare
	}
	if sample {
		options := beam.SampleOptions{Limits: limits, Temperature: g.Temperature, TopK: g.TopK, Count: 1}
		hypotheses, err = beam.Sample(ctx, step, len(sources), options, rng)
	} else {
		options := beam.Options{Limits: limits, Width: max(g.Width, 1), Best: 1, LengthPenalty: g.LengthPenalty}
		hypotheses, err = beam.Search(ctx, step, len(sources), options)
	}
	if err != nil {
		return nil, err
	}
	translations := make([]Translation, len(sources))
	for i, list := range hypotheses {
		translations[i] = Translation{IDs: list[0].Tokens, Finished: list[0].Finished}
	}
	return translations, nil
}
