package corpora

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"

	"transcoder/lexers"
)

// Near duplicates are functions of one language whose sets of shingles, windows of
// 5 canonical tokens, have a Jaccard similarity (intersection over union) of at
// least the threshold. The canonical form has renamed identifiers and literals
// already, so that a copy with other names is an exact duplicate.
//
// Comparing all pairs would be quadratic. MinHash (Broder, "On the resemblance and
// containment of documents", 1997) makes a signature of a set, rows of which agree
// for two sets with the probability of their similarity. Rows are cut into bands;
// functions that agree in a whole band are candidates, and the exact similarity
// decides. With 12 bands of 5 rows a pair at 0.85 is found with probability
// 1-(1-0.85^5)^12 = 0.999, one at 0.5 is compared in vain with 0.32.
const (
	shingleLength = 5
	bands         = 12
	rows          = 5

	// maxCandidates bounds the comparisons of one function; the newest candidates
	// of each band come first.
	maxCandidates = 64
)

// signature tells a function's duplicates.
type signature struct {
	exact [16]byte // hash of language and tokens
	bands [bands]uint64
}

// shingles returns the sorted distinct hashes of the windows of tokens; tokens
// holds a hash of each.
func shingles(tokens []uint64) []uint64 {
	n := max(len(tokens)-shingleLength+1, 1)
	set := make([]uint64, n)
	for i := range set {
		var h uint64
		for _, t := range tokens[i:min(i+shingleLength, len(tokens))] {
			h = hash64(h*0x9e3779b97f4a7c15 + t)
		}
		set[i] = h
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// jaccard returns the similarity of two sorted sets.
func jaccard(a, b []uint64) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

// multipliers and offsets are those of the signature's hash functions; they are
// the same in every run.
var multipliers, offsets = func() (a, b [bands * rows]uint64) {
	rng := rand.New(rand.NewPCG(0x6d696e68, 0x617368))
	for i := range a {
		a[i], b[i] = rng.Uint64()|1, rng.Uint64()
	}
	return a, b
}()

// sign returns the signature of a function; tokens holds a hash of each token.
func sign(language lexers.Language, tokens []uint64) signature {
	var s signature
	b := make([]byte, 0, 8*len(tokens)+1)
	b = append(b, byte(language))
	for _, t := range tokens {
		b = appendUint64(b, t)
	}
	sum := sha256.Sum256(b)
	copy(s.exact[:], sum[:])
	var least [bands * rows]uint32
	for i := range least {
		least[i] = 1<<32 - 1
	}
	for _, x := range shingles(tokens) {
		for i := range least {
			if h := uint32((x*multipliers[i] + offsets[i]) >> 32); h < least[i] {
				least[i] = h
			}
		}
	}
	for i := range s.bands {
		h := uint64(language)
		for _, x := range least[i*rows : (i+1)*rows] {
			h = hash64(h*0x9e3779b97f4a7c15 + uint64(x))
		}
		s.bands[i] = h
	}
	return s
}

// duplicates knows the functions that were kept.
type duplicates struct {
	threshold float64 // of near duplicates; above 1 finds none
	exact     map[[16]byte]struct{}
	newest    [bands]map[uint64]uint32 // hash of a band -> newest function with it
	older     [bands][]uint32          // function -> next older one with the same hash
	count     int

	// tokens returns hashes of the tokens of a function that was kept.
	tokens func(function int) ([]uint64, error)
}

// none ends a chain of functions.
const none = 1<<32 - 1

func newDuplicates(threshold float64, tokens func(int) ([]uint64, error)) *duplicates {
	d := &duplicates{threshold: threshold, exact: make(map[[16]byte]struct{}), tokens: tokens}
	for i := range d.newest {
		d.newest[i] = make(map[uint64]uint32)
	}
	return d
}

// isExact reports whether a function with this signature was kept.
func (d *duplicates) isExact(s *signature) bool {
	_, ok := d.exact[s.exact]
	return ok
}

// isNear reports whether a function that was kept is nearly the same.
func (d *duplicates) isNear(s *signature, tokens []uint64) (bool, error) {
	if d.threshold > 1 {
		return false, nil
	}
	var own []uint64
	var seen []uint32
	for i, h := range s.bands {
		next, ok := d.newest[i][h]
		if !ok {
			continue
		}
		for ; next != none && len(seen) < maxCandidates; next = d.older[i][next] {
			if slices.Contains(seen, next) {
				continue
			}
			seen = append(seen, next)
			other, err := d.tokens(int(next))
			if err != nil {
				return false, err
			}
			// Sets of very different size cannot be similar enough.
			if own == nil {
				own = shingles(tokens)
			}
			if jaccard(own, shingles(other)) >= d.threshold {
				return true, nil
			}
		}
	}
	return false, nil
}

// add notes that a function is kept; its number is the count of those before.
func (d *duplicates) add(s *signature) {
	d.exact[s.exact] = struct{}{}
	if d.threshold <= 1 {
		for i, h := range s.bands {
			next, ok := d.newest[i][h]
			if !ok {
				next = none
			}
			d.older[i] = append(d.older[i], next)
			d.newest[i][h] = uint32(d.count)
		}
	}
	d.count++
}
