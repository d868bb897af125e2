package tui

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// maxMatches bounds the matches that are marked in one line.
const maxMatches = 100

func newSearchInput() textinput.Model {
	input := textinput.New()
	input.Prompt = "/"
	input.CharLimit = 200
	input.Cursor.SetMode(cursor.CursorStatic) // a blinking one would draw for ever
	return input
}

// startSearch opens the line for the words to search.
func (m *Model) startSearch() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	m.searching, m.origin = true, f.cursor
	m.search.SetValue("")
	m.search.Focus()
	return nil
}

// typeSearch takes a key while the words are typed: the first match from where
// the search began is shown at once.
func (m *Model) typeSearch(message tea.KeyMsg) tea.Cmd {
	f := m.shown()
	if f == nil {
		m.searching = false
		return nil
	}
	switch message.String() {
	case "esc", "ctrl+c":
		m.searching, m.query = false, ""
		return m.moveTo(m.origin)
	case "enter":
		m.searching = false
		if m.query != "" && !m.matchesRow(f, f.rows[f.cursor]) {
			m.say("not found: " + m.query)
		}
		return nil
	}
	var command tea.Cmd
	m.search, command = m.search.Update(message)
	m.query = m.search.Value()
	m.moveTo(m.origin)
	if m.query != "" && !m.matchesRow(f, f.rows[f.cursor]) {
		m.find(f, 1)
	}
	return command
}

// nextMatch moves to the next match, or the one before.
func (m *Model) nextMatch(step int) tea.Cmd {
	f := m.shown()
	switch {
	case f == nil:
	case m.query == "":
		m.say("nothing was searched for: / searches")
	case !m.find(f, step):
		m.say("not found: " + m.query)
	}
	return nil
}

// find moves to the next row with a match, going round at the ends.
func (m *Model) find(f *file, step int) bool {
	n := len(f.rows)
	for k := 1; k <= n; k++ {
		row := ((f.cursor+step*k)%n + n) % n
		if m.matchesRow(f, f.rows[row]) {
			if step > 0 && row <= f.cursor || step < 0 && row >= f.cursor {
				m.say(fmt.Sprintf("%s: round the end", m.query))
			}
			f.cursor = row
			return true
		}
	}
	return false
}

// matchesRow reports whether a line of either side has a match.
func (m *Model) matchesRow(f *file, r row) bool {
	if r.source >= 0 && indexFold(f.lines[r.source], m.query, 0) >= 0 {
		return true
	}
	return r.target >= 0 && indexFold(f.functions[r.block].current().lines[r.target], m.query, 0) >= 0
}

// indexFold finds words in a line from an offset on. Words in lower case match
// upper case too.
func indexFold(line, words string, from int) int {
	if from > len(line) {
		return -1
	}
	if strings.IndexFunc(words, unicode.IsUpper) >= 0 || !ascii(words) {
		if at := strings.Index(line[from:], words); at >= 0 {
			return from + at
		}
		return -1
	}
	if words == "" {
		return from
	}
	low := words[0]
	up := low
	if low >= 'a' && low <= 'z' {
		up -= 'a' - 'A'
	}
	for i := from; i+len(words) <= len(line); i++ {
		if (line[i] == low || line[i] == up) && strings.EqualFold(line[i:i+len(words)], words) {
			return i
		}
	}
	return -1
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// matches returns where a line has the words that are searched for.
func (m *Model) matches(line string) []span {
	if m.query == "" {
		return nil
	}
	line = line[:min(len(line), maxLine)]
	var found []span
	for at := indexFold(line, m.query, 0); at >= 0 && len(found) < maxMatches; at = indexFold(line, m.query, at+len(m.query)) {
		found = append(found, span{at, at + len(m.query)})
	}
	return found
}
