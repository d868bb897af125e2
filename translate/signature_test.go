package translate

import (
	"regexp"
	"strings"
	"testing"

	"transcoder/lexers"
)

// TestSignature asks what of its head a translation must keep.
func TestSignature(t *testing.T) {
	translator := OpenDefault(t)
	for _, test := range []struct {
		reason   string
		from, to lexers.Language
		source   string
		want     string // canonical tokens; ... where the model is free
	}{
		{"both have arrays of int", lexers.Java, lexers.CPP, "static int f(int[] a, int n) { return a[n]; }", "int ID_0 ( int [ ] ID_1 , int ID_2 )"},
		{"in either direction", lexers.CPP, lexers.Java, "bool f(double a[], std::string s) { return true; }", "bool ID_0 ( double [ ] ID_1 , String ID_2 )"},
		{"no parameters", lexers.CPP, lexers.Java, "void f() { g(); }", "void ID_0 ( )"},
		{"a vector that stays as long is an array", lexers.CPP, lexers.Java, "long long f(const std::vector<std::vector<long long>>& a, size_t n) { return a[n][n]; }", "long ID_0 ( long [ ] [ ] ID_1 , int ID_2 )"},
		{"one that grows is a List", lexers.CPP, lexers.Java, "std::vector<int> f(int n) { std::vector<int> a; a.push_back(n); return a; }", "List < Integer > ID_0 ( int ID_1 )"},
		{"and where it grows elsewhere in the file", lexers.CPP, lexers.Java, "void g(std::vector<int>& a) { a.push_back(1); }\nint f(std::vector<int> a, std::vector<double> b) { return a[0]; }", "int ID_0 ( List < Integer > ID_1 , double [ ] ID_2 )"},
		{"rows that grow", lexers.CPP, lexers.Java, "void f(std::vector<std::vector<int>>& a, int i) { a[i].push_back(1); }", "void ID_0 ( List < List < Integer > > ID_1 , int ID_2 )"},
		{"or are in a container", lexers.CPP, lexers.Java, "int f(std::map<int, std::vector<int>> m, std::vector<int> a) { return m[a[0]][0]; }", "int ID_0 ( Map < Integer , List < Integer > > ID_1 , List < Integer > ID_2 )"},
		{"Java has no pairs", lexers.CPP, lexers.Java, "int f(std::pair<int, int> a, int n) { return a.first; }", "int ID_0 ( ... int ID_2 )"},
		{"nor unsigned numbers", lexers.CPP, lexers.Java, "unsigned f(int a) { return a; }", "int ID_0 ( int ID_1 )"},
		{"a template keeps its head", lexers.CPP, lexers.Java, "template <typename T> T f(std::vector<T> a, int n) { return a[n]; }", "... ( ... int ID_2 )"},
		{"C++ has no List", lexers.Java, lexers.CPP, "static int f(List<Integer> a) { return a.get(0); }", "int ID_0 ( vector < int > ..."},
		{"an array that knows its length", lexers.Java, lexers.CPP, "static int[] f(int[] a) { for (int i = 0; i < a.length; i++) a[i]++; return a; }", "vector < int > ID_0 ( vector < int > ..."},
		{"or is gone through", lexers.Java, lexers.CPP, "static int f(int[] a, int n) { int s = n; for (int x : a) s += x; return s; }", "int ID_0 ( vector < int > ... int ID_2 )"},
		{"or is passed to what asks for that", lexers.Java, lexers.CPP, "static int g(String[] a) { return a.length; }\nstatic int f(String[] a, int n) { return g(a) + n; }", "int ID_0 ( vector < String > ... int ID_2 )"},
		{"or gets a variable of the caller", lexers.Java, lexers.CPP, "static int g(int n) { int[] b = new int[n]; return f(b, n); }\nstatic int f(int[] a, int n) { return a[n]; }", "int ID_0 ( vector < int > ... int ID_2 )"},
		{"one that is sorted with its length", lexers.Java, lexers.CPP, "static int f(int[] a, int n) { Arrays.sort(a); return a[n - 1]; }", "int ID_0 ( int [ ] ID_1 , int ID_2 )"},
		{"C++ passes no arrays of arrays", lexers.Java, lexers.CPP, "static int f(int[][] a, int n) { return a[n][n]; }", "int ID_0 ( vector < vector < int > > ... int ID_2 )"},
		{"Python states no types", lexers.Python, lexers.Java, "def f(a):\n    return a\n", "... ( ..."},
		{"but where it has annotations", lexers.Python, lexers.Java, "def f(a: int, b: List[int], c: str = 'x') -> bool:\n    return b[a] == c\n", "bool ID_0 ( int ID_1 ... List < Integer > ID_2 ... String ID_3 ..."},
		{"of some parameters", lexers.Python, lexers.CPP, "def f(a, *b: int, c: float):\n    return a\n", "... ( ... ... double ID_3 ..."},
		{"nothing is returned", lexers.Python, lexers.CPP, "def f(a: int) -> None:\n    print(a)\n", "void ID_0 ( int ID_1 ..."},
		{"what may be missing has no type of C++", lexers.Python, lexers.CPP, "def f(a: Optional[int]):\n    return a\n", "... ( ..."},
		{"a field's type", lexers.CPP, lexers.Java, "class A {\n  std::vector<int> items;\n  void f(int x) { items.push_back(x); }\n};\n", "void ID_0 ( List < Integer > ID_1 , int ID_2 )"},
		{"nor can Python keep types", lexers.Java, lexers.Python, "static int f(int a) { return a; }", ""},
	} {
		request := Request{Source: []byte(test.source), From: test.from, To: test.to, Beam: 2, Hypotheses: 2, NoRendering: true}
		a, err := translator.prepare(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		u := a.units[len(a.units)-1]
		var kept []string
		for _, part := range signatureOf(translator.vocabulary, u.job.replaced, a.stated(u, translator.standIns), test.to) {
			for _, id := range part.ids {
				kept = append(kept, translator.vocabulary.Token(id))
			}
			if part.end != noEnd {
				kept = append(kept, "...")
			}
		}
		if got := strings.Join(kept, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
		result, err := translator.Translate(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		head := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(test.want), `\.\.\.`, ".*"))
		for _, h := range result.Functions[len(result.Functions)-1].Hypotheses {
			if !head.MatchString(strings.Join(h.Tokens, " ")) {
				t.Errorf("%s: a translation begins with %q, want %q", test.reason, h.Tokens[:min(12, len(h.Tokens))], test.want)
			}
		}
	}
}
