package lexers

import "strings"

// builder walks a function's syntax tree and appends canonical tokens. Each
// language decides the constructs that it knows and hands the rest to leaves:
// an expression that needs no unifying is the sequence of its tokens.
type builder struct {
	*tree
	function uint32
	declared map[string]bool // names that become ID_k
	receiver string          // Python's self or cls: stays as written
	constant map[string]bool // C++: names that must be constant expressions
	ids      map[string]int
	numbers  map[string]int
	literals map[string]int
	out      *Canonical
	at       uint32   // where the node begins that was reached last
	offsets  []uint32 // of each token: at when it was put
	err      error
	visit    func(i uint32) // the language's expression visitor
}

// refuse records the first construct that has no canonical form.
func (b *builder) refuse(i uint32, construct string) {
	if b.err == nil {
		b.err = &UnsupportedError{Construct: construct, Line: b.line(i)}
	}
}

func (b *builder) put(tokens ...string) {
	b.out.Tokens = append(b.out.Tokens, tokens...)
	for range tokens {
		b.offsets = append(b.offsets, b.at)
	}
}

// reach says that the tokens put from here on come from node i.
func (b *builder) reach(i uint32) { b.at = b.nodes[i].start }

// name puts an identifier: a placeholder if the function declares it.
func (b *builder) name(i uint32) { b.nameText(i, b.text(i)) }

func (b *builder) nameText(i uint32, text string) {
	b.reach(i)
	if b.declared[text] && text != b.receiver {
		b.put(b.id(text))
		return
	}
	if clashingNames[b.out.Language][text] {
		b.refuse(i, "the name "+text+", which the canonical form reads as something else")
		return
	}
	b.verbatimText(i, text)
}

// id returns the placeholder of a declared name.
func (b *builder) id(text string) string {
	k, ok := b.ids[text]
	if !ok {
		k = len(b.out.Names)
		b.ids[text] = k
		b.out.Names = append(b.out.Names, text)
	}
	return placeholder(prefixID, k)
}

// verbatim puts a name as written: fields, methods, types, API names.
func (b *builder) verbatim(i uint32) { b.verbatimText(i, b.text(i)) }

func (b *builder) verbatimText(i uint32, text string) {
	b.reach(i)
	if structureTokens[text] {
		b.refuse(i, "the name "+text+", which the canonical form reserves")
		return
	}
	if b.out.Language == Java && text == "bool" { // also of a method or field: bool prints as boolean
		b.refuse(i, "the name bool, which the canonical form reads as something else")
		return
	}
	if _, _, ok := SplitPlaceholder(text); ok {
		b.refuse(i, "the name "+text+", which the canonical form reserves")
		return
	}
	b.put(text)
}

// digitSeparators takes 1_000 and 1'000 to 1000.
var digitSeparators = strings.NewReplacer("_", "", "'", "")

// number puts a numeric literal.
func (b *builder) number(text string) {
	plain := digitSeparators.Replace(text)
	if keptNumbers[plain] && (b.out.Language == Java || !strings.HasSuffix(plain, "L")) {
		b.put(plain)
		return
	}
	// A 64-bit integer is 1L in Java and 1LL in C++.
	suffix := [...]string{Python: "", CPP: "LL", Java: "L"}[b.out.Language]
	if digits, ok := strings.CutSuffix(strings.ToUpper(plain), suffix); ok && suffix != "" && keptNumbers[digits+"L"] {
		b.put(digits + "L")
		return
	}
	k, ok := b.numbers[text]
	if !ok {
		k = len(b.out.Numbers)
		b.numbers[text] = k
		b.out.Numbers = append(b.out.Numbers, text)
	}
	b.put(placeholder(prefixNumber, k))
}

// literal puts a string or character whose content is known.
func (b *builder) literal(prefix, content string) {
	if name, ok := keptStrings[content]; ok && (content != "" || prefix == prefixString) {
		b.put(prefix + "_" + name)
		return
	}
	k, ok := b.literals[content]
	if !ok {
		k = len(b.out.Literals)
		b.literals[content] = k
		b.out.Literals = append(b.out.Literals, content)
	}
	b.put(placeholder(prefix, k))
}

// symbol puts a keyword, operator or bracket in its common spelling.
func (b *builder) symbol(i uint32) {
	b.reach(i)
	text := b.text(i)
	if token, ok := operatorTokens[b.out.Language][text]; ok {
		text = token
	}
	if text != "" {
		b.put(text)
	}
}

// each visits the children of a node.
func (b *builder) each(i uint32) {
	for c := range b.children(i) {
		b.visit(c)
	}
}

// comment reports whether a node is a comment or a line continuation.
func (b *builder) comment(i uint32) bool {
	switch b.kind(i) {
	case "comment", "line_comment", "block_comment", "line_continuation":
		return true
	}
	return false
}

// inner returns the expression inside a parenthesized_expression.
func (b *builder) inner(i uint32) (uint32, bool) {
	if b.kind(i) != "parenthesized_expression" {
		return 0, false
	}
	found, count := uint32(0), 0
	for c := range b.children(i) {
		if b.nodes[c].flags&nodeNamed != 0 && !b.comment(c) {
			found = c
			count++
		}
	}
	return found, count == 1
}

// slot visits an expression that fills a place of its own, such as an argument,
// an index or the right side of an assignment: brackets round it are redundant.
func (b *builder) slot(i uint32) {
	for {
		inner, ok := b.inner(i)
		if !ok {
			break
		}
		switch b.kind(inner) {
		case "comma_expression", "named_expression", "yield", "compound_statement":
			b.visit(i)
			return
		}
		i = inner
	}
	b.visit(i)
}

// slots visits the children of a bracketed list, each element as a slot; a
// trailing comma is dropped.
func (b *builder) slots(i uint32) {
	comma := false
	for c := range b.children(i) {
		if b.comment(c) {
			continue
		}
		if b.nodes[c].flags&nodeNamed == 0 && b.kind(c) == "," {
			comma = true
			continue
		}
		if comma && !(b.leaf(c) && b.nodes[c].flags&nodeNamed == 0 && b.nodes[c].next == b.nodes[i].next) {
			b.put(",")
		}
		comma = false
		if b.nodes[c].flags&nodeNamed != 0 {
			b.slot(c)
		} else {
			b.visit(c)
		}
	}
}

// condition visits the head of an if or while without its brackets. The constant
// 1 is true there.
func (b *builder) condition(i uint32) {
	for inner, ok := b.inner(i); ok; inner, ok = b.inner(i) {
		switch b.kind(inner) {
		case "comma_expression", "yield", "compound_statement":
			b.visit(i)
			return
		}
		i = inner
	}
	if b.leaf(i) && b.text(i) == "1" {
		b.put("true")
		return
	}
	b.visit(i)
}

// atom reports whether a bracketed expression needs no brackets anywhere.
func (b *builder) atom(i uint32) bool {
	switch b.kind(i) {
	case "identifier":
		// (ll) * x parses as a product: only a declared name is surely no type.
		return b.out.Language == Python || b.declared[b.text(i)]
	case "call", "call_expression", "method_invocation", "subscript", "subscript_expression", "array_access", "attribute",
		"field_expression", "field_access", "true", "false", "null", "none", "null_literal", "this", "parenthesized_expression",
		"string", "string_literal", "char_literal", "character_literal":
		return true
	case "concatenated_string":
		return b.out.Language == Python
	case "binary_operator":
		return b.usualModulus(i)
	case "integer", "float", "number_literal", "decimal_integer_literal", "decimal_floating_point_literal", "hex_integer_literal":
		return true
	}
	return false
}

// parenthesized visits a bracketed expression and leaves out the brackets of an
// atom. 1 .real keeps them: the dot would join the number.
func (b *builder) parenthesized(i uint32) {
	inner, ok := b.inner(i)
	if !ok {
		b.each(i)
		return
	}
	if b.atom(inner) {
		parent := b.nodes[i].parent
		number := strings.HasSuffix(b.kind(inner), "integer") || strings.HasSuffix(b.kind(inner), "float") || strings.HasSuffix(b.kind(inner), "literal")
		member := false
		switch b.kind(parent) {
		case "attribute", "field_expression", "field_access", "method_invocation", "call":
			member = true
		}
		if !(number && member) {
			b.visit(inner)
			return
		}
	}
	b.put("(")
	for n, ok := b.inner(inner); ok; n, ok = b.inner(inner) {
		if b.kind(n) == "comma_expression" {
			break
		}
		inner = n
	}
	b.visit(inner)
	b.put(")")
}

// operand visits an operand, in brackets if wrap says so.
func (b *builder) operand(i uint32, wrap bool) {
	if !wrap {
		b.visit(i)
		return
	}
	b.put("(")
	b.visit(i)
	b.put(")")
}

// operator returns the canonical operator of a binary or unary node.
func (b *builder) operator(i uint32) string {
	c, ok := b.child(i, "operator")
	if !ok {
		return ""
	}
	text := b.text(c)
	if token, ok := operatorTokens[b.out.Language][text]; ok {
		return token
	}
	return text
}

// binary visits a binary expression of C++ or Java. Where Python would read the
// tokens otherwise (comparisons chain, & binds before ==, not binds after ==),
// brackets make the grouping plain, so that the tokens mean the same everywhere.
func (b *builder) binary(i uint32) {
	operator := b.operator(i)
	comparison, bitwise := comparisonOperators[operator], bitwiseOperators[operator]
	for c := range b.children(i) {
		switch b.kind(c) {
		case "binary_expression":
			inner := b.operator(c)
			b.operand(c, comparisonOperators[inner] && (comparison || bitwise))
		case "unary_expression":
			b.operand(c, b.operator(c) == "!" && operator != "&&" && operator != "||")
		default:
			b.visit(c)
		}
	}
}

var comparisonOperators = map[string]bool{"==": true, "!=": true, "<": true, ">": true, "<=": true, ">=": true}
var bitwiseOperators = map[string]bool{"&": true, "|": true, "^": true}

// ternary puts a conditional expression as condition ? yes : no. A conditional
// inside the first two parts stands in brackets, as Python needs it.
func (b *builder) ternary(condition, yes, no uint32) {
	b.ternaryPart(condition, true)
	b.put("?")
	b.ternaryPart(yes, true)
	b.put(":")
	b.ternaryPart(no, false)
}

func (b *builder) ternaryPart(i uint32, first bool) {
	inner := i
	for n, ok := b.inner(inner); ok; n, ok = b.inner(inner) {
		inner = n
	}
	switch b.kind(inner) {
	case "conditional_expression", "ternary_expression", "lambda", "lambda_expression":
		b.operand(inner, first)
	case "assignment_expression", "comma_expression", "named_expression", "yield", "throw_expression", "throw_statement":
		b.operand(inner, true)
	default:
		b.slot(i)
	}
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

// compact takes the white space out of a type.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

func (b *builder) lastChild(i uint32) uint32 {
	last := i
	for c := range b.children(i) {
		last = c
	}
	return last
}
