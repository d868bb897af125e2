package kernels

import (
	"fmt"
	"math"
	"testing"
)

// attentionReference is the definition, in float64, on strided rows.
func attentionReference(s *AttentionShape, q []float64, ldq int, k []float64, ldk int, v []float64, ldv int) []float64 {
	width := s.Heads * s.HeadWidth
	out := make([]float64, int(s.QueryOffsets[len(s.QueryOffsets)-1])*width)
	for b := range len(s.QueryOffsets) - 1 {
		firstKey, keys := int(s.KeyOffsets[b]), int(s.KeyOffsets[b+1]-s.KeyOffsets[b])
		for i := int(s.QueryOffsets[b]); i < int(s.QueryOffsets[b+1]); i++ {
			for h := range s.Heads {
				seen := keys
				if s.Causal {
					seen = i - int(s.QueryOffsets[b]) + 1
				}
				p := make([]float64, seen)
				sum := 0.0
				for j := range p {
					score, row := 0.0, firstKey+j
					if h < s.ShiftedHeads {
						row--
					}
					if row >= firstKey {
						for c := range s.HeadWidth {
							score += q[i*ldq+h*s.HeadWidth+c] * k[row*ldk+h*s.HeadWidth+c]
						}
					}
					p[j] = math.Exp(score / math.Sqrt(float64(s.HeadWidth)))
					sum += p[j]
				}
				for j := range p {
					for c := range s.HeadWidth {
						out[i*width+h*s.HeadWidth+c] += p[j] / sum * v[(firstKey+j)*ldv+h*s.HeadWidth+c]
					}
				}
			}
		}
	}
	return out
}

func offsets(lengths ...int) []int32 {
	o := []int32{0}
	for _, n := range lengths {
		o = append(o, o[len(o)-1]+int32(n))
	}
	return o
}

func TestAttention(t *testing.T) {
	for _, test := range []struct {
		reason    string
		shape     AttentionShape
		gradients bool // central differences cost time: small shapes only
	}{
		{"one query, one key: the value itself", AttentionShape{Heads: 1, HeadWidth: 1, QueryOffsets: offsets(1), KeyOffsets: offsets(1)}, true},
		{"self-attention, several lengths", AttentionShape{Heads: 2, HeadWidth: 3, QueryOffsets: offsets(3, 1, 5), KeyOffsets: offsets(3, 1, 5)}, true},
		{"an empty sequence between others", AttentionShape{Heads: 1, HeadWidth: 2, QueryOffsets: offsets(2, 0, 3), KeyOffsets: offsets(2, 0, 3)}, true},
		{"queries without keys and keys without queries", AttentionShape{Heads: 2, HeadWidth: 2, QueryOffsets: offsets(2, 3, 0), KeyOffsets: offsets(4, 0, 2)}, true},
		{"causal", AttentionShape{Heads: 2, HeadWidth: 3, QueryOffsets: offsets(4, 2, 1), KeyOffsets: offsets(4, 2, 1), Causal: true}, true},
		{"cross-attention, other lengths on each side", AttentionShape{Heads: 2, HeadWidth: 4, QueryOffsets: offsets(3, 2), KeyOffsets: offsets(2, 5)}, true},
		{"one of two heads shifted", AttentionShape{Heads: 2, HeadWidth: 3, QueryOffsets: offsets(3, 2), KeyOffsets: offsets(4, 1), ShiftedHeads: 1}, true},
		{"all heads shifted, one key", AttentionShape{Heads: 2, HeadWidth: 3, QueryOffsets: offsets(2), KeyOffsets: offsets(1), ShiftedHeads: 2}, true},
		{"shifted and causal", AttentionShape{Heads: 2, HeadWidth: 2, QueryOffsets: offsets(5), KeyOffsets: offsets(5), ShiftedHeads: 1, Causal: true}, true},
		{"several query blocks", AttentionShape{Heads: 1, HeadWidth: 2, QueryOffsets: offsets(queryBlock + 3), KeyOffsets: offsets(7)}, true},
		{"long keys, small blocks", AttentionShape{Heads: 1, HeadWidth: 1, QueryOffsets: offsets(queryBlock/4 + 3), KeyOffsets: offsets(blockScores / 20)}, false},
		{"several causal blocks", AttentionShape{Heads: 1, HeadWidth: 1, QueryOffsets: offsets(queryBlock/2 + 5), KeyOffsets: offsets(queryBlock/2 + 5), Causal: true}, true},
		{"shifted, causal, several blocks", AttentionShape{Heads: 1, HeadWidth: 1, QueryOffsets: offsets(queryBlock/2 + 2), KeyOffsets: offsets(queryBlock/2 + 2), Causal: true, ShiftedHeads: 1}, true},
		{"the model's head width", AttentionShape{Heads: 2, HeadWidth: 32, QueryOffsets: offsets(65, 128, 17), KeyOffsets: offsets(65, 128, 17), Causal: true}, false},
		{"long keys", AttentionShape{Heads: 2, HeadWidth: 32, QueryOffsets: offsets(3, 70), KeyOffsets: offsets(513, 90), ShiftedHeads: 1}, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			eachPath(t, func(t *testing.T) {
				eachThreads(t, func(t *testing.T, w *Workers) { testAttention(t, w, &test.shape, test.gradients) })
			})
		})
	}
}

func testAttention(t *testing.T, w *Workers, s *AttentionShape, gradients bool) {
	rng := newRand(7)
	width := s.Heads * s.HeadWidth
	last := len(s.QueryOffsets) - 1
	queries, keys := int(s.QueryOffsets[last]), int(s.KeyOffsets[last])
	// Strides as in packed projections: q alone with a gap, k and v side by side.
	ldq, ldkv, ldo := width+5, 2*width, width+1
	q, kv := randomVector(rng, queries*ldq, 1), randomVector(rng, keys*ldkv, 1)
	k, v := kv, kv[min(width, len(kv)):]
	q64, kv64 := widen(q), widen(kv)
	k64, v64 := kv64, kv64[min(width, len(kv64)):]
	dOut := randomVector(rng, queries*width, 1)

	out := newGuarded(queries*ldo, 3)
	logSumExp := newGuarded(queries*s.Heads, 1)
	w.AttentionForward(s, out.data, ldo, logSumExp.data, q, ldq, k, ldkv, v, ldkv)
	out.check(t, "out")
	logSumExp.check(t, "logSumExp")
	compact := make([]float32, 0, queries*width)
	for i := range queries {
		compact = append(compact, out.data[i*ldo:i*ldo+width]...)
		if out.data[i*ldo+width] != guard {
			t.Fatalf("out: the gap behind row %d was overwritten", i)
		}
	}
	want := attentionReference(s, q64, ldq, k64, ldkv, v64, ldkv)
	requireClose(t, "out", compact, want, 2e-6)

	dq, dkv := newGuarded(queries*ldq, 2), newGuarded(keys*ldkv, 5)
	w.AttentionBackward(s, dq.data, ldq, dkv.data, ldkv, dkv.data[min(width, len(kv)):], ldkv, dOut, width, logSumExp.data, q, ldq, k, ldkv, v, ldkv)
	dq.check(t, "dq")
	dkv.check(t, "dkv")
	for i := range queries {
		for j := i*ldq + width; j < (i+1)*ldq; j++ {
			if dq.data[j] != guard {
				t.Fatalf("dq: the gap behind row %d was overwritten", i)
			}
			dq.data[j] = 0 // as the reference has it
		}
	}
	if gradients {
		objective := func() float64 {
			return weightedSum(attentionReference(s, q64, ldq, k64, ldkv, v64, ldkv), dOut)
		}
		requireGradient(t, "dq", dq.data, q64, objective, 3e-6)
		requireGradient(t, "dkv", dkv.data, kv64, objective, 3e-6)
	}

	// Twice the same bits.
	dkv2 := make([]float32, len(dkv.data))
	dq2 := make([]float32, len(dq.data))
	w.AttentionBackward(s, dq2, ldq, dkv2, ldkv, dkv2[min(width, len(kv)):], ldkv, dOut, width, logSumExp.data, q, ldq, k, ldkv, v, ldkv)
	requireSameBits(t, "dkv again", dkv2, dkv.data)
	requireSameBits(t, "dq again", dq2, dq.data)
}

// A sequence's result may not depend on what is packed beside it.
func TestAttentionAlone(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		w := NewWorkers(2)
		defer w.Close()
		rng := newRand(3)
		shape := AttentionShape{Heads: 2, HeadWidth: 8, QueryOffsets: offsets(13, 29, 5), KeyOffsets: offsets(13, 29, 5), Causal: true}
		width := 16
		x := randomVector(rng, 47*3*width, 1)
		all := make([]float32, 47*width)
		w.AttentionForward(&shape, all, width, nil, x, 3*width, x[width:], 3*width, x[2*width:], 3*width)
		alone := shape
		alone.QueryOffsets, alone.KeyOffsets = offsets(29), offsets(29)
		x = x[13*3*width:]
		out := make([]float32, 29*width)
		w.AttentionForward(&alone, out, width, nil, x, 3*width, x[width:], 3*width, x[2*width:], 3*width)
		requireSameBits(t, "out", out, all[13*width:42*width])
	})
}

func BenchmarkAttention(b *testing.B) {
	const heads, headWidth, length, sequences = 8, 32, 128, 8
	lengths := make([]int, sequences)
	for i := range lengths {
		lengths[i] = length
	}
	width, rows := heads*headWidth, length*sequences
	rng := newRand(1)
	qkv, out, dOut := randomVector(rng, rows*3*width, 1), make([]float32, rows*width), randomVector(rng, rows*width, 1)
	dqkv, logSumExp := make([]float32, rows*3*width), make([]float32, rows*heads)
	w := NewWorkers(1)
	defer w.Close()
	for _, causal := range []bool{false, true} {
		shape := AttentionShape{Heads: heads, HeadWidth: headWidth, QueryOffsets: offsets(lengths...), KeyOffsets: offsets(lengths...), Causal: causal}
		// Multiply-adds of the two products over all pairs, counted as two operations.
		work := 4 * float64(rows) * length * float64(width)
		if causal {
			work /= 2
		}
		b.Run(fmt.Sprintf("forward/causal=%v", causal), func(b *testing.B) {
			for b.Loop() {
				w.AttentionForward(&shape, out, width, logSumExp, qkv, 3*width, qkv[width:], 3*width, qkv[2*width:], 3*width)
			}
			b.ReportMetric(work*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
		b.Run(fmt.Sprintf("backward/causal=%v", causal), func(b *testing.B) {
			for b.Loop() {
				w.AttentionBackward(&shape, dqkv, 3*width, dqkv[width:], 3*width, dqkv[2*width:], 3*width, dOut, width, logSumExp,
					qkv, 3*width, qkv[width:], 3*width, qkv[2*width:], 3*width)
			}
			b.ReportMetric(2.5*work*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
