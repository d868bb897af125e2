package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"transcoder/lexers"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// VerifyOptions are those of the verify command.
type VerifyOptions struct {
	IO *IOStreams

	Source, Target string // files
	From, To       string // languages; "" detects them
	Function       string // "" takes all functions of the source that the target has too
	Inputs         int
	Seed           uint64
	Timeout        time.Duration
	Minimize       bool
	IntSemantics   string
	Level          string
	Required       string // sandbox level; "" requires none beside Level
	Jobs           int
	JSON           bool
}

// NewCmdVerify returns the verify command. runF replaces verifyRun in tests.
func NewCmdVerify(deps *Dependencies, runF func(context.Context, *VerifyOptions) error) *cobra.Command {
	options := &VerifyOptions{IO: deps.IO}
	if runF == nil {
		runF = verifyRun
	}
	cmd := &cobra.Command{
		Use:   "verify SOURCE TARGET",
		Short: "Check that a translation does what its source does",
		Long: `Verify runs functions and their translations in a sandbox on the same inputs and
says of each translation: pass; differs, with the input on which it does; compile
error; run-time error; timeout; unsupported, where nothing can be said; or no tool
chain. Inputs are made from the types of the parameters and from constants in the
code; those on which the source itself fails prove nothing and are left out. A pass
is no proof.

SOURCE and TARGET are files or one function each; one of them may be -. Without
--function all functions that stand by themselves in SOURCE are checked.

The exit code is 0 when all translations pass, 1 when one does not, 2 for wrong
usage, 3 when an input can't be read, 5 when the sandbox level is not available.`,
		Example: `  transcoder verify sort.py Sort.java
  transcoder verify sort.py sort.cpp --function merge --minimize --json
  transcoder translate f.py --to cpp | transcoder verify f.py - --to cpp`,
		Args: arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Source, options.Target = args[0], args[1]
			return runF(cmd.Context(), options)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&options.From, "from", "", "`LANGUAGE` of SOURCE; without it that of the file's name or content")
	flags.StringVar(&options.To, "to", "", "`LANGUAGE` of TARGET, likewise")
	flags.StringVar(&options.Function, "function", "", "check only the function `NAME`")
	flags.IntVar(&options.Inputs, "inputs", verify.DefaultInputs, "inputs to try each function on")
	flags.DurationVar(&options.Timeout, "timeout", 2*time.Second, "processor time of one call at most")
	flags.BoolVar(&options.Minimize, "minimize", false, "look for the smallest input on which a translation differs")
	flags.StringVar(&options.IntSemantics, "int-semantics", "target", "strict wants the same numbers whatever the width of integers; target\nleaves out inputs on which only the languages' integers differ")
	flags.StringVar(&options.Required, "require-level", "", "sandbox `LEVEL` without which to fail: isolated, contained, limited or off")
	flags.BoolVar(&options.JSON, "json", false, "print one JSON object")
	addSandboxFlag(flags, &options.Level)
	addSeedFlag(flags, &options.Seed)
	addJobsFlag(flags, &options.Jobs)
	return cmd
}

// verifyVersion numbers the JSON that the command prints.
const verifyVersion = 1

// verifyReport is what the command prints; docs/verify.md describes its JSON.
type verifyReport struct {
	Version  int              `json:"version"`
	Source   string           `json:"source"`
	Target   string           `json:"target"`
	Seed     uint64           `json:"seed"`
	Verdicts []verify.Verdict `json:"verdicts"`
}

func verifyRun(ctx context.Context, o *VerifyOptions) error {
	semantics, err := verify.ParseIntSemantics(o.IntSemantics)
	if err != nil {
		return usageErrorf("--int-semantics: %w", err)
	}
	level, err := sandbox.ParseLevel(o.Level)
	if err != nil {
		return usageErrorf("--sandbox: %w", err)
	}
	switch {
	case o.Inputs < 1 || o.Inputs > 10_000:
		return usageErrorf("--inputs is %d, expected 1 to 10000", o.Inputs)
	case o.Timeout <= 0:
		return usageErrorf("--timeout is %v, expected more than 0", o.Timeout)
	case o.Source == standardStream && o.Target == standardStream:
		return usageErrorf("only one of SOURCE and TARGET can be standard input")
	}
	if o.Required != "" {
		required, err := sandbox.ParseLevel(o.Required)
		if err != nil {
			return usageErrorf("--require-level: %w", err)
		}
		if level > required {
			return &sandbox.UnavailableError{Level: required, Err: fmt.Errorf("--sandbox asks for %s", level)}
		}
	}
	source, err := o.read(ctx, o.Source, o.From, "--from")
	if err != nil {
		return err
	}
	target, err := o.read(ctx, o.Target, o.To, "--to")
	if err != nil {
		return err
	}
	cases, err := o.cases(ctx, source, target)
	if err != nil {
		return err
	}
	runner, err := verify.NewRunner(ctx, verify.Options{Level: level, Jobs: o.Jobs, Cache: cacheFolder()})
	if err != nil {
		return err
	}
	defer runner.Close()
	verdicts, err := runner.Check(ctx, cases, verify.CheckOptions{
		Inputs: o.Inputs, Seed: o.Seed, Timeout: o.Timeout, Minimize: o.Minimize, IntSemantics: semantics,
	})
	if err != nil {
		return err
	}
	report := verifyReport{verifyVersion, inputName(o.Source), inputName(o.Target), o.Seed, verdicts}
	if err := report.print(o); err != nil {
		return outputError(fmt.Errorf("write standard output: %w", reason(err)))
	}
	for _, v := range verdicts {
		if v.Outcome != verify.VerdictPass {
			return errPartial
		}
	}
	return nil
}

// read reads a text and settles its language.
func (o *VerifyOptions) read(ctx context.Context, path, language, flag string) (verify.Code, error) {
	var code verify.Code
	var err error
	if language != "" {
		if code.Language, err = lexers.ParseLanguage(language); err != nil {
			return code, usageErrorf("%s: %w", flag, err)
		}
	}
	text, err := readSource(ctx, path, o.IO.In)
	if err != nil {
		return code, err
	}
	if language == "" {
		var ok bool
		if code.Language, ok = lexers.DetectLanguage(path, text); !ok {
			return code, inputError(fmt.Errorf("%s: the language is not clear: give %s", inputName(path), flag))
		}
	}
	code.Text = string(bytes.TrimPrefix(text, []byte("\ufeff")))
	var bad *lexers.SourceError
	if _, err := lexers.Parse(context.Background(), code.Language, []byte(code.Text)); errors.As(err, &bad) {
		return code, inputError(fmt.Errorf("%s:%d:%d: %s", inputName(path), bad.Position.Line, bad.Position.Column, bad.Problem))
	} else if err != nil {
		return code, inputError(fmt.Errorf("%s: %w", inputName(path), err))
	}
	return code, nil
}

// cases are the functions to check: the one that is asked for, or all of the source
// that are no helpers of main.
func (o *VerifyOptions) cases(ctx context.Context, source, target verify.Code) ([]verify.Case, error) {
	file, err := lexers.Parse(ctx, source.Language, []byte(source.Text))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range file.Functions() {
		if f.Kind == lexers.Standalone && f.Name != "main" {
			names = append(names, f.Name)
		}
	}
	switch {
	case o.Function != "":
		found := false
		for _, f := range file.Functions() {
			found = found || f.Name == o.Function
		}
		if !found {
			return nil, inputError(fmt.Errorf("%s: there is no function %q in it", inputName(o.Source), o.Function))
		}
		names = []string{o.Function}
	case len(names) == 0:
		return nil, inputError(fmt.Errorf("%s: there is no function in it that stands by itself", inputName(o.Source)))
	}
	var cases []verify.Case
	for _, name := range names {
		cases = append(cases, verify.Case{Source: source, Target: target, Function: name})
	}
	return cases, nil
}

func (r *verifyReport) print(o *VerifyOptions) error {
	if o.JSON {
		encoder := json.NewEncoder(o.IO.Out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	p := &printer{w: o.IO.Out}
	for _, v := range r.Verdicts {
		line := fmt.Sprintf("%s: %s", v.Function, v.Outcome)
		switch {
		case v.Outcome == verify.VerdictPass:
			line += fmt.Sprintf(" (%d inputs, sandbox level %s)", v.Inputs, v.Level)
		case v.Line > 0:
			line += fmt.Sprintf(": line %d: %s", v.Line, v.Message)
		default:
			line += ": " + v.Message
		}
		p.linef("%s", line)
		if e := v.CounterExample; e != nil {
			p.linef("  input   %s", argumentList(e.Inputs))
			p.linef("  source  %s", effectText(e.Source))
			p.linef("  target  %s", effectText(e.Target))
		}
		for _, note := range v.Notes {
			p.linef("  note    %s", note)
		}
	}
	return p.err
}

func argumentList(arguments []verify.Argument) string {
	var parts []string
	for _, a := range arguments {
		parts = append(parts, a.Name+" = "+a.Value)
	}
	return strings.Join(parts, ", ")
}

func effectText(e verify.Effect) string {
	var parts []string
	if e.Returned != "" {
		parts = append(parts, "returns "+e.Returned)
	}
	if len(e.Changed) > 0 {
		parts = append(parts, "leaves "+argumentList(e.Changed))
	}
	if e.Printed != "" {
		parts = append(parts, fmt.Sprintf("prints %q", e.Printed))
	}
	if e.Error != "" {
		parts = append(parts, "fails: "+e.Error)
	}
	if len(parts) == 0 {
		return "returns nothing and changes nothing"
	}
	return strings.Join(parts, "; ")
}
