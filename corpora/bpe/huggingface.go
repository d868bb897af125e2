package bpe

import (
	"encoding/json"
	"io"
	"strings"
)

// wordMark stands behind every word of the text that an exported tokenizer reads,
// as the symbol that ends a word.
const wordMark = "▁"

// WriteHuggingFace writes the vocabulary as a tokenizer.json of the Hugging Face
// tokenizers library, with the same ids. It reads text of words with one blank
// behind each, the last included, and encodes each as Encode does: the blank
// becomes the last symbol of its word and is merged into the last character first,
// which makes it fastBPE's </w>. Two kinds of word differ: those longer than 256
// characters, and those with a blank or the character U+2581 inside.
func (v *Vocabulary) WriteHuggingFace(w io.Writer) error {
	type addedToken struct {
		ID         int    `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		LStrip     bool   `json:"lstrip"`
		RStrip     bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
		Special    bool   `json:"special"`
	}
	type text map[string]any
	vocabulary := make(map[string]int, len(v.tokens))
	var added []addedToken
	var merges []string
	for id, t := range v.tokens {
		switch t.kind {
		case kindSpecial:
			added = append(added, addedToken{ID: id, Content: t.text, Special: true})
			vocabulary[t.text] = id
		case kindByte:
			vocabulary[t.text] = id
		case kindEnd:
			vocabulary[wordMark] = id
		case kindContinues:
			body := strings.TrimSuffix(t.text, continues)
			vocabulary[body] = id
		default:
			vocabulary[t.text+wordMark] = id
		}
	}
	// The alphabet's final forms, in the order of their ids.
	for _, t := range v.tokens {
		if t.kind == kindFinal || t.kind == kindReserved && oneLetter(t.text) {
			if _, ok := v.continued[t.text]; ok && v.isCharacter(t.text) {
				merges = append(merges, t.text+" "+wordMark)
			}
		}
	}
	for _, m := range v.merges {
		right := m.Right
		if body, final := strings.CutSuffix(right, endOfWord); final {
			right = body + wordMark
		}
		merges = append(merges, m.Left+" "+right)
	}
	if merges == nil {
		merges = []string{}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(text{
		"version":        "1.0",
		"truncation":     nil,
		"padding":        nil,
		"added_tokens":   added,
		"normalizer":     text{"type": "Replace", "pattern": text{"String": " "}, "content": wordMark},
		"pre_tokenizer":  text{"type": "Split", "pattern": text{"String": wordMark}, "behavior": "MergedWithPrevious", "invert": false},
		"post_processor": nil,
		"decoder": text{"type": "Sequence", "decoders": []text{
			{"type": "ByteFallback"},
			{"type": "Fuse"},
			{"type": "Replace", "pattern": text{"String": wordMark}, "content": " "},
		}},
		"model": text{
			"type": "BPE", "dropout": nil, "unk_token": specialTexts[Unknown], "continuing_subword_prefix": nil, "end_of_word_suffix": nil,
			"fuse_unk": false, "byte_fallback": true, "ignore_merges": true, "vocab": vocabulary, "merges": merges,
		},
	})
}

// isCharacter reports whether text is one character.
func (v *Vocabulary) isCharacter(text string) bool {
	n := 0
	characters(text, func(string, bool) { n++ })
	return n == 1
}
