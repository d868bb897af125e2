package bpe

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a distinct word of a corpus with how often it occurs.
type Word struct {
	Text string

	// Counts is how often it occurs as a token in each language.
	Counts [languageCount]int64

	// Hints is how often it occurs beside the tokens, as a piece of a name that a
	// placeholder stands for. It weighs in the merges and leaves the language masks
	// alone: an encoder reads hints, a decoder never writes them.
	Hints int64
}

func (w *Word) total() int64 { return w.Counts[0] + w.Counts[1] + w.Counts[2] + w.Hints }

// LearnOptions are the options of Learn and Build. With the zero value there are
// no merges: every word is spelled letter by letter.
type LearnOptions struct {
	// Merges is the number of merges to learn at most; there are fewer when no pair
	// occurs twice. Build takes it as a limit, 0 as none.
	Merges int

	// Reserved lists, for each language, the tokens that stay whole.
	Reserved [languageCount][]string

	// Placeholders stay whole in every language, and no merge makes a piece that
	// reads like one.
	Placeholders []string

	// MinCount is how often a character must occur to have an id of its own; a rarer
	// one is spelled in bytes. Pairs that are rarer are not merged. 0 means 2 for
	// pairs and 1 for characters.
	MinCount int64
}

// NumberedPlaceholders returns prefix_0 to prefix_{n-1}.
func NumberedPlaceholders(prefix string, n int) []string {
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = fmt.Sprintf("%s_%d", prefix, i)
	}
	return tokens
}

// Learn learns merges from words and builds the vocabulary over them: special
// ids, placeholders, reserved tokens, bytes, characters, merged pieces in the order
// of their merges. The order of words does not matter; the same words and options
// give the same vocabulary.
func Learn(words []Word, options LearnOptions) (*Vocabulary, error) {
	l := newLearner(words, options)
	var merges []Merge
	for len(merges) < options.Merges {
		m, ok := l.next()
		if !ok {
			break
		}
		merges = append(merges, m)
	}
	return build(l.alphabet, merges, words, options)
}

// Build builds a vocabulary like Learn's over merges from elsewhere, such as a
// fastBPE codes file. Merges that read like a placeholder or a special token, or
// whose sides no earlier merge makes, are left out; characters that occur in
// merges have ids whatever their counts.
func Build(merges []Merge, words []Word, options LearnOptions) (*Vocabulary, error) {
	l := newLearner(words, options)
	known := make(map[string]bool)
	for _, c := range l.symbols {
		known[c] = true
	}
	add := func(symbol string) bool {
		body, _ := strings.CutSuffix(symbol, endOfWord)
		if known[symbol] {
			return true
		}
		if utf8.RuneCountInString(body) != 1 || !l.mergeable(body) {
			return false
		}
		for _, c := range []string{symbol, body} {
			if !known[c] {
				known[c] = true
				l.alphabet = append(l.alphabet, c)
			}
		}
		return true
	}
	var kept []Merge
	seen := make(map[Merge]bool)
	for _, m := range merges {
		if options.Merges > 0 && len(kept) == options.Merges {
			break
		}
		if seen[m] || strings.HasSuffix(m.Left, endOfWord) || l.forbidden(m.Left+m.Right) || !add(m.Left) || !add(m.Right) {
			continue
		}
		seen[m] = true
		known[m.Left+m.Right] = true
		kept = append(kept, m)
	}
	slices.Sort(l.alphabet)
	return build(l.alphabet, kept, words, options)
}

// build lays out the tokens and works out the language masks: those of pieces
// from the encodings of the words.
func build(alphabet []string, merges []Merge, words []Word, options LearnOptions) (*Vocabulary, error) {
	var tokens []token
	at := make(map[string]int)
	add := func(text string, k kind, languages uint8) {
		if i, ok := at[text]; ok {
			tokens[i].languages |= languages
			return
		}
		at[text] = len(tokens)
		tokens = append(tokens, token{text, k, languages})
	}
	for i, s := range specialTexts {
		var languages uint8
		if i == EOS {
			languages = AllLanguages
		}
		add(s, kindSpecial, languages)
	}
	for _, text := range options.Placeholders {
		add(text, kindReserved, AllLanguages)
	}
	for language, reserved := range options.Reserved {
		for _, text := range reserved {
			if i, ok := at[text]; ok && i < specialCount {
				return nil, fmt.Errorf("reserved token %q is a special token", text)
			}
			languages := uint8(1) << language
			if oneLetter(text) {
				languages = AllLanguages // it ends names, too
			}
			add(text, kindReserved, languages)
		}
	}
	for b := range 256 {
		add(byteText(byte(b)), kindByte, AllLanguages)
	}
	add(endOfWord, kindEnd, AllLanguages)
	piece := func(symbol string) {
		body, final := strings.CutSuffix(symbol, endOfWord)
		var languages uint8
		if oneLetter(body) {
			languages = AllLanguages
		}
		if final {
			add(body, kindFinal, languages)
		} else {
			add(body+continues, kindContinues, languages)
		}
	}
	for _, c := range alphabet {
		piece(c)
	}
	for _, m := range merges {
		piece(m.Left + m.Right)
	}
	v, err := newVocabulary(tokens, merges)
	if err != nil {
		return nil, err
	}
	var ids []int32
	for i := range words {
		var languages uint8
		for l, n := range words[i].Counts {
			if n > 0 {
				languages |= 1 << l
			}
		}
		if languages == 0 {
			continue
		}
		ids = v.Encode(ids[:0], words[i].Text)
		for _, id := range ids {
			v.tokens[id].languages |= languages
		}
	}
	return v, nil
}

// A learner merges the most frequent pair of adjacent symbols, again and again.
//
// Counting all pairs anew for each merge would cost merges times corpus. Instead
// every pair knows the words that it may be in, a merge corrects the counts of the
// pairs in those words alone, and a heap gives the most frequent pair. An entry of
// the heap whose count has fallen since is put back with the true one when it
// comes up (counts of a pair already in the heap never grow unseen: a grown count
// gets a new entry).
//
//	low</w> x5   l o w</w>      counts: lo 7, ow</w> 5, ow 2, we 2, er</w> 2
//	lower</w> x2 l o w e r</w>  merge lo: low</w>, low gain 5 and 2; ow</w>, ow go
type learner struct {
	forbid   map[string]bool // symbols that no merge may make
	minPair  int64
	symbols  []string // symbol -> text, with </w> at the end of a word
	ids      map[string]int32
	alphabet []string // sorted
	words    []learnedWord
	counts   map[uint64]int64
	where    map[uint64][]int32 // pair -> words that it is or was in
	done     map[uint64]bool    // pairs that are merges already
	queue    pairHeap
}

// learnedWord is a word, or a stretch of one, as symbols.
type learnedWord struct {
	symbols []int32
	count   int64
}

// mergeable reports whether a character may be part of a merged piece. White space
// may not, as codes files are split at it.
func (l *learner) mergeable(character string) bool {
	r, n := utf8.DecodeRuneInString(character)
	return !(r == utf8.RuneError && n <= 1) && !unicode.IsSpace(r) && unicode.IsPrint(r)
}

// forbidden reports whether a symbol would be taken for something else than a
// piece when it is written out.
func (l *learner) forbidden(symbol string) bool {
	body, final := strings.CutSuffix(symbol, endOfWord)
	if strings.Contains(body, endOfWord) || body == "" {
		return true
	}
	return final && (l.forbid[body] || markupText(body) || strings.HasSuffix(body, continues))
}

func newLearner(words []Word, options LearnOptions) *learner {
	l := &learner{
		forbid:  make(map[string]bool),
		minPair: max(options.MinCount, 2),
		ids:     make(map[string]int32),
		counts:  make(map[uint64]int64),
		where:   make(map[uint64][]int32),
		done:    make(map[uint64]bool),
	}
	reserved := make(map[string]bool)
	letters := make(map[string]bool) // reserved letters and digits: the final form exists
	for _, list := range append(options.Reserved[:], options.Placeholders) {
		for _, text := range list {
			reserved[text] = true
			if oneLetter(text) {
				letters[text+endOfWord] = true
			}
		}
	}
	for _, text := range options.Placeholders {
		l.forbid[text] = true
	}

	// The alphabet: characters at the end of a word apart from those elsewhere.
	frequency := make(map[string]int64)
	for i := range words {
		n := words[i].total()
		if reserved[words[i].Text] || n <= 0 {
			continue
		}
		for chunk := range chunks(words[i].Text) {
			characters(chunk.text, func(c string, last bool) {
				if last && chunk.last {
					c += endOfWord
				}
				frequency[c] += n
			})
		}
	}
	// Names may be spelled with letters that the corpus does not have.
	for c := byte('0'); c <= 'z'; c++ {
		if s := string(rune(c)); oneLetter(s) {
			frequency[s] += max(options.MinCount, 1)
			frequency[s+endOfWord] += max(options.MinCount, 1)
		}
	}
	for c, n := range frequency {
		body, _ := strings.CutSuffix(c, endOfWord)
		if n < options.MinCount || !l.mergeable(body) {
			continue
		}
		if !letters[c] {
			l.alphabet = append(l.alphabet, c)
		}
		if c != body {
			l.alphabet = append(l.alphabet, body) // a word that is longer may hold it, too
		}
	}
	slices.Sort(l.alphabet)
	l.alphabet = slices.Compact(l.alphabet)
	for _, c := range l.alphabet {
		l.symbol(c)
	}
	for _, c := range slices.Sorted(keys(letters)) {
		l.symbol(c)
	}

	for i := range words {
		n := words[i].total()
		if reserved[words[i].Text] || n <= 0 {
			continue
		}
		for chunk := range chunks(words[i].Text) {
			l.add(chunk, n)
		}
	}
	for key, n := range l.counts {
		l.queue = append(l.queue, l.entry(key, n))
	}
	heap.Init(&l.queue)
	return l
}

func keys(m map[string]bool) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// symbol returns the number of a symbol, a new one where it is not known.
func (l *learner) symbol(text string) int32 {
	id, ok := l.ids[text]
	if !ok {
		id = int32(len(l.symbols))
		l.ids[text] = id
		l.symbols = append(l.symbols, text)
	}
	return id
}

// add counts the pairs of a chunk. A character outside the alphabet is spelled in
// bytes, which no merge crosses: it cuts the chunk.
func (l *learner) add(c chunk, count int64) {
	var symbols []int32
	cut := func() {
		if len(symbols) > 1 {
			w := int32(len(l.words))
			l.words = append(l.words, learnedWord{symbols: symbols, count: count})
			for i := 0; i+1 < len(symbols); i++ {
				key := pairKey(symbols[i], symbols[i+1])
				l.counts[key] += count
				l.where[key] = append(l.where[key], w)
			}
		}
		symbols = nil
	}
	characters(c.text, func(text string, last bool) {
		if last && c.last {
			if id, ok := l.ids[text+endOfWord]; ok {
				symbols = append(symbols, id)
				return
			}
		}
		if id, ok := l.ids[text]; ok {
			symbols = append(symbols, id)
		} else {
			cut()
		}
	})
	cut()
}

func (l *learner) entry(key uint64, count int64) pairEntry {
	return pairEntry{key: key, count: count, left: l.symbols[key>>32], right: l.symbols[uint32(key)]}
}

// next makes the next merge.
func (l *learner) next() (Merge, bool) {
	for len(l.queue) > 0 {
		top := heap.Pop(&l.queue).(pairEntry)
		count := l.counts[top.key]
		if count != top.count {
			if 0 < count && count < top.count {
				heap.Push(&l.queue, l.entry(top.key, count))
			}
			continue
		}
		if count < l.minPair {
			return Merge{}, false
		}
		if l.forbidden(top.left + top.right) {
			delete(l.counts, top.key)
			continue
		}
		l.apply(top.key, l.symbol(top.left+top.right))
		if l.done[top.key] {
			// A side was made a second time, from other pieces: abc from a bc after
			// ab c. The merge stands already.
			continue
		}
		l.done[top.key] = true
		return Merge{Left: top.left, Right: top.right}, true
	}
	return Merge{}, false
}

// apply replaces a pair by a symbol in all words and corrects the counts.
func (l *learner) apply(key uint64, both int32) {
	left, right := int32(key>>32), int32(uint32(key))
	grown := make(map[uint64]bool)
	list := l.where[key]
	delete(l.where, key)
	slices.Sort(list)
	list = slices.Compact(list)
	for _, index := range list {
		w := &l.words[index]
		s := w.symbols
		found := false
		for i := 0; i+1 < len(s); i++ {
			found = found || s[i] == left && s[i+1] == right
		}
		if !found {
			continue
		}
		for i := 0; i+1 < len(s); i++ {
			l.counts[pairKey(s[i], s[i+1])] -= w.count
		}
		kept := s[:0]
		for i := 0; i < len(s); i++ {
			if i+1 < len(s) && s[i] == left && s[i+1] == right {
				kept = append(kept, both)
				i++
			} else {
				kept = append(kept, s[i])
			}
		}
		w.symbols = kept
		for i := 0; i+1 < len(kept); i++ {
			pair := pairKey(kept[i], kept[i+1])
			l.counts[pair] += w.count
			if kept[i] == both || kept[i+1] == both {
				grown[pair] = true
				l.where[pair] = append(l.where[pair], index)
			}
		}
	}
	delete(l.counts, key)
	for pair := range grown {
		heap.Push(&l.queue, l.entry(pair, l.counts[pair]))
	}
}

// pairEntry is a pair in the heap with its count when it was put there.
type pairEntry struct {
	key         uint64
	count       int64
	left, right string
}

// pairHeap has the most frequent pair on top, of equals the one that sorts first.
type pairHeap []pairEntry

func (h pairHeap) Len() int { return len(h) }
func (h pairHeap) Less(i, j int) bool {
	a, b := &h[i], &h[j]
	return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) < 0
}
func (h pairHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *pairHeap) Push(x any)   { *h = append(*h, x.(pairEntry)) }
func (h *pairHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
