package translate

import (
	"fmt"

	"transcoder/lexers"
)

// Result is a translated file.
type Result struct {
	Code        string     // the whole file in the target language
	Functions   []Function // in source order; functions inside functions belong to their outer one
	Diagnostics []Diagnostic

	file   *assembly
	single bool // the source is one function and nothing else
}

// Failed reports whether a function has no translation, or none that parses, or
// there was no function at all.
func (r *Result) Failed() bool {
	for _, d := range r.Diagnostics {
		if d.Severity == Failure {
			return true
		}
	}
	return false
}

// Function is a function of the source with its translations.
type Function struct {
	Name  string
	Class string // enclosing classes, dotted; "" for none
	Line  int    // in the source, 1-based

	// Hypotheses are the translations, best first: those that parse before those
	// that don't, by score among each. None means that the function could not be
	// translated; a diagnostic says why.
	Hypotheses []Hypothesis
}

// Hypothesis is one translation of a function.
type Hypothesis struct {
	Code   string   // formatted text of the function alone; "" where Tokens can't be rendered
	Tokens []string // canonical form as the model wrote it

	// Score is the model's log-probability in nats, divided by the number of
	// tokens.
	Score float64

	Origin Origin
	Lines  []Line // of Code
	Check  *Check // nil where none was asked for

	Parses  bool
	Problem string // why it does not parse or render; "" if it does

	comments []placedComment // of the source, which stand beside it in the file
}

// Origin says where a hypothesis comes from.
type Origin string

// The origins.
const (
	// OriginModel is a hypothesis of the search.
	OriginModel Origin = "model"

	// OriginRendering is the source's canonical form, printed in the target
	// language without the model. What the languages share comes out right, all else
	// is as the source had it. Where it parses it is the last of the hypotheses; its
	// score is what the model gives it.
	OriginRendering Origin = "rendering"

	// OriginMapping is a main function, or a constructor, that is carried over like
	// imports and constants, by the tables of docs/translate.md. It is the best of the
	// hypotheses. The model did not write it: score 0 and confidence 1 say that nothing was guessed.
	OriginMapping Origin = "mapping"
)

// Severity says what a diagnostic means for the result.
type Severity uint8

// The severities.
const (
	Warning Severity = iota // something outside functions was not carried over
	Failure                 // a function has no translation that parses
)

// String returns the severity in lower case.
func (s Severity) String() string {
	if s == Failure {
		return "failure"
	}
	return "warning"
}

// Diagnostic says what could not be translated, where, and why.
type Diagnostic struct {
	Path     string
	Position lexers.Position // in the source
	Severity Severity
	Message  string
}

// String returns path:line:column: message.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s:%v: %s", d.Path, d.Position, d.Message)
}
