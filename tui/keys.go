package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// binding is a key of the viewer: what it is called, and what it does. The help
// is made from this table, so that none can be missing from it.
type binding struct {
	key.Binding
	group string
	do    func(*Model) tea.Cmd
}

// bind makes a binding: keys as bubbletea names them, and the text of the help.
func bind(group, help string, do func(*Model) tea.Cmd, keys ...string) binding {
	shown := make([]string, len(keys))
	for i, k := range keys {
		shown[i] = k
		if name, ok := keyNames[k]; ok {
			shown[i] = name
		}
	}
	return binding{key.NewBinding(key.WithKeys(keys...), key.WithHelp(strings.Join(shown, " "), help)), group, do}
}

// keyNames are those of bubbletea that people write otherwise.
var keyNames = map[string]string{
	" ": "space", "pgdown": "PgDn", "pgup": "PgUp", "home": "Home", "end": "End", "f3": "F3", "f15": "Shift+F3", "up": "Up", "down": "Down",
	"tab": "Tab", "esc": "Esc", "enter": "Enter", "ctrl+c": "Ctrl+C", "ctrl+z": "Ctrl+Z", "ctrl+d": "Ctrl+D", "ctrl+u": "Ctrl+U", "ctrl+l": "Ctrl+L",
}

// The groups of keys, in the help's order.
const (
	groupMove   = "Move"
	groupRead   = "Read"
	groupJudge  = "Judge"
	groupWork   = "Work"
	groupViewer = "Viewer"
)

// keyMap returns all keys, in the order of the help.
func keyMap() []binding {
	return []binding{
		bind(groupMove, "line down", func(m *Model) tea.Cmd { return m.move(1) }, "j", "down"),
		bind(groupMove, "line up", func(m *Model) tea.Cmd { return m.move(-1) }, "k", "up"),
		bind(groupMove, "page down", func(m *Model) tea.Cmd { return m.move(m.page()) }, " ", "pgdown"),
		bind(groupMove, "page up", func(m *Model) tea.Cmd { return m.move(-m.page()) }, "b", "pgup"),
		bind(groupMove, "half a page down", func(m *Model) tea.Cmd { return m.move(m.page() / 2) }, "d", "ctrl+d"),
		bind(groupMove, "half a page up", func(m *Model) tea.Cmd { return m.move(-m.page() / 2) }, "u", "ctrl+u"),
		bind(groupMove, "beginning", func(m *Model) tea.Cmd { return m.moveTo(0) }, "g", "home"),
		bind(groupMove, "end", func(m *Model) tea.Cmd { return m.moveTo(m.lastRow()) }, "G", "end"),
		bind(groupMove, "next function", func(m *Model) tea.Cmd { return m.nextFunction(1, (*function).function) }, "J"),
		bind(groupMove, "previous function", func(m *Model) tea.Cmd { return m.nextFunction(-1, (*function).function) }, "K"),
		bind(groupMove, "next function that wants a reader", func(m *Model) tea.Cmd { return m.nextFunction(1, (*function).wantsReader) }, "n"),
		bind(groupMove, "previous function that wants a reader", func(m *Model) tea.Cmd { return m.nextFunction(-1, (*function).wantsReader) }, "N"),
		bind(groupMove, "the other pane", (*Model).otherPane, "tab"),

		bind(groupRead, "next hypothesis", func(m *Model) tea.Cmd { return m.showHypothesis(1) }, "]"),
		bind(groupRead, "previous hypothesis", func(m *Model) tea.Cmd { return m.showHypothesis(-1) }, "["),
		bind(groupRead, "list of hypotheses", func(m *Model) tea.Cmd { return m.toggle(panelHypotheses) }, "h"),
		bind(groupRead, "alignment of the line", (*Model).toggleAlignment, "a"),
		bind(groupRead, "search", (*Model).startSearch, "/"),
		bind(groupRead, "next match", func(m *Model) tea.Cmd { return m.nextMatch(1) }, "f3"),
		bind(groupRead, "previous match", func(m *Model) tea.Cmd { return m.nextMatch(-1) }, "f15", "P"),

		bind(groupJudge, "verify the function", (*Model).verifyOne, "v"),
		bind(groupJudge, "verify all functions", (*Model).verifyAll, "V"),
		bind(groupJudge, "verdict and counter-example", func(m *Model) tea.Cmd { return m.toggle(panelVerdict) }, "c"),
		bind(groupJudge, "accept, or take it back", func(m *Model) tea.Cmd { return m.mark(Accepted) }, "A"),
		bind(groupJudge, "reject, or take it back", func(m *Model) tea.Cmd { return m.mark(Rejected) }, "R"),

		bind(groupWork, "edit the translation, then verify", (*Model).edit, "e"),
		bind(groupWork, "copy the translation", (*Model).copy, "y"),
		bind(groupWork, "write the translated file", (*Model).write, "w"),
		bind(groupWork, "tree of files", (*Model).toggleTree, "t"),
		bind(groupWork, "next file", func(m *Model) tea.Cmd { return m.nextFile(1) }, "}"),
		bind(groupWork, "previous file", func(m *Model) tea.Cmd { return m.nextFile(-1) }, "{"),

		bind(groupViewer, "help", func(m *Model) tea.Cmd { return m.toggle(panelHelp) }, "?"),
		bind(groupViewer, "close what is open", (*Model).closePanel, "esc"),
		bind(groupViewer, "draw anew", func(*Model) tea.Cmd { return tea.ClearScreen }, "ctrl+l"),
		bind(groupViewer, "suspend", func(*Model) tea.Cmd { return tea.Suspend }, "ctrl+z"),
		bind(groupViewer, "quit", (*Model).quit, "q", "ctrl+c"),
	}
}
