package translate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/seq2seq/beam"
)

// inventedNames is how many identifiers a translation may have that its source
// lacks, such as the counter of a loop that the source wrote without one.
const inventedNames = 8

// grammars compiles each language's grammar when it is first asked for: a
// translation needs one of them, and its time to the first result is short.
type grammars [lexers.LanguageCount]func() (*grammar.Grammar, error)

func newGrammars(v *bpe.Vocabulary) grammars {
	var all grammars
	for _, language := range lexers.Languages() {
		all[language] = sync.OnceValues(func() (*grammar.Grammar, error) {
			g, err := grammar.New(language, v)
			if err != nil {
				return nil, fmt.Errorf("the model cannot write %s: %w", language.Title(), err)
			}
			return g, nil
		})
	}
	return all
}

// constraint keeps each hypothesis to what the target's grammar allows, and
// within its length limit: it implements beam.Constraint. What it leaves is not
// renormalized: a hypothesis's score stays its probability under the model.
type constraint struct {
	grammar *grammar.Grammar
	sources []*grammar.Source
	limits  []int // by source: longest target, EOS included
	allowed []uint64

	signatures []signature // by source; nil where the head is free
	marks      *signatureMarks
}

// state is where a hypothesis stands. It is a value: hypotheses split.
type state struct {
	source  int
	length  int // ids so far
	grammar *grammar.State
	head    headState
}

// Constraints hold decoding to what a translation may be, for those that decode
// by themselves, such as training. They are safe for several goroutines.
type Constraints struct {
	vocabulary *bpe.Vocabulary
	grammars   grammars
	marks      signatureMarks
}

// NewConstraints returns the constraints for a vocabulary.
func NewConstraints(v *bpe.Vocabulary) *Constraints {
	return &Constraints{v, newGrammars(v), newSignatureMarks(v)}
}

// Constrain holds step, which decodes a translation of each source to language to, to
// what the Translator would allow: one function of the target language, in limits
// ids at most, EOS included. The error says why the vocabulary can't write that
// language.
func (c *Constraints) Constrain(step beam.Step, sources []*lexers.Canonical, to lexers.Language, limits []int) (beam.Step, error) {
	functions := make([]heldFunction, len(sources))
	for i, source := range sources {
		functions[i].source = source
	}
	held, err := c.hold(functions, to, limits, false)
	if err != nil {
		return nil, err
	}
	return beam.Constrain(step, held), nil
}

// heldFunction is a function whose translation is held.
type heldFunction struct {
	source  *lexers.Canonical
	defined []string // names that its file defines
	stated  statedTypes
}

// hold makes the constraint of a batch.
func (c *Constraints) hold(functions []heldFunction, to lexers.Language, limits []int, freeSignature bool) (*constraint, error) {
	g, err := c.grammars[to]()
	if err != nil {
		return nil, err
	}
	held := &constraint{grammar: g, limits: limits, marks: &c.marks, allowed: make([]uint64, (c.vocabulary.Size()+63)/64)}
	for _, f := range functions {
		source := grammar.NewSource(f.source, inventedNames, f.defined...)
		source.DeclareTypes(f.stated.classes...)
		held.sources = append(held.sources, source)
		var head signature
		if !freeSignature {
			head = signatureOf(c.vocabulary, f.source, f.stated, to)
		}
		held.signatures = append(held.signatures, head)
	}
	return held, nil
}

// Start implements beam.Constraint.
func (c *constraint) Start(source int) state {
	return state{source: source, grammar: c.grammar.Start(c.sources[source])}
}

// Next implements beam.Constraint.
func (c *constraint) Next(s state, token int32) state {
	s.head = c.signatures[s.source].advance(s.head, token, c.marks)
	s.length++
	s.grammar = c.grammar.Advance(s.grammar, token)
	return s
}

// Mask implements beam.Constraint.
func (c *constraint) Mask(s state, logProbabilities []float32) {
	c.grammar.Allowed(s.grammar, c.limits[s.source]-s.length, c.allowed)
	if id, ok := c.signatures[s.source].next(s.head); ok {
		if c.allowed[id/64]&(1<<(id%64)) != 0 {
			clear(c.allowed)
			c.allowed[id/64] = 1 << (id % 64)
		}
	}
	if id, ok := c.signatures[s.source].never(s.head, c.marks); ok && id >= 0 {
		bit := uint64(1) << (id % 64)
		if c.allowed[id/64] &^= bit; !slices.ContainsFunc(c.allowed, func(w uint64) bool { return w != 0 }) {
			c.allowed[id/64] |= bit
		}
	}
	never := float32(math.Inf(-1))
	best, first := never, -1
	for i, w := range c.allowed {
		from := 64 * i
		row := logProbabilities[from:min(from+64, len(logProbabilities))]
		if w == 0 {
			for j := range row {
				row[j] = never
			}
			continue
		}
		for j := range row {
			switch {
			case w&(1<<j) == 0:
				row[j] = never
			case first < 0:
				first = from + j
				fallthrough
			default:
				best = max(best, row[j])
			}
		}
	}
	if first >= 0 && math.IsInf(float64(best), -1) {
		logProbabilities[first] = -1000 // the only way on, which must not count as none
	}
}

// foreignTypes declares the types that C++ code has from its source and that the
// file does not define: without that even the shape of a function that takes a
// Node* can't be told.
func (a *assembly) foreignTypes(code string) string {
	used := map[string]bool{}
	for word := range words(code) {
		used[word] = true
	}
	done := a.defined()
	var b strings.Builder
	for _, u := range a.units {
		if u.job == nil {
			continue
		}
		for _, name := range grammar.ForeignTypes(u.job.canonical) {
			if u.class != nil && slices.Contains(u.class.TypeParameters, name) {
				continue
			}
			if used[name] && !done[name] {
				done[name] = true
				b.WriteString("struct " + name + ";\n")
			}
		}
	}
	return b.String()
}
