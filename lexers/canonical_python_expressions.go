package lexers

import "strings"

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
