package app

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"transcoder/corpora"
)

// NewCmdCorpus returns the command that holds those about corpora.
func NewCmdCorpus(deps *Dependencies) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "corpus",
		Short: "Build corpora to train on, and look into them",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(NewCmdCorpusBuild(deps, nil), NewCmdCorpusStats(deps, nil), NewCmdCorpusShow(deps, nil))
	return cmd
}

// openCorpus opens a corpus for reading.
func openCorpus(folder string) (*corpora.Corpus, error) {
	c, err := corpora.Open(folder)
	if err != nil {
		return nil, damagedError(err)
	}
	return c, nil
}

// closing adds the error of closing a corpus to that of its use.
func closing(c *corpora.Corpus, err *error) {
	if closeErr := c.Close(); closeErr != nil && *err == nil {
		*err = damagedError(fmt.Errorf("close corpus: %w", closeErr))
	}
}

// errNothingKept is a corpus without functions, which nothing can be learned from.
var errNothingKept = errors.New("no function is left: corpus stats says why they were dropped")
