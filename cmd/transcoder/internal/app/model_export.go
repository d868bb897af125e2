package app

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"transcoder/seq2seq/checkpoint"
)

// ModelExportOptions are those of the model export command.
type ModelExportOptions struct {
	IO       *IOStreams
	Embedded []byte
	Path     string // "" is the embedded model
	Out      string
	Int8     bool
}

// NewCmdModelExport returns the model export command. runF replaces
// modelExportRun in tests.
func NewCmdModelExport(deps *Dependencies, runF func(*ModelExportOptions) error) *cobra.Command {
	options := &ModelExportOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = modelExportRun
	}
	cmd := &cobra.Command{
		Use:   "export [MODEL] --out FILE",
		Short: "Write a model without what only its training needs",
		Long: `Export writes the model in MODEL, a file or the folder of a training, or the one
that is part of the program, to a file of its own: configuration, vocabulary and
weights, without the optimizer's state.`,
		Example: `  transcoder model export model --int8 --out models/default.transcoder`,
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				options.Path = args[0]
			}
			return runF(options)
		},
	}
	cmd.Flags().StringVarP(&options.Out, "out", "o", "", "`FILE` to write")
	cmd.Flags().BoolVar(&options.Int8, "int8", false, "store matrices as 8-bit integers, a quarter of the size")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func modelExportRun(options *ModelExportOptions) error {
	c, name, err := loadModel(options.Path, options.Embedded)
	if err != nil {
		return err
	}
	exported := &checkpoint.Checkpoint{
		CanonicalVersion: c.CanonicalVersion, Step: c.Step, Metadata: c.Metadata,
		Vocabulary: c.Vocabulary, Model: c.Model, Int8: c.Int8 || options.Int8,
	}
	var file bytes.Buffer
	if _, err := exported.WriteTo(&file); err != nil {
		return damagedError(fmt.Errorf("%s: %w", name, err))
	}
	if err := writeOutput(options.Out, file.Bytes()); err != nil {
		return err
	}
	options.IO.Messagef("model %s, %d bytes: %s", exported.ID(), file.Len(), options.Out)
	return nil
}
