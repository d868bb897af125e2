package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// Print writes what the viewer would show of options.Document, side by side and
// from beginning to end, once everything is translated. complete is false where a
// function has no translation that parses.
func Print(ctx context.Context, w io.Writer, session Session, options Options) (complete bool, err error) {
	m := New(ctx, session, options)
	defer m.Close()
	m.static = true
	f := m.files[0]
	blocks, err := session.Outline(ctx, f.document)
	if err != nil {
		return false, err
	}
	m.outlined(f, outlinedMsg{name: f.name, blocks: blocks})
	if complete, err = m.translateAll(ctx, f); err != nil {
		return false, err
	}
	f.cursor = -1
	l := m.layout()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, m.title(l.width))
	for i, r := range f.rows {
		if !m.palette.none {
			m.colorRow(f, r)
		}
		for _, line := range m.besideRow(f, i, l, links{}) {
			fmt.Fprintln(out, line)
		}
	}
	return complete, out.Flush()
}

// ErrNoFunctions says that a file holds nothing to translate.
var ErrNoFunctions = errors.New("no function found: nothing to translate")

// translateAll translates the functions that have no candidate, in their order.
func (m *Model) translateAll(ctx context.Context, f *file) (complete bool, err error) {
	complete, prepared, found := true, false, false
	for i := range f.functions {
		fn := &f.functions[i]
		found = found || fn.function()
		if fn.state() == stateWaiting {
			if !prepared {
				if err := m.session.Prepare(ctx); err != nil {
					return false, err
				}
				prepared = true
			}
			hypotheses, err := m.session.Translate(ctx, f.document, i)
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			m.translated(f, translatedMsg{name: f.name, block: i, hypotheses: hypotheses, err: err})
		}
		if s := fn.state(); s == stateRefused || s == stateUnparsable {
			complete = false
		}
	}
	if !found {
		return false, ErrNoFunctions
	}
	return complete, nil
}

// colorRow highlights what a row shows and what comes with it.
func (m *Model) colorRow(f *file, r row) {
	if r.source >= 0 {
		if chunk := f.colors.missing(r.source, r.source); chunk >= 0 {
			f.colors.keep(chunk, colorChunk(f.document.From, f.lines, chunk, f.starts()))
		}
	}
	if c := f.functions[r.block].current(); r.target >= 0 && c.classes == nil {
		c.classes = colorLines(f.document.To, c.lines)
	}
}
