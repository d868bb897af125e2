package tui

import (
	"fmt"
	"math"
	"strings"

	"transcoder/translate"
	"transcoder/verify"
)

// function is a block with what has become of it so far. Blocks that are no
// functions have a candidate only where the file on the right exists.
type function struct {
	Block

	translating bool
	problem     string // why there is no candidate; "" while there may be one
	candidates  []candidate
	shown       int
	compared    int // candidate that changes are highlighted against; -1 for none

	recalled *recalled // decisions of earlier sessions; nil until they are read
}

// candidate is a translation of a function.
type candidate struct {
	translate.Hypothesis
	lines []string

	verifying bool
	verdict   *verify.Verdict
	mark      Mark

	pairs   []pair         // beside the block's lines; nil until it is asked for
	classes [][]uint8      // of each byte of each line; nil until it is highlighted
	changes map[int][]span // words that differ from compared, by line
}

// The origins of candidates that translate doesn't make.
const (
	originEdited translate.Origin = "edited"
	originFile   translate.Origin = "file"
)

func newCandidate(h translate.Hypothesis) candidate {
	h.Code = strings.TrimRight(h.Code, "\n")
	return candidate{Hypothesis: h, lines: splitLines(h.Code)}
}

// splitLines returns the lines of a text without their ends.
func splitLines(text string) []string {
	lines := strings.Split(text, "\n")
	if n := len(lines); n > 1 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

// current returns the candidate that is shown; nil where there is none.
func (f *function) current() *candidate {
	if f.shown < len(f.candidates) {
		return &f.candidates[f.shown]
	}
	return nil
}

// state says where the function stands.
func (f *function) state() state {
	c := f.current()
	switch {
	case !f.function():
		return stateNoFunction
	case f.translating:
		return stateTranslating
	case c == nil && f.problem != "":
		return stateRefused
	case c == nil:
		return stateWaiting
	case c.verifying:
		return stateVerifying
	case c.verdict != nil:
		return verdictStates[c.verdict.Outcome]
	case !c.Parses:
		return stateUnparsable
	}
	return stateUnverified
}

var verdictStates = map[verify.VerdictKind]state{
	verify.VerdictPass:         statePasses,
	verify.VerdictDiffers:      stateDiffers,
	verify.VerdictCompileError: stateFails,
	verify.VerdictRuntimeError: stateFails,
	verify.VerdictTimeout:      stateFails,
	verify.VerdictUnsupported:  stateUnverdict,
	verify.VerdictNoToolchain:  stateUnverdict,
}

// confidence is how sure the model was of the candidate as a whole: the geometric
// mean of its tokens' probabilities. ok is false where no model wrote it.
func (c *candidate) confidence() (value float64, ok bool) {
	if c.Origin == originEdited || c.Origin == originFile {
		return 0, false
	}
	return math.Exp(min(0, c.Score)), true
}

// wantsReader reports whether a person should look at the function: it is not
// shown to behave like its source, or the model was not sure of it, and nobody
// has accepted or rejected it.
func (f *function) wantsReader() bool {
	c := f.current()
	switch {
	case !f.function():
		return false
	case c == nil:
		return true
	case c.mark != Unmarked:
		return false
	}
	confidence, known := c.confidence()
	return f.state() != statePasses || known && confidence < lowConfidence
}

// show changes the candidate that is shown, and highlights what differs from the
// one before.
func (f *function) show(index int) {
	index = max(0, min(index, len(f.candidates)-1))
	if index == f.shown || len(f.candidates) == 0 {
		return
	}
	f.compared, f.shown = f.shown, index
	c := f.current()
	c.changes = changed(f.candidates[f.compared].Code, c.Code)
}

// add appends a candidate, unless there is one with its text; it returns which.
func (f *function) add(c candidate) int {
	for i := range f.candidates {
		if f.candidates[i].Code == c.Code {
			return i
		}
	}
	f.candidates = append(f.candidates, c)
	return len(f.candidates) - 1
}

// align returns the pairs of the candidate's lines with the block's.
func (f *function) align(c *candidate, source []string) []pair {
	if c.pairs == nil {
		gain := gainOfAttention(c.Lines, f.First)
		if !attended(c.Lines) {
			gain = gainOfWords(source, c.lines)
		}
		c.pairs = align(len(source), len(c.lines), gain)
	}
	return c.pairs
}

// attended reports whether lines say where they come from.
func attended(lines []translate.Line) bool {
	for _, line := range lines {
		if len(line.Source) > 0 {
			return true
		}
	}
	return false
}

// summary says in a few words what the header line of the function says.
func (f *function) summary(g *glyphs) string {
	var words []string
	state := f.state()
	c := f.current()
	switch {
	case c != nil && c.verdict != nil && state != stateVerifying:
		words = append(words, verdictSummary(c.verdict))
	default:
		words = append(words, stateWords[state])
	}
	if c != nil {
		if len(f.candidates) > 1 {
			words = append(words, fmt.Sprintf("%d of %d", f.shown+1, len(f.candidates)))
		}
		if c.Origin != "" && c.Origin != translate.OriginModel {
			words = append(words, string(c.Origin))
		}
		if value, ok := c.confidence(); ok {
			words = append(words, fmt.Sprintf("confidence %.0f %%", 100*value))
		}
		if c.mark != Unmarked {
			words = append(words, c.mark.String())
		}
	}
	return strings.Join(words, " "+g.dot+" ")
}
