package ops

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Head is the parameters of the loss.
type Head struct {
	Tokens *Node // [V, D], the token embedding
	Bias   *Node // [V]

	// Pointer mixture; all nil and Memory nil without one. Memory's columns
	// [Column, Column+2D) are the keys of the source rows.
	Query, QueryBias, Gate, GateBias *Node
	Memory                           *Memory
	Column                           int
}

// Loss adds the summed negative log-likelihood of the batch's labels given rows
// h. The graph's cost must be this node: the loss is the end of every path, so
// the gradient with respect to h is computed in the forward pass, chunk by
// chunk, and no [rows, V] matrix ever exists (the way of Liger kernels, arXiv
// 2410.10989). train false leaves the gradients out.
//
// With a pointer, p(w) = g·softmax(h tokensᵀ + bias)_w + (1-g)·Σ_{j: x_j=w} a_j
// as package seq2seq's documentation defines.
func (g *Graph) Loss(h *Node, head Head, train bool) *Node {
	e, d := g.extents[h], width(h)
	parameters := []*Node{head.Tokens, head.Bias}
	if head.Memory != nil {
		parameters = append(parameters, head.Query, head.QueryBias, head.Gate, head.GateBias)
		if head.Memory.reader() {
			panic("ops: a decoder layer must read the memory before the loss")
		}
	}
	inputs := append([]*Node{h}, parameters...)
	if head.Memory != nil {
		inputs = append(inputs, head.Memory.node)
	}
	differentiable := append([]bool{true}, g.claim(parameters...)...)
	if head.Memory != nil {
		differentiable = append(differentiable, false)
	}
	var dh *tensor.Dense
	if train {
		dh = tensor.New(tensor.WithShape(g.capacity(e), d), tensor.Of(tensor.Float32))
	}
	vocabulary := head.Tokens.Shape()[0]
	return g.add(&operation{
		name:           "loss",
		value:          gorgonia.NewF32(0),
		preset:         true,
		differentiable: differentiable,
		forward: func(inputs []Array, _ Array) {
			rows := g.rows(e)
			weights := LossHead{Vocabulary: vocabulary, Tokens: inputs[1], Bias: inputs[2]}
			var gradient LossHead
			var dhMatrix Matrix
			if train {
				dhMatrix = matrix(arrayOf(dh), rows, d)
				gradient = LossHead{Vocabulary: vocabulary, Tokens: g.gradientArray(head.Tokens), Bias: g.gradientArray(head.Bias)}
			}
			if memory := head.Memory; memory != nil {
				weights.Query, weights.QueryBias = inputs[3], inputs[4]
				weights.Gate, weights.GateBias = inputs[5], inputs[6]
				sources := g.rows(Source)
				weights.Keys = matrix(inputs[7], sources, memory.width).columns(head.Column, 2*d)
				weights.Source, weights.Target = &g.batch.Source, &g.batch.Target
				if train {
					gradient.Query, gradient.QueryBias = g.gradientArray(head.Query), g.gradientArray(head.QueryBias)
					gradient.Gate, gradient.GateBias = g.gradientArray(head.Gate), g.gradientArray(head.GateBias)
					gradient.Keys = matrix(arrayOf(memory.gradient), sources, memory.width).columns(head.Column, 2*d)
				}
			}
			g.backend.Loss(matrix(inputs[0], rows, d), weights, g.batch, dhMatrix, gradient)
		},
		derive: func(out, _ *Node) (gorgonia.Nodes, error) {
			gradient := g.add(&operation{name: "lossBackward", shape: h.Shape(), value: dh, preset: true}, out)
			nodes := append(gorgonia.Nodes{gradient}, g.parameterGradients(gradient, differentiable[1:len(parameters)+1], parameters...)...)
			if head.Memory != nil {
				nodes = append(nodes, nil)
			}
			return nodes, g.err
		},
	}, inputs...)
}
