package translate

import (
	"context"
	"maps"
	"slices"
	"strings"

	"transcoder/lexers"
)

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
		typ := a.declaredType(f)
		b.WriteString(doc + typ + " " + name)
		if value := a.fieldValue(f, typ); value != "" && !k.generated {
			b.WriteString(" = " + value)
		}
		b.WriteString(";\n")
	}
	return b.String(), initial
}

// fieldType is the target's type of a field: that of the source, where both
// languages have it, the one that the program tells, or the one that the model gave most often to a
// parameter that stands for the field; "" where there is none.
func (a *assembly) fieldType(f *field) string {
	if typ, ok := a.mapType(f.Type); ok && f.Type != "" {
		return typ
	}
	if t := a.inferredField(f); t.name != "" {
		return t.in(a.request.To)
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
	numbers := map[string]bool{"int": true, "long": true, "long long": true, "double": true, "float": true, "short": true}
	if f.Value == "" || a.request.From != lexers.Python {
		return func(string) bool { return true }
	}
	if strings.Contains("[{", f.Value[:1]) || f.Value == "set()" || f.Value == "dict()" || f.Value == "list()" || strings.HasPrefix(f.Value, "deque(") {
		return func(typ string) bool { return strings.ContainsAny(typ, "<[") }
	}
	if _, typ, ok := a.literal(f.Variable); ok && typ != "" {
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
	for _, k := range a.classes {
		for _, f := range k.fields {
			f.types = map[string]int{}
		}
	}
	for _, u := range a.units {
		if u.class == nil || u.job == nil || len(u.job.hypotheses) == 0 {
			continue
		}
		tokens := u.job.hypotheses[0].Tokens
		open, parameters, _, ok := headerOf(tokens)
		if !ok || slices.Contains(tokens[:open], "typename") || tokens[0] == "<" { // a type of its own that stands for any
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
