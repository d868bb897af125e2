package app

import (
	"encoding/json"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"transcoder/corpora"
	"transcoder/lexers"
)

// CorpusStatsOptions are those of the corpus stats command.
type CorpusStatsOptions struct {
	Out    io.Writer
	Corpus string
	JSON   bool
	Check  bool
}

// NewCmdCorpusStats returns the corpus stats command. runF replaces
// corpusStatsRun in tests.
func NewCmdCorpusStats(deps *Dependencies, runF func(*CorpusStatsOptions) error) *cobra.Command {
	options := &CorpusStatsOptions{Out: deps.IO.Out}
	if runF == nil {
		runF = corpusStatsRun
	}
	cmd := &cobra.Command{
		Use:   "stats CORPUS",
		Short: "Count what a corpus holds and what was left out",
		Example: `  transcoder corpus stats corpus
  transcoder corpus stats corpus --check --json`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Corpus = args[0]
			return runF(options)
		},
	}
	cmd.Flags().BoolVar(&options.JSON, "json", false, "print the corpus's manifest")
	cmd.Flags().BoolVar(&options.Check, "check", false, "read the whole corpus and compare every checksum first")
	return cmd
}

func corpusStatsRun(options *CorpusStatsOptions) (err error) {
	c, err := openCorpus(options.Corpus)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	if options.Check {
		if err := c.Check(); err != nil {
			return damagedError(err)
		}
	}
	if options.JSON {
		encoder := json.NewEncoder(options.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(c.Manifest())
	}
	if err := printCorpusStats(options.Out, c.Manifest()); err != nil {
		return err
	}
	return printContent(options.Out, c.Stats())
}

// printContent prints how long the functions of the train split are and which
// domains they are drawn from.
func printContent(w io.Writer, s *corpora.Stats) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	p := &printer{w: columns}
	p.linef("\ntokens of a function in train\t5 %%\t25 %%\tmedian\t75 %%\t95 %%\t99 %%\t")
	for _, l := range s.Lengths {
		if l.Functions == 0 {
			continue
		}
		kind := "all"
		if l.Standalone {
			kind = "standalone"
		}
		p.linef("%s, %s\t%d\t%d\t%d\t%d\t%d\t%d\t", l.Language, kind, l.P5, l.P25, l.P50, l.P75, l.P95, l.P99)
	}
	if len(s.Domains) > 1 {
		p.linef("\nshare of the tokens drawn\tPython\tC++\tJava\t")
		for _, d := range s.Domains {
			name := d.Domain
			if name == "" {
				name = "no domain"
			}
			p.linef("%s\t%.0f %%\t%.0f %%\t%.0f %%\t", name, 100*d.Share["python"], 100*d.Share["cpp"], 100*d.Share["java"])
		}
	}
	if p.err == nil {
		p.err = columns.Flush()
	}
	return p.err
}

func printCorpusStats(w io.Writer, m *corpora.Manifest) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	p := &printer{w: columns}
	row := func(name string, values corpora.PerLanguage) {
		p.linef("%s\t%d\t%d\t%d\t", name, values[lexers.Python], values[lexers.CPP], values[lexers.Java])
	}
	tally := func(t corpora.Tally) {
		for _, reason := range t.Reasons() {
			row("- "+reason, t[reason])
		}
	}
	p.linef("\tPython\tC++\tJava\t")
	row("files", m.Total.Files)
	tally(m.Total.FilesDropped)
	row("functions in the others", m.Total.Functions)
	tally(m.Total.Dropped)
	row("kept", m.Total.Kept)
	row("standalone", m.Total.Standalone)
	row("usable for translation", m.Total.Usable)
	row("tokens", m.Total.Tokens)
	for _, split := range m.Splits {
		row("in "+split.Split, split.Functions)
	}
	if p.err == nil {
		p.err = columns.Flush()
	}
	p.w = w
	p.linef("%d sources, %d distinct words, %d shards", len(m.Sources), m.Words, len(m.Shards))
	return p.err
}
