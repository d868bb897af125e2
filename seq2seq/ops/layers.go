package ops

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Linear adds y = x wᵀ + b, with w [out, in] and b [out].
func (g *Graph) Linear(x, w, b *Node) *Node {
	e, in, out := g.extents[x], width(x), w.Shape()[0]
	differentiable := append([]bool{true}, g.claim(w, b)...)
	y := g.add(&operation{
		name:           "linear",
		shape:          g.activation(e, out),
		differentiable: differentiable,
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.Linear(matrix(output, rows, out), matrix(inputs[0], rows, in), inputs[1], inputs[2])
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			dx := g.add(&operation{
				name:  "linearBackward",
				shape: g.activation(e, in),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					g.backend.LinearBackward(matrix(output, rows, in), false,
						g.gradientArray(w), g.gradientArray(b),
						matrix(inputs[0], rows, out), matrix(inputs[1], rows, in), inputs[2])
				},
			}, dy, x, w)
			return append(gorgonia.Nodes{dx}, g.parameterGradients(dx, differentiable[1:], w, b)...), g.err
		},
	}, x, w, b)
	g.extents[y] = e
	return y
}

// GELU adds the Gaussian error linear unit in its tanh form (Hendrycks & Gimpel
// 2016, arXiv 1606.08415).
func (g *Graph) GELU(x *Node) *Node {
	e, d := g.extents[x], width(x)
	y := g.add(&operation{
		name:           "gelu",
		shape:          g.activation(e, d),
		differentiable: []bool{true},
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.GELU(matrix(output, rows, d), matrix(inputs[0], rows, d))
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{g.add(&operation{
				name:  "geluBackward",
				shape: g.activation(e, d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					g.backend.GELUBackward(matrix(output, rows, d), matrix(inputs[0], rows, d), matrix(inputs[1], rows, d))
				},
			}, dy, x)}, g.err
		},
	}, x)
	g.extents[y] = e
	return y
}

// Norm is a layer normalisation together with the residual connection that
// begins at its input, if there is one.
type Norm struct {
	Output *Node

	input    *Node
	residual *Node // gradient that arrives over the residual connection
	joined   bool  // Residual was called
}

// LayerNorm adds y = gain·(x - mean)/√(variance + epsilon) + bias over each row
// (Ba et al. 2016, arXiv 1607.06450).
func (g *Graph) LayerNorm(x, gain, bias *Node, epsilon float32) *Norm {
	e, d := g.extents[x], width(x)
	statistics := Array{make([]float32, 2*g.capacity(e))}
	norm := &Norm{input: x}
	differentiable := append([]bool{true}, g.claim(gain, bias)...)
	norm.Output = g.add(&operation{
		name:           "layerNorm",
		shape:          g.activation(e, d),
		differentiable: differentiable,
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.LayerNorm(matrix(output, rows, d), matrix(inputs[0], rows, d), inputs[1], inputs[2], statistics, epsilon)
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			inputs := []*Node{dy, x, gain}
			if norm.joined { // the connection ends behind this node, so its gradient is already here
				inputs = append(inputs, norm.residual)
			}
			dx := g.add(&operation{
				name:  "layerNormBackward",
				shape: g.activation(e, d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					var residual Matrix
					if norm.joined {
						residual = matrix(inputs[3], rows, d)
					}
					g.backend.LayerNormBackward(matrix(output, rows, d), matrix(inputs[0], rows, d), matrix(inputs[1], rows, d),
						residual, inputs[2], statistics, g.gradientArray(gain), g.gradientArray(bias))
				},
			}, inputs...)
			return append(gorgonia.Nodes{dx}, g.parameterGradients(dx, differentiable[1:], gain, bias)...), g.err
		},
	}, x, gain, bias)
	g.extents[norm.Output] = e
	return norm
}

// Residual adds y = x + dropout(branch), where x is the input of norm and branch
// was computed from norm's output. The gradient that flows along x itself is
// added by norm's backward operation: x keeps one differentiable consumer.
func (g *Graph) Residual(norm *Norm, branch *Node) *Node {
	x := norm.input
	e, d := g.extents[x], width(x)
	p, stream := g.options.Dropout, uint64(len(g.ops))
	norm.joined = true
	y := g.add(&operation{
		name:           "residual",
		shape:          g.activation(e, d),
		differentiable: []bool{false, true},
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.Residual(matrix(output, rows, d), matrix(inputs[0], rows, d), matrix(inputs[1], rows, d), p, g.batch.Seed, stream)
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			norm.residual = dy
			if p == 0 {
				return gorgonia.Nodes{nil, dy}, nil
			}
			return gorgonia.Nodes{nil, g.dropoutBackward(dy, e, d, stream)}, g.err
		},
	}, x, branch)
	g.extents[y] = e
	return y
}

func (g *Graph) dropoutBackward(dy *Node, e Extent, d int, stream uint64) *Node {
	return g.add(&operation{
		name:  "dropoutBackward",
		shape: g.activation(e, d),
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.Dropout(matrix(output, rows, d), matrix(inputs[0], rows, d), g.options.Dropout, g.batch.Seed, stream)
		},
	}, dy)
}

// Embedding adds scale·tokens[id] + positions[place] + languages[language], plus
// scale times the mean of the token embeddings of a name's pieces where the
// batch has them, under dropout. positions and languages may be nil.
//
// All tables get their gradients, but Gorgonia is not told of them: the tables have
// other consumers, or are shared by both sides. What it needs to see is a way from
// the loss to some input, which is an anchor without a use.
func (g *Graph) Embedding(e Extent, tokens, positions, languages *Node, scale float32) *Node {
	d := width(tokens)
	p, stream := g.options.Dropout, uint64(len(g.ops))
	anchor := g.Parameter(fmt.Sprintf("anchor%d", len(g.ops)), make([]float32, 1), make([]float32, 1), 1)
	inputs := []*Node{anchor, tokens}
	at := func(n *Node) int { // where an optional table is among the inputs
		if n == nil {
			return -1
		}
		inputs = append(inputs, n)
		return len(inputs) - 1
	}
	position, language := at(positions), at(languages)
	gradient := func(n *Node) Array {
		if n == nil {
			return Array{}
		}
		return g.gradientArray(n)
	}
	differentiable := append(g.claim(anchor), make([]bool, len(inputs)-1)...)
	y := g.add(&operation{
		name:           "embedding",
		shape:          g.activation(e, d),
		differentiable: differentiable,
		forward: func(inputs []Array, output Array) {
			table := func(i int) Array {
				if i < 0 {
					return Array{}
				}
				return inputs[i]
			}
			y := matrix(output, g.rows(e), d)
			g.backend.Embedding(y, g.packed(e), inputs[1], table(position), table(language), scale)
			if p > 0 {
				g.backend.Dropout(y, y, p, g.batch.Seed, stream)
			}
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			if p > 0 {
				dy = g.dropoutBackward(dy, e, d, stream)
			}
			done := g.add(&operation{
				name:   "embeddingBackward",
				value:  gorgonia.NewF32(0),
				preset: true,
				forward: func(inputs []Array, _ Array) {
					g.backend.EmbeddingBackward(g.gradientArray(tokens), gradient(positions), gradient(languages),
						matrix(inputs[0], g.rows(e), d), g.packed(e), scale)
				},
			}, dy)
			return g.parameterGradients(done, differentiable, inputs...), g.err
		},
	}, inputs...)
	g.extents[y] = e
	return y
}
