package kernels

// How a product is computed:
//
//	for columns of C, so many at a time
//	  for steps of k, blockK at a time         pack B: blockK × columns, in L2
//	    for tiles of A, up to `rows` rows      pack A: rows × blockK, in L1
//	      for panels of B, `width` columns     sums in registers
//
// Packing puts what a tile reads next to each other, in the order in which it is
// read: step p of a panel of B is `width` adjacent elements, step p of a tile of A
// its rows.
//
// The usual order (Goto and van de Geijn, Anatomy of High-Performance Matrix
// Multiplication, 2008) has the last two loops the other way round, with a panel of
// B in L1 and a block of A in L2.
//
// Measured and left out: software prefetch of the next steps of B in a tile, and
// prefetching rows between the tiles rather than in them. Both made products up to a
// tenth slower.
const (
	// blockK is part of what Gemm promises: it says where a sum is rounded.
	blockK = 256

	// fewRows is the number of rows up to which a packed weight is read two panels at a
	// time, with the next two prefetched meanwhile.
	fewRows = 256

	// groupA is the number of tiles of a transposed A that are packed in one pass.
	groupA = 16

	// aheadWidth is the sum of rows and columns up to which the next block of two
	// operands that are read along their rows is prefetched. It made 256×256
	// products 5 to 9 percent faster, and wider ones slower: a block of them takes
	// too much of the cache.
	aheadWidth = 1024

	// streamAhead is the number of elements that a tile prefetches in one stream: a
	// line every four steps.
	streamAhead = blockK / 4 * 16

	// manyColumns is the number of columns from which packing A pays even where a
	// tile could read it in place.
	manyColumns = 512
)

// tileFunc computes, for as many rows as the function is made for, and a width that
// is also the function's own,
//
//	c[i*rowC+j] = start[i*rowStart+j] + alpha · Σ a[i*rowA+p*stepA] · b[p*stepB+j]
//
// for p < k and j < columns. Steps and distances are in elements. A function for
// several panels takes panel q of B at b[q*panelB] and writes all columns. Every four
// steps a line is prefetched from ahead on, from ahead[aheadStep] and from
// ahead[2*aheadStep].
type tileFunc func(k int, a *float32, rowA, stepA int, b *float32, stepB, panelB int, start *float32, rowStart int, c *float32, rowC int, alpha float32, columns int, ahead *float32, aheadStep int)

// tiling is the set of tiles of one instruction set.
type tiling struct {
	rows   int        // of the largest tile
	lanes  int        // columns of the narrow tiles; the wide ones have twice as many
	wide   []tileFunc // [rows], 2·lanes columns; [0] is nil
	narrow []tileFunc // [rows], lanes columns
	panels []int      // [rows], panels of the widest function for so few rows
	many   []tileFunc // [rows], that function

	// columns of B that are packed at once, a multiple of the width: blockK rows of
	// them are to take half of the second-level cache.
	columns int
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
		g.finishRows(i0, i1, j0, j1)
		return
	}
	t := g.tiling()
	columns := t.columns
	if g.transA {
		// A transposed A is packed again for every block of columns, which costs
		// more than a block that is too large for the second level.
		columns = max(columns, 1024)
	}
	if rows := i1 - i0; g.packed != nil && rows > t.rows && rows <= fewRows {
		// A weight that is read for a few tiles comes from memory: the tiles take
		// turns while two panels of it are in the first or second level.
		columns = 2 * t.width()
	}
	for j := j0; j < j1; j += columns {
		for p := 0; p < g.k; p += blockK {
			g.slab(t, s, i0, i1, j, min(j+columns, j1), p, min(p+blockK, g.k))
		}
	}
}

// slab adds steps p0..p1 to rows i0..i1 and columns j0..j1 of C.
func (g *product) slab(t *tiling, s *Scratch, i0, i1, j0, j1, p0, p1 int) {
	k := p1 - p0
	width := t.width()

	// The rows are shared out evenly, so that the last tile is not a small one.
	tiles := (i1 - i0 + t.rows - 1) / t.rows
	height := (i1 - i0 + tiles - 1) / tiles

	// A tile can read A where it lies. Packing is worth its time if many panels
	// read the tile again, if rows one below the other share the sets of the
	// cache, or if each step is on another row.
	packA := tiles > 1 && j1-j0 > 2*width && (g.transA || j1-j0 > manyColumns || g.lda%1024 == 0)
	together := 1
	if packA && g.transA {
		together = min(groupA, tiles)
	}
	// The stride has a line more than needed, so that panels that are written or
	// read at the same time lie in different sets of the cache.
	strideA := t.lanes*k + 16
	if packA {
		s.a = grow(s.a, together*strideA)
	}

	// So can one row of tiles with B, except transposed.
	readB := g.packed == nil && !g.transB && tiles == 1
	strideB := width*k + 16
	if g.packed == nil {
		s.b = grow(s.b, (j1-j0+width-1)/width*strideB)
		if !g.transB && !readB {
			t.copyPanels(s.b, width, strideB, g.b[p0*g.ldb+j0:], g.ldb, width, j1-j0, g.n-j0, k)
		}
	}

	// Tiles of few rows go over several panels at once.
	group := 1
	if tiles == 1 && height < len(t.panels) {
		group = t.panels[height]
	}

	for tile := range tiles {
		i := i0 + tile*height
		rows := min(height, i1-i)
		var a *float32
		var rowA, stepA int
		switch {
		case packA && g.transA:
			if tile%together == 0 {
				t.copyPanels(s.a, t.lanes, strideA, g.a[p0*g.lda+i:], g.lda, height, min(together*height, i1-i), g.m-i, k)
			}
			a, rowA, stepA = &s.a[tile%together*strideA], 1, t.lanes
		case packA:
			t.transpose(s, s.a, t.lanes, g.a[i*g.lda+p0:], g.lda, rows, k)
			a, rowA, stepA = &s.a[0], 1, t.lanes
		case g.transA:
			a, rowA, stepA = &g.a[p0*g.lda+i], 1, g.lda
		default:
			a, rowA, stepA = &g.a[i*g.lda+p0], g.lda, 1
		}
		next := g.ahead(i0, i1, j0, j1, p0, p1, tile, tiles, height, width)
		f, panels := t.wide[rows], 1
		if group > 1 {
			f, panels = t.many[rows], group
		}

		// From here on a turn is one call of some hundred nanoseconds: there is nothing
		// else to compute in it than addresses.
		panel := 0
		for j := j0; j < j1; {
			columns := panels * width
			if left := j1 - j; left < columns {
				columns, panels = min(width, left), 1
				f = t.wide[rows]
				if columns <= t.lanes {
					f = t.narrow[rows]
				}
			}

			var b *float32
			stepB, panelB := width, strideB
			switch {
			case g.packed != nil:
				b, panelB = g.packed.panel(j, p0)
			case readB && columns%width == 0:
				b, stepB, panelB = &g.b[p0*g.ldb+j], g.ldb, width
			default:
				b = &s.b[panel*strideB]
				if tile == 0 { // packed when first used: it is in L1 then
					g.packPanels(t, s, s.b[panel*strideB:], strideB, j, columns, p0, k, readB)
				}
			}

			c := &g.c[i*g.ldc+j]
			start, rowStart := &zeros[0], 0
			switch {
			case p0 > 0 || g.accumulate:
				start, rowStart = c, g.ldc
			case g.bias != nil:
				start = &g.bias[j]
			}

			ahead := b // nothing: it is read anyway
			if panel < next.count {
				ahead = &next.from[panel*next.step]
			}
			f(k, a, rowA, stepA, b, stepB, panelB, start, rowStart, c, g.ldc, g.alpha, columns, ahead, next.stream)
			j += columns
			panel += panels
		}
		if p1 == g.k && g.finish.kind != finishNone {
			g.finishRows(i, i+rows, j0, j1)
		}
	}
}

// rowsAhead says what the tiles of one row of tiles prefetch while they compute:
// panel q from[q*step:], if q < count, in three streams that are stream elements
// apart, or in one.
type rowsAhead struct {
	from                []float32
	step, count, stream int
}

// ahead plans what is prefetched during one row of tiles: what is packed or read
// next. A tile fetches up to 64 lines, one every four steps; a burst of prefetches
// between the tiles would fill the line buffers and stall.
func (g *product) ahead(i0, i1, j0, j1, p0, p1, tile, tiles, height, width int) rowsAhead {
	k := p1 - p0
	panels := (j1 - j0 + width - 1) / width
	i := i0 + (tile+1)*height
	switch {
	case g.packed != nil && (tiles == 1 || j1-j0 <= 2*width):
		// The weight's next block: the same steps of the next panel for one row of tiles,
		// else the next panels or steps. It comes from memory, and only the first row of
		// tiles would wait for it: fetched during all of them, it made products of 32 rows
		// with weights that are in no cache half as fast again.
		nextJ, nextP := j0, p1
		switch {
		case tiles == 1:
			nextJ, nextP = j0+width, p0
		case p1 == g.k:
			nextJ, nextP = j1, 0
		}
		count := min(panels, (len(g.packed.data)/g.k-nextJ)/width)
		if count <= 0 {
			return rowsAhead{}
		}
		share := min(blockK, g.k-nextP) * width / tiles
		stream := 0
		if share > streamAhead {
			stream = share / 3
		}
		return rowsAhead{g.packed.data[nextJ*g.k+nextP*width+share*tile:], g.k * width, count, stream}
	case !g.transA && i < i1:
		// The rows of the next tile.
		rows := min(height, i1-i)
		from := g.a[i*g.lda+p0:]
		if g.lda == k { // one piece
			return rowsAhead{from, rows * k / panels, panels, 0}
		}
		return rowsAhead{from, g.lda, min(rows, panels), 0}
	case g.transA && !g.transB && p1 < g.k && (i1-i0)+(j1-j0) <= aheadWidth:
		// This tile's share of the steps of the next block, first of B, then of A.
		steps := min(blockK, g.k-p1)
		low, high := 2*steps*tile/tiles, 2*steps*(tile+1)/tiles
		from, ld := g.b[j0:], g.ldb
		if low < steps {
			high = min(high, steps)
		} else {
			from, ld, low, high = g.a[i0:], g.lda, low-steps, high-steps
		}
		count := max(1, min(panels, high-low))
		return rowsAhead{from[(p1+low)*ld:], (high - low) * ld / count, count, 0}
	}
	return rowsAhead{}
}

// packPanels packs the panels of columns j..j+columns of B, steps p0..p0+k: of a
// transposed B, or of one of which only the last panel needs it.
func (g *product) packPanels(t *tiling, s *Scratch, dst []float32, stride, j, columns, p0, k int, last bool) {
	width := t.width()
	switch {
	case g.transB:
		for q := 0; q < columns; q += width {
			g.packB(t, s, dst[q/width*stride:], j+q, min(width, columns-q), p0, k)
		}
	case last:
		t.copyRows(dst, width, g.b[p0*g.ldb+j:], g.ldb, columns, k)
	}
}

// packB lays out columns j..j+columns, at most one panel, of op(B) = Bᵀ, steps
// p0..p0+k, as dst[p*width+column].
func (g *product) packB(t *tiling, s *Scratch, dst []float32, j, columns, p0, k int) {
	for q := 0; q < columns; q += t.lanes {
		t.transpose(s, dst[q:], t.width(), g.b[(j+q)*g.ldb+p0:], g.ldb, min(t.lanes, columns-q), k)
	}
}

// copyPanels packs `columns` columns of a matrix, of whose rows there are `there`
// elements, as panels of `height` columns (at most the panel's own width, which is
// dstStep): panel q holds column q*height+j of row p at dst[q*dstPanel+p*dstStep+j].
func (t *tiling) copyPanels(dst []float32, dstStep, dstPanel int, src []float32, ld, height, columns, there, k int) {
	// A full vector is read for every panel that does not reach beyond its row.
	full := 0
	if columns >= height && there >= dstStep {
		full = min(columns/height, (there-dstStep)/height+1)
	}
	for q := full * height; q < columns; q += height {
		t.copyRows(dst[q/height*dstPanel:], dstStep, src[q:], ld, min(height, columns-q), k)
	}
	if full > 0 {
		t.copyFull(dst, dstStep, dstPanel, src, ld, height, full, k)
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
