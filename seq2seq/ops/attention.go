package ops

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SelfAttention adds multi-head attention of each sequence on itself (Vaswani et
// al. 2017, section 3.2). qkv is [rows, 3D]: queries, keys, values.
func (g *Graph) SelfAttention(qkv *Node, heads int, causal bool) *Node {
	e, d := g.extents[qkv], width(qkv)/3
	logSumExp := Array{make([]float32, heads*g.capacity(e))}
	shape := func() AttentionShape {
		offsets := g.packed(e).Offsets
		return AttentionShape{Heads: heads, Queries: offsets, Keys: offsets, Causal: causal}
	}
	y := g.add(&operation{
		name:           "selfAttention",
		shape:          g.rowsOf(e, d),
		differentiable: []bool{true},
		forward: func(inputs []Array, output Array) {
			rows := g.rows(e)
			x := matrix(inputs[0], rows, 3*d)
			g.backend.Attention(shape(), matrix(output, rows, d), x.columns(0, d), x.columns(d, d), x.columns(2*d, d), logSumExp)
		},
		derive: func(out, dout *Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{g.add(&operation{
				name:  "selfAttentionBackward",
				shape: g.rowsOf(e, 3*d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(e)
					x, dx := matrix(inputs[2], rows, 3*d), matrix(output, rows, 3*d)
					g.backend.AttentionBackward(shape(), dx.columns(0, d), dx.columns(d, d), dx.columns(2*d, d),
						matrix(inputs[0], rows, d), matrix(inputs[1], rows, d),
						x.columns(0, d), x.columns(d, d), x.columns(2*d, d), logSumExp)
				},
			}, dout, out, qkv)}, g.err
		},
	}, qkv)
	g.extents[y] = e
	return y
}

// Projection is a part of the memory: m wᵀ + b. With Rotary, its first D columns are
// keys that are turned by their rows' positions.
type Projection struct {
	Weight, Bias *Node
	Rotary       *Rotary
}

// Memory is the encoder's output as the decoder reads it: one projection for
// all that attends to it, side by side in the columns of one node.
//
// The readers write their part of the projection's gradient into one array.
// Only the reader that was added FIRST is differentiable for Gorgonia: its
// backward operation runs last, when the parts of all later layers are there,
// since the gradient reaches it through them.
type Memory struct {
	node     *Node // [source rows, width]
	width    int
	gradient *tensor.Dense // of node, filled by the readers
	read     bool
}

// Memory adds, for source rows m [S, D], the columns of every projection in order.
func (g *Graph) Memory(m *Node, projections []Projection) *Memory {
	d := width(m)
	total := 0
	var starts, sizes []int
	var weights, biases []*Node
	for _, p := range projections {
		starts, sizes = append(starts, total), append(sizes, p.Weight.Shape()[0])
		total += p.Weight.Shape()[0]
		weights, biases = append(weights, p.Weight), append(biases, p.Bias)
	}
	inputs := append([]*Node{m}, weights...)
	inputs = append(inputs, biases...)
	differentiable := append([]bool{true}, g.claim(inputs[1:]...)...)
	memory := &Memory{
		width:    total,
		gradient: tensor.New(tensor.WithShape(g.capacity(Source), total), tensor.Of(tensor.Float32)),
	}
	n := len(projections)
	memory.node = g.add(&operation{
		name:           "memory",
		shape:          g.rowsOf(Source, total),
		differentiable: differentiable,
		forward: func(inputs []Array, output Array) {
			rows := g.rows(Source)
			x, y := matrix(inputs[0], rows, d), matrix(output, rows, total)
			for i := range n {
				g.backend.Linear(y.columns(starts[i], sizes[i]), x, inputs[1+i], inputs[1+n+i])
				if r := projections[i].Rotary; r != nil {
					g.backend.Rotate(y.columns(starts[i], d), g.packed(Source), *r, false)
				}
			}
		},
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			dm := g.add(&operation{
				name:  "memoryBackward",
				shape: g.rowsOf(Source, d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(Source)
					dm, dy, x := matrix(output, rows, d), matrix(inputs[0], rows, total), matrix(inputs[1], rows, d)
					for i, w := range weights {
						if r := projections[i].Rotary; r != nil { // in place: this is the gradient's only reader
							g.backend.Rotate(dy.columns(starts[i], d), g.packed(Source), *r, true)
						}
						g.backend.LinearBackward(dm, i > 0, g.gradientArray(w), g.gradientArray(biases[i]),
							dy.columns(starts[i], sizes[i]), x, Matrix{}, inputs[2+i])
					}
				},
			}, append([]*Node{dy, m}, weights...)...)
			parameters := append(append([]*Node{}, weights...), biases...)
			return append(gorgonia.Nodes{dm}, g.parameterGradients(dm, differentiable[1:], parameters...)...), g.err
		},
	}, inputs...)
	g.extents[memory.node] = Source
	return memory
}

// reader notes a reader and reports whether it is the first.
func (m *Memory) reader() (first bool) {
	first = !m.read
	m.read = true
	return first
}

// complete returns the node of a memory's gradient, which is whole once after,
// the backward operation of the first reader, has run.
func (g *Graph) complete(m *Memory, after *Node) *Node {
	return g.add(&operation{name: "memoryGradient", shape: m.node.Shape(), value: m.gradient, preset: true}, after)
}

// CrossAttention adds attention of target rows q [T, D] on the keys and values
// in columns [column, column+2D) of the memory. Decoder layers call it from the
// first to the last. See Config.ShiftedHeads of package seq2seq for shifted.
func (g *Graph) CrossAttention(q *Node, memory *Memory, column, heads, shifted int) *Node {
	d := width(q)
	logSumExp := Array{make([]float32, heads*g.capacity(Target))}
	first := memory.reader()
	shape := func() AttentionShape {
		return AttentionShape{Heads: heads, Queries: g.batch.Target.Offsets, Keys: g.batch.Source.Offsets, ShiftedHeads: shifted}
	}
	y := g.add(&operation{
		name:           "crossAttention",
		shape:          g.rowsOf(Target, d),
		differentiable: []bool{true, first},
		forward: func(inputs []Array, output Array) {
			kv := matrix(inputs[1], g.rows(Source), memory.width)
			g.backend.Attention(shape(), matrix(output, g.rows(Target), d), matrix(inputs[0], g.rows(Target), d),
				kv.columns(column, d), kv.columns(column+d, d), logSumExp)
		},
		derive: func(out, dout *Node) (gorgonia.Nodes, error) {
			dq := g.add(&operation{
				name:  "crossAttentionBackward",
				shape: g.rowsOf(Target, d),
				forward: func(inputs []Array, output Array) {
					rows := g.rows(Target)
					kv := matrix(inputs[3], g.rows(Source), memory.width)
					dkv := matrix(arrayOf(memory.gradient), g.rows(Source), memory.width)
					g.backend.AttentionBackward(shape(), matrix(output, rows, d), dkv.columns(column, d), dkv.columns(column+d, d),
						matrix(inputs[0], rows, d), matrix(inputs[1], rows, d), matrix(inputs[2], rows, d),
						kv.columns(column, d), kv.columns(column+d, d), logSumExp)
				},
			}, dout, out, q, memory.node)
			if !first {
				return gorgonia.Nodes{dq, nil}, g.err
			}
			return gorgonia.Nodes{dq, g.complete(memory, dq)}, g.err
		},
	}, q, memory.node)
	g.extents[y] = Target
	return y
}
