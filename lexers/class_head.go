package lexers

import "strings"

// ClassKind says what a class is besides a class.
type ClassKind uint8

// The kinds of classes.
const (
	PlainClass  ClassKind = iota
	Interface             // of Java
	Enumeration           // of Java and C++; those of Python are classes derived from Enum
	Record                // of Java
)

// classHead reads what stands in front of the body of the class at node i.
func (t *tree) classHead(i uint32, c *Class) {
	switch t.kind(i) {
	case "interface_declaration":
		c.Kind = Interface
	case "enum_declaration", "enum_specifier":
		c.Kind = Enumeration
	case "record_declaration":
		c.Kind = Record
		if parameters, ok := t.child(i, "parameters"); ok {
			t.components(parameters, c)
		}
	case "annotation_type_declaration":
		c.refuse("an annotation")
	case "union_specifier":
		c.refuse("a union")
	}
	switch parent := t.nodes[i].parent; t.kind(parent) {
	case "template_declaration":
		if parameters, ok := t.child(parent, "parameters"); ok {
			t.typeParameters(parameters, c)
		}
	case "decorated_definition":
		for d := range t.children(parent) {
			if t.kind(d) == "decorator" {
				name, _, _ := strings.Cut(strings.TrimPrefix(t.text(d), "@"), "(")
				c.Decorators = append(c.Decorators, strings.TrimSpace(name))
			}
		}
	}
	if strings.ContainsAny(c.Name, "<:") {
		c.refuse("a special case of a template, or a class of another scope")
	}
	for h := range t.children(i) {
		switch t.kind(h) {
		case "type_parameters", "type_parameter": // of Java, of Python
			t.typeParameters(h, c)
		case "modifiers":
			for m := range t.children(h) {
				c.Abstract = c.Abstract || t.kind(m) == "abstract"
			}
		case "argument_list": // Python's bases
			for b := range t.children(h) {
				switch {
				case t.kind(b) == "keyword_argument":
					c.refuse("a class with a metaclass")
				case t.nodes[b].flags&nodeNamed != 0:
					c.Bases = append(c.Bases, t.text(b))
				}
			}
		case "superclass", "super_interfaces", "extends_interfaces":
			for b := h; b < t.nodes[h].next; b++ {
				if t.kind(b) == "type_identifier" && t.kind(t.nodes[b].parent) != "type_arguments" {
					c.Bases = append(c.Bases, t.text(b))
				}
			}
		case "base_class_clause":
			for b := range t.children(h) {
				switch t.kind(b) {
				case "type_identifier", "qualified_identifier", "template_type":
					c.Bases = append(c.Bases, t.text(b))
				}
			}
		}
	}
}

// refuse notes the first problem.
func (c *Class) refuse(what string) {
	if c.Problem == "" {
		c.Problem = what
	}
}

// typeParameters collects the names of the types that a class is generic in.
func (t *tree) typeParameters(list uint32, c *Class) {
	for p := range t.children(list) {
		if t.nodes[p].flags&(nodeNamed|nodeExtra) != nodeNamed {
			continue
		}
		switch t.kind(p) {
		case "type_parameter", "type_parameter_declaration", "type":
		default: // a number, several types, a template, a type with a default
			c.refuse("a template of more than types")
			return
		}
		at := p
		for at < t.nodes[p].next && t.kind(at) != "type_identifier" && t.kind(at) != "identifier" {
			at++
		}
		if at == t.nodes[p].next {
			c.refuse("a template of more than types")
			return
		}
		c.TypeParameters = append(c.TypeParameters, t.text(at))
	}
}

// components collects the fields of a record.
func (t *tree) components(parameters uint32, c *Class) {
	for p := range t.children(parameters) {
		if t.nodes[p].flags&(nodeNamed|nodeExtra) != nodeNamed {
			continue
		}
		typ, typed := t.child(p, "type")
		name, named := t.child(p, "name")
		if !typed || !named {
			c.refuse("a record with a variable number of fields")
			return
		}
		c.Components = append(c.Components, Variable{Name: t.text(name), Type: t.text(typ)})
	}
}

// constants collects those of an enumeration.
func (t *tree) constants(body uint32, c *Class) {
	for e := range t.children(body) {
		kind := t.kind(e)
		if kind != "enum_constant" && kind != "enumerator" {
			continue
		}
		name, _ := t.child(e, "name")
		v := Variable{Name: t.text(name), Static: true, Const: true}
		if value, ok := t.child(e, "value"); ok {
			v.Value = t.text(value)
		}
		if _, ok := t.child(e, "arguments"); ok {
			c.refuse("an enumeration whose constants have fields")
		}
		if _, ok := t.child(e, "body"); ok {
			c.refuse("an enumeration whose constants have bodies")
		}
		c.Constants = append(c.Constants, v)
	}
}
