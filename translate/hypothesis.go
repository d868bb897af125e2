package translate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/beam"
)

// hypotheses turns what the search found for jobs into text: for each at most as
// many as the request asks for, those that parse first, then by score.
func (t *Translator) hypotheses(ctx context.Context, jobs []*job, request *Request) error {
	var drafts [][]*draft
	var targets []*target
	for _, j := range jobs {
		kept, err := t.drafts(ctx, j, request)
		if err != nil {
			return err
		}
		drafts = append(drafts, kept)
		for _, d := range kept {
			if d.Code != "" && (request.Align || d.Origin == OriginRendering) {
				d.target = &target{job: j, ids: d.ids}
				targets = append(targets, d.target)
			}
		}
	}
	if err := t.align(ctx, targets, request.To); err != nil {
		return err
	}
	for i, j := range jobs {
		for _, d := range drafts[i] {
			d.finish(j, request.Align)
			j.hypotheses = append(j.hypotheses, d.Hypothesis)
		}
	}
	return nil
}

// draft is a hypothesis without what is to be said of its lines.
type draft struct {
	Hypothesis
	ids              []int32
	logProbabilities []float32 // of ids, as the search had them
	parts            []int     // the token that each id is a part of
	rendered         []int     // the line of Code that each token is on
	target           *target   // nil where no alignment is needed
}

// drafts renders what the search found for a job and adds the rendering of its
// source.
func (t *Translator) drafts(ctx context.Context, j *job, request *Request) ([]*draft, error) {
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
		d, err := t.draft(ctx, j.canonical, h, request.To)
		if err != nil {
			return nil, err
		}
		add(d)
	}
	slices.SortStableFunc(all, func(a, b *draft) int {
		switch {
		case a.Parses && !b.Parses:
			return -1
		case b.Parses && !a.Parses:
			return 1
		}
		return 0 // the search has them by score
	})
	// The rendering is the last of those asked for, unless the model has nothing
	// that parses.
	wanted := request.Hypotheses
	if !request.NoRendering && (wanted > 1 || len(all) == 0 || !all[0].Parses) {
		d, err := t.rendering(ctx, j.canonical, request.To)
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
func (t *Translator) draft(ctx context.Context, source *lexers.Canonical, found beam.Hypothesis, to lexers.Language) (*draft, error) {
	d := &draft{ids: found.Tokens, logProbabilities: found.LogProbabilities}
	d.Origin, d.Score = OriginModel, found.Score
	d.Tokens, d.parts = t.vocabulary.DecodeWords(found.Tokens)
	for i, token := range d.Tokens {
		d.Tokens[i] = strings.ToValidUTF8(token, "\uFFFD") // spelled in bytes
	}
	if err := d.render(ctx, source, to); err != nil {
		return nil, err
	}
	if d.Parses && !found.Finished {
		d.Parses, d.Problem = false, "it reached the length limit"
	}
	return d, nil
}

// rendering is the source's own canonical form as a hypothesis.
func (t *Translator) rendering(ctx context.Context, source *lexers.Canonical, to lexers.Language) (*draft, error) {
	d := &draft{}
	d.Origin, d.Tokens = OriginRendering, source.Tokens
	var sequence seq2seq.Sequence
	sequence, d.parts = encode(t.vocabulary, source)
	d.ids = sequence.IDs
	err := d.render(ctx, source, to)
	return d, err
}

// render makes the draft's text of its tokens.
func (d *draft) render(ctx context.Context, source *lexers.Canonical, to lexers.Language) error {
	target := *source // the tables, and the language whose spelling of numbers they hold
	target.Tokens = d.Tokens
	code, lines, err := target.RenderLines(to)
	if err != nil {
		d.Problem = err.Error()
		return nil
	}
	d.Code, d.rendered = code, lines
	d.Problem, err = parseProblem(ctx, to, code)
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
		if aligned {
			attended = d.target.lines
		}
	}
	if d.Code != "" {
		d.Lines = lineMeans(strings.Count(d.Code, "\n"), d.rendered, d.parts, logProbabilities, attended, j.firstLine)
	}
}

// parseProblem says why code is not exactly one function of a language; "" if
// it is.
func parseProblem(ctx context.Context, language lexers.Language, code string) (string, error) {
	if language == lexers.Java {
		code = "class C {\n" + code + "\n}\n"
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
		if language == lexers.Java {
			place.Line--
		}
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
