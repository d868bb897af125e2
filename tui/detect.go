package tui

import (
	"os"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"
)

// Profiles of terminals, by how many colors they have.
const (
	NoColor     = termenv.Ascii
	BasicColors = termenv.ANSI256
)

// DetectProfile returns the profile that the environment names (NO_COLOR,
// COLORTERM, TERM), NoColor where the output is no terminal.
func DetectProfile(terminal bool) termenv.Profile {
	if !terminal {
		return NoColor
	}
	return termenv.NewOutput(os.Stdout, termenv.WithUnsafe()).EnvColorProfile()
}

// DetectTheme returns the theme for the terminal's background, which bubbletea
// asks for when the program starts; Dark where there is no answer.
func DetectTheme() Theme {
	if lipgloss.HasDarkBackground() {
		return Dark
	}
	return Light
}

// TerminalSize returns the columns and lines of the terminal that standard output
// is; ok is false where it is none.
func TerminalSize() (width, height int, ok bool) {
	width, height, err := term.GetSize(os.Stdout.Fd())
	return width, height, err == nil && width > 0 && height > 0
}
