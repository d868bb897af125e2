package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A tile is rows × (panels·vectors) vector registers of sums, kept there for the
// whole length k:
//
//	           b: panel 0        panel 1 (panelB further on)
//	          [ v0  v1 ]        [ v0  v1 ]      one row of B a step
//	a row 0 →   s   s             s   s
//	a row 1 →   s   s             s   s
//	   ...
//
// Each step broadcasts one element of A a row. One panel is the form for
// large products; with one to three rows there are too few sums to hide the latency
// of an FMA (and, reading weights from memory, too few streams), so those have forms
// over several panels.
type tile struct {
	isa
	rows, panels, vectors int
}

func (t tile) name() string {
	if t.panels == 1 {
		return fmt.Sprintf("tile%dx%d%s", t.rows, t.vectors*t.lanes, t.isa.name)
	}
	return fmt.Sprintf("tile%dx%dx%d%s", t.rows, t.panels, t.vectors*t.lanes, t.isa.name)
}

func tiles() {
	for _, s := range []isa{avx512, avx2} {
		for rows := 1; rows <= s.rows; rows++ {
			tile{s, rows, 1, 2}.write()
			tile{s, rows, 1, 1}.write()
		}
		tile{s, 1, 4, 2}.write()
		tile{s, 2, 2, 2}.write()
		tile{s, 3, 2, 2}.write()
	}
}

// unroll is the number of steps of k in one turn of the main loop.
const unroll = 4

func (t tile) write() {
	TEXT(t.name(), NOSPLIT, "func(k int, a *float32, rowA, stepA int, b *float32, stepB, panelB int, start *float32, rowStart int, c *float32, rowC int, alpha float32, columns int, ahead *float32, aheadStep int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes %d rows of tileFunc with %s instructions.", t.name(), t.rows, t.isa.name))

	t.prefetchC()

	wide := t.panels * t.vectors
	sums := make([]reg.VecPhysical, t.rows*wide)
	for i := range sums {
		sums[i] = t.vector(i)
		t.zero(sums[i])
	}

	// Row i of A is at base + i·rowA. x86 addresses reach 1, 2, 4 and 8 times a
	// register, so rowA, 3·rowA and 5·rowA give rows 0 to 6, and a second base
	// the rows from 7 on.
	a := []reg.GPVirtual{pointer("a")}
	var row, row3, row5 reg.GPVirtual
	if t.rows > 1 {
		row = loadBytes("rowA")
	}
	if t.rows > 3 {
		row3 = GP64()
		LEAQ(Mem{Base: row, Index: row, Scale: 2}, row3)
	}
	if t.rows > 5 {
		row5 = GP64()
		LEAQ(Mem{Base: row, Index: row, Scale: 4}, row5)
	}
	if t.rows > 7 {
		second := GP64()
		LEAQ(Mem{Base: a[0], Index: row3, Scale: 2}, second)
		ADDQ(row, second)
		a = append(a, second)
	}
	element := func(i int) Mem {
		m := Mem{Base: a[i/7]}
		switch i % 7 {
		case 1, 2, 4:
			m.Index, m.Scale = row, uint8(i%7)
		case 3:
			m.Index, m.Scale = row3, 1
		case 5:
			m.Index, m.Scale = row5, 1
		case 6:
			m.Index, m.Scale = row3, 2
		}
		return m
	}
	stepA := loadBytes("stepA")

	b := pointer("b")
	stepB := loadBytes("stepB")
	var panel, panel3 reg.GPVirtual
	if t.panels > 1 {
		panel = loadBytes("panelB")
	}
	if t.panels > 3 {
		panel3 = GP64()
		LEAQ(Mem{Base: panel, Index: panel, Scale: 2}, panel3)
	}
	vectorB := func(v int) Mem {
		m := Mem{Base: b, Disp: v % t.vectors * t.bytes()}
		switch v / t.vectors {
		case 1, 2:
			m.Index, m.Scale = panel, uint8(v/t.vectors)
		case 3:
			m.Index, m.Scale = panel3, 1
		}
		return m
	}

	step := func() {
		switch {
		case t.panels == 1:
			loaded := make([]reg.VecPhysical, wide)
			for v := range loaded {
				loaded[v] = t.vector(len(sums) + v)
				VMOVUPS(vectorB(v), loaded[v])
			}
			spare := t.regs - len(sums) - wide
			for i := range t.rows {
				x := t.vector(len(sums) + wide + i%min(spare, 4))
				VBROADCASTSS(element(i), x)
				for v, y := range loaded {
					VFMADD231PS(y, x, sums[i*wide+v])
				}
			}
		case t.rows == 1:
			x := t.vector(len(sums))
			VBROADCASTSS(element(0), x)
			for v := range wide {
				VFMADD231PS(vectorB(v), x, sums[v])
			}
		default:
			for i := range t.rows {
				VBROADCASTSS(element(i), t.vector(len(sums)+i))
			}
			y := t.vector(len(sums) + t.rows)
			for v := range wide {
				VMOVUPS(vectorB(v), y)
				for i := range t.rows {
					VFMADD231PS(y, t.vector(len(sums)+i), sums[i*wide+v])
				}
			}
		}
		for _, base := range a {
			ADDQ(stepA, base)
		}
		ADDQ(stepB, b)
	}

	var ahead, aheadStep reg.GPVirtual
	if t.panels == 1 {
		ahead, aheadStep = pointer("ahead"), loadBytes("aheadStep")
	}
	k := GP64()
	Load(Param("k"), k)
	SUBQ(U8(unroll), k)
	JL(LabelRef("rest"))
	Label("loop")
	for range unroll {
		step()
	}
	if t.panels == 1 {
		PREFETCHT1(Mem{Base: ahead})
		PREFETCHT1(Mem{Base: ahead, Index: aheadStep, Scale: 1})
		PREFETCHT1(Mem{Base: ahead, Index: aheadStep, Scale: 2})
		ADDQ(U8(64), ahead)
	}
	SUBQ(U8(unroll), k)
	JGE(LabelRef("loop"))
	Label("rest")
	ADDQ(U8(unroll), k)
	JZ(LabelRef("store"))
	Label("single")
	step()
	DECQ(k)
	JNZ(LabelRef("single"))
	Label("store")
	t.store(sums)
	t.end()
}

// prefetchC asks for the lines of C, which the end of the tile writes.
func (t tile) prefetchC() {
	c := pointer("c")
	row := loadBytes("rowC")
	for i := range t.rows {
		for offset := 0; offset < t.panels*t.vectors*t.bytes(); offset += 64 {
			PREFETCHT0(Mem{Base: c, Disp: offset})
		}
		// A tile is rarely aligned to lines: the last line may be one further on.
		PREFETCHT0(Mem{Base: c, Disp: t.panels*t.vectors*t.bytes() - 4})
		if i < t.rows-1 {
			ADDQ(row, c)
		}
	}
}

// store sets c = start + alpha·sums.
func (t tile) store(sums []reg.VecPhysical) {
	wide := t.panels * t.vectors
	alpha := t.vector(len(sums))
	x := t.vector(len(sums) + 1)
	VBROADCASTSS(address("alpha"), alpha)
	start, c := pointer("start"), pointer("c")
	rowStart, rowC := loadBytes("rowStart"), loadBytes("rowC")
	columns := GP64()
	Load(Param("columns"), columns)

	each := func(load, save func(v int, memory Mem, s reg.VecPhysical)) {
		for i := range t.rows {
			for v := range wide {
				s := sums[i*wide+v]
				load(v, Mem{Base: start, Disp: v * t.bytes()}, x)
				VFMADD213PS(x, alpha, s)
				save(v, Mem{Base: c, Disp: v * t.bytes()}, s)
			}
			if i < t.rows-1 {
				ADDQ(rowStart, start)
				ADDQ(rowC, c)
			}
		}
	}
	CMPQ(columns, U32(uint32(wide*t.lanes)))
	if t.panels == 1 {
		JL(LabelRef("part"))
	}
	each(
		func(_ int, m Mem, s reg.VecPhysical) { VMOVUPS(m, s) },
		func(_ int, m Mem, s reg.VecPhysical) { VMOVUPS(s, m) },
	)
	if t.panels > 1 {
		return
	}
	t.end()

	Label("part")
	if t.lanes == 16 {
		masks := masksAVX512(columns)
		each(
			func(v int, m Mem, s reg.VecPhysical) { VMOVUPS_Z(m, masks[v], s) },
			func(v int, m Mem, s reg.VecPhysical) { VMOVUPS(s, masks[v], m) },
		)
		return
	}
	masks := masksAVX2(columns, t.vector(len(sums)+2), t.vector(len(sums)+3))
	each(
		func(v int, m Mem, s reg.VecPhysical) { VMASKMOVPS(m, masks[v], s) },
		func(v int, m Mem, s reg.VecPhysical) { VMASKMOVPS(s, masks[v], m) },
	)
}
