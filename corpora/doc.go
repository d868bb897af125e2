// Package corpora turns sources of code into corpora that models are trained on.
//
// Build reads sources (directories, git repositories, archives, dumps), takes
// their functions, brings them into the canonical form, filters and deduplicates
// them, splits them by repository into train, valid and test, and writes binary
// shards with a manifest:
//
//	manifest, err := corpora.Build(ctx, corpora.BuildOptions{
//		Out:     "corpus",
//		Sources: []corpora.SourceSpec{{Name: "TheAlgorithms/Python", Path: "TheAlgorithms+Python"}},
//	})
//
// Open gives random access to a corpus without loading it:
//
//	c, err := corpora.Open("corpus")
//	v, err := bpe.Learn(c.Words(), corpora.VocabularyOptions(8000))
//	d, err := corpora.NewDataset(c, corpora.Train, v, corpora.DatasetOptions{StandaloneOnly: true})
//	example := d.Sample(rng, lexers.Java)
//
// A corpus holds words, the canonical form's tokens, and knows nothing of
// subwords: one corpus serves any vocabulary. docs/corpora.md describes what is
// filtered and why, docs/formats.md the layout of the files.
package corpora
