package seq2seq

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// reference is the model of the package's documentation in float64 and plain
// loops, equation by equation, one sequence at a time. Training and decoding are
// tested against it, and it is to be compared with nothing but the equations.
type reference struct {
	Config
	parameters map[string][]float64
}

func newReference(m *Model) *reference {
	r := &reference{Config: m.Config, parameters: map[string][]float64{}}
	for _, p := range m.Parameters {
		data := make([]float64, len(p.Data))
		for i, x := range p.Data {
			data[i] = float64(x)
		}
		r.parameters[p.Name] = data
	}
	return r
}

func (r *reference) row(table string, i int) []float64 {
	return r.parameters[table][i*r.Width : (i+1)*r.Width]
}

// embed returns √D·(tokens[id] + mean of the name's pieces) + positions + languages
// for each id.
func (r *reference) embed(ids []int32, language int, names [][]int32) [][]float64 {
	scale := math.Sqrt(float64(r.Width))
	rows := make([][]float64, len(ids))
	for t, id := range ids {
		rows[t] = make([]float64, r.Width)
		for i := range rows[t] {
			x := scale * r.row("embed.tokens", int(id))[i]
			if !r.NoPositions {
				x += r.row("embed.positions", t)[i]
			}
			if r.Languages > 0 {
				x += r.row("embed.languages", language)[i]
			}
			if r.Names && t < len(names) {
				for _, piece := range names[t] {
					x += scale * r.row("embed.tokens", int(piece))[i] / float64(len(names[t]))
				}
			}
			rows[t][i] = x
		}
	}
	return rows
}

// linear returns W x + b for each row x.
func (r *reference) linear(x [][]float64, name string) [][]float64 {
	weight, bias := r.parameters[name+".weight"], r.parameters[name+".bias"]
	y := make([][]float64, len(x))
	for t := range x {
		y[t] = make([]float64, len(bias))
		for j := range bias {
			y[t][j] = bias[j] + dot64(weight[j*len(x[t]):(j+1)*len(x[t])], x[t])
		}
	}
	return y
}

func (r *reference) norm(x [][]float64, name string) [][]float64 {
	gain, bias := r.parameters[name+".gain"], r.parameters[name+".bias"]
	y := make([][]float64, len(x))
	for t := range x {
		d := float64(len(x[t]))
		mean, variance := 0.0, 0.0
		for _, v := range x[t] {
			mean += v / d
		}
		for _, v := range x[t] {
			variance += (v - mean) * (v - mean) / d
		}
		y[t] = make([]float64, len(x[t]))
		for i, v := range x[t] {
			y[t][i] = gain[i]*(v-mean)/math.Sqrt(variance+float64(r.epsilon())) + bias[i]
		}
	}
	return y
}

// turn rotates the heads of each row as rotary position embeddings do, where on.
func (r *reference) turn(x [][]float64, on bool) [][]float64 {
	if !on {
		return x
	}
	y := make([][]float64, len(x))
	n := r.headWidth() / 2
	for p := range x {
		y[p] = make([]float64, len(x[p]))
		for h := range r.Heads {
			for i := range n {
				sine, cosine := math.Sincos(float64(p) * math.Pow(r.rotaryBase(), -float64(i)/float64(n)))
				first, second := h*2*n+i, h*2*n+n+i
				y[p][first] = x[p][first]*cosine - x[p][second]*sine
				y[p][second] = x[p][second]*cosine + x[p][first]*sine
			}
		}
	}
	return y
}

// attention returns the heads' values side by side, and the weights averaged over
// heads. Query i sees keys 0..i only where causal; the first shifted heads score
// value j with key j-1.
func (r *reference) attention(q, k, v [][]float64, causal bool, shifted int) (out, mean [][]float64) {
	width := r.headWidth()
	out, mean = make([][]float64, len(q)), make([][]float64, len(q))
	for i := range q {
		out[i], mean[i] = make([]float64, r.Width), make([]float64, len(k))
		for h := range r.Heads {
			low, high := h*width, (h+1)*width
			seen := len(k)
			if causal {
				seen = i + 1
			}
			scores := make([]float64, seen)
			for j := range scores {
				key := j
				if h < shifted {
					key--
				}
				if key >= 0 {
					scores[j] = dot64(q[i][low:high], k[key][low:high]) / math.Sqrt(float64(width))
				}
			}
			for j, p := range softmax64(scores) {
				mean[i][j] += p / float64(r.Heads)
				for c := low; c < high; c++ {
					out[i][c] += p * v[j][c]
				}
			}
		}
	}
	return out, mean
}

func (r *reference) selfAttention(x [][]float64, prefix string, causal bool) [][]float64 {
	qkv := r.linear(r.norm(x, prefix+".self_norm"), prefix+".self.qkv")
	d := r.Width
	out, _ := r.attention(r.turn(columns(qkv, 0, d), r.Rotary), r.turn(columns(qkv, d, 2*d), r.Rotary), columns(qkv, 2*d, 3*d), causal, 0)
	return sum(x, r.linear(out, prefix+".self.out"))
}

func (r *reference) feedForward(x [][]float64, prefix string) [][]float64 {
	inner := r.linear(r.norm(x, prefix+".ffn_norm"), prefix+".ffn.in")
	for t := range inner {
		for i, v := range inner[t] {
			inner[t][i] = v / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+0.044715*v*v*v)))
		}
	}
	return sum(x, r.linear(inner, prefix+".ffn.out"))
}

// encode returns the encoder's output for a source, EOS included.
func (r *reference) encode(source Sequence) [][]float64 {
	x := r.embed(append(append([]int32{}, source.IDs...), EOS), source.Language, source.Names)
	for i := range r.EncoderLayers {
		prefix := fmt.Sprintf("encoder.%d", i)
		x = r.feedForward(r.selfAttention(x, prefix, false), prefix)
	}
	return r.norm(x, "encoder.norm")
}

// referenceOutput holds a row for each target token and one for EOS.
type referenceOutput struct {
	logProbabilities [][]float64 // [T+1][V], nats
	attention        [][]float64 // [T+1][S+1]: the pointer's, or the mean over layers and heads
}

// decode returns what the decoder predicts behind BOS and behind each target id.
func (r *reference) decode(source, target Sequence) referenceOutput {
	memory := r.encode(source)
	z := r.embed(append([]int32{BOS}, target.IDs...), target.Language, nil)
	out := referenceOutput{attention: make([][]float64, len(z))}
	for t := range z {
		out.attention[t] = make([]float64, len(memory))
	}
	for i := range r.DecoderLayers {
		prefix := fmt.Sprintf("decoder.%d", i)
		z = r.selfAttention(z, prefix, true)
		q := r.linear(r.norm(z, prefix+".cross_norm"), prefix+".cross.q")
		kv := r.linear(memory, prefix+".cross.kv")
		attended, weights := r.attention(r.turn(q, r.RotaryCross), r.turn(columns(kv, 0, r.Width), r.RotaryCross), columns(kv, r.Width, 2*r.Width), false, r.ShiftedHeads)
		for t := range weights {
			for j, p := range weights[t] {
				out.attention[t][j] += p / float64(r.DecoderLayers)
			}
		}
		z = sum(z, r.linear(attended, prefix+".cross.out"))
		z = r.feedForward(z, prefix)
	}
	h := r.norm(z, "decoder.norm")
	probabilities := r.vocabulary(h)
	if r.Pointer {
		r.point(probabilities, out.attention, h, memory, append(append([]int32{}, source.IDs...), EOS))
	}
	for t := range probabilities {
		for w, p := range probabilities[t] {
			probabilities[t][w] = math.Log(p)
		}
	}
	out.logProbabilities = probabilities
	return out
}

// vocabulary returns softmax(h tokensᵀ + bias).
func (r *reference) vocabulary(h [][]float64) [][]float64 {
	probabilities := make([][]float64, len(h))
	for t := range h {
		logits := make([]float64, r.Vocabulary)
		for w := range logits {
			logits[w] = dot64(h[t], r.row("embed.tokens", w)) + r.parameters["output.bias"][w]
		}
		probabilities[t] = softmax64(logits)
	}
	return probabilities
}

// point mixes probabilities with the pointer's attention, which it writes to attention.
func (r *reference) point(probabilities, attention, h, memory [][]float64, ids []int32) {
	q, keys, gates := r.linear(h, "pointer.query"), r.linear(memory, "pointer.key"), r.linear(h, "pointer.gate")
	for t := range h {
		scores := make([]float64, len(memory))
		for j := range scores {
			key := append([]float64{}, keys[j][:r.Width]...)
			if j > 0 {
				for i, x := range keys[j-1][r.Width:] {
					key[i] += x
				}
			}
			scores[j] = dot64(q[t], key) / math.Sqrt(float64(r.Width))
		}
		attention[t] = softmax64(scores)
		g := 1 / (1 + math.Exp(-gates[t][0]))
		for w := range probabilities[t] {
			probabilities[t][w] *= g
		}
		for j, a := range attention[t] {
			probabilities[t][ids[j]] += (1 - g) * a
		}
	}
}

func dot64(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func softmax64(scores []float64) []float64 {
	largest := math.Inf(-1)
	for _, s := range scores {
		largest = max(largest, s)
	}
	total := 0.0
	p := make([]float64, len(scores))
	for i, s := range scores {
		p[i] = math.Exp(s - largest)
		total += p[i]
	}
	for i := range p {
		p[i] /= total
	}
	return p
}

func columns(x [][]float64, low, high int) [][]float64 {
	y := make([][]float64, len(x))
	for t := range x {
		y[t] = x[t][low:high]
	}
	return y
}

func sum(x, y [][]float64) [][]float64 {
	z := make([][]float64, len(x))
	for t := range x {
		z[t] = make([]float64, len(x[t]))
		for i := range z[t] {
			z[t][i] = x[t][i] + y[t][i]
		}
	}
	return z
}

// lively returns a model of the configuration with every weight drawn anew, so
// that none of them starts at a value, such as a zero bias, that would hide a
// mistake.
func lively(c Config, seed uint64) *Model {
	rng := rand.New(rand.NewPCG(seed, 99))
	m, err := New(c, rng)
	if err != nil {
		panic(err)
	}
	for _, p := range m.Parameters {
		for i := range p.Data {
			switch len(p.Shape) {
			case 1:
				p.Data[i] += float32(0.3 * rng.NormFloat64())
			default:
				p.Data[i] += float32(0.3 * rng.NormFloat64() / math.Sqrt(float64(p.Shape[1])))
			}
		}
	}
	return m
}

// randomSequence draws ids above the special ones, and names for some of them.
func randomSequence(c Config, rng *rand.Rand, length int) Sequence {
	s := Sequence{IDs: make([]int32, length), Names: make([][]int32, length)}
	if c.Languages > 0 {
		s.Language = rng.IntN(c.Languages)
	}
	id := func() int32 { return int32(Unknown + 1 + rng.IntN(c.Vocabulary-Unknown-1)) }
	for i := range s.IDs {
		s.IDs[i] = id()
		if rng.IntN(3) == 0 {
			for range 1 + rng.IntN(3) {
				s.Names[i] = append(s.Names[i], id())
			}
		}
	}
	return s
}
