package translate

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// typeName is a type that the languages share: a number, bool, char or string, a
// collection of others, or a class of the file. docs/translate.md has the table.
type typeName struct {
	name string // int long double bool char string void, array list map set deque, or one of the file's
	args []typeName

	pointer bool // to a class of the file, in C++
}

// fileTypes are the names of types that a file defines: classes, and what is no
// class, enumerations and the parameters of generic classes.
type fileTypes struct{ classes, others []string }

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
		int: int short unsigned int16_t int32_t uint16_t uint32_t size_t
		long: long int64_t uint64_t
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

// mapType returns the target's spelling of a type as a source wrote it.
func mapType(from, to lexers.Language, text string, file fileTypes) (string, bool) {
	t, ok := readType(from, text, file)
	if !ok {
		return "", false
	}
	return t.in(to), true
}

// readType reads a type as a source wrote it.
func readType(from lexers.Language, text string, file fileTypes) (typeName, bool) {
	if from == lexers.Python {
		text = strings.TrimSuffix(strings.TrimSpace(text), "| None")
		if inner, optional := strings.CutPrefix(text, "Optional["); optional {
			text = strings.TrimSuffix(inner, "]")
		}
	}
	p := typeReader{language: from, words: typeWords(text), file: file}
	t, ok := p.read()
	return t, ok && len(p.words) == 0
}

// fileTypes are the types that the file defines.
func (a *assembly) fileTypes() fileTypes {
	var file fileTypes
	for _, k := range a.classes {
		if k.Kind == lexers.Enumeration {
			file.others = append(file.others, k.Name)
		} else {
			file.classes = append(file.classes, k.Name)
		}
		file.others = append(file.others, k.TypeParameters...)
	}
	return file
}

// typeNamed reads a type of the source; false where it is none that is shared.
func (a *assembly) typeNamed(text string) (typeName, bool) {
	return readType(a.request.From, text, a.fileTypes())
}

// mapType is mapType of a type of the file.
func (a *assembly) mapType(text string) (string, bool) {
	return mapType(a.request.From, a.request.To, text, a.fileTypes())
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
	file     fileTypes
}

func (p *typeReader) take(word string) bool {
	if len(p.words) > 0 && p.words[0] == word {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *typeReader) read() (typeName, bool) {
	sign := false
	for {
		if p.take("unsigned") || p.take("signed") {
			sign = true
		} else if !p.take("const") {
			break
		}
	}
	if sign && (len(p.words) == 0 || sharedTypes[p.language][p.words[0]] == "") { // unsigned alone
		p.words = slices.Insert(slices.Clone(p.words), 0, "int")
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
	class := slices.Contains(p.file.classes, word)
	if class || slices.Contains(p.file.others, word) {
		t = typeName{name: word, pointer: class}
	}
	if t.name == "" {
		return t, false
	}
	want := arguments[t.name]
	if class && p.take(open) {
		for len(t.args) == 0 || p.take(",") {
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
	if want > 0 {
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
		case p.language == lexers.CPP && len(p.words) > 2 && p.words[0] == "[" && p.words[2] == "]":
			p.words = p.words[3:]
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
	if t.pointer {
		switch {
		case to == lexers.Python || len(args) == 0:
		default:
			t.name += "<" + inner + ">"
		}
		if to == lexers.CPP {
			t.name += "*"
		}
		return t.name
	}
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
