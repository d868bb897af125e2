package lexers

import (
	"unicode"
	"unicode/utf8"
)

// Token is one token of the surface form. Its text is the source from Start to
// End; a token that stands for layout (Newline, Indent, Dedent) is empty. Tokens
// are in order and do not overlap, and what lies between two of them, the gap, is
// white space, a line continuation, a byte order mark or a comment that was not
// kept. Tokens and gaps together are the source, byte for byte.
type Token struct {
	Kind       TokenKind
	Start, End int // bytes
}

// SurfaceOptions says what the surface form holds. Its zero value is what models
// are trained on: no comments.
type SurfaceOptions struct {
	// KeepComments makes comments tokens; without it they lie in the gaps. A
	// comment inside a C++ directive is part of that token either way.
	KeepComments bool
}

// Tokens returns the file's tokens. Any source has them, with syntax errors too:
// text that is no token of the language is Unknown.
//
// A string literal of any sort is one token (its prefix, quotes, interpolations
// and a user-defined suffix included), and so is a preprocessor directive with
// its continuation lines. The > > that close two templates are two tokens, as the
// grammar has it. Python's NEWLINE, INDENT and DEDENT follow the language
// reference (2.1): Newline ends each logical line, behind its comment; Indent and
// Dedent stand before the first token of a line.
func (f *File) Tokens(options SurfaceOptions) []Token {
	t := f.tree
	s := surfacer{
		source: f.Source,
		tokens: make([]Token, 0, 16+len(t.nodes)*5/8),
		python: f.Language == Python,
	}
	roles := surfaceRoles[f.Language]()
	source, nodes := f.Source, t.nodes
	for i := uint32(0); i < uint32(len(nodes)); {
		n := &nodes[i]
		role := roleFragment // of the ERROR symbol: source that the lexer skipped
		if int(n.symbol) < len(roles) {
			role = roles[n.symbol]
		}
		if role <= roleLastAtom {
			i = n.next
		} else {
			i++
			if n.next != i {
				continue
			}
		}
		start, end := int(n.start), int(n.end)
		if end <= s.at || n.start == n.end {
			continue // inside a directive, or a MISSING token
		}
		start = max(start, s.at)
		switch role {
		case roleTrivia:
			if start > int(n.start) {
				continue // it began inside a directive
			}
			if source[end-1] == '\r' { // before \n: the grammars take it into a line comment
				end--
			}
			s.gap(start)
			if options.KeepComments {
				s.tokens = append(s.tokens, Token{Comment, start, end})
			}
			s.at = end
			continue
		case roleFragment:
			s.pieces(start, end)
			continue
		}
		s.gap(start)
		if source[start] == '#' && f.Language == CPP {
			end = directiveEnd(source, start)
			s.tokens = append(s.tokens, Token{Preprocessor, start, end})
			s.at = end
			continue
		}
		if s.python {
			if s.depth == 0 && !s.inLine {
				s.indentation(start)
			}
			switch role {
			case roleOpen:
				s.depth++
			case roleClose:
				s.depth = max(0, s.depth-1)
			}
		}
		kind := roleKinds[role]
		if role == roleSuffixed {
			kind = suffixedKind(source[start])
		}
		s.tokens = append(s.tokens, Token{kind, start, end})
		s.at = end
	}
	s.finish()
	return s.tokens
}

// suffixedKind returns the kind of a C++ literal with a user-defined suffix by its
// first byte.
func suffixedKind(first byte) TokenKind {
	switch {
	case first == '\'':
		return Char
	case first == '.' || first >= '0' && first <= '9':
		return Number
	}
	return String
}

// surfacer builds the tokens of one file.
type surfacer struct {
	source []byte
	tokens []Token
	at     int // all before it is in tokens or is gap
	python bool

	// The layout of Python.
	depth     int   // open brackets
	inLine    bool  // the logical line has a token
	lineStart int   // of the physical line
	indents   []int // columns of the open blocks
}

// gap takes the source up to start as a gap: it ends the logical line where the
// gap has a line end, and makes tokens of what is no white space.
func (s *surfacer) gap(start int) {
	for i := s.at; i < start; i++ {
		switch b := s.source[i]; {
		case b == '\n' || b == '\r':
			s.lineEnd(i)
		case b == ' ' || b == '\t':
		default:
			s.oddGap(i, start)
			return
		}
	}
}

// lineEnd notes a line end at offset i outside of any token.
func (s *surfacer) lineEnd(i int) {
	s.lineStart = i + 1
	if s.python && s.depth == 0 && s.inLine {
		s.tokens = append(s.tokens, Token{Newline, s.at, s.at})
		s.inLine = false
	}
}

// oddGap is gap for the rest of a gap that holds more than line ends, spaces and
// tabs.
func (s *surfacer) oddGap(i, start int) {
	for i < start {
		size, space := blank(s.source[i:start])
		if space {
			if b := s.source[i]; b == '\n' || b == '\r' {
				s.lineEnd(i)
			}
			i += size
			continue
		}
		end := i
		for end < start {
			size, space := blank(s.source[end:start])
			if space {
				break
			}
			end += size
		}
		s.unknown(i, end)
		i = end
	}
}

// pieces makes Unknown tokens of the words from start to end.
func (s *surfacer) pieces(start, end int) {
	s.gap(start)
	s.oddGap(start, end)
}

// unknown makes a token of text that is none of the language.
func (s *surfacer) unknown(start, end int) {
	if s.python && s.depth == 0 && !s.inLine {
		s.indentation(start)
	}
	s.tokens = append(s.tokens, Token{Unknown, start, end})
	s.at = end
}

// blank reports whether text begins with white space or a line continuation, and
// the size of that or of the character there.
func blank(text []byte) (size int, space bool) {
	switch b := text[0]; {
	case b == '\\':
		if len(text) > 1 && text[1] == '\n' {
			return 2, true
		}
		if len(text) > 2 && text[1] == '\r' && text[2] == '\n' {
			return 3, true
		}
		return 1, false
	case b <= ' ':
		return 1, b == ' ' || b >= '\t' && b <= '\r'
	case b < utf8.RuneSelf:
		return 1, false
	}
	r, size := utf8.DecodeRune(text)
	// The grammars skip the zero-width characters as white space, too.
	return size, unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// directiveEnd returns the end of the preprocessor directive that begins at
// start: the end of its line, with the lines that a backslash or a block comment
// joins to it, without trailing white space.
func directiveEnd(source []byte, start int) int {
	end := start
	for i := start; i < len(source); i++ {
		switch b := source[i]; {
		case b == '\n' || b == '\r':
			return end
		case b == '\\':
			if size, joined := blank(source[i:]); joined {
				i += size - 1
				continue
			}
		case b == '/' && i+1 < len(source) && source[i+1] == '*':
			i += 2
			for i < len(source) && !(source[i] == '/' && source[i-1] == '*' && i > start+3) {
				i++
			}
			end = min(i+1, len(source))
			continue
		case b == ' ' || b == '\t' || b == '\f' || b == '\v':
			continue
		}
		end = i + 1
	}
	return end
}
