package ops

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Array is a buffer of float32 in a backend's memory.
type Array struct{ Data []float32 }

func arrayOf(v gorgonia.Value) Array {
	if dense, ok := v.(*tensor.Dense); ok {
		return Array{dense.Data().([]float32)}
	}
	return Array{} // a scalar: losses travel in Batch
}

// Matrix is a window of an array: Rows x Columns numbers, row r beginning at
// Offset + r·Stride.
type Matrix struct {
	Array
	Rows, Columns, Offset, Stride int
}

// matrix is the first rows of an array with columns numbers a row.
func matrix(a Array, rows, columns int) Matrix {
	return Matrix{Array: a, Rows: rows, Columns: columns, Stride: columns}
}

// columns is a window of count columns of m from column from on.
func (m Matrix) columns(from, count int) Matrix {
	m.Offset += from
	m.Columns = count
	return m
}

// Backend does the arithmetic. Gradients of weights are added to (d...
// arguments named as accumulated); other outputs are overwritten. An Array
// whose Data is nil stands for an absent optional argument.
type Backend interface {
	// Linear computes y = x wᵀ + b; w is [y.Columns, x.Columns].
	Linear(y, x Matrix, w, b Array)
	// LinearGELU computes inner = x wᵀ + b and y = gelu(inner).
	LinearGELU(y, inner, x Matrix, w, b Array)
	// LinearResidual computes y = residual + dropout(x wᵀ + b).
	LinearResidual(y, residual, x Matrix, w, b Array, p float32, seed, stream uint64)
	// LinearBackward computes dx = dy w (added to dx where add is set; skipped
	// where dx has no data) and accumulates dw += dyᵀ x, db += column sums of dy.
	// Where inner has data, x is gelu(inner) and dx the gradient of inner.
	LinearBackward(dx Matrix, add bool, dw, db Array, dy, x, inner Matrix, w Array)

	// GELU computes the tanh form; GELUBackward dx = dy·gelu'(x).
	GELU(y, x Matrix)
	GELUBackward(dx, dy, x Matrix)

	// LayerNorm normalises each row of x. statistics keeps mean and reciprocal
	// deviation of each row for the backward pass: 2 numbers a row of capacity.
	LayerNorm(y, x Matrix, gain, bias, statistics Array, epsilon float32)
	// LayerNormBackward computes dx (plus residual where it has data) and
	// accumulates dgain and dbias.
	LayerNormBackward(dx, dy, x, residual Matrix, gain, statistics, dgain, dbias Array)

	// Dropout computes y = x·mask/(1-p), the mask drawn from seed and stream; the
	// gradient is the same function of the output's gradient. x may be y.
	Dropout(y, x Matrix, p float32, seed, stream uint64)
	// Residual computes y = x + dropout(branch). y may be branch.
	Residual(y, x, branch Matrix, p float32, seed, stream uint64)

	// Attention computes softmax(q kᵀ/√width)·v for every head and sequence.
	// logSumExp keeps heads numbers a query row for the backward pass.
	Attention(shape AttentionShape, out, q, k, v Matrix, logSumExp Array)
	AttentionBackward(shape AttentionShape, dq, dk, dv, dout, out, q, k, v Matrix, logSumExp Array)

	// Rotate turns the heads of x by the packed positions of its rows; back undoes it.
	Rotate(x Matrix, packed *Packed, r Rotary, back bool)

	// Embedding computes scale·tokens[id] + positions + languages (+ scale·mean of
	// the pieces' tokens), positions and languages optional; EmbeddingBackward accumulates the tables' gradients.
	Embedding(y Matrix, packed *Packed, tokens, positions, languages Array, scale float32)
	EmbeddingBackward(dtokens, dpositions, dlanguages Array, dy Matrix, packed *Packed, scale float32)

	// Loss computes the batch's Nats and Correct for rows h and, where dh has
	// data, dh and the accumulated gradients of the head, all times batch.Scale.
	Loss(h Matrix, head LossHead, batch *Batch, dh Matrix, gradient LossHead)
}

// AttentionShape describes one attention over packed sequences.
type AttentionShape struct {
	Heads        int
	Queries      []int32 // row offsets of the sequences of q, len B+1
	Keys         []int32 // row offsets of the sequences of k and v, len B+1
	Causal       bool
	ShiftedHeads int // heads that score value j with key j-1
}

// LossHead is the weights behind the last layer norm, or their gradients. The
// pointer's arrays have no data in a model without one.
type LossHead struct {
	Vocabulary   int
	Tokens, Bias Array // [V, D], [V]

	Query, QueryBias Array  // [D, D], [D]
	Gate, GateBias   Array  // [1, D], [1]
	Keys             Matrix // [S, 2D] window: keys of the source rows, unshifted and shifted
	Source           *Packed
	Target           *Packed
}

// pointer reports whether the head mixes in attention over the source.
func (h LossHead) pointer() bool { return h.Query.Data != nil }
