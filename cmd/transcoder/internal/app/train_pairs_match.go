package app

import (
	"context"
	"fmt"
	"slices"

	"transcoder/lexers"
)

// matched returns the canonical tokens of a translation with the placeholders of its source, as a
// model learns them: what both name, and the numbers and literals of both, have the source's; names that
// the translation alone has follow behind these. ok is false where it has a number or a literal that the source
// lacks, which no model can write.
func matched(ctx context.Context, source string, from lexers.Language, code string, to lexers.Language) (tokens []string, ok bool) {
	was, err := lexers.Canonicalize(ctx, from, source)
	if err != nil {
		return nil, false
	}
	is, err := lexers.Canonicalize(ctx, to, code)
	if err != nil {
		return nil, false
	}
	names := slices.Clone(was.Names)
	var numbers []string
	for _, number := range was.Numbers {
		numbers = append(numbers, lexers.NumberText(number, from, to))
	}
	for _, token := range is.Tokens {
		prefix, k, placeholder := lexers.SplitPlaceholder(token)
		if placeholder {
			at := -1
			switch prefix {
			case "ID":
				if at = slices.Index(names, is.Names[k]); at < 0 {
					at, names = len(names), append(names, is.Names[k])
				}
			case "NUM":
				at = slices.Index(numbers, is.Numbers[k])
			default:
				at = slices.Index(was.Literals, is.Literals[k])
			}
			if at < 0 || at >= maxPlaceholders {
				return nil, false
			}
			token = fmt.Sprintf("%s_%d", prefix, at)
		}
		tokens = append(tokens, token)
	}
	return tokens, true
}
