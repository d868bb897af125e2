package translate

import (
	"context"
	"fmt"
	"strings"

	"transcoder/lexers"
)

// Translate translates a file. What can't be translated is a diagnostic in the
// result; the errors are a cancelled ctx, a request out of range, and a source
// that is no text (*lexers.SourceError) or too large.
func (t *Translator) Translate(ctx context.Context, request Request) (*Result, error) {
	if err := request.normalize(); err != nil {
		return nil, err
	}
	file, err := lexers.Parse(ctx, request.From, request.Source)
	if err != nil {
		return nil, err
	}
	a := &assembly{request: &request, file: file}
	items := file.Outline()
	jobs, err := t.read(a, items)
	if err != nil {
		return nil, err
	}
	var pending []*job
	for _, j := range jobs {
		if j != nil {
			pending = append(pending, j)
		}
	}
	if err := t.generate(ctx, pending, request.To, request.Beam); err != nil {
		return nil, fmt.Errorf("translate %s: %w", request.Path, err)
	}
	if err := t.hypotheses(ctx, pending, &request); err != nil {
		return nil, fmt.Errorf("translate %s: %w", request.Path, err)
	}
	for i, item := range items {
		if item.Kind != lexers.FunctionItem {
			a.rest(item, items[i+1:])
			continue
		}
		fn := Function{Name: item.Name, Class: item.Function.Class, Line: item.Function.Line}
		if j := jobs[i]; j == nil {
			a.diagnose(item.Start, Failure, "function %s: %s: kept as a comment", item.Name, a.refused[item.Start])
			a.keep(item)
		} else {
			fn.Hypotheses = j.hypotheses
			a.translated(item, fn.Hypotheses, len(j.found))
		}
		a.result.Functions = append(a.result.Functions, fn)
	}
	if len(a.result.Functions) == 0 {
		a.diagnose(0, Failure, "no %s function found: nothing to translate", request.From.Title())
	}
	a.result.Code = a.code()
	return &a.result, nil
}

// read makes a job of each function among items, at its index; nil for the
// others, and for a function that can't be translated, which becomes a comment
// when its turn comes.
func (t *Translator) read(a *assembly, items []lexers.Item) ([]*job, error) {
	jobs := make([]*job, len(items))
	a.refused = make(map[int]string)
	siblings := map[string]bool{}
	for _, item := range items {
		if item.Kind == lexers.FunctionItem && item.Function.Kind != lexers.Constructor {
			siblings[item.Name] = true
		}
	}
	for i, item := range items {
		if item.Kind != lexers.FunctionItem {
			continue
		}
		reason := ""
		switch fn := item.Function; {
		case fn.Problem != "":
			reason = fn.Problem
		case fn.Kind == lexers.Constructor:
			reason = "a constructor has no counterpart outside its class"
		default:
			c, lines, err := fn.CanonicalLines()
			if err != nil {
				reason = err.Error()
				break
			}
			c = linkSiblings(c, siblings)
			if token := unknownPlaceholder(t.vocabulary, c); token != "" {
				reason = fmt.Sprintf("it has more names, numbers or strings than the model tells apart (%s)", token)
				break
			}
			j, fits := t.newJob(c, lines)
			if !fits {
				reason = fmt.Sprintf("it has %d tokens, the model reads at most %d", len(j.sequence.IDs), t.config.Positions-1)
				break
			}
			jobs[i] = j
		}
		if jobs[i] == nil {
			a.refused[item.Start] = reason
		}
	}
	return jobs, nil
}

// part is a piece of the translated file: comment lines, code, or both.
type part struct {
	heading bool     // a comment of the source that stands before everything else
	comment []string // lines without marks
	code    string
	parses  bool
	after   []string // comment lines behind the code
}

// assembly puts the translated file together.
type assembly struct {
	request *Request
	file    *lexers.File
	refused map[int]string // reason by the start of a function that has no job
	parts   []part
	begun   bool // something else than a comment came
	result  Result
}

// diagnose adds a diagnostic at an offset of the source.
func (a *assembly) diagnose(offset int, severity Severity, format string, args ...any) {
	a.result.Diagnostics = append(a.result.Diagnostics, Diagnostic{
		Path: a.request.Path, Position: a.file.Position(offset), Severity: severity, Message: fmt.Sprintf(format, args...),
	})
}

// keep adds a piece of the source as a comment.
func (a *assembly) keep(item lexers.Item) {
	a.begun = true
	lines := []string{fmt.Sprintf("Not translated (line %d):", a.file.Position(item.Start).Line)}
	a.parts = append(a.parts, part{comment: append(lines, textLines(unindented(a.file.Source, item.Start, item.End))...)})
}

// translated adds a function with its best hypothesis; tried is how many the
// search found.
func (a *assembly) translated(item lexers.Item, hypotheses []Hypothesis, tried int) {
	a.begun = true
	best := hypotheses[0]
	if best.Code == "" {
		a.diagnose(item.Start, Failure, "function %s: no hypothesis can be written as %s (%s): kept as a comment", item.Name, a.request.To.Title(), best.Problem)
		a.keep(item)
		return
	}
	if !best.Parses {
		a.diagnose(item.Start, Failure, "function %s: none of %d hypotheses parses (%s): the best of them is printed", item.Name, tried, best.Problem)
	}
	p := part{code: strings.TrimRight(best.Code, "\n"), parses: best.Parses}
	if doc := item.Function.Doc; doc != "" {
		p.comment = textLines(doc)
	}
	for i, h := range hypotheses[1:] {
		if !h.Parses {
			break
		}
		p.after = append(p.after, fmt.Sprintf("Hypothesis %d, score %.3f:", i+2, h.Score))
		p.after = append(p.after, textLines(h.Code)...)
	}
	a.parts = append(a.parts, p)
}

// rest adds what is no function with a translation; following is what comes
// behind it.
func (a *assembly) rest(item lexers.Item, following []lexers.Item) {
	switch item.Kind {
	case lexers.CommentItem:
		a.parts = append(a.parts, part{heading: !a.begun, comment: textLines(item.Text)})
	case lexers.ImportItem:
		if replaced(a.request.From, item.Text) {
			return
		}
		a.diagnose(item.Start, Warning, "%q brings in code that is not translated: kept as a comment", textLines(item.Text)[0])
		a.keep(item)
	case lexers.ClassItem:
		a.begun = true
		if a.request.From != lexers.Java || needsObject(a.file, item.Name) {
			a.diagnose(item.Start, Warning, "class %s is not carried over: its methods are translated as functions", item.Name)
		}
	case lexers.StatementItem:
		a.diagnose(item.Start, Warning, "code outside functions is not translated: kept as a comment")
		a.keep(item)
	}
}

// needsObject reports whether a class has a method or constructor that works on
// an object. In Java a class without is only the place of its functions.
func needsObject(file *lexers.File, class string) bool {
	for _, fn := range file.Functions() {
		last := fn.Class[strings.LastIndex(fn.Class, ".")+1:]
		if last == class && (fn.Kind == lexers.Method || fn.Kind == lexers.Constructor) {
			return true
		}
	}
	return false
}
