package tui

import (
	"context"
	"errors"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/verify"
)

// Session does the work behind the viewer. Its methods block; the viewer calls
// them from commands, several at a time, and cancels ctx when it ends.
type Session interface {
	// Files lists the files that can be shown, by the names that Read takes. It is
	// asked only where Options.Path is "".
	Files(ctx context.Context) ([]string, error)

	// Read reads a file, without looking into it: it is on the screen before
	// anything else is known.
	Read(ctx context.Context, name string) (*Document, error)

	// Outline takes a document apart. The blocks are in source order and hold every
	// line once.
	Outline(ctx context.Context, document *Document) ([]Block, error)

	// Prepare loads the model. It is called once, before the first Translate.
	Prepare(ctx context.Context) error

	// Translate returns the translations of a function, block index of document's
	// Outline, best first.
	Translate(ctx context.Context, document *Document, index int) ([]translate.Hypothesis, error)

	// Problem says why code can't be the translation of a function, block index; ""
	// if it can: it parses, and is one function. It is asked about what the user
	// wrote.
	Problem(ctx context.Context, document *Document, index int, code string) (string, error)

	// Verify compares translations with the functions that they come from. chosen is
	// the translation of each block that is shown, "" for none: candidates call
	// them.
	Verify(ctx context.Context, document *Document, candidates []Candidate, chosen []string) ([]verify.Verdict, error)

	// Save writes the translated file with the given translation of each block, ""
	// for blocks without one, and returns its path. It returns *ExistsError
	// instead of replacing a file that it has not written itself, unless replace.
	Save(ctx context.Context, document *Document, chosen []string, replace bool) (string, error)
}

// Recorder is a Session that knows how files stand before they are read, such as that
// of a tree that was converted.
type Recorder interface {
	// Recorded says how the functions of a file stand, by a name of Files.
	Recorded(name string) Record
}

// Record counts the functions of a file by what is known of them.
type Record struct {
	Functions    int  // all
	Verified     int  // behave as their source
	Differs      int  // do not, or do not compile
	Untranslated int  // have no translation that parses
	Judged       bool // verification was asked for
	Failed       bool // the file was not translated at all
}

// Candidate is a translation of a function to verify.
type Candidate struct {
	Block int
	Code  string
}

// ExistsError says that a file is there already.
type ExistsError struct{ Path string }

func (e *ExistsError) Error() string { return e.Path + " is there already" }

// ErrNotAvailable says that a session can't do what it is asked for.
var ErrNotAvailable = errors.New("not available")

// Document is a file that is shown.
type Document struct {
	Name   string // for people
	Source []byte
	From   lexers.Language
	To     lexers.Language

	// Target is the name of the file on the right where that exists; "" where the
	// right side is translated.
	Target string
}

// Block is a function, or lines between functions.
type Block struct {
	Name  string // of a function, with its classes; "" for lines between functions
	First int    // line of the document, 1-based
	Last  int    // First - 1 for a block without lines on the left

	// Note says what becomes of lines between functions, or why a function can't
	// be translated.
	Note    string
	Refused bool // the function has no translation; Note says why

	// Target is the text beside lines between functions in a file that exists, and
	// TargetLine the number of its first line there. Functions have TargetLine too.
	Target     string
	TargetLine int
}

// function reports whether the block is a function.
func (b *Block) function() bool { return b.Name != "" }
