package tui

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// maxLine is how many bytes of a line are laid out. Wrapping a line of 1 MiB
	// takes tens of milliseconds a frame and shows nothing that anyone reads.
	maxLine = 4096

	// tabStop is the distance of tab stops, in columns.
	tabStop = 4

	// maxMarks is how many combining marks stay on a character. Languages need
	// three or four; more only cover the lines above and below.
	maxMarks = 4
)

// cell is one character of a laid out line.
type cell struct {
	text   string // what is sent to the terminal
	width  int    // columns, 1 or 2
	offset int    // byte of the line that it stands for
	style  style
}

// cells lays out a line without its line end: tabs become spaces, and what a
// terminal would obey or hide (controls, bidirectional overrides, invisible
// characters, bytes that are no text) becomes a picture of itself. styles gives
// the style of a byte of the line.
func (g *glyphs) cells(line string, styles func(offset int) style) []cell {
	cut := 0 // bytes that are left out
	if len(line) > maxLine {
		end := maxLine
		for end > maxLine-utf8.UTFMax && !utf8.RuneStart(line[end]) {
			end--
		}
		cut = len(line) - end
		line = line[:end]
	}
	cells := make([]cell, 0, len(line))
	column := 0
	add := func(text string, width, offset int, s style) {
		cells = append(cells, cell{text, width, offset, s})
		column += width
	}
	picture := func(text string, offset int) {
		s := styles(offset)&^classMask | classSpecial
		for i := range len(text) {
			add(text[i:i+1], 1, offset, s)
		}
	}
	for i := 0; i < len(line); {
		b := line[i]
		switch {
		case b == '\t':
			for n := tabStop - column%tabStop; n > 0; n-- {
				add(" ", 1, i, styles(i))
			}
			i++
			continue
		case b >= ' ' && b < 0x7F:
			// A mark may follow, which belongs to this cell.
			if i+1 == len(line) || line[i+1] < utf8.RuneSelf {
				add(line[i:i+1], 1, i, styles(i))
				i++
				continue
			}
		case b < utf8.RuneSelf:
			if g.control {
				sign := rune(0x2400) + rune(b) // the block Control Pictures
				if b == 0x7F {
					sign = 0x2421
				}
				add(string(sign), 1, i, styles(i)&^classMask|classSpecial)
			} else {
				picture("^"+string(rune(b^0x40)), i)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			picture(fmt.Sprintf("<%02X>", b), i)
		case r >= utf8.RuneSelf && (g.ascii || !shown(r)):
			picture(fmt.Sprintf("<U+%04X>", r), i)
		default:
			size += g.marks(line[i+size:])
			text := line[i : i+size]
			width := ansi.StringWidth(text)
			if width < 1 || width > 2 { // nothing that a column could be given to
				picture(fmt.Sprintf("<U+%04X>", r), i)
				size = utf8.RuneLen(r)
				break
			}
			add(text, width, i, styles(i))
		}
		i += size
	}
	if cut > 0 {
		picture(" "+g.cut+" "+strconv.Itoa(cut)+" bytes more", len(line))
	}
	return cells
}

// marks returns the length of the combining marks that text begins with.
func (g *glyphs) marks(text string) int {
	n := 0
	for range maxMarks {
		r, size := utf8.DecodeRuneInString(text[n:])
		if g.ascii || !unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me) || !shown(r) {
			break
		}
		n += size
	}
	return n
}

// shown reports whether a character of a file is sent as it is: one that can be
// seen, takes its place in reading order, and does not melt with its neighbors
// into a character of another width.
func shown(r rune) bool {
	switch {
	case !unicode.IsPrint(r): // controls, formats, spaces other than U+0020, private use
		return false
	case r == 0x115F, r >= 0x1160 && r <= 0x11FF, r >= 0xD7B0 && r <= 0xD7FF, r == 0x3164, r == 0xFFA0:
		return false // fillers, and the letters of Hangul that join the one before
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, r == 0x034F, r >= 0x180B && r <= 0x180F:
		return false // variation selectors
	case r >= 0x1F1E6 && r <= 0x1F1FF, r >= 0x1F3FB && r <= 0x1F3FF:
		return false // halves of flags, and skin tones
	case r == 0x2800:
		return false // a Braille pattern without dots
	}
	return true
}

// wrap breaks cells into rows of at most width columns, 2 or more: behind a space
// in the last third of a row where there is one, anywhere otherwise. There is
// always a row, empty for an empty line.
func wrap(cells []cell, width int) [][]cell {
	var rows [][]cell
	start, used := 0, 0
	for i := 0; i < len(cells); i++ {
		if used+cells[i].width > width {
			end := i
			for k := i - 1; k > start && i-k <= width/3; k-- {
				if cells[k].text == " " {
					end = k + 1
					break
				}
			}
			rows = append(rows, cells[start:end])
			start, used = end, 0
			for _, c := range cells[end:i] {
				used += c.width
			}
		}
		used += cells[i].width
	}
	return append(rows, cells[start:])
}

// plain is the style of text without any.
func plain(int) style { return 0 }

// sanitize returns text on one line as it may be sent to a terminal: for names
// of files and messages of other programs.
func (g *glyphs) sanitize(text string) string {
	b := make([]byte, 0, len(text))
	for _, c := range g.cells(text, plain) {
		b = append(b, c.text...)
	}
	return string(b)
}
