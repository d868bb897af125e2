package adapt

import (
	"slices"

	"transcoder/lexers"
)

// characters gives characters of Java and C++, which have no methods, the functions for those that the source's
// strings of one character have. Which is which is told by their order.
func characters(d *draft) {
	if d.source.Language != lexers.Python {
		return
	}
	asked := map[int][]string{} // by variable: the methods that the source calls
	for i := range d.source.Tokens {
		if _, method, ok := methodCall(d.source.Tokens, i); ok {
			k := identifier(d.source.Tokens[i])
			asked[k] = append(asked[k], method)
		}
	}
	found := map[int][]span{}
	for i := range d.tokens {
		if end, _, ok := methodCall(d.tokens, i); ok {
			if k := identifier(d.tokens[i]); d.types()[k].is(char) || d.loopsOver(k) {
				found[k] = append(found[k], span{i, end})
			}
		}
	}
	for k, calls := range found {
		if len(asked[k]) != len(calls) {
			continue
		}
		for n, call := range calls {
			if function := characterFunctions[d.to][asked[k][n]]; len(function) > 0 {
				d.replace(call.start, call.end, slices.Concat(function, []string{"(", d.tokens[call.start], ")"})...)
			}
		}
	}
}

// methodCall reads a method that is called of the variable at i; end is behind the call.
func methodCall(tokens []string, i int) (end int, method string, ok bool) {
	if identifier(tokens[i]) < 1 || i+3 >= len(tokens) || tokens[i+1] != "." || tokens[i+3] != "(" {
		return 0, "", false
	}
	return closing(tokens, i+3) + 1, tokens[i+2], true
}

// loopsOver reports whether a variable goes through the characters of a text.
func (d *draft) loopsOver(k int) bool {
	for i, token := range d.tokens {
		if identifier(token) == k && i+3 < len(d.tokens) && d.tokens[i+1] == "in" && d.types()[identifier(d.tokens[i+2])].is(text) &&
			(d.tokens[i+3] == lexers.BlockOpen || begins(d.tokens[i+3:], ".", "toCharArray", "(", ")")) {
			return true
		}
	}
	return false
}

// characterFunctions are those of Python's methods of strings.
var characterFunctions = [lexers.LanguageCount]map[string][]string{
	lexers.CPP: {
		"lower": {"(", "char", ")", "tolower"}, "upper": {"(", "char", ")", "toupper"}, "isdigit": {"isdigit"}, "isalpha": {"isalpha"},
		"isalnum": {"isalnum"}, "isspace": {"isspace"}, "isupper": {"isupper"}, "islower": {"islower"},
	},
	lexers.Java: {
		"lower": {"Character", ".", "toLowerCase"}, "upper": {"Character", ".", "toUpperCase"}, "isdigit": {"Character", ".", "isDigit"},
		"isalpha": {"Character", ".", "isLetter"}, "isalnum": {"Character", ".", "isLetterOrDigit"}, "isspace": {"Character", ".", "isWhitespace"},
		"isupper": {"Character", ".", "isUpperCase"}, "islower": {"Character", ".", "isLowerCase"},
	},
}
