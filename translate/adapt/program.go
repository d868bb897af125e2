package adapt

// Program is what is known of the program that a translation is a part of.
type Program struct {
	// Shared says that other functions call the translation, so that its parameters
	// must stay what they are.
	Shared bool

	// Functions are the names of the program's functions and methods.
	Functions map[string]bool

	// Classes are the names of its classes that have no parameters.
	Classes map[string]bool

	// Declared are the names of all its classes.
	Declared map[string]bool

	// Heads are the headers that the translations of the program's functions begin with, by
	// their names.
	Heads map[string]Head
}

// Head is a function's header in Java or C++.
type Head struct {
	result     typ
	parameters []typ
}

// ReadHead reads the header of a function; false where it can't be read.
func ReadHead(tokens []string) (Head, bool) {
	result, parameters, _, ok := header(tokens)
	h := Head{result: result}
	for _, p := range parameters {
		h.parameters = append(h.parameters, p.typ)
	}
	return h, ok
}
