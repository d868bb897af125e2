package lexers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestLift reads methods as functions of the members that they use.
func TestLift(t *testing.T) {
	fields := []Variable{{Name: "total", Type: "long"}, {Name: "items", Type: "List<Integer>"}}
	globals := []Variable{{Name: "LIMIT", Type: "int"}}
	methods := map[string]bool{"check": true, "push": true}
	for _, test := range []struct {
		reason   string
		language Language
		class    string
		want     string // tokens without EOL and blocks, or the error
	}{
		{"a field", Python, "class A:\n    def push(self, x):\n        self.total += x\n", "push ( total , x ) total += x"},
		{"a call of another method", Python, "class A:\n    def push(self, x):\n        self.check(x)\n        self.items.append(x)\n", "push ( items , x ) check ( x ) items . append ( x )"},
		{"a field with a parameter's name", Python, "class A:\n    def __init__(self, total):\n        self.total = total\n", "__init__ ( the_total , total ) the_total = total"},
		{"no parameters of its own", Python, "class A:\n    def push(self):\n        return self.total + LIMIT\n", "push ( total , LIMIT ) return total + LIMIT"},
		{"a keyword argument is no global", Python, "class A:\n    def push(self):\n        self.check(LIMIT=1)\n", "push ( ) check ( LIMIT = 1 )"},
		{"the object itself", Python, "class A:\n    def push(self):\n        return self\n", "push ( obj ) return obj"},
		{"an unknown field", Python, "class A:\n    def push(self):\n        return self.other\n", "error: line 3: other is no field that its class declares"},
		{"a method that a base outside of the file may have", Python, "class A(B):\n    def push(self, x):\n        self.inherited(x)\n", "push ( x ) inherited ( x )"},
		{"a field of such a base", Python, "class A(B):\n    def push(self, x):\n        self.inherited = x\n", "error: line 3: inherited is no field that its class declares"},
		{"one that a variable hides", Python, "class A(B):\n    def push(self, inherited):\n        self.inherited(1)\n", "error: line 3: inherited is no field that its class declares"},
		{"such a method of Java", Java, "class A extends B {\n  void push(int x) { this.inherited(x); }\n}", "void push ( int x ) inherited ( x )"},
		{"this and a plain name", Java, "class A {\n  @Override public long push(int x) {\n    this.total += x;\n    return total;\n  }\n}", "long push ( long total , int x ) total += x return total"},
		{"a list", Java, "class A {\n  void push(int x) { items.add(x); this.check(x); check(LIMIT); }\n}", "void push ( List < Integer > items , int LIMIT , int x ) items . add ( x ) check ( x ) check ( LIMIT )"},
		{"a constructor", Java, "class A {\n  public A(long total) {\n    this.total = total;\n  }\n}", "void A ( long the_total , long total ) the_total = total"},
		{"a local variable hides a field", Java, "class A {\n  void push() { int total = 1; check(total); }\n}", "void push ( ) int total = 1 check ( total )"},
		{"another object's field", Java, "class A {\n  long push(A other) { return other.total; }\n}", "long push ( A other ) return other . total"},
		{"this object", Java, "class A {\n  A push(int x) { total += x; return this; }\n}", "A push ( long total , A obj , int x ) total += x return obj"},
		{"another constructor", Java, "class A {\n  A() { this(1); }\n}", "error: line 2: super or another constructor is called"},
		{"member initializers", CPP, "class A {\n public:\n  explicit A(long start) : total(start), items{} {\n    check(start);\n  }\n};", "void A ( long int total , long int start ) total = start check ( start )"},
		{"an arrow", CPP, "class A {\n  long push(int x) const {\n    this->total += x;\n    return total + LIMIT;\n  }\n};", "long int push ( long int total , int LIMIT , int x ) total += x return total + LIMIT"},
		{"outside of its class", CPP, "class A { void push(int x); };\nvoid A::push(int x) { total = x; }", "void push ( long int total , int x ) total = x"},
		{"a base class's constructor", CPP, "class A : B {\n  A(int x) : B(x, 1), total(x) {}\n};", "void A ( long int total , int x ) total = x super x 1"},
		{"that of another class", CPP, "class A : B {\n  A() : C(1) {}\n};", "error: line 2: it initializes C, which is no field"},
		{"in Java", Java, "class A extends B {\n  A(String x) { super(x, \"y\"); total = 1; }\n}", "void A ( long total , String x ) total = 1 super x \"y\""},
		{"in Python", Python, "class A(B):\n    def __init__(self, x):\n        super().__init__(x)\n        self.total = x\n", "__init__ ( total , x ) total = x super x"},
		{"with an expression", Python, "class A(B):\n    def __init__(self, x):\n        super().__init__(x + 1)\n", "error: line 3: super is called"},
		{"a method of the base class", Java, "class A extends B {\n  void push() { super.push(); }\n}", "error: line 2: super is called"},
		{"a declaration of globals", Python, "class A:\n    @staticmethod\n    def push(x):\n        global LIMIT\n        LIMIT = x\n", "push ( LIMIT , x ) LIMIT = x"},
	} {
		file, err := Parse(context.Background(), test.language, []byte(test.class))
		if err != nil {
			t.Fatal(err)
		}
		lifted, err := file.Functions()[0].Lift(context.Background(), LiftOptions{Fields: fields, Globals: globals, Object: "A", Methods: methods, Inherits: strings.Contains(test.class, "B"), Bases: []string{"B"}})
		got := ""
		if err != nil {
			got = "error: " + err.Error()
		} else {
			var words []string
			for i, token := range lifted.Canonical.Tokens {
				if prefix, k, ok := SplitPlaceholder(token); ok && prefix == prefixID {
					token = lifted.Canonical.Names[k]
				}
				if !structureTokens[token] {
					words = append(words, token)
				}
				if line := lifted.Lines[i]; line < 2 && test.language != Java || line > strings.Count(test.class, "\n")+1 {
					t.Errorf("%s: %q is said to be on line %d", test.reason, token, line)
				}
			}
			if lifted.Super != nil {
				words = append(append(words, "super"), lifted.Super...)
			}
			got = strings.Join(words, " ")
		}
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.reason, got, test.want)
		}
	}
}

// TestClass describes classes and what they hold.
func TestClass(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		bases    string
		head     string // kind, abstract, type parameters, problem
		items    int
		fields   string // name type value: those of items, components, constants
	}{
		{"a Python class", Python, "@dataclass(frozen=True)\nclass A(B):\n    N = 3\n\n    def __init__(self):\n        self.x, self.y = 1, 2\n        self.z: int = 3\n", "B", "0 [] [dataclass]", 2, "N  3;x  ;y  ;z int 3;"},
		{"fields alone", CPP, "struct P {\n  int x, y = 2;\n  P* next;\n};", "", "0 [] []", 2, "x int ;y int 2;next P* ;"},
		{"zero, which the grammar takes for a pure virtual function", CPP, "class A {\n  long x = 0;\n};", "", "0 [] []", 1, "x long 0;"},
		{"a C++ class", CPP, "class A : public B {\n public:\n  static const int N = 3;\n  int f() { return x; }\n private:\n  std::vector<int> x{};\n};", "B", "0 [] []", 3, "N int 3;x std::vector<int> {};"},
		{"a Java class with one inside", Java, "class A extends B implements C<D> {\n  private final int[] x = {1};\n  static class E { int y; void f() {} }\n  void g() {}\n}", "B C", "0 [] []", 3, "x int[] {1};"},
		{"an interface, whose fields are constants", Java, "interface A extends B { int N = 3; default void f() {} }", "B", "1 [] []", 2, "N int 3;"},
		{"a template", CPP, "template <typename T, class U> class A { T f() { return x; } T x; };", "", "0 [T U] []", 2, "x T ;"},
		{"a template of a number", CPP, "template <int N> class A { int x; };", "", "0 [] [] a template of more than types", 1, "x int ;"},
		{"a generic class", Java, "class A<T extends B<T>> { T x; }", "", "0 [T] []", 1, "x T ;"},
		{"a generic class of Python", Python, "class A[T: int]:\n    x = 1\n", "", "0 [T] []", 1, "x  1;"},
		{"an abstract class", Java, "abstract class A { void f() {} }", "", "0 abstract [] []", 1, ""},
		{"an enumeration of Java", Java, "enum A { B, C; int f() { return 1; } }", "", "2 [] []", 1, "B  ;C  ;"},
		{"one with more in its constants", Java, "enum A { B(1), C(2); }", "", "2 [] [] an enumeration whose constants have fields", 3, "B  ;C  ;"},
		{"an enumeration of C++", CPP, "enum class A : int { B, C = 5 };", "", "2 [] []", 0, "B  ;C  5;"},
		{"a record", Java, "record A(int x, List<B> y) { int f() { return x; } }", "", "3 [] []", 1, "x int ;y List<B> ;"},
		{"arrays, the sizes in order", CPP, "struct A { int x[3], y[2][N]; };", "", "0 [] []", 1, "x int[3] ;y int[2][N] ;"},
	} {
		file, err := Parse(context.Background(), test.language, []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		c, ok := file.Class(file.Outline()[0])
		if !ok {
			t.Errorf("%s: no class", test.reason)
			continue
		}
		fields := ""
		var variables []Variable
		for _, item := range c.Items {
			variables = append(variables, file.Variables(item)...)
		}
		for _, v := range slices.Concat(variables, file.ObjectFields("A"), c.Components, c.Constants) {
			fields += v.Name + " " + v.Type + " " + v.Value + ";"
		}
		head := fmt.Sprint(c.Kind)
		if c.Abstract {
			head += " abstract"
		}
		head = strings.TrimSpace(fmt.Sprint(head, " ", c.TypeParameters, " ", c.Decorators, " ", c.Problem))
		if strings.Join(c.Bases, " ") != test.bases || head != test.head || len(c.Items) != test.items || fields != test.fields || c.End > len(test.source) {
			t.Errorf("%s: bases %q, head %q, %d items, fields %q", test.reason, c.Bases, head, len(c.Items), fields)
		}
	}
}
