package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// arithmetic writes the plain vector operations; vector_generic.go defines them.
func arithmetic(s isa) {
	add(s)
	addRows(s)
	affine(s)
	axpy(s)
	lerp(s)
	rotate(s)
	dot(s)
	sumSquares(s)
	finiteSum(s)
	maximum(s)
	find(s)
}

const streams = 4 // groups a turn of loops that only move data

func add(s isa) {
	k := s.begin("add", "func(n int, dst, a, b *float32)", "dst", "a", "b")
	k.loop(streams, func(s step) {
		a, b := s.load("a"), s.load("b")
		apply(VADDPS, b, a, a)
		s.store(a, "dst")
		k.release(b, a)
	})
	k.end()
}

// addRows adds four rows at once, so that the sum is read and written once for
// four.
func addRows(s isa) {
	k := s.begin("addRows", "func(n int, dst, x *float32, stride int)", "dst", "x")
	stride := GP64()
	Load(Param("stride"), stride)
	SHLQ(U8(2), stride)
	k.pointers["x0"] = k.pointers["x"]
	for i, name := range []string{"x1", "x2", "x3"} {
		p := GP64()
		LEAQ(Mem{Base: k.pointers[[]string{"x0", "x1", "x2"}[i]], Index: stride, Scale: 1}, p)
		k.pointers[name] = p
	}
	k.loop(2, func(s step) {
		sum := s.load("dst")
		for _, name := range []string{"x0", "x1", "x2", "x3"} {
			x := s.load(name)
			apply(VADDPS, x, sum, sum)
			k.release(x)
		}
		s.store(sum, "dst")
		k.release(sum)
	})
	k.end()
}

func affine(s isa) {
	k := s.begin("affine", "func(n int, dst, x *float32, scale, shift float32)", "dst", "x")
	scale, shift := k.broadcast("scale"), k.broadcast("shift")
	k.loop(streams, func(s step) {
		x := s.load("x")
		apply(VFMADD213PS, shift, scale, x)
		s.store(x, "dst")
		k.release(x)
	})
	k.end()
}

func axpy(s isa) {
	k := s.begin("axpy", "func(n int, dst *float32, s float32, x *float32)", "dst", "x")
	factor := k.broadcast("s")
	k.loop(streams, func(s step) {
		dst, x := s.load("dst"), s.load("x")
		apply(VFMADD231PS, x, factor, dst)
		s.store(dst, "dst")
		k.release(x, dst)
	})
	k.end()
}

func lerp(s isa) {
	k := s.begin("lerp", "func(n int, dst *float32, rate float32, x *float32)", "dst", "x")
	rate := k.broadcast("rate")
	k.loop(streams, func(s step) {
		dst, x := s.load("dst"), s.load("x")
		apply(VSUBPS, dst, x, x)
		apply(VFMADD231PS, x, rate, dst)
		s.store(dst, "dst")
		k.release(x, dst)
	})
	k.end()
}

// rotate turns the points (a, b) in place.
func rotate(s isa) {
	k := s.begin("rotate", "func(n int, a, b, cosines, sines *float32)", "a", "b", "cosines", "sines")
	k.loop(1, func(s step) { // half a head is a group or two
		a, b := s.load("a"), s.load("b")
		cosine, sine := s.load("cosines"), s.load("sines")
		x, y := k.group(), k.group()
		apply(VMULPS, sine, b, x)
		apply(VMULPS, sine, a, y)
		apply(VFMSUB231PS, cosine, a, x) // a·cos - b·sin
		apply(VFMADD231PS, cosine, b, y) // b·cos + a·sin
		s.store(x, "a")
		s.store(y, "b")
		k.release(y, x, sine, cosine, b, a)
	})
	k.end()
}

func dot(s isa) {
	k := s.begin("dot", "func(n int, a, b *float32) float32", "a", "b")
	var sums []group
	for range streams {
		sums = append(sums, k.zeros())
	}
	k.loop(streams, func(s step) {
		a, b := s.load("a"), s.load("b")
		apply(VFMADD231PS, a, b, sums[s.unit])
		k.release(b, a)
	})
	Store(k.fold(VADDPS, sums...), ReturnIndex(0))
	k.end()
}

// sumSquares keeps 32 sums of float64.
func sumSquares(s isa) {
	k := s.begin("sumSquares", "func(n int, x *float32) float64", "x")
	sums := make([]group, 4) // 8 lanes each
	for i := range sums {
		sums[i] = k.zeros()
	}
	k.loop(2, func(s step) {
		x := s.load("x")
		low, high := k.group(), k.group()
		// The wide set converts 8 floats into a register, AVX2 4.
		if k.wide {
			number := x[0].PhysicalIndex()
			VCVTPS2PD(ymm[number], low[0])
			VEXTRACTF64X4(U8(1), x[0], ymm[number])
			VCVTPS2PD(ymm[number], high[0])
		} else {
			for i, half := range []group{low, high} {
				number := x[i].PhysicalIndex()
				VCVTPS2PD(xmm[number], half[0])
				VEXTRACTF128(U8(1), x[i], xmm[number])
				VCVTPS2PD(xmm[number], half[1])
			}
		}
		apply(VFMADD231PD, low, low, sums[2*s.unit])
		apply(VFMADD231PD, high, high, sums[2*s.unit+1])
		k.release(high, low, x)
	})
	apply(VADDPD, sums[2], sums[0], sums[0])
	apply(VADDPD, sums[3], sums[1], sums[1])
	apply(VADDPD, sums[1], sums[0], sums[0])
	k.release(sums[1:]...)
	spare := k.register()
	number, other := sums[0][0].PhysicalIndex(), spare.PhysicalIndex()
	if k.wide {
		VEXTRACTF64X4(U8(1), zmm[number], ymm[other])
		VADDPD(ymm[other], ymm[number], ymm[number])
	} else {
		VADDPD(sums[0][1], sums[0][0], sums[0][0])
	}
	VEXTRACTF128(U8(1), ymm[number], xmm[other])
	VADDPD(xmm[other], xmm[number], xmm[number])
	VPERMILPD(U8(1), xmm[number], xmm[other])
	VADDPD(xmm[other], xmm[number], xmm[number])
	Store(xmm[number], ReturnIndex(0))
	k.end()
}

// finiteSum is Σ 0·x: 0 where all elements are finite, NaN otherwise.
func finiteSum(s isa) {
	k := s.begin("finiteSum", "func(n int, x *float32) float32", "x")
	zero := k.zeros()
	var sums []group
	for range streams {
		sums = append(sums, k.zeros())
	}
	k.loop(streams, func(s step) {
		x := s.load("x")
		apply(VFMADD231PS, zero, x, sums[s.unit])
		k.release(x)
	})
	Store(k.fold(VADDPS, sums...), ReturnIndex(0))
	k.end()
}

func maximum(s isa) {
	k := s.begin("maximum", "func(n int, x *float32) float32", "x")
	lowest := k.inRegister(math.Inf(-1))
	var largest []group
	for range streams {
		g := k.group()
		apply(VMOVAPS, lowest, g)
		largest = append(largest, g)
	}
	k.loop(streams, func(s step) {
		x := s.load("x")
		s.fillTail(x, lowest)
		apply(VMAXPS, x, largest[s.unit], largest[s.unit])
		k.release(x)
	})
	Store(k.fold(VMAXPS, largest...), ReturnIndex(0))
	k.end()
}

// find returns the index of the first element equal to value, n if there is none.
// It is called with the largest element of a row, which is there.
func find(s isa) {
	k := s.begin("find", "func(n int, x *float32, value float32) int", "x")
	value := k.broadcast("value")
	found, result := GP64(), GP64()
	hit := k.label("hit")
	k.loop(1, func(s step) {
		x := s.load("x")
		if k.wide {
			if s.masked {
				VCMPPS(U8(0), value[0], x[0], reg.K1, reg.K2)
			} else {
				VCMPPS(U8(0), value[0], x[0], reg.K2)
			}
			KMOVW(reg.K2, found.As32())
		} else {
			high := GP64()
			apply(func(ops ...Op) { VCMPPS(append([]Op{U8(0)}, ops...)...) }, x, value, x)
			s.zeroTail(x)
			VMOVMSKPS(x[0], found.As32())
			VMOVMSKPS(x[1], high.As32())
			SHLL(U8(8), high.As32())
			ORL(high.As32(), found.As32())
		}
		TESTL(found.As32(), found.As32())
		JNE(LabelRef(hit))
		k.release(x)
	})
	Load(Param("n"), result)
	Store(result, ReturnIndex(0))
	k.end()
	Label(hit)
	// found has a bit for each equal lane of the group at index.
	BSFL(found.As32(), found.As32())
	SHRQ(U8(2), k.index)
	ADDQ(k.index, found)
	Store(found, ReturnIndex(0))
	k.end()
}
