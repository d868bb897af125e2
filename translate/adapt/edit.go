package adapt

// edit collects what is to be changed in tokens.
type edit struct {
	tokens []string
	before [][]string // put before each token
	after  [][]string // put behind each token
	drop   []bool
	log    []change // in order, to take back what a statement began
}

// change is a step that can be taken back.
type change struct {
	at     int
	undo   []string // what before or after was
	before bool
	drop   bool
}

func newEdit(tokens []string) *edit {
	return &edit{tokens: tokens, before: make([][]string, len(tokens)), after: make([][]string, len(tokens)), drop: make([]bool, len(tokens))}
}

// wrap puts tokens round those from start to end, outside of what was put there
// before.
func (e *edit) wrap(start, end int, head, tail []string) {
	e.log = append(e.log, change{at: start, undo: e.before[start], before: true}, change{at: end - 1, undo: e.after[end-1]})
	e.before[start] = append(append([]string(nil), head...), e.before[start]...)
	e.after[end-1] = append(append([]string(nil), e.after[end-1]...), tail...)
}

// replace drops tokens, one at least, with what was put there before, and puts
// others in their place.
func (e *edit) replace(start, end int, with ...string) {
	for i := start; i < end; i++ {
		e.log = append(e.log, change{at: i, undo: e.before[i], before: true}, change{at: i, undo: e.after[i]})
		e.before[i], e.after[i] = nil, nil
		if !e.drop[i] {
			e.log = append(e.log, change{at: i, drop: true})
			e.drop[i] = true
		}
	}
	e.before[start] = with
}

// mark is a point to go back to.
func (e *edit) mark() int { return len(e.log) }

// rollback takes back what was done since mark.
func (e *edit) rollback(mark int) {
	for i := len(e.log) - 1; i >= mark; i-- {
		switch c := e.log[i]; {
		case c.drop:
			e.drop[c.at] = false
		case c.before:
			e.before[c.at] = c.undo
		default:
			e.after[c.at] = c.undo
		}
	}
	e.log = e.log[:mark]
}

// apply returns the changed tokens and where each comes from.
func (e *edit) apply() (tokens []string, origin []int) {
	put := func(i int, list ...string) {
		for _, token := range list {
			tokens, origin = append(tokens, token), append(origin, i)
		}
	}
	for i, token := range e.tokens {
		put(i, e.before[i]...)
		if !e.drop[i] {
			put(i, token)
		}
		put(i, e.after[i]...)
	}
	return tokens, origin
}
