package translate

import (
	"cmp"
	"context"
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/beam"
)

// job is one function on its way through the model.
type job struct {
	file      *assembly
	unit      *unit
	search    search
	canonical *lexers.Canonical
	lines     []int             // of the source file, by canonical token
	replaced  *lexers.Canonical // with stand-ins, as the model reads it
	standFor  map[string]string // what they stand for
	sequence  seq2seq.Sequence
	tokens    []int // the canonical token that each id of the sequence is a part of
	found     []beam.Hypothesis
	shared    bool        // other functions of the file name it
	stated    statedTypes // of its head

	hypotheses []Hypothesis

	firstLine, lastLine int // of lines
}

// newJob encodes a function of a file that defines some functions. fits is false where it is longer than the model
// reads; the tokens of its sequence say how long it is. lines are those of c's
// tokens in the file.
func (t *Translator) newJob(c *lexers.Canonical, lines []int, functions map[string]bool) (j *job, fits bool) {
	j = &job{canonical: c, lines: lines, firstLine: slices.Min(lines), lastLine: slices.Max(lines)}
	replaced := *c
	replaced.Tokens, j.standFor = t.standIns.Replace(c.Language, c.Tokens, func(name string) bool { return functions[name] })
	if j.standFor == nil {
		j.standFor = map[string]string{}
	}
	j.replaced = &replaced
	j.sequence, j.tokens = encode(t.vocabulary, j.replaced, j.standFor)
	return j, len(j.sequence.IDs)+1 <= t.config.Positions
}

// generate finds hypotheses for jobs. Functions of like length are decoded
// together, so that few rows wait for a long one. A function's result does not
// depend on what shares its batch.
func (t *Translator) generate(ctx context.Context, jobs []*job) error {
	noteShared(jobs)
	var searches []search // in order of first use, which a map would lose
	groups := map[search][]*job{}
	rows := 0
	for _, j := range jobs {
		j.stated = j.file.stated(j.unit, t.standIns) // what files find out for it is not made for several goroutines
		if groups[j.search] == nil {
			searches = append(searches, j.search)
		}
		groups[j.search] = append(groups[j.search], j)
		rows += j.search.width
	}
	size, apart := t.lanes.spread(rows)
	var batches [][]*job
	for _, s := range searches {
		order := groups[s]
		// The longest first: what is left at the end, when threads run out of
		// batches, is short.
		slices.SortStableFunc(order, func(a, b *job) int { return cmp.Compare(len(b.sequence.IDs), len(a.sequence.IDs)) })
		batches = slices.AppendSeq(batches, slices.Chunk(order, max(1, size/s.width)))
	}
	return t.lanes.each(ctx, len(batches), apart, func(ctx context.Context, d *seq2seq.Decoder, i int) error {
		return t.generateBatch(ctx, d, batches[i])
	})
}

// noteShared notes which jobs are of functions that others of their file name.
func noteShared(jobs []*job) {
	named := map[*assembly]map[string]bool{}
	for _, j := range jobs {
		if named[j.file] == nil {
			named[j.file] = map[string]bool{}
		}
		for _, token := range j.canonical.Tokens {
			if j.file.functions[token] {
				named[j.file][token] = true // but itself, whose name is a placeholder there
			}
		}
	}
	for _, j := range jobs {
		j.shared = named[j.file][j.unit.name]
	}
}

// generateBatch finds hypotheses for jobs of one search.
func (t *Translator) generateBatch(ctx context.Context, d *seq2seq.Decoder, batch []*job) error {
	s := batch[0].search
	var sources []seq2seq.Sequence
	var rows []seq2seq.Row
	var functions []heldFunction
	var limits beam.Limits
	for i, j := range batch {
		sources = append(sources, j.sequence)
		rows = append(rows, seq2seq.Row{Source: i, Language: int(s.to)})
		functions = append(functions, heldFunction{j.replaced, j.file.definedNames(j.replaced.Tokens), j.stated})
		limits.MaxLengths = append(limits.MaxLengths, min(d.MaxLength(), targetLimit(len(j.sequence.IDs))))
	}
	generation, err := d.Start(sources, rows)
	if err != nil {
		return err
	}
	step := beam.Step(generation.Step)
	if !t.options.Unconstrained && !s.unconstrained {
		constraint, err := t.constraints.hold(functions, s.to, limits.MaxLengths, s.freeSignature)
		if err != nil {
			return err
		}
		step = beam.Constrain(step, constraint)
	}
	var found [][]beam.Hypothesis
	if s.sampled {
		found, err = beam.Sample(ctx, step, len(batch), beam.SampleOptions{
			Limits: limits, Count: s.width, Temperature: s.sampling.Temperature, TopK: s.sampling.TopK, TopP: s.sampling.TopP,
		}, rand.New(draws(batch, s)))
	} else {
		found, err = beam.Search(ctx, step, len(batch), beam.Options{Limits: limits, Width: s.width, LengthPenalty: s.lengthPenalty})
	}
	if err != nil {
		return err
	}
	for i, j := range batch {
		j.found = found[i]
		if s.sampled { // in the order of drawing, by their sum
			for k := range j.found {
				j.found[k].Score /= float64(max(1, len(j.found[k].LogProbabilities)))
			}
			slices.SortStableFunc(j.found, func(a, b beam.Hypothesis) int { return cmp.Compare(b.Score, a.Score) })
		}
	}
	return nil
}

// drawn is a random source of numbers that were drawn before.
type drawn []uint64

// Uint64 implements rand.Source.
func (d *drawn) Uint64() uint64 {
	x := (*d)[0]
	*d = (*d)[1:]
	return x
}

// draws returns the two seeds that beam.Sample takes for each hypothesis of each
// job, of a generator for the job alone: what is in the batch must not matter.
func draws(batch []*job, s search) *drawn {
	var all drawn
	for _, j := range batch {
		h := fnv.New64a()
		for _, id := range j.sequence.IDs {
			h.Write(binary.LittleEndian.AppendUint32(nil, uint32(id)))
		}
		for _, name := range j.canonical.Names {
			h.Write([]byte(name + "\x00"))
		}
		rng := rand.NewPCG(s.sampling.Seed, h.Sum64())
		for range 2 * s.width {
			all = append(all, rng.Uint64())
		}
	}
	return &all
}

// targetLimit is the longest translation of a source of n ids, EOS included.
// Python's declarations lengthen by about half in C++ and Java; three times as
// long and some only happens where a model repeats itself.
func targetLimit(n int) int { return 3*n + 64 }
