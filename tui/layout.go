package tui

import "strconv"

// sideBySide is the width from which the panes stand beside each other, and
// narrow the width under which they have no line numbers.
const (
	sideBySide = 100
	narrow     = 24
)

// layout says where everything is on the screen, in columns and lines.
type layout struct {
	width, height int
	title         bool
	tree          int // columns of the tree at the left; 0 for none
	text          int // columns of the text
	body          int // lines of the text, both panes together
	panel         int // lines of the panel below it, its rule included

	stacked        bool
	source, target int // stacked: lines of each; side by side: columns
	numbers        [2]int
}

// layout divides the screen. It is a function of the size and of what is open.
func (m *Model) layout() layout {
	l := layout{width: m.width, height: m.height, text: m.width, title: m.height >= 4}
	l.body = m.height - 1 // the status line
	if l.title {
		l.body--
	}
	if m.tree && m.width >= treeBeside {
		l.tree = treeWidth
		l.text -= treeWidth + 1
	}
	if m.panel == panelHypotheses || m.panel == panelVerdict {
		l.panel = max(0, min(len(m.panelText(l.text))+1, l.body/2))
		l.body -= l.panel
	}
	if f := m.file(); f != nil {
		l.numbers[sourcePane] = len(strconv.Itoa(len(f.lines)))
		last := 0
		for i := range f.functions {
			if c := f.functions[i].current(); c != nil {
				last = max(last, f.functions[i].targetLine(len(c.lines)-1))
			}
		}
		l.numbers[targetPane] = max(2, len(strconv.Itoa(last)))
	}
	l.stacked = l.text < sideBySide && !m.static
	if !l.stacked {
		l.source = (l.text - 1) / 2
		l.target = l.text - 1 - l.source
		return l
	}
	switch rest := l.body - 1; { // the rule between them
	case l.body < 3 && m.focus == sourcePane:
		l.source = max(0, l.body)
	case l.body < 3:
		l.target = max(0, l.body)
	default:
		l.source = rest / 2
		l.target = rest - l.source
	}
	return l
}

// columns returns the width of a pane, and of the text in it.
func (l *layout) columns(side pane) (width, text int) {
	width = l.text
	if !l.stacked {
		width = []int{l.source, l.target}[side]
	}
	return width, max(2, width-l.gutter(side))
}

// gutter is the width of what stands before a line's text: the cursor's sign, in
// the target the confidence, a sign for alignment or change, the number, a space.
func (l *layout) gutter(side pane) int {
	if l.text < narrow {
		return 0
	}
	return 2 + int(side) + l.numbers[side] + 1
}

// targetLine is the number of a line of the candidate: in its file where that
// exists, in the function otherwise.
func (f *function) targetLine(index int) int { return max(1, f.TargetLine) + index }
