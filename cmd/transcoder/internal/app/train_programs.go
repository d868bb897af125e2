package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
)

// A corpus keeps canonical forms, without the literals and the spelling of names
// that they had. So a function that is to be run gets new ones, the same in source
// and translation: whether a translation does what its source does depends on
// where a placeholder stands, hardly on what it stands for.

// legend is what placeholders stand for.
type legend struct{ names, numbers, literals []string }

// newLegend makes one for all placeholders of some token sequences. pieces[k] are
// those of the name of ID_k; they may hint at what to run the function on.
func newLegend(pieces [][]string, sides ...[]string) legend {
	var l legend
	characters := map[int]bool{}
	grow := func(list *[]string, k int) {
		for len(*list) <= k && k < maxPlaceholders {
			*list = append(*list, "")
		}
	}
	for _, tokens := range sides {
		for _, token := range tokens {
			prefix, k, ok := lexers.SplitPlaceholder(token)
			switch {
			case !ok:
			case prefix == "ID":
				grow(&l.names, k)
			case prefix == "NUM":
				grow(&l.numbers, k)
			default:
				grow(&l.literals, k)
				characters[k] = characters[k] || prefix == "CHR"
			}
		}
	}
	taken := map[string]bool{}
	for k := range l.names {
		name := "v"
		if k < len(pieces) {
			if joined := strings.Join(pieces[k], "_"); plainName(joined) {
				name = joined
			}
		}
		if k == 0 {
			name = "f_" + name // the function's own: no keyword or API is called so
		}
		if taken[name] || name == "v" {
			name += "_" + strconv.Itoa(k)
		}
		taken[name] = true
		l.names[k] = name
	}
	// Numbers that no kept one equals, large enough for the sizes of arrays and
	// small enough for loops.
	for k := range l.numbers {
		l.numbers[k] = strconv.Itoa(101 + 2*k)
	}
	for k := range l.literals {
		l.literals[k] = string(rune('k' + k%15))
		if !characters[k] {
			l.literals[k] = "str" + strconv.Itoa(k)
		}
	}
	return l
}

// maxPlaceholders bounds a legend: more than vocabularies have.
const maxPlaceholders = 256

// plainName reports whether a name can be one in all languages, keywords aside.
func plainName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !(c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '_')) {
			return false
		}
	}
	return name != ""
}

// text writes tokens as source text of a language. That they mean something is
// not said; ok is false where they don't render or don't parse as one function.
func (l legend) text(ctx context.Context, tokens []string, from, to lexers.Language) (text string, ok bool) {
	text, again := l.reread(ctx, tokens, from, to)
	return text, again != nil
}

// reread is text with the canonical form that the text has; nil where it has none.
func (l legend) reread(ctx context.Context, tokens []string, from, to lexers.Language) (text string, again *lexers.Canonical) {
	c := lexers.Canonical{Language: from, Tokens: tokens, Names: l.names, Numbers: l.numbers, Literals: l.literals}
	text, err := c.Render(to)
	if err != nil {
		return "", nil
	}
	if again, err = lexers.Canonicalize(ctx, to, text); err != nil {
		return "", nil
	}
	return text, again
}

// encodeTokens returns canonical tokens as ids, with the pieces of the names of
// placeholders; ok is false where the vocabulary lacks a placeholder.
func encodeTokens(v *bpe.Vocabulary, language lexers.Language, tokens []string, pieces [][]string) (s seq2seq.Sequence, ok bool) {
	names := make([][]int32, len(pieces))
	for k := range pieces {
		for _, piece := range pieces[k] {
			names[k] = v.Encode(names[k], piece)
		}
	}
	s.Language = int(language)
	for _, token := range tokens {
		start := len(s.IDs)
		s.IDs = v.Encode(s.IDs, token)
		n := len(s.IDs) - start
		s.Names = append(s.Names, make([][]int32, n)...)
		if prefix, k, placeholder := lexers.SplitPlaceholder(token); placeholder {
			if n != 1 {
				return s, false
			}
			if prefix == "ID" && k < len(names) && len(names[k]) > 0 {
				s.Names[start] = names[k]
			}
		}
	}
	return s, true
}

// decodeTokens returns ids as canonical tokens, and the pieces of the names that
// its placeholders have.
func decodeTokens(v *bpe.Vocabulary, s seq2seq.Sequence) (tokens []string, pieces [][]string) {
	tokens = v.Decode(s.IDs)
	for i, token := range tokens {
		tokens[i] = strings.ToValidUTF8(token, "\uFFFD") // spelled in bytes
	}
	for i, ids := range s.Names {
		if ids == nil {
			continue
		}
		if _, k, ok := lexers.SplitPlaceholder(v.Token(s.IDs[i])); ok && k < maxPlaceholders {
			for len(pieces) <= k {
				pieces = append(pieces, nil)
			}
			pieces[k] = v.Decode(slices.Clone(ids))
		}
	}
	return tokens, pieces
}
