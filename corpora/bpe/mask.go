package bpe

// Masks returns for each language the set of ids that its code can hold (see
// Languages), a bit an id: id i is bit i%64 of word i/64. It is the form that
// seq2seq.DecoderOptions takes.
func (v *Vocabulary) Masks() [][]uint64 {
	masks := make([][]uint64, languageCount)
	for language := range masks {
		masks[language] = make([]uint64, (v.Size()+63)/64)
		for id, t := range v.tokens {
			if t.languages&(1<<language) != 0 {
				masks[language][id/64] |= 1 << (id % 64)
			}
		}
	}
	return masks
}
