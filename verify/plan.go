package verify

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"transcoder/lexers"
)

// plan is what a source's translations are held against: inputs, and what the
// source does on each.
type plan struct {
	source  *subject
	inputs  [][]value
	effects []effect
	slowest time.Duration // input of the source
	notes   []string
	problem *unsuitable // why there are no inputs
}

// planOrder asks for a plan.
type planOrder struct {
	source    *unit
	domain    []*dataType
	constants constants
	inputs    int
	seed      uint64
	watch     bool // some translation is in another language, whose integers differ
	python    bool // some translation is in Python, which needs fifty times the time
}

func (o *planOrder) key() key {
	parts := []string{o.source.Language.String(), o.source.Text, o.source.function.Name, fmt.Sprint(o.constants), fmt.Sprint(o.inputs, o.seed, o.watch, o.python)}
	for _, t := range o.domain {
		parts = append(parts, fmt.Sprint(t, t.fixed, t.shared))
	}
	return hash(parts)
}

// Waves of inputs: the first is enough for most functions. Further ones are drawn
// where few inputs were left, or where the outputs hardly vary.
var waves = []int{130, 250, 400}

// fewest is how many inputs a verdict needs, where a function's types have as
// many.
const fewest = 3

// maxPrinted is how much a source may print on one input, in bytes: half of what
// harnesses keep.
const maxPrinted = 8 << 10

// planner makes the plans of several sources at once.
type planner struct {
	order  planOrder
	plan   *plan
	trial  *trial
	draw   *generator
	known  map[string]bool
	failed map[string]int // discarded inputs by reason

	valid   [][]value
	effects []effect
}

// plans returns a plan for each order.
func (r *Runner) plans(ctx context.Context, orders []planOrder) ([]*plan, error) {
	plans := make([]*plan, len(orders))
	keys := make([]key, len(orders))
	var work []*planner
	for i, o := range orders {
		keys[i] = o.key()
		if plans[i] = r.planned.get(keys[i]); plans[i] != nil {
			continue
		}
		s := &subject{unit: o.source, source: o.source, domain: o.domain}
		if o.watch && o.source.Language == lexers.Python {
			s.arithmetic = watchedArithmetic
		}
		p := &planner{order: o, plan: &plan{source: s}, known: map[string]bool{}, failed: map[string]int{}}
		seed := hash([]string{o.source.Text, o.source.function.Name})
		p.draw = newGenerator(rand.New(rand.NewPCG(o.seed, binary.LittleEndian.Uint64(seed[:]))), o.source, o.domain, o.constants)
		plans[i] = p.plan
		if problem := unreturnable(o.source); problem != nil {
			p.plan.problem = problem
			continue
		}
		work = append(work, p)
	}
	for wave := range waves {
		var trials []*trial
		for _, p := range work {
			if wave > 0 && !p.wantsMore() {
				p.trial = nil
				continue
			}
			if p.next(waves[wave]) {
				trials = append(trials, p.trial)
			}
		}
		if len(trials) == 0 {
			break
		}
		if err := r.try(ctx, trials); err != nil {
			return nil, err
		}
		for _, p := range work {
			if p.trial != nil {
				p.keep()
			}
		}
	}
	for _, p := range work {
		p.choose()
	}
	for i, p := range plans {
		r.planned.put(keys[i], p)
	}
	return plans, nil
}

// unreturnable says why a unit's result can't be compared; nil if it can.
func unreturnable(u *unit) *unsuitable {
	if u.result.kind == listKind && u.result.form == byPointer || u.result.form == byRows {
		return &unsuitable{VerdictUnsupported, "it returns a pointer to an array of unknown length", 0}
	}
	return nil
}

// again is how many inputs of a wave stand in it twice, so that a source that does
// not do the same again, or reads what it never wrote, shows.
const again = 25

// next draws a wave.
func (p *planner) next(n int) bool {
	limit := 250 * time.Millisecond
	if p.order.source.Language != lexers.Python && p.order.python {
		limit = 100 * time.Millisecond
	}
	var inputs [][]value
	p.draw.relaxed = len(p.known) > 0 && len(p.valid) < 10
	for range n {
		input := p.draw.input()
		name := value{items: input, kind: pairValue}.String()
		if !p.known[name] {
			p.known[name] = true
			inputs = append(inputs, input)
		}
	}
	// Small ones first: of a function that takes exponential time those are what
	// can be had.
	slices.SortStableFunc(inputs, func(a, b []value) int { return effort(a) - effort(b) })
	p.trial = nil
	twice := min(again, len(inputs))
	if len(inputs) == 0 || p.plan.source.broken != nil {
		return false
	}
	p.trial = &trial{subject: p.plan.source, inputs: slices.Concat(inputs[:twice], inputs), twice: twice, limit: limit, whole: 4 * time.Second, patience: sourcePatience,
		sanitize: p.order.source.Language == lexers.CPP}
	return true
}

// effort guesses how long a function runs for an input: the digits of its
// numbers, each for a factor, and the lengths of what it holds.
func effort(input []value) int {
	n := 0
	for _, v := range input {
		if v.kind == intValue {
			n += 4 * v.whole.BitLen()
		} else {
			n += max(lengthOf(v), 0)
		}
	}
	return n
}

// slow is what a source may need for an input, in microseconds: its translation
// may need fifty times that in Python.
func (p *planner) slow() int64 {
	switch {
	case !p.order.python || p.order.source.Language == lexers.Python:
		return 200_000
	}
	return 20_000 // 1 s in Python
}

// keep takes the inputs of a wave on which the source is an example.
func (p *planner) keep() {
	t := p.trial
	for i := t.twice; i < len(t.inputs); i++ {
		a := &t.effects[i]
		b := a
		if i < 2*t.twice {
			b = &t.effects[i-t.twice]
		}
		switch {
		case a.status == effectMissing || b.status == effectMissing:
			p.failed[reasonLate]++
		case a.status == effectTimedOut || b.status == effectTimedOut, a.micros > p.slow() && b.micros > p.slow():
			p.failed["the source takes too long"]++
		case a.status == effectUndefined:
			p.failed["the source has undefined behavior: "+general(a.message)]++
		case a.status == effectUnprinted:
			p.failed["the source gives "+a.message]++
		case a.status != effectReturned:
			p.failed["the source raises: "+general(a.message)]++
		case len(a.printed) > maxPrinted:
			p.failed["the source prints more than is compared"]++
		case b.status != effectReturned || !sameEffect(a, b):
			p.failed["the source does not do the same again"]++
		default:
			p.valid, p.effects = append(p.valid, t.inputs[i]), append(p.effects, *a)
			a.micros = min(a.micros, b.micros)
			p.plan.slowest = max(p.plan.slowest, time.Duration(a.micros)*time.Microsecond)
		}
	}
}

// reasonLate counts inputs that were not come to.
const reasonLate = "the source was not run, for it used up its time on others"

// general takes the numbers out of a message, so that like ones count together.
func general(message string) string {
	if i := strings.IndexAny(message, "0123456789"); i > 8 {
		message = message[:i] + "..."
	}
	return clip(message)
}

// sameEffect compares two calls of the same function on the same input, to the
// letter.
func sameEffect(a, b *effect) bool { return a.key() == b.key() }

func (e *effect) key() string {
	var out strings.Builder
	out.WriteString(e.returned.String())
	for _, i := range slices.Sorted(maps.Keys(e.changed)) {
		fmt.Fprintf(&out, "|%d:%v", i, e.changed[i])
	}
	out.WriteString("|" + e.printed)
	return out.String()
}

func (p *planner) wantsMore() bool {
	late := p.failed[reasonLate] > 0 && len(p.valid) >= 30 // more would take as long again
	return p.plan.source.broken == nil && !late && (len(p.valid) < p.order.inputs || p.outputs() < 4 && len(p.valid) < 4*p.order.inputs)
}

// outputs counts the different ones, leaving aside those that come but once or
// twice.
func (p *planner) outputs() int {
	count := map[string]int{}
	for i := range p.effects {
		count[p.effects[i].key()]++
	}
	n := 0
	for _, c := range count {
		if c > 2 {
			n++
		}
	}
	return max(n, min(len(count), 3))
}

// choose takes as many inputs as are asked for: of each output some, so that the
// one True among a hundred Falses counts.
func (p *planner) choose() {
	if b := p.plan.source.broken; b != nil {
		p.plan.problem = &unsuitable{VerdictUnsupported, "the source does not run: " + b.message, 0}
		if b.outcome == VerdictNoToolchain {
			p.plan.problem = b
		}
		if b.outcome == VerdictCompileError {
			p.plan.problem.message = fmt.Sprintf("the source does not compile: line %d: %s", b.line, b.message)
		}
		return
	}
	possible := min(fewest, len(p.known))
	if len(p.valid) < possible || len(p.valid) == 0 {
		message := fmt.Sprintf("the source is an example on %d of %d inputs", len(p.valid), len(p.known))
		if reason, n := most(p.failed); n > 0 {
			message += fmt.Sprintf("; on %d of them %s", n, reason)
		}
		p.plan.problem = &unsuitable{VerdictUnsupported, message, 0}
		return
	}
	groups := map[string][]int{}
	var order []string
	for _, i := range p.draw.rng.Perm(len(p.effects)) { // they are sorted by size
		k := p.effects[i].key()
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	var chosen []int
	for round := 0; len(chosen) < min(p.order.inputs, len(p.valid)); round++ {
		for _, k := range order {
			if round < len(groups[k]) && len(chosen) < p.order.inputs {
				chosen = append(chosen, groups[k][round])
			}
		}
	}
	for _, i := range chosen {
		p.plan.inputs, p.plan.effects = append(p.plan.inputs, p.valid[i]), append(p.plan.effects, p.effects[i])
	}
	if len(groups) == 1 && len(p.source().types) > 0 {
		p.plan.notes = append(p.plan.notes, fmt.Sprintf("on all inputs the source gives the same: %s", clip(p.effects[0].returned.String()+p.effects[0].printed)))
	}
	if len(chosen) < 10 && len(chosen) < p.order.inputs {
		note := fmt.Sprintf("the source is an example on %d inputs only", len(chosen))
		if reason, n := most(p.failed); n > 0 {
			note += fmt.Sprintf("; on %d others %s", n, reason)
		}
		p.plan.notes = append(p.plan.notes, note)
	}
	for _, reason := range slices.Sorted(maps.Keys(p.failed)) {
		if strings.Contains(reason, "overflow") {
			p.plan.notes = append(p.plan.notes, fmt.Sprintf("left out %d inputs on which %s", p.failed[reason], reason))
		}
	}
}

func (p *planner) source() *unit { return p.order.source }

func most(count map[string]int) (string, int) {
	best := ""
	for _, reason := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[reason] > count[best] {
			best = reason
		}
	}
	return best, count[best]
}

// planCache keeps plans by what they are made for.
type planCache struct {
	mu sync.Mutex
	of map[key]*plan
}

// maxPlans bounds the plans that a Runner remembers; one takes some 100 kB.
const maxPlans = 1024

func (c *planCache) get(k key) *plan {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of[k]
}

func (c *planCache) put(k key, p *plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= maxPlans {
		c.of = map[key]*plan{}
	}
	if p.problem == nil {
		c.of[k] = p
	}
}
