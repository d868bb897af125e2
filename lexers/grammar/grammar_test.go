package grammar_test

import (
	"math/bits"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
)

// letters is a vocabulary of the reserved tokens; other words are spelled letter
// by letter.
func letters(t testing.TB) *bpe.Vocabulary {
	t.Helper()
	v, err := bpe.Learn([]bpe.Word{{Text: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", Counts: [3]int64{1, 1, 1}}}, corpora.VocabularyOptions(1))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAcceptsRealCode has functions that were written by hand recognized, both
// as whole tokens and, spelled in ids, as a hypothesis is.
func TestAcceptsRealCode(t *testing.T) {
	v := letters(t)
	for _, test := range []struct {
		name     string
		language lexers.Language
		source   string
	}{
		{"statements", lexers.Python, "def f(x, *a, k=1, **b):\n    for i, y in enumerate(x):\n        if y in x and not i:\n            return [z for z in x if z]\n        elif y is None: pass\n        else:\n            y += 1\n    else:\n        del x[0], a\n    while x: x.pop()\n    try:\n        return {1: 2, **b}\n    except (ValueError, KeyError) as e:\n        raise TypeError('x') from e\n    finally:\n        print(x[1:], x[::2], sep='')\n"},
		{"expressions", lexers.Python, "async def f(self):\n    a, *b = 1, 2\n    self.x[a], (c, d) = b, (1,)\n    e = a if b else (lambda q, r=1: q ** -r)(2)\n    async with open(a) as g, open(b):\n        await g.read()\n    if (n := len(b)) > 3 and a < n <= 4: yield n\n    s = {x for x in b} | {1, 2}\n    return f'{a!r:>10}, {b if a else c}' + b'x'.decode()\n"},
		{"match", lexers.Python, "def f(x):\n    match x, 1:\n        case [1, *r] if r: return r\n        case {'a': y, **z} | Point(x=0): return y\n        case -1 | None | a.b: pass\n    match = x.match(1)\n    return match\n"},
		{"nested functions", lexers.Python, "def f(x):\n    import os.path as p\n    from . import y\n    @cache\n    def g(n): return g(n - 1)\n    global w\n    assert g(x), 'no'\n    return g\n"},
		{"statements", lexers.CPP, "int f(int x) { do { x--; } while (x > 0); for (;;) { break; } for (int i = 0, j = 1; i < x; i++, j--) {} for (auto& [k, y] : z) { if (y) return 1; else return 2; } auto g = [&](int a) { return a; }; switch (x) { case 1: return 2; case z->y: break; default: break; } try { x = 1; } catch (const std::exception& e) { throw; } int b[] = {1, 2}; int c[3][4]; goto end; end: return g(b[0]) ? 1 : 2; }"},
		{"templates", lexers.CPP, "template <typename T, int N> std::vector<T> f(const std::map<std::string, std::vector<T>>& m, T* p) { std::pair<int, int> q = {1, 2}; auto r = std::make_pair(1, 2); std::priority_queue<int, std::vector<int>, std::greater<int>> h; std::vector<std::vector<int>> g(3, std::vector<int>(4, -1)); for (typename std::map<int, T>::iterator it = m.begin(); it != m.end(); ++it) *p = it->second; std::sort(g.begin(), g.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; }); return std::vector<T>{static_cast<T>(std::numeric_limits<int>::max())}; }"},
		{"pointers", lexers.CPP, "Node* f(Node* head, int (*g)(int)) { Node* prev = nullptr; while (head) { Node* next = head->next; head->next = prev; prev = head; head = next; } delete head; int* a = new int[10]; delete[] a; unsigned long n = sizeof(int) * 2; long long m = (long long)n; std::cout << m << std::endl; return &(*prev); }"},
		{"statements", lexers.Java, "static int f(int[] x, String... s) throws IOException { for (int y : x) { if (y > 0) continue; else if (y < 0) break; } Runnable r = () -> { g(); }; outer: while (true) { x[0]++; --x[1]; break outer; } try (Reader q = open(s)) { q.read(); } catch (A | B e) { throw e; } finally { done(); } synchronized (x) { assert x != null : 1; } do { x[0] -= 2; } while (x[0] > 0); return switch (x[0]) { case 1, 2 -> 3; default -> { yield 4; } }; }"},
		{"expressions", lexers.Java, "<T extends Comparable<T>> Map<String, List<? super T>> f(T[] a, Object o) { Map<String, List<Integer>> m = new HashMap<>(); int[][] g = new int[3][], h = {{1}, {2}}; int[] z = new int[] {1, 2}; long v = (long) a.length >>> 1; if (o instanceof String s && s.length() > 1) return null; m.computeIfAbsent(\"x\", k -> new ArrayList<>()).add(1); List<T> l = Arrays.stream(a).map(Foo::bar).collect(Collectors.<T>toList()); Supplier<int[]> p = int[]::new; char c = (char) ('a' + 1); this.x = c == 'b' ? (T) o : super.y(); return (Map<String, List<? super T>>) (Object) m; }"},
		{"switch", lexers.Java, "int f(int x) { switch (x) { case 1: case 2: x++; break; case 'a': { return 3; } default: x += 2; } switch (x) { case 1 -> x = 2; default -> throw new Error(); } return x; }"},
	} {
		t.Run(test.language.String()+" "+test.name, func(t *testing.T) {
			canonical, err := lexers.Canonicalize(t.Context(), test.language, test.source)
			if err != nil {
				t.Fatal(err)
			}
			g := newGrammar(t, test.language, v)
			if r := recognize(g, canonical.Tokens); r != nil {
				t.Fatalf("refused: %v", r)
			}
			s := g.Start(nil)
			bitmap := make([]uint64, (v.Size()+63)/64)
			for i, token := range canonical.Tokens {
				for _, id := range v.Encode(nil, token) {
					g.Allowed(s, 10000, bitmap)
					if bitmap[id/64]&(1<<(id%64)) == 0 {
						t.Fatalf("%q, a part of %q, is not allowed behind %s", v.Token(id), token, strings.Join(canonical.Tokens[:i], " "))
					}
					s = g.Advance(s, id)
				}
			}
			if !s.Accepting() {
				t.Error("the end is not accepted")
			}
		})
	}
}

// TestRefuses has the automata refuse what the languages' parsers do.
func TestRefuses(t *testing.T) {
	v := letters(t)
	for _, test := range []struct {
		language lexers.Language
		tokens   string
		reason   string
	}{
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN f ( 1 ) = 2 EOL BLOCK_CLOSE", "a call is no target"},
		{lexers.Python, "ID_0 ( ID_1 ) BLOCK_OPEN ( * ID_1 ) = ID_1 EOL BLOCK_CLOSE", "a starred target in brackets without a comma"},
		{lexers.Python, "ID_0 ( ID_1 = 1 , ID_2 ) BLOCK_OPEN BLOCK_CLOSE", "a parameter without default behind one with"},
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN f ( ID_1 = 1 , 2 ) EOL BLOCK_CLOSE", "a positional argument behind a keyword"},
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN return 1 + ! 2 EOL BLOCK_CLOSE", "not behind an operator"},
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN try BLOCK_OPEN BLOCK_CLOSE return EOL BLOCK_CLOSE", "a try alone"},
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN match 1 BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "a match without a case"},
		{lexers.Python, "ID_0 ( ) BLOCK_OPEN", "no end"},
		{lexers.CPP, "int ID_0 ( ) BLOCK_OPEN return ID_1 EOL BLOCK_CLOSE", "a variable that is not declared"},
		{lexers.CPP, "int ID_0 ( ) BLOCK_OPEN BLOCK_OPEN int ID_1 EOL BLOCK_CLOSE return ID_1 EOL BLOCK_CLOSE", "a variable behind its block"},
		{lexers.CPP, "int ID_0 ( ) BLOCK_OPEN try BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "a try alone"},
		{lexers.Java, "int ID_0 ( ) BLOCK_OPEN ID_1 = 2 EOL BLOCK_CLOSE", "a variable that is not declared"},
		{lexers.Java, "int ID_0 ( int ID_1 ) BLOCK_OPEN ID_1 + 1 EOL BLOCK_CLOSE", "a sum is no statement"},
		{lexers.Java, "int ID_0 ( int ID_1 ) BLOCK_OPEN if ID_1 BLOCK_OPEN BLOCK_CLOSE else EOL BLOCK_CLOSE", "an else without its block"},
		{lexers.Java, "int ID_0 ( ) BLOCK_OPEN var ID_1 EOL BLOCK_CLOSE", "var without a value"},
		{lexers.Java, "int ID_0 ( int ID_1 ) BLOCK_OPEN for ID_1 = switch 1 BLOCK_OPEN case 1 -> 2 EOL BLOCK_CLOSE ; true ; BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "a block that ends the head of the loop"},
		{lexers.Java, "int ID_0 ( Runnable ID_1 ) BLOCK_OPEN for ; true ; ID_1 = ( ) -> BLOCK_OPEN BLOCK_CLOSE BLOCK_OPEN BLOCK_CLOSE BLOCK_CLOSE", "the same of a lambda"},
		{lexers.Java, "int ID_0 ( int ID_1 ) BLOCK_OPEN new int [ ID_1 ] [ ] [ 2 ] = 0 EOL BLOCK_CLOSE", "an element of an array that is being made"},
	} {
		if recognize(newGrammar(t, test.language, v), strings.Fields(test.tokens)) == nil {
			t.Errorf("%s: accepted %s in spite of %s", test.language.Title(), test.tokens, test.reason)
		}
	}
}

// TestWritesNoVoidInTemplates offers void in a C++ template as its result alone:
// "expected ;" is what g++ says of a member behind a value of that type.
func TestWritesNoVoidInTemplates(t *testing.T) {
	g := newGrammar(t, lexers.CPP, letters(t))
	source := grammar.NewSource(&lexers.Canonical{Language: lexers.CPP, Names: []string{"f", "x"}}, 4)
	for _, test := range []struct {
		tokens string
		want   bool
		reason string
	}{
		{"template < typename T > void ID_0 ( T ID_1 ) BLOCK_OPEN BLOCK_CLOSE", true, "a result"},
		{"template < typename T > T ID_0 ( void * ID_1 ) BLOCK_OPEN BLOCK_CLOSE", false, "a pointer: ID_1 -> at ( 0 ) may follow"},
		{"template < typename T > T ID_0 ( ) BLOCK_OPEN ( ( void ) 1 ) . at ( 0 ) EOL BLOCK_CLOSE", false, "a cast"},
		{"int ID_0 ( void * ID_1 ) BLOCK_OPEN BLOCK_CLOSE", true, "no template"},
	} {
		s := g.Start(source)
		for token := range strings.FieldsSeq(test.tokens) {
			s = g.Word(s, token)
		}
		if s.Accepting() != test.want {
			t.Errorf("%s: accepted is %v, expected %v: %s", test.tokens, s.Accepting(), test.want, test.reason)
		}
	}
}

// TestEndsInTime takes the longest way at every step, among the ids of the
// operators and keywords, and still ends within the limit.
func TestEndsInTime(t *testing.T) {
	v := letters(t)
	for _, language := range lexers.Languages() {
		g := newGrammar(t, language, v)
		for _, limit := range []int{12, 20, 50, 300} {
			s := g.Start(grammar.NewSource(&lexers.Canonical{Language: language, Names: []string{"f", "x"}}, 4))
			if s.Distance() > limit {
				t.Fatalf("%s: the shortest function takes %d ids", language.Title(), s.Distance())
			}
			bitmap := make([]uint64, (v.Size()+63)/64)
			for length := 0; !s.Accepting(); length++ {
				g.Allowed(s, limit-length, bitmap)
				var farthest *grammar.State
				for i, w := range bitmap {
					for ; w != 0; w &= w - 1 {
						if next := g.Advance(s, int32(64*i+bits.TrailingZeros64(w))); farthest == nil || next.Distance() > farthest.Distance() {
							farthest = next
						}
					}
				}
				if farthest == nil || length >= limit-1 {
					t.Fatalf("%s, limit %d: no end after %d ids", language.Title(), limit, length)
				}
				s = farthest
			}
		}
	}
}

// BenchmarkAllowed measures a step of the automaton: the set of ids that may
// follow, and the state behind one.
func BenchmarkAllowed(b *testing.B) {
	v := vocabulary(b)
	for _, language := range lexers.Languages() {
		b.Run(language.String(), func(b *testing.B) {
			g := newGrammar(b, language, v)
			c := awkward[language]
			bitmap := make([]uint64, (v.Size()+63)/64)
			tokens := map[lexers.Language]string{
				lexers.Python: "ID_0 ( ID_1 , ID_2 ) BLOCK_OPEN for ID_3 in range ( len ( ID_1 ) ) BLOCK_OPEN if ID_1 [ ID_3 ] == ID_2 BLOCK_OPEN return ID_3 EOL BLOCK_CLOSE BLOCK_CLOSE return - 1 EOL BLOCK_CLOSE",
				lexers.CPP:    "int ID_0 ( vector < int > ID_1 , int ID_2 ) BLOCK_OPEN for int ID_3 = 0 ; ID_3 < ID_1 . size ( ) ; ID_3 += 1 BLOCK_OPEN if ID_1 [ ID_3 ] == ID_2 BLOCK_OPEN return ID_3 EOL BLOCK_CLOSE BLOCK_CLOSE return - 1 EOL BLOCK_CLOSE",
				lexers.Java:   "int ID_0 ( int [ ] ID_1 , int ID_2 ) BLOCK_OPEN for int ID_3 = 0 ; ID_3 < ID_1 . length ; ID_3 += 1 BLOCK_OPEN if ID_1 [ ID_3 ] == ID_2 BLOCK_OPEN return ID_3 EOL BLOCK_CLOSE BLOCK_CLOSE return - 1 EOL BLOCK_CLOSE",
			}[language]
			words := strings.Fields(tokens)
			steps := 0
			for b.Loop() {
				s := g.Start(grammar.NewSource(c, 8))
				for _, word := range words {
					g.Allowed(s, 500, bitmap)
					s = g.Word(s, word)
					steps++
				}
				if !s.Accepting() {
					b.Fatal("not accepted")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(steps), "µs/token")
		})
	}
}
