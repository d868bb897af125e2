package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// View draws the screen: as many lines as it has, none wider than it is.
func (m *Model) View() string {
	if m.width < 1 || m.height < 1 {
		return ""
	}
	l := m.layout()
	var lines []string
	if l.title {
		lines = append(lines, m.title(l.width))
	}
	body := l.body + l.panel
	switch {
	case body <= 0:
	case m.panel == panelHelp:
		lines = append(lines, m.helpPane(l.width, body)...)
	case m.treeFocus && l.tree == 0:
		lines = append(lines, m.treePane(l.width, body)...)
	default:
		text := m.text(l)
		text = append(text, m.panelPane(l.text, l.panel)...)
		if l.tree > 0 {
			separator := m.palette.paint(classFaint, m.glyphs.separator)
			for i, line := range m.treePane(l.tree, body) {
				text[i] = line + separator + text[i]
			}
		}
		lines = append(lines, text...)
	}
	lines = append(lines, m.status(l.width))
	for i, line := range lines {
		if l.text < narrow { // gutters and panes have a least width
			lines[i] = ansi.Truncate(line, l.width, "")
		}
	}
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

// text draws both panes: l.body lines.
func (m *Model) text(l layout) []string {
	var lines []string
	f := m.shown()
	switch {
	case f == nil && m.file() != nil && m.file().problem != "":
		lines = append(lines, m.line(m.file().problem, classBad, l.text))
	case f == nil:
		lines = append(lines, m.line(m.spinner()+" reading", classFaint, l.text))
	case l.stacked:
		lines = m.stacked(f, l)
	default:
		for _, s := range m.beside(f, l) {
			lines = append(lines, s.text)
		}
	}
	for len(lines) < l.body {
		lines = append(lines, m.line("", 0, l.text))
	}
	return lines[:max(0, l.body)]
}

// screenLine is a line of the screen and the row that it shows a part of.
type screenLine struct {
	text string
	row  int
}

// beside draws the panes beside each other, from the top position on.
func (m *Model) beside(f *file, l layout) []screenLine {
	var lines []screenLine
	links := m.links(f)
	for i := f.top.row; i < len(f.rows) && len(lines) < l.body; i++ {
		for k, text := range m.besideRow(f, i, l, links) {
			if i > f.top.row || k >= f.top.line {
				lines = append(lines, screenLine{text, i})
			}
		}
	}
	return lines[:min(len(lines), max(0, l.body))]
}

// besideRow draws a row with both its sides.
func (m *Model) besideRow(f *file, index int, l layout, links links) []string {
	if f.rows[index].header {
		return []string{m.header(f, index, l.text)}
	}
	separator := m.palette.paint(classFaint, m.glyphs.separator)
	left, right := m.side(f, index, sourcePane, l, links), m.side(f, index, targetPane, l, links)
	var lines []string
	for k := range max(1, len(left), len(right)) {
		lines = append(lines, m.part(left, k, l.source)+separator+m.part(right, k, l.target))
	}
	return lines
}

// part returns the k-th line of a row's side, blank where it has none.
func (m *Model) part(lines []string, k, width int) string {
	if k < len(lines) {
		return lines[k]
	}
	return strings.Repeat(" ", width)
}

// stacked draws the source above the target, with the function's header between
// them. The line under the cursor stands in the middle of each pane.
func (m *Model) stacked(f *file, l layout) []string {
	links := m.links(f)
	var lines []string
	for _, s := range m.around(f, sourcePane, l, l.source, links) {
		lines = append(lines, s.text)
	}
	if l.source > 0 && l.target > 0 {
		lines = append(lines, m.header(f, f.cursor, l.text))
	}
	for _, s := range m.around(f, targetPane, l, l.target, links) {
		lines = append(lines, s.text)
	}
	return lines
}

// around draws height lines of one pane round the cursor.
func (m *Model) around(f *file, side pane, l layout, height int, links links) []screenLine {
	anchor := f.cursor
	for anchor > 0 && !m.has(f, f.rows[anchor], side) {
		anchor--
	}
	// Enough above the cursor to fill the pane at the end of the file, too.
	var above, below []screenLine
	add := func(lines []screenLine, i int) []screenLine {
		for _, text := range m.side(f, i, side, l, links) {
			lines = append(lines, screenLine{text, i})
		}
		return lines
	}
	for i := anchor; i < len(f.rows) && len(below) < height; i++ {
		below = add(below, i)
	}
	for i := anchor - 1; i >= 0 && len(above) < height; i-- {
		above = append(add(nil, i), above...)
	}
	start := len(above) - height/2
	if len(below) < height-height/2 {
		start = len(above) - (height - len(below))
	}
	lines := append(above, below...)
	lines = lines[max(0, start):]
	for len(lines) < height {
		lines = append(lines, screenLine{m.line("", 0, l.text), -1})
	}
	return lines[:max(0, height)]
}

// has reports whether a pane has something in a row.
func (m *Model) has(f *file, r row, side pane) bool {
	if side == sourcePane {
		return r.source >= 0
	}
	return r.target >= 0 || r.first && f.functions[r.block].remark() != ""
}

// remark is what stands where the translation is not: why, or what happens.
func (f *function) remark() string {
	switch {
	case f.current() != nil:
		return ""
	case f.problem != "":
		return f.problem
	case f.function():
		return stateWords[f.state()]
	}
	return f.Note
}

// content returns the line that a pane has in a row, the classes of its bytes
// where they are known, and whether it has one.
func (m *Model) content(f *file, r row, side pane) (line string, classes []uint8, ok bool) {
	fn := &f.functions[r.block]
	switch {
	case r.header:
		return "", nil, false
	case side == sourcePane && r.source >= 0:
		return f.lines[r.source], f.colors.line(r.source), true
	case side == targetPane && r.target >= 0:
		c := fn.current()
		if r.target < len(c.classes) {
			classes = c.classes[r.target]
		}
		return c.lines[r.target], classes, true
	case side == targetPane && r.first && fn.remark() != "":
		return fn.remark(), nil, true
	}
	return "", nil, false
}

// rowHeight is how many lines of the screen a row takes side by side.
func (m *Model) rowHeight(f *file, index int, l layout) int {
	height := 1
	for _, side := range []pane{sourcePane, targetPane} {
		line, _, ok := m.content(f, f.rows[index], side)
		if !ok {
			continue
		}
		_, width := l.columns(side)
		if len(line) > width || !ascii(line) || strings.ContainsRune(line, '\t') {
			height = max(height, len(wrap(m.glyphs.cells(line, plain), width)))
		} else if clean := strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r == 0x7F }) < 0; !clean {
			height = max(height, len(wrap(m.glyphs.cells(line, plain), width)))
		}
	}
	return height
}

// side draws what a pane has in a row: no line, one, or several where it is
// wrapped, each as wide as the pane.
func (m *Model) side(f *file, index int, side pane, l layout, links links) []string {
	r := f.rows[index]
	line, classes, ok := m.content(f, r, side)
	if !ok {
		return nil
	}
	width, textWidth := l.columns(side)
	fn := &f.functions[r.block]
	under := index == f.cursor
	flags := style(0)
	if under {
		flags |= flagCursor
	}
	sign := m.sign(f, r, side, links)
	if sign == m.glyphs.strongest || sign == m.glyphs.linked {
		flags |= flagLinked
	}
	var changes []span
	number, confidence, class := "", " ", classPlain
	switch {
	case side == sourcePane:
		number = strconv.Itoa(r.source + 1)
	case r.target >= 0:
		c := fn.current()
		number = strconv.Itoa(fn.targetLine(r.target))
		if fn.compared >= 0 {
			changes = c.changes[r.target]
		}
		if r.target < len(c.Lines) && strings.TrimSpace(line) != "" {
			value := c.Lines[r.target].Confidence
			confidence, class = m.glyphs.confidenceGlyph(value), confidenceClass(value)
		}
	default:
		flags |= classFaint
		if fn.problem != "" {
			flags += classBad - classFaint
		}
	}
	rows := wrap(m.glyphs.cells(line, styler(classes, changes, m.matches(line))), textWidth)
	var out []string
	for k, cells := range rows {
		var b strings.Builder
		if l.gutter(side) > 0 {
			cursor := " "
			if under && k == 0 && side == m.focus {
				cursor = m.glyphs.cursor
			}
			b.WriteString(cursor)
			if side == targetPane {
				b.WriteString(m.palette.paint(class, confidence))
			}
			b.WriteString(m.palette.paint(classFaint|flags&flagCursor, sign))
			label := number
			if k > 0 {
				label = m.glyphs.wrapped
			}
			label = strings.Repeat(" ", max(0, l.numbers[side]-ansi.StringWidth(label))) + label
			numberClass := classFaint
			if under {
				numberClass = classPlain | flagCursor
			}
			b.WriteString(m.palette.paint(numberClass, label+" "))
		}
		m.palette.cells(&b, cells, textWidth, flags)
		if over := width - l.gutter(side) - textWidth; over > 0 {
			b.WriteString(strings.Repeat(" ", over))
		}
		out = append(out, b.String())
	}
	return out
}

// styler returns the style of each byte of a line, asked for from left to right.
func styler(classes []uint8, changes, matches []span) func(offset int) style {
	in := func(spans []span) func(offset int) bool {
		return func(offset int) bool {
			for len(spans) > 0 && offset >= spans[0].end {
				spans = spans[1:]
			}
			return len(spans) > 0 && offset >= spans[0].start
		}
	}
	isChanged, isMatch := in(changes), in(matches)
	return func(offset int) style {
		s := classPlain
		if offset < len(classes) {
			s = style(classes[offset])
		}
		if isChanged(offset) {
			s |= flagChanged
		}
		if isMatch(offset) {
			s |= flagMatch
		}
		return s
	}
}

// line draws text on one line of width columns, cut where it is longer.
func (m *Model) line(text string, s style, width int) string {
	var b strings.Builder
	m.palette.cells(&b, m.cut(text, width), width, s)
	return b.String()
}

// cut lays out text in at most width columns.
func (m *Model) cut(text string, width int) []cell {
	cells := m.glyphs.cells(text, plain)
	total := 0
	for i, c := range cells {
		if total+c.width > width {
			cells = cells[:i]
			for _, dot := range m.glyphs.cells(m.glyphs.cut, plain) {
				for len(cells) > 0 && total+dot.width > width {
					total -= cells[len(cells)-1].width
					cells = cells[:len(cells)-1]
				}
				if total+dot.width <= width {
					cells = append(cells, dot)
					total += dot.width
				}
			}
			return cells
		}
		total += c.width
	}
	return cells
}
