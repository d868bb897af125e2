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

// Messagef prints one line for people, unless Quiet.
func (s *IOStreams) Messagef(format string, args ...any) {
	if !s.Quiet {
		fmt.Fprintf(s.Err, format+"\n", args...)
	}
}
