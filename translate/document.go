package translate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"transcoder/lexers"
)

// Document is a file whose functions are translated one at a time, in any order,
// and which is put together from translations that somebody chose: what a viewer
// needs. Translate does the same for a whole file at once. A Document may be used
// from several goroutines.
type Document struct {
	translator *Translator
	request    Request

	mu       sync.Mutex // of what follows
	assembly *assembly
}

// Part is a function of a document, or something between functions.
type Part struct {
	Function int    // index of a function for Translate; -1 for what is none
	Name     string // of a function, with its classes
	First    int    // line of the source, 1-based
	Last     int    // as First
	Note     string // what becomes of it; of a function, why it is not translated, or ""
}

// Document takes a file apart. The errors are those of Translate.
func (t *Translator) Document(ctx context.Context, request Request) (*Document, error) {
	a, err := t.prepare(ctx, request)
	if err != nil {
		return nil, err
	}
	return &Document{translator: t, request: request, assembly: a}, nil
}

// Parts lists what the document holds, in the order of the source. Parts may
// share lines.
func (d *Document) Parts() []Part {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.assembly
	lines := func(item lexers.Item) (first, last int) {
		return a.file.Position(item.Start).Line, a.file.Position(max(item.Start, item.End-1)).Line
	}
	var parts []Part
	for i, u := range a.units {
		p := Part{Function: i, Name: u.name, Note: u.refusal}
		if p.First, p.Last = lines(u.item); u.body != nil {
			p.First, p.Last = slices.Min(u.body.lines), slices.Max(u.body.lines)
		}
		if u.function != nil && u.function.Class != "" {
			p.Name = u.function.Class + "." + u.name
		}
		parts = append(parts, p)
	}
	var walk func(elements []*element)
	walk = func(elements []*element) {
		for _, e := range elements {
			p := Part{Function: -1}
			p.First, p.Last = lines(e.item)
			switch {
			case e.comment:
				p.Note = "carried over"
			case e.kept:
				p.Note = "kept as a comment"
			case e.values != nil:
				p.Note = "carried over as constants"
			case e.class != nil:
				p.Last = p.First
				p.Note = "class " + e.class.Name + " is carried over"
				walk(e.class.elements)
			default:
				continue
			}
			parts = append(parts, p)
		}
	}
	walk(a.elements)
	slices.SortStableFunc(parts, func(x, y Part) int { return cmp.Compare(x.First, y.First) })
	return parts
}

// Translate returns the hypotheses for a function, best first; none for a
// function that can't be translated.
func (d *Document) Translate(ctx context.Context, function int) ([]Hypothesis, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if function < 0 || function >= len(d.assembly.units) {
		return nil, fmt.Errorf("function %d of %d", function, len(d.assembly.units))
	}
	u := d.assembly.units[function]
	if u.job == nil {
		return nil, nil
	}
	u.job.hypotheses = nil
	alone := *d.assembly
	alone.units = []*unit{u}
	if err := d.translator.generate(ctx, []*job{u.job}); err != nil {
		return nil, err
	}
	if err := d.translator.hypotheses(ctx, []*assembly{&alone}); err != nil {
		return nil, err
	}
	if u.role == constructor || u.role == entryPoint { // with what the functions before it have become
		d.assembly.vote()
		if err := d.assembly.carryUnit(ctx, u); err != nil {
			return nil, err
		}
	}
	return u.job.hypotheses, nil
}

// Assemble puts the file together from a translation of each function; one that
// has "" stays as a comment. Nothing is checked: a text that does not parse stands
// in the result as it is.
func (d *Document) Assemble(ctx context.Context, chosen []string) (string, error) {
	a, err := d.choose(ctx, chosen)
	if err != nil {
		return "", err
	}
	return a.layout(layoutOptions{}), nil
}

// Program returns the translation of one function with those that it calls, as a
// file of its own, and the name that it has there: what it takes to run it.
func (d *Document) Program(ctx context.Context, function int, chosen []string) (code, name string, err error) {
	a, err := d.choose(ctx, chosen)
	if err != nil {
		return "", "", err
	}
	if function < 0 || function >= len(a.units) {
		return "", "", fmt.Errorf("function %d of %d", function, len(a.units))
	}
	u := a.units[function]
	return a.program(u, 0), a.nameOf(u), nil
}

// choose takes the file apart anew and gives each function one hypothesis.
func (d *Document) choose(ctx context.Context, chosen []string) (*assembly, error) {
	a, err := d.translator.prepare(ctx, d.request)
	if err != nil {
		return nil, err
	}
	if len(chosen) != len(a.units) {
		return nil, fmt.Errorf("%d translations for %d functions", len(chosen), len(a.units))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, u := range a.units {
		if chosen[i] == "" {
			u.job, u.refusal = nil, "no translation was chosen"
			continue
		}
		h := Hypothesis{Code: chosen[i], Parses: true}
		if known := d.assembly.units[i].job; known != nil {
			if k := slices.IndexFunc(known.hypotheses, func(k Hypothesis) bool { return k.Code == chosen[i] }); k >= 0 {
				h = known.hypotheses[k] // its tokens say what types fields have
			}
		}
		if u.job == nil { // translated by hand
			u.job = &job{canonical: &lexers.Canonical{Language: d.request.From}, unit: u, file: a}
		}
		u.job.hypotheses = []Hypothesis{h}
	}
	a.vote()
	return a, nil
}

// Problem says why code is not exactly one function such as the translation of
// function has to be; "" if it is.
func (d *Document) Problem(ctx context.Context, function int, code string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if function < 0 || function >= len(d.assembly.units) {
		return "", fmt.Errorf("function %d of %d", function, len(d.assembly.units))
	}
	return parseProblem(ctx, d.request.To, d.assembly.units[function], code)
}
