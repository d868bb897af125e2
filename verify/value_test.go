package verify

import (
	"math"
	"math/big"
	"testing"

	"transcoder/lexers"
)

// TestValue writes values and reads them again.
func TestValue(t *testing.T) {
	huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	for _, c := range []struct {
		reason string
		v      value
		text   string
	}{
		{"nothing", value{}, "None"},
		{"a boolean is no number", boolOf(true), "True"},
		{"more than 64 bits", value{kind: intValue, whole: huge}, "-123456789012345678901234567890"},
		{"a whole float keeps its point", floatOf(3), "3.0"},
		{"no end", floatOf(math.Inf(-1)), "-inf"},
		{"quotes and escapes", stringOf("a\"b\\c\n\x01é"), `"a\"b\\c\n\x01\xe9"`},
		{"a character", charOf('\''), `'\''`},
		{"nesting", listOf(listOf(intOf(1)), listOf()), "[[1], []]"},
		{"a pair", value{kind: pairValue, items: []value{intOf(1), stringOf("x")}}, `(1, "x")`},
		{"a map", value{kind: mapValue, items: []value{intOf(1), intOf(2)}}, "{1: 2}"},
		{"a set", value{kind: setValue, items: []value{intOf(1), intOf(2)}}, "{1, 2}"},
	} {
		text := c.v.String()
		if text != c.text {
			t.Errorf("%s: %s, want %s", c.reason, text, c.text)
		}
		back, err := parseValue(text)
		if err != nil || back.String() != text || back.kind != c.v.kind {
			t.Errorf("%s: %s reads as %v, kind %d (%v)", c.reason, text, back, back.kind, err)
		}
	}
	for _, bad := range []string{"", "[1", "[1 2]", `"open`, "{1: 2, 3", "1]", "word", `"\xzz"`} {
		if v, err := parseValue(bad); err == nil {
			t.Errorf("%q reads as %v, want an error", bad, v)
		}
	}
	if v, err := parseValue(`"\xc3\xa9"`); err != nil || v.text != "é" {
		t.Errorf("bytes of UTF-8 read as %q (%v)", v.text, err)
	}
}

// FuzzParseValue reads what a hostile candidate may print.
func FuzzParseValue(f *testing.F) {
	for _, seed := range []string{"[1, (2, 'c'), {\"a\": 1.5}]", "{1, 2}", "-inf", "[[[[", `"\u12`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseValue(text)
		if err != nil {
			return
		}
		again, err := parseValue(v.String())
		if err != nil || again.String() != v.String() {
			t.Errorf("%q is %v, which reads as %v (%v)", text, v, again, err)
		}
	})
}

// TestEqual compares what two languages give.
func TestEqual(t *testing.T) {
	read := func(text string) value {
		v, err := parseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		reason string
		a, b   string
		want   bool
	}{
		{"C has no boolean", "True", "1", true},
		{"but 2 is not True", "True", "2", false},
		{"a character is a string of one", "'a'", `"a"`, true},
		{"a string as a list of characters", `"ab"`, "['a', \"b\"]", true},
		{"a number is not its digits", "1", `"1"`, false},
		{"Python's / gives a whole float", "3", "3.0", true},
		{"a rounded one is another number", "3", "3.0000001", false},
		{"the last digits of a sum", "0.3", "0.30000000000000004", true},
		{"a digit that counts", "0.3", "0.3001", false},
		{"not a number", "nan", "nan", true},
		{"a pair as a list", "(1, 2)", "[1, 2]", true},
		{"sets have no order", "{1, 2}", "{2, 1}", true},
		{"lists have", "[1, 2]", "[2, 1]", false},
		{"maps by key", "{1: 2, 3: 4}", "{3: 4, 1: 2}", true},
		{"a set without elements looks like a map", "{}", "{}", true},
		{"nothing is not 0", "None", "0", false},
	} {
		if got := (comparer{tolerance}).equal(read(c.a), read(c.b)); got != c.want {
			t.Errorf("%s: %s and %s: equal is %v", c.reason, c.a, c.b, got)
		}
	}
}

// TestParseType reads types as languages write them.
func TestParseType(t *testing.T) {
	aliases := map[string]string{"ll": "long long", "vi": "vector<int>"}
	for _, c := range []struct {
		language lexers.Language
		text     string
		want     string
	}{
		{lexers.CPP, "unsigned long long int", "unsigned 64-bit integer"},
		{lexers.CPP, "long unsigned", "unsigned 64-bit integer"},
		{lexers.CPP, "ll", "64-bit integer"},
		{lexers.CPP, "const std::string &", "string"},
		{lexers.CPP, "char *", "string"},
		{lexers.CPP, "int [ ]", "list of 32-bit integer"},
		{lexers.CPP, "int[3][4]", "list of list of 32-bit integer"},
		{lexers.CPP, "double **", "list of list of float"},
		{lexers.CPP, "map<string, vi> &", "map of string and list of 32-bit integer"},
		{lexers.CPP, "vector<vector<pair<int,char> > >", "list of list of pair of 32-bit integer and character"},
		{lexers.CPP, "Node *", `list of "Node"`},
		{lexers.Java, "final int [ ] [ ]", "list of list of 32-bit integer"},
		{lexers.Java, "char[]", "string"},
		{lexers.Java, "java.util.Map<String, List<Integer>>", "map of string and list of 32-bit integer"},
		{lexers.Java, "List", "list of value"},
		{lexers.Java, "int...", "list of 32-bit integer"},
		{lexers.Python, "Optional[List[int]]", "list of integer"},
		{lexers.Python, "dict[str, float]", "map of string and float"},
		{lexers.Python, "'Tuple[int, str]'", "pair of integer and string"},
		{lexers.Python, "", "value"},
	} {
		if got := parseType(c.language, c.text, aliases).String(); got != c.want {
			t.Errorf("%v %q is %s, want %s", c.language, c.text, got, c.want)
		}
	}
}
