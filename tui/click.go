package tui

import tea "github.com/charmbracelet/bubbletea"

// click moves the cursor to the line at a place of the screen, both counted from
// 0, and the focus to its pane; in the tree it opens the file there.
func (m *Model) click(x, y int) tea.Cmd {
	l := m.layout()
	if l.title {
		y--
	}
	if y < 0 || m.panel == panelHelp {
		return nil
	}
	if m.treeFocus && l.tree == 0 || x < l.tree {
		lines, cursor := m.treeLines()
		i := y + treeTop(cursor, len(lines), l.body+l.panel)
		if i < len(lines) && lines[i].file >= 0 {
			command := m.open(lines[i].file)
			m.tree, m.treeFocus = l.tree > 0, false
			return command
		}
		return nil
	}
	if l.tree > 0 {
		x -= l.tree + 1
	}
	f := m.shown()
	if f == nil || y >= l.body {
		return nil
	}
	m.treeFocus = false
	if !l.stacked {
		lines := m.beside(f, l)
		if y >= len(lines) {
			return nil
		}
		m.focus = sourcePane
		if x > l.source {
			m.focus = targetPane
		}
		return m.moveTo(lines[y].row)
	}
	side, height := sourcePane, l.source
	if y >= l.source {
		side, height = targetPane, l.target
		y -= l.source
		if l.source > 0 {
			y-- // the rule
		}
	}
	if y < 0 {
		return nil
	}
	m.focus = side
	if lines := m.around(f, side, l, height, m.links(f)); y < len(lines) && lines[y].row >= 0 {
		return m.moveTo(lines[y].row)
	}
	return nil
}
