package verify

import (
	"context"
	"math/big"
	"slices"
	"strings"

	"transcoder/lexers"
)

// Shrinking as property-based testing does it: of a failing input simpler ones are
// made, and of those that still fail the simplest is simplified again. A round
// tries all variants of all failing comparisons in one run of each program.

// maxRounds bounds the rounds, maxVariants what one round tries for an input.
const (
	maxRounds   = 12
	maxVariants = 48
)

// shrink replaces the failures of comparisons by smaller ones.
func (r *Runner) shrink(ctx context.Context, comparisons []*comparison, options CheckOptions) error {
	var active []*comparison
	for _, c := range comparisons {
		if len(c.failures) > 0 {
			c.failures = []failure{c.smallest()}
			active = append(active, c)
		}
	}
	for range maxRounds {
		var trials []*trial
		var trying []*comparison
		for _, c := range active {
			inputs := variants(c.failures[0].input)
			if len(inputs) == 0 {
				continue
			}
			// The source runs as it did for the plan: what it may not do, no counter-example
			// may ask of it.
			trials = append(trials,
				&trial{subject: c.plan.source, inputs: inputs, limit: c.trial.limit, whole: c.trial.whole, patience: patience, sanitize: c.source.Language == lexers.CPP},
				&trial{subject: c.shrinking(), inputs: inputs, limit: c.trial.limit, whole: c.trial.whole, patience: patience})
			trying = append(trying, c)
		}
		if len(trials) == 0 {
			return nil
		}
		if err := r.try(ctx, trials); err != nil {
			return err
		}
		active = nil
		for k, c := range trying {
			source, target := trials[2*k], trials[2*k+1]
			old := c.failures[0]
			for i, input := range source.inputs { // simplest first
				if source.effects[i].status != effectReturned || source.effects[i].micros > 200_000 {
					continue
				}
				f, agreed, called := c.examine(input, &source.effects[i], &target.effects[i])
				// A simpler input on which integers leave their width besides explains less.
				if called && !agreed && f.kind == old.kind && c.languages(f, options) == "" && f.target.hazards&^old.target.hazards == 0 {
					c.failures[0] = f
					active = append(active, c)
					break
				}
			}
		}
	}
	return nil
}

// shrinking returns the translation as it is run while its counter-example
// shrinks: with hazards noted where they matter.
func (c *comparison) shrinking() *subject {
	if !c.intoPython() {
		return c.trial.subject
	}
	return c.calculating(watchedArithmetic)
}

// sizeOf orders inputs by how simple they are to a reader: first by length, then
// by the numbers in them.
func sizeOf(input []value) int {
	size := 0
	for _, v := range input {
		switch v.kind {
		case intValue, boolValue:
			size += 1 + min(v.whole.BitLen(), 64)
			if v.whole.Sign() < 0 {
				size++
			}
		case floatValue:
			size += len(floatNotation(v.float))
		case charValue, stringValue:
			size += 100 * len(v.text)
			for _, c := range v.text {
				size += plainness(c)
			}
		default:
			size += 100*len(v.items) + sizeOf(v.items)
		}
	}
	return size
}

// plainness is less for letters than for signs.
func plainness(c rune) int {
	switch {
	case c == 'a' || c == '0':
		return 0
	case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		return 1
	}
	return 2
}

// variants returns inputs that are simpler than one, the simplest first.
func variants(input []value) [][]value {
	var all [][]value
	seen := map[string]bool{value{kind: pairValue, items: input}.String(): true}
	size := sizeOf(input)
	add := func(v []value) {
		if key := (value{kind: pairValue, items: v}).String(); !seen[key] && sizeOf(v) < size {
			seen[key] = true
			all = append(all, v)
		}
	}
	with := func(i int, v value) []value {
		changed := slices.Clone(input)
		changed[i] = v
		return changed
	}
	for i, v := range input {
		for _, w := range simpler(v, 0) {
			add(with(i, w))
			// Where an array gets shorter, the numbers that were its length do too.
			if before, after := lengthOf(v), lengthOf(w); before != after && before >= 0 {
				resized := with(i, w)
				for j, other := range input {
					switch {
					case j == i || other.kind != intValue:
						if j != i && lengthOf(other) == before && other.kind == v.kind && after < before {
							resized[j] = value{kind: other.kind, text: cut(other.text, after), items: slices.Clone(other.items[:min(after, len(other.items))])}
						}
					case other.whole.IsInt64() && other.whole.Int64() >= int64(after) && other.whole.Int64() <= int64(before):
						resized[j] = intOf(other.whole.Int64() - int64(before-after))
					}
				}
				add(resized)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b []value) int { return sizeOf(a) - sizeOf(b) })
	if len(all) > maxVariants { // some of every size
		step := float64(len(all)) / maxVariants
		var some [][]value
		for k := range maxVariants {
			some = append(some, all[int(float64(k)*step)])
		}
		all = some
	}
	return all
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

// lengthOf is that of a container; -1 of what is none.
func lengthOf(v value) int {
	switch v.kind {
	case stringValue:
		return len(v.text)
	case listValue, setValue:
		return len(v.items)
	}
	return -1
}

// simpler returns values that are simpler than one.
func simpler(v value, depth int) []value {
	var out []value
	switch v.kind {
	case boolValue:
		return []value{boolOf(false)}
	case intValue:
		for _, n := range []int64{0, 1, 2, 10} {
			out = append(out, intOf(n))
		}
		half := new(big.Int).Quo(v.whole, big.NewInt(2))
		less := new(big.Int).Sub(v.whole, big.NewInt(int64(v.whole.Sign())))
		out = append(out, value{kind: intValue, whole: half}, value{kind: intValue, whole: less})
		if v.whole.Sign() < 0 {
			out = append(out, value{kind: intValue, whole: new(big.Int).Neg(v.whole)})
		}
	case floatValue:
		out = append(out, floatOf(0), floatOf(1), floatOf(float64(int64(v.float))), floatOf(float64(int64(v.float))/2))
	case charValue:
		out = append(out, charOf('a'), charOf('0'))
	case stringValue:
		n := len(v.text)
		for size := n / 2; size > 0; size /= 2 {
			for at := 0; at+size <= n; at += size {
				out = append(out, stringOf(v.text[:at]+v.text[at+size:]))
			}
		}
		for i, c := range v.text {
			if c != 'a' && c != '0' && n <= 12 {
				out = append(out, stringOf(v.text[:i]+"a"+v.text[i+1:]), stringOf(v.text[:i]+"0"+v.text[i+1:]))
			}
		}
		if lower := strings.ToLower(v.text); lower != v.text {
			out = append(out, stringOf(lower))
		}
	case listValue, setValue, mapValue:
		step := 1
		if v.kind == mapValue {
			step = 2
		}
		n := len(v.items) / step
		for size := n / 2; size > 0; size /= 2 {
			for at := 0; at+size <= n; at += size {
				out = append(out, value{kind: v.kind, items: slices.Concat(v.items[:at*step], v.items[(at+size)*step:])})
			}
		}
		if n == 1 {
			out = append(out, value{kind: v.kind})
		}
		if depth < 2 && n <= 10 && v.kind == listValue {
			for i, item := range v.items {
				for _, w := range simpler(item, depth+1) {
					changed := value{kind: v.kind, items: slices.Clone(v.items)}
					changed.items[i] = w
					out = append(out, changed)
				}
			}
		}
	case pairValue:
		for i, item := range v.items {
			for _, w := range simpler(item, depth+1) {
				changed := value{kind: v.kind, items: slices.Clone(v.items)}
				changed.items[i] = w
				out = append(out, changed)
			}
		}
	}
	return out
}
