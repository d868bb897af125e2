package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/tui"
	"transcoder/verify/sandbox"
)

// ViewOptions are those of the view command.
type ViewOptions struct {
	IO       *IOStreams
	Embedded []byte // the default model

	Inputs   []string // a file, a directory, or two files
	To, From string
	Out      string // file or directory for w; "" is beside the source
	Model    string // "" is Embedded
	Beam     int
	Jobs     int
	Level    string // of the sandbox

	Print bool // the static view, also on a terminal
	Width int  // of the static view; 0 goes by the terminal or COLUMNS
	Color string
	Theme string
	ASCII bool
	Log   string // file; "" is in the state folder
}

// NewCmdView returns the view command. runF replaces viewRun in tests.
func NewCmdView(deps *Dependencies, runF func(context.Context, *ViewOptions) error) *cobra.Command {
	options := &ViewOptions{IO: deps.IO, Embedded: deps.DefaultModel}
	if runF == nil {
		runF = viewRun
	}
	cmd := &cobra.Command{
		Use:   "view FILE|DIR --to LANGUAGE, view SOURCE TRANSLATION, or view CONVERTED",
		Short: "Read a source and its translation side by side",
		Long: `View shows a source file and its translation side by side in the terminal. The
source is there at once; its functions are translated in the background. With a
directory it begins with the tree of its files. With two files, which are of two
languages, it shows them as they are, aligned; so it does with the folder of a
conversion, whose tree has what the journal says of each file.

Translations can be compared with each other and with what their source does,
edited, accepted, copied and written; ? lists the keys.

Where the output is no terminal, or with --print, the whole file is translated and
printed side by side. The exit code is then 1 when a function has no translation
that parses.`,
		Example: `  transcoder view examples/binary_search.py --to java
  transcoder view src/ --to cpp -o translated/
  transcoder view primes.cpp primes.py
  transcoder view converted/
  transcoder view examples/primes.cpp --to python --print --width 160 | less`,
		Args: arguments(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			options.Inputs = args
			return runF(cmd.Context(), options)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&options.To, "to", "t", "", "`LANGUAGE` to translate into: python, cpp or java")
	flags.StringVarP(&options.From, "from", "f", "", "`LANGUAGE` of the file; without it extension and content tell")
	flags.StringVarP(&options.Out, "out", "o", "", "`FILE` that w writes, or directory; without it w writes beside the source")
	flags.IntVar(&options.Beam, "beam", translate.DefaultBeam, "hypotheses of each function; 1 is fastest")
	flags.BoolVarP(&options.Print, "print", "p", false, "print the whole file side by side instead of showing it")
	flags.IntVar(&options.Width, "width", 0, "`COLUMNS` of what is printed; 0 takes the terminal's, or 120")
	flags.StringVar(&options.Color, "color", "auto", "when to use colors: auto, always or never; auto heeds NO_COLOR")
	flags.StringVar(&options.Theme, "theme", "auto", "colors for a background that is dark or light; auto asks the terminal")
	flags.BoolVar(&options.ASCII, "ascii", false, "draw with ASCII only; without it where the locale is not UTF-8")
	flags.StringVar(&options.Log, "log", "", "`FILE` for messages; without it view.log in the state folder")
	addSandboxFlag(flags, &options.Level)
	addModelFlag(flags, &options.Model)
	addJobsFlag(flags, &options.Jobs)
	for name, values := range map[string][]string{
		"to": {"python", "cpp", "java"}, "from": {"python", "cpp", "java"}, "color": {"auto", "always", "never"}, "theme": {"auto", "dark", "light"},
	} {
		if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

func viewRun(ctx context.Context, o *ViewOptions) error {
	options, err := o.appearance()
	if err != nil {
		return err
	}
	static := o.Print || !onTerminal(o.IO)
	session, err := o.session()
	if err != nil {
		return err
	}
	defer session.Close()
	if name := session.first(); name != "" {
		// Read before the terminal changes: what is wrong with the input is a plain
		// message, and the first frame has the source.
		if options.Document, err = session.Read(ctx, name); err != nil {
			return err
		}
	}
	if static {
		if options.Document == nil {
			return usageErrorf("%s is a directory: it can be shown on a terminal only", o.Inputs[0])
		}
		complete, err := tui.Print(ctx, o.IO.Out, session, options)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return o.classify(err)
		case !complete:
			return errPartial
		}
		return nil
	}
	log, closeLog, err := o.openLog()
	if err != nil {
		return err
	}
	defer closeLog()
	options.Log, options.Editor = log, editor
	options.Marks = tui.Marks{Folder: stateFolder("marks")}
	// Interrupts are the viewer's: while an editor has the terminal, they are the
	// editor's.
	if err := tui.Run(context.WithoutCancel(ctx), session, options); err != nil {
		return o.classify(err)
	}
	return nil
}

// classify gives an error of the viewer its exit code, where it has none yet.
func (o *ViewOptions) classify(err error) error {
	var known *failure
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, tui.ErrNoFiles), errors.Is(err, tui.ErrNoFunctions):
		return inputError(fmt.Errorf("%s: %w", o.Inputs[0], err))
	}
	return outputError(err)
}

// session checks the command line and returns what the viewer works with.
func (o *ViewOptions) session() (viewSession, error) {
	level, err := sandbox.ParseLevel(o.Level)
	if err != nil {
		return nil, usageErrorf("--sandbox: %w", err)
	}
	checker := &checker{level: level, jobs: o.Jobs}
	if len(o.Inputs) == 2 {
		if o.To != "" || o.From != "" || o.Out != "" {
			return nil, usageErrorf("two files are shown as they are: --to, --from and --out are for one")
		}
		return &viewedPair{source: o.Inputs[0], target: o.Inputs[1], checker: checker}, nil
	}
	if o.To == "" {
		if session, err := openConversion(o.Inputs[0], checker); session != nil || err != nil {
			return session, err
		}
		return nil, usageErrorf("--to is missing: the language to translate %s into", o.Inputs[0])
	}
	to, err := lexers.ParseLanguage(o.To)
	if err != nil {
		return nil, usageErrorf("--to: %w", err)
	}
	if o.Beam < 1 || o.Beam > translate.MaxBeam {
		return nil, usageErrorf("--beam is %d, expected 1 to %d", o.Beam, translate.MaxBeam)
	}
	if o.Jobs < 0 {
		return nil, usageErrorf("--jobs is %d, expected 0 or more", o.Jobs)
	}
	return &viewedTranslation{options: o, to: to, checker: checker, files: map[*tui.Document]*viewedFile{}, written: map[string]bool{}}, nil
}

// appearance decides how the view looks.
func (o *ViewOptions) appearance() (tui.Options, error) {
	options := tui.Options{ASCII: o.ASCII || !unicodeLocale(), Width: o.Width}
	if o.Width < 0 || o.Width > 0 && o.Width < 20 {
		return options, usageErrorf("--width is %d, expected 20 or more", o.Width)
	}
	terminal := onTerminal(o.IO)
	switch o.Color {
	case "auto":
		options.Profile = tui.DetectProfile(terminal)
		options.Plain = !terminal
	case "always":
		options.Profile = tui.DetectProfile(true)
		if options.Profile == tui.NoColor {
			options.Profile = tui.BasicColors
		}
	case "never":
		options.Profile = tui.NoColor
		options.Plain = !terminal
	default:
		return options, usageErrorf("--color is %q, expected auto, always or never", o.Color)
	}
	switch o.Theme {
	case "auto":
		options.Theme = tui.DetectTheme()
	case "dark":
		options.Theme = tui.Dark
	case "light":
		options.Theme = tui.Light
	default:
		return options, usageErrorf("--theme is %q, expected auto, dark or light", o.Theme)
	}
	if options.Width == 0 {
		options.Width = 120
		if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= 20 && n <= 1000 {
			options.Width = n
		}
	}
	if width, height, ok := tui.TerminalSize(); ok && terminal && o.Width == 0 {
		options.Width, options.Height = width, height
	}
	return options, nil
}

// onTerminal reports whether results go to a terminal that can be drawn on.
func onTerminal(streams *IOStreams) bool {
	f, ok := streams.Out.(*os.File)
	return ok && terminal(f)
}

// unicodeLocale reports whether the locale says that text is UTF-8.
func unicodeLocale() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := os.Getenv(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return false
}

// editor returns the command that opens a file in the user's editor: VISUAL,
// EDITOR or vi. The variables may hold arguments, and are for a shell, as git
// and others take them.
func editor(path string) *exec.Cmd {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			return exec.Command("sh", "-c", value+` "$1"`, "sh", path)
		}
	}
	return exec.Command("vi", path)
}

// stateFolder is a folder for what the viewer keeps between sessions, by the XDG
// base directory specification; "" where the user has no home.
func stateFolder(name string) string {
	state := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "transcoder", name)
}

// maxLog is the size at which the log begins anew, in bytes.
const maxLog = 1 << 20

// openLog opens the file that the viewer logs to: the terminal is taken.
func (o *ViewOptions) openLog() (*slog.Logger, func() error, error) {
	path := o.Log
	if path == "" {
		if path = stateFolder("view.log"); path == "" {
			return slog.New(slog.DiscardHandler), func() error { return nil }, nil
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return slog.New(slog.DiscardHandler), func() error { return nil }, nil // a log that nobody asked for
		}
	}
	mode := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() > maxLog {
		mode |= os.O_TRUNC
	}
	f, err := os.OpenFile(path, mode, 0o600)
	if err != nil {
		if o.Log == "" {
			return slog.New(slog.DiscardHandler), func() error { return nil }, nil
		}
		return nil, nil, outputError(fmt.Errorf("--log %s: %w", path, reason(err)))
	}
	return slog.New(slog.NewTextHandler(f, nil)), f.Close, nil
}
