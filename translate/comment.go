package translate

import (
	"bytes"
	"slices"
	"strings"

	"transcoder/lexers"
)

// textLines splits text into lines without carriage returns and without white
// space at their ends.
func textLines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(strings.ReplaceAll(line, "\r", ""), " \t")
	}
	return lines
}

// unindented returns the source between two places without the white space that
// its first line begins with.
func unindented(source []byte, start, end int) string {
	line := start
	for line > 0 && source[line-1] != '\n' {
		line--
	}
	margin := source[line:start]
	if len(bytes.TrimLeft(margin, " \t")) > 0 {
		margin = nil // something else stands before it on the line
	}
	lines := strings.Split(string(source[start:end]), "\n")
	for i := 1; i < len(lines); i++ {
		for k := 0; k < len(margin) && lines[i] != "" && lines[i][0] == margin[k]; k++ {
			lines[i] = lines[i][1:]
		}
	}
	return strings.Join(lines, "\n")
}

// commented returns lines as line comments of a language. Block comments are
// never used: the text might hold their end.
func commented(language lexers.Language, lines []string) string {
	mark := "//"
	if language == lexers.Python {
		mark = "#"
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(mark)
		if line != "" {
			b.WriteString(" " + harmless(language, line))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// harmless changes what a language obeys even inside a comment.
func harmless(language lexers.Language, line string) string {
	switch language {
	case lexers.Java:
		// A \u escape is read before comments are; a wrong one is an error (Java
		// language specification, section 3.3).
		line = strings.ReplaceAll(line, `\u`, `\ u`)
	case lexers.CPP:
		if strings.HasSuffix(line, `\`) { // would continue the comment on the next line
			line += " ."
		}
	}
	// Vertical tabs, form feeds and Unicode's line separators end a line for some readers.
	return strings.Map(func(r rune) rune {
		switch r {
		case '\v', '\f', '\u0085', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, line)
}

// placedComment is a comment of a function's source beside a translation.
type placedComment struct {
	lexers.InnerComment
	line int // of the translation, 1-based: the comment stands above it, behind it or, with After, below it; 0: above the function
}

// placeComments gives each comment the line of the translation that was written
// while the model looked at the line that the comment is about: the first of those
// that look there most, else the first that looks there at all. What no line looks
// at stands above the function.
func placeComments(comments []lexers.InnerComment, lines []Line) []placedComment {
	var placed []placedComment
	for _, c := range comments {
		p := placedComment{InnerComment: c}
		for i, line := range lines {
			if at := slices.Index(line.Source, c.Line); at == 0 {
				p.line = i + 1
				if !c.After {
					break
				}
			} else if at > 0 && p.line == 0 {
				p.line = -(i + 1) // unless one looks there most
			}
		}
		if p.line < 0 {
			p.line = -p.line
		}
		if p.line == 1 && !c.Behind {
			p.line = 0
		}
		placed = append(placed, p)
	}
	return placed
}

// widest is how long a line may be with the comment behind it.
const widest = 88

// withComments is a function's text with the comments of its source.
func withComments(to lexers.Language, code string, comments []placedComment) string {
	if len(comments) == 0 {
		return code
	}
	lines := textLines(code)
	above, below := make([]string, len(lines)+1), make([]string, len(lines)+1)
	behind := make([]string, len(lines)+1)
	for _, c := range comments {
		text := commented(to, textLines(c.Text))
		if c.line == 0 || c.line > len(lines) {
			above[0] += text
			continue
		}
		line := lines[c.line-1]
		margin := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case c.After:
			below[c.line] += indent(text, margin)
		case c.Behind && behind[c.line] == "" && strings.Count(text, "\n") == 1 && len(line)+2+len(text) <= widest:
			behind[c.line] = "  " + text
		default:
			above[c.line] += indent(text, margin)
		}
	}
	var b strings.Builder
	b.WriteString(above[0])
	for i, line := range lines {
		b.WriteString(above[i+1] + line)
		if behind[i+1] != "" {
			b.WriteString(behind[i+1])
		} else {
			b.WriteByte('\n')
		}
		b.WriteString(below[i+1])
	}
	return b.String()
}
