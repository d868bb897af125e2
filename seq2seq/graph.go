package seq2seq

import (
	"fmt"
	"math"

	"transcoder/seq2seq/ops"
)

// network builds a model's graph on coarse operations.
type network struct {
	config    Config
	model     *Model
	gradients map[string][]float32 // by parameter; nil for a graph without training
	graph     *ops.Graph
	nodes     map[string]*ops.Node
}

func newNetwork(m *Model, gradients [][]float32, backend ops.Backend, options ops.Options) *network {
	n := &network{config: m.Config, model: m, graph: ops.New(backend, options), nodes: map[string]*ops.Node{}}
	if gradients != nil {
		n.gradients = map[string][]float32{}
		for i, p := range m.Parameters {
			n.gradients[p.Name] = gradients[i]
		}
	}
	return n
}

// parameter returns the node of a parameter, made on first use: a topology holds
// only what it computes with. It is nil for a parameter that the model lacks.
func (n *network) parameter(name string) *ops.Node {
	if node, ok := n.nodes[name]; ok {
		return node
	}
	p := n.model.Parameter(name)
	if p == nil {
		return nil
	}
	gradient := n.gradients[name]
	if gradient == nil {
		gradient = p.Data // never written without training
	}
	n.nodes[name] = n.graph.Parameter(name, p.Data, gradient, p.Shape...)
	return n.nodes[name]
}

func (n *network) linear(x *ops.Node, name string) *ops.Node {
	return n.graph.Linear(x, n.parameter(name+".weight"), n.parameter(name+".bias"))
}

func (n *network) norm(x *ops.Node, name string) *ops.Norm {
	return n.graph.LayerNorm(x, n.parameter(name+".gain"), n.parameter(name+".bias"), n.config.epsilon())
}

func (n *network) embedding(e ops.Extent) *ops.Node {
	return n.graph.Embedding(e, n.parameter("embed.tokens"), n.parameter("embed.positions"), n.parameter("embed.languages"),
		float32(math.Sqrt(float64(n.config.Width))))
}

// rotary describes the model's rotations.
func (n *network) rotary() ops.Rotary {
	return ops.Rotary{HeadWidth: n.config.headWidth(), Positions: n.config.Positions, Base: n.config.rotaryBase()}
}

// self adds x + self-attention(norm(x)).
func (n *network) self(x *ops.Node, prefix string, causal bool) *ops.Node {
	norm := n.norm(x, prefix+".self_norm")
	qkv := n.linear(norm.Output, prefix+".self.qkv")
	if n.config.Rotary { // queries and keys
		qkv = n.graph.Rotate(qkv, 2*n.config.Width, n.rotary())
	}
	attended := n.graph.SelfAttention(qkv, n.config.Heads, causal)
	return n.graph.Residual(norm, n.linear(attended, prefix+".self.out"))
}

// feedForward adds x + out(gelu(in(norm(x)))).
func (n *network) feedForward(x *ops.Node, prefix string) *ops.Node {
	norm := n.norm(x, prefix+".ffn_norm")
	inner := n.graph.GELU(n.linear(norm.Output, prefix+".ffn.in"))
	return n.graph.Residual(norm, n.linear(inner, prefix+".ffn.out"))
}

// encoder adds the encoder and returns its normalised output [S, D].
func (n *network) encoder() *ops.Node {
	x := n.embedding(ops.Source)
	for i := range n.config.EncoderLayers {
		prefix := fmt.Sprintf("encoder.%d", i)
		x = n.feedForward(n.self(x, prefix, false), prefix)
	}
	return n.norm(x, "encoder.norm").Output
}

// translation adds encoder, decoder and loss, and returns the loss.
func (n *network) translation(train bool) *ops.Node {
	c := n.config
	var projections []ops.Projection
	project := func(name string, rotary *ops.Rotary) {
		projections = append(projections, ops.Projection{Weight: n.parameter(name + ".weight"), Bias: n.parameter(name + ".bias"), Rotary: rotary})
	}
	var keys *ops.Rotary
	if c.RotaryCross {
		r := n.rotary()
		keys = &r
	}
	for i := range c.DecoderLayers {
		project(fmt.Sprintf("decoder.%d.cross.kv", i), keys)
	}
	if c.Pointer {
		project("pointer.key", nil)
	}
	memory := n.graph.Memory(n.encoder(), projections)

	z := n.embedding(ops.Target)
	for i := range c.DecoderLayers {
		prefix := fmt.Sprintf("decoder.%d", i)
		z = n.self(z, prefix, true)
		norm := n.norm(z, prefix+".cross_norm")
		q := n.linear(norm.Output, prefix+".cross.q")
		if c.RotaryCross {
			q = n.graph.Rotate(q, c.Width, n.rotary())
		}
		attended := n.graph.CrossAttention(q, memory, i*2*c.Width, c.Heads, c.ShiftedHeads)
		z = n.graph.Residual(norm, n.linear(attended, prefix+".cross.out"))
		z = n.feedForward(z, prefix)
	}
	h := n.norm(z, "decoder.norm").Output

	head := ops.Head{Tokens: n.parameter("embed.tokens"), Bias: n.parameter("output.bias")}
	if c.Pointer {
		head.Query, head.QueryBias = n.parameter("pointer.query.weight"), n.parameter("pointer.query.bias")
		head.Gate, head.GateBias = n.parameter("pointer.gate.weight"), n.parameter("pointer.gate.bias")
		head.Memory, head.Column = memory, c.DecoderLayers*2*c.Width
	}
	return n.graph.Loss(h, head, train)
}

// maskedLM adds the encoder and the loss over its masked tokens: the encoder's
// output predicts them through the tied embedding, as in XLM (arXiv 1901.07291).
func (n *network) maskedLM(train bool) *ops.Node {
	return n.graph.Loss(n.encoder(), ops.Head{Tokens: n.parameter("embed.tokens"), Bias: n.parameter("output.bias")}, train)
}
