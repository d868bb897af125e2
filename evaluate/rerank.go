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
// each direction took.
func rerank(ctx context.Context, problems map[string]*Problem, verdicts []Verdict, check Checks) (map[[2]lexers.Language]time.Duration, error) {
	times := map[[2]lexers.Language]time.Duration{}
	byDirection := map[[2]lexers.Language][]*Verdict{}
	var directions [][2]lexers.Language
	for i := range verdicts {
		d := [2]lexers.Language{verdicts[i].From, verdicts[i].To}
		if byDirection[d] == nil {
			directions = append(directions, d)
		}
		byDirection[d] = append(byDirection[d], &verdicts[i])
	}
	for _, d := range directions {
		var cases []verify.Case
		var checked []*Verdict
		for _, v := range byDirection[d] {
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
		start := time.Now()
		found, err := check(ctx, cases)
		if err != nil {
			return nil, err
		}
		times[d] = time.Since(start)
		if len(found) != len(cases) {
			return nil, fmt.Errorf("%d verdicts of %d hypotheses", len(found), len(cases))
		}
		for i, v := range checked {
			v.Check = &found[i]
		}
	}
	for first := 0; first < len(verdicts); {
		end := first + 1
		for end < len(verdicts) && verdicts[end].Rank > 0 {
			end++
		}
		var order []*Verdict
		for i := first; i < end; i++ {
			order = append(order, &verdicts[i])
		}
		slices.SortStableFunc(order, func(a, b *Verdict) int { return merit(a.Check.Outcome) - merit(b.Check.Outcome) })
		for rank, v := range order {
			v.Reranked = rank
		}
		first = end
	}
	return times, nil
}

// merit is lower for what is likelier to be right. Of what can't be compared
// nothing is known; of what fails, one that compiles may be right where the test
// looks.
func merit(k verify.VerdictKind) int {
	switch k {
	case verify.VerdictPass:
		return 0
	case verify.VerdictUnsupported, verify.VerdictNoToolchain:
		return 1
	case verify.VerdictCompileError:
		return 3
	}
	return 2
}
