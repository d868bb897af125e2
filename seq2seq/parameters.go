package seq2seq

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Parameter is one named weight tensor, row-major.
type Parameter struct {
	Name  string
	Shape []int // one or two sizes; a [out, in] weight is applied as y = x Wᵀ + b
	Data  []float32
}

// Model is a configuration with its weights. It is not safe for concurrent
// change; any number of readers may share it.
type Model struct {
	Config     Config
	Parameters []*Parameter // in the order of layout
	byName     map[string]*Parameter
}

// initializer says how a parameter starts.
type initializer uint8

const (
	zeros     initializer = iota
	ones                  // layer-norm gains
	embedding             // N(0, 1/D): embeddings are scaled by √D at the input (Vaswani et al. 2017, section 3.4)
	position              // N(0, 0.02²), small beside a scaled token embedding
	xavier                // uniform in ±√(6/(in+out)) (Glorot & Bengio 2010, eq. 16)
)

type parameterSpec struct {
	name  string
	shape []int
	init  initializer
}

// layout lists a model's parameters in the order in which they are stored.
//
//	embed.tokens [V, D]         also the output projection
//	embed.positions [P, D]      shared by encoder and decoder; not with NoPositions
//	embed.languages [L, D]      where L > 0; added to both inputs
//	encoder.I.*                 self_norm, self.qkv [3D, D], self.out, ffn_norm, ffn.in [F, D], ffn.out [D, F]
//	encoder.norm                behind the last layer (pre-norm; Xiong et al. 2020, arXiv 2002.04745)
//	decoder.I.*                 as the encoder's, with cross_norm, cross.q [D, D], cross.kv [2D, D], cross.out between
//	decoder.norm
//	output.bias [V]
//	pointer.query [D, D], pointer.key [2D, D], pointer.gate [1, D]   where Pointer is set
//
// A linear layer X has X.weight and X.bias, a norm X has X.gain and X.bias. The
// rows of qkv are the queries', then the keys', then the values'.
func layout(c Config) []parameterSpec {
	d, f := c.Width, c.FeedForward
	var specs []parameterSpec
	add := func(name string, init initializer, shape ...int) {
		specs = append(specs, parameterSpec{name, shape, init})
	}
	norm := func(name string) {
		add(name+".gain", ones, d)
		add(name+".bias", zeros, d)
	}
	linear := func(name string, out, in int) {
		add(name+".weight", xavier, out, in)
		add(name+".bias", zeros, out)
	}
	add("embed.tokens", embedding, c.Vocabulary, d)
	if !c.NoPositions {
		add("embed.positions", position, c.Positions, d)
	}
	if c.Languages > 0 {
		add("embed.languages", position, c.Languages, d)
	}
	layer := func(prefix string, cross bool) {
		norm(prefix + ".self_norm")
		linear(prefix+".self.qkv", 3*d, d)
		linear(prefix+".self.out", d, d)
		if cross {
			norm(prefix + ".cross_norm")
			linear(prefix+".cross.q", d, d)
			linear(prefix+".cross.kv", 2*d, d)
			linear(prefix+".cross.out", d, d)
		}
		norm(prefix + ".ffn_norm")
		linear(prefix+".ffn.in", f, d)
		linear(prefix+".ffn.out", d, f)
	}
	for i := range c.EncoderLayers {
		layer(fmt.Sprintf("encoder.%d", i), false)
	}
	norm("encoder.norm")
	for i := range c.DecoderLayers {
		layer(fmt.Sprintf("decoder.%d", i), true)
	}
	norm("decoder.norm")
	add("output.bias", zeros, c.Vocabulary)
	if c.Pointer {
		linear("pointer.query", d, d)
		linear("pointer.key", 2*d, d)
		linear("pointer.gate", 1, d)
	}
	return specs
}

// NewEmpty returns a model whose weights are all zero, for a loader to fill.
func NewEmpty(c Config) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &Model{Config: c, byName: map[string]*Parameter{}}
	for _, spec := range layout(c) {
		size := 1
		for _, n := range spec.shape {
			size *= n
		}
		p := &Parameter{Name: spec.name, Shape: spec.shape, Data: make([]float32, size)}
		m.Parameters = append(m.Parameters, p)
		m.byName[p.Name] = p
	}
	return m, nil
}

// New returns a model with random weights drawn from rng.
func New(c Config, rng *rand.Rand) (*Model, error) {
	m, err := NewEmpty(c)
	if err != nil {
		return nil, err
	}
	for i, spec := range layout(c) {
		data := m.Parameters[i].Data
		switch spec.init {
		case ones:
			for j := range data {
				data[j] = 1
			}
		case embedding, position:
			scale := 0.02
			if spec.init == embedding {
				scale = 1 / math.Sqrt(float64(c.Width))
			}
			for j := range data {
				data[j] = float32(rng.NormFloat64() * scale)
			}
		case xavier:
			fanIn, fanOut := spec.shape[1], spec.shape[0]
			switch { // stacked projections are separate matrices that share a product
			case fanOut == 3*fanIn:
				fanOut = fanIn
			case fanOut == 2*fanIn:
				fanOut = fanIn
			}
			bound := math.Sqrt(6 / float64(fanIn+fanOut))
			for j := range data {
				data[j] = float32((2*rng.Float64() - 1) * bound)
			}
		}
	}
	m.tieCopyHeads()
	return m, nil
}

// tieCopyHeads starts the keys that serve copying as their queries' weights, so
// that a decoder state close to a source token's finds it from the first step.
func (m *Model) tieCopyHeads() {
	c := m.Config
	rows := c.ShiftedHeads * c.headWidth() * c.Width
	for i := range c.DecoderLayers {
		query := m.byName[fmt.Sprintf("decoder.%d.cross.q.weight", i)].Data
		key := m.byName[fmt.Sprintf("decoder.%d.cross.kv.weight", i)].Data
		copy(key[:rows], query[:rows])
	}
	if c.Pointer { // rows D..2D of pointer.key act on the token before: the shifted half
		query, key := m.byName["pointer.query.weight"].Data, m.byName["pointer.key.weight"].Data
		copy(key[len(query):], query)
	}
}

// Parameter returns the parameter of a name, or nil.
func (m *Model) Parameter(name string) *Parameter { return m.byName[name] }

// Size returns the number of weights.
func (m *Model) Size() int {
	n := 0
	for _, p := range m.Parameters {
		n += len(p.Data)
	}
	return n
}
