package lexers

// pythonCanonical builds the canonical form of a Python function_definition.
func pythonCanonical(b *builder, function uint32) {
	b.visit = b.pythonNode
	b.pythonDeclared(function)
	name, _ := b.child(function, "name")
	b.declared[b.text(name)] = true
	b.id(b.text(name)) // ID_0
	if parent := b.nodes[function].parent; parent != function && b.kind(parent) == "decorated_definition" {
		b.pythonDecorators(parent)
	}
	b.pythonFunction(function, true)
}

// pythonDeclared collects the names that the function binds. A name that it
// declares global belongs to the module and stays as written.
func (b *builder) pythonDeclared(function uint32) {
	// The source of a single function has no class: a first parameter called
	// self or cls is taken for the object.
	if parameters, ok := b.child(function, "parameters"); ok {
		for first := range b.children(parameters) {
			if b.nodes[first].flags&nodeNamed == 0 || b.comment(first) {
				continue
			}
			if b.kind(first) == "typed_parameter" {
				first++
			}
			if text := b.text(first); b.kind(first) == "identifier" && (text == "self" || text == "cls") {
				b.receiver = text
			}
			break
		}
	}
	outer := map[string]bool{}
	for i := function; i < b.nodes[function].next; i++ {
		switch b.kind(i) {
		case "function_definition":
			if name, ok := b.child(i, "name"); ok {
				b.declared[b.text(name)] = true
			}
		case "parameters", "lambda_parameters":
			for c := range b.children(i) {
				b.pythonBinds(c)
			}
		case "assignment":
			// An annotation alone binds nothing, and the form has none.
			if _, ok := b.child(i, "right"); !ok {
				continue
			}
			left, _ := b.child(i, "left")
			b.pythonBinds(left)
		case "augmented_assignment", "for_statement", "for_in_clause":
			if left, ok := b.child(i, "left"); ok {
				b.pythonBinds(left)
			}
		case "named_expression":
			if name, ok := b.child(i, "name"); ok {
				b.pythonBinds(name)
			}
		case "as_pattern_target":
			for c := range b.children(i) {
				b.pythonBinds(c)
			}
		case "case_pattern":
			b.pythonCapture(i)
		case "global_statement":
			for c := range b.children(i) {
				if b.kind(c) == "identifier" {
					outer[b.text(c)] = true
				}
			}
		}
	}
	for name := range outer {
		delete(b.declared, name)
	}
}

// pythonBinds declares the names of a target or parameter.
func (b *builder) pythonBinds(i uint32) {
	switch b.kind(i) {
	case "identifier":
		b.declared[b.text(i)] = true
	case "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "dictionary_splat_pattern", "typed_parameter",
		"expression_list", "tuple", "list", "list_splat", "parenthesized_expression", "as_pattern_target":
		for c := range b.children(i) {
			b.pythonBinds(c)
		}
	case "default_parameter", "typed_default_parameter":
		if name, ok := b.child(i, "name"); ok {
			b.pythonBinds(name)
		}
	}
}

// pythonCapture declares the name that a pattern of a case clause binds.
func (b *builder) pythonCapture(i uint32) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "dotted_name":
			if b.nodes[c].next == c+2 {
				b.declared[b.text(c)] = true
			}
		case "splat_pattern", "as_pattern":
			for d := range b.children(c) {
				if b.kind(d) == "identifier" {
					b.declared[b.text(d)] = true
				}
			}
		}
	}
}

// droppedDecorators say how a function is reached, not what it does.
var droppedDecorators = map[string]bool{
	"staticmethod": true, "classmethod": true, "override": true, "typing.override": true, "abstractmethod": true, "final": true,
	"property": true,
}

// pythonDecorators puts the decorators that change what a call does.
func (b *builder) pythonDecorators(i uint32) {
	for c := range b.children(i) {
		if b.kind(c) != "decorator" || droppedDecorators[compact(b.text(c+2))] { // behind the @
			continue
		}
		b.each(c)
		b.put(EndOfLine)
	}
}

// pythonFunction puts a header and body; only a nested function keeps its def.
func (b *builder) pythonFunction(i uint32, outermost bool) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "async":
			b.put("async")
		case "def":
			if !outermost {
				b.put("def")
			}
		case "identifier":
			b.name(c)
		case "parameters":
			b.slots(c)
		case "block":
			b.pythonBlock(c)
		case "type_parameter":
			b.refuse(c, "type parameters of a Python function")
		}
	}
}
