package app

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"transcoder/corpora"
	"transcoder/lexers"
)

// CorpusShowOptions are those of the corpus show command.
type CorpusShowOptions struct {
	Out      io.Writer
	Corpus   string
	Language string
	Split    string
	First    int
	Count    int
}

// NewCmdCorpusShow returns the corpus show command. runF replaces corpusShowRun in
// tests.
func NewCmdCorpusShow(deps *Dependencies, runF func(*CorpusShowOptions) error) *cobra.Command {
	options := &CorpusShowOptions{Out: deps.IO.Out}
	if runF == nil {
		runF = corpusShowRun
	}
	cmd := &cobra.Command{
		Use:   "show CORPUS",
		Short: "Print functions of a corpus as a model sees them",
		Long: `Show prints functions of a corpus: where each comes from, its tokens in the
canonical form, and those as source text. Names are made of the pieces that the
corpus keeps of them; rare numbers and strings are not kept and read 0 and "".`,
		Example: `  transcoder corpus show corpus --language java
  transcoder corpus show corpus --language cpp --split valid --first 10 -n 3`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Corpus = args[0]
			return runF(options)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Language, "language", "python", "`LANGUAGE` of the functions: python, cpp or java")
	flags.StringVar(&options.Split, "split", "train", "`SPLIT` that they belong to: train, valid or test")
	flags.IntVar(&options.First, "first", 0, "`NUMBER` of the first one, counted from 0")
	flags.IntVarP(&options.Count, "count", "n", 1, "how many to print")
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		switch name { // shorter names of the same flags
		case "lang":
			name = "language"
		case "n":
			name = "count"
		}
		return pflag.NormalizedName(name)
	})
	return cmd
}

func corpusShowRun(options *CorpusShowOptions) (err error) {
	language, err := lexers.ParseLanguage(options.Language)
	if err != nil {
		return usageErrorf("--language: %w", err)
	}
	split, err := corpora.ParseSplit(options.Split)
	if err != nil {
		return usageErrorf("--split: %w", err)
	}
	c, err := openCorpus(options.Corpus)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	n := c.Len(split, language)
	if options.Count < 1 || options.First < 0 || options.First >= n {
		return usageErrorf("%s has %d %s functions in %s: no number %d", options.Corpus, n, language.Title(), split, options.First)
	}
	p := &printer{w: options.Out}
	for i := options.First; i < min(n, options.First+options.Count); i++ {
		sample, err := c.Function(split, language, i)
		if err != nil {
			return damagedError(err)
		}
		origin, err := c.Origin(sample)
		if err != nil {
			return damagedError(err)
		}
		if i > options.First {
			p.linef("")
		}
		p.linef("%s %d: %s %s:%d, licence %s, %d tokens", language.Title(), i, origin.Source, origin.Path, origin.Line, origin.License, len(sample.Tokens))
		canonical := lexers.Canonical{Language: language, Tokens: c.Text(sample.Tokens)}
		for _, pieces := range sample.Names {
			canonical.Names = append(canonical.Names, strings.Join(c.Text(pieces), "_"))
		}
		p.linef("%s", strings.Join(canonical.Tokens, " "))
		code, err := canonical.Render(language)
		if err != nil {
			code = "cannot be rendered: " + err.Error() + "\n"
		}
		p.linef("%s", strings.TrimRight(code, "\n"))
	}
	return p.err
}
