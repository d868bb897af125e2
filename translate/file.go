package translate

import (
	"context"
	"fmt"
	"slices"

	"transcoder/lexers"
	"transcoder/translate/adapt"
	"transcoder/translate/carry"
)

// Outcome is what became of one request of several.
type Outcome struct {
	Result *Result
	Err    error // as Translate returns it
}

// Translate translates a file. What can't be translated is a diagnostic in the
// result; the errors are a cancelled ctx, a request out of range, and a source
// that is no text (*lexers.SourceError) or too large.
func (t *Translator) Translate(ctx context.Context, request Request) (*Result, error) {
	outcomes, err := t.TranslateAll(ctx, []Request{request})
	if err != nil {
		return nil, fmt.Errorf("translate %s: %w", request.Path, err)
	}
	return outcomes[0].Result, outcomes[0].Err
}

// TranslateAll translates several files, whose functions share batches where
// their requests ask for the same search; each result is what Translate returns
// for the request alone. The error is ctx's, or the model's.
func (t *Translator) TranslateAll(ctx context.Context, requests []Request) ([]Outcome, error) {
	outcomes := make([]Outcome, len(requests))
	var files []*assembly
	var places []int // of files among requests
	var pending []*job
	for i, request := range requests {
		a, err := t.prepare(ctx, request)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			outcomes[i].Err = err
			continue
		}
		files, places = append(files, a), append(places, i)
		for _, u := range a.units {
			if u.job != nil {
				pending = append(pending, u.job)
			}
		}
	}
	if err := t.generate(ctx, pending); err != nil {
		return nil, err
	}
	if err := t.hypotheses(ctx, files); err != nil {
		return nil, err
	}
	for _, a := range files { // functions are verified with the objects that they make
		a.vote()
		if err := a.carryOver(ctx, constructor); err != nil {
			return nil, err
		}
	}
	if err := t.verify(ctx, files); err != nil {
		return nil, err
	}
	for i, a := range files {
		if err := a.carryOver(ctx, entryPoint); err != nil {
			return nil, err
		}
		outcomes[places[i]].Result = a.assemble()
	}
	return outcomes, nil
}

// prepare takes a file apart and encodes its functions.
func (t *Translator) prepare(ctx context.Context, request Request) (*assembly, error) {
	if err := request.normalize(); err != nil {
		return nil, err
	}
	file, err := lexers.Parse(ctx, request.From, request.Source)
	if err != nil {
		return nil, err
	}
	a := &assembly{request: &request, file: file, owners: map[string]*class{}, enumerators: map[string]*class{}, functions: map[string]bool{}}
	if request.From == lexers.CPP {
		a.namespaces = namespacesOf(request.Source)
	}
	a.shape()
	a.names = a.targetNames()
	for _, u := range a.units {
		if err := t.read(ctx, a, u); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// read encodes a unit, or notes why it can't be translated.
func (t *Translator) read(ctx context.Context, a *assembly, u *unit) error {
	c, lines, refusal := u.canonical(ctx, a)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if refusal != "" {
		u.refusal = refusal
		return nil
	}
	c, lines = unqualified(c, lines, a.namespaces)
	if s, simple := simplified(c, lines); unknownPlaceholder(t.vocabulary, s) == "" {
		c, lines = s, simple
	}
	u.reading = &job{file: a, unit: u, canonical: c, lines: lines, firstLine: slices.Min(lines), lastLine: slices.Max(lines)}
	if token := unknownPlaceholder(t.vocabulary, c); token != "" {
		u.refusal = fmt.Sprintf("it has more names, numbers or strings than the model tells apart (%s)", token)
		return nil
	}
	// What is known of the program is read from the function as it stands, what the model reads is
	// written out for it.
	if s, written := unfolded(c, lines, a.request.To, adapt.Kinds(c, a.declaredClasses)); unknownPlaceholder(t.vocabulary, s) == "" {
		c, lines = s, written
	}
	if s, carried := carry.Out(c, lines, a.request.To, adapt.Kinds(c, a.declaredClasses)); unknownPlaceholder(t.vocabulary, s) == "" {
		c, lines = s, carried
	}
	j, fits := t.newJob(c, lines, a.functions)
	if !fits {
		u.refusal = fmt.Sprintf("it has %d tokens, the model reads at most %d", len(j.sequence.IDs), t.config.Positions-1)
		return nil
	}
	j.search = a.request.search()
	j.unit, j.file = u, a
	u.job = j
	return nil
}
