package lexers

import (
	"bytes"
	"strings"
)

// ItemKind says what an Item is.
type ItemKind uint8

// The kinds of items.
const (
	// FunctionItem is a function that lies in no other.
	FunctionItem ItemKind = iota

	// CommentItem is a comment, or a run of line comments, that is no function's
	// Doc, or a docstring of a module or class.
	CommentItem

	// ImportItem only makes other code reachable: import, include, using, package,
	// and C++'s prototypes.
	ImportItem

	// ClassItem is the head of a class that holds functions; the items of its body
	// follow.
	ClassItem

	// StatementItem is anything else: constants, fields, classes without functions,
	// statements, macros.
	StatementItem
)

// Item is a part of a file that is not inside a function.
type Item struct {
	Kind       ItemKind
	Name       string    // of a class or function; "" for the others
	Text       string    // of a comment without its marks; else as in the source
	Start, End int       // bytes of the source
	Function   *Function // of a FunctionItem

	node uint32 // the item's; of a run of comments the first
}

// containers are the nodes besides classes that Outline looks into for
// functions. A function anywhere else, such as in an anonymous class that a
// field is set to, is part of a statement.
var containers = map[string]bool{
	"namespace_definition": true, "linkage_specification": true, "declaration_list": true, "template_declaration": true,
	"preproc_ifdef": true, "preproc_if": true, "preproc_else": true, "preproc_elif": true, "enum_body_declarations": true,
	"decorated_definition": true, "if_statement": true, "elif_clause": true, "else_clause": true, "try_statement": true,
	"except_clause": true, "finally_clause": true, "with_statement": true, "block": true, "ERROR": true,
}

// importKinds are the nodes of ImportItems.
var importKinds = map[string]bool{
	"import_statement": true, "import_from_statement": true, "future_import_statement": true, // Python
	"preproc_include": true, "using_declaration": true, "namespace_alias_definition": true, // C++
	"import_declaration": true, "package_declaration": true, // Java
}

// outliner collects the items of a file.
type outliner struct {
	*tree
	file      *File
	functions map[uint32]*Function // by their outermost node
	inner     []uint32             // nodes of the functions that lie in no other, ascending
	finder    finder
	items     []Item
}

// Outline returns what the file holds, in source order: the functions that lie
// in no other, and everything that lies in none. Brackets, namespaces, include
// guards and the comments that are a function's Doc are left out.
func (f *File) Outline() []Item {
	o := f.outliner()
	o.walk(0)
	return o.items
}

func (f *File) outliner() *outliner {
	o := &outliner{tree: f.tree, file: f, functions: map[uint32]*Function{}, finder: finder{file: f, tree: f.tree}}
	for _, fn := range f.Functions() {
		if fn.Kind == Nested {
			continue
		}
		outer := fn.node
		for outer != 0 && f.tree.wraps(f.tree.nodes[outer].parent) {
			outer = f.tree.nodes[outer].parent
		}
		o.functions[outer] = fn
		o.inner = append(o.inner, fn.node)
	}
	return o
}

// holds reports whether node i contains a function of its own.
func (o *outliner) holds(i uint32) bool {
	low, high := 0, len(o.inner)
	for low < high {
		if middle := (low + high) / 2; o.inner[middle] < i {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low < len(o.inner) && o.inner[low] < o.nodes[i].next
}

// walk collects the items among the children of node i.
func (o *outliner) walk(i uint32) {
	for c := range o.children(i) {
		kind := o.kind(c)
		switch {
		case o.functions[c] != nil:
			o.function(o.functions[c])
		case strings.HasSuffix(kind, "comment"):
			o.comment(c)
		case o.holds(c) && o.classBody(c):
		case o.holds(c) && containers[kind]:
			o.walk(c)
		case o.nodes[c].flags&nodeNamed == 0 && o.leaf(c), kind == "access_specifier", kind == "template_parameter_list", kind == "decorator":
			// Brackets, keywords and decorators of what is being looked into.
		case o.condition(i, c):
			// So is an include guard's name. A condition that chooses between
			// functions is lost with it.
		case importKinds[kind] || o.prototype(c):
			o.add(Item{Kind: ImportItem}, c)
		case o.docstringStatement(c):
			o.items = append(o.items, Item{Kind: CommentItem, Text: cleanDoc(trimStringQuotes(o.text(c))),
				Start: int(o.nodes[c].start), End: int(o.nodes[c].end)})
		default:
			o.add(Item{Kind: StatementItem}, c)
		}
	}
}

// add appends an item with the text of node i.
func (o *outliner) add(item Item, i uint32) {
	item.node = i
	item.Start, item.End = int(o.nodes[i].start), int(o.nodes[i].end)
	if o.file.Language == CPP && item.End < len(o.source) && o.source[item.End] == ';' {
		item.End++ // ends a class or struct, outside its node
	}
	item.Text = strings.TrimRight(string(o.source[item.Start:item.End]), " \t\r\n")
	o.items = append(o.items, item)
}

// function appends a function and takes away the comment above it if it is the
// function's Doc.
func (o *outliner) function(fn *Function) {
	if n := len(o.items); n > 0 && fn.Doc != "" {
		last := &o.items[n-1]
		if last.Kind == CommentItem && last.Text == fn.Doc && o.adjacent(last.End, fn.Start) {
			o.items = o.items[:n-1]
		}
	}
	o.items = append(o.items, Item{Kind: FunctionItem, Name: fn.Name, Text: fn.Source(), Start: fn.Start, End: fn.End, Function: fn})
}

// adjacent reports whether only white space and at most one line end lie between
// two places.
func (o *outliner) adjacent(from, to int) bool {
	gap := o.source[from:to]
	return len(bytes.TrimSpace(gap)) == 0 && bytes.Count(gap, []byte("\n")) <= 1
}

// comment appends a comment. A line comment joins the run of line comments that
// it continues.
func (o *outliner) comment(i uint32) {
	n := &o.nodes[i]
	text := o.text(i)
	if strings.HasPrefix(text, "#!") && n.start == 0 {
		return
	}
	item := Item{Kind: CommentItem, Start: int(n.start), End: int(n.end)}
	if strings.HasPrefix(text, "/*") {
		item.Text = cleanBlockComment(text)
		o.items = append(o.items, item)
		return
	}
	line := strings.TrimSuffix(strings.TrimLeft(text, "/#!<"), "\r")
	if k := len(o.items) - 1; k >= 0 && o.items[k].Kind == CommentItem && o.adjacent(o.items[k].End, item.Start) && !bytes.HasPrefix(o.source[o.items[k].Start:], []byte("/*")) && !o.trails(o.items[k].Start) {
		last := &o.items[k]
		last.End = item.End
		last.Text = lineComments(string(o.source[last.Start:last.End]))
		return
	}
	item.Text = cleanDoc(line)
	o.items = append(o.items, item)
}

// trails reports whether code stands in front of a place on its line.
func (o *outliner) trails(at int) bool {
	line := bytes.LastIndexByte(o.source[:at], '\n') + 1
	return len(bytes.TrimSpace(o.source[line:at])) > 0
}

// lineComments returns the text of a run of line comments.
func lineComments(run string) string {
	lines := strings.Split(run, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(strings.TrimLeft(strings.TrimLeft(line, " \t"), "/#!<"), "\r")
	}
	return cleanDoc(strings.Join(lines, "\n"))
}

// classBody collects a class's head and what is in its body; false if node i is
// no class.
func (o *outliner) classBody(i uint32) bool {
	if id := o.nodes[i].symbol; int(id) >= len(functionRoles[o.file.Language]()) || functionRoles[o.file.Language]()[id] != roleClass {
		return false
	}
	name, ok := o.finder.className(i)
	body, hasBody := o.child(i, "body")
	if !ok || !hasBody {
		return false
	}
	start, end := int(o.nodes[i].start), int(o.nodes[body].start)
	head := strings.TrimRight(string(o.source[start:end]), " \t\r\n:")
	o.items = append(o.items, Item{Kind: ClassItem, Name: name, Text: head, Start: start, End: start + len(head), node: i})
	o.walk(body)
	return true
}

// condition reports whether c is the name or condition that node i, which is
// being looked into, depends on.
func (o *outliner) condition(i, c uint32) bool {
	for _, field := range []string{"name", "condition", "value"} {
		if n, ok := o.child(i, field); ok && n == c {
			return true
		}
	}
	return false
}

// prototype reports whether node i declares a C++ function without its body.
func (o *outliner) prototype(i uint32) bool {
	if o.file.Language != CPP || o.kind(i) != "declaration" && o.kind(i) != "field_declaration" {
		return false
	}
	if _, initialized := o.child(i, "default_value"); initialized {
		return false
	}
	d, ok := o.child(i, "declarator")
	for ok && (o.kind(d) == "pointer_declarator" || o.kind(d) == "reference_declarator") {
		next, more := o.cppInnerDeclarator(d)
		d, ok = next, more
	}
	return ok && o.kind(d) == "function_declarator"
}

// docstringStatement reports whether node i is a Python statement that is only a
// string.
func (o *outliner) docstringStatement(i uint32) bool {
	return o.file.Language == Python && o.kind(i) == "expression_statement" && o.nodes[i].next > i+1 &&
		o.kind(i+1) == "string" && o.nodes[i+1].next == o.nodes[i].next
}
