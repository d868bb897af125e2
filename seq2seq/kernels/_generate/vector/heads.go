package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// heads writes the attention of one query, as decoding needs it: no matrix product,
// since there is one row, and bound by reading keys and values once.
func heads(s isa) {
	headScores(s)
	headValues(s)
}

const headSignature = "func(rows int, vector, scores *float32, ld int, matrix *float32, stride, heads, groups int)"

// headLoop runs over the rows of a matrix, four at a time and then one by one, and
// within those over the heads. groups is a head's width in groups.
type headLoop struct {
	k      *kernel
	rows   [4]reg.GPVirtual // the rows at hand
	stride reg.GPVirtual    // bytes from one to the next
	vector reg.GPVirtual    // query or result
	column reg.GPVirtual    // bytes from the beginning of a row
	scores reg.GPVirtual    // of the head and rows at hand
	ld     reg.GPVirtual    // bytes from a head's scores to the next's
	first  reg.GPVirtual    // scores of the first head
	left   reg.GPVirtual    // rows
	heads  reg.GPVirtual    // left for these rows
	groups reg.GPVirtual    // left in this head
}

func (k *kernel) headLoop(body func(l *headLoop, rows int)) {
	l := &headLoop{k: k, vector: k.pointers["vector"], first: k.pointers["scores"]}
	l.rows[0] = k.pointers["matrix"]
	load := func(name string, floats bool) reg.GPVirtual {
		r := GP64()
		Load(Param(name), r)
		if floats {
			SHLQ(U8(2), r)
		}
		return r
	}
	l.ld, l.stride = load("ld", true), load("stride", true)
	l.left = load("rows", false)
	l.heads, l.groups, l.scores, l.column = GP64(), GP64(), GP64(), GP64()
	for i := 1; i < 4; i++ {
		l.rows[i] = GP64()
	}
	for _, rows := range []int{4, 1} {
		turn, head, done := k.label("turn"), k.label("head"), k.label("done")
		Label(turn)
		CMPQ(l.left, U32(rows))
		JLT(LabelRef(done))
		for i := 1; i < rows; i++ {
			LEAQ(Mem{Base: l.rows[i-1], Index: l.stride, Scale: 1}, l.rows[i])
		}
		MOVQ(l.first, l.scores)
		XORQ(l.column, l.column)
		Load(Param("heads"), l.heads)
		Label(head)
		Load(Param("groups"), l.groups)
		body(l, rows)
		ADDQ(l.ld, l.scores)
		DECQ(l.heads)
		JNE(LabelRef(head))
		// The next rows follow the last of these.
		LEAQ(Mem{Base: l.rows[rows-1], Index: l.stride, Scale: 1}, l.rows[0])
		ADDQ(U32(4*rows), l.first)
		SUBQ(U32(rows), l.left)
		JMP(LabelRef(turn))
		Label(done)
	}
}

// eachGroup runs body for each group of the head's columns; address gives one in a
// row or the vector.
func (l *headLoop) eachGroup(body func(address func(base reg.GPVirtual, i int) Mem)) {
	group := l.k.label("group")
	Label(group)
	body(func(base reg.GPVirtual, i int) Mem {
		return Mem{Base: base, Index: l.column, Scale: 1, Disp: 32 * i}
	})
	ADDQ(U32(groupBytes), l.column)
	DECQ(l.groups)
	JNE(LabelRef(group))
}

// headScores folds the sums of each row as `fold` does: lane i with i+8, i+4, i+2
// and i+1. Four rows share the steps.
func headScores(s isa) {
	k := s.begin("headScores", headSignature, "vector", "scores", "matrix")
	var order group
	if k.wide { // the first lane of each quarter
		m := GLOBL("quarters", RODATA|NOPTR)
		for i := range 4 {
			DATA(4*i, U32(4*i))
		}
		order = group{k.register()}
		VMOVUPS(m, xmm[order[0].PhysicalIndex()])
	}
	k.headLoop(func(l *headLoop, rows int) {
		sums := make([]group, rows)
		for i := range sums {
			sums[i] = k.zeros()
		}
		query := k.group()
		l.eachGroup(func(address func(base reg.GPVirtual, i int) Mem) {
			for i, q := range query {
				VMOVUPS(address(l.vector, i), q)
				for row, sum := range sums {
					VFMADD231PS(address(l.rows[row], i), q, sum[i])
				}
			}
		})
		k.release(query)
		if rows == 1 {
			x := k.fold(VADDPS, sums[0])
			VMOVSS(x, Mem{Base: l.scores})
			k.release(group{x})
			return
		}
		x, y := k.register(), k.register()
		if k.wide {
			pair := func(a, b reg.VecPhysical, low, high uint64) { // into a
				VSHUFF32X4(U8(low), b, a, x)
				VSHUFF32X4(U8(high), b, a, y)
				VADDPS(y, x, a)
			}
			a, b, c, d := sums[0][0], sums[1][0], sums[2][0], sums[3][0]
			pair(a, b, 0b01_00_01_00, 0b11_10_11_10) // i + i+8
			pair(c, d, 0b01_00_01_00, 0b11_10_11_10)
			pair(a, c, 0b10_00_10_00, 0b11_01_11_01) // i + i+4
			VPERMILPS(U8(0b01_00_11_10), a, x)
			VADDPS(x, a, a)
			VPERMILPS(U8(0b10_11_00_01), a, x)
			VADDPS(x, a, a)
			VPERMPS(a, order[0], a)
			VMOVUPS(xmm[a.PhysicalIndex()], Mem{Base: l.scores})
		} else {
			for _, sum := range sums { // i + i+8
				VADDPS(sum[1], sum[0], sum[0])
			}
			pair := func(a, b reg.VecPhysical) { // i + i+4
				VPERM2F128(U8(0x20), b, a, x)
				VPERM2F128(U8(0x31), b, a, y)
				VADDPS(y, x, a)
			}
			a, b, c, d := sums[0][0], sums[1][0], sums[2][0], sums[3][0]
			pair(a, b) // row 0 | row 1
			pair(c, d) // row 2 | row 3
			VSHUFPS(U8(0b01_00_01_00), c, a, x)
			VSHUFPS(U8(0b11_10_11_10), c, a, y)
			VADDPS(y, x, a) // i + i+2: rows 0 0 2 2 | 1 1 3 3
			VPERMILPS(U8(0b10_11_00_01), a, x)
			VADDPS(x, a, a)
			VEXTRACTF128(U8(1), a, xmm[x.PhysicalIndex()])
			ax := xmm[a.PhysicalIndex()]
			VBLENDPS(U8(0b1010), xmm[x.PhysicalIndex()], ax, ax) // 0 1 2 3
			VMOVUPS(ax, Mem{Base: l.scores})
		}
		k.release(group{y}, group{x})
		k.release(sums...)
	})
	k.end()
}

// headValues adds the rows in order to each element, so that the result does not
// depend on where the rows are split into calls.
func headValues(s isa) {
	k := s.begin("headValues", headSignature, "vector", "scores", "matrix")
	k.headLoop(func(l *headLoop, rows int) {
		weights := make([]group, rows)
		for i := range weights {
			weights[i] = k.broadcastFrom(Mem{Base: l.scores, Disp: 4 * i})
		}
		sum := k.group()
		l.eachGroup(func(address func(base reg.GPVirtual, i int) Mem) {
			for i, r := range sum {
				VMOVUPS(address(l.vector, i), r)
				for row, weight := range weights {
					VFMADD231PS(address(l.rows[row], i), weight[i], r)
				}
				VMOVUPS(r, address(l.vector, i))
			}
		})
		k.release(sum)
		k.release(weights...)
	})
	k.end()
}
