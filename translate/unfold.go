package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/translate/carry"
)

// C++ and Java say several things in one expression, and have loops that Python
// lacks; a little of that Java lacks, too. A small model often loses a part of that, and Python's own way is seldom in
// reach of one token after the other. So a function is written out, with what its
// language itself has and Python has, too, before the model reads it:
//
//	a[i++] = b;                     a[i] = b; i += 1;
//	while (n-- > 0) { ... }         while (true) { n -= 1; if (n + 1 <= 0) break; ... }
//	do { ... } while (c);           while (true) { ... if (!c) break; }
//	for (i = 5; i * i <= n; i += 2) i = 5; while (i * i <= n) { ...; i += 2; }
//	for (auto p : map)              for (auto p : map), p for p.first and map[p] for p.second
//	for (auto i = s.begin(); ...)   for (auto i : s), i for *i
//	for (Entry e : m.entrySet())    for (Key e : m.keySet()), m.get(e) for e.getValue()
//	c ? ++a : ++b;                  if (c) a += 1; else b += 1;
//	swap(a, b);                     int temp = a; a = b; b = temp;
//	memset(a, 0, sizeof a);         loops over the lengths that a is declared with

// unfolder writes one function out.
type unfolder struct {
	tokens []string
	lines  []int // by token
	names  []string
	to     lexers.Language
	types  carry.Types

	outTokens []string
	outLines  []int
	line      int // of what is being written

	steps [][]string // by loop round what is being written: what a continue has to do before
}

// unfolded returns a function of C++ or Java written out as far as a language needs it, and
// the line of each of its tokens. types are those of its variables.
func unfolded(c *lexers.Canonical, lines []int, to lexers.Language, types carry.Types) (*lexers.Canonical, []int) {
	if c.Language == lexers.Python || c.Language == to {
		return c, lines
	}
	u := &unfolder{tokens: c.Tokens, lines: lines, names: slices.Clone(c.Names), to: to, types: types}
	if to != lexers.CPP {
		u.tokens, u.lines = pairLoops(u.tokens, u.lines)
	}
	u.block(0, len(u.tokens))
	if slices.Equal(u.outTokens, c.Tokens) {
		return c, lines
	}
	out := *c
	out.Tokens, out.Names = u.outTokens, u.names
	renumber(&out)
	return &out, u.outLines
}

func (u *unfolder) put(tokens ...string) {
	for _, token := range tokens {
		u.outTokens, u.outLines = append(u.outTokens, token), append(u.outLines, u.line)
	}
}

// statement writes one.
func (u *unfolder) statement(tokens ...string) {
	u.put(tokens...)
	u.put(lexers.EndOfLine)
}

// copy writes tokens as they are.
func (u *unfolder) copy(from, to int) {
	for i := from; i < to; i++ {
		u.line = u.lines[i]
		u.put(u.tokens[i])
	}
}

// block writes the statements from a token to another.
func (u *unfolder) block(from, to int) {
	for at := from; at < to; {
		end := at
		for end < to && !lexers.EndsStatement(u.tokens[end]) {
			end++
		}
		if end == to {
			u.copy(at, to)
			return
		}
		u.line = u.lines[at]
		statement := u.tokens[at:end]
		switch {
		case u.tokens[end] == lexers.EndOfLine:
			if !u.filled(statement, at) && !u.chosen(statement) && !u.swapped(statement) && !(u.to == lexers.Python && u.plain(statement)) {
				u.copy(at, end+1)
			}
			at = end + 1
		case u.tokens[end] == lexers.BlockOpen && len(statement) > 0 && u.to == lexers.Python:
			at = u.compound(statement, at, end)
		default:
			u.copy(at, end+1)
			at = end + 1
		}
	}
}

// chosen writes a statement that is one of two expressions as an if; false where it is another.
func (u *unfolder) chosen(statement []string) bool {
	parts := lexers.SplitTopLevel(statement, "?")
	if len(parts) != 2 || slices.ContainsFunc(parts[0], func(token string) bool {
		return strings.HasSuffix(token, "=") && !comparing[token] && token != "!=" || token == "return"
	}) {
		return false
	}
	choices := lexers.SplitTopLevel(parts[1], ":")
	if len(parts[0]) == 0 || len(choices) != 2 || len(choices[0]) < 2 || len(choices[1]) < 2 {
		return false
	}
	u.put("if")
	u.put(parts[0]...)
	for i, choice := range choices {
		if i > 0 {
			u.put("else")
		}
		u.put(lexers.BlockOpen)
		if isStep := choice[0] == "++" || choice[0] == "--"; isStep && isVariable(choice[1:]) {
			choice = []string{choice[1], choice[0][:1] + "=", "1"}
		} else if last := choice[len(choice)-1]; (last == "++" || last == "--") && isVariable(choice[:len(choice)-1]) {
			choice = []string{choice[0], last[:1] + "=", "1"}
		}
		u.statement(choice...)
		u.put(lexers.BlockClose)
	}
	return true
}

// swapped writes values that change places for Java, which has no function for that; false where the statement
// is another, or the type of the values is not known.
func (u *unfolder) swapped(statement []string) bool {
	if u.to != lexers.Java || len(statement) < 6 || statement[0] != "swap" || statement[1] != "(" || lexers.ClosingBracket(statement, 1) != len(statement)-1 {
		return false
	}
	values := lexers.CallArguments(statement[1:])
	if len(values) != 2 || !isVariable(values[0][:1]) || slices.Contains(statement, "++") {
		return false
	}
	t := u.types(lexers.IdentifierIndex(values[0][0]))
	name := t.Name
	if len(values[0]) > 1 {
		name = t.Of
		if values[0][1] != "[" || lexers.ClosingBracket(values[0], 1) != len(values[0])-1 || t.Kind != carry.Array && t.Kind != carry.List {
			return false
		}
	} else if t.Kind == carry.Array || t.Kind == carry.List {
		return false
	}
	if name == "" {
		return false
	}
	temp := u.invent("temp")
	u.statement(slices.Concat([]string{name, temp, "="}, values[0])...)
	u.statement(slices.Concat(values[0], []string{"="}, values[1])...)
	u.statement(slices.Concat(values[1], []string{"=", temp})...)
	return true
}

// plain writes a statement without a block for Python; false where it needs nothing.
func (u *unfolder) plain(statement []string) bool {
	if slices.Equal(statement, []string{"continue"}) {
		if len(u.steps) > 0 {
			u.put(u.steps[len(u.steps)-1]...)
		}
		return false
	}
	before, rest, after, ok := increments(statement)
	if !ok {
		return false
	}
	u.put(before...)
	u.statement(rest...)
	if rest[0] != "return" { // behind which a variable is of no use
		u.put(after...)
	}
	return true
}

// compound writes a statement whose block opens at open, and returns where the next
// begins. What needs nothing is written up to its block.
func (u *unfolder) compound(statement []string, at, open int) (next int) {
	end := lexers.ClosingBracket(u.tokens, open)
	if end == len(u.tokens) {
		u.copy(at, open+1)
		return open + 1
	}
	loop := func(step []string) {
		u.steps = append(u.steps, step)
		u.block(open+1, end)
		u.steps = u.steps[:len(u.steps)-1]
		u.line = u.lines[end]
	}
	switch statement[0] {
	case "do":
		until := slices.Index(u.tokens[end:], lexers.EndOfLine) + end
		if end+1 >= len(u.tokens) || u.tokens[end+1] != "while" || until < end || continues(u.tokens[open:end]) {
			break
		}
		u.put("while", "true", lexers.BlockOpen)
		loop(nil)
		u.leave(u.tokens[end+2 : until])
		u.put(lexers.BlockClose)
		return until + 1
	case "while":
		if _, _, _, ok := increments(statement); ok {
			u.put("while", "true", lexers.BlockOpen)
			u.leave(statement[1:])
			loop(nil)
			u.put(lexers.BlockClose)
			return end + 1
		}
	case "if":
		if before, rest, after, ok := increments(statement); ok && len(after) == 0 {
			u.put(before...)
			u.put(rest...)
			u.put(lexers.BlockOpen)
			return open + 1
		} else if condition, step, ok := incremented(statement[1:]); ok {
			u.put(step...)
			u.put("if")
			u.put(condition...)
			u.put(lexers.BlockOpen)
			return open + 1
		}
	case "for":
		if head, ok := readFor(statement); ok && !head.isRange(u.tokens[open:end+1], u.tokens[end+1:]) {
			u.put(head.begin...)
			u.put("while")
			u.put(head.condition...)
			u.put(lexers.BlockOpen)
			loop(head.step)
			u.put(head.step...)
			u.put(lexers.BlockClose)
			return end + 1
		}
	}
	switch statement[0] {
	case "while", "for":
		u.copy(at, open+1)
		loop(nil)
		u.put(lexers.BlockClose)
		return end + 1
	}
	u.copy(at, open+1)
	return open + 1
}

// leave writes what leaves a loop where a condition does not hold.
func (u *unfolder) leave(condition []string) {
	if changed, step, ok := incremented(condition); ok {
		u.put(step...)
		condition = changed
	}
	u.put("if")
	if opposite, ok := opposites(condition); ok {
		u.put(opposite...)
	} else {
		u.put("!", "(")
		u.put(condition...)
		u.put(")")
	}
	u.put(lexers.BlockOpen)
	u.statement("break")
	u.put(lexers.BlockClose)
}

// continues reports whether a block has a continue of its own loop.
func continues(block []string) bool {
	for i := 1; i < len(block); i++ {
		switch block[i] {
		case "for", "while", "do":
			open := slices.Index(block[i:], lexers.BlockOpen)
			if open < 0 {
				return true
			}
			if end := lexers.ClosingBracket(block, i+open); end < len(block) {
				i = end
			}
		case "continue":
			return true
		}
	}
	return false
}

// endsValue reports whether an operator behind a token has a left side.
func endsValue(token string) bool {
	_, _, placeholder := lexers.SplitPlaceholder(token)
	return placeholder || token == ")" || token == "]" || token[0] >= '0' && token[0] <= '9'
}

// isConditional holds for operators whose right side may not be evaluated.
func isConditional(token string) bool { return token == "&&" || token == "||" || token == "?" }

// increments takes the steps of variables out of an expression: those before it, and
// those behind. ok is false where there are none, or where their order matters.
func increments(tokens []string) (before, rest, after []string, ok bool) {
	if slices.ContainsFunc(tokens, func(token string) bool { return isConditional(token) || token == lexers.BlockOpen || token == "[=]" }) {
		return nil, nil, nil, false
	}
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		if token != "++" && token != "--" {
			rest = append(rest, token)
			continue
		}
		step := func(variable string) []string {
			return []string{variable, map[string]string{"++": "+=", "--": "-="}[token], "1", lexers.EndOfLine}
		}
		switch {
		case i > 0 && isVariable(tokens[i-1:i]) && count(tokens, tokens[i-1]) == 1:
			after = append(after, step(tokens[i-1])...)
		case i+1 < len(tokens) && isVariable(tokens[i+1:i+2]) && count(tokens, tokens[i+1]) == 1 && (i+2 == len(tokens) || tokens[i+2] != "[" && tokens[i+2] != "." && tokens[i+2] != "->"):
			before = append(before, step(tokens[i+1])...)
		default:
			return nil, nil, nil, false
		}
		ok = true
	}
	return before, rest, after, ok && len(rest) > 1
}

// incremented returns a condition that steps variables as one to be asked behind the
// steps.
func incremented(condition []string) (changed, step []string, ok bool) {
	before, rest, after, ok := increments(condition)
	if !ok {
		return nil, nil, false
	}
	for i := 0; i+3 < len(after); i += 4 {
		back := map[string]string{"+=": "-", "-=": "+"}[after[i+1]]
		k := slices.Index(rest, after[i])
		rest = slices.Concat(rest[:k], []string{"(", after[i], back, "1", ")"}, rest[k+1:])
	}
	return rest, append(before, after...), true
}

// forHead is the head of a loop that counts, as statements.
type forHead struct {
	variables   []string // that it sets
	declared    bool     // by it
	begin, step []string
	condition   []string
	simple      bool // one variable that goes by a fixed step
}

// readFor reads the head of a loop; ok is false where it goes through a container, or
// is not understood.
func readFor(statement []string) (h forHead, ok bool) {
	parts := lexers.SplitTopLevel(statement[1:], ";")
	if len(parts) != 3 || len(parts[1]) == 0 {
		return h, false
	}
	h.condition = parts[1]
	var typ []string
	for i, begin := range lexers.SplitTopLevel(parts[0], ",") {
		at := slices.IndexFunc(begin, func(token string) bool { return isVariable([]string{token}) })
		if at < 0 {
			if len(begin) == 0 && len(parts[0]) == 0 {
				break // nothing is set
			}
			return h, false
		}
		if i == 0 {
			typ, h.declared = begin[:at], at > 0
		} else if at > 0 {
			return h, false
		}
		if at+1 < len(begin) && begin[at+1] != "=" {
			return h, false
		}
		h.variables = append(h.variables, begin[at])
		h.begin = slices.Concat(h.begin, typ, begin[at:], []string{lexers.EndOfLine})
	}
	steps := lexers.SplitTopLevel(parts[2], ",")
	for _, step := range steps {
		if len(step) == 0 && len(parts[2]) == 0 {
			break
		}
		if len(step) < 3 || !isVariable(step[:1]) || slices.Contains(step, "++") || slices.Contains(step, "--") {
			return h, false
		}
		if step[1] == "=" && len(step) == 5 && step[2] == step[0] && (step[3] == "+" || step[3] == "-") { // i = i + 2
			step = []string{step[0], step[3] + "=", step[4]}
		}
		h.step = slices.Concat(h.step, step, []string{lexers.EndOfLine})
	}
	h.simple = len(h.variables) == 1 && len(steps) == 1 && len(h.step) == 4 && h.step[0] == h.variables[0] && (h.step[1] == "+=" || h.step[1] == "-=")
	return h, true
}

// isRange reports whether Python can say the loop by a range: its variable goes by a
// step up to a bound that the body does not change, does not change in the body
// otherwise, and is set again before anything behind it asks for it.
func (h *forHead) isRange(body, behind []string) bool {
	if !h.simple || len(h.condition) < 3 || h.condition[0] != h.variables[0] {
		return false
	}
	bound := h.condition[2:]
	if up := h.condition[1] == "<" || h.condition[1] == "<="; !up && h.condition[1] != ">" && h.condition[1] != ">=" && h.condition[1] != "!=" || up != (h.step[1] == "+=") && h.condition[1] != "!=" {
		return false
	}
	if h.condition[1] == "!=" && h.step[2] != "1" {
		return false
	}
	for i, token := range bound {
		switch {
		case token == h.variables[0], comparing[token], isConditional(token), token == "sqrt", token == "[":
			return false
		case isVariable([]string{token}) && (assigned(body, token) || i+1 < len(bound) && bound[i+1] == "." && grown(body, token)):
			return false
		}
	}
	if assigned(body, h.variables[0]) {
		return false
	}
	if !h.declared {
		if next := slices.Index(behind, h.variables[0]); next >= 0 && (next+1 == len(behind) || behind[next+1] != "=") {
			return false
		}
	}
	return true
}

// assigned reports whether a block gives a variable another value.
func assigned(block []string, variable string) bool {
	for i, token := range block {
		if token != variable {
			continue
		}
		if i > 0 && (block[i-1] == "++" || block[i-1] == "--") {
			return true
		}
		if i+1 < len(block) {
			switch next := block[i+1]; next {
			case "=", "++", "--", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", ">>>=", "&=", "|=", "^=":
				return true
			}
		}
	}
	return false
}

// grown reports whether a block calls a method of a container that changes how much
// it holds.
func grown(block []string, container string) bool {
	for i := 0; i+2 < len(block); i++ {
		if block[i] == container && block[i+1] == "." && changesLength[block[i+2]] {
			return true
		}
	}
	return false
}

var changesLength = map[string]bool{"push_back": true, "pop_back": true, "insert": true, "erase": true, "push": true, "pop": true, "add": true, "remove": true, "addAll": true,
	"append": true, "clear": true, "resize": true, "emplace_back": true, "addFirst": true, "addLast": true, "poll": true, "offer": true, "deleteCharAt": true}

// filled writes a statement that fills an array as loops over the lengths that it is
// declared with; false where the statement is another, or the lengths are not known. Zeros are
// what a new array has in Python and Java.
func (u *unfolder) filled(statement []string, at int) bool {
	array, value, length, ok := readFill(statement)
	if !ok || u.to == lexers.CPP {
		return false
	}
	lengths := u.declaredLengths(array, at)
	fresh := count(u.tokens[:at], array) == 1
	if length != nil && len(lengths) < 2 {
		lengths = [][]string{length}
	}
	if len(lengths) == 0 || slices.ContainsFunc(lengths, func(l []string) bool { return len(l) == 0 }) {
		return false
	}
	if fresh && len(u.steps) == 0 && (value[0] == "0" || value[0] == "false") && len(value) == 1 {
		return true
	}
	place := []string{array}
	for k, l := range lengths {
		i := u.invent([]string{"i", "j", "k"}[min(k, 2)])
		u.put("for", "int", i, "=", "0", ";", i, "<")
		u.put(l...)
		u.put(";", i, "+=", "1", lexers.BlockOpen)
		place = append(place, "[", i, "]")
	}
	u.put(place...)
	u.put("=")
	u.statement(value...)
	for range lengths {
		u.put(lexers.BlockClose)
	}
	return true
}

// declaredLengths are those that an array is made with before a token; none where it is not made there.
func (u *unfolder) declaredLengths(array string, before int) (lengths [][]string) {
	at := slices.Index(u.tokens, array)
	if at < 0 || at+2 >= before || u.tokens[at+1] != "=" || u.tokens[at+2] != "new" {
		return nil
	}
	for at += 3; at < before && u.tokens[at] != "[" && !lexers.EndsStatement(u.tokens[at]); { // the type, of one word or two
		at++
	}
	for at < before && u.tokens[at] == "[" {
		end := at + lexers.ClosingBracket(u.tokens[at:], 0)
		lengths = append(lengths, u.tokens[at+1:min(end, len(u.tokens))])
		at = end + 1
	}
	if at >= len(u.tokens) || u.tokens[at] != lexers.EndOfLine {
		return nil
	}
	return lengths
}

// readFill reads a statement that gives all elements of an array one value. length is nil
// where it is that of the array.
func readFill(statement []string) (array string, value, length []string, ok bool) {
	if len(statement) == 0 {
		return "", nil, nil, false
	}
	name, open := statement[0], 1
	if len(statement) > 4 && name == "Arrays" && statement[1] == "." && statement[2] == "fill" {
		open = 3
	}
	if len(statement) < open+4 || statement[open] != "(" || lexers.ClosingBracket(statement, open) != len(statement)-1 {
		return "", nil, nil, false
	}
	arguments := lexers.CallArguments(statement[open:])
	if len(arguments) == 0 || !isVariable(arguments[0]) {
		return "", nil, nil, false
	}
	array = arguments[0][0]
	switch {
	case name == "Arrays" && len(arguments) == 2:
		value = arguments[1]
		length = []string{array, ".", "length"}
	case name == "memset" && len(arguments) == 3 && len(arguments[2]) > 1 && arguments[2][0] == "sizeof" && slices.Contains(arguments[2], array):
		value = arguments[1]
	case name == "fill_n" && len(arguments) == 3:
		value, length = arguments[2], arguments[1]
	case name == "fill" && len(arguments) == 3 && len(arguments[1]) > 2 && arguments[1][0] == array && arguments[1][1] == "+":
		value, length = arguments[2], arguments[1][2:]
	default:
		return "", nil, nil, false
	}
	if len(value) == 0 || slices.Contains(value, array) {
		return "", nil, nil, false
	}
	return array, value, length, true
}

// invent returns a placeholder for a new variable.
func (u *unfolder) invent(name string) string {
	base := name
	for k := 2; slices.Contains(u.names, name) || slices.Contains(u.tokens, name); k++ {
		name = base + itoa(k)
	}
	u.names = append(u.names, name)
	return "ID_" + itoa(len(u.names)-1)
}

// pairLoops returns tokens and their lines with the loops through the pairs of a map as loops through its
// keys, and those of an iterator as loops through the elements.
func pairLoops(tokens []string, lines []int) ([]string, []int) {
	for i := len(tokens) - 1; i > 0; i-- { // inner loops first
		if tokens[i] != "for" || !lexers.EndsStatement(tokens[i-1]) {
			continue
		}
		open := i + slices.Index(tokens[i:], lexers.BlockOpen)
		end := lexers.ClosingBracket(tokens, open)
		if open < i || end == len(tokens) {
			continue
		}
		loop, ok := readPairLoop(tokens, tokens[i:open])
		if !ok {
			continue
		}
		body, from, ok := loop.rewrite(tokens[open:end])
		if !ok {
			continue
		}
		written := lines[:i:i]
		for range loop.head {
			written = append(written, lines[i])
		}
		for _, at := range from {
			written = append(written, lines[open+at])
		}
		lines = append(written, lines[end:]...)
		tokens = slices.Concat(tokens[:i], loop.head, body, tokens[end:])
	}
	return tokens, lines
}

// pairLoop is a loop through what only an iterator, or an entry of a map, shows.
type pairLoop struct {
	variable string
	head     []string            // of the loop through the elements or the keys
	parts    map[string][]string // what stands behind the variable, and what means the same
	pointer  bool                // the variable is an iterator: a * before it is the element
}

// readPairLoop reads the head of a loop in a function.
func readPairLoop(function, head []string) (l pairLoop, ok bool) {
	in := slices.Index(head, "in")
	if in > 1 && isVariable(head[in-1:in]) {
		l.variable = head[in-1]
		over := head[in+1:]
		switch {
		case isVariable(over) && declaredMap(function, over[0]): // of C++
			l.head = slices.Concat([]string{"for", "auto", l.variable, "in"}, over)
			l.parts = map[string][]string{". first": {l.variable}, ". second": {over[0], "[", l.variable, "]"}}
			return l, true
		case len(over) == 5 && isVariable(over[:1]) && over[2] == "entrySet" && head[1] == "Map":
			typ := head[5 : in-1] // behind Map . Entry <
			comma := lexers.SplitTopLevel(typ, ",")
			l.head = slices.Concat([]string{"for"}, comma[0], []string{l.variable, "in", over[0], ".", "keySet", "(", ")"})
			l.parts = map[string][]string{". getKey ( )": {l.variable}, ". getValue ( )": {over[0], ".", "get", "(", l.variable, ")"}}
			return l, len(comma) == 2 && slices.Index(comma[0], "<") < 0
		}
		return l, false
	}
	parts := lexers.SplitTopLevel(head, ";")
	if len(parts) != 3 || len(parts[0]) < 9 || len(parts[1]) != 7 || len(parts[2]) != 3 {
		return l, false
	}
	n := len(parts[0])
	begin, container := parts[0][n-7:], parts[0][n-5] // v = c . begin ( )
	l.variable = begin[0]
	end := []string{l.variable, "!=", container, ".", "end", "(", ")"}
	if !isVariable(begin[:1]) || begin[1] != "=" || begin[4] != "begin" || !isVariable([]string{container}) || !slices.Equal(parts[1], end) || !slices.Equal(parts[2], []string{l.variable, "+=", "1"}) {
		return l, false
	}
	l.head = []string{"for", "auto", l.variable, "in", container}
	if declaredMap(function, container) {
		l.parts = map[string][]string{"-> first": {l.variable}, "-> second": {container, "[", l.variable, "]"}}
	} else {
		l.pointer = true
	}
	return l, true
}

// declaredMap reports whether a function of C++ declares a variable as a map.
func declaredMap(function []string, variable string) bool {
	at := slices.Index(function, variable)
	if at < 2 || function[at-1] != ">" && function[at-1] != "&" {
		return false
	}
	for at--; at > 0 && !lexers.EndsStatement(function[at]) && function[at] != "(" && function[at] != "map" && function[at] != "unordered_map"; at-- {
	}
	return function[at] == "map" || function[at] == "unordered_map"
}

// rewrite returns the block of a loop with what its variable shows, and for each token the one that it
// comes from; ok is false where the block asks for more.
func (l *pairLoop) rewrite(block []string) (written []string, from []int, ok bool) {
	put := func(i int, tokens ...string) {
		for _, token := range tokens {
			written, from = append(written, token), append(from, i)
		}
	}
	for i := 0; i < len(block); i++ {
		if l.pointer && block[i] == "*" && i+1 < len(block) && block[i+1] == l.variable && i > 0 && !endsValue(block[i-1]) {
			put(i, l.variable)
			i++
			continue
		}
		if block[i] != l.variable {
			put(i, block[i])
			continue
		}
		found := false
		for part, means := range l.parts {
			length := 2
			if part[len(part)-1] == ')' {
				length = 4
			}
			if i+length < len(block) && strings.Join(block[i+1:i+1+length], " ") == part {
				put(i, means...)
				i += length
				found = true
				break
			}
		}
		if !found {
			return nil, nil, false
		}
	}
	return written, from, true
}
