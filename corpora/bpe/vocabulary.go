package bpe

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Ids with a meaning of their own, the same in every vocabulary.
const (
	Pad     = 0
	BOS     = 1 // begins every decoder input
	EOS     = 2 // ends every source and every target
	Mask    = 3 // hides a token from the encoder
	Unknown = 4 // never produced by Encode

	specialCount = 5
)

// languageCount is the number of languages that a mask has bits for; the bit of
// a language is 1<<number.
const languageCount = 3

// AllLanguages is the mask of a token that every language can hold.
const AllLanguages = 1<<languageCount - 1

// endOfWord marks the last symbol of a word in merges. As a token of its own it
// ends a word whose last character is spelled in bytes.
const endOfWord = "</w>"

// continues marks a piece that does not end its word.
const continues = "@@"

// specialTexts are the tokens of the special ids.
var specialTexts = [specialCount]string{"<pad>", "<s>", "</s>", "<mask>", "<unk>"}

// byteText returns the token that stands for a byte.
func byteText(b byte) string { return fmt.Sprintf("<0x%02X>", b) }

// kind says what a token is.
type kind byte

const (
	kindSpecial   kind = 's'
	kindReserved  kind = 'r' // whole token
	kindByte      kind = 'b' // one byte of a character, never ends a word
	kindEnd       kind = 'e' // </w>
	kindContinues kind = 'c' // piece with more of its word behind it
	kindFinal     kind = 'f' // piece that ends its word
)

// token is one entry of a vocabulary.
type token struct {
	text      string // as Token returns it; a continuing piece has @@ behind it
	kind      kind
	languages uint8
}

// merged says what a pair of pieces becomes, and how early.
type merged struct {
	rank  int32 // 0 is the first merge
	piece int32 // id of the two together
}

// Vocabulary maps between words and ids. It is immutable: any number of
// goroutines may share one.
type Vocabulary struct {
	tokens []token
	merges []Merge

	ids       map[string]int32 // text as Token returns it -> id
	whole     map[string]int32 // word -> reserved token or final piece
	continued map[string]int32 // text without @@ -> continuing piece
	pairs     map[uint64]merged
	firstByte int32
	end       int32
}

// Size returns the number of ids.
func (v *Vocabulary) Size() int { return len(v.tokens) }

// Token returns the text of an id: a piece that does not end its word has @@
// behind it, a byte reads <0x41>. It panics when id is not of the vocabulary.
func (v *Vocabulary) Token(id int32) string { return v.tokens[id].text }

// ID returns the id whose text Token gives as token.
func (v *Vocabulary) ID(token string) (int32, bool) {
	id, ok := v.ids[token]
	return id, ok
}

// Languages returns the set of languages that id can occur in, 1<<language for
// each. The end of the sequence is in every set, the other special ids in none;
// bytes and single letters and digits are in every set, so that any name can be
// spelled in any language.
func (v *Vocabulary) Languages(id int32) uint8 { return v.tokens[id].languages }

// Special reports whether id has a meaning of its own and is no part of a word.
func (v *Vocabulary) Special(id int32) bool { return id < specialCount }

// Continues reports whether a word goes on behind id.
func (v *Vocabulary) Continues(id int32) bool {
	k := v.tokens[id].kind
	return k == kindContinues || k == kindByte
}

// Reserved reports whether id is one of the tokens that were given whole:
// placeholders, structure tokens, keywords, operators.
func (v *Vocabulary) Reserved(id int32) bool { return v.tokens[id].kind == kindReserved }

// Merges returns the merges in the order of their rank. The caller must not
// change them.
func (v *Vocabulary) Merges() []Merge { return v.merges }

// pairKey joins two ids into the key of Vocabulary.pairs.
func pairKey(left, right int32) uint64 { return uint64(uint32(left))<<32 | uint64(uint32(right)) }

// newVocabulary builds the tables over tokens and merges and checks that they fit
// together: that special ids and bytes are in their places, no token comes twice,
// and every merge joins two pieces into a third.
func newVocabulary(tokens []token, merges []Merge) (*Vocabulary, error) {
	v := &Vocabulary{
		tokens:    tokens,
		merges:    merges,
		ids:       make(map[string]int32, len(tokens)),
		whole:     make(map[string]int32, len(tokens)),
		continued: make(map[string]int32, len(tokens)),
		pairs:     make(map[uint64]merged, len(merges)),
		firstByte: -1,
		end:       -1,
	}
	if len(tokens) < specialCount {
		return nil, fmt.Errorf("%d tokens, expected the %d special ones first", len(tokens), specialCount)
	}
	bytes := 0
	for i, t := range tokens {
		id := int32(i)
		if i < specialCount != (t.kind == kindSpecial) {
			return nil, fmt.Errorf("token %d is of kind %q: the special tokens are the first %d", i, t.kind, specialCount)
		}
		if t.languages > AllLanguages {
			return nil, fmt.Errorf("token %d has language mask %d, expected at most %d", i, t.languages, AllLanguages)
		}
		if _, twice := v.ids[t.text]; twice {
			return nil, fmt.Errorf("token %d, %q, comes twice", i, t.text)
		}
		v.ids[t.text] = id
		switch t.kind {
		case kindSpecial:
			if t.text != specialTexts[i] {
				return nil, fmt.Errorf("token %d is %q, expected %q", i, t.text, specialTexts[i])
			}
		case kindByte:
			if bytes == 0 {
				v.firstByte = id
			}
			if bytes > 255 || id != v.firstByte+int32(bytes) || t.text != byteText(byte(bytes)) {
				return nil, fmt.Errorf("token %d is %q: the bytes are not in their order", i, t.text)
			}
			bytes++
		case kindEnd:
			if t.text != endOfWord {
				return nil, fmt.Errorf("token %d is %q, expected %q", i, t.text, endOfWord)
			}
			v.end = id
		case kindReserved, kindFinal:
			if err := checkWhole(t); err != nil {
				return nil, fmt.Errorf("token %d: %w", i, err)
			}
			v.whole[t.text] = id
		case kindContinues:
			body, ok := strings.CutSuffix(t.text, continues)
			if !ok || body == "" || strings.Contains(body, endOfWord) {
				return nil, fmt.Errorf("token %d, %q, is not a piece with %s behind it", i, t.text, continues)
			}
			v.continued[body] = id
		default:
			return nil, fmt.Errorf("token %d is of unknown kind %q", i, t.kind)
		}
	}
	if bytes != 256 || v.end < 0 {
		return nil, errors.New("the tokens of the 256 bytes and of the end of a word are not complete")
	}
	for i, m := range merges {
		left, ok := v.continued[m.Left]
		if !ok {
			return nil, fmt.Errorf("merge %d: left side %q is no piece", i, m.Left)
		}
		right, ok := v.symbol(m.Right)
		if !ok {
			return nil, fmt.Errorf("merge %d: right side %q is no piece", i, m.Right)
		}
		both, ok := v.symbol(m.Left + m.Right)
		if !ok {
			return nil, fmt.Errorf("merge %d: result %q is no piece", i, m.Left+m.Right)
		}
		key := pairKey(left, right)
		if _, twice := v.pairs[key]; twice {
			return nil, fmt.Errorf("merge %d, %q %q, comes twice", i, m.Left, m.Right)
		}
		v.pairs[key] = merged{rank: int32(i), piece: both}
	}
	return v, nil
}

// symbol returns the id of a symbol as merges spell it: with </w> at the end of a
// word and with nothing elsewhere.
func (v *Vocabulary) symbol(s string) (int32, bool) {
	if body, final := strings.CutSuffix(s, endOfWord); final {
		id, ok := v.whole[body]
		return id, ok
	}
	id, ok := v.continued[s]
	return id, ok
}

// checkWhole says why the text of a reserved token or a final piece would be
// taken for another kind of token.
func checkWhole(t token) error {
	switch {
	case t.text == "":
		return errors.New("empty token")
	case strings.HasSuffix(t.text, continues):
		return fmt.Errorf("%q ends in %s, which marks a piece that goes on", t.text, continues)
	case t.kind == kindFinal && strings.Contains(t.text, endOfWord):
		return fmt.Errorf("%q holds %s, which marks the end of a word", t.text, endOfWord)
	case markupText(t.text):
		return fmt.Errorf("%q is the text of a special token", t.text)
	}
	return nil
}

// markupText reports whether text is that of a special token, of a byte or of the
// end of a word.
func markupText(text string) bool {
	if text == endOfWord {
		return true
	}
	for _, s := range specialTexts {
		if text == s {
			return true
		}
	}
	if len(text) == len("<0x00>") && strings.HasPrefix(text, "<0x") && text[5] == '>' {
		return strings.Trim(text[3:5], "0123456789ABCDEF") == ""
	}
	return false
}

// oneLetter reports whether text is a single letter, digit or underscore of ASCII:
// what names are spelled with.
func oneLetter(text string) bool {
	if len(text) != 1 {
		return false
	}
	c := text[0]
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// characters calls yield with each character of word: a rune, or one byte where
// the word is not valid UTF-8.
func characters(word string, yield func(character string, last bool)) {
	for len(word) > 0 {
		_, n := utf8.DecodeRuneInString(word)
		yield(word[:n], n == len(word))
		word = word[n:]
	}
}
