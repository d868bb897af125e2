package carry

import (
	"slices"

	"transcoder/lexers"
)

// cppFunctions are functions of one or two numbers, and of one character, by their names in C++.
var cppFunctions = map[string]struct {
	concept   string
	arguments int
}{
	"sqrt": {"sqrt", 1}, "cbrt": {"cbrt", 1}, "log": {"log", 1}, "log2": {"log2", 1}, "log10": {"log10", 1}, "exp": {"exp", 1},
	"sin": {"sin", 1}, "cos": {"cos", 1}, "tan": {"tan", 1}, "asin": {"asin", 1}, "acos": {"acos", 1}, "atan": {"atan", 1}, "atan2": {"atan2", 2}, "hypot": {"hypot", 2},
	"floor": {"floor", 1}, "ceil": {"ceil", 1}, "round": {"round", 1},
	"toupper": {"upper", 1}, "tolower": {"lower", 1}, "isupper": {"is_upper", 1}, "islower": {"is_lower", 1}, "isdigit": {"is_digit", 1},
	"isalpha": {"is_letter", 1}, "isalnum": {"is_alnum", 1}, "isspace": {"is_space", 1},
}

// cpp reads what a word of C++ at i says.
func (r *reader) cpp(i int) (m match, ok bool) {
	token := r.tokens[i]
	if r.isMember(i) {
		return r.cppMethod(i)
	}
	if f, known := cppFunctions[token]; known {
		arguments, end, ok := r.call(i, f.arguments)
		return match{i, end, written(f.concept, arguments...)}, ok
	}
	switch token {
	case "[":
		k := lexers.IdentifierIndex(r.at(i - 1))
		if k < 0 {
			return m, false
		}
		if t := r.types(k); t.Kind == Map && t.Element.isScalar() {
			return r.entry(i, map[Kind]string{Whole: "0", Real: "0", Truth: "false", Text: "STR_EMPTY"}[t.Element])
		}
		return m, false
	case "max_element", "min_element":
		arguments, end, ok := r.call(i, 2)
		if !ok || r.at(i-1) != "*" || endsValue(r.at(i-2)) {
			return m, false
		}
		concept := map[string]string{"max_element": "largest", "min_element": "smallest"}[token]
		return r.reduced(concept, i-1, end, arguments)
	case "accumulate":
		arguments, end, ok := r.call(i, 3)
		if !ok || !slices.Equal(arguments[2], []string{"0"}) {
			return m, false
		}
		return r.reduced("total", i, end, arguments[:2])
	case "sort", "reverse":
		arguments, end, ok := r.call(i, 2)
		concept := token
		if !ok && token == "sort" {
			if arguments, end, ok = r.call(i, 3); ok && len(arguments[2]) > 2 && arguments[2][0] == "greater" && arguments[2][len(arguments[2])-1] == ")" {
				arguments, concept = arguments[:2], "sort_down"
			} else {
				return m, false
			}
		}
		if !ok || !r.stands(i, end) {
			return m, false
		}
		kind := typeOf(arguments[0][:1], r.types).Kind // of the container that the range begins in
		if r.to == lexers.Java && token == "reverse" && kind != List || kind == Text && (r.to == lexers.Java || token == "sort") {
			return m, false
		}
		return r.reduced(concept, i, end, arguments)
	case "swap":
		arguments, end, ok := r.call(i, 2)
		if !ok || !r.stands(i, end) || r.to != lexers.Python {
			return m, false
		}
		return match{i, end, written("swap", arguments...)}, true
	case "strlen":
		arguments, end, ok := r.call(i, 1)
		return match{i, end, written("length", arguments...)}, ok
	case "M_PI":
		return match{i, i + 1, []string{prefix + "pi"}}, true
	case "DBL_MAX", "FLT_MAX":
		return match{i, i + 1, []string{prefix + "infinity"}}, r.to == lexers.Python
	case "(":
		if r.to == lexers.Python {
			return r.cast(i)
		}
	case "=", "return":
		if r.to == lexers.Python {
			return r.narrowed(i)
		}
	}
	if text, known := limits[token]; known && r.to == lexers.Python {
		return r.limit(i, i+1, text), true
	}
	if concept, known := bounds[token]; known {
		return match{i, i + 1, []string{prefix + concept}}, true
	}
	return m, false
}

// bounds are the numbers that types end with, between Java and C++.
var bounds = map[string]string{
	"INT_MAX": "greatest_int", "INT_MIN": "least_int", "LLONG_MAX": "greatest_long", "LLONG_MIN": "least_long", "LONG_MAX": "greatest_long", "LONG_MIN": "least_long",
	"Integer.MAX_VALUE": "greatest_int", "Integer.MIN_VALUE": "least_int", "Long.MAX_VALUE": "greatest_long", "Long.MIN_VALUE": "least_long",
}

// endsValue reports whether an operator behind a token has a left side.
func endsValue(token string) bool {
	return token != "return" && (lexers.IdentifierIndex(token) >= 0 || isName(token) || token == ")" || token == "]" || token != "" && token[0] >= '0' && token[0] <= '9')
}

// reduced reads a function of a range: all of a container, or an array's first elements.
func (r *reader) reduced(concept string, start, end int, arguments [][]string) (m match, ok bool) {
	from, to := arguments[0], arguments[1]
	n := len(from)
	switch {
	case n > 4 && slices.Equal(from[n-4:], []string{".", "begin", "(", ")"}) && slices.Equal(to, slices.Concat(from[:n-4], []string{".", "end", "(", ")"})):
		return match{start, end, written(concept, from[:n-4])}, true
	case n == 1 && lexers.IdentifierIndex(from[0]) >= 0 && len(to) > 2 && to[0] == from[0] && to[1] == "+":
		if r.isLength(from[0], to[2:]) {
			return match{start, end, written(concept, from)}, true
		}
		return match{start, end, written(concept+"_of", from, to[2:])}, true
	}
	return m, false
}

// isLength reports whether an array has as many elements as a number says: it is declared so, or
// both are parameters, as C passes arrays.
func (r *reader) isLength(array string, number []string) bool {
	body := slices.Index(r.tokens, lexers.BlockOpen)
	at := slices.Index(r.tokens, array)
	if at < body {
		return len(number) == 1 && lexers.IdentifierIndex(number[0]) >= 0 && slices.Index(r.tokens, number[0]) < body
	}
	for i := at + 1; i+1 < len(r.tokens) && r.tokens[i] != lexers.EndOfLine; i++ {
		if r.tokens[i] == "[" && r.tokens[at+1] == "=" && r.tokens[at+2] == "new" {
			return slices.Equal(r.tokens[i+1:i+lexers.ClosingBracket(r.tokens[i:], 0)], number)
		}
	}
	return false
}

// cppMethod reads what a method of C++ at i says.
func (r *reader) cppMethod(i int) (m match, ok bool) {
	object := r.at(i - 2)
	if r.at(i-1) != "." || lexers.IdentifierIndex(object) < 0 || r.isMember(i-2) {
		return m, false
	}
	kind := r.types(lexers.IdentifierIndex(object)).Kind
	if m, ok := r.end(i, object, kind); ok {
		return m, true
	}
	switch {
	case kind == Text && r.tokens[i] == "substr":
		if arguments, end, ok := r.call(i, 2); ok {
			return match{i - 2, end, written("part", append([][]string{{object}}, arguments...)...)}, true
		}
		arguments, end, ok := r.call(i, 1)
		return match{i - 2, end, written("tail", append([][]string{{object}}, arguments...)...)}, ok
	case kind == List && r.tokens[i] == "back" && r.begins(i+1, "( )") && r.at(i+3) != "=":
		return match{i - 2, i + 3, written("last", []string{object})}, true
	case kind == List && r.tokens[i] == "pop_back" && r.begins(i+1, "( )"):
		return match{i - 2, i + 3, written("remove_last", []string{object})}, true
	}
	if kind != Map && kind != Set {
		return m, false
	}
	arguments, end, ok := r.call(i, 1)
	if !ok {
		return m, false
	}
	switch r.tokens[i] {
	case "at":
		return match{i - 2, end, written("value_of", []string{object}, arguments[0])}, kind == Map && r.types(lexers.IdentifierIndex(object)).Element.isScalar()
	case "find":
		operator := r.at(end)
		last := end + 6
		if (operator == "==" || operator == "!=") && r.begins(end+1, object+" . end ( )") {
			return has(i-2, last, []string{object}, arguments[0], operator == "=="), true
		}
	case "count":
		switch {
		case r.begins(end, "== 0"):
			return has(i-2, end+2, []string{object}, arguments[0], true), true
		case r.begins(end, "> 0"), r.begins(end, "!= 0"), r.begins(end, "== 1"):
			return has(i-2, end+2, []string{object}, arguments[0], false), true
		case r.isAsked(i-2, end):
			return has(i-2, end, []string{object}, arguments[0], false), true
		}
	}
	return m, false
}

// wholeTypes are the types that a cast takes a fraction away for.
var wholeTypes = map[string]bool{"int": true, "long": true, "size_t": true, "int64_t": true, "ll": true}

// cast reads a cast whose bracket opens at i: of a number, not of a character.
func (r *reader) cast(i int) (m match, ok bool) {
	closing := i + lexers.ClosingBracket(r.tokens[i:], 0)
	if closing >= len(r.tokens) || endsValue(r.at(i-1)) && r.at(i-1) != "return" {
		return m, false
	}
	typ := r.tokens[i+1 : closing]
	if len(typ) == 0 || len(typ) > 2 || len(typ) == 2 && typ[0] != "long" {
		return m, false
	}
	end, ok := r.operandEnd(closing + 1)
	if !ok {
		return m, false
	}
	operand := r.tokens[closing+1 : end]
	if inner := operand; inner[0] == "(" && lexers.ClosingBracket(inner, 0) == len(inner)-1 {
		operand = inner[1 : len(inner)-1]
	}
	switch {
	case wholeTypes[typ[len(typ)-1]] && r.isFraction(operand):
		return match{i, end, written("truncated", operand)}, true
	case (typ[0] == "double" || typ[0] == "float") && typeOf(operand, r.types).Kind != Character:
		return match{i, end, written("real", operand)}, true
	case wholeTypes[typ[len(typ)-1]] && typeOf(operand, r.types).Kind == Whole: // of another width
		return match{i, end, operand}, len(operand) == 1
	}
	return m, false
}

// narrowed reads a value with a fraction that C++ gives, behind the token at i, to a
// whole number without a word.
func (r *reader) narrowed(i int) (m match, ok bool) {
	end := i + 1
	for end < len(r.tokens) && r.tokens[end] != lexers.EndOfLine {
		if r.tokens[end] == lexers.BlockOpen || r.tokens[end] == "=" {
			return m, false
		}
		end++
	}
	value := r.tokens[i+1 : min(end, len(r.tokens))]
	if len(value) == 0 || Is(value[0]) && value[0] == prefix+"truncated" && lexers.ClosingBracket(value, 1) == len(value)-1 || !r.isFraction(value) {
		return m, false
	}
	if r.tokens[i] == "return" {
		if r.tokens[0] != "int" && r.tokens[0] != "long" || slices.Contains(r.tokens, "[=]") {
			return m, false
		}
	} else if k := lexers.IdentifierIndex(r.at(i - 1)); k < 0 || r.types(k).Kind != Whole || r.isMember(i-1) {
		return m, false
	}
	return match{i + 1, end, written("truncated", value)}, true
}
