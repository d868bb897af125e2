// Package infer finds the types of a Python program that states none: of the parameters and
// results of its functions and of the fields of its classes.
//
// It runs over the functions of the program as an interpreter would, with types in the place of
// values (abstract interpretation; Cousot and Cousot 1977): what is assigned, passed or
// returned is joined to what a variable, parameter, result or field held before, until nothing changes.
// A type can also follow from use: what is asked for its lower case is a string. The types are those that
// Python, C++ and Java share; where a place holds values of several, or of none that is
// known, it has no type.
//
// Functions come in their canonical form (docs/canonical.md).
package infer

import "transcoder/lexers"

// Program is the functions and classes of a file.
type Program struct {
	Functions []*Function
	Classes   []string       // names; objects of others are of no known type
	Stated    map[Place]Type // of fields and global variables
}

// Function is a function of the program.
type Function struct {
	Canonical *lexers.Canonical
	Name      string
	Class     string // that it is a method of; "" for none

	Stated map[string]Type // of parameters, by name, where the source annotates them
	Result Type            // likewise

	// Stands says what a name stands for that the canonical form has as a parameter but the
	// function does not declare: a field of its class, or what the file has outside of
	// functions. nil says there is none such.
	Stands func(name string) (place Place, ok bool)
}

// Place is where a program keeps a value outside of functions.
type Place struct {
	Class string // whose field it is; "" for a global variable
	Name  string
}

// Types are what Infer finds. The zero Type stands for what is not known.
type Types struct {
	parameters map[*Function][]Type
	results    map[*Function]Type
	places     map[Place]Type
	called     map[*Function]bool
}

// Parameter is the type of the k-th of the parameters in a function's canonical form.
func (t *Types) Parameter(f *Function, k int) Type {
	if all := t.parameters[f]; k < len(all) {
		return all[k].known()
	}
	return Type{}
}

// Result is what a function returns; void for nothing.
func (t *Types) Result(f *Function) Type { return t.results[f].known() }

// At is the type of a field or a global variable.
func (t *Types) At(p Place) Type { return t.places[p].known() }

// Called reports whether the program calls a function.
func (t *Types) Called(f *Function) bool { return t.called[f] }
