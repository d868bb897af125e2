package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"transcoder/translate/convert"
)

// ConvertStatusOptions are those of the convert status command.
type ConvertStatusOptions struct {
	IO   *IOStreams
	Dir  string
	JSON bool
}

// NewCmdConvertStatus returns the convert status command. runF replaces
// convertStatusRun in tests.
func NewCmdConvertStatus(deps *Dependencies, runF func(context.Context, *ConvertStatusOptions) error) *cobra.Command {
	options := &ConvertStatusOptions{IO: deps.IO}
	if runF == nil {
		runF = convertStatusRun
	}
	cmd := &cobra.Command{
		Use:   "status DIR",
		Short: "Print what a conversion has done and what needs a person",
		Long: `Status reads the journals of a conversion, those of all shards, and prints how many
files and functions are done, and what failed or was passed over, with the reasons. It may be
run while a conversion is under way.

The exit code is 1 while files are waiting, and where something failed.`,
		Example: `  transcoder convert status out
  transcoder convert status out --json`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Dir = args[0]
			return runF(cmd.Context(), options)
		},
	}
	cmd.Flags().BoolVar(&options.JSON, "json", false, "print one JSON document with every file and function")
	return cmd
}

func convertStatusRun(_ context.Context, o *ConvertStatusOptions) error {
	summary, err := convert.Status(o.Dir)
	if err != nil {
		return convertError(err)
	}
	if o.JSON {
		encoder := json.NewEncoder(o.IO.Out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(summary)
	} else {
		var text strings.Builder
		for _, line := range summary.Counts() {
			text.WriteString(line + "\n")
		}
		for f := range summary.Findings {
			text.WriteString(printable(f.String()) + "\n")
		}
		_, err = fmt.Fprint(o.IO.Out, text.String())
	}
	if err != nil {
		return outputError(fmt.Errorf("write standard output: %w", reason(err)))
	}
	if !summary.Complete() {
		return errPartial
	}
	return nil
}

func reportPath(out string) string {
	return filepath.Join(out, convert.Folder, convert.MarkdownReport)
}

// printable shows a name from outside without what a terminal would obey.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '?'
		}
		return r
	}, name)
}

// roughly is a time as precise as an estimate can be.
func roughly(d time.Duration) string {
	switch {
	case d > time.Hour:
		return d.Round(time.Minute).String()
	case d > 10*time.Second:
		return d.Round(time.Second).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

// convertProgress shows how far a run is: a bar on a terminal, nothing elsewhere.
type convertProgress struct {
	bar   *progressBar
	begin time.Time
	next  time.Time // when the bar may be drawn again
	first int       // files that were done before the first translation
}

func newConvertProgress(io *IOStreams) *convertProgress {
	p := &convertProgress{begin: time.Now(), first: -1}
	if io.Live && !io.Quiet {
		p.bar = newProgressBar(io.Err)
	}
	return p
}

func (p *convertProgress) report(at convert.Progress) {
	now := time.Now()
	if p.bar == nil || now.Before(p.next) || at.Files == 0 {
		return
	}
	p.next = now.Add(100 * time.Millisecond)
	text := fmt.Sprintf("%d of %d files", at.Done, at.Files)
	if at.Functions == 0 {
		p.first, p.begin = at.Done, now // what was done before takes no time and tells none
	} else if took := now.Sub(p.begin); took > 0 {
		left := time.Duration(float64(took) / float64(max(1, at.Done-p.first)) * float64(at.Files-at.Done))
		text += fmt.Sprintf(", %.1f functions/s, %s left", float64(at.Functions)/took.Seconds(), roughly(left))
	}
	p.bar.draw(float64(at.Done)/float64(at.Files), text)
}

func (p *convertProgress) end() {
	if p.bar != nil {
		p.bar.clear()
	}
}
