package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"transcoder/lexers"
)

// Differential testing: a translation is right where it does what its source
// does. Check makes inputs of the source's types (generate.go), runs the source on
// them and keeps those on which it is an example (plan.go), runs the translations
// (trial.go, harness.go), compares (compare.go) and shrinks what differs
// (shrink.go).

// chunk is how many cases are gone through together: enough to fill compilers,
// few enough to be remembered at once.
const chunk = 128

// Check runs source and translation of many cases on the same inputs and returns
// a verdict for each, in their order. Translations of one source share its inputs
// and its outputs, and candidates are compiled together. The error is ctx's, or
// says that the sandbox failed.
func (r *Runner) Check(ctx context.Context, cases []Case, options CheckOptions) ([]Verdict, error) {
	if options.Inputs <= 0 {
		options.Inputs = DefaultInputs
	}
	if options.Timeout <= 0 {
		options.Timeout = 2 * time.Second
	}
	verdicts := make([]Verdict, 0, len(cases))
	for part := range slices.Chunk(cases, chunk) {
		found, err := r.checkChunk(ctx, part, options)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, found...)
	}
	return verdicts, nil
}

// comparison is a case on its way.
type comparison struct {
	source, target *unit
	order          int // place of the source's plan
	plan           *plan
	trial          *trial
	comparer       comparer
	left           map[string]int // inputs left out, by what the languages do otherwise
	failures       []failure
	agreed         int
	overflowed     int // inputs of those on which the translation relies on what C++ leaves undefined
	verdict        *Verdict
}

// failure is an input on which a translation does not do the same.
type failure struct {
	input          []value
	source, target *effect
	kind           VerdictKind
	message        string
}

func (r *Runner) checkChunk(ctx context.Context, cases []Case, options CheckOptions) ([]Verdict, error) {
	verdicts := make([]Verdict, len(cases))
	comparisons, err := r.readCases(ctx, cases, verdicts)
	if err != nil {
		return nil, err
	}
	orders := orderPlans(comparisons, options)
	plans, err := r.plans(ctx, orders)
	if err != nil {
		return nil, err
	}
	var trials []*trial
	var running []*comparison
	for _, c := range comparisons {
		if c.order < 0 {
			continue
		}
		c.plan = plans[c.order]
		if c.plan.problem != nil {
			c.verdict.set(c.plan.problem)
			continue
		}
		if problem := unreturnable(c.target); problem != nil {
			c.verdict.set(problem)
			continue
		}
		c.trial = &trial{subject: &subject{unit: c.target, source: c.source, domain: c.plan.source.domain}, inputs: c.plan.inputs,
			limit: c.limit(options), whole: 2*c.limit(options) + 3*time.Second, patience: patience}
		c.comparer = comparerOf(c.source, c.target)
		trials, running = append(trials, c.trial), append(running, c)
	}
	if err := r.try(ctx, trials); err != nil {
		return nil, err
	}
	for _, c := range running {
		c.compare(options)
	}
	if err := r.forgive(ctx, running, options); err != nil {
		return nil, err
	}
	if options.Minimize {
		if err := r.shrink(ctx, running, options); err != nil {
			return nil, err
		}
	}
	for _, c := range running {
		c.judge()
	}
	return verdicts, nil
}

// readCases finds the functions of cases. The error is ctx's.
func (r *Runner) readCases(ctx context.Context, cases []Case, verdicts []Verdict) ([]*comparison, error) {
	type reading struct {
		unit *unit
		err  error
	}
	sources := map[string]reading{}
	var comparisons []*comparison
	for i, c := range cases {
		v := &verdicts[i]
		v.Function, v.Level = c.Function, r.box.Level()
		name := c.Source.Language.String() + "\x00" + c.Function + "\x00" + c.Source.Text
		source, ok := sources[name]
		if !ok {
			source.unit, source.err = readUnit(ctx, c.Source, c.Function, true)
			sources[name] = source
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if source.err != nil {
			v.set(source.err)
			v.Outcome, v.Line = VerdictUnsupported, 0
			v.Message = "the source: " + v.Message
			continue
		}
		v.Function = source.unit.function.Name
		target, err := readUnit(ctx, c.Target, v.Function, !source.unit.alone)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			v.set(err)
			continue
		}
		missing := r.Missing(c.Source.Language)
		if missing == "" {
			missing = r.Missing(c.Target.Language)
		}
		if missing != "" {
			v.Outcome, v.Message = VerdictNoToolchain, missing
			continue
		}
		comparisons = append(comparisons, &comparison{source: source.unit, target: target, verdict: v, order: -1})
	}
	return comparisons, nil
}

// set makes a verdict of an *unsuitable.
func (v *Verdict) set(err error) {
	var u *unsuitable
	if errors.As(err, &u) {
		v.Outcome, v.Message, v.Line = u.outcome, u.message, u.line
	}
}

// orderPlans asks for one plan for each source, with all its translations in
// view.
func orderPlans(comparisons []*comparison, options CheckOptions) []planOrder {
	places := map[*unit]int{}
	var orders []planOrder
	var targets [][]*unit
	for _, c := range comparisons {
		i, ok := places[c.source]
		if !ok {
			i = len(orders)
			places[c.source] = i
			orders, targets = append(orders, planOrder{source: c.source, inputs: options.Inputs, seed: options.Seed}), append(targets, nil)
		}
		o := &orders[i]
		o.watch = o.watch || c.target.Language != c.source.Language
		o.python = o.python || c.target.Language == lexers.Python
		targets[i] = append(targets[i], c.target)
		c.order = i
	}
	for i := range orders {
		o := &orders[i]
		var err error
		o.domain, err = domain(o.source, targets[i])
		o.constants = joined(append([]*unit{o.source}, targets[i]...)...)
		if err == nil {
			continue
		}
		o.domain = nil
		for _, c := range comparisons {
			if c.order == i {
				c.verdict.set(err)
				c.order = -1
			}
		}
	}
	// Orders that failed are dropped; the others move up.
	var kept []planOrder
	moved := map[int]int{}
	for i, o := range orders {
		if o.domain != nil || len(o.source.types) == 0 {
			moved[i] = len(kept)
			kept = append(kept, o)
		}
	}
	for _, c := range comparisons {
		if c.order >= 0 {
			c.order = moved[c.order]
		}
	}
	return kept
}

// limit is the processor time of a translation on one input: enough beside what
// the source needs, so that an endless loop is soon ended.
func (c *comparison) limit(options CheckOptions) time.Duration {
	return min(options.Timeout, 300*time.Millisecond+200*c.plan.slowest)
}

// comparerOf is lax where either side computes in 32 bits.
func comparerOf(source, target *unit) comparer {
	for _, u := range []*unit{source, target} {
		if slices.ContainsFunc(append(slices.Clone(u.types), u.result), func(t *dataType) bool { return t.kind == floatKind && t.bits == 32 }) ||
			slices.ContainsFunc(u.words, func(w word) bool { return w.text == "float" && u.Language != lexers.Python }) {
			return comparer{tolerance32}
		}
	}
	return comparer{tolerance}
}

// compare holds the translation's effects against the source's.
func (c *comparison) compare(options CheckOptions) {
	c.left = map[string]int{}
	t := c.trial
	if t.subject.broken != nil {
		return
	}
	for i := range t.inputs {
		f, agreed, called := c.examine(t.inputs[i], &c.plan.effects[i], &t.effects[i])
		switch {
		case !called:
		case agreed:
			c.agreed++
			if t.effects[i].hazards&hazardUndefined != 0 {
				c.overflowed++
			}
		default:
			if why := c.languages(f, options); why != "" {
				c.left[why]++
				continue
			}
			c.failures = append(c.failures, f)
		}
	}
}

// examine compares one input's effects. called is false where nothing is known of
// the translation.
func (c *comparison) examine(input []value, a, b *effect) (f failure, agreed, called bool) {
	f = failure{input: input, source: a, target: b}
	switch b.status {
	case effectNotCalled, effectMissing:
		return f, false, false
	case effectReturned:
		f.message = c.comparer.difference(c.plan.source, c.trial.subject, input, a, b)
		f.kind = VerdictDiffers
		return f, f.message == "", true
	case effectTimedOut:
		f.kind, f.message = VerdictTimeout, "no result within the time limit"
	case effectUnprinted:
		f.kind, f.message = VerdictDiffers, "it gives "+strings.TrimPrefix(b.message, "ValueError: ")
	default:
		f.kind, f.message = VerdictRuntimeError, b.message
	}
	return f, false, true
}

// judge makes the verdict.
func (c *comparison) judge() {
	v := c.verdict
	v.Inputs = c.agreed
	v.Notes = append(v.Notes, c.plan.notes...)
	if b := c.trial.subject.broken; b != nil {
		v.set(b)
		return
	}
	if c.overflowed > 0 {
		v.Notes = append(v.Notes, fmt.Sprintf("on %d inputs a signed integer overflows, which C++ does not define: it may wrap as Java's does, or not", c.overflowed))
	}
	needed := min(fewest, len(c.plan.inputs))
	left := 0
	for _, why := range []string{leftOverflow, leftNegative, leftEmpty} {
		if n := c.left[why]; n > 0 {
			left += n
			v.Notes = append(v.Notes, fmt.Sprintf("left out %d inputs on which %s", n, why))
		}
	}
	switch {
	case len(c.failures) > 0:
		f := c.smallest()
		v.Outcome, v.Message, v.Line = f.kind, f.message, f.target.line
		if why := leftFor(f.source.hazards | f.target.hazards); why != "" && c.source.Language != c.target.Language {
			v.Message += "; " + why
		}
		v.CounterExample = &CounterExample{Source: effectOf(c.plan.source, f.source), Target: effectOf(c.trial.subject, f.target)}
		for i, input := range f.input {
			v.CounterExample.Inputs = append(v.CounterExample.Inputs, Argument{c.source.names[i], input.String()})
		}
	case c.agreed >= needed && c.agreed > 0:
		v.Outcome = VerdictPass
		if skipped := len(c.plan.inputs) - c.agreed - left; skipped > 0 {
			v.Notes = append(v.Notes, fmt.Sprintf("%d inputs can't be given to the translation, whose parameter types are narrower", skipped))
		}
	case left > 0:
		v.Outcome = VerdictUnsupported
		v.Message = fmt.Sprintf("on %d of %d inputs the languages' integers differ; the others are too few", left, len(c.plan.inputs))
	default:
		v.Outcome = VerdictUnsupported
		v.Message = fmt.Sprintf("the translation's parameters (%s) can't hold what the source takes (%s)", typeList(c.target.types), typeList(c.plan.source.domain))
	}
}

func typeList(types []*dataType) string {
	var names []string
	for _, t := range types {
		names = append(names, t.String())
	}
	return strings.Join(names, ", ")
}

// smallest returns the failure to show: one that integers have no part in, if there
// is one, then one that differs, then the smallest input.
func (c *comparison) smallest() failure {
	rank := func(f failure) []int {
		excuses, kind := 0, 0
		if f.source.hazards|f.target.hazards != 0 {
			excuses = 1
		}
		if f.kind != VerdictDiffers {
			kind = 1
		}
		return []int{excuses, kind, sizeOf(f.input)}
	}
	return slices.MinFunc(c.failures, func(a, b failure) int { return slices.Compare(rank(a), rank(b)) })
}
