package main

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Sizes of a character and of the margin, in pixels.
const (
	cellWidth  = 8
	cellHeight = 18
	baseline   = 13
	fontSize   = 13
	margin     = 10
)

// draw writes the picture of a screen. Every run has its place and length, so that
// columns stand under each other whatever font the reader has.
func draw(w io.Writer, lines [][]run, foreground, background string) {
	columns := 0
	for _, runs := range lines {
		for _, r := range runs {
			columns = max(columns, r.column+r.width)
		}
	}
	width, height := columns*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="%d" fill="%s">`+"\n",
		width, height, width, fontSize, foreground)
	fmt.Fprintf(w, `<style>text{white-space:pre}</style><rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", background)
	for i, runs := range lines {
		y := margin + i*cellHeight
		for _, r := range runs {
			color, behind := r.look.color, r.look.background
			if color == "" {
				color = foreground
			}
			if r.look.invert {
				if behind == "" {
					behind = background
				}
				color, behind = behind, color
			}
			if behind != "" {
				fmt.Fprintf(w, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, margin+r.column*cellWidth, y, r.width*cellWidth, cellHeight, behind)
			}
			r.draw(w, y, color, foreground)
		}
		io.WriteString(w, "\n")
	}
	io.WriteString(w, "</svg>\n")
}

// draw writes the words of a run, each stretch between two or more spaces by
// itself: readers differ in how they show several spaces.
func (r run) draw(w io.Writer, y int, color, foreground string) {
	attributes := ""
	if color != foreground {
		attributes += ` fill="` + color + `"`
	}
	if r.look.bold {
		attributes += ` font-weight="bold"`
	}
	if r.look.underline {
		attributes += ` text-decoration="underline"`
	}
	column := r.column
	for stretch := range strings.SplitSeq(r.text, "  ") {
		text := strings.Trim(stretch, " ")
		lead := len(stretch) - len(strings.TrimLeft(stretch, " "))
		if text != "" {
			fmt.Fprintf(w, `<text x="%d" y="%d" textLength="%d"%s>%s</text>`,
				margin+(column+lead)*cellWidth, y+baseline, ansi.StringWidth(text)*cellWidth, attributes, html.EscapeString(text))
		}
		column += ansi.StringWidth(stretch) + 2
	}
}
