package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// The overlay of the alignment: which lines of the source the line under the
// cursor comes from, or which lines of the translation come from it.

// links are the lines that belong to the line under the cursor, by their index,
// with their rank: 0 for the strongest.
type links struct {
	block          int
	source, target map[int]int
	words          string // what the status line says
}

func (m *Model) toggleAlignment() tea.Cmd {
	m.alignment = !m.alignment
	return nil
}

// links finds the lines that belong to the line under the cursor, seen from the
// focused pane; from the other one where the focused has no line there.
func (m *Model) links(f *file) links {
	found := links{source: map[int]int{}, target: map[int]int{}}
	if !m.alignment {
		return found
	}
	r := f.rows[f.cursor]
	fn := &f.functions[r.block]
	found.block = r.block
	c := fn.current()
	if c == nil || r.source < 0 && r.target < 0 {
		return found
	}
	if r.target >= 0 && (m.focus == targetPane || r.source < 0) {
		for rank, line := range c.sourcesOf(r.target, fn, f.source(&fn.Block)) {
			found.source[line-1] = rank
		}
		found.target[r.target] = 0
		found.words = fmt.Sprintf("line %d %s %s", fn.targetLine(r.target), "comes from", lineList(c.sourcesOf(r.target, fn, f.source(&fn.Block))))
		return found
	}
	found.source[r.source] = 0
	var to []int
	for target := range c.lines {
		for rank, line := range c.sourcesOf(target, fn, f.source(&fn.Block)) {
			if line == r.source+1 {
				found.target[target] = rank
				to = append(to, fn.targetLine(target))
			}
		}
	}
	found.words = fmt.Sprintf("line %d %s %s", r.source+1, "became", lineList(to))
	return found
}

// sourcesOf returns the lines of the file that a line of the candidate comes
// from, the strongest first: those that the model attended to, or else the one
// that it is paired with.
func (c *candidate) sourcesOf(target int, fn *function, source []string) []int {
	if attended(c.Lines) {
		if target < len(c.Lines) {
			return c.Lines[target].Source
		}
		return nil
	}
	for _, p := range fn.align(c, source) {
		if p.target == target && p.source >= 0 {
			return []int{fn.First + p.source}
		}
	}
	return nil
}

// lineList lists numbers of lines.
func lineList(lines []int) string {
	if len(lines) == 0 {
		return "no line"
	}
	words := make([]string, len(lines))
	for i, line := range lines {
		words[i] = fmt.Sprint(line)
	}
	return strings.Join(words, ", ")
}

// sign is the sign before a line: that it belongs to the line under the cursor,
// or that it has changed, or the reader's mark on the function's first line.
func (m *Model) sign(f *file, r row, side pane, links links) string {
	fn := &f.functions[r.block]
	if m.alignment && r.block == links.block {
		rank, ok := links.source[r.source]
		if side == targetPane {
			rank, ok = links.target[r.target]
		}
		switch {
		case ok && rank == 0:
			return m.glyphs.strongest
		case ok:
			return m.glyphs.linked
		}
	}
	if c := fn.current(); side == targetPane && c != nil && r.target >= 0 {
		if fn.compared >= 0 && len(c.changes[r.target]) > 0 {
			return m.glyphs.changed
		}
	}
	return " "
}
