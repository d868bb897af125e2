package verify

import (
	"fmt"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// Code is a source text: a whole file or one function.
type Code struct {
	Language lexers.Language
	Text     string
}

// Case is a function and a translation of it.
type Case struct {
	Source, Target Code

	// Function names the function, in both texts or in Source; a translation may
	// call it otherwise (max_sum, maxSum). "" stands for the only one of a text, or the last.
	Function string
}

// IntSemantics say what counts where a source's integers have a width that a
// target's have not, or both divide negative numbers in their own ways.
type IntSemantics uint8

const (
	// IntTarget judges a translation by the meaning that its own language gives to
	// arithmetic: inputs on which both differ for no other reason prove nothing
	// and are left out. The verdict's notes name them.
	IntTarget IntSemantics = iota

	// IntStrict wants the same mathematical values, whatever the width.
	IntStrict
)

var intSemanticsNames = [...]string{"target", "strict"}

// String returns the name.
func (s IntSemantics) String() string {
	if int(s) < len(intSemanticsNames) {
		return intSemanticsNames[s]
	}
	return fmt.Sprintf("integer semantics %d", s)
}

// ParseIntSemantics returns the semantics of a name.
func ParseIntSemantics(name string) (IntSemantics, error) {
	for s, known := range intSemanticsNames {
		if name == known {
			return IntSemantics(s), nil
		}
	}
	return 0, fmt.Errorf("unknown integer semantics %q: expected strict or target", name)
}

// CheckOptions say how hard Check tries. The zero value works.
type CheckOptions struct {
	Inputs  int           // on which a translation is tried at most; 0 means DefaultInputs
	Seed    uint64        // inputs are a function of the codes and of it
	Timeout time.Duration // processor time of the translation on one input; 0 means 2 s

	// Minimize shrinks counter-examples. It costs a few more runs for each
	// translation that differs.
	Minimize bool

	IntSemantics IntSemantics
}

// DefaultInputs is what CheckOptions.Inputs of 0 stands for.
const DefaultInputs = 100

// VerdictKind says how a translation behaves beside its source.
type VerdictKind uint8

const (
	VerdictPass         VerdictKind = iota // as its source on all inputs
	VerdictDiffers                         // otherwise on the CounterExample
	VerdictCompileError                    // it does not compile; Message and Line are the compiler's first
	VerdictRuntimeError                    // it fails on the CounterExample, where the source does not
	VerdictTimeout                         // it takes too long on the CounterExample, where the source does not
	VerdictUnsupported                     // nothing can be said; Message says why
	VerdictNoToolchain                     // the machine can't compile or run one of the two; Message says what is missing
)

var verdictNames = [...]string{"pass", "differs", "compile error", "run-time error", "timeout", "unsupported", "no tool chain"}

// String returns the kind in words.
func (k VerdictKind) String() string {
	if int(k) < len(verdictNames) {
		return verdictNames[k]
	}
	return fmt.Sprintf("verdict %d", k)
}

// MarshalText gives the words, for JSON.
func (k VerdictKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the words.
func (k *VerdictKind) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if string(text) == name {
			*k = VerdictKind(i)
			return nil
		}
	}
	return fmt.Errorf("unknown verdict %q", text)
}

// Verdict is what Check finds of a case. Its JSON is documented in
// docs/verify.md.
type Verdict struct {
	Outcome  VerdictKind `json:"outcome"`
	Function string      `json:"function"` // name in the source
	Inputs   int         `json:"inputs"`   // on which source and translation did the same
	Message  string      `json:"message,omitempty"`
	Line     int         `json:"line,omitempty"` // of the target's text, 1-based; 0 where not known

	CounterExample *CounterExample `json:"counter_example,omitempty"`

	// Notes name what a reader should know: differences between the languages that
	// were left out, what was not compared, how little the inputs may prove.
	Notes []string      `json:"notes,omitempty"`
	Level sandbox.Level `json:"level"`
}

// CounterExample is an input on which a translation does not do what its source
// does. Values are written as docs/verify.md says, close to Python's literals.
type CounterExample struct {
	Inputs []Argument `json:"inputs"`
	Source Effect     `json:"source"`
	Target Effect     `json:"target"`
}

// Argument is a parameter with a value.
type Argument struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Effect is what a call did.
type Effect struct {
	Returned string     `json:"returned,omitempty"` // "" for a function that returns nothing
	Changed  []Argument `json:"changed,omitempty"`  // parameters that hold another value after the call
	Printed  string     `json:"printed,omitempty"`
	Error    string     `json:"error,omitempty"` // why it did not return
}
