package translate

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// class is a class, an interface, an enumeration or a record that the target has,
// too.
type class struct {
	lexers.Class
	qualified string   // as lexers.Function.Class has it
	bases     []string // of the file
	derived   bool     // others of the file are derived from it
	foreign   bool     // has a base that is not in the file
	thrown    bool     // derived from an exception of the language's library
	generated bool     // has a constructor that takes the fields, as records have
	doc       string
	at        int // offset in the source
	fields    []*field
	elements  []*element
}

// field is a member of the objects of a class.
type field struct {
	lexers.Variable
	doc   string
	types map[string]int // of the target: how often the model wrote it for a parameter that stands for the field
	at    int            // offset of the declaration in the source
}

// declareClasses collects the names of the file's classes: one may stand above
// its base.
func (a *assembly) declareClasses(items []lexers.Item) {
	a.declaredClasses = map[string]bool{}
	for _, item := range items {
		if c, ok := a.file.Class(item); ok {
			a.declaredClasses[c.Name] = true
		}
	}
}

// plainClasses are the names of the classes that are carried over and have no
// parameters.
func (a *assembly) plainClasses() map[string]bool {
	names := map[string]bool{}
	for _, k := range a.classes {
		if len(k.TypeParameters) == 0 && k.Kind == lexers.PlainClass {
			names[k.Name] = true
		}
	}
	return names
}

// classElements are what a class becomes: itself, or where the target can't have
// it, or needs none, its parts.
func (a *assembly) classElements(item lexers.Item, c lexers.Class, qualified string, before []*element) []*element {
	if a.request.From == lexers.Java && a.holdsFunctionsOnly(c) {
		items := slices.DeleteFunc(slices.Clone(c.Items), func(i lexers.Item) bool { return i.Function != nil && i.Function.Kind == lexers.Constructor })
		return a.walk(items, nil, qualified)
	}
	k := &class{Class: c, qualified: qualified, at: item.Start}
	a.readBases(item, k)
	if problem := a.unsupported(k); problem != "" {
		if item.Kind == lexers.StatementItem || a.request.From == lexers.CPP && c.Kind == lexers.Enumeration {
			return []*element{{item: item, kept: true, cause: "class " + c.Name + " is " + problem}}
		}
		a.diagnose(item.Start, Warning, "class %s is not carried over, it is %s: its methods are translated as functions", c.Name, problem)
		return a.walk(c.Items, nil, qualified)
	}
	a.readFields(item, k)
	if len(k.Items) > 0 && k.Items[0].Kind == lexers.CommentItem && a.request.From == lexers.Python { // its docstring
		k.doc = k.Items[0].Text
		k.Items = k.Items[1:]
	}
	if n := len(before); n > 0 && before[n-1].comment && k.doc == "" && a.adjacent(before[n-1].item.End, item.Start) {
		k.doc = before[n-1].item.Text
		before[n-1].comment = false // taken over
	}
	k.elements = a.walk(k.Items, k, qualified)
	var inner, outside []*element // classes inside it stand in front of it, an entry point behind it
	k.elements = slices.DeleteFunc(k.elements, func(e *element) bool {
		switch {
		case e.class != nil:
			inner = append(inner, e)
		case e.unit != nil && e.unit.class != k:
			outside = append(outside, e)
		default:
			return false
		}
		return true
	})
	a.classes = append(a.classes, k)
	if a.request.From == lexers.CPP && k.Kind == lexers.Enumeration && !scopedEnum.MatchString(item.Text) {
		for _, v := range k.Constants {
			a.enumerators[v.Name] = k
		}
	}
	return slices.Concat(inner, []*element{{item: item, class: k}}, outside)
}

// scopedEnum begins an enumeration of C++ whose constants are named with it.
var scopedEnum = regexp.MustCompile(`^enum\s+(class|struct)\b`)

// adjacent reports whether at most one line end lies between two places. Items of
// code that does not parse may overlap.
func (a *assembly) adjacent(from, to int) bool {
	return to < from || strings.Count(string(a.request.Source[from:to]), "\n") <= 1
}

// holdsFunctionsOnly reports whether a Java class is only the place of its
// functions. A constructor that does nothing keeps others from making objects.
func (a *assembly) holdsFunctionsOnly(c lexers.Class) bool {
	if c.Kind != lexers.PlainClass || c.Problem != "" || c.Abstract || len(c.Bases) > 0 {
		return false
	}
	functions := 0
	for _, item := range c.Items {
		switch item.Kind {
		case lexers.FunctionItem:
			functions++
			fn := item.Function
			if fn.Kind == lexers.Method || fn.Kind == lexers.Constructor && (len(fn.Parameters) > 0 || !emptyBody.MatchString(fn.Source())) {
				return false
			}
		case lexers.StatementItem:
			for _, v := range a.file.Variables(item) {
				if !v.Static {
					return false
				}
			}
		case lexers.ClassItem:
			functions++
		}
	}
	return functions > 0
}

// emptyBody is the end of a function that does nothing.
var emptyBody = regexp.MustCompile(`\{\s*\}$`)

// plainBases are base classes that say nothing to another language.
var plainBases = map[string]bool{
	"object": true, "Object": true, "ABC": true, "Generic": true, "Protocol": true, "Serializable": true, "Cloneable": true,
}

// enumBases make a Python class an enumeration.
var enumBases = map[string]bool{"Enum": true, "IntEnum": true, "StrEnum": true, "Flag": true, "IntFlag": true}

// exceptions are the names of the libraries' exceptions, as every language ends
// them.
var exceptions = regexp.MustCompile(`(Error|Exception|_error|_argument|_range|^exception|^Throwable)$`)

// bareName is a class's name without its package, namespace and type arguments.
func bareName(base string) string {
	base, _, _ = strings.Cut(base, "<")
	base, _, _ = strings.Cut(base, "[")
	return strings.TrimSpace(base[strings.LastIndexAny(base, ".:")+1:])
}

// readBases finds out what a class is derived from and what its decorators say.
func (a *assembly) readBases(item lexers.Item, k *class) {
	for _, base := range k.Bases {
		name := bareName(base)
		switch {
		case a.declaredClasses[name]:
			k.bases = append(k.bases, name)
		case plainBases[name]:
		case enumBases[name] && a.request.From == lexers.Python:
			k.Kind = lexers.Enumeration
		case name == "NamedTuple":
			k.generated = true
		case exceptions.MatchString(name):
			k.thrown = true
		default:
			k.foreign = true
			a.diagnose(item.Start, Warning, "class %s: its base %s is not in the file: left out", k.Name, base)
		}
	}
	for _, decorator := range k.Decorators {
		switch bareName(decorator) {
		case "dataclass":
			k.generated = true
		case "unique", "final", "total_ordering", "runtime_checkable":
		default:
			a.diagnose(item.Start, Warning, "class %s: its decorator @%s is left out", k.Name, decorator)
		}
	}
	k.generated = k.generated || k.Kind == lexers.Record
	if k.Kind == lexers.Enumeration && a.request.From == lexers.Python {
		k.Items = slices.DeleteFunc(slices.Clone(k.Items), func(i lexers.Item) bool {
			variables := a.file.Variables(i)
			k.Constants = append(k.Constants, variables...)
			return len(variables) > 0
		})
	}
}

// linkClasses leaves each class the bases that the target has, too, and puts it
// behind them.
func (a *assembly) linkClasses() {
	carried := map[string]*class{}
	for _, k := range a.classes {
		carried[k.Name] = k
	}
	for _, k := range a.classes {
		var bases []string
		for _, base := range k.bases {
			switch b := carried[base]; {
			case b == nil || b == k || b.Kind == lexers.Enumeration:
				a.diagnose(k.at, Warning, "class %s: its base %s is not carried over: left out", k.Name, base)
			case a.request.To == lexers.Java && len(bases) > 0:
				a.diagnose(k.at, Warning, "class %s: a class of Java has one base: %s is left out", k.Name, base)
			default:
				bases = append(bases, base)
				b.derived = true
			}
		}
		k.bases = bases
	}
	var ordered []*element
	placed := map[*class]bool{}
	var put func(e *element)
	put = func(e *element) {
		if e.class != nil {
			if placed[e.class] {
				return
			}
			placed[e.class] = true
			for _, base := range e.class.bases {
				for _, other := range a.elements {
					if other.class == carried[base] {
						put(other)
					}
				}
			}
		}
		ordered = append(ordered, e)
	}
	for _, e := range a.elements {
		put(e)
	}
	a.elements = ordered
}

// unsupported says why the target can't have a class; "" if it can.
func (a *assembly) unsupported(k *class) string {
	if lexers.IsKeyword(a.request.To, k.Name) {
		return "called by a keyword of " + a.request.To.Title()
	}
	if k.Problem != "" || k.Kind != lexers.Enumeration {
		return k.Problem
	}
	functions := false
	for _, item := range k.Items {
		functions = functions || item.Kind == lexers.FunctionItem
		if len(a.file.Variables(item)) > 0 {
			return "an enumeration with fields"
		}
	}
	for _, v := range k.Constants {
		if _, known := constantValue(v); v.Value != "" && a.request.From == lexers.CPP && !known {
			return "an enumeration with computed values"
		}
	}
	switch {
	case len(k.Constants) == 0:
		return "an enumeration without constants"
	case functions && a.request.To == lexers.CPP:
		return "an enumeration with methods"
	}
	return ""
}

// constantValue is the number that stands for a constant of an enumeration.
func constantValue(v lexers.Variable) (int64, bool) {
	n, err := strconv.ParseInt(v.Value, 0, 64)
	return n, err == nil
}

// readFields collects the fields of a class. They come first: methods above them
// use them, too.
func (a *assembly) readFields(item lexers.Item, k *class) {
	add := func(at int, v lexers.Variable) {
		k.fields = append(k.fields, &field{Variable: v, types: map[string]int{}, at: at})
	}
	for _, v := range k.Components {
		add(item.Start, v)
	}
	for _, inner := range k.Items {
		for _, v := range a.file.Variables(inner) {
			if a.isField(k, v) {
				add(inner.Start, v)
			}
		}
	}
	for _, v := range a.file.ObjectFields(k.qualified) {
		if !slices.ContainsFunc(k.fields, func(f *field) bool { return f.Name == v.Name }) {
			add(item.Start, v)
		}
	}
}

// isField reports whether a variable in the body of a class belongs to its
// objects. Python's data classes declare their fields there by a type.
func (a *assembly) isField(k *class, v lexers.Variable) bool {
	if a.request.From == lexers.Python {
		return k.generated && v.Type != "" && !strings.HasPrefix(v.Type, "ClassVar")
	}
	return !v.Static
}

// declaresFields reports whether an item only declares fields of the objects of a
// class, which it then has already.
func (a *assembly) declaresFields(in *class, item lexers.Item) bool {
	variables := a.file.Variables(item)
	for _, v := range variables {
		if !a.isField(in, v) {
			return false
		}
	}
	return len(variables) > 0
}

// pureVirtual is the end of a C++ method without a body.
var pureVirtual = regexp.MustCompile(`=\s*0\s*;$`)

// declared returns the method that an item of a class declares without a body;
// nil for any other item.
func (a *assembly) declared(item lexers.Item) *lexers.Function {
	text := item.Text
	if a.request.From == lexers.CPP {
		if !pureVirtual.MatchString(text) {
			return nil
		}
		text = pureVirtual.ReplaceAllString(text, ";")
	}
	if a.request.From == lexers.Python || !strings.HasSuffix(text, ";") || !strings.Contains(text, "(") {
		return nil
	}
	file, err := lexers.Parse(context.Background(), a.request.From, []byte("class C {\n"+strings.TrimSuffix(text, ";")+"{}\n};\n"))
	if err != nil {
		return nil
	}
	functions := file.Functions()
	if len(functions) != 1 || functions[0].Problem != "" || functions[0].Name == "C" {
		return nil
	}
	return functions[0]
}
