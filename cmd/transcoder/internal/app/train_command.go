package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"transcoder/train"
)

// trainCommands describes the commands of the stages.
var trainCommands = []struct {
	stage       TrainStage
	short, long string
}{
	{TrainAll, "Train a translator: all of the stages below", `All learns subwords from a corpus, pre-trains the encoder with masked LM, and then
trains the translator by denoising and back-translation in all six directions. No
pair of translations is used.

The training folder holds model.ckpt at the end, which translate --model takes,
and metrics.jsonl and tensorboard/ beside it.`},
	{TrainVocabulary, "Learn the subwords of a corpus", `Bpe learns the subwords of a corpus and writes vocabulary.txt.`},
	{TrainMaskedLM, "Pre-train the encoder with masked LM", `Mlm learns to fill in masked tokens. What it ends with, bt starts from.`},
	{TrainTranslation, "Train by denoising and back-translation", `Bt trains the translator, from the masked LM in the training folder if there is one.`},
}

// NewCmdTrain returns the command that holds those of the training stages.
func NewCmdTrain(deps *Dependencies) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train models on a corpus",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	for _, c := range trainCommands {
		cmd.AddCommand(newCmdTrainStage(deps, c.stage, c.short, c.long, nil))
	}
	cmd.AddCommand(NewCmdTrainPairs(deps, nil))
	return cmd
}

// newCmdTrainStage returns the command of a stage. runF replaces trainRun in
// tests.
func newCmdTrainStage(deps *Dependencies, stage TrainStage, short, long string, runF func(context.Context, *TrainOptions) error) *cobra.Command {
	options := &TrainOptions{IO: deps.IO, Stage: stage}
	if runF == nil {
		runF = trainRun
	}
	cmd := &cobra.Command{
		Use:   fmt.Sprintf("%s --corpus CORPUS --out FOLDER", stage),
		Short: short,
		Long: long + `

A training that was stopped, by Ctrl-C or a crash, goes on from its last
checkpoint when the same command is run again.`,
		Example: fmt.Sprintf("  transcoder train %s --corpus corpus --out model --preset tiny --time-limit 60s", stage),
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if options.Threads < 0 {
				return usageErrorf("--jobs is %d, expected 0 or more", options.Threads)
			}
			return runF(cmd.Context(), options)
		},
	}
	if stage == TrainVocabulary {
		cmd.Long = long
		cmd.Example = "  transcoder train bpe --corpus corpus --out model --preset small"
	}
	var presets []string
	for _, p := range train.Presets() {
		presets = append(presets, p.Name)
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Corpus, "corpus", "", "`FOLDER` that corpus build wrote")
	flags.StringVarP(&options.Out, "out", "o", "", "`FOLDER` of the training; one that holds a training goes on with it")
	flags.StringVar(&options.Preset, "preset", "small", "size of the model and settings that suit it: "+strings.Join(presets, ", "))
	flags.StringVar(&options.Settings, "settings", "", "`JSON` over the preset's settings; training.json in the folder shows them all")
	addSeedFlag(flags, &options.Seed)
	if stage != TrainVocabulary {
		flags.IntVar(&options.Steps, "steps", 0, "end after this many optimizer steps; 0 is the preset's where no other limit is given")
		flags.DurationVar(&options.TimeLimit, "time-limit", 0, "end after this time, such as 60s or 2h")
		flags.DurationVar(&options.CPULimit, "cpu-limit", 0, "end after this much processor time")
		flags.DurationVar(&options.SaveInterval, "save-interval", 0, "time between checkpoints; 0 is ten minutes")
		addJobsFlag(flags, &options.Threads)
		flags.BoolVar(&options.MPI, "mpi", false, "share the batches of a step among the processes that mpirun started (docs/training.md)")
	}
	if stage == TrainAll || stage == TrainTranslation {
		flags.StringVar(&options.Init, "init", "", "`MODEL` to start from, with its vocabulary and size, instead of random weights")
	}
	for _, name := range []string{"corpus", "out"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flags are defined above
		}
	}
	return cmd
}
