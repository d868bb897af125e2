package corpora

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"transcoder/corpora/source"
	"transcoder/lexers"
)

// BuildOptions are the options of Build.
type BuildOptions struct {
	// Out is the directory of the corpus, made where there is none.
	Out string

	// Sources are read in this order. Of functions that are nearly the same the first
	// is kept.
	Sources []SourceSpec

	// Licenses are the SPDX identifiers and classes ("permissive", "copyleft", "none",
	// "unknown") that files may have. nil means permissive.
	Licenses []string

	// Languages are those to take functions of. nil means all.
	Languages []lexers.Language

	// ExcludeOverlap are directories of hashes of evaluation suites, whose code is
	// left out.
	ExcludeOverlap []string

	// MinTokens and MaxTokens bound a function's canonical tokens. 0 means 10 and 1024.
	MinTokens, MaxTokens int

	// NearDuplicate is the Jaccard similarity from which on functions count as
	// duplicates. 0 means 0.85; above 1 only exact ones do.
	NearDuplicate float64

	// ValidShare and TestShare are the shares of these splits in a language's
	// standalone functions. 0 means 0.01 each; negative, no such split. Sources whose
	// split is given count: where one is in valid, no other joins it.
	ValidShare, TestShare float64

	// MaxFileSize is the size in bytes from which on files are left out. 0 means 1 MiB.
	MaxFileSize int64

	// KeepTests takes the functions of tests, too.
	KeepTests bool

	// SkipMissing leaves out sources that are not there. Without it they are errors.
	SkipMissing bool

	// ShardSize is the size in bytes from which on a shard ends. 0 means 64 MiB.
	ShardSize int64

	// Seed changes which repositories go to valid and test.
	Seed uint64

	// Jobs is the number of files that are read at the same time; 0 means one for
	// each processor. The corpus does not depend on it.
	Jobs int

	// Overwrite replaces a corpus in Out. Without it that is an error.
	Overwrite bool

	// Cache is a directory that keeps what was extracted from sources for later
	// builds. "" means one inside Out that a complete build removes.
	Cache string

	// Progress hears how far the build is, on the goroutine that called Build. nil is
	// silent.
	Progress func(Progress)
}

// Stage is a part of a build.
type Stage string

// The stages of a build, in order.
const (
	Extract     Stage = "extract"     // functions from sources
	Deduplicate Stage = "deduplicate" // across all sources
	Write       Stage = "write"       // shards
)

// Progress says how far a build is.
type Progress struct {
	Stage       Stage
	Source      string // being read
	Done, Total int    // sources in the first two stages, functions in the last
	Files       int    // of the source
	Functions   int    // kept so far: of the source, of all in the later stages
	Cached      bool   // the source was extracted by an earlier build
}

// withDefaults returns the options with every zero value replaced.
func (o BuildOptions) withDefaults() (BuildOptions, error) {
	setDefault := func(p *int, value int) {
		if *p == 0 {
			*p = value
		}
	}
	setDefault(&o.MinTokens, 10)
	setDefault(&o.MaxTokens, 1024)
	setDefault(&o.Jobs, runtime.NumCPU())
	if o.NearDuplicate == 0 {
		o.NearDuplicate = 0.85
	}
	if o.ValidShare == 0 {
		o.ValidShare = 0.01
	}
	if o.TestShare == 0 {
		o.TestShare = 0.01
	}
	if o.MaxFileSize == 0 {
		o.MaxFileSize = 1 << 20
	}
	if o.ShardSize == 0 {
		o.ShardSize = 64 << 20
	}
	if len(o.Licenses) == 0 {
		o.Licenses = []string{string(source.Permissive)}
	}
	if len(o.Languages) == 0 {
		o.Languages = lexers.Languages()
	}
	switch {
	case o.Out == "":
		return o, errors.New("no directory to write to")
	case len(o.Sources) == 0:
		return o, errors.New("no sources")
	case o.MinTokens < 1 || o.MaxTokens < o.MinTokens || o.MaxTokens > 1<<16:
		return o, fmt.Errorf("functions of %d to %d tokens, expected 1 to 65536", o.MinTokens, o.MaxTokens)
	case o.NearDuplicate < 0.5:
		return o, fmt.Errorf("near duplicates from a similarity of %g on, expected at least 0.5", o.NearDuplicate)
	case o.ValidShare+o.TestShare > 0.5:
		return o, fmt.Errorf("valid and test have shares of %g and %g, expected half at most", o.ValidShare, o.TestShare)
	case o.MaxFileSize < 1 || o.MaxFileSize > 1<<30:
		return o, fmt.Errorf("files of up to %d bytes, expected 1 to 2^30", o.MaxFileSize)
	case o.ShardSize < 1 || o.ShardSize > 1<<30:
		return o, fmt.Errorf("shards of %d bytes, expected 1 to 2^30", o.ShardSize)
	case o.Jobs < 1:
		return o, fmt.Errorf("%d jobs", o.Jobs)
	}
	for _, name := range o.Licenses {
		switch class := source.Class(strings.ToLower(name)); class {
		case source.Permissive, source.Copyleft, source.Unlicensed, source.Unrecognized:
		default:
			if source.LicenseOf(name).Class == source.Unrecognized {
				return o, fmt.Errorf("unknown licence %q: expected an SPDX identifier or permissive, copyleft, none, unknown", name)
			}
		}
	}
	o.Sources = slices.Clone(o.Sources)
	names := make(map[string]int)
	for i := range o.Sources {
		s := &o.Sources[i]
		if err := s.validate(); err != nil {
			return o, fmt.Errorf("source %d, %q: %w", i+1, s.Name, err)
		}
		if s.Name == "" {
			s.Name = filepath.Base(filepath.Clean(s.Path))
		}
		if n := names[s.Name]; n > 0 {
			s.Name = fmt.Sprintf("%s#%d", s.Name, n+1)
		}
		names[s.Name]++
		if s.Weight == 0 {
			s.Weight = 1
		}
	}
	return o, nil
}

func (o *BuildOptions) hasLanguage(language lexers.Language) bool {
	return slices.Contains(o.Languages, language)
}

// allowsLicense reports whether files may have a licence, by its class or its
// identifier.
func (o *BuildOptions) allowsLicense(l source.License) bool {
	return slices.ContainsFunc(o.Licenses, func(allowed string) bool {
		return strings.EqualFold(allowed, string(l.Class)) || strings.EqualFold(allowed, l.ID)
	})
}

// manifest returns the options as the manifest records them.
func (o *BuildOptions) manifest(overlaps []*Overlap) ManifestOptions {
	m := ManifestOptions{
		Licenses: o.Licenses, MinTokens: o.MinTokens, MaxTokens: o.MaxTokens, NearDuplicate: o.NearDuplicate,
		ValidShare: o.ValidShare, TestShare: o.TestShare, MaxFileSize: o.MaxFileSize, KeepTests: o.KeepTests,
		ShardSize: o.ShardSize, Seed: o.Seed, Overlap: []string{},
	}
	for _, l := range o.Languages {
		m.Languages = append(m.Languages, l.String())
	}
	for _, overlap := range overlaps {
		m.Overlap = append(m.Overlap, overlap.fingerprint)
	}
	return m
}

func (o *BuildOptions) progress(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}
