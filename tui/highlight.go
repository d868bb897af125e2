package tui

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	chromalexers "github.com/alecthomas/chroma/v2/lexers"

	"transcoder/lexers"
)

// Chroma's lexers are regular expressions over a stack and take 0.2 to 0.5 s for
// 1,000 lines, more for text that fits badly: they run in the background, on the
// lines that are on the screen, with a bound on each line and on the whole.
const (
	chunkLines     = 64 // lines that are highlighted at a time
	chunkContext   = 64 // lines above them that are read along, at most
	maxColoredLine = 1 << 10
	maxColored     = 16 << 10 // bytes
	maxChunks      = 64       // that are remembered
)

// sourceColors holds the classes of a source's bytes, chunk by chunk.
type sourceColors struct {
	chunks  map[int][][]uint8
	pending map[int]bool
}

func newSourceColors() *sourceColors {
	return &sourceColors{chunks: map[int][][]uint8{}, pending: map[int]bool{}}
}

// line returns the classes of a line's bytes; nil where they are not known.
func (s *sourceColors) line(index int) []uint8 {
	chunk := s.chunks[index/chunkLines]
	if i := index % chunkLines; i < len(chunk) {
		return chunk[i]
	}
	return nil
}

// keep adds a chunk, and forgets all others when there are too many: those on the
// screen are made again at once.
func (s *sourceColors) keep(chunk int, classes [][]uint8) {
	if len(s.chunks) >= maxChunks {
		clear(s.chunks)
	}
	delete(s.pending, chunk)
	s.chunks[chunk] = classes
}

// missing returns the first chunk of the lines from first to last that is neither
// known nor on its way, or -1.
func (s *sourceColors) missing(first, last int) int {
	for chunk := first / chunkLines; chunk <= last/chunkLines; chunk++ {
		if _, known := s.chunks[chunk]; !known && !s.pending[chunk] {
			return chunk
		}
	}
	return -1
}

// colorChunk highlights a chunk of lines. It begins reading above the chunk, at
// a line of starts where one is near: a function's first line is outside of any
// string or comment that goes over several lines.
func colorChunk(language lexers.Language, lines []string, chunk int, starts []int) [][]uint8 {
	first := chunk * chunkLines
	last := min(first+chunkLines, len(lines))
	if first >= last {
		return nil
	}
	from := max(0, first-chunkContext)
	if from > 0 {
		from = first
		for _, start := range starts {
			if start <= first && start >= first-chunkContext {
				from = start
			}
		}
	}
	return colorLines(language, lines[from:last])[first-from:]
}

// colorLines returns the class of each byte of each line. A line that is too long
// stays plain, and everything does where the whole is too long.
func colorLines(language lexers.Language, lines []string) [][]uint8 {
	classes := make([][]uint8, len(lines))
	var text strings.Builder
	for _, line := range lines {
		if len(line) <= maxColoredLine {
			// Chroma would make a line end of a carriage return.
			text.WriteString(strings.ReplaceAll(line, "\r", " "))
		}
		text.WriteByte('\n')
	}
	if text.Len() > maxColored {
		return classes
	}
	iterator, err := chromaLexer(language).Tokenise(nil, text.String())
	if err != nil {
		return classes
	}
	at := 0
	for token := iterator(); token != chroma.EOF; token = iterator() {
		class := uint8(classOf(token.Type))
		for part := range strings.Lines(token.Value) {
			ends := strings.HasSuffix(part, "\n")
			if at < len(lines) && len(lines[at]) <= maxColoredLine {
				for range len(strings.TrimSuffix(part, "\n")) {
					classes[at] = append(classes[at], class)
				}
			}
			if ends {
				at++
			}
		}
	}
	for i := range classes { // a lexer that drops or adds bytes has no say
		if len(classes[i]) != len(lines[i]) {
			classes[i] = nil
		}
	}
	return classes
}

func chromaLexer(language lexers.Language) chroma.Lexer {
	name := map[lexers.Language]string{lexers.Python: "python", lexers.CPP: "c++", lexers.Java: "java"}[language]
	if lexer := chromalexers.Get(name); lexer != nil {
		return lexer
	}
	return chromalexers.Fallback
}

// classOf maps chroma's types of tokens to classes.
func classOf(t chroma.TokenType) style {
	switch {
	case t == chroma.KeywordType, t == chroma.NameClass, t == chroma.NameBuiltin:
		return classType
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord:
		return classKeyword
	case t.InSubCategory(chroma.LiteralString):
		return classString
	case t.InSubCategory(chroma.LiteralNumber):
		return classNumber
	case t.InCategory(chroma.Comment):
		return classComment
	case t == chroma.NameFunction, t == chroma.NameFunctionMagic, t == chroma.NameDecorator:
		return classFunction
	}
	return classPlain
}
