package lexers

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

// javaFor puts the three parts of a counting loop, split by ";". A loop without
// the first and last is a while.
func (b *builder) javaFor(i uint32) {
	fields := b.grammar.fields
	if b.whileHead(i, "init") {
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
