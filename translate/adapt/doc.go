// Package adapt makes explicit in a translation what its source's language leaves
// implicit, and what follows from the types that are declared:
//
//   - the calls of the program's functions, their arguments and the conditions that they stand in
//     are the source's (argument.go, condition.go), variables have the types of what they return
//     (declared.go), and objects the methods of their classes (object.go);
//   - tables are as long as the source's (fill.go), and what values are held in is taken for
//     what it is (held.go, character.go, returned.go);
//   - Java narrows no number by itself, takes no number for a condition, compares
//     strings by equals, and ends no function without a value (java.go);
//   - Python divides integers with //, and adds no number to a string (python.go);
//   - what is in a container is asked as its type has it (membership.go), fields are not
//     called (member.go);
//   - loops count as those of the source (loop.go), ifs and whiles compare what those
//     of the source compare (condition.go), and containers have to be empty where those
//     of the source have to (empty.go);
//   - C++ copies a container that is no reference, takes an array where its length
//     is passed beside it, and reduces a range, not a container (cpp.go).
//
// It works on canonical tokens (docs/canonical.md) and knows types from
// declarations alone. Where it does not understand an expression it leaves its
// statement as it is: a translation that needs nothing is never changed.
package adapt

import "transcoder/lexers"

// Function adapts the tokens of a translation of source to a language. origin is, for
// each adapted token, the index of the token that it comes from.
func Function(source *lexers.Canonical, tokens []string, to lexers.Language, program Program) (adapted []string, origin []int) {
	if source.Language == to || !nested(tokens) || !nested(source.Tokens) {
		return newEdit(tokens).apply()
	}
	d := &draft{source: source, tokens: tokens, to: to, program: program}
	return d.run()
}

// nested reports whether all brackets and blocks of a function are closed, as behind a
// grammar they are: then something follows every token but the last.
func nested(tokens []string) bool {
	var open []string
	for i, token := range tokens {
		switch token {
		case "(", "[", "{", lexers.BlockOpen:
			open = append(open, closers[token])
		case ")", "]", "}", lexers.BlockClose:
			if len(open) == 0 || open[len(open)-1] != token {
				return false
			}
			open = open[:len(open)-1]
			if len(open) == 0 && token == lexers.BlockClose && i+1 < len(tokens) {
				return false
			}
		}
	}
	return len(open) == 0 && len(tokens) > 1 && tokens[len(tokens)-1] == lexers.BlockClose
}

var closers = map[string]string{"(": ")", "[": "]", "{": "}", lexers.BlockOpen: lexers.BlockClose}
