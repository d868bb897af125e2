package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"transcoder/translate"
)

// Folder is where a conversion keeps what is not a translation, below its output
// folder.
const Folder = ".transcoder"

// State says what became of a source file.
type State string

// The states.
const (
	Translated State = "translated" // written; its functions say how good it is
	Copied     State = "copied"     // is in the target language already
	Skipped    State = "skipped"    // nothing to translate, or not to be overwritten; Reason says why
	Failed     State = "failed"     // can't be read or translated; Reason says why
)

// Record says what became of a source file, or of a part of a corpus.
type Record struct {
	Source string `json:"source"`           // as messages name it
	Output string `json:"output,omitempty"` // slash-separated, in the output folder; "" for none
	From   string `json:"from,omitempty"`
	State  State  `json:"state"`
	Reason string `json:"reason,omitempty"`

	// Key is a hash of the source's content, the model and the options: as long as it
	// stays, the output does. Hash is that of the output.
	Key  string `json:"key,omitempty"`
	Hash string `json:"hash,omitempty"`

	// Time is when it was written, in milliseconds of Unix time: of two journals that
	// know a source, the later one counts.
	Time int64 `json:"time"`

	Functions []Function   `json:"functions,omitempty"`
	Notes     []Diagnostic `json:"notes,omitempty"`
}

// Function says what became of a function.
type Function struct {
	Path    string           `json:"path,omitempty"` // of a corpus: that of its record
	Name    string           `json:"name"`
	Class   string           `json:"class,omitempty"`
	Line    int              `json:"line"` // in the source, 1-based
	State   FunctionState    `json:"state"`
	Reason  string           `json:"reason,omitempty"`
	Score   float64          `json:"score"`
	Origin  translate.Origin `json:"origin,omitempty"`
	Outcome string           `json:"outcome,omitempty"` // of verification
	Level   string           `json:"level,omitempty"`   // of the sandbox
}

// FunctionState says how good a translation is.
type FunctionState string

// The states of functions.
const (
	Parses       FunctionState = "translated"   // it parses; nothing more was asked
	Verified     FunctionState = "verified"     // it did as its source on all inputs
	Differs      FunctionState = "differs"      // it does not do as its source, or not compile; Outcome says which
	Unverified   FunctionState = "unverified"   // verification had nothing to say; Outcome and Reason tell why
	Untranslated FunctionState = "untranslated" // there is none that parses
)

// Diagnostic is a translate.Diagnostic about something that was not carried over.
type Diagnostic struct {
	Path    string `json:"path,omitempty"` // of a corpus: that of its record
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Failure bool   `json:"failure,omitempty"`
	Message string `json:"message"`
}

// header is the first record of a run.
type header struct {
	Schema string `json:"schema"`
	To     string `json:"to"`
	Shard  Shard  `json:"shard"`
	Files  int    `json:"files"` // that the whole conversion has, all shards together
	Verify bool   `json:"verify"`
	Roots  []Root `json:"roots,omitempty"`
}

// Root says where sources lie: those whose names begin with Prefix, in the folder
// Path, absolute, without the prefix.
type Root struct {
	Prefix string `json:"prefix,omitempty"` // "" for all, else a folder
	Path   string `json:"path"`
}

// journalSchema names the form of a journal.
const journalSchema = "transcoder.convert/1"

// line is a line of the journal: one of the two.
type line struct {
	Run    *header `json:"run,omitempty"`
	Record *Record `json:"record,omitempty"`
}

// JournalError is a journal that can't be used.
type JournalError struct {
	Path string
	Line int // 1-based; 0 for the whole file
	Err  error
}

func (e *JournalError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("journal %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("journal %s line %d: %v", e.Path, e.Line, e.Err)
}
func (e *JournalError) Unwrap() error { return e.Err }

// A journal is a text of lines, each "checksum JSON\n": eight hexadecimal digits of
// the JSON's CRC-32C. Lines are only ever appended. A last line without its end
// was being written when the process was killed, and counts for nothing.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func encodeLine(l line) ([]byte, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(text, castagnoli), text), nil
}

// readJournal calls yield with every line of a journal and returns how many bytes
// the whole ones have.
func readJournal(name string, data []byte, yield func(line)) (whole int, err error) {
	for number := 1; ; number++ {
		end := bytes.IndexByte(data[whole:], '\n')
		if end < 0 {
			return whole, nil
		}
		text := data[whole : whole+end]
		sum, text, ok := bytes.Cut(text, []byte(" "))
		if !ok || string(sum) != fmt.Sprintf("%08x", crc32.Checksum(text, castagnoli)) {
			return whole, &JournalError{name, number, errors.New("the checksum is wrong")}
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return whole, &JournalError{name, number, err}
		}
		if l.Run != nil && l.Run.Schema != journalSchema {
			return whole, &JournalError{name, number, fmt.Errorf("schema %q, expected %q", l.Run.Schema, journalSchema)}
		}
		yield(l)
		whole += end + 1
	}
}

// journal is open for appending.
type journal struct {
	mu     sync.Mutex
	file   *os.File
	size   int64
	broken error // why nothing more can be appended
}

// openJournal opens the journal of a shard, made if need be, and locks it: two
// processes that append to one would tear its lines.
func openJournal(root *os.Root, shard Shard) (*journal, error) {
	name := path.Join(Folder, shard.journal())
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, &JournalError{name, 0, ErrBusy}
	}
	data, err := root.ReadFile(name)
	whole := 0
	if err == nil {
		whole, err = readJournal(name, data, func(line) {})
	}
	if err == nil && whole < len(data) {
		err = f.Truncate(int64(whole))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &journal{file: f, size: int64(whole)}, nil
}

// ErrBusy says that another process is converting into the folder.
var ErrBusy = errors.New("another process is converting into this folder")

// append writes lines and syncs them. After an error the journal is as it was
// before and takes nothing more.
func (j *journal) append(lines ...line) error {
	var all []byte
	for _, l := range lines {
		text, err := encodeLine(l)
		if err != nil {
			return err
		}
		all = append(all, text...)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	_, err := j.file.WriteAt(all, j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.broken = err
		j.file.Truncate(j.size) // if that fails, the torn line is passed over when it is read
		return err
	}
	j.size += int64(len(all))
	return nil
}

func (j *journal) close() error { return j.file.Close() }

// history is what the journals of a folder tell.
type history struct {
	runs   []header
	latest map[string]*Record         // by source: its last record
	hashes map[string]map[string]bool // by output: hashes of all that was ever written there
}

// readHistory reads all journals of a folder, those of other shards included.
// Without details it leaves out functions and notes, most of the memory.
func readHistory(root *os.Root, details bool) (*history, error) {
	h := &history{latest: map[string]*Record{}, hashes: map[string]map[string]bool{}}
	entries, err := fs.ReadDir(root.FS(), Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), "journal") || !strings.HasSuffix(entry.Name(), ".jsonl") {
			continue
		}
		name := path.Join(Folder, entry.Name())
		data, err := root.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var run *header
		if _, err := readJournal(name, data, func(l line) {
			if l.Run != nil {
				run = l.Run
			}
			if l.Record != nil {
				if !details {
					l.Record.Functions, l.Record.Notes = nil, nil
				}
				h.add(l.Record)
			}
		}); err != nil {
			return nil, err
		}
		if run != nil {
			h.runs = append(h.runs, *run)
		}
	}
	return h, nil
}

// add takes a record. Where shards were cut anew, two journals know a source.
func (h *history) add(r *Record) {
	if before := h.latest[r.Source]; before == nil || before.Time <= r.Time {
		h.latest[r.Source] = r
	}
	if r.Output != "" && r.Hash != "" {
		if h.hashes[r.Output] == nil {
			h.hashes[r.Output] = map[string]bool{}
		}
		h.hashes[r.Output][r.Hash] = true
	}
}

// records are the last of each source, in the order of sources.
func (h *history) records() []*Record {
	all := make([]*Record, 0, len(h.latest))
	for _, r := range h.latest {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *Record) int { return strings.Compare(a.Source, b.Source) })
	return all
}
