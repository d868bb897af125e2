package lexers

import "strings"

func (b *builder) pythonBlock(i uint32) {
	b.put(BlockOpen)
	for c := range b.children(i) {
		b.pythonStatement(c)
	}
	b.put(BlockClose)
}

func (b *builder) pythonStatement(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "comment", ";", "pass_statement", "line_continuation":
	case "expression_statement":
		b.pythonExpressionStatement(i)
	case "return_statement":
		b.put("return")
		for c := range b.children(i) {
			if b.nodes[c].flags&nodeNamed != 0 && !b.comment(c) {
				b.pythonValue(c)
			}
		}
		b.put(EndOfLine)
	case "if_statement", "while_statement", "for_statement", "try_statement", "with_statement", "match_statement",
		"case_clause":
		b.pythonCompound(i)
	case "function_definition":
		b.pythonFunction(i, false)
	case "decorated_definition":
		definition, _ := b.child(i, "definition")
		if b.kind(definition) != "function_definition" {
			b.refuse(i, "a class inside a function")
			return
		}
		b.pythonDecorators(i)
		b.pythonFunction(definition, false)
	case "break_statement", "continue_statement", "delete_statement", "assert_statement", "raise_statement", "global_statement",
		"nonlocal_statement":
		b.each(i)
		b.put(EndOfLine)
	case "import_statement", "import_from_statement", "future_import_statement":
		b.pythonImport(i)
		b.put(EndOfLine)
	case "class_definition":
		b.refuse(i, "a class inside a function")
	case "print_statement", "exec_statement":
		b.refuse(i, "a statement of Python 2")
	case "type_alias_statement":
		b.refuse(i, "a type alias inside a function")
	default:
		b.refuse(i, "the statement "+kind)
	}
}

// pythonImport puts an import as written: its names are API names.
func (b *builder) pythonImport(i uint32) {
	for c := i + 1; c < b.nodes[i].next; c++ {
		if !b.leaf(c) || b.comment(c) {
			continue
		}
		if text := b.text(c); b.kind(c) == "identifier" {
			b.nameText(c, text)
		} else if text != "" {
			b.put(text)
		}
	}
}

// pythonExpressionStatement leaves out docstrings, bare ellipses and annotations.
func (b *builder) pythonExpressionStatement(i uint32) {
	first := i + 1
	single := b.nodes[first].next == b.nodes[i].next
	if single {
		switch b.kind(first) {
		case "string", "concatenated_string":
			if !strings.Contains(b.text(first), "{") || !b.pythonFormatted(first) {
				return
			}
		case "ellipsis":
			return
		case "assignment":
			if _, ok := b.child(first, "right"); !ok {
				return
			}
			b.visit(first)
			b.put(EndOfLine)
			return
		}
		b.slot(first)
	} else {
		b.slots(i)
		if b.kind(b.lastChild(i)) == "," {
			b.put(",")
		}
	}
	b.put(EndOfLine)
}

func (b *builder) pythonAssignment(i uint32) {
	for c := range b.children(i) {
		field := b.nodes[c].field
		switch {
		case b.comment(c), b.kind(c) == ":", b.kind(c) == "type":
		case field == b.grammar.fields["left"]:
			b.pythonTarget(c)
		case field == b.grammar.fields["right"]:
			b.pythonValue(c)
		default:
			b.visit(c)
		}
	}
}

// pythonValue visits the right side of an assignment or a returned value: the
// brackets of a tuple are redundant there.
func (b *builder) pythonValue(i uint32) {
	for inner, ok := b.inner(i); ok && b.kind(inner) != "yield" && b.kind(inner) != "named_expression"; inner, ok = b.inner(i) {
		i = inner
	}
	if b.kind(i) != "tuple" || b.nodes[i].next == i+3 {
		b.slot(i)
		return
	}
	for c := range b.children(i) {
		switch b.kind(c) {
		case "named_expression", "list_splat", "yield":
			b.visit(i)
			return
		}
	}
	if count, _ := b.pythonElements(i, b.slot); count == 1 {
		b.put(",")
	}
}

// pythonElements visits the elements of a tuple or list with commas between, and
// says how many there are and whether a comma stands behind the last.
func (b *builder) pythonElements(i uint32, visit func(uint32)) (count int, comma bool) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "(", ")", "[", "]", "comment":
			continue
		case ",":
			comma = true
			continue
		}
		if comma {
			b.put(",")
		}
		comma = false
		count++
		visit(c)
	}
	return count, comma
}

// pythonTarget visits the left side of an assignment or loop; the brackets round
// several targets are redundant.
func (b *builder) pythonTarget(i uint32) {
	if kind := b.kind(i); kind != "tuple_pattern" && kind != "list_pattern" {
		b.visit(i)
		return
	}
	if count, comma := b.pythonElements(i, b.visit); count == 1 && (comma || b.kind(i) == "list_pattern") {
		b.put(",")
	}
}

// pythonCompound visits a statement with blocks: BLOCK_OPEN stands for the colon
// and ends the head.
func (b *builder) pythonCompound(i uint32) {
	condition, _ := b.child(i, "condition")
	left, _ := b.child(i, "left")
	subject, _ := b.child(i, "subject")
	for c := range b.children(i) {
		switch kind := b.kind(c); {
		case b.comment(c):
		case kind == ":":
		case kind == "block":
			b.pythonBlock(c)
		case kind == "elif_clause", kind == "else_clause", kind == "except_clause", kind == "except_group_clause", kind == "finally_clause",
			kind == "case_clause", kind == "with_clause":
			b.pythonCompound(c)
		case c == condition && c != 0:
			b.condition(c)
		case c == left && c != 0:
			b.pythonTarget(c)
		case c == subject && c != 0:
			b.visit(c)
		case b.nodes[c].flags&nodeNamed != 0:
			b.slot(c)
		default:
			b.symbol(c)
		}
	}
}
