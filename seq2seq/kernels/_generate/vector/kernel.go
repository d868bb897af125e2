package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is one of the two instruction sets.
type isa struct {
	name string
	wide bool // 512-bit registers
}

var (
	avx2   = isa{"AVX2", false}
	avx512 = isa{"AVX512", true}
)

// groupLanes is the number of float32 in a group. Every kernel is written in
// groups of 16 lanes: one register of AVX-512, two of AVX2. So a reduction adds
// the same elements in the same order with either, and results agree bit for bit.
const (
	groupLanes = 16
	groupBytes = 4 * groupLanes
)

// group is 16 lanes.
type group []reg.VecPhysical

// kernel writes one function.
type kernel struct {
	isa
	free      []int // numbers of free vector registers
	constants map[uint32]group
	pointers  map[string]reg.GPVirtual
	index     reg.GPVirtual // bytes from the pointers
	left      reg.GPVirtual // elements
	mask      group         // AVX2's tail mask; AVX-512 has K1
	labels    int
}

// begin opens a function. Its parameters are those of signature; `n` is the number
// of elements, and parameters named in pointers are advanced together.
func (s isa) begin(name, signature string, pointers ...string) *kernel {
	name += s.name
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " is the " + s.name + " form of the Go function of that name.")
	k := &kernel{isa: s, constants: map[uint32]group{}, pointers: map[string]reg.GPVirtual{}}
	count := 16
	if s.wide {
		count = 32
	}
	for i := count - 1; i >= 0; i-- {
		k.free = append(k.free, i)
	}
	for _, p := range pointers {
		r := GP64()
		Load(Param(p), r)
		k.pointers[p] = r
	}
	k.index, k.left = GP64(), GP64()
	return k
}

// end closes the function. The upper halves of the registers are left clean, so
// that SSE code of the caller runs at full speed.
func (k *kernel) end() {
	VZEROUPPER()
	RET()
}

func (k *kernel) label(name string) string {
	k.labels++
	return fmt.Sprintf("%s%d", name, k.labels)
}

// registers is the number of registers in a group.
func (s isa) registers() int {
	if s.wide {
		return 1
	}
	return 2
}

func (k *kernel) register() reg.VecPhysical {
	if len(k.free) == 0 {
		panic("no vector register left for " + k.name)
	}
	i := k.free[len(k.free)-1]
	k.free = k.free[:len(k.free)-1]
	if k.wide {
		return zmm[i]
	}
	return ymm[i]
}

// group takes a group of registers; release gives groups back.
func (k *kernel) group() group {
	g := make(group, k.registers())
	for i := range g {
		g[i] = k.register()
	}
	return g
}

func (k *kernel) release(groups ...group) {
	for _, g := range groups {
		for i := len(g) - 1; i >= 0; i-- {
			if i == 1 && g[0] == g[1] { // one register for both halves
				continue
			}
			k.free = append(k.free, int(g[i].PhysicalIndex()))
		}
	}
}

// broadcast loads a float32 parameter into all lanes.
func (k *kernel) broadcast(parameter string) group {
	c, err := Param(parameter).Resolve()
	if err != nil {
		panic(err)
	}
	return k.broadcastFrom(c.Addr)
}

func (k *kernel) broadcastFrom(m Op) group {
	r := k.register()
	VBROADCASTSS(m, r)
	return k.both(r)
}

// both makes a group of one register.
func (k *kernel) both(r reg.VecPhysical) group {
	if k.wide {
		return group{r}
	}
	return group{r, r}
}

// float and integer are constants in all lanes, as an operand that may stand first
// in an instruction: a register with AVX-512, whose 32 leave room, memory with
// AVX2. They must first be named before the loop; `keep` does that.
func (k *kernel) float(v float64) []Op { return k.integer(math.Float32bits(float32(v))) }

func (k *kernel) integer(bits uint32) []Op {
	if k.wide {
		g, ok := k.constants[bits]
		if !ok {
			panic(fmt.Sprintf("%s: constant %#x was not kept", k.name, bits))
		}
		return []Op{g[0]}
	}
	m := constantData(bits)
	return []Op{m, m}
}

// keep makes constants known before the loop.
func (k *kernel) keep(values ...float64) {
	for _, v := range values {
		k.keepInteger(math.Float32bits(float32(v)))
	}
}

func (k *kernel) keepInteger(values ...uint32) {
	for _, bits := range values {
		if _, ok := k.constants[bits]; k.wide && !ok {
			k.constants[bits] = k.broadcastFrom(constantData(bits))
		}
	}
}

// inRegister is a constant that must be a register for its instruction.
func (k *kernel) inRegister(v float64) group {
	return k.broadcastFrom(constantData(math.Float32bits(float32(v))))
}

var constantTable = map[uint32]Mem{}

// constantData is a constant eight times in memory.
func constantData(bits uint32) Mem {
	m, ok := constantTable[bits]
	if !ok {
		m = GLOBL(fmt.Sprintf("constant%08x", bits), RODATA|NOPTR)
		for i := range 8 {
			DATA(4*i, U32(bits))
		}
		constantTable[bits] = m
	}
	return m
}

// step is the body of a loop at one group of elements.
type step struct {
	k      *kernel
	unit   int // which of the unrolled groups, 0 in the remainder
	masked bool
}

func (s step) address(pointer string, i int) Mem {
	return Mem{Base: s.k.pointers[pointer], Index: s.k.index, Scale: 1, Disp: s.unit*groupBytes + 32*i}
}

// load reads the group at a pointer; lanes behind the end are 0.
func (s step) load(pointer string) group {
	g := s.k.group()
	for i, r := range g {
		switch {
		case !s.masked:
			VMOVUPS(s.address(pointer, i), r)
		case s.k.wide:
			VMOVUPS_Z(s.address(pointer, i), reg.K1, r)
		default:
			VMASKMOVPS(s.address(pointer, i), s.k.mask[i], r)
		}
	}
	return g
}

// store writes the lanes that exist.
func (s step) store(g group, pointer string) {
	for i, r := range g {
		switch {
		case !s.masked:
			VMOVUPS(r, s.address(pointer, i))
		case s.k.wide:
			VMOVUPS(r, reg.K1, s.address(pointer, i))
		default:
			VMASKMOVPS(r, s.k.mask[i], s.address(pointer, i))
		}
	}
}

// zeroTail clears the lanes of g behind the end.
func (s step) zeroTail(g group) {
	if !s.masked {
		return
	}
	for i, r := range g {
		if s.k.wide {
			VMOVAPS_Z(r, reg.K1, r)
		} else {
			VANDPS(s.k.mask[i], r, r)
		}
	}
}

// fillTail sets the lanes of g behind the end to those of fill.
func (s step) fillTail(g, fill group) {
	if !s.masked {
		return
	}
	for i, r := range g {
		if s.k.wide {
			VBLENDMPS(r, fill[i], reg.K1, r)
		} else {
			VBLENDVPS(s.k.mask[i], r, fill[i], r)
		}
	}
}

// loop runs body over all n elements: unroll groups a turn, then single groups,
// then one with a mask. It may be called several times in a function; registers
// that body takes must be free again behind it.
func (k *kernel) loop(unroll int, body func(s step)) {
	Load(Param("n"), k.left)
	XORQ(k.index, k.index)
	turn, single, tail, done := k.label("turn"), k.label("single"), k.label("tail"), k.label("done")
	emit := func(s step) {
		before := len(k.free)
		body(s)
		if len(k.free) != before {
			panic(fmt.Sprintf("%s: a loop body kept %d registers", k.name, before-len(k.free)))
		}
	}
	if unroll > 1 {
		CMPQ(k.left, U32(unroll*groupLanes))
		JLT(LabelRef(single))
		Label(turn)
		for unit := range unroll {
			emit(step{k, unit, false})
		}
		ADDQ(U32(unroll*groupBytes), k.index)
		SUBQ(U32(unroll*groupLanes), k.left)
		CMPQ(k.left, U32(unroll*groupLanes))
		JGE(LabelRef(turn))
	}
	Label(single)
	CMPQ(k.left, U32(groupLanes))
	JLT(LabelRef(tail))
	emit(step{k, 0, false})
	ADDQ(U32(groupBytes), k.index)
	SUBQ(U32(groupLanes), k.left)
	JMP(LabelRef(single))
	Label(tail)
	TESTQ(k.left, k.left)
	JE(LabelRef(done))
	k.loadMask()
	emit(step{k, 0, true})
	if !k.wide {
		k.release(k.mask)
		k.mask = nil
	}
	Label(done)
}

// loadMask makes the mask of the first `left` lanes, 1 to 15.
func (k *kernel) loadMask() {
	if k.wide {
		bits := GP64()
		MOVQ(I64(-1), bits)
		BZHIQ(k.left, bits, bits)
		KMOVW(bits.As32(), reg.K1)
		return
	}
	// 16 ones and 16 zeros: what begins 16-left elements into the table has
	// `left` ones.
	if maskTable == nil {
		m := GLOBL("tailMasks", RODATA|NOPTR)
		maskTable = &m
		for i := range 2 * groupLanes {
			bits := uint32(math.MaxUint32)
			if i >= groupLanes {
				bits = 0
			}
			DATA(4*i, U32(bits))
		}
	}
	table, offset := GP64(), GP64()
	LEAQ(maskTable.Offset(groupBytes), table)
	MOVQ(k.left, offset)
	NEGQ(offset)
	k.mask = k.group()
	for i, r := range k.mask {
		VMOVUPS(Mem{Base: table, Index: offset, Scale: 4, Disp: 32 * i}, r)
	}
}

var maskTable *Mem

// zeros takes a group of zeros.
func (k *kernel) zeros() group {
	g := k.group()
	for _, r := range g {
		if k.wide {
			VPXORD(r, r, r)
		} else {
			VXORPS(r, r, r)
		}
	}
	return g
}

// fold combines accumulators pairwise into the first, then its 16 lanes into one:
// lane i with i+8, then i+4, i+2, i+1. The result is the first lane of the returned
// register, which stays taken; the other accumulators are released.
func (k *kernel) fold(combine func(ops ...Op), accumulators ...group) reg.VecPhysical {
	for distance := 1; distance < len(accumulators); distance *= 2 {
		for i := 0; i+distance < len(accumulators); i += 2 * distance {
			apply(combine, accumulators[i+distance], accumulators[i], accumulators[i])
		}
	}
	spare := k.register()
	result := accumulators[0][0].PhysicalIndex()
	x, y, other := xmm[result], ymm[result], xmm[spare.PhysicalIndex()]
	if k.wide {
		half := ymm[spare.PhysicalIndex()]
		VEXTRACTF64X4(U8(1), zmm[result], half)
		combine(half, y, y)
	} else {
		combine(accumulators[0][1], y, y)
	}
	VEXTRACTF128(U8(1), y, other)
	combine(other, x, x)
	VPERMILPS(U8(0b01_00_11_10), x, other)
	combine(other, x, x)
	VPERMILPS(U8(0b10_11_00_01), x, other)
	combine(other, x, x)
	k.release(group{spare}, accumulators[0][1:])
	k.release(accumulators[1:]...)
	return x
}

// spread copies the first lane of x to all lanes of its register.
func (k *kernel) spread(x reg.VecPhysical) group {
	r := ymm[x.PhysicalIndex()]
	if k.wide {
		r = zmm[x.PhysicalIndex()]
	}
	VBROADCASTSS(x, r)
	return k.both(r)
}

// apply writes an instruction for each register of the groups among its operands;
// an operand that is no group (an immediate) stands in each.
func apply(instruction func(ops ...Op), operands ...any) {
	destination := operands[len(operands)-1].(group)
	for i := range destination {
		ops := make([]Op, len(operands))
		for j, operand := range operands {
			switch o := operand.(type) {
			case group:
				ops[j] = o[i]
			case []Op:
				ops[j] = o[i]
			case Op:
				ops[j] = o
			}
		}
		instruction(ops...)
	}
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
