// Package bpe turns words into subword ids and back.
//
// What goes in: words with their frequencies in each language, and the tokens
// that must stay whole. What comes out: a Vocabulary, which encodes any word at
// all and gives it back byte for byte.
//
//	v, err := bpe.Learn(words, bpe.LearnOptions{Merges: 8000, Reserved: reserved})
//	ids := v.Encode(nil, "push_back") // perhaps push_@@ back
//	words := v.Decode(ids)            // ["push_back"]
//
// The subwords are byte-pair encoding as Sennrich, Haddow and Birch give it
// (arXiv 1508.07909, algorithm 1) in fastBPE's spelling: merges run over the
// characters of a word, the last of which carries the mark </w>, and a piece
// that does not end its word is written with @@ behind it. It differs in three
// ways:
//
//   - A word that is a token of the vocabulary as it stands is one id, whatever
//     the merges would make of it. So keywords, operators and placeholders are
//     never split.
//   - A character that is not in the vocabulary is spelled as its bytes, <0x00>
//     to <0xFF>, and the token </w> ends a word that a piece cannot end. There is
//     no unknown word; the id Unknown is only kept for its place.
//   - Ties between equally frequent pairs go to the pair that sorts first, so
//     that the same counts give the same merges on any machine.
//
// Each id carries the set of languages that can hold it, from the reserved lists
// and from the words' counts: the mask that a decoder lays over its output.
package bpe
