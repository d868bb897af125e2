package carry

// javaWords are the concepts in Java that are the same whatever the types.
var javaWords = map[string]string{
	"sqrt": "Math . sqrt ( $1 )", "cbrt": "Math . cbrt ( $1 )", "log": "Math . log ( $1 )", "log2": "( Math . log ( $1 ) / Math . log ( 2 ) )",
	"log10": "Math . log10 ( $1 )", "exp": "Math . exp ( $1 )", "sin": "Math . sin ( $1 )", "cos": "Math . cos ( $1 )", "tan": "Math . tan ( $1 )",
	"asin": "Math . asin ( $1 )", "acos": "Math . acos ( $1 )", "atan": "Math . atan ( $1 )", "atan2": "Math . atan2 ( $1 , $2 )", "hypot": "Math . hypot ( $1 , $2 )",
	"push": "$1 . push ( $2 )", "top": "$1 . peek ( )", "pop": "$1 . pop ( )", "enqueue": "$1 . add ( $2 )", "front": "$1 . peek ( )", "dequeue": "$1 . poll ( )",
	"substring": "$1 . substring ( $2 , $3 )", "part": "$1 . substring ( $2 , $2 + $3 )", "tail": "$1 . substring ( $2 )",
	"heap_push": "$1 . add ( $2 )", "heap_top": "$1 . peek ( )", "heap_pop": "$1 . poll ( )",
	"floor": "Math . floor ( $1 )", "ceil": "Math . ceil ( $1 )", "round": "Math . round ( $1 )", "real": "( double ) ( $1 )", "pow": "Math . pow ( $1 , $2 )", "mod": "Math . floorMod ( $1 , $2 )",
}

// javaArrays and javaLists are those that ask for the type of the container.
var (
	javaArrays = map[string]string{
		"largest": "Arrays . stream ( $1 ) . max ( ) . getAsInt ( )", "largest_of": "Arrays . stream ( $1 , 0 , $2 ) . max ( ) . getAsInt ( )",
		"smallest": "Arrays . stream ( $1 ) . min ( ) . getAsInt ( )", "smallest_of": "Arrays . stream ( $1 , 0 , $2 ) . min ( ) . getAsInt ( )",
		"total": "Arrays . stream ( $1 ) . sum ( )", "total_of": "Arrays . stream ( $1 , 0 , $2 ) . sum ( )",
		"sort": "Arrays . sort ( $1 )", "sort_of": "Arrays . sort ( $1 , 0 , $2 )",
	}
	javaLists = map[string]string{
		"largest": "Collections . max ( $1 )", "smallest": "Collections . min ( $1 )", "total": "$1 . stream ( ) . mapToInt ( Integer :: intValue ) . sum ( )",
		"last": "$1 . get ( $1 . size ( ) - 1 )", "remove_last": "$1 . remove ( $1 . size ( ) - 1 )",
		"sort": "Collections . sort ( $1 )", "sort_down": "$1 . sort ( Collections . reverseOrder ( ) )", "reverse": "Collections . reverse ( $1 )",
	}
)

// javaCharacters are the functions of a character.
var javaCharacters = map[string]string{"upper": "toUpperCase", "lower": "toLowerCase", "is_upper": "isUpperCase", "is_lower": "isLowerCase", "is_digit": "isDigit",
	"is_letter": "isLetter", "is_alnum": "isLetterOrDigit", "is_space": "isWhitespace"}

// java writes a concept in Java, as the value of a variable of a type.
func (w *writer) java(concept string, arguments [][]string, given Type) (written []string, ok bool) {
	if template, known := javaWords[concept]; known {
		return words(template, arguments...), true
	}
	cast := "( int ) "
	if given.Name == "long" {
		cast = "( long ) "
	}
	switch concept {
	case "truncated":
		return words(cast+"$1", primary(arguments[0])), true
	case "power": // which is cast where it has to be
		return words("Math . pow ( $1 , $2 )", arguments...), true
	case "floor_whole":
		return words(cast+"Math . floor ( $1 )", arguments...), true
	case "ceil_whole":
		return words(cast+"Math . ceil ( $1 )", arguments...), true
	case "round_even":
		return words(cast+"Math . rint ( $1 )", arguments...), true
	}
	t := typeOf(arguments[0], w.types)
	if concept == "length" {
		if t.Kind == Array {
			return words("$1 . length", primary(arguments[0])), true
		}
		return words("$1 . length ( )", primary(arguments[0])), true
	}
	if function, known := javaCharacters[concept]; known {
		if t.Kind == Text {
			if concept == "upper" || concept == "lower" {
				return append(primary(arguments[0]), ".", function, "(", ")"), true
			}
			return words("$1 . chars ( ) . allMatch ( Character :: "+function+" )", primary(arguments[0])), true
		}
		return words("Character . "+function+" ( $1 )", arguments...), true
	}
	template, known := "", false
	switch t.Kind {
	case Array:
		template, known = javaArrays[concept]
	case List:
		template, known = javaLists[concept]
	}
	return words(template, arguments...), known
}
