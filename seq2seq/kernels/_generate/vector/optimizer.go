package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func optimizers(s isa) {
	optimizer(s, "adamW", "func(n int, weights, gradient, m, v *float32, rates *float32)", false)
	optimizer(s, "adaBelief", "func(n int, weights, gradient, m, v *float32, rates *float32)", true)
}

// optimizer writes one fused update. The rates lie in memory in the order of
// optimizerRates, each eight times: AVX2's 16 registers are too few for them.
func optimizer(s isa, name, signature string, belief bool) {
	k := s.begin(name, signature, "weights", "gradient", "m", "v")
	rates := GP64()
	Load(Param("rates"), rates)
	rate := func(i int) any {
		m := Mem{Base: rates, Disp: 32 * i}
		if k.wide {
			return k.broadcastFrom(m)
		}
		return []Op{m, m}
	}
	scale, first, second, size, root, decay := rate(0), rate(1), rate(2), rate(3), rate(4), rate(6)
	epsilon := k.broadcastFrom(Mem{Base: rates, Disp: 32 * 5})
	k.loop(1, func(s step) {
		g, m := s.load("gradient"), s.load("m")
		apply(VMULPS, scale, g, g)
		change := k.group()
		apply(VSUBPS, m, g, change)
		apply(VFMADD231PS, first, change, m) // m += (1-β1)·(g - m)
		s.store(m, "m")
		if belief {
			apply(VSUBPS, m, g, g)
		}
		apply(VMULPS, g, g, g)
		v := s.load("v")
		apply(VSUBPS, v, g, change)
		apply(VFMADD231PS, second, change, v)
		if belief {
			apply(VADDPS, epsilon, v, v)
		}
		s.store(v, "v")
		apply(VSQRTPS, v, v)
		apply(VFMADD132PS, root, epsilon, v)
		apply(VMULPS, size, m, m)
		apply(VDIVPS, v, m, m)
		k.release(v, change, g)
		w := s.load("weights")
		apply(VFMADD231PS, decay, w, m)
		apply(VSUBPS, m, w, w)
		s.store(w, "weights")
		k.release(w, m)
	})
	k.end()
}
