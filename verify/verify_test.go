package verify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

var shared *Runner

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		shared.Close()
	}
	os.Exit(code)
}

// runner returns the Runner that the tests share, for its precompiled header.
func runner(t testing.TB) *Runner {
	t.Helper()
	if shared != nil {
		return shared
	}
	// Headers are kept from one test run to the next: they cost some 10 s of processor time.
	r, err := NewRunner(context.Background(), Options{Timeout: 5 * time.Second, Memory: 256 << 20, Cache: filepath.Join(os.TempDir(), "transcoder-test-cache")})
	if unavailable := (*sandbox.UnavailableError)(nil); errors.As(err, &unavailable) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	shared = r
	return r
}

func java(body string) string {
	return "public class Main {\n  public static void main(String[] a) throws Exception {\n" + body + "\n  }\n}\n"
}

// TestRun runs programs of all kinds at once, as evaluate does.
func TestRun(t *testing.T) {
	r := runner(t)
	cases := []struct {
		reason   string
		program  Program
		status   Status
		exitCode int
		line     int
		message  string // part of it
		stdout   string
	}{
		{"Python", Program{Language: lexers.Python, Text: "print(int(input()) * 7)", Stdin: "6"}, Finished, 0, 0, "", "42\n"},
		{"C++", Program{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nint main() { int n; std::cin >> n; std::cout << n * 7; }", Stdin: "6"}, Finished, 0, 0, "", "42"},
		{"Java", Program{Language: lexers.Java, Text: java("System.out.print(new java.util.Scanner(System.in).nextInt() * 7);"), Class: "Main", Stdin: "6"}, Finished, 0, 0, "", "42"},
		{"Python that does not parse", Program{Language: lexers.Python, Text: "x = 1\nif x\n    pass\n"}, CompileError, 1, 2, "SyntaxError", ""},
		{"C++ that does not compile", Program{Language: lexers.CPP, Text: "int main() {\n  return x;\n}"}, CompileError, 1, 2, "was not declared", ""},
		{"C++ without its includes, whatever is compiled ahead", Program{Language: lexers.CPP, Text: "int main() { std::vector<int> v; }"}, CompileError, 1, 1, "std", ""},
		{"Java that does not compile", Program{Language: lexers.Java, Text: java("int x = y;"), Class: "Main"}, CompileError, 0, 3, "cannot find symbol", ""},
		{"Python that calls what the module site gives", Program{Language: lexers.Python, Text: "import sys\nprint(sys.argv, __name__)\nexit(4)", Args: []string{"x"}}, RuntimeError, 4, 0, "", "['main.py', 'x'] __main__\n"},
		{"a NUL in Python", Program{Language: lexers.Python, Text: "x = 1\x00"}, CompileError, 1, 0, "null bytes", ""},
		{"an exception in Python", Program{Language: lexers.Python, Text: "\nprint(1)\n[][1]\n"}, RuntimeError, 1, 3, "IndexError", "1\n"},
		{"a program that prints another's syntax error", Program{Language: lexers.Python, Text: "eval('1 +')"}, RuntimeError, 1, 0, "SyntaxError", ""},
		{"a crash in C++", Program{Language: lexers.CPP, Text: "int main() { int *volatile p = 0; return *p; }"}, RuntimeError, 0, 0, "segmentation fault", ""},
		{"an exception in Java", Program{Language: lexers.Java, Text: java("int[] x = new int[1]; x[1] = 2;"), Class: "Main"}, RuntimeError, 1, 0, "ArrayIndexOutOfBounds", ""},
		{"deep recursion in Java", Program{Language: lexers.Java, Text: "public class Main {\n static int f(int n) { return f(n + 1) + 1; }\n public static void main(String[] a) { f(0); } }", Class: "Main"}, RuntimeError, 1, 0, "StackOverflow", ""},
		{"deep recursion in C++", Program{Language: lexers.CPP, Text: "int f(volatile int n) { return n + f(n + 1); }\nint main() { return f(0); }"}, RuntimeError, 0, 0, "segmentation fault", ""},
		{"a gigabyte in Python", Program{Language: lexers.Python, Text: "x = bytearray(1 << 30)"}, RuntimeError, 1, 1, "MemoryError", ""},
		{"a gigabyte in Java", Program{Language: lexers.Java, Text: java("byte[][] x = new byte[64][]; for (int i = 0; i < 64; i++) x[i] = new byte[1 << 24];"), Class: "Main"}, RuntimeError, 1, 0, "OutOfMemory", ""},
		{"endless output", Program{Language: lexers.Python, Text: "while True: print('x' * 1000)"}, Killed, 0, 0, "too much output", ""},
		{"an exit code of its own", Program{Language: lexers.Java, Text: java("System.exit(3);"), Class: "Main"}, RuntimeError, 3, 0, "", ""},
	}
	var programs []Program
	for _, c := range cases {
		programs = append(programs, c.program)
	}
	outcomes, err := r.Run(context.Background(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		o := outcomes[i]
		if o.Status == NoToolchain {
			t.Logf("%s: %s", c.reason, o.Message)
			continue
		}
		if o.Status != c.status || o.ExitCode != c.exitCode || o.Line != c.line && c.line != 0 || !strings.Contains(o.Message, c.message) {
			t.Errorf("%s: %v, exit code %d, line %d, message %q, stderr %.300q; want %v, %d, line %d, %q",
				c.reason, o.Status, o.ExitCode, o.Line, o.Message, o.Stderr, c.status, c.exitCode, c.line, c.message)
		}
		if o.Status != Killed && o.Stdout != c.stdout {
			t.Errorf("%s: printed %q, want %q", c.reason, o.Stdout, c.stdout)
		}
		if o.Level != sandbox.Isolated {
			t.Errorf("%s: level %v in the outcome", c.reason, o.Level)
		}
	}
}

// TestPrecompiledHeader wants the headers to be used where g++ can: without them
// all still works, at a fifth of the speed.
func TestPrecompiledHeader(t *testing.T) {
	r := runner(t)
	if r.Tools()[cppTool].Name != "g++" {
		t.Skip("no g++")
	}
	for _, c := range []struct {
		reason string
		body   string
		kind   headerKind
		status Status
	}{
		{"an ordinary program", `vector<int> v{3, 1, 2}; sort(v.begin(), v.end()); v.push_back(4); map<int, int> m; m[v[3]]++; cout << m.size();`, leanHeader, Finished},
		{"one that names what the lean header lacks", `cout << regex_match("1", regex("[0-9]"));`, wholeHeader, Finished},
		{"one that needs it under no name of its own", `cout << sizeof(std::gslice_array<int>) / sizeof(std::gslice_array<int>);`, leanHeader, Finished},
		{"one that neither has", `cout << std::nothing;`, leanHeader, CompileError},
	} {
		p := Program{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nusing namespace std;\nint main() { " + c.body + " }\n"}
		o, err := r.Run(context.Background(), []Program{p})
		if err != nil || p.kind() != c.kind || o[0].Status != c.status || c.status == Finished && o[0].Stdout != "1" {
			t.Errorf("%s: kind %v, want %v; %+v (%v)", c.reason, p.kind(), c.kind, o, err)
		}
	}
	for _, kind := range []headerKind{leanHeader, wholeHeader} {
		before, _ := r.header(context.Background(), kind)
		if before == nil {
			t.Errorf("there is no precompiled header of kind %d", kind)
			continue
		}
		// -Winvalid-pch says so where a precompiled header is not taken.
		p := Program{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nint main() {}\n"}
		arguments := append([]string{r.Tools()[cppTool].Path}, slices.DeleteFunc(slices.Clone(p.flags()), func(f string) bool { return f == "-w" })...)
		result, err := r.Sandbox().Run(context.Background(), sandbox.Command{
			Arguments: slices.Concat(arguments, []string{"-H", "-Winvalid-pch", "-Werror"}, before, []string{"-c", "main.cpp"}),
			Files:     map[string][]byte{"main.cpp": []byte(p.Text)},
		})
		if err != nil || !result.OK() || !strings.HasPrefix(string(result.Stderr), "! ") {
			t.Errorf("header of kind %d: %s (%v)", kind, result.Stderr, err)
		}
	}
}

func TestTimeLimit(t *testing.T) {
	r, err := NewRunner(context.Background(), Options{Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Skip(err)
	}
	defer r.Close()
	outcomes, err := r.Run(context.Background(), []Program{
		{Language: lexers.Python, Text: "while True: pass"},
		{Language: lexers.Python, Text: "import time\ntime.sleep(100)"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if o.Status != TimedOut {
			t.Errorf("program %d: %v, want a timeout", i, o.Status)
		}
	}
}

// TestRunTwice wants a program that comes again not to run again: the clock that
// it prints stands still.
func TestRunTwice(t *testing.T) {
	r := runner(t)
	clock := Program{Language: lexers.Python, Text: "import time\nprint(time.time_ns())"}
	first, err := r.Run(context.Background(), []Program{clock, clock})
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Run(context.Background(), []Program{clock})
	if err != nil {
		t.Fatal(err)
	}
	if first[0].Stdout != first[1].Stdout || first[0].Stdout != second[0].Stdout {
		t.Errorf("it printed %q, %q and %q", first[0].Stdout, first[1].Stdout, second[0].Stdout)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := runner(t).Run(ctx, []Program{{Language: lexers.Python, Text: "print('not this one')"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
