package ops

import (
	"transcoder/seq2seq/kernels"
)

// cpu is the backend on package kernels. Its slices are rows of the loss's head,
// which live only while a loss is computed.
type cpu struct {
	workers *kernels.Workers
	loss    kernels.CrossEntropy
	pointer kernels.PointerMixture

	packedKeys, dPackedKeys []float32 // [S, 2D], the window of the memory's columns

	rotary map[Rotary]*kernels.Rotary
}

// CPU returns the backend that computes on workers. Results are the same, bit
// for bit, in every run with one number of threads.
func CPU(workers *kernels.Workers) Backend {
	return &cpu{workers: workers, rotary: map[Rotary]*kernels.Rotary{}}
}

// from is the array of a matrix from its first number on.
func (m Matrix) from() []float32 { return m.Data[m.Offset:] }

// contiguous returns the numbers of a matrix whose rows lie one behind the other.
func (m Matrix) contiguous() []float32 {
	if m.Data == nil {
		return nil
	}
	if m.Stride != m.Columns {
		panic("ops: matrix with a stride where none is supported")
	}
	return m.Data[m.Offset:][:m.Rows*m.Columns]
}

func (c *cpu) Linear(y, x Matrix, w, b Array) {
	c.workers.Linear(y.from(), y.Stride, x.from(), x.Stride, y.Rows, y.Columns, x.Columns, w.Data, b.Data)
}

func (c *cpu) LinearGELU(y, inner, x Matrix, w, b Array) {
	c.workers.LinearGELU(y.contiguous(), inner.contiguous(), x.from(), x.Stride, y.Rows, y.Columns, x.Columns, w.Data, b.Data)
}

func (c *cpu) LinearResidual(y, residual, x Matrix, w, b Array, p float32, seed, stream uint64) {
	c.workers.LinearAdd(y.contiguous(), residual.contiguous(), x.from(), x.Stride, y.Rows, y.Columns, x.Columns, w.Data, b.Data,
		dropout(p, seed, stream))
}

func (c *cpu) LinearBackward(dx Matrix, add bool, dw, db Array, dy, x, inner Matrix, w Array) {
	n, k, rows := dy.Columns, x.Columns, dy.Rows
	switch {
	case inner.Data != nil:
		c.workers.GemmGELUBackward(rows, k, n, dy.from(), dy.Stride, w.Data, k, dx.contiguous(), inner.contiguous())
	case dx.Data != nil:
		c.workers.Gemm(false, false, rows, k, n, dy.from(), dy.Stride, w.Data, k, add, dx.from(), dx.Stride)
	}
	c.workers.Gemm(true, false, n, k, rows, dy.from(), dy.Stride, x.from(), x.Stride, true, dw.Data, k)
	c.columnSums(db.Data, dy)
}

// columnSums adds the sum of the rows of m to out.
func (c *cpu) columnSums(out []float32, m Matrix) {
	if m.Stride == m.Columns {
		c.workers.BiasGradient(out, m.contiguous(), m.Rows, m.Columns, true)
		return
	}
	for r := range m.Rows {
		kernels.AddTo(out, m.Data[m.Offset+r*m.Stride:][:m.Columns])
	}
}

func (c *cpu) GELU(y, x Matrix) { c.workers.GELUForward(y.contiguous(), x.contiguous()) }

func (c *cpu) GELUBackward(dx, dy, x Matrix) {
	c.workers.GELUBackward(dx.contiguous(), dy.contiguous(), x.contiguous())
}

// halves splits the statistics of a layer norm into means and deviations.
func halves(statistics Array) (mean, rstd []float32) {
	n := len(statistics.Data) / 2
	return statistics.Data[:n], statistics.Data[n:]
}

func (c *cpu) LayerNorm(y, x Matrix, gain, bias, statistics Array, epsilon float32) {
	mean, rstd := halves(statistics)
	c.workers.LayerNormForward(y.contiguous(), mean[:y.Rows], rstd[:y.Rows], x.contiguous(), gain.Data, bias.Data, y.Rows, y.Columns, epsilon)
}

func (c *cpu) LayerNormBackward(dx, dy, x, residual Matrix, gain, statistics, dgain, dbias Array) {
	mean, rstd := halves(statistics)
	c.workers.LayerNormBackward(dx.contiguous(), dgain.Data, dbias.Data, dy.contiguous(), x.contiguous(), residual.contiguous(),
		mean[:x.Rows], rstd[:x.Rows], gain.Data, x.Rows, x.Columns, true)
}

func dropout(p float32, seed, stream uint64) kernels.Dropout {
	return kernels.Dropout{Rate: p, Seed: seed, Layer: stream}
}

func (c *cpu) Dropout(y, x Matrix, p float32, seed, stream uint64) {
	c.workers.DropoutForward(y.contiguous(), x.contiguous(), dropout(p, seed, stream))
}

func (c *cpu) Residual(y, x, branch Matrix, p float32, seed, stream uint64) {
	c.workers.DropoutAdd(y.contiguous(), x.contiguous(), branch.contiguous(), dropout(p, seed, stream))
}

func (s AttentionShape) kernel(width int) *kernels.AttentionShape {
	return &kernels.AttentionShape{
		Heads: s.Heads, HeadWidth: width / s.Heads,
		QueryOffsets: s.Queries, KeyOffsets: s.Keys,
		Causal: s.Causal, ShiftedHeads: s.ShiftedHeads,
	}
}

func (c *cpu) Attention(shape AttentionShape, out, q, k, v Matrix, logSumExp Array) {
	c.workers.AttentionForward(shape.kernel(q.Columns), out.from(), out.Stride, logSumExp.Data,
		q.from(), q.Stride, k.from(), k.Stride, v.from(), v.Stride)
}

func (c *cpu) AttentionBackward(shape AttentionShape, dq, dk, dv, dout, out, q, k, v Matrix, logSumExp Array) {
	c.workers.AttentionBackward(shape.kernel(q.Columns), dq.from(), dq.Stride, dk.from(), dk.Stride, dv.from(), dv.Stride,
		dout.from(), dout.Stride, logSumExp.Data,
		q.from(), q.Stride, k.from(), k.Stride, v.from(), v.Stride)
}

func (c *cpu) Rotate(x Matrix, packed *Packed, r Rotary, back bool) {
	angles := c.rotary[r]
	if angles == nil {
		angles = kernels.NewRotary(r.Positions, r.HeadWidth, r.Base)
		c.rotary[r] = angles
	}
	c.workers.RotateRows(angles, x.from(), x.Stride, x.Columns, packed.Positions, back)
}

func (p *Packed) kernel(width int, scale float32, languages bool) *kernels.Embedding {
	e := &kernels.Embedding{
		Width: width, Scale: scale, IDs: p.IDs, Positions: p.Positions,
		NameOffsets: p.PieceOffsets, NameIDs: p.PieceIDs,
	}
	if languages {
		e.LanguageIDs = p.Languages
	}
	return e
}

func (c *cpu) Embedding(y Matrix, packed *Packed, tokens, positions, languages Array, scale float32) {
	c.workers.EmbeddingForward(y.contiguous(), packed.kernel(y.Columns, scale, languages.Data != nil), tokens.Data, positions.Data, languages.Data)
}

func (c *cpu) EmbeddingBackward(dtokens, dpositions, dlanguages Array, dy Matrix, packed *Packed, scale float32) {
	c.workers.EmbeddingBackward(dtokens.Data, dpositions.Data, dlanguages.Data,
		packed.kernel(dy.Columns, scale, dlanguages.Data != nil), dy.contiguous())
}

func (c *cpu) Loss(h Matrix, head LossHead, batch *Batch, dh Matrix, gradient LossHead) {
	loss := &c.loss
	loss.Width, loss.Vocabulary = h.Columns, head.Vocabulary
	loss.Hidden, loss.Weight, loss.Bias = h.contiguous(), head.Tokens.Data, head.Bias.Data
	loss.Labels, loss.Scale, loss.Smoothing = batch.Labels, batch.Scale, batch.Smoothing
	loss.DHidden, loss.DWeight, loss.DBias = dh.contiguous(), gradient.Tokens.Data, gradient.Bias.Data
	loss.Pointer = nil
	if head.pointer() {
		c.pointerForward(h, head, dh.Data != nil)
		loss.Pointer = &c.pointer
	}
	sum := c.workers.LinearCrossEntropy(loss)
	batch.Nats, batch.Correct = sum.Nats, sum.Correct
	if head.pointer() && dh.Data != nil {
		c.pointerBackward(h, head, dh, gradient)
	}
}

// pointerForward computes the pointer's queries, keys and gates.
func (c *cpu) pointerForward(h Matrix, head LossHead, train bool) {
	p, d, rows, sources := &c.pointer, h.Columns, h.Rows, head.Keys.Rows
	p.Queries, p.Gates = resize(p.Queries, rows*d), resize(p.Gates, rows)
	c.workers.Linear(p.Queries, d, h.from(), h.Stride, rows, d, d, head.Query.Data, head.QueryBias.Data)
	c.workers.Linear(p.Gates, 1, h.from(), h.Stride, rows, 1, d, head.Gate.Data, head.GateBias.Data)
	c.packedKeys = resize(c.packedKeys, sources*2*d)
	for r := range sources {
		copy(c.packedKeys[r*2*d:][:2*d], head.Keys.Data[head.Keys.Offset+r*head.Keys.Stride:])
	}
	p.Keys = resize(p.Keys, sources*d)
	c.workers.ShiftAddForward(p.Keys, c.packedKeys, head.Source.Offsets, d)
	p.SourceIDs = head.Source.IDs
	p.QueryOffsets, p.KeyOffsets = head.Target.Offsets, head.Source.Offsets
	if train {
		p.DQueries, p.DGates = resize(p.DQueries, rows*d), resize(p.DGates, rows)
		p.DKeys = resize(p.DKeys, sources*d)
	} else {
		p.DQueries, p.DGates, p.DKeys = nil, nil, nil
	}
}

// pointerBackward carries the gradients of queries, gates and keys on to h, to
// the head's weights and to the memory.
func (c *cpu) pointerBackward(h Matrix, head LossHead, dh Matrix, gradient LossHead) {
	p, d, rows, sources := &c.pointer, h.Columns, h.Rows, head.Keys.Rows
	queries := matrix(Array{p.DQueries}, rows, d)
	c.LinearBackward(dh, true, gradient.Query, gradient.QueryBias, queries, h, Matrix{}, head.Query)
	gates := matrix(Array{p.DGates}, rows, 1)
	c.LinearBackward(dh, true, gradient.Gate, gradient.GateBias, gates, h, Matrix{}, head.Gate)
	c.dPackedKeys = resize(c.dPackedKeys, sources*2*d)
	c.workers.ShiftAddBackward(c.dPackedKeys, p.DKeys, head.Source.Offsets, d)
	for r := range sources {
		copy(gradient.Keys.Data[gradient.Keys.Offset+r*gradient.Keys.Stride:][:2*d], c.dPackedKeys[r*2*d:])
	}
}

// resize returns a slice of n numbers, in the memory of s where that is enough.
func resize(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
