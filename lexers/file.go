package lexers

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"sync"
	"unicode/utf8"
)

// MaxSourceSize is the most bytes that Parse takes: the largest program files
// that people have are a few megabytes.
const MaxSourceSize = 16 << 20

// Position is a place in a source.
type Position struct {
	Offset int // bytes from the start of the source, 0-based
	Line   int // 1-based
	Column int // 1-based, in characters (Unicode code points), a byte order mark not counted
}

// String returns the place as line:column.
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// SourceError says that a source, or a place in it, can't be used.
type SourceError struct {
	Position Position
	Problem  string // lower case, such as "invalid UTF-8"
}

// Error names the line, the column, the byte offset and the problem.
func (e *SourceError) Error() string {
	return fmt.Sprintf("line %d, column %d (byte offset %d): %s", e.Position.Line, e.Position.Column, e.Position.Offset, e.Problem)
}

// File is a parsed source file. It may be read from several goroutines.
type File struct {
	Language Language
	Source   []byte // as given to Parse, a byte order mark and carriage returns included; not to be changed

	tree      *tree
	lines     func() []int // byte offset of the start of each line
	functions func() []*Function
}

// byteOrderMark is UTF-8's, which editors of Windows write at the front of files.
var byteOrderMark = []byte("\xef\xbb\xbf")

// Parse parses a source file. Syntax errors are not an error here: they are
// places that SyntaxErrors lists. The errors are a cancelled ctx, a source over
// MaxSourceSize, and a *SourceError for bytes that are no text: invalid UTF-8 and
// NUL (which the grammars take for the end of the file). The source is kept, not
// copied.
func Parse(ctx context.Context, language Language, source []byte) (*File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(source) > MaxSourceSize {
		return nil, fmt.Errorf("parse %v: source has %d bytes, expected at most %d", language, len(source), MaxSourceSize)
	}
	f := &File{Language: language, Source: source}
	f.lines = sync.OnceValue(func() []int { return lineStarts(source) })
	f.functions = sync.OnceValue(f.findFunctions)
	if i := invalidUTF8(source); i >= 0 {
		return nil, fmt.Errorf("parse %v: %w", language, &SourceError{f.Position(i), fmt.Sprintf("invalid UTF-8: byte 0x%02x", source[i])})
	}
	if i := bytes.IndexByte(source, 0); i >= 0 {
		return nil, fmt.Errorf("parse %v: %w", language, &SourceError{f.Position(i), "NUL byte: not a text file"})
	}
	t, err := parseTree(ctx, language, source)
	if err != nil {
		return nil, err
	}
	f.tree = t
	return f, nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(source []byte) int {
	if utf8.Valid(source) { // vectorised for ASCII
		return -1
	}
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// lineStarts returns the byte offset of each line's start. A line ends with \n,
// \r\n or a lone \r.
func lineStarts(source []byte) []int {
	starts := make([]int, 1, 1+len(source)/32)
	for i, b := range source {
		if b == '\n' || b == '\r' && (i+1 == len(source) || source[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// line returns the 1-based line of a byte offset inside the source.
func (f *File) line(offset int) int { return sort.SearchInts(f.lines(), offset+1) }

// Position returns the place of a byte offset; an offset outside the source is
// moved to its nearest end. It costs the length of the line.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Source)))
	line := f.line(offset)
	start := f.lines()[line-1]
	if line == 1 && bytes.HasPrefix(f.Source[:offset], byteOrderMark) {
		start = len(byteOrderMark)
	}
	return Position{Offset: offset, Line: line, Column: utf8.RuneCount(f.Source[start:offset]) + 1}
}

// SyntaxErrors returns the places that the grammar could not take, in source
// order: the start of each ERROR node that lies in no other, and of each MISSING
// token that the parser put in. None means that the file parses.
func (f *File) SyntaxErrors() []Position {
	places := make([]Position, 0, len(f.tree.errors))
	for _, i := range f.tree.errors {
		offset := int(f.tree.nodes[i].start)
		if last := len(places) - 1; last >= 0 {
			// Counting on from the last place keeps a long line of errors linear.
			if p := places[last]; f.line(offset) == p.Line && offset >= p.Offset {
				places = append(places, Position{offset, p.Line, p.Column + utf8.RuneCount(f.Source[p.Offset:offset])})
				continue
			}
		}
		places = append(places, f.Position(offset))
	}
	return places
}

// Functions returns every named function that has a body, in the order of their
// starts; nested ones follow the function that holds them.
func (f *File) Functions() []*Function { return f.functions() }
