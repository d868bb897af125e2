package seq2seq

import (
	"fmt"
	"math"

	"transcoder/seq2seq/kernels"
	"transcoder/seq2seq/ops"
)

// memory is what decoding keeps of one source, shared by its rows.
type memory struct {
	ids []int32 // the source's, EOS included; S of them

	keys, values [][]float32 // by layer, [S, D]; keys rotated where the model does so

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
		memories = append(memories, d.memories(&packed, d.encode(&packed))...)
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
	var positions, languages []float32
	if !c.NoPositions {
		positions = m.Parameter("embed.positions").Data
	}
	if c.Languages > 0 {
		table.LanguageIDs, languages = packed.Languages, m.Parameter("embed.languages").Data
	}
	w.EmbeddingForward(x, &table, m.Parameter("embed.tokens").Data, positions, languages)

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
		if c.Rotary { // queries and keys
			w.RotateRows(d.rotary, wide, 3*width, 2*width, packed.Positions, false)
		}
		w.AttentionForward(&shape, normed, width, nil, wide, 3*width, wide[width:], 3*width, wide[2*width:], 3*width)
		linear(change, normed, prefix+"self.out")
		w.Add(x, x, change)
		norm(prefix + "ffn_norm")
		inner := wide[:rows*c.FeedForward]
		in := m.Parameter(prefix + "ffn.in.weight").Data
		w.LinearGELU(inner, inner, normed, width, rows, c.FeedForward, width, in, m.Parameter(prefix+"ffn.in.bias").Data)
		linear(change, inner, prefix+"ffn.out")
		w.Add(x, x, change)
	}
	norm("encoder.norm")
	return normed
}

// memories computes what is kept of the packed sources from the encoder's output
// [tokens, D]: for all sources at once, each of which then has its rows.
func (d *Decoder) memories(packed *ops.Packed, encoded []float32) []*memory {
	c, w := d.model.Config, d.workers
	rows, width := len(packed.IDs), c.Width
	memories := make([]*memory, len(packed.Offsets)-1)
	for i := range memories {
		memories[i] = &memory{ids: packed.IDs[packed.Offsets[i]:packed.Offsets[i+1]]}
	}
	linear := func(out int, weight, bias []float32) []float32 {
		y := make([]float32, rows*out)
		w.Linear(y, out, encoded, width, rows, out, width, weight, bias)
		return y
	}
	part := func(x []float32, i int) []float32 {
		return x[int(packed.Offsets[i])*width : int(packed.Offsets[i+1])*width]
	}
	for layer := range c.DecoderLayers {
		weight := d.model.Parameter(fmt.Sprintf("decoder.%d.cross.kv.weight", layer)).Data
		bias := d.model.Parameter(fmt.Sprintf("decoder.%d.cross.kv.bias", layer)).Data
		keys, values := linear(width, weight[:width*width], bias[:width]), linear(width, weight[width*width:], bias[width:])
		if c.RotaryCross {
			w.RotateRows(d.rotary, keys, width, width, packed.Positions, false)
		}
		for i, m := range memories {
			m.keys, m.values = append(m.keys, part(keys, i)), append(m.values, part(values, i))
		}
	}
	if !c.Pointer {
		return memories
	}
	keys := linear(2*width, d.model.Parameter("pointer.key.weight").Data, d.model.Parameter("pointer.key.bias").Data)
	shifted := make([]float32, rows*width)
	w.ShiftAddForward(shifted, keys, packed.Offsets, width)
	for i, m := range memories {
		m.pointer = part(shifted, i)
		place := map[int32]int32{}
		for _, id := range m.ids {
			if _, ok := place[id]; !ok {
				place[id] = int32(len(m.words))
				m.words = append(m.words, id)
			}
			m.word = append(m.word, place[id])
		}
	}
	return memories
}
