package lexers

import "strings"

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

func (b *builder) lastChild(i uint32) uint32 {
	last := i
	for c := range b.children(i) {
		last = c
	}
	return last
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
	count, comma := 0, false
	for c := range b.children(i) {
		switch b.kind(c) {
		case "(", ")", "comment":
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
		b.slot(c)
	}
	if count == 1 {
		b.put(",")
	}
}

// pythonTarget visits the left side of an assignment or loop; the brackets round
// several targets are redundant.
func (b *builder) pythonTarget(i uint32) {
	if kind := b.kind(i); kind != "tuple_pattern" && kind != "list_pattern" {
		b.visit(i)
		return
	}
	count, comma := 0, false
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
		b.visit(c)
	}
	if count == 1 && (comma || b.kind(i) == "list_pattern") {
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

// pythonNode visits an expression, or any part of one.
func (b *builder) pythonNode(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "comment", "line_continuation":
	case "identifier":
		b.name(i)
	case "integer", "float":
		b.number(b.text(i))
	case "string", "concatenated_string":
		b.pythonString(i)
	case "attribute":
		attribute, _ := b.child(i, "attribute")
		for c := range b.children(i) {
			if c == attribute {
				b.verbatim(c)
			} else {
				b.visit(c)
			}
		}
	case "assignment", "augmented_assignment":
		b.pythonAssignment(i)
	case "argument_list", "list", "tuple", "set", "dictionary", "subscript", "expression_list":
		if kind == "tuple" || kind == "expression_list" || kind == "subscript" {
			b.pythonTuple(i)
			return
		}
		b.slots(i)
	case "keyword_argument":
		b.pythonKeywordArgument(i)
	case "default_parameter", "typed_default_parameter":
		name, _ := b.child(i, "name")
		value, _ := b.child(i, "value")
		b.visit(name)
		b.put("=")
		b.slot(value)
	case "typed_parameter":
		b.visit(i + 1)
	case "parenthesized_expression":
		b.parenthesized(i)
	case "not_operator":
		argument, _ := b.child(i, "argument")
		b.put("!")
		switch b.kind(argument) {
		case "comparison_operator", "binary_operator":
			b.operand(argument, true)
		default:
			b.visit(argument)
		}
	case "comparison_operator":
		for c := range b.children(i) {
			wrap := false
			if b.kind(c) == "binary_operator" {
				operator, _ := b.child(c, "operator")
				wrap = bitwiseOperators[b.text(operator)]
			}
			b.operand(c, wrap)
		}
	case "is not":
		b.put("is_not")
	case "not in":
		b.put("not_in")
	case "<>":
		b.refuse(i, "the operator <> of Python 2")
	case "conditional_expression":
		b.pythonConditional(i)
	case "binary_operator":
		if b.usualModulus(i) {
			b.put("1000000007")
			return
		}
		b.each(i)
	case "type":
		b.refuse(i, "a type in an expression")
	case "pattern_list":
		b.pythonTuple(i)
	case "ERROR":
		b.refuse(i, "a syntax error")
	default:
		if !b.leaf(i) {
			b.each(i)
			return
		}
		b.symbol(i)
	}
}

// usualModulus reports whether a binary_operator is 10**9 + 7, for which C++ and
// Java write 1000000007.
func (b *builder) usualModulus(i uint32) bool {
	n := b.nodes[i]
	return n.end-n.start < 16 && strings.ReplaceAll(b.text(i), " ", "") == "10**9+7"
}

// pythonTuple visits a list whose trailing comma may matter: (x,) and a[x,].
func (b *builder) pythonTuple(i uint32) {
	count, comma := 0, false
	flush := func() {
		if comma {
			b.put(",")
		}
		comma = false
	}
	for c := range b.children(i) {
		switch {
		case b.comment(c):
		case b.kind(c) == ",":
			comma = true
		case b.nodes[c].flags&nodeNamed == 0:
			if comma && count == 1 || b.kind(c) == "[" {
				flush()
			}
			comma = false
			b.visit(c)
			if b.kind(c) == "[" {
				count = 0
			}
		case b.nodes[c].field == b.grammar.fields["value"]: // of a subscript
			b.visit(c)
		default:
			flush()
			count++
			b.slot(c)
		}
	}
	if comma && count == 1 {
		b.put(",")
	}
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

// pythonKeywordArgument keeps the keyword as written, unless the called function
// is declared here: then the keyword is the name of its parameter.
func (b *builder) pythonKeywordArgument(i uint32) {
	name, _ := b.child(i, "name")
	value, _ := b.child(i, "value")
	call := b.nodes[b.nodes[i].parent].parent
	callee, ok := b.child(call, "function")
	if ok && b.kind(callee) == "identifier" && b.declared[b.text(callee)] {
		b.name(name)
	} else {
		b.verbatim(name)
	}
	b.put("=")
	b.slot(value)
}

func (b *builder) pythonConditional(i uint32) {
	var parts []uint32
	for c := range b.children(i) {
		if b.nodes[c].flags&nodeNamed != 0 && !b.comment(c) {
			parts = append(parts, c)
		}
	}
	if len(parts) != 3 {
		b.refuse(i, "a conditional expression without three parts")
		return
	}
	b.ternary(parts[1], parts[0], parts[2])
}

// pythonFormatted reports whether a string, or a part of it, is an f-string.
func (b *builder) pythonFormatted(i uint32) bool {
	for c := i; c < b.nodes[i].next; c++ {
		if b.kind(c) == "interpolation" {
			return true
		}
	}
	return false
}
