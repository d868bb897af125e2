package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

func layerNorms(s isa) {
	layerNormRow(s)
	layerNormBackwardRow(s)
}

// quotient divides the first lane of x by n, spreads it over a register and
// releases x.
func (k *kernel) quotient(x reg.VecPhysical) group {
	count, divisor := GP64(), k.register()
	d := xmm[divisor.PhysicalIndex()]
	Load(Param("n"), count)
	VCVTSI2SSQ(count, d, d)
	VDIVSS(d, x, x)
	k.release(group{divisor})
	return k.spread(x)
}

func layerNormRow(s isa) {
	k := s.begin("layerNormRow", "func(n int, y, x, gain, bias *float32, epsilon float32) (mean, rstd float32)", "y", "x", "gain", "bias")
	sums := []group{k.zeros(), k.zeros()}
	k.loop(2, func(s step) {
		x := s.load("x")
		apply(VADDPS, x, sums[s.unit], sums[s.unit])
		k.release(x)
	})
	mean := k.quotient(k.fold(VADDPS, sums...))
	Store(xmm[mean[0].PhysicalIndex()], Return("mean"))

	sums = []group{k.zeros(), k.zeros()}
	k.loop(2, func(s step) {
		x := s.load("x")
		apply(VSUBPS, mean, x, x)
		s.zeroTail(x)
		apply(VFMADD231PS, x, x, sums[s.unit])
		k.release(x)
	})
	rstd := k.quotient(k.fold(VADDPS, sums...))
	r, one := xmm[rstd[0].PhysicalIndex()], k.register()
	epsilon, _ := Param("epsilon").Resolve()
	VADDSS(epsilon.Addr, r, r)
	VSQRTSS(r, r, r)
	VMOVSS(constantData(0x3f800000), xmm[one.PhysicalIndex()])
	VDIVSS(r, xmm[one.PhysicalIndex()], r)
	k.release(group{one})
	Store(r, Return("rstd"))
	VBROADCASTSS(r, rstd[0])

	k.loop(2, func(s step) {
		x, gain, bias := s.load("x"), s.load("gain"), s.load("bias")
		apply(VSUBPS, mean, x, x)
		apply(VMULPS, rstd, x, x)
		apply(VFMADD213PS, bias, gain, x)
		s.store(x, "y")
		k.release(bias, gain, x)
	})
	k.end()
}

func layerNormBackwardRow(s isa) {
	k := s.begin("layerNormBackwardRow", "func(n int, dx, dGain, dBias, dy, x, gain *float32, mean, rstd float32)",
		"dx", "dGain", "dBias", "dy", "x", "gain")
	mean, rstd := k.broadcast("mean"), k.broadcast("rstd")
	sum, product := k.zeros(), k.zeros()
	k.loop(1, func(s step) {
		x, dy := s.load("x"), s.load("dy")
		apply(VSUBPS, mean, x, x)
		apply(VMULPS, rstd, x, x)
		dBias := s.load("dBias")
		apply(VADDPS, dy, dBias, dBias)
		s.store(dBias, "dBias")
		k.release(dBias)
		dGain := s.load("dGain")
		apply(VFMADD231PS, dy, x, dGain)
		s.store(dGain, "dGain")
		k.release(dGain)
		gain := s.load("gain") // 0 behind the end: nothing is added there
		apply(VMULPS, gain, dy, dy)
		apply(VADDPS, dy, sum, sum)
		apply(VFMADD231PS, dy, x, product)
		k.release(gain, dy, x)
	})
	a := k.quotient(k.fold(VADDPS, sum))
	b := k.quotient(k.fold(VADDPS, product))
	k.loop(2, func(s step) {
		x, dy, gain := s.load("x"), s.load("dy"), s.load("gain")
		apply(VSUBPS, mean, x, x)
		apply(VMULPS, rstd, x, x)
		apply(VFMSUB213PS, a, gain, dy) // dy·gain - a
		apply(VFNMADD231PS, b, x, dy)
		apply(VMULPS, rstd, dy, dy)
		s.store(dy, "dx")
		k.release(gain, dy, x)
	})
	k.end()
}
