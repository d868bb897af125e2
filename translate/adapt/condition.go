package adapt

import (
	"maps"
	"slices"

	"transcoder/lexers"
)

// conditions gives the ifs and whiles the condition that they have in the source, where
// that compares whole numbers, which means the same in every language, and both ask for
// the same variables: a model that slips writes < for <=, or takes away one from the
// variable that it asks for.
func conditions(d *draft) {
	for _, c := range d.asked() {
		if d.to == lexers.Python && len(c.was) == 1 {
			continue // Python asks a number alone, too
		}
		condition, ok := comparison(c.was, d.source.Language, d.declared(), d.types())
		if !ok || !maps.Equal(variablesOf(condition), variablesOf(c.is)) {
			continue
		}
		if d.to != lexers.Python {
			condition, ok = native(condition, d.to, d.types())
		}
		if ok {
			d.rewrite(c, condition)
		}
	}
}

// condition is one of a draft beside that of its source.
type condition struct {
	at      span
	was, is []string
}

// asked returns the conditions of ifs and whiles. Where one side has more statements of a keyword
// than the other, which is which can't be told, and there are none of it.
func (d *draft) asked() []condition {
	var all []condition
	for _, keyword := range []string{"if", "while"} {
		from, places := asked(d.source.Tokens, keyword), asked(d.tokens, keyword)
		if len(from) != len(places) {
			continue
		}
		for n, at := range places {
			all = append(all, condition{at, d.source.Tokens[from[n].start:from[n].end], d.tokens[at.start:at.end]})
		}
	}
	return all
}

// rewrite writes a condition.
func (d *draft) rewrite(c condition, tokens []string) {
	if !slices.Equal(tokens, c.is) {
		d.replace(c.at.start, c.at.end, tokens...)
	}
}

// asked returns the conditions of the statements of a keyword, in their order. Those
// of elif are if's.
func asked(tokens []string, keyword string) []span {
	var places []span
	for i := 1; i < len(tokens); i++ {
		if !(tokens[i] == keyword || keyword == "if" && tokens[i] == "elif") || !isStatement(tokens, i) {
			continue
		}
		end := i + 1
		for end < len(tokens) && tokens[end] != lexers.BlockOpen && tokens[end] != lexers.EndOfLine {
			end++
		}
		if end < len(tokens) && tokens[end] == lexers.BlockOpen && end > i+1 { // not the end of a do
			places = append(places, span{i + 1, end})
		}
	}
	return places
}

// comparison reads a condition that compares whole numbers, as arithmetic returns it.
// Python's variables have the types of the target. A number alone is compared with 0.
func comparison(tokens []string, language lexers.Language, types, targets map[int]typ) (condition []string, ok bool) {
	if language == lexers.Python {
		types = targets
		if slices.Contains(tokens, "/") || !comparesNumbers(tokens) {
			return nil, false
		}
		condition = tokens
	} else if condition, ok = arithmetic(tokens, types); !ok {
		return nil, false
	}
	if len(condition) == 1 && identifier(condition[0]) >= 0 && whole(types[identifier(condition[0])]) {
		return []string{condition[0], "!=", "0"}, true
	}
	// Each part compares once: numbers are no truths everywhere, and comparisons chain in Python alone.
	depth, compares := 0, 0
	for _, token := range condition {
		switch token {
		case "(":
			depth++
		case ")":
			depth--
		case "<", "<=", ">", ">=", "==", "!=":
			if compares++; depth > 0 {
				return nil, false
			}
		case "&&", "||":
			if compares != 1 || depth > 0 {
				return nil, false
			}
			compares = 0
		case "<<", ">>":
			return nil, false
		}
	}
	return condition, compares == 1
}

// comparesNumbers reports whether tokens of Python are arithmetic that is
// compared.
func comparesNumbers(tokens []string) bool {
	from := 0
	for i := range len(tokens) + 1 {
		if i < len(tokens) && !slices.Contains([]string{"<", "<=", ">", ">=", "==", "!=", "&&", "||"}, tokens[i]) {
			continue
		}
		if i == from || !isArithmetic(tokens[from:i]) {
			return false
		}
		from = i + 1
	}
	return true
}

// variablesOf are the identifiers of an expression.
func variablesOf(tokens []string) map[string]bool {
	variables := map[string]bool{}
	for _, token := range tokens {
		if identifier(token) >= 0 {
			variables[token] = true
		}
	}
	return variables
}
