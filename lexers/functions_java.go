package lexers

import "strings"

// javaFunction fills in a Java method or constructor.
func (s *finder) javaFunction(fn *Function) bool {
	t := s.tree
	name, ok := t.child(fn.node, "name")
	_, hasBody := t.child(fn.node, "body")
	if !ok || !hasBody {
		return false
	}
	fn.Name = t.text(name)
	var nested bool
	fn.Class, nested = s.enclosing()
	if typ, ok := t.child(fn.node, "type"); ok {
		fn.Return = t.text(typ)
		if dimensions, ok := t.child(fn.node, "dimensions"); ok {
			fn.Return += t.text(dimensions)
		}
	}
	if parameters, ok := t.child(fn.node, "parameters"); ok {
		for p := range t.children(parameters) {
			if parameter, ok := t.javaParameter(p); ok {
				fn.Parameters = append(fn.Parameters, parameter)
			}
		}
	}
	switch {
	case nested:
		fn.Kind = Nested
	case t.kind(fn.node) != "method_declaration":
		fn.Kind = Constructor
	case t.javaStatic(fn.node):
		fn.Kind = Standalone
	default:
		s.decideLater(fn)
	}
	return true
}

// javaParameter reads one child of a formal_parameters node.
func (t *tree) javaParameter(i uint32) (Parameter, bool) {
	var p Parameter
	switch t.kind(i) {
	case "formal_parameter":
		if typ, ok := t.child(i, "type"); ok {
			p.Type = t.text(typ)
		}
		if name, ok := t.child(i, "name"); ok {
			p.Name = t.text(name)
		}
		if dimensions, ok := t.child(i, "dimensions"); ok {
			p.Type += t.text(dimensions)
		}
		return p, true
	case "spread_parameter":
		for c := range t.children(i) {
			switch t.kind(c) {
			case "modifiers":
			case "...":
				p.Type += "..."
			case "variable_declarator":
				p.Name = t.text(c)
			default:
				p.Type += t.text(c)
			}
		}
		return p, true
	}
	return p, false
}

// javaStatic reports whether a declaration has the modifier static.
func (t *tree) javaStatic(declaration uint32) bool {
	for c := range t.children(declaration) {
		if t.kind(c) != "modifiers" {
			continue
		}
		for m := range t.children(c) {
			if t.kind(m) == "static" {
				return true
			}
		}
	}
	return false
}

// javaClassName names a class-like node: a declaration, an anonymous class
// ("(Runnable)") or the body of an enum constant.
func (t *tree) javaClassName(i uint32) (string, bool) {
	if name, ok := t.child(i, "name"); ok {
		return t.text(name), true
	}
	if t.kind(i) == "object_creation_expression" {
		for c := range t.children(i) {
			if t.kind(c) == "class_body" {
				typ, _ := t.child(i, "type")
				return "(" + strings.Join(strings.Fields(t.text(typ)), " ") + ")", true
			}
		}
	}
	return "", false
}

// javaMembers reads the members of a class.
func (t *tree) javaMembers(class uint32) *members {
	m := &members{names: map[string]bool{}}
	t.javaCollectMembers(class, m)
	return m
}

// javaCollectMembers adds the fields, methods, record components and enum
// constants of a class to m; it looks into the bodies, not into methods or inner
// classes.
func (t *tree) javaCollectMembers(class uint32, m *members) {
	for i := class + 1; i < t.nodes[class].next; {
		switch t.kind(i) {
		case "superclass", "super_interfaces", "extends_interfaces":
			for c := i; c < t.nodes[i].next; c++ {
				if t.kind(c) == "type_identifier" && t.kind(t.nodes[c].parent) != "type_arguments" {
					m.bases = append(m.bases, t.text(c))
				}
			}
		case "method_declaration", "enum_constant":
			if name, ok := t.child(i, "name"); ok {
				m.names[t.text(name)] = true
			}
		case "field_declaration", "constant_declaration":
			for c := range t.children(i) {
				if name, ok := t.child(c, "name"); ok && t.kind(c) == "variable_declarator" {
					m.names[t.text(name)] = true
				}
			}
		case "formal_parameters": // a record's components
			for c := range t.children(i) {
				if p, ok := t.javaParameter(c); ok {
					m.names[p.Name] = true
				}
			}
		case "class_body", "interface_body", "enum_body", "enum_body_declarations", "annotation_type_body":
			i++
			continue
		}
		i = t.nodes[i].next
	}
}

// javaUsesObject reports whether an instance method uses this, super, or a name
// that is no variable of its own and so a member of its class, of a class round
// it or of a base. A call of itself is no use.
func (s *finder) javaUsesObject(u undecided) bool {
	t, fn := s.tree, u.function
	own := map[string]bool{} // variables of the method, members of classes inside it
	inner := &members{names: own}
	for i := fn.node + 1; i < t.nodes[fn.node].next; i++ {
		switch t.kind(i) {
		case "variable_declarator", "formal_parameter", "catch_formal_parameter", "enhanced_for_statement", "resource", "instanceof_expression":
			if name, ok := t.child(i, "name"); ok {
				own[t.text(name)] = true
			}
		case "type_pattern", "record_pattern_component":
			for c := range t.children(i) {
				if t.kind(c) == "identifier" {
					own[t.text(c)] = true
				}
			}
		case "inferred_parameters":
			for c := range t.children(i) {
				own[t.text(c)] = true
			}
		case "lambda_expression":
			if p, ok := t.child(i, "parameters"); ok && t.kind(p) == "identifier" {
				own[t.text(p)] = true
			}
		case "class_body":
			t.javaCollectMembers(t.nodes[i].parent, inner)
		}
	}
	parameters := len(fn.Parameters)
	innerEnd := uint32(0) // nodes before it belong to a class inside the method
	for i := fn.node + 1; i < t.nodes[fn.node].next; i++ {
		parent := t.nodes[i].parent
		switch t.kind(i) {
		case "class_body":
			innerEnd = max(innerEnd, t.nodes[i].next)
		case "this", "super":
			if f, ok := t.child(parent, "field"); i < innerEnd && (!ok || f != i) { // but A.this is the outer object
				continue
			}
			if t.kind(i) == "this" && t.kind(parent) == "method_invocation" && t.javaCallsItself(parent, fn.Name, parameters) {
				continue
			}
			return true
		case "method_invocation":
			if _, qualified := t.child(i, "object"); qualified {
				continue
			}
			name, ok := t.child(i, "name")
			if !ok || own[t.text(name)] || t.javaCallsItself(i, fn.Name, parameters) {
				continue
			}
			if found, _ := s.member(u.classes, t.text(name)); found || !s.javaStaticImports() {
				return true
			}
		case "identifier":
			name := t.text(i)
			if own[name] || !t.javaValue(i) {
				continue
			}
			found, open := s.member(u.classes, name)
			if found {
				return true
			}
			if object, ok := t.child(parent, "object"); ok && object == i || t.kind(parent) == "method_reference" {
				if open && name[0] >= 'a' && name[0] <= 'z' {
					return true
				}
				continue // a type or package
			}
			if k := t.kind(parent); k != "switch_label" && !s.javaStaticImports() {
				return true
			}
		}
	}
	return false
}

// javaCallsItself reports whether a call is the method's call of itself: its
// name and number of arguments.
func (t *tree) javaCallsItself(call uint32, method string, parameters int) bool {
	name, ok := t.child(call, "name")
	if !ok || t.text(name) != method {
		return false
	}
	arguments, _ := t.child(call, "arguments")
	n := 0
	for c := range t.children(arguments) {
		if t.nodes[c].flags&(nodeNamed|nodeExtra) == nodeNamed {
			n++
		}
	}
	return n == parameters
}

// javaValue reports whether an identifier stands for a value (or for the type or
// package that an access begins with), not for a declared name, label or member.
func (t *tree) javaValue(i uint32) bool {
	parent := t.nodes[i].parent
	field := func(name string) bool {
		c, ok := t.child(parent, name)
		return ok && c == i
	}
	switch t.kind(parent) {
	case "field_access":
		return !field("field")
	case "method_invocation":
		return !field("name")
	case "method_reference":
		return i == parent+1
	case "element_value_pair":
		return !field("key")
	case "labeled_statement", "break_statement", "continue_statement", "scoped_identifier", "inferred_parameters",
		"marker_annotation", "annotation", "type_pattern", "record_pattern_component", "method_declaration", "class_declaration",
		"enum_declaration", "record_declaration", "interface_declaration", "enum_constant", "constructor_declaration",
		"formal_parameter", "catch_formal_parameter":
		return false
	case "lambda_expression":
		return !field("parameters")
	case "variable_declarator", "enhanced_for_statement", "resource", "instanceof_expression":
		return !field("name")
	}
	return true
}

// javaStaticImports reports whether the file imports static members: then a name
// that it does not declare may be one of those.
func (s *finder) javaStaticImports() bool {
	if s.imports == importsUnknown {
		s.imports = importsNone
		t := s.tree
		for c := range t.children(0) {
			if t.kind(c) != "import_declaration" {
				continue
			}
			for w := range t.children(c) {
				if t.kind(w) == "static" {
					s.imports = importsStatic
				}
			}
		}
	}
	return s.imports == importsStatic
}

// staticImports says whether a Java file imports static members.
type staticImports uint8

const (
	importsUnknown staticImports = iota // not looked at yet
	importsNone
	importsStatic
)
