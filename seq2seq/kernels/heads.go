package kernels

// Attention of one query over cached rows, as a step of decoding needs it. A row
// holds the keys, or the values, of all heads, head h in the width columns from
// h·width, so that a row is read once and whole. Rows that do not follow each other
// in memory take a call for each run of rows that do; the bits of the results do
// not depend on how rows are split into calls.

// HeadScores sets scores[h·ld+j] = Σ_c query[h·width+c]·keys[j·stride+h·width+c] for
// the heads h and rows j.
func HeadScores(scores []float32, ld int, query, keys []float32, stride, rows, heads, width int) {
	if !checkHeads(scores, ld, "query", query, "keys", keys, stride, rows, heads, width) {
		return
	}
	if headScores(scores, ld, query, keys, stride, rows, heads, width) {
		return
	}
	for j := range rows {
		for h := range heads {
			scores[h*ld+j] = Dot(query[h*width:(h+1)*width], keys[j*stride+h*width:][:width])
		}
	}
}

// HeadValues adds Σ_j scores[h·ld+j]·values[j·stride+h·width+c] to out[h·width+c], row
// after row.
func HeadValues(out, scores []float32, ld int, values []float32, stride, rows, heads, width int) {
	if !checkHeads(scores, ld, "out", out, "values", values, stride, rows, heads, width) {
		return
	}
	if headValues(out, scores, ld, values, stride, rows, heads, width) {
		return
	}
	for j := range rows {
		for h := range heads {
			Axpy(out[h*width:(h+1)*width], scores[h*ld+j], values[j*stride+h*width:])
		}
	}
}

// checkHeads panics when a slice is too short and reports whether there is
// anything to do.
func checkHeads(scores []float32, ld int, vectorName string, vector []float32, matrixName string, matrix []float32, stride, rows, heads, width int) bool {
	checkRows("scores", scores, heads, rows, ld)
	checkLength(vectorName, vector, heads*width)
	checkRows(matrixName, matrix, rows, heads*width, stride)
	return rows > 0 && heads > 0
}
