package translate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"transcoder/lexers"
)

// Candidate is a translation of a function whose behavior is to be compared with
// its source's.
type Candidate struct {
	From, To       lexers.Language
	Source, Target string // whole files; the target has the best hypothesis of every other function
	Function       string // its name in Source
	Translated     string // its name in Target
}

// Check says how a candidate behaves. Package verify's verdicts have this form;
// this package runs no programs, and Options.Verify is its only way to them.
type Check struct {
	Outcome string `json:"outcome"` // such as "pass" or "differs"
	Passed  bool   `json:"passed"`
	Judged  bool   `json:"judged"` // false where nothing could be said, for lack of a tool chain or of inputs
	Message string `json:"message,omitempty"`
	Level   string `json:"level,omitempty"` // of the sandbox

	// Detail is what the verifier has to say beyond that, for JSON.
	Detail any `json:"detail,omitempty"`
}

// rank orders hypotheses: those that passed, those of which nothing is known,
// those that failed.
func (c *Check) rank() int {
	switch {
	case c == nil || !c.Judged:
		return 1
	case c.Passed:
		return 0
	}
	return 2
}

// verify has the hypotheses of the files that ask for it checked, all at once,
// and orders them by what comes out. Those that don't parse are not run.
func (t *Translator) verify(ctx context.Context, files []*assembly) error {
	var candidates []Candidate
	var checked []*Hypothesis
	for _, a := range files {
		if !a.request.Verify || t.options.Verify == nil {
			continue
		}
		for _, u := range a.units {
			if u.job == nil {
				continue
			}
			for i := range u.job.hypotheses {
				h := &u.job.hypotheses[i]
				if !h.Parses {
					continue
				}
				if u.role != freeFunction && u.role != staticMethod {
					h.Check = &Check{Outcome: "unsupported", Message: "only functions without an object can be run by themselves"}
					continue
				}
				candidates = append(candidates, Candidate{
					From: a.request.From, To: a.request.To, Function: u.name, Translated: a.nameOf(u),
					Source: string(a.request.Source), Target: a.program(u, i),
				})
				checked = append(checked, h)
			}
		}
	}
	if len(candidates) > 0 {
		checks, err := t.options.Verify(ctx, candidates)
		if err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		if len(checks) != len(candidates) {
			return fmt.Errorf("verify: %d checks of %d candidates", len(checks), len(candidates))
		}
		for i := range checks {
			checked[i].Check = &checks[i]
		}
	}
	for _, a := range files {
		if !a.request.Verify {
			continue
		}
		for _, u := range a.units {
			if u.job == nil {
				continue
			}
			slices.SortStableFunc(u.job.hypotheses, func(x, y Hypothesis) int {
				if x.Parses != y.Parses {
					return 0 // those that parse are first already
				}
				return cmp.Compare(x.Check.rank(), y.Check.rank())
			})
			u.job.hypotheses = u.job.hypotheses[:min(len(u.job.hypotheses), a.request.Hypotheses)]
		}
	}
	return nil
}
