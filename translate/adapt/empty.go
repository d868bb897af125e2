package adapt

import (
	"slices"

	"transcoder/lexers"
)

// A model that learned without pairs can have it the wrong way round that a Python
// list is true when it is not empty: it takes while q for while (q.empty()), and
// back. So whether a container has to be empty or not is taken from the source, where
// both ask as often.

// question is a condition on whether a container is empty.
type question struct {
	start, end int
	empty      bool // it has to be
}

// emptiness makes the questions of a translation those of its source.
func emptiness(d *draft) {
	before, types := d.declared(), d.types()
	if d.source.Language == lexers.Python {
		before = types // a variable has the same placeholder in both
	}
	asked, found := questions(d.source.Tokens, d.source.Language, before), questions(d.tokens, d.to, types)
	for k, list := range found {
		if len(asked[k]) != len(list) {
			continue
		}
		for i, q := range list {
			if q.empty != asked[k][i].empty {
				d.replace(q.start, q.end, ask(k, d.tokens, q, !q.empty, d.to, types)...)
			}
		}
	}
}

// holds reports whether a type is of what can be empty.
func holds(t typ) bool {
	return !t.unknown() && t.rank() == 0 && !t.isTruth() && t.name != "*" && (t.dimensions > 0 || t.is(text) || len(t.arguments) > 0)
}

// questions finds them, by the container that they ask of.
func questions(tokens []string, language lexers.Language, types map[int]typ) map[int][]question {
	all := map[int][]question{}
	for i := range tokens {
		k := lexers.IdentifierIndex(tokens[i])
		if k < 1 || i == 0 || !holds(types[k]) { // ID_0 is the function itself
			continue
		}
		start, end := i, i+1
		length := false
		switch rest := tokens[i+1:]; {
		case begins(rest, ".", "empty", "(", ")"), begins(rest, ".", "isEmpty", "(", ")"):
			end = i + 5
			q := question{start, end, true}
			if tokens[i-1] == "!" {
				q = question{start - 1, end, false}
			}
			all[k] = append(all[k], q)
			continue
		case begins(rest, ".", "size", "(", ")"), begins(rest, ".", "length", "(", ")"):
			end, length = i+5, true
		case begins(rest, ".", "length"):
			end, length = i+3, true
		case language == lexers.Python && i >= 2 && tokens[i-1] == "(" && tokens[i-2] == "len" && begins(rest, ")"):
			start, end, length = i-2, i+2, true
		}
		if length && end+1 < len(tokens) && (tokens[end+1] == "0" || tokens[end+1] == "1") {
			if empty, ok := compared[tokens[end]+tokens[end+1]]; ok {
				all[k] = append(all[k], question{start, end + 2, empty})
				continue
			}
		}
		if (length || language == lexers.Python && end == i+1) && isCondition(tokens, start, end) {
			q := question{start, end, false}
			if tokens[start-1] == "!" {
				q = question{start - 1, end, true}
			}
			all[k] = append(all[k], q)
		}
	}
	return all
}

// compared says of a comparison of a length whether it holds of what is empty.
var compared = map[string]bool{"==0": true, "<1": true, "<=0": true, "!=0": false, ">0": false, ">=1": false}

// isCondition reports whether a value that is no truth by itself is a condition, or
// part of one.
func isCondition(tokens []string, start, end int) bool {
	before, behind := tokens[start-1], ""
	if end < len(tokens) {
		behind = tokens[end]
	}
	if behind == "?" {
		return slices.Contains([]string{"return", "=", "(", ",", "!", "&&", "||"}, before)
	}
	return slices.Contains([]string{"while", "if", "elif", "!", "&&", "||"}, before) && slices.Contains([]string{lexers.BlockOpen, "&&", "||", ")", lexers.EndOfLine}, behind)
}

// ask returns the tokens of a question about container k, which one in a translation
// names already.
func ask(k int, tokens []string, q question, empty bool, to lexers.Language, types map[int]typ) []string {
	name := tokens[q.start+slices.IndexFunc(tokens[q.start:q.end], func(t string) bool { return lexers.IdentifierIndex(t) == k })]
	var question []string
	switch {
	case to == lexers.Python && empty:
		return []string{"!", name}
	case to == lexers.Python:
		return []string{name}
	case types[k].dimensions > 0 && empty:
		return []string{name, ".", "length", "==", "0"}
	case types[k].dimensions > 0:
		return []string{name, ".", "length", "!=", "0"}
	case to == lexers.Java:
		question = []string{name, ".", "isEmpty", "(", ")"}
	default:
		question = []string{name, ".", "empty", "(", ")"}
	}
	if !empty {
		question = append([]string{"!"}, question...)
	}
	return question
}
