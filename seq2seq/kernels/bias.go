package kernels

import "fmt"

// rowGrain is the least number of rows of a width worth handing to a thread.
func rowGrain(width int) int {
	return max(1, elementGrain/max(1, width))
}

// columnGrain splits columns for sums over rows: a multiple of the cache line,
// so that two threads never write to one line of an aligned result.
const columnGrain = 64

// BiasAdd adds bias [width] to each row of y [rows, width].
func (w *Workers) BiasAdd(y, bias []float32, rows, width int) {
	checkLength("bias", bias, width)
	checkLength("y", y, rows*width)
	w.For(rows, rowGrain(width), func(_, low, high int) {
		for i := low; i < high; i++ {
			row := y[i*width : (i+1)*width]
			Add(row, row, bias)
		}
	})
}

// BiasGradient sets dBias [width] to the sum of the rows of dy [rows, width], or
// adds it to what is there. Rows are added in order at any number of threads.
func (w *Workers) BiasGradient(dBias, dy []float32, rows, width int, accumulate bool) {
	checkLength("dBias", dBias, width)
	checkLength("dy", dy, rows*width)
	w.For(width, columnGrain, func(_, from, to int) {
		sum := dBias[from:to]
		if !accumulate {
			clear(sum)
		}
		i := 0
		for ; i+4 <= rows; i += 4 {
			addRows(sum, dy[i*width+from:(i+3)*width+to], width)
		}
		for ; i < rows; i++ {
			AddTo(sum, dy[i*width+from:i*width+to])
		}
	})
}

// checkLength panics when a slice is shorter than the call's shapes demand: a
// programmer's error, found before anything is written.
func checkLength(name string, x []float32, least int) {
	if len(x) < least {
		panic(fmt.Sprintf("kernels: %s has %d elements, expected at least %d", name, len(x), least))
	}
}
