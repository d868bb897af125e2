package lexers

import (
	"strings"
	"unicode"
)

// NamePieces splits a name into its words in lower case, digits apart:
// "maxSubArray2" is max, sub, array, 2 and "HTTP_server" is http, server. The
// encoder adds them to a placeholder as a hint at what the name stands for. A
// name without letters and digits has no pieces.
func NamePieces(name string) []string {
	var pieces []string
	runes := []rune(name)
	start := -1 // of the running piece; -1 outside one
	flush := func(end int) {
		if start >= 0 {
			pieces = append(pieces, strings.ToLower(string(runes[start:end])))
			start = -1
		}
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush(i)
			continue
		}
		if start < 0 {
			start = i
			continue
		}
		previous := runes[i-1]
		switch {
		case unicode.IsDigit(r) != unicode.IsDigit(previous):
			flush(i)
			start = i
		case unicode.IsUpper(r) && !unicode.IsUpper(previous):
			flush(i)
			start = i
		case unicode.IsLower(r) && unicode.IsUpper(previous) && i-1 > start:
			// The last capital of a run begins the next word: HTTPServer.
			flush(i - 1)
			start = i - 1
		}
	}
	flush(len(runes))
	return pieces
}
