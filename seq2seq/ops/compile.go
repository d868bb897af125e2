package ops

import (
	"fmt"
	"unsafe"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// traceEntry is one execution of an operation in the dry run.
type traceEntry struct {
	op     *operation
	inputs []gorgonia.Value
}

// Program is a compiled graph. It is not safe for concurrent use.
type Program struct {
	graph   *Graph
	machine gorgonia.VM
	arena   []float32
}

// Compile differentiates cost with respect to the graph's parameters, where train is
// set, and lays out the buffers.
func (g *Graph) Compile(cost *Node, train bool) (*Program, error) {
	if g.err != nil {
		return nil, g.err
	}
	if train {
		var parameters gorgonia.Nodes
		for _, n := range g.expression.Inputs() { // in the order of their ids
			if p := g.parameters[n]; p != nil && p.claimed {
				parameters = append(parameters, n)
			}
		}
		if _, err := gorgonia.Grad(cost, parameters...); err != nil {
			return nil, fmt.Errorf("differentiate: %w", err)
		}
	}
	if err := g.check(); err != nil {
		return nil, err
	}
	p := &Program{graph: g, machine: gorgonia.NewTapeMachine(g.expression)}
	if err := p.plan(); err != nil {
		return nil, err
	}
	return p, nil
}

// check refuses a graph in which Gorgonia merged or added nodes: equal hashes
// would be silently taken for equal operations (its common-subexpression
// elimination compares nothing else), and a stock addition would mean an
// activation with two differentiable consumers.
func (g *Graph) check() error {
	hashes := map[uint32]*Node{}
	for _, n := range g.expression.AllNodes() {
		if other, ok := hashes[n.Hashcode()]; ok {
			return fmt.Errorf("graph: nodes %v and %v have one hash: rename an operation", n, other)
		}
		hashes[n.Hashcode()] = n
		if op := n.Op(); op != nil {
			if _, ours := op.(*operation); !ours && op.Arity() > 0 {
				return fmt.Errorf("graph: stock operation %v: an activation has two differentiable consumers", op)
			}
		}
	}
	return nil
}

// lifetime is when a value is needed: from the step that writes it to the last
// that reads it, or what overwrites it in place.
type lifetime struct {
	ops         []*operation // its writer, and those that overwrite it
	first, last int
	size        int // numbers, rounded up to cache lines
	offset      int
}

const lineFloats = 16 // float32 numbers in a 64-byte cache line

// plan runs the tape once to see its order and gives every value a place.
func (p *Program) plan() error {
	g := p.graph
	largest := 0
	for _, o := range g.ops {
		if !o.preset {
			largest = max(largest, o.shape.TotalSize())
		}
	}
	stand := make([]float32, largest) // every value's stand-in during the dry run
	for _, o := range g.ops {
		if !o.preset {
			o.value = tensor.New(tensor.WithShape(o.shape...), tensor.WithBacking(stand[:o.shape.TotalSize()]))
		}
	}
	g.tracing, g.trace = true, nil
	err := p.machine.RunAll()
	p.machine.Reset()
	g.tracing = false
	if err != nil {
		return fmt.Errorf("trace graph: %w", err)
	}

	writers := map[gorgonia.Value]*lifetime{}
	var lives []*lifetime
	overwritten := map[gorgonia.Value]*operation{}
	for step, entry := range g.trace {
		for _, v := range entry.inputs {
			if by := overwritten[v]; by != nil {
				return fmt.Errorf("graph: %v reads what %v has overwritten", entry.op, by)
			}
			if l := writers[v]; l != nil {
				l.last = step
			}
		}
		switch o := entry.op; {
		case o.preset:
		case o.inPlace:
			input := entry.inputs[0]
			l := writers[input]
			if l == nil {
				return fmt.Errorf("graph: %v would overwrite a parameter", o)
			}
			l.ops = append(l.ops, o)
			writers[o.value], overwritten[input] = l, o
		default:
			for ; o != nil && !o.inPlace; o = o.along {
				if writers[o.value] != nil {
					continue // written by the operation before
				}
				size := (o.shape.TotalSize() + lineFloats - 1) / lineFloats * lineFloats
				l := &lifetime{ops: []*operation{o}, first: step, last: step, size: size}
				writers[o.value] = l
				lives = append(lives, l)
			}
		}
	}
	g.trace = nil
	total := placeLifetimes(lives)
	backing := make([]float32, total+lineFloats)
	misaligned := int(uintptr(unsafe.Pointer(unsafe.SliceData(backing))) / 4 % lineFloats)
	p.arena = backing[(lineFloats-misaligned)%lineFloats:][:total]
	for _, l := range lives {
		for _, o := range l.ops {
			n := o.shape.TotalSize()
			o.value = tensor.New(tensor.WithShape(o.shape...), tensor.WithBacking(p.arena[l.offset:l.offset+n:l.offset+n]))
		}
	}
	return nil
}

// placeLifetimes sets the offsets, in order of birth each at the lowest place
// that is free for the whole of its life, and returns the size of the arena.
func placeLifetimes(lives []*lifetime) (total int) {
	var active []*lifetime // by offset
	for _, l := range lives {
		alive := active[:0]
		for _, a := range active {
			if a.last >= l.first {
				alive = append(alive, a)
			}
		}
		active = alive
		at, offset := len(active), 0
		for i, a := range active {
			if a.offset-offset >= l.size {
				at = i
				break
			}
			offset = a.offset + a.size
		}
		l.offset = offset
		active = append(active, nil)
		copy(active[at+1:], active[at:])
		active[at] = l
		total = max(total, offset+l.size)
	}
	return total
}

// ArenaBytes returns the size of the memory that all activations and their
// gradients share.
func (p *Program) ArenaBytes() int { return 4 * len(p.arena) }

// Run executes the graph on a batch, sets its results and adds to the gradient
// arrays. Nothing is changed where the batch has more rows than the graph has
// room for.
func (p *Program) Run(batch *Batch) error {
	g := p.graph
	if rows := batch.Source.Rows(); rows > g.options.SourceRows {
		return fmt.Errorf("batch has %d source tokens, the graph has room for %d", rows, g.options.SourceRows)
	}
	if rows := batch.Target.Rows(); rows > g.options.TargetRows {
		return fmt.Errorf("batch has %d target tokens, the graph has room for %d", rows, g.options.TargetRows)
	}
	g.batch = batch
	batch.Nats, batch.Correct = 0, 0
	defer func() { g.batch = nil }()
	p.machine.Reset() // else the tape would go on where the last run ended
	if err := p.machine.RunAll(); err != nil {
		return fmt.Errorf("run graph: %w", err)
	}
	return nil
}
