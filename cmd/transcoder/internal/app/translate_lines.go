package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
)

// translateLines answers JSON lines.
func (o *TranslateOptions) translateLines(ctx context.Context) error {
	to, from, err := o.languages()
	if err != nil {
		return err
	}
	input := standardStream
	if len(o.Inputs) > 0 {
		input = o.Inputs[0]
	}
	in := o.IO.In
	if input != standardStream {
		f, err := os.Open(input)
		if err != nil {
			return inputError(fmt.Errorf("%s: %w", input, reason(err)))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return inputError(fmt.Errorf("%s: is a directory", input))
		}
		in = f
	}
	out := o.IO.Out
	var file *outputFile
	if o.Out != "" {
		if sameFile(input, o.Out) {
			return usageErrorf("%s would be overwritten by its own translation: choose another -o", input)
		}
		if file, err = createOutput(o.Out); err != nil {
			return err
		}
		defer file.discard()
		out = file
	}
	translator, _, done, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	base := o.Search.request()
	base.From, base.To, base.Class, base.Rename, base.Verify = from, to, o.Class, o.Rename, o.Verify
	began := time.Now()
	counts, err := translator.TranslateLines(ctx, &lineInput{in: in}, &lineOutput{out: out}, base, o.From != "", o.To != "")
	var reading *inputFailure
	var writing *outputFailure
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &writing):
		name := "standard output"
		if file != nil {
			name = o.Out
		}
		if errors.Is(err, syscall.EPIPE) {
			return outputError(fmt.Errorf("write %s: the reader has gone", name))
		}
		return outputError(fmt.Errorf("write %s: %w", name, writing.error))
	case errors.As(err, &reading):
		return inputError(fmt.Errorf("%s: %w", inputName(input), err))
	case err != nil:
		return err
	}
	if file != nil {
		if err := file.commit(); err != nil {
			return err
		}
	}
	o.IO.rate(counts.Lines, "line", time.Since(began))
	o.IO.Messagef("%s, %d without a translation that parses", counted(counts.Lines, "line"), counts.Failed)
	failed := counts.Failed > 0
	for outcome, n := range counts.Checks {
		o.IO.Messagef("verified: %d %s", n, outcome)
		failed = failed || outcome != "pass"
	}
	if failed {
		return errPartial
	}
	return nil
}

// inputFailure and outputFailure tell what failed apart.
type (
	inputFailure  struct{ error }
	outputFailure struct{ error }
)

func (e *inputFailure) Unwrap() error  { return e.error }
func (e *outputFailure) Unwrap() error { return e.error }

type lineInput struct{ in io.Reader }

func (l *lineInput) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	if err != nil && err != io.EOF {
		err = &inputFailure{reason(err)}
	}
	return n, err
}

type lineOutput struct{ out io.Writer }

func (l *lineOutput) Write(p []byte) (int, error) {
	n, err := l.out.Write(p)
	if err != nil {
		err = &outputFailure{reason(err)}
	}
	return n, err
}
