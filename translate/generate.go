package translate

import (
	"cmp"
	"context"
	"slices"

	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/beam"
)

// maxRows bounds the hypotheses that are decoded at once, and with them memory:
// a row holds keys and values for every layer and position.
const maxRows = 64

// lengthPenalty 1 compares hypotheses by their mean log-probability a token.
const lengthPenalty = 1

// job is one function on its way through the model.
type job struct {
	canonical *lexers.Canonical
	lines     []int // of the source file, by canonical token
	sequence  seq2seq.Sequence
	tokens    []int // the canonical token that each id of the sequence is a part of
	found     []beam.Hypothesis

	hypotheses []Hypothesis

	firstLine, lastLine int // of lines
}

// newJob encodes a function. fits is false where it is longer than the model
// reads; the tokens of its sequence say how long it is. lines are those of c's
// tokens in the file.
func (t *Translator) newJob(c *lexers.Canonical, lines []int) (j *job, fits bool) {
	j = &job{canonical: c, lines: lines, firstLine: slices.Min(lines), lastLine: slices.Max(lines)}
	j.sequence, j.tokens = encode(t.vocabulary, c)
	return j, len(j.sequence.IDs)+1 <= t.config.Positions
}

// generate searches for the translations of jobs into a language. Functions of
// like length are decoded together, so that few rows wait for a long one. A
// function's result does not depend on what shares its batch.
func (t *Translator) generate(ctx context.Context, jobs []*job, to lexers.Language, width int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	order := slices.Clone(jobs)
	slices.SortStableFunc(order, func(a, b *job) int { return cmp.Compare(len(a.sequence.IDs), len(b.sequence.IDs)) })
	for batch := range slices.Chunk(order, max(1, maxRows/width)) {
		if err := t.generateBatch(ctx, batch, to, width); err != nil {
			return err
		}
	}
	return nil
}

func (t *Translator) generateBatch(ctx context.Context, batch []*job, to lexers.Language, width int) error {
	var sources []seq2seq.Sequence
	var rows []seq2seq.Row
	var canonicals []*lexers.Canonical
	var limits beam.Limits
	for i, j := range batch {
		sources = append(sources, j.sequence)
		rows = append(rows, seq2seq.Row{Source: i, Language: int(to)})
		canonicals = append(canonicals, j.canonical)
		limits.MaxLengths = append(limits.MaxLengths, min(t.decoder.MaxLength(), targetLimit(len(j.sequence.IDs))))
	}
	generation, err := t.decoder.Start(sources, rows)
	if err != nil {
		return err
	}
	step := beam.Constrain(generation.Step, t.newConstraint(to, canonicals, limits.MaxLengths))
	found, err := beam.Search(ctx, step, len(batch), beam.Options{Limits: limits, Width: width, LengthPenalty: lengthPenalty})
	if err != nil {
		return err
	}
	for i, j := range batch {
		j.found = found[i]
	}
	return nil
}

// targetLimit is the longest translation of a source of n ids, EOS included.
// Python's declarations lengthen by about half in C++ and Java; three times as
// long and some only happens where a model repeats itself.
func targetLimit(n int) int { return 3*n + 64 }
