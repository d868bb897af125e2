package lexers

import (
	"bytes"
	"slices"
	"strings"
)

// commentAbove returns the cleaned text of the comment that ends on the line
// above start (or on its line): one block comment, or a run of line comments.
func (s *finder) commentAbove(start int) string {
	t := s.tree
	var run []string // last line first
	at := start
	for k := len(s.comments) - 1; k >= 0; k-- {
		n := &t.nodes[s.comments[k]]
		if int(n.end) > at {
			continue // behind start: inside the function's own head
		}
		gap := t.source[n.end:at]
		if len(bytes.TrimSpace(gap)) > 0 || bytes.Count(gap, []byte("\n")) > 1 {
			break
		}
		lineStart := s.file.lines()[s.file.line(int(n.start))-1]
		if len(bytes.TrimSpace(bytes.TrimPrefix(t.source[lineStart:n.start], byteOrderMark))) > 0 {
			break // it ends a line of code and speaks of that
		}
		text := string(t.source[n.start:n.end])
		if strings.HasPrefix(text, "/*") {
			if len(run) == 0 {
				return cleanBlockComment(text)
			}
			break
		}
		if strings.HasPrefix(text, "#!") {
			break
		}
		run = append(run, strings.TrimSuffix(strings.TrimLeft(text, "/#!<"), "\r"))
		at = int(n.start)
	}
	slices.Reverse(run)
	return cleanDoc(strings.Join(run, "\n"))
}

// cleanBlockComment removes a block comment's marks and the star that begins
// each line.
func cleanBlockComment(text string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "/*"), "*/")
	text = strings.TrimLeft(text, "*!")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		trimmed := strings.TrimLeft(line, " \t")
		if i > 0 && strings.HasPrefix(trimmed, "*") {
			lines[i] = trimmed[1:]
		}
	}
	return cleanDoc(strings.Join(lines, "\n"))
}

// cleanDoc removes the indentation that the lines after the first share, blank
// lines at both ends and white space at line ends (PEP 257's algorithm).
func cleanDoc(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "        "), "\n")
	indent := -1
	for _, line := range lines[1:] {
		if trimmed := strings.TrimLeft(line, " "); strings.TrimSpace(trimmed) != "" {
			if n := len(line) - len(trimmed); indent < 0 || n < indent {
				indent = n
			}
		}
	}
	for i, line := range lines {
		if i == 0 {
			line = strings.TrimLeft(line, " ")
		} else if indent > 0 {
			line = line[min(indent, len(line)):]
		}
		lines[i] = strings.TrimRight(line, " \r\f\v")
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}
