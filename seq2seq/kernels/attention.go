package kernels

import (
	"fmt"
	"math"
)

// AttentionShape describes scaled dot-product attention (Vaswani et al. 2017,
// section 3.2) over packed sequences: the rows of all B sequences lie one after
// another, and a query meets only the keys of its own sequence.
//
//	scores_ij = q_i·k_j/√HeadWidth;  out_i = Σ_j softmax_j(scores_i)·v_j
//
// q, k, v and out are matrices with one row a position; a head owns HeadWidth
// neighbouring columns, head h those from h·HeadWidth. Row strides are separate,
// so q, k and v may be column ranges of one packed projection.
type AttentionShape struct {
	Heads, HeadWidth int

	// QueryOffsets and KeyOffsets [B+1] hold the first row of each sequence and,
	// last, the number of rows.
	QueryOffsets, KeyOffsets []int32

	// Causal lets query i see keys 0..i only; a sequence has as many queries as
	// keys then.
	Causal bool

	// ShiftedHeads makes heads h < ShiftedHeads score position j with the key of
	// position j-1 of the sequence (score 0 at j = 0); the value stays that of j.
	ShiftedHeads int
}

// queryBlock is the most queries whose scores are held at once. Keys are packed
// again for each block, so a short sequence is best one block (a fifth faster than
// two for 128 queries); but causal attention skips the keys behind a block's last
// query and prefers blocks of half that size.
const queryBlock = 128

// blockScores bounds the scores held at once: two such blocks fit a core's
// second-level cache.
const blockScores = 1 << 16

// block is the number of queries of a block.
func (t *attentionHead) block() int {
	rows := min(queryBlock, max(blockScores/max(t.keys, 1), queryBlock/4))
	if t.causal {
		rows = min(rows, queryBlock/2)
	}
	return max(1, min(rows, t.queries))
}

func (s *AttentionShape) check() {
	if len(s.QueryOffsets) != len(s.KeyOffsets) || len(s.QueryOffsets) == 0 {
		panic(fmt.Sprintf("kernels: attention over %d query offsets and %d key offsets, expected as many, one or more",
			len(s.QueryOffsets), len(s.KeyOffsets)))
	}
	for b := range len(s.QueryOffsets) - 1 {
		queries, keys := s.QueryOffsets[b+1]-s.QueryOffsets[b], s.KeyOffsets[b+1]-s.KeyOffsets[b]
		if queries < 0 || keys < 0 || s.Causal && queries != keys {
			panic(fmt.Sprintf("kernels: attention sequence %d has %d queries and %d keys", b, queries, keys))
		}
	}
	if s.ShiftedHeads < 0 || s.ShiftedHeads > s.Heads {
		panic(fmt.Sprintf("kernels: %d shifted heads of %d", s.ShiftedHeads, s.Heads))
	}
}

// tasks is the number of (sequence, head) pairs, the unit handed to threads.
func (s *AttentionShape) tasks() int { return (len(s.QueryOffsets) - 1) * s.Heads }

// attentionHead is one sequence's share of one head: offsets and sizes in rows.
type attentionHead struct {
	query, queries int // first query row and their number
	key, keys      int
	head, column   int
	causal         bool
	shifted        bool
}

func (s *AttentionShape) task(i int) attentionHead {
	b, h := i/s.Heads, i%s.Heads
	return attentionHead{
		query: int(s.QueryOffsets[b]), queries: int(s.QueryOffsets[b+1] - s.QueryOffsets[b]),
		key: int(s.KeyOffsets[b]), keys: int(s.KeyOffsets[b+1] - s.KeyOffsets[b]),
		head: h, column: h * s.HeadWidth,
		causal: s.Causal, shifted: h < s.ShiftedHeads,
	}
}

// visible is the number of keys that some query before row end sees.
func (t *attentionHead) visible(end int) int {
	if t.causal {
		return end
	}
	return t.keys
}

// checkRows panics when a strided matrix of rows with columns elements each does
// not lie inside x.
func checkRows(name string, x []float32, rows, columns, stride int) {
	if rows > 0 && (stride < columns || len(x) < (rows-1)*stride+columns) {
		panic(fmt.Sprintf("kernels: %s has %d elements at stride %d, expected %d rows of %d", name, len(x), stride, rows, columns))
	}
}

// AttentionForward computes out and the log-sum of each query's exponentiated
// scores, logSumExp [queries, Heads] (nats), from which the backward pass makes
// the probabilities again. logSumExp may be nil. A query that sees no key gets 0
// and -Inf. ldo, ldq, ldk and ldv are row strides in elements.
func (w *Workers) AttentionForward(shape *AttentionShape, out []float32, ldo int, logSumExp []float32,
	q []float32, ldq int, k []float32, ldk int, v []float32, ldv int) {
	shape.check()
	last, width := len(shape.QueryOffsets)-1, shape.Heads*shape.HeadWidth
	queries, keys := int(shape.QueryOffsets[last]), int(shape.KeyOffsets[last])
	checkRows("out", out, queries, width, ldo)
	checkRows("q", q, queries, width, ldq)
	checkRows("k", k, keys, width, ldk)
	checkRows("v", v, keys, width, ldv)
	if logSumExp != nil {
		checkLength("logSumExp", logSumExp, queries*shape.Heads)
	}
	w.Each(shape.tasks(), func(_, i int) {
		space := borrow()
		defer space.release()
		task := shape.task(i)
		attentionForward(space, &task, shape, out, ldo, logSumExp, q, ldq, k, ldk, v, ldv)
	})
}

func attentionForward(space *workspace, t *attentionHead, shape *AttentionShape, out []float32, ldo int, logSumExp []float32,
	q []float32, ldq int, k []float32, ldk int, v []float32, ldv int) {
	d := shape.HeadWidth
	if t.queries == 0 || d == 0 {
		return
	}
	if t.keys == 0 {
		for i := t.query; i < t.query+t.queries; i++ {
			clear(out[i*ldo+t.column:][:d])
			if logSumExp != nil {
				logSumExp[i*shape.Heads+t.head] = negativeInfinity
			}
		}
		return
	}
	stride := t.keys
	block := t.block()
	scores := space.floats(block * stride)
	for from := 0; from < t.queries; from += block {
		to := min(from+block, t.queries)
		keys := t.visible(to)
		attentionScores(space, t, d, scores, stride, from, to, keys, q, ldq, k, ldk)
		for i := from; i < to; i++ {
			row := scores[(i-from)*stride:][:keys]
			seen := t.visible(i + 1)
			logSum := Softmax(row[:seen])
			clear(row[seen:])
			if logSumExp != nil {
				logSumExp[(t.query+i)*shape.Heads+t.head] = logSum
			}
		}
		Gemm(&space.gemm, false, false, to-from, d, keys, 1, scores, stride,
			v[t.key*ldv+t.column:], ldv, false, out[(t.query+from)*ldo+t.column:], ldo)
	}
}

// attentionScores fills scores [to-from, keys] for queries from..to; entries
// that a causal query does not see are filled like the others.
func attentionScores(space *workspace, t *attentionHead, d int, scores []float32, stride, from, to, keys int,
	q []float32, ldq int, k []float32, ldk int) {
	scale := float32(1 / math.Sqrt(float64(d)))
	q, k = q[(t.query+from)*ldq+t.column:], k[t.key*ldk+t.column:]
	if !t.shifted {
		Gemm(&space.gemm, false, true, to-from, keys, d, scale, q, ldq, k, ldk, false, scores, stride)
		return
	}
	for i := range to - from {
		scores[i*stride] = 0
	}
	if keys > 1 {
		Gemm(&space.gemm, false, true, to-from, keys-1, d, scale, q, ldq, k, ldk, false, scores[1:], stride)
	}
}

// AttentionBackward computes dq, dk and dv from the gradient dOut of out and from
// the forward pass's q, k, v and logSumExp. The probabilities are made again
// from logSumExp, block by block, so no [queries x keys] matrix outlives its block
// (Dao et al. 2022, arXiv 2205.14135, section 3.1). A block holds its queries' whole
// rows, so rowsum(P∘dP) is at hand and out is not needed, as it is there. With P the
// probabilities:
//
//	dv = Pᵀ dOut;  dP = dOut vᵀ;  dS = P∘(dP - rowsum(P∘dP));  dq = dS k/√d;  dk = dSᵀ q/√d
//
// dq, dk and dv are overwritten in the heads' columns and must not overlap q, k,
// v and dOut.
func (w *Workers) AttentionBackward(shape *AttentionShape, dq []float32, lddq int, dk []float32, lddk int, dv []float32, lddv int,
	dOut []float32, lddo int, logSumExp []float32,
	q []float32, ldq int, k []float32, ldk int, v []float32, ldv int) {
	shape.check()
	last, width := len(shape.QueryOffsets)-1, shape.Heads*shape.HeadWidth
	queries, keys := int(shape.QueryOffsets[last]), int(shape.KeyOffsets[last])
	checkRows("dq", dq, queries, width, lddq)
	checkRows("dk", dk, keys, width, lddk)
	checkRows("dv", dv, keys, width, lddv)
	checkRows("dOut", dOut, queries, width, lddo)
	checkLength("logSumExp", logSumExp, queries*shape.Heads)
	checkRows("q", q, queries, width, ldq)
	checkRows("k", k, keys, width, ldk)
	checkRows("v", v, keys, width, ldv)
	w.Each(shape.tasks(), func(_, i int) {
		space := borrow()
		defer space.release()
		task := shape.task(i)
		attentionBackward(space, &task, shape, dq, lddq, dk, lddk, dv, lddv, dOut, lddo, logSumExp, q, ldq, k, ldk, v, ldv)
	})
}

func attentionBackward(space *workspace, t *attentionHead, shape *AttentionShape, dq []float32, lddq int, dk []float32, lddk int, dv []float32, lddv int,
	dOut []float32, lddo int, logSumExp []float32,
	q []float32, ldq int, k []float32, ldk int, v []float32, ldv int) {
	d := shape.HeadWidth
	if d == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(float64(d)))
	if t.keys == 0 || t.queries == 0 {
		for i := t.query; i < t.query+t.queries; i++ {
			clear(dq[i*lddq+t.column:][:d])
		}
		for j := t.key; j < t.key+t.keys; j++ {
			clear(dk[j*lddk+t.column:][:d])
			clear(dv[j*lddv+t.column:][:d])
		}
		return
	}
	stride := t.keys
	block := t.block()
	p := space.floats(block * stride)
	ds := space.floats(block * stride)
	headV, headDV := v[t.key*ldv+t.column:], dv[t.key*lddv+t.column:]
	headK, headDK := k[t.key*ldk+t.column:], dk[t.key*lddk+t.column:]

	// The last block sees every key, so it comes first and overwrites dk and dv;
	// the blocks before it add.
	accumulate := false
	for from := (t.queries - 1) / block * block; from >= 0; from -= block {
		to := min(from+block, t.queries)
		keys := t.visible(to)
		rows := to - from
		blockQ, blockDO := q[(t.query+from)*ldq+t.column:], dOut[(t.query+from)*lddo+t.column:]
		attentionScores(space, t, d, p, stride, from, to, keys, q, ldq, k, ldk)
		Gemm(&space.gemm, false, true, rows, keys, d, 1, blockDO, lddo, headV, ldv, false, ds, stride)
		for i := range rows {
			position := t.query + from + i
			seen := t.visible(from + i + 1)
			pRow, dsRow := p[i*stride:][:keys], ds[i*stride:][:keys]
			attentionGradient(pRow[:seen], dsRow[:seen], logSumExp[position*shape.Heads+t.head], scale)
			clear(pRow[seen:])
			clear(dsRow[seen:])
		}
		Gemm(&space.gemm, true, false, keys, d, rows, 1, p, stride, blockDO, lddo, accumulate, headDV, lddv)
		blockDQ := dq[(t.query+from)*lddq+t.column:]
		if !t.shifted {
			Gemm(&space.gemm, false, false, rows, d, keys, 1, ds, stride, headK, ldk, false, blockDQ, lddq)
			Gemm(&space.gemm, true, false, keys, d, rows, 1, ds, stride, blockQ, ldq, accumulate, headDK, lddk)
		} else {
			// Column j of dS belongs to key j-1; the last key is scored by none.
			if keys > 1 {
				Gemm(&space.gemm, false, false, rows, d, keys-1, 1, ds[1:], stride, headK, ldk, false, blockDQ, lddq)
				Gemm(&space.gemm, true, false, keys-1, d, rows, 1, ds[1:], stride, blockQ, ldq, accumulate, headDK, lddk)
			} else {
				for i := range rows {
					clear(blockDQ[i*lddq:][:d])
				}
			}
			if !accumulate {
				clear(headDK[(t.keys-1)*lddk:][:d])
			}
		}
		accumulate = true
	}
}
