package adapt

import (
	"slices"

	"transcoder/lexers"
)

// held writes what a value is held in as the target has it: a text of Java that is made of parts is a list in
// Python, to be joined, and what a map of C++ has for a key is not what finds the key.
func held(d *draft) {
	if d.source.Language != lexers.Java {
		return
	}
	result, _, _, ok := header(d.source.Tokens)
	for i := 1; i+2 < len(d.tokens); i++ {
		if d.tokens[i] != "return" || lexers.IdentifierIndex(d.tokens[i+1]) < 1 {
			continue
		}
		name := d.tokens[i+1]
		switch {
		case d.to == lexers.Python && ok && result.is(text) && d.tokens[i+2] == lexers.EndOfLine && isOnlyList(d.tokens, name):
			d.replace(i+1, i+2, "STR_EMPTY", ".", "join", "(", name, ")")
		case d.to == lexers.CPP && begins(d.tokens[i+2:], ".", "find", "(") && isMap(d.types()[lexers.IdentifierIndex(name)]) && asksMap(d.source.Tokens, name):
			end := closing(d.tokens, i+4)
			if end+1 < len(d.tokens) && d.tokens[end+1] == lexers.EndOfLine {
				d.replace(i+2, i+5, "[")
				d.replace(end, end+1, "]")
			}
		}
	}
}

// isMap reports whether a type of Java or C++ is a map.
func isMap(t typ) bool { return len(t.arguments) == 2 && collections[t.name] }

// asksMap reports whether Java asks a map by that name for a value.
func asksMap(tokens []string, name string) bool {
	for i := range tokens {
		if tokens[i] == name && begins(tokens[i+1:], ".", "get", "(") {
			return true
		}
	}
	return false
}

// isOnlyList reports whether all that a variable of Python is given is an empty list, to which
// something is appended.
func isOnlyList(tokens []string, name string) bool {
	made, grown := false, false
	for i := 1; i+2 < len(tokens); i++ {
		if tokens[i] != name {
			continue
		}
		switch rest := tokens[i+1:]; {
		case tokens[i+1] == "=":
			if !slices.Equal(rest[:min(4, len(rest))], []string{"=", "[", "]", lexers.EndOfLine}) {
				return false
			}
			made = true
		case begins(rest, ".", "append", "("):
			grown = true
		}
	}
	return made && grown
}
