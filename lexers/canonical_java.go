package lexers

import "strings"

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

func (b *builder) javaBlock(i uint32) {
	b.put(BlockOpen)
	b.javaStatements(i)
	b.put(BlockClose)
}

func (b *builder) javaStatements(i uint32) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "{", "}":
		default:
			b.javaStatement(c)
		}
	}
}

// javaBody puts the body of a compound statement as a block, braces or not.
func (b *builder) javaBody(i uint32) {
	if b.kind(i) == "block" {
		b.javaBlock(i)
		return
	}
	b.put(BlockOpen)
	b.javaStatement(i)
	b.put(BlockClose)
}

func (b *builder) javaStatement(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "line_comment", "block_comment", ";":
	case "block":
		b.javaBlock(i)
	case "local_variable_declaration":
		b.javaDeclaration(i)
	case "expression_statement":
		first := i + 1
		if b.update(first) {
			b.put(EndOfLine)
			return
		}
		if b.kind(first) == "switch_expression" {
			b.javaSwitch(first)
			return
		}
		b.slot(first)
		b.put(EndOfLine)
	case "if_statement":
		b.javaIf(i, "if")
	case "while_statement":
		b.put("while")
		b.javaHead(i)
		b.javaFieldBody(i)
	case "do_statement":
		b.put("do")
		b.javaFieldBody(i)
		b.put("while")
		b.javaHead(i)
		b.put(EndOfLine)
	case "for_statement":
		b.javaFor(i)
	case "enhanced_for_statement":
		b.put("for")
		kindNode, _ := b.child(i, "type")
		name, _ := b.child(i, "name")
		value, _ := b.child(i, "value")
		b.visit(kindNode)
		for c := range b.children(i) {
			if b.kind(c) == "dimensions" {
				b.visit(c)
			}
		}
		b.visit(name)
		b.put("in")
		b.slot(value)
		b.javaFieldBody(i)
	case "switch_expression", "switch_statement":
		b.javaSwitch(i)
	case "return_statement", "throw_statement", "yield_statement", "assert_statement", "break_statement", "continue_statement":
		for c := range b.children(i) {
			if b.nodes[c].flags&nodeNamed != 0 {
				b.slot(c)
			} else if b.kind(c) != ";" {
				b.symbol(c)
			}
		}
		b.put(EndOfLine)
	case "labeled_statement":
		b.name(i + 1)
		b.put(":")
		for c := range b.children(i) {
			if b.nodes[c].flags&nodeNamed != 0 && c != i+1 {
				b.javaStatement(c)
			}
		}
	case "try_statement", "try_with_resources_statement":
		b.javaTry(i)
	case "synchronized_statement":
		b.put("synchronized")
		for c := range b.children(i) {
			if b.kind(c) == "parenthesized_expression" {
				b.slot(c)
			}
		}
		b.javaFieldBody(i)
	case "class_declaration", "record_declaration", "interface_declaration", "enum_declaration":
		b.refuse(i, "a class inside a method")
	default:
		b.refuse(i, "the statement "+kind)
	}
}

func (b *builder) javaHead(i uint32) {
	if condition, ok := b.child(i, "condition"); ok {
		b.condition(condition)
	}
}

func (b *builder) javaFieldBody(i uint32) {
	if body, ok := b.child(i, "body"); ok {
		b.javaBody(body)
	}
}

func (b *builder) javaIf(i uint32, keyword string) {
	b.reach(i)
	b.put(keyword)
	b.javaHead(i)
	if consequence, ok := b.child(i, "consequence"); ok {
		b.javaBody(consequence)
	}
	alternative, ok := b.child(i, "alternative")
	if !ok {
		return
	}
	if b.kind(alternative) == "if_statement" {
		b.javaIf(alternative, ElseIf)
		return
	}
	b.reach(alternative)
	b.put("else")
	b.javaBody(alternative)
}

// update puts i++ and --i, where their value is unused, as i += 1 and i -= 1.
func (b *builder) update(i uint32) bool {
	for inner, ok := b.inner(i); ok; inner, ok = b.inner(i) {
		i = inner
	}
	if b.kind(i) != "update_expression" {
		return false
	}
	operator := ""
	operand := uint32(0)
	for c := range b.children(i) {
		if b.nodes[c].flags&nodeNamed == 0 {
			operator = b.text(c)
		} else if !b.comment(c) {
			operand = c
		}
	}
	b.target(operand)
	if operator == "++" {
		b.put("+=", "1")
	} else {
		b.put("-=", "1")
	}
	return true
}

// target visits what is assigned to; brackets round it are redundant unless the
// assignment would bind more tightly than what they hold.
func (b *builder) target(i uint32) {
	inner := i
	for n, ok := b.inner(inner); ok; n, ok = b.inner(inner) {
		inner = n
	}
	switch b.kind(inner) {
	case "identifier", "field_expression", "field_access", "subscript_expression", "array_access", "call_expression", "pointer_expression":
		b.visit(inner)
	default:
		b.visit(i)
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

// compact takes the white space out of a type.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

// javaFor puts the three parts of a counting loop, split by ";". A loop without
// the first and last is a while.
func (b *builder) javaFor(i uint32) {
	fields := b.grammar.fields
	_, begins := b.child(i, "init")
	if _, counts := b.child(i, "update"); !begins && !counts {
		b.put("while")
		if condition, ok := b.child(i, "condition"); ok {
			b.condition(condition)
		} else {
			b.put("true")
		}
		b.javaFieldBody(i)
		return
	}
	b.put("for")
	semicolons := 0
	for c := range b.children(i) {
		kind := b.kind(c)
		switch field := b.nodes[c].field; {
		case kind == "(" || kind == ")" || kind == "for" || b.comment(c):
		case field == fields["body"]:
			b.javaBody(c)
		case kind == ";":
			semicolons++
			b.put(";")
		case kind == ",":
			b.put(",")
		case kind == "local_variable_declaration":
			semicolons++
			b.javaForDeclaration(c)
			b.put(";")
		default:
			if !b.update(c) {
				b.slot(c)
			}
		}
	}
	if semicolons != 2 {
		b.refuse(i, "a for loop without two semicolons")
	}
}

func (b *builder) javaForDeclaration(i uint32) {
	kindNode, _ := b.child(i, "type")
	first := true
	for c := range b.children(i) {
		if b.kind(c) != "variable_declarator" {
			continue
		}
		if first {
			b.javaDeclarator(c, kindNode)
			first = false
			continue
		}
		if _, ok := b.child(c, "dimensions"); ok {
			b.refuse(c, "array brackets behind a loop variable")
		}
		b.put(",")
		name, _ := b.child(c, "name")
		b.visit(name)
		if value, ok := b.child(c, "value"); ok {
			b.put("=")
			b.slot(value)
		}
	}
}

func (b *builder) javaSwitch(i uint32) {
	b.put("switch")
	b.javaHead(i)
	body, _ := b.child(i, "body")
	b.put(BlockOpen)
	for c := range b.children(body) {
		switch b.kind(c) {
		case "switch_block_statement_group":
			for d := range b.children(c) {
				switch b.kind(d) {
				case "switch_label":
					b.javaLabel(d)
				case ":":
					b.put(":")
				default:
					b.javaStatement(d)
				}
			}
		case "switch_rule":
			for d := range b.children(c) {
				switch b.kind(d) {
				case "switch_label":
					b.javaLabel(d)
				case "->":
					b.put("->")
				case "expression_statement": // also a value, where a switch ends with ;
					if !b.update(d + 1) {
						b.slot(d + 1)
					}
					b.put(EndOfLine)
				default:
					b.javaStatement(d)
				}
			}
		}
	}
	b.put(BlockClose)
}

func (b *builder) javaLabel(i uint32) {
	for c := range b.children(i) {
		if b.kind(c) == "identifier" && !b.declared[b.text(c)] {
			b.verbatim(c)
			continue
		}
		if b.nodes[c].flags&nodeNamed != 0 {
			b.slot(c)
		} else {
			b.symbol(c)
		}
	}
}

func (b *builder) javaTry(i uint32) {
	b.put("try")
	for c := range b.children(i) {
		switch b.kind(c) {
		case "resource_specification":
			first := true
			for d := range b.children(c) {
				if b.kind(d) != "resource" {
					continue
				}
				if !first {
					b.put(";")
				}
				first = false
				b.visit(d)
			}
		case "block":
			b.javaBlock(c)
		case "catch_clause":
			b.reach(c)
			b.put("catch")
			for d := range b.children(c) {
				switch b.kind(d) {
				case "catch_formal_parameter":
					b.visit(d)
				case "block":
					b.javaBlock(d)
				}
			}
		case "finally_clause":
			b.reach(c)
			b.put("finally")
			for d := range b.children(c) {
				if b.kind(d) == "block" {
					b.javaBlock(d)
				}
			}
		}
	}
}

// javaNode visits an expression, a type, or any part of one.
func (b *builder) javaNode(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "line_comment", "block_comment", "modifiers", "marker_annotation", "annotation":
	case "identifier":
		b.name(i)
	case "type_identifier":
		b.verbatim(i)
	case "decimal_integer_literal", "hex_integer_literal", "octal_integer_literal", "binary_integer_literal", "decimal_floating_point_literal",
		"hex_floating_point_literal":
		b.number(b.text(i))
	case "string_literal":
		b.javaString(i)
	case "character_literal":
		text := b.text(i)
		content, ok := unescape(Java, text[1:len(text)-1])
		if !ok {
			b.refuse(i, "the escapes of a character")
			return
		}
		b.literal(prefixChar, content)
	case "method_invocation":
		b.javaCall(i)
	case "field_access", "method_reference", "scoped_type_identifier", "scoped_identifier":
		b.javaMember(i)
	case "formal_parameter":
		b.javaParameter(i)
	case "spread_parameter":
		for c := range b.children(i) {
			if b.kind(c) == "variable_declarator" {
				name, _ := b.child(c, "name")
				b.visit(name)
			} else {
				b.visit(c)
			}
		}
	case "receiver_parameter":
		b.refuse(i, "a receiver parameter")
	case "argument_list", "array_initializer", "array_access":
		b.slots(i)
	case "dimensions_expr":
		b.slots(i)
	case "parenthesized_expression":
		b.parenthesized(i)
	case "binary_expression":
		b.binary(i)
	case "ternary_expression":
		condition, _ := b.child(i, "condition")
		yes, _ := b.child(i, "consequence")
		no, _ := b.child(i, "alternative")
		b.ternary(condition, yes, no)
	case "assignment_expression":
		right, _ := b.child(i, "right")
		for c := range b.children(i) {
			if c == right {
				b.slot(c)
			} else {
				b.visit(c)
			}
		}
	case "lambda_expression":
		b.javaLambda(i)
	case "switch_expression":
		b.javaSwitch(i)
	case "block":
		b.javaBlock(i)
	case "class_body":
		b.refuse(i, "an anonymous class")
	case "template_expression":
		b.refuse(i, "a string template")
	default:
		if !b.leaf(i) {
			b.each(i)
			return
		}
		b.symbol(i)
	}
}

// javaCall keeps the method's name as written: methods and variables have
// namespaces of their own. Only a call of the function itself is its placeholder.
func (b *builder) javaCall(i uint32) {
	name, _ := b.child(i, "name")
	_, member := b.child(i, "object")
	for c := range b.children(i) {
		switch {
		case c != name:
			b.visit(c)
		case !member && b.text(c) == b.out.Names[0]:
			b.put(b.id(b.text(c)))
		default:
			b.verbatim(c)
		}
	}
}

// javaMember keeps every name behind a dot or :: as written.
func (b *builder) javaMember(i uint32) {
	first := true
	for c := range b.children(i) {
		if first || b.kind(c) != "identifier" {
			b.visit(c)
		} else {
			b.verbatim(c)
		}
		first = false
	}
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

func (b *builder) javaLambda(i uint32) {
	parameters, _ := b.child(i, "parameters")
	body, _ := b.child(i, "body")
	if b.kind(parameters) == "inferred_parameters" && b.nodes[parameters].next == parameters+4 {
		b.visit(parameters + 2) // (x) -> is x ->
	} else {
		b.visit(parameters)
	}
	b.put("->")
	b.slot(body)
}

// javaString puts a string literal or text block.
func (b *builder) javaString(i uint32) {
	text := b.text(i)
	if !strings.HasPrefix(text, `"""`) {
		content, ok := unescape(Java, text[1:len(text)-1])
		if !ok {
			b.refuse(i, "the escapes of a string")
			return
		}
		b.literal(prefixString, content)
		return
	}
	content, ok := textBlock(text)
	if !ok {
		b.refuse(i, "the escapes of a text block")
		return
	}
	b.literal(prefixString, content)
}

// textBlock returns the content of a Java text block: the common indentation
// and trailing blanks go before escapes are decoded (Java Language
// Specification, section 3.10.6).
func textBlock(text string) (string, bool) {
	if len(text) < 6 {
		return "", false
	}
	body := strings.ReplaceAll(text[3:len(text)-3], "\r\n", "\n")
	_, body, ok := strings.Cut(body, "\n")
	if !ok {
		return "", false
	}
	lines := strings.Split(body, "\n")
	indentation := -1
	for k, line := range lines {
		if strings.TrimSpace(line) == "" && k != len(lines)-1 {
			continue
		}
		if n := len(line) - len(strings.TrimLeft(line, " \t\f")); indentation < 0 || n < indentation {
			indentation = n
		}
	}
	for k, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[k] = ""
			continue
		}
		lines[k] = strings.TrimRight(line[indentation:], " \t\f")
	}
	return unescape(Java, strings.Join(lines, "\n"))
}
