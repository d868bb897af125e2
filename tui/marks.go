package tui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"transcoder/lexers"
)

// Mark is what the reader decided about a translation.
type Mark uint8

// The marks.
const (
	Unmarked Mark = iota
	Accepted
	Rejected
)

var markNames = [...]string{"", "accepted", "rejected"}

// String returns the mark in lower case; "" for none.
func (m Mark) String() string { return markNames[m] }

// MarshalText gives the name, for JSON.
func (m Mark) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a name.
func (m *Mark) UnmarshalText(text []byte) error {
	for i, name := range markNames {
		if string(text) == name {
			*m = Mark(i)
			return nil
		}
	}
	return fmt.Errorf("unknown mark %q", text)
}

// Marks keeps what readers decided, in a folder with a JSON file for each
// function that something was decided about. A file's name is a hash of the
// function's text and both languages: decisions go with the text, to
// whichever file it moves, and are gone when it changes. docs/view.md has the
// format. The zero value keeps nothing.
type Marks struct {
	Folder string
}

// keptVersion is the version of the file's format.
const keptVersion = 1

// Kept is what is kept of a function.
type Kept struct {
	Version      int               `json:"version"`
	Function     string            `json:"function"`
	File         string            `json:"file"` // where it was seen last
	From         string            `json:"from"`
	To           string            `json:"to"`
	Translations []KeptTranslation `json:"translations"`
}

// KeptTranslation is a translation that something was decided about.
type KeptTranslation struct {
	Hash string    `json:"sha256"` // of Code
	Mark Mark      `json:"mark,omitempty"`
	Code string    `json:"code,omitempty"` // of what the reader wrote; "" for a model's
	Time time.Time `json:"time"`
}

// marksKey names the file of a function.
func marksKey(from, to lexers.Language, source string) string {
	return hash(from.String() + "\x00" + to.String() + "\x00" + source)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (m Marks) path(key string) string { return filepath.Join(m.Folder, key[:2], key+".json") }

// Load returns what is kept under a key, empty where nothing is.
func (m Marks) Load(key string) (*Kept, error) {
	kept := &Kept{}
	if m.Folder == "" {
		return kept, nil
	}
	data, err := os.ReadFile(m.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err != nil {
		return kept, err
	}
	if err := json.Unmarshal(data, kept); err != nil {
		return &Kept{}, fmt.Errorf("marks %s: %w", m.path(key), err)
	}
	if kept.Version != keptVersion {
		return &Kept{}, fmt.Errorf("marks %s: version %d, expected %d", m.path(key), kept.Version, keptVersion)
	}
	return kept, nil
}

// Save keeps what was decided, or deletes the file where nothing is left. The
// file is replaced as a whole.
func (m Marks) Save(key string, kept *Kept) error {
	if m.Folder == "" {
		return nil
	}
	path := m.path(key)
	if len(kept.Translations) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	data, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// keep collects what is decided about a function now.
func (f *function) keep(document *Document) *Kept {
	kept := &Kept{Version: keptVersion, Function: f.Name, File: document.Name, From: document.From.String(), To: document.To.String()}
	seen := map[string]bool{}
	for i := range f.candidates {
		c := &f.candidates[i]
		seen[hash(c.Code)] = true
		if c.mark == Unmarked && c.Origin != originEdited {
			continue
		}
		t := KeptTranslation{Hash: hash(c.Code), Mark: c.mark, Time: time.Now().UTC().Truncate(time.Second)}
		if c.Origin == originEdited {
			t.Code = c.Code
		}
		kept.Translations = append(kept.Translations, t)
	}
	if f.recalled != nil {
		for _, t := range f.recalled.kept.Translations { // of another model, or another width of the beam
			if !seen[t.Hash] {
				kept.Translations = append(kept.Translations, t)
			}
		}
	}
	return kept
}

// recalled is what is kept of a function, with what the reader wrote made into
// candidates again.
type recalled struct {
	block  int
	kept   *Kept
	edited []candidate
}

// recall applies what is kept: the marks, what the reader wrote, and of several
// candidates the accepted one is shown. It waits for the function's translation,
// which would otherwise be taken for done.
func (f *function) recall() {
	if f.recalled == nil || len(f.candidates) == 0 && f.problem == "" {
		return
	}
	for _, c := range f.recalled.edited {
		f.add(c)
	}
	for _, t := range f.recalled.kept.Translations {
		for i := range f.candidates {
			if hash(f.candidates[i].Code) != t.Hash {
				continue
			}
			f.candidates[i].mark = t.Mark
			if t.Mark == Accepted {
				f.shown, f.compared = i, -1
			}
		}
	}
}
