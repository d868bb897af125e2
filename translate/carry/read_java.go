package carry

import "transcoder/lexers"

// javaFunctions are functions of one or two numbers, and of one character, by their names in Java.
var javaFunctions = map[string]struct {
	concept   string
	arguments int
}{
	"Math.sqrt": {"sqrt", 1}, "Math.cbrt": {"cbrt", 1}, "Math.log": {"log", 1}, "Math.log10": {"log10", 1}, "Math.exp": {"exp", 1},
	"Math.sin": {"sin", 1}, "Math.cos": {"cos", 1}, "Math.tan": {"tan", 1}, "Math.asin": {"asin", 1}, "Math.acos": {"acos", 1}, "Math.atan": {"atan", 1},
	"Math.atan2": {"atan2", 2}, "Math.hypot": {"hypot", 2}, "Math.floor": {"floor", 1}, "Math.ceil": {"ceil", 1}, "Math.round": {"round", 1},
	"Character.toUpperCase": {"upper", 1}, "Character.toLowerCase": {"lower", 1}, "Character.isUpperCase": {"is_upper", 1}, "Character.isLowerCase": {"is_lower", 1},
	"Character.isDigit": {"is_digit", 1}, "Character.isLetter": {"is_letter", 1}, "Character.isAlphabetic": {"is_letter", 1}, "Character.isLetterOrDigit": {"is_alnum", 1},
	"Character.isWhitespace": {"is_space", 1},
}

// java reads what a word of Java at i says.
func (r *reader) java(i int) (m match, ok bool) {
	token := r.tokens[i]
	if token == "(" && r.to == lexers.Python {
		return r.cast(i)
	}
	if r.at(i-1) != "." || r.isMember(i-2) {
		return m, false
	}
	object := r.at(i - 2)
	name := object + "." + token
	if f, known := javaFunctions[name]; known {
		arguments, end, ok := r.call(i, f.arguments)
		return match{i - 2, end, written(f.concept, arguments...)}, ok
	}
	if text, known := limits[name]; known && r.to == lexers.Python {
		return r.limit(i-2, i+1, text), true
	}
	if concept, known := bounds[name]; known {
		return match{i - 2, i + 1, []string{prefix + concept}}, true
	}
	switch name {
	case "Math.PI":
		return match{i - 2, i + 1, []string{prefix + "pi"}}, true
	case "Double.MAX_VALUE", "Double.POSITIVE_INFINITY", "Float.MAX_VALUE":
		return match{i - 2, i + 1, []string{prefix + "infinity"}}, r.to == lexers.Python
	case "Arrays.sort", "Collections.sort":
		if arguments, end, ok := r.call(i, 1); ok && r.stands(i-2, end) && r.to == lexers.Python {
			return match{i - 2, end, written("sort", arguments...)}, true
		}
		if arguments, end, ok := r.call(i, 3); ok && r.stands(i-2, end) && r.to == lexers.Python && token == "sort" && object == "Arrays" {
			return match{i - 2, end, written("sort_part", arguments...)}, true
		}
		return m, false
	case "Collections.reverse":
		arguments, end, ok := r.call(i, 1)
		return match{i - 2, end, written("reverse", arguments...)}, ok && r.stands(i-2, end)
	}
	k := lexers.IdentifierIndex(object)
	if k < 0 {
		return m, false
	}
	kind := r.types(k).Kind
	if m, ok := r.end(i, object, kind); ok {
		return m, true
	}
	switch token {
	case "substring":
		if arguments, end, ok := r.call(i, 2); ok && kind == Text {
			return match{i - 2, end, written("substring", append([][]string{{object}}, arguments...)...)}, true
		}
		arguments, end, ok := r.call(i, 1)
		return match{i - 2, end, written("tail", append([][]string{{object}}, arguments...)...)}, ok && kind == Text
	case "remove":
		end := i + 10
		return match{i - 2, end, written("remove_last", []string{object})}, kind == List && r.begins(i+1, "( "+object+" . size ( ) - 1 )") && (r.to == lexers.Python || r.stands(i-2, end))
	case "containsKey", "contains":
		arguments, end, ok := r.call(i, 1)
		if !ok || kind != Map && kind != Set && kind != List || kind == List && r.to == lexers.CPP {
			return m, false
		}
		return has(i-2, end, []string{object}, arguments[0], false), true
	case "get":
		arguments, end, ok := r.call(i, 1)
		if !ok || kind != Map {
			return m, false
		}
		if operator := r.at(end); r.at(end+1) == "null" && (operator == "==" || operator == "!=") {
			return has(i-2, end+2, []string{object}, arguments[0], operator == "=="), true
		}
		return match{i - 2, end, written("value_of", []string{object}, arguments[0])}, r.types(k).Element.isScalar()
	case "put":
		arguments, end, ok := r.call(i, 2)
		return match{i - 2, end, written("put_in", append([][]string{{object}}, arguments...)...)}, ok && kind == Map && r.stands(i-2, end) && r.types(k).Element.isScalar()
	case "getOrDefault":
		arguments, end, ok := r.call(i, 2)
		return match{i - 2, end, written("get_or", append([][]string{{object}}, arguments...)...)}, ok && kind == Map
	}
	return m, false
}
