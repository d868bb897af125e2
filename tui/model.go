package tui

import (
	"context"
	"log/slog"
	"os/exec"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

// Options say what a viewer shows and how.
type Options struct {
	// Document is shown at once. Without one the viewer asks the session for its
	// files and begins with their tree.
	Document *Document

	Profile termenv.Profile // how many colors the terminal has; Ascii means none
	Theme   Theme
	ASCII   bool // draw with ASCII, and show other characters by their numbers
	Plain   bool // send no escape sequences at all

	Marks  Marks                       // where decisions are kept
	Editor func(path string) *exec.Cmd // what e starts; nil means there is none
	Copy   func(text string)           // puts text into the clipboard; nil means there is none
	Log    *slog.Logger                // nil drops what is logged
	Width  int                         // columns to begin with; 0 means 80
	Height int                         // lines to begin with; 0 means 24
}

// panel is what covers part of the screen.
type panel uint8

const (
	panelNone panel = iota
	panelHelp
	panelHypotheses
	panelVerdict
)

// pane is a side of the view.
type pane uint8

const (
	sourcePane pane = iota
	targetPane
)

// Model is the viewer's state. Only Update changes it; what View keeps is the
// palette's sequences.
type Model struct {
	session Session
	options Options
	work    *work
	log     *slog.Logger
	palette *palette
	glyphs  *glyphs
	keys    []binding

	width, height int
	static        bool         // printed, not shown on a terminal
	editing       *atomic.Bool // set while the editor has the terminal; nil where nobody asks

	files    []*file
	current  int
	listing  bool // the session is asked for its files
	prepared bool // the model is loaded
	loading  bool // the model is being loaded
	broken   string
	busy     bool // a function is at the model
	ticking  bool
	frame    int // of what is under way

	frameTime time.Duration

	focus     pane
	panel     panel
	scroll    int  // of the panel
	tree      bool // the tree is open
	treeFocus bool // it has the keys
	treeAt    int
	alignment bool

	search    textinput.Model
	searching bool
	query     string
	origin    int // row where the search began

	notice  noticeMsg
	replace bool // w was pressed and the file is there already
	err     error
}

var _ tea.Model = (*Model)(nil)

// New returns a viewer of a session. Close must be called when it is no longer
// used.
func New(ctx context.Context, session Session, options Options) *Model {
	m := &Model{
		session: session, options: options, work: newWork(ctx), log: options.Log, keys: keyMap(), glyphs: unicodeGlyphs,
		palette: newPalette(options.Profile, options.Theme, options.Plain),
		width:   80, height: 24, focus: targetPane, frameTime: frameTime,
	}
	if options.ASCII {
		m.glyphs = asciiGlyphs
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	if options.Width > 0 {
		m.width = options.Width
	}
	if options.Height > 0 {
		m.height = options.Height
	}
	m.search = newSearchInput()
	if options.Document != nil {
		m.files = []*file{newFile(options.Document)}
	} else {
		m.tree, m.treeFocus, m.listing = true, true, true
	}
	return m
}

// Close ends everything that the viewer has started, and waits for its end.
func (m *Model) Close() { m.work.close() }

// Err returns why the viewer ended by itself; nil where the user ended it.
func (m *Model) Err() error { return m.err }

// Init asks for the files, or for the outline of the document that is given.
func (m *Model) Init() tea.Cmd {
	if f := m.file(); f != nil {
		return tea.Batch(m.outline(f), m.prepare(), m.colorVisible())
	}
	return tea.Batch(m.list(), m.tick())
}

// file returns the file that is shown; nil while there is none.
func (m *Model) file() *file {
	if m.current < len(m.files) {
		return m.files[m.current]
	}
	return nil
}

// named returns the file of a name, with its document; nil where there is none.
func (m *Model) named(name string) *file {
	for _, f := range m.files {
		if f.name == name {
			return f
		}
	}
	return nil
}

// shown returns the file that is shown once it can be moved in; nil before.
func (m *Model) shown() *file {
	if f := m.file(); f != nil && f.document != nil && len(f.rows) > 0 {
		return f
	}
	return nil
}

// say puts a line into the status line.
func (m *Model) say(text string) { m.notice = noticeMsg{text: text} }

// complain puts a line into the status line and into the log.
func (m *Model) complain(text string) {
	m.notice = noticeMsg{text: text, bad: true}
	m.log.Warn(text)
}
