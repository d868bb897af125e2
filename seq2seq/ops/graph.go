package ops

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Node is a node of Gorgonia's expression graph.
type Node = gorgonia.Node

// Extent says which count of a batch bounds the rows of a node that hold data.
type Extent uint8

const (
	// Source rows are the tokens of the encoder's input.
	Source Extent = iota
	// Target rows are the tokens of the decoder's input.
	Target
)

// Options size a graph.
type Options struct {
	SourceRows int // most source tokens of a batch
	TargetRows int // most target tokens of a batch; 0 for a graph without a decoder

	// Dropout is the probability with which an element of an embedding or of a
	// residual branch is zeroed in training (Srivastava et al. 2014). 0 is none.
	Dropout float32
}

// Graph is an expression graph under construction.
type Graph struct {
	options    Options
	backend    Backend
	expression *gorgonia.ExprGraph
	batch      *Batch // the batch that is being run
	ops        []*operation
	parameters map[*Node]*parameter
	extents    map[*Node]Extent
	linears    map[*Node]*linear     // by output
	activated  map[*Node]*activation // by output
	tracing    bool                  // a dry run: operations note their order and do nothing
	trace      []traceEntry
	err        error // first error of construction
}

type parameter struct {
	node     *Node
	gradient *tensor.Dense
	claimed  bool // an operation makes its gradient node
}

// New returns an empty graph whose arithmetic backend does.
func New(backend Backend, options Options) *Graph {
	return &Graph{
		options:    options,
		backend:    backend,
		expression: gorgonia.NewGraph(),
		parameters: map[*Node]*parameter{},
		extents:    map[*Node]Extent{},
		linears:    map[*Node]*linear{},
		activated:  map[*Node]*activation{},
	}
}

// Parameter adds an input node over value, and the array that its gradient is
// added to. Both have the shape's size; the graph reads and writes them in
// place.
func (g *Graph) Parameter(name string, value, gradient []float32, shape ...int) *Node {
	node := gorgonia.NewTensor(g.expression, tensor.Float32, len(shape),
		gorgonia.WithName(name), gorgonia.WithShape(shape...),
		gorgonia.WithValue(tensor.New(tensor.WithShape(shape...), tensor.WithBacking(value))))
	g.parameters[node] = &parameter{
		node:     node,
		gradient: tensor.New(tensor.WithShape(shape...), tensor.WithBacking(gradient)),
	}
	return node
}

// gradientArray returns where a parameter's gradient is added.
func (g *Graph) gradientArray(parameter *Node) Array {
	return arrayOf(g.parameters[parameter].gradient)
}

// array returns what a node holds while the graph runs.
func (g *Graph) array(n *Node) Array {
	if o, ok := n.Op().(*operation); ok {
		return arrayOf(o.value)
	}
	return arrayOf(n.Value())
}

// rows returns the number of rows of an extent that hold data in this batch.
func (g *Graph) rows(e Extent) int {
	if e == Source {
		return g.batch.Source.Rows()
	}
	return g.batch.Target.Rows()
}

func (g *Graph) capacity(e Extent) int {
	if e == Source {
		return g.options.SourceRows
	}
	return g.options.TargetRows
}

// packed returns the batch's sequences of an extent.
func (g *Graph) packed(e Extent) *Packed {
	if e == Source {
		return &g.batch.Source
	}
	return &g.batch.Target
}

// operation is one coarse operation: the only implementation of gorgonia.Op in
// this package. What it computes is in two closures.
type operation struct {
	graph *Graph
	id    int // unique in the graph; keeps Gorgonia from merging two operations
	name  string

	inputs []*Node
	shape  tensor.Shape // nil: a scalar

	// differentiable says for which inputs derive gives a gradient.
	differentiable []bool

	// forward computes output from the inputs' arrays.
	forward func(inputs []Array, output Array)

	// derive adds the backward operations and returns one gradient node an
	// input, nil where it is not differentiable.
	derive func(output, gradient *Node) (gorgonia.Nodes, error)

	// along is an operation that reads this one's output and whose own output this
	// one writes with its own; it then has no forward of its own.
	along *operation

	// inPlace says that the output overwrites the first input, which nothing else
	// may read.
	inPlace bool

	value  gorgonia.Value // what Do returns, placed by Compile
	preset bool           // value is not the arena's: a gradient array or a scalar
}

var (
	_ gorgonia.Op   = (*operation)(nil)
	_ gorgonia.SDOp = (*operation)(nil)
)

func (o *operation) Arity() int { return len(o.inputs) }

// Type builds a fresh function type on each call: Gorgonia returns it to a pool.
func (o *operation) Type() hm.Type {
	types := make([]hm.Type, 0, len(o.inputs)+1)
	for _, n := range o.inputs {
		types = append(types, typeOf(n.Shape()))
	}
	return hm.NewFnType(append(types, typeOf(o.shape))...)
}

func typeOf(shape tensor.Shape) hm.Type {
	if len(shape) == 0 {
		return tensor.Float32
	}
	return gorgonia.TensorType{Dims: len(shape), Of: tensor.Float32}
}

func (o *operation) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	if o.shape == nil {
		return tensor.ScalarShape(), nil
	}
	return o.shape.Clone(), nil
}

func (o *operation) Do(values ...gorgonia.Value) (gorgonia.Value, error) {
	if o.graph.tracing {
		o.graph.trace = append(o.graph.trace, traceEntry{o, values})
		return o.value, nil
	}
	if o.forward != nil {
		var buffer [16]Array
		inputs := buffer[:0]
		for _, v := range values {
			inputs = append(inputs, arrayOf(v))
		}
		o.forward(inputs, arrayOf(o.value))
	}
	return o.value, nil
}

func (o *operation) ReturnsPtr() bool      { return false }
func (o *operation) CallsExtern() bool     { return false }
func (o *operation) OverwritesInput() int  { return -1 }
func (o *operation) String() string        { return fmt.Sprintf("%s#%d", o.name, o.id) }
func (o *operation) WriteHash(h hash.Hash) { fmt.Fprintf(h, "%s#%d", o.name, o.id) }
func (o *operation) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

func (o *operation) DiffWRT(int) []bool { return o.differentiable }

func (o *operation) SymDiff(_ gorgonia.Nodes, output, gradient *Node) (gorgonia.Nodes, error) {
	if o.derive == nil {
		return nil, fmt.Errorf("%v has no derivative", o)
	}
	nodes, err := o.derive(output, gradient)
	if err == nil {
		err = o.graph.err
	}
	return nodes, err
}

// add appends an operation to the graph and returns its output node. Errors of
// construction are kept: Compile returns the first.
func (g *Graph) add(o *operation, inputs ...*Node) *Node {
	if g.err != nil {
		return nil
	}
	o.graph, o.id, o.inputs = g, len(g.ops), inputs
	if o.differentiable == nil {
		o.differentiable = make([]bool, len(inputs))
	}
	g.ops = append(g.ops, o)
	node, err := gorgonia.ApplyOp(o, inputs...)
	if err != nil {
		g.err = fmt.Errorf("add %v: %w", o, err)
		return nil
	}
	return node
}

// rowsOf is the shape of a node with one row a token.
func (g *Graph) rowsOf(e Extent, width int) tensor.Shape {
	return tensor.Shape{g.capacity(e), width}
}

// parameterGradient returns the node that stands for a parameter's gradient:
// its value is the gradient array, complete once every consumer's backward
// operation has run.
func (g *Graph) parameterGradient(parameter, after *Node) *Node {
	p := g.parameters[parameter]
	return g.add(&operation{
		name:   "gradient",
		shape:  parameter.Shape(),
		value:  p.gradient,
		preset: true,
	}, after)
}

// parameterGradients returns the gradient nodes of several parameters, nil
// where differentiable is false.
func (g *Graph) parameterGradients(after *Node, differentiable []bool, parameters ...*Node) []*Node {
	nodes := make([]*Node, len(parameters))
	for i, p := range parameters {
		if differentiable[i] {
			nodes[i] = g.parameterGradient(p, after)
		}
	}
	return nodes
}

// claim reports for each parameter whether the operation being added makes the
// gradient node that Gorgonia sees: the first consumer does. Later consumers add
// to the gradient array all the same, but Gorgonia would join several nodes with
// a stock addition over arrays that are one and the same.
func (g *Graph) claim(parameters ...*Node) []bool {
	claims := make([]bool, len(parameters))
	for i, n := range parameters {
		p := g.parameters[n]
		claims[i], p.claimed = !p.claimed, true
	}
	return claims
}

// width returns the last size of a node's shape.
func width(n *Node) int {
	s := n.Shape()
	return s[len(s)-1]
}
