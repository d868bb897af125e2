package adapt

import (
	"maps"
	"slices"

	"transcoder/lexers"
)

// objects has to do with classes of the program whose names the model knows as those of its library's,
// such as Stack: they have no type arguments, what the source makes an object of one is that
// in the translation, too, and has the same methods.
func objects(d *draft) {
	d.renameMethods()
	for i := 0; i+1 < len(d.tokens) && d.to != lexers.Python; i++ {
		if d.program.Classes[d.tokens[i]] && d.tokens[i+1] == "<" {
			if end := lexers.ClosingAngle(d.tokens, i+1); end > 0 {
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
		if !d.program.Classes[class] || lexers.IdentifierIndex(variable) < 1 || d.source.Tokens[i+2] != lexers.EndOfLine || !isStatement(d.source.Tokens, i) {
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

// renameMethods calls the methods that the source calls of its objects, where both call as many.
func (d *draft) renameMethods() {
	asked, called := methodCalls(d.source.Tokens), methodCalls(d.tokens)
	for k := range d.objects() {
		if len(asked[k]) != len(called[k]) {
			continue
		}
		for n, at := range called[k] {
			if name := d.source.Tokens[asked[k][n]]; d.tokens[at] != name {
				d.replace(at, at+1, name)
			}
		}
	}
}

// methodCalls are where the names of the methods stand that are called of each variable.
func methodCalls(tokens []string) map[int][]int {
	all := map[int][]int{}
	for i, token := range tokens {
		if k := lexers.IdentifierIndex(token); k > 0 && i+3 < len(tokens) && (tokens[i+1] == "." || tokens[i+1] == "->") && isWord(tokens[i+2]) && tokens[i+3] == "(" {
			all[k] = append(all[k], i+2)
		}
	}
	return all
}

// objects are the variables of the source that hold objects of the program's classes all the time.
func (d *draft) objects() map[int]bool {
	objects := map[int]bool{}
	if d.source.Language == lexers.Python {
		for i := 1; i+3 < len(d.source.Tokens); i++ {
			if k := lexers.IdentifierIndex(d.source.Tokens[i]); k > 0 && d.source.Tokens[i+1] == "=" && isStatement(d.source.Tokens, i) {
				made, assigned := objects[k]
				objects[k] = d.program.Classes[d.source.Tokens[i+2]] && d.source.Tokens[i+3] == "(" && (made || !assigned)
			}
		}
		maps.DeleteFunc(objects, func(_ int, made bool) bool { return !made })
		return objects
	}
	for k, t := range d.declared() {
		if d.program.Classes[t.name] && t.dimensions == 0 {
			objects[k] = true
		}
	}
	return objects
}
