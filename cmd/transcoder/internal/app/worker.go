package app

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"transcoder/translate/convert/queue"
)

// WorkerOptions are those of the worker command.
type WorkerOptions struct {
	IO *IOStreams

	Queue QueueOptions
	Idle  time.Duration // after which it ends; 0 for never

	// Translate says which model translates, how its translations are verified, and on
	// how many processors. How to search comes with the work.
	Translate TranslateOptions
}

// NewCmdWorker returns the worker command. runF replaces workerRun in tests.
func NewCmdWorker(deps *Dependencies, runF func(context.Context, *WorkerOptions) error) *cobra.Command {
	options := &WorkerOptions{IO: deps.IO, Translate: TranslateOptions{IO: deps.IO, Embedded: deps.DefaultModel}}
	if runF == nil {
		runF = workerRun
	}
	cmd := &cobra.Command{
		Use:   "worker --nats URL",
		Short: "Translate for a conversion on another machine",
		Long: `Worker takes work from a NATS server, translates it and sends the result back, for
conversions that were started with convert --nats or convert --nats-listen. It needs no
disk. Any number of workers may come and go at any time: the work of one that is
killed goes to another.

The model and the flags of verification must be those of the conversion: a worker with
others ends with exit code 2. So must the version of the program.`,
		Example: `  transcoder worker --nats nats://head:4222
  transcoder worker --nats tls://head:4222 --nats-ca ca.pem --nats-creds worker.creds
  transcoder worker --nats nats://head:4222 --idle 10m`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runF(cmd.Context(), options) },
	}
	flags := cmd.Flags()
	addQueueFlags(flags, &options.Queue, "`URL` of the server, such as nats://host:4222; several of a cluster with commas between")
	flags.DurationVar(&options.Idle, "idle", 0, "end after so much `TIME` without work; 0 waits for ever")
	t := &options.Translate
	flags.BoolVar(&t.Verify, "verify", false, "as of the conversion")
	flags.StringVar(&t.Level, "require-level", "isolated", "`LEVEL` of the sandbox, as of the conversion")
	flags.IntVar(&t.Trials, "inputs", 0, "`NUMBER` of inputs that --verify tries, as of the conversion")
	addSeedFlag(flags, &t.Search.Seed)
	addModelFlag(flags, &t.Model)
	addJobsFlag(flags, &t.Jobs)
	return cmd
}

func workerRun(ctx context.Context, o *WorkerOptions) error {
	switch {
	case o.Queue.URL == "":
		return usageErrorf("%w", missingFlag("nats"))
	case o.Idle < 0:
		return usageErrorf("--idle is %v, expected 0 or more", o.Idle)
	case o.Translate.Jobs < 0:
		return usageErrorf("--jobs is %d, expected 0 or more", o.Translate.Jobs)
	case o.Translate.Trials < 0:
		return usageErrorf("--inputs is %d, expected 0 or more", o.Translate.Trials)
	}
	if err := o.Queue.check(); err != nil {
		return err
	}
	translator, id, done, err := o.Translate.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	connection, err := o.Queue.connect(o.IO, nil)
	if err != nil {
		return queueError(err)
	}
	defer connection.Close()
	settings := queue.Settings{Identity: o.Translate.identity(id), Version: versionText()}
	if err := connection.Work(ctx, translator, queue.WorkerOptions{Settings: settings, Idle: o.Idle}); err != nil {
		return queueError(err)
	}
	return ctx.Err()
}
