package seq2seq

import "math/bits"

// cache holds the self-attention keys and values of a generation.
//
// Hypotheses of a beam form a tree: they share their beginnings, split, and most
// branches end soon. The cache stores that tree, a slot for each token of each
// hypothesis, written once and never moved:
//
//	        ┌ 1 ─ 3 ─ 6      row 0: path 0 1 3 6
//	slot 0 ─┤     └── 7      row 1: path 0 1 3 7
//	        └ 2 ─ 4          its row has left: 2 and 4 are free again
//
// Reordering a beam copies paths, 4 bytes a token; copying keys and values would
// be 12 KB a token in a model of width 256 and 6 layers. A slot is freed when no row
// and no later slot continues it.
type cache struct {
	layers, width int

	// slabs hold slabSlots slots each, [layers, 2 (keys, values), slabSlots, width]:
	// neighboring slots of a layer are neighbors in memory.
	slabs  [][]float32
	parent []int32  // of each slot
	users  []int32  // of each slot: rows that end here and slots that follow
	used   []uint64 // a word a slab, a bit a slot
	count  int      // slots in use
}

const (
	slabSlots = 64
	noSlot    = -1

	// A chain takes slots in runs of this many if it can, so that attention reads
	// neighbors.
	runSlots = 16
	runMask  = 1<<runSlots - 1
)

func newCache(layers, width int) *cache { return &cache{layers: layers, width: width} }

// extend returns a new slot that follows parent, with one user.
func (c *cache) extend(parent int32) int32 {
	slot := c.choose(parent)
	c.used[slot/slabSlots] |= 1 << (slot % slabSlots)
	c.count++
	c.parent[slot], c.users[slot] = parent, 1
	if parent != noSlot {
		c.users[parent]++
	}
	return slot
}

// choose picks a free slot: the one behind parent in its run, else the start of a
// free run, else any. It adds a slab only when more than half of the slots are in
// use, so that scattered free ones are used before memory is.
func (c *cache) choose(parent int32) int32 {
	if next := parent + 1; next%runSlots != 0 && c.used[next/slabSlots]>>(next%slabSlots)&1 == 0 {
		return next
	}
	for slab, used := range c.used {
		for first := 0; first < slabSlots; first += runSlots {
			if used>>first&runMask == 0 {
				return int32(slab*slabSlots + first)
			}
		}
	}
	if c.count <= len(c.used)*slabSlots/2 {
		for slab, used := range c.used {
			if used != ^uint64(0) {
				return int32(slab*slabSlots + bits.TrailingZeros64(^used))
			}
		}
	}
	first := len(c.used) * slabSlots
	c.slabs = append(c.slabs, make([]float32, c.layers*2*slabSlots*c.width))
	c.used = append(c.used, 0)
	c.parent = append(c.parent, make([]int32, slabSlots)...)
	c.users = append(c.users, make([]int32, slabSlots)...)
	return int32(first)
}

// release takes a user from a slot and frees what nobody continues any more.
func (c *cache) release(slot int32) {
	for slot != noSlot {
		if c.users[slot]--; c.users[slot] > 0 {
			return
		}
		c.used[slot/slabSlots] &^= 1 << (slot % slabSlots)
		c.count--
		slot = c.parent[slot]
	}
}

// keys and values return the vectors of a run of slots of a layer, the first slot
// given: [run, width].
func (c *cache) keys(layer int, slot int32, run int) []float32 { return c.vectors(2*layer, slot, run) }
func (c *cache) values(layer int, slot int32, run int) []float32 {
	return c.vectors(2*layer+1, slot, run)
}

func (c *cache) vectors(plane int, slot int32, run int) []float32 {
	at := (plane*slabSlots + int(slot%slabSlots)) * c.width
	return c.slabs[slot/slabSlots][at : at+run*c.width]
}

// runLength is the number of slots at the beginning of a path that are neighbors
// in one slab.
func runLength(path []int32) int {
	n := 1
	for n < len(path) && path[n] == path[0]+int32(n) && path[n]%slabSlots != 0 {
		n++
	}
	return n
}
