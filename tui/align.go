package tui

import (
	"strings"
	"unicode"

	"transcoder/translate"
)

// maxAlignment bounds the table of the alignment of one function: lines of the
// source times lines of the target. Larger functions are paired by proportion.
const maxAlignment = 1 << 18

// pair is a source line beside a target line, both counted from 0 in their
// function; -1 stands for none.
type pair struct{ source, target int }

// align pairs n lines of a source with m lines of a target so that neither goes
// backwards: a reader reads both from top to bottom. gain says how well a line of
// the source and one of the target go together, 0 for not at all; nil pairs by
// proportion.
//
// Among all pairings that go forward the one with the greatest sum of gains is
// taken (the table of Needleman and Wunsch 1970, without a price for gaps).
// Lines between two pairs are then put beside each other from the top, and what
// is left of the longer side stands alone.
func align(n, m int, gain func(source, target int) float64) []pair {
	var anchors []pair
	switch {
	case n == 0 || m == 0:
	case gain == nil || n*m > maxAlignment:
		anchors = proportional(n, m)
	default:
		anchors = bestPairs(n, m, gain)
	}
	pairs := make([]pair, 0, max(n, m))
	i, j := 0, 0
	for _, anchor := range append(anchors, pair{n, m}) {
		for i < anchor.source || j < anchor.target {
			p := pair{-1, -1}
			if i < anchor.source {
				p.source = i
				i++
			}
			if j < anchor.target {
				p.target = j
				j++
			}
			pairs = append(pairs, p)
		}
		if anchor.source < n {
			pairs = append(pairs, anchor)
			i, j = anchor.source+1, anchor.target+1
		}
	}
	return pairs
}

// proportional spreads the shorter side evenly over the longer one.
func proportional(n, m int) []pair {
	k := min(n, m)
	pairs := make([]pair, k)
	for i := range pairs {
		pairs[i] = pair{i * n / k, i * m / k}
	}
	return pairs
}

// bestPairs returns the pairs of the best table entry, first lines first.
func bestPairs(n, m int, gain func(source, target int) float64) []pair {
	best := make([]float64, (n+1)*(m+1)) // of the lines from i and j on, at i*(m+1)+j
	gains := make([]float64, n*m)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			g := gain(i, j)
			gains[i*m+j] = g
			value := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if g > 0 {
				value = max(value, g+best[(i+1)*(m+1)+j+1])
			}
			best[i*(m+1)+j] = value
		}
	}
	var pairs []pair
	for i, j := 0, 0; i < n && j < m; {
		switch g := gains[i*m+j]; {
		case g > 0 && best[i*(m+1)+j] == g+best[(i+1)*(m+1)+j+1]:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case best[i*(m+1)+j] == best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// gainOfAttention is the gain by what the model looked at: 1 for the line that it
// attended to most, then less. first is the file's line of the function's first.
func gainOfAttention(lines []translate.Line, first int) func(source, target int) float64 {
	return func(source, target int) float64 {
		if target >= len(lines) {
			return 0
		}
		for rank, line := range lines[target].Source {
			if line == first+source {
				return 1 / float64(1+rank)
			}
		}
		return 0
	}
}

// gainOfWords is the gain by the words that two lines share: what both have of
// what either has (Jaccard). Names and numbers stay as they are in translation,
// so that words tell which lines belong together where nothing else does.
func gainOfWords(source, target []string) func(source, target int) float64 {
	sets := func(lines []string) []map[string]bool {
		all := make([]map[string]bool, len(lines))
		for i, line := range lines {
			all[i] = map[string]bool{}
			for _, word := range words(line) {
				if r := []rune(word)[0]; unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
					all[i][strings.ToLower(strings.ReplaceAll(word, "_", ""))] = true
				}
			}
		}
		return all
	}
	left, right := sets(source), sets(target)
	return func(i, j int) float64 {
		shared := 0
		for word := range left[i] {
			if right[j][word] {
				shared++
			}
		}
		if shared == 0 {
			return 0
		}
		return float64(shared) / float64(len(left[i])+len(right[j])-shared)
	}
}

// words splits a line into runs of letters and digits, single other characters,
// and runs of white space.
func words(line string) []string {
	kind := func(r rune) int {
		switch {
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return 1
		case unicode.IsSpace(r):
			return 2
		}
		return 0
	}
	var all []string
	start, last := 0, -1
	for i, r := range line {
		k := kind(r)
		if i > 0 && (k == 0 || k != last) {
			all = append(all, line[start:i])
			start = i
		}
		last = k
	}
	if start < len(line) {
		all = append(all, line[start:])
	}
	return all
}
