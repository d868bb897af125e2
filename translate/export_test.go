package translate

import (
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/models"
	"transcoder/seq2seq"
)

// OpenDefault opens the default model until the test ends.
func OpenDefault(t testing.TB) *Translator {
	t.Helper()
	translator, err := Open(models.Default(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(translator.Close)
	return translator
}

// Encode lets the fixture's training make the ids that translation makes.
func Encode(v *bpe.Vocabulary, c *lexers.Canonical) seq2seq.Sequence {
	s, _ := encode(v, c, nil)
	return s
}
