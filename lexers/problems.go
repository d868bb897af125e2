package lexers

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// problem says why the function at node i can't be used, or returns "": the
// first syntax error inside it, with a guess at its cause, or a construct that
// the grammar takes and today's language does not.
func (s *finder) problem(i uint32) string {
	t := s.tree
	if j, ok := t.firstError(i); ok {
		n := &t.nodes[j]
		line := s.file.line(int(n.start))
		what := fmt.Sprintf("near %q", excerpt(t.source[n.start:n.end]))
		if n.flags&nodeMissing != 0 {
			what = "missing " + t.kind(j)
		}
		guess := s.cause(line)
		if guess != "" {
			guess = " (" + guess + ")"
		}
		return fmt.Sprintf("syntax error at line %d: %s%s", line, what, guess)
	}
	k, _ := slices.BinarySearch(s.python2, i)
	if k < len(s.python2) && s.python2[k] < t.nodes[i].next {
		old := s.python2[k]
		return fmt.Sprintf("Python 2 at line %d: %s", s.file.line(int(t.nodes[old].start)), excerpt([]byte(t.text(old))))
	}
	return ""
}

// causes are patterns of lines that the grammars, of 2024 and before, do not
// take, and what they are.
var causes = [LanguageCount][]struct {
	line  *regexp.Regexp
	cause string
}{
	Python: {
		{regexp.MustCompile(`(^|[^\w])[tT][rR]?["']|(^|[^\w])[rR][tT]["']`), "template strings of Python 3.14 are not supported"},
		{regexp.MustCompile(`^\s*(print|exec)\s+[^(=\s]|\braise\s+\w+\s*,`), "Python 2?"},
	},
	CPP: {
		{regexp.MustCompile(`^\s*(export\s+)?(module|import)\b|^\s*export\b`), "C++20 modules are not supported"},
		{regexp.MustCompile(`\bif\s*!?\s*consteval\b`), "if consteval of C++23 is not supported"},
		{regexp.MustCompile(`\(\s*this\s+\w`), "explicit object parameters of C++23 are not supported"},
		{regexp.MustCompile(`->\*`), "->* is not supported"},
		{regexp.MustCompile(`\(\s*\{|\bcase\b.*\.\.\.|\b(__)?typeof(__)?\b|&&\s*\w+\s*;`), "GNU extensions are not supported"},
		{regexp.MustCompile(`^\s*[A-Za-z_]\w*\s*\([^;]*\)\s*(\{|[^\s;{,)].*)?$|\b[A-Z][A-Z0-9_]{2,}\b`), "a macro? it is not expanded"},
	},
	Java: {
		{regexp.MustCompile(`\bcase\b.*->`), "mixed case labels"},
		{regexp.MustCompile(`\b(super|this)\s*\(`), "statements before super() of Java 25 are not supported"},
	},
}

// cause guesses at why the parser failed at a line.
func (s *finder) cause(line int) string {
	lines := s.file.lines()
	end := len(s.tree.source)
	if line < len(lines) {
		end = lines[line]
	}
	const longest = 1000 // bytes of the line that are looked at
	text := strings.TrimRight(string(s.tree.source[lines[line-1]:min(end, lines[line-1]+longest)]), "\r\n")
	for _, c := range causes[s.file.Language] {
		if c.line.MatchString(text) {
			return c.cause
		}
	}
	return ""
}

// excerpt shortens a piece of source to a few words on one line.
func excerpt(source []byte) string {
	words := strings.Join(strings.Fields(string(source[:min(len(source), 160)])), " ")
	if r := []rune(words); len(r) > 40 {
		return string(r[:37]) + "..."
	}
	return words
}
