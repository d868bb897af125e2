package adapt

import (
	"fmt"
	"maps"
	"slices"

	"transcoder/lexers"
)

// conditions gives the ifs and whiles the condition that they have in the source, where
// that compares whole numbers, which means the same in every language, and both ask for
// the same variables: a model that slips writes < for <=, or takes away one from the
// variable that it asks for. What a function of the program returns is a number, too, and a call
// of one alone is the same call.
func conditions(d *draft) {
	for _, c := range d.asked() {
		if d.to == lexers.Python && len(c.was) == 1 {
			continue // Python asks a number alone, too
		}
		was, calls := d.ownCalls(c.was)
		condition, ok := was, len(calls) == 1 && (len(was) == 1 || len(was) == 2 && was[0] == "!")
		if !ok {
			types, targets := d.declared(), d.types()
			if len(calls) > 0 {
				types, targets = withCalls(types, calls, nil), withCalls(targets, calls, d)
			}
			if condition, ok = comparison(was, d.source.Language, types, targets); ok {
				condition, ok = native(condition, d.to, targets)
			}
		}
		if !ok {
			continue
		}
		for name, call := range calls {
			condition = expand(condition, name, call)
		}
		if named, names := variablesOf(condition), variablesOf(c.is); maps.Equal(names, named) || len(calls) > 0 && len(names) > 0 && within(names, named) {
			d.rewrite(c, condition)
		}
	}
}

// ownCalls puts names in the place of the calls of the program's functions, of what is plain.
func (d *draft) ownCalls(tokens []string) (without []string, calls map[string][]string) {
	for i := 0; i < len(tokens); i++ {
		if !d.callsProgram(tokens, i) {
			without = append(without, tokens[i])
			continue
		}
		end := lexers.ClosingBracket(tokens, i+1)
		if end == len(tokens) || slices.ContainsFunc(lexers.CallArguments(tokens[i+1:]), func(argument []string) bool { return !isPlain(argument) }) {
			without = append(without, tokens[i])
			continue
		}
		if calls == nil {
			calls = map[string][]string{}
		}
		name := fmt.Sprintf("ID_%d", len(d.source.Names)+len(calls)) // which no variable has
		calls[name] = tokens[i : end+1]
		without = append(without, name)
		i = end
	}
	return without, calls
}

// withCalls returns types with those of calls: what the draft's heads say, or without one int.
func withCalls(types map[int]typ, calls map[string][]string, d *draft) map[int]typ {
	types = maps.Clone(types)
	for name, call := range calls {
		t := integer
		if d != nil && d.to != lexers.Python {
			t = d.program.Heads[call[0]].result
			if call[0] == "ID_0" {
				t, _, _, _ = header(d.tokens)
			}
		}
		types[lexers.IdentifierIndex(name)] = t
	}
	return types
}

// expand puts a call in the place of its name.
func expand(tokens []string, name string, call []string) []string {
	at := slices.Index(tokens, name)
	if at < 0 {
		return tokens
	}
	return slices.Concat(tokens[:at], call, tokens[at+1:])
}

// within reports whether all of some variables are among others.
func within(some, others map[string]bool) bool {
	for name := range some {
		if !others[name] {
			return false
		}
	}
	return true
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
	if len(condition) == 1 && lexers.IdentifierIndex(condition[0]) >= 0 && whole(types[lexers.IdentifierIndex(condition[0])]) {
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
		if lexers.IdentifierIndex(token) >= 0 {
			variables[token] = true
		}
	}
	return variables
}
