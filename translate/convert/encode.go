package convert

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"transcoder/corpora/source"
	"transcoder/lexers"
	"transcoder/translate"
)

// request asks for the translation of a file of an item. ok is false for a record
// of a corpus that is in the target language.
func (r *run) request(l *load, f *source.File) (request translate.Request, ok bool) {
	request = r.options.Request
	request.Path, request.Source, request.From, request.To = l.source, f.Data, l.from, r.options.To
	if l.part {
		request.Path = f.Path
		request.From, _ = lexers.LanguageOfPath(f.Path)
		return request, request.From != request.To
	}
	if request.To == lexers.Java { // the class that the file's name asks for
		base := path.Base(l.output)
		request.Class = strings.TrimSuffix(base, path.Ext(base))
	}
	return request, true
}

// encodeFile makes record and text of a translated file.
func (r *run) encodeFile(l *load, outcome translate.Outcome) (*Record, []byte) {
	record := &Record{Source: l.source, Key: l.key, From: l.from.String()}
	if outcome.Err != nil {
		record.State, record.Reason = Failed, outcome.Err.Error()
		return record, nil
	}
	text := []byte(outcome.Result.Code)
	if name := javaPackage(l.output); name != "" && r.options.To == lexers.Java {
		text = append([]byte("package "+name+";\n\n"), text...)
	}
	record.State, record.Output, record.Hash = Translated, l.output, hashOf(text)
	record.describe("", outcome.Result)
	return record, text
}

// describe adds the functions and diagnostics of a result.
func (r *Record) describe(name string, result *translate.Result) {
	for _, fn := range result.Functions {
		r.Functions = append(r.Functions, describe(name, fn))
	}
	for _, d := range result.Diagnostics {
		// A file without functions is a failure where it was asked for by itself. Trees
		// have many: there is nothing in them for a person to do.
		failure := d.Severity == translate.Failure && len(result.Functions) > 0
		r.Notes = append(r.Notes, Diagnostic{name, d.Position.Line, d.Position.Column, failure, d.Message})
	}
}

// describe says how good the best translation of a function is.
func describe(name string, fn translate.Function) Function {
	f := Function{Path: name, Name: fn.Name, Class: fn.Class, Line: fn.Line, State: Untranslated}
	if len(fn.Hypotheses) == 0 {
		return f
	}
	best := fn.Hypotheses[0]
	f.Score, f.Origin, f.Reason = best.Score, best.Origin, best.Problem
	switch check := best.Check; {
	case !best.Parses:
	case check == nil:
		f.State = Parses
	default:
		f.Outcome, f.Reason, f.Level = check.Outcome, check.Message, check.Level
		switch {
		case check.Passed:
			f.State = Verified
		case check.Judged:
			f.State = Differs
		default:
			f.State = Unverified
		}
	}
	return f
}

// corpusLine is a line of a converted corpus. docs/convert.md describes it.
type corpusLine struct {
	Repository string             `json:"repo_name,omitempty"`
	Commit     string             `json:"commit,omitempty"`
	Path       string             `json:"path"`
	License    string             `json:"license,omitempty"`
	From       string             `json:"src"`
	To         string             `json:"tgt"`
	Function   string             `json:"function,omitempty"`
	Class      string             `json:"class,omitempty"`
	Line       int                `json:"line,omitempty"`
	Hypotheses []corpusHypothesis `json:"hyps"`
	Error      string             `json:"error,omitempty"`
}

type corpusHypothesis struct {
	Code   string           `json:"code"`
	Score  float64          `json:"score"`
	Origin translate.Origin `json:"origin"`
	Parses bool             `json:"parses"`
	Verify *string          `json:"verify"` // null where it was not asked for
}

// encodePart makes record and text of a part of a corpus, and returns the outcomes
// that belong to what comes behind it.
func (r *run) encodePart(l *load, outcomes []translate.Outcome) (*Record, []byte, []translate.Outcome, error) {
	record := &Record{Source: l.source, Key: l.key, State: Translated, Output: l.output}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for _, f := range l.files {
		request, ok := r.request(l, f)
		if !ok {
			continue
		}
		outcome := outcomes[0]
		outcomes = outcomes[1:]
		base := corpusLine{
			Repository: f.Repository, Commit: f.Commit, Path: f.Path, License: f.License.ID,
			From: request.From.String(), To: request.To.String(), Hypotheses: []corpusHypothesis{},
		}
		if outcome.Err != nil {
			record.Notes = append(record.Notes, Diagnostic{Path: f.Path, Line: 1, Column: 1, Failure: true, Message: outcome.Err.Error()})
			base.Error = outcome.Err.Error()
			if err := encoder.Encode(base); err != nil {
				return nil, nil, nil, err
			}
			continue
		}
		record.describe(f.Path, outcome.Result)
		for _, fn := range outcome.Result.Functions {
			if err := encoder.Encode(base.of(fn, outcome.Result)); err != nil {
				return nil, nil, nil, err
			}
		}
	}
	record.Hash = hashOf(text.Bytes())
	return record, text.Bytes(), outcomes, nil
}

// of is the line of a function.
func (c corpusLine) of(fn translate.Function, result *translate.Result) corpusLine {
	c.Function, c.Class, c.Line = fn.Name, fn.Class, fn.Line
	for _, h := range fn.Hypotheses {
		line := corpusHypothesis{Code: h.Code, Score: h.Score, Origin: h.Origin, Parses: h.Parses}
		if h.Check != nil {
			line.Verify = &h.Check.Outcome
		}
		c.Hypotheses = append(c.Hypotheses, line)
	}
	if len(fn.Hypotheses) == 0 {
		for _, d := range result.Diagnostics {
			if d.Severity == translate.Failure && d.Position.Line >= fn.Line {
				c.Error = d.Message
				break
			}
		}
	}
	return c
}
