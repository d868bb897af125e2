package translate

import (
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
		head := "class " + k.Name
		if len(k.bases) > 0 {
			head += "(" + strings.Join(k.bases, ", ") + ")"
		}
		inner := docstring(k.doc)
		if inner != "" && body != "" {
			inner += "\n"
		}
		if inner += body; !slices.ContainsFunc(strings.Split(inner, "\n"), func(line string) bool { return line != "" && !strings.HasPrefix(line, "#") }) {
			inner += "pass\n"
		}
		p.text = head + ":\n" + indent(inner, 4)
	case lexers.CPP:
		head := "class " + k.Name
		if len(k.bases) > 0 {
			head += " : public " + k.bases[0]
		}
		p.text = head + " {\n public:\n" + indent(body, 2) + "};\n"
	case lexers.Java:
		head := "static class " + k.Name
		if len(k.bases) > 0 {
			head += " extends " + k.bases[0]
		}
		p.text = head + " {\n" + indent(body, 2) + "}\n"
	}
	p.code = p.text
	if to != lexers.Python {
		p.text = documented(to, k.doc, p.text)
	}
	return p
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
	var parts []part
	var fields strings.Builder
	var initial []string // of Python's constructor
	for _, f := range k.fields {
		name := a.name(f.Name)
		typ := a.fieldType(f)
		if typ == "" {
			typ = a.anyType()
		}
		value := a.fieldValue(f, typ)
		switch a.request.To {
		case lexers.Python:
			if a.request.From != lexers.Python && value != "" {
				initial = append(initial, "self."+name+" = "+value)
			}
			continue
		default:
			fields.WriteString(typ + " " + name)
			if value != "" {
				fields.WriteString(" = " + value)
			}
			fields.WriteString(";\n")
		}
	}
	if fields.Len() > 0 {
		parts = append(parts, part{text: fields.String(), code: fields.String()})
	}
	members := a.parts(k.elements, o)
	if len(initial) > 0 {
		members = a.initialize(k, members, initial)
	}
	for i := range members {
		if a.request.To == lexers.CPP && members[i].constants {
			members[i].code = "static inline " + strings.ReplaceAll(strings.TrimSuffix(members[i].code, "\n"), "\n", "\nstatic inline ") + "\n"
			members[i].text = members[i].code
		}
		members[i].head, members[i].class = "", false
	}
	return append(parts, members...)
}

// initialize gives Python's objects the values that fields have from the
// beginning: in the constructor, or in one of their own.
func (a *assembly) initialize(k *class, members []part, initial []string) []part {
	lines := indent(strings.Join(initial, "\n")+"\n", 4)
	for i, p := range members {
		if !p.function || !strings.Contains(p.code, "def __init__(") {
			continue
		}
		header, rest, ok := pythonHead(p.text)
		if !ok {
			continue
		}
		if strings.TrimSpace(rest) == "pass" {
			rest = ""
		}
		if doc := strings.TrimLeft(rest, " "); strings.HasPrefix(doc, `"""`) { // stays first
			if end := strings.Index(doc[3:], `"""`+"\n"); end >= 0 {
				cut := len(rest) - len(doc) + 3 + end + 4
				header, rest = header+rest[:cut], rest[cut:]
			}
		}
		members[i].text = header + lines + rest
		members[i].code = members[i].text
		return members
	}
	text := "def __init__(self):\n" + lines
	at := 0
	for at < len(members) && !members[at].function {
		at++
	}
	return slices.Insert(members, at, part{text: text, code: text, function: true})
}

// fieldType is the target's type of a field: that of the source, where both
// languages have it, or the one that the model gave most often to a parameter that
// stands for the field; "" where there is none.
func (a *assembly) fieldType(f *field) string {
	var classes []string
	for _, k := range a.classes {
		classes = append(classes, k.Name)
	}
	if typ, ok := mapType(a.request.From, a.request.To, f.Type, classes); ok && f.Type != "" {
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
	if _, typ, ok := a.literal(f.Variable); ok && typ != "" && !strings.Contains("[{", f.Value[:1]) {
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
	return typ
}

// anyType stands for a type that is not known.
func (a *assembly) anyType() string {
	if a.request.To == lexers.Java {
		return "Object"
	}
	return "int"
}

// emptyCollections are what Java writes for a collection without elements.
var emptyCollections = map[string]string{"List": "new ArrayList<>()", "Map": "new HashMap<>()", "Set": "new HashSet<>()", "Deque": "new ArrayDeque<>()"}

// fieldValue is what a field holds before its constructor; "" for nothing to be
// written. typ is its type in the target.
func (a *assembly) fieldValue(f *field, typ string) string {
	from, to := a.request.From, a.request.To
	if from == lexers.Python {
		return "" // the constructor says it
	}
	if text, _, ok := a.literal(f.Variable); ok && (to == lexers.Python || !strings.HasPrefix(text, "{") || to == lexers.CPP) {
		return text
	}
	created := strings.HasPrefix(f.Value, "new ") || strings.HasPrefix(f.Value, "{}") || from == lexers.CPP
	shared, _, _ := strings.Cut(typ, "<")
	if to == lexers.Java {
		if created {
			return emptyCollections[shared]
		}
		return ""
	}
	if to == lexers.CPP {
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
		if created {
			return map[string]string{"list": "[]", "dict": "{}"}[shared]
		}
	case "set", "deque":
		if created {
			return shared + "()"
		}
	}
	return "None"
}
