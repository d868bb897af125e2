package lexers

import "strings"

// cppFunction fills in a C++ function_definition.
func (s *finder) cppFunction(fn *Function) bool {
	t := s.tree
	if _, ok := t.cppBody(fn.node); !ok {
		return false
	}
	head, name, ok := t.cppFunctionDeclarator(fn.node)
	if !ok {
		return false
	}
	var nested bool
	fn.Class, nested = s.enclosing()
	qualifier, simple := t.cppQualified(name)
	fn.Name = simple
	if qualifier = s.withoutNamespaces(qualifier); qualifier != "" {
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
	case t.kind(t.nodes[fn.node].parent) == "friend_declaration":
		fn.Class, fn.Kind = "", Standalone
	case fn.Class == "" || t.cppStatic(fn.node):
		fn.Kind = Standalone
	case strings.HasPrefix(fn.Name, "operator") && !isWord((fn.Name + "(")[len("operator")]) || !typed:
		fn.Kind = Method // an operator, a conversion or a destructor makes no free function
	default:
		s.decideLater(fn)
	}
	if !typed && (fn.Class == "" || !cppUntyped(fn, last)) {
		fn.Problem = "no return type: a macro or code that did not parse"
	}
	return true
}

// cppUntyped reports whether a member function may lack a return type:
// constructors, destructors and conversions.
func cppUntyped(fn *Function, class string) bool {
	return fn.Name == class || strings.HasPrefix(fn.Name, "~") || strings.HasPrefix(fn.Name, "operator ")
}

// withoutNamespaces removes the namespaces that the file opens from the front of
// a dotted qualifier.
func (s *finder) withoutNamespaces(qualifier string) string {
	for qualifier != "" {
		first, rest, _ := strings.Cut(qualifier, ".")
		if _, class := s.classes[first]; class || !s.namespaces[first] {
			break
		}
		qualifier = rest
	}
	return qualifier
}

// cppBody returns the body of a function_definition, and whether it has one, not
// = default, = delete or = 0.
func (t *tree) cppBody(i uint32) (uint32, bool) {
	for c := range t.children(i) {
		switch t.kind(c) {
		case "compound_statement", "try_statement", "constructor_try_statement":
			return c, true
		}
	}
	return 0, false
}

// cppFunctionDeclarator follows the declarators of a definition to the one that
// holds the parameters and to the declared name.
func (t *tree) cppFunctionDeclarator(i uint32) (head, name uint32, ok bool) {
	for {
		next, has := t.cppInnerDeclarator(i)
		if !has {
			return head, name, ok
		}
		switch t.kind(next) {
		case "function_declarator":
			head = next
			name, ok = t.child(next, "declarator")
		case "operator_cast", "qualified_identifier":
			last := next
			for t.kind(last) == "qualified_identifier" {
				if last, has = t.child(last, "name"); !has {
					return head, name, ok
				}
			}
			if t.kind(last) == "operator_cast" {
				head, _ = t.child(last, "declarator")
				return head, next, true
			}
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
	if t.kind(i) == "operator_cast" {
		name = "operator"
		for c := range t.children(i) {
			if t.kind(c) != "operator" && t.kind(c) != "abstract_function_declarator" {
				name += " " + strings.Join(strings.Fields(t.text(c)), " ")
			}
		}
		return strings.Join(parts, "."), name
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

// cppMembers reads the members of a class.
func (t *tree) cppMembers(class uint32) *members {
	m := &members{names: map[string]bool{}, statics: map[string]bool{}}
	for i := class + 1; i < t.nodes[class].next; {
		switch t.kind(i) {
		case "base_class_clause":
			for c := range t.children(i) {
				switch t.kind(c) {
				case "type_identifier", "qualified_identifier", "template_type":
					_, name := t.cppQualified(c)
					name, _, _ = strings.Cut(name, "<")
					m.bases = append(m.bases, name)
				}
			}
		case "compound_statement", "enum_specifier":
			i = t.nodes[i].next
			continue
		case "class_specifier", "struct_specifier", "union_specifier":
			if _, named := t.child(i, "name"); named {
				i = t.nodes[i].next
				continue
			}
		case "field_identifier":
			parent := t.nodes[i].parent
			kind := t.kind(parent)
			// The grammar takes long count = 0; for a pure virtual function.
			if kind == "field_declaration" || kind == "function_definition" || strings.HasSuffix(kind, "_declarator") {
				m.names[t.text(i)] = true
			}
			if kind == "function_declarator" {
				for c := parent; c != class; c = t.nodes[c].parent {
					if t.kind(c) == "field_declaration" && t.cppStatic(c) {
						m.statics[t.text(i)] = true
					}
				}
			}
		}
		i++
	}
	return m
}

// cppUsesObject reports whether a member function uses this, or a name that is
// no variable of its own and is, or may be, a member of its class, of a class
// round it or of a base. A call of itself is no use.
func (s *finder) cppUsesObject(u undecided) bool {
	t, fn := s.tree, u.function
	unknown := false // the class is not in the file
	if class := fn.Class[strings.LastIndex(fn.Class, ".")+1:]; len(u.classes) == 0 {
		node, ok := s.classes[class]
		if ok {
			u.classes = []uint32{node}
			if s.member(u.classes, ""); s.members[node].statics[fn.Name] {
				return false
			}
		}
		unknown = !ok
	}
	body, _ := t.cppBody(fn.node)
	own := map[string]bool{}
	for i := fn.node + 1; i < t.nodes[fn.node].next; i++ {
		switch t.kind(i) {
		case "identifier":
			if t.cppDeclares(i) {
				own[t.text(i)] = true
			}
		case "field_identifier": // of a class inside the function
			if i > body && t.kind(t.nodes[i].parent) != "field_expression" {
				own[t.text(i)] = true
			}
		}
	}
	for i := body; i < t.nodes[body].next; i++ {
		parent := t.nodes[i].parent
		switch t.kind(i) {
		case "this":
			if t.kind(parent) == "field_expression" {
				if f, ok := t.child(parent, "field"); ok && t.text(f) == fn.Name && t.cppCallee(parent, fn) {
					continue
				}
			}
			return true
		case "identifier":
			name := t.text(i)
			if own[name] || t.cppDeclares(i) {
				continue
			}
			switch t.kind(parent) {
			case "qualified_identifier", "destructor_name", "labeled_statement", "goto_statement", "preproc_ifdef", "preproc_def":
				continue // members that a scope names are seen below
			}
			callee := i
			if t.kind(parent) == "template_function" {
				callee = parent
			}
			if name == fn.Name && t.cppCallee(callee, fn) {
				continue
			}
			found, open := s.member(u.classes, name)
			if found || (open || unknown) && !s.global(name) && name != strings.ToUpper(name) {
				return true
			}
		case "qualified_identifier":
			scope, ok := t.child(i, "scope")
			name, has := t.child(i, "name")
			if !ok || !has {
				continue
			}
			class, _, _ := strings.Cut(t.text(scope), "<")
			if found, _ := s.member(u.classes, t.text(name)); found && !s.namespaces[class] && class != "std" && !t.cppCallee(i, fn) {
				return true
			}
		}
	}
	return false
}

// cppDeclares reports whether an identifier is the name that a declaration
// declares.
func (t *tree) cppDeclares(i uint32) bool {
	parent := t.nodes[i].parent
	switch kind := t.kind(parent); kind {
	case "init_declarator", "array_declarator", "parameter_declaration", "optional_parameter_declaration", "declaration",
		"for_range_loop", "function_declarator", "pointer_declarator":
		d, ok := t.child(parent, "declarator")
		return ok && (d == i || t.nodes[i].field == t.nodes[d].field)
	case "reference_declarator", "variadic_declarator", "structured_binding_declarator", "parenthesized_declarator":
		return true
	case "lambda_capture_initializer":
		return i == parent+1
	case "enumerator":
		return true
	}
	return false
}

// cppCallee reports whether node i is what a call calls, with as many arguments
// as fn has parameters.
func (t *tree) cppCallee(i uint32, fn *Function) bool {
	call := t.nodes[i].parent
	if f, ok := t.child(call, "function"); !ok || f != i {
		return false
	}
	arguments, _ := t.child(call, "arguments")
	n := 0
	for c := range t.children(arguments) {
		if t.nodes[c].flags&(nodeNamed|nodeExtra) == nodeNamed {
			n++
		}
	}
	return n <= len(fn.Parameters)
}

// global reports whether the file declares a name outside of classes and
// functions.
func (s *finder) global(name string) bool {
	if s.globals == nil {
		s.globals = map[string]bool{}
		t := s.tree
		for i := uint32(1); i < uint32(len(t.nodes)); i++ {
			switch t.kind(i) {
			case "compound_statement", "field_declaration_list", "parameter_list":
				i = t.nodes[i].next - 1
			case "identifier":
				if t.cppDeclares(i) {
					s.globals[t.text(i)] = true
				}
			}
		}
	}
	return s.globals[name]
}
