package kernels

import "math"

// Int8Matrix is a weight matrix W [n,k] as 8-bit integers with one scale a row:
// W[j,p] ≈ scales[j]·values[j,p], values in -127..127 (symmetric: no zero point).
type Int8Matrix struct {
	n, k   int
	values []int8
	scales []float32
}

// QuantizeRows rounds weight [n,k] to the nearest of 255 levels of each row, ties to
// even. The scale of a row is its largest magnitude divided by 127.
func QuantizeRows(weight []float32, n, k int) *Int8Matrix {
	m := &Int8Matrix{n: n, k: k, values: make([]int8, n*k), scales: make([]float32, n)}
	for j := range n {
		m.scales[j] = quantizeRow(m.values[j*k:(j+1)*k], weight[j*k:(j+1)*k])
	}
	return m
}

// Shape returns n, the length of a row of y, and k, that of a row of x.
func (m *Int8Matrix) Shape() (n, k int) { return m.n, m.k }

// DirectInt8 computes y[r,j] ≈ Σ x[r,p]·W[j,p] + bias[j]. Each row of x is rounded
// to 8 bits with a scale of its own, the products are summed exactly in 32-bit
// integers, and the sum is scaled once: results are equal on every CPU and for every
// number of rows. A row of x that holds a NaN or an infinity gives NaN. bias may be
// nil.
func (w *Workers) DirectInt8(y []float32, ldy int, x []float32, ldx int, rows int, weight *Int8Matrix, bias []float32) {
	w.acquire()
	defer w.release()
	k := weight.k
	q := make([]int8, k)
	for r := range rows {
		scale := quantizeRow(q, x[r*ldx:][:k])
		for j := range weight.n {
			var sum int32
			for p, v := range weight.values[j*k : (j+1)*k] {
				sum += int32(v) * int32(q[p])
			}
			v := float32(float32(sum) * float32(scale*weight.scales[j]))
			if bias != nil {
				v += bias[j]
			}
			y[r*ldy+j] = v
		}
	}
}

// quantizeRow writes round(127·x/max|x|) to dst and returns max|x|/127.
func quantizeRow(dst []int8, x []float32) (scale float32) {
	var most float32
	for _, v := range x {
		v = float32(math.Abs(float64(v)))
		if !(v <= most) {
			most = v
		}
	}
	if most == 0 || !(most <= math.MaxFloat32) {
		clear(dst)
		return most - most // 0, or NaN
	}
	inverse := 127 / most
	for i, v := range x {
		dst[i] = int8(math.RoundToEven(float64(v * inverse)))
	}
	return most / 127
}
