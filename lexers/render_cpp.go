package lexers

// cppRestore puts back what the canonical form leaves out for C++: std::, the
// arrows behind pointers, and the brackets of arrays behind their names.
func cppRestore(tokens []string) []string {
	arrows := cppArrows(tokens)
	out := make([]string, 0, len(tokens)+16)
	for i, token := range tokens {
		switch {
		case arrows[i]:
			out = append(out, "->")
		case isWordByte(token[0]) && cppStd(tokens, i):
			out = append(out, "std", "::", token)
		default:
			out = append(out, token)
		}
	}
	return cppArrays(out)
}

// cppArrays moves the brackets of an array type behind the declared name: in
// int [ 2 ] [ 3 ] ID_1 nothing but a declaration puts a name behind "]".
func cppArrays(tokens []string) []string {
	var opens []int // indexes of open [ brackets
	begin := map[int]int{}
	for i, token := range tokens {
		switch token {
		case "[":
			opens = append(opens, i)
		case "]":
			if len(opens) > 0 {
				begin[i] = opens[len(opens)-1]
				opens = opens[:len(opens)-1]
			}
		}
	}
	moved := false
	out := append([]string(nil), tokens...)
	for i := 0; i+1 < len(out); i++ {
		if out[i] != "]" || !isWordByte(out[i+1][0]) || out[i+1] == "in" || structureTokens[out[i+1]] {
			continue
		}
		first := i
		for {
			open, ok := begin[first]
			if !ok {
				first = -1
				break
			}
			first = open
			if open == 0 || out[open-1] != "]" {
				break
			}
			first = open - 1
		}
		if first <= 0 || out[first] != "[" {
			continue
		}
		if before := out[first-1]; before != "*" && before != "&" && !cppTypeEnd(before) {
			continue
		}
		name := out[i+1]
		copy(out[first+1:i+2], out[first:i+1])
		out[first] = name
		moved = true
	}
	if !moved {
		return tokens
	}
	return out
}
