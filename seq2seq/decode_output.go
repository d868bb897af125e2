package seq2seq

import (
	"math"

	"transcoder/seq2seq/kernels"
)

var negativeInfinity = float32(math.Inf(-1))

// output turns the normalized hidden states into log-probabilities.
func (g *Generation) output() {
	d, w, rows := g.decoder, g.decoder.workers, len(g.rows)
	d.output.apply(w, g.logits, g.normed, rows)
	if d.model.Config.Pointer {
		d.query.apply(w, g.change, g.normed, rows)
	}
	w.For(rows, 1, func(worker, low, high int) {
		for r := low; r < high; r++ {
			g.outputRow(r, worker)
		}
	})
}

func (g *Generation) outputRow(r, worker int) {
	row, c := g.result[r], g.decoder.model.Config
	if len(g.scores[worker]) < len(row) {
		g.scores[worker] = make([]float32, len(row)) // LogSoftmax wants that much scratch
	}
	scratch := g.scores[worker]
	if c.Pointer {
		kernels.LogSoftmax(row, scratch)
		g.point(r, scratch)
	}
	masked := false
	if g.decoder.forbidden != nil {
		for _, id := range g.decoder.forbidden[g.rows[r].language] {
			row[id] = negativeInfinity
			masked = true
		}
	}
	if masked || !c.Pointer {
		kernels.LogSoftmax(row, scratch)
	}
}

// point mixes row r's log-probabilities with the pointer's attention. Only words
// of the source need a logarithm of a sum; the others are shifted by that of the
// gate.
func (g *Generation) point(r int, scratch []float32) {
	m := g.decoder.model
	d, memory := m.Config.Width, g.rows[r].memory
	row := g.result[r]
	query, hidden := g.change[r*d:(r+1)*d], g.normed[r*d:(r+1)*d]
	kernels.Scale(query, float32(1/math.Sqrt(float64(d))))
	attention := scratch[:len(memory.ids)]
	for j := range attention {
		attention[j] = kernels.Dot(query, memory.pointer[j*d:(j+1)*d])
	}
	kernels.Softmax(attention)
	if g.attend {
		copy(g.attention[r], attention)
	}
	gate := float64(kernels.Dot(hidden, m.Parameter("pointer.gate.weight").Data) + m.Parameter("pointer.gate.bias").Data[0])
	generate, point := -softplus(-gate), -softplus(gate) // log g and log(1-g), neither with cancellation

	mass := make([]float64, len(memory.words))
	for j, p := range attention {
		mass[memory.word[j]] += float64(p)
	}
	for i, id := range memory.words {
		mass[i] = logSum(generate+float64(row[id]), point+math.Log(mass[i]))
	}
	shift := float32(generate)
	for id := range row {
		row[id] += shift
	}
	for i, id := range memory.words {
		row[id] = float32(mass[i])
	}
}

// softplus is log(1 + exp(x)) without overflow.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// logSum is log(exp(a) + exp(b)). One of them may be -Inf.
func logSum(a, b float64) float64 {
	low, high := min(a, b), max(a, b)
	return high + math.Log1p(math.Exp(low-high))
}
