package convert

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Summary says what a folder holds. Its JSON is documented in docs/convert.md.
type Summary struct {
	Schema    string                `json:"schema"`
	To        string                `json:"to"`
	Verify    bool                  `json:"verify"`  // whether the last run verified
	Files     int                   `json:"files"`   // sources of the whole conversion
	Waiting   int                   `json:"waiting"` // without a record, or whose output is not there
	States    map[State]int         `json:"states"`
	Functions map[FunctionState]int `json:"functions"`
	Outcomes  map[string]int        `json:"outcomes"` // of verification
	Records   []*Record             `json:"records"`  // in the order of sources

	roots []Root // of the last run of each journal
}

// SourceFile returns the file that a record's source is; "" where it is none, but a
// part of an archive, a repository or a corpus.
func (s *Summary) SourceFile(r *Record) string {
	for _, root := range s.roots {
		name, within := r.Source, true
		if root.Prefix != "" {
			name, within = strings.CutPrefix(name, root.Prefix+"/")
		}
		file := filepath.Join(root.Path, filepath.FromSlash(name))
		if info, err := os.Lstat(file); within && err == nil && info.Mode().IsRegular() {
			return file
		}
	}
	return ""
}

// ErrNoConversion says that a folder has no journal.
var ErrNoConversion = errors.New("no conversion: the folder has no journal")

// Status reads what a folder holds from its journals, those of all shards. It
// may be called while runs are under way.
func Status(out string) (*Summary, error) {
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, &InputError{out, err}
	}
	defer root.Close()
	if _, err := root.Stat(filepath.FromSlash(Folder)); err != nil {
		return nil, &InputError{out, ErrNoConversion}
	}
	return summarize(root)
}

func summarize(root *os.Root) (*Summary, error) {
	h, err := readHistory(root, true)
	if err != nil {
		return nil, err
	}
	if len(h.runs) == 0 {
		return nil, &InputError{root.Name(), ErrNoConversion}
	}
	s := &Summary{
		Schema: journalSchema, States: map[State]int{}, Functions: map[FunctionState]int{}, Outcomes: map[string]int{}, Records: h.records(),
	}
	for _, run := range h.runs {
		s.To, s.Files, s.Verify = run.To, max(s.Files, run.Files), s.Verify || run.Verify
		s.roots = append(s.roots, run.Roots...)
	}
	settled := 0
	for _, r := range s.Records {
		if r.Output != "" {
			if _, err := root.Lstat(r.Output); errors.Is(err, fs.ErrNotExist) {
				continue
			}
		}
		settled++
		s.States[r.State]++
		for _, fn := range r.Functions {
			s.Functions[fn.State]++
			if fn.Outcome != "" {
				s.Outcomes[fn.Outcome]++
			}
		}
	}
	s.Waiting = max(0, s.Files-settled)
	return s, nil
}

// Complete reports whether everything was converted and nothing needs a person:
// each function has a translation that parses, and that passed where verification
// was asked for.
func (s *Summary) Complete() bool {
	if s.Waiting > 0 || s.States[Failed] > 0 || s.Functions[Untranslated]+s.Functions[Differs]+s.Functions[Unverified] > 0 {
		return false
	}
	for range s.findings(true) {
		return false
	}
	return true
}

// Counts are the lines that say how a conversion stands.
func (s *Summary) Counts() []string {
	list := func(total int, name string, parts []string) string {
		if total != 1 {
			name += "s"
		}
		line := fmt.Sprintf("%d %s", total, name)
		if len(parts) > 0 {
			line += ": " + strings.Join(parts, ", ")
		}
		return line
	}
	var files, functions, outcomes []string
	for _, state := range []State{Translated, Copied, Skipped, Failed} {
		if n := s.States[state]; n > 0 {
			files = append(files, fmt.Sprintf("%d %s", n, state))
		}
	}
	if s.Waiting > 0 {
		files = append(files, fmt.Sprintf("%d waiting", s.Waiting))
	}
	total := 0
	for _, state := range []FunctionState{Verified, Parses, Differs, Unverified, Untranslated} {
		if n := s.Functions[state]; n > 0 {
			functions = append(functions, fmt.Sprintf("%d %s", n, state))
			total += n
		}
	}
	lines := []string{list(s.Files, "file", files), list(total, "function", functions)}
	checked := 0
	for outcome, n := range s.Outcomes {
		outcomes = append(outcomes, fmt.Sprintf("%d %s", n, outcome))
		checked += n
	}
	if checked > 0 {
		slices.Sort(outcomes)
		lines = append(lines, list(checked, "verification", outcomes))
	}
	return lines
}

// Finding is something that a person should look at.
type Finding struct {
	Rule    string // untranslated, differs, unverified, failed, skipped, not-carried
	Source  string
	Path    string // of a corpus: that of the record in Source
	Line    int    // 1-based; 0 for the whole file
	Column  int
	Message string
}

func (f Finding) String() string {
	place := f.Source
	if f.Path != "" {
		place += ": " + f.Path
	}
	if f.Line > 0 {
		place += fmt.Sprintf(":%d", f.Line)
	}
	if f.Column > 0 {
		place += fmt.Sprintf(":%d", f.Column)
	}
	return place + ": " + f.Message
}

// Findings calls yield with everything that needs a person, in the order of
// sources.
func (s *Summary) Findings(yield func(Finding) bool) { s.findings(false)(yield) }

// findings leaves out what is a warning where failures is true.
func (s *Summary) findings(failures bool) func(yield func(Finding) bool) {
	return func(yield func(Finding) bool) {
		for _, r := range s.Records {
			if r.State == Failed || r.State == Skipped && !failures {
				if !yield(Finding{Rule: string(r.State), Source: r.Source, Message: r.Reason}) {
					return
				}
			}
			for _, fn := range r.Functions {
				if fn.State != Differs && fn.State != Unverified {
					continue // those without a translation have a note, which says why
				}
				message := "function " + fn.Name + ": " + fn.Outcome
				if fn.Reason != "" {
					message += ": " + fn.Reason
				}
				if !yield(Finding{string(fn.State), r.Source, fn.Path, fn.Line, 0, message}) {
					return
				}
			}
			for _, n := range r.Notes {
				rule := "not-carried"
				if n.Failure {
					rule = string(Untranslated)
				} else if failures {
					continue
				}
				if !yield(Finding{rule, r.Source, n.Path, n.Line, n.Column, n.Message}) {
					return
				}
			}
		}
	}
}
