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
func conditions(source *lexers.Canonical, tokens []string, to lexers.Language, e *edit) {
	types := declaredTypes(source)
	targets := types
	if to != lexers.Python {
		targets = declaredTypes(&lexers.Canonical{Language: to, Tokens: tokens})
	}
	for _, keyword := range []string{"if", "while"} {
		from, places := asked(source.Tokens, keyword), asked(tokens, keyword)
		if len(from) != len(places) {
			continue // which is which can't be told
		}
		for n, place := range places {
			if to == lexers.Python && from[n].end == from[n].start+1 {
				continue // Python asks a number alone, too
			}
			condition, ok := comparison(source.Tokens[from[n].start:from[n].end], source.Language, types, targets)
			if !ok || !maps.Equal(variablesOf(condition), variablesOf(tokens[place.start:place.end])) {
				continue
			}
			written := condition
			if to != lexers.Python {
				if written, ok = native(condition, to, targets); !ok {
					continue
				}
			}
			if !slices.Equal(written, tokens[place.start:place.end]) {
				e.replace(place.start, place.end, written...)
			}
		}
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
