package app

import (
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/schollz/progressbar/v3"
)

// progressBar is a bar with a text behind it, drawn over again on the last line of
// a terminal.
type progressBar struct {
	bar *progressbar.ProgressBar
	out io.Writer
}

// barWidth and what the percentage takes.
const (
	barWidth  = 12
	barMargin = barWidth + 12
)

const barParts = 1000

func newProgressBar(out io.Writer) *progressBar {
	return &progressBar{
		bar: progressbar.NewOptions(barParts,
			progressbar.OptionSetWriter(out), progressbar.OptionSetWidth(barWidth),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetRenderBlankState(false), progressbar.OptionUseANSICodes(false)),
		out: out,
	}
}

// draw shows a part of 0 to 1 with a text, cut where the terminal ends: a bar that
// wraps can't be drawn over.
func (b *progressBar) draw(part float64, text string) {
	width := 80
	if f, ok := b.out.(*os.File); ok {
		if w, _, err := term.GetSize(f.Fd()); err == nil && w > 0 {
			width = w
		}
	}
	if r := []rune(text); len(r) > max(width-barMargin, 0) {
		text = string(r[:max(width-barMargin, 0)])
	}
	// Errors are the terminal's, on which there is nothing to say them.
	b.bar.Set(min(int(part*barParts), barParts-1)) // a full bar would take itself away
	b.bar.Describe(text)
}

// clear takes the bar away until it is drawn again.
func (b *progressBar) clear() { b.bar.Clear() }
