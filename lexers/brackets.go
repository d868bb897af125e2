package lexers

// BracketStep is 1 for a canonical token that opens a bracket or a block, -1 for one
// that closes it, and 0 for all others.
func BracketStep(token string) int {
	switch token {
	case "(", "[", "{", BlockOpen:
		return 1
	case ")", "]", "}", BlockClose:
		return -1
	}
	return 0
}

// EndsStatement reports whether a canonical token stands at the end of a statement, or of the
// head of one with a block.
func EndsStatement(token string) bool {
	return token == EndOfLine || token == BlockOpen || token == BlockClose
}

// ClosingBracket returns the index of the token that closes the bracket or block which
// opens at open; len(tokens) where there is none.
func ClosingBracket(tokens []string, open int) int {
	depth := 0
	for i := open; i < len(tokens); i++ {
		if depth += BracketStep(tokens[i]); depth == 0 {
			return i
		}
	}
	return len(tokens)
}

// OpeningBracket returns the index of the token that opens the bracket or block which
// closes at end; 0 where there is none.
func OpeningBracket(tokens []string, end int) int {
	depth := 0
	for i := end; i > 0; i-- {
		if depth -= BracketStep(tokens[i]); depth == 0 {
			return i
		}
	}
	return 0
}

// SplitTopLevel splits canonical tokens at each separator that stands in no bracket
// and no block. No tokens are one empty part.
func SplitTopLevel(tokens []string, separator string) [][]string {
	var parts [][]string
	depth, from := 0, 0
	for i, token := range tokens {
		if depth == 0 && token == separator {
			parts = append(parts, tokens[from:i])
			from = i + 1
		}
		depth += BracketStep(token)
	}
	return append(parts, tokens[from:])
}

// CallArguments splits canonical tokens whose first is the opening bracket of a
// call into its arguments. There are none where no call begins, or where it does not
// end.
func CallArguments(tokens []string) [][]string {
	end := ClosingBracket(tokens, 0)
	if end < 2 || end == len(tokens) {
		return nil
	}
	all := SplitTopLevel(tokens[1:end], ",")
	if last := len(all) - 1; len(all[last]) == 0 { // a comma stands at the end
		all = all[:last]
	}
	return all
}
