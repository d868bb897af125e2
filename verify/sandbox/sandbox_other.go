//go:build !linux || !cgo

package sandbox

import (
	"context"
	"errors"
)

// Sandbox runs commands at one level; here there is none.
type Sandbox struct{}

// New returns an *UnavailableError: all levels are made of Linux's means, the
// weakest too, so that a command that ends takes its children with it.
func New(options Options) (*Sandbox, error) {
	return nil, &UnavailableError{Level: options.Level, Err: errors.New("programs are run on Linux only, in a build with cgo")}
}

// Level returns Off.
func (s *Sandbox) Level() Level { return Off }

// Run returns an error: New makes no Sandbox to call it on.
func (s *Sandbox) Run(context.Context, Command) (*Result, error) {
	return nil, errors.ErrUnsupported
}

// LandlockVersion returns 0.
func LandlockVersion() int { return 0 }
