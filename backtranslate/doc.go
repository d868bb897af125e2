// Package backtranslate is the objective that makes translation out of
// monolingual code (Sennrich et al. 2016, arXiv 1511.06709; online and without
// parallel data: Lample et al. 2018, arXiv 1711.00043, section 2.4, and
// 1804.07755). The model as it is at the moment translates a real function x of
// language a into y of language b; then it learns to get x back from y. The
// target is always real code, however bad y is; as y gets better in all
// directions, so does what every direction learns from.
//
//	objective, err := backtranslate.New(backtranslate.Options{
//		Languages: []int{0, 1, 2}, Draw: draw, Tokens: 4096, MaxLength: 255,
//		Placeholders: placeholders, Generate: generator.Generate,
//	})
//	loss, err := objective.Step(ctx, trainer, rng, 1)
//
// Each step is one direction, in turn. y is made without a gradient and outside
// the training graph, by a Generate function. Accept may drop translations that
// don't parse, compile or behave as x; Replay learns from pairs of which it is
// known that they do.
package backtranslate
