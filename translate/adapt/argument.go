package adapt

import (
	"maps"
	"slices"

	"transcoder/lexers"
	"transcoder/translate/carry"
)

// arguments gives the calls of the program's functions the arguments that they have in the source, where a
// model has lost one, or passes another variable, and what the source passes is plain or arithmetic. Which
// call is which is told by their order.
func arguments(d *draft) {
	asked, found := d.programCalls(d.source.Tokens), d.programCalls(d.tokens)
	for name, calls := range found {
		if len(asked[name]) != len(calls) {
			continue
		}
		for n, open := range calls {
			was, is := lexers.CallArguments(d.source.Tokens[asked[name][n]:]), lexers.CallArguments(d.tokens[open:])
			if slices.EqualFunc(was, is, d.sameArgument) {
				continue
			}
			var written []string
			ok := len(was) > 0
			for k, argument := range was {
				if k > 0 {
					written = append(written, ",")
				}
				if !isPlain(argument) {
					if argument, ok = pythonArithmetic(argument, d.source.Language, d.declared()); ok {
						argument, ok = native(argument, d.to, d.types())
					}
				}
				if !ok {
					break
				}
				written = append(written, argument...)
			}
			if ok {
				d.replace(open+1, closing(d.tokens, open), written...)
			}
		}
	}
}

// sameArgument reports whether an argument of the translation may be that of the source: both have the same
// variables, and where both are arithmetic, the same operations.
func (d *draft) sameArgument(was, is []string) bool {
	a, ok := pythonArithmetic(was, d.source.Language, d.declared())
	b, known := pythonArithmetic(is, d.to, d.types())
	return maps.Equal(variablesOf(was), variablesOf(is)) && (!ok || !known && len(is) > 1 || slices.Equal(a, b) || slices.Equal(a, is))
}

// isProgram reports whether a token is the name of one of the program's functions, or of a concept, which
// to the model is one.
func (d *draft) isProgram(token string) bool {
	return d.program.Functions[token] || token == "ID_0" || carry.Is(token)
}

// callsProgram reports whether a call of one of the program's functions by its name alone begins at i.
func (d *draft) callsProgram(tokens []string, i int) bool {
	if i+1 >= len(tokens) || tokens[i+1] != "(" || !d.isProgram(tokens[i]) {
		return false
	}
	return i == 0 || tokens[i-1] != "." && tokens[i-1] != "->" && tokens[i-1] != "new"
}

// programCalls are where the brackets of calls of the program's functions open, by name. Calls that
// stand in another's arguments are that one's, and its name has none that can be told.
func (d *draft) programCalls(tokens []string) map[string][]int {
	all := map[string][]int{}
	body := slices.Index(tokens, lexers.BlockOpen)
	for i := max(1, body); i+1 < len(tokens); i++ {
		if !d.callsProgram(tokens, i) {
			continue
		}
		all[tokens[i]] = append(all[tokens[i]], i+1)
		if inside := tokens[i+2 : closing(tokens, i+1)]; slices.ContainsFunc(inside, d.isProgram) {
			all[tokens[i]] = append(all[tokens[i]], -1) // no other list has one
		}
	}
	maps.DeleteFunc(all, func(_ string, places []int) bool { return slices.Contains(places, -1) })
	return all
}
