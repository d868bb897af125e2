package translate

import (
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
)

// maxNamePieces is how many pieces of a name the model is told: as many as
// corpora keep.
const maxNamePieces = 8

// unknownPlaceholder returns the first placeholder of a canonical form that the
// vocabulary has no id for; "" if there is none. Spelled in letters it would stand
// for nothing.
func unknownPlaceholder(v *bpe.Vocabulary, c *lexers.Canonical) string {
	for _, token := range c.Tokens {
		if _, _, ok := lexers.SplitPlaceholder(token); ok {
			if _, known := v.ID(token); !known {
				return token
			}
		}
	}
	return ""
}

// encode returns the model's input for a canonical form: every token as one or
// more subword ids, and beside each identifier placeholder and stand-in the pieces of
// the name that it stands for. tokens is the index of the token that each id is a
// part of.
func encode(v *bpe.Vocabulary, c *lexers.Canonical, standFor map[string]string) (s seq2seq.Sequence, tokens []int) {
	spell := func(name string) (ids []int32) {
		split := lexers.NamePieces(name)
		for _, piece := range split[:min(len(split), maxNamePieces)] {
			ids = v.Encode(ids, piece)
		}
		return ids
	}
	pieces := make([][]int32, len(c.Names))
	for k, name := range c.Names {
		pieces[k] = spell(name)
	}
	s.Language = int(c.Language)
	for i, token := range c.Tokens {
		start := len(s.IDs)
		s.IDs = v.Encode(s.IDs, token)
		for range len(s.IDs) - start {
			s.Names = append(s.Names, nil)
			tokens = append(tokens, i)
		}
		if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && k < len(pieces) && len(s.IDs) == start+1 {
			s.Names[start] = pieces[k]
		} else if name, ok := standFor[token]; ok {
			s.Names[start] = spell(name)
		}
	}
	return s, tokens
}
