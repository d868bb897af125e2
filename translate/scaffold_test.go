package translate

import (
	"context"
	"testing"

	"transcoder/lexers"
)

func TestImportLines(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language lexers.Language
		code     string
		want     string
	}{
		{"types and functions of several headers, sorted", lexers.CPP, "std::vector<int> v; std::sort(v.begin(), v.end()); printf(\"%d\", v[0]);",
			"#include <algorithm>\n#include <cstdio>\n#include <vector>\n"},
		{"a variable named like the library's", lexers.CPP, "int count = 0; int vector = count;", ""},
		{"a name in a string", lexers.CPP, "return \"std::vector<int>\";", ""},
		{"classes outside java.lang", lexers.Java, "List<Integer> x = new ArrayList<>(); Math.max(1, 2);", "import java.util.ArrayList;\nimport java.util.List;\n"},
		{"a class as an escape of a character", lexers.Java, "char c = '\\''; Map<String, String> m;", "import java.util.Map;\n"},
		{"modules by their dot, members by their name", lexers.Python, "math.sqrt(x) + len(deque())", "from collections import deque\nimport math\n"},
		{"a variable named like a module", lexers.Python, "time = 1\nreturn time + 1", ""},
	} {
		if got := importLines(test.language, test.code, nil); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
	}
}

func TestReplaced(t *testing.T) {
	for _, test := range []struct {
		language lexers.Language
		text     string
		want     bool
		reason   string
	}{
		{lexers.Python, "import math, sys as system", true, "the library"},
		{lexers.Python, "from collections.abc import Iterable, Mapping", true, "what is imported does not matter"},
		{lexers.Python, "import math, numpy", false, "one of them is other code"},
		{lexers.Python, "from . import helpers", false, "the program's own"},
		{lexers.CPP, "#include <vector>", true, "the library"},
		{lexers.CPP, "#include \"matrix.h\"", false, "the program's own"},
		{lexers.CPP, "using namespace std;", true, "names alone"},
		{lexers.CPP, "int f(int x);", true, "a prototype"},
		{lexers.Java, "import static java.lang.Math.max;", true, "the library"},
		{lexers.Java, "import org.apache.commons.lang3.StringUtils;", false, "other code"},
		{lexers.Java, "package a.b;", true, "the file's own place"},
	} {
		if got := replaced(test.language, test.text); got != test.want {
			t.Errorf("%s: %q: got %v, want %v", test.reason, test.text, got, test.want)
		}
	}
}

func TestPrototypes(t *testing.T) {
	parts := []part{
		{code: "int f(int x) {\n  return g(x) + \"h(\"[0];\n}", head: "int f(int x)"},
		{code: "int* g(int x) {\n  return h(x);\n}", head: "int* g(int x)"},
		{code: "int h(int x = 1) {\n  return x;\n}", head: "int h(int x = 1)"},
		{code: "int main() {\n  return f(1);\n}", head: "int main()"},
		{text: "// int h(int x);\n"},
	}
	// g is used above its definition; h has a default argument, which may not be
	// given twice; f is not used before it is defined.
	if got, want := prototypes(parts), "int* g(int x);\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestComments puts what each language obeys inside comments into one, and
// parses the file.
func TestComments(t *testing.T) {
	lines := []string{`\u000a int x;`, `C:\users\`, "a */ b", "tab\vand\u2028line", `end\`, ""}
	for _, language := range lexers.Languages() {
		text := commented(language, lines)
		file, err := lexers.Parse(context.Background(), language, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if errors := file.SyntaxErrors(); len(errors) > 0 {
			t.Errorf("%v: syntax error at %v in\n%s", language, errors[0], text)
		}
		for _, item := range file.Outline() {
			if item.Kind != lexers.CommentItem {
				t.Errorf("%v: %q is no comment in\n%s", language, item.Text, text)
			}
		}
	}
	if got, want := commented(lexers.CPP, lines[4:5]), "// end\\ .\n"; got != want {
		t.Errorf("C++: got %q, want %q: the comment would go on in the next line", got, want)
	}
	if got, want := commented(lexers.Java, lines[:1]), "// \\ u000a int x;\n"; got != want {
		t.Errorf("Java: got %q, want %q: the escape would end the comment", got, want)
	}
}
