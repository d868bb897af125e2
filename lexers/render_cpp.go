package lexers

import "slices"

// cppRestore puts back what the canonical form leaves out for C++: std::, the
// arrows behind pointers, and the brackets of arrays behind their names.
func cppRestore(tokens []string) []string {
	tokens = cppArrayCreations(tokens)
	arrows, own := cppArrows(tokens), cppOwnTypes(tokens)
	out := make([]string, 0, len(tokens)+16)
	for i, token := range tokens {
		switch {
		case arrows[i]:
			out = append(out, "->")
		case token == "int" && i > 0 && tokens[i-1] == "long": // long int is C++'s long
		case token == "long" && !(i+1 < len(tokens) && (tokens[i+1] == "int" || tokens[i+1] == "double")):
			out = append(out, "long", "long")
		case isWordByte(token[0]) && cppStd(tokens, i, own):
			out = append(out, "std", "::", token)
		default:
			out = append(out, token)
		}
	}
	return cppArrays(out)
}

// cppArrayCreations turns T [ ] a = new T [ n ], which is how the canonical form
// declares an array, into T [ n ] a; numbers begin at zero.
func cppArrayCreations(tokens []string) []string {
	var out []string // nil until something changes
	copied := 0
	for i := 2; i+3 < len(tokens); i++ {
		if tokens[i] != "=" || tokens[i+1] != "new" || tokens[i-2] != "]" || !isWordByte(tokens[i-1][0]) {
			continue
		}
		// The declared type reaches back to the beginning of the statement.
		dimensions, end := 0, i-1
		for end >= 2 && tokens[end-1] == "]" && tokens[end-2] == "[" {
			dimensions++
			end -= 2
		}
		begin := end
		for begin > copied && tokens[begin-1] != EndOfLine && tokens[begin-1] != BlockOpen && tokens[begin-1] != BlockClose &&
			tokens[begin-1] != ":" && tokens[begin-1] != "static" && tokens[begin-1] != "thread_local" {
			begin--
		}
		element := tokens[begin:end]
		if dimensions == 0 || len(element) == 0 || i+2+len(element) >= len(tokens) || !slices.Equal(element, tokens[i+2:i+2+len(element)]) {
			continue
		}
		// As many filled brackets, then the end.
		from := i + 2 + len(element)
		at := from
		for range dimensions {
			if at >= len(tokens) || tokens[at] != "[" || at+1 >= len(tokens) || tokens[at+1] == "]" {
				at = -1
				break
			}
			depth := 0
			for ; at < len(tokens); at++ {
				if tokens[at] == "[" {
					depth++
				} else if tokens[at] == "]" {
					if depth--; depth == 0 {
						break
					}
				} else if tokens[at] == EndOfLine {
					at = len(tokens)
				}
			}
			at++
		}
		if at < 0 || at >= len(tokens) || tokens[at] != EndOfLine {
			continue
		}
		out = append(out, tokens[copied:end]...)
		out = append(out, tokens[from:at]...)
		out = append(out, tokens[i-1])
		if primitiveTypes[element[0]] && element[0] != "String" {
			out = append(out, "=", "{", "}")
		}
		copied = at
		i = at
	}
	if out == nil {
		return tokens
	}
	return append(out, tokens[copied:]...)
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
