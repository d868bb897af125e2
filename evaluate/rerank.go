package evaluate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"transcoder/lexers"
	"transcoder/verify"
)

// rerank orders the hypotheses of each translation by what a check of their
// behavior finds, those of one finding as they were, and returns the time that
// each direction took. Hypotheses behind one that behaves as its source can't come
// first any more and are not checked: what is checked at once, for the check's
// sake, are the first hypotheses of all translations, then the second ones of those that go on.
func rerank(ctx context.Context, problems map[string]*Problem, verdicts []Verdict, check Checks) (map[[2]lexers.Language]time.Duration, error) {
	times := map[[2]lexers.Language]time.Duration{}
	byDirection := map[[2]lexers.Language][][]*Verdict{} // the hypotheses of each translation
	var directions [][2]lexers.Language
	for i := range verdicts {
		v := &verdicts[i]
		d := [2]lexers.Language{v.From, v.To}
		if byDirection[d] == nil {
			directions = append(directions, d)
		}
		if v.Rank == 0 {
			byDirection[d] = append(byDirection[d], nil)
		}
		last := len(byDirection[d]) - 1
		byDirection[d][last] = append(byDirection[d][last], v)
	}
	for _, d := range directions {
		start := time.Now()
		open := byDirection[d]
		for rank := 0; len(open) > 0; rank++ {
			var round []*Verdict
			for _, hypotheses := range open {
				round = append(round, hypotheses[rank])
			}
			if err := checkRound(ctx, problems, round, check); err != nil {
				return nil, err
			}
			var rest [][]*Verdict
			for _, hypotheses := range open {
				if rank+1 < len(hypotheses) && hypotheses[rank].Check.Outcome != verify.VerdictPass {
					rest = append(rest, hypotheses)
				}
			}
			open = rest
		}
		times[d] = time.Since(start)
		for _, hypotheses := range byDirection[d] {
			order := slices.Clone(hypotheses)
			slices.SortStableFunc(order, func(a, b *Verdict) int { return merit(a.Check) - merit(b.Check) })
			for rank, v := range order {
				v.Reranked = rank
			}
		}
	}
	return times, nil
}

// checkRound checks hypotheses of one direction.
func checkRound(ctx context.Context, problems map[string]*Problem, round []*Verdict, check Checks) error {
	var cases []verify.Case
	var checked []*Verdict
	for _, v := range round {
		if v.Code == "" { // no hypothesis
			v.Check = &verify.Verdict{Outcome: verify.VerdictCompileError, Message: "there is no translation"}
			continue
		}
		checked = append(checked, v)
		source := problems[v.ID].Solutions[v.From]
		cases = append(cases, verify.Case{
			Source:   verify.Code{Language: v.From, Text: source.Code},
			Target:   verify.Code{Language: v.To, Text: v.Code},
			Function: source.Name,
		})
	}
	if len(cases) == 0 {
		return nil
	}
	found, err := check(ctx, cases)
	if err != nil {
		return err
	}
	if len(found) != len(cases) {
		return fmt.Errorf("%d verdicts of %d hypotheses", len(found), len(cases))
	}
	for i, v := range checked {
		v.Check = &found[i]
	}
	return nil
}

// merit is lower for what is likelier to be right. Of what can't be compared
// nothing is known; of what fails, one that compiles may be right where the test
// looks.
func merit(check *verify.Verdict) int {
	if check == nil { // behind one that passes
		return 4
	}
	switch check.Outcome {
	case verify.VerdictPass:
		return 0
	case verify.VerdictUnsupported, verify.VerdictNoToolchain:
		return 1
	case verify.VerdictCompileError:
		return 3
	}
	return 2
}
