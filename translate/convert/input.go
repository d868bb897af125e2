package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"transcoder/corpora/source"
	"transcoder/lexers"
)

// input is one SRC of the command line. Its files are listed once, to make the
// plan, and read later, in the same order.
type input interface {
	// list calls file with the path of each source file, and problem with what is not
	// taken though it looks like one.
	list(ctx context.Context, file func(name string) error, problem func(name string, state State, reason string)) error

	// read calls yield with the files of items in the order of list; data is nil where
	// problem says why there is none.
	read(ctx context.Context, items []*item, yield func(i *item, files []*source.File, problem string) error) error

	close()
}

// InputError is a source that can't be opened or read.
type InputError struct {
	Name string
	Err  error
}

func (e *InputError) Error() string { return e.Name + ": " + bare(e.Err).Error() }
func (e *InputError) Unwrap() error { return e.Err }

// bare takes operation and path off an error whose message names the path itself.
func bare(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// openInput opens a source. A directory is taken as it lies there, also where it is
// a work tree of git: what a user sees is what is converted. Only bare
// repositories are read through git.
func openInput(ctx context.Context, name string, p *Plan) (input, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, &InputError{name, err}
	}
	_, isSource := lexers.LanguageOfPath(name)
	switch {
	case info.IsDir() && !bareRepository(name):
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, &InputError{name, err}
		}
		return &tree{root: root, plan: p}, nil
	case isSource && info.Mode().IsRegular():
		root, err := os.OpenRoot(filepath.Dir(name))
		if err != nil {
			return nil, &InputError{name, err}
		}
		return &tree{root: root, plan: p, only: filepath.Base(name)}, nil
	}
	s := &stream{name: name, plan: p}
	if s.opened, err = source.Open(ctx, name, s.options()); err != nil {
		return nil, &InputError{name, errors.Unwrap(err)}
	}
	if s.opened.Info().Kind == "jsonl" {
		return &dump{stream: s}, nil
	}
	return s, nil
}

func bareRepository(name string) bool {
	head, err := os.Stat(filepath.Join(name, "HEAD"))
	objects, errObjects := os.Stat(filepath.Join(name, "objects"))
	return err == nil && errObjects == nil && head.Mode().IsRegular() && objects.IsDir()
}

// tree is a directory, read through os.Root: no link leads out of it.
type tree struct {
	root *os.Root
	plan *Plan
	only string // the one file that is wanted; "" for all
}

func (t *tree) close() { t.root.Close() }

func (t *tree) list(ctx context.Context, file func(string) error, problem func(string, State, string)) error {
	if t.only != "" {
		return file(t.only)
	}
	rules := t.ignoreFile(".", path.Join(".git", "info", "exclude"), nil)
	return t.folder(ctx, ".", rules, file, problem)
}

// folder lists a folder whose rules, and those of the folders above it, are known.
func (t *tree) folder(ctx context.Context, folder string, rules []rule, file func(string) error, problem func(string, State, string)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(t.root.FS(), folder)
	if err != nil {
		if folder == "." {
			return err
		}
		problem(folder, Failed, "can't be read: "+bare(err).Error())
		return nil
	}
	rules = t.ignoreFile(folder, path.Join(folder, ".gitignore"), rules[:len(rules):len(rules)])
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if ignored(rules, name, entry.IsDir()) || t.plan.exclude.match(name) {
			continue
		}
		if entry.IsDir() {
			info, err := entry.Info()
			if entry.Name() == ".git" || entry.Name() == Folder || err == nil && os.SameFile(info, t.plan.outInfo) {
				continue
			}
			if err := t.folder(ctx, name, rules, file, problem); err != nil {
				return err
			}
			continue
		}
		_, isSource := lexers.LanguageOfPath(name)
		switch {
		case entry.Type()&fs.ModeSymlink != 0:
			info, err := t.root.Stat(name)
			if isSource || err != nil || info.IsDir() { // err: broken, a loop, or out of the tree
				problem(name, Skipped, "symbolic link")
			}
		case !isSource || !t.plan.includes(name):
		case !entry.Type().IsRegular():
			problem(name, Skipped, "not a plain file")
		case !utf8.ValidString(name):
			problem(strings.ToValidUTF8(name, "?"), Failed, "its name is not UTF-8")
		default:
			if err := file(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// ignoreFile adds the rules of a file of them, where there is one.
func (t *tree) ignoreFile(folder, name string, rules []rule) []rule {
	info, err := t.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return rules
	}
	f, err := t.root.Open(name)
	if err != nil {
		return rules
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return rules
	}
	return append(rules, parseIgnore(folder, text)...)
}

func (t *tree) read(ctx context.Context, items []*item, yield func(*item, []*source.File, string) error) error {
	for _, i := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, problem := t.content(i.path)
		var files []*source.File
		if problem == "" {
			files = []*source.File{{Path: i.path, Data: data, Line: 1}}
		}
		if err := yield(i, files, problem); err != nil {
			return err
		}
	}
	return nil
}

// content reads a file that may have changed, or gone, since it was listed.
func (t *tree) content(name string) (data []byte, problem string) {
	info, err := t.root.Lstat(name)
	if err != nil {
		return nil, "can't be read: " + bare(err).Error()
	}
	if !info.Mode().IsRegular() && t.only == "" { // opening a FIFO would wait for a writer
		return nil, "no longer a plain file"
	}
	f, err := t.root.Open(name)
	if err != nil {
		return nil, "can't be read: " + bare(err).Error()
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, lexers.MaxSourceSize+1))
	switch {
	case err != nil:
		return nil, "can't be read: " + bare(err).Error()
	case len(data) > lexers.MaxSourceSize:
		return nil, fmt.Sprintf("has more than %d bytes", lexers.MaxSourceSize)
	}
	return data, ""
}

// stream is a source that is read from its beginning to its end: a bare
// repository or an archive.
type stream struct {
	name   string
	plan   *Plan
	opened source.Source
	skip   func(name string, reason source.Reason) // of the walk under way
}

func (s *stream) close() {}

func (s *stream) options() source.Options {
	return source.Options{
		Want: func(name string) bool {
			_, isSource := lexers.LanguageOfPath(name)
			return isSource && s.plan.includes(name) && !s.plan.exclude.match(name)
		},
		MaxFileSize: lexers.MaxSourceSize,
		Skip: func(name string, reason source.Reason) {
			if s.skip != nil {
				s.skip(name, reason)
			}
		},
	}
}

func (s *stream) list(ctx context.Context, file func(string) error, problem func(string, State, string)) error {
	s.skip = func(name string, reason source.Reason) {
		state := Failed
		if reason == source.NotRegular {
			state = Skipped
		}
		problem(name, state, string(reason))
	}
	defer func() { s.skip = nil }()
	seen := map[string]bool{}
	return s.opened.Walk(ctx, func(f *source.File) error {
		if seen[f.Path] { // an archive may hold a name twice; the first counts
			return nil
		}
		seen[f.Path] = true
		return file(f.Path)
	})
}

func (s *stream) read(ctx context.Context, items []*item, yield func(*item, []*source.File, string) error) error {
	wanted := map[string]*item{}
	for _, i := range items {
		wanted[i.path] = i
	}
	err := s.opened.Walk(ctx, func(f *source.File) error {
		i := wanted[f.Path]
		if i == nil {
			return nil
		}
		delete(wanted, f.Path)
		return yield(i, []*source.File{f}, "")
	})
	if err != nil {
		return err
	}
	for _, i := range items {
		if wanted[i.path] != nil {
			if err := yield(i, nil, "can't be read: it has gone"); err != nil {
				return err
			}
		}
	}
	return nil
}

// partRecords is how many records of a corpus make a part, which is written whole
// or not at all.
const partRecords = 256

// dump is a corpus of JSON lines. Its records are converted in parts.
type dump struct{ *stream }

func (d *dump) list(ctx context.Context, file func(string) error, problem func(string, State, string)) error {
	d.skip = func(name string, reason source.Reason) { problem(name, Failed, string(reason)) }
	defer func() { d.skip = nil }()
	records := 0
	return d.opened.Walk(ctx, func(*source.File) error {
		if records++; records%partRecords != 1 {
			return nil
		}
		return file(fmt.Sprintf("part-%05d", records/partRecords))
	})
}

func (d *dump) read(ctx context.Context, items []*item, yield func(*item, []*source.File, string) error) error {
	if len(items) == 0 {
		return nil
	}
	wanted := map[string]*item{}
	for _, i := range items {
		wanted[i.path] = i
	}
	var files []*source.File
	part := 0
	flush := func() error {
		i := wanted[fmt.Sprintf("part-%05d", part)]
		part++
		if i == nil {
			files = nil
			return nil
		}
		whole := files
		files = nil
		return yield(i, whole, "")
	}
	err := d.opened.Walk(ctx, func(f *source.File) error {
		if files = append(files, f); len(files) < partRecords {
			return nil
		}
		return flush()
	})
	if err == nil && len(files) > 0 {
		err = flush()
	}
	return err
}
