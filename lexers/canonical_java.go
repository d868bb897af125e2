package lexers

// javaCanonical builds the canonical form of a Java method_declaration.
func javaCanonical(b *builder, function uint32) {
	b.visit = b.javaNode
	switch b.kind(function) {
	case "constructor_declaration", "compact_constructor_declaration":
		b.refuse(function, "a constructor")
		return
	}
	b.javaDeclared(function)
	for c := range b.children(function) {
		switch b.kind(c) {
		case "modifiers", "dimensions":
			if b.kind(c) == "dimensions" {
				b.refuse(c, "array brackets behind the parameters")
			}
		case "identifier":
			b.put(b.id(b.text(c)))
		case "block":
			b.javaBlock(c)
		case ";":
			b.refuse(c, "a method without a body")
		default:
			b.visit(c)
		}
	}
}

// javaDeclared collects the variables, parameters, labels and the method's name.
func (b *builder) javaDeclared(function uint32) {
	for i := function; i < b.nodes[function].next; i++ {
		switch b.kind(i) {
		case "formal_parameter", "catch_formal_parameter", "resource", "variable_declarator", "enhanced_for_statement", "instanceof_expression",
			"record_pattern_component":
			if name, ok := b.child(i, "name"); ok && b.kind(name) == "identifier" {
				b.declared[b.text(name)] = true
			}
		case "type_pattern", "spread_parameter", "record_pattern":
			for c := range b.children(i) {
				if b.kind(c) == "identifier" {
					b.declared[b.text(c)] = true
				}
			}
		case "lambda_expression":
			if parameters, ok := b.child(i, "parameters"); ok && b.kind(parameters) == "identifier" {
				b.declared[b.text(parameters)] = true
			}
		case "inferred_parameters":
			for c := range b.children(i) {
				if b.kind(c) == "identifier" {
					b.declared[b.text(c)] = true
				}
			}
		case "labeled_statement":
			b.declared[b.text(i+1)] = true
		}
	}
	delete(b.declared, "_") // the unnamed variable of Java 22
	// A method is no variable: its name is a placeholder in calls only, so
	// javaNode looks for it apart. The header gives it ID_0.
}

func (b *builder) javaParameter(i uint32) {
	for c := range b.children(i) {
		if b.kind(c) == "identifier" {
			if dimensions, ok := b.child(i, "dimensions"); ok {
				b.visit(dimensions)
			}
			b.visit(c)
		} else if b.kind(c) != "dimensions" {
			b.visit(c)
		}
	}
}

// javaDeclaration puts one statement for each declared variable.
func (b *builder) javaDeclaration(i uint32) {
	kindNode, _ := b.child(i, "type")
	for c := range b.children(i) {
		if b.kind(c) == "variable_declarator" {
			b.javaDeclarator(c, kindNode)
			b.put(EndOfLine)
		}
	}
}

// javaDeclarator puts [type] name [= value]; brackets behind the name join the type.
func (b *builder) javaDeclarator(i, kindNode uint32) {
	b.visit(kindNode)
	if dimensions, ok := b.child(i, "dimensions"); ok {
		b.visit(dimensions)
	}
	name, _ := b.child(i, "name")
	b.visit(name)
	if value, ok := b.child(i, "value"); ok {
		b.put("=")
		b.javaInitializer(i, kindNode, value)
	}
}

// javaInitializer puts the value of a declared variable. new int[] { 1 } is { 1 }
// and new ArrayList<Integer>() is new ArrayList<>() where the declaration says so.
func (b *builder) javaInitializer(declarator, kindNode, value uint32) {
	created, _ := b.child(value, "type")
	switch b.kind(value) {
	case "array_creation_expression":
		elements, ok := b.child(value, "value")
		dimensions, _ := b.child(value, "dimensions")
		if !ok || b.kind(dimensions) != "dimensions" {
			break
		}
		declared := b.text(kindNode)
		if behind, ok := b.child(declarator, "dimensions"); ok {
			declared += b.text(behind)
		}
		if compact(declared) == compact(b.text(created)+b.text(dimensions)) {
			b.visit(elements)
			return
		}
	case "object_creation_expression":
		if b.kind(created) != "generic_type" || b.kind(kindNode) != "generic_type" || b.kind(b.lastChild(value)) == "class_body" {
			break
		}
		arguments, declared := b.lastChild(created), b.lastChild(kindNode)
		if b.kind(arguments) != "type_arguments" || compact(b.text(arguments)) != compact(b.text(declared)) {
			break
		}
		for c := range b.children(value) {
			if c != created {
				b.visit(c)
				continue
			}
			for d := range b.children(created) {
				if d != arguments {
					b.visit(d)
				}
			}
			b.put("<", ">")
		}
		return
	}
	b.slot(value)
}
