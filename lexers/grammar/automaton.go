package grammar

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// definition is what a language states about itself.
type definition struct {
	rules   string              // in the notation of notation.go; "function" is the first
	classes map[string]terminal // tokens that the rules name in capitals
	actions map[string]func(*scope) *scope
}

// terminal is a class of tokens between which the rules do not tell.
type terminal struct {
	name string

	// member says which tokens are of the class, whatever stands round them; nil
	// for words, which are all that could be names but for those in except. They
	// may be pieced together of subwords, and so are told by sets.
	member   func(lexeme) bool
	except   map[string]bool
	spelled  bool
	excepted []string // except and barred, sorted

	// only are the words of a class that is a list; they may be pieced together,
	// too.
	only   map[string]bool
	listed []string // only, and known; sorted

	// narrow are sets of words one of which accept may leave alone, of those that
	// are offered; nil where accept refuses none of these.
	narrow []map[string]bool

	// known and barred bound the words that are offered to what writes a function:
	// none but these (and what accept knows of the function itself), or all but
	// these. What is recognized they do not bound.
	known, barred map[string]bool
	offered       []uint64 // ids, so bounded

	// accept says whether a member can stand at a place, by what is known of names
	// there; nil accepts all. effect is what becomes known by it; nil is nothing.
	accept func(*scope, lexeme) bool
	effect func(*scope, lexeme) *scope

	// scarce says that accept may leave nothing, so that no way to the end of a
	// function can count on the class.
	scarce bool

	// heavier is how many ids it may take to get accept to agree.
	heavier int32

	ids      []uint64  // members that are one id, a bit an id
	weight   int32     // ids that a member takes at least
	openings []opening // of the words that are listed
}

func (t *terminal) has(w lexeme) bool {
	if t.spelled {
		return w.isWord() && !t.except[w.text]
	}
	if t.only != nil {
		return t.only[w.text]
	}
	return t.member(w)
}

// unreachable is the distance of a place from which no end can be reached.
const unreachable = math.MaxInt32 / 4

// automaton is the compiled form of a grammar: a network of positions for each
// rule, as in a recursive transition network (Woods 1970). A position has arcs
// that read a token, that go through another rule, or that act on names; empty
// arcs are already followed.
type automaton struct {
	terminals []terminal
	actions   []func(*scope) *scope
	doubtful  []bool // by action: it may forbid the reading
	positions []position
	start     int32 // of rule "function"
}

type position struct {
	arcs     []arc
	ends     bool  // the rule may end here
	distance int32 // ids to the end of the rule at least
}

type arc struct {
	kind   arcKind
	index  int32 // of a terminal, an action, or the first position of a rule
	to     int32
	length int32 // ids from here to the end of the rule through this arc, at least
}

type arcKind uint8

const (
	readToken arcKind = iota
	callRule
	act
)

// compiler builds an automaton from rules. Positions are made from the end of a
// rule to its beginning.
type compiler struct {
	*automaton
	definition *definition
	empty      [][]int32 // by position: arcs that read nothing
	rules      map[string]int32
	terminalOf map[string]int32
	actionOf   map[string]int32
	parsed     map[string]expression
}

func compile(d *definition) *automaton {
	c := &compiler{
		automaton: &automaton{}, definition: d, parsed: parseRules(d.rules),
		rules: map[string]int32{}, terminalOf: map[string]int32{}, actionOf: map[string]int32{},
	}
	names := slices.Sorted(maps.Keys(c.parsed))
	for _, name := range names { // a rule's first position is known before its network
		c.rules[name] = c.position()
	}
	for _, name := range names {
		end := c.position()
		c.positions[end].ends = true
		first := c.rules[name]
		c.empty[first] = append(c.empty[first], c.build(c.parsed[name], end))
	}
	c.start = c.rules["function"]
	c.followEmpty()
	return c.automaton
}

func (c *compiler) position() int32 {
	c.positions = append(c.positions, position{})
	c.empty = append(c.empty, nil)
	return int32(len(c.positions) - 1)
}

// build makes the network of an expression that leads to a position and returns
// where it begins.
func (c *compiler) build(e expression, next int32) int32 {
	step := func(kind arcKind, index int32) int32 {
		at := c.position()
		c.positions[at].arcs = []arc{{kind: kind, index: index, to: next}}
		return at
	}
	switch e.kind {
	case sequence:
		for _, part := range slices.Backward(e.parts) {
			next = c.build(part, next)
		}
		return next
	case choice:
		at := c.position()
		for _, part := range e.parts {
			c.empty[at] = append(c.empty[at], c.build(part, next))
		}
		return at
	case option:
		at := c.position()
		c.empty[at] = []int32{c.build(e.parts[0], next), next}
		return at
	case repetition:
		at := c.position()
		body := c.build(e.parts[0], at)
		c.empty[at] = []int32{body, next}
		return at
	case separated:
		behind := c.position()
		first := c.build(e.parts[0], behind)
		c.empty[behind] = []int32{c.build(e.parts[1], first), next}
		return first
	case reference:
		first, ok := c.rules[e.text]
		if !ok {
			panic("grammar: no rule " + e.text)
		}
		return step(callRule, first)
	case action:
		index, ok := c.actionOf[e.text]
		if !ok {
			do, known := c.definition.actions[e.text]
			if !known {
				panic("grammar: no action " + e.text)
			}
			index = int32(len(c.actions))
			c.actions = append(c.actions, do)
			c.doubtful = append(c.doubtful, wordSet("lenient template owned")[e.text])
			c.actionOf[e.text] = index
		}
		return step(act, index)
	default:
		return step(readToken, c.terminal(e.text))
	}
}

func (c *compiler) terminal(name string) int32 {
	index, ok := c.terminalOf[name]
	if !ok {
		t, isClass := c.definition.classes[name]
		if !isClass {
			t.member = func(w lexeme) bool { return w.text == name }
		}
		t.name = name
		t.spelled = t.member == nil && t.only == nil
		t.listed = slices.Sorted(maps.Keys(t.only))
		if t.known != nil {
			t.listed = slices.Sorted(maps.Keys(t.known))
		}
		if t.spelled {
			t.except = maps.Clone(t.except)
			maps.Copy(t.except, structure)
			excepted := maps.Clone(t.except)
			maps.Copy(excepted, t.barred)
			t.excepted = slices.Sorted(maps.Keys(excepted))
		}
		index = int32(len(c.terminals))
		c.terminals = append(c.terminals, t)
		c.terminalOf[name] = index
	}
	return index
}

// followEmpty replaces empty arcs by the arcs behind them.
func (c *compiler) followEmpty() {
	flat := make([]position, len(c.positions))
	for i := range c.positions {
		seen := map[int32]bool{}
		var visit func(at int32)
		visit = func(at int32) {
			if seen[at] {
				return
			}
			seen[at] = true
			flat[i].ends = flat[i].ends || c.positions[at].ends
			for _, a := range c.positions[at].arcs {
				if !slices.Contains(flat[i].arcs, a) {
					flat[i].arcs = append(flat[i].arcs, a)
				}
			}
			for _, next := range c.empty[at] {
				visit(next)
			}
		}
		visit(int32(i))
	}
	c.positions = flat
}

// measure computes distances, and drops the arcs that lead to no end with the
// tokens that a vocabulary has.
func (a *automaton) measure() error {
	for i := range a.positions {
		a.positions[i].distance = unreachable
	}
	for changed := true; changed; {
		changed = false
		for i := range a.positions {
			p := &a.positions[i]
			best := p.distance
			if p.ends {
				best = 0
			}
			for j := range p.arcs {
				c := &p.arcs[j]
				c.length = a.positions[c.to].distance
				scarce := false
				switch c.kind {
				case readToken:
					c.length += a.terminals[c.index].weight
					scarce = a.terminals[c.index].scarce
				case callRule:
					c.length += a.positions[c.index].distance
				case act:
					scarce = a.doubtful[c.index]
				}
				c.length = min(c.length, unreachable)
				if !scarce {
					best = min(best, c.length)
				}
			}
			if best != p.distance {
				p.distance, changed = best, true
			}
		}
	}
	for i := range a.positions {
		p := &a.positions[i]
		p.arcs = slices.DeleteFunc(p.arcs, func(c arc) bool { return c.length >= unreachable })
	}
	if a.positions[a.start].distance >= unreachable {
		var missing []string
		for _, t := range a.terminals {
			if t.weight >= unreachable {
				missing = append(missing, t.name)
			}
		}
		return fmt.Errorf("the vocabulary cannot write a whole function: it has none of %v", missing)
	}
	return nil
}
