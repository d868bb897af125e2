package corpora

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"transcoder/lexers"
)

// Split is one of the parts of a corpus.
type Split uint8

// The splits. Their numbers are written into shards.
const (
	Train Split = iota
	Valid
	Test

	splitCount = 3
)

var splitNames = [splitCount]string{"train", "valid", "test"}

// String returns train, valid or test.
func (s Split) String() string {
	if s < splitCount {
		return splitNames[s]
	}
	return fmt.Sprintf("split(%d)", uint8(s))
}

// ParseSplit returns the split of a name.
func ParseSplit(name string) (Split, error) {
	if i := slices.Index(splitNames[:], name); i >= 0 {
		return Split(i), nil
	}
	return 0, fmt.Errorf("unknown split %q: expected train, valid or test", name)
}

// unit is a repository, the smallest thing that is split: functions of one
// repository share authors, style and helpers.
type unit struct {
	name      string
	fixed     bool // the sources file says where it goes
	split     Split
	functions [lexers.LanguageCount]int // standalone ones that were kept
}

// assignSplits chooses a split for the units that have none fixed: in an order
// that seed and the names give, a unit goes to valid, and then to test, while some
// language lacks functions there and none would get more than twice its share.
// share is that of valid and test in the standalone functions of a language.
func assignSplits(units []*unit, valid, test float64, seed uint64) {
	var total [lexers.LanguageCount]int
	var free []*unit
	for _, u := range units {
		for l, n := range u.functions {
			total[l] += n
		}
		if !u.fixed {
			u.split = Train
			free = append(free, u)
		}
	}
	key := func(u *unit) uint64 {
		h := sha256.Sum256(binary.LittleEndian.AppendUint64([]byte(u.name), seed))
		return binary.LittleEndian.Uint64(h[:])
	}
	slices.SortFunc(free, func(a, b *unit) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.name, b.name)) })
	for _, part := range []struct {
		split Split
		share float64
	}{{Valid, valid}, {Test, test}} {
		if part.share <= 0 || slices.ContainsFunc(units, func(u *unit) bool { return u.fixed && u.split == part.split }) {
			continue
		}
		var have [lexers.LanguageCount]int
		for _, u := range free {
			if u.split != Train {
				continue
			}
			lacks, fits := false, true
			for l, n := range u.functions {
				want := part.share * float64(total[l])
				lacks = lacks || n > 0 && float64(have[l]) < want
				fits = fits && float64(have[l]+n) <= 2*want
			}
			if lacks && fits {
				u.split = part.split
				for l, n := range u.functions {
					have[l] += n
				}
			}
		}
	}
}
