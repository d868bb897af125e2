//go:build !amd64 || noasm

package kernels

func (a *argsInt8) run(rows, panels int) { a.runGo(rows, panels) }

func rowsInt8(left int) int { return min(left, 4) }

func panelsInt8(_, _ int) int { return 1 }

func flipInt8() int8 { return 0 }

func magnitude(x []float32) uint32 { return magnitudeGo(0, x) }

func round(dst []int8, x []float32, inverse float32, flip int8) { roundGo(dst, x, inverse, flip) }
