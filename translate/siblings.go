package translate

import (
	"strconv"

	"transcoder/lexers"
)

// linkSiblings makes placeholders of the calls of functions that the same file
// defines. The canonical form keeps names that a function does not declare, for
// most are the language's own and are to be translated. A sibling's name must
// come out as it went in, and a placeholder is copied whole where a name would be
// spelled anew, subword by subword.
//
// Placeholders are numbered by first appearance, as everywhere. c stays as it is.
func linkSiblings(c *lexers.Canonical, siblings map[string]bool) *lexers.Canonical {
	linked := *c
	linked.Tokens = make([]string, 0, len(c.Tokens))
	linked.Names = nil
	numbers := map[string]int{} // by placeholder or sibling's name
	identifier := func(key, name string) {
		k, known := numbers[key]
		if !known {
			k = len(linked.Names)
			numbers[key] = k
			linked.Names = append(linked.Names, name)
		}
		linked.Tokens = append(linked.Tokens, "ID_"+strconv.Itoa(k))
	}
	for i, token := range c.Tokens {
		prefix, k, ok := lexers.SplitPlaceholder(token)
		switch {
		case ok && prefix == "ID" && k < len(c.Names):
			identifier(token, c.Names[k])
		case siblings[token] && callsByName(c.Tokens, i):
			identifier(token, token)
		default:
			linked.Tokens = append(linked.Tokens, token)
		}
	}
	return &linked
}

// callsByName reports whether the name at i is called, and not as a member of
// something.
func callsByName(tokens []string, i int) bool {
	if i+1 >= len(tokens) || tokens[i+1] != "(" {
		return false
	}
	if i == 0 {
		return true
	}
	switch tokens[i-1] {
	case ".", "->", "::", "new":
		return false
	}
	return true
}
