package lexers

import "strings"

// cppNode visits an expression, a type, or any part of one.
func (b *builder) cppNode(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "comment", "attribute_declaration", "attribute_specifier":
	case "identifier", "statement_identifier":
		if b.text(i) == "long" { // typeid(long)
			b.refuse(i, "the word long in an unusual place")
			return
		}
		b.name(i)
	case "type_identifier":
		if text := b.text(i); text == "string" && !b.declared[text] && b.kind(b.nodes[i].parent) != "template_type" {
			b.put("String")
		} else {
			b.name(i)
		}
	case "field_identifier", "namespace_identifier":
		b.verbatim(i)
	case "number_literal":
		text := b.text(i)
		if text[0] == '-' || text[0] == '+' { // the grammar takes a sign into the number
			b.put(text[:1])
			text = text[1:]
		}
		b.number(text)
	case "string_literal", "raw_string_literal", "concatenated_string", "char_literal":
		b.cppLiteral(i)
	case "user_defined_literal":
		b.refuse(i, "a user-defined literal")
	case "qualified_identifier":
		b.cppQualified(i)
	case "parameter_declaration", "optional_parameter_declaration":
		b.cppParameter(i)
	case "sized_type_specifier":
		b.cppSized(i)
	case "class":
		b.put("typename")
	case "long":
		b.refuse(i, "the word long in an unusual place")
	case "call_expression":
		if !b.cppCast(i) {
			b.each(i)
		}
	case "argument_list", "subscript_argument_list", "initializer_list":
		b.slots(i)
	case "parenthesized_expression":
		if inner, ok := b.inner(i); ok && b.kind(inner) == "compound_statement" {
			b.refuse(i, "a statement as an expression")
			return
		}
		b.parenthesized(i)
	case "binary_expression":
		b.binary(i)
	case "conditional_expression":
		condition, _ := b.child(i, "condition")
		yes, ok := b.child(i, "consequence")
		no, _ := b.child(i, "alternative")
		if !ok {
			b.refuse(i, "a conditional without its second part")
			return
		}
		b.ternary(condition, yes, no)
	case "assignment_expression":
		left, _ := b.child(i, "left")
		right, _ := b.child(i, "right")
		for c := range b.children(i) {
			switch c {
			case left:
				b.target(c)
			case right:
				b.slot(c)
			default:
				b.visit(c)
			}
		}
	case "sizeof_expression":
		if value, ok := b.child(i, "value"); ok {
			for inner, ok := b.inner(value); ok; inner, ok = b.inner(value) {
				value = inner
			}
			b.put("sizeof", "(")
			b.visit(value)
			b.put(")")
			return
		}
		b.each(i)
	case "lambda_expression":
		b.each(i)
	case "compound_statement":
		b.cppBlock(i)
	case "struct_specifier", "class_specifier", "union_specifier", "enum_specifier":
		b.cppTypeName(i)
	case "field_declaration_list", "enumerator_list":
		b.refuse(i, "a type defined inside a function")
	case "parameter_list":
		b.cppParameters(i)
	default:
		if strings.HasPrefix(kind, "preproc") {
			b.refuse(i, "a preprocessor line inside a function")
			return
		}
		if !b.leaf(i) {
			b.each(i)
			return
		}
		if start := b.nodes[i].start; kind == "=" && start > 0 && b.source[start-1] == '>' {
			// a < b && c >= d parses as template arguments with an = behind.
			if last := len(b.out.Tokens) - 1; last >= 0 && b.out.Tokens[last] == ">" {
				b.out.Tokens[last] = ">="
				return
			}
		}
		b.symbol(i)
	}
}

// cppCast puts int(x) and static_cast<int>(x) as ( int ) x, which Java has too.
func (b *builder) cppCast(i uint32) bool {
	function, _ := b.child(i, "function")
	arguments, _ := b.child(i, "arguments")
	var target uint32
	switch b.kind(function) {
	case "primitive_type", "sized_type_specifier":
		target = function
	case "qualified_identifier":
		if !b.cppNumberType(function) {
			return false
		}
		target = function
	case "identifier":
		switch b.text(function) {
		case "long", "short", "unsigned", "signed":
			target = function
		default:
			return false
		}
	case "template_function":
		if name, _ := b.child(function, "name"); b.text(name) != "static_cast" {
			return false
		}
		descriptor, _ := b.child(function, "arguments")
		descriptor += 2 // behind the <
		kindNode, ok := b.child(descriptor, "type")
		if !ok || b.nodes[kindNode].next != b.nodes[descriptor].next || kindNode != descriptor+1 {
			return false
		}
		if !b.cppNumberType(kindNode) {
			return false
		}
		target = kindNode
	default:
		return false
	}
	operand, count := uint32(0), 0
	for c := range b.children(arguments) {
		if b.nodes[c].flags&nodeNamed != 0 && !b.comment(c) {
			operand = c
			count++
		}
	}
	if b.kind(arguments) != "argument_list" || count != 1 || b.kind(operand) == "initializer_list" {
		if b.text(function) == "long" {
			b.refuse(i, "the word long in an unusual place")
			return true
		}
		return false
	}
	for inner, ok := b.inner(operand); ok && b.kind(inner) != "comma_expression"; inner, ok = b.inner(operand) {
		operand = inner
	}
	wrap := false // a cast binds less tightly than what may follow a call
	switch b.kind(b.nodes[i].parent) {
	case "field_expression", "subscript_expression", "call_expression", "update_expression":
		wrap = true
	}
	if wrap {
		b.put("(")
	}
	b.put("(")
	if b.kind(target) == "identifier" {
		switch text := b.text(target); text {
		case "long":
			b.put("long", "int")
		case "unsigned":
			b.put("unsigned", "int")
		case "signed":
			b.put("int")
		default:
			b.put(text)
		}
	} else {
		b.visit(target)
	}
	b.put(")")
	switch b.kind(operand) {
	case "binary_expression", "conditional_expression", "assignment_expression", "lambda_expression", "compound_literal_expression",
		"throw_expression", "fold_expression":
		b.operand(operand, true)
	default:
		b.visit(operand)
	}
	if wrap {
		b.put(")")
	}
	return true
}

// cppQualified puts a::b; names behind :: stay as written. Whether std :: can go
// is decided on the finished tokens (cppDropImplied).
func (b *builder) cppQualified(i uint32) {
	name, _ := b.child(i, "name")
	scope, scoped := b.child(i, "scope")
	for c := range b.children(i) {
		switch kind := b.kind(c); {
		case c == name && (kind == "template_type" || kind == "template_function"):
			first, _ := b.child(c, "name")
			b.verbatim(first)
			for d := b.nodes[first].next; d < b.nodes[c].next; d = b.nodes[d].next {
				b.visit(d)
			}
		case c == name && (kind == "identifier" || kind == "type_identifier"):
			if text := b.text(c); text == "string" && scoped && b.text(scope) == "std" {
				b.put("String")
			} else {
				b.verbatim(c)
			}
		default:
			b.visit(c)
		}
	}
}

// cppLiteral puts a string or character literal; neighbours join into one.
func (b *builder) cppLiteral(i uint32) {
	switch b.kind(i) {
	case "char_literal":
		text := b.text(i)
		if text[0] != '\'' {
			b.refuse(i, "a wide character")
			return
		}
		content, ok := unescape(CPP, text[1:len(text)-1])
		if !ok || len(content) != 1 {
			b.refuse(i, "the escapes of a character")
			return
		}
		b.literal(prefixChar, content)
	case "concatenated_string":
		var content strings.Builder
		for c := range b.children(i) {
			if b.comment(c) {
				continue
			}
			text, ok := b.cppStringContent(c)
			if !ok {
				b.each(i) // a macro among them
				return
			}
			content.WriteString(text)
		}
		b.literal(prefixString, content.String())
	default:
		content, ok := b.cppStringContent(i)
		if !ok {
			b.refuse(i, "a string with a prefix or unusual escapes")
			return
		}
		b.literal(prefixString, content)
	}
}

func (b *builder) cppStringContent(i uint32) (string, bool) {
	text := b.text(i)
	switch b.kind(i) {
	case "string_literal":
		if text[0] != '"' {
			return "", false
		}
		return unescape(CPP, text[1:len(text)-1])
	case "raw_string_literal":
		if !strings.HasPrefix(text, `R"`) {
			return "", false
		}
		delimiter, body, ok := strings.Cut(text[2:], "(")
		if !ok || !strings.HasSuffix(body, ")"+delimiter+`"`) {
			return "", false
		}
		return body[:len(body)-len(delimiter)-2], true
	}
	return "", false
}
