package grammar

import "math"

// State is where a function stands between two ids. It is never changed:
// hypotheses that have a beginning in common share it.
//
// Readings that the tokens so far leave open (is a name assigned to, or the
// beginning of an expression?) are followed side by side. Each is an item: a
// position in the network of a rule, and the frame to which the rule returns.
// Readings that are inside the same rule share its frame, whose returns branch;
// so their number is bounded by that of the positions, however deeply the
// function nests. This is the graph-structured stack of Tomita (Efficient
// Parsing for Natural Language, 1986), without the parse trees:
//
//	items     block . statement      expr . trailer
//	              |                  /            \
//	frames    after "if"       after "("     after "="     (returns)
//	              |                \             /
//	            function            statement ...
type State struct {
	items     []item
	accepting bool
	distance  int32  // ids to the end of the function at least, EOS included
	depth     int32  // frames below the shallowest item
	word      string // that has begun and whose last piece is still to come
}

type item struct {
	at    int32 // position, with an arc that reads a token
	frame *frame
	scope *scope
}

// frame is a call of a rule: where its callers go on.
type frame struct {
	rule     int32 // first position of the rule
	scope    *scope
	returns  []item // at: position behind the call; frame: that of the caller
	distance int32  // ids from the end of the rule to the end of the function
	depth    int32
}

// closure follows calls, returns and actions until every item reads a token.
type closure struct {
	g        *Grammar
	items    []item   // found, also those that read nothing
	frames   []*frame // made here, which can still get returns
	returned []item   // rules that ended here without a token: frame and scope
	accepts  bool
	scopes   []*scope // made here
}

// intern returns the scope that another reading of the token made, if it is the
// same: readings join only where they share their scope.
func (c *closure) intern(s *scope) *scope {
	if s == nil {
		return nil
	}
	for _, other := range c.scopes {
		if s.equal(other) {
			return other
		}
	}
	c.scopes = append(c.scopes, s)
	return s
}

func (c *closure) add(at int32, f *frame, s *scope) {
	if s == nil { // an action forbids the reading
		return
	}
	for _, i := range c.items {
		if i.at == at && i.frame == f && i.scope == s {
			return
		}
	}
	c.items = append(c.items, item{at, f, s})
}

// run takes up items until there are no new ones.
func (c *closure) run() {
	for i := 0; i < len(c.items); i++ {
		it := c.items[i]
		p := &c.g.positions[it.at]
		for _, a := range p.arcs {
			switch a.kind {
			case act:
				c.add(a.to, it.frame, c.intern(c.g.actions[a.index](it.scope)))
			case callRule:
				c.call(a, it)
			}
		}
		if !p.ends {
			continue
		}
		if it.frame.returns == nil {
			c.accepts = true
		}
		for _, f := range c.frames {
			if f == it.frame {
				c.returned = append(c.returned, it)
			}
		}
		for _, back := range it.frame.returns {
			c.add(back.at, back.frame, it.scope)
		}
	}
}

// call enters a rule, by the frame that another reading may have made for it.
func (c *closure) call(a arc, it item) {
	back := item{at: a.to, frame: it.frame}
	for _, f := range c.frames {
		if f.rule != a.index || f.scope != it.scope {
			continue
		}
		for _, r := range f.returns {
			if r == back {
				return
			}
		}
		f.returns = append(f.returns, back)
		for _, end := range c.returned { // the rule can be empty and has ended before
			if end.frame == f {
				c.add(back.at, back.frame, end.scope)
			}
		}
		return
	}
	f := &frame{rule: a.index, scope: it.scope, returns: []item{back}}
	c.frames = append(c.frames, f)
	c.add(a.index, f, it.scope)
}

// finish computes the distances of the new frames and makes the state.
func (c *closure) finish() *State {
	for _, f := range c.frames {
		f.distance, f.depth = unreachable, math.MaxInt32
	}
	for changed := true; changed; {
		changed = false
		for _, f := range c.frames {
			for _, r := range f.returns {
				distance, depth := min(c.g.positions[r.at].distance+r.frame.distance, unreachable), r.frame.depth
				if depth < math.MaxInt32 {
					depth++
				}
				if distance < f.distance || depth < f.depth {
					f.distance, f.depth = min(f.distance, distance), min(f.depth, depth)
					changed = true
				}
			}
		}
	}
	s := &State{accepting: c.accepts, distance: unreachable, depth: math.MaxInt32}
	if c.accepts {
		s.distance, s.depth = 1, 0
	}
	reading := 0
	for _, it := range c.items {
		p := &c.g.positions[it.at]
		for _, a := range p.arcs {
			if a.kind == readToken {
				c.items[reading] = it
				reading++
				s.distance = min(s.distance, p.distance+it.frame.distance)
				s.depth = min(s.depth, it.frame.depth)
				break
			}
		}
	}
	s.items = append([]item(nil), c.items[:reading]...)
	return s
}

// read returns the state behind a token. It has no items if the token may not
// stand here.
func (g *Grammar) read(s *State, w lexeme, terminals []int32) *State {
	c := &closure{g: g}
	for _, it := range s.items {
		for _, a := range g.positions[it.at].arcs {
			if a.kind != readToken || !contains(terminals, a.index) {
				continue
			}
			t := &g.terminals[a.index]
			if t.accept != nil && !t.accept(it.scope, w) || it.scope.strict && t.barred[w.text] {
				continue
			}
			inner := it.scope
			if t.effect != nil {
				inner = c.intern(t.effect(inner, w))
			}
			c.add(a.to, it.frame, inner)
		}
	}
	c.run()
	return c.finish()
}

func contains(list []int32, x int32) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
