package translate

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// assembly is a file on its way: taken apart by shape, put together by assemble.
type assembly struct {
	request  *Request
	file     *lexers.File
	elements []*element
	classes  []*class // that are carried over, those inside others before them
	units    []*unit  // every function, in source order
	entry    *unit    // where the program begins; nil for none
	globals  []lexers.Variable

	functions map[string]bool   // names of the functions and methods that the file defines
	owners    map[string]*class // of static functions and constants inside carried classes
	names     map[string]string // with Rename: the file's names in the target's convention

	begun  bool // something else than a comment came
	result Result
}

// element is a part of a file, in source order. One of its fields is set.
type element struct {
	item    lexers.Item
	comment bool // a comment that belongs to no function
	heading bool // of the file
	kept    bool // can't be carried: stays as a comment
	unit    *unit
	class   *class
	values  []value // constants
}

// class is a class that the target has, too.
type class struct {
	lexers.Class
	qualified string // as lexers.Function.Class has it
	bases     []string
	doc       string
	fields    []*field
	elements  []*element
}

// field is a member of the objects of a class.
type field struct {
	lexers.Variable
	types map[string]int // of the target: how often the model wrote it for a parameter that stands for the field
	at    int            // offset of the declaration in the source
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

	refusal    string // why it is not translated
	job        *job
	parameters map[string]lexers.Variable // lifted: what a parameter stands for
	arguments  bool                       // the entry point uses the command line's arguments
	chosen     int                        // index of the hypothesis in the file
}

// statements are code outside functions that becomes the entry point.
type statements struct {
	text  string // one function
	lines []int  // of the file, by line of text
}

// mainGuard is what Python programs begin behind.
var mainGuard = regexp.MustCompile(`^if\s+__name__\s*==\s*['"]__main__['"]\s*:`)

// mainCall is a guard's body that only calls main.
var mainCall = regexp.MustCompile(`^(?:sys\.exit\(|exit\(|raise SystemExit\()?\s*main\(\s*(?:sys\.argv(?:\[1:\])?)?\s*\)\)?\s*$`)

// shape finds out what each part of the file becomes.
func (a *assembly) shape() {
	a.elements = a.walk(a.file.Outline(), nil, "")
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
	for i := 0; i < len(items); i++ {
		item := items[i]
		e := &element{item: item}
		switch item.Kind {
		case lexers.CommentItem:
			e.comment, e.heading = true, !a.begun && in == nil
			elements = append(elements, e)
			continue
		case lexers.ImportItem:
			if replaced(a.request.From, item.Text) {
				continue
			}
			a.diagnose(item.Start, Warning, "%q brings in code that is not translated: kept as a comment", textLines(item.Text)[0])
			e.kept = true
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
			if in != nil && a.fields(in, item) {
				continue
			}
			if values := a.constants(item, in); values != nil {
				e.values = values
			} else {
				e.kept = true
			}
		}
		a.begun = true
		elements = append(elements, e)
	}
	return elements
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
	case fn.Kind == lexers.Standalone && (a.request.From != lexers.Python || !strings.Contains(fn.Source(), "self")):
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

// classElements are what a class becomes: itself, or where the target can't have
// it, or needs none, its parts.
func (a *assembly) classElements(item lexers.Item, c lexers.Class, qualified string, before []*element) []*element {
	if a.request.From == lexers.Java && c.Problem == "" && a.holdsFunctionsOnly(c, qualified) {
		return a.walk(c.Items, nil, qualified)
	}
	bases, problem := a.bases(c)
	if problem != "" {
		if item.Kind == lexers.StatementItem {
			return []*element{{item: item, kept: true}}
		}
		a.diagnose(item.Start, Warning, "class %s is not carried over, it is %s: its methods are translated as functions", c.Name, problem)
		return a.walk(c.Items, nil, qualified)
	}
	k := &class{Class: c, qualified: qualified, bases: bases}
	for _, v := range a.file.ObjectFields(qualified) {
		k.fields = append(k.fields, &field{Variable: v, types: map[string]int{}, at: item.Start})
	}
	// Fields come first: methods above them use them, too.
	for _, inner := range c.Items {
		if a.request.From != lexers.Python {
			for _, v := range a.file.Variables(inner) {
				if !v.Static {
					k.fields = append(k.fields, &field{Variable: v, types: map[string]int{}, at: inner.Start})
				}
			}
		}
	}
	for i, inner := range c.Items { // Python's docstring
		if i == 0 && inner.Kind == lexers.CommentItem && a.request.From == lexers.Python {
			k.doc = inner.Text
			c.Items = c.Items[1:]
		}
	}
	if n := len(before); n > 0 && before[n-1].comment && k.doc == "" {
		if gap := string(a.request.Source[before[n-1].item.End:item.Start]); strings.Count(gap, "\n") <= 1 {
			k.doc = before[n-1].item.Text
			before[n-1].comment = false // taken over
		}
	}
	k.elements = a.walk(c.Items, k, qualified)
	var elements []*element
	k.elements = slices.DeleteFunc(k.elements, func(e *element) bool {
		outside := e.class != nil || e.unit != nil && e.unit.class != k
		if outside { // classes inside it stand in front of it, an entry point behind it
			elements = append(elements, e)
		}
		return outside
	})
	slices.SortStableFunc(elements, func(x, y *element) int {
		if (x.class != nil) == (y.class != nil) {
			return 0
		}
		if x.class != nil {
			return -1
		}
		return 1
	})
	at := 0
	for at < len(elements) && elements[at].class != nil {
		at++
	}
	a.classes = append(a.classes, k)
	return slices.Insert(elements, at, &element{item: item, class: k})
}

// holdsFunctionsOnly reports whether a Java class is only the place of its
// functions.
func (a *assembly) holdsFunctionsOnly(c lexers.Class, qualified string) bool {
	functions := 0
	for _, item := range c.Items {
		switch item.Kind {
		case lexers.FunctionItem:
			functions++
			if item.Function.Kind == lexers.Method || item.Function.Kind == lexers.Constructor {
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
	return functions > 0 && len(c.Bases) == 0
}

// plainBases are base classes that say nothing.
var plainBases = map[string]bool{"object": true, "Object": true}

// bases returns the base classes that the file defines; problem says what the
// target can't have.
func (a *assembly) bases(c lexers.Class) (bases []string, problem string) {
	if c.Problem != "" {
		return nil, c.Problem
	}
	for _, base := range c.Bases {
		if plainBases[base] {
			continue
		}
		if !slices.ContainsFunc(a.classes, func(k *class) bool { return k.Name == base }) {
			return nil, "derived from " + base
		}
		bases = append(bases, base)
	}
	if len(bases) > 1 {
		return nil, "derived from several classes"
	}
	return bases, ""
}

// fields reports whether an item declares fields of the objects of a class, which
// it then has already, or what C++ and Java need only to say who sees them.
func (a *assembly) fields(in *class, item lexers.Item) bool {
	variables := a.file.Variables(item)
	if len(variables) == 0 || a.request.From == lexers.Python {
		return false
	}
	for _, v := range variables {
		if v.Static {
			return false
		}
	}
	return true
}

// pythonEntry makes an entry point of Python's main guard and of the statements
// outside functions.
func (a *assembly) pythonEntry() {
	var main *unit
	for _, u := range a.units {
		if u.role == freeFunction && u.name == "main" && u.class == nil {
			main = u
		}
	}
	var bodies []lexers.Item
	guard, does := false, false
	for _, e := range a.elements {
		if e.kept && e.item.Kind == lexers.StatementItem {
			if _, isClass := a.file.Class(e.item); isClass || strings.HasPrefix(e.item.Text, "except") || strings.HasPrefix(e.item.Text, "else") {
				continue
			}
			declared := a.file.Variables(e.item)
			if len(declared) > 0 && a.used(declared[0].Name) {
				continue // a variable of the module: a variable of main would be another
			}
			bodies = append(bodies, e.item)
			guard = guard || mainGuard.MatchString(e.item.Text)
			does = does || declared == nil
		}
	}
	if !does {
		return
	}
	if main != nil {
		// main is the entry point where the file calls it and does nothing else.
		if len(bodies) == 1 {
			text := bodies[0].Text
			if loc := mainGuard.FindStringIndex(text); loc != nil {
				text = text[loc[1]:]
			}
			if mainCall.MatchString(strings.TrimSpace(text)) {
				main.role, a.entry = entryPoint, main
				a.drop(bodies)
			}
		}
		return
	}
	if !guard && len(a.units) == 0 {
		return // a script without functions: nothing says what it is made of
	}
	b := &statements{text: "def main():\n", lines: []int{a.file.Position(bodies[0].Start).Line}}
	for _, item := range bodies {
		at := a.file.Position(item.Start).Line
		text := unindented(a.request.Source, item.Start, item.End)
		if loc := mainGuard.FindStringIndex(text); loc != nil {
			head := text[:loc[1]]
			text = text[loc[1]:]
			at += strings.Count(head, "\n")
			if rest, onLine, ok := strings.Cut(text, "\n"); ok && strings.TrimSpace(strings.SplitN(rest, "#", 2)[0]) == "" {
				text, at = onLine, at+1
			} else {
				text = strings.TrimLeft(text, " ")
			}
			text = dedented(text)
		}
		for k, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
			b.text += "    " + line + "\n"
			b.lines = append(b.lines, at+k)
		}
	}
	u := &unit{item: bodies[0], name: "main", role: entryPoint, body: b}
	a.entry = u
	a.units = append(a.units, u)
	a.drop(bodies)
	a.elements = append(a.elements, &element{item: bodies[0], unit: u})
}

// used reports whether a function has a word.
func (a *assembly) used(word string) bool {
	for _, u := range a.units {
		if u.function == nil {
			continue
		}
		for w := range words(u.function.Source()) {
			if w == word {
				return true
			}
		}
	}
	return false
}

// drop takes the elements of items out of the file.
func (a *assembly) drop(items []lexers.Item) {
	a.elements = slices.DeleteFunc(a.elements, func(e *element) bool {
		return e.kept && slices.ContainsFunc(items, func(item lexers.Item) bool { return item.Start == e.item.Start })
	})
}

// dedented takes the indentation of the first line from all.
func dedented(text string) string {
	lines := strings.Split(text, "\n")
	margin := ""
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			margin = line[:len(line)-len(strings.TrimLeft(line, " \t"))]
			break
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, margin)
	}
	return strings.Join(lines, "\n")
}

// canonical returns the canonical form of a unit, lifted where it uses members or
// constants, with the line of the file of each token; or why there is none.
func (u *unit) canonical(ctx context.Context, a *assembly) (c *lexers.Canonical, lines []int, refusal string) {
	if u.refusal != "" {
		return nil, nil, u.refusal
	}
	function := u.function
	if u.body != nil {
		file, err := lexers.Parse(ctx, lexers.Python, []byte(u.body.text))
		if err != nil {
			return nil, nil, err.Error()
		}
		if function = file.Functions()[0]; function.Problem != "" {
			return nil, nil, function.Problem
		}
	}
	if u.class == nil && len(a.globals) == 0 {
		c, lines, err := function.CanonicalLines()
		if err != nil {
			return nil, nil, err.Error()
		}
		return u.beginning(c), u.fileLines(lines), ""
	}
	options := lexers.LiftOptions{Globals: a.globals}
	if u.class != nil {
		options.Methods, options.Object = map[string]bool{}, u.class.Name
		if a.request.From == lexers.CPP {
			options.Object += "*"
		}
		for _, f := range u.class.fields {
			options.Fields = append(options.Fields, f.Variable)
		}
		for _, other := range a.units {
			if other.class == u.class && other.role != constructor {
				options.Methods[other.name] = true
			}
		}
	}
	lifted, err := function.Lift(ctx, options)
	if err != nil {
		if u.role != constructor && (u.class == nil || u.function.Kind == lexers.Standalone) {
			if c, lines, err = function.CanonicalLines(); err == nil {
				return u.beginning(c), u.fileLines(lines), ""
			}
		}
		return nil, nil, err.Error()
	}
	u.parameters = lifted.Parameters
	if lifted.UsesObject && u.role == staticMethod {
		u.role = objectMethod
		delete(a.owners, u.name)
	}
	return u.beginning(lifted.Canonical), u.fileLines(lifted.Lines), ""
}

// fileLines turns lines of the unit's text into lines of the file.
func (u *unit) fileLines(lines []int) []int {
	if u.body != nil {
		for i, line := range lines {
			lines[i] = u.body.lines[min(line, len(u.body.lines))-1]
		}
	}
	return lines
}

// beginning looks whether an entry point uses its arguments.
func (u *unit) beginning(c *lexers.Canonical) *lexers.Canonical {
	if u.role != entryPoint {
		return c
	}
	header := slices.Index(c.Tokens, lexers.BlockOpen)
	for i, token := range c.Tokens[:max(0, header)] {
		if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && k > 0 && i > 0 {
			if _, lifted := u.parameters[c.Names[k]]; !lifted && slices.Contains(c.Tokens[header:], token) {
				u.arguments = true
			}
		}
	}
	return c
}

// diagnose adds a diagnostic at an offset of the source.
func (a *assembly) diagnose(offset int, severity Severity, format string, args ...any) {
	a.result.Diagnostics = append(a.result.Diagnostics, Diagnostic{
		Path: a.request.Path, Position: a.file.Position(offset), Severity: severity, Message: fmt.Sprintf(format, args...),
	})
}
