package adapt

import (
	"slices"

	"transcoder/lexers"
)

// declarations gives variables of Java and C++ the type of what they are declared with, where that is a call
// of one of the program's functions, or an element of a container that a loop goes through.
func declarations(d *draft) {
	if d.to == lexers.Python {
		return
	}
	own, _, _, _ := header(d.tokens)
	for i := 1; i < len(d.tokens); i++ {
		if !isStatement(d.tokens, i) {
			continue
		}
		if d.tokens[i] == "for" {
			d.iterated(i + 1)
			continue
		}
		t, end, ok := readType(d.tokens, i)
		if !ok || end+3 >= len(d.tokens) || lexers.IdentifierIndex(d.tokens[end]) < 0 || d.tokens[end+1] != "=" || d.tokens[end+3] != "(" || t.name == "auto" || t.name == "var" {
			continue
		}
		head, known := d.program.Heads[d.tokens[end+2]]
		if lexers.IdentifierIndex(d.tokens[end+2]) == 0 {
			head, known = Head{result: own}, true
		}
		if last := closing(d.tokens, end+3); known && last+1 < len(d.tokens) && d.tokens[last+1] == lexers.EndOfLine && unlike(t, head.result) {
			d.replace(i, end, head.result.tokens()...)
		}
	}
}

// unlike reports whether a variable of a type can't be declared with a value of another. A List and
// an array become each other elsewhere.
func unlike(t, value typ) bool {
	switch {
	case value.unknown() || value.name == "void" || value.name == "*" || t.same(value):
		return false
	case t.rank() > 0 && value.rank() > 0:
		return t.rank() < value.rank()
	case isList(t) && value.dimensions == 1 || t.dimensions == 1 && isList(value):
		return false
	}
	return t.rank() > 0 || t.isTruth() || t.is(text) || t.dimensions > 0 || len(t.arguments) > 0 && len(value.arguments) != len(t.arguments)
}

// iterated gives the variable of a loop of C++, whose head begins at i, the type of the elements of the
// variable that it goes through.
func (d *draft) iterated(i int) {
	t, end, ok := readType(d.tokens, i)
	if d.to != lexers.CPP || !ok || end+3 >= len(d.tokens) || lexers.IdentifierIndex(d.tokens[end]) < 0 || d.tokens[end+1] != "in" || d.tokens[end+3] != lexers.BlockOpen {
		return
	}
	element := d.elementTokens(lexers.IdentifierIndex(d.tokens[end+2]))
	if len(element) == 0 {
		return
	}
	pointer := slices.Contains(element, "*")
	of, _, ok := readType(element, 0)
	if t.name == "auto" && pointer || t.name != "auto" && !pointer && ok && (t.is(char) && of.is(text) || t.is(text) && of.is(char)) {
		d.replace(i, end, element...)
	}
}

// elementTokens are the type of the elements of a variable of C++ that is declared as a text, or a
// container of one type; nil where it is not.
func (d *draft) elementTokens(k int) []string {
	if d.types()[k].is(text) {
		return []string{"char"}
	}
	for i := range d.tokens {
		t, end, ok := readType(d.tokens, i)
		if !ok || end >= len(d.tokens) || lexers.IdentifierIndex(d.tokens[end]) != k || !t.same(d.types()[k]) {
			continue
		}
		if len(t.arguments) == 1 && t.dimensions == 0 && containers[t.name] && d.tokens[i+1] == "<" {
			last := end - 1
			for d.tokens[last] != ">" {
				last-- // the mark of a reference
			}
			return d.tokens[i+2 : last]
		}
	}
	return nil
}
