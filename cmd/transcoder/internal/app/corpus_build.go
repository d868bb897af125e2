package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"transcoder/corpora"
	"transcoder/lexers"
)

// CorpusBuildOptions are those of the corpus build command.
type CorpusBuildOptions struct {
	IO        *IOStreams
	Inputs    []string // directories, repositories, archives, dumps
	Sources   string   // TOML file that lists more
	Licenses  []string
	Languages []string
	Build     corpora.BuildOptions // the options that flags set directly
}

// anyLicense are all licence classes.
var anyLicense = []string{"permissive", "copyleft", "none", "unknown"}

// NewCmdCorpusBuild returns the corpus build command. runF replaces
// corpusBuildRun in tests.
func NewCmdCorpusBuild(deps *Dependencies, runF func(context.Context, *CorpusBuildOptions) error) *cobra.Command {
	options := &CorpusBuildOptions{IO: deps.IO}
	if runF == nil {
		runF = corpusBuildRun
	}
	cmd := &cobra.Command{
		Use:   "build --out CORPUS SOURCE...",
		Short: "Build a corpus from source code",
		Long: `Build reads the functions of Python, C++ and Java code, brings them into the
canonical form, leaves out what is generated, broken or nearly the same as another
function, and writes a corpus that train reads.

A SOURCE is a directory, a git repository (bare or not, read at HEAD), an archive
(zip, jar, tar, tar.gz, tar.zst), a dump of JSON lines (jsonl, also with gz or
zst) or Markdown with blocks of code. --sources names a TOML file that lists sources with
weights, licences and splits. Code that may be read is up to you: everything in a
SOURCE is taken unless --license names what licences it may have; of the sources
that --sources lists, only permissive ones are.

A build that was interrupted goes on where it was when it is run again.`,
		Example: `  transcoder corpus build --out corpus ~/projects/search ~/projects/geometry
  transcoder corpus build --out corpus --sources sources.toml --exclude-overlap suite/`,
		Args: arguments(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Inputs = args
			if len(args) == 0 && options.Sources == "" {
				return flagError(cmd, errors.New("no source: name directories, or a list of sources with --sources"))
			}
			return runF(cmd.Context(), options)
		},
	}
	b := &options.Build
	flags := cmd.Flags()
	flags.StringVarP(&b.Out, "out", "o", "", "`FOLDER` of the corpus, made if need be")
	flags.StringVar(&options.Sources, "sources", "", "TOML `FILE` that lists sources; ${NAME} in a path is an environment variable")
	flags.StringSliceVar(&options.Licenses, "license", nil, "licences to take: SPDX identifiers, or the classes permissive, copyleft, none, unknown")
	flags.StringSliceVar(&options.Languages, "language", nil, "languages to take functions of (default all)")
	flags.StringSliceVar(&b.ExcludeOverlap, "exclude-overlap", nil, "`FOLDER` with hashes of an evaluation suite, whose code is left out")
	flags.IntVar(&b.MinTokens, "min-tokens", 10, "shortest function, in tokens of the canonical form")
	flags.IntVar(&b.MaxTokens, "max-tokens", 1024, "longest function, in tokens of the canonical form")
	flags.Float64Var(&b.NearDuplicate, "near-duplicate", 0.85, "similarity from which functions are duplicates, 0.5 to 1; above 1 only exact ones are")
	flags.BoolVar(&b.KeepTests, "keep-tests", false, "take the functions of tests, too")
	flags.BoolVar(&b.SkipMissing, "skip-missing", false, "go on where a source is not there")
	flags.BoolVar(&b.Overwrite, "overwrite", false, "replace a corpus that is in the folder")
	flags.StringVar(&b.Cache, "cache", "", "`FOLDER` that keeps what was read from sources for later builds")
	addSeedFlag(flags, &b.Seed)
	addJobsFlag(flags, &b.Jobs)
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

func corpusBuildRun(ctx context.Context, o *CorpusBuildOptions) error {
	build := o.Build
	build.Licenses = o.Licenses
	for _, name := range o.Languages {
		language, err := lexers.ParseLanguage(name)
		if err != nil {
			return usageErrorf("--language: %w", err)
		}
		build.Languages = append(build.Languages, language)
	}
	if build.Jobs < 0 {
		return usageErrorf("--jobs is %d, expected 0 or more", build.Jobs)
	}
	for _, path := range o.Inputs {
		if path == "" {
			return usageErrorf("a source is named \"\"")
		}
		if _, err := os.Stat(path); err != nil && !build.SkipMissing {
			return inputError(fmt.Errorf("%s: %w", path, reason(err)))
		}
		build.Sources = append(build.Sources, corpora.SourceSpec{Path: path})
	}
	if o.Sources != "" {
		listed, err := corpora.ReadSources(o.Sources, os.LookupEnv)
		if err != nil {
			return inputError(err)
		}
		build.Sources = append(build.Sources, listed...)
	} else if len(o.Licenses) == 0 {
		build.Licenses = anyLicense
	}
	progress := newBuildProgress(o.IO)
	build.Progress = progress.report
	manifest, err := corpora.Build(ctx, build)
	progress.end()
	switch {
	case errors.Is(err, corpora.ErrOptions):
		return usageErrorf("%w", err)
	case errors.Is(err, corpora.ErrExists):
		return usageErrorf("%w: --overwrite replaces it", err)
	case errors.Is(err, corpora.ErrInput):
		return inputError(err)
	case errors.Is(err, corpora.ErrOutput):
		return outputError(err)
	case err != nil:
		return err
	}
	total := manifest.Total
	for _, language := range lexers.Languages() {
		o.IO.Messagef("%-6s  %d functions kept of %d, %d of them standalone, %d tokens",
			language.Title(), total.Kept[language], total.Functions[language], total.Standalone[language], total.Tokens[language])
	}
	o.IO.Messagef("corpus: %s", build.Out)
	if total.Kept.Total() == 0 {
		return inputError(errNothingKept)
	}
	return nil
}

// buildProgress shows how far a build is: a bar on a terminal, a line for each
// source and stage elsewhere.
type buildProgress struct {
	io    *IOStreams
	shown string // the source or stage of the last line
	bar   *progressBar
	next  time.Time // when the bar may be drawn again
}

func newBuildProgress(io *IOStreams) *buildProgress {
	p := &buildProgress{io: io}
	if io.Live && !io.Quiet {
		p.bar = newProgressBar(io.Err)
	}
	return p
}

// stageEnds are the parts of a build's time at which its stages end, measured on
// the sources of the default model.
var stageEnds = map[corpora.Stage]float64{corpora.Extract: 0.85, corpora.Deduplicate: 0.97, corpora.Write: 1}

var stageBegins = map[corpora.Stage]float64{corpora.Deduplicate: 0.85, corpora.Write: 0.97}

func (p *buildProgress) report(at corpora.Progress) {
	if p.io.Quiet {
		return
	}
	key := string(at.Stage)
	text := fmt.Sprintf("%s  %d of %d", at.Stage, at.Done, at.Total)
	if at.Stage == corpora.Extract {
		key = at.Source
		text += "  " + at.Source
	}
	if p.bar == nil {
		if key != p.shown {
			fmt.Fprintln(p.io.Err, text)
		}
		p.shown = key
		return
	}
	if now := time.Now(); now.After(p.next) {
		p.next = now.Add(100 * time.Millisecond)
		begin := stageBegins[at.Stage]
		p.bar.draw(begin+(stageEnds[at.Stage]-begin)*float64(at.Done)/float64(max(at.Total, 1)), text)
	}
}

// end takes the bar away.
func (p *buildProgress) end() {
	if p.bar != nil {
		p.bar.clear()
	}
}
