package carry

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// pythonFunctions are functions of Python's math by their names.
var pythonFunctions = map[string]struct {
	concept   string
	arguments int
}{
	"sqrt": {"sqrt", 1}, "cbrt": {"cbrt", 1}, "log": {"log", 1}, "log2": {"log2", 1}, "log10": {"log10", 1}, "exp": {"exp", 1},
	"sin": {"sin", 1}, "cos": {"cos", 1}, "tan": {"tan", 1}, "asin": {"asin", 1}, "acos": {"acos", 1}, "atan": {"atan", 1}, "atan2": {"atan2", 2}, "hypot": {"hypot", 2},
	"floor": {"floor_whole", 1}, "ceil": {"ceil_whole", 1},
}

// pythonMethods are those of a text of one character.
var pythonMethods = map[string]string{"upper": "upper", "lower": "lower", "isupper": "is_upper", "islower": "is_lower", "isdigit": "is_digit", "isnumeric": "is_digit",
	"isalpha": "is_letter", "isalnum": "is_alnum", "isspace": "is_space", "istitle": "is_upper"}

// python reads what a word of Python at i says.
func (r *reader) python(i int) (m match, ok bool) {
	token := r.tokens[i]
	switch {
	case r.at(i-1) == "." && (r.at(i-2) == "math" || r.at(i-2) == "sys") && !r.isMember(i-2):
		switch token {
		case "pi":
			return match{i - 2, i + 1, []string{prefix + "pi"}}, true
		case "inf", "maxsize":
			return match{i - 2, i + 1, []string{prefix + "greatest"}}, true
		}
		f, known := pythonFunctions[token]
		arguments, end, ok := r.call(i, f.arguments)
		return match{i - 2, end, written(f.concept, arguments...)}, ok && known && r.at(i-2) == "math"
	case r.at(i-1) == ".":
		return r.pythonMethod(i)
	case r.isMember(i):
		return m, false
	}
	switch token {
	case "float":
		if arguments, end, ok := r.call(i, 1); ok && len(arguments[0]) == 1 {
			kind, k, placeholder := lexers.SplitPlaceholder(arguments[0][0])
			if placeholder && kind == "STR" && k < len(r.literals) {
				switch strings.ToLower(r.literals[k]) {
				case "inf", "infinity", "+inf":
					return match{i, end, []string{prefix + "greatest"}}, true
				case "-inf", "-infinity":
					return match{i, end, []string{prefix + "least"}}, true
				}
			}
		}
	case "int":
		arguments, end, ok := r.call(i, 1)
		if !ok || !r.computes(arguments[0]) {
			return m, false
		}
		return match{i, end, written("truncated", arguments[0])}, true
	case "round":
		arguments, end, ok := r.call(i, 1)
		return match{i, end, written("round_even", arguments...)}, ok
	case "pow":
		arguments, end, ok := r.call(i, 2)
		return match{i, end, r.power(arguments)}, ok
	case "**":
		start, end, ok := r.powered(i)
		if !ok {
			return m, false
		}
		return match{start, end, r.power([][]string{r.tokens[start:i], r.tokens[i+1 : end]})}, true
	case "%":
		return r.modulus(i)
	case "sum", "max", "min":
		arguments, end, ok := r.call(i, 1)
		concept := map[string]string{"sum": "total", "max": "largest", "min": "smallest"}[token]
		return match{i, end, written(concept, arguments...)}, ok && len(arguments[0]) == 1 && lexers.IdentifierIndex(arguments[0][0]) >= 0
	case "in", "not_in":
		return r.membership(i)
	case "[":
		if missing, known := r.dicts[r.at(i-1)]; known {
			return r.entry(i, missing)
		}
	}
	return m, false
}

// power spells a power: of whole numbers, which has no fraction, unless the exponent has, or is
// negative.
func (r *reader) power(arguments [][]string) []string {
	if len(arguments) == 2 && (r.isFraction(arguments[0]) || r.isFraction(arguments[1]) || slices.Contains(arguments[1], "/") || arguments[1][0] == "-") {
		return written("pow", arguments...)
	}
	return written("power", arguments...)
}

// modulus reads the remainder at i of what may be below 0, a difference in brackets: Python's then
// is not.
func (r *reader) modulus(i int) (m match, ok bool) {
	if r.at(i-1) != ")" {
		return m, false
	}
	start := lexers.OpeningBracket(r.tokens, i-1)
	before := r.at(start - 1)
	if lexers.IdentifierIndex(before) >= 0 || isName(before) && before != "return" && before != "in" && before != "if" && before != "while" && before != "elif" || before == "]" || before == ")" ||
		before == "*" || before == "/" || before == "//" || before == "%" || before == "**" {
		return m, false
	}
	left := r.tokens[start+1 : i-1]
	end, ok := r.operandEnd(i + 1)
	if !ok || len(left) == 0 || r.at(end) == "**" || !slices.Contains(left, "-") || slices.Contains(left, ",") || r.isFraction(left) || r.isFraction(r.tokens[i+1:end]) {
		return m, false
	}
	return match{start, end, written("mod", left, r.tokens[i+1:end])}, true
}

// powered returns where the operands of the operator of powers at i begin and end.
func (r *reader) powered(i int) (start, end int, ok bool) {
	start = i - 1
	for start > 0 {
		switch r.at(start) {
		case ")", "]":
			start = lexers.OpeningBracket(r.tokens, start)
			if before := r.at(start - 1); lexers.IdentifierIndex(before) >= 0 || before == "]" || before == ")" || isName(before) && before != "return" && before != "in" && before != "if" && before != "while" && before != "elif" {
				start--
				continue
			}
		}
		if r.at(start-1) != "." {
			break
		}
		start -= 2
	}
	if token := r.at(start); lexers.IdentifierIndex(token) < 0 && !isName(token) && token != "(" && !isDigits(token) {
		return 0, 0, false
	}
	end = i + 1
	if r.at(end) == "-" {
		end++
	}
	end, ok = r.operandEnd(end)
	return start, end, ok && r.at(end) != "**"
}

// isDigits reports whether a token is a number.
func isDigits(token string) bool {
	kind, _, placeholder := lexers.SplitPlaceholder(token)
	return placeholder && kind == "NUM" || token != "" && token[0] >= '0' && token[0] <= '9'
}

// computes reports whether an expression of Python is a number: it computes, or calls
// mathematics. A sum may be of texts; it is of numbers where one of its parts is known as one.
func (r *reader) computes(value []string) bool {
	if strings.Contains(strings.Join(value, " "), "STR_") {
		return false
	}
	if r.isNumeric(value) {
		return true
	}
	sum := false
	for i := 0; i < len(value); i++ {
		token := value[i]
		switch {
		case operators[token] && token != "+" && i > 0:
			return true
		case Is(token) && arity[strings.TrimPrefix(token, prefix)] > 0 && fractions[strings.TrimSuffix(strings.TrimPrefix(token, prefix), "_whole")]:
			return true
		case token == "+":
			sum = true
		case isDigits(token) && sum, token == "len":
			return true
		case token == "(" && i == 0: // all of it, maybe
		case lexers.BracketStep(token) > 0:
			i += lexers.ClosingBracket(value[i:], 0)
		}
	}
	return sum && slices.ContainsFunc(lexers.SplitTopLevel(value, "+"), func(part []string) bool { return r.isNumeric(part) || len(part) == 1 && isDigits(part[0]) })
}

// isNumeric reports whether a value is a variable, or an element of one, that holds numbers.
func (r *reader) isNumeric(value []string) bool {
	return len(value) > 0 && lexers.IdentifierIndex(value[0]) >= 0 &&
		(len(value) == 1 || value[1] == "[" && lexers.ClosingBracket(value, 1) == len(value)-1) && r.isNumber(value[0])
}

// isNumber reports whether all that a variable, or a list's elements, are first given are numbers.
func (r *reader) isNumber(name string) bool {
	first := slices.Index(r.tokens, name)
	if first < 1 || first+2 >= len(r.tokens) {
		return false
	}
	if r.tokens[first-1] == "for" {
		return r.begins(first+1, "in range (")
	}
	if !lexers.EndsStatement(r.tokens[first-1]) || r.tokens[first+1] != "=" {
		return false
	}
	value := r.tokens[first+2:]
	for len(value) > 1 && (value[0] == "[" || value[0] == "-" || value[0] == "(") {
		value = value[1:]
	}
	kind, _, placeholder := lexers.SplitPlaceholder(value[0])
	return placeholder && kind == "NUM" || value[0][0] >= '0' && value[0][0] <= '9' || value[0] == "len"
}

// pythonMethod reads what a method of Python at i says.
func (r *reader) pythonMethod(i int) (m match, ok bool) {
	token := r.tokens[i]
	if concept, known := pythonMethods[token]; known && r.begins(i+1, "( )") {
		if lexers.IdentifierIndex(r.at(i-2)) >= 0 && !r.isMember(i-2) && strings.HasPrefix(concept, "is_") {
			return match{i - 2, i + 3, written(concept, r.tokens[i-2:i-1])}, true
		}
		// s [ i ] . upper ( ), where s is a text, or a list of such
		if r.at(i-2) != "]" {
			return m, false
		}
		open := lexers.OpeningBracket(r.tokens, i-2)
		index := r.tokens[open+1 : i-2]
		if lexers.IdentifierIndex(r.at(open-1)) < 0 || r.isMember(open-1) || len(index) == 0 || len(lexers.SplitTopLevel(index, ":")) > 1 {
			return m, false
		}
		return match{open - 1, i + 3, written(concept, r.tokens[open-1:i-1])}, true
	}
	object := r.at(i - 2)
	if lexers.IdentifierIndex(object) >= 0 && !r.isMember(i-2) {
		for words, concept := range map[string]string{"sort ( )": "sort", "sort ( reverse = true )": "sort_down", "sort ( reverse = false )": "sort", "reverse ( )": "reverse"} {
			if end := i + len(strings.Fields(words)); r.begins(i, words) && r.stands(i-2, end) {
				return match{i - 2, end, written(concept, []string{object})}, true
			}
		}
	}
	if token != "get" || lexers.IdentifierIndex(object) < 0 || r.isMember(i-2) {
		return m, false
	}
	arguments, end, ok := r.call(i, 2)
	return match{i - 2, end, written("get_or", append([][]string{{object}}, arguments...)...)}, ok
}

// membership reads whether something is in a container that is a variable, or the keys of one.
func (r *reader) membership(i int) (m match, ok bool) {
	container := r.at(i + 1)
	if lexers.IdentifierIndex(container) < 0 {
		return m, false
	}
	end := i + 2
	if r.begins(end, ". keys ( )") {
		end += 4
	}
	switch r.at(end) {
	case lexers.BlockOpen, lexers.EndOfLine, "&&", "||", ")", "if", "else", "?", ":", ",":
	default:
		return m, false
	}
	start := i
	for start > 0 {
		token := r.at(start - 1)
		switch token {
		case ")", "]", "}":
			start = lexers.OpeningBracket(r.tokens, start-1)
			continue
		case "for":
			return m, false
		case "&&", "||", "!", "(", "[", "{", ",", "=", "if", "elif", "while", "return", "?", ":", "assert", lexers.EndOfLine, lexers.BlockOpen, lexers.BlockClose:
			if start == i {
				return m, false
			}
			return has(start, end, []string{container}, r.tokens[start:i], r.tokens[i] == "not_in"), true
		case "in", "not_in", "==", "!=", "<", ">", "<=", ">=", "is", "is_not", "else":
			return m, false
		}
		start--
	}
	return m, false
}

// Dictionaries are the variables of a function of Python, by their tokens, that are given dictionaries of values alone,
// and what each has for a key that it has not got: "" for an error.
func Dictionaries(tokens []string) map[string]string {
	found := map[string]string{}
	other := map[string]bool{}
	for i := 1; i+2 < len(tokens); i++ {
		if lexers.IdentifierIndex(tokens[i]) < 0 || tokens[i+1] != "=" || !lexers.EndsStatement(tokens[i-1]) {
			continue
		}
		end := i + 2
		for end < len(tokens) && tokens[end] != lexers.EndOfLine {
			end++
		}
		switch value := strings.TrimPrefix(strings.Join(tokens[i+2:end], " "), "collections . "); {
		case value == "dict ( )" || value == "{ }" || value == "OrderedDict ( )":
			found[tokens[i]] = ""
		case value == "defaultdict ( int )" || value == "Counter ( )" || value == "defaultdict ( lambda : 0 )":
			found[tokens[i]] = "0"
		case value == "defaultdict ( bool )":
			found[tokens[i]] = "false"
		default:
			other[tokens[i]] = true
		}
	}
	for i := 1; i+1 < len(tokens); i++ { // what it holds changes in its place
		if tokens[i] == "[" {
			end := i + lexers.ClosingBracket(tokens[i:], 0) + 1
			if end < len(tokens) && (tokens[end] == "." || tokens[end] == "[") {
				other[tokens[i-1]] = true
			}
		}
	}
	for name := range other {
		delete(found, name)
	}
	return found
}
