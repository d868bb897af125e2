package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"transcoder/lexers"
	"transcoder/translate/convert"
	"transcoder/translate/convert/queue"
)

// ConvertOptions are those of the convert command.
type ConvertOptions struct {
	IO       *IOStreams
	Embedded []byte // the default model

	Sources          []string
	To, Out          string
	Include, Exclude []string
	Shard            string // "", "I/N", or "auto" for what the environment says
	Shards           int    // how many there are, for "auto"
	Model            string // "" is Embedded
	Jobs             int

	Search SearchOptions

	Rename    bool
	Verify    bool
	Level     string // of the sandbox, for Verify
	Trials    int    // on which a translation is tried
	DryRun    bool
	Overwrite bool

	Queue    QueueOptions
	Listen   string        // address of a server of its own; "" for none
	AckWait  time.Duration // of workers
	Replicas int           // of the work on the server
}

// NewCmdConvert returns the convert command. runF replaces convertRun in tests.
func NewCmdConvert(deps *Dependencies, runF func(context.Context, *ConvertOptions) error) *cobra.Command {
	options := &ConvertOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = convertRun
	}
	cmd := &cobra.Command{
		Use:   "convert SRC... --to LANGUAGE --out DIR",
		Short: "Translate whole trees, repositories and corpora",
		Long: `Convert translates every Python, C++ and Java file of a source into another
language, and keeps a journal: run again, it translates only what changed, and a run
that was interrupted or killed goes on where it was.

A SRC is a directory (.gitignore counts), a source file, a bare git repository (read
at HEAD), an archive (zip, jar, tar, tar.gz, tar.zst), or a corpus of JSON lines
(jsonl, also with gz or zst), which gives JSON lines, one a function. Files that are in
the target language already are copied.

An output that was edited, or that was there before, is not replaced without
--overwrite. Reports of what needs a person are written to DIR/.transcoder: report.md,
report.html, and report.sarif for editors and code hosts.

With --shard I/N only the I-th of N parts is converted; runs of the other parts, on
this machine or on others that share DIR, do the rest. --shard auto takes the part from
a Slurm array (SLURM_ARRAY_TASK_ID) or an indexed Kubernetes Job
(JOB_COMPLETION_INDEX, with --shards N).

With --nats or --nats-listen this process reads, writes and keeps the journal, and other
machines translate: see transcoder worker.

The exit code is 1 when a file or a function has no translation that parses, or with
--verify one did not pass.`,
		Example: `  transcoder convert ~/projects/search --to java --out search-java
  transcoder convert src/ --to cpp --out out --exclude 'test_*' --verify
  transcoder convert corpus.jsonl.gz --to python --out translations
  transcoder convert src/ --to java --out out --dry-run
  transcoder convert src/ --to java --out out --nats nats://head:4222
  transcoder convert status out`,
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Sources = args
			options.Search.widen(cmd.Flags())
			return runF(cmd.Context(), options)
		},
	}
	cmd.Args = arguments(cobra.MinimumNArgs(1))
	flags := cmd.Flags()
	flags.StringVarP(&options.To, "to", "t", "", "`LANGUAGE` to translate into: python, cpp or java")
	completeValues(cmd, "to", languageNames)
	flags.StringVarP(&options.Out, "out", "o", "", "`DIR` of the translations, made if need be")
	for _, name := range []string{"to", "out"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	flags.StringArrayVar(&options.Include, "include", nil, "`GLOB` of files to take, such as 'src/**/*.py'; may be given again")
	flags.StringArrayVar(&options.Exclude, "exclude", nil, "`GLOB` of files or folders to leave out; may be given again")
	flags.StringVar(&options.Shard, "shard", "", "convert part `I/N` only, I from 1 to N; auto takes it from Slurm or Kubernetes")
	flags.IntVar(&options.Shards, "shards", 0, "`NUMBER` of parts, for --shard auto where the environment does not tell")
	flags.BoolVar(&options.DryRun, "dry-run", false, "print what would be written and an estimate of the time, and write nothing")
	flags.BoolVar(&options.Overwrite, "overwrite", false, "translate all again, and replace outputs that were edited or there before")
	flags.BoolVar(&options.Rename, "rename", false, "write names as the target language does: snake_case in Python and C++, camelCase in Java")
	addSearchFlags(flags, &options.Search)
	flags.BoolVar(&options.Verify, "verify", false, "run translations beside their sources in a sandbox, and prefer those that behave alike")
	flags.StringVar(&options.Level, "require-level", "isolated", "`LEVEL` of the sandbox that --verify needs: isolated, contained, limited or off")
	flags.IntVar(&options.Trials, "inputs", 0, "`NUMBER` of inputs that --verify tries at most; 0 leaves it to the verifier")
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	addQueueFlags(flags, &options.Queue, "have the work done by the workers of a NATS server at `URL`, such as nats://host:4222")
	flags.StringVar(&options.Listen, "nats-listen", "", "start a NATS server at `HOST:PORT` for the time of the conversion, instead of --nats")
	flags.DurationVar(&options.AckWait, "ack-wait", queue.DefaultAckWait, "`TIME` after which the work of a silent worker is given to another")
	flags.IntVar(&options.Replicas, "nats-replicas", 1, "`NUMBER` of servers of a NATS cluster that keep the work")
	cmd.AddCommand(NewCmdConvertStatus(deps, nil))
	return cmd
}

// plan checks the flags and lists the sources. identity is what outputs depend on
// beside them.
func (o *ConvertOptions) plan(ctx context.Context, identity string, progress func(convert.Progress)) (*convert.Plan, error) {
	to, err := lexers.ParseLanguage(o.To)
	if err != nil {
		return nil, usageErrorf("--to: %w", err)
	}
	shard, err := o.shard()
	if err != nil {
		return nil, err
	}
	request := o.Search.request()
	request.Rename, request.Verify = o.Rename, o.Verify
	plan, err := convert.NewPlan(ctx, convert.Options{
		Sources: o.Sources, Out: o.Out, To: to, Request: request, Identity: identity,
		Include: o.Include, Exclude: o.Exclude, Shard: shard, Overwrite: o.Overwrite, Windows: o.windows(), Progress: progress,
	})
	return plan, convertError(err)
}

func (o *ConvertOptions) shard() (convert.Shard, error) {
	switch {
	case o.Shard == "" && o.Shards != 0:
		return convert.Shard{}, usageErrorf("--shards is for --shard auto")
	case o.Shard == "":
		return convert.Shard{}, nil
	case o.Shard == "auto":
		shard, err := convert.ShardOfEnvironment(os.Getenv, o.Shards)
		if err != nil {
			return shard, usageErrorf("--shard auto: %w", err)
		}
		return shard, nil
	case o.Shards != 0:
		return convert.Shard{}, usageErrorf("--shards is for --shard auto: --shard %s says how many there are", o.Shard)
	}
	shard, err := convert.ParseShard(o.Shard)
	if err != nil {
		return shard, usageErrorf("--shard: %w", err)
	}
	return shard, nil
}

func (o *ConvertOptions) check() error {
	if err := o.Search.check(); err != nil {
		return err
	}
	if err := o.Queue.check(); err != nil {
		return err
	}
	switch {
	case o.Jobs < 0:
		return usageErrorf("--jobs is %d, expected 0 or more", o.Jobs)
	case o.Trials < 0:
		return usageErrorf("--inputs is %d, expected 0 or more", o.Trials)
	case o.Shards < 0:
		return usageErrorf("--shards is %d, expected 0 or more", o.Shards)
	case o.Queue.URL != "" && o.Listen != "":
		return usageErrorf("--nats-listen starts a server, and --nats names one: choose one")
	case o.AckWait < time.Second:
		return usageErrorf("--ack-wait is %v, expected 1s or more", o.AckWait)
	case o.Replicas < 1 || o.Replicas > 5:
		return usageErrorf("--nats-replicas is %d, expected 1 to 5", o.Replicas)
	case o.Out == "":
		return usageErrorf("--out is empty, expected a folder")
	}
	return nil
}

func convertRun(ctx context.Context, o *ConvertOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	// Sources are listed before the model is loaded: what is wrong with them shows at
	// once. The plan that counts is made with the model's identity.
	early, err := o.plan(ctx, "", nil)
	if err != nil {
		return err
	}
	early.Close()
	translator, identity, done, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	progress := newConvertProgress(o.IO)
	plan, err := o.plan(ctx, identity, progress.report)
	if err != nil {
		return err
	}
	defer plan.Close()
	if o.DryRun {
		return o.dryRun(ctx, plan, translator)
	}
	for _, problem := range plan.Problems() {
		o.IO.Messagef("%s: %s", printable(problem.Source), problem.Reason)
	}
	summary, err := plan.Run(ctx, translator)
	progress.end()
	if err != nil {
		return convertError(err)
	}
	for _, line := range summary.Counts() {
		o.IO.Messagef("%s", line)
	}
	o.IO.Messagef("report: %s", reportPath(o.Out))
	if o.Shard != "" && summary.Waiting > 0 { // for the other shards: no failure of this one
		summary.Waiting = 0
	}
	if !summary.Complete() {
		return errPartial
	}
	return nil
}

// model are the options that say which model translates and how its translations
// are verified.
func (o *ConvertOptions) model() *TranslateOptions {
	return &TranslateOptions{
		IO: o.IO, Embedded: o.Embedded, Model: o.Model, Jobs: o.Jobs, Verify: o.Verify, Level: o.Level, Trials: o.Trials, Search: o.Search,
	}
}

// identity names what outputs depend on beside the requests: the model of an id, and
// how verification is set.
func (o *TranslateOptions) identity(id string) string {
	identity := "model " + id
	if o.Verify {
		identity += fmt.Sprintf(" verify %s %d %d", o.Level, o.Trials, o.Search.Seed)
	}
	return identity
}

// open returns what translates: the model here, or other machines. identity names
// what it depends on.
func (o *ConvertOptions) open(ctx context.Context) (translator convert.Translator, identity string, done func(), err error) {
	if !o.DryRun && (o.Queue.URL != "" || o.Listen != "") {
		return o.openQueue()
	}
	translator, id, done, err := o.model().open(ctx)
	return translator, o.model().identity(id), done, err
}

// dryRun prints the plan and an estimate.
func (o *ConvertOptions) dryRun(ctx context.Context, plan *convert.Plan, translator convert.Translator) error {
	for _, e := range plan.Entries() {
		verb := ""
		if e.Copied {
			verb = " (copied)"
		}
		if _, err := fmt.Fprintf(o.IO.Out, "%s -> %s%s\n", printable(e.Source), printable(e.Output), verb); err != nil {
			return outputError(fmt.Errorf("write standard output: %w", reason(err)))
		}
	}
	for _, problem := range plan.Problems() {
		o.IO.Messagef("%s: %s", printable(problem.Source), problem.Reason)
	}
	estimate, err := plan.Estimate(ctx, translator)
	if err != nil {
		return convertError(err)
	}
	o.IO.Messagef("files: %d, copied: %d, functions: %d; about %s on this machine",
		estimate.Files, estimate.Copies, estimate.Functions, roughly(estimate.Time))
	return nil
}

// convertError gives the errors of package convert their exit codes.
func convertError(err error) error {
	var input *convert.InputError
	var output *convert.OutputError
	var journal *convert.JournalError
	var pattern *convert.PatternError
	var known *failure
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &pattern), errors.Is(err, convert.ErrOtherTarget):
		return usageErrorf("%w", err)
	case errors.Is(err, convert.ErrBusy), errors.As(err, &output):
		return outputError(err)
	case errors.As(err, &journal):
		return damagedError(err)
	case errors.As(err, &input):
		return inputError(err)
	}
	return err
}
