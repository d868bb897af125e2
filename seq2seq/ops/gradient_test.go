package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"transcoder/seq2seq/kernels"
)

// A case builds a small graph that ends in a loss. Every parameter's gradient is
// compared with central differences of the loss: what flows into an operation's
// input is seen at the embeddings in front of it.
type gradientCase struct {
	name      string
	options   Options
	build     func(b *builder) *Node
	tolerance float64 // of |analytic - numeric| over the larger norm of a parameter's gradient
}

// Sizes of the cases: D width, V vocabulary, P positions, L languages.
const (
	testWidth      = 8
	testVocabulary = 11
	testPositions  = 6
	testLanguages  = 3
)

// builder gives a case its parameters.
type builder struct {
	*Graph
	rng        *rand.Rand
	names      []string
	values     map[string][]float32
	gradients  map[string][]float32
	parameters map[string]*Node
}

// weight returns the parameter of a name, with random values of a scale.
func (b *builder) weight(name string, scale float64, shape ...int) *Node {
	if n := b.parameters[name]; n != nil {
		return n
	}
	size := 1
	for _, s := range shape {
		size *= s
	}
	if b.values[name] == nil {
		value := make([]float32, size)
		for i := range value {
			value[i] = float32(b.rng.NormFloat64() * scale)
		}
		b.values[name] = value
		b.gradients[name] = make([]float32, size)
		b.names = append(b.names, name)
	}
	b.parameters[name] = b.Parameter(name, b.values[name], b.gradients[name], shape...)
	return b.parameters[name]
}

func (b *builder) tokens() *Node { return b.weight("tokens", 0.5, testVocabulary, testWidth) }

func (b *builder) embed(e Extent) *Node {
	return b.Embedding(e, b.tokens(), b.weight("positions", 0.5, testPositions, testWidth),
		b.weight("languages", 0.5, testLanguages, testWidth), 1.5)
}

func (b *builder) linear(x *Node, name string, out int) *Node {
	return b.Linear(x, b.weight(name+".weight", 0.5, out, width(x)), b.weight(name+".bias", 0.5, out))
}

// projections are parts of a memory, each of as many columns as keys and values have.
func (b *builder) projections(r *Rotary, names ...string) []Projection {
	var all []Projection
	for _, name := range names {
		all = append(all, Projection{Weight: b.weight(name+".weight", 0.5, 2*testWidth, testWidth), Rotary: r})
	}
	for i, name := range names {
		all[i].Bias = b.weight(name+".bias", 0.5, 2*testWidth)
	}
	return all
}

func (b *builder) norm(x *Node, name string) *Norm {
	return b.LayerNorm(x, b.weight(name+".gain", 1, width(x)), b.weight(name+".bias", 0.5, width(x)), 1e-5)
}

func (b *builder) loss(h *Node) *Node {
	return b.Loss(h, Head{Tokens: b.tokens(), Bias: b.weight("output", 0.5, testVocabulary)}, true)
}

// testBatch has sequences of lengths 3, 1 and 5 against targets of 2, 4 and 1.
func testBatch(sourceOnly bool) *Batch {
	pack := func(lengths []int, first int) Packed {
		p := Packed{Offsets: []int32{0}, PieceOffsets: []int32{0}}
		id := first
		for sequence, n := range lengths {
			for i := range n {
				id = (id*7 + 3) % testVocabulary
				p.IDs = append(p.IDs, int32(id))
				p.Positions = append(p.Positions, int32(i))
				p.Languages = append(p.Languages, int32(sequence%testLanguages))
				for k := range i % 3 { // none, one or two pieces
					p.PieceIDs = append(p.PieceIDs, int32((id+k+1)%testVocabulary))
				}
				p.PieceOffsets = append(p.PieceOffsets, int32(len(p.PieceIDs)))
			}
			p.Offsets = append(p.Offsets, int32(len(p.IDs)))
		}
		return p
	}
	b := &Batch{Source: pack([]int{3, 1, 5}, 1), Scale: 1, Seed: 7}
	labelled := &b.Source
	if !sourceOnly {
		b.Target = pack([]int{2, 4, 1}, 5)
		labelled = &b.Target
	}
	for i := range labelled.IDs {
		b.Labels = append(b.Labels, int32((3*i+1)%testVocabulary))
	}
	b.Labels[1] = -1 // a row without a label has no loss and no gradient
	if !sourceOnly { // labels that the source holds, so that copying counts
		b.Labels[0], b.Labels[3] = b.Source.IDs[1], b.Source.IDs[3]
	}
	return b
}

func TestGradients(t *testing.T) {
	source := Options{SourceRows: 12}
	both := Options{SourceRows: 12, TargetRows: 9}
	rotary := Rotary{HeadWidth: testWidth / 2, Positions: testPositions, Base: 3}
	attend := func(b *builder, shifted int, keys *Rotary) *Node {
		m := b.linear(b.embed(Source), "encode", testWidth)
		memory := b.Memory(m, b.projections(keys, "kv0", "kv1"))
		z := b.linear(b.embed(Target), "decode", testWidth)
		z = b.CrossAttention(b.linear(z, "q0", testWidth), memory, 0, 2, shifted)
		return b.CrossAttention(b.linear(z, "q1", testWidth), memory, 2*testWidth, 2, shifted)
	}
	for _, c := range []gradientCase{
		{name: "loss and embedding", options: source, build: func(b *builder) *Node { return b.loss(b.embed(Source)) }},
		{name: "linear", options: source, build: func(b *builder) *Node {
			return b.loss(b.linear(b.linear(b.embed(Source), "in", 13), "out", testWidth))
		}},
		{name: "gelu", options: source, build: func(b *builder) *Node { return b.loss(b.GELU(b.embed(Source))) }},
		{name: "gelu between linear layers", options: source, build: func(b *builder) *Node {
			return b.loss(b.linear(b.GELU(b.linear(b.embed(Source), "in", 13)), "out", testWidth))
		}},
		{name: "layer norm", options: source, build: func(b *builder) *Node { return b.loss(b.norm(b.embed(Source), "norm").Output) }},
		{name: "residual", options: source, build: func(b *builder) *Node {
			norm := b.norm(b.embed(Source), "norm")
			return b.loss(b.Residual(norm, b.linear(norm.Output, "branch", testWidth)))
		}},
		{name: "residual without a linear layer", options: source, build: func(b *builder) *Node {
			norm := b.norm(b.embed(Source), "norm")
			return b.loss(b.Residual(norm, b.GELU(norm.Output)))
		}},
		{name: "dropout", options: Options{SourceRows: 12, Dropout: 0.3}, build: func(b *builder) *Node {
			norm := b.norm(b.embed(Source), "norm")
			return b.loss(b.Residual(norm, b.linear(norm.Output, "branch", testWidth)))
		}},
		{name: "self-attention", options: source, build: func(b *builder) *Node {
			return b.loss(b.SelfAttention(b.linear(b.embed(Source), "qkv", 3*testWidth), 2, false))
		}},
		{name: "causal self-attention", options: source, build: func(b *builder) *Node {
			return b.loss(b.SelfAttention(b.linear(b.embed(Source), "qkv", 3*testWidth), 4, true))
		}},
		{name: "cross-attention of two layers", options: both, build: func(b *builder) *Node { return b.loss(attend(b, 0, nil)) }},
		{name: "shifted heads", options: both, build: func(b *builder) *Node { return b.loss(attend(b, 1, nil)) }},
		{name: "rotated self-attention", options: source, build: func(b *builder) *Node {
			qkv := b.Rotate(b.linear(b.embed(Source), "qkv", 3*testWidth), 2*testWidth, rotary)
			return b.loss(b.SelfAttention(qkv, 2, true))
		}},
		// The first layer's gradients are small here: 0.05, with 4e-4 of the differences' own rounding.
		{name: "rotated keys of the memory", options: both, tolerance: 1e-2, build: func(b *builder) *Node { return b.loss(attend(b, 1, &rotary)) }},
		{name: "embedding of tokens alone", options: source, build: func(b *builder) *Node {
			return b.loss(b.linear(b.Embedding(Source, b.tokens(), nil, nil, 1.5), "in", testWidth))
		}},
		{name: "pointer", options: both, build: func(b *builder) *Node {
			memory := b.Memory(b.embed(Source), b.projections(nil, "kv", "key"))
			h := b.CrossAttention(b.embed(Target), memory, 0, 2, 0)
			return b.Loss(h, Head{
				Tokens: b.tokens(), Bias: b.weight("output", 0.5, testVocabulary),
				Query: b.weight("query.weight", 0.5, testWidth, testWidth), QueryBias: b.weight("query.bias", 0.5, testWidth),
				Gate: b.weight("gate.weight", 0.5, 1, testWidth), GateBias: b.weight("gate.bias", 0.5, 1),
				Memory: memory, Column: 2 * testWidth,
			}, true)
		}},
	} {
		t.Run(c.name, func(t *testing.T) { checkGradients(t, c) })
	}
}

func checkGradients(t *testing.T, c gradientCase) {
	if c.tolerance == 0 {
		c.tolerance = 2e-3
	}
	workers := kernels.NewWorkers(2)
	defer workers.Close()
	b := &builder{
		Graph:      New(CPU(workers), c.options),
		rng:        rand.New(rand.NewPCG(1, 2)),
		values:     map[string][]float32{},
		gradients:  map[string][]float32{},
		parameters: map[string]*Node{},
	}
	program, err := b.Compile(c.build(b), true)
	if err != nil {
		t.Fatal(err)
	}
	batch := testBatch(c.options.TargetRows == 0)
	if c.options.TargetRows == 0 {
		batch.Target = Packed{}
	}
	loss := func() float64 {
		if err := program.Run(batch); err != nil {
			t.Fatal(err)
		}
		return batch.Nats
	}
	loss()
	analytic := map[string][]float32{}
	for _, name := range b.names {
		analytic[name] = slices.Clone(b.gradients[name])
	}
	loss()
	for _, name := range b.names { // a second run adds the same again, but for rounding
		for i, g := range b.gradients[name] {
			if twice := 2 * analytic[name][i]; math.Abs(float64(g-twice)) > 1e-5*(1+math.Abs(float64(twice))) {
				t.Fatalf("%s[%d]: gradient %v after two runs, %v after one", name, i, g, analytic[name][i])
			}
		}
	}
	for _, name := range b.names {
		value := b.values[name]
		var difference, norm float64
		for i := range value {
			const step = 1.0 / 128 // a power of two, so that the steps are exact
			old := value[i]
			value[i] = old + step
			up := loss()
			value[i] = old - step
			down := loss()
			value[i] = old
			numeric := (up - down) / (2 * step)
			d := numeric - float64(analytic[name][i])
			difference += d * d
			norm += numeric * numeric
		}
		// A key's bias shifts all scores of a query alike: its true gradient is 0.
		if math.Sqrt(difference) > c.tolerance*math.Sqrt(norm)+2e-4 {
			t.Errorf("%s: gradient off by %.2g of %.2g", name, math.Sqrt(difference), math.Sqrt(norm))
		}
	}
}

// Rows behind the data must not matter: graphs are built for the largest batch.
func TestCapacityDoesNotChangeBits(t *testing.T) {
	var got []string
	for _, extra := range []int{0, 1, 50} {
		workers := kernels.NewWorkers(1)
		b := &builder{
			Graph:      New(CPU(workers), Options{SourceRows: 9 + extra}),
			rng:        rand.New(rand.NewPCG(3, 4)),
			values:     map[string][]float32{},
			gradients:  map[string][]float32{},
			parameters: map[string]*Node{},
		}
		norm := b.norm(b.embed(Source), "norm")
		attended := b.SelfAttention(b.linear(norm.Output, "qkv", 3*testWidth), 2, false)
		program, err := b.Compile(b.loss(b.Residual(norm, b.GELU(attended))), true)
		if err != nil {
			t.Fatal(err)
		}
		batch := testBatch(true)
		if err := program.Run(batch); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(batch.Nats, batch.Correct, b.gradients))
		workers.Close()
	}
	if got[0] != got[1] || got[0] != got[2] {
		t.Error("loss or gradients depend on the graph's capacity")
	}
}

func TestRunRefusesTooLargeBatch(t *testing.T) {
	workers := kernels.NewWorkers(1)
	defer workers.Close()
	b := &builder{
		Graph:      New(CPU(workers), Options{SourceRows: 8}),
		rng:        rand.New(rand.NewPCG(3, 4)),
		values:     map[string][]float32{},
		gradients:  map[string][]float32{},
		parameters: map[string]*Node{},
	}
	program, err := b.Compile(b.loss(b.embed(Source)), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Run(testBatch(true)); err == nil {
		t.Error("a batch of 9 rows ran in a graph for 8")
	}
}

// An operation that works in place must be the last reader of what it overwrites.
func TestCompileRefusesReadersOfOverwritten(t *testing.T) {
	workers := kernels.NewWorkers(1)
	defer workers.Close()
	for _, c := range []struct {
		reason string
		build  func(b *builder, x, rotated *Node) *Node
		ok     bool
	}{
		{"the rotated rows alone are read", func(b *builder, _, rotated *Node) *Node { return rotated }, true},
		{"the rows are read behind the rotation", func(b *builder, x, rotated *Node) *Node {
			b.options.Dropout = 0
			return b.Residual(&Norm{input: x}, rotated)
		}, false},
	} {
		b := &builder{
			Graph:      New(CPU(workers), Options{SourceRows: 12}),
			rng:        rand.New(rand.NewPCG(3, 4)),
			values:     map[string][]float32{},
			gradients:  map[string][]float32{},
			parameters: map[string]*Node{},
		}
		x := b.linear(b.embed(Source), "x", testWidth)
		rotated := b.Rotate(x, testWidth, Rotary{HeadWidth: 4, Positions: testPositions, Base: 10})
		_, err := b.Compile(b.loss(c.build(b, x, rotated)), false)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
}

func TestPlaceLifetimes(t *testing.T) {
	for _, c := range []struct {
		name  string
		lives []*lifetime
		total int
	}{
		{"two that meet lie apart", []*lifetime{{first: 0, last: 1, size: 16}, {first: 1, last: 2, size: 16}}, 32},
		{"two that don't share", []*lifetime{{first: 0, last: 1, size: 16}, {first: 2, last: 3, size: 16}}, 16},
		{"a gap is filled", []*lifetime{{first: 0, last: 1, size: 32}, {first: 0, last: 9, size: 16}, {first: 2, last: 3, size: 16}, {first: 2, last: 3, size: 16}}, 48},
		{"a gap too small is not", []*lifetime{{first: 0, last: 1, size: 16}, {first: 0, last: 9, size: 16}, {first: 2, last: 3, size: 32}}, 64},
	} {
		if total := placeLifetimes(c.lives); total != c.total {
			t.Errorf("%s: arena of %d, want %d", c.name, total, c.total)
		}
		for i, a := range c.lives {
			for _, b := range c.lives[:i] {
				if a.first <= b.last && b.first <= a.last && a.offset < b.offset+b.size && b.offset < a.offset+a.size {
					t.Errorf("%s: %+v and %+v overlap", c.name, *a, *b)
				}
			}
		}
	}
}
