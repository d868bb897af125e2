package kernels

// How a product is computed (Goto and van de Geijn, Anatomy of High-Performance
// Matrix Multiplication, 2008, with the loops for one thread):
//
//	for columns of C, blockN at a time
//	  for steps of k, blockK at a time           pack B: blockK × blockN, in L2 or L3
//	    for rows of C, blockM at a time          pack A: blockM × blockK, in L2
//	      for panels of B, `width` columns       blockK × width, in L1
//	        for tiles of A, up to `rows` rows    sums in registers
//
// Packing puts what a tile reads next to each other, in the order in which it is
// read: step p of a panel of B is `width` adjacent elements, step p of a tile of A
// its rows.
const (
	// blockK is part of what Gemm promises: it says where a sum is rounded.
	blockK = 256
	blockM = 14 * 32
	blockN = 1024
)

// tileFunc computes, for as many rows as the function is made for, and a width that
// is also the function's own,
//
//	c[i*rowC+j] = start[i*rowStart+j] + alpha · Σ a[i*rowA+p*stepA] · b[p*stepB+j]
//
// for p < k and j < columns. Steps and distances are in elements. A function for
// several panels takes panel q of B at b[q*panelB] and writes all columns.
type tileFunc func(k int, a *float32, rowA, stepA int, b *float32, stepB, panelB int, start *float32, rowStart int, c *float32, rowC int, alpha float32, columns int)

// tiling is the set of tiles of one instruction set.
type tiling struct {
	rows   int        // of the largest tile
	lanes  int        // columns of the narrow tiles; the wide ones have twice as many
	wide   []tileFunc // [rows], 2·lanes columns; [0] is nil
	narrow []tileFunc // [rows], lanes columns
	panels []int      // [rows], panels of the widest function for so few rows
	many   []tileFunc // [rows], that function
}

// width is the number of columns of a panel of B.
func (t *tiling) width() int { return 2 * t.lanes }

// zeros is what a product starts from without bias or accumulation.
var zeros [128]float32

// tiling of the product: the one that the packed operand was made for, or the best.
func (g *product) tiling() *tiling {
	if g.packed != nil {
		return g.packed.tiling
	}
	return bestTiling()
}

// block computes the part of C of rows i0..i1 and columns j0..j1. j0 is a multiple
// of the width of a panel.
func (g *product) block(s *Scratch, i0, i1, j0, j1 int) {
	if g.k == 0 {
		g.fill(i0, i1, j0, j1)
		return
	}
	t := g.tiling()
	for j := j0; j < j1; j += blockN {
		for p := 0; p < g.k; p += blockK {
			for i := i0; i < i1; i += blockM {
				g.panels(t, s, i, min(i+blockM, i1), j, min(j+blockN, j1), p, min(p+blockK, g.k), i == i0)
			}
		}
	}
}

// panels adds steps p0..p1 to rows i0..i1 and columns j0..j1 of C. With first set,
// panels of B are packed as they are met, while they are in the first-level cache;
// otherwise they lie in s from the first call. So do tiles of A at the first panel.
func (g *product) panels(t *tiling, s *Scratch, i0, i1, j0, j1, p0, p1 int, first bool) {
	k := p1 - p0
	width := t.width()

	// The rows are shared out evenly, so that no tile is left with one or two.
	tiles := (i1 - i0 + t.rows - 1) / t.rows
	row := func(tile int) int { return i0 + tile*(i1-i0)/tiles }

	// With few rows, packing costs as much as the product: a tile can read A where
	// it lies, and rows of B too.
	packA := tiles > 1 && j1-j0 > 2*width
	readB := g.packed == nil && !g.transB && tiles == 1
	strideA := t.lanes * k
	strideB := width * k
	if packA {
		s.a = grow(s.a, tiles*strideA)
	}
	if g.packed == nil {
		s.b = grow(s.b, (j1-j0+width-1)/width*strideB)
	}

	// Tiles of few rows go over several panels at once.
	group := 1
	if tiles == 1 && i1-i0 < len(t.panels) {
		group = t.panels[i1-i0]
	}

	for j := j0; j < j1; {
		columns := min(width*group, j1-j)
		many := group > 1
		if columns < width*group {
			columns = min(width, j1-j)
			many = false
		}

		var b *float32
		stepB, panelB := width, strideB
		switch {
		case g.packed != nil:
			b, panelB = g.packed.panel(j, p0)
		case readB && columns%width == 0:
			b, stepB, panelB = &g.b[p0*g.ldb+j], g.ldb, width
		default:
			packed := s.b[(j-j0)/width*strideB:]
			b = &packed[0]
			if first {
				for q := 0; q < columns; q += width {
					g.packB(t, s, packed[q/width*strideB:], j+q, min(width, columns-q), p0, k)
				}
			}
		}

		for tile := range tiles {
			i, end := row(tile), row(tile+1)
			var a *float32
			var rowA, stepA int
			switch {
			case packA:
				packed := s.a[tile*strideA : (tile+1)*strideA]
				a, rowA, stepA = &packed[0], 1, t.lanes
				if j == j0 {
					g.packA(t, s, packed, i, end-i, p0, k)
				}
			case g.transA:
				a, rowA, stepA = &g.a[p0*g.lda+i], 1, g.lda
			default:
				a, rowA, stepA = &g.a[i*g.lda+p0], g.lda, 1
			}

			c := &g.c[i*g.ldc+j]
			start, rowStart := &zeros[0], 0
			switch {
			case p0 > 0 || g.accumulate:
				start, rowStart = c, g.ldc
			case g.bias != nil:
				start = &g.bias[j]
			}

			f := t.wide[end-i]
			switch {
			case many:
				f = t.many[end-i]
			case columns <= t.lanes:
				f = t.narrow[end-i]
			}
			f(k, a, rowA, stepA, b, stepB, panelB, start, rowStart, c, g.ldc, g.alpha, columns)
		}
		j += columns
	}
}

// packA lays out rows i..i+rows of op(A), steps p0..p0+k, as dst[p*lanes+row].
func (g *product) packA(t *tiling, s *Scratch, dst []float32, i, rows, p0, k int) {
	if g.transA {
		t.copyRows(dst, t.lanes, g.a[p0*g.lda+i:], g.lda, rows, k)
		return
	}
	t.transpose(s, dst, t.lanes, g.a[i*g.lda+p0:], g.lda, rows, k)
}

// packB lays out columns j..j+columns of op(B), steps p0..p0+k, as dst[p*width+column].
func (g *product) packB(t *tiling, s *Scratch, dst []float32, j, columns, p0, k int) {
	if !g.transB {
		t.copyRows(dst, t.width(), g.b[p0*g.ldb+j:], g.ldb, columns, k)
		return
	}
	for q := 0; q < columns; q += t.lanes {
		t.transpose(s, dst[q:], t.width(), g.b[(j+q)*g.ldb+p0:], g.ldb, min(t.lanes, columns-q), k)
	}
}

// grow returns a slice of n elements, x's memory if it is enough. The contents are
// unspecified.
func grow(x []float32, n int) []float32 {
	if cap(x) >= n {
		return x[:n]
	}
	return make([]float32, n)
}
