package verify

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"transcoder/lexers"
)

// Integers have no bound in Python, wrap in Java, and must not overflow in C++;
// division rounds down in Python and toward zero elsewhere. Which of that is behind
// a difference is found out on the side that is Python, whose arithmetic can be
// watched and changed (harness.py); C++ sources that overflow are no example, and
// where a translation from Java relies on it the harness notes it.

// Reasons for which inputs are left out where only the target's integers count.
const (
	leftOverflow = "integers leave the 32 or 64 bits that one of the languages gives them"
	leftNegative = "a negative number is divided, which Python rounds down and others toward zero"
	leftEmpty    = "an empty string has a first character in C++ only, its terminator"
)

// languages returns what the two languages do otherwise on the input of a failure;
// "" where that is nothing, or counts.
func (c *comparison) languages(f failure, options CheckOptions) string {
	if options.IntSemantics == IntStrict || c.source.Language == c.target.Language {
		return ""
	}
	if c.source.Language == lexers.CPP && f.kind == VerdictRuntimeError && strings.Contains(f.message, "ndex") && slices.ContainsFunc(f.input, func(v value) bool { return v.kind == stringValue && v.text == "" }) {
		return leftEmpty
	}
	if c.source.Language == lexers.Python {
		if why := leftFor(f.source.hazards); why != "" {
			return why
		}
	}
	if f.kind == VerdictDiffers && f.source.returned.kind == intValue && f.target.returned.kind == intValue && congruent(f.source.returned.whole, f.target.returned.whole) {
		return leftOverflow
	}
	return ""
}

// leftFor is the reason that goes with hazards; "" where there are none.
func leftFor(hazards int) string {
	switch {
	case hazards&(hazardInt32|hazardInt64) != 0:
		return leftOverflow
	case hazards&hazardNegative != 0:
		return leftNegative
	}
	return ""
}

// intoPython reports whether a translation into Python may differ for its
// integers alone.
func (c *comparison) intoPython() bool {
	return c.target.Language == lexers.Python && c.source.Language != lexers.Python
}

// calculating returns the translation, in Python, as a subject with another
// arithmetic.
func (c *comparison) calculating(a arithmetic) *subject {
	return &subject{unit: c.target, source: c.source, domain: c.plan.source.domain, arithmetic: a}
}

// forgive runs Python translations again on the inputs on which they fail, with
// the integers of C++ and Java: where they then do what the source does, it was for
// what their language does otherwise. That integers leave their width somewhere is
// not enough, or a translation could be wrong under that cover. Where integers are
// to be strict nothing is forgiven; what they do is noted.
func (r *Runner) forgive(ctx context.Context, comparisons []*comparison, options CheckOptions) error {
	ways := []arithmetic{arithmetic32, arithmetic64}
	if options.IntSemantics == IntStrict {
		ways = []arithmetic{watchedArithmetic}
	}
	for _, way := range ways {
		var trials []*trial
		var of []*comparison
		for _, c := range comparisons {
			// Nothing passes that agrees on no input.
			if len(c.failures) == 0 || c.agreed == 0 || !c.intoPython() {
				continue
			}
			t := &trial{subject: c.calculating(way), limit: 2 * c.trial.limit, patience: patience}
			t.whole = min(time.Duration(len(c.failures))*t.limit+3*time.Second, 20*time.Second)
			for _, f := range c.failures {
				t.inputs = append(t.inputs, f.input)
			}
			trials, of = append(trials, t), append(of, c)
		}
		if err := r.try(ctx, trials); err != nil {
			return err
		}
		for k, c := range of {
			var failures []failure
			for i, f := range c.failures {
				e := &trials[k].effects[i]
				f.target.hazards |= e.hazards
				if why := c.excuse(f, e, options); why != "" {
					c.left[why]++
				} else {
					failures = append(failures, f)
				}
			}
			c.failures = failures
		}
	}
	if options.IntSemantics == IntTarget {
		for _, c := range comparisons {
			c.forgiveFew()
		}
	}
	return nil
}

// forgiveFew leaves out the failures that are left of a translation from Java into
// Python where they are few and numbers leave their width in all of them: a program
// that has ints and longs, or casts what wrapped, behaves like neither width alone.
// Of a C++ source that overflows nothing is known, so nothing is to be forgiven.
func (c *comparison) forgiveFew() {
	if c.source.Language != lexers.Java || !c.intoPython() || 10*len(c.failures) > c.agreed {
		return
	}
	for _, f := range c.failures {
		if f.target.hazards&(hazardInt32|hazardInt64) == 0 {
			return
		}
	}
	if n := len(c.failures); n > 0 {
		c.left[leftOverflow] += n
		c.failures = nil
	}
}

// excuse says why a failure is none, given what the translation does with the
// integers of its source's language; "" where it is one.
func (c *comparison) excuse(f failure, e *effect, options CheckOptions) string {
	why := leftFor(e.hazards)
	if options.IntSemantics == IntStrict || why == "" {
		return ""
	}
	again, agreed, _ := c.examine(f.input, f.source, e)
	if agreed || c.languages(again, options) != "" {
		return why
	}
	return ""
}

// congruent reports whether two different numbers are one in 32 or 64 bits, and
// one of them does not fit in those.
func congruent(a, b *big.Int) bool {
	difference := new(big.Int).Sub(a, b)
	for _, bits := range []int{32, 64} {
		signed := &dataType{kind: intKind, bits: bits}
		modulus := new(big.Int).Lsh(one, uint(bits))
		if new(big.Int).Mod(difference, modulus).Sign() == 0 && (!holds(signed, a) || !holds(signed, b)) {
			return true
		}
	}
	return false
}
