package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"transcoder/verify"
)

// Panels: help, the list of hypotheses, the verdict. They stand below the text;
// the help takes its place.

// toggle opens a panel, or closes it.
func (m *Model) toggle(p panel) tea.Cmd {
	if m.panel == p {
		p = panelNone
	}
	m.panel, m.scroll = p, 0
	return nil
}

func (m *Model) closePanel() tea.Cmd {
	m.panel, m.alignment, m.query = panelNone, false, ""
	return nil
}

func (m *Model) panelOpen() bool { return m.panel != panelNone }

// panelKey takes the keys that move in a panel.
func (m *Model) panelKey(message tea.KeyMsg) (command tea.Cmd, taken bool) {
	f := m.shown()
	if m.panel == panelHypotheses && f != nil {
		switch message.String() {
		case "j", "down":
			return m.showHypothesis(1), true
		case "k", "up":
			return m.showHypothesis(-1), true
		case "enter":
			m.panel = panelNone
			return nil, true
		}
		return nil, false
	}
	if m.panel != panelHelp {
		return nil, false
	}
	switch message.String() {
	case "j", "down":
		m.scroll++
	case "k", "up":
		m.scroll = max(0, m.scroll-1)
	case "pgdown", " ":
		m.scroll += m.page()
	case "pgup", "b":
		m.scroll = max(0, m.scroll-m.page())
	case "enter":
		m.panel = panelNone
	default:
		return nil, false
	}
	return nil, true
}

// panelText returns the lines of the open panel, of at most width columns.
func (m *Model) panelText(width int) []panelLine {
	switch m.panel {
	case panelHelp:
		return m.help(width)
	case panelHypotheses:
		return m.hypotheses()
	case panelVerdict:
		return m.verdict(width)
	}
	return nil
}

// panelLine is a line of a panel.
type panelLine struct {
	text  string
	class style
}

// help lists the keys, in two columns where there is room.
func (m *Model) help(width int) []panelLine {
	var lines []panelLine
	group := ""
	for _, b := range m.keys {
		if b.group != group {
			group = b.group
			if len(lines) > 0 {
				lines = append(lines, panelLine{})
			}
			lines = append(lines, panelLine{group, classHeader})
		}
		lines = append(lines, panelLine{fmt.Sprintf("  %-12s %s", b.Help().Key, b.Help().Desc), classPlain})
	}
	lines = append(lines, panelLine{}, panelLine{"Signs", classHeader})
	for s := range stateNoFunction {
		lines = append(lines, panelLine{fmt.Sprintf("  %-12s %s", m.glyphs.states[s], stateWords[s]), stateClasses[s]})
	}
	for _, sign := range []struct{ sign, meaning string }{
		{m.glyphs.confidence[0] + " to " + m.glyphs.confidence[len(m.glyphs.confidence)-1], "the model's confidence in a line, from none to certain"},
		{m.glyphs.changed, "a line that differs from the hypothesis before"},
		{m.glyphs.strongest + " " + m.glyphs.linked, "lines that the line under the cursor comes from"},
		{m.glyphs.wrapped, "a line goes on"},
	} {
		lines = append(lines, panelLine{fmt.Sprintf("  %-12s %s", sign.sign, sign.meaning), classPlain})
	}
	return lines
}

// hypotheses lists the candidates of the function under the cursor.
func (m *Model) hypotheses() []panelLine {
	f := m.shown()
	if f == nil || !f.at().function() {
		return []panelLine{{"the cursor is not on a function", classFaint}}
	}
	fn := f.at()
	if len(fn.candidates) == 0 {
		return []panelLine{{m.glyphs.sanitize(fn.Name) + ": no translation " + stateWords[fn.state()], classFaint}}
	}
	lines := []panelLine{{"Hypotheses of " + m.glyphs.sanitize(fn.Name), classHeader}}
	for i := range fn.candidates {
		c := &fn.candidates[i]
		mark := " "
		if i == fn.shown {
			mark = m.glyphs.cursor
		}
		confidence := "    "
		if value, ok := c.confidence(); ok {
			confidence = fmt.Sprintf("%3.0f%%", 100*value)
		}
		words := []string{countOf(len(c.lines), "line")}
		if c.Origin != "" {
			words = append(words, string(c.Origin))
		}
		if !c.Parses {
			words = append(words, "does not parse: "+m.glyphs.sanitize(c.Problem))
		}
		if c.verdict != nil {
			words = append(words, verdictSummary(c.verdict))
		}
		if c.mark != Unmarked {
			words = append(words, c.mark.String())
		}
		class := classPlain
		if i == fn.shown {
			class |= flagCursor
		}
		lines = append(lines, panelLine{fmt.Sprintf("%s %2d %s  %s", mark, i+1, confidence, strings.Join(words, ", ")), class})
	}
	return lines
}

// verdictSummary is a verdict in a few words.
func verdictSummary(v *verify.Verdict) string {
	switch v.Outcome {
	case verify.VerdictPass:
		return fmt.Sprintf("passes on %d inputs", v.Inputs)
	case verify.VerdictDiffers:
		return "differs from its source"
	case verify.VerdictCompileError:
		return "does not compile"
	case verify.VerdictRuntimeError:
		return "fails at run time"
	case verify.VerdictTimeout:
		return "takes too long"
	case verify.VerdictNoToolchain:
		return "can't be run here"
	}
	return "can't be verified"
}

// verdict shows what verification found about the function under the cursor.
func (m *Model) verdict(width int) []panelLine {
	f := m.shown()
	if f == nil || !f.at().function() {
		return []panelLine{{"the cursor is not on a function", classFaint}}
	}
	fn := f.at()
	name := m.glyphs.sanitize(fn.Name)
	c := fn.current()
	switch {
	case c == nil && fn.problem != "":
		return []panelLine{{name + ": not translated", classHeader}, {m.glyphs.sanitize(fn.problem), classBad}}
	case c == nil:
		return []panelLine{{name + ": no translation yet", classFaint}}
	case !c.Parses && c.verdict == nil:
		return []panelLine{{name + ": does not parse", classHeader}, {m.glyphs.sanitize(c.Problem), classBad}}
	case c.verdict == nil:
		return []panelLine{{name + ": not verified; v verifies", classFaint}}
	}
	v := c.verdict
	state := verdictStates[v.Outcome]
	lines := []panelLine{{m.glyphs.states[state] + " " + name + " " + verdictSummary(v), stateClasses[state] | flagCursor}}
	add := func(label, text string) {
		if text == "" {
			return
		}
		for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
			if i > 0 {
				label = ""
			}
			rows := wrap(m.glyphs.cells(line, plain), max(2, width-13))
			for k, row := range rows {
				var b strings.Builder
				for _, c := range row {
					b.WriteString(c.text)
				}
				if k > 0 {
					label = ""
				}
				lines = append(lines, panelLine{fmt.Sprintf("  %-10s %s", label, b.String()), classPlain})
			}
		}
	}
	if v.Line > 0 {
		add("line", fmt.Sprint(v.Line))
	}
	add("message", v.Message)
	if example := v.CounterExample; example != nil {
		for i, argument := range example.Inputs {
			label := "input"
			if i > 0 {
				label = ""
			}
			add(label, argument.Name+" = "+argument.Value)
		}
		add("source", effectText(example.Source))
		add("target", effectText(example.Target))
	}
	if v.Outcome != verify.VerdictPass && v.Inputs > 0 {
		add("before", fmt.Sprintf("the same on %d inputs", v.Inputs))
	}
	for _, note := range v.Notes {
		add("note", note)
	}
	add("sandbox", v.Level.String())
	return lines
}

// effectText says what a call did, a thing a line.
func effectText(e verify.Effect) string {
	var parts []string
	if e.Returned != "" {
		parts = append(parts, "returned "+e.Returned)
	}
	for _, argument := range e.Changed {
		parts = append(parts, "left "+argument.Name+" = "+argument.Value)
	}
	if e.Printed != "" {
		parts = append(parts, "printed "+e.Printed)
	}
	if e.Error != "" {
		parts = append(parts, "failed: "+e.Error)
	}
	if len(parts) == 0 {
		return "returned nothing"
	}
	return strings.Join(parts, "\n")
}

// panelPane draws the open panel under a rule.
func (m *Model) panelPane(width, height int) []string {
	if height <= 0 {
		return nil
	}
	text := m.panelText(width)
	rule := strings.Repeat(m.glyphs.horizontal, width)
	out := []string{m.line(rule, classFaint, width)}
	top := max(0, min(m.scroll, len(text)-(height-1)))
	for i := top; i < len(text) && len(out) < height; i++ {
		out = append(out, m.line(text[i].text, text[i].class, width))
	}
	for len(out) < height {
		out = append(out, m.line("", 0, width))
	}
	return out
}

// helpPane draws the help in as many columns as there is room for.
func (m *Model) helpPane(width, height int) []string {
	text := m.help(width)
	const column = 56
	columns := max(1, min(width/column, (len(text)+height-1)/max(1, height)))
	top := max(0, min(m.scroll, len(text)-height*columns))
	text = text[top:]
	parts := make([]string, columns)
	for c := range columns {
		columnWidth := width / columns
		if c == columns-1 {
			columnWidth = width - width/columns*(columns-1)
		}
		var lines []string
		for i := c * height; i < (c+1)*height; i++ {
			if i < len(text) {
				lines = append(lines, m.line(text[i].text, text[i].class, columnWidth))
			} else {
				lines = append(lines, m.line("", 0, columnWidth))
			}
		}
		parts[c] = strings.Join(lines, "\n")
	}
	return strings.Split(lipgloss.JoinHorizontal(lipgloss.Top, parts...), "\n")
}
