package adapt

// python divides integers as its source does, makes strings of numbers that are
// put to one, and codes of characters that are subtracted. Which values are
// numbers only the source says: a variable has the placeholder there that it has
// here. C++ and Java round to zero and Python down, which is the same where both
// are of one sign.
type python struct{}

func (python) declare(*reader, typ, expression) typ         { return typ{} }
func (python) iterate(*reader, span, expression) typ        { return typ{} }
func (python) assign(*reader, typ, expression)              {}
func (python) decide(*reader, expression)                   {}
func (python) negate(*reader, int, expression) bool         { return false }
func (python) call(*reader, string, int, []expression)      {}
func (python) extreme(*reader, string, int, expression) typ { return typ{} }
func (python) end(*reader, int)                             {}

func (python) operate(r *reader, operator string, at int, left, right expression) typ {
	textual := func(e expression) bool { return e.is(text) || e.is(char) }
	switch operator {
	case "&&", "||", "==", "!=", "<", ">", "<=", ">=", "in", "not_in", "is_not":
		return boolean
	case "/", "/=":
		if !whole(left.unboxed()) || !whole(right.unboxed()) {
			return promoted(promoted(left.typ, right.typ), double)
		}
		r.edit.replace(at, at+1, "/"+operator)
	case "+", "+=":
		switch {
		case left.is(text) && right.rank() > ranks["char"]:
			r.apply("str", right)
			return text
		case right.is(text) && left.rank() > ranks["char"] && operator == "+":
			r.apply("str", left)
			return text
		case textual(left) || textual(right):
			return text
		}
	case "-":
		if textual(left) && textual(right) { // the distance of two characters
			r.apply("ord", left)
			r.apply("ord", right)
			return integer
		}
	case "*":
		if textual(left) || textual(right) { // a string repeated
			return text
		}
	}
	return promoted(left.typ, right.typ)
}

// apply makes a value the argument of a function.
func (r *reader) apply(function string, e expression) {
	r.edit.wrap(e.start, e.end, []string{function, "("}, []string{")"})
}
