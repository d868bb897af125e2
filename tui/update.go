package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Update takes a message and returns what to do next.
func (m *Model) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	var command tea.Cmd
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = message.Width, message.Height
	case tea.KeyMsg:
		command = m.key(message)
	case tea.MouseMsg:
		command = m.mouse(message)
	case tickMsg:
		m.ticking = false
		m.frame++
		if m.underWay() {
			command = m.tick()
		}
	default:
		command = m.report(message)
	}
	m.keepInSight()
	return m, tea.Batch(command, m.colorVisible())
}

// underWay reports whether something moves on the screen by itself.
func (m *Model) underWay() bool {
	if m.listing || m.loading || m.busy {
		return true
	}
	for _, f := range m.files {
		for i := range f.functions {
			if f.functions[i].state() == stateVerifying {
				return true
			}
		}
	}
	return false
}

// key does what a key is bound to.
func (m *Model) key(message tea.KeyMsg) tea.Cmd {
	if m.searching {
		return m.typeSearch(message)
	}
	replace := m.replace
	m.notice, m.replace = noticeMsg{}, false
	if m.treeFocus {
		if command, taken := m.treeKey(message); taken {
			return command
		}
	}
	if m.panel != panelNone {
		if command, taken := m.panelKey(message); taken {
			return command
		}
	}
	for _, b := range m.keys {
		if key.Matches(message, b.Binding) {
			if b.Keys()[0] == "w" {
				m.replace = replace
			}
			return b.do(m)
		}
	}
	return nil
}

// report takes what a command found.
func (m *Model) report(message tea.Msg) tea.Cmd {
	switch message := message.(type) {
	case noticeMsg:
		if m.notice = message; message.bad {
			m.log.Warn(message.text)
		}
	case filesMsg:
		return m.listed(message)
	case preparedMsg:
		m.loading = false
		if message.err != nil {
			if !errors.Is(message.err, context.Canceled) {
				m.broken = message.err.Error()
				m.complain(message.err.Error())
			}
			return nil
		}
		m.prepared = true
		m.log.Info("the model is loaded")
		return m.translateNext()
	case keptMsg:
		if message.err != nil {
			m.complain("the mark is not kept: " + message.err.Error())
		}
	case readMsg:
		if f := m.named(message.name); f != nil && f.document == nil {
			return m.opened(f, message)
		}
	case outlinedMsg:
		if f := m.named(message.name); f != nil && !f.outlined {
			return m.outlined(f, message)
		}
	case recalledMsg:
		if f := m.named(message.name); f != nil {
			m.recalled(f, message)
		}
	case translatedMsg:
		if f := m.named(message.name); f != nil && message.block < len(f.functions) {
			return m.translated(f, message)
		}
	case verifiedMsg:
		if f := m.named(message.name); f != nil {
			m.verified(f, message)
		}
	case editedMsg:
		if f := m.named(message.name); f != nil && message.block < len(f.functions) {
			return m.edited(f, message)
		}
	case savedMsg:
		if f := m.named(message.name); f != nil {
			m.saved(f, message)
		}
	case coloredMsg:
		if f := m.named(message.name); f != nil {
			m.colored(f, message)
		}
	}
	return nil
}

// opened shows a file of the tree that was read.
func (m *Model) opened(f *file, message readMsg) tea.Cmd {
	if message.err != nil {
		f.problem = message.err.Error()
		m.complain(f.problem)
		return nil
	}
	fresh := newFile(message.document)
	fresh.name = f.name
	*f = *fresh
	return tea.Batch(m.outline(f), m.prepare())
}

// outlined divides a file into its blocks.
func (m *Model) outlined(f *file, message outlinedMsg) tea.Cmd {
	f.outlined = true
	if message.err != nil {
		m.complain(message.err.Error())
		f.problem = message.err.Error()
		return nil
	}
	if len(message.blocks) == 0 {
		return nil
	}
	f.functions = make([]function, len(message.blocks))
	found := 0
	for i, b := range message.blocks {
		f.functions[i] = function{Block: b, compared: -1}
		if b.Refused {
			f.functions[i].problem = b.Note
		}
		if b.Target != "" {
			f.functions[i].candidates = []candidate{newCandidate(fileHypothesis(b.Target))}
		}
		if b.function() {
			found++
		}
	}
	f.arrange()
	if found == 0 {
		m.say(fmt.Sprintf("no %s function here: nothing to translate", f.document.From.Title()))
	}
	return tea.Batch(m.recallMarks(f), m.translateNext())
}

func (m *Model) recalled(f *file, message recalledMsg) {
	if message.err != nil {
		m.complain(message.err.Error())
	}
	for _, r := range message.found {
		if r.block < len(f.functions) {
			f.functions[r.block].recalled = &r
			f.functions[r.block].recall()
		}
	}
	f.arrange()
}

// translated takes a function's translations, and asks for the next.
func (m *Model) translated(f *file, message translatedMsg) tea.Cmd {
	m.busy = false
	fn := &f.functions[message.block]
	fn.translating = false
	switch {
	case errors.Is(message.err, context.Canceled):
		return nil
	case message.err != nil:
		fn.problem = message.err.Error()
		m.log.Warn("translate", "file", f.name, "function", fn.Name, "error", message.err)
	case len(message.hypotheses) == 0:
		fn.problem = "there is no translation"
	}
	for _, h := range message.hypotheses {
		fn.add(newCandidate(h))
	}
	fn.recall()
	f.arrange()
	return m.translateNext()
}

// verified takes verdicts. The texts may have changed while they were found.
func (m *Model) verified(f *file, message verifiedMsg) {
	for i, wanted := range message.candidates {
		fn := &f.functions[wanted.Block]
		for k := range fn.candidates {
			c := &fn.candidates[k]
			if c.Code != wanted.Code {
				continue
			}
			c.verifying = false
			if message.err == nil {
				verdict := message.verdicts[i]
				c.verdict = &verdict
			}
		}
	}
	switch {
	case errors.Is(message.err, context.Canceled):
	case errors.Is(message.err, ErrNotAvailable):
		m.complain("verification is " + message.err.Error())
	case message.err != nil:
		m.complain(message.err.Error())
	case len(message.candidates) > 1:
		_, _, passing := f.progress()
		m.say(fmt.Sprintf("%d verified, %d pass", len(message.candidates), passing))
	default:
		m.panel, m.scroll = panelVerdict, 0
	}
}

func (m *Model) saved(f *file, message savedMsg) {
	var exists *ExistsError
	switch {
	case errors.As(message.err, &exists):
		m.replace = true
		m.complain(exists.Error() + ": w replaces it")
	case message.err != nil:
		m.complain(message.err.Error())
	default:
		f.written = message.path
		m.say("wrote " + message.path)
		m.log.Info("wrote", "path", message.path)
	}
}

func (m *Model) colored(f *file, message coloredMsg) {
	if message.chunk >= 0 {
		f.colors.keep(message.chunk, message.classes)
		return
	}
	delete(f.colors.pending, -1)
	if message.block >= len(f.functions) {
		return
	}
	for i := range f.functions[message.block].candidates {
		if c := &f.functions[message.block].candidates[i]; c.Code == message.code {
			c.classes = message.classes
		}
	}
}

// quit ends the viewer.
func (m *Model) quit() tea.Cmd { return tea.Quit }

// fileTitle is what the title calls a file and its other side.
func fileTitle(f *file, arrow string) string {
	if f.document == nil {
		return f.name
	}
	to := f.document.To.Title()
	if f.document.Target != "" {
		to = f.document.Target
	}
	return strings.Join([]string{f.name, arrow, to}, " ")
}
