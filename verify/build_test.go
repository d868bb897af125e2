package verify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// TestFurtherSources runs programs of several files, called with arguments.
func TestFurtherSources(t *testing.T) {
	r := runner(t)
	cases := []struct {
		reason  string
		program Program
		stdout  string
		message string // of a compile error
	}{
		{"a Python module", Program{Language: lexers.Python, Text: "import sys, twice\nprint(twice.twice(int(sys.argv[1])))",
			Files: []File{{"twice.py", "def twice(x): return 2 * x\n"}}, Args: []string{"21"}}, "42\n", ""},
		{"a C++ header and a second source", Program{Language: lexers.CPP, Text: "#include <cstdio>\n#include <cstdlib>\n#include \"twice.h\"\nint main(int, char **a) { std::printf(\"%d\", twice(std::atoi(a[1]))); }",
			Files: []File{{"twice.h", "int twice(int x);\n"}, {"twice.cpp", "int twice(int x) { return 2 * x; }\n"}}, Args: []string{"21"}}, "42", ""},
		{"a Java class", Program{Language: lexers.Java, Text: java("System.out.print(Twice.twice(Integer.parseInt(a[0])));"),
			Files: []File{{"Twice.java", "class Twice { static int twice(int x) { return 2 * x; } }\n"}}, Args: []string{"21"}}, "42", ""},
		{"an error in a C++ header", Program{Language: lexers.CPP, Text: "#include \"a.h\"\nint main() {}", Files: []File{{"a.h", "\nint x = y;\n"}}}, "", "a.h:2: "},
		{"an error in a Java class", Program{Language: lexers.Java, Text: java("new A();"), Files: []File{{"A.java", "class A {\n int x = y; }\n"}}}, "", "A.java:2: "},
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
		switch {
		case o.Status == NoToolchain:
			t.Logf("%s: %s", c.reason, o.Message)
		case c.message == "" && (o.Status != Finished || o.Stdout != c.stdout):
			t.Errorf("%s: %v, printed %q, want %q: %s", c.reason, o.Status, o.Stdout, c.stdout, o.Message)
		case c.message != "" && (o.Status != CompileError || o.Line != 0 || !strings.HasPrefix(o.Message, c.message)):
			t.Errorf("%s: %v, line %d, %q; want %q", c.reason, o.Status, o.Line, o.Message, c.message)
		}
	}
}

// TestOneBuild runs one program on many inputs from several goroutines: it is
// compiled once, and each run answers its own input.
func TestOneBuild(t *testing.T) {
	r := runner(t)
	for _, source := range []Program{
		{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nint main() { int n; std::cin >> n; std::cout << n + 1; }"},
		{Language: lexers.Java, Text: java("System.out.print(new java.util.Scanner(System.in).nextInt() + 1);")},
	} {
		if problem := r.Missing(source.Language); problem != "" {
			t.Log(problem)
			continue
		}
		before := r.builds.count()
		var group sync.WaitGroup
		for g := range 3 {
			group.Go(func() {
				var programs []Program
				for i := range 2 {
					p := source
					p.Stdin = fmt.Sprint(2*g + i)
					programs = append(programs, p)
				}
				outcomes, err := r.Run(context.Background(), programs)
				if err != nil {
					t.Error(err)
					return
				}
				for i, o := range outcomes {
					if want := fmt.Sprint(2*g + i + 1); o.Stdout != want {
						t.Errorf("%v: %v, printed %q, want %q", source.Language, o.Status, o.Stdout, want)
					}
				}
			})
		}
		group.Wait()
		if made := r.builds.count() - before; made != 1 {
			t.Errorf("%v: %d builds, want 1", source.Language, made)
		}
	}
}

// TestBuilds wants what is known to be kept within the bound, the latest used
// longest, and what is not known not to be kept.
func TestBuilds(t *testing.T) {
	var s builds
	add := func(name string, size int) {
		b, mine := s.claim(hash([]string{name}))
		if mine {
			b.binary = make([]byte, size)
			s.finish(hash([]string{name}), b)
		}
	}
	kept := func(name string) bool { return s.of[hash([]string{name})] != nil }
	add("a", maxBuilds/2-1024)
	add("b", maxBuilds/2-1024)
	add("a", 0) // used again
	add("c", maxBuilds/4)
	if !kept("a") || kept("b") || !kept("c") || s.bytes > maxBuilds {
		t.Errorf("kept a %v, b %v, c %v, %d bytes; want a and c", kept("a"), kept("b"), kept("c"), s.bytes)
	}
	for _, b := range []build{{err: context.Canceled}, {outcome: Outcome{Status: TimedOut}}} {
		made, _ := s.claim(hash([]string{"d"}))
		made.err, made.outcome = b.err, b.outcome
		s.finish(hash([]string{"d"}), made)
		if kept("d") {
			t.Errorf("%+v is kept", b)
		}
	}
}

// TestBatchArchive wants the JVM to take the archive of javac's classes.
func TestBatchArchive(t *testing.T) {
	r := runner(t)
	if problem := r.Missing(lexers.Java); problem != "" {
		t.Skip(problem)
	}
	r.java.prepare.Do(func() { r.prepareBatch(context.Background()) })
	if r.java.err != nil {
		t.Fatal(r.java.err)
	}
	i := slices.IndexFunc(r.java.arguments, func(a string) bool { return strings.HasPrefix(a, "-XX:SharedArchiveFile=") })
	if i < 0 {
		t.Skip("this JVM makes no archives")
	}
	result, err := r.Sandbox().Run(context.Background(), sandbox.Command{
		Arguments: slices.Insert(slices.Clone(r.java.arguments), i, "-Xlog:class+load"), // names where each class comes from
		Limits:    compileLimits(1),
	})
	if err != nil || !result.OK() || !strings.Contains(string(result.Stdout), "shared objects file (top)") {
		t.Errorf("%v %.2000s %s", err, result.Stdout, result.Stderr)
	}
}

// TestContainedCache wants Java to compile at the level contained, whose programs
// may be another user's, with a cache that this user keeps to itself.
func TestContainedCache(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "private")
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	r, err := NewRunner(context.Background(), Options{Level: sandbox.Contained, Cache: cache})
	if err != nil {
		t.Skip(err)
	}
	defer r.Close()
	o, err := r.Run(context.Background(), []Program{{Language: lexers.Java, Text: java("System.out.print(1);")}})
	if err != nil || o[0].Status != Finished && o[0].Status != NoToolchain {
		t.Errorf("%+v (%v)", o, err)
	}
	r.Close()
	if _, err := os.Stat(r.prepared.folder); r.prepared.temporary && err == nil {
		t.Errorf("%s is still there", r.prepared.folder)
	}
}

// TestBuilderCancelled lets the maker of a build be cancelled while another waits:
// the other makes it.
func TestBuilderCancelled(t *testing.T) {
	r := runner(t)
	if problem := r.Missing(lexers.CPP); problem != "" {
		t.Skip(problem)
	}
	p := Program{Language: lexers.CPP, Text: "#include <cstdio>\nint main() { std::puts(\"whoever compiles it\"); }"}
	b, mine := r.builds.claim(p.buildKey())
	if !mine {
		t.Fatal("somebody has built it")
	}
	time.AfterFunc(10*time.Millisecond, func() {
		b.err = context.Canceled
		r.builds.finish(p.buildKey(), b)
	})
	o, err := r.Run(context.Background(), []Program{p})
	if err != nil || o[0].Status != Finished {
		t.Errorf("%+v (%v)", o, err)
	}
}

// TestSanitize wants what C++ does not define to end a program, and nothing else.
func TestSanitize(t *testing.T) {
	r := runner(t)
	if problem := r.Missing(lexers.CPP); problem != "" {
		t.Skip(problem)
	}
	source := Program{Language: lexers.CPP, Sanitize: true, Text: `#include <bits/stdc++.h>
using namespace std;
int main(int, char **arguments) {
	volatile int n = 5;
	vector<int> v(5);
	int a[5] = {0}, *p = new int[5]();
	switch (*arguments[1]) {
	case '0': cout << v[n - 1] + a[n - 1] + p[n - 1] + n / 2; break;
	case '1': n = INT_MAX; n = n + 1; break;
	case '2': cout << a[n]; break;
	case '3': cout << p[n]; break;
	case '4': cout << v[n]; break;
	case '5': n = 0; cout << 5 / n; break;
	case '6': n = 40; cout << (1 << n); break;
	case '7': cout << (int)log(n - 5); break;
	}
}
`}
	// What the sanitizers say of each; of the fifth it is the library's assertion, which aborts.
	messages := []string{"", "signed integer overflow", "out of bounds", "heap-buffer-overflow", "", "division by zero", "shift exponent", "outside the range of representable values"}
	var programs []Program
	for i := range messages {
		p := source
		p.Args = []string{fmt.Sprint(i)}
		programs = append(programs, p)
	}
	outcomes, err := r.Run(context.Background(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if want := messages[i]; want != "" && (o.ExitCode != SanitizerExit || !strings.Contains(o.Message, want)) ||
			i == 0 && o.Status != Finished || i > 0 && o.Status != RuntimeError {
			t.Errorf("case %d: %v, exit code %d, %q, stderr %.400q; want %q", i, o.Status, o.ExitCode, o.Message, o.Stderr, want)
		}
	}
}

func (s *builds) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.of)
}
