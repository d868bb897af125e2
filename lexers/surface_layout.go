package lexers

// indentation begins a logical line of Python with the token at start: it
// compares the line's indentation with the open blocks' and makes the Indent or
// the Dedents. A tab counts to the next multiple of 8 and a form feed begins anew
// (language reference 2.1.8). A line that goes back to no open block's column,
// an error in Python, closes the deeper ones and opens one of its own.
func (s *surfacer) indentation(start int) {
	s.inLine = true
	column := 0
	for _, b := range s.source[min(s.lineStart, start):start] {
		switch b {
		case ' ':
			column++
		case '\t':
			column = column/8*8 + 8
		case '\f':
			column = 0
		}
	}
	for len(s.indents) > 0 && s.indents[len(s.indents)-1] > column {
		s.indents = s.indents[:len(s.indents)-1]
		s.tokens = append(s.tokens, Token{Dedent, start, start})
	}
	top := 0
	if len(s.indents) > 0 {
		top = s.indents[len(s.indents)-1]
	}
	if column > top {
		s.indents = append(s.indents, column)
		s.tokens = append(s.tokens, Token{Indent, start, start})
	}
}

// finish takes the rest of the source as a gap, and ends Python's last line and
// its open blocks.
func (s *surfacer) finish() {
	s.gap(len(s.source))
	if !s.python {
		return
	}
	if s.inLine {
		s.tokens = append(s.tokens, Token{Newline, s.at, s.at})
	}
	end := len(s.source)
	for range s.indents {
		s.tokens = append(s.tokens, Token{Dedent, end, end})
	}
}
