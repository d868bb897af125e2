package verify

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"transcoder/lexers"
)

// TestGeneratedInputs draws inputs for functions of made up parameters. Every value
// is one of its parameter's type, whatever habits come together.
func TestGeneratedInputs(t *testing.T) {
	texts := map[lexers.Language][]string{
		lexers.Python: {"int", "float", "bool", "str", "list[int]", "list[str]", "list[list[int]]", "set[int]", "dict[str, int]", "tuple[int, str]", "dict[int, list[int]]"},
		lexers.CPP: {"int", "unsigned", "long long", "unsigned char", "signed char", "uint64_t", "char", "bool", "double", "string", "const string &", "int[]", "int *", "char *",
			"int[][4]", "vector<int> &", "vector<vector<char>>", "map<string, int>", "set<int>", "pair<int, double>", "unordered_map<char, vector<int>>"},
		lexers.Java: {"int", "long", "byte", "char", "boolean", "double", "String", "int[]", "char[]", "int[][]", "List<Integer>", "Map<Character, Integer>", "Set<String>", "String[]"},
	}
	names := []string{"l", "r", "start", "end", "n", "m", "size", "len1", "rows", "c", "x", "arr", "text", "k"}
	known := []constants{{}, {whole: []int64{7, -3, 1 << 40, -1 << 63, 1<<63 - 1}, texts: []string{"ab", "", "é"}}}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		language := lexers.Languages()[rng.IntN(3)]
		u := &unit{}
		var types []*dataType
		for range 1 + rng.IntN(5) {
			text := texts[language][rng.IntN(len(texts[language]))]
			types = append(types, parseType(language, text, nil))
			if types[len(types)-1].kind == otherKind {
				t.Fatalf("%s: %s is not read", language, text)
			}
			u.names = append(u.names, fmt.Sprint(names[rng.IntN(len(names))], []string{"", "2"}[rng.IntN(2)]))
		}
		g := newGenerator(rng, u, types, known[rng.IntN(len(known))])
		for i := range 4 {
			g.relaxed = i%2 == 1
			for k, v := range g.input() {
				if err := fits(v, types[k]); err != nil {
					t.Fatalf("%s of %v %v: %s is %v: %v", language, u.names, types, u.names[k], v, err)
				}
			}
		}
	}
}

// fits returns what keeps a value from being one of a type.
func fits(v value, t *dataType) error {
	if want := t.kind.value(); v.kind != want {
		return fmt.Errorf("kind %d, want %d for %s", v.kind, want, t)
	}
	if t.kind == intKind {
		low, high := bounds(t)
		if !v.whole.IsInt64() || v.whole.Int64() < low || v.whole.Int64() > high {
			return fmt.Errorf("out of the range of %s", t)
		}
	}
	if t.fixed > 0 && len(v.items) != t.fixed {
		return fmt.Errorf("%d elements of %d", len(v.items), t.fixed)
	}
	for i, item := range v.items {
		if err := fits(item, t.elem[i%len(t.elem)]); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}
