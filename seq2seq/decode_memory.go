package seq2seq

import (
	"fmt"
	"slices"

	"math"

	"transcoder/seq2seq/kernels"
	"transcoder/seq2seq/ops"
)

// memory is what decoding keeps of one source, shared by its rows.
type memory struct {
	ids []int32 // the source's, EOS included; S of them

	// cross has for each layer the keys and then the values, both transposed:
	// [2, H, D/H, S]. A score for all S is then D/H long vector operations, where
	// rows of D/H elements would make S short ones. The keys of shifted heads are
	// shifted already.
	cross [][]float32

	pointer []float32 // [S, D], keys with the shifted half added; nil without the pointer head

	// words are the distinct ids of the source and word the index among them of
	// each position: where the pointer's probabilities go.
	words, word []int32
}

// encoderTokens bounds the tokens that the encoder works on at once, and with
// them its buffers: about 50 MB at width 256.
const encoderTokens = 4096

// remember runs the encoder over packed batches of the sources and computes what
// the decoder's layers look up in its output.
func (d *Decoder) remember(sources []Sequence) []*memory {
	var memories []*memory
	for len(sources) > 0 {
		count, tokens := 0, 0
		for count < len(sources) && (count == 0 || tokens+len(sources[count].IDs)+1 <= encoderTokens) {
			tokens += len(sources[count].IDs) + 1
			count++
		}
		var packed ops.Packed
		packer := newPacker(d.model.Config, &packed)
		for _, s := range sources[:count] {
			packer.source(s)
		}
		encoded := d.encode(&packed)
		for i := range count {
			first, end := int(packed.Offsets[i]), int(packed.Offsets[i+1])
			memories = append(memories, d.memory(packed.IDs[first:end], encoded[first*d.model.Config.Width:end*d.model.Config.Width]))
		}
		sources = sources[count:]
	}
	return memories
}

// encode returns the encoder's output [tokens, D]. Everything in it treats a
// sequence, or a row, for itself, so packing does not change a bit of the result.
func (d *Decoder) encode(packed *ops.Packed) []float32 {
	c, w, m := d.model.Config, d.workers, d.model
	rows, width := len(packed.IDs), c.Width
	x := make([]float32, rows*width)
	normed := make([]float32, rows*width)
	change := make([]float32, rows*width)
	wide := make([]float32, rows*max(3*width, c.FeedForward))

	table := kernels.Embedding{
		Width: width, Scale: float32(math.Sqrt(float64(width))),
		IDs: packed.IDs, Positions: packed.Positions,
		NameOffsets: packed.PieceOffsets, NameIDs: packed.PieceIDs,
	}
	var languages []float32
	if c.Languages > 0 {
		table.LanguageIDs, languages = packed.Languages, m.Parameter("embed.languages").Data
	}
	w.EmbeddingForward(x, &table, m.Parameter("embed.tokens").Data, m.Parameter("embed.positions").Data, languages)

	norm := func(name string) {
		n := m.norm(name)
		w.LayerNormForward(normed, nil, nil, x, n.gain, n.bias, rows, width, c.epsilon())
	}
	linear := func(y, x []float32, name string) {
		weight := m.Parameter(name + ".weight")
		out, in := weight.Shape[0], weight.Shape[1]
		w.Linear(y, out, x, in, rows, out, in, weight.Data, m.Parameter(name+".bias").Data)
	}
	shape := kernels.AttentionShape{
		Heads: c.Heads, HeadWidth: c.headWidth(),
		QueryOffsets: packed.Offsets, KeyOffsets: packed.Offsets,
	}
	for i := range c.EncoderLayers {
		prefix := fmt.Sprintf("encoder.%d.", i)
		norm(prefix + "self_norm")
		linear(wide, normed, prefix+"self.qkv")
		w.AttentionForward(&shape, normed, width, nil, wide, 3*width, wide[width:], 3*width, wide[2*width:], 3*width)
		linear(change, normed, prefix+"self.out")
		w.Add(x, x, change)
		norm(prefix + "ffn_norm")
		inner := wide[:rows*c.FeedForward]
		linear(inner, normed, prefix+"ffn.in")
		w.GELUForward(inner, inner)
		linear(change, inner, prefix+"ffn.out")
		w.Add(x, x, change)
	}
	norm("encoder.norm")
	return normed
}

// memory computes what is kept of one source from its rows of the encoder's
// output, [S, D].
func (d *Decoder) memory(ids []int32, encoded []float32) *memory {
	c, w := d.model.Config, d.workers
	width, length := c.Width, len(ids)
	m := &memory{ids: slices.Clone(ids)}
	for i := range c.DecoderLayers {
		weight := d.model.Parameter(fmt.Sprintf("decoder.%d.cross.kv.weight", i)).Data
		bias := d.model.Parameter(fmt.Sprintf("decoder.%d.cross.kv.bias", i)).Data
		// W·encodedᵀ is the transposed projection as it is wanted.
		cross := make([]float32, 2*width*length)
		w.Gemm(false, true, 2*width, length, width, weight, width, encoded, width, false, cross, length)
		for row, b := range bias {
			for j := row * length; j < (row+1)*length; j++ {
				cross[j] += b
			}
		}
		for row := range c.ShiftedHeads * c.headWidth() {
			keys := cross[row*length : (row+1)*length]
			copy(keys[1:], keys)
			keys[0] = 0
		}
		m.cross = append(m.cross, cross)
	}
	if c.Pointer {
		keys := make([]float32, length*2*width)
		w.Linear(keys, 2*width, encoded, width, length, 2*width, width, d.model.Parameter("pointer.key.weight").Data, d.model.Parameter("pointer.key.bias").Data)
		m.pointer = make([]float32, length*width)
		w.ShiftAddForward(m.pointer, keys, []int32{0, int32(length)}, width)
		place := map[int32]int32{}
		for _, id := range ids {
			if _, ok := place[id]; !ok {
				place[id] = int32(len(m.words))
				m.words = append(m.words, id)
			}
			m.word = append(m.word, place[id])
		}
	}
	return m
}
