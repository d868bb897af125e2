// Package dae is the denoising objective of unsupervised translation (Lample et
// al. 2018, arXiv 1711.00043, section 2.3): a function is damaged, and the model
// restores it. The encoder learns to read broken code, the decoder to write the
// language that it is told to.
//
//	objective, err := dae.New(dae.Options{
//		Languages: []int{0, 1, 2}, Draw: draw, Tokens: 4096, MaxLength: 511,
//		Vocabulary: vocabulary, Placeholders: placeholders, Noise: dae.Published,
//		Skeleton: func(progress float64) float64 { return 1 - progress },
//	})
//	loss, err := objective.Step(ctx, trainer, rng, 1)
//
// The noise works on words of the canonical form, never on a part of a word's
// subwords. Beside the published kinds there is skeleton masking, see Noise.
package dae
