package adapt

import (
	"slices"

	"transcoder/lexers"
)

// objects has to do with classes of the program whose names the model knows as those of its library's,
// such as Stack: they have no type arguments, and what the source makes an object of one is that
// in the translation, too.
func objects(d *draft) {
	for i := 0; i+1 < len(d.tokens) && d.to != lexers.Python; i++ {
		if d.program.Classes[d.tokens[i]] && d.tokens[i+1] == "<" {
			if end := closingAngle(d.tokens, i+1); end > 0 {
				d.replace(i+1, end+1)
				i = end
			}
		}
	}
	if d.source.Language != lexers.CPP || d.to != lexers.Python {
		return
	}
	for i := 1; i+2 < len(d.source.Tokens); i++ {
		class, variable := d.source.Tokens[i], d.source.Tokens[i+1]
		if !d.program.Classes[class] || identifier(variable) < 1 || d.source.Tokens[i+2] != lexers.EndOfLine || !isStatement(d.source.Tokens, i) {
			continue
		}
		if at := slices.Index(d.tokens, variable); at > 0 && isStatement(d.tokens, at) && d.tokens[at+1] == "=" {
			end := at + 2
			for d.tokens[end] != lexers.EndOfLine && end+1 < len(d.tokens) {
				end++
			}
			if made := []string{class, "(", ")"}; !slices.Equal(d.tokens[at+2:end], made) && end > at+2 {
				d.replace(at+2, end, made...)
			}
		}
	}
}

// closingAngle is where the type arguments that open at i end; -1 where they are none.
func closingAngle(tokens []string, i int) int {
	depth := 0
	for ; i < len(tokens); i++ {
		switch token := tokens[i]; {
		case token == "<":
			depth++
		case token == ">":
			if depth--; depth == 0 {
				return i
			}
		case !isWord(token) && token != "," && token != "?" && token != "[" && token != "]":
			return -1
		}
	}
	return -1
}
