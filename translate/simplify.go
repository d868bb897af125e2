package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// Python says in one statement what the other languages say in several: it assigns
// in parallel, counts while it iterates, chains comparisons, makes lists of others.
// A small model often loses a part of that. So a function is written out, with what
// Python itself has, before the model reads it:
//
//	a, b = b, a % b                 temp = a % b; a = b; b = temp
//	a = b = 0                       b = 0; a = 0
//	for i, x in enumerate(xs):      for i in range(len(xs)): x = xs[i]
//	for x, y in zip(xs, ys):        for i in range(min(len(xs), len(ys))): x = xs[i]; y = ys[i]
//	for x in xs[1:]:                for i in range(1, len(xs)): x = xs[i]
//	for x in reversed(xs):          for i in range(len(xs) - 1, -1, -1): x = xs[i]
//	ys = [f(x) for x in xs if p(x)] ys = []; for x in xs: if p(x): ys.append(f(x))
//	n = sum(f(x) for x in xs)       n = 0; for x in xs: n += f(x)
//	return all(p(x) for x in xs)    for x in xs: if not p(x): return False; return True
//	q = deque([x])                  q = deque(); q.append(x)
//	xs[-1]                          xs[len(xs) - 1], where xs does not grow
//	xs = [1 for i in range(n)]      xs = [0] * n; for i in range(n): xs[i] = 1
//	if c: x = 1 (x asked behind)    x = 0; if c: x = 1
//	for i in range(n) (i asked)     i = 0; for j in range(n): i = j
//	a < b < c                       a < b and b < c
//	min(a, b, c)                    min(min(a, b), c)
//	chr(ord(c) + 1)                 (char) ((int) c + 1), as the other languages have it
//
// What is iterated by index is taken for a list where it is a plain name. That is
// wrong for a dictionary or a set, which a program hardly ever enumerates.

// simplifier writes one function out.
type simplifier struct {
	tokens  []string
	lines   []int // by token
	names   []string
	numbers []string // literals by the numbers of their placeholders

	outTokens []string
	outLines  []int
	line      int // of what is being written
}

// simplified returns a function of Python written out, and the line of each of its
// tokens; another language's as it is.
func simplified(c *lexers.Canonical, lines []int) (*lexers.Canonical, []int) {
	if c.Language != lexers.Python {
		return c, lines
	}
	s := &simplifier{names: slices.Clone(c.Names), numbers: c.Numbers}
	s.tokens, s.lines = characters(pairwise(c.Tokens, lines))
	s.fromTheEnd()
	s.filledLists()
	s.outliving()
	for i, token := range c.Tokens[1:] {
		if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && c.Names[k] == "_" && c.Tokens[i] == "for" && (i == 0 || lexers.EndsStatement(c.Tokens[i-1])) {
			s.names[k] = s.free("i") // a counter, whose name says so elsewhere
		}
	}
	s.block(0, len(s.tokens))
	if slices.Equal(s.outTokens, c.Tokens) && slices.Equal(s.names, c.Names) {
		return c, lines
	}
	out := *c
	out.Tokens, out.Names = s.outTokens, s.names
	renumber(&out)
	return &out, s.outLines
}

// pairwise returns tokens and their lines with the extremes of three or more values as
// those of two.
func pairwise(tokens []string, lines []int) ([]string, []int) {
	for i := len(tokens) - 1; i >= 0; i-- { // inner calls first
		if tokens[i] != "min" && tokens[i] != "max" || i > 0 && tokens[i-1] == "." || i+1 == len(tokens) || tokens[i+1] != "(" {
			continue
		}
		end := lexers.ClosingBracket(tokens, i+1)
		if end == len(tokens) {
			continue
		}
		arguments := lexers.SplitTopLevel(tokens[i+2:end], ",")
		if len(arguments) < 3 || slices.ContainsFunc(arguments, func(a []string) bool {
			return len(a) == 0 || a[0] == "*" || len(lexers.SplitTopLevel(a, "=")) > 1 || opaque(a)
		}) {
			continue
		}
		call := arguments[0]
		for _, argument := range arguments[1:] {
			call = slices.Concat([]string{tokens[i], "("}, call, []string{","}, argument, []string{")"})
		}
		added := slices.Repeat([]int{lines[i]}, len(call))
		tokens, lines = slices.Concat(tokens[:i], call, tokens[end+1:]), slices.Concat(lines[:i], added, lines[end+1:])
	}
	return tokens, lines
}

// characters returns tokens and their lines with ord and chr as the other languages have them:
// a character is a number, and a number a character by a cast.
func characters(tokens []string, lines []int) ([]string, []int) {
	for i := len(tokens) - 1; i >= 0; i-- { // inner calls first
		if tokens[i] != "ord" && tokens[i] != "chr" || i > 0 && tokens[i-1] == "." || i+1 == len(tokens) || tokens[i+1] != "(" {
			continue
		}
		end := lexers.ClosingBracket(tokens, i+1)
		if end == len(tokens) {
			continue
		}
		argument := tokens[i+2 : end]
		switch {
		case len(argument) == 0 || len(lexers.SplitTopLevel(argument, ",")) > 1:
			continue
		case tokens[i] == "chr":
			argument = slices.Concat([]string{"(", "char", ")", "("}, argument, []string{")"})
		case isVariable(argument):
			argument = []string{"(", "int", ")", argument[0]}
		case len(argument) == 1 && isCharacter(argument[0]), isVariable(argument[:1]) && argument[1] == "[" && lexers.ClosingBracket(argument, 1) == len(argument)-1:
		default:
			continue
		}
		added := slices.Repeat([]int{lines[i]}, len(argument))
		tokens, lines = slices.Concat(tokens[:i], argument, tokens[end+1:]), slices.Concat(lines[:i], added, lines[end+1:])
	}
	return tokens, lines
}

// isCharacter reports whether a token is a string of one character.
func isCharacter(token string) bool {
	prefix, _, placeholder := lexers.SplitPlaceholder(token)
	return placeholder && prefix == "CHR" || strings.HasPrefix(token, "CHR_")
}

func (s *simplifier) put(tokens ...string) {
	for _, token := range tokens {
		s.outTokens = append(s.outTokens, token)
		s.outLines = append(s.outLines, s.line)
	}
}

// free returns a name that nothing in the function has: name, or that with a number.
func (s *simplifier) free(name string) string {
	base := name
	for k := 2; slices.Contains(s.names, name) || slices.Contains(s.tokens, name); k++ {
		name = base + itoa(k)
	}
	return name
}

// invent returns a placeholder for a new variable.
func (s *simplifier) invent(name string) string {
	s.names = append(s.names, s.free(name))
	return "ID_" + itoa(len(s.names)-1)
}

// block writes the statements from a token to another.
func (s *simplifier) block(from, to int) {
	for at := from; at < to; {
		end := at
		for end < to && !lexers.EndsStatement(s.tokens[end]) {
			end++
		}
		if end == to {
			s.copy(at, to)
			return
		}
		s.line = s.lines[at]
		statement := s.tokens[at:end]
		done := false
		switch s.tokens[end] {
		case lexers.EndOfLine:
			done = s.assignment(statement) || s.returned(statement)
		case lexers.BlockOpen:
			done = s.loop(statement)
		}
		if !done {
			s.comparisons(at, end)
			s.line = s.lines[end]
			s.put(s.tokens[end])
		}
		at = end + 1
	}
}

// copy writes tokens as they are.
func (s *simplifier) copy(from, to int) {
	for i := from; i < to; i++ {
		s.line = s.lines[i]
		s.put(s.tokens[i])
	}
}

// inside returns what stands in brackets that begin at a token and end the tokens;
// false where nothing does, or they end before, as in sum(a) + sum(b).
func inside(tokens []string, open int) (inner []string, ok bool) {
	if open+1 >= len(tokens) || lexers.BracketStep(tokens[open]) <= 0 {
		return nil, false
	}
	last := len(tokens) - 1
	return tokens[open+1 : last], last > open+1 && lexers.ClosingBracket(tokens, open) == last
}

// isVariable reports whether tokens are a plain name.
func isVariable(tokens []string) bool {
	return len(tokens) == 1 && lexers.IdentifierIndex(tokens[0]) >= 0
}

// opaque are words of expressions whose commas and names are not the statement's.
func opaque(tokens []string) bool {
	return slices.ContainsFunc(tokens, func(token string) bool {
		return token == "lambda" || token == "yield" || token == "await" || token == ":="
	})
}

// assignment writes an assignment of several values, or of a list that is made of
// another; false where it is another statement.
func (s *simplifier) assignment(statement []string) bool {
	sides := lexers.SplitTopLevel(statement, "=")
	if len(sides) < 2 || opaque(statement) || slices.ContainsFunc(sides, func(side []string) bool { return len(side) == 0 }) {
		return false
	}
	value := sides[len(sides)-1]
	if len(sides) > 2 {
		return s.chain(sides[:len(sides)-1], value)
	}
	targets, values := lexers.SplitTopLevel(sides[0], ","), lexers.SplitTopLevel(value, ",")
	if len(targets) == 1 {
		return s.collection(targets[0], value)
	}
	for _, target := range targets {
		if len(target) == 0 || target[0] == "*" {
			return false
		}
	}
	if len(values) == 1 && isVariable(value) && !slices.Contains(sides[0], value[0]) {
		for k, target := range targets {
			s.put(slices.Concat(target, []string{"=", value[0], "[", itoa(k), "]", lexers.EndOfLine})...)
		}
		return true
	}
	if len(values) != len(targets) || slices.ContainsFunc(values, func(v []string) bool { return len(v) == 0 || v[0] == "*" }) {
		return false
	}
	s.parallel(targets, values)
	return true
}

// parallel writes an assignment of as many values as targets. A value that an
// earlier target could change is kept first.
func (s *simplifier) parallel(targets, values [][]string) {
	kept := make([]bool, len(values))
	calls, some := 0, false
	for j, value := range values {
		if slices.Contains(value, "(") {
			calls++
		}
		for _, target := range targets[:j] {
			kept[j] = kept[j] || changes(target, value)
		}
		some = some || kept[j]
	}
	for j := range values {
		if kept[j] || some && calls > 1 { // calls keep their order
			temp := s.invent("temp")
			s.put(slices.Concat([]string{temp, "="}, values[j], []string{lexers.EndOfLine})...)
			values[j] = []string{temp}
		}
	}
	for j, target := range targets {
		s.put(slices.Concat(target, []string{"="}, values[j], []string{lexers.EndOfLine})...)
	}
}

// changes reports whether a value may be another once a target is assigned.
func changes(target, value []string) bool {
	if isVariable(target) {
		return slices.Contains(value, target[0])
	}
	return slices.ContainsFunc(value, func(token string) bool { return token == "[" || token == "." || token == "(" })
}

// chain writes a = b = value, where the value is the same each time.
func (s *simplifier) chain(targets [][]string, value []string) bool {
	_, _, placeholder := lexers.SplitPlaceholder(value[0])
	if len(value) != 1 || !placeholder && !plainValue[value[0]] && strings.Trim(value[0], "0123456789.") != "" {
		return false
	}
	for _, target := range targets {
		if len(lexers.SplitTopLevel(target, ",")) > 1 || slices.Contains(target, value[0]) {
			return false
		}
	}
	for _, target := range targets {
		s.put(slices.Concat(target, []string{"="}, value, []string{lexers.EndOfLine})...)
	}
	return true
}

var plainValue = map[string]bool{"true": true, "false": true, "null": true}

// generated is what a comprehension of one loop says.
type generated struct {
	element, variable, over []string
	condition               []string // nil for none
}

// generator reads a comprehension without its brackets; false where it is another
// expression.
func (s *simplifier) generator(inner []string) (g generated, ok bool) {
	loops := lexers.SplitTopLevel(inner, "for")
	if len(loops) != 2 || len(loops[0]) == 0 {
		return g, false
	}
	if len(loops[1]) < 3 || !isVariable(loops[1][:1]) || loops[1][1] != "in" {
		return g, false
	}
	conditions := lexers.SplitTopLevel(loops[1][2:], "if")
	g = generated{element: loops[0], variable: loops[1][:1], over: conditions[0]}
	switch len(conditions) {
	case 1:
	case 2:
		g.condition = conditions[1]
	default:
		return g, false
	}
	if count(s.tokens, g.variable[0]) > count(inner, g.variable[0]) { // its variable is another one's namesake
		_, k, _ := lexers.SplitPlaceholder(g.variable[0])
		own := s.invent(s.names[k])
		g.element, g.condition = replaceAll(g.element, g.variable[0], own), replaceAll(g.condition, g.variable[0], own)
		g.variable = []string{own}
	}
	return g, true
}

// write writes the loop with a statement for each element.
func (g generated) write(s *simplifier, body ...string) {
	s.put(slices.Concat([]string{"for", g.variable[0], "in"}, g.over, []string{lexers.BlockOpen})...)
	if g.condition != nil {
		s.put(slices.Concat([]string{"if"}, g.condition, []string{lexers.BlockOpen})...)
	}
	s.put(body...)
	if g.condition != nil {
		s.put(lexers.BlockClose)
	}
	s.put(lexers.BlockClose)
}

// collection writes a list that is made of the elements of another as a loop, and so
// a sum of such and a queue that begins with something. A list whose elements do not depend on the
// other's, such as a table of zeros, stays; one of empty lists does not.
func (s *simplifier) collection(target, value []string) bool {
	if !isVariable(target) || slices.Contains(value, target[0]) {
		return false
	}
	if value[0] == "[" {
		inner, ok := inside(value, 0)
		return ok && s.list(target[0], inner)
	}
	inner, ok := inside(value, 1)
	switch {
	case !ok || len(lexers.SplitTopLevel(inner, ",")) > 1:
	case value[0] == "sum":
		if g, ok := s.generator(inner); ok {
			s.put(target[0], "=", "0", lexers.EndOfLine)
			g.write(s, slices.Concat([]string{target[0], "+="}, g.element, []string{lexers.EndOfLine})...)
			return true
		}
	case value[0] == "deque" && inner[0] == "[" && !slices.Contains(inner, "for"):
		if elements, ok := inside(inner, 0); ok {
			s.put(target[0], "=", "deque", "(", ")", lexers.EndOfLine)
			for _, element := range lexers.SplitTopLevel(elements, ",") {
				s.put(slices.Concat([]string{target[0], ".", "append", "("}, element, []string{")", lexers.EndOfLine})...)
			}
			return true
		}
	}
	return false
}

// list writes a list that is made of the elements of another.
func (s *simplifier) list(target string, inner []string) bool {
	loops := lexers.SplitTopLevel(inner, "for")
	element := loops[0]
	if len(loops) != 2 || len(element) == 0 || len(loops[1]) == 0 || len(lexers.SplitTopLevel(inner, ",")) > 1 {
		return false
	}
	if !slices.Equal(element, []string{"[", "]"}) && (element[0] == "[" || element[0] == "(" || !slices.Contains(element, loops[1][0])) {
		return false
	}
	g, ok := s.generator(inner)
	if !ok {
		return false
	}
	s.put(target, "=", "[", "]", lexers.EndOfLine)
	g.write(s, slices.Concat([]string{target, ".", "append", "("}, g.element, []string{")", lexers.EndOfLine})...)
	return true
}

// returned writes a return of what is summed up, or asked of all elements.
func (s *simplifier) returned(statement []string) bool {
	if len(statement) < 5 || statement[0] != "return" || opaque(statement) {
		return false
	}
	name := statement[1]
	inner, ok := inside(statement, 2)
	if !ok || name != "sum" && name != "all" && name != "any" || len(lexers.SplitTopLevel(inner, ",")) > 1 {
		return false
	}
	g, ok := s.generator(inner)
	if !ok {
		return false
	}
	if name == "sum" {
		total := s.invent("total")
		s.put(total, "=", "0", lexers.EndOfLine)
		g.write(s, slices.Concat([]string{total, "+="}, g.element, []string{lexers.EndOfLine})...)
		s.put("return", total, lexers.EndOfLine)
		return true
	}
	asked, found, otherwise := g.element, "true", "false"
	if name == "all" {
		asked, found, otherwise = slices.Concat([]string{"!", "("}, g.element, []string{")"}), "false", "true"
		if len(g.element) == 1 {
			asked = []string{"!", g.element[0]}
		} else if opposite, ok := opposites(g.element); ok {
			asked = opposite
		}
	}
	g.write(s, slices.Concat([]string{"if"}, asked, []string{lexers.BlockOpen, "return", found, lexers.EndOfLine, lexers.BlockClose})...)
	s.put("return", otherwise, lexers.EndOfLine)
	return true
}

// opposites negates a condition that is one comparison.
func opposites(condition []string) (negated []string, ok bool) {
	compares := 0
	negated = slices.Clone(condition)
	for i, token := range condition {
		switch token {
		case "&&", "||", "!", "in", "is", "not_in", "is_not", "if":
			return nil, false
		}
		if other := opposite[token]; other != "" {
			negated[i] = other
			compares++
		}
	}
	return negated, compares == 1
}

var opposite = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

func count(tokens []string, token string) (n int) {
	for _, t := range tokens {
		if t == token {
			n++
		}
	}
	return n
}

// replaceAll returns tokens with another in the place of one.
func replaceAll(tokens []string, old, other string) []string {
	tokens = slices.Clone(tokens)
	for i, token := range tokens {
		if token == old {
			tokens[i] = other
		}
	}
	return tokens
}

// loop writes the head of a loop over a list and its indices, over several lists, or
// over a part of one; false where it is another.
func (s *simplifier) loop(head []string) bool {
	if len(head) < 7 || head[0] != "for" {
		return false
	}
	sides := lexers.SplitTopLevel(head[1:], "in")
	if len(sides) != 2 {
		return false
	}
	if isVariable(sides[0]) {
		return s.part(sides[0][0], sides[1])
	}
	variables := lexers.SplitTopLevel(sides[0], ",")
	if slices.ContainsFunc(variables, func(v []string) bool { return !isVariable(v) }) {
		return false
	}
	over := sides[1]
	inner, ok := inside(over, 1)
	if !ok {
		return false
	}
	lists := lexers.SplitTopLevel(inner, ",")
	if slices.ContainsFunc(lists, func(list []string) bool { return !isVariable(list) }) {
		return false
	}
	length := func(list []string) []string { return []string{"len", "(", list[0], ")"} }
	switch {
	case over[0] == "enumerate" && len(lists) == 1 && len(variables) == 2:
		index := variables[0][0]
		s.put(slices.Concat([]string{"for", index, "in", "range", "("}, length(lists[0]), []string{")", lexers.BlockOpen})...)
		s.put(variables[1][0], "=", lists[0][0], "[", index, "]", lexers.EndOfLine)
	case over[0] == "zip" && len(lists) == 2 && len(variables) == 2:
		index := s.invent("i")
		s.put(slices.Concat([]string{"for", index, "in", "range", "(", "min", "("}, length(lists[0]), []string{","}, length(lists[1]), []string{")", ")", lexers.BlockOpen})...)
		for k, variable := range variables {
			s.put(variable[0], "=", lists[k][0], "[", index, "]", lexers.EndOfLine)
		}
	default:
		return false
	}
	return true
}

// part writes the head of a loop over a list from an element on, up to one, or backward.
func (s *simplifier) part(variable string, over []string) bool {
	list := over[0]
	from, to, step := []string{"0"}, []string{"len", "(", list, ")"}, []string(nil)
	if inner, ok := inside(over, 1); ok && isVariable(over[:1]) && over[1] == "[" {
		bounds := lexers.SplitTopLevel(inner, ":")
		switch {
		case len(bounds) == 3 && len(bounds[0]) == 0 && len(bounds[1]) == 0 && slices.Equal(bounds[2], []string{"-", "1"}):
			step = bounds[2]
		case len(bounds) != 2 || slices.Contains(inner, "-") || opaque(inner): // from the end, maybe
			return false
		default:
			if len(bounds[0]) > 0 {
				from = bounds[0]
			}
			if len(bounds[1]) > 0 { // the list may end before
				to = slices.Concat([]string{"min", "("}, bounds[1], []string{","}, to, []string{")"})
			}
		}
	} else if ok && over[0] == "reversed" && isVariable(inner) {
		list, step = inner[0], []string{"-", "1"}
	} else {
		return false
	}
	if step != nil {
		from, to = []string{"len", "(", list, ")", "-", "1"}, step
	}
	index := s.invent("i")
	bounds := slices.Concat(from, []string{","}, to)
	if step != nil {
		bounds = slices.Concat(bounds, []string{","}, step)
	} else if slices.Equal(from, []string{"0"}) {
		bounds = to
	}
	s.put(slices.Concat([]string{"for", index, "in", "range", "("}, bounds, []string{")", lexers.BlockOpen})...)
	s.put(variable, "=", list, "[", index, "]", lexers.EndOfLine)
	return true
}

// comparing are the operators that chain.
var comparing = map[string]bool{"<": true, "<=": true, ">": true, ">=": true, "==": true}

// comparisons writes tokens with chains of two comparisons parted, where what stands
// in the middle is one token.
func (s *simplifier) comparisons(from, to int) {
	for i := from; i < to; i++ {
		s.line = s.lines[i]
		s.put(s.tokens[i])
		if i > from && i+3 < to && comparing[s.tokens[i]] && comparing[s.tokens[i+2]] && !comparing[s.tokens[i-1]] {
			s.put(s.tokens[i+1], "&&")
		}
	}
}

// renumber gives identifiers their numbers in the order of their appearance.
func renumber(c *lexers.Canonical) {
	numbers := map[int]int{}
	var names []string
	tokens := slices.Clone(c.Tokens)
	for i, token := range tokens {
		prefix, k, ok := lexers.SplitPlaceholder(token)
		if !ok || prefix != "ID" {
			continue
		}
		n, met := numbers[k]
		if !met {
			n = len(names)
			numbers[k] = n
			names = append(names, c.Names[k])
		}
		tokens[i] = "ID_" + itoa(n)
	}
	c.Tokens, c.Names = tokens, names
}
