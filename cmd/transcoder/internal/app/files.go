package app

import (
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
// is not read to its end.
func readSource(path string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if path != standardStream {
		f, err := os.Open(path)
		if err != nil {
			return nil, inputError(fmt.Errorf("%s: %w", path, reason(err)))
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
	if path == standardStream {
		return "standard input"
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
