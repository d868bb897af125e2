// Package ops builds training graphs on Gorgonia from coarse operations: a
// linear layer, attention over a packed batch, layer normalisation, an
// embedding, a fused loss. Each is one node forward and one node backward, so
// that Gorgonia's differentiation, ordering and tape run a whole transformer
// step while the arithmetic happens in a few large calls of a Backend.
//
//	g := ops.New(ops.CPU(workers), ops.Options{SourceRows: 4096, TargetRows: 4096})
//	w := g.Parameter("w", weights, gradient, 256, 256)
//	...
//	loss := g.Loss(h, head)
//	program, err := g.Compile(loss)
//	err = program.Run(&batch)
//
// # Batches
//
// A batch's sequences are packed one behind the other, without padding. Nodes
// have room for the largest batch (Options); how many of their rows hold data
// is known when a batch runs, through the Batch that every operation reads. One
// graph therefore serves batches of every shape.
//
// # Gradients
//
// A parameter comes with a gradient array. The backward operation of each of
// its consumers ADDS to that array; the node that stands for the gradient in
// Gorgonia's graph has the array as its value. Sums over the consumers of a
// tied table, or over several batches, so cost no node, no copy and no stock
// addition. For the same reason an activation has one differentiable consumer:
// the two that a residual connection makes are joined by LayerNorm's backward
// (see Graph.Residual), and the decoder layers that read the encoder's output
// do it through one projection (Graph.Memory).
//
// # Fusion
//
// A linear layer applies the GELU or the residual sum behind it to each block of
// rows while it is in the caches, and in the backward pass the slope of the GELU in
// front of it. The nodes stay: what is computed along has no forward of its own.
//
// # Buffers
//
// Compile runs the tape once without arithmetic to learn the order of
// execution, finds each value's last reader, and lays the values out in one
// arena in which buffers whose lives do not overlap share their place.
package ops
