package tui

import "strings"

// maxDiff bounds the table of words of one comparison. Beyond it everything
// between the common beginning and end counts as changed.
const maxDiff = 1 << 20

// span is a range of bytes of a line.
type span struct{ start, end int }

// changed returns what in text differs from other, as spans of each line of text:
// the words that are in no longest common subsequence of both.
func changed(other, text string) map[int][]span {
	type place struct {
		word       string
		line, from int
	}
	var places []place
	var b []string
	for i, line := range strings.Split(text, "\n") {
		from := 0
		for _, word := range words(line) {
			if strings.TrimSpace(word) != "" {
				places = append(places, place{word, i, from})
				b = append(b, word)
			}
			from += len(word)
		}
	}
	var a []string
	for _, line := range strings.Split(other, "\n") {
		for _, word := range words(line) {
			if strings.TrimSpace(word) != "" {
				a = append(a, word)
			}
		}
	}
	spans := map[int][]span{}
	for i, common := range commonWords(a, b) {
		if common {
			continue
		}
		p := places[i]
		spans[p.line] = append(spans[p.line], span{p.from, p.from + len(p.word)})
	}
	return spans
}

// commonWords marks the words of b that a longest common subsequence with a has.
func commonWords(a, b []string) []bool {
	common := make([]bool, len(b))
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		common[head] = true
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		common[len(b)-1-tail] = true
		tail++
	}
	a, b = a[head:len(a)-tail], b[head:len(b)-tail]
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxDiff {
		return common
	}
	same := func(i, j int) float64 {
		if a[i] == b[j] {
			return 1
		}
		return 0
	}
	for _, p := range bestPairs(len(a), len(b), same) {
		common[head+p.target] = true
	}
	return common
}
