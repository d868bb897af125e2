package adapt

import (
	"fmt"
	"slices"
	"strings"

	"transcoder/lexers"
)

// java makes explicit what Java does not do by itself: conversions that C++ and
// Python imply, comparisons of strings by their content, and values of functions
// that end without one.
type java struct{}

func (java) assign(r *reader, to typ, e expression) {
	switch {
	case to.unknown() || e.unknown():
	case to.isTruth() && e.rank() > 0:
		if !r.truth(e) {
			r.isNotZero(e)
		}
	case to.rank() > 0 && e.isTruth():
		r.choice(e)
	case isList(to) && e.dimensions == 1:
		r.arrayAsList(to, e)
	case to.dimensions == 1 && isList(e.typ):
		r.listAsArray(to, e)
	case to.is(text) && e.unboxed().is(char):
		r.edit.wrap(e.start, e.end, []string{"String", ".", "valueOf", "("}, []string{")"})
	case to.rank() > 0 && e.rank() > 0:
		target, value := to.unboxed(), e.unboxed()
		fits := value.rank() <= target.rank()
		if to.isBox() { // a box takes its own type alone
			fits = value.is(target)
		}
		if !fits && !(e.literal && target.is(char) && value.is(integer)) {
			r.cast(target, e)
		}
	}
}

// declare finds a number that its declaration would cut, which no Python program
// means that does not say int, and what is declared as any object.
func (java) declare(r *reader, t typ, e expression) typ {
	switch {
	case t.rank() > 0 && e.rank() > t.rank() && t.rank() > ranks["char"]:
		// Mathematics of the library has fractions where Python's has whole numbers.
		if r.source.Language == lexers.Python && !slices.Contains(r.tokens[e.start:e.end], "Math") {
			return e.unboxed()
		}
	case (t.name == "Object" || t.name == "Comparable") && t.dimensions == 0 && !e.unknown() && e.name != "null":
		return e.typ
	case t.dimensions > 0 && e.dimensions > 0 && !t.same(e.typ), // nothing makes one of the other
		t.rank() > 0 && (e.is(text) || e.dimensions > 0):
		return e.typ
	}
	return typ{}
}

// iterate goes over the characters of a text.
func (java) iterate(r *reader, at span, e expression) typ {
	if e.dimensions == 1 && e.element().is(char) && r.tokens[at.start] == text.name && at.end == at.start+1 {
		r.edit.replace(at.start, at.end, char.name)
		return char
	}
	if !e.is(text) || !e.primary {
		return typ{}
	}
	r.edit.replace(at.start, at.end, "char")
	r.edit.wrap(e.start, e.end, nil, []string{".", "toCharArray", "(", ")"})
	return char
}

// isList reports whether a type is a list of one that is stated.
func isList(t typ) bool {
	return t.dimensions == 0 && len(t.arguments) == 1 && (t.name == "List" || t.name == "ArrayList" || t.name == "LinkedList")
}

// streams are, by the type of an array's elements, how those of a list become them.
var streams = map[string][]string{
	"int":    {"mapToInt", "(", "Integer", "::", "intValue", ")"},
	"long":   {"mapToLong", "(", "Long", "::", "longValue", ")"},
	"double": {"mapToDouble", "(", "Double", "::", "doubleValue", ")"},
}

// arrayAsList makes a List of an array of the same elements.
func (r *reader) arrayAsList(to typ, e expression) {
	element := to.arguments[0]
	switch {
	case to.name != "List" || !e.primary || !e.element().is(element.unboxed()):
	case streams[e.name] != nil && element.isBox():
		r.edit.wrap(e.start, e.end, []string{"Arrays", ".", "stream", "("}, []string{")", ".", "boxed", "(", ")", ".", "collect", "(", "Collectors", ".", "toList", "(", ")", ")"})
	case e.name == text.name:
		r.edit.wrap(e.start, e.end, []string{"Arrays", ".", "asList", "("}, []string{")"})
	}
}

// listAsArray makes an array of a list of the same elements.
func (r *reader) listAsArray(to typ, e expression) {
	stream := streams[to.name]
	switch element := e.arguments[0]; {
	case !e.primary || !to.element().is(element.unboxed()):
	case stream != nil && element.isBox():
		r.edit.wrap(e.start, e.end, nil, append(append([]string{".", "stream", "(", ")", "."}, stream...), ".", "toArray", "(", ")"))
	case to.name == text.name:
		r.edit.wrap(e.start, e.end, nil, []string{".", "toArray", "(", "new", "String", "[", "0", "]", ")"})
	}
}

// truth makes a truth of a 0 or 1, and reports whether e is one of these.
func (r *reader) truth(e expression) bool {
	if e.end != e.start+1 {
		return false
	}
	switch r.tokens[e.start] {
	case "0":
		r.edit.replace(e.start, e.end, "false")
	case "1":
		r.edit.replace(e.start, e.end, "true")
	default:
		return false
	}
	return true
}

// cast puts a cast before a value.
func (r *reader) cast(to typ, e expression) {
	head, tail := []string{"(", to.name, ")"}, []string(nil)
	if e.isBox() && !e.unboxed().is(to) { // which a cast alone opens, but does not convert
		head = append(head, "(", e.unboxed().name, ")")
	}
	if !e.primary {
		head, tail = append(head, "("), []string{")"}
	}
	r.edit.wrap(e.start, e.end, head, tail)
}

// isNotZero makes a condition of a number.
func (r *reader) isNotZero(e expression) {
	if e.primary {
		r.edit.wrap(e.start, e.end, nil, []string{"!=", "0"})
		return
	}
	r.edit.wrap(e.start, e.end, []string{"("}, []string{")", "!=", "0"})
}

// choice makes a number of a condition that stands alone.
func (r *reader) choice(e expression) {
	if e.primary {
		r.edit.wrap(e.start, e.end, nil, []string{"?", "1", ":", "0"})
		return
	}
	r.edit.wrap(e.start, e.end, []string{"("}, []string{")", "?", "1", ":", "0"})
}

// oneOrZero makes a number of a condition that is an operand.
func (r *reader) oneOrZero(e expression) {
	r.choice(e)
	r.edit.wrap(e.start, e.end, []string{"("}, []string{")"})
}

func (java) decide(r *reader, e expression) {
	if e.rank() > 0 {
		r.isNotZero(e)
	}
}

func (java) negate(r *reader, at int, e expression) (bracketed bool) {
	if e.rank() == 0 {
		return false
	}
	r.edit.replace(at, at+1)
	if at > 0 && r.tokens[at-1] == "(" && e.end < len(r.tokens) && r.tokens[e.end] == ")" { // it stands in brackets already
		r.edit.wrap(e.start, e.end, nil, []string{"==", "0"})
		return false
	}
	r.edit.wrap(e.start, e.end, []string{"("}, []string{"==", "0", ")"})
	return true
}

func (j java) operate(r *reader, operator string, at int, left, right expression) typ {
	switch operator {
	case "&&", "||":
		j.decide(r, left)
		j.decide(r, right)
		return boolean
	case "==", "!=", "<", ">", "<=", ">=":
		switch {
		case left.is(text) && right.is(text):
			r.compareTexts(operator, at, left, right)
		case left.isTruth() && right.rank() > 0:
			if !r.truth(right) {
				r.oneOrZero(left)
			}
		case right.isTruth() && left.rank() > 0:
			r.oneOrZero(right)
		}
		return boolean
	case "&=", "|=", "^=":
		if left.isTruth() {
			j.decide(r, right)
			return boolean
		}
	case "&", "|", "^":
		if left.isTruth() && right.isTruth() {
			return boolean
		}
	case "+", "+=":
		if left.is(text) || right.is(text) {
			return text
		}
	}
	if left.isTruth() && right.rank() > 0 && !strings.HasSuffix(operator, "=") {
		r.oneOrZero(left)
		left.typ = integer
	}
	if right.isTruth() && left.rank() > 0 {
		r.oneOrZero(right)
		right.typ = integer
	}
	switch operator {
	case "<<", ">>", ">>>":
		return promoted(left.typ, integer)
	}
	return promoted(left.typ, right.typ)
}

// compareTexts compares the content of two strings, not their places in memory.
func (r *reader) compareTexts(operator string, at int, left, right expression) {
	if !left.primary {
		r.edit.wrap(left.start, left.end, []string{"("}, []string{")"})
	}
	switch operator {
	case "==", "!=":
		r.edit.replace(at, at+1, ".", "equals", "(")
		r.edit.wrap(right.start, right.end, nil, []string{")"})
		if operator == "!=" {
			r.edit.wrap(left.start, left.end, []string{"!"}, nil)
		}
	default:
		r.edit.replace(at, at+1, ".", "compareTo", "(")
		r.edit.wrap(right.start, right.end, nil, []string{")", operator, "0"})
	}
}

// call gives Arrays.sort and Arrays.fill the arguments that they have where those
// of C++'s sort and memset stand.
func (java) call(r *reader, name string, statement int, arguments []expression) {
	n := len(arguments)
	if n < 2 || arguments[0].dimensions == 0 {
		return
	}
	switch values := arguments[0]; {
	case name == "Arrays.sort" && n == 2 && arguments[1].rank() > 0: // sort(a, a + n)
		r.edit.wrap(arguments[1].start, arguments[1].end, []string{"0", ","}, nil)
	case name != "Arrays.fill" || n > 3:
	case values.dimensions == 2 && values.end == values.start+1 && (n == 2 || arguments[1].literal):
		row := r.fresh()
		fill := []string{"for", values.name, "[", "]", row, "in", r.tokens[values.start], lexers.BlockOpen, "Arrays", ".", "fill", "(", row, ","}
		fill = append(fill, r.tokens[arguments[1].start:arguments[1].end]...)
		r.edit.replace(statement, arguments[n-1].end+1, append(fill, ")", lexers.EndOfLine, lexers.BlockClose)...)
		if end := arguments[n-1].end + 1; r.tokens[end] == lexers.EndOfLine {
			r.edit.replace(end, end+1)
		}
	case n == 3 && values.dimensions == 1 && (arguments[1].literal || arguments[1].isTruth()): // memset(a, 0, sizeof a)
		r.edit.replace(arguments[1].end, arguments[2].end)
	}
}

// extreme makes Math.max and Math.min of one array, as Python has them, its
// largest and smallest element.
func (java) extreme(r *reader, name string, start int, array expression) typ {
	switch element := array.element(); {
	case array.dimensions == 1 && (element.is(integer) || element.is(long) || element.is(double)):
		r.edit.replace(start, array.start, "Arrays", ".", "stream", "(")
		get := map[string]string{"int": "getAsInt", "long": "getAsLong", "double": "getAsDouble"}[element.name]
		r.edit.wrap(array.start, array.end+1, nil, []string{".", name, "(", ")", ".", get, "(", ")"})
		return element
	case array.dimensions == 0 && len(array.arguments) == 1:
		r.edit.replace(start, start+1, "Collections")
		return element
	}
	return typ{}
}

// fresh is a placeholder that nothing has yet.
func (r *reader) fresh() string {
	k := len(r.source.Names)
	for _, token := range r.tokens {
		k = max(k, lexers.IdentifierIndex(token)+1)
	}
	return fmt.Sprintf("ID_%d", k)
}

// end throws where a function would end without the value that it has to return,
// which Java refuses: Python returns None, C++ is undefined.
func (java) end(r *reader, at int) {
	if r.result.unknown() || r.result.name == "void" {
		return
	}
	f := flow{tokens: r.tokens}
	for f.at < len(r.tokens) && r.tokens[f.at] != lexers.BlockOpen {
		f.at++
	}
	if f.block() && !f.unknown {
		r.edit.wrap(at, at+1, []string{"throw", "new", "IllegalStateException", "(", ")", lexers.EndOfLine}, nil)
	}
}
