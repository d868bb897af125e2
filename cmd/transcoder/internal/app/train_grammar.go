package app

import (
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/beam"
	"transcoder/translate"
)

// grammarHold holds back-translation to what translating allows: functions that
// parse, and call what the language has. The model learns to read such.
type grammarHold struct {
	vocabulary  *bpe.Vocabulary
	constraints *translate.Constraints
}

func newGrammarHold(v *bpe.Vocabulary) *grammarHold {
	return &grammarHold{v, translate.NewConstraints(v)}
}

func (h *grammarHold) constrain(step beam.Step, sources []seq2seq.Sequence, language int, maxLengths []int) (beam.Step, error) {
	canonicals := make([]*lexers.Canonical, len(sources))
	for i, s := range sources {
		tokens, pieces := decodeTokens(h.vocabulary, s)
		l := newLegend(pieces, tokens)
		canonicals[i] = &lexers.Canonical{Language: lexers.Language(s.Language), Tokens: tokens, Names: l.names, Numbers: l.numbers, Literals: l.literals}
	}
	return h.constraints.Constrain(step, canonicals, lexers.Language(language), maxLengths)
}
