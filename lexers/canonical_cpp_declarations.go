package lexers

import "strings"

// cppDeclared collects the names that declarators, captures and labels bind.
func (b *builder) cppDeclared(function uint32) {
	for i := function; i < b.nodes[function].next; i++ {
		switch b.kind(i) {
		case "static_assert_declaration": // left out: its names need not be constant
			i = b.nodes[i].next - 1
		case "declaration", "parameter_declaration", "optional_parameter_declaration", "variadic_parameter_declaration", "for_range_loop",
			"init_declarator", "pointer_declarator", "array_declarator", "function_declarator":
			if parent := b.nodes[i].parent; b.kind(i) == "function_declarator" && b.cppPureVirtual(parent) {
				continue
			}
			field := b.grammar.fields["declarator"]
			for c := range b.children(i) {
				if b.nodes[c].field == field || c == i+1 {
					b.cppBinds(c)
				}
			}
		case "reference_declarator", "parenthesized_declarator", "variadic_declarator", "structured_binding_declarator":
			for c := range b.children(i) {
				b.cppBinds(c)
			}
		case "lambda_capture_initializer":
			b.cppBinds(i + 1)
		case "labeled_statement":
			b.declared[b.text(i+1)] = true
		case "template_argument_list":
			b.cppConstants(i)
		case "case_statement":
			if value, ok := b.child(i, "value"); ok {
				b.cppConstants(value)
			}
		}
	}
}

// cppConstants records the names under a node: dropping their const could make
// the program invalid.
func (b *builder) cppConstants(i uint32) {
	for c := i; c < b.nodes[i].next; c++ {
		switch b.kind(c) {
		case "identifier", "type_identifier": // the grammar takes N for a type in array<int, N>
			if b.constant == nil {
				b.constant = map[string]bool{}
			}
			b.constant[b.text(c)] = true
		}
	}
}

func (b *builder) cppBinds(i uint32) {
	if b.kind(i) == "identifier" {
		b.declared[b.text(i)] = true
	}
}

// cppDeclaration puts one statement for each declared variable.
func (b *builder) cppDeclaration(i uint32) {
	field := b.grammar.fields["declarator"]
	found := false
	for c := range b.children(i) {
		if b.nodes[c].field == field {
			found = true
			if b.cppArray(i, c) {
				continue
			}
			b.cppType(i, c, true)
			b.cppDeclarator(i, c)
			b.put(EndOfLine)
		}
	}
	if !found {
		b.cppPlain(i)
	}
}

// cppArray puts a local array of numbers, int a[n][m], as Java writes it:
// int [ ] [ ] a = new int [ n ] [ m ]. The printer starts such arrays at zero, as
// Java does; an array with values of its own has another form.
func (b *builder) cppArray(declaration, i uint32) bool {
	array := i
	if b.kind(i) == "init_declarator" {
		array, _ = b.child(i, "declarator")
		value, ok := b.child(i, "value")
		if !ok || b.kind(value) != "initializer_list" || !b.cppZeros(value) {
			return false
		}
	}
	kindNode, ok := b.child(declaration, "type")
	if !ok || b.kind(array) != "array_declarator" || !b.cppNumberType(kindNode) {
		return false
	}
	name := array
	for b.kind(name) == "array_declarator" {
		if _, sized := b.child(name, "size"); !sized {
			return false
		}
		name, _ = b.child(name, "declarator")
	}
	if b.kind(name) != "identifier" {
		return false
	}
	b.cppType(declaration, i, true)
	for n := array; b.kind(n) == "array_declarator"; n, _ = b.child(n, "declarator") {
		b.put("[", "]")
	}
	b.visit(name)
	b.put("=", "new")
	b.cppTypeName(kindNode)
	b.cppDimensions(array)
	b.put(EndOfLine)
	return true
}

// cppZeros reports whether an initializer list holds nothing but zeros.
func (b *builder) cppZeros(i uint32) bool {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "{", "}", ",", "comment", "false":
		case "initializer_list":
			if !b.cppZeros(c) {
				return false
			}
		case "number_literal":
			if strings.Trim(b.text(c), "0.") != "" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (b *builder) cppForDeclaration(i uint32) {
	field := b.grammar.fields["declarator"]
	first := true
	for c := range b.children(i) {
		if b.nodes[c].field != field {
			continue
		}
		if first {
			b.cppType(i, c, true)
		} else {
			b.put(",")
			for d := c; d < b.nodes[c].next; d++ {
				if b.kind(d) == "array_declarator" {
					b.refuse(d, "several arrays in the head of a loop")
					return
				}
			}
		}
		first = false
		b.cppDeclarator(i, c)
	}
}

func (b *builder) cppConditionDeclaration(i uint32) {
	declarator, _ := b.child(i, "declarator")
	b.cppType(i, declarator, true)
	b.cppDeclarator(i, declarator)
	if value, ok := b.child(i, "value"); ok {
		if b.kind(value) != "initializer_list" || strings.Contains(b.text(i), "=") {
			b.put("=")
		}
		b.slot(value)
	}
}

// cppDeclarator puts a declared name with its pointer marks and the brackets of
// an array before it: int a[2][3] is int [ 2 ] [ 3 ] a.
func (b *builder) cppDeclarator(declaration, i uint32) {
	switch b.kind(i) {
	case "init_declarator":
		declarator, _ := b.child(i, "declarator")
		value, _ := b.child(i, "value")
		b.cppDeclarator(declaration, declarator)
		for c := range b.children(i) {
			if b.kind(c) == "=" {
				b.put("=")
			}
		}
		if b.kind(value) == "argument_list" {
			b.each(value) // brackets may keep a declaration from being a function's
		} else {
			b.slot(value)
		}
	case "pointer_declarator", "reference_declarator":
		byValue := b.cppByValue(declaration, i)
		for c := range b.children(i) {
			switch {
			case b.nodes[c].flags&nodeNamed == 0:
				if !byValue {
					b.put(b.kind(c))
				}
			case b.kind(c) == "type_qualifier", b.kind(c) == "ms_pointer_modifier", b.comment(c):
			default:
				b.cppDeclarator(declaration, c)
			}
		}
	case "array_declarator":
		innermost := i
		for b.kind(innermost) == "array_declarator" {
			innermost, _ = b.child(innermost, "declarator")
		}
		if b.kind(innermost) != "identifier" {
			b.visit(i)
			return
		}
		b.cppDimensions(i)
		b.visit(innermost)
	default:
		b.visit(i)
	}
}

func (b *builder) cppDimensions(i uint32) {
	if inner, _ := b.child(i, "declarator"); b.kind(inner) == "array_declarator" {
		b.cppDimensions(inner)
	}
	b.put("[")
	if size, ok := b.child(i, "size"); ok {
		b.slot(size)
	}
	b.put("]")
}
