package seq2seq

import (
	"fmt"
	"math"
	"slices"

	"transcoder/seq2seq/kernels"
)

// Generation is a batch of targets in the making.
type Generation struct {
	decoder *Decoder
	rows    []generationRow
	cache   *cache
	scale   float32 // 1/√(D/H)
	started bool

	// Buffers, one row a row: activations of width D, and others by name.
	x, normed, change, wide []float32
	logits                  []float32
	result                  [][]float32
	scores                  [][]float32 // by worker

	attend    bool
	attention [][]float32 // by row
}

type generationRow struct {
	memory   *memory
	language int
	tip      int32   // slot of the last token; noSlot before the first
	path     []int32 // slots of all tokens, first to last
}

// position is the place of the row's last token.
func (r *generationRow) position() int { return len(r.path) - 1 }

// RecordAttention makes every Step note what the rows attend to, for Attention.
func (g *Generation) RecordAttention() { g.attend = true }

// Attention returns how much row i of the last Step attended to each token of its
// source, EOS included: the pointer's attention, or without a pointer head the
// mean over the cross-attention heads of all layers. It sums to 1 and is valid
// until the next Step. nil without RecordAttention.
func (g *Generation) Attention(i int) []float32 {
	if !g.attend {
		return nil
	}
	return g.attention[i]
}

// Step continues row parents[i] of the Step before with the token last[i], and
// returns for each i the log-probabilities (nats) of the token that follows,
// [len(parents)][V]. In the first Step, parents are indices of the rows given to
// Start and the tokens are BOS. Rows without children have left; a row may have
// several. Step has the form of beam.Step.
//
// The result is the caller's, to read and to write, until the next Step. A row's
// numbers do not depend on what else is in the batch, nor on the number of
// threads, not in a single bit. After an error the generation stands as before.
func (g *Generation) Step(parents []int, last []int32) ([][]float32, error) {
	if err := g.check(parents, last); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	g.started = true
	g.advance(parents)
	g.grow(len(parents))
	g.embed(last)
	for i := range g.decoder.layers {
		g.layer(i)
	}
	g.norm(g.normed, g.decoder.norm)
	g.output()
	return g.result, nil
}

func (g *Generation) check(parents []int, last []int32) error {
	c := g.decoder.model.Config
	if len(parents) == 0 || len(parents) != len(last) {
		return fmt.Errorf("%d parents and %d tokens: expected as many, and at least one", len(parents), len(last))
	}
	for i, parent := range parents {
		if parent < 0 || parent >= len(g.rows) {
			return fmt.Errorf("row %d: parent %d, expected less than %d", i, parent, len(g.rows))
		}
		if last[i] < 0 || int(last[i]) >= c.Vocabulary {
			return fmt.Errorf("row %d: token id %d, expected less than %d", i, last[i], c.Vocabulary)
		}
		if length := len(g.rows[parent].path); length >= c.Positions {
			return fmt.Errorf("row %d: %d tokens, BOS included, are all that the model has positions for", i, length)
		}
	}
	return nil
}

// advance makes the new rows of their parents and gives each a cache slot.
func (g *Generation) advance(parents []int) {
	children := make([]int, len(g.rows))
	for _, parent := range parents {
		children[parent]++
	}
	next := make([]generationRow, len(parents))
	for i, parent := range parents {
		row := g.rows[parent]
		if children[parent]--; children[parent] > 0 {
			row.path = slices.Clone(row.path) // the last child takes the original
		}
		row.tip = g.cache.extend(row.tip)
		row.path = append(row.path, row.tip)
		next[i] = row
	}
	for i := range g.rows {
		g.cache.release(g.rows[i].tip)
	}
	g.rows = next
}

// grow sees to it that the buffers have room for some rows.
func (g *Generation) grow(rows int) {
	c := g.decoder.model.Config
	resize := func(buffer *[]float32, size int) {
		if cap(*buffer) < size {
			*buffer = make([]float32, size)
		}
		*buffer = (*buffer)[:size]
	}
	resize(&g.x, rows*c.Width)
	resize(&g.normed, rows*c.Width)
	resize(&g.change, rows*c.Width)
	resize(&g.wide, rows*max(3*c.Width, c.FeedForward))
	resize(&g.logits, rows*c.Vocabulary)
	longest := 0
	for i := range g.rows {
		longest = max(longest, c.Heads*len(g.rows[i].path), c.Heads*len(g.rows[i].memory.ids))
	}
	for i := range g.scores {
		if len(g.scores[i]) < longest {
			g.scores[i] = make([]float32, longest+longest/2)
		}
	}
	g.result = g.result[:0]
	for i := range rows {
		g.result = append(g.result, g.logits[i*c.Vocabulary:(i+1)*c.Vocabulary:(i+1)*c.Vocabulary])
	}
	if !g.attend {
		return
	}
	g.attention = slices.Grow(g.attention[:0], rows)[:rows]
	for i := range rows {
		g.attention[i] = append(g.attention[i][:0], make([]float32, len(g.rows[i].memory.ids))...)
	}
}

// embed fills x for the tokens that the rows continue with.
func (g *Generation) embed(last []int32) {
	m := g.decoder.model
	d := m.Config.Width
	tokens := m.Parameter("embed.tokens").Data
	scale := float32(math.Sqrt(float64(d)))
	for i := range g.rows {
		row := g.x[i*d : (i+1)*d]
		if m.Config.NoPositions {
			clear(row)
		} else {
			copy(row, m.Parameter("embed.positions").Data[g.rows[i].position()*d:])
		}
		if m.Config.Languages > 0 {
			kernels.AddTo(row, m.Parameter("embed.languages").Data[g.rows[i].language*d:][:d])
		}
		kernels.Axpy(row, scale, tokens[int(last[i])*d:][:d])
	}
}

func (g *Generation) norm(y []float32, n normWeights) {
	c := g.decoder.model.Config
	g.decoder.workers.LayerNormForward(y, nil, nil, g.x, n.gain, n.bias, len(g.rows), c.Width, c.epsilon())
}

// residual adds y = p(input) to x.
func (g *Generation) residual(p *projection, input []float32) {
	p.apply(g.decoder.workers, g.change, input, len(g.rows))
	g.decoder.workers.Add(g.x, g.x, g.change)
}

func (g *Generation) layer(i int) {
	l, w, rows := &g.decoder.layers[i], g.decoder.workers, len(g.rows)

	g.norm(g.normed, l.selfNorm)
	l.qkv.apply(w, g.wide, g.normed, rows)
	w.For(rows, 1, func(worker, low, high int) {
		for r := low; r < high; r++ {
			g.selfAttention(i, r, g.scores[worker])
		}
	})
	g.residual(&l.selfOut, g.normed)

	g.norm(g.normed, l.crossNorm)
	l.crossQuery.apply(w, g.change, g.normed, rows)
	w.For(rows, 1, func(worker, low, high int) {
		for r := low; r < high; r++ {
			g.crossAttention(i, r, g.scores[worker])
		}
	})
	g.residual(&l.crossOut, g.normed)

	g.norm(g.normed, l.innerNorm)
	inner := g.wide[:rows*g.decoder.model.Config.FeedForward]
	l.inner.apply(w, inner, g.normed, rows)
	w.GELUForward(inner, inner)
	g.residual(&l.outer, inner)
}

// selfAttention stores row r's key and value, and writes the attention over its
// path to its row of normed.
func (g *Generation) selfAttention(layer, r int, scores []float32) {
	c := g.decoder.model.Config
	d, width := c.Width, c.headWidth()
	query := g.wide[r*3*d : r*3*d+d]
	row := &g.rows[r]
	if c.Rotary { // keys are cached as they are compared
		g.decoder.rotary.Rotate(g.wide[r*3*d:][:2*d], row.position())
	}
	copy(g.cache.keys(layer, row.tip, 1), g.wide[r*3*d+d:][:d])
	copy(g.cache.values(layer, row.tip, 1), g.wide[r*3*d+2*d:][:d])
	kernels.Scale(query, g.scale)

	length := len(row.path)
	scores = scores[:c.Heads*length] // [H, length]
	for j := 0; j < length; {
		run := runLength(row.path[j:])
		kernels.HeadScores(scores[j:], length, query, g.cache.keys(layer, row.path[j], run), d, run, c.Heads, width)
		j += run
	}
	for head := range c.Heads {
		kernels.Softmax(scores[head*length : (head+1)*length])
	}
	out := g.normed[r*d : (r+1)*d]
	clear(out)
	for j := 0; j < length; {
		run := runLength(row.path[j:])
		kernels.HeadValues(out, scores[j:], length, g.cache.values(layer, row.path[j], run), d, run, c.Heads, width)
		j += run
	}
}

// crossAttention writes row r's attention over its source to its row of normed.
// The queries are in change.
func (g *Generation) crossAttention(layer, r int, scores []float32) {
	c := g.decoder.model.Config
	d, memory := c.Width, g.rows[r].memory
	query, out, width := g.change[r*d:(r+1)*d], g.normed[r*d:(r+1)*d], c.headWidth()
	if c.RotaryCross {
		g.decoder.rotary.Rotate(query, g.rows[r].position())
	}
	kernels.Scale(query, g.scale)
	length := len(memory.ids)
	scores = scores[:c.Heads*length] // [H, length]
	kernels.HeadScores(scores, length, query, memory.keys[layer], d, length, c.Heads, width)
	for head := range c.Heads {
		weights := scores[head*length : (head+1)*length]
		if head < c.ShiftedHeads { // scored by the key before
			copy(weights[1:], weights)
			weights[0] = 0
		}
		kernels.Softmax(weights)
		if g.attend && !c.Pointer {
			kernels.Axpy(g.attention[r], 1/float32(c.Heads*c.DecoderLayers), weights)
		}
	}
	clear(out)
	kernels.HeadValues(out, scores, length, memory.values[layer], d, length, c.Heads, width)
}
