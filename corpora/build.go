package corpora

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"transcoder/corpora/bpe"
	"transcoder/corpora/source"
	"transcoder/lexers"
)

// Build builds a corpus and returns its manifest.
//
// It goes over the data twice. First each source is read, its files are parsed on
// all cores, and what their functions give is kept in a cache file, so that a
// build that was interrupted and is run again takes up where it was. Then the
// functions of all sources, in order, pass the filters that look across sources;
// what is left waits in a temporary file until words have their ranks and
// repositories their splits, and is written into shards. The manifest comes last:
// without it a directory is no corpus.
//
// The same sources and options give the same bytes, whatever Jobs is.
func Build(ctx context.Context, options BuildOptions) (*Manifest, error) {
	m, err := build(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("build corpus: %w", err)
	}
	return m, nil
}

func build(ctx context.Context, options BuildOptions) (*Manifest, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, about(ErrOptions, err)
	}
	b := &builder{options: options, words: make(map[string]uint32)}
	for _, dir := range options.ExcludeOverlap {
		o, err := LoadOverlap(dir)
		if err != nil {
			return nil, about(ErrInput, err)
		}
		b.overlaps = append(b.overlaps, o)
	}
	if err := b.prepare(); err != nil {
		return nil, about(ErrOutput, err)
	}
	for i := range options.Sources {
		if err := b.extract(ctx, i); err != nil {
			return nil, about(ErrInput, err)
		}
	}
	if len(b.caches) == 0 {
		return nil, about(ErrInput, errors.New("none of the sources is there"))
	}
	m, err := b.assemble(ctx)
	return m, about(ErrOutput, err)
}

// assemble makes the corpus of what was extracted.
func (b *builder) assemble(ctx context.Context) (m *Manifest, err error) {
	if b.spool, err = newSpool(b.cacheDir); err != nil {
		return nil, err
	}
	defer b.spool.close()
	if err := b.deduplicate(ctx); err != nil {
		return nil, err
	}
	return b.write(ctx)
}

// builder is a build under way.
type builder struct {
	options  BuildOptions
	overlaps []*Overlap
	cacheDir string
	caches   []string // of the sources that are there
	sources  []SourceEntry
	specs    []*SourceSpec

	words  map[string]uint32 // text -> number by first appearance
	texts  []string
	hashes []uint64 // of the texts
	files  []originFile
	units  []*unit
	spool  *spool
}

// shardDirectory holds the shards of a corpus.
const shardDirectory = "shards"

// prepare makes the directories and clears away what an earlier build left.
func (b *builder) prepare() error {
	out := b.options.Out
	if err := os.MkdirAll(filepath.Join(out, shardDirectory), 0o755); err != nil {
		return err
	}
	manifest := filepath.Join(out, manifestName)
	if _, err := os.Stat(manifest); err == nil {
		if !b.options.Overwrite {
			return about(ErrExists, fmt.Errorf("%s holds a corpus already", out))
		}
		// Without its manifest what is there is no corpus any more, whatever becomes
		// of this build.
		if err := os.Remove(manifest); err != nil {
			return err
		}
		if err := syncDirectory(out); err != nil {
			return err
		}
	}
	old, err := filepath.Glob(filepath.Join(out, shardDirectory, "*.shard*"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	b.cacheDir = b.options.Cache
	if b.cacheDir == "" {
		b.cacheDir = filepath.Join(out, "extracted"+temporarySuffix)
	}
	return os.MkdirAll(b.cacheDir, 0o755)
}

// extract reads source i, unless an earlier build did.
func (b *builder) extract(ctx context.Context, i int) error {
	spec := &b.options.Sources[i]
	x := &extractor{options: &b.options, spec: spec, overlaps: b.overlaps}
	skipped := newReport()
	skip := func(name string, reason source.Reason) {
		if language, ok := lexers.LanguageOfPath(name); ok && x.wants(name) {
			skipped.Files[language]++
			skipped.FilesDropped.add(string(reason), language, 1)
		}
	}
	src, err := source.Open(ctx, spec.Path, source.Options{
		Want: x.wants, Fence: x.fence, License: spec.License, MaxFileSize: b.options.MaxFileSize, Skip: skip,
	})
	if err != nil {
		if b.options.SkipMissing && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("source %s: %w", spec.Name, err)
	}
	info := src.Info()
	entry := SourceEntry{
		Name: spec.Name, Kind: info.Kind, Commit: info.Commit, License: info.License.ID, LicenseClass: string(info.License.Class),
		Weight: spec.Weight, Domain: spec.Domain, Strict: spec.Strict, Report: newReport(),
	}
	key, err := b.cacheKey(spec, info)
	if err != nil {
		return err
	}
	path := filepath.Join(b.cacheDir, key+".functions")
	progress := Progress{Stage: Extract, Source: spec.Name, Done: i, Total: len(b.options.Sources)}
	if cached, err := openCache(path); err == nil {
		cached.close()
		progress.Cached = true
	} else {
		w, err := createCache(path)
		if err != nil {
			return about(ErrOutput, err)
		}
		report := newReport()
		err = ordered(ctx, b.options.Jobs,
			func(ctx context.Context, emit func(*source.File) error) error { return src.Walk(ctx, emit) },
			func(f *source.File) extractedFile { return x.file(ctx, f) },
			func(f extractedFile) error {
				if f.err != nil {
					return f.err
				}
				progress.Files++
				progress.Functions += len(f.functions)
				b.options.progress(progress)
				report.merge(&f.report)
				return about(ErrOutput, w.add(&f))
			})
		if err != nil {
			w.file.abort()
			return fmt.Errorf("source %s: %w", spec.Name, err)
		}
		report.merge(&skipped)
		if err := w.finish(&report); err != nil {
			return about(ErrOutput, err)
		}
	}
	progress.Done++
	b.options.progress(progress)
	b.caches = append(b.caches, path)
	b.sources = append(b.sources, entry)
	b.specs = append(b.specs, spec)
	return nil
}

// extractVersion changes when extraction gives something else for the same source.
const extractVersion = 1

// cacheKey names the cache file of a source: all that extraction depends on, the
// program itself included.
func (b *builder) cacheKey(spec *SourceSpec, info source.Info) (string, error) {
	program := ""
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			program = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	path, err := filepath.Abs(spec.Path)
	if err != nil {
		return "", err
	}
	o := b.options.manifest(b.overlaps)
	data, err := json.Marshal(map[string]any{
		"version": extractVersion, "canonical": lexers.CanonicalVersion, "program": program, "path": path, "info": info,
		"license": spec.License, "strict": spec.Strict, "only": spec.Only, "exclude": spec.Exclude,
		"licenses": o.Licenses, "languages": o.Languages, "overlap": o.Overlap, "min": o.MinTokens, "max": o.MaxTokens,
		"size": o.MaxFileSize, "tests": o.KeepTests,
	})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16]), nil
}

// candidate is a function on its way through the filters across sources.
type candidate struct {
	source    int
	origin    *originFile
	function  *extractedFunction
	hashes    []uint64 // of the tokens
	signature signature
	report    *Report // of the source, complete: comes in place of a function
}

// deduplicate passes the functions of all sources into the spool but for
// duplicates.
func (b *builder) deduplicate(ctx context.Context) error {
	unitOf := make(map[[2]string]uint32) // source and repository -> unit
	var lastOrigin *originFile
	var unitIndex uint32
	d := newDuplicates(b.options.NearDuplicate, func(i int) ([]uint64, error) {
		tokens, err := b.spool.tokens(i)
		if err != nil {
			return nil, err
		}
		hashes := make([]uint64, len(tokens))
		for k, t := range tokens {
			hashes[k] = b.hashes[t]
		}
		return hashes, nil
	})
	produce := func(ctx context.Context, emit func([]candidate) error) error {
		for s, path := range b.caches {
			c, err := openCache(path)
			if err != nil {
				return fmt.Errorf("source %s: %w", b.sources[s].Name, err)
			}
			var batch []candidate
			report, err := c.each(func(origin *originFile, fn *extractedFunction) error {
				batch = append(batch, candidate{source: s, origin: origin, function: fn})
				if len(batch) < 64 {
					return nil
				}
				full := batch
				batch = nil
				return emit(full)
			})
			c.close()
			if err != nil {
				return err
			}
			if err := emit(append(batch, candidate{source: s, report: report})); err != nil {
				return err
			}
		}
		return nil
	}
	work := func(batch []candidate) []candidate {
		for i := range batch {
			c := &batch[i]
			if c.report != nil {
				continue
			}
			c.hashes = make([]uint64, len(c.function.tokens))
			for k, t := range c.function.tokens {
				c.hashes[k] = hashText(t)
			}
			c.signature = sign(c.function.language, c.hashes)
		}
		return batch
	}
	consume := func(batch []candidate) error {
		for i := range batch {
			c := &batch[i]
			report := &b.sources[c.source].Report
			if c.report != nil {
				report.merge(c.report)
				continue
			}
			fn := c.function
			if d.isExact(&c.signature) {
				report.Dropped.add(dropExact, fn.language, 1)
				continue
			}
			near, err := d.isNear(&c.signature, c.hashes)
			if err != nil {
				return err
			}
			if near {
				report.Dropped.add(dropNear, fn.language, 1)
				continue
			}
			d.add(&c.signature)
			report.keep(fn.language, fn.standalone, len(fn.tokens))
			if c.origin != lastOrigin {
				lastOrigin = c.origin
				c.origin.Source = c.source
				b.files = append(b.files, *c.origin)
				unitIndex = b.unit(unitOf, c)
			}
			if fn.standalone {
				b.units[unitIndex].functions[fn.language]++
			}
			err = b.spool.add(spoolEntry{
				unit: unitIndex, source: uint32(c.source), language: fn.language, standalone: fn.standalone,
			}, b.record(fn))
			if err != nil {
				return err
			}
		}
		last := batch[len(batch)-1].source
		b.options.progress(Progress{Stage: Deduplicate, Source: b.sources[last].Name, Done: last, Total: len(b.sources), Functions: d.count})
		return nil
	}
	return ordered(ctx, b.options.Jobs, produce, work, consume)
}

// unit returns the index of the repository that a candidate comes from.
func (b *builder) unit(known map[[2]string]uint32, c *candidate) uint32 {
	key := [2]string{b.sources[c.source].Name, c.origin.Repository}
	index, ok := known[key]
	if !ok {
		index = uint32(len(b.units))
		known[key] = index
		u := &unit{name: strings.Join(key[:], "\x00")}
		if split := b.specs[c.source].Split; split != "" {
			u.fixed = true
			u.split, _ = ParseSplit(split) // validated with the options
		}
		b.units = append(b.units, u)
	}
	return index
}

// record turns an extracted function into words by number. The file is the last
// one of b.files.
func (b *builder) record(fn *extractedFunction) *record {
	r := &record{File: uint32(len(b.files) - 1), Line: fn.line, Tokens: b.numbers(fn.tokens), Names: make([][]uint32, len(fn.names))}
	for i, pieces := range fn.names {
		r.Names[i] = b.numbers(pieces)
	}
	return r
}

func (b *builder) numbers(words []string) []uint32 {
	numbers := make([]uint32, len(words))
	for i, w := range words {
		n, ok := b.words[w]
		if !ok {
			n = uint32(len(b.texts))
			b.words[w] = n
			b.texts = append(b.texts, w)
			b.hashes = append(b.hashes, hashText(w))
		}
		numbers[i] = n
	}
	return numbers
}

// write writes words, files, shards and manifest.
func (b *builder) write(ctx context.Context) (*Manifest, error) {
	o := &b.options
	assignSplits(b.units, o.ValidShare, o.TestShare, o.Seed)
	words, ranks, err := b.rankWords()
	if err != nil {
		return nil, err
	}
	m := &Manifest{
		Format: manifestFormat, CanonicalVersion: lexers.CanonicalVersion, Options: o.manifest(b.overlaps),
		Total: newReport(), Words: len(words), Sources: b.sources, Shards: []ShardEntry{},
	}
	if m.WordsFile, err = writeAtomic(o.Out, "words.txt", func(w io.Writer) error { return writeWords(w, words) }); err != nil {
		return nil, err
	}
	if m.FilesFile, err = writeAtomic(o.Out, "files.txt", func(w io.Writer) error { return writeFiles(w, b.files) }); err != nil {
		return nil, err
	}
	if err := b.writeShards(ctx, m, ranks); err != nil {
		return nil, err
	}
	b.describeSplits(m)
	for i := range m.Sources {
		m.Total.merge(&m.Sources[i].Report)
	}
	if err := m.write(o.Out); err != nil {
		return nil, err
	}
	if o.Cache == "" {
		os.RemoveAll(b.cacheDir) // the corpus is complete; what stays behind is only in the way
	}
	return m, nil
}

// rankWords returns the words by falling frequency, so that the frequent ones have
// short numbers, and the rank of each by its old number. Counts are those of the
// train split: what a vocabulary is learnt from has seen nothing of the others.
func (b *builder) rankWords() (words []bpe.Word, ranks []uint32, err error) {
	counted := make([]bpe.Word, len(b.texts))
	for i, text := range b.texts {
		counted[i].Text = text
	}
	err = b.spool.each(func(e *spoolEntry, r *record) error {
		if b.units[e.unit].split != Train {
			return nil
		}
		for _, t := range r.Tokens {
			counted[t].Counts[e.language]++
		}
		for _, pieces := range r.Names {
			for _, p := range pieces {
				counted[p].Hints++
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	order := make([]uint32, len(counted))
	for i := range order {
		order[i] = uint32(i)
	}
	total := func(w *bpe.Word) int64 { return w.Counts[0] + w.Counts[1] + w.Counts[2] + w.Hints }
	slices.SortFunc(order, func(i, j uint32) int {
		x, y := &counted[i], &counted[j]
		return cmp.Or(cmp.Compare(total(y), total(x)), cmp.Compare(x.Text, y.Text))
	})
	words = make([]bpe.Word, len(order))
	ranks = make([]uint32, len(order))
	for rank, i := range order {
		words[rank] = counted[i]
		ranks[i] = uint32(rank)
	}
	return words, ranks, nil
}

// openShards are the shards being written, by split and language.
type openShards [splitCount][lexers.LanguageCount]*shardWriter

// writeShards writes the functions of the spool, a series of shards for each split
// and language.
func (b *builder) writeShards(ctx context.Context, m *Manifest, ranks []uint32) (err error) {
	var open openShards
	var numbers [splitCount][lexers.LanguageCount]int
	finish := func(split Split, language lexers.Language) error {
		w := open[split][language]
		open[split][language] = nil
		if w == nil {
			return nil
		}
		name := fmt.Sprintf("%s/%s-%s-%03d.shard", shardDirectory, split, language, numbers[split][language])
		numbers[split][language]++
		entry := ShardEntry{Language: language.String(), Split: split.String(), Functions: int64(len(w.index)), Tokens: w.tokens}
		for _, e := range w.index {
			if e.flags&flagStandalone != 0 {
				entry.Standalone++
			}
		}
		if err := w.finish(); err != nil {
			return err
		}
		entry.FileEntry = w.file.entry(name)
		m.Shards = append(m.Shards, entry)
		return nil
	}
	defer func() {
		for split := range open {
			for _, w := range open[split] {
				if w != nil {
					w.file.abort()
				}
			}
		}
	}()
	done := 0
	err = b.spool.each(func(e *spoolEntry, r *record) error {
		if done++; done%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			b.options.progress(Progress{Stage: Write, Done: done, Total: len(b.spool.entries), Functions: done})
		}
		for i, t := range r.Tokens {
			r.Tokens[i] = ranks[t]
		}
		for _, pieces := range r.Names {
			for i, p := range pieces {
				pieces[i] = ranks[p]
			}
		}
		split := b.units[e.unit].split
		w := open[split][e.language]
		if w != nil && w.file.size >= b.options.ShardSize {
			if err := finish(split, e.language); err != nil {
				return err
			}
			w = nil
		}
		if w == nil {
			name := fmt.Sprintf("%s-%s-%03d.shard", split, e.language, numbers[split][e.language])
			var err error
			if w, err = createShard(filepath.Join(b.options.Out, shardDirectory, name), e.language, split); err != nil {
				return err
			}
			open[split][e.language] = w
		}
		return w.add(r, e.source, e.standalone)
	})
	if err != nil {
		return err
	}
	for split := range open {
		for language := range open[split] {
			if err := finish(Split(split), lexers.Language(language)); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(m.Shards, func(x, y ShardEntry) int { return cmp.Compare(x.Name, y.Name) })
	b.options.progress(Progress{Stage: Write, Done: done, Total: len(b.spool.entries), Functions: done})
	return nil
}

// describeSplits fills in the splits of sources and the counts of splits.
func (b *builder) describeSplits(m *Manifest) {
	m.Splits = make([]SplitEntry, splitCount)
	for i := range m.Splits {
		m.Splits[i].Split = Split(i).String()
	}
	for _, u := range b.units {
		m.Splits[u.split].Repositories++
	}
	for i := range b.spool.entries {
		e := &b.spool.entries[i]
		u := b.units[e.unit]
		split := &m.Splits[u.split]
		split.Functions[e.language]++
		split.Tokens[e.language] += int64(e.tokens)
		if e.standalone {
			split.Standalone[e.language]++
			if usable(int(e.tokens)) {
				split.Usable[e.language]++
			}
		}
		switch name := u.split.String(); m.Sources[e.source].Split {
		case "", name:
			m.Sources[e.source].Split = name
		default:
			m.Sources[e.source].Split = "mixed"
		}
	}
}
