package translate

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/verify"
)

// mapped puts a file together of translations of its functions that a person
// wrote, by name: all that is left to do is what is carried over.
func mapped(t *testing.T, translator *Translator, request Request, functions map[string]string) *assembly {
	t.Helper()
	a, err := translator.prepare(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range a.units {
		code, known := functions[u.name]
		if u.job == nil && !known { // the fixture's model reads little
			continue
		}
		if !known {
			u.job.hypotheses = []Hypothesis{{Origin: OriginModel, Code: "?", Tokens: []string{"?"}}}
			continue
		}
		c, err := lexers.Canonicalize(context.Background(), request.To, code)
		if err != nil {
			t.Fatalf("function %s: %v", u.name, err)
		}
		tokens := slices.Clone(c.Tokens) // with the placeholders of the source's names
		for i, token := range tokens {
			if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && k > 0 {
				if k = slices.Index(u.job.canonical.Names, c.Names[k]); k < 0 {
					k = 200
				}
				tokens[i] = "ID_" + itoa(k)
			}
		}
		u.job.hypotheses = []Hypothesis{{Origin: OriginModel, Code: code + "\n", Tokens: tokens, Parses: true}}
	}
	a.vote()
	if err := a.carryOver(context.Background(), constructor, entryPoint); err != nil {
		t.Fatal(err)
	}
	return a
}

// openMapping opens the fixture's translator, whose model is not asked here.
func openMapping(t *testing.T) *Translator {
	t.Helper()
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { translator.Close() })
	return translator
}

// body is what stands between the first and the last line of a function.
func body(code string) string {
	lines := textLines(code)
	if strings.HasSuffix(code, "}\n") {
		lines = lines[:len(lines)-1]
	}
	return dedented(strings.Join(lines[1:], "\n"))
}

// Each case is the body of a main and what it becomes; "" is left to the model.
// The file has the functions below, whose translations the target's lines are.
func TestMappedMain(t *testing.T) {
	files := [lexers.LanguageCount]string{
		lexers.Python: "import sys\n\nLIMIT = 3\n\n\ndef even(n):\n    return n % 2 == 0\n\n\ndef upto(n):\n    return list(range(n))\n\n\ndef total(values):\n    return sum(values)\n\n\ndef main():\n    BODY\n\n\nif __name__ == '__main__':\n    main()\n",
		lexers.CPP:    "const int LIMIT = 3;\nbool even(int n) { return n % 2 == 0; }\nstd::vector<int> upto(int n) { std::vector<int> r; return r; }\nint total(const std::vector<int>& values) { return values[0]; }\nint main(int argc, char** argv) {\nBODY\n}\n",
		lexers.Java:   "class T {\nstatic final int LIMIT = 3;\nstatic boolean even(int n) { return n % 2 == 0; }\nstatic List<Integer> upto(int n) { return null; }\nstatic int total(int[] values) { return values[0]; }\npublic static void main(String[] args) {\nBODY\n}\n}\n",
	}
	functions := [lexers.LanguageCount]map[string]string{
		lexers.Python: {"even": "def even(n):\n    return n % 2 == 0", "upto": "def upto(n):\n    return n", "total": "def total(values):\n    return values[0]"},
		lexers.CPP:    {"even": "bool even(int n) { return n % 2 == 0; }", "upto": "std::vector<int> upto(int n) { return x; }", "total": "int total(std::vector<int>& values) { return values[0]; }"},
		lexers.Java:   {"even": "static boolean even(int n) { return n % 2 == 0; }", "upto": "static List<Integer> upto(int n) { return null; }", "total": "static int total(int[] values) { return values[0]; }"},
	}
	translator := openMapping(t)
	for _, test := range []struct {
		from, to   lexers.Language
		body, want string
		reason     string
	}{
		{lexers.Python, lexers.Java, "print(1, 'a')", `System.out.println(1 + " a");`, "spaces between what is printed"},
		{lexers.Python, lexers.CPP, "print(1, 'a', sep='', end='')", `std::cout << 1 << "a";`, "no spaces, no line end"},
		{lexers.Python, lexers.CPP, "print()", `std::cout << std::endl;`, "an empty line"},
		{lexers.Python, lexers.Java, "print(even(2))", `System.out.println(even(2) ? "True" : "False");`, "truth is printed as the source does"},
		{lexers.Python, lexers.Java, "xs = [1, 2]\nprint(total(xs), len(xs))", "int[] xs = {1, 2};\nSystem.out.println(total(xs) + \" \" + xs.length);", "a list has the type of the parameter that it is given to"},
		{lexers.Python, lexers.CPP, "print(total([1, 2]))", "std::vector<int> values = {1, 2};\nstd::cout << total(values) << std::endl;", "a reference needs a variable"},
		{lexers.Python, lexers.CPP, "print(total(upto(2)))", "auto values = upto(2);\nstd::cout << total(values) << std::endl;", "also to what is computed"},
		{lexers.Python, lexers.Java, "for x in upto(3):\n    if x > 1 and not even(x):\n        print(x)\n    else:\n        break", "", "break is not plain"},
		{lexers.Python, lexers.Java, "for x in upto(3):\n    if x > 1 and not even(x):\n        print(x)", "for (int x : upto(3)) {\n  if (x > 1 && !even(x)) {\n    System.out.println(x);\n  }\n}", "a loop over elements"},
		{lexers.Python, lexers.CPP, "for i in range(1, LIMIT):\n    print(i * 2 + 1)", "for (int i = 1; i < LIMIT; ++i) {\n  std::cout << i * 2 + 1 << std::endl;\n}", "a loop that counts, to a constant"},
		{lexers.Python, lexers.Java, "n = 3\nwhile n > 0:\n    n -= 1", "int n = 3;\nwhile (n > 0) {\n  n--;\n}", "a loop with a condition"},
		{lexers.Python, lexers.Java, "if even(2):\n    x = 1\nelse:\n    x = 2\nprint(x)", "int x = 0;\nif (even(2)) {\n  x = 1;\n} else {\n  x = 2;\n}\nSystem.out.println(x);", "a variable that outlives its block"},
		{lexers.Python, lexers.Java, "x = 1\nx = 'a'", "", "a variable of two types"},
		{lexers.Python, lexers.Java, "s = 'a' + str(3)\nprint(s + '!', f'{s} {LIMIT}')", "String s = \"a\" + String.valueOf(3);\nSystem.out.println(s + \"! \" + s + \" \" + LIMIT);", "texts are joined"},
		{lexers.Python, lexers.CPP, "s = 'a' + 'b'\nprint(s)", "std::string s = std::string(\"a\") + std::string(\"b\");\nstd::cout << s << std::endl;", "C++ adds no two literals"},
		{lexers.Python, lexers.Java, "s = 'x'\nif len(sys.argv) > 1:\n    s = sys.argv[1]\nif s == 'y':\n    print(int(s))", "String s = \"x\";\nif (args.length > 0) {\n  s = args[0];\n}\nif (s.equals(\"y\")) {\n  System.out.println(Integer.parseInt(s));\n}", "arguments, and texts that are compared"},
		{lexers.Python, lexers.CPP, "if len(sys.argv) == 2:\n    print(sys.argv[1])\nfor s in sys.argv[1:]:\n    print(s)", "std::vector<std::string> args(argv + 1, argv + argc);\nif (argc == 2) {\n  std::cout << std::string(argv[1]) << std::endl;\n}\nfor (std::string s : args) {\n  std::cout << s << std::endl;\n}", "arguments, one and all"},
		{lexers.Python, lexers.CPP, "print(upto(2))", "auto list = upto(2);\nstd::cout << \"[\";\nfor (int i = 0; i < (int)list.size(); ++i) {\n  std::cout << (i > 0 ? \", \" : \"\") << list[i];\n}\nstd::cout << \"]\" << std::endl;", "C++ prints no lists"},
		{lexers.Python, lexers.Java, "print(['a'])", "", "a list of texts is printed with quotes"},
		{lexers.Python, lexers.Java, "print({1: 2})", "", "a dictionary"},
		{lexers.Python, lexers.Java, "print(7 // 2)", "", "a division rounds elsewhere"},
		{lexers.Python, lexers.Java, "print(sorted([2, 1]))", "", "the library is the model's"},
		{lexers.Python, lexers.Java, "xs = [1]\nxs.append(2)", "", "so are the methods of lists"},
		{lexers.Python, lexers.CPP, "x = 3\nif x > 4 and total([1]) > 2:\n    print(x)", "", "what is evaluated only perhaps can't come before its statement"},
		{lexers.Python, lexers.CPP, "print(even(1), total([1]))", "std::cout << (even(1) ? \"True\" : \"False\") << \" \";\nstd::vector<int> values = {1};\nstd::cout << total(values) << std::endl;", "what is printed first is computed first"},
		{lexers.Python, lexers.Java, "xs = [1]\nfor i in range(len(xs)):\n    print(total(xs))", "", "Python asks for the length once, the others before each round"},
		{lexers.CPP, lexers.Python, "char c = 'a';\nif (c > 64) std::cout << c + 1;", "", "characters that are numbers"},
		{lexers.Python, lexers.Java, "global LIMIT\nLIMIT = 4", "", "a constant that changes"},
		{lexers.CPP, lexers.Python, "for (int i = 0; i <= 10; i++) std::cout << i << ' ';\nstd::cout << std::endl << even(2) << \"\\n\";\nreturn 0;", "for i in range(11):\n    print(i, end=\" \")\nprint()\nprint(int(even(2)))", "each line is a call"},
		{lexers.CPP, lexers.Java, "int n = LIMIT;\nif (argc > 1) n = std::atoi(argv[1]);\nstd::cout << n << \" \" << even(n) << std::endl;", "int n = LIMIT;\nif (args.length > 0) {\n  n = Integer.parseInt(args[0]);\n}\nSystem.out.println(n + \" \" + (even(n) ? 1 : 0));", "arguments begin with the first"},
		{lexers.CPP, lexers.Python, "std::vector<int> v = {1, 2};\nfor (int i = 0; i < v.size(); i++) std::cout << v[i] << std::endl;", "v = [1, 2]\nfor i in range(len(v)):\n    print(v[i])", "lengths and elements"},
		{lexers.CPP, lexers.Python, "int n = 3;\nfor (int i = 0; i < n; i++) n = 2;", "", "a limit that changes"},
		{lexers.CPP, lexers.Python, "printf(\"%d\", 3);", "", "formats are the model's"},
		{lexers.CPP, lexers.Python, "return 1;", "", "an exit status"},
		{lexers.Java, lexers.Python, "int[] v = {1, 2};\nSystem.out.println(Arrays.toString(v) + even(1));\nSystem.out.print(\"a\" + total(new int[] {3}) + args.length);", "v = [1, 2]\nprint(v, \"true\" if even(1) else \"false\", sep=\"\")\nprint(\"a\", total([3]), len(sys.argv) - 1, sep=\"\", end=\"\")", "what is added to a text is printed behind it"},
		{lexers.Java, lexers.CPP, "String s = \"a\" + 1 + 'b';\nSystem.out.println(s.length() > 2 ? s : \"\");", "std::string s = std::string(\"a\") + std::to_string(1) + std::string(1, 'b');\nstd::cout << (s.size() > 2 ? s : \"\") << std::endl;", "numbers and characters become texts"},
		{lexers.Java, lexers.CPP, "String s = \"a\";\nif (s == \"b\") System.out.println();", "", "Java compares objects"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			margin := ""
			if test.from == lexers.Python {
				margin = "    "
			}
			source := strings.Replace(files[test.from], "BODY", strings.ReplaceAll(test.body, "\n", "\n"+margin), 1)
			a := mapped(t, translator, Request{Path: "t" + test.from.Extension(), Source: []byte(source), From: test.from, To: test.to}, functions[test.to])
			got := ""
			if h := a.entry.job.hypotheses[0]; h.Origin == OriginMapping {
				got = body(h.Code)
				for i, line := range h.Lines {
					if line.Confidence != 1 {
						t.Errorf("line %d has confidence %v", i+1, line.Confidence)
					}
				}
			}
			if got != test.want {
				t.Errorf("%v to %v:\n%s\ngot\n%s\nexpected\n%s", test.from, test.to, test.body, got, test.want)
			}
		})
	}
}

// Comments stay with the statements of a main that is carried over, and its lines
// say where they come from.
func TestMappedComments(t *testing.T) {
	source := "def f(n):\n    return n\n\n\nif __name__ == '__main__':\n    # Once.\n    print(f(1))\n    print(f(2))  # twice\n"
	a := mapped(t, openMapping(t), Request{Path: "t.py", Source: []byte(source), From: lexers.Python, To: lexers.Java, Align: true}, map[string]string{"f": "static int f(int n) { return n; }"})
	want := "    // Once.\n    System.out.println(f(1));\n    System.out.println(f(2));  // twice\n"
	if code := a.assemble().Code; !strings.Contains(code, want) {
		t.Errorf("expected\n%s\nin\n%s", want, code)
	}
	for i, line := range []int{5, 7, 8} {
		if got := a.entry.job.hypotheses[0].Lines[i].Source; !slices.Equal(got, []int{line}) {
			t.Errorf("line %d comes from %v, expected %d", i+1, got, line)
		}
	}
}

// A constructor that stores is carried over with what calls say of its types; one
// that does more is the model's.
func TestMappedConstructors(t *testing.T) {
	for _, test := range []struct {
		body, call string
		want       string
		reason     string
	}{
		{"self.a = x\n        self.b = y", "C('t', 1.5)", "public C(String x, double y) {\n  this.a = x;\n  this.b = y;\n}\n", "types of literals in a call"},
		{"self.a = x\n        self.b = y", "C(y=True, x=1)", "public C(int x, boolean y) {\n  this.a = x;\n  this.b = y;\n}\n", "arguments by name"},
		{"self.a = y\n        self.b = []\n        self.c = {}\n        self.d = -1", "C(1, 'u')", "", "a parameter that no field holds has no type"},
		{"self.a = x\n        self.b = y\n        self.c = set()\n        self.d = -1", "C(1, 'u')", "public C(int x, String y) {\n  this.a = x;\n  this.b = y;\n  this.c = new HashSet<>();\n  this.d = -1;\n}\n", "empty collections and literals"},
		{"self.a = x\n        self.b = None\n        self.c = y", "C('u', 2)", "public C(String x, int y) {\n  this.a = x;\n  this.b = null;\n  this.c = y;\n}\n", "nothing yet"},
		{"self.a = x\n        self.b = y + 1", "C(1, 2)", "", "a sum is the model's"},
		{"self.a = x\n        print(y)", "C(1, 2)", "", "printing is no storing"},
	} {
		source := "class C:\n    def __init__(self, x, y):\n        " + test.body + "\n\n\ndef f():\n    return " + test.call + "\n"
		a := mapped(t, openMapping(t), Request{Path: "t.py", Source: []byte(source), From: lexers.Python, To: lexers.Java}, nil)
		got := ""
		if h := a.units[0].job.hypotheses[0]; h.Origin == OriginMapping {
			got = h.Code
		}
		if got != test.want {
			t.Errorf("%s:\n%s\ngot\n%s\nexpected\n%s", test.reason, source, got, test.want)
		}
	}
}

// rightFunctions are right translations of the functions of testdata/mapping.
var rightFunctions = [lexers.LanguageCount]map[string]string{
	lexers.Python: {
		"add":   "def add(self, n):\n    self.count += n\n    return self.count",
		"even":  "def even(n):\n    return n % 2 == 0",
		"greet": "def greet(name):\n    return \"hi \" + name",
		"upto":  "def upto(n):\n    return list(range(n))",
		"names": "def names(n):\n    return [\"n\" + str(i) for i in range(n)]",
		"total": "def total(values):\n    return sum(values)",
	},
	lexers.CPP: {
		"add":   "int add(int n) {\n  this->count += n;\n  return this->count;\n}",
		"even":  "bool even(int n) {\n  return n % 2 == 0;\n}",
		"greet": "std::string greet(std::string name) {\n  return \"hi \" + name;\n}",
		"upto":  "std::vector<int> upto(int n) {\n  std::vector<int> values;\n  for (int i = 0; i < n; i++) values.push_back(i);\n  return values;\n}",
		"names": "std::vector<std::string> names(int n) {\n  std::vector<std::string> names;\n  for (int i = 0; i < n; i++) names.push_back(\"n\" + std::to_string(i));\n  return names;\n}",
		"total": "int total(std::vector<int>& values) {\n  int result = 0;\n  for (int value : values) result += value;\n  return result;\n}",
	},
	lexers.Java: {
		"add":   "public int add(int n) {\n  this.count += n;\n  return this.count;\n}",
		"even":  "public static boolean even(int n) {\n  return n % 2 == 0;\n}",
		"greet": "public static String greet(String name) {\n  return \"hi \" + name;\n}",
		"upto":  "public static List<Integer> upto(int n) {\n  List<Integer> values = new ArrayList<>();\n  for (int i = 0; i < n; i++) values.add(i);\n  return values;\n}",
		"total": "public static int total(List<Integer> values) {\n  int result = 0;\n  for (int value : values) result += value;\n  return result;\n}",
	},
}

// TestMappedPrograms runs programs whose functions are right, and whose beginning
// and constructors are carried over, beside their sources: they print the same.
// TRANSCODER_EXAMPLES=1 runs them; without it they are only to be plain, and to
// parse.
func TestMappedPrograms(t *testing.T) {
	translator := openMapping(t)
	var programs []verify.Program
	var names []string
	for _, path := range []string{"program.py", "program.cpp", "Program.java"} {
		source, err := os.ReadFile("testdata/mapping/" + path)
		if err != nil {
			t.Fatal(err)
		}
		from, _ := lexers.LanguageOfPath(path)
		for _, to := range lexers.Languages() {
			if to == from {
				continue
			}
			a := mapped(t, translator, Request{Path: path, Source: source, From: from, To: to}, rightFunctions[to])
			for _, u := range a.units {
				if (u.role == entryPoint || u.role == constructor) && (u.job == nil || u.job.hypotheses[0].Origin != OriginMapping) {
					t.Errorf("%s to %v: %s is not carried over", path, to, u.name)
				}
			}
			code := a.assemble().Code
			file, err := lexers.Parse(context.Background(), to, []byte(code))
			if err != nil || len(file.SyntaxErrors()) > 0 {
				t.Errorf("%s to %v: %v, %v in\n%s", path, to, err, file.SyntaxErrors(), code)
			}
			names = append(names, path+" to "+to.Title())
			programs = append(programs, verify.Program{Language: from, Text: string(source), Class: "Program"}, verify.Program{Language: to, Text: code, Class: "Program"})
		}
	}
	if os.Getenv("TRANSCODER_EXAMPLES") == "" {
		return
	}
	runner, err := verify.NewRunner(t.Context(), verify.Options{})
	if err != nil {
		t.Skipf("no sandbox: %v", err)
	}
	defer runner.Close()
	results, err := runner.Run(t.Context(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		source, target := results[2*i], results[2*i+1]
		if !source.Exited() {
			t.Errorf("%s: the source does not run: %s", name, source.Message)
		}
		if !target.Exited() || target.Stdout != source.Stdout {
			t.Errorf("%s: %s\nprints\n%s\nexpected\n%s\nof\n%s", name, target.Message, target.Stdout, source.Stdout, programs[2*i+1].Text)
		}
	}
}

// FuzzMapped carries over what it can of any file, whose functions are their own
// translations: what comes out of it parses.
func FuzzMapped(f *testing.F) {
	for _, path := range []string{"program.py", "program.cpp", "Program.java"} {
		source, err := os.ReadFile("testdata/mapping/" + path)
		if err != nil {
			f.Fatal(err)
		}
		from, _ := lexers.LanguageOfPath(path)
		for _, to := range lexers.Languages() {
			f.Add(string(source), uint8(from), uint8(to))
		}
	}
	f.Add("if __name__ == '__main__': f\"", uint8(lexers.Python), uint8(lexers.Java)) // no function, even behind its own head
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source string, from, to uint8) {
		request := Request{Source: []byte(source), From: lexers.Language(from % lexers.LanguageCount), To: lexers.Language(to % lexers.LanguageCount)}
		if len(source) > 4<<10 || request.From == request.To {
			t.Skip()
		}
		a, err := translator.prepare(context.Background(), request)
		if err != nil {
			t.Skip(err)
		}
		for _, u := range a.units {
			if u.job != nil {
				u.job.hypotheses = []Hypothesis{{Code: "?", Tokens: u.job.canonical.Tokens}}
			}
		}
		a.vote()
		if err := a.carryOver(context.Background(), constructor, entryPoint); err != nil {
			t.Fatal(err)
		}
		for _, u := range a.units {
			if u.job == nil || u.job.hypotheses[0].Origin != OriginMapping {
				continue
			}
			h := u.job.hypotheses[0]
			if problem, err := parseProblem(context.Background(), request.To, u, h.Code); problem != "" || err != nil {
				t.Errorf("%s: %v in\n%s\nof\n%s", problem, err, h.Code, source)
			}
			if len(h.Lines) != len(textLines(h.Code)) {
				t.Errorf("%d lines are described of %d", len(h.Lines), len(textLines(h.Code)))
			}
		}
	})
}
