package bpe

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Merge joins two adjacent symbols of a word. A symbol that ends its word has
// </w> behind it; only Right may have it.
type Merge struct{ Left, Right string }

// Limits of what is read from outside.
const (
	maxMerges     = 1 << 20
	maxTokens     = 1 << 21
	maxLineLength = 4 << 10
)

// ReadCodes reads merges in the format of fastBPE's codes files: a line for each
// merge in the order of rank, its sides and its frequency apart by blanks. The
// frequency may be absent (subword-nmt's format); a first line that begins with
// #version is skipped.
func ReadCodes(r io.Reader) ([]Merge, error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxLineLength)
	var merges []Merge
	for line := 1; scanner.Scan(); line++ {
		text := strings.TrimRight(scanner.Text(), "\r")
		if line == 1 && strings.HasPrefix(text, "#version") {
			continue
		}
		fields := strings.Split(text, " ")
		if len(fields) != 2 && len(fields) != 3 || fields[0] == "" || fields[1] == "" {
			return nil, fmt.Errorf("codes line %d: %q, expected two symbols and a frequency", line, clip(text))
		}
		if len(merges) == maxMerges {
			return nil, fmt.Errorf("codes have more than %d merges", maxMerges)
		}
		merges = append(merges, Merge{fields[0], fields[1]})
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	return merges, nil
}

// WriteCodes writes merges so that fastBPE reads them. It asks for a frequency,
// which a vocabulary does not keep: a number that falls with the rank stands in
// for it.
func WriteCodes(w io.Writer, merges []Merge) error {
	b := bufio.NewWriter(w)
	for i, m := range merges {
		fmt.Fprintf(b, "%s %s %d\n", m.Left, m.Right, len(merges)-i)
	}
	return b.Flush()
}

// A Segmenter splits words as `fastbpe applybpe` does without a vocabulary.
type Segmenter struct{ ranks map[Merge]int }

// NewSegmenter returns a segmenter of merges; of two equal ones the first counts.
func NewSegmenter(merges []Merge) *Segmenter {
	s := &Segmenter{ranks: make(map[Merge]int, len(merges))}
	for i, m := range merges {
		if _, ok := s.ranks[m]; !ok {
			s.ranks[m] = i
		}
	}
	return s
}

// Segment returns the pieces of word, all but the last with @@ behind them. It
// takes time quadratic in the length of the word.
func (s *Segmenter) Segment(word string) []string {
	var pieces []string
	characters(word, func(c string, last bool) {
		if last {
			c += endOfWord
		}
		pieces = append(pieces, c)
	})
	for len(pieces) > 1 {
		var best Merge
		rank := len(s.ranks)
		for i := 0; i+1 < len(pieces); i++ {
			pair := Merge{pieces[i], pieces[i+1]}
			if r, ok := s.ranks[pair]; ok && (rank == len(s.ranks) || r < rank) {
				best, rank = pair, r
			}
		}
		if rank == len(s.ranks) {
			break
		}
		kept := pieces[:0]
		for i := 0; i < len(pieces); i++ {
			if i+1 < len(pieces) && (Merge{pieces[i], pieces[i+1]}) == best {
				kept = append(kept, best.Left+best.Right)
				i++
			} else {
				kept = append(kept, pieces[i])
			}
		}
		pieces = kept
	}
	for i, p := range pieces {
		if i == len(pieces)-1 {
			pieces[i] = strings.TrimSuffix(p, endOfWord)
		} else {
			pieces[i] = p + continues
		}
	}
	return pieces
}

// clip shortens text for an error message.
func clip(text string) string {
	if len(text) > 60 {
		return text[:60] + "..."
	}
	return text
}
