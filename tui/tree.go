package tui

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// The tree of a directory's files, each with where its functions stand.

// ErrNoFiles says that a directory holds nothing to show.
var ErrNoFiles = errors.New("no Python, C++ or Java file to translate")

// treeWidth is the width of the tree beside a file, and treeBeside the width of a
// screen on which it stands there; a narrower one shows the tree alone.
const (
	treeWidth  = 34
	treeBeside = 120
)

// listed takes the files of a directory.
func (m *Model) listed(message filesMsg) tea.Cmd {
	m.listing = false
	if message.err == nil && len(message.names) == 0 {
		message.err = ErrNoFiles
	}
	if message.err != nil {
		if !errors.Is(message.err, context.Canceled) {
			m.err = message.err
		}
		return tea.Quit
	}
	for _, name := range message.names {
		m.files = append(m.files, &file{name: name, colors: newSourceColors()})
	}
	return m.open(0)
}

// open shows a file, read where it was not.
func (m *Model) open(index int) tea.Cmd {
	if index < 0 || index >= len(m.files) {
		return nil
	}
	m.current, m.treeAt = index, index
	f := m.files[index]
	if f.document != nil || f.problem != "" {
		return m.translateNext()
	}
	return m.read(f)
}

// nextFile shows the next file of the tree, or the one before.
func (m *Model) nextFile(step int) tea.Cmd {
	if next := m.current + step; next >= 0 && next < len(m.files) {
		return m.open(next)
	}
	m.say("there is no other file")
	return nil
}

// toggleTree opens the tree, goes back to it where it stands beside a file, or
// closes it.
func (m *Model) toggleTree() tea.Cmd {
	m.tree = !m.tree || !m.treeFocus
	m.treeFocus = m.tree
	m.treeAt = m.current
	return nil
}

// treeKey takes the keys that move in the tree.
func (m *Model) treeKey(message tea.KeyMsg) (command tea.Cmd, taken bool) {
	switch message.String() {
	case "j", "down":
		m.treeAt++
	case "k", "up":
		m.treeAt--
	case "g", "home":
		m.treeAt = 0
	case "G", "end":
		m.treeAt = len(m.files) - 1
	case "pgdown", " ":
		m.treeAt += m.page()
	case "pgup", "b":
		m.treeAt -= m.page()
	case "esc":
		m.tree, m.treeFocus = false, false
	case "enter":
		command = m.open(m.treeAt)
		m.tree, m.treeFocus = m.width >= treeBeside, false
	default:
		return nil, false
	}
	m.treeAt = max(0, min(m.treeAt, len(m.files)-1))
	return command, true
}

// treeTop is the first line of the tree's lines that is on the screen.
func treeTop(at, count, height int) int {
	return max(0, min(at-height/2, count-height))
}

// treeLine is a line of the tree: a folder, or a file with its state.
type treeLine struct {
	text  string
	file  int // -1 for a folder
	class style
}

// treeLines returns the lines of the tree and which of them is under the cursor.
func (m *Model) treeLines() (lines []treeLine, cursor int) {
	folder := "."
	for i, f := range m.files {
		name := filepath.ToSlash(f.name)
		if dir := path.Dir(name); dir != folder {
			folder = dir
			lines = append(lines, treeLine{text: dir + "/", file: -1, class: classFaint})
		}
		indent := ""
		if folder != "." {
			indent = "  "
		}
		if i == m.treeAt {
			cursor = len(lines)
		}
		glyph, words, class := m.fileState(f)
		text := fmt.Sprintf("%s%s %s", indent, glyph, path.Base(name))
		if words != "" {
			text += "  " + words
		}
		lines = append(lines, treeLine{text: text, file: i, class: class})
	}
	return lines, cursor
}

// fileState says where a file's functions stand: the state of the one that is
// furthest back, and how many are done.
func (m *Model) fileState(f *file) (glyph, words string, class style) {
	switch {
	case f.problem != "":
		return m.glyphs.states[stateFails], "can't be read", classBad
	case f.document == nil:
		if r, ok := m.session.(Recorder); ok {
			return m.recorded(r.Recorded(f.name))
		}
		return m.glyphs.states[stateWaiting], "", classPlain
	case !f.outlined:
		return m.glyphs.states[stateTranslating], "reading", classFaint
	}
	functions, done, passing := f.progress()
	worst := statePasses
	rank := map[state]int{
		statePasses: 0, stateUnverified: 1, stateUnverdict: 2, stateVerifying: 3, stateUnparsable: 4, stateFails: 5, stateDiffers: 6,
		stateRefused: 7, stateWaiting: 8, stateTranslating: 9,
	}
	marked := 0
	for i := range f.functions {
		fn := &f.functions[i]
		if !fn.function() {
			continue
		}
		if s := fn.state(); rank[s] > rank[worst] {
			worst = s
		}
		if c := fn.current(); c != nil && c.mark != Unmarked {
			marked++
		}
	}
	if functions == 0 {
		return m.glyphs.states[stateUnverdict], "no functions", classFaint
	}
	parts := []string{fmt.Sprintf("%d/%d", done, functions)}
	if passing > 0 {
		parts = append(parts, fmt.Sprintf("%d pass", passing))
	}
	if marked > 0 {
		parts = append(parts, fmt.Sprintf("%d judged", marked))
	}
	if f.written != "" {
		parts = append(parts, "written")
	}
	return m.glyphs.states[worst], strings.Join(parts, ", "), stateClasses[worst]
}

// recorded says where the functions of a file stand that was not read yet.
func (m *Model) recorded(r Record) (glyph, words string, class style) {
	state := stateUnverified
	switch {
	case r.Failed:
		return m.glyphs.states[stateRefused], "failed", stateClasses[stateRefused]
	case r.Functions == 0:
		return m.glyphs.states[stateUnverdict], "no functions", classFaint
	case r.Untranslated > 0:
		state = stateRefused
	case r.Differs > 0:
		state = stateDiffers
	case r.Verified == r.Functions:
		state = statePasses
	case r.Judged:
		state = stateUnverdict
	}
	words = fmt.Sprintf("%d/%d", r.Functions-r.Untranslated, r.Functions)
	if r.Judged {
		words += fmt.Sprintf(", %d pass", r.Verified)
	}
	if r.Differs > 0 {
		words += fmt.Sprintf(", %d differ", r.Differs)
	}
	return m.glyphs.states[state], words, stateClasses[state]
}

// treePane draws the tree.
func (m *Model) treePane(width, height int) []string {
	lines, cursor := m.treeLines()
	if m.listing {
		lines = []treeLine{{text: m.spinner() + " listing files", file: -1, class: classFaint}}
	}
	top := treeTop(cursor, len(lines), height)
	var out []string
	for i := top; i < min(top+height, len(lines)); i++ {
		mark, flags := "  ", style(0)
		if i == cursor && lines[i].file >= 0 {
			mark, flags = m.glyphs.cursor+" ", flagCursor
		}
		out = append(out, m.line(mark+lines[i].text, lines[i].class|flags, width))
	}
	for len(out) < height {
		out = append(out, m.line("", 0, width))
	}
	return out
}
