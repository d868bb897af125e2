package corpora

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// words is a vocabulary for tests, with three placeholders of most kinds.
var words = strings.Fields("<pad> <s> </s> <mask> <unk> ID_0 ID_1 ID_2 NUM_0 NUM_1 STR_0 STR_1 STR_2 CHR_0 CHR_1 = + ( ) ID_x ID_01 ID own_0 own_1 Own_0")

func wordIDs(text string) []int32 {
	ids := []int32{}
	for _, w := range strings.Fields(text) {
		ids = append(ids, int32(slices.Index(words, w)))
	}
	return ids
}

func wordText(ids []int32) string {
	var text []string
	for _, id := range ids {
		text = append(text, words[id])
	}
	return strings.Join(text, " ")
}

func TestRenumber(t *testing.T) {
	p := NewPlaceholders(len(words), func(id int32) string { return words[id] })
	for _, c := range []struct {
		source, target, wantSource, wantTarget, reason string
		fails                                          bool
	}{
		{"ID_0 = ID_1", "ID_1 = ID_0", "ID_0 = ID_1", "ID_1 = ID_0", "an ordered source stays", false},
		{"ID_2 = ID_0", "ID_0 = ID_2", "ID_0 = ID_1", "ID_1 = ID_0", "the target follows the source's order", false},
		{"ID_2", "ID_0 ID_1 ID_2", "ID_0", "ID_1 ID_2 ID_0", "what only the target has comes after", false},
		{"ID_1 NUM_1 ID_0", "NUM_0", "ID_0 NUM_0 ID_1", "NUM_1", "names and numbers count apart", false},
		{"CHR_1 STR_0", "STR_1 CHR_0", "CHR_0 STR_1", "STR_0 CHR_1", "strings and characters share a numbering", false},
		{"STR_2 STR_1 STR_0", "CHR_0", "STR_0 STR_1 STR_2", "CHR_0", "there is no CHR_2 to rename to", true},
		{"<mask> = ID_x ID_01 ID", "+", "<mask> = ID_x ID_01 ID", "+", "only whole placeholders count", false},
		{"", "ID_2", "", "ID_0", "an empty source", false},
		{"own_1 Own_0 ID_0", "own_0 own_1", "own_0 Own_0 ID_0", "own_1 own_0", "stand-ins count apart", false},
	} {
		source, target := wordIDs(c.source), wordIDs(c.target)
		ok := p.Renumber(source, target)
		if c.fails {
			if ok || wordText(source) != c.source || wordText(target) != c.target {
				t.Errorf("%s: %v, %s | %s, expected failure and no change", c.reason, ok, wordText(source), wordText(target))
			}
			continue
		}
		if !ok || wordText(source) != c.wantSource || wordText(target) != c.wantTarget {
			t.Errorf("%s: %v, %s | %s, expected %s | %s", c.reason, ok, wordText(source), wordText(target), c.wantSource, c.wantTarget)
		}
	}
}

// A renaming is a bijection: where source and target held the same placeholder
// they still do, where they differed they still do, and doing it again changes
// nothing.
func TestRenumberIsABijection(t *testing.T) {
	p := NewPlaceholders(len(words), func(id int32) string { return words[id] })
	rng := rand.New(rand.NewPCG(5, 5))
	for range 500 {
		draw := func() []int32 {
			ids := make([]int32, rng.IntN(12))
			for i := range ids {
				ids[i] = int32(5 + rng.IntN(len(words)-5))
			}
			return ids
		}
		source, target := draw(), draw()
		before := append(slices.Clone(source), target...)
		if !p.Renumber(source, target) {
			continue
		}
		after := append(slices.Clone(source), target...)
		for i := range before {
			for j := range before {
				if (before[i] == before[j]) != (after[i] == after[j]) {
					t.Fatalf("%s became %s", wordText(before), wordText(after))
				}
			}
		}
		if !p.Renumber(source, target) || !slices.Equal(after, append(slices.Clone(source), target...)) {
			t.Fatalf("%s changes again", wordText(after))
		}
	}
}

func TestBeyond(t *testing.T) {
	p := NewPlaceholders(len(words), func(id int32) string { return words[id] })
	for _, c := range []struct {
		source   string
		invented int
		want     string
		reason   string
	}{
		{"ID_0 ID_1 ID_2 NUM_0 NUM_1 STR_0 STR_1 STR_2 own_0 own_1 Own_0", 0, "", "everything is there"},
		{"", 0, "ID_0 ID_1 ID_2 NUM_0 NUM_1 STR_0 STR_1 STR_2 CHR_0 CHR_1 own_0 own_1 Own_0", "nothing is"},
		{"ID_0 NUM_0 own_0 own_1 Own_0", 1, "ID_2 NUM_1 STR_0 STR_1 STR_2 CHR_0 CHR_1", "one identifier may be new"},
		{"CHR_0 Own_0", 3, "NUM_0 NUM_1 STR_1 STR_2 CHR_1 own_0 own_1", "a character may become a string"},
	} {
		if got := wordText(p.Beyond(wordIDs(c.source), c.invented)); got != c.want {
			t.Errorf("%s: %s, expected %s", c.reason, got, c.want)
		}
	}
}
