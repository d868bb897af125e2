package translate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
	"transcoder/translate"
)

var update = flag.Bool("update", false, "train the fixture model anew and rewrite the golden files")

// fixturePath is a model that knows six functions by heart. Unlike the project's
// real models it is trained on pairs (testdata/parallel): a test of what stands
// round the model needs one whose output is known, and six functions can be
// memorised in seconds. -update trains it anew.
const fixturePath = "testdata/fixture.transcoder"

// openFixture loads the fixture model, trained first where -update asks for it.
func openFixture(t testing.TB) *translate.Translator {
	t.Helper()
	translator, err := translate.OpenFile(fixturePath, translate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(translator.Close)
	return translator
}

func TestMain(m *testing.M) {
	flag.Parse()
	if *update {
		trainFixture()
	}
	os.Exit(m.Run())
}

// parallelFile is the path of the functions in a language.
func parallelFile(language lexers.Language) string {
	return filepath.Join("testdata", "parallel", "functions"+language.Extension())
}

// must is for the fixture's training, which runs outside of any test.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// parallelFunctions returns the canonical forms of the functions of a language.
func parallelFunctions(language lexers.Language) []*lexers.Canonical {
	file := must(lexers.Parse(context.Background(), language, must(os.ReadFile(parallelFile(language)))))
	var forms []*lexers.Canonical
	for _, fn := range file.Functions() {
		forms = append(forms, must(fn.Canonical()))
	}
	return forms
}

// trainFixture memorises the parallel functions and writes the model. It takes
// some seconds and gives the same file on every run on one machine.
func trainFixture() {
	var options bpe.LearnOptions
	var functions [lexers.LanguageCount][]*lexers.Canonical
	var words []bpe.Word
	for _, prefix := range []string{"ID", "NUM", "STR", "CHR"} {
		options.Placeholders = append(options.Placeholders, bpe.NumberedPlaceholders(prefix, 8)...)
	}
	for _, language := range lexers.Languages() {
		functions[language] = parallelFunctions(language)
		for _, c := range functions[language] {
			for _, token := range c.Tokens {
				if _, _, ok := lexers.SplitPlaceholder(token); !ok {
					options.Reserved[language] = append(options.Reserved[language], token)
				}
			}
			for _, name := range c.Names {
				for _, piece := range lexers.NamePieces(name) {
					words = append(words, bpe.Word{Text: piece, Hints: 1})
				}
			}
		}
		slices.Sort(options.Reserved[language])
		options.Reserved[language] = slices.Compact(options.Reserved[language])
	}
	vocabulary := must(bpe.Learn(words, options))

	rng := rand.New(rand.NewPCG(1, 2))
	model := must(seq2seq.New(seq2seq.Config{
		Vocabulary: vocabulary.Size(), Languages: lexers.LanguageCount, Width: 48, Heads: 4, FeedForward: 96,
		EncoderLayers: 1, DecoderLayers: 1, Positions: 160, ShiftedHeads: 2, Pointer: true, Names: true,
	}, rng))
	var pairs []seq2seq.Pair
	for _, from := range lexers.Languages() {
		for _, to := range lexers.Languages() {
			for i, source := range functions[from] {
				if from != to {
					pairs = append(pairs, seq2seq.Pair{
						Source: translate.Encode(vocabulary, source),
						Target: translate.Encode(vocabulary, functions[to][i]),
					})
				}
			}
		}
	}
	trainer := must(seq2seq.NewTrainer(model, seq2seq.TrainerOptions{Threads: 1}))
	defer trainer.Close()
	optimizer := must(seq2seq.NewOptimizer(trainer, seq2seq.OptimizerOptions{ClipNorm: 1}))
	var loss seq2seq.Loss
	for range 400 {
		trainer.ZeroGradients()
		loss = must(trainer.Translate(pairs, 1))
		must(optimizer.Step(3e-3))
	}
	var text bytes.Buffer
	must(vocabulary.WriteTo(&text))
	metadata := must(json.Marshal(map[string]any{"name": "test fixture", "nats_per_token": loss.Mean()}))
	err := checkpoint.Save(fixturePath, &checkpoint.Checkpoint{
		CanonicalVersion: lexers.CanonicalVersion, Step: 400, Metadata: metadata, Vocabulary: text.Bytes(), Model: model, Int8: true,
	})
	must(0, err)
}
