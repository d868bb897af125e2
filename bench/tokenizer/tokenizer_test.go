// Package tokenizer checks an exported tokenizer.json with a reader of others. It
// is a module of its own, so that the program does not depend on that reader.
package tokenizer

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sugarme/tokenizer/pretrained"

	"transcoder/corpora/bpe"
)

// TestReadBySugarme learns merges from the words of the repository's own sources,
// exports them and wants of github.com/sugarme/tokenizer the ids that Encode gives.
// That reader has no byte fallback and doesn't know ignore_merges: there are no
// words with characters that the vocabulary lacks, and no placeholders, which are
// whole in it. And where a pair overlaps itself, as in 000, it doesn't merge the
// first one first, as Hugging Face's own library does: such words are left out.
func TestReadBySugarme(t *testing.T) {
	words := repositoryWords(t)
	options := bpe.LearnOptions{Merges: 1500}
	v, err := bpe.Learn(words, options)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tokenizer.json")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.WriteHuggingFace(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := pretrained.FromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for range 2000 {
		var line []string
		var want []int
		for range 1 + rng.IntN(12) {
			word := words[rng.IntN(len(words))].Text
			line = append(line, word)
			for _, id := range v.Encode(nil, word) {
				want = append(want, int(id))
			}
		}
		encoding, err := reader.EncodeSingle(strings.Join(line, " ") + " ")
		if err != nil {
			t.Fatal(err)
		}
		compared += len(line)
		if !slices.Equal(encoding.Ids, want) {
			t.Fatalf("%q: the reader gives %v, Encode %v", line, encoding.Ids, want)
		}
	}
	t.Logf("%d words, a vocabulary of %d", compared, v.Size())
}

// repeats reports whether a character stands three times in a row.
func repeats(word string) bool {
	for i := 2; i < len(word); i++ {
		if word[i] == word[i-1] && word[i] == word[i-2] {
			return true
		}
	}
	return false
}

// repositoryWords counts the words of the repository's Go files.
func repositoryWords(t *testing.T) []bpe.Word {
	t.Helper()
	counts := map[string]int64{}
	paths, err := filepath.Glob("../../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.FieldsFunc(string(data), func(r rune) bool {
			return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) {
			if !repeats(word) {
				counts[word]++
			}
		}
	}
	var words []bpe.Word
	for text, n := range counts {
		words = append(words, bpe.Word{Text: text, Counts: [3]int64{n, n, n}})
	}
	slices.SortFunc(words, func(a, b bpe.Word) int { return strings.Compare(a.Text, b.Text) })
	if len(words) < 1000 {
		t.Fatalf("%d words in %d files", len(words), len(paths))
	}
	return words
}
