package translate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/seq2seq/beam"
	"transcoder/translate/adapt"
	"transcoder/translate/carry"
)

// hypotheses turns what the search found for the jobs of files into text: for
// each at most as many as its request asks for, those that parse first, then by
// score.
func (t *Translator) hypotheses(ctx context.Context, files []*assembly) error {
	drafts := map[*job][]*draft{}
	var targets [lexers.LanguageCount][]*target
	for _, a := range files {
		a.known = adapt.Program{Functions: a.functions, Classes: a.plainClasses(), Declared: a.declaredClasses, Heads: t.heads(a)}
		for _, u := range a.units {
			j := u.job
			if j == nil {
				continue
			}
			kept, err := t.drafts(ctx, j, a.request)
			if err != nil {
				return err
			}
			drafts[j] = kept
			for i, d := range kept {
				commented := len(u.comments) > 0 && (i == 0 || a.request.Verify) // it may be the best
				if d.Code != "" && t.alignable(d.ids) && (a.request.Align || d.Origin == OriginRendering || commented) {
					d.target = &target{job: j, ids: d.ids}
					targets[j.search.to] = append(targets[j.search.to], d.target)
				}
			}
		}
	}
	for _, to := range lexers.Languages() {
		if err := t.align(ctx, targets[to], to); err != nil {
			return err
		}
	}
	for _, a := range files {
		for _, u := range a.units {
			j := u.job
			if j == nil {
				continue
			}
			for _, d := range drafts[j] {
				d.finish(j, a.request.Align)
				j.hypotheses = append(j.hypotheses, d.Hypothesis)
			}
		}
	}
	return nil
}

// heads are the headers of the best translations of a file's functions, by the
// names of those that have one function each.
func (t *Translator) heads(a *assembly) map[string]adapt.Head {
	heads, units := map[string]adapt.Head{}, map[string]int{}
	for _, u := range a.units {
		units[u.name]++
		if u.job == nil || len(u.job.found) == 0 || u.class != nil {
			continue
		}
		tokens, _ := t.words(u.job, u.job.found[0].Tokens)
		if head, ok := adapt.ReadHead(tokens); ok {
			heads[u.name] = head
		}
	}
	maps.DeleteFunc(heads, func(name string, _ adapt.Head) bool { return units[name] > 1 })
	return heads
}

// words are the canonical tokens of ids that the search found for a job, and the one that
// each id is a part of.
func (t *Translator) words(j *job, ids []int32) (tokens []string, parts []int) {
	tokens, parts = t.vocabulary.DecodeWords(ids)
	for i, token := range tokens {
		tokens[i] = strings.ToValidUTF8(token, "\uFFFD") // spelled in bytes
		if name, ok := j.standFor[token]; ok {
			tokens[i] = name
		} else if name, ok := grammar.TypeParameter(token); ok {
			tokens[i] = name
		}
	}
	return tokens, parts
}

// draft is a hypothesis without what is to be said of its lines.
type draft struct {
	Hypothesis
	ids              []int32
	logProbabilities []float32 // of ids, as the search had them
	parts            []int     // the token that each id is a part of
	rendered         []int     // the line of Code that each token is on
	target           *target   // nil where no alignment is needed
	partial          bool      // it asks the library for what the types don't tell
}

// drafts renders what the search found for a job and adds the rendering of its
// source.
func (t *Translator) drafts(ctx context.Context, j *job, request *Request) ([]*draft, error) {
	if request.OnlyRendering {
		d, err := t.rendering(ctx, j)
		return []*draft{d}, err
	}
	var all []*draft
	add := func(d *draft) {
		for _, other := range all {
			if d.Parses && other.Parses && other.Code == d.Code {
				return // other subwords, or other placeholders, for the same text
			}
		}
		all = append(all, d)
	}
	for _, h := range j.found {
		d, err := t.draft(ctx, j, h)
		if err != nil {
			return nil, err
		}
		add(d)
		if d.Parses && !d.partial && request.Hypotheses == 1 && !request.Verify {
			break // the best that parses is all that is asked for
		}
	}
	slices.SortStableFunc(all, func(a, b *draft) int {
		switch {
		case a.Parses && !b.Parses:
			return -1
		case b.Parses && !a.Parses:
			return 1
		case !a.partial && b.partial:
			return -1
		case !b.partial && a.partial:
			return 1
		}
		return 0 // the search has them by score
	})
	// The rendering is the last of those asked for, unless the model has nothing
	// that parses.
	wanted := request.Hypotheses
	if request.Verify { // which chooses among all
		wanted = request.Beam + 1
	}
	if !request.NoRendering && (wanted > 1 || len(all) == 0 || !all[0].Parses) {
		d, err := t.rendering(ctx, j)
		if err != nil {
			return nil, err
		}
		if d.Parses {
			parsing := 0
			for parsing < len(all) && all[parsing].Parses {
				parsing++
			}
			whole := all[:min(parsing, max(wanted-1, 1))]
			rest := all[parsing:]
			all = slices.Clone(whole)
			add(d)
			all = append(all, rest...)
		}
	}
	return all[:min(wanted, len(all))], nil
}

// draft renders one result of the search and checks that it parses.
func (t *Translator) draft(ctx context.Context, j *job, found beam.Hypothesis) (*draft, error) {
	d := &draft{ids: found.Tokens, logProbabilities: found.LogProbabilities}
	d.Origin, d.Score = OriginModel, found.Score
	d.Tokens, d.parts = t.words(j, found.Tokens)
	if err := d.render(ctx, j); err != nil {
		return nil, err
	}
	if d.Parses && !found.Finished {
		d.Parses, d.Problem = false, "it reached the length limit"
	}
	return d, nil
}

// rendering is the source's own canonical form as a hypothesis.
func (t *Translator) rendering(ctx context.Context, j *job) (*draft, error) {
	d := &draft{}
	d.Origin, d.Tokens, d.ids, d.parts = OriginRendering, j.canonical.Tokens, j.sequence.IDs, j.tokens
	err := d.render(ctx, j)
	return d, err
}

// render makes the draft's text of its tokens: adapted, and with parameters that
// stand for members turned back into these, as far as that parses.
func (d *draft) render(ctx context.Context, j *job) error {
	program := j.file.known
	program.Shared = j.shared
	tokens, origin := adapt.Function(j.canonical, d.Tokens, j.search.to, program)
	if err := d.renderIn(ctx, j, tokens, origin, true); err != nil || d.Parses {
		return err
	}
	asWritten := make([]int, len(d.Tokens))
	for i := range asWritten {
		asWritten[i] = i
	}
	// A parameter that stands for a member was declared, or named in a place where
	// no member can be.
	for _, members := range []bool{true, false} {
		plain := *d
		if err := plain.renderIn(ctx, j, d.Tokens, asWritten, members); err != nil {
			return err
		}
		if plain.Parses {
			*d = plain
			return nil
		}
	}
	return nil
}

// renderIn renders tokens; origin is, for each, the token of the draft that it comes
// from.
func (d *draft) renderIn(ctx context.Context, j *job, tokens []string, origin []int, members bool) error {
	a, to := j.file, j.search.to
	tokens, d.partial = carry.Named(tokens)
	p := a.place(j.unit, j.canonical, tokens, members)
	for i, at := range p.origin {
		p.origin[i] = origin[at]
	}
	code, lines, err := p.canonical.RenderLines(to)
	if err != nil {
		d.Problem = err.Error()
		return nil
	}
	d.Code = a.finishText(j.unit, code)
	added := strings.Count(d.Code, "\n") - strings.Count(code, "\n") // a decorator above it
	d.rendered = make([]int, len(d.Tokens))
	line, at := 1, 0
	for i := range d.Tokens {
		for at < len(p.origin) && p.origin[at] < i {
			at++
		}
		if at < len(p.origin) && p.origin[at] == i {
			line = lines[at]
		}
		d.rendered[i] = max(1, line+added)
	}
	d.Problem, err = parseProblem(ctx, to, j.unit, d.Code)
	d.Parses = d.Problem == ""
	return err
}

// finish sets the lines, and a rendering's score, from what the decoder said.
func (d *draft) finish(j *job, aligned bool) {
	logProbabilities, attended := d.logProbabilities, [][]float32(nil)
	if d.target != nil {
		if d.Origin == OriginRendering {
			logProbabilities, d.Score = d.target.logProbabilities, d.target.score()
		}
		attended = d.target.lines
	}
	if d.Code == "" {
		return
	}
	d.Lines = lineMeans(strings.Count(d.Code, "\n"), d.rendered, d.parts, logProbabilities, attended, j.firstLine)
	if attended != nil {
		d.comments = placeComments(j.unit.comments, d.Lines)
	}
	if !aligned {
		for i := range d.Lines {
			d.Lines[i].Source = nil
		}
	}
}

// parseProblem says why code is not exactly one function of a language, in its
// class where it is a member of one; "" if it is.
func parseProblem(ctx context.Context, language lexers.Language, u *unit, code string) (string, error) {
	class := "C"
	if u.class != nil {
		class = u.class.Name
	}
	above := 0
	switch {
	case language == lexers.Java:
		code, above = "class "+class+" {\n"+code+"\n}\n", 1
	case language == lexers.CPP && u.class != nil:
		code, above = "class "+class+" {\n"+code+"\n};\n", 1
	}
	file, err := lexers.Parse(ctx, language, []byte(code))
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return err.Error(), nil
	}
	if places := file.SyntaxErrors(); len(places) > 0 {
		place := places[0]
		place.Line -= above
		return fmt.Sprintf("syntax error at %v", place), nil
	}
	functions := 0
	for _, item := range file.Outline() {
		switch item.Kind {
		case lexers.FunctionItem:
			functions++
		case lexers.StatementItem, lexers.ImportItem:
			return "it is more than a function", nil
		}
	}
	if functions != 1 {
		return fmt.Sprintf("it is %d functions", functions), nil
	}
	return "", nil
}
