package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"transcoder/lexers"
	"transcoder/translate"
)

// translation is one file on its way.
type translation struct {
	input    string
	output   string // "" is standard output
	class    string // of Java
	source   []byte
	from, to lexers.Language
}

// translateFiles translates whole files.
func (o *TranslateOptions) translateFiles(ctx context.Context) error {
	files, err := o.plan()
	if err != nil {
		return err
	}
	// Inputs are read before the model: what is wrong with them shows at once.
	var ready []*translation
	var failed error
	for _, f := range files {
		if err := o.read(ctx, f); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if len(files) == 1 {
				return err
			}
			report(o.IO.Err, err)
			failed = errors.Join(failed, err)
			continue
		}
		ready = append(ready, f)
	}
	if len(ready) == 0 {
		return &failure{code: exitCode(failed)}
	}
	if o.folder(files) {
		if err := os.MkdirAll(filepath.Clean(o.Out), 0o755); err != nil {
			return outputError(fmt.Errorf("write %s: %w", o.Out, reason(err)))
		}
	}
	translator, _, done, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	document := newDocument(ready[0].to)
	began, functions, written := time.Now(), 0, 0
	for _, f := range ready {
		n, err := o.translate(ctx, translator, f, document)
		functions += n
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && len(files) == 1 && !errors.Is(err, errPartial) {
			return err
		}
		if err == nil || errors.Is(err, errPartial) {
			written++
		}
		if err != nil {
			report(o.IO.Err, err)
			failed = errors.Join(failed, err)
		}
	}
	o.IO.rate(functions, "function", time.Since(began))
	if o.JSON {
		if err := document.write(o.IO.Out); err != nil {
			return outputError(fmt.Errorf("write standard output: %w", reason(err)))
		}
	}
	switch {
	case failed == nil:
		return nil
	case written == 0:
		return &failure{code: exitCode(failed)}
	}
	return errPartial
}

// folder reports whether the output is a directory.
func (o *TranslateOptions) folder(files []*translation) bool {
	info, err := os.Stat(o.Out)
	return !o.JSON && len(files) > 1 || strings.HasSuffix(o.Out, "/") || o.Out != "" && err == nil && info.IsDir()
}

// plan decides where each input goes.
func (o *TranslateOptions) plan() ([]*translation, error) {
	to, _, err := o.languages()
	if err != nil {
		return nil, err
	}
	if len(o.Inputs) > 1 && o.Out == "" && !o.JSON {
		return nil, usageErrorf("%d files need a directory to go to: -o DIRECTORY", len(o.Inputs))
	}
	if o.Class != "" && len(o.Inputs) > 1 {
		return nil, usageErrorf("--class names one class, and there are %d files", len(o.Inputs))
	}
	var files []*translation
	for _, input := range o.Inputs {
		files = append(files, &translation{input: input, output: o.Out, class: o.Class, to: to})
	}
	folder := o.folder(files)
	outputs := map[string]string{}
	for _, f := range files {
		name := o.name(f.input)
		switch {
		case folder:
			f.output = filepath.Join(o.Out, outputName(name, to))
			if o.Class != "" && to == lexers.Java {
				f.output = filepath.Join(o.Out, o.Class+to.Extension())
			}
		case o.Out != "" && f.class == "":
			f.class = translate.ClassName(o.Out)
		}
		if f.class == "" {
			f.class = translate.ClassName(name)
		}
		if f.output == "" {
			continue
		}
		if other, twice := outputs[f.output]; twice {
			return nil, usageErrorf("%s and %s would both be written to %s", inputName(other), inputName(f.input), f.output)
		}
		outputs[f.output] = f.input
		for _, input := range o.Inputs {
			if sameFile(input, f.output) {
				return nil, usageErrorf("%s would be overwritten by its own translation: choose another -o", input)
			}
		}
	}
	return files, nil
}

// name is what an input is called: standard input as --stdin-filename says.
func (o *TranslateOptions) name(input string) string {
	if input == standardStream && o.Stdin != "" {
		return o.Stdin
	}
	return input
}

// outputName is the name of a translation in a directory: Java's is that of its
// class.
func outputName(input string, to lexers.Language) string {
	if to == lexers.Java {
		return translate.ClassName(input) + to.Extension()
	}
	if input == standardStream {
		return "main" + to.Extension()
	}
	base := filepath.Base(input)
	return strings.TrimSuffix(base, filepath.Ext(base)) + to.Extension()
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// read reads a file and finds out its language.
func (o *TranslateOptions) read(ctx context.Context, f *translation) error {
	var err error
	if f.source, err = readSource(ctx, f.input, o.IO.In); err != nil {
		return err
	}
	if o.From != "" {
		f.from, err = lexers.ParseLanguage(o.From)
		return err
	}
	name := o.name(f.input)
	language, ok := lexers.DetectLanguage(name, f.source)
	if !ok {
		return usageErrorf("%s: which language it is cannot be told: say it with --from", inputName(name))
	}
	if language == f.to {
		return usageErrorf("%s: %w: it is %s already", inputName(name), translate.ErrSameLanguage, language.Title())
	}
	f.from = language
	return nil
}

// openTranslator loads the model. id is that of its checkpoint.
func openTranslator(model string, embedded []byte, options translate.Options) (translator *translate.Translator, id string, err error) {
	c, name, err := loadModel(model, embedded)
	if err != nil {
		return nil, "", err
	}
	translator, err = translate.New(c, options)
	if err != nil {
		return nil, "", damagedError(fmt.Errorf("%s: %w", name, err))
	}
	return translator, c.ID(), nil
}

// result translates one file, with its alignment where that is asked for. The error
// says what is wrong with the source.
func (o *TranslateOptions) result(ctx context.Context, translator *translate.Translator, f *translation, align bool) (*translate.Result, error) {
	request := o.Search.request()
	request.Path, request.Source, request.From, request.To, request.Class = inputName(o.name(f.input)), f.source, f.from, f.to, f.class
	request.Rename, request.Verify, request.Align = o.Rename, o.Verify, align
	began := time.Now()
	result, err := translator.Translate(ctx, request)
	var source *lexers.SourceError
	switch {
	case errors.As(err, &source):
		return nil, inputError(fmt.Errorf("%s: %w", request.Path, err))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", request.Path, err)
	}
	o.IO.Verbosef("%s: %s to %s, %s in %s", request.Path, f.from.Title(), f.to.Title(), counted(len(result.Functions), "function"), seconds(time.Since(began)))
	return result, nil
}

// diagnose prints what could not be carried over: failures always, the rest unless
// --quiet.
func (s *IOStreams) diagnose(diagnostics []translate.Diagnostic) {
	for _, d := range diagnostics {
		if d.Severity == translate.Failure {
			fmt.Fprintln(s.Err, d)
		} else {
			s.Messagef("%v", d)
		}
	}
}

// translate translates one file and writes it; functions is how many it has. The
// error is errPartial where only some of them have a translation; diagnostics have
// said which.
func (o *TranslateOptions) translate(ctx context.Context, translator *translate.Translator, f *translation, document *document) (functions int, err error) {
	result, err := o.result(ctx, translator, f, o.JSON)
	if err != nil {
		return 0, err
	}
	functions = len(result.Functions)
	path := inputName(o.name(f.input))
	switch {
	case o.JSON:
		document.add(f, path, result)
	case f.output == "":
		if _, err := o.IO.Out.Write([]byte(result.Code)); err != nil {
			return functions, outputError(fmt.Errorf("write standard output: %w", reason(err)))
		}
	default:
		if err := writeOutput(f.output, []byte(result.Code)); err != nil {
			return functions, err
		}
	}
	o.IO.diagnose(result.Diagnostics)
	failed := result.Failed()
	for _, fn := range result.Functions {
		if len(fn.Hypotheses) == 0 || fn.Hypotheses[0].Check == nil {
			continue
		}
		check := fn.Hypotheses[0].Check
		failed = failed || !check.Passed
		line := fmt.Sprintf("%s:%d: function %s: %s", path, fn.Line, fn.Name, check.Outcome)
		if check.Message != "" {
			line += ": " + check.Message
		}
		o.IO.Messagef("%s", line)
	}
	if failed {
		return functions, errPartial
	}
	return functions, nil
}
