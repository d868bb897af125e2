package lexers

import "strings"

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
