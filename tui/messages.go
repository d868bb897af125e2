package tui

import (
	"transcoder/translate"
	"transcoder/verify"
)

// Messages: what commands report back to Update.

// filesMsg: the files of a directory.
type filesMsg struct {
	names []string
	err   error
}

// readMsg: a file's bytes.
type readMsg struct {
	name     string
	document *Document
	err      error
}

// outlinedMsg: a file's blocks.
type outlinedMsg struct {
	name   string
	blocks []Block
	err    error
}

// recalledMsg: what was decided about a file's functions earlier.
type recalledMsg struct {
	name  string
	found []recalled
	err   error
}

// preparedMsg: the model is loaded.
type preparedMsg struct{ err error }

// translatedMsg: a function's translations.
type translatedMsg struct {
	name       string
	block      int
	hypotheses []translate.Hypothesis
	err        error
}

// verifiedMsg: verdicts on candidates, in their order.
type verifiedMsg struct {
	name       string
	candidates []Candidate
	verdicts   []verify.Verdict
	err        error
}

// editedMsg: the reader is back from the editor. made is nil where nothing
// changed.
type editedMsg struct {
	name  string
	block int
	made  *candidate
	err   error
}

// savedMsg: the translated file is written.
type savedMsg struct {
	name string
	path string
	err  error
}

// keptMsg: decisions are on disk.
type keptMsg struct{ err error }

// coloredMsg: classes of a chunk of the source, or of a candidate.
type coloredMsg struct {
	name    string
	chunk   int // -1 for a candidate
	block   int
	code    string
	classes [][]uint8
}

// tickMsg: time to draw what is under way anew.
type tickMsg struct{}

// noticeMsg is a line for the status line.
type noticeMsg struct {
	text string
	bad  bool
}
