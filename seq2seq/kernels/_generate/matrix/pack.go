package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func packs() {
	for _, s := range []isa{avx512, avx2} {
		s.transpose()
		s.copyRows(1)
		s.copyRows(2)
		s.copyPanels(1)
		s.copyPanels(2)
	}
}

// transpose lays out `lanes` rows of a matrix so that one step of k is one vector.
//
// The rows come by pointers, so that at the edge of a matrix the last row can
// stand in for the missing ones. Four steps of k at a time: 128-bit loads put
// the same four steps of rows j, j+4, j+8, j+12 in one register,
//
//	v_j = [ row j | row j+4 | row j+8 | row j+12 ]     j = 0..3
//
// which costs no shuffle, and a 4×4 transpose inside the 128-bit lanes of v_0..v_3
// gives four finished vectors. Shuffling whole rows instead takes twice the shuffles
// (64 for 16×16 against 32), and those have one port.
func (s isa) transpose() {
	name := "transpose" + s.name
	TEXT(name, NOSPLIT, "func(dst *float32, dstStep int, rows **float32, k int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[p*dstStep+i] = rows[i][p] for i < %d and p < k. k is at least 4.", name, s.lanes))
	dst, step, rows := pointer("dst"), loadBytes("dstStep"), pointer("rows")
	k, p := GP64(), GP64()
	Load(Param("k"), k)
	XORQ(p, p)
	groups := s.lanes / 4

	// quads transposes steps p to p+4·quads.
	quads := func(quads int) {
		at := func(q, j int) int { return q*4 + j }
		row := GP64()
		for j := range 4 {
			for g := range groups {
				MOVQ(Mem{Base: rows, Disp: 8 * (4*g + j)}, row)
				for q := range quads {
					v := s.vector(at(q, j))
					m := Mem{Base: row, Index: p, Scale: 4, Disp: 16 * q}
					switch {
					case g == 0:
						VMOVUPS(m, v.AsX())
					case s.lanes == 16:
						VINSERTF32X4(U8(g), m, v, v)
					default:
						VINSERTF128(U8(g), m, v, v)
					}
				}
			}
		}
		for q := range quads {
			v := func(j int) reg.VecPhysical { return s.vector(at(q, j)) }
			t := func(j int) reg.VecPhysical { return s.vector(4*quads + j) }
			VUNPCKLPS(v(1), v(0), t(0)) // 00 10 01 11
			VUNPCKHPS(v(1), v(0), t(1)) // 02 12 03 13
			VUNPCKLPS(v(3), v(2), t(2)) // 20 30 21 31
			VUNPCKHPS(v(3), v(2), t(3)) // 22 32 23 33
			VUNPCKLPD(t(2), t(0), v(0))
			VUNPCKHPD(t(2), t(0), v(1))
			VUNPCKLPD(t(3), t(1), v(2))
			VUNPCKHPD(t(3), t(1), v(3))
			for j := range 4 {
				VMOVUPS(v(j), Mem{Base: dst})
				ADDQ(step, dst)
			}
		}
		ADDQ(U8(4*quads), p)
	}

	many := 2
	if s.lanes == 16 {
		many = 4
	}
	last := GP64() // first step that a full turn no longer fits in
	LEAQ(Mem{Base: k, Disp: -4 * many}, last)
	Label("loop")
	CMPQ(p, last)
	JG(LabelRef("rest"))
	quads(many)
	JMP(LabelRef("loop"))
	Label("rest")
	LEAQ(Mem{Base: k, Disp: -4}, last)
	Label("four")
	CMPQ(p, last)
	JG(LabelRef("odd"))
	quads(1)
	JMP(LabelRef("four"))
	Label("odd")
	CMPQ(p, k)
	JE(LabelRef("end"))
	// One to three steps are left: do the last four once more.
	SUBQ(last, p)
	IMULQ(step, p)
	SUBQ(p, dst)
	MOVQ(last, p)
	quads(1)
	Label("end")
	s.end()
}

// copyRows gathers panels of a matrix whose steps of k are its rows.
func (s isa) copyRows(vectors int) {
	name := fmt.Sprintf("copyRows%d%s", vectors*s.lanes, s.name)
	TEXT(name, NOSPLIT, "func(dst *float32, dstStep int, src *float32, srcStep, columns, k int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[p*dstStep+j] = src[p*srcStep+j] for j < columns, and 0 for columns <= j < %d, for p < k. k is at least 1.", name, vectors*s.lanes))
	dst, dstStep := pointer("dst"), loadBytes("dstStep")
	src, srcStep := pointer("src"), loadBytes("srcStep")
	columns, k := GP64(), GP64()
	Load(Param("columns"), columns)
	Load(Param("k"), k)
	var read func(v int)
	at := func(base reg.Register, v int) Mem { return Mem{Base: base, Disp: v * s.bytes()} }
	loop := func(label string) {
		Label(label)
		for v := range vectors {
			read(v)
			VMOVUPS(s.vector(v), at(dst, v))
		}
		ADDQ(srcStep, src)
		ADDQ(dstStep, dst)
		DECQ(k)
		JNZ(LabelRef(label))
		s.end()
	}
	CMPQ(columns, U32(uint32(vectors*s.lanes)))
	JL(LabelRef("part"))
	read = func(v int) { VMOVUPS(at(src, v), s.vector(v)) }
	loop("full")
	Label("part")
	if s.lanes == 16 {
		masks := masksAVX512(columns)
		read = func(v int) { VMOVUPS_Z(at(src, v), masks[v], s.vector(v)) }
	} else {
		masks := masksAVX2(columns, s.vector(2), s.vector(3))
		read = func(v int) { VMASKMOVPS(at(src, v), masks[v], s.vector(v)) }
	}
	loop("partLoop")
}

// copyPanels gathers several panels in one pass over the rows of the matrix. Panel by
// panel, a row a page long makes every load a TLB miss and stops the hardware's
// prefetcher: packing then took a fifth of dW = dytᵀ·x.
func (s isa) copyPanels(vectors int) {
	name := fmt.Sprintf("copyPanels%d%s", vectors*s.lanes, s.name)
	TEXT(name, NOSPLIT, "func(dst *float32, dstStep, dstPanel int, src *float32, srcStep, srcPanel, panels, k int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[q*dstPanel+p*dstStep+j] = src[p*srcStep+q*srcPanel+j] for j < %d, q < panels and p < k. panels and k are at least 1.", name, vectors*s.lanes))
	dst, dstStep, dstPanel := pointer("dst"), loadBytes("dstStep"), loadBytes("dstPanel")
	src, srcStep, srcPanel := pointer("src"), loadBytes("srcStep"), loadBytes("srcPanel")
	panels, k := GP64(), GP64()
	Load(Param("panels"), panels)
	Load(Param("k"), k)
	Label("row")
	from, to, left := GP64(), GP64(), GP64()
	MOVQ(src, from)
	MOVQ(dst, to)
	MOVQ(panels, left)
	Label("panel")
	for v := range vectors {
		VMOVUPS(Mem{Base: from, Disp: v * s.bytes()}, s.vector(v))
		VMOVUPS(s.vector(v), Mem{Base: to, Disp: v * s.bytes()})
	}
	ADDQ(srcPanel, from)
	ADDQ(dstPanel, to)
	DECQ(left)
	JNZ(LabelRef("panel"))
	ADDQ(srcStep, src)
	ADDQ(dstStep, dst)
	DECQ(k)
	JNZ(LabelRef("row"))
	s.end()
}
