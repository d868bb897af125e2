package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"transcoder/verify/sandbox"
)

// Exit codes. Scripts rely on them; README.md lists them.
const (
	exitOK          = 0
	exitPartial     = 1   // done, but some of it failed
	exitUsage       = 2   // the command line makes no sense
	exitInput       = 3   // an input can't be read
	exitDamaged     = 4   // a model or corpus is missing or damaged
	exitSandbox     = 5   // the required sandbox level isn't there
	exitResources   = 6   // the output can't be written, or no memory is left
	exitInterrupted = 130 // SIGINT or SIGTERM
)

// failure is an error with the exit code that it asks for.
type failure struct {
	code  int
	err   error
	usage string // printed below the message; for mistakes in flags and arguments only
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// errPartial ends a command whose failures have been printed as they came.
var errPartial = &failure{code: exitPartial}

// usageErrorf is a value on the command line that can't be right.
func usageErrorf(format string, args ...any) error {
	return &failure{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// inputError is an input that can't be read or used.
func inputError(err error) error { return &failure{code: exitInput, err: err} }

// damagedError is a model or corpus that can't be used.
func damagedError(err error) error { return &failure{code: exitDamaged, err: err} }

// outputError is an output that can't be written.
func outputError(err error) error { return &failure{code: exitResources, err: err} }

// exitCode maps an error to the process's exit code. Being interrupted and being
// out of disk or memory count before what was being done at the time.
func exitCode(err error) int {
	var f *failure
	var unavailable *sandbox.UnavailableError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.ENOMEM):
		return exitResources
	case errors.As(err, &f):
		return f.code
	case errors.As(err, &unavailable):
		return exitSandbox
	}
	return exitPartial
}

// report prints an error: one line, and the usage where the command line was at
// fault.
func report(w io.Writer, err error) {
	var f *failure
	if err == nil || errors.As(err, &f) && f.err == nil {
		return
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "transcoder: interrupted")
		return
	}
	// errors.Join separates with line ends; a message is one line.
	fmt.Fprintf(w, "transcoder: %s\n", strings.Join(strings.Split(strings.TrimSpace(err.Error()), "\n"), "; "))
	if f != nil && f.usage != "" {
		fmt.Fprintf(w, "\n%s", f.usage)
	}
}
