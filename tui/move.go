package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// Moving: the cursor is on a row. Side by side the screen follows it as little as
// it must; stacked panes keep it in their middle, each on its own line.

// page is the number of lines that a page key moves by.
func (m *Model) page() int {
	l := m.layout()
	if l.stacked {
		return max(1, min(l.source, l.target)-1)
	}
	return max(1, l.body-1)
}

func (m *Model) lastRow() int {
	if f := m.shown(); f != nil {
		return len(f.rows) - 1
	}
	return 0
}

// move moves the cursor by rows. Inside a row that is higher than the screen,
// the screen moves first. Stacked, rows that the focused pane does not have are
// passed over.
func (m *Model) move(by int) tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	l := m.layout()
	if !l.stacked {
		if (by == 1 || by == -1) && m.scrollInside(f, l, by) {
			return nil
		}
		return m.moveTo(f.cursor + by)
	}
	step := 1
	if by < 0 {
		step, by = -1, -by
	}
	at := f.cursor
	for next := at + step; next >= 0 && next < len(f.rows) && by > 0; next += step {
		if m.has(f, f.rows[next], m.focus) {
			at = next
			by--
		}
	}
	return m.moveTo(at)
}

// moveTo puts the cursor on a row.
func (m *Model) moveTo(row int) tea.Cmd {
	if f := m.shown(); f != nil {
		f.cursor = max(0, min(row, len(f.rows)-1))
	}
	return nil
}

// scrollInside moves the screen by a line where the cursor's row goes beyond it.
func (m *Model) scrollInside(f *file, l layout, by int) bool {
	if f.top.row != f.cursor {
		return false
	}
	height := m.rowHeight(f, f.cursor, l)
	if line := f.top.line + by; line >= 0 && line <= height-l.body {
		f.top.line = line
		return true
	}
	return false
}

// keepInSight moves the screen to where the cursor's row is on it.
func (m *Model) keepInSight() {
	f := m.shown()
	if f == nil {
		return
	}
	l := m.layout()
	if l.stacked || l.body < 1 {
		return
	}
	f.top.row = max(0, min(f.top.row, len(f.rows)-1))
	if f.cursor < f.top.row { // from below: the end of a row that is higher than the screen
		f.top = position{f.cursor, max(0, m.rowHeight(f, f.cursor, l)-l.body)}
		return
	}
	// From the cursor upward: as many rows as fit above it.
	need := min(m.rowHeight(f, f.cursor, l), l.body)
	if f.top.row == f.cursor {
		f.top.line = max(0, min(f.top.line, m.rowHeight(f, f.cursor, l)-l.body))
		return
	}
	highest, used := position{row: f.cursor}, need
	for highest.row > 0 && highest.row > f.top.row {
		height := m.rowHeight(f, highest.row-1, l)
		if used+height > l.body {
			// A part of the row above may be seen.
			if rest := l.body - used; rest > 0 {
				highest = position{highest.row - 1, height - rest}
			}
			break
		}
		used += height
		highest.row--
	}
	if f.top.row < highest.row || f.top.row == highest.row && f.top.line < highest.line {
		f.top = highest
	}
}

// nextFunction moves to the next function, or the one before, that is wanted,
// going round at the ends.
func (m *Model) nextFunction(step int, wanted func(*function) bool) tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	n := len(f.functions)
	at := f.rows[f.cursor].block
	for k := 1; k <= n; k++ {
		block := ((at+step*k)%n + n) % n
		if wanted(&f.functions[block]) {
			m.bring(f, block)
			return nil
		}
	}
	m.say("there is no such function")
	return nil
}

// bring puts the cursor on the first line of a function, and the function to the
// top of the screen where its end would not be seen.
func (m *Model) bring(f *file, block int) {
	first := f.rowOf(block)
	f.cursor = first
	if first+1 < len(f.rows) && f.rows[first].header {
		f.cursor++
	}
	l := m.layout()
	used := 0
	for i := f.top.row; i < len(f.rows) && f.rows[i].block <= block; i++ {
		used += m.rowHeight(f, i, l)
		if used > l.body {
			f.top = position{row: first}
			return
		}
	}
}

// otherPane changes the pane that the cursor's keys are for.
func (m *Model) otherPane() tea.Cmd {
	m.focus = targetPane - m.focus
	return nil
}

// mouse: the wheel scrolls, a click moves the cursor to a line or opens a file.
func (m *Model) mouse(message tea.MouseMsg) tea.Cmd {
	switch {
	case message.Button == tea.MouseButtonWheelDown && m.panelOpen():
		m.scroll++
	case message.Button == tea.MouseButtonWheelUp && m.panelOpen():
		m.scroll = max(0, m.scroll-1)
	case message.Button == tea.MouseButtonWheelDown:
		return m.move(3)
	case message.Button == tea.MouseButtonWheelUp:
		return m.move(-3)
	case message.Button == tea.MouseButtonLeft && message.Action == tea.MouseActionPress:
		return m.click(message.X, message.Y)
	}
	return nil
}
