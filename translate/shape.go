package translate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/translate/adapt"
)

// assembly is a file on its way: taken apart by shape, put together by assemble.
type assembly struct {
	request  *Request
	file     *lexers.File
	elements []*element
	classes  []*class          // that are carried over, those inside others before them
	units    []*unit           // every function, in source order
	entry    *unit             // where the program begins; nil for none
	globals  []lexers.Variable // constants and variables outside functions

	// enumerators are the constants of C++'s enumerations without a scope, which
	// have one elsewhere.
	enumerators map[string]*class

	declaredClasses map[string]bool // names of the classes that the file defines

	inference     *inference      // the value of inferred; nil until it is asked for
	measuredSlots map[slot]bool   // the value of measured, likewise
	resizedTypes  map[string]bool // the value of resized, likewise

	known adapt.Program // what adaptation knows of the file, once the search has ended

	functions  map[string]bool   // names of the functions and methods that the file defines
	namespaces map[string]bool   // that the file opens, in C++
	owners     map[string]*class // of static functions and constants inside carried classes
	names      map[string]string // with Rename: the file's names in the target's convention

	begun  bool // something else than a comment came
	result Result
}

// element is a part of a file, in source order. One of its fields is set.
type element struct {
	item     lexers.Item
	comment  bool   // a comment that belongs to no function
	heading  bool   // of the file
	kept     bool   // can't be carried: stays as a comment
	cause    string // why it is kept
	unit     *unit
	class    *class
	declared *lexers.Function // a method without a body
	values   []value          // constants and variables
}

// role says what a unit is in the target.
type role uint8

const (
	freeFunction role = iota
	staticMethod      // of a carried class
	objectMethod
	constructor
	entryPoint
)

// unit is a function that goes through the model.
type unit struct {
	item     lexers.Item
	function *lexers.Function // nil for an entry point made of statements
	name     string
	class    *class // the carried class that it is a member of
	role     role
	body     *statements // of an entry point without a function

	comments   []lexers.InnerComment
	refusal    string // why it is not translated
	job        *job
	reading    *job                       // its canonical form, also where it is too long for the model; nil where there is none
	parameters map[string]lexers.Variable // lifted: what a parameter stands for
	inherited  map[string]bool            // methods that it calls and that a base outside of the file has
	super      []string                   // what a constructor gives that of the base class; nil for no call of it
	arguments  bool                       // the entry point uses the command line's arguments
}

// shape finds out what each part of the file becomes.
func (a *assembly) shape() {
	items := a.file.Outline()
	a.declareClasses(items)
	a.elements = a.walk(items, nil, "")
	a.linkClasses()
	for _, u := range a.units {
		if u.function != nil && u.role == freeFunction && u.name == "main" && (u.function.Class == "" || a.request.From == lexers.Java) && a.request.From != lexers.Python {
			u.role, a.entry = entryPoint, u
		}
	}
	if a.request.From == lexers.Python {
		a.pythonEntry()
	}
	for _, u := range a.units {
		if u.role != constructor {
			a.functions[u.name] = true
		}
		if u.role == staticMethod {
			a.owners[u.name] = u.class
		}
	}
}

// walk makes elements of items; in is the carried class whose body they are,
// qualified its name as functions know it.
func (a *assembly) walk(items []lexers.Item, in *class, qualified string) []*element {
	var elements []*element
	var documented *field // the last that was declared, with its comments
	for i := 0; i < len(items); i++ {
		item := items[i]
		e := &element{item: item}
		switch item.Kind {
		case lexers.CommentItem:
			if documented != nil && a.onLine(documented.at, item.Start) {
				documented.doc = strings.TrimPrefix(documented.doc+"\n"+item.Text, "\n")
				continue
			}
			e.comment, e.heading = true, !a.begun && in == nil
			elements = append(elements, e)
			continue
		case lexers.ImportItem:
			if replaced(a.request.From, item.Text) {
				continue
			}
			e.kept, e.cause = true, fmt.Sprintf("%q brings in code that is not translated", textLines(item.Text)[0])
		case lexers.FunctionItem:
			e.unit = a.unit(item, in)
			if k := e.unit.class; k != nil && in == nil { // C++ defines it outside of its class
				k.elements = append(k.elements, e)
				continue
			}
		case lexers.ClassItem, lexers.StatementItem:
			if c, ok := a.file.Class(item); ok {
				for i+1 < len(items) && items[i+1].Start < c.End {
					i++ // c.Items has them
				}
				name := strings.TrimPrefix(qualified+"."+c.Name, ".")
				elements = append(elements, a.classElements(item, c, name, elements)...)
				a.begun = true
				continue
			}
			if in != nil && a.declaresFields(in, item) {
				documented = a.document(in, item, &elements)
				continue
			}
			a.statement(e, in, qualified)
			if e.item.Text == "" {
				continue
			}
			if n := len(elements) - 1; e.declared != nil && n >= 0 && elements[n].comment && a.adjacent(elements[n].item.End, item.Start) {
				e.declared.Doc = elements[n].item.Text
				elements = elements[:n]
			}
		}
		a.begun = true
		elements = append(elements, e)
	}
	return elements
}

// onLine reports whether two places are on one line of the source.
func (a *assembly) onLine(from, to int) bool {
	return from < to && !strings.Contains(string(a.request.Source[from:to]), "\n")
}

// document gives the comment that ends above fields to the first of them, and
// returns it.
func (a *assembly) document(in *class, item lexers.Item, elements *[]*element) *field {
	at := slices.IndexFunc(in.fields, func(f *field) bool { return f.at == item.Start })
	if at < 0 {
		return nil
	}
	if n := len(*elements) - 1; n >= 0 && (*elements)[n].comment && a.adjacent((*elements)[n].item.End, item.Start) {
		in.fields[at].doc = (*elements)[n].item.Text
		*elements = (*elements)[:n]
	}
	return in.fields[at]
}

// typeVariable is what Python's generic code declares its types with.
var typeVariable = regexp.MustCompile(`^\w+\s*=\s*(?:typing\.)?TypeVar\(`)

// declaresNothing is code of C++ that says what the other languages need not be
// told: macros without a text, such as those of include guards, pragmas, types that
// are defined elsewhere, and members that the compiler writes or must not write.
var declaresNothing = regexp.MustCompile(`^(?:#\s*define\s+\w+|#\s*pragma\b.*|(?:template\s*<[^<>;]*>\s*)?(?:struct|class|union|enum(?:\s+class)?)\s+\w+(?:\s*:\s*\w+)?\s*;|[^;{}]*\)[^;{}()]*=\s*(?:default|delete)\s*;)\s*$`)

// statement finds out what becomes of code that is neither a function nor a
// class.
func (a *assembly) statement(e *element, in *class, qualified string) {
	item := &e.item
	if in != nil {
		if e.declared = a.declared(*item); e.declared != nil {
			return
		}
		if item.Text == "pass" || item.Text == "..." || item.Text == ";" {
			item.Text = ""
			return
		}
	}
	if a.request.From == lexers.CPP && (onlyIncludes(item.Text) || declaresNothing.MatchString(item.Text)) || a.request.From == lexers.Python && typeVariable.MatchString(item.Text) {
		item.Text = ""
		return
	}
	var problem string
	if e.values, problem = a.values(*item, in, qualified); e.values == nil {
		e.kept, e.cause = true, problem
	}
}

// unit makes a unit of a function.
func (a *assembly) unit(item lexers.Item, in *class) *unit {
	fn := item.Function
	u := &unit{item: item, function: fn, name: fn.Name, class: in}
	if in == nil { // or a member that C++ defines outside of its class
		for _, k := range a.classes {
			if k.qualified == fn.Class {
				u.class = k
			}
		}
	}
	switch {
	case fn.Kind == lexers.Constructor:
		u.role = constructor
		if u.class == nil {
			u.refusal = "a constructor has no counterpart outside its class"
		}
	case u.class == nil:
	case fn.Name == "main" && a.request.From == lexers.Java && fn.Kind == lexers.Standalone:
		u.class = nil
	case a.static(u):
		u.role = staticMethod
	default:
		u.role = objectMethod
	}
	if u.class != nil && u.role != staticMethod && strings.HasPrefix(fn.Name, "operator") && a.request.From == lexers.CPP || strings.HasPrefix(fn.Name, "~") {
		u.refusal = "an operator or destructor is not carried over"
	}
	if fn.Problem != "" {
		u.refusal = fn.Problem
	}
	a.units = append(a.units, u)
	return u
}

// staticModifier is what Java and C++ declare a static method with.
var staticModifier = regexp.MustCompile(`^[^({]*\bstatic\b`)

// static reports whether a function of a carried class is one of its static
// methods: declared so, or one that has no use for its object and that nothing
// else asks to have one, as being inherited does.
func (a *assembly) static(u *unit) bool {
	fn, k := u.function, u.class
	if u.declaredStatic(a.request.From) {
		return true
	}
	if a.request.From == lexers.Python {
		return fn.Kind == lexers.Standalone && !strings.Contains(fn.Source(), "self")
	}
	return fn.Kind == lexers.Standalone && len(k.Bases) == 0 && k.Kind == lexers.PlainClass && !k.Abstract && !strings.HasPrefix(fn.Source(), "virtual") && !strings.Contains(fn.Source(), "@Override")
}

// declaredStatic reports whether Java or C++ say so.
func (u *unit) declaredStatic(from lexers.Language) bool {
	return from != lexers.Python && u.function != nil && staticModifier.MatchString(u.function.Source())
}

// used reports whether a function has a word.
func (a *assembly) used(word string) bool {
	return slices.ContainsFunc(a.units, func(u *unit) bool { return u.function != nil && mentions(u.function.Source(), word) })
}

// drop takes elements out of the file.
func (a *assembly) drop(elements []*element) {
	a.elements = slices.DeleteFunc(a.elements, func(e *element) bool { return slices.Contains(elements, e) })
}

// diagnose adds a diagnostic at an offset of the source.
func (a *assembly) diagnose(offset int, severity Severity, format string, args ...any) {
	a.result.Diagnostics = append(a.result.Diagnostics, Diagnostic{
		Path: a.request.Path, Position: a.file.Position(offset), Severity: severity, Message: fmt.Sprintf(format, args...),
	})
}

// definedNames returns the names that the file gives a meaning to and that a
// translation of these tokens may need: its types and fields, and of its functions
// and globals those that the tokens name. A file has thousands of these, and every
// step of decoding looks at all names.
func (a *assembly) definedNames(tokens []string) []string {
	globals := map[string]bool{}
	for _, v := range a.globals {
		globals[v.Name] = true
	}
	names := slices.Collect(maps.Keys(a.declaredClasses))
	for _, token := range tokens {
		if a.functions[token] || globals[token] {
			names = append(names, token)
		}
	}
	for _, k := range a.classes {
		names = append(names, k.TypeParameters...)
		for _, v := range k.Constants {
			names = append(names, v.Name)
		}
		for _, f := range k.fields {
			names = append(names, f.Name)
		}
	}
	return names
}
