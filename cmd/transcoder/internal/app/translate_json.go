package app

import (
	"encoding/json"
	"io"

	"transcoder/lexers"
	"transcoder/translate"
)

// documentSchema names the form of --json. Fields are added under the same name;
// one that changes its meaning or goes raises the number. docs/formats.md has it.
const documentSchema = "transcoder.translate/1"

// document is the output of --json.
type document struct {
	Schema string         `json:"schema"`
	To     string         `json:"to"`
	Files  []documentFile `json:"files"`
}

type documentFile struct {
	Path        string               `json:"path"`
	From        string               `json:"from"`
	Code        string               `json:"code"`
	Functions   []documentFunction   `json:"functions"`
	Diagnostics []documentDiagnostic `json:"diagnostics"`
}

type documentFunction struct {
	Name       string               `json:"name"`
	Class      string               `json:"class,omitempty"`
	Line       int                  `json:"line"`
	Hypotheses []documentHypothesis `json:"hypotheses"`
}

type documentHypothesis struct {
	Code    string           `json:"code"`
	Score   float64          `json:"score"`
	Origin  translate.Origin `json:"origin"`
	Parses  bool             `json:"parses"`
	Problem string           `json:"problem,omitempty"`
	Lines   []translate.Line `json:"lines"`
	Verify  *translate.Check `json:"verify"`
}

type documentDiagnostic struct {
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

func newDocument(to lexers.Language) *document {
	return &document{Schema: documentSchema, To: to.String(), Files: []documentFile{}}
}

func (d *document) add(f *translation, path string, result *translate.Result) {
	file := documentFile{Path: path, From: f.from.String(), Code: result.Code, Functions: []documentFunction{}, Diagnostics: []documentDiagnostic{}}
	for _, fn := range result.Functions {
		function := documentFunction{Name: fn.Name, Class: fn.Class, Line: fn.Line, Hypotheses: []documentHypothesis{}}
		for _, h := range fn.Hypotheses {
			lines := h.Lines
			if lines == nil {
				lines = []translate.Line{}
			}
			function.Hypotheses = append(function.Hypotheses, documentHypothesis{h.Code, h.Score, h.Origin, h.Parses, h.Problem, lines, h.Check})
		}
		file.Functions = append(file.Functions, function)
	}
	for _, g := range result.Diagnostics {
		file.Diagnostics = append(file.Diagnostics, documentDiagnostic{g.Position.Line, g.Position.Column, g.Severity.String(), g.Message})
	}
	d.Files = append(d.Files, file)
}

func (d *document) write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(d)
}
