//go:build !amd64 || noasm

package kernels

func bestTiling() *tiling { return tilingGo }

func (t *tiling) transpose(_ *Scratch, dst []float32, dstStep int, src []float32, ld, rows, k int) {
	transposeGo(dst, dstStep, src, ld, rows, k)
}

func (t *tiling) copyRows(dst []float32, dstStep int, src []float32, ld, columns, k int) {
	copyRowsGo(dst, dstStep, src, ld, columns, k)
}

func (t *tiling) copyFull(dst []float32, dstStep, dstPanel int, src []float32, ld, height, panels, k int) {
	copyFullGo(dst, dstStep, dstPanel, src, ld, height, panels, k)
}

func peakFMA() float64 { return 0 }

func readBandwidth([]float32) float64 { return 0 }
