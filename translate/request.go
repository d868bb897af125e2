package translate

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"transcoder/lexers"
)

// DefaultBeam is the width of the beam where a request names none. Greedy
// search has nothing to fall back to when its hypothesis does not parse.
const DefaultBeam = 5

// Request is a file to translate. The zero value of a field stands for its
// default, where one is named.
type Request struct {
	Path     string // names the file in diagnostics; never opened
	Source   []byte
	From, To lexers.Language

	// Class names the Java class that holds the functions. "" means a name made
	// from Path, or Main.
	Class string

	// Beam is the number of live hypotheses in the search: 1 is greedy, 0 means
	// DefaultBeam.
	Beam int

	// LengthPenalty is the exponent α in score = Σ log-probabilities / length^α: 0
	// favors short hypotheses, more than 1 long ones. nil means 1, which compares
	// means.
	LengthPenalty *float64

	// Sample draws the hypotheses instead of searching for them; Beam is then how
	// many are drawn. nil means a beam search.
	Sample *Sampling

	// Hypotheses is the most to return for a function, at most Beam; 0 means 1.
	// Those past the first stand in Result.Code as comments.
	Hypotheses int

	// Align asks for Line.Source. It costs one more pass of the decoder, over the
	// hypotheses that are returned.
	Align bool

	// Rename writes the names that the file defines in the target's convention:
	// snake_case in Python and C++, camelCase in Java.
	Rename bool

	// Verify has every hypothesis of the search checked by Options.Verify, and
	// orders them: those that behave as their source does first, those that don't
	// last. It needs an Options.Verify.
	Verify bool

	// Unconstrained lets the model write what it will, also what cannot parse. It is
	// for comparison.
	Unconstrained bool

	// FreeSignature leaves the types of parameters and result to the model also
	// where the target language has those of the source. Otherwise they are kept, so
	// that functions and calls that are translated apart fit together.
	FreeSignature bool

	// NoRendering leaves the rendering of the canonical form (OriginRendering) out
	// of the hypotheses.
	NoRendering bool

	// OnlyRendering gives nothing but the rendering, with what surrounds the model: it shows what
	// that is worth without one.
	OnlyRendering bool

	// codeAlone leaves out the comments inside functions, which take one more pass of
	// the decoder to be placed.
	codeAlone bool
}

// ErrSameLanguage says that there is nothing to translate.
var ErrSameLanguage = errors.New("source and target language are the same")

// MaxBeam bounds the memory of a search.
const MaxBeam = 64

// Past these bounds a hypothesis is as long as may be, or drawn from all tokens
// alike.
const (
	MaxLengthPenalty = 10
	MaxTemperature   = 100
)

// Sampling says from which distribution hypotheses are drawn. The zero value
// takes the most likely token always.
type Sampling struct {
	// Temperature divides the log-probabilities: 1 draws from the model's own
	// distribution, 0 takes the most likely token.
	Temperature float64

	TopK int     // draw from the k most likely tokens only; 0 sets no limit
	TopP float64 // draw from the most likely tokens that have together this probability; 0 and 1 set no limit

	// Seed is what every draw comes from. A function's draws depend on it and on
	// the function alone, not on what is translated beside it.
	Seed uint64
}

// search is how hypotheses are found, with all defaults filled in. Jobs of the
// same search share batches.
type search struct {
	to            lexers.Language
	width         int
	lengthPenalty float64
	sampled       bool
	sampling      Sampling
	unconstrained bool
	freeSignature bool
}

func (r *Request) search() search {
	s := search{to: r.To, width: r.Beam, lengthPenalty: 1, unconstrained: r.Unconstrained, freeSignature: r.FreeSignature}
	if r.LengthPenalty != nil {
		s.lengthPenalty = *r.LengthPenalty
	}
	if r.Sample != nil {
		s.sampled, s.sampling = true, *r.Sample
	}
	return s
}

// normalize fills in defaults and checks the ranges.
func (r *Request) normalize() error {
	if r.From >= lexers.LanguageCount || r.To >= lexers.LanguageCount {
		return fmt.Errorf("translate from %v to %v: unknown language", r.From, r.To)
	}
	if r.From == r.To {
		return fmt.Errorf("%w: %s", ErrSameLanguage, r.From.Title())
	}
	if r.Beam == 0 {
		r.Beam = DefaultBeam
	}
	if r.Hypotheses == 0 {
		r.Hypotheses = 1
	}
	if r.Beam < 1 || r.Beam > MaxBeam {
		return fmt.Errorf("beam is %d, expected 1 to %d", r.Beam, MaxBeam)
	}
	if r.Hypotheses < 1 || r.Hypotheses > r.Beam {
		return fmt.Errorf("%d hypotheses, expected 1 to the beam's %d", r.Hypotheses, r.Beam)
	}
	if p := r.LengthPenalty; p != nil && !(*p >= 0 && *p <= MaxLengthPenalty) {
		return fmt.Errorf("length penalty is %v, expected 0 to %v", *p, float64(MaxLengthPenalty))
	}
	if s := r.Sample; s != nil {
		switch {
		case !(s.Temperature >= 0 && s.Temperature <= MaxTemperature):
			return fmt.Errorf("temperature is %v, expected 0 to %v", s.Temperature, float64(MaxTemperature))
		case s.TopK < 0:
			return fmt.Errorf("top k is %d, expected 0 or more", s.TopK)
		case !(s.TopP >= 0 && s.TopP <= 1):
			return fmt.Errorf("top p is %v, expected 0 to 1", s.TopP)
		}
	}
	if r.Class == "" {
		r.Class = ClassName(r.Path)
	}
	return nil
}

// javaLang are names of package java.lang that code uses without an import; a
// class of that name would hide them.
var javaLang = map[string]bool{
	"Boolean": true, "Byte": true, "Character": true, "Class": true, "Double": true, "Error": true, "Exception": true,
	"Float": true, "Integer": true, "Iterable": true, "Long": true, "Math": true, "Number": true, "Object": true, "Runnable": true,
	"Short": true, "String": true, "StringBuilder": true, "System": true, "Thread": true,
}

// ClassName returns the name of the Java class for a file: its base name in
// upper camel case, such as BinarySearch for binary_search.py; Main where the
// path gives none.
func ClassName(path string) string {
	base := filepath.Base(path)
	if path == "" || base == "-" {
		return "Main"
	}
	base = strings.TrimSuffix(base, filepath.Ext(base))
	words := strings.FieldsFunc(base, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
	var name strings.Builder
	for _, word := range words {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	switch {
	case name.Len() == 0:
		return "Main"
	case name.String()[0] <= '9':
		return "Program" + name.String()
	case javaLang[name.String()]:
		return name.String() + "Program"
	}
	return name.String()
}
