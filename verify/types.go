package verify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// kind is what a parameter or a result is, in no language.
type kind uint8

const (
	anyKind kind = iota // not stated
	voidKind
	boolKind
	intKind
	floatKind
	charKind
	stringKind
	listKind // elem[0]; arrays, vectors, queues ...
	setKind  // elem[0]
	mapKind  // elem[0] to elem[1]
	pairKind // pairs and tuples; elem of each place
	otherKind
)

var kindNames = [...]string{"value", "nothing", "boolean", "integer", "float", "character", "string", "list", "set", "map", "pair", "object"}

// form is how C++ declares a parameter.
type form uint8

const (
	byValue   form = iota // or reference
	byPointer             // T[], T*
	byRows                // T**, T*[]
	byBlock               // T[][N], T(*)[N]
)

// dataType is a type that a language states, and what it means in all of them.
type dataType struct {
	kind kind
	elem []*dataType

	bits     int // of an intKind: 8 to 64; 0 has no bound. Of a floatKind: 32 or 64
	unsigned bool

	// shared says that the caller sees what is done to it: pointers, references,
	// Java's and Python's objects that can change.
	shared bool

	text  string   // as declared, without const, reference and the marks of form
	form  form     // C++
	sizes []string // C++, byBlock: constants between brackets, "" for the first where none stands
	fixed int      // elements that a list must have; 0 where any number will do
}

func (t *dataType) String() string {
	name := kindNames[t.kind]
	if t.kind == otherKind {
		return strconv.Quote(t.text)
	}
	if t.kind == intKind && t.bits > 0 {
		name = fmt.Sprintf("%d-bit integer", t.bits)
		if t.unsigned {
			name = "unsigned " + name
		}
	}
	if len(t.elem) > 0 {
		var parts []string
		for _, e := range t.elem {
			parts = append(parts, e.String())
		}
		name += " of " + strings.Join(parts, " and ")
	}
	return name
}

// scalar reports whether values of the type have no parts.
func (t *dataType) scalar() bool { return t.kind >= boolKind && t.kind <= charKind }

// parseType reads a type as a language writes it; "" is a type that is not stated.
func parseType(language lexers.Language, text string, aliases map[string]string) *dataType {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return &dataType{kind: anyKind}
	}
	switch language {
	case lexers.CPP:
		return parseCPPType(text, aliases)
	case lexers.Java:
		return parseJavaType(text)
	}
	return parsePythonType(text)
}

// cppScalars are the types of C++ without parts, by their words in the order in
// which cppWords puts them.
var cppScalars = map[string]dataType{
	"bool": {kind: boolKind}, "char": {kind: charKind}, "wchar_t": {kind: otherKind},
	"signed char": {kind: intKind, bits: 8}, "unsigned char": {kind: intKind, bits: 8, unsigned: true},
	"short": {kind: intKind, bits: 16}, "unsigned short": {kind: intKind, bits: 16, unsigned: true},
	"int": {kind: intKind, bits: 32}, "unsigned": {kind: intKind, bits: 32, unsigned: true}, "unsigned int": {kind: intKind, bits: 32, unsigned: true},
	"long": {kind: intKind, bits: 64}, "unsigned long": {kind: intKind, bits: 64, unsigned: true},
	"long long": {kind: intKind, bits: 64}, "unsigned long long": {kind: intKind, bits: 64, unsigned: true},
	"size_t": {kind: intKind, bits: 64, unsigned: true}, "ssize_t": {kind: intKind, bits: 64}, "ptrdiff_t": {kind: intKind, bits: 64},
	"int8_t": {kind: intKind, bits: 8}, "int16_t": {kind: intKind, bits: 16}, "int32_t": {kind: intKind, bits: 32}, "int64_t": {kind: intKind, bits: 64},
	"uint8_t": {kind: intKind, bits: 8, unsigned: true}, "uint16_t": {kind: intKind, bits: 16, unsigned: true},
	"uint32_t": {kind: intKind, bits: 32, unsigned: true}, "uint64_t": {kind: intKind, bits: 64, unsigned: true},
	"float": {kind: floatKind, bits: 32}, "double": {kind: floatKind, bits: 64}, "long double": {kind: floatKind, bits: 64},
	"string": {kind: stringKind}, "string_view": {kind: stringKind}, "void": {kind: voidKind},
}

// cppContainers give the kind of a template and how many of its arguments count.
var cppContainers = map[string]struct {
	kind      kind
	arguments int
}{
	"vector": {listKind, 1}, "list": {listKind, 1}, "deque": {listKind, 1}, "stack": {listKind, 1}, "queue": {listKind, 1}, "array": {listKind, 2},
	"set": {setKind, 1}, "unordered_set": {setKind, 1}, "multiset": {listKind, 1}, "unordered_multiset": {listKind, 1},
	"map": {mapKind, 2}, "unordered_map": {mapKind, 2}, "pair": {pairKind, 2},
}

var (
	cppQualifier = regexp.MustCompile(`\b(const|volatile|static|inline|constexpr|extern|register|struct|class|typename)\b|\b(?:std\s*)?::\s*`)
	cppBrackets  = regexp.MustCompile(`(?:\(\s*\*\s*\))?((?:\s*\[[^\[\]]*\])+)$`)
	spaceInType  = regexp.MustCompile(`\s*([<>,*&\[\]()])\s*`)
)

func parseCPPType(text string, aliases map[string]string) *dataType {
	constant := strings.HasPrefix(text, "const ") && !strings.Contains(text, "*")
	pointee := strings.HasPrefix(text, "const ") || strings.Contains(text, " const *")
	text = strings.TrimSpace(cppQualifier.ReplaceAllString(text, " "))
	text = strings.TrimSpace(spaceInType.ReplaceAllString(text, "$1"))
	reference := strings.HasSuffix(text, "&")
	text = strings.TrimRight(text, "&")
	pointer := func(base string, f form, sizes []string) *dataType {
		element := parseCPPType(base, aliases)
		t := &dataType{kind: listKind, elem: []*dataType{element}, shared: !pointee, text: base, form: f, sizes: sizes}
		switch {
		case f == byPointer && element.kind == charKind:
			t.kind, t.elem = stringKind, nil
		case f == byRows && element.kind == charKind:
			t.kind = otherKind // neither NUL-terminated strings nor rows can be told apart
		case f == byRows:
			t.elem = []*dataType{{kind: listKind, elem: []*dataType{element}}}
		case f == byBlock:
			for i := len(sizes) - 1; i > 0; i-- {
				n, _ := strconv.Atoi(sizes[i])
				t.elem = []*dataType{{kind: listKind, elem: t.elem, fixed: n}}
			}
			t.fixed, _ = strconv.Atoi(sizes[0])
		}
		return t
	}
	if m := cppBrackets.FindStringSubmatchIndex(text); m != nil {
		base := strings.TrimSpace(text[:m[0]])
		var sizes []string
		for part := range strings.SplitSeq(strings.ReplaceAll(text[m[2]:m[3]], " ", ""), "[") {
			if size, ok := strings.CutSuffix(part, "]"); ok {
				sizes = append(sizes, size)
			}
		}
		if text[m[0]] == '(' {
			sizes = append([]string{""}, sizes...)
		}
		switch {
		case strings.HasSuffix(base, "*") && len(sizes) == 1:
			return pointer(strings.TrimSuffix(base, "*"), byRows, nil)
		case strings.HasSuffix(base, "*") || strings.HasSuffix(base, ")"):
			return &dataType{kind: otherKind, text: text}
		case len(sizes) == 1:
			return pointer(base, byPointer, nil)
		}
		sizes[0] = "" // a parameter's first size says nothing
		return pointer(base, byBlock, sizes)
	}
	switch strings.Count(text, "*") {
	case 1:
		if base, ok := strings.CutSuffix(text, "*"); ok {
			return pointer(base, byPointer, nil)
		}
		return &dataType{kind: otherKind, text: text}
	case 2:
		if base, ok := strings.CutSuffix(text, "**"); ok {
			return pointer(base, byRows, nil)
		}
	}
	if other, ok := aliases[text]; ok {
		t := parseCPPType(other, nil)
		t.shared = reference && !constant
		return t
	}
	if t, ok := cppScalars[cppWords(text)]; ok {
		t.text, t.shared = text, reference && !constant
		return &t
	}
	name, arguments, ok := template(text)
	container, known := cppContainers[name]
	if !ok || !known || len(arguments) < container.arguments && name != "array" {
		return &dataType{kind: otherKind, text: text}
	}
	t := &dataType{kind: container.kind, text: text, shared: reference && !constant}
	if name == "array" {
		t.fixed, _ = strconv.Atoi(arguments[len(arguments)-1])
		arguments = arguments[:1]
	}
	for _, a := range arguments[:min(len(arguments), container.arguments)] {
		t.elem = append(t.elem, parseCPPType(a, aliases))
	}
	return t
}

// cppWords brings the words of an integer type into one order: long unsigned int
// is unsigned long.
func cppWords(text string) string {
	words := strings.Fields(text)
	count := map[string]int{}
	for _, w := range words {
		count[w]++
	}
	if len(words) == 1 || count["double"] > 0 {
		if text == "signed" {
			return "int"
		}
		return text
	}
	var out []string
	if count["unsigned"] > 0 {
		out = append(out, "unsigned")
	} else if count["signed"] > 0 && count["char"] > 0 {
		out = append(out, "signed")
	}
	for _, w := range []string{"short", "long", "char"} {
		for range count[w] {
			out = append(out, w)
		}
	}
	if count["short"]+count["long"]+count["char"] == 0 {
		out = append(out, "int")
	}
	return strings.Join(out, " ")
}

// template splits "map<string, vector<int>>" into its name and its arguments.
func template(text string) (name string, arguments []string, ok bool) {
	open := strings.IndexByte(text, '<')
	if open < 0 || !strings.HasSuffix(text, ">") {
		return text, nil, false
	}
	return strings.TrimSpace(text[:open]), splitTop(text[open+1 : len(text)-1]), true
}

// splitTop splits at the commas that lie in no bracket.
func splitTop(text string) []string {
	var parts []string
	depth, start := 0, 0
	for i, c := range text {
		switch c {
		case '<', '[', '(':
			depth++
		case '>', ']', ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		parts = append(parts, rest)
	}
	return parts
}

var javaScalars = map[string]dataType{
	"boolean": {kind: boolKind}, "char": {kind: charKind},
	"byte": {kind: intKind, bits: 8}, "short": {kind: intKind, bits: 16}, "int": {kind: intKind, bits: 32}, "long": {kind: intKind, bits: 64},
	"float": {kind: floatKind, bits: 32}, "double": {kind: floatKind, bits: 64}, "void": {kind: voidKind},
	"Boolean": {kind: boolKind}, "Character": {kind: charKind},
	"Byte": {kind: intKind, bits: 8}, "Short": {kind: intKind, bits: 16}, "Integer": {kind: intKind, bits: 32}, "Long": {kind: intKind, bits: 64},
	"Float": {kind: floatKind, bits: 32}, "Double": {kind: floatKind, bits: 64}, "BigInteger": {kind: intKind}, "Number": {kind: anyKind}, "Object": {kind: anyKind},
	"String": {kind: stringKind}, "CharSequence": {kind: stringKind},
	"StringBuilder": {kind: stringKind, shared: true}, "StringBuffer": {kind: stringKind, shared: true},
}

var javaContainers = map[string]kind{
	"List": listKind, "ArrayList": listKind, "LinkedList": listKind, "Vector": listKind, "Stack": listKind, "Collection": listKind, "Iterable": listKind,
	"Deque": listKind, "ArrayDeque": listKind, "Queue": listKind, "PriorityQueue": listKind, "AbstractList": listKind,
	"Set": setKind, "HashSet": setKind, "LinkedHashSet": setKind, "TreeSet": setKind, "SortedSet": setKind,
	"Map": mapKind, "HashMap": mapKind, "LinkedHashMap": mapKind, "TreeMap": mapKind, "SortedMap": mapKind,
	"Map.Entry": pairKind, "Entry": pairKind, "AbstractMap.SimpleEntry": pairKind,
}

var javaQualifier = regexp.MustCompile(`\bfinal\b|\bjava(?:\.[a-z]+)+\.|@\w+|\?\s*(?:extends|super)\s+`)

func parseJavaType(text string) *dataType {
	text = strings.TrimSpace(javaQualifier.ReplaceAllString(text, ""))
	text = strings.ReplaceAll(spaceInType.ReplaceAllString(text, "$1"), " ", "")
	text = strings.Replace(text, "...", "[]", 1)
	if base, ok := strings.CutSuffix(text, "[]"); ok {
		element := parseJavaType(base)
		if base == "char" {
			return &dataType{kind: stringKind, text: text, shared: true}
		}
		return &dataType{kind: listKind, elem: []*dataType{element}, text: text, shared: true}
	}
	if t, ok := javaScalars[text]; ok {
		t.text = text
		return &t
	}
	name, arguments, _ := template(text)
	kind, known := javaContainers[name]
	if !known {
		return &dataType{kind: otherKind, text: text}
	}
	t := &dataType{kind: kind, text: text, shared: true}
	n := 1
	if kind == mapKind || kind == pairKind {
		n = 2
	}
	for i := range n {
		element := &dataType{kind: anyKind}
		if i < len(arguments) {
			element = parseJavaType(arguments[i])
		}
		t.elem = append(t.elem, element)
	}
	return t
}

var pythonScalars = map[string]dataType{
	"int": {kind: intKind}, "float": {kind: floatKind, bits: 64}, "bool": {kind: boolKind}, "str": {kind: stringKind}, "None": {kind: voidKind},
	"complex": {kind: otherKind}, "object": {kind: anyKind}, "Any": {kind: anyKind},
}

var pythonContainers = map[string]kind{
	"list": listKind, "deque": listKind, "Sequence": listKind, "Iterable": listKind, "MutableSequence": listKind, "Collection": listKind, "array": listKind,
	"set": setKind, "frozenset": setKind, "AbstractSet": setKind,
	"dict": mapKind, "Mapping": mapKind, "MutableMapping": mapKind, "defaultdict": mapKind, "Counter": mapKind, "OrderedDict": mapKind,
	"tuple": pairKind,
}

func parsePythonType(text string) *dataType {
	text = strings.Trim(text, `"'`)
	text = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text, "typing.", ""), "collections.", ""), " ", "")
	if before, ok := strings.CutSuffix(text, "|None"); ok {
		text = before
	}
	if t, ok := pythonScalars[text]; ok {
		t.text = text
		return &t
	}
	name, rest, _ := strings.Cut(strings.TrimSuffix(text, "]"), "[")
	arguments := splitTop(rest)
	if name == "Optional" && len(arguments) == 1 {
		return parsePythonType(arguments[0])
	}
	kind, known := pythonContainers[name]
	if !known {
		kind, known = pythonContainers[strings.ToLower(name)]
	}
	if !known {
		return &dataType{kind: otherKind, text: text}
	}
	t := &dataType{kind: kind, text: text, shared: kind != pairKind && name != "frozenset"}
	if kind == pairKind && len(arguments) == 2 && arguments[1] == "..." {
		t.kind, arguments = listKind, arguments[:1]
	}
	for _, a := range arguments {
		t.elem = append(t.elem, parsePythonType(a))
	}
	for n := map[bool]int{true: 2, false: 1}[kind == mapKind]; len(t.elem) < n && kind != pairKind; {
		t.elem = append(t.elem, &dataType{kind: anyKind})
	}
	return t
}
