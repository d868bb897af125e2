package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"transcoder/lexers"
)

// standardStream is the argument that stands for standard input.
const standardStream = "-"

// readSource reads a source file, or standard input. A source that is too large
// is not read to its end. What never ends, such as a terminal or a pipe that nobody
// writes to, keeps nobody from interrupting: the error is ctx's then.
func readSource(ctx context.Context, path string, stdin io.Reader) ([]byte, error) {
	type outcome struct {
		source []byte
		err    error
	}
	read := make(chan outcome, 1)
	go func() {
		source, err := readWhole(path, stdin)
		read <- outcome{source, err}
	}()
	select {
	case o := <-read:
		return o.source, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func readWhole(path string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if path != standardStream {
		f, err := os.Open(path)
		if err != nil {
			return nil, inputError(fmt.Errorf("%s: %w", inputName(path), reason(err)))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, inputError(fmt.Errorf("%s: is a directory", path))
		}
		in = f
	}
	source, err := io.ReadAll(io.LimitReader(in, lexers.MaxSourceSize+1))
	switch {
	case err != nil:
		return nil, inputError(fmt.Errorf("%s: %w", inputName(path), reason(err)))
	case len(source) > lexers.MaxSourceSize:
		return nil, inputError(fmt.Errorf("%s: has more than %d bytes", inputName(path), lexers.MaxSourceSize))
	case len(source) == 0:
		return nil, inputError(fmt.Errorf("%s: is empty", inputName(path)))
	}
	return source, nil
}

// inputName is what messages call an input.
func inputName(path string) string {
	switch path {
	case standardStream:
		return "standard input"
	case "":
		return `""`
	}
	return path
}

// reason takes the operation and the path off an error, where the message names
// the path itself.
func reason(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// writeOutput writes a file so that path holds either what it held before or all
// of data. What is no regular file, such as a device, is written to directly; a
// link is followed.
func writeOutput(path string, data []byte) error {
	fail := func(err error) error { return outputError(fmt.Errorf("write %s: %w", path, reason(err))) }
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fail(errors.New("is a directory"))
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fail(err)
		}
		_, err = f.Write(data)
		if err := errors.Join(err, f.Close()); err != nil {
			return fail(err)
		}
		return nil
	}
	if err := writeWhole(path, data); err != nil {
		return fail(err)
	}
	return nil
}

// outputFile is a file that is written piece by piece: a new one is there whole or
// not at all. What is no regular file, such as a device, is written to directly.
type outputFile struct {
	*os.File
	path string // of the output, links followed
	name string // of the output, in messages
}

// createOutput begins a file. One of commit and discard ends it; discard does
// nothing behind commit.
func createOutput(name string) (*outputFile, error) {
	fail := func(err error) (*outputFile, error) {
		return nil, outputError(fmt.Errorf("write %s: %w", name, reason(err)))
	}
	o := &outputFile{path: name, name: name}
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		o.path = resolved
	}
	info, err := os.Stat(o.path)
	switch {
	case err == nil && info.IsDir():
		return fail(errors.New("is a directory"))
	case err == nil && !info.Mode().IsRegular():
		o.File, err = os.OpenFile(o.path, os.O_WRONLY, 0)
	default:
		o.File, err = os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+".*")
	}
	if err != nil {
		return fail(err)
	}
	return o, nil
}

// commit puts the file where it belongs.
func (o *outputFile) commit() error {
	var err error
	if o.Name() == o.path {
		err = o.Close()
	} else {
		err = errors.Join(o.Chmod(0o644), o.Sync(), o.Close(), os.Rename(o.Name(), o.path))
	}
	if err != nil {
		return outputError(fmt.Errorf("write %s: %w", o.name, reason(err)))
	}
	return nil
}

func (o *outputFile) discard() {
	o.Close()
	if o.Name() != o.path {
		os.Remove(o.Name()) // of no effect once renamed
	}
}
