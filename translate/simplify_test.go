package translate

import (
	"math/rand/v2"
	"strings"
	"testing"

	"transcoder/lexers"
)

// TestSimplified writes statements of Python out.
func TestSimplified(t *testing.T) {
	for _, test := range []struct{ reason, source, want string }{
		{"values that need no order", "l, r = 0, len(xs) - 1", "l = 0 ; r = len ( xs ) - 1 ;"},
		{"in brackets", "(l, r) = (0, 1)", "l = 0 ; r = 1 ;"},
		{"a value that an earlier target changes", "a, b = b, a % b", "temp = a % b ; a = b ; b = temp ;"},
		{"elements change places", "xs[a], xs[b] = xs[b], xs[a]", "temp = xs [ a ] ; xs [ a ] = xs [ b ] ; xs [ b ] = temp ;"},
		{"three", "a, b, c = b, c, a", "temp = a ; a = b ; b = c ; c = temp ;"},
		{"calls keep their order", "a, b = f(1), g(a)", "temp = f ( 1 ) ; temp2 = g ( a ) ; a = temp ; b = temp2 ;"},
		{"an index that the first target changes is read behind it, as in Python", "a, xs[a] = 1, 2", "a = 1 ; xs [ a ] = 2 ;"},
		{"a name that is taken", "temp = 1\n    a, b = b, a", "temp = 1 ; temp2 = a ; a = b ; b = temp2 ;"},
		{"the elements of a pair", "p, q = xs", "p = xs [ 0 ] ; q = xs [ 1 ] ;"},
		{"of what a call returns: it would be called twice", "p, q = f(a)", "p , q = f ( a ) ;"},
		{"its own name", "a, b = a", "a , b = a ;"},
		{"the rest of a list", "p, *q = xs", "p , * q = xs ;"},
		{"one value in several variables", "n = m = 0", "n = 0 ; m = 0 ;"},
		{"a truth in several", "n = m = True", "n = true ; m = true ;"},
		{"a list in several: it is one list", "n = m = []", "n = m = [ ] ;"},
		{"the result of a call", "n = m = f(1)", "n = m = f ( 1 ) ;"},
		{"elements and their indices", "for i, x in enumerate(xs):\n        a += i * x", "for i in range ( len ( xs ) ) { x = xs [ i ] ; a += i * x ; }"},
		{"not from zero", "for i, x in enumerate(xs, 1):\n        a += i * x", "for i , x in enumerate ( xs , 1 ) { a += i * x ; }"},
		{"of what is no list by a name", "for i, x in enumerate(f(a)):\n        a += i * x", "for i , x in enumerate ( f ( a ) ) { a += i * x ; }"},
		{"two lists", "for x, y in zip(xs, ys):\n        a += x * y", "for i in range ( min ( len ( xs ) , len ( ys ) ) ) { x = xs [ i ] ; y = ys [ i ] ; a += x * y ; }"},
		{"from the second on", "for x in xs[1:]:\n        a += x", "for i in range ( 1 , len ( xs ) ) { x = xs [ i ] ; a += x ; }"},
		{"the first ones", "for x in xs[:b]:\n        a += x", "for i in range ( min ( b , len ( xs ) ) ) { x = xs [ i ] ; a += x ; }"},
		{"some", "for x in xs[b:c]:\n        a += x", "for i in range ( b , min ( c , len ( xs ) ) ) { x = xs [ i ] ; a += x ; }"},
		{"all but the last", "for x in xs[:-1]:\n        a += x", "for x in xs [ : - 1 ] { a += x ; }"},
		{"backward", "for x in xs[::-1]:\n        a += x", "for i in range ( len ( xs ) - 1 , - 1 , - 1 ) { x = xs [ i ] ; a += x ; }"},
		{"reversed", "for x in reversed(xs):\n        a += x", "for i in range ( len ( xs ) - 1 , - 1 , - 1 ) { x = xs [ i ] ; a += x ; }"},
		{"an element", "for x in xs[b]:\n        a += x", "for x in xs [ b ] { a += x ; }"},
		{"items of a dictionary", "for k, v in d.items():\n        a += k * v", "for k , v in d . items ( ) { a += k * v ; }"},
		{"a list of another", "ys = [x * 2 for x in xs]", "ys = [ ] ; for x in xs { ys . append ( x * 2 ) ; }"},
		{"of some elements", "ys = [x * 2 for x in xs if x > 1]", "ys = [ ] ; for x in xs { if x > 1 { ys . append ( x * 2 ) ; } }"},
		{"whose variable is another one's name", "ys = [a * 2 for a in xs if a > 1]", "ys = [ ] ; for a2 in xs { if a2 > 1 { ys . append ( a2 * 2 ) ; } }"},
		{"a table of zeros", "ys = [0 for x in xs]", "ys = [ 0 for x in xs ] ;"},
		{"of what is in another", "ys = [x for x in xs if x in d]", "ys = [ ] ; for x in xs { if x in d { ys . append ( x ) ; } }"},
		{"a table of tables", "ys = [[x] for x in xs]", "ys = [ [ x ] for x in xs ] ;"},
		{"lists of nothing yet", "ys = [[] for x in range(a)]", "ys = [ ] ; for x in range ( a ) { ys . append ( [ ] ) ; }"},
		{"a sum", "b = sum(x * x for x in xs if x > 1)", "b = 0 ; for x in xs { if x > 1 { b += x * x ; } }"},
		{"a sum that is returned", "return sum(x * x for x in xs)", "total = 0 ; for x in xs { total += x * x ; } return total ;"},
		{"of a list", "return sum(xs)", "return sum ( xs ) ;"},
		{"one of all", "return any(x > a for x in xs)", "for x in xs { if x > a { return true ; } } return false ;"},
		{"all", "return all(x > a for x in xs)", "for x in xs { if x <= a { return false ; } } return true ;"},
		{"all, by more than a comparison", "return all(x > a or x < b for x in xs)", "for x in xs { if ! ( x > a || x < b ) { return false ; } } return true ;"},
		{"a sum and more", "b = sum(x for x in xs) + f(a)", "b = sum ( x for x in xs ) + f ( a ) ;"},
		{"a list and more", "ys = [x * 2 for x in xs] + [a]", "ys = [ x * 2 for x in xs ] + [ a ] ;"},
		{"a sum and more that is returned", "return sum(x for x in xs) + f(a)", "return sum ( x for x in xs ) + f ( a ) ;"},
		{"one of two loops", "for i, x in enumerate(xs) if a else zip(xs, ys):\n        b += x", "for i , x in a ? enumerate ( xs ) : zip ( xs , ys ) { b += x ; }"},
		{"a queue of a list", "q = deque(xs)", "q = deque ( xs ) ;"},
		{"nothing", "xs = []", "xs = [ ] ;"},
		{"a queue that begins with something", "q = deque([a, b])", "q = deque ( ) ; q . append ( a ) ; q . append ( b ) ;"},
		{"a counter without a name", "for _ in range(a):\n        b += 1", "for i in range ( a ) { b += 1 ; }"},
		{"a list of itself", "xs = [x * 2 for x in xs]", "xs = [ x * 2 for x in xs ] ;"},
		{"comparisons in a chain", "if 0 <= a < b <= c:\n        a = 1", "if 0 <= a && a < b && b <= c { a = 1 ; }"},
		{"around more than a name", "if 0 <= xs[a] < b:\n        a = 1", "if 0 <= xs [ a ] < b { a = 1 ; }"},
		{"the least of three", "a = 1 + min(b, c, max(a, b, d))", "a = 1 + min ( min ( b , c ) , max ( max ( a , b ) , d ) ) ;"},
		{"the longest of some", "a = max(b, c, d, key=len)", "a = max ( b , c , d , key = len ) ;"},
		{"of all", "a = max(b, c, *xs)", "a = max ( b , c , * xs ) ;"},
		{"the code of a character", "a = ord(b) - ord('q') + ord(xs[c])", "a = ( int ) b - CHR_0 + xs [ c ] ;"},
		{"the character of a code", "a = chr((b + 1) % 26)", "a = ( char ) ( ( b + 1 ) % 26 ) ;"},
		{"both", "a = chr(ord(b) + 1)", "a = ( char ) ( ( int ) b + 1 ) ;"},
		{"the code of what is more than a variable", "a = ord(b + c)", "a = ord ( b + c ) ;"},
		{"from the end", "a = xs[-1] + d[-2][-1]", "a = xs [ len ( xs ) - 1 ] + d [ len ( d ) - 2 ] [ len ( d [ 0 ] ) - 1 ] ;"},
		{"the end of a stack", "xs.append(a)\n    a = xs[-1]", "xs . append ( a ) ; a = xs [ - 1 ] ;"},
		{"a list of ones", "ys = [1] * a", "ys = [ 0 ] * a ; for i in range ( a ) { ys [ i ] = 1 ; }"},
		{"a table of them", "ys = [[-1 for x in range(a)] for y in range(b + 1)]", "ys = [ [ 0 ] * a for i in range ( b + 1 ) ] ; for i2 in range ( b + 1 ) { for j in range ( a ) { ys [ i2 ] [ j ] = - 1 ; } }"},
		{"zeros in a comprehension", "ys = [False for x in range(a + 1)]", "ys = [ false ] * ( a + 1 ) ;"},
		{"one row in many places", "ys = [[1] * a] * b", "ys = [ [ 1 ] * a ] * b ;"},
		{"a variable that outlives its block", "if a:\n        p = 1\n    else:\n        p = 2\n    a = p", "p = 0 ; if a { p = 1 ; } else { p = 2 ; } a = p ;"},
		{"of which nothing is known", "if a:\n        p = b\n    a = p", "if a { p = b ; } a = p ;"},
		{"one for each block", "if a:\n        p = 1\n        a = p\n    else:\n        p = 2\n        a = p", "if a { p = 1 ; a = p ; } else { p = 2 ; a = p ; }"},
		{"the variable of a loop, behind it", "for p in range(a):\n        if xs[p]:\n            break\n    a = p", "p = 0 ; for p2 in range ( a ) { p = p2 ; if xs [ p ] { break ; } } a = p ;"},
		{"a function of its own", "f = lambda p, q: p", "f = lambda p , q : p ;"},
		{"arguments by name", "a = f(b=1, c=2)", "a = f ( b = 1 , c = 2 ) ;"},
	} {
		source := "def f(a, b, c, d, xs, ys):\n    " + test.source + "\n    return a\n"
		c, err := lexers.Canonicalize(t.Context(), lexers.Python, source)
		if err != nil {
			t.Fatal(err)
		}
		lines := make([]int, len(c.Tokens))
		for i := range lines {
			lines[i] = i
		}
		s, places := simplified(c, lines)
		if len(places) != len(s.Tokens) || places[len(places)-1] != len(lines)-1 {
			t.Errorf("%s: %d lines of %d tokens", test.reason, len(places), len(s.Tokens))
		}
		var words []string
		next := 0
		for _, token := range s.Tokens {
			if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" {
				if token = s.Names[k]; k > next {
					t.Errorf("%s: identifier %d before %d", test.reason, k, next)
				}
				next = max(next, k+1)
			} else if text, ok := map[string]string{lexers.EndOfLine: ";", lexers.BlockOpen: "{", lexers.BlockClose: "}"}[token]; ok {
				token = text
			}
			words = append(words, token)
		}
		got := strings.Join(words, " ")
		got = strings.TrimSuffix(strings.TrimPrefix(got, "f ( a , b , c , d , xs , ys ) { "), " return a ; }")
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.reason, got, test.want)
		}
	}
}

// TestSimplifiedAnything writes out tokens in any order.
func TestSimplifiedAnything(t *testing.T) {
	words := strings.Fields(`max reversed : ID_1 ID_2 ID_3 = , ( ) [ ] for in if enumerate zip sum deque return all any len range == < <= - 1 . append EOL BLOCK_OPEN BLOCK_CLOSE`)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		c := &lexers.Canonical{Language: lexers.Python, Names: []string{"f", "a", "b", "_"}, Tokens: []string{"ID_0", "(", ")", lexers.BlockOpen}}
		for range rng.IntN(24) {
			c.Tokens = append(c.Tokens, words[rng.IntN(len(words))])
		}
		s, lines := simplified(c, make([]int, len(c.Tokens)))
		if len(lines) != len(s.Tokens) {
			t.Fatalf("%v: %d lines of %d tokens", c.Tokens, len(lines), len(s.Tokens))
		}
	}
}
