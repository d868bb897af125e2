package lexers

import "strings"

// pythonFunction fills in a Python function_definition.
func (s *finder) pythonFunction(fn *Function) bool {
	t := s.tree
	name, ok := t.child(fn.node, "name")
	body, hasBody := t.child(fn.node, "body")
	if !ok || !hasBody {
		return false
	}
	fn.Name = t.text(name)
	if r, ok := t.child(fn.node, "return_type"); ok {
		fn.Return = t.text(r)
	}
	var nested bool
	fn.Class, nested = s.enclosing()
	parameters, _ := t.child(fn.node, "parameters")
	for p := range t.children(parameters) {
		if parameter, ok := t.pythonParameter(p); ok {
			fn.Parameters = append(fn.Parameters, parameter)
		}
	}
	decorators := t.decorators(fn.node)
	method := fn.Class != "" && !decorators["staticmethod"]
	object := ""
	if method && len(fn.Parameters) > 0 && !strings.HasPrefix(fn.Parameters[0].Name, "*") {
		object = fn.Parameters[0].Name
		fn.Parameters = fn.Parameters[1:]
	}
	switch {
	case nested:
		fn.Kind = Nested
	case method && (fn.Name == "__init__" || fn.Name == "__new__"):
		fn.Kind = Constructor
	case method && t.pythonUses(body, object, fn.Name):
		fn.Kind = Method
	}
	fn.Doc = t.docstring(body)
	return true
}

// pythonParameter reads one child of a parameters node; false for brackets,
// commas and the bare / and *.
func (t *tree) pythonParameter(i uint32) (Parameter, bool) {
	var p Parameter
	switch t.kind(i) {
	case "identifier", "list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern":
		p.Name = t.text(i)
	case "default_parameter", "typed_default_parameter":
		if name, ok := t.child(i, "name"); ok {
			p.Name = t.text(name)
		}
	case "typed_parameter":
		p.Name = t.text(i + 1)
	default:
		return p, false
	}
	if typ, ok := t.child(i, "type"); ok {
		p.Type = t.text(typ)
	}
	return p, true
}

// decorators returns the names of a function's decorators that are plain names.
func (t *tree) decorators(function uint32) map[string]bool {
	parent := t.nodes[function].parent
	if t.kind(parent) != "decorated_definition" {
		return nil
	}
	names := map[string]bool{}
	for d := range t.children(parent) {
		if t.kind(d) == "decorator" {
			names[strings.TrimSpace(strings.TrimPrefix(t.text(d), "@"))] = true
		}
	}
	return names
}

// pythonUses reports whether a body uses the object that a method's first
// parameter names, or super(). A method's call of itself is no use.
func (t *tree) pythonUses(body uint32, object, method string) bool {
	for i := body; i < t.nodes[body].next; i++ {
		if t.kind(i) != "identifier" {
			continue
		}
		name := t.text(i)
		if name != object && name != "super" && name != "__class__" {
			continue
		}
		parent := t.nodes[i].parent
		switch t.kind(parent) {
		case "attribute":
			if attribute, ok := t.child(parent, "attribute"); ok {
				if attribute == i {
					continue // x.self
				}
				if call := t.nodes[parent].parent; name == object && t.text(attribute) == method && t.kind(call) == "call" && call+1 == parent {
					continue // self.method(...) inside method
				}
			}
		case "keyword_argument":
			if key, ok := t.child(parent, "name"); ok && key == i {
				continue // f(self=x)
			}
		}
		return true
	}
	return false
}

// docstring returns the cleaned docstring that begins a body, or "".
func (t *tree) docstring(body uint32) string {
	for statement := range t.children(body) {
		if t.kind(statement) == "comment" {
			continue
		}
		if t.kind(statement) != "expression_statement" || t.leaf(statement) || t.kind(statement+1) != "string" {
			return ""
		}
		if literal := statement + 1; t.nodes[literal].next == t.nodes[statement].next {
			return cleanDoc(trimStringQuotes(t.text(literal)))
		}
		return ""
	}
	return ""
}

// trimStringQuotes removes a Python literal's prefix and quotes.
func trimStringQuotes(literal string) string {
	literal = strings.TrimLeft(literal, "rRbBuUfF")
	for _, quote := range []string{`"""`, `'''`, `"`, `'`} {
		if strings.HasPrefix(literal, quote) && len(literal) >= 2*len(quote) {
			return literal[len(quote) : len(literal)-len(quote)]
		}
	}
	return literal
}
