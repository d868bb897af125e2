package bpe

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// tokenizerJSON is as much of a tokenizer.json as encoding a word needs.
type tokenizerJSON struct {
	AddedTokens []struct {
		ID      int32  `json:"id"`
		Content string `json:"content"`
	} `json:"added_tokens"`
	Model struct {
		Type         string           `json:"type"`
		ByteFallback bool             `json:"byte_fallback"`
		IgnoreMerges bool             `json:"ignore_merges"`
		Vocabulary   map[string]int32 `json:"vocab"`
		Merges       []string         `json:"merges"`
	} `json:"model"`
}

// encode does what the tokenizers library does with one word and the blank behind
// it, by its documentation: the whole if the vocabulary has it, else its characters,
// or their bytes, merged by rank, the leftmost first.
func (j *tokenizerJSON) encode(t *testing.T, word string) []int32 {
	word += wordMark
	if id, ok := j.Model.Vocabulary[word]; ok && j.Model.IgnoreMerges {
		return []int32{id}
	}
	ranks := make(map[string]int)
	for i, m := range j.Model.Merges {
		ranks[m] = i
	}
	var symbols []string
	for _, r := range word {
		if _, ok := j.Model.Vocabulary[string(r)]; ok {
			symbols = append(symbols, string(r))
			continue
		}
		for _, b := range []byte(string(r)) {
			symbols = append(symbols, byteText(b))
		}
	}
	for {
		best, at := len(ranks), -1
		for i := 0; i+1 < len(symbols); i++ {
			if rank, ok := ranks[symbols[i]+" "+symbols[i+1]]; ok && rank < best {
				best, at = rank, i
			}
		}
		if at < 0 {
			break
		}
		symbols = slices.Replace(symbols, at, at+2, symbols[at]+symbols[at+1])
	}
	var ids []int32
	for _, s := range symbols {
		id, ok := j.Model.Vocabulary[s]
		if !ok {
			t.Errorf("%q: the symbol %q is not in the vocabulary", word, s)
		}
		ids = append(ids, id)
	}
	return ids
}

func TestWriteHuggingFace(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	words := append(randomWords(rng, 200), Word{Text: "né", Counts: [3]int64{30}}, Word{Text: "a+b", Counts: [3]int64{5}})
	options := testOptions
	options.Merges = 120
	v := learn(t, words, options)
	var b bytes.Buffer
	if err := v.WriteHuggingFace(&b); err != nil {
		t.Fatal(err)
	}
	var j tokenizerJSON
	if err := json.Unmarshal(b.Bytes(), &j); err != nil {
		t.Fatal(err)
	}
	if len(j.Model.Vocabulary) != v.Size() {
		t.Errorf("%d entries for %d ids: two tokens read the same", len(j.Model.Vocabulary), v.Size())
	}
	if j.Model.Type != "BPE" || !j.Model.ByteFallback || !j.Model.IgnoreMerges || len(j.AddedTokens) != specialCount {
		t.Errorf("model %s, %d added tokens", j.Model.Type, len(j.AddedTokens))
	}
	for _, m := range j.Model.Merges {
		left, right, _ := strings.Cut(m, " ")
		for _, s := range []string{left, right, left + right} {
			if _, ok := j.Model.Vocabulary[s]; !ok {
				t.Errorf("merge %q: %q is not in the vocabulary", m, s)
			}
		}
	}
	tests := []string{"for", "ID_3", "low", "é", "né", "éa", "a+b", "+a", "a+", "2", "b2", "@@", "for@@", "日本", "x"}
	for _, w := range randomWords(rng, 300) {
		tests = append(tests, w.Text)
	}
	for _, w := range tests {
		if got, want := j.encode(t, w), v.Encode(nil, w); !slices.Equal(got, want) {
			t.Errorf("%q encodes as %s, expected %s", w, texts(v, got), texts(v, want))
		}
	}
}
