package corpora

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"transcoder/lexers"
)

// PairSuffix ends the names of files of verified pairs.
const PairSuffix = ".pairs.jsonl.zst"

// Pair is a function and a translation of it that ran and did the same, in
// canonical tokens. Placeholders of both are numbered by the function's order, so
// that ID_3 is the same variable on either side.
type Pair struct {
	Source []string `json:"source"`
	Target []string `json:"target"`

	// Names are the pieces of the name that ID_k stands for; those that the
	// translation invented have none.
	Names [][]string `json:"names"`
}

// Trial is what came of translating one function into one language.
type Trial struct {
	From     string `json:"from"` // languages by their names
	To       string `json:"to"`
	Function int    `json:"function"` // number in the train split of its language

	// Outcomes counts the candidates by what verification said of them. None means
	// that there was nothing to run.
	Outcomes map[string]int `json:"outcomes,omitempty"`

	// Pair is the first candidate that did the same, Origin who wrote it, Inputs on
	// how many inputs it was run.
	Pair   *Pair  `json:"pair,omitempty"`
	Origin string `json:"origin,omitempty"` // model or rendering
	Inputs int    `json:"inputs,omitempty"`
}

// TrialHeader says how the trials of a file are made. A file goes on only where
// all of it is the same.
type TrialHeader struct {
	Format           int             `json:"verified_pairs"` // 1
	CanonicalVersion int             `json:"canonical_version"`
	Corpus           string          `json:"corpus"` // fingerprint
	Model            string          `json:"model"`  // digest
	Settings         json.RawMessage `json:"settings,omitempty"`
}

const trialFormat = 1

// TrialFile appends trials to a file of verified pairs. docs/formats.md describes
// it: every Append is a block with a checksum, so that a process that is killed
// loses the block at hand at most.
type TrialFile struct {
	file *os.File
	path string
}

// OpenTrials opens a file of verified pairs for appending, or creates it, and
// returns the trials that it holds. Half a block at its end, of a process that was
// killed, is cut off; other damage is an error, and so is another header.
func OpenTrials(path string, header TrialHeader) (*TrialFile, []Trial, error) {
	header.Format, header.CanonicalVersion = trialFormat, lexers.CanonicalVersion
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	f := &TrialFile{file, path}
	trials, err := f.resume(header)
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return f, trials, nil
}

func (f *TrialFile) resume(header TrialHeader) ([]Trial, error) {
	found, trials, end, err := readTrials(f.file, f.path)
	if err != nil && !errors.Is(err, errTorn) {
		return nil, err
	}
	if err := f.file.Truncate(end); err != nil {
		return nil, err
	}
	if _, err := f.file.Seek(end, io.SeekStart); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, f.append(header)
	}
	for _, field := range []struct{ name, found, wanted string }{
		{"corpus", found.Corpus, header.Corpus},
		{"model", found.Model, header.Model},
		{"settings", string(found.Settings), string(header.Settings)},
	} {
		if field.found != field.wanted {
			return nil, fmt.Errorf("%s: was made with another %s: %q, expected %q", f.path, field.name, field.found, field.wanted)
		}
	}
	return trials, nil
}

// Append writes trials as one block and waits until it is on disk.
func (f *TrialFile) Append(trials []Trial) error {
	lines := make([]any, len(trials))
	for i := range trials {
		lines[i] = &trials[i]
	}
	return f.append(lines...)
}

func (f *TrialFile) append(lines ...any) error {
	var text []byte
	for _, line := range lines {
		data, err := json.Marshal(line)
		if err != nil {
			return err
		}
		text = append(append(text, data...), '\n')
	}
	if err := writeBlock(f.file, text); err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}

// Close closes the file.
func (f *TrialFile) Close() error { return f.file.Close() }

// readTrials reads a file up to its end or the first block that is not whole, and
// returns where that is; the error then wraps errTorn. header is nil where there
// is no block.
func readTrials(r io.Reader, path string) (header *TrialHeader, trials []Trial, end int64, err error) {
	for block, err := range readBlocks(r) {
		if err != nil {
			return header, trials, end, fmt.Errorf("%s: at byte %d: %w", path, end, err)
		}
		for line := range strings.Lines(string(block.text)) {
			if header == nil {
				header = &TrialHeader{}
				if err := json.Unmarshal([]byte(line), header); err != nil || header.Format != trialFormat {
					return nil, nil, 0, fmt.Errorf("%s: not a file of verified pairs of format %d", path, trialFormat)
				}
				if header.CanonicalVersion != lexers.CanonicalVersion {
					return nil, nil, 0, fmt.Errorf("%s: version %d of the canonical form, expected %d", path, header.CanonicalVersion, lexers.CanonicalVersion)
				}
				continue
			}
			var t Trial
			if err := json.Unmarshal([]byte(line), &t); err != nil {
				return nil, nil, 0, fmt.Errorf("%s: trial %d: %w", path, len(trials)+1, err)
			}
			if err := t.validate(); err != nil {
				return nil, nil, 0, fmt.Errorf("%s: trial %d: %w", path, len(trials)+1, err)
			}
			trials = append(trials, t)
		}
		end = block.end
	}
	return header, trials, end, nil
}

func (t *Trial) validate() error {
	from, err := lexers.ParseLanguage(t.From)
	if err != nil {
		return err
	}
	to, err := lexers.ParseLanguage(t.To)
	if err != nil {
		return err
	}
	if from == to {
		return fmt.Errorf("from %s to %s", t.From, t.To)
	}
	if t.Pair != nil && (len(t.Pair.Source) == 0 || len(t.Pair.Target) == 0) {
		return errors.New("a pair with an empty side")
	}
	return nil
}

// ReadTrials reads the trials of one file of verified pairs, or of all in a
// folder, whose names end in PairSuffix, in the order of the names. Half a block
// at the end of a file, which is still being written, is passed over.
func ReadTrials(path string) ([]Trial, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	files := []string{path}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		files = files[:0]
		for _, e := range entries {
			if !e.IsDir() && strings.HasSuffix(e.Name(), PairSuffix) {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		slices.Sort(files)
		if len(files) == 0 {
			return nil, fmt.Errorf("%s: no file *%s: %w", path, PairSuffix, fs.ErrNotExist)
		}
	}
	var all []Trial
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		header, trials, _, err := readTrials(f, name)
		f.Close()
		if err != nil && !errors.Is(err, errTorn) {
			return nil, err
		}
		if header == nil {
			return nil, fmt.Errorf("%s: empty", name)
		}
		all = append(all, trials...)
	}
	return all, nil
}
