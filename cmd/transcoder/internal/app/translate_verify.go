package app

import (
	"context"

	"transcoder/translate"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// sandboxLevels are the values of flags that name one.
var sandboxLevels = []string{"isolated", "contained", "limited", "off"}

// verifier runs translations for package translate, which knows no programs.
type verifier struct {
	runner  *verify.Runner
	options verify.CheckOptions
}

func (o *TranslateOptions) openVerifier(ctx context.Context) (*verifier, error) {
	level, err := sandbox.ParseLevel(o.Level)
	if err != nil {
		return nil, usageErrorf("--require-level: %w", err)
	}
	runner, err := verify.NewRunner(ctx, verify.Options{Level: level, Jobs: o.Jobs, Cache: cacheFolder()})
	if err != nil {
		return nil, err
	}
	return &verifier{runner, verify.CheckOptions{Inputs: o.Trials, Seed: o.Search.Seed, Minimize: true}}, nil
}

// check is translate.Options.Verify.
func (v *verifier) check(ctx context.Context, candidates []translate.Candidate) ([]translate.Check, error) {
	cases := make([]verify.Case, len(candidates))
	for i, c := range candidates {
		cases[i] = verify.Case{
			Source:   verify.Code{Language: c.From, Text: c.Source},
			Target:   verify.Code{Language: c.To, Text: c.Target},
			Function: c.Function,
		}
	}
	verdicts, err := v.runner.Check(ctx, cases, v.options)
	if err != nil {
		return nil, err
	}
	checks := make([]translate.Check, len(verdicts))
	for i, verdict := range verdicts {
		checks[i] = translate.Check{
			Outcome: verdict.Outcome.String(),
			Passed:  verdict.Outcome == verify.VerdictPass,
			Judged:  verdict.Outcome != verify.VerdictUnsupported && verdict.Outcome != verify.VerdictNoToolchain,
			Message: verdict.Message,
			Level:   verdict.Level.String(),
			Detail:  verdict,
		}
	}
	return checks, nil
}
