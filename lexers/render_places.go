package lexers

// spaced are words that a bracket behind them does not join.
var spaced = [LanguageCount]map[string]bool{
	Python: tokenSet(`return && || ! in not_in is is_not if else for while lambda yield await assert raise del from import as with elif case
		match print_ global nonlocal except and or not async`),
	CPP: tokenSet(`return case else throw goto new delete typename co_return co_yield co_await const static struct template using typedef mutable
		if while for switch do`),
	Java: tokenSet(`return case else throw throws new assert extends implements instanceof yield if while for switch do synchronized`),
}

// places finds out what each token does.
func (p *renderer) places(tokens []string) []place {
	places := make([]place, len(tokens))
	p.angles(tokens, places)
	var open []string // brackets
	var ternaries []int
	ternary, lambdas := 0, 0
	python := p.target == Python
	for i, token := range tokens {
		if places[i] == placeAngle || places[i] == placeAngleEnd {
			continue
		}
		operandBefore := i > 0 && (places[i-1] == placeWord || places[i-1] == placeClose || places[i-1] == placePostfix || places[i-1] == placeAngleEnd)
		if operandBefore && places[i-1] == placeClose && p.castBefore(tokens, i-1) {
			operandBefore = false // (int) -x
		}
		switch token {
		case "(", "[", "{":
			places[i] = placeOpen
			open = append(open, token)
			ternaries = append(ternaries, ternary)
			ternary = 0
		case ")", "]", "}":
			places[i] = placeClose
			if len(open) > 0 {
				open = open[:len(open)-1]
				ternary = ternaries[len(ternaries)-1]
				ternaries = ternaries[:len(ternaries)-1]
			}
		case ",", ";":
			places[i] = placeComma
		case ".":
			places[i] = placeDot
			if python && i > 0 && (tokens[i-1] == "from" || tokens[i-1] == "import") {
				places[i] = placeWord
			}
		case "::":
			places[i] = placeDot
		case "->":
			places[i] = placeBinary
			if p.target == CPP && !trailingReturn(tokens, i) {
				places[i] = placeDot
			}
		case "...":
			places[i] = placePostfix
			if python || !operandBefore && i > 0 && places[i-1] != placeMark {
				places[i] = placeWord
			}
		case "?":
			places[i] = placeBinary
			ternary++
			if i > 0 && places[i-1] == placeAngle || i+1 < len(tokens) && places[i+1] == placeAngleEnd {
				places[i] = placeWord
				ternary--
			}
		case ":":
			switch {
			case !python:
				places[i] = placeBinary
			case lambdas > 0:
				lambdas--
				places[i] = placeColon
			case len(open) > 0 && open[len(open)-1] == "[":
				places[i] = placeSlice
				if complexSlice(tokens, i) {
					places[i] = placeWideSlice
				}
			default:
				places[i] = placeColon
			}
		case "++", "--":
			places[i] = placePostfix
			if !operandBefore {
				places[i] = placePrefix
			}
		case "!", "~":
			places[i] = placePrefix
			if python && token == "!" {
				places[i] = placeKeyword
			}
		case "-", "+":
			places[i] = placeBinary
			if !operandBefore {
				places[i] = placePrefix
			}
		case "*", "&", "&&", "**":
			places[i] = placeBinary
			switch {
			case python && token == "&&":
				places[i] = placeKeyword
			case i > 0 && places[i-1] == placeMark:
				places[i] = placeMark
			case !python && p.declarationMark(tokens, places, i, open):
				places[i] = placeMark
			case !operandBefore:
				places[i] = placePrefix
			case token == "**" && power(tokens, i):
				places[i] = placeSlice
			}
		case "@":
			places[i] = placeBinary
			if !operandBefore {
				places[i] = placePrefix
			}
		case "=":
			places[i] = placeBinary
			if python && len(open) > 0 || python && lambdas > 0 {
				places[i] = placeEqual
			}
			if !python && i > 0 && tokens[i-1] == "[" {
				places[i] = placePrefix
			}
		default:
			switch {
			case isWordByte(token[0]):
				places[i] = placeWord
				if spaced[p.target][token] && !(i > 0 && places[i-1] == placeDot) {
					places[i] = placeKeyword
				}
				if python && token == "lambda" {
					lambdas++
				}
			default:
				places[i] = placeBinary
				if python && (token == "||") {
					places[i] = placeKeyword
				}
			}
		}
	}
	return places
}

// glues reports whether text written right behind the output would make another
// token, as - - would make --.
func (p *renderer) glues(text string) bool {
	written := p.out.String()
	if written == "" {
		return false
	}
	last, first := written[len(written)-1], text[0]
	if isWordByte(last) && isWordByte(first) {
		return true
	}
	switch string([]byte{last, first}) {
	case "::":
		return p.target != Python
	case "--", "++", "&&", "||", "//", "/*", "<:", "->", "+=", "-=", "*=", "/=", "==", "!=", "<=", "|=", "&=", "^=", "%=", "**", "<<", ":=", ">=":
		if text == "*" || text == "**" || text == "&" || text == "&&" { // int** p
			return last == '/'
		}
		return true
	}
	if last >= '0' && last <= '9' && first == '.' { // behind a number, not behind a name such as x1
		word := len(written) - 1
		for word > 0 && isWordByte(written[word-1]) {
			word--
		}
		return written[word] >= '0' && written[word] <= '9'
	}
	return last == '.' && first >= '0' && first <= '9'
}

// gap reports whether a blank stands between two neighbours of a line.
func (p *renderer) gap(tokens []string, places []place, previous, current int) bool {
	before, after := places[previous], places[current]
	token := tokens[current]
	if after == placeWideSlice {
		return before != placeOpen && before != placeComma && before != placeWideSlice
	}
	if before == placeWideSlice {
		return after != placeClose && after != placeComma
	}
	switch after {
	case placeComma, placeClose, placePostfix, placeColon, placeSlice, placeEqual, placeMark, placeAngleEnd:
		return false
	case placeDot:
		return before == placeKeyword || before == placeBinary || before == placeComma || before == placeColon
	case placeAngle:
		return tokens[previous] == "template" || before == placeKeyword || before == placeComma
	}
	switch before {
	case placePrefix, placeOpen, placeDot, placeSlice, placeEqual, placeAngle:
		return false
	case placeKeyword, placeComma, placeColon, placeBinary, placePostfix:
		return true
	case placeMark:
		return after == placeWord || after == placeKeyword || after == placeBinary || token == "["
	case placeAngleEnd:
		return after == placeWord || after == placeKeyword || after == placeBinary
	case placeClose:
		if after == placeOpen {
			return token == "{" && tokens[previous] == ")" && p.target != Python ||
				token == "(" && p.target == Java && p.castBefore(tokens, previous)
		}
		return p.target != CPP || after == placeBinary || !p.castBefore(tokens, previous)
	case placeWord:
		if after == placeOpen {
			return false
		}
		return true
	}
	return true
}

// castBefore reports whether the bracket that closes at i holds a type: (int) (x).
func (p *renderer) castBefore(tokens []string, i int) bool {
	if p.target == Python || tokens[i] != ")" {
		return false
	}
	j := openingBracket(tokens, i)
	return j >= 0 && j+1 < i && primitiveTypes[tokens[j+1]] && (j == 0 || !isWordByte(tokens[j-1][0]) || tokens[j-1] == "return")
}

// openingBracket returns where the round bracket that closes at i opens; -1 for
// nowhere.
func openingBracket(tokens []string, i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch tokens[i] {
		case ")":
			depth++
		case "(":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var primitiveTypes = tokenSet(`int long short char float double bool byte unsigned signed void auto size_t String`)

// complexSlice reports whether the brackets round the colon at i hold more than
// names, numbers and signs; Black then sets blanks round the colon.
func complexSlice(tokens []string, i int) bool {
	for _, step := range []int{-1, 1} {
		for j := i + step; j >= 0 && j < len(tokens); j += step {
			switch token := tokens[j]; {
			case token == "[" && step < 0, token == "]" && step > 0:
				j = len(tokens) * step
			case token == ":", token == ",":
			case token == "-" && (tokens[j-1] == ":" || tokens[j-1] == "[" || tokens[j-1] == ","):
			case !isWordByte(token[0]), tokens[j-1] != "-" && isWordByte(tokens[j-1][0]):
				return true
			}
		}
	}
	return false
}

// power reports whether the ** at i stands between plain names or numbers; Black
// joins those.
func power(tokens []string, i int) bool {
	if i == 0 || !isWordByte(tokens[i-1][0]) || i+1 >= len(tokens) {
		return false
	}
	next := i + 1
	if tokens[next] == "-" && next+1 < len(tokens) {
		next++
	}
	if !isWordByte(tokens[next][0]) {
		return false
	}
	if next+1 < len(tokens) {
		switch tokens[next+1] {
		case "(", "[", ".", "**":
			return false
		}
	}
	return true
}

// trailingReturn reports whether the return type of a lambda or of the function
// stands behind the arrow at i: the bracket before it closes the parameters.
func trailingReturn(tokens []string, i int) bool {
	if i > 0 && tokens[i-1] == "mutable" {
		return true
	}
	if i == 0 || tokens[i-1] != ")" {
		return false
	}
	j := openingBracket(tokens, i-1)
	return j > 0 && (tokens[j-1] == "]" || j > 1 && tokens[j-2] == "auto")
}

// declarationMark reports whether * & && at i marks a declared type.
func (p *renderer) declarationMark(tokens []string, places []place, i int, open []string) bool {
	if i == 0 {
		return false
	}
	previous := tokens[i-1]
	switch {
	case places[i-1] == placeMark:
		return true
	case places[i-1] == placeAngleEnd, primitiveTypes[previous]:
		return true
	}
	if !cppTypeEnd(previous) {
		return false
	}
	if i+1 >= len(tokens) {
		return true
	}
	next := tokens[i+1]
	if next == ")" || next == ">" || next == "*" || next == "&" || next == "," || next == "[" && len(open) == 0 {
		return true
	}
	// Node * ID at the beginning of a statement or parameter.
	j := i - 1
	for j > 1 && (tokens[j-1] == "::" || tokens[j-1] == ".") {
		j -= 2
	}
	if prefix, _, ok := SplitPlaceholder(next); !ok || prefix != prefixID {
		return false
	}
	if j == 0 || tokens[j-1] == "const" || tokens[j-1] == "static" {
		return true
	}
	after := ""
	if i+2 < len(tokens) {
		after = tokens[i+2]
	}
	if after != "," && after != ")" && after != "=" {
		return false
	}
	return tokens[j-1] == "," && len(open) == 1 || p.header && (tokens[j-1] == "(" || tokens[j-1] == ">")
}

// angles marks the brackets of type arguments: a < behind a name whose partner
// is reached over types alone.
func (p *renderer) angles(tokens []string, places []place) {
	if p.target == Python {
		return
	}
	for i, token := range tokens {
		if token != "<" || places[i] != 0 {
			continue
		}
		if i > 0 {
			if prefix, _, ok := SplitPlaceholder(tokens[i-1]); ok && prefix != prefixID || !isWordByte(tokens[i-1][0]) && tokens[i-1] != "." && tokens[i-1] != "," {
				continue
			}
			if prefix, _, ok := SplitPlaceholder(tokens[i-1]); ok && prefix == prefixID {
				continue
			}
			if c := tokens[i-1][0]; c >= '0' && c <= '9' {
				continue
			}
		}
		end := ClosingAngle(tokens, i)
		if end < 0 {
			continue
		}
		var stack []int
		for j := i; j <= end; j++ {
			switch tokens[j] {
			case "<":
				stack = append(stack, j)
				places[j] = placeAngle
			case ">":
				stack = stack[:len(stack)-1]
				places[j] = placeAngleEnd
			}
		}
	}
}

// ClosingAngle returns the index of the > that closes the type arguments opening
// at i, or -1 if something else than types stands between.
func ClosingAngle(tokens []string, i int) int {
	depth, brackets := 0, 0
	for j := i; j < len(tokens) && j < i+256; j++ {
		switch token := tokens[j]; token {
		case "<":
			depth++
		case ">":
			depth--
			if depth == 0 {
				if brackets != 0 {
					return -1
				}
				return j
			}
		case "(":
			brackets++
		case ")":
			if brackets--; brackets < 0 {
				return -1
			}
		case ",", "?", "[", "]", "*", "&", "&&", "::", ".", "...", "=":
		default:
			if !isWordByte(token[0]) || token == BlockOpen || token == BlockClose || token == EndOfLine {
				return -1
			}
			if prefix, _, ok := SplitPlaceholder(token); ok && prefix != prefixID && prefix != prefixNumber {
				return -1
			}
		}
	}
	return -1
}
