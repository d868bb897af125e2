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
	asked := methodCalls(d.source.Tokens)
	for k, calls := range methodCalls(d.tokens) {
		if len(asked[k]) != len(calls) || !d.types()[k].is(char) && !d.loopsOver(k) {
			continue
		}
		for n, at := range calls {
			if function := characterFunctions[d.to][d.source.Tokens[asked[k][n]]]; len(function) > 0 {
				d.replace(at-2, closing(d.tokens, at+1)+1, slices.Concat(function, []string{"(", d.tokens[at-2], ")"})...)
			}
		}
	}
}

// loopsOver reports whether a variable goes through the characters of a text.
func (d *draft) loopsOver(k int) bool {
	for i, token := range d.tokens {
		if lexers.IdentifierIndex(token) == k && i+3 < len(d.tokens) && d.tokens[i+1] == "in" && d.types()[lexers.IdentifierIndex(d.tokens[i+2])].is(text) &&
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
