package tui

import (
	"strings"

	"github.com/muesli/termenv"
)

// style says how a cell looks: a class, which has a color, and flags on top.
type style uint16

// Classes. Those of source text come first.
const (
	classPlain style = iota
	classKeyword
	classType
	classString
	classNumber
	classComment
	classFunction
	classSpecial // a picture of something that is not sent
	classFaint   // line numbers, notes
	classTitle   // title and status line
	classHeader  // the line above a function
	classGood
	classDoubtful
	classBad
	classCount
	classMask style = 0xF
)

// Flags. None is color alone: each has an attribute that terminals without color
// show too.
const (
	flagChanged style = 0x10 << iota // differs from the hypothesis shown before: underlined
	flagMatch                        // found by the search: reversed
	flagLinked                       // aligned with the line under the cursor: underlined
	flagCursor                       // the line under the cursor: bold numbers, a background
)

// Theme is a set of colors.
type Theme uint8

// The themes.
const (
	Dark Theme = iota
	Light
)

// colors of the classes, as RGB; the terminal's own color for "". They have a
// contrast of at least 4.5 to 1 with black and with white (WCAG 2.1, 1.4.3).
var colors = [2][classCount]string{
	Dark: {
		classKeyword: "#c792ea", classType: "#82aaff", classString: "#a5d6a7", classNumber: "#f6b26b", classComment: "#8a94a6",
		classFunction: "#80cbc4", classSpecial: "#ff8a80", classFaint: "#8a94a6", classTitle: "#e6e6e6", classHeader: "#82aaff",
		classGood: "#7bd88f", classDoubtful: "#ffd866", classBad: "#ff7b72",
	},
	Light: {
		classKeyword: "#7c2fa8", classType: "#1a4fb4", classString: "#22662a", classNumber: "#8a4b00", classComment: "#5b6472",
		classFunction: "#00645a", classSpecial: "#b3261e", classFaint: "#5b6472", classTitle: "#202020", classHeader: "#1a4fb4",
		classGood: "#1b6e2c", classDoubtful: "#7a5600", classBad: "#b3261e",
	},
}

// Backgrounds of the title and status lines, and of the line under the cursor.
var (
	barBackground    = [2]string{Dark: "#303446", Light: "#dfe3ec"}
	cursorBackground = [2]string{Dark: "#262a36", Light: "#eef1f7"}
)

// palette turns styles into the escape sequences of a terminal. It makes the
// sequences itself: lipgloss leaves out bold, underline and reverse along with
// the colors, and without colors they are what is left to tell things apart by.
type palette struct {
	profile termenv.Profile
	theme   Theme
	none    bool // no sequences at all, for pipes and tests

	sequences map[style]string // made so far
}

func newPalette(profile termenv.Profile, theme Theme, none bool) *palette {
	return &palette{profile: profile, theme: theme, none: none, sequences: map[style]string{}}
}

// sequence returns what switches a style on; "" for plain text.
func (p *palette) sequence(s style) string {
	if sequence, ok := p.sequences[s]; ok {
		return sequence
	}
	var codes []string
	class := s & classMask
	if color := p.color(colors[p.theme][class], false); color != "" {
		codes = append(codes, color)
	}
	switch {
	case class == classTitle:
		if background := p.color(barBackground[p.theme], true); background != "" {
			codes = append(codes, background)
		} else {
			codes = append(codes, termenv.ReverseSeq)
		}
	case s&flagCursor != 0:
		if background := p.color(cursorBackground[p.theme], true); background != "" {
			codes = append(codes, background)
		}
	}
	if class == classKeyword || class == classHeader || s&flagChanged != 0 {
		codes = append(codes, termenv.BoldSeq)
	}
	if s&(flagChanged|flagLinked) != 0 {
		codes = append(codes, termenv.UnderlineSeq)
	}
	if s&flagMatch != 0 || class == classSpecial {
		codes = append(codes, termenv.ReverseSeq)
	}
	sequence := ""
	if len(codes) > 0 && !p.none {
		sequence = termenv.CSI + strings.Join(codes, ";") + "m"
	}
	p.sequences[s] = sequence
	return sequence
}

// color returns the parameters of a color in the terminal's profile; "" where it
// has none.
func (p *palette) color(rgb string, background bool) string {
	if rgb == "" {
		return ""
	}
	color := p.profile.Color(rgb)
	if color == nil {
		return ""
	}
	return color.Sequence(background)
}

// paint returns text in a style.
func (p *palette) paint(s style, text string) string {
	sequence := p.sequence(s)
	if sequence == "" || text == "" {
		return text
	}
	return sequence + text + resetSequence
}

const resetSequence = termenv.CSI + termenv.ResetSeq + "m"

// cells writes a row of cells, filled up with spaces to width columns. under is
// the style below theirs: its flags are added, its class is that of plain cells
// and of the filling.
func (p *palette) cells(b *strings.Builder, row []cell, width int, under style) {
	current := ""
	put := func(s style) {
		if s&classMask == classPlain {
			s |= under & classMask
		}
		if sequence := p.sequence(s | under&^classMask); sequence != current {
			if current != "" {
				b.WriteString(resetSequence)
			}
			b.WriteString(sequence)
			current = sequence
		}
	}
	for _, c := range row {
		put(c.style)
		b.WriteString(c.text)
		width -= c.width
	}
	put(0)
	for range width {
		b.WriteByte(' ')
	}
	if current != "" {
		b.WriteString(resetSequence)
	}
}
