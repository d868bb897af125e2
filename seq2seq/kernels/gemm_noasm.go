//go:build !amd64 || noasm

package kernels

func bestTiling() *tiling { return tilingGo }

func (t *tiling) transpose(_ *Scratch, dst []float32, dstStep int, src []float32, ld, rows, k int) {
	transposeGo(dst, dstStep, src, ld, rows, k)
}

func (t *tiling) copyRows(dst []float32, dstStep int, src []float32, ld, columns, k int) {
	copyRowsGo(dst, dstStep, src, ld, columns, k)
}
