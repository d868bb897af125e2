package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// exponentials writes exp and the kernels that contain it.
func exponentials(s isa) {
	expScaled(s)
	attentionGradient(s)
	geluForward(s)
	geluBackward(s)
}

// The steps of exp, as in exp32 of vector_generic.go. The argument is held between
// expFloor and expCeiling, where 2ⁿ comes out as 0 and +Inf.
const (
	expFloor   = -88
	expCeiling = 88.5
	log2E      = 1.4426950408889634
	ln2High    = 0.693359375
	ln2Low     = -2.12194440e-4

	// Adding 1.5·2²³ rounds to an integer and leaves it in the low bits of the
	// sum; the 127 more are the bias of the exponent.
	expMagic = 1.5*(1<<23) + 127

	expC3 = 0.16666534
	expC4 = 0.04166724
	expC5 = 0.008367509
	expC6 = 0.0013863758
)

// exponential replaces x by exp(x).
type exponential struct {
	k           *kernel
	floor, ceil group
}

func (k *kernel) exponential() exponential {
	k.keep(log2E, ln2High, ln2Low, expMagic, expC3, expC4, expC5, expC6, 0.5, 1)
	return exponential{k, k.inRegister(expFloor), k.inRegister(expCeiling)}
}

func (e exponential) apply(x group) {
	k := e.k
	// VMAXPS and VMINPS return the operand that is written first here when one is
	// NaN: NaN stays.
	apply(VMAXPS, x, e.floor, x)
	apply(VMINPS, x, e.ceil, x)
	t, p := k.group(), k.group()
	apply(VMOVUPS, k.float(log2E), t)
	apply(VFMADD213PS, k.float(expMagic), x, t) // t = x·log2 e + magic
	apply(VSUBPS, k.float(expMagic), t, p)      // n
	apply(VFNMADD231PS, k.float(ln2High), p, x) // r = x - n·ln 2
	apply(VFNMADD231PS, k.float(ln2Low), p, x)
	apply(VPSLLD, U8(23), t, t) // 2ⁿ
	apply(VMOVUPS, k.float(expC6), p)
	for _, c := range []float64{expC5, expC4, expC3, 0.5, 1, 1} {
		apply(VFMADD213PS, k.float(c), x, p)
	}
	apply(VMULPS, t, p, x)
	k.release(p, t)
}

func expScaled(s isa) {
	k := s.begin("expScaled", "func(n int, dst, x *float32, scale, shift float32) float32", "dst", "x")
	scale, shift := k.broadcast("scale"), k.broadcast("shift")
	exp := k.exponential()
	sum := k.zeros()
	k.loop(k.expUnroll(), func(s step) {
		x := s.load("x")
		apply(VFMADD213PS, shift, scale, x)
		exp.apply(x)
		s.store(x, "dst")
		s.zeroTail(x)
		apply(VADDPS, x, sum, sum)
		k.release(x)
	})
	Store(k.fold(VADDPS, sum), ReturnIndex(0))
	k.end()
}

// expUnroll is the number of groups a turn of loops with an exponential. The
// processor overlaps the turns by itself; two save a little of the counting.
func (k *kernel) expUnroll() int { return 2 }

// attentionGradient makes the probabilities of a row of scores, their sum weighted
// by dp, and with that the scores' gradient.
func attentionGradient(s isa) {
	k := s.begin("attentionGradient", "func(n int, p, dp *float32, logSum, scale float32)", "p", "dp")
	logSum, scale := k.broadcast("logSum"), k.broadcast("scale")
	exp := k.exponential()
	sum := k.zeros()
	k.loop(k.expUnroll(), func(s step) {
		p := s.load("p")
		apply(VSUBPS, logSum, p, p)
		exp.apply(p)
		s.store(p, "p")
		dp := s.load("dp") // 0 behind the end: nothing is added there
		apply(VFMADD231PS, dp, p, sum)
		k.release(dp, p)
	})
	delta := k.spread(k.fold(VADDPS, sum))
	k.loop(2, func(s step) {
		p, dp := s.load("p"), s.load("dp")
		apply(VSUBPS, delta, dp, dp)
		apply(VMULPS, scale, p, p)
		apply(VMULPS, p, dp, dp)
		s.store(dp, "dp")
		k.release(dp, p)
	})
	k.end()
}

const (
	geluTwiceRoot   = 1.5957691216057308 // 2√(2/π)
	geluCubic       = 0.044715
	geluSquareLimit = 144
)

func geluForward(s isa) {
	k := s.begin("geluForward", "func(n int, y, x *float32)", "y", "x")
	exp := k.exponential()
	k.keep(-geluTwiceRoot, -geluTwiceRoot*geluCubic)
	k.loop(k.expUnroll(), func(s step) {
		x, e := s.load("x"), k.group()
		apply(VMULPS, x, x, e)
		t := k.group()
		apply(VMOVUPS, k.float(-geluTwiceRoot*geluCubic), t)
		apply(VFMADD213PS, k.float(-geluTwiceRoot), e, t)
		apply(VMULPS, t, x, e) // -2u
		k.release(t)
		exp.apply(e)
		apply(VADDPS, k.float(1), e, e)
		apply(VDIVPS, e, x, x)
		s.store(x, "y")
		k.release(e, x)
	})
	k.end()
}

func geluBackward(s isa) {
	k := s.begin("geluBackward", "func(n int, dx, dy, x *float32)", "dx", "dy", "x")
	exp := k.exponential()
	k.keep(-geluTwiceRoot, -geluTwiceRoot*geluCubic, geluTwiceRoot, 3*geluTwiceRoot*geluCubic, geluSquareLimit)
	k.loop(k.expUnroll(), func(s step) {
		x, square, e := s.load("x"), k.group(), k.group()
		apply(VMULPS, x, x, square)
		apply(VMINPS, k.float(geluSquareLimit), square, square)
		apply(VMOVUPS, k.float(-geluTwiceRoot*geluCubic), e)
		apply(VFMADD213PS, k.float(-geluTwiceRoot), square, e)
		apply(VMULPS, x, e, e)
		exp.apply(e)
		apply(VADDPS, k.float(1), e, e)
		sigmoid := k.group()
		apply(VMOVUPS, k.float(1), sigmoid)
		apply(VDIVPS, e, sigmoid, sigmoid)
		k.release(e)
		slope := k.group()
		apply(VMOVUPS, k.float(3*geluTwiceRoot*geluCubic), slope)
		apply(VFMADD213PS, k.float(geluTwiceRoot), square, slope)
		apply(VMOVAPS, sigmoid, square)
		apply(VFNMADD231PS, sigmoid, sigmoid, square) // σ(1-σ)
		apply(VMULPS, square, x, x)
		apply(VFMADD213PS, sigmoid, slope, x) // x·σ(1-σ)·slope + σ
		k.release(slope, sigmoid, square)
		dy := s.load("dy")
		apply(VMULPS, dy, x, x)
		s.store(x, "dx")
		k.release(dy, x)
	})
	k.end()
}
