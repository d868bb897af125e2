package lexers

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A method is translated as a function that needs no object: the members that it
// uses become parameters in front of its own,
//
//	def add(self, x):               def add(total, x):
//	    self.total += x      ->         total += x
//
// in the manner of lambda lifting (Johnsson 1985). A model that learned from
// standalone functions then sees what it knows, in its declared types, and the
// translation's parameters turn back into members. So do a file's constants, and
// the members that a constructor sets.

// LiftOptions say what is lifted.
type LiftOptions struct {
	// Fields are members of the object, by name. In a method they are what the
	// receiver's attributes and, but in Python, plain names that the function does
	// not declare stand for.
	Fields []Variable

	// Globals are constants and static fields; plain names stand for them.
	Globals []Variable

	// Object is the type of the object, as a parameter would declare it: where the
	// object itself is a value it is one, called ObjectName. "" refuses that.
	Object string

	// Methods are the names of the object's other methods; a call of one through
	// the receiver becomes a plain call.
	Methods map[string]bool

	// Inherits says that the object's class has a base that is not known: a method
	// that is not in Methods may be the base's, and a call of one through the receiver
	// becomes a plain call, too.
	Inherits bool

	// Bases are the base classes as C++'s member initializers name them.
	Bases []string
}

// ObjectName is what a lifted parameter that is the object stands for.
const ObjectName = "this"

// Lifted is a function whose members and globals are parameters.
type Lifted struct {
	Canonical *Canonical
	Lines     []int // of the file, by token

	// Parameters has for each name that stands for a member or global in the
	// canonical form what it stands for. The names do not occur in the function.
	Parameters map[string]Variable

	// Super are the arguments of the call of the base class's constructor that a
	// constructor begins with, as written: names of its parameters, and literals. The
	// call is not in the canonical form. nil where there is none.
	Super []string

	// Inherited are the methods that the function calls and that only a base that is
	// not known can have.
	Inherited map[string]bool

	// UsesObject says whether the function uses a field of its object or calls one
	// of its methods.
	UsesObject bool
}

// edit replaces a range of the source.
type edit struct {
	start, end uint32
	text       string
}

// lifter collects the edits that lift a function.
type lifter struct {
	*tree
	fn       *Function
	options  LiftOptions
	declared map[string]bool
	names    map[string]bool   // all words of the function
	given    map[string]string // member or global -> parameter
	order    []Variable        // as they were met
	edits    []edit
	out      *Lifted
	err      error
}

// Lift returns the canonical form of a function whose members and globals have
// become parameters. The error says what stands in the way, such as the object
// itself used as a value.
func (fn *Function) Lift(ctx context.Context, options LiftOptions) (*Lifted, error) {
	l := &lifter{tree: fn.file.tree, fn: fn, options: options, names: map[string]bool{}, given: map[string]string{},
		out: &Lifted{Parameters: map[string]Variable{}, Inherited: map[string]bool{}}}
	for i := fn.node; i < l.nodes[fn.node].next; i++ {
		if l.leaf(i) {
			l.names[l.text(i)] = true
		}
	}
	b := &builder{tree: l.tree, function: fn.node, declared: map[string]bool{}, ids: map[string]int{}, out: &Canonical{Language: fn.Language}}
	switch fn.Language {
	case Python:
		l.declared = b.declared
		b.pythonDeclared(fn.node)
		l.python()
	case CPP:
		b.cppDeclared(fn.node)
		l.declared = b.declared
		l.cpp()
	case Java:
		b.javaDeclared(fn.node)
		l.declared = b.declared
		l.java()
	}
	if l.err != nil {
		return nil, l.err
	}
	return l.finish(ctx)
}

func (l *lifter) refuse(i uint32, format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("line %d: "+format, append([]any{l.fn.file.line(int(l.nodes[i].start))}, args...)...)
	}
}

// replace puts text in place of node i, with as many line ends as it had.
func (l *lifter) replace(i uint32, text string) { l.cut(l.nodes[i].start, l.nodes[i].end, text) }

func (l *lifter) cut(start, end uint32, text string) {
	text += strings.Repeat("\n", bytes.Count(l.source[start:end], []byte("\n")))
	l.edits = append(l.edits, edit{start, end, text})
}

// parameter returns the name of the parameter that stands for a variable.
func (l *lifter) parameter(v Variable, object bool) string {
	key := v.Name
	if object {
		key = "." + key
	}
	if name, ok := l.given[key]; ok {
		return name
	}
	name := v.Name
	// A field may have the name of a parameter, as in self.x = x.
	for _, taken := l.out.Parameters[name]; taken || l.declared[name] || name != v.Name && l.names[name]; _, taken = l.out.Parameters[name] {
		name = "the_" + name
	}
	l.given[key] = name
	l.order = append(l.order, v)
	l.out.Parameters[name] = v
	return name
}

// object treats the object as a value.
func (l *lifter) object(i uint32) {
	if l.options.Object == "" {
		l.refuse(i, "%s is used as a value", l.text(i))
		return
	}
	l.out.UsesObject = true
	name, ok := l.given["."+ObjectName]
	if !ok {
		name = "obj"
		for l.names[name] {
			name = "the_" + name
		}
		v := Variable{Name: ObjectName, Type: l.options.Object}
		l.given["."+ObjectName] = name
		l.order = append(l.order, v)
		l.out.Parameters[name] = v
	}
	l.replace(i, name)
}

func find(variables []Variable, name string) (Variable, bool) {
	i := slices.IndexFunc(variables, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return Variable{}, false
	}
	return variables[i], true
}

// plain treats an identifier that is used as a variable.
func (l *lifter) plain(i uint32, fields bool) {
	name := l.text(i)
	if l.declared[name] {
		return
	}
	if v, ok := find(l.options.Fields, name); ok && fields {
		l.out.UsesObject = true
		l.replace(i, l.parameter(v, true))
	} else if v, ok := find(l.options.Globals, name); ok {
		l.replace(i, l.parameter(v, false))
	}
}

// member treats receiver.name at node i.
func (l *lifter) member(i uint32, name string, called bool) {
	v, ok := find(l.options.Fields, name)
	if called && (l.options.Methods[name] || !ok && l.inherited(name)) {
		l.out.UsesObject = true
		l.replace(i, name)
		return
	}
	if !ok {
		if v, ok = find(l.options.Globals, name); !ok { // a static field, through the object
			l.refuse(i, "%s is no field that its class declares", name)
			return
		}
		l.replace(i, l.parameter(v, false))
		return
	}
	l.out.UsesObject = true
	l.replace(i, l.parameter(v, true))
}

// inherited reports whether a method that the class does not declare may be that
// of a base, and notes that it is called.
func (l *lifter) inherited(name string) bool {
	if !l.options.Inherits || l.declared[name] {
		return false // a plain call would be one of the variable
	}
	l.out.Inherited[name] = true
	return true
}

func (l *lifter) python() {
	object := ""
	if l.fn.Class != "" {
		object = l.pythonObject(l.fn.node)
	}
	parameters, _ := l.child(l.fn.node, "parameters")
	for i := l.fn.node; i < l.nodes[l.fn.node].next && l.err == nil; i++ {
		parent := l.nodes[i].parent
		switch kind := l.kind(i); {
		case kind == "attribute" && object != "":
			owner, _ := l.child(i, "object")
			name, ok := l.child(i, "attribute")
			if !ok || l.text(owner) != object || l.kind(owner) != "identifier" {
				continue
			}
			function, _ := l.child(parent, "function")
			l.member(i, l.text(name), l.kind(parent) == "call" && function == i)
			i = l.nodes[i].next - 1
		case kind == "identifier" && object != "" && l.text(i) == object:
			switch {
			case parent == parameters: // taken out, with the comma behind it
				end := l.nodes[i].end
				if next := l.nodes[i].next; next < l.nodes[parameters].next && l.kind(next) == "," {
					end = l.nodes[next].end
				}
				l.cut(l.nodes[i].start, end, "")
			case l.kind(parent) == "typed_parameter":
				l.refuse(i, "its object has a type")
			default:
				l.object(i)
			}
		case kind == "expression_statement" && l.fn.Kind == Constructor && l.pythonSuper(i):
			i = l.nodes[i].next - 1
		case kind == "identifier" && l.text(i) == "super" && l.kind(parent) == "call":
			l.refuse(i, "super is called")
		case kind == "global_statement":
			if l.globalStatement(i) {
				i = l.nodes[i].next - 1
			}
		case kind == "identifier":
			if l.kind(parent) == "attribute" {
				if name, _ := l.child(parent, "attribute"); name == i {
					continue
				}
			}
			if l.kind(parent) == "keyword_argument" {
				if name, _ := l.child(parent, "name"); name == i {
					continue
				}
			}
			l.plain(i, false)
		}
	}
	l.insertParameters(parameters)
}

// globalStatement takes out a statement that declares only globals, which are
// parameters now.
func (l *lifter) globalStatement(i uint32) bool {
	for c := range l.children(i) {
		if l.kind(c) == "identifier" {
			if _, ok := find(l.options.Globals, l.text(c)); !ok {
				return false
			}
		}
	}
	l.replace(i, "pass")
	return true
}

// pythonSuper takes out the statement at i if it is super().__init__(...).
func (l *lifter) pythonSuper(i uint32) bool {
	call := i + 1
	if l.nodes[call].next != l.nodes[i].next || l.kind(call) != "call" {
		return false
	}
	function, _ := l.child(call, "function")
	arguments, ok := l.child(call, "arguments")
	if !ok || l.out.Super != nil || !pythonSuperCall.MatchString(l.text(function)) || !l.superArguments(arguments) {
		return false
	}
	l.replace(i, "pass")
	return true
}

// pythonSuperCall is how a constructor of Python calls that of its base class.
var pythonSuperCall = regexp.MustCompile(`^super\([^()]*\)\s*\.\s*__init__$`)

// superArguments notes the arguments at a node; false where one is more than a
// name or a literal.
func (l *lifter) superArguments(node uint32) bool {
	super := []string{}
	for a := range l.children(node) {
		if l.nodes[a].flags&(nodeNamed|nodeExtra) != nodeNamed {
			continue
		}
		switch kind := l.kind(a); {
		case kind == "identifier" && l.declared[l.text(a)]:
		case kind == "integer", kind == "decimal_integer_literal", kind == "number_literal", kind == "string" && plainString.MatchString(l.text(a)), kind == "string_literal":
		default:
			return false
		}
		super = append(super, l.text(a))
	}
	l.out.Super = super
	return true
}

// plainString is a literal that every language writes alike.
var plainString = regexp.MustCompile(`^"[^"\\{}]*"$|^'[^'"\\{}]*'$`)

func (l *lifter) java() {
	for i := l.fn.node; i < l.nodes[l.fn.node].next && l.err == nil; i++ {
		parent := l.nodes[i].parent
		switch l.kind(i) {
		case "modifiers":
			i = l.nodes[i].next - 1
		case "field_access":
			owner, _ := l.child(i, "object")
			name, _ := l.child(i, "field")
			if l.kind(owner) == "this" {
				l.member(i, l.text(name), false)
				i = l.nodes[i].next - 1
			}
		case "method_invocation":
			owner, ok := l.child(i, "object")
			name, _ := l.child(i, "name")
			switch {
			case ok && l.kind(owner) == "this" && (l.options.Methods[l.text(name)] || l.inherited(l.text(name))):
				l.out.UsesObject = true
				l.cut(l.nodes[owner].start, l.nodes[name].start, "")
			case !ok && l.options.Methods[l.text(name)]:
				l.out.UsesObject = true
			}
		case "this":
			if o, ok := l.child(parent, "object"); !(ok && o == i && l.kind(parent) == "method_invocation") {
				l.object(i)
			} else if name, _ := l.child(parent, "name"); !l.options.Methods[l.text(name)] && !l.out.Inherited[l.text(name)] {
				l.refuse(i, "%s is no method that its class declares", l.text(name))
			}
		case "explicit_constructor_invocation":
			arguments, ok := l.child(i, "arguments")
			called, _ := l.child(i, "constructor")
			if !ok || l.kind(called) != "super" || !l.superArguments(arguments) {
				l.refuse(i, "super or another constructor is called")
			}
			l.replace(i, "")
			i = l.nodes[i].next - 1
		case "super":
			l.refuse(i, "super is called")
		case "identifier":
			if name, ok := l.child(parent, "name"); ok && name == i && l.kind(parent) != "enhanced_for_statement" {
				if l.kind(parent) == "constructor_declaration" {
					l.edits = append(l.edits, edit{l.nodes[i].start, l.nodes[i].start, "void "})
				}
				continue // of a call, a declaration
			}
			if field, ok := l.child(parent, "field"); ok && field == i && l.kind(parent) == "field_access" {
				continue
			}
			l.plain(i, true)
		}
	}
	if parameters, ok := l.child(l.fn.node, "parameters"); ok {
		l.insertParameters(parameters)
	}
}

func (l *lifter) cpp() {
	head, name, ok := l.cppFunctionDeclarator(l.fn.node)
	body, has := l.cppBody(l.fn.node)
	if !ok || !has {
		l.refuse(l.fn.node, "its head can't be read")
		return
	}
	if l.fn.Kind == Constructor {
		l.edits = append(l.edits, edit{l.nodes[l.fn.node].start, l.nodes[name].start, "void "})
	}
	if l.kind(name) == "qualified_identifier" {
		l.replace(name, l.fn.Name)
	}
	for i := l.fn.node; i < l.nodes[l.fn.node].next && l.err == nil; i++ {
		parent := l.nodes[i].parent
		switch l.kind(i) {
		case "field_initializer_list":
			l.initializers(i, body)
			if l.err == nil {
				l.cut(l.nodes[i].start, l.nodes[i].end, "")
			}
			i = l.nodes[i].next - 1
		case "field_expression":
			owner, _ := l.child(i, "argument")
			field, _ := l.child(i, "field")
			if l.kind(owner) == "this" {
				function, _ := l.child(parent, "function")
				l.member(i, l.text(field), l.kind(parent) == "call_expression" && function == i)
				i = l.nodes[i].next - 1
			}
		case "this":
			l.object(i)
		case "identifier":
			if i < body && parent != 0 && i < head {
				continue // a macro in front
			}
			if l.kind(parent) == "call_expression" {
				if function, _ := l.child(parent, "function"); function == i {
					l.out.UsesObject = l.out.UsesObject || l.options.Methods[l.text(i)]
					if _, field := find(l.options.Fields, l.text(i)); !field {
						continue
					}
				}
			}
			if l.kind(parent) == "qualified_identifier" {
				continue
			}
			l.plain(i, true)
		}
	}
	if parameters, ok := l.child(head, "parameters"); ok {
		l.insertParameters(parameters)
	}
}

// initializers turns C++'s member initializers into statements at the beginning
// of the body.
func (l *lifter) initializers(list, body uint32) {
	var statements strings.Builder
	for c := range l.children(list) {
		if l.kind(c) != "field_initializer" {
			continue
		}
		name := c + 1
		v, ok := find(l.options.Fields, l.text(name))
		if !ok {
			for a := range l.children(c) {
				ok = ok || slices.Contains(l.options.Bases, l.text(name)) && l.kind(a) == "argument_list" && l.superArguments(a)
			}
			if ok {
				continue
			}
			l.refuse(c, "it initializes %s, which is no field", l.text(name))
			return
		}
		var values []uint32
		for a := range l.children(c) {
			if kind := l.kind(a); kind != "argument_list" && kind != "initializer_list" {
				continue
			}
			for value := range l.children(a) {
				if l.nodes[value].flags&nodeNamed != 0 {
					values = append(values, value)
				}
			}
		}
		if len(values) == 0 {
			continue // as it is without
		}
		if len(values) > 1 {
			l.refuse(c, "it initializes %s with %d values", v.Name, len(values))
			return
		}
		l.out.UsesObject = true
		// A name in the value that the constructor does not declare is another field.
		text := l.text(values[0])
		if other, ok := find(l.options.Fields, text); ok && !l.declared[text] {
			text = l.parameter(other, true)
		}
		fmt.Fprintf(&statements, " %s = %s;", l.parameter(v, true), text)
	}
	at := l.nodes[body].start + 1
	l.edits = append(l.edits, edit{at, at, statements.String()})
}

// insertParameters puts the new parameters in front of those at a node.
func (l *lifter) insertParameters(parameters uint32) {
	if len(l.order) == 0 || l.err != nil {
		return
	}
	var texts []string
	for _, v := range l.order {
		key := v.Name
		name, ok := l.given["."+key]
		if !ok || l.out.Parameters[name] != v {
			name = l.given[key]
		}
		typ := v.Type
		if typ == "" {
			typ = "int"
		}
		switch l.fn.Language {
		case Python:
			texts = append(texts, name)
		case CPP:
			typ, sizes, array := strings.Cut(typ, "[")
			switch {
			case array:
				sizes = "[" + sizes
			case strings.ContainsAny(typ, "<") && !strings.HasSuffix(typ, "*"):
				typ += "&"
			}
			texts = append(texts, typ+" "+name+sizes)
		case Java:
			texts = append(texts, typ+" "+name)
		}
	}
	own := false
	for c := range l.children(parameters) {
		if l.nodes[c].flags&(nodeNamed|nodeExtra) == nodeNamed && !slices.ContainsFunc(l.edits, func(e edit) bool { return e.start == l.nodes[c].start && e.text == "" }) {
			own = true
		}
	}
	text := strings.Join(texts, ", ")
	if own {
		text += ", "
	}
	at := l.nodes[parameters].start + 1
	l.edits = append(l.edits, edit{at, at, text})
}

// finish applies the edits and reads the result.
func (l *lifter) finish(ctx context.Context) (*Lifted, error) {
	slices.SortStableFunc(l.edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var text bytes.Buffer
	if l.fn.Language == Java {
		text.WriteString("class C { ")
	}
	at := l.nodes[l.fn.node].start
	for _, e := range l.edits {
		if e.start < at {
			return nil, errors.New("its members overlap")
		}
		text.Write(l.source[at:e.start])
		text.WriteString(e.text)
		at = e.end
	}
	text.Write(l.source[at:l.nodes[l.fn.node].end])
	if l.fn.Language == Java {
		text.WriteString(" }")
	}
	file, err := Parse(ctx, l.fn.Language, text.Bytes())
	if err != nil {
		return nil, err
	}
	functions := file.Functions()
	if len(functions) == 0 {
		return nil, errors.New("it is no function without its object")
	}
	l.out.Canonical, l.out.Lines, err = functions[0].CanonicalLines()
	before := l.fn.file.line(int(l.nodes[l.fn.node].start)) - 1
	for i := range l.out.Lines {
		l.out.Lines[i] += before
	}
	var unsupported *UnsupportedError
	if errors.As(err, &unsupported) {
		unsupported.Line += before
	}
	return l.out, err
}
