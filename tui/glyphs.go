package tui

// glyphs are the signs that the viewer draws. Each has a spelling in ASCII, and
// no two states share a sign: color never is what tells them apart.
type glyphs struct {
	ascii   bool // characters beyond ASCII are shown by their numbers
	control bool // there are pictures for control characters

	cursor, separator, horizontal string
	wrapped, cut, dot             string
	strongest, linked, changed    string
	confidence                    []string // from none to certain
	frames                        []string // of what is under way
	states                        [stateCount]string
	accepted, rejected            string
}

// state is where a function stands.
type state uint8

// The states of a function.
const (
	stateWaiting state = iota
	stateTranslating
	stateRefused    // there is no translation; the note says why
	stateUnparsable // no hypothesis parses
	stateUnverified
	stateVerifying
	statePasses
	stateDiffers
	stateFails      // it doesn't compile, or ends with an error
	stateUnverdict  // whether it behaves alike can't be told
	stateNoFunction // text outside functions
	stateCount
)

var unicodeGlyphs = &glyphs{
	control: true,
	cursor:  "▶", separator: "│", horizontal: "─",
	wrapped: "↪", cut: "…", dot: "·",
	strongest: "●", linked: "○", changed: "~",
	confidence: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	frames:     []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	states: [stateCount]string{
		stateWaiting: "·", stateTranslating: "⠋", stateRefused: "∅", stateUnparsable: "!", stateUnverified: "?", stateVerifying: "⠋",
		statePasses: "✓", stateDiffers: "≠", stateFails: "✗", stateUnverdict: "–", stateNoFunction: " ",
	},
	accepted: "A", rejected: "R",
}

var asciiGlyphs = &glyphs{
	ascii:  true,
	cursor: ">", separator: "|", horizontal: "-",
	wrapped: "\\", cut: "...", dot: ".",
	strongest: "*", linked: "+", changed: "~",
	confidence: []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
	frames:     []string{"|", "/", "-", "\\"},
	states: [stateCount]string{
		stateWaiting: ".", stateTranslating: "@", stateRefused: "0", stateUnparsable: "!", stateUnverified: "?", stateVerifying: "@",
		statePasses: "+", stateDiffers: "#", stateFails: "x", stateUnverdict: "-", stateNoFunction: " ",
	},
	accepted: "A", rejected: "R",
}

// words of the states, for the status line and the tree.
var stateWords = [stateCount]string{
	stateWaiting: "waiting", stateTranslating: "translating", stateRefused: "not translated", stateUnparsable: "does not parse",
	stateUnverified: "not verified", stateVerifying: "verifying", statePasses: "passes", stateDiffers: "differs", stateFails: "fails",
	stateUnverdict: "can't be verified",
}

// stateClasses are the colors that go with the signs.
var stateClasses = [stateCount]style{
	stateWaiting: classFaint, stateTranslating: classFaint, stateRefused: classBad, stateUnparsable: classBad, stateUnverified: classDoubtful,
	stateVerifying: classFaint, statePasses: classGood, stateDiffers: classBad, stateFails: classBad, stateUnverdict: classDoubtful,
}

// lowConfidence is the confidence under which a function is one to look at, and
// confidentClass the color of a confidence.
const lowConfidence = 0.5

func confidenceClass(confidence float64) style {
	switch {
	case confidence < lowConfidence:
		return classBad
	case confidence < 0.8:
		return classDoubtful
	}
	return classGood
}

// confidenceGlyph returns the sign for a confidence from 0 to 1.
func (g *glyphs) confidenceGlyph(confidence float64) string {
	n := len(g.confidence)
	return g.confidence[max(0, min(n-1, int(confidence*float64(n))))]
}
