package app

import (
	"fmt"
	"io"
	"os"
)

// IOStreams are what a command reads and writes. Results go to Out and nothing
// else does; messages and progress go to Err.
type IOStreams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer

	// Live says that Err is a terminal, where a line may be drawn over again.
	Live bool

	// Verbose adds messages about what is done and how long it takes.
	Verbose bool

	// Color says whether text is colored.
	Color Color

	// Quiet drops messages and progress; errors are still printed.
	Quiet bool
}

// SystemStreams returns the process's own.
func SystemStreams() *IOStreams {
	return &IOStreams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Live: terminal(os.Stderr)}
}

// terminal reports whether f is a character device, as terminals are.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// Color is the value of --color. The zero value is auto.
type Color struct{ when string }

// String, Set and Type make it a flag's value.
func (c *Color) String() string {
	if c.when == "" {
		return "auto"
	}
	return c.when
}

// Set takes auto, always or never.
func (c *Color) Set(when string) error {
	switch when {
	case "auto", "always", "never":
		c.when = when
		return nil
	}
	return fmt.Errorf("%q is none of auto, always and never", when)
}

// Type is what help calls the value.
func (c *Color) Type() string { return "WHEN" }

// Colored reports whether results are to be colored: as --color says, else on a
// terminal unless NO_COLOR is set (no-color.org).
func (s *IOStreams) Colored() bool {
	switch s.Color.when {
	case "always":
		return true
	case "never":
		return false
	}
	f, ok := s.Out.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && terminal(f)
}

// Verbosef prints one line for people who want to know more.
func (s *IOStreams) Verbosef(format string, args ...any) {
	if s.Verbose && !s.Quiet {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}

// Messagef prints one line for people, unless Quiet.
func (s *IOStreams) Messagef(format string, args ...any) {
	if !s.Quiet {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}
