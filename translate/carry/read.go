package carry

import (
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// Gives returns the values that the concept of a function gives a map, which is a variable.
func Gives(tokens []string, container string) (values [][]string) {
	for i, token := range tokens {
		if token != prefix+"put_in" {
			continue
		}
		if arguments := lexers.CallArguments(tokens[i+1:]); len(arguments) == 3 && slices.Equal(arguments[0], []string{container}) {
			values = append(values, arguments[2])
		}
	}
	return values
}

// prefix begins the names of concepts, which no program has.
const prefix = "lib_"

// Is reports whether a token is the name of a concept.
func Is(token string) bool { return strings.HasPrefix(token, prefix) }

// reader finds the concepts of a function.
type reader struct {
	to       lexers.Language
	tokens   []string
	numbers  []string
	literals []string
	types    Types
	dicts    map[string]string // Python's variables that are dictionaries: what one has where it has nothing, "" for an error
}

// match is a stretch of tokens that says a concept, and what stands for it.
type match struct {
	start, end int
	written    []string
}

// Out returns a function with the names of concepts in the place of the words of
// its library that mean the same in the language to, and the line of each of its tokens. types
// are those of its variables.
func Out(c *lexers.Canonical, lines []int, to lexers.Language, types Types) (*lexers.Canonical, []int) {
	if c.Language == to {
		return c, lines
	}
	r := &reader{to: to, tokens: slices.Clone(c.Tokens), numbers: slices.Clone(c.Numbers), literals: c.Literals, types: types}
	if c.Language == lexers.Python {
		r.dicts = Dictionaries(c.Tokens)
	}
	read := map[lexers.Language]func(int) (match, bool){lexers.Python: r.python, lexers.CPP: r.cpp, lexers.Java: r.java}[c.Language]
	body := slices.Index(r.tokens, lexers.BlockOpen)
	for i := len(r.tokens) - 1; i > body && body > 0; i-- { // what stands in arguments is found when its call is
		m, ok := read(i)
		if !ok {
			continue
		}
		line := lines[m.start]
		lines = slices.Concat(lines[:m.start], slices.Repeat([]int{line}, len(m.written)), lines[m.end:])
		r.tokens = slices.Concat(r.tokens[:m.start], m.written, r.tokens[m.end:])
		i = m.start + len(m.written)
	}
	if slices.Equal(r.tokens, c.Tokens) {
		return c, lines
	}
	out := *c
	out.Tokens, out.Numbers = numbered(r.tokens, r.numbers)
	return &out, lines
}

// numbered gives the numbers of a function their placeholders in the order of their appearance, as the
// canonical form has them.
func numbered(tokens, numbers []string) (renamed, ordered []string) {
	renamed = slices.Clone(tokens)
	places := map[string]string{}
	for i, token := range tokens {
		kind, k, placeholder := lexers.SplitPlaceholder(token)
		if !placeholder || kind != "NUM" || k >= len(numbers) {
			continue
		}
		if places[token] == "" {
			places[token] = "NUM_" + strconv.Itoa(len(ordered))
			ordered = append(ordered, numbers[k])
		}
		renamed[i] = places[token]
	}
	return renamed, ordered
}

// at returns a token, "" beyond the ends.
func (r *reader) at(i int) string {
	if i >= 0 && i < len(r.tokens) {
		return r.tokens[i]
	}
	return ""
}

// begins reports whether tokens stand at i, given with spaces between.
func (r *reader) begins(i int, words string) bool {
	for word := range strings.FieldsSeq(words) {
		if r.at(i) != word {
			return false
		}
		i++
	}
	return true
}

// call returns the arguments of a call whose name, or the last word of it, stands at i, and where
// it ends; ok is false where none does, or it has another number of them.
func (r *reader) call(i, arguments int) (all [][]string, end int, ok bool) {
	if r.at(i+1) != "(" {
		return nil, 0, false
	}
	all = lexers.CallArguments(r.tokens[i+1:])
	end = i + 1 + lexers.ClosingBracket(r.tokens[i+1:], 0) + 1
	return all, end, len(all) == arguments && end <= len(r.tokens) && !slices.ContainsFunc(all, func(a []string) bool { return len(a) == 0 })
}

// isMember reports whether the word at i belongs to what stands before it.
func (r *reader) isMember(i int) bool {
	return r.at(i-1) == "." || r.at(i-1) == "->" || r.at(i-1) == "::"
}

// stands reports whether a call from start to end is a statement.
func (r *reader) stands(start, end int) bool {
	switch r.at(start - 1) {
	case lexers.EndOfLine, lexers.BlockOpen, lexers.BlockClose:
		return r.at(end) == lexers.EndOfLine
	}
	return false
}

// written spells the call of a concept.
func written(concept string, arguments ...[]string) []string {
	tokens := []string{prefix + concept, "("}
	for i, argument := range arguments {
		if i > 0 {
			tokens = append(tokens, ",")
		}
		tokens = append(tokens, argument...)
	}
	return append(tokens, ")")
}

// ends are the concepts of containers that are asked at an end, by the names of their methods.
var ends = map[Kind]map[string]string{
	Stack: {"push": "push", "add": "push", "peek": "top", "top": "top", "pop": "pop"},
	Queue: {"push": "enqueue", "add": "enqueue", "offer": "enqueue", "peek": "front", "front": "front", "element": "front", "pop": "dequeue", "poll": "dequeue", "remove": "dequeue"},
	Heap:  {"push": "heap_push", "add": "heap_push", "offer": "heap_push", "peek": "heap_top", "top": "heap_top", "pop": "heap_pop", "poll": "heap_pop", "remove": "heap_pop"},
}

// end reads a method of a stack, a queue or a heap at i. What C++ takes away from these it does not give.
func (r *reader) end(i int, object string, kind Kind) (m match, ok bool) {
	concept, known := ends[kind][r.tokens[i]]
	if !known {
		return m, false
	}
	if r.begins(i+1, "( )") {
		if r.to == lexers.CPP && (concept == "pop" || concept == "dequeue" || concept == "heap_pop") && !r.stands(i-2, i+3) {
			return m, false
		}
		return match{i - 2, i + 3, written(concept, []string{object})}, arity[concept] == 1
	}
	arguments, last, ok := r.call(i, 1)
	if !ok || arity[concept] != 2 {
		return m, false
	}
	return match{i - 2, last, written(concept, []string{object}, arguments[0])}, r.stands(i-2, last)
}

// isScalar holds for values that are given and taken whole.
func (k Kind) isScalar() bool {
	return k == Whole || k == Real || k == Truth || k == Text || k == Character
}

// entry reads what stands in the bracket at i behind a map, or behind its method, to end: what
// the map has for a key, which is the token missing where it has nothing, or that it is given
// something.
func (r *reader) entry(open int, missing string) (m match, ok bool) {
	end := open + lexers.ClosingBracket(r.tokens[open:], 0) + 1
	object, start := r.at(open-1), open-1
	key := r.tokens[open+1 : min(end-1, len(r.tokens))]
	if end > len(r.tokens) || len(key) == 0 || r.isMember(start) || r.at(end) == "++" || r.at(end) == "--" || r.at(start-1) == "++" || r.at(start-1) == "--" || slices.Contains(key, ":") || slices.Contains(key, "lambda") {
		return m, false
	}
	value := written("value_of", []string{object}, key)
	if missing != "" {
		value = written("get_or", []string{object}, key, []string{missing})
	}
	switch r.at(start - 1) {
	case "del", "delete", "&", "for", "in":
		return m, false
	case lexers.EndOfLine, lexers.BlockOpen, lexers.BlockClose:
		last := end + 1
		for last < len(r.tokens) && r.tokens[last] != lexers.EndOfLine && r.tokens[last] != lexers.BlockOpen {
			last++
		}
		operator, given := r.at(end), r.tokens[min(end+1, last):last]
		if !strings.HasSuffix(operator, "=") || isComparison(operator) || r.at(last) != lexers.EndOfLine || len(given) == 0 || slices.Contains(given, "=") || len(lexers.SplitTopLevel(given, ",")) > 1 {
			return m, false
		}
		if operator != "=" {
			if len(given) > 1 {
				given = bracketed(given)
			}
			given = slices.Concat(value, []string{strings.TrimSuffix(operator, "=")}, given)
		}
		return match{start, last, written("put_in", []string{object}, key, given)}, true
	}
	if r.at(end) == "=" || strings.HasSuffix(r.at(end), "=") && !isComparison(r.at(end)) {
		return m, false // of several that are assigned
	}
	return match{start, end, value}, true
}

// number returns a token for a number that the function need not have.
func (r *reader) number(text string) string {
	k := slices.Index(r.numbers, text)
	if k < 0 {
		k = len(r.numbers)
		r.numbers = append(r.numbers, text)
	}
	return "NUM_" + strconv.Itoa(k)
}

// limit is a number that a type can't go beyond, where it is written out.
func (r *reader) limit(start, end int, text string) match {
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return match{start, end, []string{"(", "-", r.number(digits), ")"}}
	}
	return match{start, end, []string{r.number(text)}}
}

// limits are the largest and smallest numbers of types.
var limits = map[string]string{
	"INT_MAX": "2147483647", "INT_MIN": "-2147483648", "INT32_MAX": "2147483647", "INT32_MIN": "-2147483648", "UINT_MAX": "4294967295",
	"LONG_MAX": "9223372036854775807", "LONG_MIN": "-9223372036854775808", "LLONG_MAX": "9223372036854775807", "LLONG_MIN": "-9223372036854775808",
	"Integer.MAX_VALUE": "2147483647", "Integer.MIN_VALUE": "-2147483648", "Long.MAX_VALUE": "9223372036854775807", "Long.MIN_VALUE": "-9223372036854775808",
}

// typeOf is what is known of a value.
func typeOf(value []string, types Types) Type {
	for len(value) > 2 && value[0] == "(" && lexers.ClosingBracket(value, 0) == len(value)-1 {
		value = value[1 : len(value)-1]
	}
	if len(value) == 0 {
		return Type{}
	}
	k := lexers.IdentifierIndex(value[0])
	if k < 0 {
		kind, _, placeholder := lexers.SplitPlaceholder(value[0])
		switch {
		case len(value) > 1:
		case placeholder && kind == "STR":
			return Type{Kind: Text}
		case placeholder && kind == "CHR" || strings.HasPrefix(value[0], "CHR_"):
			return Type{Kind: Character}
		}
		return Type{}
	}
	t := types(k)
	switch {
	case len(value) == 1:
		return t
	case value[1] == "[" && lexers.ClosingBracket(value, 1) == len(value)-1 && !slices.Contains(value, ":"):
		return Type{Kind: t.Element}
	case len(value) > 4 && value[1] == "." && value[2] == "charAt" && lexers.ClosingBracket(value, 3) == len(value)-1:
		return Type{Kind: Character}
	}
	return Type{}
}

// has reads the question whether something is in a container; negated says that it is
// whether it is not.
func has(start, end int, container, member []string, negated bool) match {
	tokens := written("has", container, member)
	if negated {
		tokens = append([]string{"!"}, tokens...)
	}
	return match{start, end, tokens}
}

// isAsked reports whether a value from start to end is a condition, or a part of one that
// && and || join.
func (r *reader) isAsked(start, end int) bool {
	switch r.at(start - 1) {
	case "if", "elif", "while", "&&", "||", "!", "return", "(":
	default:
		return false
	}
	switch r.at(end) {
	case lexers.BlockOpen, "&&", "||", ")", "?", lexers.EndOfLine:
		return r.at(start-1) != "(" || r.at(end) == ")" || r.at(end) == "&&" || r.at(end) == "||"
	}
	return false
}

// operandEnd returns where an operand that begins at i ends, with all that is asked of it.
func (r *reader) operandEnd(i int) (end int, ok bool) {
	switch {
	case r.at(i) == "(":
		i = i + lexers.ClosingBracket(r.tokens[i:], 0) + 1
	case r.at(i) == "" || lexers.BracketStep(r.at(i)) != 0:
		return 0, false
	default:
		i++
	}
	for i < len(r.tokens) {
		switch r.at(i) {
		case "(", "[":
			i = i + lexers.ClosingBracket(r.tokens[i:], 0) + 1
		case ".", "->", "::":
			i += 2
		default:
			return i, true
		}
	}
	return 0, false
}

// operators bind more loosely than a cast does.
var operators = map[string]bool{"+": true, "-": true, "*": true, "/": true, "//": true, "%": true, "**": true}

// isFraction reports whether the value of an expression may have a fraction, as far as
// its tokens outside of calls and indices tell: so for the mathematics of a library, a
// fraction in digits, a variable that holds one.
func (r *reader) isFraction(value []string) bool {
	for i := 0; i < len(value); i++ {
		token := value[i]
		kind, k, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case token == "[", token == "(" && i > 0 && (lexers.IdentifierIndex(value[i-1]) >= 0 || isName(value[i-1]) || Is(value[i-1])):
			if i > 0 && fractions[strings.TrimPrefix(value[i-1], prefix)] {
				return true
			}
			i += lexers.ClosingBracket(value[i:], 0)
		case isComparison(token), token == "?":
			return false
		case placeholder && kind == "NUM" && k < len(r.numbers):
			if number := r.numbers[k]; !strings.HasPrefix(number, "0x") && strings.ContainsAny(number, ".eE") {
				return true
			}
		case token[0] >= '0' && token[0] <= '9' && strings.Contains(token, "."):
			return true
		case placeholder && kind == "ID" && r.types(k).Kind == Real && (i+1 == len(value) || value[i+1] != "." && value[i+1] != "["):
			return true
		case token == prefix+"pi":
			return true
		}
	}
	return false
}

// fractions are the functions whose results may have a fraction, or are of a type that has.
var fractions = map[string]bool{"sqrt": true, "cbrt": true, "log": true, "log2": true, "log10": true, "exp": true, "sin": true, "cos": true, "tan": true, "asin": true,
	"acos": true, "atan": true, "atan2": true, "hypot": true, "floor": true, "ceil": true, "pow": true, "real": true, "round": true, "power": true}

func isComparison(token string) bool {
	switch token {
	case "==", "!=", "<", ">", "<=", ">=", "&&", "||", "!":
		return true
	}
	return false
}

// isName reports whether a token is a word that is no placeholder.
func isName(token string) bool {
	_, _, placeholder := lexers.SplitPlaceholder(token)
	return !placeholder && token != "" && (token[0] >= 'a' && token[0] <= 'z' || token[0] >= 'A' && token[0] <= 'Z' || token[0] == '_')
}
