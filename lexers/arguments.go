package lexers

// CallArguments splits canonical tokens whose first is the opening bracket of a
// call into its arguments.
func CallArguments(tokens []string) [][]string {
	var all [][]string
	depth, begin := 0, 1
	for i, token := range tokens {
		switch token {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		}
		if depth == 0 || depth == 1 && token == "," {
			if i > begin {
				all = append(all, tokens[begin:i])
			}
			begin = i + 1
		}
		if depth == 0 {
			break
		}
	}
	return all
}
