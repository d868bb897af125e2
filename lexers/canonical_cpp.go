package lexers

import "strings"

// cppCanonical builds the canonical form of a C++ function_definition.
func cppCanonical(b *builder, function uint32) {
	b.visit = b.cppNode
	b.cppDeclared(function)
	if name, ok := b.cppName(function); ok {
		b.id(b.text(name)) // ID_0, though a template header stands before it
	}
	if parent := b.nodes[function].parent; parent != function && b.kind(parent) == "template_declaration" {
		b.cppTemplate(parent)
	}
	b.cppFunction(function)
	if b.err == nil {
		cppDropImplied(b)
	}
}

// cppTemplate puts template < ... >, with class as typename.
func (b *builder) cppTemplate(i uint32) {
	if parent := b.nodes[i].parent; b.kind(parent) == "template_declaration" {
		b.refuse(parent, "a member template of a class template")
	}
	b.put("template")
	for c := range b.children(i) {
		switch b.kind(c) {
		case "template_parameter_list":
			b.each(c)
		case "requires_clause":
			b.refuse(c, "a requires clause")
		}
	}
}

// cppFunction puts [type] name ( parameters ) block.
func (b *builder) cppFunction(i uint32) {
	declarator, ok := b.child(i, "declarator")
	if !ok {
		b.refuse(i, "a function without a declarator")
		return
	}
	kindNode, ok := b.child(i, "type")
	if !ok || strings.Contains(b.text(kindNode), "operator") {
		b.refuse(i, "a constructor, destructor or conversion")
		return
	}
	b.cppType(i, declarator, false)
	for {
		switch b.kind(declarator) {
		case "pointer_declarator", "reference_declarator":
			last := declarator
			for c := range b.children(declarator) {
				if b.nodes[c].flags&nodeNamed == 0 && b.kind(c) != "&" {
					b.put(b.kind(c))
				} else if b.kind(c) == "&" {
					if !b.cppByValue(i, declarator) {
						b.put("&")
					}
				} else if b.kind(c) == "type_qualifier" || b.comment(c) {
					continue
				}
				last = c
			}
			declarator = last
			continue
		case "function_declarator":
		default:
			b.refuse(declarator, "the declarator "+b.kind(declarator)+" of a function")
			return
		}
		break
	}
	for c := range b.children(declarator) {
		switch kind := b.kind(c); kind {
		case "operator_name":
			b.refuse(c, "an operator function")
			return
		case "identifier", "field_identifier", "qualified_identifier":
			c, kind = b.cppUnqualified(c)
			if kind != "identifier" && kind != "field_identifier" {
				b.refuse(c, "a function whose name is a "+kind)
				return
			}
			b.declared[b.text(c)] = true
			b.put(b.id(b.text(c)))
		case "parameter_list":
			b.cppParameters(c)
		case "trailing_return_type":
			b.visit(c)
		case "type_qualifier", "noexcept", "virtual_specifier", "ref_qualifier", "attribute_declaration", "attribute_specifier", "comment":
		default:
			b.refuse(c, "the function part "+kind)
			return
		}
	}
	body, ok := b.child(i, "body")
	if !ok || b.kind(body) != "compound_statement" {
		b.refuse(i, "a function without a plain body")
		return
	}
	b.cppBlock(body)
}

// cppUnqualified returns the last name of a::b::name.
func (b *builder) cppUnqualified(i uint32) (uint32, string) {
	for b.kind(i) == "qualified_identifier" {
		name, ok := b.child(i, "name")
		if !ok {
			break
		}
		i = name
	}
	return i, b.kind(i)
}

// cppName returns the node of the function's own name.
func (b *builder) cppName(function uint32) (uint32, bool) {
	i, ok := b.child(function, "declarator")
	for ok && b.kind(i) != "function_declarator" {
		if last := b.lastChild(i); last != i {
			i = last
		} else {
			ok = false
		}
	}
	if !ok {
		return 0, false
	}
	name, ok := b.child(i, "declarator")
	if !ok {
		return 0, false
	}
	name, kind := b.cppUnqualified(name)
	return name, kind == "identifier" || kind == "field_identifier"
}

func (b *builder) cppParameters(i uint32) {
	if b.nodes[i].next == i+5 && compact(b.text(i)) == "(void)" {
		b.put("(", ")")
		return
	}
	b.each(i)
}

func (b *builder) cppParameter(i uint32) {
	declarator, ok := b.child(i, "declarator")
	if !ok {
		if kindNode, ok := b.child(i, "type"); ok && b.nodes[i].next == b.nodes[kindNode].next && kindNode == i+1 {
			b.cppTypeName(kindNode) // an argument of a template is read as a parameter, too
			return
		}
		b.cppType(i, 0, false)
	} else {
		b.cppType(i, declarator, false)
		b.cppDeclarator(i, declarator)
	}
	if value, ok := b.child(i, "default_value"); ok {
		b.put("=")
		b.slot(value)
	}
}
