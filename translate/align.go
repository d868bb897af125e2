package translate

import (
	"cmp"
	"context"
	"math"
	"slices"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
)

// Line says of one line of a translated function how sure the model was of it
// and where it looked while it wrote it.
type Line struct {
	// Confidence is exp of the mean log-probability of the line's tokens, 0 to 1;
	// 1 for a line without any, such as one that only closes a block.
	Confidence float64 `json:"confidence"`

	// Source lists lines of the source file, 1-based, the one that was attended to
	// most first. nil where the request did not ask for the alignment.
	Source []int `json:"source,omitempty"`
}

const (
	// maxAligned is the most source lines that a line is aligned to.
	maxAligned = 3

	// leastShare is the least attention to list a source line with, as a share of
	// that to the first.
	leastShare = 0.25

	// impossible stands for the log-probability (nats) of a token that the target
	// language's vocabulary leaves out, in a rendering that the model did not write.
	impossible = -20
)

// target is a sequence whose probability under the model is asked for.
type target struct {
	job *job
	ids []int32

	logProbabilities []float32 // of ids and EOS

	// lines is, for each id, the attention to each line of the function's source,
	// by the line's number less the first's.
	lines [][]float32
}

// alignable reports whether the decoder has room for ids and the end behind them. A hypothesis
// that never came to its end may leave none.
func (t *Translator) alignable(ids []int32) bool { return len(ids) < t.config.Positions }

// align runs targets through the decoder as if it had chosen them. A search does
// not record attention, which would be a vector of the source's length for each
// token of each hypothesis, nearly all of which are dropped.
func (t *Translator) align(ctx context.Context, targets []*target, to lexers.Language) error {
	order := slices.Clone(targets)
	slices.SortStableFunc(order, func(a, b *target) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	size, apart := t.lanes.spread(len(targets))
	batches := slices.Collect(slices.Chunk(order, size))
	return t.lanes.each(ctx, len(batches), apart, func(ctx context.Context, d *seq2seq.Decoder, i int) error {
		return alignBatch(ctx, d, batches[i], to)
	})
}

func alignBatch(ctx context.Context, d *seq2seq.Decoder, batch []*target, to lexers.Language) error {
	places := map[*job]int{} // of its source
	var sources []seq2seq.Sequence
	var rows []seq2seq.Row
	for _, target := range batch {
		if _, ok := places[target.job]; !ok {
			places[target.job] = len(sources)
			sources = append(sources, target.job.sequence)
		}
		rows = append(rows, seq2seq.Row{Source: places[target.job], Language: int(to)})
	}
	generation, err := d.Start(sources, rows)
	if err != nil {
		return err
	}
	generation.RecordAttention()
	active, parents, last := slices.Clone(batch), make([]int, len(batch)), make([]int32, len(batch))
	for i := range batch {
		parents[i], last[i] = i, bpe.BOS
	}
	for step := 0; len(active) > 0; step++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := generation.Step(parents, last)
		if err != nil {
			return err
		}
		next := active[:0]
		parents, last = parents[:0], last[:0]
		for i, target := range active {
			token := int32(bpe.EOS)
			if step < len(target.ids) {
				token = target.ids[step]
				target.lines = append(target.lines, target.job.attended(generation.Attention(i)))
			}
			target.logProbabilities = append(target.logProbabilities, max(impossible, found[i][token]))
			if token != bpe.EOS {
				next = append(next, target)
				parents, last = append(parents, i), append(last, token)
			}
		}
		active = next
	}
	return nil
}

// score is the mean log-probability of the ids and EOS.
func (t *target) score() float64 {
	sum := 0.0
	for _, p := range t.logProbabilities {
		sum += float64(p)
	}
	return sum / float64(max(1, len(t.logProbabilities)))
}

// attended sums attention over the source's ids by the lines that they stand on.
// What goes to EOS belongs to no line.
func (j *job) attended(attention []float32) []float32 {
	lines := make([]float32, j.lastLine-j.firstLine+1)
	for i, token := range j.tokens {
		lines[j.lines[token]-j.firstLine] += attention[i]
	}
	return lines
}

// lineMeans returns what there is to say of each line of a rendered function:
// rendered has the line of each of its tokens, parts the token of each id, and
// attended, which may be nil, the attention of each id to the source's lines.
func lineMeans(count int, rendered, parts []int, logProbabilities []float32, attended [][]float32, firstLine int) []Line {
	sums, numbers := make([]float64, count), make([]int, count)
	attention := make([][]float32, count)
	for i, part := range parts {
		at := rendered[part] - 1
		sums[at] += float64(logProbabilities[i])
		numbers[at]++
		if attended == nil {
			continue
		}
		if attention[at] == nil {
			attention[at] = make([]float32, len(attended[i]))
		}
		for k, a := range attended[i] {
			attention[at][k] += a
		}
	}
	lines := make([]Line, count)
	for i := range lines {
		lines[i].Confidence = math.Exp(sums[i] / float64(max(1, numbers[i])))
		if attended != nil {
			lines[i].Source = strongest(attention[i], firstLine)
		}
	}
	return lines
}

// strongest returns the lines with the most attention, first the one with most.
func strongest(attention []float32, firstLine int) []int {
	lines := []int{}
	for k, a := range attention {
		if a > 0 {
			lines = append(lines, k)
		}
	}
	slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(attention[b], attention[a]) })
	var kept []int
	for _, k := range lines[:min(len(lines), maxAligned)] {
		if attention[k] >= leastShare*attention[lines[0]] {
			kept = append(kept, k+firstLine)
		}
	}
	return kept
}
