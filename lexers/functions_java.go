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
		fn.Kind = Method
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
