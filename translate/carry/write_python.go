package carry

// pythonWords are the concepts in Python that are the same whatever the types.
var pythonWords = map[string]string{
	"largest": "max ( $1 )", "largest_of": "max ( $1 [ : $2 ] )", "smallest": "min ( $1 )", "smallest_of": "min ( $1 [ : $2 ] )",
	"total": "sum ( $1 )", "total_of": "sum ( $1 [ : $2 ] )",
	"sort": "$1 . sort ( )", "sort_of": "$1 [ : $2 ] = sorted ( $1 [ : $2 ] )", "sort_part": "$1 [ $2 : $3 ] = sorted ( $1 [ $2 : $3 ] )",
	"sort_down": "$1 . sort ( reverse = true )", "sort_down_of": "$1 [ : $2 ] = sorted ( $1 [ : $2 ] , reverse = true )",
	"reverse_of": "$1 [ : $2 ] = reversed ( $1 [ : $2 ] )", "swap": "$1 , $2 = $2 , $1",
	"push": "$1 . append ( $2 )", "top": "$1 [ - 1 ]", "pop": "$1 . pop ( )", "enqueue": "$1 . append ( $2 )", "front": "$1 [ 0 ]", "dequeue": "$1 . popleft ( )",
	"heap_push": "heapq . heappush ( $1 , $2 )", "heap_top": "$1 [ 0 ]", "heap_pop": "heapq . heappop ( $1 )",
	"substring": "$1 [ $2 : $3 ]", "part": "$1 [ $2 : $2 + $3 ]", "tail": "$1 [ $2 : ]", "last": "$1 [ - 1 ]", "remove_last": "$1 . pop ( )",
	"length": "len ( $1 )", "truncated": "int ( $1 )", "real": "float ( $1 )",
	"sqrt": "math . sqrt ( $1 )", "cbrt": "math . cbrt ( $1 )", "log": "math . log ( $1 )", "log2": "math . log2 ( $1 )", "log10": "math . log10 ( $1 )",
	"exp": "math . exp ( $1 )", "sin": "math . sin ( $1 )", "cos": "math . cos ( $1 )", "tan": "math . tan ( $1 )", "asin": "math . asin ( $1 )",
	"acos": "math . acos ( $1 )", "atan": "math . atan ( $1 )", "atan2": "math . atan2 ( $1 , $2 )", "hypot": "math . hypot ( $1 , $2 )",
	"floor": "math . floor ( $1 )", "ceil": "math . ceil ( $1 )", "round": "math . floor ( $1 + 0.5 )",
}

// pythonCharacters are the methods of a text of one character.
var pythonCharacters = map[string]string{"upper": "upper", "lower": "lower", "is_upper": "isupper", "is_lower": "islower", "is_digit": "isdigit", "is_letter": "isalpha",
	"is_alnum": "isalnum", "is_space": "isspace"}

// python writes a concept in Python.
func (w *writer) python(concept string, arguments [][]string) (written []string, ok bool) {
	if template, known := pythonWords[concept]; known {
		if len(template) > 2 && template[:2] == "$1" {
			arguments[0] = primary(arguments[0])
		}
		return words(template, arguments...), true
	}
	if method, known := pythonCharacters[concept]; known {
		return append(primary(arguments[0]), ".", method, "(", ")"), true
	}
	if concept == "reverse" {
		if typeOf(arguments[0], w.types).Kind == Text {
			return words("$1 = $1 [ : : - 1 ]", arguments...), true
		}
		return words("$1 . reverse ( )", arguments...), true
	}
	return nil, false
}
