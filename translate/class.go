package translate

import (
	"fmt"
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
			b.WriteString(a.name(v.Name) + []string{",", ""}[(i+1)/len(k.Constants)])
		case stated && (n != next || a.request.To == lexers.Python):
			fmt.Fprintf(&b, "%s = %d", a.name(v.Name), n)
			next = n
		case a.request.To == lexers.Python:
			fmt.Fprintf(&b, "%s = %d", a.name(v.Name), next)
		default:
			b.WriteString(a.name(v.Name))
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
