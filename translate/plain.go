package translate

import (
	"slices"

	"transcoder/lexers"
)

// Plain code is what entry points are mostly made of: variables that begin with
// literals, calls of the file's own functions, objects of its classes, printing,
// the command line's arguments, and loops and conditions round them. What it means
// hangs on no library, so that it is carried over like imports and main guards, by
// the tables of docs/translate.md, and not by the model: a main that asks a right
// function for the wrong thing makes a wrong program of it.
//
//	canonical tokens of main  --plainReader-->  statements  --plainWriter-->  tokens of the target
//
// It is all or nothing: where one statement is not plain, the model writes main.
// Types come from the source; for Python, which states none, from literals and from
// the heads that the model gave the file's functions.

// plainKind says what an expression is.
type plainKind uint8

const (
	plainLiteral   plainKind = iota // text is its token
	plainVariable                   // text is its placeholder
	plainGlobal                     // text is its name; number is 1 for a constant
	plainCall                       // of the function of
	plainMethod                     // args[0] is the object; of is the method
	plainField                      // text of args[0]
	plainObject                     // a new one of class text
	plainList                       // of args
	plainIndex                      // args[0] at args[1]
	plainLength                     // of args[0]
	plainUnary                      // text is the operator
	plainBinary                     // text is the operator
	plainChoice                     // args: condition, value, other value
	plainJoin                       // args, as texts, one behind the other
	plainText                       // args[0] as a text, as the source prints it
	plainParse                      // the text args[0] as a number of typ
	plainArgument                   // the number-th of the command line, 0-based
	plainArguments                  // all of them
	plainCount                      // how many there are, and number more
)

// plain is an expression.
type plain struct {
	kind   plainKind
	text   string
	number int
	of     *unit
	args   []plain
	typ    typeName // as the source has it; no name where that is not known
}

// plainStatementKind says what a statement is.
type plainStatementKind uint8

const (
	plainDeclare plainStatementKind = iota // id begins with value
	plainAssign                            // text is the operator
	plainDo                                // value, a call, for its effect
	plainPrint                             // parts, and a line end where newline is true
	plainIf                                // conditions and blocks; one block more than conditions with an else
	plainWhile
	plainEach  // id is each element of value
	plainRange // id counts from value to limit, which belongs to it if closed is true
)

// plainStatement is a statement.
type plainStatement struct {
	kind       plainStatementKind
	line       int // of the source
	id         int // of a variable
	text       string
	typ        typeName // of the variable, where the source states it
	value      plain
	limit      plain
	closed     bool
	parts      []plain
	newline    bool
	conditions []plain
	blocks     [][]plainStatement
}

// plainMain is an entry point.
type plainMain struct {
	body      []plainStatement
	arguments []int               // placeholders of the parameters that it has in the source
	variables map[int]*plainLocal // by placeholder
	fraction  bool                // it prints numbers with a fraction
}

// plainLocal is a variable of an entry point.
type plainLocal struct {
	typ    typeName // of the source, or of what it begins with
	target typeName // of the target: that of the function's result, or of the parameter that it is given to
}

// precedence orders binary operators; those of one line are of one level.
var precedence = map[string]int{
	"||": 1, "&&": 2,
	"==": 3, "!=": 3, "<": 3, ">": 3, "<=": 3, ">=": 3,
	"+": 4, "-": 4, "*": 5,
}

// level is the precedence of an expression's outermost operator.
func (e *plain) level() int {
	switch e.kind {
	case plainChoice:
		return 0
	case plainBinary:
		return precedence[e.text]
	case plainJoin, plainCount:
		return precedence["+"]
	case plainUnary, plainText:
		return 6
	}
	return 7
}

// isText and isTruth report the type of an expression.
func (t typeName) isText() bool  { return t.name == "string" || t.name == "char" }
func (t typeName) isTruth() bool { return t.name == "bool" }
func (t typeName) isList() bool  { return t.name == "list" || t.name == "array" }
func (t typeName) isNumber() bool {
	return t.name == "int" || t.name == "long" || t.name == "double"
}

// called returns the function that a call names, with its number of arguments, or
// the method of a class; nil where there is none, or no single one.
func (a *assembly) called(name string, in *class, arguments int) *unit {
	var found []*unit
	for _, u := range a.units {
		if u.function == nil || u.name != name || u.role == constructor || u.role == entryPoint {
			continue
		}
		if in == nil && (u.role == freeFunction || u.role == staticMethod) || in != nil && u.class == in {
			found = append(found, u)
		}
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(u *unit) bool { return len(u.function.Parameters) != arguments })
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// classNamed returns a class of the file whose objects can be made.
func (a *assembly) classNamed(name string) *class {
	for _, k := range a.classes {
		if k.Name == name && k.Kind == lexers.PlainClass && len(k.TypeParameters) == 0 && !k.abstract() {
			return k
		}
	}
	return nil
}

// plainHead is the head of a function in the target, as its best hypothesis has
// it.
type plainHead struct {
	result     typeName
	parameters []plainParameter
}

type plainParameter struct {
	typ       typeName // no name where it is no shared type
	reference bool     // C++: it is given a variable
	pointer   bool     // C++: it is given the address of a list's elements
}

// head returns the head of a function in the target; false where it has none
// there, or none of the source's number of parameters.
func (a *assembly) head(u *unit) (plainHead, bool) {
	var h plainHead
	if u.job == nil || len(u.job.hypotheses) == 0 {
		return h, false
	}
	best := u.job.hypotheses[0]
	open, parameters, _, ok := headerOf(best.Tokens)
	if !ok || best.Code == "" {
		return h, false
	}
	h.result = a.typeOfTokens(a.request.To, best.Tokens[:max(0, open-1)])
	for _, p := range parameters {
		if p.id >= 0 && p.id < len(u.job.canonical.Names) {
			if _, lifted := u.parameters[u.job.canonical.Names[p.id]]; lifted {
				continue
			}
		}
		tokens := best.Tokens[p.from:p.to]
		if at := slices.Index(tokens, "="); at >= 0 {
			tokens = tokens[:at]
		}
		tokens = slices.DeleteFunc(slices.Clone(tokens), func(token string) bool { return token == "ID_"+itoa(p.id) })
		var parameter plainParameter
		parameter.typ = a.typeOfTokens(a.request.To, tokens)
		if n := len(tokens); a.request.To == lexers.CPP && n > 0 {
			parameter.reference = tokens[n-1] == "&" && tokens[0] != "const"
			parameter.pointer = !parameter.typ.pointer && (tokens[n-1] == "*" || tokens[n-1] == "]")
		}
		h.parameters = append(h.parameters, parameter)
	}
	return h, true
}

// typeOfTokens reads a type from canonical tokens; one without a name where it is
// none that the languages share.
func (a *assembly) typeOfTokens(language lexers.Language, tokens []string) typeName {
	text := ""
	for _, token := range tokens {
		switch {
		case token == "static":
			continue
		case token == "String" && language == lexers.CPP:
			token = "string"
		case token == "bool" && language == lexers.Java:
			token = "boolean"
		}
		text += token + " "
	}
	return a.shared(language, text)
}

// shared reads a type; one without a name where it is none that the languages
// share, or where nothing is stated.
func (a *assembly) shared(language lexers.Language, text string) typeName {
	if t, ok := readType(language, text, a.fileTypes()); ok {
		return t
	}
	return typeName{}
}
