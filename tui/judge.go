package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// Judging: hypotheses, verification, marks.

// showHypothesis changes the candidate of the function under the cursor.
func (m *Model) showHypothesis(step int) tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	fn := f.at()
	if !fn.function() || len(fn.candidates) < 2 {
		m.say("there is no other hypothesis here")
		return nil
	}
	n := len(fn.candidates)
	fn.show((fn.shown + step + n) % n)
	f.arrange()
	return nil
}

// verifyOne verifies the candidate of the function under the cursor.
func (m *Model) verifyOne() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	block := f.rows[f.cursor].block
	switch fn := &f.functions[block]; {
	case !fn.function():
		m.say("the cursor is not on a function")
		return nil
	case fn.current() == nil:
		m.say("there is no translation to verify yet")
		return nil
	}
	return m.verifyBlocks(f, []int{block})
}

// verifyAll verifies the candidates of all functions that have no verdict.
func (m *Model) verifyAll() tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	var blocks []int
	for i := range f.functions {
		if c := f.functions[i].current(); f.functions[i].function() && c != nil && c.verdict == nil {
			blocks = append(blocks, i)
		}
	}
	if len(blocks) == 0 {
		m.say("there is nothing left to verify")
		return nil
	}
	return m.verifyBlocks(f, blocks)
}

func (m *Model) verifyBlocks(f *file, blocks []int) tea.Cmd {
	var candidates []Candidate
	for _, block := range blocks {
		if c := f.functions[block].current(); !c.verifying {
			c.verifying = true
			candidates = append(candidates, Candidate{block, c.Code})
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	if len(candidates) > 1 {
		m.say("verifying " + countOf(len(candidates), "function"))
	}
	return m.verify(f, candidates)
}

// mark accepts or rejects the candidate under the cursor; the same mark again
// takes it back.
func (m *Model) mark(mark Mark) tea.Cmd {
	f := m.shown()
	if f == nil {
		return nil
	}
	block := f.rows[f.cursor].block
	fn := &f.functions[block]
	c := fn.current()
	if !fn.function() || c == nil {
		m.say("there is no translation to judge here")
		return nil
	}
	if c.mark == mark {
		c.mark = Unmarked
		m.say("no longer " + mark.String())
	} else {
		c.mark = mark
		m.say(mark.String())
	}
	return m.keep(f, block)
}

// marksKey is the key of what is kept of a function.
func (f *file) marksKey(block int) string {
	text := ""
	for _, line := range f.source(&f.functions[block].Block) {
		text += line + "\n"
	}
	return marksKey(f.document.From, f.document.To, text)
}
