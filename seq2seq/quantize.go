package seq2seq

import "math"

// QuantizeRows rounds a [rows, columns] matrix to 8 bits with one scale a row:
// weight ≈ scales[row]·values[row, column], values in -127..127. The largest
// weight of a row is off by at most 2⁻¹⁶ of itself, any other by half a scale.
//
// A scale keeps 16 significant bits, rounded up. A product with a 7-bit value
// then has no rounding error in float32, so the same matrix comes back bit for
// bit from DequantizeRows followed by QuantizeRows: a model that was loaded from
// 8 bits is saved, and decoded in 8 bits, without a second loss.
func QuantizeRows(values []int8, scales []float32, weights []float32, rows, columns int) {
	if len(values) != rows*columns || len(scales) != rows || len(weights) != rows*columns {
		panic("seq2seq: QuantizeRows: lengths disagree with the shape")
	}
	for r := range rows {
		row, out := weights[r*columns:(r+1)*columns], values[r*columns:(r+1)*columns]
		var largest float32
		for _, w := range row {
			largest = max(largest, w, -w)
		}
		// Rows of nothing but dust would need subnormal scales, which hold fewer bits.
		if largest < 1e-30 {
			scales[r] = 0
			clear(out)
			continue
		}
		scale := math.Float32frombits((math.Float32bits(largest/127) + 0xff) &^ 0xff)
		scales[r] = scale
		for i, w := range row {
			out[i] = int8(math.RoundToEven(float64(w / scale)))
		}
	}
}

// DequantizeRows writes scales[row]·values[row, column] to weights.
func DequantizeRows(weights []float32, values []int8, scales []float32, rows, columns int) {
	if len(values) != rows*columns || len(scales) != rows || len(weights) != rows*columns {
		panic("seq2seq: DequantizeRows: lengths disagree with the shape")
	}
	for r := range rows {
		scale, row := scales[r], weights[r*columns:(r+1)*columns]
		for i, v := range values[r*columns : (r+1)*columns] {
			row[i] = scale * float32(v)
		}
	}
}
