package lexers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// inFunction wraps statements into a function f(a, b, s) of a language.
func inFunction(language Language, statements string) string {
	switch language {
	case Python:
		return "def f(a, b, s):\n    " + strings.ReplaceAll(statements, "\n", "\n    ") + "\n"
	case CPP:
		return "int f(int a, int b, string s) {\n" + statements + "\n}\n"
	}
	return "class C {\n  static int f(int a, int b, String s) {\n" + statements + "\n}\n}\n"
}

// bodyOf returns the tokens between the function's braces.
func bodyOf(c *Canonical) string {
	open := slices.Index(c.Tokens, BlockOpen)
	return strings.Join(c.Tokens[open+1:len(c.Tokens)-1], " ")
}

// checkBody compares the canonical form of statements with the wanted tokens and
// checks that the rendered function has the same form.
func checkBody(t *testing.T, language Language, statements, want string) {
	t.Helper()
	c, err := Canonicalize(context.Background(), language, inFunction(language, statements))
	if err != nil {
		t.Errorf("%v: %v in\n%s", language, err, statements)
		return
	}
	if got := bodyOf(c); got != want {
		t.Errorf("%v: %s\n got %s\nwant %s", language, statements, got, want)
	}
	text, err := c.Render(language)
	if err != nil {
		t.Errorf("%v: render: %v", language, err)
		return
	}
	again, err := Canonicalize(context.Background(), language, text)
	if err != nil {
		t.Errorf("%v: rendered: %v\n%s", language, err, text)
		return
	}
	if at := tokenDifference(c.Tokens, again.Tokens); at >= 0 {
		t.Errorf("%v: not idempotent: %q against %q\n%s", language, around(c.Tokens, at), around(again.Tokens, at), text)
	}
}

// What the languages write differently only because of their grammar has the
// same tokens. ID_0 is f, then a, b and s.
func TestCanonicalUnifies(t *testing.T) {
	for _, test := range []struct {
		reason            string
		python, cpp, java string
		want              string
	}{
		{
			"blocks, also round a single statement; brackets of the head go",
			"if a > b: return a", "if (a > b) return a;", "if (a > b) { return a; }",
			"if ID_1 > ID_2 BLOCK_OPEN return ID_1 EOL BLOCK_CLOSE",
		},
		{
			"else if is one token",
			"if a: a = b\nelif b: b = a\nelse: a = 0", "if (a) a = b; else if (b) b = a; else a = 0;", "if (a) a = b; else if (b) { b = a; } else a = 0;",
			"if ID_1 BLOCK_OPEN ID_1 = ID_2 EOL BLOCK_CLOSE elif ID_2 BLOCK_OPEN ID_2 = ID_1 EOL BLOCK_CLOSE else BLOCK_OPEN ID_1 = 0 EOL BLOCK_CLOSE",
		},
		{
			"logical operators",
			"return a and not b or b", "return a && !b || b;", "return a && !b || b;",
			"return ID_1 && ! ID_2 || ID_2 EOL",
		},
		{
			"not binds differently: brackets make the grouping plain",
			"return not a == b", "return !(a == b);", "return !(a == b);",
			"return ! ( ID_1 == ID_2 ) EOL",
		},
		{
			"C's ! binds before ==, Python's not after it",
			"return (not a) == b", "return !a == b;", "return !a == b;",
			"return ( ! ID_1 ) == ID_2 EOL",
		},
		{
			"Python's & binds before ==, C's after it",
			"return a & 1 == 0", "return (a & 1) == 0;", "return (a & 1) == 0;",
			"return ( ID_1 & 1 ) == 0 EOL",
		},
		{
			"constants",
			"return [True, False, None]", "return {true, false, nullptr};", "return {true, false, null};",
			"",
		},
		{
			"a statement's increment is += 1",
			"a += 1\nb -= 1", "a++; --b;", "++a; b--;",
			"ID_1 += 1 EOL ID_2 -= 1 EOL",
		},
		{
			"the conditional expression has one order",
			"return a if a > b else b", "return a > b ? a : b;", "return (a > b) ? a : b;",
			"return ID_1 > ID_2 ? ID_1 : ID_2 EOL",
		},
		{
			"a conditional in the last part groups alike everywhere",
			"return a if a else b if b else 0", "return a ? a : b ? b : 0;", "return a ? a : (b ? b : 0);",
			"return ID_1 ? ID_1 : ID_2 ? ID_2 : 0 EOL",
		},
		{
			"a conditional in the middle part keeps brackets, which Python needs",
			"return (a if b else 0) if a else b", "return a ? b ? a : 0 : b;", "return a ? (b ? a : 0) : b;",
			"return ID_1 ? ( ID_2 ? ID_1 : 0 ) : ID_2 EOL",
		},
		{
			"redundant brackets go where an expression fills a place",
			"a = (a + b)\nreturn (f((a), (b + 1), s))", "a = (a + b); return (f((a), (b + 1), s));", "a = (a + b); return (f((a), (b + 1), s));",
			"ID_1 = ID_1 + ID_2 EOL return ID_0 ( ID_1 , ID_2 + 1 , ID_3 ) EOL",
		},
		{
			"brackets inside an expression stay",
			"return (a + b) * a", "return (a + b) * a;", "return (a + b) * a;",
			"return ( ID_1 + ID_2 ) * ID_1 EOL",
		},
		{
			"comments go",
			"# why\na = b  # because", "// why\na = b; /* because */", "/* why */ a = b; // because",
			"ID_1 = ID_2 EOL",
		},
		{
			"empty bodies are empty blocks",
			"while a: pass", "while (a);", "while (a) {}",
			"while ID_1 BLOCK_OPEN BLOCK_CLOSE",
		},
		{
			"kept numbers lose their separators, others go to the table",
			"a = 1_000_000_007 + 12345", "a = 1'000'000'007 + 12345;", "a = 1_000_000_007 + 12345;",
			"ID_1 = 1000000007 + NUM_0 EOL",
		},
		{
			"strings and characters share a table; frequent ones have tokens",
			"g('x', 'xy', 'a', '')", "g('x', \"xy\", 'a', \"\");", "g('x', \"xy\", 'a', \"\");",
			"g ( CHR_0 , STR_1 , CHR_LOWER_A , STR_EMPTY ) EOL",
		},
		{
			"names that the function does not declare stay",
			"a = limit + b", "a = limit + b;", "a = limit + b;",
			"ID_1 = limit + ID_2 EOL",
		},
	} {
		if test.want == "" { // no common statement: each language alone
			continue
		}
		t.Run(test.reason, func(t *testing.T) {
			checkBody(t, Python, test.python, test.want)
			checkBody(t, CPP, test.cpp, test.want)
			checkBody(t, Java, test.java, test.want)
		})
	}
}

func TestCanonicalPython(t *testing.T) {
	for _, test := range []struct{ statements, want, reason string }{
		{"return [True, False, None]", "return [ true , false , null ] EOL", "constants"},
		{"x: int = 3\ny: str\nreturn x", "ID_4 = 3 EOL return ID_4 EOL", "annotations go; one without a value says nothing"},
		{"'''doc'''\npass", "", "docstrings and pass go"},
		{"a = 1; b = 2;", "ID_1 = 1 EOL ID_2 = 2 EOL", "semicolons end lines"},
		{"(a, b) = (b, a)", "ID_1 , ID_2 = ID_2 , ID_1 EOL", "brackets round tuples are redundant in assignments"},
		{"return (a,)", "return ID_1 , EOL", "a tuple of one keeps its comma"},
		{"a = ((1, 2))\nreturn ('x' 'y') % a", "ID_1 = 1 , 2 EOL return STR_0 % ID_1 EOL", "brackets round brackets, and round a single string"},
		{"return ()", "return ( ) EOL", "the empty tuple keeps its brackets"},
		{"for i, x in enumerate(s): print(i, end='')", "for ID_4 , ID_5 in enumerate ( ID_3 ) BLOCK_OPEN print ( ID_4 , end = STR_EMPTY ) EOL BLOCK_CLOSE", "loop targets are declared, keywords are not"},
		{"for i in s: pass\nelse: a = 1", "for ID_4 in ID_3 BLOCK_OPEN BLOCK_CLOSE else BLOCK_OPEN ID_1 = 1 EOL BLOCK_CLOSE", "else of a loop"},
		{"return s[1:], s[::-1], s[a:b:2]", "return ID_3 [ 1 : ] , ID_3 [ : : - 1 ] , ID_3 [ ID_1 : ID_2 : 2 ] EOL", "slices"},
		{"return [x * 2 for x in s if x]", "return [ ID_4 * 2 for ID_4 in ID_3 if ID_4 ] EOL", "comprehension variables are declared"},
		{"return {k: v for k, v in s.items()}", "return { ID_4 : ID_5 for ID_4 , ID_5 in ID_3 . items ( ) } EOL", "dictionaries"},
		{"return sorted(s, key=lambda x: -x[1])", "return sorted ( ID_3 , key = lambda ID_4 : - ID_4 [ 1 ] ) EOL", "lambda"},
		{"return 0 <= a < b", "return 0 <= ID_1 < ID_2 EOL", "chained comparisons stay"},
		{"return a is None or a is not b or a not in s", "return ID_1 is null || ID_1 is_not ID_2 || ID_1 not_in ID_3 EOL", "two-word operators are one token"},
		{"def g(n):\n    return g(n=n - 1)\nreturn g(1)", "def ID_4 ( ID_5 ) BLOCK_OPEN return ID_4 ( ID_5 = ID_5 - 1 ) EOL BLOCK_CLOSE return ID_4 ( 1 ) EOL", "a nested function keeps def; keywords of declared functions are its parameters"},
		{"def g(n):\n    nonlocal a\n    a = n", "def ID_4 ( ID_5 ) BLOCK_OPEN nonlocal ID_1 EOL ID_1 = ID_5 EOL BLOCK_CLOSE", "nonlocal names are the function's own"},
		{"global total\ntotal = a", "global total EOL total = ID_1 EOL", "global names are not declared here"},
		{"try: a = int(s)\nexcept (ValueError, KeyError) as e: raise X(e) from e\nfinally: b = 1", "try BLOCK_OPEN ID_1 = int ( ID_3 ) EOL BLOCK_CLOSE except ( ValueError , KeyError ) as ID_4 BLOCK_OPEN raise X ( ID_4 ) from ID_4 EOL BLOCK_CLOSE finally BLOCK_OPEN ID_2 = 1 EOL BLOCK_CLOSE", "exceptions"},
		{"with open(s) as g, h: pass", "with open ( ID_3 ) as ID_4 , h BLOCK_OPEN BLOCK_CLOSE", "with"},
		{"if (n := len(s)) > 3: return n", "if ( ID_4 := len ( ID_3 ) ) > 3 BLOCK_OPEN return ID_4 EOL BLOCK_CLOSE", "named expressions"},
		{"return f'{a:>3} {{}} {b!r}' 'x'", "return FSTR_OPEN { ID_1 : STR_0 } STR_1 { ID_2 ! r } STR_2 FSTR_CLOSE EOL", "f-strings are pieces and fields"},
		{"return b'ab' + rb'\\d'", "return BYTES_STR STR_0 + BYTES_STR STR_1 EOL", "bytes"},
		{"return 10**9 + 7, 10 ** 9+7", "return 1000000007 , 1000000007 EOL", "the usual modulus in any spelling"},
		{"match a:\n    case [1, x] if x > 0: return x\n    case P(y=2) | 'q': pass\n    case _: b = 1", "match ID_1 BLOCK_OPEN case [ 1 , ID_4 ] if ID_4 > 0 BLOCK_OPEN return ID_4 EOL BLOCK_CLOSE case P ( y = 2 ) | CHR_0 BLOCK_OPEN BLOCK_CLOSE case _ BLOCK_OPEN ID_2 = 1 EOL BLOCK_CLOSE BLOCK_CLOSE", "match statements"},
		{"print((yield a), *s, **b)", "print ( ( yield ID_1 ) , * ID_3 , ** ID_2 ) EOL", "brackets that yield needs"},
		{"a = b = 0", "ID_1 = ID_2 = 0 EOL", "chained assignment"},
		{"import math as m\nreturn m.pi", "import math as m EOL return m . pi EOL", "imported names are API"},
		{"assert a, 'no'\ndel s[0]", "assert ID_1 , STR_0 EOL del ID_3 [ 0 ] EOL", "assert and del"},
		{"return a if b else lambda x: x if a else b", "return ID_2 ? ID_1 : lambda ID_4 : ID_1 ? ID_4 : ID_2 EOL", "a lambda takes the whole conditional"},
		{"return s[a if b else 0 : b]", "return ID_3 [ ID_2 ? ID_1 : 0 : ID_2 ] EOL", "the first colon behind ? is its own"},
		{"@cache\ndef g(): pass", "@ cache EOL def ID_4 ( ) BLOCK_OPEN BLOCK_CLOSE", "decorators of nested functions stay"},
		{"m: int\nfrom x import m\nm()", "from x import m EOL m ( ) EOL", "an annotation alone declares nothing"},
		{"return (a + b)[0] + (a or b)[(1)](s)", "return ( ID_1 + ID_2 ) [ 0 ] + ( ID_1 || ID_2 ) [ 1 ] ( ID_3 ) EOL", "brackets round what is indexed stay"},
		{"a = (0, *s)\nreturn (0, (b := s))", "ID_1 = ( 0 , * ID_3 ) EOL return 0 , ( ID_2 := ID_3 ) EOL", "but not where an element is spread"},
	} {
		t.Run(test.reason, func(t *testing.T) { checkBody(t, Python, test.statements, test.want) })
	}
}

func TestCanonicalCPP(t *testing.T) {
	for _, test := range []struct{ statements, want, reason string }{
		{"int x = 1, *p = &a, v[3][4];", "int ID_4 = 1 EOL int * ID_5 = & ID_1 EOL int [ ] [ ] ID_6 = new int [ 3 ] [ 4 ] EOL", "one statement for each declarator; arrays of numbers as Java declares them"},
		{"int v[a + 1] = {0}; bool w[2][3]{}; double x[] = {1, 2}; vector<int> g[5]; int y[3] = {1};", "int [ ] ID_4 = new int [ ID_1 + 1 ] EOL bool [ ] [ ] ID_5 = new bool [ 2 ] [ 3 ] EOL double [ ] ID_6 = { 1 , 2 } EOL vector < int > [ 5 ] ID_7 EOL int [ 3 ] ID_8 = { 1 } EOL", "zeros are an array's beginning; other arrays keep their brackets before the name"},
		{"auto g = [](int x) -> std::vector<int> { return {x}; };", "auto ID_4 = [ ] ( int ID_5 ) -> vector < int > BLOCK_OPEN return { ID_5 } EOL BLOCK_CLOSE EOL", "in a return type behind an arrow, too"},
		{"std::vector<std::string> v(a, std::string());", "vector < String > ID_4 ( ID_1 , String ( ) ) EOL", "std:: goes where the printer puts it back"},
		{"std::sort(s.begin(), s.end()); std::foo(a); std::sqrt(a);", "sort ( ID_3 . begin ( ) , ID_3 . end ( ) ) EOL std :: foo ( ID_1 ) EOL sqrt ( ID_1 ) EOL", "and stays elsewhere"},
		{"min(a, b, 3); std::max(a, b, less); pow(a, b, 3);", "min ( ID_1 , ID_2 , 3 ) EOL std :: max ( ID_1 , ID_2 , less ) EOL pow ( ID_1 , ID_2 , 3 ) EOL", "nor one that the number of arguments tells apart"},
		{"reverse(a, 0, b);", "reverse ( ID_1 , 0 , ID_2 ) EOL", "a function of the program's own is not qualified"},
		{"for (const auto& x : s) a += x;", "for auto ID_4 in ID_3 BLOCK_OPEN ID_1 += ID_4 EOL BLOCK_CLOSE", "a const & to a value is the value"},
		{"for (auto& [k, v] : m) k = v;", "for auto & [ ID_4 , ID_5 ] in m BLOCK_OPEN ID_4 = ID_5 EOL BLOCK_CLOSE", "structured bindings"},
		{"for (int i = 0, j = a; i < j; i++, --j) {}", "for int ID_4 = 0 , ID_5 = ID_1 ; ID_4 < ID_5 ; ID_4 += 1 , ID_5 -= 1 BLOCK_OPEN BLOCK_CLOSE", "counting loops"},
		{"for (;;) break; for (; a < b;) a++; while (1) break;", "while true BLOCK_OPEN break EOL BLOCK_CLOSE while ID_1 < ID_2 BLOCK_OPEN ID_1 += 1 EOL BLOCK_CLOSE while true BLOCK_OPEN break EOL BLOCK_CLOSE", "a for that only tests is a while"},
		{"Node* p = root; p->next->val = a; q->val = a; this->x = a;", "Node * ID_4 = root EOL ID_4 . next . val = ID_1 EOL q -> val = ID_1 EOL this . x = ID_1 EOL", "-> is the dot behind a declared pointer, and along the usual links"},
		{"it->second = 1; (*p).x = NULL;", "it -> second = 1 EOL ( * p ) . x = null EOL", "-> stays where the tokens don't tell"},
		{"a = 1, b = 2;", "ID_1 = 1 EOL ID_2 = 2 EOL", "comma expressions as statements part"},
		{"v[a++] = --b;", "v [ ID_1 ++ ] = -- ID_2 EOL", "increments whose value is used stay"},
		{"switch (a) { case 1: case 'c': return 1; default: b++; }", "switch ID_1 BLOCK_OPEN case 1 : case CHR_0 : return 1 EOL default : ID_2 += 1 EOL BLOCK_CLOSE", "switch"},
		{"do a--; while (a > 0);", "do BLOCK_OPEN ID_1 -= 1 EOL BLOCK_CLOSE while ID_1 > 0 EOL", "do"},
		{"auto g = [&, a](int x) mutable -> int { return x; };", "auto ID_4 = [ & , ID_1 ] ( int ID_5 ) mutable -> int BLOCK_OPEN return ID_5 EOL BLOCK_CLOSE EOL", "lambdas"},
		{"try { throw E(\"x\"); } catch (const E& e) { } catch (...) { }", "try BLOCK_OPEN throw E ( STR_0 ) EOL BLOCK_CLOSE catch const E & ID_4 BLOCK_OPEN BLOCK_CLOSE catch ... BLOCK_OPEN BLOCK_CLOSE", "exceptions"},
		{"if (int t = a; t > 0) return t; while (int u = b) b--;", "if int ID_4 = ID_1 ; ID_4 > 0 BLOCK_OPEN return ID_4 EOL BLOCK_CLOSE while int ID_5 = ID_2 BLOCK_OPEN ID_2 -= 1 EOL BLOCK_CLOSE", "declarations in heads"},
		{"return (int)a + static_cast<long long>(b) + int(a) + sizeof a;", "return ( int ) ID_1 + ( long ) ID_2 + ( int ) ID_1 + sizeof ( ID_1 ) EOL", "casts to numbers have one form"},
		{"return int(a + b) / long(b) + static_cast<Foo>(a);", "return ( int ) ( ID_1 + ID_2 ) / ( long int ) ID_2 + static_cast < Foo > ( ID_1 ) EOL", "other casts stay"},
		{"long x; long long y; unsigned long long int z; unsigned u; long double d; short int h;", "long int ID_4 EOL long ID_5 EOL unsigned long ID_6 EOL unsigned int ID_7 EOL long double ID_8 EOL short ID_9 EOL", "long is Java's, long int is C++'s"},
		{"return 1LL + 1L + 0ll;", "return 1L + NUM_0 + 0L EOL", "64-bit numbers"},
		{"cout << a << \"x\" << endl;", "cout << ID_1 << STR_0 << endl EOL", "streams stay"},
		{"const int N = 100; static int memo[10]; const char* t = \"x\";", "int ID_4 = 100 EOL static int [ ] ID_5 = new int [ 10 ] EOL const char * ID_6 = STR_0 EOL", "const goes from values, stays before pointers; static stays on locals"},
		{"static char const *t = \"x\"; return (int)-1 + size_t(a) - std::size_t(b);", "static const char * ID_4 = STR_0 EOL return ( int ) - 1 + ( size_t ) ID_1 - ( size_t ) ID_2 EOL", "const has one place"},
		{"typedef list<int> queue; queue q; x.template set<int>(q);", "typedef list < int > queue EOL queue ID_4 EOL x . template set < int > ( ID_4 ) EOL", "a type of the function's own is not in std"},
		{"const int n = 3; constexpr int m = 4; const int k = 5; array<int, n> x; switch (a) { case m: break; }", "const int ID_4 = 3 EOL const int ID_5 = 4 EOL int ID_6 = 5 EOL array < int , ID_4 > ID_7 EOL switch ID_1 BLOCK_OPEN case ID_5 : break EOL BLOCK_CLOSE", "const stays on what must be constant"},
		{"stack[a] = map(b); std::stack<int> q; std::pair r(a, b); std::isnan(a);", "stack [ ID_1 ] = map ( ID_2 ) EOL stack < int > ID_4 EOL std :: pair ID_5 ( ID_1 , ID_2 ) EOL isnan ( ID_1 ) EOL", "a program's own stack is not the library's"},
		{"string t = \"a\" \"b\" R\"(c\\n)\";", "String ID_4 = STR_0 EOL", "neighboring literals join"},
		{"if (not a and b or a) b = a bitand b;", "if ! ID_1 && ID_2 || ID_1 BLOCK_OPEN ID_2 = ID_1 & ID_2 EOL BLOCK_CLOSE", "alternative operators"},
		{"int* p = new int[a]; delete[] p;", "int * ID_4 = new int [ ID_1 ] EOL delete [ ] ID_4 EOL", "new and delete"},
		{"return a < b == b > a;", "return ( ID_1 < ID_2 ) == ( ID_2 > ID_1 ) EOL", "comparisons of comparisons get brackets"},
		{"return -1 - -1;", "return - 1 - - 1 EOL", "a sign is a token of its own"},
		{"goto end; end: return 1;", "goto ID_4 EOL ID_4 : return 1 EOL", "labels are declared"},
		{"vector<int> v{1, 2}; f2({a, b});", "vector < int > ID_4 { 1 , 2 } EOL f2 ( { ID_1 , ID_2 } ) EOL", "initializer lists"},
		{"{ int x = 1; } ;", "BLOCK_OPEN int ID_4 = 1 EOL BLOCK_CLOSE", "a bare block"},
		{"using ll = long long; ll x = 3LL;", "using ll = long EOL ll ID_4 = NUM_0 EOL", "aliases"},
		{"m(a, b) = 0; if (a) m(b, 1) = 0;", "m ( ID_1 , ID_2 ) = 0 EOL if ID_1 BLOCK_OPEN m ( ID_2 , 1 ) = 0 EOL BLOCK_CLOSE", "an assignment that the grammar takes for a pure virtual function"},
		{"(*p) -= 1; (*p)++; (a ? p : q) = 1; ++(a ? b : c);", "* p -= 1 EOL * p += 1 EOL ( ID_1 ? p : q ) = 1 EOL ( ID_1 ? ID_2 : c ) += 1 EOL", "brackets round what is assigned to go where they decide nothing"},
		{"if (a) static_assert(true); static_assert(N > 0, \"n\");", "if ID_1 BLOCK_OPEN BLOCK_CLOSE", "static assertions hold or there is no program"},
		{"std::cout << std::fixed << std::setprecision(a); std::fixed(std::cout);", "cout << fixed << setprecision ( ID_1 ) EOL std :: fixed ( cout ) EOL", "fixed is std's in a stream"},
	} {
		t.Run(test.reason, func(t *testing.T) { checkBody(t, CPP, test.statements, test.want) })
	}
}

func TestCanonicalJava(t *testing.T) {
	for _, test := range []struct{ statements, want, reason string }{
		{"final int x = 1, y[] = {1, 2,};", "int ID_4 = 1 EOL int [ ] ID_5 = { 1 , 2 } EOL", "modifiers go, brackets join the type"},
		{"int[] d = new int[] {1, 2}; List<Integer> l = new ArrayList<Integer>(); l = new ArrayList<Integer>();", "int [ ] ID_4 = { 1 , 2 } EOL List < Integer > ID_5 = new ArrayList < > ( ) EOL ID_5 = new ArrayList < Integer > ( ) EOL", "types that the declaration states already go"},
		{"for (;;) break;", "while true BLOCK_OPEN break EOL BLOCK_CLOSE", "a for that only tests is a while"},
		{"int[][] d = new int[a][];", "int [ ] [ ] ID_4 = new int [ ID_1 ] [ ] EOL", "arrays"},
		{"for (int x : xs) b += x;", "for int ID_4 in xs BLOCK_OPEN ID_2 += ID_4 EOL BLOCK_CLOSE", "loops over elements"},
		{"for (int i = 0; i < a; i++) ;", "for int ID_4 = 0 ; ID_4 < ID_1 ; ID_4 += 1 BLOCK_OPEN BLOCK_CLOSE", "counting loops"},
		{"int max = max(a, b); return f(a, max, s);", "int ID_4 = max ( ID_1 , ID_2 ) EOL return ID_0 ( ID_1 , ID_4 , ID_3 ) EOL", "methods and variables have namespaces of their own"},
		{"this.a = a; o.b = b;", "this . a = ID_1 EOL o . b = ID_2 EOL", "fields keep their names"},
		{"sort(v, (x, y) -> x - y); g(z -> { return z; });", "sort ( v , ( ID_4 , ID_5 ) -> ID_4 - ID_5 ) EOL g ( ID_6 -> BLOCK_OPEN return ID_6 EOL BLOCK_CLOSE ) EOL", "lambdas"},
		{"g((z) -> z, Integer::compare);", "g ( ID_4 -> ID_4 , Integer :: compare ) EOL", "one parameter needs no brackets; method references"},
		{"switch (a) { case 1, 2 -> b++; default -> throw new E(); }", "switch ID_1 BLOCK_OPEN case 1 , 2 -> ID_2 += 1 EOL default -> throw new E ( ) EOL BLOCK_CLOSE", "rules"},
		{"int y = switch (a) { case 1 -> 2; default -> { yield 3; } };", "int ID_4 = switch ID_1 BLOCK_OPEN case 1 -> 2 EOL default -> BLOCK_OPEN yield 3 EOL BLOCK_CLOSE BLOCK_CLOSE EOL", "switch as a value"},
		{"out: while (true) break out;", "ID_4 : while true BLOCK_OPEN break ID_4 EOL BLOCK_CLOSE", "labels are declared"},
		{"try (R r = o(); Q q = r) { } catch (A | B e) { } finally { }", "try R ID_4 = o ( ) ; Q ID_5 = ID_4 BLOCK_OPEN BLOCK_CLOSE catch A | B ID_6 BLOCK_OPEN BLOCK_CLOSE finally BLOCK_OPEN BLOCK_CLOSE", "exceptions and resources"},
		{"boolean z = o instanceof Foo t && t.ok;", "bool ID_4 = o instanceof Foo ID_5 && ID_5 . ok EOL", "patterns declare"},
		{"Map<String, List<Integer>> m = new HashMap<>();", "Map < String , List < Integer > > ID_4 = new HashMap < > ( ) EOL", "type arguments"},
		{"long l = (long) a >>> 2; l += 1L;", "long ID_4 = ( long ) ID_1 >>> 2 EOL ID_4 += 1L EOL", "casts and the unsigned shift"},
		{"String t = \"\"\"\n    a\n      b\\tc\n    \"\"\";", "String ID_4 = STR_0 EOL", "text blocks"},
		{"g(\"\\uD83D\\uDE00\", 'é');", "g ( STR_0 , CHR_1 ) EOL", "two surrogates are one character"},
		{"char c = '\\u0041'; s += 1;", "char ID_4 = CHR_UPPER_A EOL ID_3 += 1 EOL", "escapes; a string that += 1 extends stays"},
		{"assert a > 0 : \"no\"; synchronized (o) { a = 1; }", "assert ID_1 > 0 : STR_0 EOL synchronized o BLOCK_OPEN ID_1 = 1 EOL BLOCK_CLOSE", "assert and synchronized"},
		{"List<int[]>[] g = new List[a]; Foo.<T>bar();", "List < int [ ] > [ ] ID_4 = new List [ ID_1 ] EOL Foo . < T > bar ( ) EOL", "type arguments of arrays and calls"},
		{"@SuppressWarnings(\"x\") int x = 1;", "int ID_4 = 1 EOL", "annotations go"},
		{"switch (a) { case 1 -> b++; default -> { } };", "switch ID_1 BLOCK_OPEN case 1 -> ID_2 += 1 EOL default -> BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "a semicolon behind a switch says nothing"},
		{"int y = switch (a) { case 1 -> switch (b) { default -> 2; }; default -> 3; };", "int ID_4 = switch ID_1 BLOCK_OPEN case 1 -> switch ID_2 BLOCK_OPEN default -> 2 EOL BLOCK_CLOSE EOL default -> 3 EOL BLOCK_CLOSE EOL", "a switch as the value of a rule"},
		{"switch (o) { case P _ -> b++; default -> b--; }", "switch o BLOCK_OPEN case P _ -> ID_2 += 1 EOL default -> ID_2 -= 1 EOL BLOCK_CLOSE", "_ is no name"},
		{"a = b = 3; return (a == b) ? 1 : 0;", "ID_1 = ID_2 = 3 EOL return ID_1 == ID_2 ? 1 : 0 EOL", "chained assignment"},
	} {
		t.Run(test.reason, func(t *testing.T) { checkBody(t, Java, test.statements, test.want) })
	}
}

func TestCanonicalHeaders(t *testing.T) {
	for _, test := range []struct {
		language             Language
		source, want, reason string
	}{
		{Python, "async def f(a: int, b: str = 'x', *c, d=None, **e) -> int: pass", "async ID_0 ( ID_1 , ID_2 = CHR_0 , * ID_3 , ID_4 = null , ** ID_5 )", "type hints go"},
		{Python, "class A:\n    @staticmethod\n    @lru_cache(None)\n    def f(self, a): return self.a(a)\n", "@ lru_cache ( null ) EOL ID_0 ( self , ID_1 )", "decorators that change a call stay; self stays as written"},
		{Python, "class A:\n    @property  # read\n    def f(  # of an object\n        self, a): return self.a(a)\n", "ID_0 ( self , ID_1 )", "comments behind a decorator and before self"},
		{Python, "def f(a, b=lambda x, y: x if y else [x, y], c=3): pass\n", "ID_0 ( ID_1 , ID_2 = lambda ID_3 , ID_4 : ID_4 ? ID_3 : [ ID_3 , ID_4 ] , ID_5 = 3 )", "the commas of a default that is a lambda"},
		{CPP, "template <class T, int N>\nstatic inline const std::vector<T>& A::f(const std::vector<T>& a, int b[][100], T&& c, int (&d)[3], const Foo& e, Node* p = nullptr) const noexcept { }", "template < typename T , int N > vector < T > ID_0 ( vector < T > ID_1 , int [ ] [ 100 ] ID_2 , T && ID_3 , int ( & ID_4 ) [ 3 ] , const Foo & ID_5 , Node * ID_6 = null )", "modifiers and const & of values go"},
		{CPP, "template <class T, class Less = std::less<T>> void f(T* a, Less less = Less()) { }", "template < typename T , typename Less = less < T > > void ID_0 ( T * ID_1 , Less ID_2 = Less ( ) )", "the function's name is ID_0 behind a template header, and names behind :: are not declared here"},
		{CPP, "void f(void) { }", "void ID_0 ( )", "void alone is no parameter"},
		{CPP, "auto f(vector<int>& v) -> int { }", "auto ID_0 ( vector < int > & ID_1 ) -> int", "references that may be written stay"},
		{Java, "class A { @Override public final <T extends Comparable<T>> List<T> f(final T[] a, int b[], String... c) throws E, F { } }", "< T extends Comparable < T > > List < T > ID_0 ( T [ ] ID_1 , int [ ] ID_2 , String ... ID_3 ) throws E , F", "modifiers and annotations go"},
	} {
		c, err := Canonicalize(context.Background(), test.language, test.source)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		header, _, _ := strings.Cut(strings.Join(c.Tokens, " "), " BLOCK_OPEN")
		if header != test.want {
			t.Errorf("%s: %s\n got %s\nwant %s", test.reason, test.source, header, test.want)
		}
		text, err := c.Render(test.language)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		again, err := Canonicalize(context.Background(), test.language, text)
		if err != nil || tokenDifference(c.Tokens, again.Tokens) >= 0 {
			t.Errorf("%s: not idempotent (%v):\n%s", test.source, err, text)
		}
	}
}

// What has no canonical form is refused by name and line, never passed on in
// another meaning.
func TestCanonicalRefuses(t *testing.T) {
	for _, test := range []struct {
		language          Language
		source, construct string
		line              int
	}{
		{Python, "def f(a):\n    class B: pass\n", "a class inside a function", 2},
		{Python, "def f(a):\n    print 'x'\n", "a statement of Python 2", 2},
		{Python, "def f(a):\n    return null\n", "the name null, which the canonical form reads as something else", 2},
		{Python, "def f(a):\n    return EOL\n", "the name EOL, which the canonical form reserves", 2},
		{Python, "def f(a):\n    return a.ID_3\n", "the name ID_3, which the canonical form reserves", 2},
		{Python, "def f(a):\n    return (a\n", "a syntax error", 2},
		{CPP, "int f(int a) {\n#ifdef X\n  a = 1;\n#endif\n  return a;\n}\n", "a preprocessor line inside a function", 2},
		{CPP, "int f(int a) {\n  struct P { int x; };\n  return a;\n}\n", "a type defined inside a function", 2},
		{CPP, "int f(int a) {\n  return \"x\"s;\n}\n", "a user-defined literal", 2},
		{CPP, "int f(int a) {\n  return L'x';\n}\n", "a wide character", 2},
		{CPP, "bool operator<(const P& a, const P& b) { return a.x < b.x; }\n", "an operator function", 1},
		{CPP, "A::A(int a) { x = a; }\n", "a constructor, destructor or conversion", 1},
		{Java, "class A { A(int a) { x = a; } }", "a constructor", 1},
		{Java, "class A { void f() {\n  new T() { public void run() { } }.go();\n} }", "an anonymous class", 2},
		{Java, "class A { void f() {\n  record P(int x) { }\n} }", "a class inside a method", 2},
	} {
		_, err := Canonicalize(context.Background(), test.language, test.source)
		var unsupported *UnsupportedError
		if !errors.As(err, &unsupported) {
			t.Errorf("%s: got %v, want a refusal", test.source, err)
			continue
		}
		if unsupported.Construct != test.construct || unsupported.Line != test.line {
			t.Errorf("%s: got %q on line %d, want %q on line %d", test.source, unsupported.Construct, unsupported.Line, test.construct, test.line)
		}
	}
}

func TestCanonicalizeWantsOneFunction(t *testing.T) {
	if _, err := Canonicalize(context.Background(), Python, "x = 1\n"); err == nil {
		t.Error("no error for a source without a function")
	}
	if _, err := Canonicalize(context.Background(), Python, "def f(): pass\ndef g(): pass\n"); err == nil {
		t.Error("no error for two functions")
	}
	if _, err := Canonicalize(context.Background(), Language(9), "def f(): pass\n"); err == nil {
		t.Error("no error for an unknown language")
	}
}

func TestSplitPlaceholder(t *testing.T) {
	for _, test := range []struct {
		token  string
		prefix string
		index  int
		ok     bool
	}{
		{"ID_0", "ID", 0, true}, {"NUM_31", "NUM", 31, true}, {"STR_7", "STR", 7, true}, {"CHR_2", "CHR", 2, true},
		{"ID_", "", 0, false}, {"ID_03", "", 0, false}, {"STR_EMPTY", "", 0, false}, {"id_1", "", 0, false}, {"ID_-1", "", 0, false},
		{"ID_99999999999", "", 0, false}, {"", "", 0, false}, {"BLOCK_OPEN", "", 0, false},
	} {
		prefix, index, ok := SplitPlaceholder(test.token)
		if prefix != test.prefix || index != test.index || ok != test.ok {
			t.Errorf("%q: got %q %d %v", test.token, prefix, index, ok)
		}
	}
}

// The vocabulary mask lets reserved tokens through, so every token that is not a
// name must be among them.
func TestReservedTokensCoverGFG(t *testing.T) {
	missing := map[string]int{}
	for _, language := range Languages() {
		reserved := map[string]bool{}
		for _, token := range ReservedTokens(language) {
			reserved[token] = true
			if _, _, ok := SplitPlaceholder(token); ok || strings.ContainsAny(token, " \t\n") {
				t.Errorf("%v: %q cannot be reserved", language, token)
			}
		}
		for _, record := range gfgRecords(t) {
			c, err := Canonicalize(context.Background(), language, record.source(language))
			if err != nil {
				continue
			}
			for _, token := range c.Tokens {
				if _, _, ok := SplitPlaceholder(token); ok || reserved[token] {
					continue
				}
				if !isWordByte(token[0]) || keywords[language][token] {
					missing[language.String()+" "+token]++
				}
			}
		}
	}
	for token, count := range missing {
		t.Errorf("%s: %d times, not reserved", token, count)
	}
}
