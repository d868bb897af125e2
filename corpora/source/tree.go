package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// tree is a directory. It is read through os.Root, so that no link leads out of
// it, whatever happens to it meanwhile.
type tree struct {
	root     *os.Root
	options  Options
	licenses licenses
	info     Info
}

func openTree(ctx context.Context, dir string, options Options) (Source, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, options: options, licenses: newLicenses(options.License)}
	h := sha256.New()
	err = t.list(ctx, func(name string, entry fs.DirEntry) error {
		if !entry.Type().IsRegular() {
			return nil
		}
		wanted, license := options.wants(name), t.licenses.reads(name)
		if !wanted && !license {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s\x00%d %d\n", name, info.Size(), info.ModTime().UnixNano())
		if license {
			if data, err := t.read(name, maxLicenseSize); err == nil {
				t.licenses.add(name, data)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.info = Info{Kind: "tree", License: t.licenses.of(""), Fingerprint: hex.EncodeToString(h.Sum(nil)[:16])}
	return t, nil
}

func (t *tree) Info() Info { return t.info }

// list calls f with everything below the root in lexical order but for git's own
// files.
func (t *tree) list(ctx context.Context, f func(name string, entry fs.DirEntry) error) error {
	return fs.WalkDir(t.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			if name == "." {
				return err
			}
			t.options.skip(name, Missing)
			return nil
		}
		if entry.IsDir() {
			if entry.Name() == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		return f(name, entry)
	})
}

// errTooLarge says that a file has more bytes than were asked for.
var errTooLarge = errors.New("file too large")

func (t *tree) read(name string, limit int64) ([]byte, error) {
	f, err := t.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readLimited(f, limit)
}

// readLimited reads all of r, or returns errTooLarge when that is more than limit
// bytes.
func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, err
}

func (t *tree) Walk(ctx context.Context, yield func(*File) error) error {
	return t.list(ctx, func(name string, entry fs.DirEntry) error {
		if !t.options.wants(name) {
			return nil
		}
		if !entry.Type().IsRegular() {
			t.options.skip(name, NotRegular)
			return nil
		}
		data, err := t.read(name, t.options.maxFileSize())
		switch {
		case errors.Is(err, errTooLarge):
			t.options.skip(name, TooLarge)
			return nil
		case err != nil:
			t.options.skip(name, Missing)
			return nil
		}
		return t.options.emit(&File{Path: cleanPath(name), Data: data, License: t.licenses.of(name)}, yield)
	})
}
