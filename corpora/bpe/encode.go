package bpe

import (
	"strings"
	"unicode/utf8"
)

// chunkLength bounds the characters that are merged together. Merging takes time
// quadratic in them; names are far shorter, and a longer word is encoded
// chunk by chunk.
const chunkLength = 256

// Encode appends the ids of word to dst and returns it. Any word has an encoding,
// text that is not UTF-8 included; the empty word has none.
func (v *Vocabulary) Encode(dst []int32, word string) []int32 {
	if word == "" {
		return dst
	}
	if id, ok := v.whole[word]; ok {
		return append(dst, id)
	}
	for chunk := range chunks(word) {
		start := len(dst)
		dst = v.spell(dst, chunk.text, chunk.last)
		dst = dst[:start+v.merge(dst[start:])]
	}
	return dst
}

// chunk is a part of a word short enough to be merged.
type chunk struct {
	text string
	last bool // whether the word ends with it
}

// chunks cuts a word into parts of at most chunkLength characters.
func chunks(word string) func(yield func(chunk) bool) {
	return func(yield func(chunk) bool) {
		for {
			n, count := 0, 0
			for n < len(word) && count < chunkLength {
				_, width := utf8.DecodeRuneInString(word[n:])
				n += width
				count++
			}
			last := n == len(word)
			if !yield(chunk{word[:n], last}) || last {
				return
			}
			word = word[n:]
		}
	}
}

// spell appends the characters of text, those outside the alphabet as bytes.
func (v *Vocabulary) spell(dst []int32, text string, endsWord bool) []int32 {
	characters(text, func(c string, last bool) {
		final := last && endsWord
		if final {
			// Operators are no part of names, though they are tokens of one character.
			if id, ok := v.whole[c]; ok && (v.tokens[id].kind == kindFinal || oneLetter(c)) {
				dst = append(dst, id)
				return
			}
		}
		if id, ok := v.continued[c]; ok {
			dst = append(dst, id)
		} else {
			for i := range len(c) {
				dst = append(dst, v.firstByte+int32(c[i]))
			}
		}
		if final {
			dst = append(dst, v.end)
		}
	})
	return dst
}

// merge joins pieces in place, the earliest merge first and each at all its
// places from left to right, as fastBPE does, and returns how many are left.
func (v *Vocabulary) merge(pieces []int32) int {
	n := len(pieces)
	for n > 1 {
		best := merged{rank: int32(len(v.merges))}
		var left, right int32
		for i := 0; i+1 < n; i++ {
			if m, ok := v.pairs[pairKey(pieces[i], pieces[i+1])]; ok && m.rank < best.rank {
				best, left, right = m, pieces[i], pieces[i+1]
			}
		}
		if best.rank == int32(len(v.merges)) {
			break
		}
		kept := 0
		for i := 0; i < n; i++ {
			if i+1 < n && pieces[i] == left && pieces[i+1] == right {
				pieces[kept] = best.piece
				i++
			} else {
				pieces[kept] = pieces[i]
			}
			kept++
		}
		n = kept
	}
	return n
}

// Decode joins ids into words. Special ids are left out; they end a word that
// was not complete, and so does the end of ids. Ids outside the vocabulary are
// left out, too.
func (v *Vocabulary) Decode(ids []int32) []string {
	words, _ := v.DecodeWords(ids)
	return words
}

// DecodeWords is Decode with the index of the word that each id is a part of. An
// id that spells nothing belongs to the word before it, or to the first.
func (v *Vocabulary) DecodeWords(ids []int32) (words []string, part []int) {
	part = make([]int, len(ids))
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for i, id := range ids {
		part[i] = len(words)
		if id < 0 || int(id) >= len(v.tokens) {
			continue
		}
		switch t := v.tokens[id]; t.kind {
		case kindSpecial, kindEnd:
			if word.Len() == 0 {
				part[i] = max(0, len(words)-1)
			}
			flush()
		case kindByte:
			word.WriteByte(byte(id - v.firstByte))
		case kindContinues:
			word.WriteString(strings.TrimSuffix(t.text, continues))
		default:
			word.WriteString(t.text)
			flush()
		}
	}
	flush()
	return words, part
}
