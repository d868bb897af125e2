package lexers

import (
	"strings"
	"unicode/utf8"
)

// lineLimits are the widths of Black and of Google's guides, in characters.
var lineLimits = [LanguageCount]int{Python: 88, CPP: 80, Java: 100}

// breakMark is a place where a line that is too long may be broken.
type breakMark struct {
	offset int // into the output
	kind   breakKind
}

type breakKind uint8

const (
	breakOpen     breakKind = iota // behind an opening bracket
	breakClose                     // before a closing bracket
	breakComma                     // behind a comma
	breakOperator                  // before an operator, or the for and if of a comprehension
)

// mark records the places to break at the token that is about to be written.
func (p *renderer) mark(tokens []string, places []place, i, width int) {
	if p.quote != '"' {
		return // inside an f-string
	}
	offset := p.out.Len()
	switch places[i] {
	case placeOpen:
		p.marks = append(p.marks, breakMark{offset + width, breakOpen})
	case placeClose:
		p.marks = append(p.marks, breakMark{offset, breakClose})
	case placeComma:
		p.marks = append(p.marks, breakMark{offset + width, breakComma})
	case placeBinary:
		if tokens[i] != "=" && tokens[i] != ":=" && tokens[i] != "->" {
			p.marks = append(p.marks, breakMark{offset, breakOperator})
		}
	case placeKeyword:
		switch tokens[i] {
		case "&&", "||", "for", "if", "else":
			p.marks = append(p.marks, breakMark{offset, breakOperator})
		}
	}
}

// wrapLines breaks the lines that are too long: Python's inside brackets as Black
// does, those of C++ and Java behind commas and before operators.
func wrapLines(text string, marks []breakMark, target Language) string {
	limit := lineLimits[target]
	var out strings.Builder
	next := 0 // first mark not passed
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:], '\n')
		if end < start {
			end = len(text)
		}
		line := text[start:end]
		first := next
		for next < len(marks) && marks[next].offset <= end {
			next++
		}
		if len(line) <= limit || utf8.RuneCountInString(line) <= limit {
			out.WriteString(line)
		} else {
			w := wrapper{line: line, limit: limit, out: &out}
			for _, mark := range marks[first:next] {
				w.marks = append(w.marks, breakMark{mark.offset - start, mark.kind})
			}
			indent := len(line) - len(strings.TrimLeft(line, " "))
			if target == Python {
				w.brackets(indent, len(line), indent)
			} else {
				w.fill(indent)
			}
		}
		if end < len(text) {
			out.WriteByte('\n')
		}
		start = end + 1
	}
	return out.String()
}

// wrapper breaks one line; offsets count from its beginning.
type wrapper struct {
	line  string
	limit int
	marks []breakMark
	out   *strings.Builder
}

// emit writes a part of the line; every part but the first on a line of its own.
func (w *wrapper) emit(from, to, indent int) {
	part := strings.TrimSpace(w.line[from:to])
	if part == "" {
		return
	}
	if text := w.out.String(); text != "" && text[len(text)-1] != '\n' {
		w.out.WriteByte('\n')
	}
	w.out.WriteString(strings.Repeat(" ", indent))
	w.out.WriteString(part)
}

// brackets breaks [from, to) after its widest pair of brackets opens and before
// it closes; the content is one line, or one for each element.
func (w *wrapper) brackets(from, to, indent int) {
	open, closing := -1, -1
	depth, begin := 0, 0
	if indent+utf8.RuneCountInString(strings.TrimSpace(w.line[from:to])) > w.limit {
		for _, mark := range w.marks {
			if mark.offset < from || mark.offset > to {
				continue
			}
			switch mark.kind {
			case breakOpen:
				if mark.offset == from {
					continue // the bracket round it all, broken already
				}
				if depth == 0 {
					begin = mark.offset
				}
				depth++
			case breakClose:
				depth--
				if depth == 0 && mark.offset-begin > closing-open {
					open, closing = begin, mark.offset
				}
			}
		}
	}
	if open < 0 || open == closing {
		w.emit(from, to, indent)
		return
	}
	w.emit(from, open, indent)
	w.content(open, closing, indent+4)
	w.emit(closing, to, indent)
}

// content breaks what stands between two brackets.
func (w *wrapper) content(from, to, indent int) {
	if indent+utf8.RuneCountInString(strings.TrimSpace(w.line[from:to])) <= w.limit {
		w.emit(from, to, indent)
		return
	}
	for _, kind := range []breakKind{breakComma, breakOperator} {
		depth, begin, parts := 0, from, 0
		for _, mark := range w.marks {
			if mark.offset < from || mark.offset >= to {
				continue
			}
			switch {
			case mark.kind == breakOpen && mark.offset > from:
				depth++
			case mark.kind == breakClose:
				depth--
			case mark.kind == kind && depth == 0 && mark.offset > from:
				w.brackets(begin, mark.offset, indent)
				begin = mark.offset
				parts++
			}
		}
		if parts > 0 {
			w.brackets(begin, to, indent)
			return
		}
	}
	w.brackets(from, to, indent)
}

// fill writes as much on each line as fits and goes on four columns further in.
func (w *wrapper) fill(indent int) {
	begin, last := 0, -1
	column := 0 // width of the indentation of the running line
	for _, mark := range append(w.marks, breakMark{len(w.line), breakComma}) {
		if mark.kind == breakClose {
			continue
		}
		width := column + utf8.RuneCountInString(strings.TrimSpace(w.line[begin:mark.offset]))
		if begin == 0 {
			width = utf8.RuneCountInString(w.line[:mark.offset])
		}
		if width > w.limit && last > begin {
			w.emit(begin, last, max(column, indent))
			begin, column = last, indent+4
		}
		if mark.kind != breakOpen || last <= begin {
			last = mark.offset
		}
	}
	w.emit(begin, len(w.line), max(column, indent))
}
