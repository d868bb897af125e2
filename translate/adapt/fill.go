package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// fills gives arrays and lists that begin with as many equal elements the lengths and the element that they
// have in the source: a table that is one too short, or begins with true, makes a program that runs and
// does something else.
func fills(d *draft) {
	asked := map[int]*filled{}
	for i := 1; i < len(d.source.Tokens); i++ {
		if f := readFill(d.source.Tokens, i); f != nil {
			if asked[f.variable] != nil {
				f = &filled{variable: f.variable} // which is which can't be told
			}
			asked[f.variable] = f
		}
	}
	for i := 1; i < len(d.tokens) && len(asked) > 0; i++ {
		f := readFill(d.tokens, i)
		if f == nil || asked[f.variable] == nil || len(asked[f.variable].lengths) != len(f.lengths) {
			continue
		}
		source := asked[f.variable]
		for n, at := range f.lengths {
			was := source.lengths[n]
			d.resize(d.source.Tokens[was.start:was.end], at)
		}
		if element := source.element(d.source.Tokens); f.value.end == f.value.start+1 && element != "" && isFill(d.tokens[f.value.start]) && d.tokens[f.value.start] != element &&
			(element == "true" || element == "false" || d.tokens[f.value.start] != "true" && d.tokens[f.value.start] != "false") {
			d.replace(f.value.start, f.value.end, element)
		}
	}
}

// filled is a container as it is made.
type filled struct {
	variable int
	lengths  []span // the outer one first
	value    span   // of the elements; empty where they have that of their type
	of       string // the type of the elements, where it is stated
}

// element is the token of the elements; "" where it is another expression.
func (f *filled) element(tokens []string) string {
	switch {
	case f.value.end == f.value.start+1 && isFill(tokens[f.value.start]):
		return tokens[f.value.start]
	case f.value != span{}:
	case f.of == "bool":
		return "false"
	case f.of == "int" || f.of == "long":
		return "0"
	}
	return ""
}

// isFill reports whether a token is a truth or a number that all languages write alike.
func isFill(token string) bool {
	return token == "true" || token == "false" || token != "" && token[0] >= '0' && token[0] <= '9' && !strings.ContainsAny(token, ".eL")
}

// readFill reads a statement that makes one; nil for another.
func readFill(tokens []string, i int) *filled {
	if !isStatement(tokens, i) {
		return nil
	}
	end := i
	for end < len(tokens) && tokens[end] != lexers.EndOfLine && tokens[end] != lexers.BlockOpen {
		end++
	}
	if end == len(tokens) || tokens[end] != lexers.EndOfLine {
		return nil
	}
	if k := lexers.IdentifierIndex(tokens[i]); k > 0 && end > i+4 && tokens[i+1] == "=" && tokens[i+2] == "[" {
		return readListFill(tokens, k, i+2, end)
	}
	t, name, ok := readType(tokens, i)
	if !ok || name+2 >= end || lexers.IdentifierIndex(tokens[name]) < 1 {
		return nil
	}
	f := &filled{variable: lexers.IdentifierIndex(tokens[name])}
	if tokens[name+1] == "=" && tokens[name+2] == "new" && t.dimensions > 0 {
		f.of = tokens[name+3]
		at := name + 4
		for at < end && tokens[at] == "[" {
			last := closing(tokens, at)
			if last == at+1 {
				return nil
			}
			f.lengths = append(f.lengths, span{at + 1, last})
			at = last + 1
		}
		if at != end || len(f.lengths) != t.dimensions {
			return nil
		}
		return f
	}
	if t.name == "vector" && tokens[name+1] == "(" && closing(tokens, name+1) == end-1 {
		return readVectorFill(tokens, f, t, name+1)
	}
	return nil
}

// readListFill reads [ value ] * n of Python, or rows of these, from the bracket at open on.
func readListFill(tokens []string, k, open, end int) *filled {
	f := &filled{variable: k}
	last := closing(tokens, open)
	if last+2 < end && tokens[last+1] == "*" {
		f.value, f.lengths = span{open + 1, last}, []span{{last + 2, end}}
		return f
	}
	inner := open + 1
	if last != end-1 {
		return nil
	}
	if value, length, ok := readEach(tokens, open, last); ok { // [ value for i in range ( n ) ]
		if tokens[value.start] != "[" {
			f.value, f.lengths = value, []span{length}
			return f
		}
		if row, columns, ok := readEach(tokens, value.start, value.end-1); ok && closing(tokens, value.start) == value.end-1 {
			f.value, f.lengths = row, []span{length, columns}
			return f
		}
	}
	if tokens[inner] != "[" {
		return nil
	}
	row := closing(tokens, inner)
	loop := slices.Index(tokens[row:last], "for") + row
	if loop <= row+2 || tokens[row+1] != "*" || !begins(tokens[loop+2:], "in", "range", "(") || closing(tokens, loop+4) != last-1 {
		return nil
	}
	f.value, f.lengths = span{inner + 1, row}, []span{{loop + 5, last - 1}, {row + 2, loop}}
	return f
}

// readEach reads a list of Python from bracket to bracket that is made by a loop over a range: its
// elements, and how many there are.
func readEach(tokens []string, open, last int) (value, length span, ok bool) {
	loop, depth := open+1, 0
	for ; loop < last && (depth > 0 || tokens[loop] != "for"); loop++ {
		depth += lexers.BracketStep(tokens[loop])
	}
	if loop+5 >= last || loop == open+1 || !begins(tokens[loop+2:], "in", "range", "(") || closing(tokens, loop+4) != last-1 || slices.Contains(tokens[loop+5:last-1], ",") {
		return span{}, span{}, false
	}
	return span{open + 1, loop}, span{loop + 5, last - 1}, !slices.Contains(tokens[open+1:loop], tokens[loop+1])
}

// readVectorFill reads the arguments of a vector of C++: n, n and a value, or n and a vector of those.
func readVectorFill(tokens []string, f *filled, t typ, open int) *filled {
	for {
		arguments := lexers.CallArguments(tokens[open:])
		if len(arguments) == 0 || len(arguments) > 2 || len(t.arguments) != 1 {
			return nil
		}
		length := span{open + 1, open + 1 + len(arguments[0])}
		f.lengths = append(f.lengths, length)
		t = t.arguments[0]
		f.of = t.name
		if len(arguments) == 1 {
			return f
		}
		at := length.end + 1
		if _, next, ok := readType(tokens, at); t.name == "vector" && ok && next < len(tokens) && tokens[next] == "(" {
			open = next
			continue
		}
		f.value = span{at, closing(tokens, open)}
		return f
	}
}

// resize writes the length of the source at a place, where that is arithmetic.
func (d *draft) resize(was []string, at span) {
	is := d.tokens[at.start:at.end]
	length, ok := pythonArithmetic(was, d.source.Language, d.declared())
	if now, known := pythonArithmetic(is, d.to, d.types()); !ok || known && slices.Equal(now, length) {
		return
	}
	if length, ok = native(length, d.to, d.types()); !ok {
		return
	}
	if d.to == lexers.Python && len(length) > 1 && d.tokens[at.start-1] == "*" {
		length = slices.Concat([]string{"("}, length, []string{")"})
	}
	if !slices.Equal(length, is) {
		d.replace(at.start, at.end, length...)
	}
}

// pythonArithmetic reads arithmetic of whole numbers as Python has it, without brackets round it all.
func pythonArithmetic(tokens []string, language lexers.Language, types map[int]typ) ([]string, bool) {
	for len(tokens) > 2 && tokens[0] == "(" && closing(tokens, 0) == len(tokens)-1 {
		tokens = tokens[1 : len(tokens)-1]
	}
	if language == lexers.Python {
		return tokens, isArithmetic(tokens)
	}
	return arithmetic(tokens, types)
}
