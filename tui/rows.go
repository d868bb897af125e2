package tui

// row is a line of the side-by-side view: a line of the source, a line of its
// translation, or both, or the header above a function.
type row struct {
	block  int
	source int // index of the file's line; -1 for none
	target int // index of the shown candidate's line; -1 for none
	header bool
	first  bool // of its block, the header not counted
}

// file is a file that was opened, and what the viewer knows of it.
type file struct {
	name      string
	document  *Document // nil until it is read
	problem   string    // why it can't be shown
	lines     []string  // of the source
	functions []function
	outlined  bool
	rows      []row
	written   string // path of the translation, once it is written

	colors *sourceColors

	cursor int      // row
	top    position // of the screen, side by side
}

// position is a row and a line of it on the screen, for rows that are wrapped.
type position struct{ row, line int }

// newFile shows all lines of a document in one block, until it is taken apart.
func newFile(document *Document) *file {
	f := &file{name: document.Name, document: document, lines: splitLines(string(document.Source)), colors: newSourceColors()}
	f.functions = []function{{Block: Block{First: 1, Last: len(f.lines)}, compared: -1}}
	f.arrange()
	return f
}

// source returns the lines of a block.
func (f *file) source(b *Block) []string {
	first, last := max(1, b.First), min(b.Last, len(f.lines))
	if last < first {
		return nil
	}
	return f.lines[first-1 : last]
}

// starts lists the indices of the lines that blocks begin with.
func (f *file) starts() []int {
	starts := make([]int, len(f.functions))
	for i := range f.functions {
		starts[i] = f.functions[i].First - 1
	}
	return starts
}

// arrange makes the rows anew. The cursor stays on the line that it is on.
func (f *file) arrange() {
	at := row{source: -1, target: -1}
	if f.cursor < len(f.rows) {
		at = f.rows[f.cursor]
	}
	topAt := row{source: -1, target: -1}
	if f.top.row < len(f.rows) {
		topAt = f.rows[f.top.row]
	}
	rows := f.rows[:0]
	if least := len(f.lines) + len(f.functions); cap(rows) < least {
		rows = make([]row, 0, least)
	}
	for i := range f.functions {
		fn := &f.functions[i]
		if fn.function() {
			rows = append(rows, row{block: i, source: -1, target: -1, header: true})
		}
		start := len(rows)
		source := f.source(&fn.Block)
		if c := fn.current(); c != nil {
			for _, p := range fn.align(c, source) {
				r := row{block: i, source: -1, target: p.target}
				if p.source >= 0 {
					r.source = fn.First - 1 + p.source
				}
				rows = append(rows, r)
			}
		} else {
			for k := range source {
				rows = append(rows, row{block: i, source: fn.First - 1 + k, target: -1})
			}
		}
		if start < len(rows) {
			rows[start].first = true
		}
	}
	f.rows = rows
	f.cursor = f.locate(at, f.cursor)
	f.top.row = f.locate(topAt, f.top.row)
}

// locate finds the row that shows what a row of an earlier arrangement showed,
// near at.
func (f *file) locate(old row, at int) int {
	if old.source < 0 && old.target < 0 && !old.header {
		return max(0, min(at, len(f.rows)-1))
	}
	same := func(r row) bool {
		switch {
		case old.source >= 0:
			return r.source == old.source
		case old.header:
			return r.header && r.block == old.block
		}
		return r.block == old.block && r.target >= old.target
	}
	for i, r := range f.rows {
		if same(r) {
			return i
		}
	}
	return max(0, min(at, len(f.rows)-1))
}

// at returns the function of the row under the cursor; nil without rows.
func (f *file) at() *function {
	if f.cursor >= len(f.rows) {
		return nil
	}
	return &f.functions[f.rows[f.cursor].block]
}

// rowOf returns the first row of a block.
func (f *file) rowOf(block int) int {
	for i, r := range f.rows {
		if r.block == block {
			return i
		}
	}
	return f.cursor
}

// chosen lists the text of each block's candidate that is shown; "" for none.
func (f *file) chosen() []string {
	chosen := make([]string, len(f.functions))
	for i := range f.functions {
		if c := f.functions[i].current(); c != nil {
			chosen[i] = c.Code
		}
	}
	return chosen
}

// progress counts the functions, those that are translated or can't be, and
// those that pass.
func (f *file) progress() (functions, done, passing int) {
	for i := range f.functions {
		fn := &f.functions[i]
		if !fn.function() {
			continue
		}
		functions++
		if fn.current() != nil || fn.problem != "" {
			done++
		}
		if fn.state() == statePasses {
			passing++
		}
	}
	return functions, done, passing
}
