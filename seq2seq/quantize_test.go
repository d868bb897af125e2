package seq2seq

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Rounding once is all the loss there is: the same integers and scales come back
// from the weights that they stand for.
func TestQuantizeRowsIsStable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	const columns = 33
	scales := []float64{1, 1e-3, 1e-28, 1e-31, 0, 1e30, math.Pi, 127} // of rows; below 1e-30 a row is nothing
	weights := make([]float32, len(scales)*columns)
	for i := range weights {
		weights[i] = float32(scales[i/columns] * rng.NormFloat64())
	}
	rows := len(scales)
	values, again := make([]int8, len(weights)), make([]int8, len(weights))
	scale, scaleAgain := make([]float32, rows), make([]float32, rows)
	back := make([]float32, len(weights))
	QuantizeRows(values, scale, weights, rows, columns)
	DequantizeRows(back, values, scale, rows, columns)
	QuantizeRows(again, scaleAgain, back, rows, columns)
	if !slices.Equal(values, again) || !slices.Equal(scale, scaleAgain) {
		t.Errorf("scales %v, the second time %v", scale, scaleAgain)
	}
	for r := range rows {
		if lost := scales[r] < 1e-30; lost != (scale[r] == 0) {
			t.Errorf("row of magnitude %g has scale %v", scales[r], scale[r])
		}
		if row := values[r*columns : (r+1)*columns]; scale[r] != 0 && max(slices.Max(row), -slices.Min(row)) != 127 {
			t.Errorf("row %d uses %d to %d of -127 to 127", r, slices.Min(row), slices.Max(row))
		}
		for i := r * columns; i < (r+1)*columns; i++ {
			if off := math.Abs(float64(back[i] - weights[i])); off > 0.5001*float64(scale[r]) && scale[r] != 0 {
				t.Errorf("%v became %v with scale %v", weights[i], back[i], scale[r])
			}
		}
	}
}
