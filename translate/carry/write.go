package carry

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// Named returns tokens with the concepts that could not be written under names that can
// stand in a program, which may define them; found says whether there are any.
func Named(tokens []string) (named []string, found bool) {
	if !slices.ContainsFunc(tokens, Is) {
		return tokens, false
	}
	named = slices.Clone(tokens)
	for i, token := range named {
		named[i] = strings.TrimPrefix(token, prefix)
	}
	return named, true
}

// writer says concepts in the words of a language's library.
type writer struct {
	to       lexers.Language
	tokens   []string
	types    Types
	contains Contains
}

// Contains spells the question whether a container, which is a variable, has a member as its type has
// it; ok is false where that is not known.
type Contains func(container string, member []string, negated bool) (condition []string, ok bool)

// Back returns what means in the language to the concept at i of a translation, and the stretch of tokens in whose place that goes. types are those of the
// translation's variables. ok is false where they don't tell what to write.
func Back(tokens []string, i int, to lexers.Language, types Types, contains Contains) (start, end int, written []string, ok bool) {
	w := &writer{to, tokens, types, contains}
	return w.write(i)
}

func (w *writer) at(i int) string {
	if i >= 0 && i < len(w.tokens) {
		return w.tokens[i]
	}
	return ""
}

// inner returns tokens with their own concepts written.
func (w *writer) inner(tokens []string) (all []string, ok bool) {
	for i := 0; i < len(tokens); {
		at := slices.IndexFunc(tokens[i:], Is)
		if at < 0 {
			return append(all, tokens[i:]...), true
		}
		part := &writer{w.to, tokens, w.types, w.contains}
		start, end, written, ok := part.write(i + at)
		if !ok || start < i {
			return nil, false
		}
		all = append(append(all, tokens[i:start]...), written...)
		i = end
	}
	return all, true
}

// write writes the concept at i.
func (w *writer) write(i int) (start, end int, written []string, ok bool) {
	concept := strings.TrimPrefix(w.tokens[i], prefix)
	if constant, ok := w.constant(i, concept); ok {
		return i, i + 1, constant, true
	}
	if w.at(i+1) != "(" || w.at(i-1) == "." {
		return 0, 0, nil, false
	}
	end = i + 1 + lexers.ClosingBracket(w.tokens[i+1:], 0) + 1
	if end > len(w.tokens) {
		return 0, 0, nil, false
	}
	arguments := lexers.CallArguments(w.tokens[i+1:])
	if arity[concept] == 0 || len(arguments) != arity[concept] {
		return 0, 0, nil, false
	}
	for k := range arguments {
		if arguments[k], ok = w.inner(arguments[k]); !ok || len(arguments[k]) == 0 {
			return 0, 0, nil, false
		}
	}
	if concept == "has" {
		return w.has(i, end, arguments)
	}
	if statements[concept] && (!lexers.EndsStatement(w.at(i-1)) || w.at(end) != lexers.EndOfLine) {
		return 0, 0, nil, false
	}
	switch {
	case concept == "value_of" || concept == "put_in" || concept == "get_or":
		written, ok = w.entry(concept, arguments)
	case w.to == lexers.Python:
		written, ok = w.python(concept, arguments)
	case w.to == lexers.Java:
		written, ok = w.java(concept, arguments, w.given(i))
	default:
		written, ok = w.cpp(concept, arguments, w.given(i), ofBits[w.at(i-1)] || ofBits[w.at(end)])
	}
	return i, end, written, ok
}

// entry writes what a map has, or is given.
func (w *writer) entry(concept string, arguments [][]string) (written []string, ok bool) {
	method := w.to == lexers.Java
	if method {
		switch typeOf(arguments[0], w.types).Kind {
		case Map:
		case Array: // what a model took for one
			method = false
			if concept == "get_or" {
				concept = "value_of"
			}
		default:
			return nil, false
		}
	}
	switch {
	case concept == "value_of" && method:
		return words("$1 . get ( $2 )", arguments...), true
	case concept == "value_of":
		return words("$1 [ $2 ]", arguments...), true
	case concept == "get_or" && method:
		return words("$1 . getOrDefault ( $2 , $3 )", arguments...), true
	case concept == "get_or" && w.to == lexers.Python:
		return words("$1 . get ( $2 , $3 )", arguments...), true
	case concept == "get_or" && (slices.Equal(arguments[2], []string{"0"}) || slices.Equal(arguments[2], []string{"false"})):
		return words("$1 [ $2 ]", arguments...), true // which C++ then makes
	case concept == "get_or":
		return words("( $1 . count ( $2 ) ? $1 [ $2 ] : $3 )", arguments...), true
	case method:
		return words("$1 . put ( $2 , $3 )", arguments...), true
	}
	place, value := words("$1 [ $2 ]", arguments...), arguments[2]
	if n := len(place); len(value) == n+2 && slices.Equal(value[:n], place) && (value[n] == "+" || value[n] == "-" || value[n] == "*") {
		return slices.Concat(place, []string{value[n] + "="}, value[n+1:]), true
	}
	return slices.Concat(place, []string{"="}, value), true
}

// arity is how many arguments the concepts have that are called.
var arity = map[string]int{
	"largest": 1, "largest_of": 2, "smallest": 1, "smallest_of": 2, "total": 1, "total_of": 2,
	"sort": 1, "sort_of": 2, "sort_part": 3, "sort_down": 1, "sort_down_of": 2, "reverse": 1, "reverse_of": 2, "swap": 2,
	"has": 2, "get_or": 3, "value_of": 2, "put_in": 3,
	"push": 2, "top": 1, "pop": 1, "enqueue": 2, "front": 1, "dequeue": 1, "heap_push": 2, "heap_top": 1, "heap_pop": 1,
	"truncated": 1, "real": 1,
	"upper": 1, "lower": 1, "is_upper": 1, "is_lower": 1, "is_digit": 1, "is_letter": 1, "is_alnum": 1, "is_space": 1,
	"sqrt": 1, "cbrt": 1, "log": 1, "log2": 1, "log10": 1, "exp": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1, "atan2": 2, "hypot": 2,
	"substring": 3, "part": 3, "tail": 2, "last": 1, "remove_last": 1,
	"length": 1, "floor": 1, "ceil": 1, "round": 1, "floor_whole": 1, "ceil_whole": 1, "round_even": 1, "power": 2, "pow": 2, "mod": 2,
}

// GivesWhole reports whether a token is the name of a concept whose value is a whole number.
func GivesWhole(token string) bool {
	switch token {
	case prefix + "truncated", prefix + "floor_whole", prefix + "ceil_whole", prefix + "round_even", prefix + "power", prefix + "mod":
		return true
	}
	return false
}

// statements are the concepts that give nothing.
var statements = map[string]bool{"sort": true, "sort_of": true, "sort_part": true, "sort_down": true, "sort_down_of": true, "reverse": true, "reverse_of": true, "swap": true, "put_in": true,
	"push": true, "enqueue": true, "heap_push": true}

// ofBits are the operators that take whole numbers alone.
var ofBits = map[string]bool{"%": true, "<<": true, ">>": true, "&": true, "|": true, "^": true, "[": true}

// has writes the question whether something is in a container, with the ! before it.
func (w *writer) has(i, end int, arguments [][]string) (start, last int, written []string, ok bool) {
	negated := w.at(i-1) == "!"
	if negated {
		i--
	}
	if len(arguments[0]) != 1 {
		return 0, 0, nil, false
	}
	written, ok = w.contains(arguments[0][0], arguments[1], negated)
	if !ok {
		return 0, 0, nil, false
	}
	if w.to == lexers.Python || negated || slices.Contains(written, "!=") || slices.Contains(written, "==") {
		if !opensCondition[w.at(i-1)] || !closesCondition[w.at(end)] {
			written = bracketed(written)
		}
	}
	return i, end, written, true
}

var (
	opensCondition  = map[string]bool{"if": true, "elif": true, "while": true, "&&": true, "||": true, "(": true, "return": true, "=": true}
	closesCondition = map[string]bool{lexers.BlockOpen: true, lexers.EndOfLine: true, "&&": true, "||": true, ")": true}
)

func bracketed(tokens []string) []string { return slices.Concat([]string{"("}, tokens, []string{")"}) }

// given is the type of the variable that the value at i is all of, or begins.
func (w *writer) given(i int) Type {
	for w.at(i-1) == "-" || w.at(i-1) == "(" {
		i--
	}
	if k := lexers.IdentifierIndex(w.at(i - 2)); w.at(i-1) == "=" && k >= 0 {
		return w.types(k)
	}
	return Type{}
}

// words splits words that are given with spaces between, and puts arguments in the places of $1, $2 ...
func words(template string, arguments ...[]string) []string {
	var tokens []string
	for word := range strings.FieldsSeq(template) {
		if k := strings.IndexByte("123", word[len(word)-1]); len(word) == 2 && word[0] == '$' && k >= 0 {
			tokens = append(tokens, arguments[k]...)
			continue
		}
		tokens = append(tokens, word)
	}
	return tokens
}

// constant writes a concept that is not called.
func (w *writer) constant(i int, concept string) (written []string, ok bool) {
	language := int(w.to)
	if kind, width, ok := strings.Cut(concept, "_"); ok && (kind == "greatest" || kind == "least") {
		limit, ok := extremes[kind][language][width]
		return words(limit), ok
	}
	if limits, known := extremes[concept]; known {
		width := "int"
		switch t := w.given(i); {
		case t.Kind == Real:
			width = "double"
		case t.Name == "long":
			width = "long"
		}
		return words(limits[language][width]), true
	}
	switch concept {
	case "pi":
		return words([lexers.LanguageCount]string{lexers.Python: "math . pi", lexers.Java: "Math . PI", lexers.CPP: "M_PI"}[language]), true
	case "infinity":
		return words("math . inf"), w.to == lexers.Python
	}
	return nil, false
}

// extremes are the numbers beyond which a type has none.
var extremes = map[string][lexers.LanguageCount]map[string]string{
	"greatest": {
		lexers.Java: {"int": "Integer . MAX_VALUE", "long": "Long . MAX_VALUE", "double": "Double . POSITIVE_INFINITY"},
		lexers.CPP:  {"int": "INT_MAX", "long": "LLONG_MAX", "double": "INFINITY"},
	},
	"least": {
		lexers.Java: {"int": "Integer . MIN_VALUE", "long": "Long . MIN_VALUE", "double": "Double . NEGATIVE_INFINITY"},
		lexers.CPP:  {"int": "INT_MIN", "long": "LLONG_MIN", "double": "- INFINITY"},
	},
}

// primary brackets a value that is more than one operand.
func primary(value []string) []string {
	if len(value) == 1 || isOperand(value) {
		return value
	}
	return bracketed(value)
}

// isOperand reports whether tokens are one operand: a name, or brackets, with what is asked of it.
func isOperand(value []string) bool {
	i := 1
	if value[0] == "(" {
		i = lexers.ClosingBracket(value, 0) + 1
	} else if lexers.IdentifierIndex(value[0]) < 0 && !isName(value[0]) {
		return false
	}
	for i < len(value) {
		switch value[i] {
		case "(", "[":
			i += lexers.ClosingBracket(value[i:], 0) + 1
		case ".", "::":
			i += 2
		default:
			return false
		}
	}
	return true
}
