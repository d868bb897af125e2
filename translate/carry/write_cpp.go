package carry

import "strings"

// cppWords are the concepts in C++ that are the same whatever the types.
var cppWords = map[string]string{
	"sqrt": "sqrt ( $1 )", "cbrt": "cbrt ( $1 )", "log": "log ( $1 )", "log2": "log2 ( $1 )", "log10": "log10 ( $1 )", "exp": "exp ( $1 )",
	"sin": "sin ( $1 )", "cos": "cos ( $1 )", "tan": "tan ( $1 )", "asin": "asin ( $1 )", "acos": "acos ( $1 )", "atan": "atan ( $1 )",
	"atan2": "atan2 ( $1 , $2 )", "hypot": "hypot ( $1 , $2 )", "floor": "floor ( $1 )", "ceil": "ceil ( $1 )", "round": "lround ( $1 )", "real": "( double ) ( $1 )",
	"upper": "( char ) toupper ( $1 )", "lower": "( char ) tolower ( $1 )",
	"is_upper": "isupper ( $1 )", "is_lower": "islower ( $1 )", "is_digit": "isdigit ( $1 )", "is_letter": "isalpha ( $1 )", "is_alnum": "isalnum ( $1 )", "is_space": "isspace ( $1 )",
	"push": "$1 . push ( $2 )", "top": "$1 . top ( )", "pop": "$1 . pop ( )", "enqueue": "$1 . push ( $2 )", "front": "$1 . front ( )", "dequeue": "$1 . pop ( )",
	"heap_push": "$1 . push ( $2 )", "heap_top": "$1 . top ( )", "heap_pop": "$1 . pop ( )",
	"tail": "$1 . substr ( $2 )", "last": "$1 . back ( )", "remove_last": "$1 . pop_back ( )",
	"pow": "pow ( $1 , $2 )", "sort": "sort ( $1 )", "reverse": "reverse ( $1 )", "total": "accumulate ( $1 )", "largest": "max ( $1 )", "smallest": "min ( $1 )", // of which adapt makes ranges
}

// cpp writes a concept in C++, as the value of a variable of a type. bits says that it is an operand of
// an operator that takes no fraction.
func (w *writer) cpp(concept string, arguments [][]string, given Type, bits bool) (written []string, ok bool) {
	if _, character := pythonCharacters[concept]; character && typeOf(arguments[0], w.types).Kind == Text {
		if name := strings.Fields(cppWords[concept]); len(arguments[0]) == 1 && name[0] != "(" {
			return words("all_of ( $1 . begin ( ) , $1 . end ( ) , "+name[0]+" )", arguments...), true
		}
		return nil, false
	}
	if template, known := cppWords[concept]; known {
		return words(template, arguments...), true
	}
	cast := "( int ) "
	if given.Name == "long" {
		cast = "( long ) "
	}
	switch concept {
	case "mod":
		return words("( ( ( $1 ) % $2 + $2 ) % $2 )", arguments[0], primary(arguments[1])), true
	case "substring":
		arguments[1] = primary(arguments[1])
		return words("$1 . substr ( $2 , $3 - $2 )", arguments...), true
	case "sort_down":
		return words("sort ( $1 . rbegin ( ) , $1 . rend ( ) )", arguments...), typeOf(arguments[0], w.types).Kind == List
	case "truncated":
		return words(cast+"$1", primary(arguments[0])), true
	case "power":
		if bits {
			return words("( long ) pow ( $1 , $2 )", arguments...), true
		}
		return words("pow ( $1 , $2 )", arguments...), true
	case "floor_whole":
		return words(cast+"floor ( $1 )", arguments...), true
	case "ceil_whole":
		return words(cast+"ceil ( $1 )", arguments...), true
	case "round_even":
		return words(cast+"rint ( $1 )", arguments...), true
	}
	return nil, false
}
