package translate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"transcoder/lexers"
)

// classPart is a class as the target declares it.
func (a *assembly) classPart(k *class, o *layoutOptions) part {
	to := a.request.To
	var texts []string
	var code strings.Builder
	for _, p := range a.members(k, o) {
		texts = append(texts, p.text)
		code.WriteString(p.code)
	}
	body := strings.Join(texts, "\n")
	p := part{class: true}
	switch to {
	case lexers.Python:
		inner := docstring(k.doc)
		if inner != "" && body != "" {
			inner += "\n"
		}
		if inner += body; !slices.ContainsFunc(strings.Split(inner, "\n"), func(line string) bool { return line != "" && !strings.HasPrefix(line, "#") }) {
			inner += "pass\n"
		}
		p.text = a.classHead(k) + ":\n" + indent(inner, 4)
	case lexers.CPP:
		p.text = a.classHead(k) + " {\n"
		if k.Kind != lexers.Enumeration {
			p.text += " public:\n"
		}
		p.text += indent(body, 2) + "};\n"
	case lexers.Java:
		p.text = nested(a.classHead(k)) + " {\n" + indent(body, 2) + "}\n"
	}
	p.code = p.text
	if to != lexers.Python {
		p.text = documented(to, k.doc, p.text)
	}
	return p
}

// nested is the head of a Java class inside another one.
func nested(head string) string {
	if rest, ok := strings.CutPrefix(head, "abstract "); ok {
		return "abstract static " + rest
	}
	if strings.HasPrefix(head, "enum ") { // which is static
		return head
	}
	return "static " + head
}

// classHead is what stands in front of the body of a class.
func (a *assembly) classHead(k *class) string {
	bases := slices.Clone(k.bases)
	generic := ""
	if len(k.TypeParameters) > 0 {
		generic = "<" + strings.Join(k.TypeParameters, ", ") + ">"
	}
	switch a.request.To {
	case lexers.Python:
		switch {
		case k.Kind == lexers.Enumeration && a.request.From == lexers.CPP: // a number
			bases = []string{"IntEnum"}
		case k.Kind == lexers.Enumeration:
			bases = []string{"Enum"}
		case k.thrown:
			bases = append(bases, "Exception")
		}
		if len(bases) > 0 {
			return "class " + k.Name + "(" + strings.Join(bases, ", ") + ")"
		}
		return "class " + k.Name
	case lexers.CPP:
		if k.Kind == lexers.Enumeration {
			return "enum class " + k.Name
		}
		if k.thrown {
			bases = append(bases, k.thrownBase())
		}
		head := "class " + k.Name
		if generic != "" {
			head = "template <typename " + strings.Join(k.TypeParameters, ", typename ") + ">\n" + head
		}
		for i, base := range bases {
			head += []string{" : ", ", "}[min(i, 1)] + "public " + base
		}
		return head
	}
	head := "class " + k.Name + generic
	switch {
	case k.Kind == lexers.Enumeration:
		return "enum " + k.Name
	case k.abstract():
		head = "abstract " + head
	}
	if k.thrown && len(bases) == 0 {
		bases = append(bases, "RuntimeException")
	}
	if len(bases) > 0 {
		head += " extends " + bases[0]
	}
	return head
}

// abstract reports whether a class has methods without a body, or says that it
// may.
func (k *class) abstract() bool {
	return k.Abstract || slices.ContainsFunc(k.elements, func(e *element) bool { return e.declared != nil })
}

// thrownBase is what a C++ exception is derived from: a class that takes a
// message, unless the exception's own constructor does not give it one.
func (k *class) thrownBase() string {
	for _, e := range k.elements {
		if e.unit != nil && e.unit.role == constructor && e.unit.job != nil && len(e.unit.super) == 0 {
			return "std::exception"
		}
	}
	return "std::runtime_error"
}

// hasConstructor reports whether a constructor is translated.
func (k *class) hasConstructor() bool {
	return slices.ContainsFunc(k.elements, func(e *element) bool {
		return e.unit != nil && e.unit.role == constructor && e.unit.job != nil
	})
}

// docstring is documentation as the first statement of a Python class.
func docstring(doc string) string {
	if doc == "" {
		return ""
	}
	_, text, _ := strings.Cut(documented(lexers.Python, doc, "def f():\n"), "\n")
	return indent(dedented(text), 0)
}

// members are the fields of a class, then the rest in the order of the source.
func (a *assembly) members(k *class, o *layoutOptions) []part {
	to := a.request.To
	var parts []part
	add := func(text string) {
		if text != "" {
			parts = append(parts, part{text: text, code: text})
		}
	}
	add(a.enumerated(k))
	fields, initial := a.fields(k)
	add(fields)
	if k.generated {
		add(a.generatedConstructor(k))
	} else if k.thrown && !k.hasConstructor() {
		add(a.thrownConstructor(k))
	}
	if to == lexers.CPP && k.derived && !k.thrown {
		add("virtual ~" + k.Name + "() = default;\n")
	}
	members := a.parts(k.elements, k, o)
	if len(initial) > 0 {
		members = a.initialize(k, members, initial)
	}
	for i := range members {
		members[i].head, members[i].class = "", false
	}
	return append(parts, members...)
}

// enumerated lists the constants of an enumeration.
func (a *assembly) enumerated(k *class) string {
	if k.Kind != lexers.Enumeration {
		return ""
	}
	next := int64(0) // what a constant without a value stands for
	if a.request.From == lexers.Python {
		next = 1
	}
	var b strings.Builder
	for i, v := range k.Constants {
		n, stated := constantValue(v)
		switch {
		case a.request.To == lexers.Java:
			b.WriteString(v.Name + []string{",", ""}[(i+1)/len(k.Constants)])
		case stated && (n != next || a.request.To == lexers.Python):
			fmt.Fprintf(&b, "%s = %d", v.Name, n)
			next = n
		case a.request.To == lexers.Python:
			fmt.Fprintf(&b, "%s = %d", v.Name, next)
		default:
			b.WriteString(v.Name)
		}
		next++
		if a.request.To == lexers.CPP {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	if len(k.elements) > 0 && a.request.To == lexers.Java {
		return strings.TrimSuffix(b.String(), "\n") + ";\n"
	}
	return b.String()
}

// fields declares the fields of a class; initial are, in Python, the assignments
// that give them the values that they have from the beginning.
func (a *assembly) fields(k *class) (declared string, initial []string) {
	to := a.request.To
	var b strings.Builder
	for _, f := range k.fields {
		name := a.name(f.Name)
		doc := ""
		if f.doc != "" {
			doc = commented(to, textLines(f.doc))
		}
		if to == lexers.Python {
			typ, known := a.mapType(f.Type)
			if !known {
				typ = ""
			}
			value := a.fieldValue(f, typ)
			if a.request.From != lexers.Python && !k.generated && value != "" {
				initial = append(initial, doc+"self."+name+" = "+value)
			}
			continue
		}
		typ := a.fieldType(f)
		if typ == "" {
			typ = a.anyType(f)
		}
		b.WriteString(doc + typ + " " + name)
		if value := a.fieldValue(f, typ); value != "" && !k.generated {
			b.WriteString(" = " + value)
		}
		b.WriteString(";\n")
	}
	return b.String(), initial
}

// generatedConstructor takes every field, as those of records and data classes do.
// Fields with a value come last and may be left out.
func (a *assembly) generatedConstructor(k *class) string {
	to := a.request.To
	var parameters, body []string
	var values []string // of Java's call of the constructor by one that takes less
	defaults := 0
	for _, f := range k.fields {
		name := a.name(f.Name)
		value, _, literal := a.literal(f.Variable)
		if literal = literal && !strings.HasPrefix(value, "{"); literal {
			values = append(values, value)
			defaults++
		} else {
			values = append(values, name)
		}
		parameter := name
		if to != lexers.Python {
			typ := a.fieldType(f)
			if typ == "" {
				typ = a.anyType(f)
			}
			parameter = typ + " " + name
		}
		if literal && to != lexers.Java {
			parameter += []string{"=", " = "}[min(int(to), 1)] + value
		}
		parameters = append(parameters, parameter)
		switch to {
		case lexers.Python:
			body = append(body, "self."+name+" = "+name)
		default:
			body = append(body, "this"+[]string{"->", "."}[int(to)-1]+name+" = "+name+";")
		}
	}
	list := strings.Join(parameters, ", ")
	switch {
	case len(body) == 0:
		return ""
	case to == lexers.Python:
		return "def __init__(self, " + list + "):\n" + indent(strings.Join(body, "\n")+"\n", 4)
	}
	text := k.Name + "(" + list + ") {\n" + indent(strings.Join(body, "\n")+"\n", 2) + "}\n"
	if to == lexers.CPP {
		return text
	}
	text = "public " + text
	if stated := len(parameters) - defaults; defaults > 0 {
		text += "\npublic " + k.Name + "(" + strings.Join(parameters[:stated], ", ") + ") {\n  this(" + strings.Join(values, ", ") + ");\n}\n"
	}
	return text
}

// thrownConstructor lets an exception take a message, as those of Python do.
func (a *assembly) thrownConstructor(k *class) string {
	switch a.request.To {
	case lexers.CPP:
		return "using std::runtime_error::runtime_error;\n"
	case lexers.Java:
		return "public " + k.Name + "(String message) {\n  super(message);\n}\n"
	}
	return ""
}

// declaration is a method without a body; false where the target lacks one of its
// types.
func (a *assembly) declaration(fn *lexers.Function) (string, bool) {
	to := a.request.To
	var parameters []string
	for i, p := range fn.Parameters {
		name := a.name(p.Name)
		if name == "" {
			name = "x" + itoa(i)
		}
		if to != lexers.Python {
			typ, ok := a.mapType(p.Type)
			if !ok {
				return "", false
			}
			name = typ + " " + name
		}
		parameters = append(parameters, name)
	}
	name, list := a.name(fn.Name), strings.Join(parameters, ", ")
	if special, ok := specialNames[to][fn.Name]; ok {
		name = special
	}
	if to == lexers.Python {
		return "def " + name + "(" + strings.Join(append([]string{"self"}, parameters...), ", ") + "):\n    raise NotImplementedError\n", true
	}
	typ, ok := a.mapType(fn.Return)
	if to == lexers.Java {
		return "public abstract " + typ + " " + name + "(" + list + ");\n", ok
	}
	return "virtual " + typ + " " + name + "(" + list + ") = 0;\n", ok
}

// initialize gives Python's objects the values that fields have from the
// beginning: in the constructor, or in one of their own.
func (a *assembly) initialize(k *class, members []part, initial []string) []part {
	for i, p := range members {
		if !p.function || !strings.Contains(p.code, "def __init__(") {
			continue
		}
		header, rest, ok := pythonHead(p.text)
		if !ok {
			continue
		}
		if doc := strings.TrimLeft(rest, " "); strings.HasPrefix(doc, `"""`) { // stays first
			if end := strings.Index(doc[3:], `"""`+"\n"); end >= 0 {
				cut := len(rest) - len(doc) + 3 + end + 4
				header, rest = header+rest[:cut], rest[cut:]
			}
		}
		if line, after, ok := strings.Cut(rest, "\n"); ok && strings.HasPrefix(line, "    super().__init__(") { // stays in front
			header, rest = header+line+"\n", after
		}
		if strings.TrimSpace(rest) == "pass" {
			rest = ""
		}
		lines := indent(strings.Join(unassigned(initial, rest), "\n")+"\n", 4)
		if strings.TrimSpace(lines) == "" {
			return members
		}
		members[i].text = header + lines + rest
		members[i].code = members[i].text
		return members
	}
	if len(k.bases) > 0 {
		initial = append([]string{"super().__init__()"}, initial...)
	}
	text := "def __init__(self):\n" + indent(strings.Join(initial, "\n")+"\n", 4)
	at := 0
	for at < len(members) && !members[at].function {
		at++
	}
	return slices.Insert(members, at, part{text: text, code: text, function: true})
}

// unassigned leaves out the assignments of fields that the constructor assigns
// itself, before all else or on a line of its own that does not read them.
func unassigned(initial []string, body string) []string {
	var left []string
	for _, assignment := range initial {
		at := strings.LastIndexByte(assignment, '\n') + 1 // behind its comment
		target, _, _ := strings.Cut(assignment[at:], " = ")
		first := strings.Index(body+"\n", target)
		line, _, _ := strings.Cut(body[max(0, first):], "\n")
		if value, ok := strings.CutPrefix(line, target+" = "); ok && first >= 4 && body[first-4:first] == "    " && (first == 4 || body[first-5] == '\n') && !strings.Contains(value, target) && assignment[:at] == "" {
			continue
		}
		left = append(left, assignment)
	}
	return left
}

// fieldType is the target's type of a field: that of the source, where both
// languages have it, or the one that the model gave most often to a parameter that
// stands for the field; "" where there is none.
func (a *assembly) fieldType(f *field) string {
	if typ, ok := a.mapType(f.Type); ok && f.Type != "" {
		return typ
	}
	fits := a.valueFits(f)
	best := ""
	for _, typ := range slices.Sorted(maps.Keys(f.types)) {
		if fits(typ) && (best == "" || f.types[typ] > f.types[best]) {
			best = typ
		}
	}
	if best != "" {
		return best
	}
	if _, typ, ok := a.literal(f.Variable); ok && !strings.Contains("[{", f.Value[:1]) {
		return typ
	}
	return ""
}

// valueFits says of which types a field can be that a Python constructor gives a
// literal: one of a collection is no number.
func (a *assembly) valueFits(f *field) func(typ string) bool {
	if f.Value == "" || a.request.From != lexers.Python {
		return func(string) bool { return true }
	}
	if strings.Contains("[{", f.Value[:1]) || f.Value == "set()" || f.Value == "dict()" || f.Value == "list()" || strings.HasPrefix(f.Value, "deque(") {
		return func(typ string) bool { return strings.ContainsAny(typ, "<[") }
	}
	if _, typ, ok := a.literal(f.Variable); ok && typ != "" {
		numbers := map[string]bool{"int": true, "long": true, "long long": true, "double": true, "float": true, "short": true}
		return func(other string) bool { return other == typ || numbers[typ] && numbers[other] }
	}
	return func(string) bool { return true }
}

// vote counts the types that the best hypotheses gave to parameters that stand
// for fields.
func (a *assembly) vote() {
	if a.request.To == lexers.Python {
		return
	}
	for _, u := range a.units {
		if u.class == nil || u.job == nil || len(u.job.hypotheses) == 0 {
			continue
		}
		tokens := u.job.hypotheses[0].Tokens
		_, parameters, _, ok := headerOf(tokens)
		if !ok {
			continue
		}
		for _, p := range parameters {
			if p.id < 0 || p.id >= len(u.job.canonical.Names) {
				continue
			}
			v, lifted := u.parameters[u.job.canonical.Names[p.id]]
			at := slices.Index(tokens[p.from:p.to], "ID_"+itoa(p.id))
			if !lifted || at < 1 {
				continue
			}
			typ := a.typeText(tokens[p.from : p.from+at])
			weight := 2
			if u.role == constructor { // which only stores it
				weight = 1
			}
			for _, f := range u.class.fields {
				if f.Name == v.Name && typ != "" {
					f.types[typ] += weight
				}
			}
		}
	}
}

// typeText spells the tokens of a type; "" where they are none, or one that no
// field can have.
func (a *assembly) typeText(tokens []string) string {
	c := lexers.Canonical{Language: a.request.To, Names: []string{"f"}}
	c.Tokens = append(slices.Clone(tokens), "ID_0", "(", ")", lexers.BlockOpen, lexers.BlockClose)
	code, err := c.Render(a.request.To)
	if err != nil {
		return ""
	}
	typ, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(code, "public "), "static "), " f(")
	if typ = strings.TrimRight(typ, "& "); !ok || strings.ContainsAny(typ, "(){};=\n") || typ == "auto" || typ == "void" || typ == "const" {
		return ""
	}
	// A rendering has the source's types, which may be none here.
	file, err := lexers.Parse(context.Background(), a.request.To, []byte("class C { "+typ+" f; };"))
	if err != nil || len(file.SyntaxErrors()) > 0 {
		return ""
	}
	return typ
}

// anyType stands for the type of a field that is not known, or only by the
// collection that it begins as.
func (a *assembly) anyType(f *field) string {
	unknown := map[string]typeName{
		"[": {name: "list", args: []typeName{{name: "int"}}},
		"{": {name: "map", args: []typeName{{name: "int"}, {name: "int"}}},
		"s": {name: "set", args: []typeName{{name: "int"}}},
		"d": {name: "deque", args: []typeName{{name: "int"}}},
	}
	if f.Value != "" && !a.valueFits(f)("int") {
		if t, ok := unknown[f.Value[:1]]; ok {
			return t.in(a.request.To)
		}
	}
	if a.request.To == lexers.Java {
		return "Object"
	}
	return "int"
}

// emptyCollections are what Java writes for a collection without elements.
var emptyCollections = map[string]string{"List": "new ArrayList<>()", "Map": "new HashMap<>()", "Set": "new HashSet<>()", "Deque": "new ArrayDeque<>()"}

// fieldValue is what a field holds before its constructor; "" for nothing to be
// written. typ is its type in the target, "" for one that is not known.
func (a *assembly) fieldValue(f *field, typ string) string {
	if a.request.From == lexers.Python {
		return "" // the constructor says it
	}
	if text, ok := a.array(f.Variable); ok {
		return text
	}
	if text, literal, ok := a.literal(f.Variable); ok && (a.request.To == lexers.Python || literal == typ || !strings.HasPrefix(text, "{")) && f.Value != "{}" {
		return text
	}
	return a.initial(f.Variable, typ)
}

// initial is what a variable of a type of the target begins with; "" for nothing
// to be written.
func (a *assembly) initial(v lexers.Variable, typ string) string {
	from, to := a.request.From, a.request.To
	empty := created(v.Value) || from == lexers.CPP
	shared, _, _ := strings.Cut(typ, "<")
	switch to {
	case lexers.Java:
		if empty {
			return emptyCollections[shared]
		}
		return ""
	case lexers.CPP:
		switch {
		case from == lexers.Java && (typ == "int" || typ == "long long" || typ == "double"):
			return "0"
		case from == lexers.Java && typ == "bool":
			return "false"
		case strings.HasSuffix(typ, "*"):
			return "nullptr"
		}
		return ""
	}
	shared, _, _ = strings.Cut(typ, "[")
	switch shared {
	case "int":
		return "0"
	case "float":
		return "0.0"
	case "bool":
		return "False"
	case "str":
		if from == lexers.CPP {
			return `""`
		}
	case "list", "dict":
		if empty {
			return map[string]string{"list": "[]", "dict": "{}"}[shared]
		}
	case "set", "deque":
		if empty {
			return shared + "()"
		}
	}
	return "None"
}
