package lexers

import "strings"

func (b *builder) cppBlock(i uint32) {
	b.put(BlockOpen)
	b.cppStatements(i)
	b.put(BlockClose)
}

func (b *builder) cppStatements(i uint32) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "{", "}":
		default:
			b.cppStatement(c)
		}
	}
}

// cppBody puts the body of a compound statement as a block, braces or not.
func (b *builder) cppBody(i uint32) {
	if b.kind(i) == "compound_statement" {
		b.cppBlock(i)
		return
	}
	b.put(BlockOpen)
	b.cppStatement(i)
	b.put(BlockClose)
}

func (b *builder) cppFieldBody(i uint32) {
	if body, ok := b.child(i, "body"); ok {
		b.cppBody(body)
	}
}

func (b *builder) cppStatement(i uint32) {
	b.reach(i)
	switch kind := b.kind(i); kind {
	case "comment", ";", "static_assert_declaration", "attribute_declaration":
	case "compound_statement":
		b.cppBlock(i)
	case "declaration":
		b.cppDeclaration(i)
	case "expression_statement":
		if b.nodes[i+1].next == b.nodes[i].next && b.kind(i+1) == ";" {
			return
		}
		if function, ok := b.child(i+1, "function"); ok && b.text(function) == "static_assert" {
			return // the body of an if without braces: no declaration for the grammar
		}
		b.cppEffects(i+1, EndOfLine)
	case "if_statement":
		b.cppIf(i, "if")
	case "while_statement":
		b.put("while")
		b.cppHead(i)
		b.cppFieldBody(i)
	case "do_statement":
		b.put("do")
		b.cppFieldBody(i)
		b.put("while")
		b.cppHead(i)
		b.put(EndOfLine)
	case "for_statement":
		b.cppFor(i)
	case "for_range_loop":
		b.cppRange(i)
	case "switch_statement":
		b.put("switch")
		b.cppHead(i)
		b.cppFieldBody(i)
	case "case_statement":
		b.cppCase(i)
	case "return_statement", "throw_statement", "break_statement", "continue_statement", "goto_statement", "co_return_statement",
		"co_yield_statement":
		for c := range b.children(i) {
			switch {
			case b.kind(c) == ";":
			case b.kind(c) == "statement_identifier":
				b.name(c)
			case b.nodes[c].flags&nodeNamed != 0:
				b.slot(c)
			default:
				b.symbol(c)
			}
		}
		b.put(EndOfLine)
	case "labeled_statement":
		b.name(i + 1)
		b.put(":")
		for c := range b.children(i) {
			if c != i+1 && b.kind(c) != ":" {
				b.cppStatement(c)
			}
		}
	case "try_statement":
		b.cppTry(i)
	case "using_declaration":
		text := b.text(i)
		if strings.Contains(text, "std") {
			return // the printer qualifies names itself
		}
		b.cppPlain(i)
	case "alias_declaration", "type_definition", "namespace_alias_definition":
		b.cppPlain(i)
	case "struct_specifier", "class_specifier", "union_specifier", "enum_specifier", "template_declaration":
		b.refuse(i, "a type defined inside a function")
	case "function_definition":
		if !b.cppPureVirtual(i) {
			b.refuse(i, "a function inside a function")
			return
		}
		b.each(i + 1)
		b.put("=", "0", EndOfLine)
	case "attributed_statement":
		for c := range b.children(i) {
			if b.kind(c) != "attribute_declaration" {
				b.cppStatement(c)
			}
		}
	default:
		if strings.HasPrefix(kind, "preproc") {
			if strings.HasPrefix(b.text(i), "#pragma") {
				return // advice to the compiler
			}
			b.refuse(i, "a preprocessor line inside a function")
			return
		}
		b.refuse(i, "the statement "+kind)
	}
}

// cppPureVirtual reports whether a statement is m(i, j) = 0, which the grammar
// takes for a pure virtual function without a type.
func (b *builder) cppPureVirtual(i uint32) bool {
	return b.kind(i) == "function_definition" && b.kind(i+1) == "function_declarator" && b.kind(b.lastChild(i)) == "pure_virtual_clause"
}

// cppPlain puts a statement token by token.
func (b *builder) cppPlain(i uint32) {
	for c := range b.children(i) {
		switch b.kind(c) {
		case ";":
		case "struct_specifier", "class_specifier", "union_specifier", "enum_specifier":
			b.cppTypeName(c)
		default:
			b.visit(c)
		}
	}
	b.put(EndOfLine)
}

// cppEffects puts an expression whose value is unused; the parts of a comma
// expression are statements (or loop updates) of their own.
func (b *builder) cppEffects(i uint32, end string) {
	if right, ok := b.child(i, "right"); ok && b.kind(i) == "comma_expression" && b.cppActs(right) {
		left, _ := b.child(i, "left")
		b.cppEffects(left, end)
		if end != EndOfLine {
			b.put(",")
		}
		b.cppEffects(right, end)
		return
	}
	if !b.update(i) {
		b.slot(i)
	}
	if end == EndOfLine {
		b.put(EndOfLine)
	}
}

// cppActs reports whether an expression does something. The right side of a comma
// that doesn't belongs to a comma operator of the program's own.
func (b *builder) cppActs(i uint32) bool {
	switch b.kind(i) {
	case "identifier", "qualified_identifier", "field_expression":
		return false
	}
	return true
}

func (b *builder) cppIf(i uint32, keyword string) {
	b.reach(i)
	b.put(keyword)
	for c := range b.children(i) {
		switch b.kind(c) {
		case "constexpr":
			b.put("constexpr")
		}
	}
	b.cppHead(i)
	if consequence, ok := b.child(i, "consequence"); ok {
		b.cppBody(consequence)
	}
	alternative, ok := b.child(i, "alternative")
	if !ok {
		return
	}
	for c := range b.children(alternative) {
		switch b.kind(c) {
		case "else", "comment":
		case "if_statement":
			b.cppIf(c, ElseIf)
		default:
			b.reach(c)
			b.put("else")
			b.cppBody(c)
		}
	}
}

// cppHead puts the condition of if, while, do or switch without its brackets.
func (b *builder) cppHead(i uint32) {
	condition, ok := b.child(i, "condition")
	if !ok {
		return
	}
	if b.kind(condition) != "condition_clause" {
		b.condition(condition)
		return
	}
	for c := range b.children(condition) {
		switch b.kind(c) {
		case "(", ")":
		case "init_statement":
			for d := range b.children(c) {
				if b.kind(d) == "declaration" {
					b.cppForDeclaration(d)
				} else if b.kind(d) != ";" {
					b.cppEffects(d, ",")
				}
			}
			b.put(";")
		case "declaration":
			b.cppConditionDeclaration(c)
		default:
			b.condition(c)
		}
	}
}

// whileHead puts the head of a for that has neither begin nor update, which is a
// while; begin is the field of the former. ok is false for any other.
func (b *builder) whileHead(i uint32, begin string) (ok bool) {
	for _, field := range []string{begin, "update"} {
		if _, found := b.child(i, field); found {
			return false
		}
	}
	b.put("while")
	if condition, found := b.child(i, "condition"); found {
		b.condition(condition)
	} else {
		b.put("true")
	}
	return true
}

// cppFor puts the three parts of a counting loop, split by ";". A loop without
// the first and last is a while.
func (b *builder) cppFor(i uint32) {
	fields := b.grammar.fields
	if b.whileHead(i, "initializer") {
		b.cppFieldBody(i)
		return
	}
	b.put("for")
	semicolons := 0
	for c := range b.children(i) {
		kind := b.kind(c)
		switch field := b.nodes[c].field; {
		case kind == "(" || kind == ")" || kind == "for" || b.comment(c):
		case field == fields["body"]:
			b.cppBody(c)
		case kind == ";":
			semicolons++
			b.put(";")
		case kind == "declaration":
			semicolons++
			b.cppForDeclaration(c)
			b.put(";")
		case field == fields["update"], field == fields["initializer"]:
			b.cppEffects(c, ",")
		default:
			b.condition(c)
		}
	}
	if semicolons != 2 {
		b.refuse(i, "a for loop without two semicolons")
	}
}

func (b *builder) cppRange(i uint32) {
	declarator, _ := b.child(i, "declarator")
	right, _ := b.child(i, "right")
	if _, ok := b.child(i, "initializer"); ok {
		b.refuse(i, "an initializer in a range loop")
	}
	b.put("for")
	b.cppRangeType(i, declarator)
	b.cppDeclarator(i, declarator)
	b.put("in")
	b.slot(right)
	b.cppFieldBody(i)
}

// cppRangeType is cppType behind the "for (" of a range loop.
func (b *builder) cppRangeType(i, declarator uint32) {
	keepConst := b.cppConst(i)
	switch b.kind(declarator) {
	case "identifier", "structured_binding_declarator":
		keepConst = false
	case "reference_declarator":
		keepConst = keepConst && !b.cppByValue(i, declarator)
	}
	if keepConst {
		b.put("const")
	}
	if kindNode, ok := b.child(i, "type"); ok {
		b.cppTypeName(kindNode)
	}
}

func (b *builder) cppCase(i uint32) {
	colon := false
	for c := range b.children(i) {
		switch {
		case colon:
			b.cppStatement(c)
		case b.kind(c) == ":":
			colon = true
			b.put(":")
		case b.nodes[c].flags&nodeNamed != 0:
			b.slot(c)
		default:
			b.symbol(c)
		}
	}
}

func (b *builder) cppTry(i uint32) {
	b.put("try")
	for c := range b.children(i) {
		switch b.kind(c) {
		case "compound_statement":
			b.cppBlock(c)
		case "catch_clause":
			b.reach(c)
			b.put("catch")
			for d := range b.children(c) {
				switch b.kind(d) {
				case "parameter_list":
					for p := range b.children(d) {
						if kind := b.kind(p); kind != "(" && kind != ")" {
							b.visit(p)
						}
					}
				case "compound_statement":
					b.cppBlock(d)
				}
			}
		}
	}
}
