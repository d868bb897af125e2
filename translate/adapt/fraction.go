package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// fractions declares variables of Java and C++ that are given fractions in Python as such: a model that sees
// a variable begin with 0 takes it for a whole number.
func fractions(d *draft) {
	if d.source.Language != lexers.Python || d.to == lexers.Python {
		return
	}
	for k, places := range assignmentsOf(d.tokens) {
		t := d.types()[k]
		if k == 0 || !whole(t) || !slices.ContainsFunc(places, func(a assignment) bool {
			return a.operator == a.start+1 && d.isFraction(d.tokens[a.operator+1:a.end])
		}) {
			continue
		}
		for _, a := range places {
			if !a.declares {
				continue
			}
			start := a.start
			for !isStatement(d.tokens, start) {
				start--
			}
			d.replace(start, a.start, double.tokens()...)
		}
	}
}

// isFraction reports whether a value of the target has a fraction: it is no cast, and computes with a number or a function that
// has one.
func (d *draft) isFraction(value []string) bool {
	if len(value) > 2 && value[0] == "(" && value[2] == ")" {
		return value[1] == "double"
	}
	depth := 0
	for i, token := range value {
		prefix, k, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case token == "(" && (i == 0 || !isWord(value[i-1]) && lexers.IdentifierIndex(value[i-1]) < 0): // of the expression itself
		case token == "(" || token == "[":
			depth++
		case (token == ")" || token == "]") && depth > 0:
			depth--
		case depth > 0:
		case token == "?" || token == "<" || token == ">" || token == "==" || token == "%" || token == "//":
			return false
		case fractional[token] && i+1 < len(value) && value[i+1] == "(" && !(i >= 3 && value[i-1] == ")"):
			return true
		case placeholder && prefix == "NUM" && k < len(d.source.Numbers) && !strings.HasPrefix(d.source.Numbers[k], "0x") && strings.ContainsAny(d.source.Numbers[k], ".eE"):
			return true
		case token[0] >= '0' && token[0] <= '9' && strings.Contains(token, "."):
			return true
		}
	}
	return false
}

// fractional are functions whose results have a fraction, but for few arguments.
var fractional = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(`sqrt cbrt log log2 log10 exp sin cos tan asin acos atan atan2 hypot`) {
		set[word] = true
	}
	return set
}()
