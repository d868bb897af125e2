package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// int8s writes the products of 8-bit integers. A panel is 64 columns of Wᵀ: for each
// four steps of k, 64 columns of four bytes, 256 bytes in all. Both instruction sets
// multiply four bytes of x by four bytes of each column and add the four
// products to a 32-bit sum, exactly:
//
//   - VPDPBUSD does it in one instruction, but takes x without a sign: x holds
//     x+128, and the sums are corrected at the end by 128·Σw, which `offsets` holds;
//   - AVX2 multiplies |x| by w with the sign of x (VPMADDUBSW, pairs in 16 bits), which
//     can't overflow because no byte is -128: 2·127·127 < 2¹⁵.
//
// The sums become float32 as ((sum - offset) · (scale of x · scale of w)) + bias,
// with a rounding after each operation, as the plain loop does.
func int8s() {
	vnni{1, 2}.write()
	for rows := 1; rows <= 4; rows++ {
		vnni{rows, 1}.write()
	}
	int8AVX2()
	avx512.quantize()
	avx2.quantize()
}

const int8Signature = "func(quads int, x *int8, rowX int, weight *int8, offsets *int32, scales, scalesX, bias, y *float32, rowY int)"

type vnni struct{ rows, panels int }

func (t vnni) write() {
	name := fmt.Sprintf("int8x%dx%dVNNI", t.rows, 64*t.panels)
	TEXT(name, NOSPLIT, int8Signature)
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes %d rows and %d columns of int8Func from x+128.", name, t.rows, 64*t.panels))
	vectors := 4 * t.panels
	quads, weight := GP64(), pointer("weight")
	Load(Param("quads"), quads)
	x := []reg.GPVirtual{pointer("x")}
	rowX := GP64()
	Load(Param("rowX"), rowX)
	for r := 1; r < t.rows; r++ {
		next := GP64()
		LEAQ(Mem{Base: x[r-1], Index: rowX, Scale: 1}, next)
		x = append(x, next)
	}
	panel := GP64() // bytes of a panel
	MOVQ(quads, panel)
	SHLQ(U8(8), panel)

	sum := func(r, v int) reg.VecPhysical { return zmm[r*vectors+v] }
	used := t.rows * vectors
	for i := range used {
		avx512.zero(zmm[i])
	}
	Label("loop")
	for r := range t.rows {
		VPBROADCASTD(Mem{Base: x[r]}, zmm[used+r])
		ADDQ(U8(4), x[r])
	}
	w := zmm[used+t.rows]
	for v := range vectors {
		m := Mem{Base: weight, Disp: 64 * (v % 4)}
		if v >= 4 {
			m.Index, m.Scale = panel, 1
		}
		if t.rows == 1 {
			VPDPBUSD(m, zmm[used], sum(0, v))
			continue
		}
		VMOVDQU32(m, w)
		for r := range t.rows {
			VPDPBUSD(w, zmm[used+r], sum(r, v))
		}
	}
	ADDQ(I32(256), weight)
	DECQ(quads)
	JNZ(LabelRef("loop"))

	offsets, scales, bias := pointer("offsets"), pointer("scales"), pointer("bias")
	scalesX, y, rowY := pointer("scalesX"), pointer("y"), loadBytes("rowY")
	sx, s := zmm[used], zmm[used+1]
	for r := range t.rows {
		VBROADCASTSS(Mem{Base: scalesX, Disp: 4 * r}, sx)
		for v := range vectors {
			VPSUBD(Mem{Base: offsets, Disp: 64 * v}, sum(r, v), sum(r, v))
			VCVTDQ2PS(sum(r, v), sum(r, v))
			VMULPS(Mem{Base: scales, Disp: 64 * v}, sx, s)
			VMULPS(s, sum(r, v), sum(r, v))
			VADDPS(Mem{Base: bias, Disp: 64 * v}, sum(r, v), sum(r, v))
			VMOVUPS(sum(r, v), Mem{Base: y, Disp: 64 * v})
		}
		if r < t.rows-1 {
			ADDQ(rowY, y)
		}
	}
	avx512.end()
}

// int8AVX2 computes one row and one panel.
func int8AVX2() {
	TEXT("int8x1x64AVX2", NOSPLIT, int8Signature)
	Pragma("noescape")
	Doc("int8x1x64AVX2 computes one row and 64 columns of int8Func from x; it does not read offsets.")
	quads, weight, x := GP64(), pointer("weight"), pointer("x")
	Load(Param("quads"), quads)
	const vectors = 8
	for v := range vectors {
		avx2.zero(ymm[v])
	}
	xv, magnitude, ones, w := ymm[8], ymm[9], ymm[10], ymm[11]
	VPCMPEQW(ones, ones, ones)
	VPSRLW(U8(15), ones, ones)
	Label("loop")
	VPBROADCASTD(Mem{Base: x}, xv)
	VPABSB(xv, magnitude)
	for v := range vectors {
		w := ymm[11+v%4]
		VMOVDQU(Mem{Base: weight, Disp: 32 * v}, w)
		VPSIGNB(xv, w, w)
		VPMADDUBSW(w, magnitude, w)
		VPMADDWD(ones, w, w)
		VPADDD(w, ymm[v], ymm[v])
	}
	ADDQ(U8(4), x)
	ADDQ(I32(256), weight)
	DECQ(quads)
	JNZ(LabelRef("loop"))

	scales, bias, scalesX, y := pointer("scales"), pointer("bias"), pointer("scalesX"), pointer("y")
	VBROADCASTSS(Mem{Base: scalesX}, xv)
	for v := range vectors {
		VCVTDQ2PS(ymm[v], ymm[v])
		VMULPS(Mem{Base: scales, Disp: 32 * v}, xv, w)
		VMULPS(w, ymm[v], ymm[v])
		VADDPS(Mem{Base: bias, Disp: 32 * v}, ymm[v], ymm[v])
		VMOVUPS(ymm[v], Mem{Base: y, Disp: 32 * v})
	}
	avx2.end()
}

// quantize writes the two loops over a row of x. They take whole vectors only; Go
// does the rest of the row.
func (s isa) quantize() {
	TEXT("magnitude"+s.name, NOSPLIT, "func(x *float32, n int) uint32")
	Pragma("noescape")
	Doc(fmt.Sprintf("magnitude%s returns the largest of the bits of |x[i]|: a NaN's are larger than those of any number. n is a positive multiple of 16.", s.name))
	x, n := pointer("x"), loadBytes("n")
	sign, most, v := s.vector(0), s.vector(1), s.vector(2)
	if s.lanes == 16 {
		VPTERNLOGD(U8(0xff), sign, sign, sign)
		VPSRLD(U8(1), sign, sign)
	} else {
		VPCMPEQD(sign, sign, sign)
		VPSRLD(U8(1), sign, sign)
	}
	s.zero(most)
	Label("loop")
	for offset := 0; offset < 64; offset += s.bytes() {
		if s.lanes == 16 {
			VPANDD(Mem{Base: x, Disp: offset}, sign, v)
		} else {
			VPAND(Mem{Base: x, Disp: offset}, sign, v)
		}
		VPMAXUD(v, most, most)
	}
	ADDQ(U8(64), x)
	SUBQ(U8(64), n)
	JNZ(LabelRef("loop"))
	if s.lanes == 16 {
		VEXTRACTI64X4(U8(1), most, reg.Y2)
		VPMAXUD(reg.Y2, reg.Y1, reg.Y1)
	}
	VEXTRACTI128(U8(1), reg.Y1, reg.X2)
	VPMAXUD(reg.X2, reg.X1, reg.X1)
	VPSHUFD(U8(0x4e), reg.X1, reg.X2)
	VPMAXUD(reg.X2, reg.X1, reg.X1)
	VPSHUFD(U8(0xb1), reg.X1, reg.X2)
	VPMAXUD(reg.X2, reg.X1, reg.X1)
	result := GP32()
	VMOVD(reg.X1, result)
	Store(result, ReturnIndex(0))
	s.end()

	TEXT("round"+s.name, NOSPLIT, "func(dst *int8, x *float32, n int, inverse float32, flip uint32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("round%s sets dst[i] to x[i]*inverse rounded, ties to even, with the bits of flip's bytes inverted. n is a positive multiple of 16.", s.name))
	dst, from, count := pointer("dst"), pointer("x"), GP64()
	Load(Param("n"), count)
	inverse := s.vector(0)
	VBROADCASTSS(address("inverse"), inverse)
	flip := GP32()
	Load(Param("flip"), flip)
	VMOVD(flip, reg.X1)
	VPBROADCASTD(reg.X1, reg.X1)
	Label("round")
	if s.lanes == 16 {
		VMULPS(Mem{Base: from}, inverse, reg.Z2)
		VCVTPS2DQ(reg.Z2, reg.Z2)
		VPMOVDB(reg.Z2, reg.X2)
	} else {
		VMULPS(Mem{Base: from}, inverse, reg.Y2)
		VMULPS(Mem{Base: from, Disp: 32}, inverse, reg.Y3)
		VCVTPS2DQ(reg.Y2, reg.Y2)
		VCVTPS2DQ(reg.Y3, reg.Y3)
		VPACKSSDW(reg.Y3, reg.Y2, reg.Y2) // 0-3 8-11 | 4-7 12-15
		VPERMQ(U8(0xd8), reg.Y2, reg.Y2)  // in order
		VEXTRACTI128(U8(1), reg.Y2, reg.X3)
		VPACKSSWB(reg.X3, reg.X2, reg.X2)
	}
	VPXOR(reg.X1, reg.X2, reg.X2)
	VMOVDQU(reg.X2, Mem{Base: dst})
	ADDQ(U8(64), from)
	ADDQ(U8(16), dst)
	SUBQ(U8(16), count)
	JNZ(LabelRef("round"))
	s.end()
}
