package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// peaks writes loops of nothing but independent FMAs, the bound of every product,
// and of nothing but loads.
func peaks() {
	for _, s := range []isa{avx512, avx2} {
		const sums = 12
		TEXT("fma"+s.name, NOSPLIT, "func(n int)")
		Doc(fmt.Sprintf("fma%s executes n times %d FMAs of %d lanes.", s.name, sums, s.lanes))
		n := GP64()
		Load(Param("n"), n)
		for i := range sums + 1 {
			s.zero(s.vector(i))
		}
		Label("loop")
		for i := range sums {
			VFMADD231PS(s.vector(sums), s.vector(sums), s.vector(i))
		}
		DECQ(n)
		JNZ(LabelRef("loop"))
		s.end()

		TEXT("read"+s.name, NOSPLIT, "func(src *float32, n int)")
		Pragma("noescape")
		Doc(fmt.Sprintf("read%s loads n float32, a positive multiple of 256, and forgets them.", s.name))
		src := pointer("src")
		count := loadBytes("n")
		Label("loop")
		for offset := 0; offset < 1024; offset += s.bytes() {
			VMOVUPS(Mem{Base: src, Disp: offset}, s.vector(offset/s.bytes()%8))
		}
		ADDQ(I32(1024), src)
		SUBQ(I32(1024), count)
		JNZ(LabelRef("loop"))
		s.end()
	}
}
