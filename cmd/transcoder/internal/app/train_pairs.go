package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"transcoder/corpora"
	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// PairsOptions are the options of train pairs.
type PairsOptions struct {
	IO       *IOStreams
	Embedded []byte

	Model  string // "" is the embedded one
	Corpus string
	Out    string // file of pairs; one that is there goes on

	Limit     int           // functions to try in all; 0 tries every one
	TimeLimit time.Duration // 0 is none

	Hypotheses  int     // candidates of the model for each function and language
	Temperature float64 // 0 searches with a beam
	MaxTokens   int     // longest function, in canonical tokens

	// MinWordCount leaves out functions with a word that is rarer in their language,
	// which is a name from elsewhere as a rule: they don't run alone. 0 keeps all.
	MinWordCount int

	Inputs int // on which a translation must do the same

	Level string
	Jobs  int
	Seed  uint64

	check checkFunction // for tests: in the place of a runner's
}

// NewCmdTrainPairs returns the command that makes verified pairs. runF replaces
// pairsRun in tests.
func NewCmdTrainPairs(deps *Dependencies, runF func(context.Context, *PairsOptions) error) *cobra.Command {
	options := &PairsOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = pairsRun
	}
	cmd := &cobra.Command{
		Use:   "pairs --corpus CORPUS --out FILE",
		Short: "Find translations that behave as their source, to learn from",
		Long: `Pairs translates functions of a corpus into the other languages, runs source and
translation on the same inputs, and keeps the translations that do the same. A
training learns from them with --settings '{"replay": "FILE"}'.

The model's best translations are tried, and the canonical form written in the
other language without the model. Numbers and strings are made up, since a corpus
does not keep them.

A run that was stopped goes on when the same command is run again.`,
		Example: `  transcoder train pairs --corpus corpus --model model/ --out first.pairs.jsonl.zst --time-limit 1h
  transcoder train all --corpus corpus --out second --init model/model.ckpt --settings '{"replay": "first.pairs.jsonl.zst"}'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), options) },
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Corpus, "corpus", "", "`FOLDER` that corpus build wrote")
	flags.StringVarP(&options.Out, "out", "o", "", "`FILE` of the pairs, named *"+corpora.PairSuffix+"; one that is there goes on")
	flags.IntVar(&options.Limit, "limit", 0, "functions to try in all; 0 tries every one")
	flags.DurationVar(&options.TimeLimit, "time-limit", 0, "begin nothing behind this time, such as 10m or 2h")
	flags.IntVar(&options.Hypotheses, "hypotheses", translate.DefaultBeam, "translations of the model to try for each function and language")
	flags.Float64Var(&options.Temperature, "temperature", 0, "sample translations at this temperature; 0 takes the best of a beam search")
	flags.IntVar(&options.MaxTokens, "max-tokens", 120, "longest function to try, in tokens of the canonical form")
	flags.IntVar(&options.MinWordCount, "min-word-count", 50, "leave out functions with a word that is rarer in the corpus's functions of the language")
	flags.IntVar(&options.Inputs, "inputs", 40, "inputs on which a translation must do the same")
	addSandboxFlag(flags, &options.Level)
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	addSeedFlag(flags, &options.Seed)
	for _, name := range []string{"corpus", "out"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flags are defined above
		}
	}
	return cmd
}

func (o *PairsOptions) validate() error {
	for _, f := range []struct {
		name         string
		value, least int
	}{
		{"limit", o.Limit, 0}, {"min-word-count", o.MinWordCount, 0}, {"max-tokens", o.MaxTokens, 4}, {"inputs", o.Inputs, 1}, {"jobs", o.Jobs, 0}, {"hypotheses", o.Hypotheses, 1},
	} {
		if f.value < f.least {
			return usageErrorf("--%s is %d, expected at least %d", f.name, f.value, f.least)
		}
	}
	switch {
	case o.Hypotheses > translate.MaxBeam:
		return usageErrorf("--hypotheses is %d, expected at most %d", o.Hypotheses, translate.MaxBeam)
	case !(o.Temperature >= 0):
		return usageErrorf("--temperature is %v, expected 0 or more", o.Temperature)
	case o.TimeLimit < 0:
		return usageErrorf("--time-limit is %v, expected 0 or more", o.TimeLimit)
	}
	return nil
}

// settings identify how the trials are made; the limits don't change one.
func (o *PairsOptions) settings() json.RawMessage {
	data, err := json.Marshal(struct {
		Hypotheses  int     `json:"hypotheses"`
		Temperature float64 `json:"temperature"`
		MaxTokens   int     `json:"max_tokens"`
		MinWords    int     `json:"min_word_count"`
		Inputs      int     `json:"inputs"`
		Seed        uint64  `json:"seed"`
	}{o.Hypotheses, o.Temperature, o.MaxTokens, o.MinWordCount, o.Inputs, o.Seed})
	if err != nil {
		panic(err) // numbers
	}
	return data
}

func pairsRun(ctx context.Context, o *PairsOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	level, err := sandbox.ParseLevel(o.Level)
	if err != nil {
		return usageErrorf("--sandbox: %w", err)
	}
	c, name, err := loadModel(o.Model, o.Embedded)
	if err != nil {
		return err
	}
	translator, err := translate.New(c, translate.Options{Threads: o.Jobs})
	if err != nil {
		return damagedError(fmt.Errorf("%s: %w", name, err))
	}
	defer translator.Close()
	corpus, err := corpora.Open(o.Corpus)
	if err != nil {
		return damagedError(err)
	}
	defer corpus.Close()
	m := &pairMaker{PairsOptions: o, corpus: corpus, translator: translator, check: o.check}
	if m.check == nil {
		check, closeCheck, err := openRunner(ctx, verify.Options{Level: level, Jobs: o.Jobs, Cache: cacheFolder()})
		if err != nil {
			return err
		}
		defer closeCheck()
		m.check = check
	}
	file, trials, err := corpora.OpenTrials(o.Out, corpora.TrialHeader{Corpus: corpusFingerprint(corpus), Model: c.ID(), Settings: o.settings()})
	if err != nil {
		return outputError(err)
	}
	defer file.Close()
	counts := newPairCounts(trials)
	if len(trials) > 0 {
		o.IO.Messagef("going on behind %d functions: %s", counts.functions, counts)
	}
	err = m.run(ctx, file, counts)
	o.IO.Messagef("%s", counts.table())
	return err
}

// pairCounts says how many trials gave a pair.
type pairCounts struct {
	tried     map[[2]string]int // by direction
	model     map[[2]string]int
	rendering map[[2]string]int
	outcomes  map[string]int
	done      map[string]bool // functions with trials
	functions int
}

func newPairCounts(trials []corpora.Trial) *pairCounts {
	c := &pairCounts{map[[2]string]int{}, map[[2]string]int{}, map[[2]string]int{}, map[string]int{}, map[string]bool{}, 0}
	c.add(trials)
	return c
}

func (c *pairCounts) add(trials []corpora.Trial) {
	for _, t := range trials {
		direction := [2]string{t.From, t.To}
		c.tried[direction]++
		if t.Pair != nil {
			by := c.model
			if t.Origin == string(translate.OriginRendering) {
				by = c.rendering
			}
			by[direction]++
		}
		for outcome, n := range t.Outcomes {
			c.outcomes[outcome] += n
		}
		if key := functionKey(t.From, t.Function); !c.done[key] {
			c.done[key] = true
			c.functions++
		}
	}
}

func functionKey(language string, function int) string {
	return fmt.Sprintf("%s %d", language, function)
}

// String is one line.
func (c *pairCounts) String() string {
	tried, pairs := 0, 0
	for direction, n := range c.tried {
		tried += n
		pairs += c.model[direction] + c.rendering[direction]
	}
	return fmt.Sprintf("%d functions, %d translations, %d verified", c.functions, tried, pairs)
}

// table tells what each direction gave.
func (c *pairCounts) table() string {
	text := c.String()
	for _, from := range lexers.Languages() {
		for _, to := range lexers.Languages() {
			d := [2]string{from.String(), to.String()}
			if n := c.tried[d]; n > 0 {
				text += fmt.Sprintf("\n  %-14s %6d tried %6d verified (%d by the model, %d rendered)",
					d[0]+"-"+d[1], n, c.model[d]+c.rendering[d], c.model[d], c.rendering[d])
			}
		}
	}
	separator := "\n  candidates: "
	for _, kind := range append(verdictKinds(), outcomeUnparsed) {
		if n := c.outcomes[kind]; n > 0 {
			text += fmt.Sprintf("%s%s %d", separator, kind, n)
			separator = ", "
		}
	}
	return text
}

// verdictKinds lists the names of all verdicts.
func verdictKinds() (names []string) {
	for k := verify.VerdictPass; k <= verify.VerdictNoToolchain; k++ {
		names = append(names, k.String())
	}
	return names
}
