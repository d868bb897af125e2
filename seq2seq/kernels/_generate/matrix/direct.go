package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// directs writes products that read both operands along k. A sum has 16 partial
// sums: partial sum l adds the steps p ≡ l mod 16, in order. In AVX2 that is two
// registers. All forms add the partial sums in one tree, so their bits agree:
//
//	8 sums:  l + (l+8)
//	4 sums:  (0+1) + (2+3) and (4+5) + (6+7)
//	1 sum:   the first + the second
func directs() {
	for _, s := range []isa{avx512, avx2} {
		s.dots(1)
	}
	avx512.dots(2)
}

// dots computes `rows` rows of x times groups of 8 (AVX2: 4) rows of the weight.
func (s isa) dots(rows int) {
	group := 8
	if s.lanes == 8 {
		group = 4
	}
	parts := 16 / s.lanes // registers a sum
	name := fmt.Sprintf("dots%dx%d%s", rows, group, s.name)
	TEXT(name, NOSPLIT, "func(x *float32, rowX, k int, weight *float32, groups int, y *float32, rowY int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets y[r*rowY+j] = Σ x[r*rowX+p]·weight[j*k+p], p < k, for r < %d and j < %d·groups. groups and k are at least 1.", name, rows, group))

	x, y := []reg.GPVirtual{pointer("x")}, []reg.GPVirtual{pointer("y")}
	if rows == 2 {
		second := loadBytes("rowX")
		ADDQ(x[0], second)
		x = append(x, second)
		second = loadBytes("rowY")
		ADDQ(y[0], second)
		y = append(y, second)
	}
	k := loadBytes("k")
	k3 := GP64()
	LEAQ(Mem{Base: k, Index: k, Scale: 2}, k3)
	var k5, k7 reg.GPVirtual
	if group == 8 {
		k5, k7 = GP64(), GP64()
		LEAQ(Mem{Base: k, Index: k, Scale: 4}, k5)
		LEAQ(Mem{Base: k3, Index: k, Scale: 4}, k7)
	}
	weight := pointer("weight")
	groups := GP64()
	Load(Param("groups"), groups)
	done := GP64() // bytes of whole vectors along k
	MOVQ(k, done)
	ANDQ(I32(-64), done)
	tail := GP64() // elements left
	MOVQ(k, tail)
	SUBQ(done, tail)
	SHRQ(U8(2), tail)

	sum := func(r, j, part int) reg.VecPhysical { return s.vector((r*group+j)*parts + part) }
	used := rows * group * parts
	xv := func(r, part int) reg.VecPhysical { return s.vector(used + r*parts + part) }
	w := s.vector(used + rows*parts)

	var masks []reg.VecPhysical
	if s.lanes == 16 {
		masksAVX512(tail)
	} else {
		count := GP64()
		MOVQ(tail, count)
		masks = masksAVX2(count, s.vector(14), s.vector(15))
	}

	Label("group")
	for i := range used {
		s.zero(s.vector(i))
	}
	at, from := GP64(), GP64() // places in x and in the group's first row
	row := func(j, part int) Mem {
		m := Mem{Base: from, Disp: part * s.bytes()}
		switch j {
		case 1, 2, 4:
			m.Index, m.Scale = k, uint8(j)
		case 3:
			m.Index, m.Scale = k3, 1
		case 5:
			m.Index, m.Scale = k5, 1
		case 6:
			m.Index, m.Scale = k3, 2
		case 7:
			m.Index, m.Scale = k7, 1
		}
		return m
	}
	MOVQ(weight, from)
	XORQ(at, at)
	CMPQ(at, done)
	JE(LabelRef("tail"))
	Label("loop")
	for r := range rows {
		for part := range parts {
			VMOVUPS(Mem{Base: x[r], Index: at, Scale: 1, Disp: part * s.bytes()}, xv(r, part))
		}
	}
	for j := range group {
		for part := range parts {
			if rows == 1 {
				VFMADD231PS(row(j, part), xv(0, part), sum(0, j, part))
				continue
			}
			VMOVUPS(row(j, part), w)
			for r := range rows {
				VFMADD231PS(w, xv(r, part), sum(r, j, part))
			}
		}
	}
	ADDQ(U8(64), at)
	ADDQ(U8(64), from)
	CMPQ(at, done)
	JNE(LabelRef("loop"))
	Label("tail")
	TESTQ(tail, tail)
	JZ(LabelRef("sum"))
	masked := func(m Mem, part int, v reg.VecPhysical) {
		if s.lanes == 16 {
			VMOVUPS_Z(m, reg.K1, v)
		} else {
			VMASKMOVPS(m, masks[part], v)
		}
	}
	for r := range rows {
		for part := range parts {
			masked(Mem{Base: x[r], Index: at, Scale: 1, Disp: part * s.bytes()}, part, xv(r, part))
		}
	}
	for j := range group {
		for part := range parts {
			masked(row(j, part), part, w)
			for r := range rows {
				VFMADD231PS(w, xv(r, part), sum(r, j, part))
			}
		}
	}

	Label("sum")
	for r := range rows {
		for j := range group {
			if s.lanes == 16 {
				high := reg.Y17
				VEXTRACTF64X4(U8(1), sum(r, j, 0), high)
				VADDPS(high, ymm[r*group+j], ymm[r*group+j])
			} else {
				VADDPS(sum(r, j, 1), sum(r, j, 0), ymm[r*group+j])
			}
		}
		for j := 0; j < group; j += 4 {
			first := r*group + j
			VHADDPS(ymm[first+1], ymm[first], ymm[first])
			VHADDPS(ymm[first+3], ymm[first+2], ymm[first+2])
			VHADDPS(ymm[first+2], ymm[first], ymm[first])
			VEXTRACTF128(U8(1), ymm[first], xmm[first+1])
			VADDPS(xmm[first+1], xmm[first], xmm[first])
			VMOVUPS(xmm[first], Mem{Base: y[r], Disp: 4 * j})
		}
		ADDQ(U8(4*group), y[r])
	}
	if group == 8 {
		LEAQ(Mem{Base: weight, Index: k, Scale: 8}, weight)
	} else {
		LEAQ(Mem{Base: weight, Index: k, Scale: 4}, weight)
	}
	DECQ(groups)
	JNZ(LabelRef("group"))
	s.end()
}
