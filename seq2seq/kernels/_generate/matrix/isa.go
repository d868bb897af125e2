package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is what differs between the two instruction sets.
type isa struct {
	name  string // suffix of function names
	lanes int    // float32 in a vector register
	regs  int    // vector registers
	rows  int    // rows of the largest tile
}

// The largest tile is the one that fills the register file: rows × 2 sums, two
// vectors of B and one or two broadcast elements of A. It must have at least 8 sums (two
// FMA units, latency 4) and few loads per FMA: 14×32 has 16 loads to 28 FMAs,
// 6×16 has 8 to 12.
var (
	avx512 = isa{"AVX512", 16, 32, 14}
	avx2   = isa{"AVX2", 8, 16, 6}
)

func (s isa) vector(i int) reg.VecPhysical {
	if i >= s.regs {
		panic(fmt.Sprintf("%s has no vector register %d", s.name, i))
	}
	if s.lanes == 16 {
		return zmm[i]
	}
	return ymm[i]
}

func (s isa) bytes() int { return 4 * s.lanes }

func (s isa) zero(r reg.VecPhysical) {
	if s.lanes == 16 {
		VPXORD(r, r, r)
	} else {
		VXORPS(r, r, r)
	}
}

// end leaves the upper halves of the registers clean, so that SSE code of the
// caller runs at full speed.
func (s isa) end() {
	VZEROUPPER()
	RET()
}

var zmm = []reg.VecPhysical{
	reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
	reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
	reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
	reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
}

var ymm = []reg.VecPhysical{
	reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
	reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
}

var xmm = []reg.VecPhysical{
	reg.X0, reg.X1, reg.X2, reg.X3, reg.X4, reg.X5, reg.X6, reg.X7,
	reg.X8, reg.X9, reg.X10, reg.X11, reg.X12, reg.X13, reg.X14, reg.X15,
}

// loadBytes loads a parameter that counts float32 and turns it into bytes.
func loadBytes(name string) reg.GPVirtual {
	r := GP64()
	Load(Param(name), r)
	SHLQ(U8(2), r)
	return r
}

// pointer loads a pointer parameter.
func pointer(name string) reg.GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

// address is the place of a parameter in the frame.
func address(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// masksAVX512 sets K1 to the first 16 of `columns` bits and K2 to the next 16.
func masksAVX512(columns reg.Register) []reg.Register {
	bits := GP64()
	MOVQ(I64(-1), bits)
	BZHIQ(columns, bits, bits)
	KMOVW(bits.As32(), reg.K1)
	SHRQ(U8(16), bits)
	KMOVW(bits.As32(), reg.K2)
	return []reg.Register{reg.K1, reg.K2}
}

// masksAVX2 does the same in the sign bits of two vectors. It overwrites columns.
func masksAVX2(columns reg.Register, first, second reg.VecPhysical) []reg.VecPhysical {
	// 16 ones and 16 zeros: what begins 16-columns elements into the table has
	// `columns` ones.
	if maskTable == nil {
		m := GLOBL("columnMasks", RODATA|NOPTR)
		maskTable = &m
		for i := range 16 {
			DATA(4*i, I32(-1))
		}
		for i := range 16 {
			DATA(64+4*i, I32(0))
		}
	}
	table := GP64()
	LEAQ(maskTable.Offset(64), table)
	SHLQ(U8(2), columns)
	SUBQ(columns, table)
	VMOVUPS(Mem{Base: table}, first)
	VMOVUPS(Mem{Base: table, Disp: 32}, second)
	return []reg.VecPhysical{first, second}
}

var maskTable *Mem
