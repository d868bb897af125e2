package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/translate/carry"
)

// made gives the variables of Python that begin with an empty container one of the type that
// the source declares, and those of Java and C++ that are dictionaries in Python a map.
func made(d *draft) {
	if d.to != lexers.Python {
		d.maps()
		return
	}
	empty := emptyContainers(d.source)
	for i := 1; i+2 < len(d.tokens) && len(empty) > 0; i++ {
		k := lexers.IdentifierIndex(d.tokens[i])
		container, known := empty[k]
		if k < 1 || !known || !isStatement(d.tokens, i) || d.tokens[i+1] != "=" {
			continue
		}
		delete(empty, k) // what it is given behind is another matter
		if end := skipTo(d.tokens, i+2, []string{lexers.EndOfLine}); end < len(d.tokens) && !slices.Equal(d.tokens[i+2:end], container) {
			d.replace(i+2, end, container...)
		}
	}
}

// emptyContainers are what Python has for the containers that a function of Java or C++ declares
// empty, by variable.
func emptyContainers(c *lexers.Canonical) map[int][]string {
	empty := map[int][]string{}
	for i := 1; i < len(c.Tokens) && c.Language != lexers.Python; i++ {
		if !isStatement(c.Tokens, i) {
			continue
		}
		t, name, ok := readType(c.Tokens, i)
		if !ok || name+1 >= len(c.Tokens) || lexers.IdentifierIndex(c.Tokens[name]) < 1 || len(t.arguments) == 0 || t.dimensions > 0 {
			continue
		}
		behind := c.Tokens[name+1:]
		list := t.name == "List"
		if c.Language == lexers.Java {
			if !begins(behind, "=", "new") {
				continue
			}
			if made, end, ok := readType(c.Tokens, name+3); ok {
				t, behind = typ{name: made.name, arguments: t.arguments}, c.Tokens[end:]
			} else if end := slices.Index(behind, ">"); end == 4 && behind[3] == "<" { // new HashMap < >
				t.name, behind = behind[2], behind[5:]
			} else {
				continue
			}
			if !begins(behind, "(", ")", lexers.EndOfLine) {
				continue
			}
		} else if behind[0] != lexers.EndOfLine {
			continue
		}
		if list {
			t.name = "ArrayList"
		}
		if written, known := pythonContainers[t.name]; known {
			empty[lexers.IdentifierIndex(c.Tokens[name])] = strings.Fields(written)
		}
	}
	return empty
}

// pythonContainers are Python's empty containers by the types of Java and C++.
var pythonContainers = map[string]string{
	"HashMap": "{ }", "TreeMap": "{ }", "LinkedHashMap": "{ }", "map": "{ }", "unordered_map": "{ }",
	"HashSet": "set ( )", "TreeSet": "set ( )", "LinkedHashSet": "set ( )", "set": "set ( )", "unordered_set": "set ( )",
	"ArrayList": "[ ]", "vector": "[ ]", "Stack": "[ ]", "stack": "[ ]", "PriorityQueue": "[ ]",
	"queue": "deque ( )", "deque": "deque ( )", "LinkedList": "deque ( )", "ArrayDeque": "deque ( )",
}

// maps declares the dictionaries of whole numbers of a function of Python as maps, where a model took them
// for another container, and goes through a map's keys as Python does.
func (d *draft) maps() {
	if d.source.Language != lexers.Python {
		return
	}
	dictionaries := carry.Dictionaries(d.source.Tokens)
	for i := 1; i < len(d.tokens); i++ {
		if !isStatement(d.tokens, i) {
			continue
		}
		t, name, ok := readType(d.tokens, i)
		if !ok || name+1 >= len(d.tokens) || lexers.IdentifierIndex(d.tokens[name]) < 1 {
			continue
		}
		if _, known := dictionaries[d.tokens[name]]; !known || !givesNumbers(carry.Gives(d.source.Tokens, d.tokens[name])) {
			continue
		}
		if isMap(t) {
			continue
		}
		end := skipTo(d.tokens, name, []string{lexers.EndOfLine})
		if end == len(d.tokens) {
			continue
		}
		of := t.element().unboxed()
		if t.dimensions > 1 || of.unknown() || of.rank() == 0 && !of.is(text) {
			of = integer
		}
		if d.to == lexers.Java {
			boxed := []string{"Integer"}
			for box, of2 := range boxes {
				if of.name == of2 {
					boxed = []string{box}
				}
			}
			if of.is(text) {
				boxed = of.tokens()
			}
			d.replace(i, end, slices.Concat([]string{"Map", "<"}, boxed, []string{",", "Integer", ">", d.tokens[name], "=", "new", "HashMap", "<", ">", "(", ")"})...)
		} else {
			d.replace(i, end, slices.Concat([]string{"unordered_map", "<"}, of.tokens(), []string{",", "int", ">", d.tokens[name]})...)
		}
	}
}

// givesNumbers reports whether values are whole numbers, as far as they tell.
func givesNumbers(values [][]string) bool {
	counted := false
	for _, value := range values {
		for _, token := range value {
			prefix, _, placeholder := lexers.SplitPlaceholder(token)
			if placeholder && prefix != "ID" || token == "/" || token == "true" || token == "false" || token == "null" || strings.Contains(token, ".") {
				return false
			}
			counted = counted || token[0] >= '0' && token[0] <= '9'
		}
	}
	return counted
}

// keys makes loops through a map loops through its keys, as in Python, and as maps are gone through in what the model reads.
func keys(d *draft) {
	if d.to == lexers.Python {
		return
	}
	for i := 1; i < len(d.tokens); i++ {
		if d.tokens[i] != "for" || !isStatement(d.tokens, i) {
			continue
		}
		t, name, ok := readType(d.tokens, i+1)
		if !ok || name+3 >= len(d.tokens) || lexers.IdentifierIndex(d.tokens[name]) < 1 || d.tokens[name+1] != "in" || d.tokens[name+3] != lexers.BlockOpen {
			continue
		}
		over := d.types()[lexers.IdentifierIndex(d.tokens[name+2])]
		if !isMap(over) || t.name == "Map.Entry" || d.to == lexers.CPP && (t.name == "auto" || t.name == "pair") && asksPair(d.tokens[name+3:closing(d.tokens, name+3)], d.tokens[name]) {
			continue
		}
		if d.to == lexers.Java {
			d.wrap(name+2, name+3, nil, []string{".", "keySet", "(", ")"})
			continue
		}
		entry := "entry"
		for slices.Contains(d.source.Names, entry) || slices.Contains(d.tokens, entry) {
			entry += "_"
		}
		d.replace(i+1, name+1, "auto", entry)
		d.wrap(name+3, name+4, nil, slices.Concat(over.arguments[0].tokens(), []string{d.tokens[name], "=", entry, ".", "first", lexers.EndOfLine}))
	}
}

// asksPair reports whether a block asks a variable for a part of a pair.
func asksPair(block []string, variable string) bool {
	for i := 0; i+2 < len(block); i++ {
		if block[i] == variable && (block[i+1] == "." || block[i+1] == "->") && (block[i+2] == "first" || block[i+2] == "second") {
			return true
		}
	}
	return false
}
