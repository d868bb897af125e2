package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func dropouts(s isa) {
	dropout(s, "dropout", "func(n int, y, x *float32, first, a, b, threshold uint32, scale float32)", false)
	dropout(s, "dropoutAdd", "func(n int, y, residual, x *float32, first, a, b, threshold uint32, scale float32)", true)
}

const (
	hashStep   = 0x9e3779b9
	hashFirst  = 0x7feb352d
	hashSecond = 0x846ca68b
	signBit    = 0x80000000
)

// dropout writes the loop with or without a residual. hash is dropoutKey.hash.
func dropout(s isa, name, signature string, residual bool) {
	pointers := []string{"y", "x"}
	if residual {
		pointers = append(pointers, "residual")
	}
	k := s.begin(name, signature, pointers...)
	a, b := k.broadcast("a"), k.broadcast("b")
	threshold, scale := k.broadcast("threshold"), k.broadcast("scale")
	k.keepInteger(hashFirst, hashSecond, hashStep, signBit, groupLanes*hashStep%(1<<32))
	if !k.wide { // AVX2 compares signed integers only
		VPXOR(k.integer(signBit)[0], threshold[0], threshold[0])
	}

	// counter is index·step + a, of the lanes of the group at hand.
	counter, lanes := k.group(), k.broadcast("first")
	apply(VMOVAPS, lanes, counter)
	k.release(lanes)
	indices := laneIndices()
	for i, r := range counter {
		VPADDD(indices.Offset(32*i), r, r)
	}
	apply(VPMULLD, k.integer(hashStep), counter, counter)
	apply(VPADDD, a, counter, counter)

	xor := func(ops ...Op) { VPXOR(ops[0], ops[1], ops[2]) }
	if k.wide {
		xor = VPXORD
	}
	k.loop(1, func(s step) {
		hash, shifted := k.group(), k.group()
		mix := func(by uint64) {
			apply(VPSRLD, U8(by), hash, shifted)
			apply(xor, shifted, hash, hash)
		}
		apply(VMOVAPS, counter, hash)
		mix(16)
		apply(VPMULLD, k.integer(hashFirst), hash, hash)
		mix(15)
		apply(xor, b, hash, hash)
		apply(VPMULLD, k.integer(hashSecond), hash, hash)
		mix(16)
		apply(VPADDD, k.integer(groupLanes*hashStep%(1<<32)), counter, counter)
		x := s.load("x")
		apply(VMULPS, scale, x, x)
		if k.wide {
			const notBelow = 5
			VPCMPUD(U8(notBelow), threshold[0], hash[0], reg.K2)
			VMOVAPS_Z(x[0], reg.K2, x[0])
		} else {
			apply(xor, k.integer(signBit), hash, hash)
			apply(func(ops ...Op) { VPCMPGTD(ops...) }, hash, threshold, shifted) // dropped
			apply(VANDNPS, x, shifted, x)
		}
		if residual {
			r := s.load("residual")
			apply(VADDPS, r, x, x)
			k.release(r)
		}
		s.store(x, "y")
		k.release(x, shifted, hash)
	})
	k.end()
}

var lanes *Mem

// laneIndices is 0, 1, ... 15.
func laneIndices() Mem {
	if lanes == nil {
		m := GLOBL("laneIndices", RODATA|NOPTR)
		lanes = &m
		for i := range groupLanes {
			DATA(4*i, U32(i))
		}
	}
	return *lanes
}
