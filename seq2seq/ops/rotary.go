package ops

import "gorgonia.org/gorgonia"

// Rotary describes rotary position embeddings: component i of a head's first half and
// the same of its second half are turned, as a point, by
// position·Base^(-2i/HeadWidth). See kernels.Rotary.
type Rotary struct {
	HeadWidth int // even
	Positions int // of the longest sequence
	Base      float64
}

// Rotate turns the heads in the first columns of x by the positions of its rows. It
// works in place, so that what is not turned need not be copied: x must have no other
// reader, which Compile checks. The gradient is turned back, since a rotation's
// transpose is its inverse.
func (g *Graph) Rotate(x *Node, columns int, r Rotary) *Node {
	e, d := g.extents[x], width(x)
	turn := func(back bool) func([]Array, Array) {
		return func(_ []Array, output Array) {
			g.backend.Rotate(matrix(output, g.rows(e), d).columns(0, columns), g.packed(e), r, back)
		}
	}
	y := g.add(&operation{
		name:           "rotate",
		shape:          g.rowsOf(e, d),
		inPlace:        true,
		differentiable: []bool{true},
		forward:        turn(false),
		derive: func(_, dy *Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{g.add(&operation{
				name:    "rotateBack",
				shape:   g.rowsOf(e, d),
				inPlace: true,
				forward: turn(true),
			}, dy)}, g.err
		},
	}, x)
	g.extents[y] = e
	return y
}
