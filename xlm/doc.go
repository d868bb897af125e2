// Package xlm is the masked-LM objective of cross-lingual pre-training (Lample &
// Conneau 2019, arXiv 1901.07291, section 3.3): tokens of functions in every
// language are hidden from the one shared encoder, which learns to fill them in.
//
//	objective, err := xlm.New(xlm.Options{
//		Languages: []int{0, 1, 2}, Draw: draw, Tokens: 4096, MaxLength: 511,
//		Masking: xlm.Masking{Vocabulary: vocabulary.Size()},
//	})
//	loss, err := objective.Step(ctx, trainer, rng, 1)
//	...
//	xlm.InitializeDecoder(model) // before denoising and back-translation
//
// It differs from the paper in two things: an example is a function (or a
// window of a long one) and not a stream of sentences cut at 256 tokens, and
// batches are balanced over the languages by tokens rather than by smoothed
// corpus frequency (its section 3.1 with α = 0), since with three languages of like
// size there is nothing to smooth.
package xlm
