package carry_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate/adapt"
	"transcoder/translate/carry"
)

// TestOut finds what functions ask of their libraries.
func TestOut(t *testing.T) {
	py, cpp, java := lexers.Python, lexers.CPP, lexers.Java
	for _, test := range []struct {
		from, to           lexers.Language
		source, want, what string
	}{
		{java, py, "if (Character.isDigit(s.charAt(i))) i = 1;", "if lib_is_digit ( s . charAt ( i ) ) { i = 1 ; }", "a character"},
		{java, py, "i = Integer.MAX_VALUE; i = Integer.MIN_VALUE;", "i = NUM_0 ; i = ( - NUM_1 ) ;", "the numbers that a type ends with"},
		{java, cpp, "i = Integer.MAX_VALUE;", "i = lib_greatest_int ;", "which C++ has, too"},
		{java, py, "if (m.get(i) == null) m.put(i, m.getOrDefault(i, 2) + 1);", "if ! lib_has ( m , i ) { lib_put_in ( m , i , lib_get_or ( m , i , 2 ) + 1 ) ; }", "a map"},
		{java, py, "if (s.contains(\"a\")) i = 1;", "if s . contains ( STR_LOWER_A ) { i = 1 ; }", "a text is no container"},
		{java, py, "i = (int) Math.sqrt(i); i = (int) (0.5 * i); i = (int) s.charAt(0);", "i = lib_truncated ( lib_sqrt ( i ) ) ; i = lib_truncated ( 0.5 * i ) ; i = ( int ) s . charAt ( 0 ) ;", "casts of fractions"},
		{java, py, "q.add(i); i = q.poll(); st.push(i); i = st.peek();", "lib_enqueue ( q , i ) ; i = lib_dequeue ( q ) ; lib_push ( st , i ) ; i = lib_top ( st ) ;", "a queue and a stack"},
		{java, cpp, "s = s.substring(i, i + 2) + s.substring(1); i = st.pop(); st.pop();", "s = lib_substring ( s , i , i + 2 ) + lib_tail ( s , 1 ) ; i = st . pop ( ) ; lib_pop ( st ) ;", "parts of a text; C++ gives nothing that it pops"},
		{cpp, java, "n = v.back(); v.pop_back(); s = s.substr(n, 2);", "n = lib_last ( v ) ; lib_remove_last ( v ) ; s = lib_part ( s , n , 2 ) ;", "the end of a vector"},
		{java, py, "Arrays.sort(a);", "lib_sort ( a ) ;", "all of an array"},
		{cpp, py, "sort(a, a + n); reverse(v.begin(), v.end()); sort(v.begin(), v.end(), greater<int>());", "lib_sort ( a ) ; lib_reverse ( v ) ; lib_sort_down ( v ) ;", "ranges"},
		{cpp, py, "n = *max_element(a, a + 3) + accumulate(v.begin(), v.end(), 0);", "n = lib_largest_of ( a , 3 ) + lib_total ( v ) ;", "of a part, and of all"},
		{cpp, py, "n = n * *max_element(a, a + n);", "n = n * lib_largest ( a ) ;", "behind an operator"},
		{cpp, py, "n = sqrt(n); double d = sqrt(n); n = 2 * n;", "n = lib_truncated ( lib_sqrt ( n ) ) ; double d = lib_sqrt ( n ) ; n = 2 * n ;", "what C++ narrows"},
		{cpp, py, "if (m.find(n) == m.end() && m.count(n)) m[n] += 2;", "if ! lib_has ( m , n ) && lib_has ( m , n ) { lib_put_in ( m , n , lib_get_or ( m , n , 0 ) + 2 ) ; }", "a map has what it is asked for"},
		{cpp, java, "n = m[n] + (isupper(s[0]) ? 1 : 0);", "n = lib_get_or ( m , n , 0 ) + ( lib_is_upper ( s [ 0 ] ) ? 1 : 0 ) ;", "into Java, too"},
		{cpp, py, "swap(a[0], a[1]);", "lib_swap ( a [ 0 ] , a [ 1 ] ) ;", "values change places"},
		{py, java, "if n in d and a not in d.keys():\n        d[n] = d[n] + 1", "if lib_has ( d , n ) && ! lib_has ( d , a ) { lib_put_in ( d , n , lib_value_of ( d , n ) + 1 ) ; }", "a dictionary"},
		{py, java, "for x in d:\n        n = [y for y in a]", "for x in d { n = [ y for y in a ] ; }", "no question"},
		{py, java, "n = int(n / 2) + int(a)", "n = lib_truncated ( n / 2 ) + int ( a ) ;", "a text may be read as a number"},
		{py, java, "n = (n - 1) % 7 + (n + 1) % 7 + n % 7", "n = lib_mod ( n - 1 , 7 ) + ( n + 1 ) % 7 + n % 7 ;", "a remainder of what may be below 0"},
		{py, java, "k = 1\n    n = int(a[0] + a[1]) + int(k + n) + int(n + 1) + int((n - 1) // 2)", "k = 1 ; n = int ( a [ 0 ] + a [ 1 ] ) + lib_truncated ( k + n ) + lib_truncated ( n + 1 ) + lib_truncated ( ( n - 1 ) // 2 ) ;", "texts that are joined"},
		{py, cpp, "n = sys.maxsize\n    n = float('-inf')\n    n = -math.inf", "n = lib_greatest ; n = lib_least ; n = - lib_greatest ;", "beyond all numbers"},
		{py, cpp, "n = math.floor(n) + math.log10(n) * math.pi", "n = lib_floor_whole ( n ) + lib_log10 ( n ) * lib_pi ;", "mathematics"},
		{py, java, "if a[n].isdigit() and a.isdigit():\n        n = 1", "if lib_is_digit ( a [ n ] ) && lib_is_digit ( a ) { n = 1 ; }", "a character of a text"},
	} {
		head := map[lexers.Language]string{
			py:   "def f(a, n):\n    d = {}\n    BODY\n    return n\n",
			cpp:  "int f(int a[], int n) { unordered_map<int, int> m; vector<int> v; string s; BODY return n; }",
			java: "static int f(int[] a, int i, String s) { Map<Integer, Integer> m = new HashMap<>(); Queue<Integer> q = new LinkedList<>(); Stack<Integer> st = new Stack<>(); BODY return i; }",
		}[test.from]
		c, err := lexers.Canonicalize(t.Context(), test.from, strings.Replace(head, "BODY", test.source, 1))
		if err != nil {
			t.Fatal(err)
		}
		lines := make([]int, len(c.Tokens))
		for i := range lines {
			lines[i] = i
		}
		out, places := carry.Out(c, lines, test.to, adapt.Kinds(c, nil))
		if len(places) != len(out.Tokens) || !slices.IsSorted(places) {
			t.Errorf("%s: lines %v of %d tokens", test.what, places, len(out.Tokens))
		}
		got := readable(out)
		if !strings.Contains(got, " "+test.want+" return ") {
			t.Errorf("%s: %s\ngot  %s\nwant %s", test.what, test.source, got, test.want)
		}
	}
}

// readable spells tokens with names in their places.
func readable(c *lexers.Canonical) string {
	var words []string
	for _, token := range c.Tokens {
		if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" {
			token = c.Names[k]
		} else if text, ok := map[string]string{lexers.EndOfLine: ";", lexers.BlockOpen: "{", lexers.BlockClose: "}"}[token]; ok {
			token = text
		}
		words = append(words, token)
	}
	return strings.Join(words, " ")
}

// TestBack writes concepts in the words of a language.
func TestBack(t *testing.T) {
	py, cpp, java := lexers.Python, lexers.CPP, lexers.Java
	for _, test := range []struct {
		to           lexers.Language
		source, want string
	}{
		{py, "n = lib_largest_of(a, 3) + lib_sqrt(n)", "n = max(a[:3]) + math.sqrt(n)"},
		{py, "lib_put_in(m, n, lib_get_or(m, n, 0) + 1)", "m[n] = m.get(n, 0) + 1"},
		{py, "lib_put_in(m, n, lib_value_of(m, n) + 1)", "m[n] += 1"},
		{py, "n = 1 if not lib_has(m, n) else 2", "n = 1 if (n not in m) else 2"},
		{py, "n = lib_truncated(lib_upper(a[0]))", "n = int(a[0].upper())"},
		{py, "lib_swap(a[0], a[1])", "a[0], a[1] = a[1], a[0]"},
		{py, "lib_heap_push(a, lib_front(m))", "heapq.heappush(a, m[0])"},
		{java, "n = lib_largest_of(a, 3) + lib_truncated(n / 2);", "n = Arrays.stream(a, 0, 3).max().getAsInt() + (int) (n / 2);"},
		{java, "m.clear(); lib_put_in(m, n, lib_get_or(m, n, 0) + 1);", "m.clear();\n  m.put(n, m.getOrDefault(n, 0) + 1);"},
		{java, "if (!lib_has(m, n)) n = lib_greatest;", "if (!m.containsKey(n)) {\n    n = Integer.MAX_VALUE;\n  }"},
		{java, "double d = lib_greatest; long l = -lib_greatest;", "double d = Double.POSITIVE_INFINITY;\n  long l = -Long.MAX_VALUE;"},
		{java, "n = lib_is_digit(s) ? 1 : 0;", "n = s.chars().allMatch(Character::isDigit) ? 1 : 0;"},
		{cpp, "if (lib_has(m, n)) lib_put_in(m, n, lib_get_or(m, n, 7));", "if (m.count(n)) {\n    m[n] = (m.count(n) ? m[n] : 7);\n  }"},
		{cpp, "n = lib_floor_whole(n) + lib_is_upper(s[0]);", "n = (int)std::floor(n) + isupper(s[0]);"},
		{cpp, "s = lib_substring(s, n + 1, n + 3);", "s = s.substr((n + 1), n + 3 - (n + 1));"},
		{cpp, "lib_sort(a); n = lib_largest(a);", "std::sort(a.begin(), a.end());\n  n = *std::max_element(a.begin(), a.end());"},
		{cpp, "stack<int> st; lib_push(st, n); n = lib_top(st); lib_pop(st); n = lib_last(a);", "std::stack<int> st;\n  st.push(n);\n  n = st.top();\n  st.pop();\n  n = a.back();"},
		{java, "n = lib_mod(n - 1, 7);", "n = Math.floorMod(n - 1, 7);"},
		{cpp, "n = lib_mod(n - 1, n + 7) * 2;", "n = (((n - 1) % (n + 7) + (n + 7)) % (n + 7)) * 2;"},
		{cpp, "n = lib_largest(n, n);", "n = largest(n, n);"}, // no such concept
	} {
		head := map[lexers.Language]string{
			py:   "def f(a, n, m):\n    BODY\n    return n\n",
			cpp:  "int f(vector<int>& a, int n, map<int, int>& m, string s) { BODY return n; }",
			java: "static int f(int[] a, int n, Map<Integer, Integer> m, String s) { BODY return n; }",
		}[test.to]
		c, err := lexers.Canonicalize(t.Context(), test.to, strings.Replace(head, "BODY", test.source, 1))
		if err != nil {
			t.Fatal(err)
		}
		source := &lexers.Canonical{Language: java, Tokens: []string{"int", "ID_0", "(", ")", lexers.BlockOpen, lexers.BlockClose}, Names: c.Names}
		if test.to == java {
			source.Language = cpp
		}
		out := *c
		out.Tokens, _ = adapt.Function(source, c.Tokens, test.to, adapt.Program{})
		out.Tokens, _ = carry.Named(out.Tokens)
		got, err := out.Render(test.to)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got, test.want+"\n") {
			t.Errorf("%s\ngot  %s\nwant %s", test.source, got, test.want)
		}
	}
}

// TestAnything reads and writes tokens in any order.
func TestAnything(t *testing.T) {
	words := strings.Fields(`ID_1 ID_2 ID_3 = += , ( ) [ ] for in not_in if return : 0 - + * . :: -> max_element sort swap find end begin count toupper Math Character isDigit
		containsKey get put null == != int double math floor sys maxsize float STR_0 upper round EOL BLOCK_OPEN BLOCK_CLOSE lib_has lib_get_or lib_put_in lib_sort_of lib_upper
		lib_greatest lib_truncated lib_swap keys ++ ? && !`)
	rng := rand.New(rand.NewPCG(1, 2))
	types := func(k int) carry.Type {
		return []carry.Type{{}, {Kind: carry.Map, Element: carry.Whole}, {Kind: carry.Array, Element: carry.Whole}, {Kind: carry.Text, Element: carry.Character}}[k%4]
	}
	contains := func(container string, member []string, negated bool) ([]string, bool) { return member, true }
	for range 100_000 {
		from := lexers.Languages()[rng.IntN(3)]
		c := &lexers.Canonical{Language: from, Names: []string{"f", "a", "b", "c"}, Literals: []string{"inf"}, Tokens: []string{"ID_0", "(", ")", lexers.BlockOpen}}
		for range rng.IntN(24) {
			c.Tokens = append(c.Tokens, words[rng.IntN(len(words))])
		}
		to := lexers.Languages()[rng.IntN(3)]
		out, lines := carry.Out(c, make([]int, len(c.Tokens)), to, types)
		if len(lines) != len(out.Tokens) {
			t.Fatalf("%v: %d lines of %d tokens", c.Tokens, len(lines), len(out.Tokens))
		}
		for i, token := range out.Tokens {
			if !carry.Is(token) {
				continue
			}
			if start, end, _, ok := carry.Back(out.Tokens, i, to, types, contains); ok && (start > i || end <= i || end > len(out.Tokens)) {
				t.Fatalf("%v: from %d to %d for %d", out.Tokens, start, end, i)
			}
		}
	}
}
