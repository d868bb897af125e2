package translate

import (
	"context"
	"slices"

	"transcoder/lexers"
)

// carryOver puts what needs no model before the model's hypotheses: the entry
// point, where it is made of plain code, and constructors that only store what
// they are given. It comes behind the hypotheses of the functions that they use.
func (a *assembly) carryOver(ctx context.Context, roles ...role) error {
	for _, u := range a.units {
		if !slices.Contains(roles, u.role) {
			continue
		}
		if err := a.carryUnit(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// carryUnit is carryOver of one function.
func (a *assembly) carryUnit(ctx context.Context, u *unit) error {
	if u.job == nil { // longer than the model reads, perhaps
		if u.reading == nil {
			return nil
		}
		u.job = u.reading
		defer func() {
			if len(u.job.hypotheses) == 0 {
				u.job = nil
			}
		}()
	}
	var c *lexers.Canonical
	var lines []int
	var ok, fraction bool
	switch u.role {
	case entryPoint:
		m, plain := a.readPlain(u)
		if !plain {
			return nil
		}
		c, lines, ok = a.writePlain(u, m)
		fraction = m.fraction
	case constructor:
		c, lines, ok = a.storing(u)
	}
	if !ok {
		return nil
	}
	h, err := a.mapped(ctx, u, c, lines)
	if err != nil || !h.Parses {
		return err
	}
	if fraction {
		a.diagnose(u.item.Start, Warning, "main: %s may print numbers with a fraction otherwise than %s", a.request.To.Title(), a.request.From.Title())
	}
	if len(u.job.hypotheses) > 0 { // neither is run by itself
		h.Check = u.job.hypotheses[0].Check
	}
	all := append([]Hypothesis{h}, u.job.hypotheses...)
	u.job.hypotheses = all[:min(len(all), max(1, a.request.Hypotheses))]
	return nil
}

// mapped makes a hypothesis of tokens; lines are those of the source, by token.
func (a *assembly) mapped(ctx context.Context, u *unit, c *lexers.Canonical, lines []int) (Hypothesis, error) {
	h := Hypothesis{Origin: OriginMapping, Tokens: c.Tokens}
	code, rendered, err := c.RenderLines(a.request.To)
	if err != nil {
		return h, nil
	}
	h.Code = a.finishText(u, code)
	if h.Problem, err = parseProblem(ctx, a.request.To, u, h.Code); err != nil {
		return h, err
	}
	h.Parses = h.Problem == ""
	h.Lines = make([]Line, len(textLines(h.Code)))
	for i := range h.Lines {
		h.Lines[i].Confidence = 1
	}
	for i, line := range lines {
		if at := rendered[i] - 1; at >= 0 && at < len(h.Lines) && len(h.Lines[at].Source) < maxAligned && !slices.Contains(h.Lines[at].Source, line) {
			h.Lines[at].Source = append(h.Lines[at].Source, line)
		}
	}
	h.comments = placeComments(u.comments, h.Lines)
	if !a.request.Align {
		for i := range h.Lines {
			h.Lines[i].Source = nil
		}
	}
	return h, nil
}
