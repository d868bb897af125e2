package source

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
)

// isMarkdown reports whether a path names a Markdown file.
func isMarkdown(path string) bool {
	return hasSuffix(strings.ToLower(path), ".md", ".markdown")
}

// markdown is one Markdown file. Without Options.Fence every code block counts.
type markdown struct {
	path    string
	info    os.FileInfo
	options Options
}

func (m *markdown) Info() Info {
	license := License{ID: noLicense, Class: Unlicensed}
	if m.options.License != "" {
		license = LicenseOf(m.options.License)
	}
	return Info{Kind: "markdown", License: license, Fingerprint: fileFingerprint(m.info)}
}

func (m *markdown) Walk(ctx context.Context, yield func(*File) error) error {
	f, err := os.Open(m.path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := readLimited(f, m.options.maxFileSize())
	if errors.Is(err, errTooLarge) {
		m.options.skip(m.info.Name(), TooLarge)
		return nil
	} else if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	options := m.options
	if options.Fence == nil {
		options.Fence = func(string) bool { return true }
	}
	return options.emitFences(&File{Path: cleanPath(m.info.Name()), Data: data, License: m.Info().License}, yield)
}

// emitFences yields the code blocks of a Markdown file that Fence takes.
func (o *Options) emitFences(f *File, yield func(*File) error) error {
	for _, block := range fencedBlocks(f.Data) {
		if !o.Fence(block.word) {
			continue
		}
		part := *f
		part.Fence, part.Line, part.Data = block.word, block.line, block.code
		if err := yield(&part); err != nil {
			return err
		}
	}
	return nil
}

// fencedBlock is a fenced code block of CommonMark.
type fencedBlock struct {
	word string // first word of the info string, in lower case
	line int    // 1-based line of the first line of code
	code []byte
}

// fencedBlocks finds the fenced code blocks of a document (CommonMark 0.31,
// section 4.5): three or more backticks or tildes, closed by at least as many of
// the same. Fences may be indented by any amount, as they are inside lists and
// tabs; as many blanks are taken off the lines of code.
func fencedBlocks(document []byte) []fencedBlock {
	var blocks []fencedBlock
	var block *fencedBlock
	var mark byte
	var length, indent int
	for number := 1; len(document) > 0; number++ {
		line := document
		if i := bytes.IndexByte(document, '\n'); i >= 0 {
			line, document = document[:i+1], document[i+1:]
		} else {
			document = nil
		}
		text := bytes.TrimRight(line, "\r\n")
		trimmed := bytes.TrimLeft(text, " \t")
		n := 0
		for n < len(trimmed) && (trimmed[n] == '`' || trimmed[n] == '~') && trimmed[n] == trimmed[0] {
			n++
		}
		switch {
		case block == nil:
			info := trimmed[n:]
			if n < 3 || trimmed[0] == '`' && bytes.IndexByte(info, '`') >= 0 {
				continue // no fence: a code span may begin with backticks
			}
			mark, length, indent = trimmed[0], n, len(text)-len(trimmed)
			block = &fencedBlock{word: infoWord(string(info)), line: number + 1}
		case n >= length && trimmed[0] == mark && len(bytes.TrimSpace(trimmed[n:])) == 0:
			blocks = append(blocks, *block)
			block = nil
		default:
			drop := 0
			for drop < indent && drop < len(line) && (line[drop] == ' ' || line[drop] == '\t') {
				drop++
			}
			block.code = append(block.code, line[drop:]...)
		}
	}
	if block != nil { // the end of the document closes it
		blocks = append(blocks, *block)
	}
	return blocks
}

// infoWord returns the language that an info string names: the first word, freed
// of the braces and dots that some tools write round it.
func infoWord(info string) string {
	word := strings.TrimLeft(strings.TrimSpace(info), "{.")
	if i := strings.IndexAny(word, " \t,}{:"); i >= 0 {
		word = word[:i]
	}
	return strings.ToLower(word)
}
