package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// ManOptions are those of the man command.
type ManOptions struct {
	IO   *IOStreams
	Root *cobra.Command
	Dir  string
}

// NewCmdMan returns the man command. runF replaces manRun in tests.
func NewCmdMan(deps *Dependencies, runF func(context.Context, *ManOptions) error) *cobra.Command {
	options := &ManOptions{IO: deps.IO}
	if runF == nil {
		runF = manRun
	}
	cmd := &cobra.Command{
		Use:   "man --dir DIRECTORY",
		Short: "Write manual pages",
		Long: `Man writes a manual page for each command, in the format of man(1), into a
directory. To read them: man -l DIRECTORY/transcoder-translate.1`,
		Example: `  transcoder man --dir ~/.local/share/man/man1`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Root = cmd.Root()
			return runF(cmd.Context(), options)
		},
	}
	cmd.Flags().StringVar(&options.Dir, "dir", "", "`DIRECTORY` to write to; it is made where it does not exist")
	if err := cmd.MarkFlagRequired("dir"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func manRun(ctx context.Context, o *ManOptions) error {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return outputError(fmt.Errorf("write %s: %w", o.Dir, reason(err)))
	}
	// No date: the same program writes the same pages.
	header := &doc.GenManHeader{Section: "1", Source: "transcoder", Manual: "Transcoder Manual", Date: &time.Time{}}
	o.Root.DisableAutoGenTag = true
	if err := doc.GenManTree(o.Root, header, o.Dir); err != nil {
		return outputError(fmt.Errorf("write %s: %w", o.Dir, reason(err)))
	}
	return nil
}
