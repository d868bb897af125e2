package lexers

import "strings"

// cppCanonical builds the canonical form of a C++ function_definition.
func cppCanonical(b *builder, function uint32) {
	b.visit = b.cppNode
	b.cppDeclared(function)
	if name, ok := b.cppName(function); ok {
		b.id(b.text(name)) // ID_0, though a template header stands before it
	}
	if parent := b.nodes[function].parent; parent != function && b.kind(parent) == "template_declaration" {
		b.cppTemplate(parent)
	}
	b.cppFunction(function)
	if b.err == nil {
		cppDropImplied(b)
	}
}

// cppDeclared collects the names that declarators, captures and labels bind.
func (b *builder) cppDeclared(function uint32) {
	for i := function; i < b.nodes[function].next; i++ {
		switch b.kind(i) {
		case "static_assert_declaration": // left out: its names need not be constant
			i = b.nodes[i].next - 1
		case "declaration", "parameter_declaration", "optional_parameter_declaration", "variadic_parameter_declaration", "for_range_loop",
			"init_declarator", "pointer_declarator", "array_declarator", "function_declarator":
			if parent := b.nodes[i].parent; b.kind(i) == "function_declarator" && b.cppPureVirtual(parent) {
				continue
			}
			field := b.grammar.fields["declarator"]
			for c := range b.children(i) {
				if b.nodes[c].field == field || c == i+1 {
					b.cppBinds(c)
				}
			}
		case "reference_declarator", "parenthesized_declarator", "variadic_declarator", "structured_binding_declarator":
			for c := range b.children(i) {
				b.cppBinds(c)
			}
		case "lambda_capture_initializer":
			b.cppBinds(i + 1)
		case "labeled_statement":
			b.declared[b.text(i+1)] = true
		case "template_argument_list":
			b.cppConstants(i)
		case "case_statement":
			if value, ok := b.child(i, "value"); ok {
				b.cppConstants(value)
			}
		}
	}
}

// cppConstants records the names under a node: dropping their const could make
// the program invalid.
func (b *builder) cppConstants(i uint32) {
	for c := i; c < b.nodes[i].next; c++ {
		switch b.kind(c) {
		case "identifier", "type_identifier": // the grammar takes N for a type in array<int, N>
			if b.constant == nil {
				b.constant = map[string]bool{}
			}
			b.constant[b.text(c)] = true
		}
	}
}

func (b *builder) cppBinds(i uint32) {
	if b.kind(i) == "identifier" {
		b.declared[b.text(i)] = true
	}
}

// cppTemplate puts template < ... >, with class as typename.
func (b *builder) cppTemplate(i uint32) {
	if parent := b.nodes[i].parent; b.kind(parent) == "template_declaration" {
		b.refuse(parent, "a member template of a class template")
	}
	b.put("template")
	for c := range b.children(i) {
		switch b.kind(c) {
		case "template_parameter_list":
			b.each(c)
		case "requires_clause":
			b.refuse(c, "a requires clause")
		}
	}
}

// cppFunction puts [type] name ( parameters ) block.
func (b *builder) cppFunction(i uint32) {
	declarator, ok := b.child(i, "declarator")
	if !ok {
		b.refuse(i, "a function without a declarator")
		return
	}
	kindNode, ok := b.child(i, "type")
	if !ok || strings.Contains(b.text(kindNode), "operator") {
		b.refuse(i, "a constructor, destructor or conversion")
		return
	}
	b.cppType(i, declarator, false)
	for {
		switch b.kind(declarator) {
		case "pointer_declarator", "reference_declarator":
			last := declarator
			for c := range b.children(declarator) {
				if b.nodes[c].flags&nodeNamed == 0 && b.kind(c) != "&" {
					b.put(b.kind(c))
				} else if b.kind(c) == "&" {
					if !b.cppByValue(i, declarator) {
						b.put("&")
					}
				} else if b.kind(c) == "type_qualifier" || b.comment(c) {
					continue
				}
				last = c
			}
			declarator = last
			continue
		case "function_declarator":
		default:
			b.refuse(declarator, "the declarator "+b.kind(declarator)+" of a function")
			return
		}
		break
	}
	for c := range b.children(declarator) {
		switch kind := b.kind(c); kind {
		case "operator_name":
			b.refuse(c, "an operator function")
			return
		case "identifier", "field_identifier", "qualified_identifier":
			c, kind = b.cppUnqualified(c)
			if kind != "identifier" && kind != "field_identifier" {
				b.refuse(c, "a function whose name is a "+kind)
				return
			}
			b.declared[b.text(c)] = true
			b.put(b.id(b.text(c)))
		case "parameter_list":
			b.cppParameters(c)
		case "trailing_return_type":
			b.visit(c)
		case "type_qualifier", "noexcept", "virtual_specifier", "ref_qualifier", "attribute_declaration", "attribute_specifier", "comment":
		default:
			b.refuse(c, "the function part "+kind)
			return
		}
	}
	body, ok := b.child(i, "body")
	if !ok || b.kind(body) != "compound_statement" {
		b.refuse(i, "a function without a plain body")
		return
	}
	b.cppBlock(body)
}

// cppUnqualified returns the last name of a::b::name.
func (b *builder) cppUnqualified(i uint32) (uint32, string) {
	for b.kind(i) == "qualified_identifier" {
		name, ok := b.child(i, "name")
		if !ok {
			break
		}
		i = name
	}
	return i, b.kind(i)
}

// cppName returns the node of the function's own name.
func (b *builder) cppName(function uint32) (uint32, bool) {
	i, ok := b.child(function, "declarator")
	for ok && b.kind(i) != "function_declarator" {
		if last := b.lastChild(i); last != i {
			i = last
		} else {
			ok = false
		}
	}
	if !ok {
		return 0, false
	}
	name, ok := b.child(i, "declarator")
	if !ok {
		return 0, false
	}
	name, kind := b.cppUnqualified(name)
	return name, kind == "identifier" || kind == "field_identifier"
}

func (b *builder) cppParameters(i uint32) {
	if b.nodes[i].next == i+5 && compact(b.text(i)) == "(void)" {
		b.put("(", ")")
		return
	}
	b.each(i)
}

// cppValueTypes are types whose const reference is only a cheaper copy.
var cppValueTypes = map[string]bool{
	"string": true, "vector": true, "map": true, "set": true, "multimap": true, "multiset": true, "unordered_map": true, "unordered_set": true,
	"pair": true, "tuple": true, "array": true, "deque": true, "list": true, "queue": true, "stack": true, "priority_queue": true,
	"bitset": true, "complex": true, "optional": true, "string_view": true, "size_t": true, "function": true, "ll": true, "ull": true,
	"int8_t": true, "int16_t": true, "int32_t": true, "int64_t": true, "uint8_t": true, "uint16_t": true, "uint32_t": true, "uint64_t": true,
	"pii": true, "pll": true, "vi": true, "vll": true, "vvi": true, "T": true,
}

// cppByValue reports whether a declaration is a const & to a value type: it is
// put as the type itself.
func (b *builder) cppByValue(declaration, declarator uint32) bool {
	if b.kind(declarator) != "reference_declarator" || b.kind(declarator+1) != "&" || !b.cppConst(declaration) {
		return false
	}
	switch b.kind(b.lastChild(declarator)) {
	case "array_declarator", "pointer_declarator", "parenthesized_declarator":
		return false
	}
	kindNode, ok := b.child(declaration, "type")
	if !ok {
		return false
	}
	for b.kind(kindNode) == "qualified_identifier" {
		scope, ok := b.child(kindNode, "scope")
		if !ok || b.text(scope) != "std" {
			return false
		}
		kindNode, _ = b.child(kindNode, "name")
	}
	switch b.kind(kindNode) {
	case "primitive_type", "sized_type_specifier", "placeholder_type_specifier":
		return true
	case "type_identifier":
		return cppValueTypes[b.text(kindNode)]
	case "template_type":
		name, _ := b.child(kindNode, "name")
		return cppValueTypes[b.text(name)]
	}
	return false
}

func (b *builder) cppConst(declaration uint32) bool { return b.cppQualifier(declaration, "const") }

func (b *builder) cppConstant(declaration uint32) bool {
	return b.cppConst(declaration) || b.cppQualifier(declaration, "constexpr")
}

func (b *builder) cppQualifier(declaration uint32, qualifier string) bool {
	for c := range b.children(declaration) {
		if b.kind(c) == "type_qualifier" && b.text(c) == qualifier {
			return true
		}
	}
	return false
}

// cppType puts the type of a declaration. const stays only where it decides
// whether the program compiles: before a pointer, before a reference that is not a
// mere copy, and on a local template argument or case label (also constexpr).
// static stays on a local variable, whose life it changes.
func (b *builder) cppType(declaration, declarator uint32, local bool) {
	keepConst := false
	if local && b.constant != nil && declarator != 0 && b.cppConstant(declaration) {
		name := declarator
		if b.kind(name) == "init_declarator" {
			name, _ = b.child(name, "declarator")
		}
		keepConst = b.kind(name) == "identifier" && b.constant[b.text(name)]
	}
	if declarator != 0 && b.cppConst(declaration) {
		for c := declarator; c < b.nodes[declarator].next && !keepConst; {
			switch b.kind(c) {
			case "init_declarator", "function_declarator", "abstract_function_declarator":
				c++
			case "array_declarator", "abstract_array_declarator":
				keepConst = !local
				c++
			case "pointer_declarator", "abstract_pointer_declarator":
				keepConst = true
			case "reference_declarator", "abstract_reference_declarator":
				keepConst = !b.cppByValue(declaration, c)
				c = b.nodes[declarator].next
			default:
				c = b.nodes[declarator].next
			}
		}
	}
	declaratorField := b.grammar.fields["declarator"]
	for c := range b.children(declaration) {
		if b.nodes[c].field == declaratorField {
			break
		}
		switch b.kind(c) {
		case "storage_class_specifier":
			if text := b.text(c); local && (text == "static" || text == "thread_local") {
				b.put(text)
			}
		case "type_qualifier":
			if text := b.text(c); text != "const" && text != "constexpr" && text != "volatile" && text != "constinit" && text != "consteval" && text != "inline" {
				b.refuse(c, "the qualifier "+text)
			}
		case "virtual", "explicit_function_specifier", "attribute_declaration", "attribute_specifier", "comment", "virtual_function_specifier", "ms_declspec_modifier":
		default:
			if b.nodes[c].field == b.grammar.fields["type"] {
				if keepConst { // char const * is const char *
					b.put("const")
				}
				b.cppTypeName(c)
			} else if text := b.text(c); text == "inline" || text == "virtual" || text == "explicit" || text == "typename" || text == "friend" {
				if text == "typename" {
					b.put(text)
				}
			} else {
				return
			}
		}
	}
}

func (b *builder) cppTypeName(i uint32) {
	switch kind := b.kind(i); kind {
	case "struct_specifier", "class_specifier", "union_specifier", "enum_specifier":
		if _, ok := b.child(i, "body"); ok {
			b.refuse(i, "a type defined inside a function")
			return
		}
		if kind == "struct_specifier" || kind == "class_specifier" || kind == "enum_specifier" { // struct Node * is Node *
			if name, ok := b.child(i, "name"); ok {
				b.visit(name)
				return
			}
		}
	}
	b.visit(i)
}

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

func (b *builder) cppConditionDeclaration(i uint32) {
	declarator, _ := b.child(i, "declarator")
	b.cppType(i, declarator, true)
	b.cppDeclarator(i, declarator)
	if value, ok := b.child(i, "value"); ok {
		if b.kind(value) != "initializer_list" || strings.Contains(b.text(i), "=") {
			b.put("=")
		}
		b.slot(value)
	}
}

// cppDeclaration puts one statement for each declared variable.
func (b *builder) cppDeclaration(i uint32) {
	field := b.grammar.fields["declarator"]
	found := false
	for c := range b.children(i) {
		if b.nodes[c].field == field {
			found = true
			if b.cppArray(i, c) {
				continue
			}
			b.cppType(i, c, true)
			b.cppDeclarator(i, c)
			b.put(EndOfLine)
		}
	}
	if !found {
		b.cppPlain(i)
	}
}

// cppArray puts a local array of numbers, int a[n][m], as Java writes it:
// int [ ] [ ] a = new int [ n ] [ m ]. The printer starts such arrays at zero, as
// Java does; an array with values of its own has another form.
func (b *builder) cppArray(declaration, i uint32) bool {
	array := i
	if b.kind(i) == "init_declarator" {
		array, _ = b.child(i, "declarator")
		value, ok := b.child(i, "value")
		if !ok || b.kind(value) != "initializer_list" || !b.cppZeros(value) {
			return false
		}
	}
	kindNode, ok := b.child(declaration, "type")
	if !ok || b.kind(array) != "array_declarator" || !b.cppNumberType(kindNode) {
		return false
	}
	name := array
	for b.kind(name) == "array_declarator" {
		if _, sized := b.child(name, "size"); !sized {
			return false
		}
		name, _ = b.child(name, "declarator")
	}
	if b.kind(name) != "identifier" {
		return false
	}
	b.cppType(declaration, i, true)
	for n := array; b.kind(n) == "array_declarator"; n, _ = b.child(n, "declarator") {
		b.put("[", "]")
	}
	b.visit(name)
	b.put("=", "new")
	b.cppTypeName(kindNode)
	b.cppDimensions(array)
	b.put(EndOfLine)
	return true
}

// cppNumberType reports whether a type is one of numbers: int, unsigned long,
// size_t, std::size_t.
func (b *builder) cppNumberType(i uint32) bool {
	switch b.kind(i) {
	case "primitive_type", "sized_type_specifier":
		return b.text(i) != "void"
	case "qualified_identifier": // the grammar knows size_t, and std::size_t only as a name
		scope, _ := b.child(i, "scope")
		name, _ := b.child(i, "name")
		return b.text(scope) == "std" && cppNumberNames[b.text(name)]
	}
	return false
}

var cppNumberNames = tokenSet(`size_t ssize_t intptr_t uintptr_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t`)

// cppZeros reports whether an initializer list holds nothing but zeros.
func (b *builder) cppZeros(i uint32) bool {
	for c := range b.children(i) {
		switch b.kind(c) {
		case "{", "}", ",", "comment", "false":
		case "initializer_list":
			if !b.cppZeros(c) {
				return false
			}
		case "number_literal":
			if strings.Trim(b.text(c), "0.") != "" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (b *builder) cppForDeclaration(i uint32) {
	field := b.grammar.fields["declarator"]
	first := true
	for c := range b.children(i) {
		if b.nodes[c].field != field {
			continue
		}
		if first {
			b.cppType(i, c, true)
		} else {
			b.put(",")
			for d := c; d < b.nodes[c].next; d++ {
				if b.kind(d) == "array_declarator" {
					b.refuse(d, "several arrays in the head of a loop")
					return
				}
			}
		}
		first = false
		b.cppDeclarator(i, c)
	}
}

// cppDeclarator puts a declared name with its pointer marks and the brackets of
// an array before it: int a[2][3] is int [ 2 ] [ 3 ] a.
func (b *builder) cppDeclarator(declaration, i uint32) {
	switch b.kind(i) {
	case "init_declarator":
		declarator, _ := b.child(i, "declarator")
		value, _ := b.child(i, "value")
		b.cppDeclarator(declaration, declarator)
		for c := range b.children(i) {
			if b.kind(c) == "=" {
				b.put("=")
			}
		}
		if b.kind(value) == "argument_list" {
			b.each(value) // brackets may keep a declaration from being a function's
		} else {
			b.slot(value)
		}
	case "pointer_declarator", "reference_declarator":
		byValue := b.cppByValue(declaration, i)
		for c := range b.children(i) {
			switch {
			case b.nodes[c].flags&nodeNamed == 0:
				if !byValue {
					b.put(b.kind(c))
				}
			case b.kind(c) == "type_qualifier", b.kind(c) == "ms_pointer_modifier", b.comment(c):
			default:
				b.cppDeclarator(declaration, c)
			}
		}
	case "array_declarator":
		innermost := i
		for b.kind(innermost) == "array_declarator" {
			innermost, _ = b.child(innermost, "declarator")
		}
		if b.kind(innermost) != "identifier" {
			b.visit(i)
			return
		}
		b.cppDimensions(i)
		b.visit(innermost)
	default:
		b.visit(i)
	}
}

func (b *builder) cppDimensions(i uint32) {
	if inner, _ := b.child(i, "declarator"); b.kind(inner) == "array_declarator" {
		b.cppDimensions(inner)
	}
	b.put("[")
	if size, ok := b.child(i, "size"); ok {
		b.slot(size)
	}
	b.put("]")
}

// cppFor puts the three parts of a counting loop, split by ";". A loop without
// the first and last is a while.
func (b *builder) cppFor(i uint32) {
	fields := b.grammar.fields
	_, begins := b.child(i, "initializer")
	if _, counts := b.child(i, "update"); !begins && !counts {
		b.put("while")
		if condition, ok := b.child(i, "condition"); ok {
			b.condition(condition)
		} else {
			b.put("true")
		}
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

// cppSized puts long long as long, which is what Java calls it, and C++'s own long
// as long int.
func (b *builder) cppSized(i uint32) {
	longs, base := 0, ""
	sign := ""
	for c := range b.children(i) {
		switch text := b.text(c); text {
		case "long":
			longs++
		case "unsigned", "signed":
			sign = text
		case "short", "char", "double":
			base = text
		case "int":
		default:
			if b.comment(c) {
				continue
			}
			if sign == "unsigned" {
				b.put(sign)
			}
			b.visit(c)
			return
		}
	}
	if sign == "unsigned" || sign == "signed" && base == "char" {
		b.put(sign)
	}
	switch {
	case longs == 2:
		b.put("long")
	case longs == 1 && base == "double":
		b.put("long", "double")
	case longs == 1:
		b.put("long", "int")
	case base != "":
		b.put(base)
	default:
		b.put("int")
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

func (b *builder) cppParameter(i uint32) {
	declarator, ok := b.child(i, "declarator")
	if !ok {
		if kindNode, ok := b.child(i, "type"); ok && b.nodes[i].next == b.nodes[kindNode].next && kindNode == i+1 {
			b.cppTypeName(kindNode)
			return
		}
		b.cppType(i, 0, false)
		return
	}
	b.cppType(i, declarator, false)
	b.cppDeclarator(i, declarator)
	if value, ok := b.child(i, "default_value"); ok {
		b.put("=")
		b.slot(value)
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
