package grammar_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"transcoder/lexers"
	"transcoder/models"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
	"transcoder/translate"
)

// proofCount is how many outputs of a model are parsed for each target language:
// TRANSCODER_GRAMMAR_PROOF, for which 3334 make ten thousand in all.
func proofCount(t *testing.T) int {
	t.Helper()
	text := os.Getenv("TRANSCODER_GRAMMAR_PROOF")
	if text == "" {
		return 24
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// randomModel returns a translator whose weights are as they were drawn, over
// the vocabulary of the embedded model.
func randomModel(t *testing.T) *translate.Translator {
	t.Helper()
	v := vocabulary(t)
	var text bytes.Buffer
	if _, err := v.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	model, err := seq2seq.New(seq2seq.Config{
		Vocabulary: v.Size(), Languages: lexers.LanguageCount, Width: 32, Heads: 4, FeedForward: 64,
		EncoderLayers: 1, DecoderLayers: 1, Positions: 512, ShiftedHeads: 2, Pointer: true, Names: true,
	}, rand.New(rand.NewPCG(3, 4)))
	if err != nil {
		t.Fatal(err)
	}
	translator, err := translate.New(&checkpoint.Checkpoint{CanonicalVersion: lexers.CanonicalVersion, Vocabulary: text.Bytes(), Model: model}, translate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return translator
}

// TestModelOutputParses has each language's own parser read what models write:
// one whose weights are random, and the embedded one on the functions of
// translate/testdata/parallel. The hypotheses are drawn, at temperature 1.
func TestModelOutputParses(t *testing.T) {
	embedded, err := translate.Open(models.Default(), translate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name       string
		translator *translate.Translator
	}{{"random weights", randomModel(t)}, {"embedded model", embedded}} {
		defer test.translator.Close()
		for _, to := range lexers.Languages() {
			t.Run(test.name+" "+to.String(), func(t *testing.T) {
				texts, tokens := drawn(t, test.translator, to, proofCount(t))
				problems := map[lexers.Language]func(*testing.T, []string) []string{
					lexers.Python: pythonProblems, lexers.CPP: cppProblems, lexers.Java: javaProblems,
				}[to](t, texts)
				report(t, to, texts, tokens, problems)
			})
		}
	}
}

// drawn returns n functions of a language that a model writes.
func drawn(t *testing.T, translator *translate.Translator, to lexers.Language, n int) (texts []string, tokens [][]string) {
	t.Helper()
	for seed := uint64(1); len(texts) < n; seed++ {
		for _, from := range lexers.Languages() {
			if from == to {
				continue
			}
			source, err := os.ReadFile(filepath.Join("..", "..", "translate", "testdata", "parallel", "functions"+from.Extension()))
			if err != nil {
				t.Fatal(err)
			}
			width := min(32, 1+(n-len(texts))/6)
			result, err := translator.Translate(t.Context(), translate.Request{
				Path: "functions" + from.Extension(), Source: source, From: from, To: to, Beam: width, Hypotheses: width,
				NoRendering: true, Sample: &translate.Sampling{Temperature: 1, Seed: seed},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Functions {
				for _, h := range f.Hypotheses {
					if h.Code == "" {
						t.Errorf("%s: not rendered: %s: %v", to.Title(), h.Problem, h.Tokens)
						continue
					}
					texts, tokens = append(texts, h.Code), append(tokens, h.Tokens)
				}
			}
		}
	}
	return texts, tokens
}
