package tui

import (
	"fmt"
	"path"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// spinner is the picture of what is under way.
func (m *Model) spinner() string { return m.glyphs.frames[m.frame%len(m.glyphs.frames)] }

// bar draws a line with text at both ends; the right one yields.
func (m *Model) bar(left, right string, class style, width int) string {
	left, right = m.glyphs.sanitize(left), m.glyphs.sanitize(right)
	gap := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if right != "" && gap < 2 {
		right, gap = "", 0
	}
	return m.line(left+strings.Repeat(" ", max(0, gap))+right, class, width)
}

// title draws the first line: the file, and how far it is.
func (m *Model) title(width int) string {
	f := m.file()
	if f == nil {
		return m.bar(" transcoder", "", classTitle, width)
	}
	arrow := "->"
	if !m.glyphs.ascii {
		arrow = "→"
	}
	name := fileTitle(f, arrow)
	if width < 60 && f.document != nil {
		name = path.Base(f.name) + " " + arrow + " " + f.document.To.Title()
	}
	functions, done, passing := f.progress()
	right := ""
	switch {
	case m.broken != "":
		right = "no model"
	case f.problem != "":
		right = "can't be read"
	case f.document == nil || !f.outlined:
		right = m.spinner() + " reading"
	case m.loading && done < functions:
		right = m.spinner() + " loading the model"
	case done < functions:
		right = fmt.Sprintf("%s %d of %d translated", m.spinner(), done, functions)
	case passing > 0:
		right = fmt.Sprintf("%s, %d pass", countOf(functions, "function"), passing)
	case functions > 0:
		right = countOf(functions, "function")
	}
	return m.bar(" "+name, right+" ", classTitle, width)
}

// countOf is a number of things.
func countOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// header draws the line above a function: its sign, name and state.
func (m *Model) header(f *file, index, width int) string {
	r := f.rows[index]
	fn := &f.functions[r.block]
	g := m.glyphs
	flags := style(0)
	if index == f.cursor {
		flags |= flagCursor
	}
	lead := g.horizontal
	if index == f.cursor && r.header {
		lead = g.cursor
	}
	if !fn.function() {
		return m.line(strings.Repeat(g.horizontal, width), classFaint, width)
	}
	state := fn.state()
	sign := g.states[state]
	if state == stateTranslating || state == stateVerifying {
		sign = m.spinner()
	}
	mark := ""
	if c := fn.current(); c != nil {
		mark = []string{"", g.accepted + " ", g.rejected + " "}[c.mark]
	}
	var b strings.Builder
	used := 0
	put := func(s style, text string) {
		cells := m.cut(text, width-used)
		for i := range cells {
			used += cells[i].width
		}
		m.palette.cells(&b, cells, 0, s|flags)
	}
	put(classFaint, lead+" ")
	put(stateClasses[state], sign+" "+mark)
	put(classHeader, fn.Name+" ")
	put(stateClasses[state], fn.summary(g)+" ")
	put(classFaint, strings.Repeat(g.horizontal, max(0, width-used)))
	return b.String()
}

// status draws the last line: what was just done, or where the cursor is.
func (m *Model) status(width int) string {
	f := m.shown()
	switch {
	case m.searching:
		return m.bar(" "+m.search.Prompt+m.search.Value()+"_", "Enter keeps, Esc goes back ", classTitle, width)
	case m.notice.text != "" && m.notice.bad:
		return m.bar(" ! "+m.notice.text, "", classTitle, width)
	case m.notice.text != "":
		return m.bar(" "+m.notice.text, "", classTitle, width)
	case m.panel == panelHelp:
		return m.bar(" j and k scroll, Esc closes", "", classTitle, width)
	case m.treeFocus:
		return m.bar(" Enter opens, Esc closes", "? help  q quit ", classTitle, width)
	case f == nil:
		return m.bar("", "? help  q quit ", classTitle, width)
	}
	r := f.rows[f.cursor]
	where := ""
	switch fn := &f.functions[r.block]; {
	case m.alignment && m.links(f).words != "":
		where = m.links(f).words
	case r.source >= 0:
		where = fmt.Sprintf("line %d of %d", r.source+1, len(f.lines))
	case r.target >= 0:
		where = fmt.Sprintf("line %d of the translation", fn.targetLine(r.target))
	default:
		where = fn.Name
	}
	hint := "? help "
	if width >= 100 {
		hint = "[ ] hypotheses  v verify  n next  a alignment  e edit  w write  ? help  q quit "
	} else if width >= 70 {
		hint = "[ ] v n a e w  ? help  q quit "
	}
	return m.bar(" "+where, hint, classTitle, width)
}
