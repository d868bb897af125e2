package kernels

import "fmt"

// Dropout (Srivastava et al. 2014) with a counter-based generator: whether an
// element is kept is a hash of (Seed, Step, Layer, index), so the backward pass
// makes the mask again instead of storing it, and the mask does not depend on the
// number of threads. Kept elements are scaled by 1/(1-Rate).
type Dropout struct {
	Rate  float32 // share of elements set to 0, in [0, 1); 0 disables
	Seed  uint64
	Step  uint64 // training step
	Layer uint64 // distinguishes the places of one step
}

// mix64 is the output function of SplitMix64 (Steele, Lea & Flood 2014).
func mix64(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// dropoutKey is what a dropout's elements share.
type dropoutKey struct {
	a, b      uint32 // key of the hash, before and inside it
	threshold uint32 // an element is dropped when its hash is below
	scale     float32
}

func (d Dropout) key() dropoutKey {
	if !(d.Rate >= 0 && d.Rate < 1) {
		panic(fmt.Sprintf("kernels: dropout rate %v, expected 0 to less than 1", d.Rate))
	}
	k := mix64(mix64(mix64(d.Seed)+d.Step) + d.Layer)
	return dropoutKey{uint32(k), uint32(k >> 32), uint32(float64(d.Rate) * (1 << 32)), 1 / (1 - d.Rate)}
}

// DropoutForward sets y = dropout(x), elements numbered from 0. y may be x. The
// backward pass is the same function on the gradient.
func (w *Workers) DropoutForward(y, x []float32, d Dropout) {
	x = x[:len(y)]
	if d.Rate == 0 {
		if len(y) > 0 && &y[0] != &x[0] {
			copy(y, x)
		}
		return
	}
	key := d.key()
	w.For(len(y), elementGrain, func(_, low, high int) {
		if low < high {
			dropout(y[low:high], x[low:high], uint32(low), &key)
		}
	})
}

// DropoutBackward sets dx to the gradient dy of the kept elements, scaled as the
// forward pass's. dx may be dy.
func (w *Workers) DropoutBackward(dx, dy []float32, d Dropout) {
	w.DropoutForward(dx, dy, d)
}

// DropoutAdd sets y = residual + dropout(x), in one pass. y may be residual or x.
// The gradient of residual is dy itself, that of x DropoutBackward's.
func (w *Workers) DropoutAdd(y, residual, x []float32, d Dropout) {
	if d.Rate == 0 {
		w.Add(y, residual, x)
		return
	}
	residual, x = residual[:len(y)], x[:len(y)]
	key := d.key()
	w.For(len(y), elementGrain, func(_, low, high int) {
		if low < high {
			dropoutAdd(y[low:high], residual[low:high], x[low:high], uint32(low), &key)
		}
	})
}

// hash mixes an element's index with the key: two multiply-xorshift rounds with
// the constants of Ettinger's hash prospector (lowbias32), the second half of
// the key between them.
func (k *dropoutKey) hash(index uint32) uint32 {
	h := index*0x9e3779b9 + k.a
	h ^= h >> 16
	h *= 0x7feb352d
	h ^= h>>15 ^ k.b
	h *= 0x846ca68b
	return h ^ h>>16
}

func dropoutGeneric(y, x []float32, first uint32, key *dropoutKey) {
	for i, v := range x {
		if key.hash(first+uint32(i)) < key.threshold {
			y[i] = 0
		} else {
			y[i] = v * key.scale
		}
	}
}

func dropoutAddGeneric(y, residual, x []float32, first uint32, key *dropoutKey) {
	for i, v := range x {
		if key.hash(first+uint32(i)) < key.threshold {
			y[i] = residual[i]
		} else {
			y[i] = residual[i] + float32(v*key.scale)
		}
	}
}
