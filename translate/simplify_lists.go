package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// splice puts tokens in the place of those from start to end, on the line of the first.
func (s *simplifier) splice(start, end int, tokens ...string) {
	line := s.lines[min(start, len(s.lines)-1)]
	s.lines = slices.Concat(s.lines[:start], slices.Repeat([]int{line}, len(tokens)), s.lines[end:])
	s.tokens = slices.Concat(s.tokens[:start], tokens, s.tokens[end:])
}

// fromTheEnd counts the places from the end of lists that nothing is added to or taken from,
// from the beginning: xs[-1] is xs[len(xs) - 1]. The last element of one that grows and shrinks is that
// of a stack, which says so in other languages.
func (s *simplifier) fromTheEnd() {
	for i := 1; i+3 < len(s.tokens); i++ {
		if s.tokens[i] != "[" || s.tokens[i+1] != "-" || s.tokens[i+3] != "]" || strings.Trim(s.tokens[i+2], "0123456789") != "" {
			continue
		}
		base := i - 1
		for base > 0 && s.tokens[base] == "]" {
			base = lexers.OpeningBracket(s.tokens, base) - 1
		}
		if base < 0 { // a bracket that nothing opens
			continue
		}
		list := s.tokens[base]
		if !isVariable([]string{list}) || base > 0 && s.tokens[base-1] == "." || s.isGrown(list) {
			continue
		}
		length := []string{"len", "(", list}
		for open := base + 1; open < i; open = lexers.ClosingBracket(s.tokens, open) + 1 {
			length = append(length, "[", "0", "]")
		}
		s.splice(i+1, i+2, append(length, ")", "-")...)
	}
}

// isGrown reports whether something is added to a list, or taken from it.
func (s *simplifier) isGrown(list string) bool {
	for i := 0; i+2 < len(s.tokens); i++ {
		if s.tokens[i] == list && s.tokens[i+1] == "." || s.tokens[i] == list && s.tokens[i+1] == "+=" {
			return true
		}
	}
	return false
}

// filledLists makes lists of equal elements that are not nothing in two steps, as arrays are made:
// a list of zeros, and a loop. A comprehension of equal elements becomes a product of a list.
func (s *simplifier) filledLists() {
	for i := len(s.tokens) - 1; i > 0; i-- {
		if s.tokens[i] != "=" || s.tokens[min(i+1, len(s.tokens)-1)] != "[" || !isVariable(s.tokens[i-1:i]) || i < 2 || !lexers.EndsStatement(s.tokens[i-2]) {
			continue
		}
		end := i + slices.Index(s.tokens[i:], lexers.EndOfLine)
		if end < i {
			continue
		}
		list := s.tokens[i-1]
		element, lengths, ok := readEqual(s.tokens[i+1 : end])
		if !ok || slices.Contains(s.tokens[i+1:end], list) {
			continue
		}
		zero := element
		switch {
		case slices.Equal(element, []string{"true"}):
			zero = []string{"false"}
		case element[len(element)-1] != "0" && element[len(element)-1] != "false":
			zero = []string{"0"}
		}
		bracket := func(length []string) []string {
			if len(length) == 1 {
				return length
			}
			return slices.Concat([]string{"("}, length, []string{")"})
		}
		made := slices.Concat([]string{"["}, zero, []string{"]", "*"}, bracket(lengths[len(lengths)-1]))
		if len(lengths) == 2 {
			made = slices.Concat([]string{"["}, made, []string{"for", s.invent("i"), "in", "range", "("}, lengths[0], []string{")", "]"})
		}
		if !slices.Equal(zero, element) {
			place := []string{list}
			made = append(made, lexers.EndOfLine)
			for k, length := range lengths {
				index := s.invent([]string{"i", "j"}[k])
				made = slices.Concat(made, []string{"for", index, "in", "range", "("}, length, []string{")", lexers.BlockOpen})
				place = append(place, "[", index, "]")
			}
			made = slices.Concat(made, place, []string{"="}, element, []string{lexers.EndOfLine})
			for range lengths {
				made = append(made, lexers.BlockClose)
			}
			end++ // with its own end
		}
		s.splice(i+1, end, made...)
	}
}

// readEqual reads a list of equal elements, or a list of such lists: the element, which is a number
// or a truth, and the lengths, the outer one first.
func readEqual(value []string) (element []string, lengths [][]string, ok bool) {
	last := lexers.ClosingBracket(value, 0)
	if last == len(value) {
		return nil, nil, false
	}
	inner := value[1:last]
	switch {
	case last+2 < len(value) && value[last+1] == "*": // [ v ] * n
		lengths = [][]string{value[last+2:]}
		element = inner
		if n := lengths[0]; n[0] == "(" && lexers.ClosingBracket(n, 0) == len(n)-1 {
			lengths[0] = n[1 : len(n)-1]
		} else if slices.ContainsFunc(n, func(token string) bool { return token == "+" || token == "-" || token == "if" || token == "?" }) {
			return nil, nil, false
		}
	case last == len(value)-1:
		parts := lexers.SplitTopLevel(inner, "for")
		if len(parts) != 2 || len(parts[1]) < 6 || parts[1][1] != "in" || parts[1][2] != "range" || lexers.ClosingBracket(parts[1], 3) != len(parts[1])-1 {
			return nil, nil, false
		}
		arguments := lexers.CallArguments(parts[1][3:])
		if len(arguments) != 1 || slices.Contains(parts[0], parts[1][0]) {
			return nil, nil, false
		}
		lengths, element = arguments, parts[0]
	default:
		return nil, nil, false
	}
	if len(element) > 1 && element[0] == "[" {
		row, columns, ok := readEqual(element)
		if !ok || len(columns) > 1 || value[last:][0] == "]" && len(value) > last+1 { // [[ ... ]] * n is one row in many places
			return nil, nil, false
		}
		return row, append(lengths, columns...), true
	}
	number := element
	if len(number) == 2 && number[0] == "-" {
		number = number[1:]
	}
	return element, lengths, len(number) == 1 && (number[0] == "true" || number[0] == "false" || strings.Trim(number[0], "0123456789") == "")
}

// outliving declares variables that a block gives a first value and that are asked for behind it, before it: in
// other languages they would end with the block. The variable of a loop over numbers that is asked for behind
// the loop is one, too.
func (s *simplifier) outliving() {
	body := slices.Index(s.tokens, lexers.BlockOpen)
	if body < 0 || !closed(s.tokens) || slices.ContainsFunc(s.tokens, func(token string) bool {
		return token == "def" || token == "lambda" || token == "class" || token == "nonlocal"
	}) {
		return
	}
	for i := body; i < len(s.tokens); i++ {
		if variable := s.tokens[i]; isVariable([]string{variable}) && slices.Index(s.tokens, variable) == i && !s.inBrackets(i) {
			i += s.outlives(variable, i)
		}
	}
}

// closed reports whether all brackets and blocks of a function are, the last of them at its end.
func closed(tokens []string) bool {
	depth := 0
	for i, token := range tokens {
		if depth += lexers.BracketStep(token); depth < 0 || depth == 0 && token == lexers.BlockClose && i+1 < len(tokens) {
			return false
		}
	}
	return depth == 0 && len(tokens) > 0 && tokens[len(tokens)-1] == lexers.BlockClose
}

// inBrackets reports whether a token stands in a bracket that no statement is in, as the variables of a
// comprehension do.
func (s *simplifier) inBrackets(i int) bool {
	depth := 0
	for i--; i >= 0 && (!lexers.EndsStatement(s.tokens[i]) || depth != 0); i-- {
		if depth += lexers.BracketStep(s.tokens[i]); depth > 0 {
			return true
		}
	}
	return false
}

// outlives declares a variable whose first token is at i before the block that it does not outlive
// otherwise, and returns how many tokens that took.
func (s *simplifier) outlives(variable string, i int) (added int) {
	start := i
	for !lexers.EndsStatement(s.tokens[start-1]) {
		start--
	}
	loop := s.tokens[start] == "for" && start+1 == i && s.tokens[i+1] == "in" && s.tokens[i+2] == "range"
	if !loop && (start != i || s.tokens[i+1] != "=") {
		return 0
	}
	open := s.blockOf(start)
	if loop { // whose block is its own
		for open = start; !lexers.EndsStatement(s.tokens[open]); {
			open++
		}
		if s.tokens[open] != lexers.BlockOpen {
			return 0
		}
	}
	needed := -1 // the outermost block that something behind asks for it in
	for block := open; block > slices.Index(s.tokens, lexers.BlockOpen); block = s.blockOf(block) {
		end := lexers.ClosingBracket(s.tokens, block)
		outer := s.blockOf(block)
		if outer < 0 {
			break
		}
		if s.asked(variable, end, lexers.ClosingBracket(s.tokens, outer)) {
			needed = block
		}
	}
	if needed < 0 {
		return 0
	}
	value := s.initial(i, loop)
	if value == "" {
		return 0
	}
	if loop {
		index := s.invent(s.names[lexers.IdentifierIndex(variable)])
		s.splice(i, i+1, index)
		inside := start + slices.Index(s.tokens[start:], lexers.BlockOpen) + 1
		s.splice(inside, inside, variable, "=", index, lexers.EndOfLine)
		added += 4
	}
	head := needed
	for !lexers.EndsStatement(s.tokens[head-1]) {
		head--
	}
	for s.tokens[head] == "else" || s.tokens[head] == "elif" || s.tokens[head] == "except" || s.tokens[head] == "finally" { // to the if
		if head = lexers.OpeningBracket(s.tokens, head-1); head == 0 {
			return added
		}
		for !lexers.EndsStatement(s.tokens[head-1]) {
			head--
		}
	}
	s.splice(head, head, variable, "=", value, lexers.EndOfLine)
	return added + 4
}

// blockOf returns where the block opens that a token stands in, or that a block stands in; -1 for none.
func (s *simplifier) blockOf(i int) int {
	depth := 0
	for i--; i >= 0; i-- {
		switch s.tokens[i] {
		case lexers.BlockClose:
			depth++
		case lexers.BlockOpen:
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return -1
}

// asked reports whether tokens ask for a variable before they give it a value.
func (s *simplifier) asked(variable string, from, to int) bool {
	for i := from; i < to; i++ {
		if s.tokens[i] != variable {
			continue
		}
		if lexers.EndsStatement(s.tokens[i-1]) && s.tokens[i+1] == "=" {
			end := i
			for !lexers.EndsStatement(s.tokens[end]) {
				end++
			}
			if slices.Contains(s.tokens[i+2:end], variable) {
				return true
			}
			if block := s.blockOf(i); lexers.ClosingBracket(s.tokens, block) >= to {
				return false // given for all that follows
			}
			i = lexers.ClosingBracket(s.tokens, s.blockOf(i)) // for the rest of its block
			continue
		}
		if s.tokens[i-1] == "for" && lexers.EndsStatement(s.tokens[i-2]) {
			for !lexers.EndsStatement(s.tokens[i]) {
				i++
			}
			if s.tokens[i] == lexers.BlockOpen {
				i = lexers.ClosingBracket(s.tokens, i)
			}
			continue
		}
		return !s.inBrackets(i) || !slices.Contains(s.tokens[i:min(i+4, to)], "in")
	}
	return false
}

// initial is what a variable can be declared with whose first value stands behind i; "" where that
// does not tell.
func (s *simplifier) initial(i int, loop bool) string {
	if loop {
		return "0"
	}
	end := i + 2
	for !lexers.EndsStatement(s.tokens[end]) {
		end++
	}
	value := s.tokens[i+2 : end]
	first := value[0]
	if first == "-" && len(value) > 1 {
		first = value[1]
	}
	prefix, k, placeholder := lexers.SplitPlaceholder(first)
	switch {
	case len(value) == 1 && (first == "true" || first == "false"):
		return "false"
	case len(value) == 1 && (first == "STR_EMPTY" || placeholder && prefix == "STR"):
		return "STR_EMPTY"
	case first[0] >= '0' && first[0] <= '9' && !strings.Contains(first, "."), first == "len", placeholder && prefix == "NUM" && k < len(s.numbers) && !strings.ContainsAny(s.numbers[k], ".eE"):
		if !slices.Contains(value, "/") && !slices.Contains(value, "**") {
			return "0"
		}
	}
	return ""
}
