package corpora

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"sync"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// Example is a function as ids of a vocabulary, without BOS and EOS.
type Example struct {
	Language lexers.Language
	IDs      []int32

	// Names holds, for each position of IDs that is an identifier placeholder or a
	// stand-in, the ids of the pieces of its name; nil at the others. The entries are
	// shared between the places of one name.
	Names [][]int32
}

// DatasetOptions say which functions of a split belong to a dataset.
type DatasetOptions struct {
	// StandaloneOnly leaves out methods.
	StandaloneOnly bool

	// MinTokens and MaxTokens bound the canonical tokens of a function. 0 means no
	// bound.
	MinTokens, MaxTokens int

	// MaxLength bounds the ids of an encoded function, which are more than its tokens
	// where those are split. 0 means no bound.
	MaxLength int

	// MinWordCount leaves out functions with a token that is rarer than this among
	// those of its language in the train split: names of a project's own helpers, as a
	// rule, which nothing in the function explains. 0 keeps all.
	MinWordCount int64

	// Replace puts words of the vocabulary in the place of some of a function's, as
	// many as there were, and says what each one stands for. nil replaces none. What
	// is replaced does not count as rare.
	Replace func(language lexers.Language, tokens []string) (replaced []string, names map[string]string)
}

// Dataset gives the functions of one split, encoded by a vocabulary. Functions
// with more placeholders than the vocabulary has are left out: spelled in pieces
// they would be no placeholders. Its methods may be called from several
// goroutines.
type Dataset struct {
	corpus     *Corpus
	split      Split
	vocabulary *bpe.Vocabulary
	options    DatasetOptions
	lookup     [][]int32 // word -> ids
	isName     []int32   // word -> k of a whole ID_k, else -1
	members    [lexers.LanguageCount]members

	mutex sync.Mutex
	err   error
}

// members are a dataset's functions of one language.
type members struct {
	functions []int32 // number within the split, by source
	sources   []memberSource
	inOrder   []int32 // number within the split, ascending
}

// memberSource is a stretch of members.functions that comes from one source.
type memberSource struct {
	start, end int
	cumulative float64 // weight of this stretch and those before it
}

// NewDataset selects and encodes. It reads every function of the split once.
func NewDataset(c *Corpus, split Split, v *bpe.Vocabulary, options DatasetOptions) (*Dataset, error) {
	d := &Dataset{corpus: c, split: split, vocabulary: v, options: options,
		lookup: make([][]int32, len(c.words)), isName: make([]int32, len(c.words))}
	unusable := make([]bool, len(c.words))
	for i, w := range c.words {
		d.lookup[i] = v.Encode(nil, w.Text)
		d.isName[i] = -1
		if prefix, k, ok := lexers.SplitPlaceholder(w.Text); ok {
			unusable[i] = len(d.lookup[i]) != 1
			if prefix == "ID" && !unusable[i] {
				d.isName[i] = int32(k)
			}
		}
	}
	for _, language := range lexers.Languages() {
		if err := d.collect(language, unusable); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// collect selects the functions of a language.
func (d *Dataset) collect(language lexers.Language, unusable []bool) error {
	m, options := &d.members[language], &d.options
	bySource := make([][]int32, len(d.corpus.manifest.Sources))
	number := -1
	for _, s := range d.corpus.parts[d.split][language].shards {
		for i, e := range s.index {
			number++
			tokens := int(e.tokens)
			if tokens == 0 || options.StandaloneOnly && e.flags&flagStandalone == 0 ||
				tokens < options.MinTokens || options.MaxTokens > 0 && tokens > options.MaxTokens {
				continue
			}
			r, err := s.record(i, uint32(len(d.lookup)))
			if err != nil {
				return fmt.Errorf("read corpus %s: %s, %s: %w", d.corpus.dir, d.split, language, err)
			}
			var replaced []string
			if options.MaxLength > 0 || options.MinWordCount > 0 {
				replaced, _ = d.replace(language, r.Tokens)
			}
			length, usable := 0, true
			for i, w := range r.Tokens {
				if replaced != nil && replaced[i] != d.corpus.words[w].Text {
					length++
					continue
				}
				length += len(d.lookup[w])
				usable = usable && !unusable[w] && d.corpus.words[w].Counts[language] >= options.MinWordCount
			}
			if !usable || options.MaxLength > 0 && length > options.MaxLength {
				continue
			}
			bySource[e.source] = append(bySource[e.source], int32(number))
			m.inOrder = append(m.inOrder, int32(number))
		}
	}
	total := 0.0
	for source, functions := range bySource {
		weight := d.corpus.manifest.Sources[source].Weight
		if len(functions) == 0 || weight <= 0 {
			continue
		}
		start := len(m.functions)
		m.functions = append(m.functions, functions...)
		total += weight * float64(len(functions))
		m.sources = append(m.sources, memberSource{start, len(m.functions), total})
	}
	return nil
}

// Len returns the number of functions of a language.
func (d *Dataset) Len(language lexers.Language) int { return len(d.members[language].inOrder) }

// Languages returns the languages that have functions to draw.
func (d *Dataset) Languages() []lexers.Language {
	var languages []lexers.Language
	for _, l := range lexers.Languages() {
		if len(d.members[l].sources) > 0 {
			languages = append(languages, l)
		}
	}
	return languages
}

// Sample draws a function of a language, each with the weight of its source. There
// must be one. When the corpus can't be read any more it returns an empty example
// and Err says why.
func (d *Dataset) Sample(rng *rand.Rand, language lexers.Language) Example {
	m := &d.members[language]
	x := rng.Float64() * m.sources[len(m.sources)-1].cumulative
	i := sort.Search(len(m.sources)-1, func(i int) bool { return x < m.sources[i].cumulative })
	s := m.sources[i]
	return d.example(language, m.functions[s.start+rng.IntN(s.end-s.start)])
}

// At returns function i of a language, in the order of the corpus, for i from 0 to
// Len-1. Of an unreadable corpus see Sample.
func (d *Dataset) At(language lexers.Language, i int) Example {
	return d.example(language, d.members[language].inOrder[i])
}

// Err returns the first error of reading the corpus.
func (d *Dataset) Err() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.err
}

func (d *Dataset) example(language lexers.Language, number int32) Example {
	s, err := d.corpus.Function(d.split, language, int(number))
	if err != nil {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		if d.err == nil {
			d.err = err
		}
		return Example{Language: language}
	}
	return d.encode(s)
}

// replace applies DatasetOptions.Replace to words; replaced is nil where nothing changes.
func (d *Dataset) replace(language lexers.Language, words []uint32) (replaced []string, names map[string]string) {
	if d.options.Replace == nil {
		return nil, nil
	}
	tokens := make([]string, len(words))
	for i, w := range words {
		tokens[i] = d.corpus.words[w].Text
	}
	if replaced, names = d.options.Replace(language, tokens); len(names) == 0 {
		return nil, nil
	}
	return replaced, names
}

// encode turns words into ids.
func (d *Dataset) encode(s *Sample) Example {
	e := Example{Language: s.Language, IDs: make([]int32, 0, len(s.Tokens)+len(s.Tokens)/4)}
	names := make([][]int32, len(s.Names))
	for k, pieces := range s.Names {
		for _, w := range pieces {
			names[k] = append(names[k], d.lookup[w]...)
		}
		names[k] = slices.Clip(names[k])
	}
	replaced, standFor := d.replace(s.Language, s.Tokens)
	stands := map[string][]int32{}
	for stand, name := range standFor {
		split := lexers.NamePieces(name)
		for _, piece := range split[:min(len(split), maxNamePieces)] {
			stands[stand] = d.vocabulary.Encode(stands[stand], piece)
		}
	}
	for i, w := range s.Tokens {
		if replaced != nil {
			if pieces, ok := stands[replaced[i]]; ok {
				e.IDs = d.vocabulary.Encode(e.IDs, replaced[i])
				e.Names = append(e.Names, pieces)
				continue
			}
		}
		e.IDs = append(e.IDs, d.lookup[w]...)
		for range d.lookup[w] {
			e.Names = append(e.Names, nil)
		}
		if k := d.isName[w]; k >= 0 && int(k) < len(names) {
			e.Names[len(e.Names)-1] = names[k]
		}
	}
	return e
}

// VocabularyOptions returns the options that a vocabulary for canonical tokens is
// learnt with: the reserved tokens of each language and the numbered placeholders.
func VocabularyOptions(merges int) bpe.LearnOptions {
	o := bpe.LearnOptions{Merges: merges, MinCount: 10}
	for _, l := range lexers.Languages() {
		o.Reserved[l] = lexers.ReservedTokens(l)
	}
	for _, p := range []struct {
		prefix string
		count  int
	}{{"ID", 64}, {"NUM", 32}, {"STR", 32}, {"CHR", 32}, {"own", 16}, {"Own", 8}} {
		o.Placeholders = append(o.Placeholders, bpe.NumberedPlaceholders(p.prefix, p.count)...)
	}
	return o
}

// LearnVocabulary learns a vocabulary of a number of merges from the train split
// of a corpus. Placeholders beyond the numbered ones of VocabularyOptions take no
// part: functions with so many are left out of datasets.
func LearnVocabulary(c *Corpus, merges int) (*bpe.Vocabulary, error) {
	words := make([]bpe.Word, 0, len(c.words))
	for _, w := range c.words {
		if _, _, ok := lexers.SplitPlaceholder(w.Text); !ok {
			words = append(words, w)
		}
	}
	return bpe.Learn(words, VocabularyOptions(merges))
}
