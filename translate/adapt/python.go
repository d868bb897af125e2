package adapt

// python divides integers as its source does. Which values are integers only the
// source says: a variable has the placeholder there that it has here. C++ and Java
// round to zero and Python down, which is the same where both are of one sign.
type python struct{}

func (python) assign(*reader, typ, expression)         {}
func (python) decide(*reader, expression)              {}
func (python) negate(*reader, int, expression) bool    { return false }
func (python) call(*reader, string, int, []expression) {}
func (python) end(*reader, int)                        {}

func (python) operate(r *reader, operator string, at int, left, right expression) typ {
	whole := func(e expression) bool { return e.rank() > 0 && e.rank() <= ranks["long"] }
	switch operator {
	case "&&", "||", "==", "!=", "<", ">", "<=", ">=", "in", "not_in", "is_not":
		return boolean
	case "/", "/=":
		if !whole(left) || !whole(right) {
			return promoted(promoted(left.typ, right.typ), double)
		}
		r.edit.replace(at, at+1, "/"+operator)
	case "+", "+=":
		if left.is(text) || right.is(text) {
			return text
		}
	}
	return promoted(left.typ, right.typ)
}
