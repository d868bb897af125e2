package seq2seq

import (
	"errors"
	"fmt"
	"math"

	"transcoder/seq2seq/kernels"
)

// DecoderOptions configure a Decoder. The zero value decodes in float32 on all
// cores.
type DecoderOptions struct {
	Threads int // 0 means GOMAXPROCS

	// Int8 multiplies 8-bit weights and activations in the decoder, a quarter of
	// the bytes that a token has to read. The encoder stays in float32: it reads
	// its weights once for a whole source.
	Int8 bool

	// Allowed has for each language the ids that its targets may hold, a bit an
	// id: id i is bit i%64 of word i/64. The others get probability 0, and what is
	// left is renormalized. nil, for all or for one language, allows everything.
	// EOS must be allowed.
	Allowed [][]uint64
}

// Decoder generates targets with a model's kernels directly, without a graph. It
// keeps the weights as they were when it was made.
//
// One goroutine may use a Decoder at a time; Clone gives another one its own at
// the cost of a few buffers.
type Decoder struct {
	*decoderWeights
	workers *kernels.Workers
}

// decoderWeights is what clones share; read only.
type decoderWeights struct {
	model     *Model
	layers    []decoderLayer
	norm      normWeights
	output    projection // the tied token embedding
	query     projection // the pointer's
	forbidden [][]int32  // by language

	rotary *kernels.Rotary // nil without rotations
}

type decoderLayer struct {
	selfNorm, crossNorm, innerNorm normWeights
	qkv, selfOut                   projection
	crossQuery, crossOut           projection
	inner, outer                   projection
}

type normWeights struct{ gain, bias []float32 }

// projection is y = x Wᵀ + b in one of the two precisions.
type projection struct {
	packed  *kernels.Packed
	integer *kernels.Int8Matrix // instead of packed
	bias    []float32
}

// apply computes y [rows, out] from x [rows, in]. A row's result does not depend
// on the other rows.
func (p *projection) apply(w *kernels.Workers, y, x []float32, rows int) {
	if p.integer != nil {
		out, in := p.integer.Shape()
		w.DirectInt8(y, out, x, in, rows, p.integer, p.bias)
		return
	}
	out, in := p.packed.Shape()
	w.DirectPacked(y, out, x, in, rows, p.packed, p.bias)
}

// NewDecoder prepares a model's weights for decoding. Close it after use.
func NewDecoder(m *Model, options DecoderOptions) (*Decoder, error) {
	forbidden, err := forbiddenIDs(m.Config, options.Allowed)
	if err != nil {
		return nil, fmt.Errorf("new decoder: %w", err)
	}
	w := &decoderWeights{model: m, forbidden: forbidden}
	project := func(name, bias string) projection {
		weight, p := m.Parameter(name), projection{bias: m.Parameter(bias).Data}
		if options.Int8 {
			p.integer = kernels.QuantizeRows(weight.Data, weight.Shape[0], weight.Shape[1])
		} else {
			p.packed = kernels.Pack(weight.Data, weight.Shape[0], weight.Shape[1])
		}
		return p
	}
	for i := range m.Config.DecoderLayers {
		prefix := fmt.Sprintf("decoder.%d.", i)
		linear := func(name string) projection { return project(prefix+name+".weight", prefix+name+".bias") }
		w.layers = append(w.layers, decoderLayer{
			selfNorm:   m.norm(prefix + "self_norm"),
			crossNorm:  m.norm(prefix + "cross_norm"),
			innerNorm:  m.norm(prefix + "ffn_norm"),
			qkv:        linear("self.qkv"),
			selfOut:    linear("self.out"),
			crossQuery: linear("cross.q"),
			crossOut:   linear("cross.out"),
			inner:      linear("ffn.in"),
			outer:      linear("ffn.out"),
		})
	}
	w.norm = m.norm("decoder.norm")
	w.output = project("embed.tokens", "output.bias")
	if m.Config.Pointer {
		w.query = project("pointer.query.weight", "pointer.query.bias")
	}
	if c := m.Config; c.Rotary || c.RotaryCross {
		w.rotary = kernels.NewRotary(c.Positions, c.headWidth(), c.rotaryBase())
	}
	return &Decoder{w, kernels.NewWorkers(options.Threads)}, nil
}

// Clone returns a Decoder with the same weights, without copying them, for
// another goroutine. It needs its own Close. threads is as in DecoderOptions.
func (d *Decoder) Clone(threads int) *Decoder {
	return &Decoder{d.decoderWeights, kernels.NewWorkers(threads)}
}

// Close ends the decoder's threads. Clones live on.
func (d *Decoder) Close() { d.workers.Close() }

// MaxLength is the number of tokens, EOS included, that a target can have: the
// MaxLength of package beam.
func (d *Decoder) MaxLength() int { return d.model.Config.Positions }

func (m *Model) norm(name string) normWeights {
	return normWeights{m.Parameter(name + ".gain").Data, m.Parameter(name + ".bias").Data}
}

// forbiddenIDs turns masks of what is allowed into lists of what is not, which
// cost less to apply.
func forbiddenIDs(c Config, allowed [][]uint64) ([][]int32, error) {
	if allowed == nil {
		return nil, nil
	}
	if len(allowed) != max(1, c.Languages) {
		return nil, fmt.Errorf("expected masks of %d languages, got %d", max(1, c.Languages), len(allowed))
	}
	forbidden := make([][]int32, len(allowed))
	for language, mask := range allowed {
		if mask == nil {
			continue
		}
		if len(mask) < (c.Vocabulary+63)/64 {
			return nil, fmt.Errorf("mask of language %d: %d words for a vocabulary of %d", language, len(mask), c.Vocabulary)
		}
		for id := range c.Vocabulary {
			if mask[id/64]>>(id%64)&1 == 0 {
				if id == EOS {
					return nil, fmt.Errorf("mask of language %d forbids EOS", language)
				}
				forbidden[language] = append(forbidden[language], int32(id))
			}
		}
	}
	return forbidden, nil
}

// Row is a target to generate: of a source, in a language.
type Row struct {
	Source   int // index of the sources given to Start
	Language int
}

// Start encodes the sources and returns a Generation with the given rows, each
// before its first token. Several rows may have the same source and share what
// is computed of it.
func (d *Decoder) Start(sources []Sequence, rows []Row) (*Generation, error) {
	c := d.model.Config
	if len(sources) == 0 || len(rows) == 0 {
		return nil, errors.New("start decoding: no sources or no rows")
	}
	for i, s := range sources {
		if err := c.check(s); err != nil {
			return nil, fmt.Errorf("start decoding: source %d: %w", i, err)
		}
	}
	for i, r := range rows {
		if r.Source < 0 || r.Source >= len(sources) {
			return nil, fmt.Errorf("start decoding: row %d: source %d, expected less than %d", i, r.Source, len(sources))
		}
		if r.Language < 0 || r.Language >= max(1, c.Languages) {
			return nil, fmt.Errorf("start decoding: row %d: language %d, expected less than %d", i, r.Language, max(1, c.Languages))
		}
	}
	memories := d.remember(sources)
	g := &Generation{
		decoder: d,
		cache:   newCache(c.DecoderLayers, c.Width),
		scores:  make([][]float32, d.workers.Threads()),
		scale:   float32(1 / math.Sqrt(float64(c.headWidth()))),
	}
	for _, r := range rows {
		g.rows = append(g.rows, generationRow{memory: memories[r.Source], language: r.Language, tip: noSlot})
	}
	return g, nil
}
