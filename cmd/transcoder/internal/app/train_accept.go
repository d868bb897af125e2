package app

import (
	"context"
	"fmt"
	"path/filepath"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// acceptLevel is what a translation must do for back-translation to learn from it.
type acceptLevel string

const (
	acceptAll      acceptLevel = ""         // nothing
	acceptParses   acceptLevel = "parses"   // be one function of its language
	acceptCompiles acceptLevel = "compiles" // not be refused by the compiler
	acceptBehaves  acceptLevel = "behaves"  // not differ from its source on an input
)

func (l acceptLevel) validate() error {
	switch l {
	case acceptAll, acceptParses, acceptCompiles, acceptBehaves:
		return nil
	}
	return fmt.Errorf("accept is %q, expected parses, compiles, behaves or nothing", string(l))
}

// refuses reports whether a verdict speaks against a translation. What can't be
// judged (a class that the function needs, a parameter of no known type) stays:
// such functions are a large part of any corpus.
func (l acceptLevel) refuses(v verify.VerdictKind) bool {
	switch v {
	case verify.VerdictCompileError:
		return true
	case verify.VerdictDiffers, verify.VerdictRuntimeError, verify.VerdictTimeout:
		return l == acceptBehaves
	}
	return false
}

// acceptFilter is backtranslate's Accept.
type acceptFilter struct {
	level      acceptLevel
	vocabulary *bpe.Vocabulary
	judge      *judge // nil where it only parses
}

func (f *acceptFilter) accept(ctx context.Context, functions, translations []seq2seq.Sequence) ([]bool, error) {
	accepted := make([]bool, len(functions))
	var cases []verify.Case
	var at []int
	for i, function := range functions {
		c, ok := newCase(ctx, f.vocabulary, function, translations[i])
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if accepted[i] = ok; ok && c.Source.Text != "" {
			cases, at = append(cases, c), append(at, i)
		}
	}
	if f.judge == nil || len(cases) == 0 {
		return accepted, nil
	}
	verdicts, err := f.judge.verdicts(ctx, cases)
	if err != nil {
		return nil, err
	}
	for n, v := range verdicts {
		accepted[at[n]] = !f.level.refuses(v)
	}
	return accepted, nil
}

// newCase writes a function and its translation as source text. ok is false where
// the translation is none. Source.Text is empty where it is the function that can't
// be written, so that nothing can be said of the translation.
func newCase(ctx context.Context, v *bpe.Vocabulary, function, translation seq2seq.Sequence) (c verify.Case, ok bool) {
	source, pieces := decodeTokens(v, function)
	target, _ := decodeTokens(v, translation)
	return newLegend(pieces, source, target).newCase(ctx, source, target, lexers.Language(function.Language), lexers.Language(translation.Language))
}

func (l legend) newCase(ctx context.Context, source, target []string, from, to lexers.Language) (c verify.Case, ok bool) {
	c = verify.Case{Source: verify.Code{Language: from}, Target: verify.Code{Language: to}}
	if len(l.names) > 0 {
		c.Function = l.names[0]
	}
	if c.Target.Text, ok = l.text(ctx, target, from, to); !ok {
		return c, false
	}
	c.Source.Text, _ = l.text(ctx, source, from, from)
	return c, true
}

// newAcceptFilter returns the filter of a training and what closes it.
func (t *training) newAcceptFilter(ctx context.Context) (*acceptFilter, func(), error) {
	f := &acceptFilter{level: t.plan.Accept, vocabulary: t.vocabulary}
	if f.level == acceptParses {
		return f, func() {}, nil
	}
	check, closeCheck, err := t.openCheck(ctx, sandbox.Isolated)
	if err != nil {
		return nil, nil, err
	}
	name := verdictFile
	if !t.leads() {
		name = fmt.Sprintf("%d-%s", t.peers.Rank(), verdictFile) // another process's would be written by two
	}
	log, err := openVerdictLog(filepath.Join(t.Out, name))
	if err != nil {
		closeCheck()
		return nil, nil, outputError(err)
	}
	options := verify.CheckOptions{Inputs: acceptInputs, Seed: t.Seed}
	if f.level == acceptCompiles {
		options.Inputs = 1
	}
	f.judge = &judge{check, options, log}
	return f, func() { log.close(); closeCheck() }, nil
}

// acceptInputs is on how many inputs a translation is run: few beside what
// verification in use takes, since a wrong pair more does no harm here.
const acceptInputs = 8

// openCheck starts what runs programs. Tests bring their own.
func (o *TrainOptions) openCheck(ctx context.Context, level sandbox.Level) (checkFunction, func(), error) {
	if o.check != nil {
		return o.check, func() {}, nil
	}
	return openRunner(ctx, verify.Options{Level: level, Jobs: o.Threads, Cache: cacheFolder()})
}

// openRunner returns the check of a runner that has all tool chains.
func openRunner(ctx context.Context, options verify.Options) (checkFunction, func(), error) {
	runner, err := verify.NewRunner(ctx, options)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range lexers.Languages() {
		if problem := runner.Missing(l); problem != "" {
			runner.Close()
			return nil, nil, inputError(fmt.Errorf("%s functions can't be run: %s", l.Title(), problem))
		}
	}
	return runner.Check, runner.Close, nil
}
