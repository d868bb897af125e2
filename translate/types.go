package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// typeName is a type that the languages share: a number, bool, char or string, a
// collection of others, or a class of the file. docs/translate.md has the table.
type typeName struct {
	name string // int long double bool char string void, array list map set deque, or a class
	args []typeName
}

// sharedTypes are the spellings of each language.
var sharedTypes = [lexers.LanguageCount]map[string]string{
	lexers.Python: pairs(`
		int: int
		double: float
		bool: bool
		string: str
		void: None
		list: list List
		map: dict Dict
		set: set Set
		deque: deque`),
	lexers.CPP: pairs(`
		int: int short unsigned int16_t int32_t uint16_t uint32_t
		long: long int64_t uint64_t size_t
		double: double float
		bool: bool
		char: char
		string: string string_view
		void: void
		list: vector list
		map: map unordered_map
		set: set unordered_set
		deque: deque queue`),
	lexers.Java: pairs(`
		int: int short byte Integer Short Byte
		long: long Long
		double: double float Double Float
		bool: boolean Boolean
		char: char Character
		string: String CharSequence
		void: void
		list: List ArrayList LinkedList Vector
		map: Map HashMap TreeMap LinkedHashMap
		set: Set HashSet TreeSet LinkedHashSet
		deque: Deque ArrayDeque Queue`),
}

// mapType returns the target's spelling of a type as a source wrote it; classes
// are the names of those that the file has.
func mapType(from, to lexers.Language, text string, classes []string) (string, bool) {
	p := typeReader{language: from, words: typeWords(text), classes: classes}
	t, ok := p.read()
	if !ok || len(p.words) > 0 {
		return "", false
	}
	return t.in(to), true
}

// typeWords splits a type into names and marks.
func typeWords(text string) []string {
	var words []string
	for len(text) > 0 {
		i := 0
		for i < len(text) && (text[i] == '_' || text[i] >= '0' && text[i] <= '9' || text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 'a' && text[i] <= 'z') {
			i++
		}
		switch {
		case i > 0:
			words = append(words, text[:i])
		case text[0] == ' ' || text[0] == '\t' || text[0] == '\n':
			i = 1
		case strings.HasPrefix(text, "::"):
			i = 2
			words = append(words, "::")
		default:
			i = 1
			words = append(words, text[:1])
		}
		text = text[i:]
	}
	return words
}

type typeReader struct {
	language lexers.Language
	words    []string
	classes  []string
}

func (p *typeReader) take(word string) bool {
	if len(p.words) > 0 && p.words[0] == word {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *typeReader) read() (typeName, bool) {
	for p.take("const") || p.take("unsigned") && len(p.words) > 0 || p.take("signed") {
	}
	if p.take("std") && !p.take("::") || len(p.words) == 0 {
		return typeName{}, false
	}
	word := p.words[0]
	p.words = p.words[1:]
	t := typeName{name: sharedTypes[p.language][word]}
	if word == "long" {
		p.take("long")
		p.take("int")
		if p.take("double") {
			t.name = "double"
		}
	}
	open, closing := "<", ">"
	if p.language == lexers.Python {
		open, closing = "[", "]"
	}
	class := slices.Contains(p.classes, word)
	if t.name == "" {
		if !class {
			return t, false
		}
		t.name = word
	}
	if want := arguments[t.name]; want > 0 {
		if !p.take(open) {
			return t, false
		}
		for i := range want {
			if i > 0 && !p.take(",") {
				return t, false
			}
			arg, ok := p.read()
			if !ok {
				return t, false
			}
			t.args = append(t.args, arg)
		}
		if !p.take(closing) {
			return t, false
		}
	}
	for {
		switch {
		case p.language == lexers.Java && len(p.words) > 1 && p.words[0] == "[" && p.words[1] == "]":
			p.words = p.words[2:]
			t = typeName{name: "array", args: []typeName{t}}
		case p.language == lexers.CPP && class && p.take("*"):
		case p.language == lexers.CPP && p.take("&"):
		default:
			return t, true
		}
	}
}

// arguments is how many types a collection has.
var arguments = map[string]int{"array": 1, "list": 1, "set": 1, "deque": 1, "map": 2}

// in spells a type.
func (t typeName) in(to lexers.Language) string {
	var args []string
	for _, arg := range t.args {
		text := arg.in(to)
		if box, ok := boxed[text]; ok && to == lexers.Java && t.name != "array" {
			text = box
		}
		args = append(args, text)
	}
	inner := strings.Join(args, ", ")
	switch to {
	case lexers.Python:
		switch t.name {
		case "long":
			return "int"
		case "double":
			return "float"
		case "char", "string":
			return "str"
		case "array", "list":
			return "list[" + inner + "]"
		case "map":
			return "dict[" + inner + "]"
		case "set":
			return "set[" + inner + "]"
		case "deque":
			return "deque[" + inner + "]"
		case "void":
			return "None"
		}
	case lexers.CPP:
		switch t.name {
		case "long":
			return "long long"
		case "string":
			return "std::string"
		case "array", "list":
			return "std::vector<" + inner + ">"
		case "map":
			return "std::map<" + inner + ">"
		case "set":
			return "std::set<" + inner + ">"
		case "deque":
			return "std::deque<" + inner + ">"
		case "int", "double", "bool", "char", "void":
		default:
			return t.name + "*"
		}
	case lexers.Java:
		switch t.name {
		case "bool":
			return "boolean"
		case "string":
			return "String"
		case "array":
			return inner + "[]"
		case "list":
			return "List<" + inner + ">"
		case "map":
			return "Map<" + inner + ">"
		case "set":
			return "Set<" + inner + ">"
		case "deque":
			return "Deque<" + inner + ">"
		}
	}
	return t.name
}

// boxed are Java's types of the primitive ones inside collections.
var boxed = map[string]string{"int": "Integer", "long": "Long", "double": "Double", "boolean": "Boolean", "char": "Character"}
