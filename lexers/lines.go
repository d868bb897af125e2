package lexers

import "sort"

// Where tokens stand: a canonical token on a line of the source, and on a line of
// the text that Render makes. A viewer or a report joins the two through the
// model's attention.

// CanonicalLines is Canonical with the line of the file, 1-based, that each token
// comes from. A token that the source does not spell, such as the end of an
// indented block, has the line of what was read last.
func (fn *Function) CanonicalLines() (c *Canonical, lines []int, err error) {
	b, err := build(fn.file.tree, fn.Language, fn.node)
	if err != nil {
		return nil, nil, err
	}
	lines = make([]int, len(b.offsets))
	for i, offset := range b.offsets {
		lines[i] = fn.file.line(int(offset))
	}
	return b.out, lines, nil
}

// RenderLines is Render with the line of the text, 1-based, that each token of c
// is on. A token that is not spelled there has the line of the token before it.
func (c *Canonical) RenderLines(target Language) (code string, lines []int, err error) {
	p, err := c.render(target)
	if err != nil {
		return "", nil, err
	}
	text := p.out.String()
	code = wrapLines(text, p.marks, target)

	// Breaking long lines changes white space alone, so the characters of the code
	// are counted without it.
	before := make([]int, len(text)+1) // characters before an offset of text
	for i := range len(text) {
		before[i+1] = before[i]
		if text[i] != ' ' && text[i] != '\n' {
			before[i+1]++
		}
	}
	var ends []int // characters up to the end of each line of code
	count := 0
	for i := range len(code) {
		switch code[i] {
		case '\n':
			ends = append(ends, count)
		case ' ':
		default:
			count++
		}
	}
	lineAt := func(offset int) int {
		return min(1+sort.SearchInts(ends, before[offset]+1), max(1, len(ends)))
	}
	printed := make([]int, len(p.tokens))
	line := 1
	for i := range p.tokens {
		if offset, ok := p.offsets[i]; ok {
			line = lineAt(offset)
		}
		printed[i] = line
	}
	lines = make([]int, len(c.Tokens))
	line = 1
	at := follow(p.tokens, c.Tokens)
	for i := range c.Tokens {
		if at[i] >= 0 {
			line = printed[at[i]]
		}
		lines[i] = line
	}
	return code, lines, nil
}

// note remembers that the token at index i of p.tokens is written at the present
// end of the output.
func (p *renderer) note(i int) {
	if _, noted := p.offsets[i]; !noted {
		p.offsets[i] = p.out.Len()
	}
}

// follow finds the tokens of after in before, where after was made of before by
// local insertions, deletions and replacements: the index in before for each
// token, -1 for one without a counterpart.
func follow(before, after []string) []int {
	const reach = 12 // no rewriting adds or drops more in one place
	at := make([]int, len(after))
	i, j := 0, 0
	for j < len(after) {
		if i < len(before) && before[i] == after[j] {
			at[j] = i
			i, j = i+1, j+1
			continue
		}
		// The nearest place where they agree again, as few tokens apart as possible.
		skipBefore, skipAfter := 0, 1
	search:
		for distance := 1; distance <= reach; distance++ {
			for dropped := 0; dropped <= distance; dropped++ {
				x, y := i+dropped, j+distance-dropped
				if x < len(before) && y < len(after) && before[x] == after[y] &&
					(x+1 >= len(before) || y+1 >= len(after) || before[x+1] == after[y+1]) {
					skipBefore, skipAfter = dropped, distance-dropped
					break search
				}
			}
		}
		for k := range skipAfter {
			at[j+k] = -1
		}
		if skipBefore == 0 && skipAfter == 1 && i < len(before) && j+1 < len(after) && before[i] != after[j+1] {
			skipBefore = 1 // one replaced another
		}
		i, j = min(i+skipBefore, len(before)), j+skipAfter
	}
	return at
}
