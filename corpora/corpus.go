package corpora

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// Corpus is a corpus that is open for reading. Memory holds its words and 16 bytes
// a function; functions are read from the shards when they are asked for. Its
// methods may be called from several goroutines.
type Corpus struct {
	dir      string
	manifest *Manifest
	words    []bpe.Word
	parts    [splitCount][lexers.LanguageCount]part

	files func() ([]originFile, error)
}

// part is the functions of one split and language.
type part struct {
	shards []*shard
	starts []int // number of the first function of each shard
	count  int
}

// Open opens the corpus in a directory. It checks sizes and the checksums of words
// and indices; those of functions are checked as they are read.
func Open(dir string) (*Corpus, error) {
	c, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open corpus %s: %w", dir, err)
	}
	return c, nil
}

func open(dir string) (_ *Corpus, err error) {
	m, err := readManifest(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New("there is no manifest.json: not a corpus, or one whose build is not complete")
	} else if err != nil {
		return nil, err
	}
	c := &Corpus{dir: dir, manifest: m}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	for _, f := range m.files() {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.Name)))
		if err != nil {
			return nil, err
		}
		if info.Size() != f.Size {
			return nil, fmt.Errorf("%s has %d bytes, manifest says %d", f.Name, info.Size(), f.Size)
		}
	}
	err = c.read(m.WordsFile, func(r io.Reader) (err error) {
		c.words, err = readWords(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(c.words) != m.Words {
		return nil, fmt.Errorf("%d words, manifest says %d", len(c.words), m.Words)
	}
	c.files = sync.OnceValues(func() (files []originFile, err error) {
		err = c.read(m.FilesFile, func(r io.Reader) (err error) {
			files, err = readFiles(r)
			return err
		})
		return files, err
	})
	for _, e := range m.Shards {
		s, err := openShard(filepath.Join(dir, filepath.FromSlash(e.Name)), len(m.Sources))
		if err != nil {
			return nil, err
		}
		p := &c.parts[s.split][s.language]
		p.shards = append(p.shards, s)
		p.starts = append(p.starts, p.count)
		p.count += len(s.index)
		if s.split.String() != e.Split || s.language.String() != e.Language || int64(len(s.index)) != e.Functions {
			return nil, fmt.Errorf("%s holds %d functions, %s, %s; manifest says %d, %s, %s",
				e.Name, len(s.index), s.split, s.language, e.Functions, e.Split, e.Language)
		}
	}
	return c, nil
}

// read reads a file of the corpus and checks it against its entry.
func (c *Corpus) read(e FileEntry, parse func(io.Reader) error) error {
	f, err := os.Open(filepath.Join(c.dir, filepath.FromSlash(e.Name)))
	if err != nil {
		return err
	}
	defer f.Close()
	h := crc32.New(castagnoli)
	if err := parse(io.TeeReader(f, h)); err != nil {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	if got := fmt.Sprintf("%08x", h.Sum32()); got != e.CRC32C {
		return fmt.Errorf("%s has checksum %s, manifest says %s", e.Name, got, e.CRC32C)
	}
	return nil
}

// Close closes the shards.
func (c *Corpus) Close() error {
	var errs []error
	for i := range c.parts {
		for j := range c.parts[i] {
			for _, s := range c.parts[i][j].shards {
				errs = append(errs, s.close())
			}
		}
	}
	return errors.Join(errs...)
}

// Manifest returns the manifest. The caller must not change it.
func (c *Corpus) Manifest() *Manifest { return c.manifest }

// Words returns the distinct words, by falling frequency in the train split; a
// word's place is its id. The caller must not change them.
func (c *Corpus) Words() []bpe.Word { return c.words }

// Len returns the number of functions in a split.
func (c *Corpus) Len(split Split, language lexers.Language) int {
	return c.parts[split][language].count
}

// Sample is a function of a corpus, in ids of words.
type Sample struct {
	Language   lexers.Language
	Standalone bool
	Domain     string  // of its source
	Weight     float64 // of its source

	Tokens []uint32
	Names  [][]uint32 // Names[k] are the pieces of the name that ID_k stands for

	source, file, line uint32
}

// Function returns function i of a split, counted from 0.
func (c *Corpus) Function(split Split, language lexers.Language, i int) (*Sample, error) {
	s, k, err := c.find(split, language, i)
	if err != nil {
		return nil, err
	}
	r, err := s.record(k, uint32(len(c.words)))
	if err != nil {
		return nil, fmt.Errorf("read corpus %s: %s, %s: %w", c.dir, split, language, err)
	}
	e := s.index[k]
	source := &c.manifest.Sources[e.source]
	return &Sample{
		Language: language, Standalone: e.flags&flagStandalone != 0, Domain: source.Domain, Weight: source.Weight,
		Tokens: r.Tokens, Names: r.Names, source: e.source, file: r.File, line: r.Line,
	}, nil
}

// find returns the shard that holds function i and its number there.
func (c *Corpus) find(split Split, language lexers.Language, i int) (*shard, int, error) {
	p := &c.parts[split][language]
	if i < 0 || i >= p.count {
		return nil, 0, fmt.Errorf("read corpus %s: function %d of %d, %s, %s", c.dir, i, p.count, split, language)
	}
	n, found := slices.BinarySearch(p.starts, i)
	if !found {
		n--
	}
	return p.shards[n], i - p.starts[n], nil
}

// Text returns the words of a list of ids.
func (c *Corpus) Text(ids []uint32) []string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = c.words[id].Text
	}
	return words
}

// Origin is where a function of a corpus comes from.
type Origin struct {
	Source     string // name of the source
	Repository string // of a record of a dump; "" for the source's own
	Commit     string
	Path       string // within the source
	Line       int    // 1-based
	License    string // SPDX identifier
}

// Origin returns where a function comes from.
func (c *Corpus) Origin(s *Sample) (Origin, error) {
	files, err := c.files()
	if err != nil {
		return Origin{}, fmt.Errorf("read corpus %s: %w", c.dir, err)
	}
	if int64(s.file) >= int64(len(files)) {
		return Origin{}, fmt.Errorf("read corpus %s: function of file %d of %d", c.dir, s.file, len(files))
	}
	f := files[s.file]
	o := Origin{
		Source: c.manifest.Sources[s.source].Name, Repository: f.Repository, Commit: f.Commit, Path: f.Path, Line: int(s.line), License: f.License,
	}
	if o.Commit == "" {
		o.Commit = c.manifest.Sources[s.source].Commit
	}
	return o, nil
}

// Check reads the whole corpus and compares every checksum.
func (c *Corpus) Check() error {
	if _, err := c.files(); err != nil {
		return fmt.Errorf("check corpus %s: %w", c.dir, err)
	}
	for _, e := range c.manifest.Shards {
		err := c.read(e.FileEntry, func(r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		if err != nil {
			return fmt.Errorf("check corpus %s: %w", c.dir, err)
		}
	}
	for split := range c.parts {
		for language := range c.parts[split] {
			for i := range c.parts[split][language].count {
				if _, err := c.Function(Split(split), lexers.Language(language), i); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
