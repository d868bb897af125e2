package verify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"transcoder/lexers"
)

// pythonModules are imported for functions that stand without the imports of a
// file, where they name them.
var pythonModules = []string{"math", "sys", "collections", "heapq", "itertools", "random", "bisect", "functools", "re", "string", "copy", "operator", "cmath", "fractions"}

// pythonNames are imported likewise, by the module that has them.
var pythonNames = map[string][]string{
	"math": {"sqrt", "ceil", "floor", "log", "log2", "log10", "gcd", "factorial", "pi", "sin", "cos", "tan", "acos", "asin", "atan", "atan2",
		"exp", "fabs", "inf", "isqrt", "degrees", "radians", "hypot", "trunc", "fmod", "e", "comb", "modf", "isinf", "isnan"},
	"collections": {"defaultdict", "Counter", "deque", "OrderedDict"},
	"heapq":       {"heappush", "heappop", "heapify", "heapreplace", "nlargest", "nsmallest"},
	"functools":   {"reduce", "cmp_to_key", "lru_cache"},
	"bisect":      {"bisect_left", "bisect_right", "insort"},
	"itertools":   {"permutations", "combinations", "accumulate", "product", "groupby"},
	"queue":       {"Queue", "LifoQueue", "PriorityQueue"},
	"typing":      {"List", "Dict", "Set", "Tuple", "Optional", "Any", "Deque"},
}

// pythonPrelude returns the imports that a bare text needs, on one line.
func pythonPrelude(u *unit) string {
	var lines []string
	used := map[string]bool{}
	for name := range strings.FieldsFuncSeq(u.Text, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		used[name] = true
	}
	for _, module := range pythonModules {
		if used[module] {
			lines = append(lines, "import "+module)
		}
	}
	for _, module := range []string{"math", "collections", "heapq", "functools", "bisect", "itertools", "queue", "typing"} {
		var names []string
		for _, name := range pythonNames[module] {
			if used[name] {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			lines = append(lines, "from "+module+" import "+strings.Join(names, ", "))
		}
	}
	return strings.Join(lines, "; ")
}

func pythonProgram(c *subject) (*Program, string) {
	u := c.unit
	var text strings.Builder
	if u.bare {
		// Imported before the candidate, whose lines keep their numbers.
		text.WriteString("PRELUDE = " + strconv.QuoteToASCII(pythonPrelude(u)) + "\n")
	} else {
		text.WriteString("PRELUDE = ''\n")
	}
	text.WriteString("SOURCE = " + pythonString(u.Text) + "\nENTRY = [")
	if u.function.Class != "" {
		for _, class := range strings.Split(u.function.Class, ".") {
			text.WriteString(pythonString(class) + ", ")
		}
	}
	text.WriteString(pythonString(u.function.Name) + "]\nDEQUES = [")
	for j, t := range u.types {
		if name, _, _ := strings.Cut(t.text, "["); strings.EqualFold(name, "deque") {
			fmt.Fprintf(&text, "%d, ", j)
		}
	}
	text.WriteString("]\n" + pythonHarness)
	return &Program{Language: lexers.Python, Text: text.String()}, nonceOf(text.String())
}

// pythonString writes a string as a Python literal.
func pythonString(s string) string {
	var out strings.Builder
	quote(&out, strings.ReplaceAll(s, "\r", ""), '"')
	return out.String()
}

// javaImports stand before a bare text, on its first line.
const javaImports = "import java.util.*; import java.util.function.*; import java.util.stream.*; import java.math.*; "

var (
	javaPackage = regexp.MustCompile(`(?m)^\s*package\s+[\w.]+\s*;`)
	javaPublic  = regexp.MustCompile(`(?m)^(\s*(?:(?:abstract|final|strictfp)\s+)*)public(\s+(?:(?:abstract|final|strictfp|sealed)\s+)*(?:class|interface|enum|record)\b)`)
	javaPrivate = regexp.MustCompile(`\b(?:private|protected)\b`)
)

// javaProgram puts candidates into one program, each in a class of its own; or one
// candidate that is a file.
func javaProgram(candidates []*subject) (*Program, string) {
	parts := []string{"java"}
	for _, c := range candidates {
		parts = append(parts, c.unit.Text, c.unit.function.Name, fmt.Sprint(c.domain))
	}
	nonce := nonceOf(parts...)
	var text, types, calls strings.Builder
	lines := 0
	write := func(s string) {
		text.WriteString(s)
		lines += strings.Count(s, "\n")
	}
	for k, c := range candidates {
		u := c.unit
		class := strings.ReplaceAll(u.function.Class, "$", ".")
		if class == "" {
			class = fmt.Sprintf("Candidate_%s_%d", nonce, k)
			if k == 0 {
				write(javaImports)
			}
			c.offset = lines
			write("class " + class + " { " + javaPrivate.ReplaceAllString(u.Text, "") + "\n}\n")
		} else {
			// One file holds one public class, the harness's.
			body := javaPackage.ReplaceAllString(u.Text, "")
			body = javaPublic.ReplaceAllString(body, "$1$2")
			c.offset = lines
			write(javaPrivate.ReplaceAllString(body, "") + "\n")
		}
		var names, args []string
		for j, t := range u.types {
			name := t.text
			if t.kind == otherKind || name == "" {
				name = javaTypeOf(c.domainOf(j))
			}
			names = append(names, strconv.Quote(name))
			args = append(args, fmt.Sprintf("(%s) a[%d]", javaBoxed(name), j))
		}
		fmt.Fprintf(&types, "{%s}, ", strings.Join(names, ", "))
		receiver := "new " + class + "()"
		if u.static {
			receiver = class
		}
		call := receiver + "." + u.function.Name + "(" + strings.Join(args, ", ") + ")"
		if u.result.kind == voidKind {
			call += "; return null"
		} else {
			call = "return " + call
		}
		fmt.Fprintf(&calls, "            case %d: %s;\n", k, call)
	}
	write(fmt.Sprintf("class Glue_%s {\n    static final String[][] TYPES = {%s};\n    @SuppressWarnings(\"unchecked\")\n"+
		"    static Object call(int k, Object[] a) throws Throwable {\n        switch (k) {\n%s            default: return null;\n        }\n    }\n}\n", nonce, types.String(), calls.String()))
	write(strings.ReplaceAll(javaHarness, "NONCE", nonce))
	return &Program{Language: lexers.Java, Class: "Harness_" + nonce, Text: text.String()}, nonce
}

var boxes = map[string]string{"int": "Integer", "long": "Long", "short": "Short", "byte": "Byte", "char": "Character", "boolean": "Boolean", "float": "Float", "double": "Double"}

func javaBoxed(name string) string {
	if box, ok := boxes[name]; ok {
		return box
	}
	return name
}

// domainOf returns the type of the source's parameter that is the candidate's
// j-th.
func (c *subject) domainOf(j int) *dataType {
	for i, t := range c.domain {
		if c.unit.place(c.source, i) == j {
			return t
		}
	}
	return &dataType{kind: intKind, bits: 32}
}

// javaTypeOf names a Java type for a parameter whose own is a type variable.
func javaTypeOf(t *dataType) string {
	switch t.kind {
	case boolKind:
		return "Boolean"
	case floatKind:
		return "Double"
	case charKind:
		return "Character"
	case stringKind:
		return "String"
	case listKind:
		return "List<" + javaTypeOf(t.elem[0]) + ">"
	case setKind:
		return "Set<" + javaTypeOf(t.elem[0]) + ">"
	case mapKind:
		return "Map<" + javaTypeOf(t.elem[0]) + "," + javaTypeOf(t.elem[1]) + ">"
	}
	if t.bits > 32 {
		return "Long"
	}
	return "Integer"
}

// cppTypeOf is its counterpart in C++.
func cppTypeOf(t *dataType) string {
	switch t.kind {
	case boolKind:
		return "bool"
	case floatKind:
		return "double"
	case charKind:
		return "char"
	case stringKind:
		return "std::string"
	case listKind:
		return "std::vector<" + cppTypeOf(t.elem[0]) + ">"
	case setKind:
		return "std::set<" + cppTypeOf(t.elem[0]) + ">"
	case mapKind:
		return "std::map<" + cppTypeOf(t.elem[0]) + "," + cppTypeOf(t.elem[1]) + ">"
	}
	if t.bits > 32 || t.bits == 0 {
		return "long long"
	}
	return "int"
}

var (
	cppInclude   = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]*<([\w./+]+)>[ \t]*\r?$`)
	cppDirective = regexp.MustCompile(`(?m)^[ \t]*#`)
)

// standsInCompany reports whether a text means the same beside others: it has no
// syntax error, and in C++ no directives but includes of the standard library;
// in Java it is no file, whose imports would be all others' too.
func standsInCompany(u *unit) bool {
	if u.Language == lexers.Java {
		return u.parses && u.bare && u.function.Class == ""
	}
	rest := cppInclude.ReplaceAllString(u.Text, "")
	return !cppDirective.MatchString(rest) && u.parses
}

// cppProgram puts candidates into one program, each in a namespace; or one
// candidate as it would stand in a file.
func cppProgram(candidates []*subject, apart bool) (*Program, string) {
	parts := []string{"cpp", fmt.Sprint(apart)}
	for _, c := range candidates {
		parts = append(parts, c.unit.Text, c.unit.function.Name, fmt.Sprint(c.domain))
	}
	nonce := nonceOf(parts...)
	var text strings.Builder
	text.WriteString(strings.ReplaceAll(cppHarness, "NONCE", nonce))
	for k, c := range candidates {
		body := c.unit.Text
		if apart {
			fmt.Fprintf(&text, "namespace candidate_%s_%d {\n", nonce, k)
			body = cppInclude.ReplaceAllString(body, "")
		}
		if c.unit.bare {
			text.WriteString("using namespace std;\n")
		}
		fmt.Fprintf(&text, "#define main main_of_%d\n#line 1 \"candidate_%d.cpp\"\n%s\n#line 1 \"glue_%d.cpp\"\n#undef main\n", k, k, body, k)
		cppGlue(&text, c, nonce, k)
		if apart {
			text.WriteString("}\n")
		}
	}
	text.WriteString("#line 1 \"main.cpp\"\nint main() {\n  static const harness_" + nonce + "::Glue glues[] = {")
	for k := range candidates {
		if apart {
			fmt.Fprintf(&text, "candidate_%s_%d::", nonce, k)
		}
		fmt.Fprintf(&text, "glue_%s_%d, ", nonce, k)
	}
	fmt.Fprintf(&text, "};\n  return harness_%s::serve(glues, %d);\n}\n", nonce, len(candidates))
	return &Program{Language: lexers.CPP, Text: text.String(), watched: candidates[0].watched(), company: apart}, nonce
}

var cppWord = regexp.MustCompile(`[A-Za-z_]\w*`)

// libraryTypes are the strings and containers of C++'s library that the types of a unit's
// parameters name, sorted.
func (u *unit) libraryTypes() []string {
	names := map[string]bool{}
	for _, t := range u.types {
		for _, word := range cppWord.FindAllString(t.text, -1) {
			if _, container := cppContainers[word]; container || word == "string" || word == "string_view" {
				names[word] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// cppGlue writes the function that reads the arguments, calls the candidate and
// writes its result.
func cppGlue(text *strings.Builder, c *subject, nonce string, k int) {
	h := "::harness_" + nonce + "::"
	fmt.Fprintf(text, "void glue_%s_%d(%[3]sIn &in_, %[3]sOut &returned_, ::std::vector<%[3]sOut> &before_, ::std::vector<%[3]sOut> &after_) {\n  in_.open();\n", nonce, k, h)
	for _, name := range c.unit.libraryTypes() { // which a type's text has without std::
		fmt.Fprintf(text, "  using ::std::%s;\n", name)
	}
	var args, prints []string
	for j, t := range c.unit.types {
		if !c.mapped(j) {
			break
		}
		arg := fmt.Sprintf("a%d_", j)
		base := t.text
		if t.kind == otherKind || base == "" {
			base = cppTypeOf(c.domainOf(j))
		}
		switch {
		case t.kind == stringKind && t.form == byPointer:
			fmt.Fprintf(text, "  %sText %s(in_);\n", h, arg)
			args = append(args, arg+".p")
			prints = append(prints, arg+".print(%s)")
		case t.form == byPointer:
			fmt.Fprintf(text, "  %sArray<%s> %s(in_, 1);\n", h, base, arg)
			args = append(args, arg+".p")
			prints = append(prints, arg+".print(%s)")
		case t.form == byRows:
			fmt.Fprintf(text, "  %sRows<%s> %s(in_);\n", h, base, arg)
			args = append(args, arg+".p")
			prints = append(prints, arg+".print(%s)")
		case t.form == byBlock:
			inner := "[" + strings.Join(t.sizes[1:], "][") + "]"
			fmt.Fprintf(text, "  %sArray<%s> %s(in_, sizeof(%s%s) / sizeof(%s));\n", h, base, arg, base, inner, base)
			args = append(args, fmt.Sprintf("(%s (*)%s)%s.p", base, inner, arg))
			prints = append(prints, arg+".print(%s)")
		default:
			fmt.Fprintf(text, "  %s %s{};\n  %sget(in_, %s);\n", base, arg, h, arg)
			args = append(args, arg)
			if t.shared {
				prints = append(prints, h+"put(%s, "+arg+")")
			} else {
				prints = append(prints, "")
			}
			continue
		}
		if !t.shared {
			prints[len(prints)-1] = ""
		}
	}
	print := func(into string) {
		for j, p := range prints {
			if p != "" {
				fmt.Fprintf(text, "  "+p+";\n", fmt.Sprintf("%s[%d]", into, j))
			}
		}
	}
	fmt.Fprintf(text, "  before_.resize(%d);\n  after_.resize(%d);\n", len(prints), len(prints))
	print("before_")
	call := c.unit.function.Name + "(" + strings.Join(args, ", ") + ")"
	if class := strings.ReplaceAll(c.unit.function.Class, ".", "::"); class != "" {
		call = class + "()." + call
		if c.unit.static {
			call = class + "::" + c.unit.function.Name + "(" + strings.Join(args, ", ") + ")"
		}
	}
	if c.unit.result.kind == voidKind {
		fmt.Fprintf(text, "  %s;\n  returned_ += \"None\";\n", call)
	} else {
		fmt.Fprintf(text, "  %sput(returned_, %s);\n", h, call)
	}
	print("after_")
	text.WriteString("}\n")
}

// mapped reports whether a parameter is given: by the source, or as the length of
// an array. One that is not is left to its default value, with all behind it.
func (c *subject) mapped(j int) bool {
	for i := range c.source.types {
		if c.unit.place(c.source, i) == j {
			return true
		}
	}
	return c.unit.isLength(j) && j > 0
}
