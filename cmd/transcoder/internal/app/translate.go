package app

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"transcoder/lexers"
	"transcoder/translate"
)

// TranslateOptions are those of the translate command.
type TranslateOptions struct {
	IO       *IOStreams
	Embedded []byte // the default model

	Inputs   []string // files, or "-"
	To, From string   // languages; From "" goes by extension and content
	Out      string   // file or directory; "" is standard output
	Stdin    string   // the name that standard input is treated as
	Class    string   // of Java; "" goes by the file's name
	Model    string   // "" is Embedded
	Jobs     int

	Search SearchOptions

	JSON, Lines bool // output as one JSON document; input and output as JSON lines
	Rename      bool
	Verify      bool
	Level       string // of the sandbox, for Verify
	Trials      int    // on which a translation is tried
}

// SearchOptions say how hypotheses are found; translate and explain share them.
type SearchOptions struct {
	Beam, Hypotheses int
	LengthPenalty    float64
	Constrain        string // "on", or "off" for a search that the grammar does not hold
	Signature        string // "keep", or "free" for types that the model chooses
	Rendering        bool   // whether the canonical form rendered is a hypothesis

	Sample      bool
	Temperature float64
	TopK        int
	TopP        float64
	Seed        uint64
}

func addSearchFlags(flags *pflag.FlagSet, o *SearchOptions) {
	flags.IntVar(&o.Beam, "beam", translate.DefaultBeam, "hypotheses that the search keeps, or that --sample draws; 1 is greedy and fastest")
	flags.IntVar(&o.Hypotheses, "nbest", 1, "translations of each function to give, the others as comments below the best")
	flags.Float64Var(&o.LengthPenalty, "length-penalty", 1, "`EXPONENT` of the length that a hypothesis's log-probability is divided by; 0 favors short ones")
	flags.StringVar(&o.Constrain, "constrain", "on", "hold translations to the target's grammar, `on` or off, to compare: without it some don't parse")
	flags.StringVar(&o.Signature, "signature", "keep", "types of parameters and result that the target has, too: `keep` those of the source, or free for the model to choose")
	flags.BoolVar(&o.Rendering, "rendering", true, "count the source itself, printed in the target language without the model, among the translations where it parses")
	flags.BoolVar(&o.Sample, "sample", false, "draw translations instead of searching for the most likely ones")
	flags.Float64Var(&o.Temperature, "temperature", 1, "`T` that log-probabilities are divided by in --sample; 0 takes the most likely token")
	flags.IntVar(&o.TopK, "top-k", 0, "draw from the `K` most likely tokens only; 0 sets no limit")
	flags.Float64Var(&o.TopP, "top-p", 1, "draw from the most likely tokens that have together probability `P`; 1 sets no limit")
	addSeedFlag(flags, &o.Seed)
}

// widen lets the beam follow --nbest where the command line says nothing of it.
func (o *SearchOptions) widen(flags *pflag.FlagSet) {
	if !flags.Changed("beam") {
		o.Beam = max(o.Beam, o.Hypotheses)
	}
}

func (o *SearchOptions) check() error {
	switch {
	case o.Beam < 1 || o.Beam > translate.MaxBeam:
		return usageErrorf("--beam is %d, expected 1 to %d", o.Beam, translate.MaxBeam)
	case o.Hypotheses < 1 || o.Hypotheses > o.Beam:
		return usageErrorf("--nbest is %d, expected 1 to the beam's %d", o.Hypotheses, o.Beam)
	case !(o.LengthPenalty >= 0 && o.LengthPenalty <= translate.MaxLengthPenalty):
		return usageErrorf("--length-penalty is %v, expected 0 to %v", o.LengthPenalty, float64(translate.MaxLengthPenalty))
	case !(o.Temperature >= 0 && o.Temperature <= translate.MaxTemperature):
		return usageErrorf("--temperature is %v, expected 0 to %v", o.Temperature, float64(translate.MaxTemperature))
	case o.Constrain != "on" && o.Constrain != "off":
		return usageErrorf("--constrain is %q, expected on or off", o.Constrain)
	case o.Signature != "keep" && o.Signature != "free":
		return usageErrorf("--signature is %q, expected keep or free", o.Signature)
	case o.TopK < 0:
		return usageErrorf("--top-k is %d, expected 0 or more", o.TopK)
	case !(o.TopP >= 0 && o.TopP <= 1):
		return usageErrorf("--top-p is %v, expected 0 to 1", o.TopP)
	}
	return nil
}

// request is a request without a source.
func (o *SearchOptions) request() translate.Request {
	r := translate.Request{
		Beam: o.Beam, Hypotheses: o.Hypotheses, LengthPenalty: &o.LengthPenalty, NoRendering: !o.Rendering,
		Unconstrained: o.Constrain == "off", FreeSignature: o.Signature == "free",
	}
	if o.Sample {
		r.Sample = &translate.Sampling{Temperature: o.Temperature, TopK: o.TopK, TopP: o.TopP, Seed: o.Seed}
	}
	return r
}

// languageNames are the values of --to and --from.
var languageNames = []string{"python", "cpp", "java"}

func addLanguageFlags(cmd *cobra.Command, to, from *string) {
	flags := cmd.Flags()
	flags.StringVarP(to, "to", "t", "", "`LANGUAGE` to translate into: python, cpp or java")
	flags.StringVarP(from, "from", "f", "", "`LANGUAGE` of the files; without it their extension and content tell")
	completeValues(cmd, "to", languageNames)
	completeValues(cmd, "from", languageNames)
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

Each function is translated by the model's best hypothesis that parses. The file
round them is put together anew: classes with their fields, constants, the main
function, a class named after the file in Java, includes in C++, imports in Python.
What can't be carried over is kept as a comment and listed on standard error with
its line and the reason. A source is never overwritten.

With --jsonl, standard input (or FILE) has a program a line, {"id", "src", "tgt",
"code"}, and each is answered by a line {"id", "src", "tgt", "hyps"}, in order.

With --verify, hypotheses are compiled and run beside their source in a sandbox, on
inputs made for them: those that behave alike come first, and the outcome is printed
for each function.

The exit code is 1 when a function has no translation that parses, or with --verify
none that passed.`,
		Example: `  transcoder translate examples/binary_search.py --to java
  transcoder translate examples/primes.cpp --to python -o primes.py
  transcoder translate --from python --to cpp - < f.py
  transcoder translate src/*.java --to cpp -o translated/
  transcoder translate --jsonl --nbest 5 < functions.jsonl > translations.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Inputs = args
			options.Search.widen(cmd.Flags())
			return runF(cmd.Context(), options)
		},
	}
	cmd.Args = arguments(func(cmd *cobra.Command, args []string) error {
		if options.Lines {
			return cobra.MaximumNArgs(1)(cmd, args)
		}
		if options.To == "" {
			return missingFlag("to")
		}
		return cobra.MinimumNArgs(1)(cmd, args)
	})
	addLanguageFlags(cmd, &options.To, &options.From)
	flags := cmd.Flags()
	flags.StringVarP(&options.Out, "out", "o", "", "`FILE` to write, or directory for several")
	flags.StringVar(&options.Stdin, "stdin-filename", "", "`NAME` of standard input in messages; its extension tells the language")
	flags.StringVar(&options.Class, "class", "", "`NAME` of the Java class; without it one made from the file's name")
	addSearchFlags(flags, &options.Search)
	flags.BoolVar(&options.Lines, "jsonl", false, "read and write JSON lines; the model is loaded once")
	flags.BoolVar(&options.JSON, "json", false, "print one JSON document with all hypotheses, confidences, alignments and diagnostics")
	flags.BoolVar(&options.Rename, "rename", false, "write names as the target language does: snake_case in Python and C++, camelCase in Java")
	flags.BoolVar(&options.Verify, "verify", false, "run translations beside their sources in a sandbox, and prefer those that behave alike")
	flags.StringVar(&options.Level, "require-level", "isolated", "`LEVEL` of the sandbox that --verify needs: isolated, contained, limited or off")
	flags.IntVar(&options.Trials, "inputs", 0, "`NUMBER` of inputs that --verify tries at most; 0 leaves it to the verifier")
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	return cmd
}

func translateRun(ctx context.Context, o *TranslateOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.Lines {
		return o.translateLines(ctx)
	}
	return o.translateFiles(ctx)
}

// check refuses flags that make no sense, alone or together.
func (o *TranslateOptions) check() error {
	if err := o.Search.check(); err != nil {
		return err
	}
	switch {
	case o.Jobs < 0:
		return usageErrorf("--jobs is %d, expected 0 or more", o.Jobs)
	case o.Trials < 0:
		return usageErrorf("--inputs is %d, expected 0 or more", o.Trials)
	case o.JSON && o.Lines:
		return usageErrorf("--json and --jsonl are two forms of output: choose one")
	case o.JSON && o.Out != "":
		return usageErrorf("--json prints to standard output: leave out -o")
	}
	if o.Class != "" && translate.ClassName(o.Class+".java") != o.Class {
		return usageErrorf("--class %q is no name for a class, expected one such as %s", o.Class, translate.ClassName(o.Class+".java"))
	}
	_, _, err := o.languages()
	return err
}

// languages reads --to and --from; known says which of them was given.
func (o *TranslateOptions) languages() (to, from lexers.Language, err error) {
	if o.To != "" {
		if to, err = lexers.ParseLanguage(o.To); err != nil {
			return 0, 0, usageErrorf("--to: %w", err)
		}
	}
	if o.From == "" {
		return to, 0, nil
	}
	if from, err = lexers.ParseLanguage(o.From); err != nil {
		return 0, 0, usageErrorf("--from: %w", err)
	}
	if o.To != "" && from == to {
		return 0, 0, usageErrorf("%w: --from and --to are both %s", translate.ErrSameLanguage, to.Title())
	}
	return to, from, nil
}

// open loads the model, and the verifier where one is wanted; done ends both. id is
// that of the model's checkpoint.
func (o *TranslateOptions) open(ctx context.Context) (translator *translate.Translator, id string, done func(), err error) {
	options := translate.Options{Threads: o.Jobs}
	closeVerifier := func() {}
	if o.Verify {
		v, err := o.openVerifier(ctx)
		if err != nil {
			return nil, "", nil, err
		}
		options.Verify, closeVerifier = v.check, v.runner.Close
	}
	began := time.Now()
	translator, id, err = openTranslator(o.Model, o.Embedded, options)
	if err != nil {
		closeVerifier()
		return nil, "", nil, err
	}
	o.IO.Verbosef("model %s: %s weights, loaded in %s", id, grouped(translator.Weights()), seconds(time.Since(began)))
	return translator, id, func() { translator.Close(); closeVerifier() }, nil
}
