// Package carry takes what a function asks of its language's library through a
// translation. Libraries name one thing in many ways, and training without pairs
// tells a model little of which names belong together: it takes toUpperCase for
// isdigit, and what it takes for the other it takes back the same way. Where the
// meaning is known, there is nothing to guess:
//
//	Character . toUpperCase ( s . charAt ( i ) )   the source
//	lib_upper ( s . charAt ( i ) )                 what the model reads (Out)
//	lib_upper ( s [ i ] )                          what it writes: to it, a function of the program
//	s [ i ] . upper ( )                            the translation (Back)
//
// The arguments stay in the model's hands. A concept that is not known here, or that
// the types don't tell, stays in its library's words, and the model translates it.
package carry

// Kind is what is known of a value.
type Kind uint8

// The kinds of values that matter to libraries.
const (
	Unknown Kind = iota
	Whole        // a number without a fraction
	Real         // a floating-point number
	Truth
	Character
	Text
	Array
	List
	Set
	Map
	Stack
	Queue
	Heap // gives the smallest first
)

// Type is what is known of a variable's type: its kind, its name in canonical
// tokens, and for a container the kind of what it holds, and its name where that is one word.
type Type struct {
	Kind    Kind
	Name    string
	Element Kind
	Of      string
}

// Types gives what is known of variables by the numbers of their placeholders.
type Types func(variable int) Type
