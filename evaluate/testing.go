package evaluate

import (
	"context"
	"errors"
	"fmt"

	"transcoder/lexers"
	"transcoder/verify"
)

// trial is a test program on its way.
type trial struct {
	program *Program
	outcome verify.Outcome
}

// passed reports whether all tests passed, and how many they were.
func (t *trial) passed() (total int, ok bool) {
	if t == nil || t.outcome.Status != verify.Finished {
		return 0, false
	}
	return t.program.Passed(t.outcome.Stdout)
}

// runTrials runs all programs that there are.
func runTrials(ctx context.Context, trials []*trial, run Runs) error {
	var programs []verify.Program
	for _, t := range trials {
		programs = append(programs, verify.Program{Language: t.program.Language, Text: t.program.Text, Class: t.program.Class})
	}
	outcomes, err := run(ctx, programs)
	if err != nil {
		return err
	}
	if len(outcomes) != len(programs) {
		return fmt.Errorf("%d outcomes of %d programs", len(outcomes), len(programs))
	}
	for i, o := range outcomes {
		if o.Status == verify.NoToolchain {
			return errors.New(o.Message)
		}
		trials[i].outcome = o
	}
	return nil
}

// solved is a problem's solution in one language.
type solved struct {
	id       string
	language lexers.Language
}

// test runs the test of each hypothesis, and the controls of those that pass.
func test(ctx context.Context, problems map[string]*Problem, verdicts []*Verdict, run Runs) error {
	tested := map[int]*trial{} // by verdict
	var trials []*trial
	for i := range verdicts {
		v := verdicts[i]
		program, err := Fill(problems[v.ID], v.To, v.Code)
		if err != nil {
			v.Problem = err.Error()
			continue
		}
		tested[i] = &trial{program: program}
		trials = append(trials, tested[i])
	}
	if err := runTrials(ctx, trials, run); err != nil {
		return err
	}
	trials = nil
	add := func(p *Problem, language lexers.Language, code string, altered bool) *trial {
		program, err := fill(p, language, code, altered)
		if err != nil {
			return nil
		}
		t := &trial{program: program}
		trials = append(trials, t)
		return t
	}
	controls := map[int]*trial{}
	references := map[solved][2]*trial{} // the test and its control
	for i := range verdicts {
		v := verdicts[i]
		t := tested[i]
		if t == nil {
			continue
		}
		v.Ran, v.Outcome = true, t.outcome
		_, v.Passed = t.passed()
		if !v.Passed || v.Exact { // what is the reference does what that does
			continue
		}
		p, at := problems[v.ID], solved{v.ID, v.To}
		controls[i] = add(p, v.To, v.Code, true)
		if _, ok := references[at]; !ok {
			code := p.Solutions[v.To].Code
			references[at] = [2]*trial{add(p, v.To, code, false), add(p, v.To, code, true)}
		}
	}
	if err := runTrials(ctx, trials, run); err != nil {
		return err
	}
	for i := range verdicts {
		v := verdicts[i]
		reference, ok := references[solved{v.ID, v.To}]
		if !ok || !v.Passed || v.Exact {
			continue
		}
		total, _ := tested[i].passed()
		if want, ok := reference[0].passed(); ok && total != want {
			v.Passed, v.Problem = false, fmt.Sprintf("it passed %d tests, the problem has %d", total, want)
			continue
		}
		// A control says something where the reference's ran, and failed.
		_, passes := controls[i].passed()
		_, powerless := reference[1].passed()
		if passes && !powerless && reference[1] != nil && reference[1].outcome.Exited() {
			v.Passed, v.Problem = false, "it passes whatever it returns"
		}
	}
	return nil
}
