package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// printed puts brackets round what is written to a stream of C++ and binds less than <<, and ends the lines that
// the source's print or println ends, where both write as often.
func printed(d *draft) {
	if d.to != lexers.CPP {
		return
	}
	ends := lineEnds(d.source)
	var places []span
	for i := 1; i < len(d.tokens); i++ {
		if !isStatement(d.tokens, i) || !begins(d.tokens[i:], "cout", "<<") {
			continue
		}
		end := skipTo(d.tokens, i, []string{lexers.EndOfLine})
		places = append(places, span{i, end})
	}
	for n, p := range places {
		at, last := p.start+2, ""
		for _, operand := range lexers.SplitTopLevel(d.tokens[at:p.end], "<<") {
			if bindsLess(operand) {
				d.wrap(at, at+len(operand), []string{"("}, []string{")"})
			}
			if at += len(operand) + 1; len(operand) > 0 {
				last = operand[0]
			}
		}
		if len(places) == len(ends) && ends[n] && last != "endl" && !endsLine(last, d.source) {
			d.wrap(p.end-1, p.end, nil, []string{"<<", "endl"})
		}
	}
}

// bindsLess reports whether an expression has an operator that binds less than <<.
func bindsLess(operand []string) bool {
	for _, operator := range []string{"?", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "&", "|", "^"} {
		if len(operand) > 1 && len(lexers.SplitTopLevel(operand, operator)) > 1 {
			return operator != "<" && operator != ">" || !slices.Contains(operand, "::") && !slices.Contains(operand, "(")
		}
	}
	return false
}

// endsLine reports whether a literal is or ends with a line's end.
func endsLine(token string, source *lexers.Canonical) bool {
	if content, ok := lexers.KeptLiteral(token); ok {
		return content == "\n"
	}
	prefix, k, ok := lexers.SplitPlaceholder(token)
	return ok && (prefix == "STR" || prefix == "CHR") && k < len(source.Literals) && strings.HasSuffix(source.Literals[k], "\n")
}

// lineEnds says of each statement of Python or Java that prints whether it ends the line.
func lineEnds(source *lexers.Canonical) []bool {
	var ends []bool
	for i := 1; i < len(source.Tokens); i++ {
		if !isStatement(source.Tokens, i) {
			continue
		}
		switch rest := source.Tokens[i:]; {
		case source.Language == lexers.Python && begins(rest, "print", "("):
			ends = append(ends, !slices.Contains(rest[:closing(rest, 1)], "end"))
		case source.Language == lexers.Java && begins(rest, "System", ".", "out", ".") && len(rest) > 5:
			ends = append(ends, rest[4] == "println")
		}
	}
	return ends
}
