package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"transcoder/lexers"
	"transcoder/translate"
)

// TranslateOptions are those of the translate command.
type TranslateOptions struct {
	IO       *IOStreams
	Embedded []byte // the default model

	Inputs     []string // files, or "-"
	To, From   string   // languages; From "" goes by extension and content
	Out        string   // file or directory; "" is standard output
	Model      string   // "" is Embedded
	Beam       int
	Hypotheses int
	Jobs       int
}

// NewCmdTranslate returns the translate command. runF replaces translateRun in
// tests.
func NewCmdTranslate(deps *Dependencies, runF func(context.Context, *TranslateOptions) error) *cobra.Command {
	options := &TranslateOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = translateRun
	}
	cmd := &cobra.Command{
		Use:   "translate FILE... --to LANGUAGE",
		Short: "Translate source files into another language",
		Long: `Translate turns Python, C++ or Java files into another of these languages and
prints the result. FILE may be "-" for standard input.

Functions are translated one by one, each by the model's best hypothesis that
parses. The file round them is put together anew: a class named after the file in
Java, includes in C++, imports in Python. Code outside functions is kept as a
comment and listed on standard error with its line.

The exit code is 1 when a function has no translation that parses.`,
		Example: `  transcoder translate examples/binary_search.py --to java
  transcoder translate examples/primes.cpp --to python -o primes.py
  transcoder translate --from python --to cpp - < f.py
  transcoder translate src/*.java --to cpp -o translated/`,
		Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Inputs = args
			if !cmd.Flags().Changed("beam") {
				options.Beam = max(options.Beam, options.Hypotheses)
			}
			return runF(cmd.Context(), options)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&options.To, "to", "t", "", "`LANGUAGE` to translate into: python, cpp or java")
	flags.StringVarP(&options.From, "from", "f", "", "`LANGUAGE` of the files; without it their extension and content tell")
	flags.StringVarP(&options.Out, "out", "o", "", "`FILE` to write, or directory for several")
	flags.IntVar(&options.Beam, "beam", translate.DefaultBeam, "hypotheses that the search keeps; 1 is greedy and fastest")
	flags.IntVar(&options.Hypotheses, "nbest", 1, "translations of each function to print, the others as comments below the best")
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag is defined above
	}
	for _, name := range []string{"to", "from"} {
		err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions([]string{"python", "cpp", "java"}, cobra.ShellCompDirectiveNoFileComp))
		if err != nil {
			panic(err)
		}
	}
	return cmd
}

// translation is one file on its way.
type translation struct {
	input    string
	output   string // "" is standard output
	class    string // of Java
	source   []byte
	from, to lexers.Language
}

func translateRun(ctx context.Context, o *TranslateOptions) error {
	files, err := o.plan()
	if err != nil {
		return err
	}
	// Inputs are read before the model: what is wrong with them shows at once.
	var ready []*translation
	var failed error
	for _, f := range files {
		if err := o.read(f); err != nil {
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
	translator, err := openTranslator(o.Model, o.Embedded, o.Jobs)
	if err != nil {
		return err
	}
	defer translator.Close()
	for _, f := range ready {
		err := o.translate(ctx, translator, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && len(files) == 1 {
			return err
		}
		if err != nil {
			report(o.IO.Err, err)
			failed = errors.Join(failed, err)
		}
	}
	if failed != nil {
		return errPartial
	}
	return nil
}

// plan checks the command line and decides where each input goes.
func (o *TranslateOptions) plan() ([]*translation, error) {
	to, err := lexers.ParseLanguage(o.To)
	if err != nil {
		return nil, usageErrorf("--to: %w", err)
	}
	if o.From != "" {
		from, err := lexers.ParseLanguage(o.From)
		if err != nil {
			return nil, usageErrorf("--from: %w", err)
		}
		if from == to {
			return nil, usageErrorf("%w: --from and --to are both %s", translate.ErrSameLanguage, to.Title())
		}
	}
	switch {
	case o.Beam < 1 || o.Beam > translate.MaxBeam:
		return nil, usageErrorf("--beam is %d, expected 1 to %d", o.Beam, translate.MaxBeam)
	case o.Hypotheses < 1 || o.Hypotheses > o.Beam:
		return nil, usageErrorf("--nbest is %d, expected 1 to the beam's %d", o.Hypotheses, o.Beam)
	case o.Jobs < 0:
		return nil, usageErrorf("--jobs is %d, expected 0 or more", o.Jobs)
	case len(o.Inputs) > 1 && o.Out == "":
		return nil, usageErrorf("%d files need a directory to go to: -o DIRECTORY", len(o.Inputs))
	}
	info, err := os.Stat(o.Out)
	folder := len(o.Inputs) > 1 || strings.HasSuffix(o.Out, "/") || o.Out != "" && err == nil && info.IsDir()
	outputs := map[string]string{}
	var files []*translation
	for _, input := range o.Inputs {
		f := &translation{input: input, output: o.Out, class: translate.ClassName(input), to: to}
		switch {
		case folder:
			f.output = filepath.Join(o.Out, outputName(input, to))
		case o.Out != "":
			f.class = translate.ClassName(o.Out)
		}
		if other, twice := outputs[f.output]; twice {
			return nil, usageErrorf("%s and %s would both be written to %s", inputName(other), inputName(input), f.output)
		}
		outputs[f.output] = input
		if f.output != "" && sameFile(input, f.output) {
			return nil, usageErrorf("%s would be overwritten by its own translation: choose another -o", input)
		}
		files = append(files, f)
	}
	if folder {
		if err := os.MkdirAll(o.Out, 0o755); err != nil {
			return nil, outputError(fmt.Errorf("write %s: %w", o.Out, reason(err)))
		}
	}
	return files, nil
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
func (o *TranslateOptions) read(f *translation) error {
	var err error
	if f.source, err = readSource(f.input, o.IO.In); err != nil {
		return err
	}
	if o.From != "" {
		f.from, err = lexers.ParseLanguage(o.From)
		return err
	}
	language, ok := lexers.DetectLanguage(f.input, f.source)
	if !ok {
		return usageErrorf("%s: which language it is cannot be told: say it with --from", inputName(f.input))
	}
	if language == f.to {
		return usageErrorf("%s: %w: it is %s already", inputName(f.input), translate.ErrSameLanguage, language.Title())
	}
	f.from = language
	return nil
}

// openTranslator loads the model.
func openTranslator(model string, embedded []byte, jobs int) (*translate.Translator, error) {
	c, name, err := loadModel(model, embedded)
	if err != nil {
		return nil, err
	}
	translator, err := translate.New(c, translate.Options{Threads: jobs})
	if err != nil {
		return nil, damagedError(fmt.Errorf("%s: %w", name, err))
	}
	return translator, nil
}

// translate translates one file and writes it. The error is errPartial where
// only some of its functions have a translation; diagnostics have said which.
func (o *TranslateOptions) translate(ctx context.Context, translator *translate.Translator, f *translation) error {
	result, err := translator.Translate(ctx, translate.Request{
		Path: inputName(f.input), Source: f.source, From: f.from, To: f.to, Class: f.class, Beam: o.Beam, Hypotheses: o.Hypotheses,
	})
	if err != nil {
		return inputError(fmt.Errorf("%s: %w", inputName(f.input), err))
	}
	if f.output == "" {
		if _, err := o.IO.Out.Write([]byte(result.Code)); err != nil {
			return outputError(fmt.Errorf("write standard output: %w", reason(err)))
		}
	} else if err := writeOutput(f.output, []byte(result.Code)); err != nil {
		return err
	}
	for _, d := range result.Diagnostics {
		if d.Severity == translate.Failure {
			fmt.Fprintln(o.IO.Err, d)
		} else {
			o.IO.Messagef("%v", d)
		}
	}
	if result.Failed() {
		return errPartial
	}
	return nil
}
