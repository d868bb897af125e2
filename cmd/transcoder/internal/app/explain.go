package app

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"transcoder/translate"
)

// ExplainOptions are those of the explain command.
type ExplainOptions struct {
	IO       *IOStreams
	Embedded []byte

	Input    string
	To, From string
	Stdin    string
	HTML     string // "" prints text
	Model    string
	Jobs     int
	Search   SearchOptions
}

// NewCmdExplain returns the explain command. runF replaces explainRun in tests.
func NewCmdExplain(deps *Dependencies, runF func(context.Context, *ExplainOptions) error) *cobra.Command {
	options := &ExplainOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = explainRun
	}
	cmd := &cobra.Command{
		Use:   "explain FILE --to LANGUAGE",
		Short: "Show how sure the model is of each line, and where it looked",
		Long: `Explain translates the functions of a file and prints each line of the translation
with the model's confidence in it, from 0 to 1 (the geometric mean of the
probabilities of its tokens), and the lines of the source that the model attended to
while it wrote the line, the most attended first. A low number is a line to read
with care; a high one is no proof.

With --html, the same is a page with source and translation side by side.`,
		Example: `  transcoder explain examples/binary_search.py --to java
  transcoder explain examples/primes.cpp --to python --html primes.html`,
		Args: arguments(func(cmd *cobra.Command, args []string) error {
			if options.To == "" {
				return missingFlag("to")
			}
			return cobra.ExactArgs(1)(cmd, args)
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Input = args[0]
			options.Search.widen(cmd.Flags())
			return runF(cmd.Context(), options)
		},
	}
	addLanguageFlags(cmd, &options.To, &options.From)
	flags := cmd.Flags()
	flags.StringVar(&options.HTML, "html", "", "write a page to `FILE`, - for standard output")
	flags.StringVar(&options.Stdin, "stdin-filename", "", "`NAME` of standard input in messages; its extension tells the language")
	addSearchFlags(flags, &options.Search)
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	return cmd
}

func explainRun(ctx context.Context, o *ExplainOptions) error {
	reader := TranslateOptions{
		IO: o.IO, Embedded: o.Embedded, Model: o.Model, Jobs: o.Jobs,
		To: o.To, From: o.From, Stdin: o.Stdin, Search: o.Search, Inputs: []string{o.Input},
	}
	if err := reader.check(); err != nil {
		return err
	}
	files, err := reader.plan()
	if err != nil {
		return err
	}
	f := files[0]
	if o.HTML != "" && o.HTML != standardStream && sameFile(o.Input, o.HTML) {
		return usageErrorf("%s would be overwritten: choose another --html", o.Input)
	}
	if err := reader.read(ctx, f); err != nil {
		return err
	}
	translator, _, done, err := reader.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	result, err := reader.result(ctx, translator, f, true)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if o.HTML == "" {
		err = explainText(&page, result, o.IO.Colored())
	} else {
		err = explainHTML(&page, filepath.Base(inputName(reader.name(f.input))), f, result)
	}
	if err != nil {
		return err
	}
	if o.HTML == "" || o.HTML == standardStream {
		if _, err := o.IO.Out.Write(page.Bytes()); err != nil {
			return outputError(fmt.Errorf("write standard output: %w", reason(err)))
		}
	} else if err := writeOutput(o.HTML, page.Bytes()); err != nil {
		return err
	}
	o.IO.diagnose(result.Diagnostics)
	if result.Failed() {
		return errPartial
	}
	return nil
}

// unsure is the confidence below which a line is colored.
const unsure = 0.5

// explainText prints a table for each hypothesis.
func explainText(w io.Writer, result *translate.Result, colored bool) error {
	for i, fn := range result.Functions {
		if i > 0 {
			fmt.Fprintln(w)
		}
		name := fn.Name
		if fn.Class != "" {
			name = fn.Class + "." + name
		}
		if len(fn.Hypotheses) == 0 {
			fmt.Fprintf(w, "%s, line %d: not translated\n", name, fn.Line)
		}
		for k, h := range fn.Hypotheses {
			fmt.Fprintf(w, "%s, line %d: hypothesis %d of %d (%s), score %.3f%s\n", name, fn.Line, k+1, len(fn.Hypotheses), h.Origin, h.Score, doubt(h))
			for n, line := range strings.Split(strings.TrimRight(h.Code, "\n"), "\n") {
				if n >= len(h.Lines) {
					break
				}
				confidence := fmt.Sprintf("%4.2f", h.Lines[n].Confidence)
				if colored && h.Lines[n].Confidence < unsure {
					confidence = "\x1b[1;31m" + confidence + "\x1b[0m"
				}
				if _, err := fmt.Fprintf(w, "  %s  %-12s  %s\n", confidence, sourceLines(h.Lines[n].Source), line); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func doubt(h translate.Hypothesis) string {
	if h.Parses {
		return ""
	}
	return ", does not parse: " + h.Problem
}

// sourceLines writes line numbers as 4,7.
func sourceLines(lines []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(lines), " ", ","), "[]")
}

// explainPage is a page without scripts: a line's background is the darker the
// less sure the model is of it, with the number beside it, and pointing at a line
// shows where it comes from.
var explainPage = template.Must(template.New("page").Funcs(template.FuncMap{
	"inc":    func(n int) int { return n + 1 },
	"source": sourceLines,
	"doubt":  doubt,
	"shade":  func(confidence float64) string { return fmt.Sprintf("%.2f", 0.6*(1-confidence)) },
}).Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{.Name}}: {{.From}} to {{.To}}</title>
<style>
body { font-family: sans-serif; margin: 1em; }
.panes { display: flex; flex-wrap: wrap; gap: 2em; }
table { border-collapse: collapse; font-family: monospace; white-space: pre; }
td { padding: 0 0.6em; vertical-align: top; }
td.n { color: #666; text-align: right; }
tr:hover, tr:target { outline: 1px solid #36c; }
a { color: inherit; }
</style>
</head>
<body>
<h1>{{.Name}}: {{.From}} to {{.To}}</h1>
<p>The first column of a translation is the model's confidence in the line, the second the lines of the source that it attended to.</p>
<div class="panes">
<table>
{{range $i, $line := .Source}}<tr id="L{{inc $i}}"><td class="n">{{inc $i}}</td><td>{{$line}}</td></tr>
{{end}}</table>
<div>
{{range .Functions}}{{$function := .}}{{range $k, $h := .Hypotheses}}<h2>{{$function.Name}}, hypothesis {{inc $k}} ({{$h.Origin}}), score {{printf "%.3f" $h.Score}}{{doubt $h.Hypothesis}}</h2>
<table>
{{range $h.Rows}}<tr title="source lines {{source .Source}}"><td class="n" style="background: rgba(230, 120, 0, {{shade .Confidence}})">{{printf "%.2f" .Confidence}}</td><td class="n">{{range $j, $n := .Source}}{{if $j}},{{end}}<a href="#L{{$n}}">{{$n}}</a>{{end}}</td><td>{{.Text}}</td></tr>
{{end}}</table>
{{end}}{{end}}</div>
</div>
</body>
</html>
`))

func explainHTML(w io.Writer, name string, f *translation, result *translate.Result) error {
	type row struct {
		translate.Line
		Text string
	}
	type hypothesis struct {
		translate.Hypothesis
		Rows []row
	}
	type function struct {
		Name       string
		Hypotheses []hypothesis
	}
	var functions []function
	for _, fn := range result.Functions {
		view := function{Name: fn.Name}
		for _, h := range fn.Hypotheses {
			shown := hypothesis{Hypothesis: h}
			for n, line := range strings.Split(strings.TrimRight(h.Code, "\n"), "\n") {
				if n < len(h.Lines) {
					shown.Rows = append(shown.Rows, row{h.Lines[n], line})
				}
			}
			view.Hypotheses = append(view.Hypotheses, shown)
		}
		functions = append(functions, view)
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(f.source), "\ufeff"), "\r\n", "\n")
	return explainPage.Execute(w, map[string]any{
		"Name": name, "From": f.from.Title(), "To": f.to.Title(), "Source": strings.Split(strings.TrimRight(text, "\n"), "\n"), "Functions": functions,
	})
}
