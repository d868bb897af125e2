package ops

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// linear is a linear layer, and what is computed with it. The function of its output
// that comes next is applied to the rows of the product while they are in the
// caches, and saves a pass over memory in either direction.
type linear struct {
	op       *operation
	gelu     *operation // its output is written along
	residual *residual  // takes the place of the output
}

// activation is the output of a GELU.
type activation struct {
	inner *Node // its input

	// absorbed says that the backward operation of the one linear layer that reads
	// it goes on to the gradient of inner.
	absorbed bool
}

// Linear adds y = x wᵀ + b, with w [out, in] and b [out].
func (g *Graph) Linear(x, w, b *Node) *Node {
	e, in, out := g.extents[x], width(x), w.Shape()[0]
	differentiable := append([]bool{true}, g.claim(w, b)...)
	l := &linear{}
	activation := g.activated[x]
	if activation != nil {
		activation.absorbed = true
	}
	l.op = &operation{
		name:           "linear",
		shape:          g.rowsOf(e, out),
		differentiable: differentiable,
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			x, y := matrix(inputs[0], rows, in), matrix(output, rows, out)
			switch r := l.residual; {
			case l.gelu != nil:
				g.backend.LinearGELU(matrix(arrayOf(l.gelu.value), rows, out), y, x, inputs[1], inputs[2])
			case r != nil:
				g.backend.LinearResidual(y, matrix(g.array(r.x), rows, out), x, inputs[1], inputs[2], g.options.Dropout, g.batch.Seed, r.stream)
			default:
				g.backend.Linear(y, x, inputs[1], inputs[2])
			}
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			inputs := []*Node{dy, x, w}
			if activation != nil {
				inputs = append(inputs, activation.inner)
			}
			dx := g.add(&operation{
				name:  "linearBackward",
				shape: g.rowsOf(e, in),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					var inner Matrix
					if activation != nil {
						inner = matrix(inputs[3], rows, in)
					}
					g.backend.LinearBackward(matrix(output, rows, in), false,
						g.gradientArray(w), g.gradientArray(b),
						matrix(inputs[0], rows, out), matrix(inputs[1], rows, in), inner, inputs[2])
				},
			}, inputs...)
			return append(gorgonia.Nodes{dx}, g.parameterGradients(dx, differentiable[1:], w, b)...), g.err
		},
	}
	y := g.add(l.op, x, w, b)
	g.extents[y] = e
	g.linears[y] = l
	return y
}

// GELU adds the Gaussian error linear unit in its tanh form (Hendrycks & Gimpel
// 2016, arXiv 1606.08415). Behind a linear layer and in front of one, it is computed
// with them.
func (g *Graph) GELU(x *Node) *Node {
	e, d := g.extents[x], width(x)
	a := &activation{inner: x}
	o := &operation{
		name:           "gelu",
		shape:          g.rowsOf(e, d),
		differentiable: []bool{true},
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.GELU(matrix(output, rows, d), matrix(inputs[0], rows, d))
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			if a.absorbed {
				return gorgonia.Nodes{dy}, nil
			}
			return gorgonia.Nodes{g.add(&operation{
				name:  "geluBackward",
				shape: g.rowsOf(e, d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					g.backend.GELUBackward(matrix(output, rows, d), matrix(inputs[0], rows, d), matrix(inputs[1], rows, d))
				},
			}, dy, x)}, g.err
		},
	}
	if l := g.linears[x]; l != nil {
		l.gelu, l.op.along, o.forward = o, o, nil
	}
	y := g.add(o, x)
	g.extents[y] = e
	g.activated[y] = a
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
		shape:          g.rowsOf(e, d),
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
				shape: g.rowsOf(e, d),
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

// residual is the end of a residual connection.
type residual struct {
	x      *Node  // where the connection begins
	stream uint64 // of the dropout mask
}

// Residual adds y = x + dropout(branch), where x is the input of norm and branch
// was computed from norm's output; y overwrites branch. The gradient that flows along
// x itself is added by norm's backward operation: x keeps one differentiable
// consumer. Behind a linear layer, the sum is computed with it.
func (g *Graph) Residual(norm *Norm, branch *Node) *Node {
	x := norm.input
	e, d := g.extents[x], width(x)
	p, stream := g.options.Dropout, uint64(len(g.ops))
	norm.joined = true
	o := &operation{
		name:           "residual",
		shape:          g.rowsOf(e, d),
		inPlace:        true,
		differentiable: []bool{true, false},
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			g.backend.Residual(matrix(output, rows, d), matrix(inputs[1], rows, d), matrix(inputs[0], rows, d), p, g.batch.Seed, stream)
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			norm.residual = dy
			if p == 0 {
				return gorgonia.Nodes{dy, nil}, nil
			}
			return gorgonia.Nodes{g.dropoutBackward(dy, e, d, stream), nil}, g.err
		},
	}
	if l := g.linears[branch]; l != nil {
		l.residual, o.forward = &residual{x, stream}, nil
	}
	y := g.add(o, branch, x)
	g.extents[y] = e
	return y
}

func (g *Graph) dropoutBackward(dy *Node, e Extent, d int, stream uint64) *Node {
	return g.add(&operation{
		name:  "dropoutBackward",
		shape: g.rowsOf(e, d),
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
		shape:          g.rowsOf(e, d),
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
