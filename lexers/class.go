package lexers

import (
	"slices"
	"strings"
)

// Class is a class as its source declares it.
type Class struct {
	Name           string
	Kind           ClassKind
	Abstract       bool     // Java's abstract
	TypeParameters []string // names: T of Box<T>, of template <class T>
	Bases          []string // as written; Java's without type arguments
	Decorators     []string // Python's, without @ and arguments
	End            int      // byte offset of its end

	Components []Variable // of a record
	Constants  []Variable // of an enumeration, but in Python, where they are variables of the class

	// Items are what its body holds. Those of classes inside it are not among them:
	// they are in the class of their own item.
	Items []Item

	// Problem says why it can't be taken apart, such as "a union"; "" if it can.
	Problem string
}

// Variable is a field, a constant or a global variable.
type Variable struct {
	Name   string
	Type   string // as written, without modifiers, with the sizes of C++'s arrays: "int[3]"; "" where the source states none
	Value  string // as written; "" where it is declared without one
	Static bool   // belongs to a class, not to its objects
	Const  bool   // final, const, constexpr, a macro; in Python a name in capitals
}

// Class describes the class that an item declares, whether or not it holds
// functions; false for an item that declares none.
func (f *File) Class(item Item) (Class, bool) {
	t := f.tree
	if item.Kind != ClassItem && item.Kind != StatementItem || len(t.nodes) == 0 {
		return Class{}, false
	}
	i := item.node
	if t.kind(i) == "decorated_definition" || t.kind(i) == "template_declaration" {
		for c := range t.children(i) {
			if kind := t.kind(c); strings.HasPrefix(kind, "class_") || strings.HasPrefix(kind, "struct_") {
				i = c
			}
		}
	}
	roles := functionRoles[f.Language]()
	if id := t.nodes[i].symbol; t.kind(i) != "enum_specifier" && (int(id) >= len(roles) || roles[id] != roleClass) {
		return Class{}, false
	}
	body, ok := t.child(i, "body")
	name, named := t.child(i, "name")
	if !ok || !named {
		return Class{}, false
	}
	c := Class{Name: t.text(name), End: max(item.End, int(t.nodes[i].end))}
	t.classHead(i, &c)
	if c.Kind == Enumeration {
		t.constants(body, &c)
	}
	if f.Language == CPP && c.Kind == Enumeration {
		return c, true
	}
	o := f.outliner()
	o.walk(body)
	for k := 0; k < len(o.items); k++ {
		inner := o.items[k]
		if kind := t.kind(inner.node); c.Kind == Enumeration && c.Problem == "" && inner.Kind != FunctionItem && inner.Kind != CommentItem && (kind == "enum_constant" || inner.Text == ";") {
			continue // one of Constants
		}
		c.Items = append(c.Items, inner)
		if inner.Kind == ClassItem { // its items follow it
			for end := int(t.nodes[inner.node].end); k+1 < len(o.items) && o.items[k+1].Start < end; k++ {
			}
		}
	}
	return c, true
}

// Variables returns what an item declares, in order; nil where it does something
// else, or more than that.
func (f *File) Variables(item Item) []Variable {
	t := f.tree
	if item.Kind != StatementItem || len(t.nodes) == 0 {
		return nil
	}
	switch f.Language {
	case Python:
		return t.pythonVariables(item.node)
	case CPP:
		return t.cppVariables(item.node)
	default:
		return t.javaVariables(item.node)
	}
}

func (t *tree) pythonVariables(i uint32) []Variable {
	if t.kind(i) != "expression_statement" || t.nodes[i].next == i+1 || t.kind(i+1) != "assignment" || t.nodes[i+1].next != t.nodes[i].next {
		return nil
	}
	left, _ := t.child(i+1, "left")
	right, ok := t.child(i+1, "right")
	if t.kind(left) != "identifier" {
		return nil
	}
	v := Variable{Name: t.text(left), Static: true, Const: strings.ToUpper(t.text(left)) == t.text(left)}
	if typ, ok := t.child(i+1, "type"); ok {
		v.Type = t.text(typ)
	}
	if ok {
		if t.kind(right) == "assignment" {
			return nil
		}
		v.Value = t.text(right)
	}
	return []Variable{v}
}

func (t *tree) javaVariables(i uint32) []Variable {
	if t.kind(i) != "field_declaration" && t.kind(i) != "constant_declaration" {
		return nil
	}
	typ, ok := t.child(i, "type")
	if !ok {
		return nil
	}
	base := Variable{Type: t.text(typ)}
	base.Static = t.kind(i) == "constant_declaration" // of an interface
	base.Const = base.Static
	for c := range t.children(i) {
		if t.kind(c) == "modifiers" {
			for m := range t.children(c) {
				base.Static = base.Static || t.kind(m) == "static"
				base.Const = base.Const || t.kind(m) == "final"
			}
		}
	}
	var variables []Variable
	for c := range t.children(i) {
		if t.kind(c) != "variable_declarator" {
			continue
		}
		v := base
		if _, brackets := t.child(c, "dimensions"); brackets {
			return nil
		}
		name, _ := t.child(c, "name")
		v.Name = t.text(name)
		if value, ok := t.child(c, "value"); ok {
			v.Value = t.text(value)
		}
		variables = append(variables, v)
	}
	return variables
}

func (t *tree) cppVariables(i uint32) []Variable {
	if t.kind(i) == "preproc_def" {
		name, _ := t.child(i, "name")
		value, ok := t.child(i, "value")
		if !ok {
			return nil
		}
		return []Variable{{Name: t.text(name), Value: strings.TrimSpace(t.text(value)), Const: true, Static: true}}
	}
	typ, ok := t.child(i, "type")
	if !ok {
		return nil
	}
	base := Variable{Type: t.text(typ)}
	switch t.kind(i) {
	case "declaration", "field_declaration":
	case "function_definition": // the grammar takes long count = 0; for a pure virtual function
		d, ok := t.child(i, "declarator")
		if !ok || t.kind(d) != "field_identifier" || t.kind(t.nodes[d].next) != "pure_virtual_clause" {
			return nil
		}
		base.Value = "0"
	default:
		return nil
	}
	if base.Type == "auto" {
		base.Type = ""
	}
	for c := range t.children(i) {
		switch t.text(c) {
		case "const", "constexpr":
			base.Const = true
		case "static":
			base.Static = true
		}
	}
	declarator := t.grammar.fields["declarator"]
	var variables []Variable
	for c := range t.children(i) {
		if t.nodes[c].field != declarator {
			continue
		}
		v, at := base, c
		if t.kind(at) == "init_declarator" {
			value, _ := t.child(at, "value")
			v.Value = t.text(value)
			at, _ = t.child(at, "declarator")
		}
		for t.kind(at) == "pointer_declarator" {
			v.Type += "*"
			at, _ = t.child(at, "declarator")
		}
		sizes := ""
		for t.kind(at) == "array_declarator" { // the last dimension is the outermost node
			size := ""
			if n, ok := t.child(at, "size"); ok {
				size = t.text(n)
			}
			sizes = "[" + size + "]" + sizes
			at, _ = t.child(at, "declarator")
		}
		v.Type += sizes
		if kind := t.kind(at); kind != "identifier" && kind != "field_identifier" {
			return nil // a reference, a function
		}
		v.Name = t.text(at)
		variables = append(variables, v)
	}
	if value, ok := t.child(i, "default_value"); ok && len(variables) > 0 {
		variables[len(variables)-1].Value = t.text(value)
	}
	return variables
}

// ObjectFields returns the fields that the methods of a Python class give their
// object, in the order of their first assignment. A field that a parameter is
// stored in has the parameter's type, where it states none itself.
func (f *File) ObjectFields(class string) []Variable {
	if f.Language != Python {
		return nil
	}
	t := f.tree
	var fields []Variable
	for _, fn := range f.Functions() {
		if fn.Class != class {
			continue
		}
		object := t.pythonObject(fn.node)
		for i := fn.node; object != "" && i < t.nodes[fn.node].next; i++ {
			if t.kind(i) != "attribute" {
				continue
			}
			owner, _ := t.child(i, "object")
			name, _ := t.child(i, "attribute")
			parent := t.nodes[i].parent
			target := i
			if kind := t.kind(parent); kind == "pattern_list" || kind == "tuple_pattern" { // self.a, self.b = ...
				target, parent = parent, t.nodes[parent].parent
			}
			left, assigned := t.child(parent, "left")
			if t.text(owner) != object || !assigned || left != target || t.kind(parent) != "assignment" && t.kind(parent) != "augmented_assignment" {
				continue
			}
			if slices.ContainsFunc(fields, func(v Variable) bool { return v.Name == t.text(name) }) {
				continue
			}
			v := Variable{Name: t.text(name)}
			if typ, ok := t.child(parent, "type"); ok {
				v.Type = t.text(typ)
			}
			if right, ok := t.child(parent, "right"); ok && target == i {
				v.Value = t.text(right)
				if stored := slices.IndexFunc(fn.Parameters, func(p Parameter) bool { return p.Name == v.Value }); v.Type == "" && stored >= 0 {
					v.Type = fn.Parameters[stored].Type
				}
			}
			fields = append(fields, v)
		}
	}
	return fields
}

// pythonObject returns the name of the first parameter of a Python function that
// is no static method; "" for none.
func (t *tree) pythonObject(function uint32) string {
	if t.decorators(function)["staticmethod"] {
		return ""
	}
	parameters, ok := t.child(function, "parameters")
	if !ok {
		return ""
	}
	for p := range t.children(parameters) {
		if t.nodes[p].flags&(nodeNamed|nodeExtra) == nodeNamed {
			if parameter, ok := t.pythonParameter(p); ok && !strings.HasPrefix(parameter.Name, "*") {
				return parameter.Name
			}
			return ""
		}
	}
	return ""
}
