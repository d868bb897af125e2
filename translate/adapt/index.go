package adapt

import (
	"slices"

	"transcoder/lexers"
)

// indexed asks lists and maps of Java, which have no index, for what a model writes in brackets behind them.
func indexed(d *draft) {
	if d.to != lexers.Java {
		return
	}
	d.lengths()
	for i := 1; i+1 < len(d.tokens); i++ {
		k := lexers.IdentifierIndex(d.tokens[i])
		if k < 1 || d.tokens[i+1] != "[" || d.tokens[i-1] == "." || d.tokens[i-1] == "new" {
			continue
		}
		t, open := d.types()[k], i+1
		for open < len(d.tokens) && d.tokens[open] == "[" && t.dimensions > 0 {
			t, open = t.element(), closing(d.tokens, open)+1
		}
		method := "set"
		switch {
		case open >= len(d.tokens) || d.tokens[open] != "[" || t.dimensions > 0:
			continue
		case isMap(t):
			method = "put"
		case !isList(t):
			continue
		}
		d.indexedAt(i, open, method)
	}
}

// indexedAt writes one that begins at start and has its bracket at open.
func (d *draft) indexedAt(start, open int, method string) {
	last := closing(d.tokens, open)
	operator, end := "", skipTo(d.tokens, last+1, []string{lexers.EndOfLine})
	if isStatement(d.tokens, start) && last+2 < len(d.tokens) && end < len(d.tokens) {
		operator = d.tokens[last+1]
	}
	if !assignments[operator] {
		d.replace(open, open+1, ".", "get", "(")
		d.replace(last, last+1, ")")
		return
	}
	if operator != "=" && slices.Contains(d.tokens[open+1:last], "[") {
		return // it would be written twice
	}
	d.replace(open, open+1, ".", method, "(")
	d.replace(last, last+1, ",")
	if operator == "=" {
		d.replace(last+1, last+2)
		d.wrap(end-1, end, nil, []string{")"})
		return
	}
	was := slices.Concat(d.tokens[start:open], []string{".", "get", "("}, d.tokens[open+1:last], []string{")", operator[:len(operator)-1]})
	if end > last+3 {
		was = append(was, "(")
		d.wrap(end-1, end, nil, []string{")"})
	}
	d.replace(last+1, last+2, was...)
	d.wrap(end-1, end, nil, []string{")"})
}

// lengths asks arrays, texts and collections of Java for their lengths as their types have it.
func (d *draft) lengths() {
	for i := 1; i+2 < len(d.tokens); i++ {
		k := lexers.IdentifierIndex(d.tokens[i])
		if k < 1 || d.tokens[i-1] == "." || d.tokens[i+1] != "." || d.tokens[i+2] != "length" && d.tokens[i+2] != "size" {
			continue
		}
		end := i + 3
		if begins(d.tokens[end:], "(", ")") {
			end += 2
		}
		var asked []string
		switch t := d.types()[k]; {
		case t.dimensions > 0:
			asked = []string{"length"}
		case t.is(text):
			asked = []string{"length", "(", ")"}
		case collections[t.name]:
			asked = []string{"size", "(", ")"}
		default:
			continue
		}
		if !slices.Equal(d.tokens[i+2:end], asked) {
			d.replace(i+2, end, asked...)
		}
	}
}
