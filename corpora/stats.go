package corpora

import (
	"cmp"
	"slices"

	"transcoder/lexers"
)

// Stats describes the content of a corpus, as `corpus stats` prints it.
type Stats struct {
	Total    Report         `json:"total"`
	Splits   []SplitEntry   `json:"splits"`
	Words    int            `json:"words"`          // distinct
	WordsIn  PerLanguage    `json:"words_in"`       // distinct tokens of each language in the train split
	Lengths  []LengthStats  `json:"lengths"`        // canonical tokens, train split
	Domains  []ShareStats   `json:"domains"`        // of the train split
	Licenses []LicenseStats `json:"licenses"`       // of the sources
	Sources  []SourceStats  `json:"sources"`        // in the order of reading
	Canon    int            `json:"canonical_form"` // version
}

// LengthStats are the lengths of functions in canonical tokens.
type LengthStats struct {
	Language   string  `json:"language"`
	Standalone bool    `json:"standalone"` // these alone; otherwise all
	Functions  int     `json:"functions"`
	Mean       float64 `json:"mean"`
	P5         int     `json:"p5"` // percentiles: 5 % are no longer
	P25        int     `json:"p25"`
	P50        int     `json:"p50"`
	P75        int     `json:"p75"`
	P95        int     `json:"p95"`
	P99        int     `json:"p99"`
	Max        int     `json:"max"`
}

// ShareStats is the share of a domain in the tokens that are drawn of usable
// functions, weights included, for each language.
type ShareStats struct {
	Domain string             `json:"domain"`
	Share  map[string]float64 `json:"share"`
}

// LicenseStats counts the functions of the sources with a licence.
type LicenseStats struct {
	License   string      `json:"license"`
	Class     string      `json:"class"`
	Sources   int         `json:"sources"`
	Functions PerLanguage `json:"functions"`
}

// SourceStats is the yield of a source.
type SourceStats struct {
	Name    string      `json:"name"`
	License string      `json:"license"`
	Weight  float64     `json:"weight"`
	Split   string      `json:"split"`
	Kept    PerLanguage `json:"kept"`
	Usable  PerLanguage `json:"usable"`
}

// Stats describes the corpus. It reads the indices alone.
func (c *Corpus) Stats() *Stats {
	m := c.manifest
	s := &Stats{Total: m.Total, Splits: m.Splits, Words: len(c.words), Canon: m.CanonicalVersion}
	for i := range c.words {
		for l, n := range c.words[i].Counts {
			if n > 0 {
				s.WordsIn[l]++
			}
		}
	}
	drawn := make(map[string]*[lexers.LanguageCount]float64)
	for _, language := range lexers.Languages() {
		var all, standalone []int
		for _, shard := range c.parts[Train][language].shards {
			for _, e := range shard.index {
				n := int(e.tokens)
				all = append(all, n)
				if e.flags&flagStandalone == 0 {
					continue
				}
				standalone = append(standalone, n)
				if usable(n) {
					source := &m.Sources[e.source]
					if drawn[source.Domain] == nil {
						drawn[source.Domain] = new([lexers.LanguageCount]float64)
					}
					drawn[source.Domain][language] += source.Weight * float64(n)
				}
			}
		}
		s.Lengths = append(s.Lengths, lengthStats(language, true, standalone), lengthStats(language, false, all))
	}
	s.Domains = shares(drawn)

	byLicense := make(map[string]*LicenseStats)
	for i := range m.Sources {
		e := &m.Sources[i]
		s.Sources = append(s.Sources, SourceStats{e.Name, e.License, e.Weight, e.Split, e.Report.Kept, e.Report.Usable})
		l := byLicense[e.License]
		if l == nil {
			l = &LicenseStats{License: e.License, Class: e.LicenseClass}
			byLicense[e.License] = l
		}
		l.Sources++
		for k, n := range e.Report.Kept {
			l.Functions[k] += n
		}
	}
	for _, l := range byLicense {
		s.Licenses = append(s.Licenses, *l)
	}
	slices.SortFunc(s.Licenses, func(a, b LicenseStats) int {
		return cmp.Or(cmp.Compare(b.Functions.Total(), a.Functions.Total()), cmp.Compare(a.License, b.License))
	})
	return s
}

func lengthStats(language lexers.Language, standalone bool, lengths []int) LengthStats {
	s := LengthStats{Language: language.String(), Standalone: standalone, Functions: len(lengths)}
	if len(lengths) == 0 {
		return s
	}
	slices.Sort(lengths)
	sum := 0
	for _, n := range lengths {
		sum += n
	}
	s.Mean = float64(sum) / float64(len(lengths))
	at := func(percent int) int { return lengths[(len(lengths)-1)*percent/100] }
	s.P5, s.P25, s.P50, s.P75, s.P95, s.P99, s.Max = at(5), at(25), at(50), at(75), at(95), at(99), at(100)
	return s
}

// shares turns the weighted tokens of domains into shares.
func shares(drawn map[string]*[lexers.LanguageCount]float64) []ShareStats {
	var total [lexers.LanguageCount]float64
	for _, d := range drawn {
		for l, x := range d {
			total[l] += x
		}
	}
	var list []ShareStats
	for domain, d := range drawn {
		share := make(map[string]float64)
		for l, x := range d {
			if total[l] > 0 {
				share[lexers.Language(l).String()] = x / total[l]
			}
		}
		list = append(list, ShareStats{domain, share})
	}
	slices.SortFunc(list, func(a, b ShareStats) int { return cmp.Compare(a.Domain, b.Domain) })
	return list
}
