package kernels

import "math"

// Int8Matrix is a weight matrix W [n,k] as 8-bit integers with one scale a row:
// W[j,p] ≈ scales[j]·values[j,p], values in -127..127 (symmetric: no zero point). It
// takes a quarter of the memory of float32, and so of the time of a decoding step.
//
// The activations are rounded to 8 bits too, a row at a time. To keep them in
// float32 would halve the error of a product (about 0.7 instead of 1 percent of a
// normally distributed result), but integers are summed exactly, so that every CPU
// gives the same bits, and four times as fast.
type Int8Matrix struct {
	n, k, quads int

	// values hold panels of 64 columns of Wᵀ, the last one filled with zeros:
	// W[j,p] is at 256·(j/64·quads + p/4) + 4·(j mod 64) + p mod 4.
	values  []int8
	scales  []float32 // 64 a panel
	offsets []int32   // 128·Σ values of a row of W: what x+128 in place of x adds
}

const panelInt8 = 64

// QuantizeRows rounds weight [n,k] to 8 bits. The scale of a row is its largest
// magnitude divided by 127, rounded up to 16 significant bits: then a scale times a
// value is exact in float32, and a matrix that was made of such products comes back
// as the same integers.
func QuantizeRows(weight []float32, n, k int) *Int8Matrix {
	if n < 0 || k < 0 || len(weight) < n*k {
		panic("kernels: weight is shorter than its shape")
	}
	panels, quads := (n+panelInt8-1)/panelInt8, (k+3)/4
	m := &Int8Matrix{
		n: n, k: k, quads: quads,
		values:  make([]int8, 256*panels*quads),
		scales:  make([]float32, panels*panelInt8),
		offsets: make([]int32, panels*panelInt8),
	}
	for j := range n {
		row := weight[j*k : (j+1)*k]
		var bits uint32 // of the largest magnitude: those of NaN and infinity are larger
		for _, v := range row {
			bits = max(bits, math.Float32bits(v)&^(1<<31))
		}
		largest := math.Float32frombits(bits)
		switch {
		case !(largest <= math.MaxFloat32):
			m.scales[j] = float32(math.NaN()) // the whole row is lost, and says so
			continue
		case largest < dust:
			continue
		}
		scale := math.Float32frombits((math.Float32bits(largest/127) + 0xff) &^ 0xff)
		m.scales[j] = scale
		sum := int32(0)
		values := m.values[256*(j/panelInt8*quads)+4*(j%panelInt8):]
		for p, v := range row {
			q := int8(math.Float32bits(v/scale + toEven))
			values[256*(p/4)+p%4] = q
			sum += int32(q)
		}
		m.offsets[j] = 128 * sum
	}
	return m
}

// toEven is 1.5·2²³: a float32 of at most 2²² that is added to it is rounded to the
// nearest integer, to the even one of two, which the low bits of the sum hold. It
// takes a third of the time of math.RoundToEven.
const toEven = 3 << 22

// dust is a magnitude below which a whole row is taken for zeros: its scale would
// have fewer bits, or its reciprocal none.
const dust = 1e-30

// Shape returns n, the length of a row of y, and k, that of a row of x.
func (m *Int8Matrix) Shape() (n, k int) { return m.n, m.k }

// Bytes is the memory that the matrix takes.
func (m *Int8Matrix) Bytes() int { return len(m.values) + 4*len(m.scales) + 4*len(m.offsets) }

// DirectInt8 computes y[r,j] ≈ Σ x[r,p]·W[j,p] + bias[j], for r < rows. Each row of x
// is rounded to 8 bits with a scale of its own, the products are summed exactly in
// 32-bit integers, and the sum is scaled once: results are equal on every CPU and for
// every number of rows. A row of x that holds a NaN or an infinity gives NaN. bias
// may be nil.
//
//	q = round(127·x[r,p]/most), most = max |x[r,p]|, ties to even
//	y[r,j] = float32(Σ q·values[j,p]) · (most/127 · scales[j]) + bias[j]
func (w *Workers) DirectInt8(y []float32, ldy int, x []float32, ldx int, rows int, weight *Int8Matrix, bias []float32) {
	g := product{m: rows, n: weight.n, k: weight.k, a: x, lda: ldx, noB: true, bias: bias, c: y, ldc: ldy}
	g.check()
	if g.m == 0 || g.n == 0 {
		return
	}
	w.acquire()
	defer w.release()
	if g.k == 0 {
		g.fill(0, g.m, 0, g.n)
		return
	}
	i := &w.integers
	i.product, i.weight = g, weight
	i.width = 4 * weight.quads
	if cap(i.x) < rows*i.width {
		i.x = make([]int8, rows*i.width)
	}
	i.scales = grow(i.scales, rows)
	for r := range rows {
		i.scales[r] = roundRow(i.x[r*i.width:(r+1)*i.width], x[r*ldx:][:g.k])
	}
	panels := (g.n + panelInt8 - 1) / panelInt8
	// Below some 10 µs a thread, more threads are not worth it.
	const work = 4 * parallelWork
	grain := max(2, work/(panelInt8*rows*g.k))
	w.run(panels, (grain+1)/2*2, w.integersRun)
	i.product, i.weight = product{}, nil
}

// integers is a call of DirectInt8 while it runs, with its rounded activations.
type integers struct {
	product product
	weight  *Int8Matrix
	x       []int8 // [rows][width]
	width   int    // k, and zeros up to a multiple of four
	scales  []float32
}

// runIntegers computes panels low..high of the result.
func (w *Workers) runIntegers(_, low, high int) {
	i := &w.integers
	g, m := &i.product, i.weight
	for panel := low; panel < high; {
		together := panelsInt8(g.m, high-panel)
		from := panel * panelInt8
		columns := min(together*panelInt8, g.n-from)
		for r := 0; r < g.m; {
			rows := rowsInt8(g.m - r)
			args := argsInt8{
				quads: m.quads, x: i.x[r*i.width:], rowX: i.width,
				weight:  m.values[256*panel*m.quads:],
				offsets: m.offsets[from:], scales: m.scales[from:],
				scalesX: i.scales[r:], bias: zeros[:],
				y: g.c[r*g.ldc+from:], rowY: g.ldc,
			}
			if g.bias != nil {
				args.bias = g.bias[from:]
			}
			if columns == together*panelInt8 {
				args.run(rows, together)
			} else {
				args.runPart(rows, together, columns)
			}
			r += rows
		}
		panel += together
	}
}

// argsInt8 are the arguments of
//
//	y[r*rowY+j] = float32(Σ x[r,p]·W[j,p]) · (scalesX[r]·scales[j]) + bias[j]
//
// for a few rows and for all columns of one or two panels. Row r of x is at r*rowX.
type argsInt8 struct {
	quads   int
	x       []int8
	rowX    int
	weight  []int8
	offsets []int32
	scales  []float32
	scalesX []float32
	bias    []float32
	y       []float32
	rowY    int
}

// runPart is run for fewer columns than the panels have.
func (a argsInt8) runPart(rows, panels, columns int) {
	var bias [2 * panelInt8]float32
	var y [4 * 2 * panelInt8]float32
	copy(bias[:columns], a.bias)
	to, rowY := a.y, a.rowY
	a.bias, a.y, a.rowY = bias[:], y[:], panels*panelInt8
	a.run(rows, panels)
	for r := range rows {
		copy(to[r*rowY:][:columns], y[r*a.rowY:])
	}
}

// runGo is run in plain Go.
func (a *argsInt8) runGo(rows, panels int) {
	for r := range rows {
		x := a.x[r*a.rowX:][:4*a.quads]
		for panel := range panels {
			weight := a.weight[256*panel*a.quads:][:256*a.quads]
			var sums [panelInt8]int32
			for q := range a.quads {
				x0, x1, x2, x3 := int32(x[4*q]), int32(x[4*q+1]), int32(x[4*q+2]), int32(x[4*q+3])
				four := (*[256]int8)(weight[256*q:])
				for j := range sums {
					sums[j] += x0*int32(four[4*j]) + x1*int32(four[4*j+1]) + x2*int32(four[4*j+2]) + x3*int32(four[4*j+3])
				}
			}
			from := panel * panelInt8
			for j, sum := range sums {
				scale := float32(a.scalesX[r] * a.scales[from+j])
				a.y[r*a.rowY+from+j] = float32(float32(sum)*scale) + a.bias[from+j]
			}
		}
	}
}

// roundRow rounds a row of activations to dst, which has up to three elements more,
// and returns its scale.
func roundRow(dst []int8, x []float32) (scale float32) {
	flip := flipInt8()
	bits := magnitude(x)
	most := math.Float32frombits(bits)
	const infinite = 0x7f800000
	if bits >= infinite || most < dust {
		for i := range dst {
			dst[i] = flip
		}
		if bits >= infinite {
			return float32(math.NaN())
		}
		return 0
	}
	round(dst, x, 127/most, flip)
	for i := len(x); i < len(dst); i++ {
		dst[i] = flip
	}
	return most / 127
}

// magnitudeGo returns the largest of the bits of |x[i]|, and of most.
func magnitudeGo(most uint32, x []float32) uint32 {
	for _, v := range x {
		most = max(most, math.Float32bits(v)&^(1<<31))
	}
	return most
}

// roundGo sets dst[i] to x[i]·inverse rounded, ties to even, with flip's bits inverted.
func roundGo(dst []int8, x []float32, inverse float32, flip int8) {
	for i, v := range x {
		dst[i] = int8(math.RoundToEven(float64(float32(v*inverse)))) ^ flip
	}
}
