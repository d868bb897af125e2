package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"transcoder/translate"
)

// Working: editing, copying, writing.

// edit opens the candidate under the cursor in the user's editor. What comes back
// is a candidate of its own; the model's stay.
func (m *Model) edit() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	block := f.rows[f.cursor].block
	fn := &f.functions[block]
	switch {
	case !fn.function():
		m.say("the cursor is not on a function")
		return nil
	case fn.current() == nil && fn.problem == "":
		m.say("there is no translation to edit yet")
		return nil
	case m.options.Editor == nil:
		m.complain("there is no editor: set EDITOR")
		return nil
	}
	// A function without a translation is translated by hand, from its source.
	text := strings.Join(f.source(&fn.Block), "\n")
	if c := fn.current(); c != nil {
		text = c.Code
	}
	path, err := scratchFile(text, f.document.To.Extension())
	if err != nil {
		m.complain(err.Error())
		return nil
	}
	name, document := f.name, f.document
	if m.editing != nil {
		m.editing.Store(true)
	}
	return tea.ExecProcess(m.options.Editor(path), func(err error) tea.Msg {
		if m.editing != nil {
			m.editing.Store(false)
		}
		return m.work.command(func(ctx context.Context) tea.Msg {
			message := editedMsg{name: name, block: block}
			message.made, message.err = m.takeBack(ctx, document, block, path, text, err)
			return message
		})()
	})
}

// scratchFile writes text to a file of its own folder, which nobody else can read.
func scratchFile(text, extension string) (string, error) {
	folder, err := os.MkdirTemp("", "transcoder-edit-")
	if err != nil {
		return "", fmt.Errorf("edit: %w", err)
	}
	path := filepath.Join(folder, "function"+extension)
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		return "", errors.Join(fmt.Errorf("edit: %w", err), os.RemoveAll(folder))
	}
	return path, nil
}

// takeBack reads what the editor left. The file stays where that fails: it may
// hold the user's work.
func (m *Model) takeBack(ctx context.Context, document *Document, block int, path, before string, err error) (*candidate, error) {
	if err != nil {
		return nil, fmt.Errorf("the editor failed (%w): what it left is in %s", err, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("edit: %w", err)
	}
	text := strings.TrimRight(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n \t")
	if text == strings.TrimRight(before, "\n \t") || strings.TrimSpace(text) == "" {
		return nil, os.RemoveAll(filepath.Dir(path))
	}
	c, err := m.made(ctx, document, block, text)
	if err != nil {
		return nil, fmt.Errorf("edit: %w: what you wrote is in %s", err, path)
	}
	return &c, os.RemoveAll(filepath.Dir(path))
}

// made returns a candidate of text that a person wrote.
func (m *Model) made(ctx context.Context, document *Document, block int, text string) (candidate, error) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	problem, err := m.session.Problem(ctx, document, block, text)
	if err != nil {
		return candidate{}, err
	}
	return newCandidate(translate.Hypothesis{Code: text, Parses: problem == "", Problem: problem, Origin: originEdited}), nil
}

// fileHypothesis is the text of a file that exists, as a candidate.
func fileHypothesis(text string) translate.Hypothesis {
	return translate.Hypothesis{Code: text, Parses: true, Origin: originFile}
}

// edited shows what the user wrote, keeps it, and verifies it.
func (m *Model) edited(f *file, message editedMsg) tea.Cmd {
	switch {
	case message.err != nil:
		m.complain(message.err.Error())
		return nil
	case message.made == nil:
		m.say("nothing was changed")
		return nil
	}
	fn := &f.functions[message.block]
	fn.show(fn.add(*message.made))
	f.arrange()
	keep := m.keep(f, message.block)
	if c := fn.current(); !c.Parses {
		m.complain("it does not parse: " + c.Problem)
		return keep
	}
	return tea.Batch(keep, m.verifyBlocks(f, []int{message.block}))
}

// copy puts the candidate under the cursor into the clipboard.
func (m *Model) copy() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	c := f.at().current()
	switch {
	case c == nil:
		m.say("there is no translation to copy here")
	case m.options.Copy == nil:
		m.complain("there is no clipboard")
	default:
		text := c.Code + "\n"
		return func() tea.Msg {
			m.options.Copy(text)
			return noticeMsg{text: "copied " + countOf(strings.Count(text, "\n"), "line")}
		}
	}
	return nil
}

// write writes the translated file; where it is there already, pressed twice.
func (m *Model) write() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	replace := m.replace
	m.replace = false
	for i := range f.functions {
		if s := f.functions[i].state(); s == stateWaiting || s == stateTranslating {
			m.say("not all functions are translated yet")
			return nil
		}
	}
	if !f.outlined {
		m.say("the file is not read yet")
		return nil
	}
	return m.save(f, replace)
}
