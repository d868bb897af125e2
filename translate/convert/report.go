package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// The reports of a conversion, below Folder. They are written anew by each run,
// and depend on nothing but what the journals say.
const (
	MarkdownReport = "report.md"
	HTMLReport     = "report.html"
	SARIFReport    = "report.sarif"
)

// report writes the reports.
func (r *run) report(s *Summary) error {
	sarif, err := s.sarif()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := htmlReport.Execute(&page, s); err != nil {
		return err
	}
	if err := r.root.MkdirAll(r.temporary(), 0o755); err != nil {
		return &OutputError{r.temporary(), err}
	}
	defer r.root.RemoveAll(r.temporary())
	for _, file := range []struct {
		name string
		data []byte
	}{{MarkdownReport, s.markdown()}, {HTMLReport, page.Bytes()}, {SARIFReport, sarif}} {
		if err := r.write(path.Join(Folder, file.name), file.data); err != nil {
			return &OutputError{path.Join(r.options.Out, Folder, file.name), err}
		}
	}
	return nil
}

// ruleTexts say what the rules of findings mean, in the order of reports.
var ruleTexts = []struct{ rule, level, text string }{
	{"failed", "error", "The file can't be read or translated"},
	{"untranslated", "error", "There is no translation that parses"},
	{"differs", "error", "The translation does not do as its source"},
	{"unverified", "warning", "Whether the translation does as its source could not be found out"},
	{"not-carried", "note", "Something outside functions was not carried over"},
	{"skipped", "note", "The file was passed over"},
}

// Sections are the findings by rule, for the reports.
func (s *Summary) Sections() []Section {
	byRule := map[string][]Finding{}
	for f := range s.Findings {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	var all []Section
	for _, r := range ruleTexts {
		if found := byRule[r.rule]; len(found) > 0 {
			all = append(all, Section{r.text, found})
		}
	}
	return all
}

// Section is the part of a report about one rule.
type Section struct {
	Title    string
	Findings []Finding
}

func (s *Summary) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Conversion to %s\n\n", s.To)
	for _, line := range s.Counts() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	for _, section := range s.Sections() {
		fmt.Fprintf(&b, "\n## %s (%d)\n\n", section.Title, len(section.Findings))
		for _, f := range section.Findings {
			fmt.Fprintf(&b, "- %s\n", markdownText(f.String()))
		}
	}
	return b.Bytes()
}

// markdownText keeps what sources say from being markup, or more than one line.
func markdownText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			fmt.Fprintf(&b, "\\\\u%04x", r)
		case strings.ContainsRune("\\`*_{}[]<>#|!", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var htmlReport = template.Must(template.New("report").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Conversion to {{.To}}</title>
<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}code{overflow-wrap:anywhere}</style>
<h1>Conversion to {{.To}}</h1>
<ul>{{range .Counts}}
<li>{{.}}</li>{{end}}
</ul>{{range .Sections}}
<h2>{{.Title}} ({{len .Findings}})</h2>
<ul>{{range .Findings}}
<li><code>{{.}}</code></li>{{end}}
</ul>{{end}}
</html>
`))

// sarif writes the findings in the Static Analysis Results Interchange Format
// 2.1.0 (OASIS), which editors and code hosts show beside the lines.
func (s *Summary) sarif() ([]byte, error) {
	type text struct {
		Text string `json:"text"`
	}
	type region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	type artifact struct {
		URI string `json:"uri"`
	}
	type physical struct {
		Artifact artifact `json:"artifactLocation"`
		Region   *region  `json:"region,omitempty"`
	}
	type location struct {
		Physical physical `json:"physicalLocation"`
	}
	type result struct {
		Rule      string     `json:"ruleId"`
		Level     string     `json:"level"`
		Message   text       `json:"message"`
		Locations []location `json:"locations"`
	}
	type rule struct {
		ID          string `json:"id"`
		Description text   `json:"shortDescription"`
	}
	type driver struct {
		Name  string `json:"name"`
		Rules []rule `json:"rules"`
	}
	type tool struct {
		Driver driver `json:"driver"`
	}
	type run struct {
		Tool    tool     `json:"tool"`
		Results []result `json:"results"`
	}
	type log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}
	levels := map[string]string{}
	this := run{Tool: tool{driver{Name: "transcoder convert"}}, Results: []result{}}
	for _, r := range ruleTexts {
		levels[r.rule] = r.level
		this.Tool.Driver.Rules = append(this.Tool.Driver.Rules, rule{r.rule, text{r.text}})
	}
	for f := range s.Findings {
		where := physical{Artifact: artifact{(&url.URL{Path: f.Source}).EscapedPath()}}
		message := f.Message
		if f.Path != "" { // lines are those of a corpus's record, not of a file
			message = f.Path + ": " + message
		} else if f.Line > 0 {
			where.Region = &region{f.Line, f.Column}
		}
		this.Results = append(this.Results, result{f.Rule, levels[f.Rule], text{message}, []location{{where}}})
	}
	data, err := json.MarshalIndent(log{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []run{this}}, "", " ")
	return append(data, '\n'), err
}
