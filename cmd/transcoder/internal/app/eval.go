package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"transcoder/evaluate"
	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// EvalOptions are those of the eval command.
type EvalOptions struct {
	IO       *IOStreams
	Embedded []byte // the default model

	Suites     []string // files
	Given      string   // file of translations; "" translates with the model
	Model      string   // "" is Embedded
	System     string   // what translates: see evalSystems
	Directions []string // "python-java" ...; none means all
	Beam       int
	N          int // hypotheses that count
	Limit      int // problems of the suite; 0 means all
	Jobs       int
	Timeout    time.Duration
	Level      string
	Rerank     bool   // by verification, beside the model's order
	Inputs     int    // on which verification tries a hypothesis; 0 means verify's default
	Seed       uint64 // that its inputs come from
	Verdicts   string // file to write; "" writes none
	Save       string // file for the translations; "" keeps none
	JSON       bool
}

// NewCmdEval returns the eval command. runF replaces evalRun in tests.
func NewCmdEval(deps *Dependencies, runF func(context.Context, *EvalOptions) error) *cobra.Command {
	options := &EvalOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = evalRun
	}
	cmd := &cobra.Command{
		Use:   "eval --suite FILE",
		Short: "Score a model, or given translations, by running tests",
		Long: `Eval translates the problems of a suite, puts each translation into the problem's
test program, compiles and runs it in a sandbox, and prints for each direction:

  CA@1     problems whose best hypothesis passes all tests
  CA@N     problems of which one of the N best hypotheses does
  reranked CA@1 when the N best are ordered by --rerank, and the seconds that took a
           problem
  compiles, parses, exact   best hypotheses that compile, have no syntax error, or
           are the reference token by token
  BLEU     of best hypothesis and reference

A suite is JSON lines in the project's format or that of HumanEval-X. With --hyp the
translations come from a file of JSON lines {"id", "src", "tgt", "hyps": [text ...]}
instead of a model.

With --rerank each hypothesis is first run beside its source on generated inputs, as
transcoder verify does; those that behave as their source come first. The problem's
own tests have no part in it.

A translation passes only if it computes the answers: one that ends the test early,
prints a verdict of its own or changes what the test sees is counted as wrong.`,
		Example: `  transcoder eval --suite dev.jsonl --directions python-java,java-python --limit 20
  transcoder eval --suite dev.jsonl --model model/ --beam 10 --n 10 --json
  transcoder eval --suite dev.jsonl --n 5 --rerank --verdicts verdicts.jsonl
  transcoder eval --suite dev.jsonl --hyp translations.jsonl`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("beam") {
				options.Beam = max(options.Beam, options.N)
			}
			return runF(cmd.Context(), options)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&options.Suites, "suite", nil, "`FILE` of problems; may be given several times")
	flags.StringVar(&options.Given, "hyp", "", "`FILE` of translations to score, - for standard input")
	flags.StringVar(&options.System, "system", systemTranslator, "`SYSTEM` that is scored: translator, model (without the rendering of the canonical form), unconstrained (the model without a grammar), rules (all but the model) or rendering (no model, no rules)")
	flags.StringSliceVar(&options.Directions, "directions", nil, "`DIRECTIONS` such as python-java,cpp-python; without it all that the suite has")
	flags.IntVar(&options.Beam, "beam", translate.DefaultBeam, "hypotheses that the search keeps; 1 is greedy and fastest")
	flags.IntVarP(&options.N, "n", "n", 1, "hypotheses of a problem to test")
	flags.IntVar(&options.Limit, "limit", 0, "problems to take from the start of the suite; 0 takes all")
	flags.DurationVar(&options.Timeout, "timeout", 10*time.Second, "processor time of one test program")
	flags.BoolVar(&options.Rerank, "rerank", false, "score also the order that running each hypothesis beside its source gives")
	flags.IntVar(&options.Inputs, "inputs", verify.DefaultInputs, "inputs on which --rerank tries a hypothesis at most")
	addSeedFlag(flags, &options.Seed)
	flags.StringVar(&options.Verdicts, "verdicts", "", "`FILE` for a JSON line on each hypothesis: its text and what came of it")
	flags.StringVar(&options.Save, "save", "", "`FILE` for the model's translations, as --hyp reads them")
	flags.BoolVar(&options.JSON, "json", false, "print one JSON object")
	addSandboxFlag(flags, &options.Level)
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	if err := cmd.MarkFlagRequired("suite"); err != nil {
		panic(err) // the flag is defined above
	}
	cmd.MarkFlagsMutuallyExclusive("hyp", "model")
	cmd.MarkFlagsMutuallyExclusive("hyp", "save")
	cmd.MarkFlagsMutuallyExclusive("hyp", "system")
	return cmd
}

// direction is one way to translate.
type direction struct{ from, to lexers.Language }

func (d direction) String() string { return d.from.String() + "-" + d.to.String() }

// maxReranked bounds the hypotheses that --rerank runs: more cost more than they
// gain.
const maxReranked = 10

// candidates is how many hypotheses of a problem are asked for: with --rerank all that
// the search keeps.
func (o *EvalOptions) candidates() int {
	if o.Rerank {
		return max(o.N, min(o.Beam, maxReranked))
	}
	return o.N
}

func evalRun(ctx context.Context, o *EvalOptions) error {
	switch {
	case o.Beam < 1 || o.Beam > translate.MaxBeam:
		return usageErrorf("--beam is %d, expected 1 to %d", o.Beam, translate.MaxBeam)
	case o.N < 1 || o.Given == "" && o.N > o.Beam:
		return usageErrorf("--n is %d, expected 1 to the beam's %d", o.N, o.Beam)
	case o.Given == "" && !slices.Contains(evalSystems, o.System):
		return usageErrorf("--system is %q, expected one of %s", o.System, strings.Join(evalSystems, ", "))
	case o.Limit < 0:
		return usageErrorf("--limit is %d, expected 0 or more", o.Limit)
	case o.Rerank && o.N > maxReranked:
		return usageErrorf("--n is %d, expected at most %d with --rerank", o.N, maxReranked)
	case o.Rerank && o.Inputs < 1:
		return usageErrorf("--inputs is %d, expected 1 or more", o.Inputs)
	case o.Timeout <= 0:
		return usageErrorf("--timeout is %v, expected more than 0", o.Timeout)
	}
	level, err := sandbox.ParseLevel(o.Level)
	if err != nil {
		return usageErrorf("--sandbox: %w", err)
	}
	suite, err := readSuites(o.Suites)
	if err != nil {
		return err
	}
	if o.Limit > 0 && o.Limit < len(suite.Problems) {
		suite.Problems = suite.Problems[:o.Limit]
	}
	directions, err := parseDirections(o.Directions, suite)
	if err != nil {
		return err
	}
	runner, err := verify.NewRunner(ctx, verify.Options{Level: level, Timeout: o.Timeout, Jobs: o.Jobs, Cache: cacheFolder()})
	if err != nil {
		return err
	}
	defer runner.Close()
	for _, d := range directions { // before an hour of translating
		if problem := runner.Missing(d.to); problem != "" {
			return inputError(fmt.Errorf("tests in %s can't run: %s", d.to.Title(), problem))
		}
	}
	var translations []evaluate.Translation
	result := evalResult{Suites: o.Suites, Problems: len(suite.Problems), Level: level, BLEUSignature: evaluate.BLEUSignature}
	if o.Given != "" {
		result.Translations = inputName(o.Given)
		translations, err = o.given(suite, directions)
	} else {
		result.Beam, result.System = o.Beam, o.System
		result.Model, translations, err = o.translate(ctx, suite, directions)
	}
	if err != nil {
		return err
	}
	options := evaluate.Options{N: o.N, Run: runner.Run}
	if o.Rerank {
		check := verify.CheckOptions{Inputs: o.Inputs, Seed: o.Seed}
		options.Candidates = o.candidates()
		options.Check = func(ctx context.Context, cases []verify.Case) ([]verify.Verdict, error) {
			return runner.Check(ctx, cases, check)
		}
	}
	scores, verdicts, err := suite.Score(ctx, translations, options)
	if err != nil {
		return err
	}
	if o.Verdicts != "" {
		if err := writeVerdicts(o.Verdicts, verdicts); err != nil {
			return err
		}
	}
	for _, s := range scores {
		d := directionResult{Source: s.From.String(), Target: s.To.String(), Problems: s.Problems, N: s.N, CA1: s.CA1, CAN: s.CAN,
			Compiles: s.Compiles, Parses: s.Parses, Exact: s.Exact, BLEU: s.BLEU}
		if o.Rerank {
			d.Reranked = &rerankResult{s.CAReranked, s.CheckTime.Seconds()}
		}
		result.Directions = append(result.Directions, d)
	}
	if err := result.print(o); err != nil {
		return outputError(fmt.Errorf("write standard output: %w", reason(err)))
	}
	return nil
}

// readSuites reads one suite from several files.
func readSuites(paths []string) (*evaluate.Suite, error) {
	var readers []io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, inputError(fmt.Errorf("%s: %w", path, reason(err)))
		}
		defer f.Close()
		readers = append(readers, f, strings.NewReader("\n"))
	}
	suite, err := evaluate.ReadSuite(strings.Join(paths, "+"), io.MultiReader(readers...))
	if err != nil {
		return nil, inputError(err)
	}
	return suite, nil
}

// parseDirections reads directions; none stand for all between languages of the
// suite.
func parseDirections(names []string, suite *evaluate.Suite) ([]direction, error) {
	var directions []direction
	if len(names) == 0 {
		for _, from := range suite.Languages() {
			for _, to := range suite.Languages() {
				if from != to {
					directions = append(directions, direction{from, to})
				}
			}
		}
	}
	for _, name := range names {
		before, after, ok := strings.Cut(name, "-")
		from, err1 := lexers.ParseLanguage(before)
		to, err2 := lexers.ParseLanguage(after)
		if !ok || err1 != nil || err2 != nil || from == to {
			return nil, usageErrorf("--directions: %q, expected two languages such as python-java", name)
		}
		directions = append(directions, direction{from, to})
	}
	if len(directions) == 0 {
		return nil, inputError(errors.New("the suite has problems in one language only"))
	}
	return directions, nil
}

// tested reports whether a problem can be translated and tested in a direction.
func tested(p *evaluate.Problem, d direction) bool {
	return p.Solutions[d.from].Code != "" && p.Solutions[d.to].Harness != ""
}

// given reads the translations to score, and leaves out those that the flags do.
func (o *EvalOptions) given(suite *evaluate.Suite, directions []direction) ([]evaluate.Translation, error) {
	in := o.IO.In
	if o.Given != standardStream {
		f, err := os.Open(o.Given)
		if err != nil {
			return nil, inputError(fmt.Errorf("%s: %w", o.Given, reason(err)))
		}
		defer f.Close()
		in = f
	}
	all, err := evaluate.ReadTranslations(inputName(o.Given), in)
	if err != nil {
		return nil, inputError(err)
	}
	byKey := map[string]evaluate.Translation{}
	for _, t := range all {
		byKey[t.ID+" "+direction{t.From, t.To}.String()] = t
	}
	var translations []evaluate.Translation
	missing := 0
	for _, d := range directions {
		var found []evaluate.Translation
		absent := 0
		for _, p := range suite.Problems {
			if !tested(p, d) {
				continue
			}
			t, ok := byKey[p.ID+" "+d.String()]
			if !ok { // a direction's problems all count, or its figures would flatter
				t = evaluate.Translation{ID: p.ID, From: d.from, To: d.to}
				absent++
			}
			found = append(found, t)
		}
		if absent < len(found) {
			translations = append(translations, found...)
			missing += absent
		}
	}
	if len(translations) == 0 {
		return nil, inputError(fmt.Errorf("%s: no translation of the suite's problems in it", inputName(o.Given)))
	}
	if missing > 0 {
		o.IO.Messagef("%s: %d problems have no translation; they count as wrong", inputName(o.Given), missing)
	}
	return translations, nil
}

// translate translates the suite with the system, and returns the model's name.
func (o *EvalOptions) translate(ctx context.Context, suite *evaluate.Suite, directions []direction) (string, []evaluate.Translation, error) {
	name, system, closeSystem, err := o.openSystem()
	if err != nil {
		return "", nil, err
	}
	defer closeSystem()
	var translations []evaluate.Translation
	var saved bytes.Buffer
	for _, d := range directions {
		start, count := time.Now(), 0
		for _, p := range suite.Problems {
			if !tested(p, d) {
				continue
			}
			solution := p.Solutions[d.from]
			texts, err := system(ctx, p.ID, solution, d)
			if ctx.Err() != nil {
				return "", nil, ctx.Err()
			}
			t := evaluate.Translation{ID: p.ID, From: d.from, To: d.to, Hypotheses: texts}
			if err != nil {
				o.IO.Messagef("%s: %v: %v", d, p.ID, err)
			}
			if err := t.Write(&saved); err != nil {
				return "", nil, err
			}
			translations = append(translations, t)
			count++
		}
		o.IO.Messagef("%s: %d problems translated in %v", d, count, time.Since(start).Round(time.Second))
	}
	if o.Save != "" {
		if err := writeOutput(o.Save, saved.Bytes()); err != nil {
			return "", nil, err
		}
	}
	return name, translations, nil
}

// verdictLine is a verdict as --verdicts writes it.
type verdictLine struct {
	ID      string          `json:"id"`
	Source  string          `json:"src"`
	Target  string          `json:"tgt"`
	Rank    int             `json:"rank"`
	Code    string          `json:"code"`
	Parses  bool            `json:"parses"`
	Exact   bool            `json:"exact"`
	Passed  bool            `json:"passed"`
	Problem string          `json:"problem,omitempty"`
	Outcome *verify.Outcome `json:"outcome,omitempty"`

	Reranked *int            `json:"reranked,omitempty"`
	Check    *verify.Verdict `json:"check,omitempty"`
}

func writeVerdicts(path string, verdicts []evaluate.Verdict) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for i := range verdicts {
		v := &verdicts[i]
		line := verdictLine{ID: v.ID, Source: v.From.String(), Target: v.To.String(), Rank: v.Rank, Code: v.Code,
			Parses: v.Parses, Exact: v.Exact, Passed: v.Passed, Problem: v.Problem}
		if v.Ran {
			line.Outcome = &v.Outcome
		}
		if v.Check != nil {
			line.Reranked, line.Check = &v.Reranked, v.Check
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return writeOutput(path, out.Bytes())
}

// evalResult is what the command prints; the field names are its JSON schema.
type evalResult struct {
	Suites        []string          `json:"suites"`
	Problems      int               `json:"problems"`
	System        string            `json:"system,omitempty"`
	Model         string            `json:"model,omitempty"`
	Translations  string            `json:"translations,omitempty"`
	Beam          int               `json:"beam,omitempty"`
	Level         sandbox.Level     `json:"sandbox"`
	BLEUSignature string            `json:"bleu_signature"`
	Directions    []directionResult `json:"directions"`
}

type directionResult struct {
	Source   string  `json:"src"`
	Target   string  `json:"tgt"`
	Problems int     `json:"problems"`
	N        int     `json:"n"`
	CA1      float64 `json:"ca1"`
	CAN      float64 `json:"can"`

	Reranked *rerankResult `json:"reranked,omitempty"`

	Compiles float64 `json:"compiles"`
	Parses   float64 `json:"parses"`
	Exact    float64 `json:"exact"`
	BLEU     float64 `json:"bleu"`
}

// rerankResult is what --rerank made of a direction.
type rerankResult struct {
	CA1     float64 `json:"ca1"`
	Seconds float64 `json:"seconds"` // for a problem, wall time
}

func (r *evalResult) print(o *EvalOptions) error {
	if o.JSON {
		encoder := json.NewEncoder(o.IO.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	p := &printer{w: o.IO.Out}
	several := func(text string) string { // the column that says nothing new for one hypothesis
		if o.N == 1 {
			return ""
		}
		return text
	}
	reranked := func(text string) string {
		if !o.Rerank {
			return ""
		}
		return text
	}
	p.linef("%-12s %8s %7s%s%s %9s %7s %6s %6s", "direction", "problems", "CA@1", several(fmt.Sprintf(" %7s", fmt.Sprintf("CA@%d", o.N))),
		reranked(fmt.Sprintf(" %9s %9s", "reranked", "s/problem")), "compiles", "parses", "exact", "BLEU")
	for _, d := range r.Directions {
		order := ""
		if d.Reranked != nil {
			order = fmt.Sprintf(" %8.1f%% %9.2f", 100*d.Reranked.CA1, d.Reranked.Seconds)
		}
		p.linef("%-12s %8d %6.1f%%%s%s %8.1f%% %6.1f%% %5.1f%% %6.1f", d.Source+"-"+d.Target, d.Problems,
			100*d.CA1, several(fmt.Sprintf(" %6.1f%%", 100*d.CAN)), order, 100*d.Compiles, 100*d.Parses, 100*d.Exact, d.BLEU)
	}
	return p.err
}
