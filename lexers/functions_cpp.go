package lexers

import "strings"

// cppFunction fills in a C++ function_definition.
func (s *finder) cppFunction(fn *Function) bool {
	t := s.tree
	if !t.cppHasBody(fn.node) {
		return false
	}
	head, ok := t.cppFunctionDeclarator(fn.node)
	if !ok {
		return false
	}
	name, ok := t.child(head, "declarator")
	if !ok {
		return false
	}
	var nested bool
	fn.Class, nested = s.enclosing()
	qualifier, simple := t.cppQualified(name)
	fn.Name = simple
	if qualifier != "" {
		fn.Class = strings.TrimPrefix(fn.Class+"."+qualifier, ".")
	}
	if parameters, ok := t.child(head, "parameters"); ok {
		for p := range t.children(parameters) {
			if parameter, ok := t.cppParameter(p); ok {
				fn.Parameters = append(fn.Parameters, parameter)
			}
		}
	}
	fn.Return = t.cppReturn(fn.node, head)
	_, typed := t.child(fn.node, "type")
	last := fn.Class[strings.LastIndex(fn.Class, ".")+1:]
	switch {
	case nested:
		fn.Kind = Nested
	case fn.Class != "" && fn.Name == last:
		fn.Kind = Constructor
	case fn.Class == "" || t.cppStatic(fn.node):
		fn.Kind = Standalone
	default:
		fn.Kind = Method
	}
	if !typed && fn.Class == "" && !strings.HasPrefix(fn.Name, "operator") {
		fn.Problem = "no return type: a macro or code that did not parse"
	}
	return true
}

// cppHasBody reports whether a function_definition has a body, not = default,
// = delete or = 0.
func (t *tree) cppHasBody(i uint32) bool {
	for c := range t.children(i) {
		switch t.kind(c) {
		case "compound_statement", "try_statement", "constructor_try_statement":
			return true
		}
	}
	return false
}

// cppFunctionDeclarator follows the declarators of a definition to the one that
// holds the name and the parameters.
func (t *tree) cppFunctionDeclarator(i uint32) (uint32, bool) {
	found, ok := uint32(0), false
	for {
		next, has := t.cppInnerDeclarator(i)
		if !has {
			return found, ok
		}
		switch t.kind(next) {
		case "function_declarator":
			found, ok = next, true
		case "operator_cast":
			return next, true
		}
		i = next
	}
}

// cppInnerDeclarator returns the declarator inside a declarator or definition.
func (t *tree) cppInnerDeclarator(i uint32) (uint32, bool) {
	if d, ok := t.child(i, "declarator"); ok {
		return d, true
	}
	switch t.kind(i) {
	case "reference_declarator", "parenthesized_declarator", "variadic_declarator", "attributed_declarator":
		for c := range t.children(i) {
			if t.nodes[c].flags&(nodeNamed|nodeExtra) == nodeNamed && t.kind(c) != "ms_call_modifier" {
				return c, true
			}
		}
	}
	return 0, false
}

// cppQualified splits a declared name into the dotted classes that qualify it
// and the name itself, template arguments left out.
func (t *tree) cppQualified(i uint32) (qualifier, name string) {
	var parts []string
	for t.kind(i) == "qualified_identifier" {
		if scope, ok := t.child(i, "scope"); ok {
			if t.kind(scope) == "template_type" {
				scope++
			}
			parts = append(parts, t.text(scope))
		}
		next, ok := t.child(i, "name")
		if !ok {
			break
		}
		i = next
	}
	switch t.kind(i) {
	case "template_function", "template_method":
		if n, ok := t.child(i, "name"); ok {
			i = n
		}
	}
	name = strings.Join(strings.Fields(t.text(i)), " ")
	if rest, ok := strings.CutPrefix(name, "operator "); ok && !isWord(rest[0]) {
		name = "operator" + strings.ReplaceAll(rest, " ", "")
	}
	return strings.Join(parts, "."), strings.ReplaceAll(name, "~ ", "~")
}

// isWord reports whether a byte may be part of an identifier.
func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// cppParameter reads one child of a parameter_list: its type is its text without
// the name and the default value.
func (t *tree) cppParameter(i uint32) (Parameter, bool) {
	switch t.kind(i) {
	case "parameter_declaration", "optional_parameter_declaration", "variadic_parameter_declaration":
	default:
		return Parameter{}, false
	}
	end := t.nodes[i].end
	if value, ok := t.child(i, "default_value"); ok {
		end = t.nodes[value].start
	}
	text := strings.TrimRight(string(t.source[t.nodes[i].start:end]), " \t\r\n=")
	d := i
	for {
		inner, ok := t.cppInnerDeclarator(d)
		if !ok {
			break
		}
		d = inner
	}
	var p Parameter
	if d != i && t.kind(d) == "identifier" {
		at := int(t.nodes[d].start - t.nodes[i].start)
		p.Name = t.text(d)
		text = strings.TrimRight(text[:at], " \t\r\n") + text[min(len(text), at+len(p.Name)):]
	}
	p.Type = strings.Join(strings.Fields(text), " ")
	return p, p.Type != "void" || p.Name != ""
}

// cppReturn returns the return type of a definition: the trailing one, or the
// type with its qualifiers, pointers and references.
func (t *tree) cppReturn(function, head uint32) string {
	for c := range t.children(head) {
		if t.kind(c) == "trailing_return_type" {
			return strings.TrimSpace(strings.TrimPrefix(t.text(c), "->"))
		}
	}
	var words []string
	for c := range t.children(function) {
		switch t.kind(c) {
		case "type_qualifier":
			words = append(words, t.text(c))
			continue
		}
		if id := t.nodes[c].field; id != 0 && id == t.grammar.fields["type"] {
			words = append(words, strings.Join(strings.Fields(t.text(c)), " "))
		}
	}
	marks := ""
	for d := function; ; {
		inner, ok := t.cppInnerDeclarator(d)
		if !ok || inner == head {
			break
		}
		if kind := t.kind(inner); kind == "pointer_declarator" || kind == "reference_declarator" {
			marks += t.text(inner + 1)
		}
		d = inner
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " ") + marks
}

// cppStatic reports whether a definition has the storage class static.
func (t *tree) cppStatic(i uint32) bool {
	for c := range t.children(i) {
		if t.kind(c) == "storage_class_specifier" && t.text(c) == "static" {
			return true
		}
	}
	return false
}
