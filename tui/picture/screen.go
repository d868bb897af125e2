package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// look is how a run of characters looks.
type look struct {
	color, background       string // #rrggbb; "" for the screen's own
	bold, underline, invert bool
}

// run is characters of one look.
type run struct {
	text   string
	column int
	width  int // columns
	look   look
}

// parseScreen divides the lines of a screen into runs. Escape sequences other
// than styles are dropped.
func parseScreen(text string) [][]run {
	var lines [][]run
	var now look
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		var runs []run
		column := 0
		state := byte(ansi.NormalState)
		for len(line) > 0 {
			sequence, width, n, next := ansi.DecodeSequence(line, state, nil)
			state, line = next, line[n:]
			if width == 0 {
				if parameters, ok := strings.CutPrefix(sequence, "\x1b["); ok && strings.HasSuffix(parameters, "m") {
					now = now.apply(strings.TrimSuffix(parameters, "m"))
				}
				continue
			}
			if k := len(runs) - 1; k >= 0 && runs[k].look == now {
				runs[k].text += sequence
				runs[k].width += width
			} else {
				runs = append(runs, run{sequence, column, width, now})
			}
			column += width
		}
		lines = append(lines, runs)
	}
	return lines
}

// apply changes a look by the parameters of a style sequence (ECMA-48, SGR).
func (l look) apply(parameters string) look {
	codes := strings.FieldsFunc(parameters, func(r rune) bool { return r == ';' || r == ':' })
	if len(codes) == 0 {
		return look{}
	}
	for i := 0; i < len(codes); i++ {
		code, _ := strconv.Atoi(codes[i])
		switch {
		case code == 0:
			l = look{}
		case code == 1:
			l.bold = true
		case code == 4:
			l.underline = true
		case code == 7:
			l.invert = true
		case code == 22:
			l.bold = false
		case code == 24:
			l.underline = false
		case code == 27:
			l.invert = false
		case code == 38 || code == 48:
			color, used := extended(codes[i+1:])
			if code == 38 {
				l.color = color
			} else {
				l.background = color
			}
			i += used
		case code == 39:
			l.color = ""
		case code == 49:
			l.background = ""
		case code >= 30 && code <= 37:
			l.color = indexed(code - 30)
		case code >= 40 && code <= 47:
			l.background = indexed(code - 40)
		case code >= 90 && code <= 97:
			l.color = indexed(code - 90 + 8)
		}
	}
	return l
}

// extended reads what follows 38 or 48: 2;r;g;b or 5;index.
func extended(codes []string) (color string, used int) {
	number := func(i int) int {
		n := 0
		if i < len(codes) {
			n, _ = strconv.Atoi(codes[i])
		}
		return max(0, min(n, 255))
	}
	switch number(0) {
	case 2:
		return fmt.Sprintf("#%02x%02x%02x", number(1), number(2), number(3)), min(4, len(codes))
	case 5:
		return indexed(number(1)), min(2, len(codes))
	}
	return "", min(1, len(codes))
}

// indexed is a color of the 256 that terminals have: 16 basic ones, a cube of
// 6 by 6 by 6, 24 grays.
func indexed(i int) string {
	basic := []string{
		"#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5",
		"#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff",
	}
	switch {
	case i < 16:
		return basic[i]
	case i < 232:
		level := func(n int) int {
			if n == 0 {
				return 0
			}
			return 55 + 40*n
		}
		i -= 16
		return fmt.Sprintf("#%02x%02x%02x", level(i/36), level(i/6%6), level(i%6))
	}
	gray := 8 + 10*(i-232)
	return fmt.Sprintf("#%02x%02x%02x", gray, gray, gray)
}
