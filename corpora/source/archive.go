package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Compressed input may grow by expansionRatio, plus expansionFloor bytes; source
// text shrinks four- to tenfold. More is taken for a decompression bomb.
const (
	expansionRatio = 200
	expansionFloor = 64 << 20

	// maxEntries bounds the members of an archive.
	maxEntries = 4 << 20

	// maxWindow bounds the memory of zstd's window.
	maxWindow = 128 << 20
)

// errBomb says that compressed input grows beyond all measure.
var errBomb = fmt.Errorf("input expands more than %d-fold: not decompressed any further", expansionRatio)

// bombGuard fails once more than left bytes have been read.
type bombGuard struct {
	r    io.Reader
	left int64
}

func (g *bombGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.left -= int64(n); g.left < 0 {
		return 0, errBomb
	}
	return n, err
}

// stream is a file, decompressed as its first bytes tell.
type stream struct {
	io.Reader
	close func()
}

func (s *stream) Close() { s.close() }

// openStream opens a file and undoes gzip and zstd compression, no more of it than
// the limits of this file allow.
func openStream(name string) (*stream, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	r := bufio.NewReaderSize(f, 1<<16)
	guard := func(r io.Reader) io.Reader { return &bombGuard{r, info.Size()*expansionRatio + expansionFloor} }
	magic, _ := r.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(r)
		if err != nil {
			f.Close()
			return nil, err
		}
		return &stream{guard(z), func() { f.Close() }}, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxWindow))
		if err != nil {
			f.Close()
			return nil, err
		}
		return &stream{guard(z), func() { z.Close(); f.Close() }}, nil
	}
	return &stream{r, func() { f.Close() }}, nil
}

// zipFile is a .zip or .jar archive.
type zipFile struct {
	path     string
	options  Options
	licenses licenses
	info     Info
}

func openZip(name string, info os.FileInfo, options Options) (Source, error) {
	z := &zipFile{path: name, options: options, licenses: newLicenses(options.License)}
	r, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if len(r.File) > maxEntries {
		return nil, fmt.Errorf("%d members, expected at most %d", len(r.File), maxEntries)
	}
	for _, member := range r.File {
		if path := cleanPath(member.Name); member.Mode().IsRegular() && z.licenses.reads(path) {
			if data, err := readMember(member, maxLicenseSize); err == nil {
				z.licenses.add(path, data)
			}
		}
	}
	z.info = Info{Kind: "zip", License: z.licenses.root(), Fingerprint: fileFingerprint(info)}
	return z, nil
}

func (z *zipFile) Info() Info { return z.info }

// readMember reads a member of at most limit bytes, whatever size it claims.
func readMember(member *zip.File, limit int64) ([]byte, error) {
	if member.UncompressedSize64 > uint64(limit) {
		return nil, errTooLarge
	}
	r, err := member.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readLimited(r, limit)
}

func (z *zipFile) Walk(ctx context.Context, yield func(*File) error) error {
	r, err := zip.OpenReader(z.path)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, member := range r.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := cleanPath(member.Name)
		if path == "" || strings.HasSuffix(member.Name, "/") || !z.options.wants(path) {
			continue
		}
		if !member.Mode().IsRegular() {
			z.options.skip(path, NotRegular)
			continue
		}
		data, err := readMember(member, z.options.maxFileSize())
		switch {
		case errors.Is(err, errTooLarge):
			z.options.skip(path, TooLarge)
			continue
		case err != nil:
			z.options.skip(path, Malformed)
			continue
		}
		if err := z.options.emit(&File{Path: path, Data: data, License: z.licenses.of(path)}, yield); err != nil {
			return err
		}
	}
	return nil
}

// tarFile is a .tar archive, compressed or not. It is read from end to end for its
// licence files first, as those may come last.
type tarFile struct {
	path     string
	options  Options
	licenses licenses
	info     Info
}

func openTar(ctx context.Context, name string, info os.FileInfo, options Options) (Source, error) {
	t := &tarFile{path: name, options: options, licenses: newLicenses(options.License)}
	if options.License == "" {
		err := t.members(ctx, func(path string, header *tar.Header, r io.Reader) error {
			if header.Typeflag == tar.TypeReg && t.licenses.reads(path) && header.Size <= maxLicenseSize {
				data, err := readLimited(r, maxLicenseSize)
				if err != nil {
					return err
				}
				t.licenses.add(path, data)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	t.info = Info{Kind: "tar", License: t.licenses.root(), Fingerprint: fileFingerprint(info)}
	return t, nil
}

func (t *tarFile) Info() Info { return t.info }

func (t *tarFile) members(ctx context.Context, f func(path string, header *tar.Header, r io.Reader) error) error {
	s, err := openStream(t.path)
	if err != nil {
		return err
	}
	defer s.Close()
	r := tar.NewReader(s)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		header, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("member %d: %w", n, err)
		}
		if n == maxEntries {
			return fmt.Errorf("more than %d members", maxEntries)
		}
		if err := f(cleanPath(header.Name), header, r); err != nil {
			return err
		}
	}
}

func (t *tarFile) Walk(ctx context.Context, yield func(*File) error) error {
	return t.members(ctx, func(path string, header *tar.Header, r io.Reader) error {
		if path == "" || !t.options.wants(path) || slices.Contains([]byte{tar.TypeDir, tar.TypeXGlobalHeader}, header.Typeflag) {
			return nil
		}
		if header.Typeflag != tar.TypeReg {
			t.options.skip(path, NotRegular)
			return nil
		}
		if header.Size > t.options.maxFileSize() {
			t.options.skip(path, TooLarge)
			return nil
		}
		data, err := readLimited(r, t.options.maxFileSize())
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return t.options.emit(&File{Path: path, Data: data, License: t.licenses.of(path)}, yield)
	})
}
