package lexers

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
