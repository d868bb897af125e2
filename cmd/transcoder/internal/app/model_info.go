package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"transcoder/corpora/bpe"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
)

// ModelInfoOptions are those of the model info command.
type ModelInfoOptions struct {
	Out      io.Writer
	Embedded []byte
	Path     string // "" is the embedded model
	JSON     bool
}

// NewCmdModelInfo returns the model info command. runF replaces modelInfoRun in
// tests.
func NewCmdModelInfo(deps *Dependencies, runF func(*ModelInfoOptions) error) *cobra.Command {
	options := &ModelInfoOptions{Out: deps.IO.Out, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = modelInfoRun
	}
	cmd := &cobra.Command{
		Use:   "info [MODEL]",
		Short: "Describe a model: its size, vocabulary and training",
		Long: `Info describes the model in MODEL, a file or the folder of a training, or the one
that is part of the program. It reads and checks the whole file.`,
		Example: `  transcoder model info
  transcoder model info model/model.ckpt --json`,
		Args: arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				options.Path = args[0]
			}
			return runF(options)
		},
	}
	cmd.Flags().BoolVar(&options.JSON, "json", false, "print one JSON object")
	return cmd
}

// modelInfo is what the command prints; the field names are its JSON schema.
type modelInfo struct {
	Model            string          `json:"model"`
	ID               string          `json:"id"`
	FormatVersion    int             `json:"format_version"`
	CanonicalVersion int             `json:"canonical_version"`
	Step             int64           `json:"step"`
	Weights          int             `json:"weights"`
	Int8             bool            `json:"int8"`
	Config           seq2seq.Config  `json:"config"`
	Merges           int             `json:"merges"`
	Sections         []string        `json:"sections,omitempty"`
	Metadata         json.RawMessage `json:"metadata,omitempty"`
}

func modelInfoRun(options *ModelInfoOptions) error {
	c, name, err := loadModel(options.Path, options.Embedded)
	if err != nil {
		return err
	}
	info := modelInfo{
		Model:            name,
		ID:               c.ID(),
		FormatVersion:    checkpoint.FormatVersion,
		CanonicalVersion: c.CanonicalVersion,
		Step:             c.Step,
		Weights:          c.Model.Size(),
		Int8:             c.Int8,
		Config:           c.Model.Config,
		Metadata:         c.Metadata,
	}
	for section := range c.Sections {
		info.Sections = append(info.Sections, section)
	}
	slices.Sort(info.Sections)
	if len(c.Vocabulary) > 0 {
		vocabulary, err := bpe.Read(bytes.NewReader(c.Vocabulary))
		if err != nil {
			return damagedError(fmt.Errorf("model %s: %w", name, err))
		}
		info.Merges = len(vocabulary.Merges())
	}
	if options.JSON {
		encoder := json.NewEncoder(options.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(info)
	}
	return printModelInfo(options.Out, info)
}

func printModelInfo(w io.Writer, info modelInfo) error {
	p := &printer{w: w}
	p.linef("model        %s", info.Model)
	p.linef("id           %s", info.ID)
	p.linef("format       checkpoint %d, canonical form %d", info.FormatVersion, info.CanonicalVersion)
	p.linef("trained      %d steps", info.Step)
	precision := "32-bit floats"
	if info.Int8 {
		precision = "8-bit matrices"
	}
	p.linef("weights      %d, stored as %s", info.Weights, precision)
	c := info.Config
	p.linef("shape        width %d, %d heads, feed-forward %d, %d encoder and %d decoder layers", c.Width, c.Heads, c.FeedForward, c.EncoderLayers, c.DecoderLayers)
	p.linef("copying      pointer head %s, %d shifted heads, name pieces %s", onOff(c.Pointer), c.ShiftedHeads, onOff(c.Names))
	p.linef("vocabulary   %d subwords, %d merges", c.Vocabulary, info.Merges)
	p.linef("positions    %d tokens; learned %s, rotary %s, in cross-attention %s", c.Positions, onOff(!c.NoPositions), onOff(c.Rotary), onOff(c.RotaryCross))
	for _, section := range info.Sections {
		p.linef("section      %s", section)
	}
	if len(info.Metadata) > 0 {
		p.linef("metadata     %s", info.Metadata)
	}
	return p.err
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// printer prints lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) linef(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
