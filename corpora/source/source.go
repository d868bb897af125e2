// Package source yields the files of a source of code, wherever it lies: a
// directory, a git repository read at HEAD without a work tree, an archive
// (.zip, .jar, .tar, .tar.gz, .tar.zst), a JSONL dump with BigQuery's fields, or a
// Markdown file whose fenced code blocks are sources.
//
//	s, err := source.Open(ctx, "repo.git", source.Options{Want: isJava})
//	err = s.Walk(ctx, func(f *source.File) error {
//		fmt.Println(f.Path, len(f.Data), f.License.ID)
//		return nil
//	})
//
// Files come in an order that depends on the source alone, each with the licence
// that holds for it. One file is in memory at a time; what is too large, not
// there or not a plain file is left out and told to Options.Skip. Nothing of a
// source is executed, written to disk or fetched.
package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"unicode"
)

// File is one file of a source. Data belongs to the receiver.
type File struct {
	Path string // slash-separated, relative to the root of the source

	// Fence is the first word behind the fence of a Markdown code block, in lower
	// case; "" for a whole file. Line is the 1-based line of Data's first in Path.
	Fence string
	Line  int

	Data []byte

	// Repository and Commit tell where a record of a dump comes from; "" says from
	// the source itself.
	Repository, Commit string

	License License
}

// Info describes a source.
type Info struct {
	Kind    string // tree, git, zip, tar, jsonl or markdown
	Commit  string // of a git repository's HEAD
	License License

	// Fingerprint changes when the content of the source does, as far as commit,
	// sizes and times of modification tell.
	Fingerprint string
}

// Source is a source of code that is open for reading.
type Source interface {
	Info() Info

	// Walk calls yield with every wanted file until one call returns an error,
	// which Walk returns, or ctx is done.
	Walk(ctx context.Context, yield func(*File) error) error
}

// Reason says why a file was left out.
type Reason string

// The reasons that Options.Skip hears.
const (
	TooLarge   Reason = "file too large"
	NotRegular Reason = "symbolic link or special file"
	Missing    Reason = "content missing"
	Malformed  Reason = "malformed record"
)

// Options say what to read.
type Options struct {
	// Want tells whether a file is to be read, by its path. nil takes all.
	Want func(path string) bool

	// Fence tells whether code blocks of Markdown files are sources, by the first word
	// behind the fence in lower case ("" where there is none). nil leaves Markdown
	// files out unless Want takes them as they are.
	Fence func(word string) bool

	// License is the SPDX identifier of the whole source, instead of what its licence
	// files say. "" reads those.
	License string

	// MaxFileSize is the size in bytes from which on files are left out. 0 means 1 MiB.
	MaxFileSize int64

	// Skip hears of files that are left out though they are wanted. It may be nil.
	Skip func(path string, reason Reason)
}

func (o *Options) maxFileSize() int64 {
	if o.MaxFileSize <= 0 {
		return 1 << 20
	}
	return o.MaxFileSize
}

func (o *Options) skip(path string, reason Reason) {
	if o.Skip != nil {
		o.Skip(path, reason)
	}
}

// wants reports whether the file at a path is to be read.
func (o *Options) wants(path string) bool {
	return o.Want == nil || o.Want(path) || o.fences(path)
}

// fences reports whether the file at a path is to be read for its code blocks.
func (o *Options) fences(path string) bool {
	return o.Fence != nil && isMarkdown(path) && (o.Want == nil || !o.Want(path))
}

// emit yields a file, or the code blocks of one that is Markdown.
func (o *Options) emit(f *File, yield func(*File) error) error {
	if o.fences(f.Path) {
		return o.emitFences(f, yield)
	}
	if f.Line == 0 {
		f.Line = 1
	}
	if id := DetectFileLicense(f.Data); id != "" {
		f.License = LicenseOf(id)
	}
	return yield(f)
}

// Open opens the source at a path. What kind it is, is read off its content for
// directories and off its name for files.
func Open(ctx context.Context, name string, options Options) (Source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open source: %w", err)
	}
	lower := strings.ToLower(info.Name())
	var s Source
	switch {
	case info.IsDir():
		if gitDir, ok := findGit(name); ok {
			s, err = openGit(ctx, gitDir, options)
		} else {
			s, err = openTree(ctx, name, options)
		}
	case !info.Mode().IsRegular():
		err = errors.New("neither a directory nor a plain file")
	case hasSuffix(lower, ".zip", ".jar"):
		s, err = openZip(name, info, options)
	case hasSuffix(lower, ".tar", ".tar.gz", ".tgz", ".tar.zst"):
		s, err = openTar(ctx, name, info, options)
	case hasSuffix(lower, ".jsonl", ".jsonl.gz", ".jsonl.zst", ".json.gz", ".ndjson", ".ndjson.gz", ".ndjson.zst"):
		s = &jsonl{path: name, info: info, options: options}
	case isMarkdown(lower):
		s = &markdown{path: name, info: info, options: options}
	default:
		err = errors.New("expected a directory, a git repository, .zip, .jar, .tar.gz, .tar.zst, .jsonl(.gz, .zst) or .md")
	}
	if err != nil {
		return nil, fmt.Errorf("open source %s: %w", name, err)
	}
	return s, nil
}

func hasSuffix(name string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// cleanPath turns the name of an archive's member into a relative path without
// dots; "" if nothing is left. Control characters, which would break listings,
// become question marks.
func cleanPath(name string) string {
	name = strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "?")
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, name)
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// fingerprint hashes the parts that identify a source's content.
func fingerprint(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%v\x00", p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// fileFingerprint is the fingerprint of a source that is one file.
func fileFingerprint(info os.FileInfo) string {
	return fingerprint(info.Size(), info.ModTime().UnixNano())
}
