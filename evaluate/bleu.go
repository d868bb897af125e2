package evaluate

import (
	"math"
	"strings"
)

// BLEU accumulates corpus BLEU (Papineni et al. 2002) over token n-grams of
// orders 1 to 4 with one reference a candidate. The zero value is ready.
type BLEU struct {
	matches, totals               [bleuOrder]int
	candidateLength, referenceLen int
}

const bleuOrder = 4

// BLEUSignature says how the score was made, as sacreBLEU does (Post 2018).
const BLEUSignature = "nrefs:1|case:mixed|eff:no|tok:surface|smooth:exp|version:transcoder-1"

// Add counts one candidate against its reference.
func (b *BLEU) Add(candidate, reference []string) {
	b.candidateLength += len(candidate)
	b.referenceLen += len(reference)
	for n := 1; n <= bleuOrder; n++ {
		counts := map[string]int{}
		for i := 0; i+n <= len(reference); i++ {
			counts[strings.Join(reference[i:i+n], "\x00")]++
		}
		for i := 0; i+n <= len(candidate); i++ {
			b.totals[n-1]++
			key := strings.Join(candidate[i:i+n], "\x00")
			if counts[key] > 0 { // each n-gram of the reference matches once
				counts[key]--
				b.matches[n-1]++
			}
		}
	}
}

// Score returns BLEU in 0 to 100. An order without a match counts half, a
// quarter ... of a match (exponential smoothing); no candidate of four tokens
// gives 0.
func (b *BLEU) Score() float64 {
	if b.candidateLength == 0 {
		return 0
	}
	sum, smooth := 0.0, 1.0
	for n := range bleuOrder {
		if b.totals[n] == 0 {
			return 0
		}
		matches := float64(b.matches[n])
		if matches == 0 {
			smooth *= 2
			matches = 1 / smooth
		}
		sum += math.Log(matches / float64(b.totals[n]))
	}
	brevity := 1.0
	if b.candidateLength < b.referenceLen {
		brevity = math.Exp(1 - float64(b.referenceLen)/float64(b.candidateLength))
	}
	return 100 * brevity * math.Exp(sum/bleuOrder)
}
