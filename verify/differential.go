package verify

import "context"

// Check runs source and translation of many cases on the same inputs and returns
// a verdict for each, in their order. Translations of one source share its inputs
// and its outputs, and candidates are compiled together. The error is ctx's, or
// says that the sandbox failed.
func (r *Runner) Check(ctx context.Context, cases []Case, options CheckOptions) ([]Verdict, error) {
	verdicts := make([]Verdict, len(cases))
	for i := range cases {
		verdicts[i] = Verdict{Outcome: VerdictUnsupported, Function: cases[i].Function, Message: "no type of function has a generator yet", Level: r.box.Level()}
	}
	return verdicts, ctx.Err()
}
