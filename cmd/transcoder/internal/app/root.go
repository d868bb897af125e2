package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"transcoder/models"
)

// Dependencies are what the commands share.
type Dependencies struct {
	IO *IOStreams

	// DefaultModel is the checkpoint that is used where no --model is given.
	DefaultModel []byte
}

// Main runs one command line, without the program's name, and returns the exit
// code.
func Main(args []string, streams *IOStreams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	root := NewCmdRoot(&Dependencies{IO: streams, DefaultModel: models.Default()})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	report(streams.Err, err)
	return exitCode(err)
}

// NewCmdRoot returns the command that holds all others.
func NewCmdRoot(deps *Dependencies) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "transcoder",
		Short: "Translate source code between Python, C++ and Java",
		Long: `Transcoder translates source code between Python, C++ and Java with a neural
model that learned from source code alone, without any pairs of translations.
Everything runs on this machine; the default model is part of the program.

Results go to standard output, messages to standard error.

Flags that are not given come from the environment (--beam from TRANSCODER_BEAM),
then from .transcoder.toml in the working directory or above it, then from
transcoder/config.toml in the user's configuration directory.

Exit codes: 0 done; 1 done, but some of it failed; 2 wrong usage; 3 an input
can't be read; 4 a model or corpus is missing or damaged; 5 the sandbox level that
is required is not available; 6 the output can't be written, or memory ran out;
130 interrupted.`,
		Example: `  transcoder translate examples/binary_search.py --to java
  transcoder corpus build --out corpus src/
  transcoder train all --corpus corpus --out model --preset tiny --time-limit 60s`,
		SilenceErrors: true, // exit.go prints them
		SilenceUsage:  true,
		Args:          noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return cmd.Help()
		},
	}
	cmd.SetIn(deps.IO.In)
	cmd.SetOut(deps.IO.Out)
	cmd.SetErr(deps.IO.Err)
	flags := cmd.PersistentFlags()
	flags.BoolVarP(&deps.IO.Quiet, "quiet", "q", false, "print no messages and no progress, only results and errors")
	flags.BoolVarP(&deps.IO.Verbose, "verbose", "v", false, "print what is done and how long it takes")
	flags.Var(&deps.IO.Color, "color", "`WHEN` to color: auto (on a terminal, unless NO_COLOR is set), always or never")
	flags.String("config", "", "configuration `FILE`, instead of .transcoder.toml and the user's")
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	cmd.AddCommand(
		NewCmdTranslate(deps, nil),
		NewCmdConvert(deps, nil),
		NewCmdWorker(deps, nil),
		NewCmdView(deps, nil),
		NewCmdExplain(deps, nil),
		NewCmdCorpus(deps),
		NewCmdTrain(deps),
		NewCmdEval(deps, nil),
		NewCmdVerify(deps, nil),
		NewCmdModel(deps),
		NewCmdDoctor(deps, nil),
		NewCmdVersion(deps, nil),
		NewCmdMan(deps, nil),
	)
	completeEverywhere(cmd)
	return cmd
}

// flagError is a mistake in the flags or arguments of cmd, whose usage helps.
func flagError(cmd *cobra.Command, err error) error {
	return &failure{code: exitUsage, err: err, usage: cmd.UsageString()}
}

// arguments makes a cobra check of the arguments a usage error, and missing
// flags too, which cobra would check later and return as they are.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		// Before all checks: a required flag may be in a configuration file.
		if err := configure(cmd); err != nil {
			return err
		}
		if err := cmd.ValidateRequiredFlags(); err != nil {
			return flagError(cmd, err)
		}
		if err := check(cmd, args); err != nil {
			return flagError(cmd, err)
		}
		return nil
	}
}

// noArguments refuses arguments; on a command that only holds others, an
// argument is the name of a command that there is not.
var noArguments = arguments(cobra.NoArgs)
