package translate

import (
	"math/rand/v2"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate/adapt"
	"transcoder/translate/carry"
)

// TestUnfolded writes statements of C++ and Java out.
func TestUnfolded(t *testing.T) {
	py, cpp, java := lexers.Python, lexers.CPP, lexers.Java
	for _, test := range []struct {
		from, to             lexers.Language
		reason, source, want string
	}{
		{cpp, py, "a step in an index", "a[n++] = b[--k];", "k -= 1 ; a [ n ] = b [ k ] ; n += 1 ;"},
		{cpp, py, "a step that order matters for", "a[n++] = n;", "a [ n ++ ] = n ;"},
		{cpp, py, "a step that may not be", "k = n > 0 && a[k++] > 0;", "k = n > 0 && a [ k ++ ] > 0 ;"},
		{cpp, py, "a step that is returned", "return a[n++];", "return a [ n ] ;"},
		{cpp, py, "a loop that steps as it asks", "while (n-- > 0) k += n;", "while true { n -= 1 ; if ( n + 1 ) <= 0 { break ; } k += n ; }"},
		{cpp, py, "a loop that asks behind", "do { n -= 2; } while (n > k);", "while true { n -= 2 ; if n <= k { break ; } }"},
		{cpp, py, "that goes on in the middle", "do { if (n) continue; n -= 2; } while (n > k);", "do { if n { continue ; } n -= 2 ; } while n > k ;"},
		{cpp, py, "a range", "for (int i = 0; i < n; i++) k += i;", "for int i = 0 ; i < n ; i += 1 { k += i ; }"},
		{cpp, py, "no range", "for (int i = 5; i * i <= n; i = i + 6) k += i;", "int i = 5 ; while i * i <= n { k += i ; i += 6 ; }"},
		{cpp, py, "two variables, and going on", "for (int i = 0, j = n; i < j; i++, j--) { if (i == k) continue; k = j; }", "int i = 0 ; int j = n ; while i < j { if i == k { i += 1 ; j -= 1 ; continue ; } k = j ; i += 1 ; j -= 1 ; }"},
		{cpp, py, "a bound that changes", "for (int i = 0; i < n; i++) n--;", "int i = 0 ; while i < n { n -= 1 ; i += 1 ; }"},
		{cpp, py, "a variable that is asked for behind", "int i; for (i = 0; i < n; i++) if (a[i]) break; return i;", "int i ; i = 0 ; while i < n { if a [ i ] { break ; } i += 1 ; } return i ;"},
		{cpp, java, "what Java has", "for (int i = 5; i * i <= n; i += 6) a[n++] = 1;", "for int i = 5 ; i * i <= n ; i += 6 { a [ n ++ ] = 1 ; }"},
		{cpp, py, "pairs of a map", "for (auto x : m) n += x.first * x.second;", "for auto x in m { n += x * m [ x ] ; }"},
		{cpp, java, "an iterator of a map", "for (auto it = m.begin(); it != m.end(); it++) n += it->second;", "for auto it in m { n += m [ it ] ; }"},
		{cpp, py, "an iterator", "for (auto it = v.begin(); it != v.end(); ++it) n += *it;", "for auto it in v { n += it ; }"},
		{cpp, py, "an iterator that is more", "for (auto it = v.begin(); it != v.end(); ++it) v.erase(it);", "auto it = v . begin ( ) ; while it != v . end ( ) { v . erase ( it ) ; it += 1 ; }"},
		{java, py, "entries", "for (Map.Entry<Integer, Integer> e : m.entrySet()) if (e.getKey() > 1) n += e.getValue();", "for Integer e in m . keySet ( ) { if e > 1 { n += m . get ( e ) ; } }"},
		{java, py, "an array that is filled", "Arrays.fill(a, -1);", "for int i = 0 ; i < a . length ; i += 1 { a [ i ] = - 1 ; }"},
		{java, cpp, "which C++ fills", "Arrays.fill(a, -1);", "Arrays . fill ( a , - 1 ) ;"},
		{cpp, py, "a new table of zeros", "long d[n][3]; memset(d, 0, sizeof d);", "long int [ ] [ ] d = new long int [ n ] [ 3 ] ;"},
		{cpp, java, "a table of something", "int d[n][3]; memset(d, -1, sizeof(d));", "int [ ] [ ] d = new int [ n ] [ 3 ] ; for int i = 0 ; i < n ; i += 1 { for int j = 0 ; j < 3 ; j += 1 { d [ i ] [ j ] = - 1 ; } }"},
		{cpp, java, "values change places", "swap(a[0], a[n]); swap(n, k);", "int temp = a [ 0 ] ; a [ 0 ] = a [ n ] ; a [ n ] = temp ; int temp2 = n ; n = k ; k = temp2 ;"},
		{cpp, java, "one of two", "n > 0 ? ++k : --n; k = n ? 1 : 2;", "if n > 0 { k += 1 ; } else { n -= 1 ; } k = n ? 1 : 2 ;"},
	} {
		head := map[lexers.Language]string{
			cpp:  "int f(int a[], vector<int>& b, int n, int k) { map<int, int> m; vector<int> v; BODY }",
			java: "static int f(int[] a, int n) { Map<Integer, Integer> m = new HashMap<>(); BODY }",
		}[test.from]
		c, err := lexers.Canonicalize(t.Context(), test.from, strings.Replace(head, "BODY", test.source, 1))
		if err != nil {
			t.Fatal(err)
		}
		u, lines := unfolded(c, make([]int, len(c.Tokens)), test.to, adapt.Kinds(c, nil))
		if len(lines) != len(u.Tokens) {
			t.Errorf("%s: %d lines of %d tokens", test.reason, len(lines), len(u.Tokens))
		}
		var words []string
		for _, token := range u.Tokens {
			if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" {
				token = u.Names[k]
			} else if text, ok := map[string]string{lexers.EndOfLine: ";", lexers.BlockOpen: "{", lexers.BlockClose: "}"}[token]; ok {
				token = text
			}
			words = append(words, token)
		}
		if got := strings.Join(words, " "); !strings.HasSuffix(got, " ; "+test.want+" }") {
			t.Errorf("%s:\ngot  %s\nwant %s", test.reason, got, test.want)
		}
	}
}

// TestUnfoldedAnything writes out tokens in any order.
func TestUnfoldedAnything(t *testing.T) {
	words := strings.Fields(`int auto ID_1 ID_2 ID_3 = += , ; ( ) [ ] for in if else while do continue break return : ? ++ -- * -> . begin end first second entrySet Map Entry < > memset fill_n Arrays
		fill swap sizeof new map 0 && ! EOL BLOCK_OPEN BLOCK_CLOSE BLOCK_OPEN BLOCK_CLOSE`)
	rng := rand.New(rand.NewPCG(1, 2))
	types := func(k int) carry.Type {
		return []carry.Type{{}, {Kind: carry.Whole, Name: "int"}, {Kind: carry.Array, Of: "int"}, {}}[k%4]
	}
	for range 100_000 {
		c := &lexers.Canonical{Language: lexers.CPP, Names: []string{"f", "a", "b", "c"}, Tokens: []string{"ID_0", "(", ")", lexers.BlockOpen}}
		for range rng.IntN(24) {
			c.Tokens = append(c.Tokens, words[rng.IntN(len(words))])
		}
		u, lines := unfolded(c, make([]int, len(c.Tokens)), []lexers.Language{lexers.Python, lexers.Java}[rng.IntN(2)], types)
		if len(lines) != len(u.Tokens) {
			t.Fatalf("%v: %d lines of %d tokens", c.Tokens, len(lines), len(u.Tokens))
		}
	}
}
