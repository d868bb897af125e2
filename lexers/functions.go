package lexers

import (
	"fmt"
	"slices"
	"strings"
)

// FunctionKind says how a function stands to the code around it.
type FunctionKind uint8

// The kinds of functions.
const (
	// Standalone functions need no object: free functions, static methods, and
	// methods that never use theirs. They may still call other functions.
	Standalone FunctionKind = iota
	// Method is a method that uses its object, or may use it.
	Method
	// Constructor makes an object.
	Constructor
	// Nested functions lie inside another function's body, directly or in a
	// class there, and may use its variables.
	Nested
)

// String returns the kind in lower case.
func (k FunctionKind) String() string {
	switch k {
	case Standalone:
		return "standalone"
	case Method:
		return "method"
	case Constructor:
		return "constructor"
	case Nested:
		return "nested"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Parameter is a parameter of a function as its source declares it.
type Parameter struct {
	Name string // Python's *args and **kwargs keep their stars; "" for a parameter without a name
	Type string // as written, without modifiers and default value; "" where the source states none
}

// Function is a named function with a body.
type Function struct {
	Language Language
	Name     string // C++: "operator<", "~Tree"; never qualified
	Class    string // enclosing classes, dotted ("Outer.Inner"), C++ namespaces left out; "" for a free function
	Kind     FunctionKind

	// Start and End bound the function in the file's source, in bytes, with
	// Python decorators, Java annotations and modifiers, and C++ template heads,
	// without the comment above it. Line is the 1-based line of Start.
	Start, End, Line int

	// Doc is the documentation without its comment marks: Python's docstring, or
	// the comment that ends on the line above Start.
	Doc        string
	Parameters []Parameter // without Python's self or cls, Java's receiver, C++'s void
	Return     string      // return type as written; "" where the source states none
	Problem    string      // why the function can't be used, such as a syntax error inside; "" if it can

	file *File
	node uint32 // the function's own node: inside decorators and template heads
}

// functionRole is what a symbol means to the search for functions.
type functionRole uint8

const (
	roleNone functionRole = iota
	roleFunction
	roleClass
	roleNamespace
	roleDocumentation // a comment
	rolePython2       // a statement of Python 2 alone
)

// scope is a class or function that the search is inside of.
type scope struct {
	node, end uint32 // end is the first node behind it
	name      string
	function  bool
}

// members is what is known of a class.
type members struct {
	names   map[string]bool // its fields and methods, static ones too
	statics map[string]bool // C++: static methods, which a definition outside of the class does not mark
	bases   []string        // simple names of its base classes and interfaces
}

// undecided is a method of which it is still to be seen whether it uses its
// object: a class that stands further down may be its base.
type undecided struct {
	function *Function
	classes  []uint32 // enclosing class nodes, innermost first; empty for a C++ definition outside of its class
}

// maxClassDepth is the most classes round a function that are looked at; of more
// Function.Class has the innermost.
const maxClassDepth = 50

// finder walks a tree once, in order, keeping the scopes that it is inside of
// and the comments that it has passed.
type finder struct {
	file       *File
	tree       *tree
	scopes     []scope
	comments   []uint32
	python2    []uint32          // statements of Python 2
	classes    map[string]uint32 // the class nodes of the file by simple name
	namespaces map[string]bool   // C++: the namespaces that the file opens
	members    map[uint32]*members
	undecided  []undecided
	imports    staticImports
	globals    map[string]bool // C++: names that the file declares outside of classes and functions, once asked for
}

// findFunctions is Functions' work.
func (f *File) findFunctions() []*Function {
	t := f.tree
	roles := functionRoles[f.Language]()
	s := finder{file: f, tree: t, classes: map[string]uint32{}, namespaces: map[string]bool{}, members: map[uint32]*members{}}
	var functions []*Function
	for i := uint32(0); i < uint32(len(t.nodes)); i++ {
		role := roleNone
		if symbol := t.nodes[i].symbol; int(symbol) < len(roles) {
			role = roles[symbol]
		}
		if role == roleNone {
			continue
		}
		for len(s.scopes) > 0 && i >= s.scopes[len(s.scopes)-1].end {
			s.scopes = s.scopes[:len(s.scopes)-1]
		}
		switch role {
		case rolePython2:
			s.python2 = append(s.python2, i)
		case roleDocumentation:
			s.comments = append(s.comments, i)
		case roleClass:
			if name, ok := s.className(i); ok {
				s.scopes = append(s.scopes, scope{i, t.nodes[i].next, name, false})
				s.classes[name[strings.LastIndex(name, ".")+1:]] = i
			}
		case roleNamespace:
			if name, ok := t.child(i, "name"); ok {
				for _, part := range strings.Split(t.text(name), "::") {
					s.namespaces[strings.TrimSpace(part)] = true
				}
			}
		case roleFunction:
			fn, ok := s.function(i)
			if !ok {
				continue
			}
			functions = append(functions, fn)
			s.scopes = append(s.scopes, scope{i, t.nodes[i].next, fn.Name, true})
		}
	}
	for _, fn := range functions {
		if fn.Problem == "" {
			fn.Problem = s.problem(fn.node)
		}
	}
	for _, u := range s.undecided {
		if !s.usesObject(u) {
			u.function.Kind = Standalone
		}
	}
	return functions
}

// usesObject reports whether a Java or C++ method uses its object.
func (s *finder) usesObject(u undecided) bool {
	if u.function.Language == Java {
		return s.javaUsesObject(u)
	}
	return s.cppUsesObject(u)
}

// decideLater makes fn a Method unless it turns out not to use its object.
func (s *finder) decideLater(fn *Function) {
	fn.Kind = Method
	u := undecided{function: fn}
	for k := len(s.scopes) - 1; k >= 0 && !s.scopes[k].function && len(u.classes) < maxClassDepth; k-- {
		u.classes = append(u.classes, s.scopes[k].node)
	}
	s.undecided = append(s.undecided, u)
}

// member reports whether one of the classes, or a base of one that the file
// holds, has a field or method of the name; open says that some base is not in
// the file, so that it may have.
func (s *finder) member(classes []uint32, name string) (found, open bool) {
	seen := map[uint32]bool{}
	for len(classes) > 0 {
		class := classes[len(classes)-1]
		classes = classes[:len(classes)-1]
		if seen[class] {
			continue
		}
		seen[class] = true
		m := s.members[class]
		if m == nil {
			if s.file.Language == Java {
				m = s.tree.javaMembers(class)
			} else {
				m = s.tree.cppMembers(class)
			}
			s.members[class] = m
		}
		if m.names[name] {
			return true, open
		}
		for _, base := range m.bases {
			if node, ok := s.classes[base]; ok {
				classes = append(classes[:len(classes):len(classes)], node)
			} else {
				open = true
			}
		}
	}
	return false, open
}

// function makes the Function of a node; false if the node is none (no body).
func (s *finder) function(i uint32) (*Function, bool) {
	t := s.tree
	fn := &Function{Language: s.file.Language, file: s.file, node: i}
	ok := false
	switch fn.Language {
	case Python:
		ok = s.pythonFunction(fn)
	case CPP:
		ok = s.cppFunction(fn)
	case Java:
		ok = s.javaFunction(fn)
	}
	if !ok || fn.Name == "" { // a name may be MISSING
		return nil, false
	}
	outer := i
	for outer != 0 && t.wraps(t.nodes[outer].parent) {
		outer = t.nodes[outer].parent
	}
	fn.Start, fn.End = int(t.nodes[outer].start), int(t.nodes[i].end)
	fn.Line = s.file.line(fn.Start)
	if fn.Doc == "" {
		fn.Doc = s.commentAbove(fn.Start)
	}
	return fn, true
}

// wraps reports whether node i is the decorators or the template head (with the
// friend keyword) of the function definition that ends it.
func (t *tree) wraps(i uint32) bool {
	switch t.kind(i) {
	case "decorated_definition", "template_declaration", "friend_declaration":
		return true
	}
	return false
}

// enclosing returns the dotted names of the classes round the function that
// is being made, up to the next function outwards, and whether there is one.
func (s *finder) enclosing() (class string, nested bool) {
	var names []string
	for k := len(s.scopes) - 1; k >= 0; k-- {
		if s.scopes[k].function {
			nested = true
			break
		}
		if len(names) == maxClassDepth {
			names = append(names, "...")
			break
		}
		names = append(names, s.scopes[k].name)
	}
	slices.Reverse(names)
	return strings.Join(names, "."), nested
}

// Source returns the function's text from Start to End without the indentation
// that its first line has in the file. Lines that begin inside a string literal
// keep theirs, a Python docstring's lines excepted.
func (fn *Function) Source() string {
	source := fn.file.Source
	lineStart := fn.file.lines()[fn.Line-1]
	indent := source[lineStart:fn.Start]
	if n := len(indent) - len(strings.TrimLeft(string(indent), " \t\f")); n < len(indent) {
		indent = indent[:n]
	}
	text := string(source[fn.Start:fn.End])
	if len(indent) == 0 || !strings.ContainsAny(text, "\r\n") {
		return text
	}
	kept := fn.file.tree.stringLines(fn)
	var b strings.Builder
	at := fn.Start
	for _, start := range fn.file.lines()[fn.Line:] {
		if start >= fn.End {
			break
		}
		b.Write(source[at:start])
		at = start
		if kept[start] {
			continue
		}
		for k := 0; k < len(indent) && at < fn.End && source[at] == indent[k]; k++ {
			at++
		}
	}
	b.Write(source[at:fn.End])
	return b.String()
}

// stringLines returns the offsets of the line starts that lie inside a string
// literal of the function, docstrings excepted.
func (t *tree) stringLines(fn *Function) map[int]bool {
	lines := map[int]bool{}
	for i := fn.node; i < t.nodes[fn.node].next; i++ {
		switch t.kind(i) {
		case "string", "string_literal", "raw_string_literal":
		default:
			continue
		}
		n := &t.nodes[i]
		if fn.Language == Python && t.kind(n.parent) == "expression_statement" {
			continue
		}
		starts := fn.file.lines()
		for k := fn.file.line(int(n.start)); k < len(starts) && starts[k] < int(n.end); k++ {
			lines[starts[k]] = true
		}
	}
	return lines
}
