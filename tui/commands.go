package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Commands: what blocks, each ending in one message.

// frameTime is how long a picture of what is under way stands.
const frameTime = 120 * time.Millisecond

// list asks for the files of a directory.
func (m *Model) list() tea.Cmd {
	return m.work.command(func(ctx context.Context) tea.Msg {
		names, err := m.session.Files(ctx)
		return filesMsg{names, err}
	})
}

// read reads a file of the tree.
func (m *Model) read(f *file) tea.Cmd {
	name := f.name
	return m.work.command(func(ctx context.Context) tea.Msg {
		document, err := m.session.Read(ctx, name)
		return readMsg{name, document, err}
	})
}

// outline takes a file apart.
func (m *Model) outline(f *file) tea.Cmd {
	name, document := f.name, f.document
	return m.work.command(func(ctx context.Context) tea.Msg {
		blocks, err := m.session.Outline(ctx, document)
		return outlinedMsg{name, blocks, err}
	})
}

// prepare loads the model, once.
func (m *Model) prepare() tea.Cmd {
	if m.loading || m.prepared {
		return nil
	}
	m.loading = true
	return m.work.command(func(ctx context.Context) tea.Msg { return preparedMsg{m.session.Prepare(ctx)} })
}

// recallMarks reads what was decided about a file's functions.
func (m *Model) recallMarks(f *file) tea.Cmd {
	if m.options.Marks.Folder == "" {
		return nil
	}
	name, document := f.name, f.document
	keys := map[int]string{}
	for i := range f.functions {
		if f.functions[i].function() {
			keys[i] = f.marksKey(i)
		}
	}
	return m.work.command(func(ctx context.Context) tea.Msg {
		result := recalledMsg{name: name}
		for block, key := range keys {
			if ctx.Err() != nil {
				return nil
			}
			kept, err := m.options.Marks.Load(key)
			if err != nil {
				result.err = err
			}
			r := recalled{block: block, kept: kept}
			for _, t := range kept.Translations {
				if t.Code == "" || hash(t.Code) != t.Hash {
					continue
				}
				if c, err := m.made(ctx, document, block, t.Code); err == nil {
					r.edited = append(r.edited, c)
				}
			}
			result.found = append(result.found, r)
		}
		return result
	})
}

// translateNext translates the next function: one of the file on the screen, from
// the cursor on, then from its beginning, then of the other files that were
// opened. The model does one at a time.
func (m *Model) translateNext() tea.Cmd {
	if !m.prepared || m.busy {
		return nil
	}
	f, block := m.nextWaiting()
	if f == nil {
		return nil
	}
	m.busy = true
	f.functions[block].translating = true
	name, document := f.name, f.document
	return tea.Batch(m.tick(), m.work.command(func(ctx context.Context) tea.Msg {
		hypotheses, err := m.session.Translate(ctx, document, block)
		return translatedMsg{name, block, hypotheses, err}
	}))
}

// nextWaiting returns the function that is to be translated next.
func (m *Model) nextWaiting() (*file, int) {
	files := append([]*file{}, m.files...)
	if f := m.shown(); f != nil {
		at := f.rows[f.cursor].block
		for k := range f.functions {
			block := (at + k) % len(f.functions)
			if f.functions[block].state() == stateWaiting {
				return f, block
			}
		}
	}
	for _, f := range files {
		for block := range f.functions {
			if f.outlined && f.functions[block].state() == stateWaiting {
				return f, block
			}
		}
	}
	return nil, 0
}

// verify compares candidates with their sources.
func (m *Model) verify(f *file, candidates []Candidate) tea.Cmd {
	name, document, chosen := f.name, f.document, f.chosen()
	return tea.Batch(m.tick(), m.work.command(func(ctx context.Context) tea.Msg {
		verdicts, err := m.session.Verify(ctx, document, candidates, chosen)
		if err == nil && len(verdicts) != len(candidates) {
			err = fmt.Errorf("%d verdicts for %d translations", len(verdicts), len(candidates))
		}
		return verifiedMsg{name, candidates, verdicts, err}
	}))
}

// keep writes what is decided about a function.
func (m *Model) keep(f *file, block int) tea.Cmd {
	key, kept := f.marksKey(block), f.functions[block].keep(f.document)
	return m.work.command(func(context.Context) tea.Msg { return keptMsg{m.options.Marks.Save(key, kept)} })
}

// save writes the translated file.
func (m *Model) save(f *file, replace bool) tea.Cmd {
	name, document, chosen := f.name, f.document, f.chosen()
	return m.work.command(func(ctx context.Context) tea.Msg {
		path, err := m.session.Save(ctx, document, chosen, replace)
		return savedMsg{name, path, err}
	})
}

// colorVisible highlights what is on the screen and has no colors yet, a piece at
// a time: its message asks for the next.
func (m *Model) colorVisible() tea.Cmd {
	f := m.shown()
	if f == nil || len(f.colors.pending) > 0 || m.palette.none {
		return nil
	}
	first, last := f.cursor, f.cursor
	for first > 0 && f.cursor-first < m.height {
		first--
	}
	for last < len(f.rows)-1 && last-f.cursor < m.height {
		last++
	}
	for i := first; i <= last; i++ {
		r := f.rows[i]
		if r.source >= 0 {
			if chunk := f.colors.missing(r.source, r.source); chunk >= 0 {
				return m.colorSource(f, chunk)
			}
		}
		if c := f.functions[r.block].current(); r.target >= 0 && c.classes == nil {
			return m.colorTarget(f, r.block, c)
		}
	}
	return nil
}

func (m *Model) colorSource(f *file, chunk int) tea.Cmd {
	f.colors.pending[chunk] = true
	name, language, lines, starts := f.name, f.document.From, f.lines, f.starts()
	return m.work.command(func(context.Context) tea.Msg {
		return coloredMsg{name: name, chunk: chunk, classes: colorChunk(language, lines, chunk, starts)}
	})
}

func (m *Model) colorTarget(f *file, block int, c *candidate) tea.Cmd {
	f.colors.pending[-1] = true
	name, language, code, lines := f.name, f.document.To, c.Code, c.lines
	return m.work.command(func(context.Context) tea.Msg {
		return coloredMsg{name: name, chunk: -1, block: block, code: code, classes: colorLines(language, lines)}
	})
}

// tick asks for the next picture of what is under way, while something is.
func (m *Model) tick() tea.Cmd {
	if m.ticking {
		return nil
	}
	m.ticking = true
	return m.work.command(func(ctx context.Context) tea.Msg {
		timer := time.NewTimer(m.frameTime)
		defer timer.Stop()
		select {
		case <-timer.C:
			return tickMsg{}
		case <-ctx.Done():
			return nil
		}
	})
}
