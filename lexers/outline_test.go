package lexers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestOutline(t *testing.T) {
	for _, test := range []struct {
		reason   string
		language Language
		source   string
		want     []string
	}{
		{"a module: docstring, imports, functions, main guard", Python,
			"#!/usr/bin/env python3\n\"\"\"A module.\"\"\"\nimport math\nfrom os import path\nLIMIT = 3\n\n# One.\n# Two.\ndef f(x):\n    def g():\n        return 1\n    return x\n\nif __name__ == '__main__':\n    f(1)\n",
			[]string{`comment "A module."`, `import "import math"`, `import "from os import path"`, `statement "LIMIT = 3"`, `function f`, `statement "if __name__ == '__main__':\n    f(1)"`}},
		{"a docstring leaves the comment above its function alone", Python, "# Section.\ndef f():\n    \"\"\"Does.\"\"\"\n",
			[]string{`comment "Section."`, `function f`}},
		{"a class with fields and decorated methods", Python,
			"class A(B):\n    \"\"\"Is.\"\"\"\n    x = 1\n\n    @staticmethod\n    def f():\n        pass\n",
			[]string{`class A "class A(B)"`, `comment "Is."`, `statement "x = 1"`, `function f`}},
		{"a condition that chooses between functions", Python, "try:\n    def f():\n        pass\nexcept ValueError:\n    f = None\n",
			[]string{`function f`, `statement "except ValueError:\n    f = None"`}},
		{"includes, prototypes and macros", CPP,
			"#include <vector>\nusing namespace std;\n#define N 3\nint g(int x);\nstruct P { int x; };\nint g(int x) { return x; }\n",
			[]string{`import "#include <vector>"`, `import "using namespace std;"`, `statement "#define N 3"`, `import "int g(int x);"`, `statement "struct P { int x; };"`, `function g`}},
		{"an include guard, a namespace and a class", CPP,
			"#ifndef A_H\n#define A_H\nnamespace n {\nclass A {\npublic:\n  int size() { return n; }\nprivate:\n  int n;\n};\n}\n#endif\n",
			[]string{`statement "#define A_H"`, `class A "class A"`, `function size`, `statement "int n;"`}},
		{"a template function is one item", CPP, "// Doc.\ntemplate <typename T>\nT twice(T x) { return x + x; }\n",
			[]string{`function twice`}},
		{"a file of one class", Java,
			"package p;\nimport java.util.List;\n/** A. */\npublic class A {\n  static final int N = 3;\n  /** F. */\n  static int f() { return N; }\n}\n",
			[]string{`import "package p;"`, `import "import java.util.List;"`, `comment "A."`, `class A "public class A"`, `statement "static final int N = 3;"`, `function f`}},
		{"a function inside a field's anonymous class is part of the field", Java,
			"class A {\n  Runnable r = new Runnable() { public void run() { } };\n  void f() { }\n}\n",
			[]string{`class A "class A"`, `statement "Runnable r = new Runnable() { public void run() { } };"`, `function f`}},
		{"nothing", Java, "", nil},
	} {
		f, err := Parse(context.Background(), test.language, []byte(test.source))
		if err != nil {
			t.Fatalf("%s: %v", test.reason, err)
		}
		var got []string
		for _, item := range f.Outline() {
			got = append(got, describeItem(item))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\ngot  %s\nwant %s", test.reason, strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
		}
	}
}

func describeItem(item Item) string {
	switch item.Kind {
	case FunctionItem:
		return "function " + item.Name
	case CommentItem:
		return fmt.Sprintf("comment %q", item.Text)
	case ImportItem:
		return fmt.Sprintf("import %q", item.Text)
	case ClassItem:
		return fmt.Sprintf("class %s %q", item.Name, item.Text)
	}
	return fmt.Sprintf("statement %q", item.Text)
}
