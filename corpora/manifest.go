package corpora

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"transcoder/lexers"
)

// manifestName is the file that makes a directory a corpus: it is written last.
const manifestName = "manifest.json"

// manifestFormat numbers the layout of a corpus.
const manifestFormat = 1

// maxManifest bounds the manifest that is read, in bytes.
const maxManifest = 256 << 20

// PerLanguage is a number for each language, written as an object with the
// languages' names.
type PerLanguage [lexers.LanguageCount]int64

// Total is the sum over the languages.
func (p PerLanguage) Total() int64 {
	var n int64
	for _, x := range p {
		n += x
	}
	return n
}

// MarshalJSON writes {"python":1,"cpp":2,"java":3}.
func (p PerLanguage) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, n := range p {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "%q:%d", lexers.Language(i).String(), n)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *PerLanguage) UnmarshalJSON(data []byte) error {
	var m map[string]int64
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*p = PerLanguage{}
	for name, n := range m {
		language, err := lexers.ParseLanguage(name)
		if err != nil {
			return err
		}
		p[language] = n
	}
	return nil
}

// Tally counts by reason and language.
type Tally map[string]PerLanguage

func (t Tally) add(reason string, language lexers.Language, n int64) {
	p := t[reason]
	p[language] += n
	t[reason] = p
}

func (t Tally) merge(other Tally) {
	for reason, p := range other {
		for l, n := range p {
			if n != 0 {
				t.add(reason, lexers.Language(l), n)
			}
		}
	}
}

// Report counts what became of the files and functions of a source, or of all.
type Report struct {
	Files        PerLanguage `json:"files"`         // of the languages, by their names
	FilesDropped Tally       `json:"files_dropped"` // by reason
	Functions    PerLanguage `json:"functions"`     // found in the other files
	Dropped      Tally       `json:"dropped"`       // functions by reason
	Refused      Tally       `json:"refused"`       // of those without a canonical form, by construct
	Kept         PerLanguage `json:"kept"`
	Standalone   PerLanguage `json:"standalone"` // of those kept
	Usable       PerLanguage `json:"usable"`     // standalone ones of UsableMin to UsableMax tokens
	Tokens       PerLanguage `json:"tokens"`     // canonical, of the functions kept
	UsableTokens PerLanguage `json:"usable_tokens"`
}

// The lengths, in canonical tokens, of functions that denoising and
// back-translation learn from.
const (
	UsableMin = 20
	UsableMax = 400
)

func newReport() Report {
	return Report{FilesDropped: Tally{}, Dropped: Tally{}, Refused: Tally{}}
}

func (r *Report) merge(other *Report) {
	for l := range r.Files {
		r.Files[l] += other.Files[l]
		r.Functions[l] += other.Functions[l]
		r.Kept[l] += other.Kept[l]
		r.Standalone[l] += other.Standalone[l]
		r.Usable[l] += other.Usable[l]
		r.Tokens[l] += other.Tokens[l]
		r.UsableTokens[l] += other.UsableTokens[l]
	}
	r.FilesDropped.merge(other.FilesDropped)
	r.Dropped.merge(other.Dropped)
	r.Refused.merge(other.Refused)
}

// keep counts a function that stays.
func (r *Report) keep(language lexers.Language, standalone bool, tokens int) {
	r.Kept[language]++
	r.Tokens[language] += int64(tokens)
	if standalone {
		r.Standalone[language]++
		if usable(tokens) {
			r.Usable[language]++
			r.UsableTokens[language] += int64(tokens)
		}
	}
}

func usable(tokens int) bool { return UsableMin <= tokens && tokens <= UsableMax }

// SourceEntry is a source as the manifest records it.
type SourceEntry struct {
	Name         string  `json:"name"`
	Kind         string  `json:"kind"`
	Commit       string  `json:"commit,omitempty"`
	License      string  `json:"license"`
	LicenseClass string  `json:"license_class"`
	Weight       float64 `json:"weight"`
	Domain       string  `json:"domain,omitempty"`
	Strict       bool    `json:"strict,omitempty"`
	Split        string  `json:"split"` // "mixed" for a dump, whose repositories are split
	Report       Report  `json:"report"`
}

// ShardEntry is a shard as the manifest records it.
type ShardEntry struct {
	FileEntry
	Language   string `json:"language"`
	Split      string `json:"split"`
	Functions  int64  `json:"functions"`
	Standalone int64  `json:"standalone"`
	Tokens     int64  `json:"tokens"`
}

// ManifestOptions are the options of Build that change a corpus.
type ManifestOptions struct {
	Licenses      []string `json:"licenses"`
	Languages     []string `json:"languages"`
	Overlap       []string `json:"overlap"` // fingerprints of the hashes
	MinTokens     int      `json:"min_tokens"`
	MaxTokens     int      `json:"max_tokens"`
	NearDuplicate float64  `json:"near_duplicate"`
	ValidShare    float64  `json:"valid_share"`
	TestShare     float64  `json:"test_share"`
	MaxFileSize   int64    `json:"max_file_size"`
	KeepTests     bool     `json:"keep_tests"`
	ShardSize     int64    `json:"shard_size"`
	Seed          uint64   `json:"seed"`
}

// Manifest describes a corpus: what it is made of, how, and what files it has. It
// holds no path of the machine that built it and no time.
type Manifest struct {
	Format           int             `json:"format"`
	CanonicalVersion int             `json:"canonical_version"`
	Options          ManifestOptions `json:"options"`
	Total            Report          `json:"total"`
	Words            int             `json:"words"` // distinct
	Splits           []SplitEntry    `json:"splits"`
	Shards           []ShardEntry    `json:"shards"`
	WordsFile        FileEntry       `json:"words_file"`
	FilesFile        FileEntry       `json:"files_file"`
	Sources          []SourceEntry   `json:"sources"`
}

// SplitEntry counts a split.
type SplitEntry struct {
	Split        string      `json:"split"`
	Repositories int         `json:"repositories"`
	Functions    PerLanguage `json:"functions"`
	Standalone   PerLanguage `json:"standalone"`
	Usable       PerLanguage `json:"usable"`
	Tokens       PerLanguage `json:"tokens"`
}

// readManifest reads and checks the manifest of a corpus.
func readManifest(dir string) (*Manifest, error) {
	f, err := os.Open(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxManifest {
		return nil, errors.New("manifest is too large")
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	if m.Format != manifestFormat {
		return nil, fmt.Errorf("corpus has format %d, expected %d", m.Format, manifestFormat)
	}
	if m.CanonicalVersion != lexers.CanonicalVersion {
		return nil, fmt.Errorf("corpus has version %d of the canonical form, this program %d: build it again", m.CanonicalVersion, lexers.CanonicalVersion)
	}
	for _, f := range m.files() {
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) || f.Size < 0 {
			return nil, fmt.Errorf("manifest names the file %q", f.Name)
		}
	}
	return &m, nil
}

// files lists the files of a corpus beside the manifest.
func (m *Manifest) files() []FileEntry {
	files := []FileEntry{m.WordsFile, m.FilesFile}
	for _, s := range m.Shards {
		files = append(files, s.FileEntry)
	}
	return files
}

// write writes the manifest, which completes a corpus.
func (m *Manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	_, err = writeAtomic(dir, manifestName, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
	return err
}

// Reasons returns the reasons of a tally, the most frequent first.
func (t Tally) Reasons() []string {
	reasons := make([]string, 0, len(t))
	for r := range t {
		reasons = append(reasons, r)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		if x, y := t[a].Total(), t[b].Total(); x != y {
			return int(min(1, max(-1, y-x)))
		}
		if a < b {
			return -1
		}
		return 1
	})
	return reasons
}
