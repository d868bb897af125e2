package translate

import (
	"bytes"
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
