package lexers

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestCanonicalKeepsBehaviour renders the benchmark's references into their own
// language and runs the benchmark's tests on them. A few of them by default; all
// of them (ten minutes on one core) with TRANSCODER_GFG_RUN=all, or those of one
// language with TRANSCODER_GFG_RUN=python, cpp or java.
func TestCanonicalKeepsBehaviour(t *testing.T) {
	records := gfgRecords(t)
	want := os.Getenv("TRANSCODER_GFG_RUN")
	for _, language := range Languages() {
		t.Run(language.String(), func(t *testing.T) {
			sample := records
			switch {
			case want == "" && testing.Short():
				t.Skip("runs programs")
			case want == "":
				sample = nil
				for i := 0; i < len(records); i += len(records) / 3 {
					sample = append(sample, records[i])
				}
			case want != "all" && want != language.String():
				t.Skip("not asked for")
			}
			checkBehaviour(t, language, sample)
		})
	}
}

func checkBehaviour(t *testing.T, language Language, records []gfgRecord) {
	program := [...]string{Python: "python3", CPP: "g++", Java: "javac"}[language]
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("no %s: %v", program, err)
	}
	directory := t.TempDir()
	rendered := map[string]string{}
	refused := 0
	for _, record := range records {
		c, err := Canonicalize(context.Background(), language, record.source(language))
		if err != nil {
			refused++
			continue
		}
		text, err := c.Render(language)
		if err != nil {
			t.Errorf("%s: %v", record.ID, err)
			continue
		}
		rendered[record.ID] = text
	}
	first := runTests(t, language, filepath.Join(directory, "rendered"), records, rendered)
	originals := map[string]string{}
	for _, record := range records {
		if _, ok := rendered[record.ID]; !ok || first[record.ID] != "" {
			originals[record.ID] = record.source(language)
		}
	}
	second := runTests(t, language, filepath.Join(directory, "original"), records, originals)
	passed, lost := 0, 0
	for _, record := range records {
		_, ok := rendered[record.ID]
		switch {
		case ok && first[record.ID] == "":
			passed++
		case second[record.ID] != "":
			t.Logf("%s: the original fails too: %s", record.ID, second[record.ID])
		case !ok:
			lost++
		default:
			lost++
			t.Logf("%s: the original passes, its canonical form does not: %s\n%s", record.ID, first[record.ID], rendered[record.ID])
		}
	}
	t.Logf("%d references: %d refused; of %d that pass, %d pass from their canonical form", len(records), refused, passed+lost, passed)
	if lost*100 > passed+lost || passed == 0 {
		t.Errorf("%d of %d references lost", lost, passed+lost)
	}
}

var gfgResult = regexp.MustCompile(`#Results:\s*(\d+),\s*(\d+)`)

// verdict returns "" for an output whose last results line says that all passed.
func verdict(output string) string {
	found := gfgResult.FindAllStringSubmatch(output, -1)
	if found == nil {
		return "no result: " + tail(output)
	}
	if last := found[len(found)-1]; last[1] != last[2] {
		return fmt.Sprintf("%s of %s", last[1], last[2])
	}
	return ""
}

func tail(text string) string {
	text = strings.TrimSpace(text)
	return text[max(0, len(text)-600):]
}

// limited returns a command under limits of CPU seconds and memory.
func limited(ctx context.Context, seconds int, arguments ...string) *exec.Cmd {
	script := "ulimit -t " + strconv.Itoa(seconds) + "; exec \"$@\""
	return exec.CommandContext(ctx, "sh", append([]string{"-c", script, "sh"}, arguments...)...)
}

// runTests puts each function into its test program, runs the programs one after
// another, and returns a reason for each that does not pass.
func runTests(t *testing.T, language Language, directory string, records []gfgRecord, functions map[string]string) map[string]string {
	t.Helper()
	if err := os.MkdirAll(directory, 0o755); err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]string{}
	if language == Java {
		runJavaTests(t, directory, records, functions, outcomes)
		return outcomes
	}
	var asked []gfgRecord
	for _, record := range records {
		if _, ok := functions[record.ID]; ok {
			asked = append(asked, record)
		}
	}
	if language == Python {
		runPythonTests(t, directory, asked, functions, outcomes)
		return outcomes
	}
	for len(asked) > 0 {
		n := min(len(asked), 40)
		runCPPTests(t, directory, asked[:n], functions, outcomes)
		asked = asked[n:]
	}
	return outcomes
}

// pythonRunner runs each program named on its command line in a forked child.
const pythonRunner = `
import math, sys, collections, heapq, itertools, random, os, resource
for path in sys.argv[1:]:
    print("@@@", os.path.basename(path)[:-3], flush=True)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        try:
            exec(compile(open(path).read(), path, "exec"), {"__name__": "__main__"})
        except BaseException as error:
            print(repr(error))
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
`

func runPythonTests(t *testing.T, directory string, records []gfgRecord, functions, outcomes map[string]string) {
	t.Helper()
	arguments := []string{"python3", "-c", pythonRunner}
	for _, record := range records {
		imports := "import math, sys, collections, heapq, itertools, random\nfrom math import *\nfrom collections import *\n"
		function := functions[record.ID] + "\nf_filled = " + record.name(Python) + "\n"
		path := filepath.Join(directory, record.ID+".py")
		if err := os.WriteFile(path, []byte(strings.Replace(record.harness(Python), "#TOFILL", imports+function, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, path)
	}
	collect(t, records, outcomes, arguments)
}

// collect runs a program that runs the tests and divides its output among them.
func collect(t *testing.T, records []gfgRecord, outcomes map[string]string, arguments []string) {
	t.Helper()
	for _, record := range records {
		if outcomes[record.ID] == "" {
			outcomes[record.ID] = "no output"
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	out, err := limited(ctx, 500, arguments...).Output()
	if err != nil {
		t.Logf("%s: %v", arguments[0], err)
	}
	for _, part := range strings.Split(string(out), "@@@ ")[1:] {
		id, output, _ := strings.Cut(part, "\n")
		outcomes[strings.TrimSpace(id)] = verdict(output)
	}
}

// runCPPTests compiles many tests as one program, each in a namespace of its
// own: what a test's compilation costs is mostly the standard library. A test
// that does not compile is found by its #line and left out.
func runCPPTests(t *testing.T, directory string, records []gfgRecord, functions, outcomes map[string]string) {
	t.Helper()
	path, program := filepath.Join(directory, "batch.cpp"), filepath.Join(directory, "batch")
	left := records
	for len(left) > 0 {
		var text strings.Builder
		text.WriteString("#include <bits/stdc++.h>\n#include <sys/resource.h>\n#include <sys/wait.h>\n#include <unistd.h>\n")
		for _, record := range left {
			name := record.name(CPP)
			test := strings.Replace(record.harness(CPP), "//TOFILL", functions[record.ID]+"\n#define f_filled "+name+"\n", 1)
			fmt.Fprintf(&text, "namespace %s {\n#line 1 \"%s.cpp\"\n%s\n}\n#undef f_filled\n", "test_"+record.ID, record.ID, test)
		}
		text.WriteString("#line 1 \"main\"\nstruct test { const char *id; int (*run)(); } tests[] = {\n")
		for _, record := range left {
			fmt.Fprintf(&text, "{\"%s\", test_%s::main},\n", record.ID, record.ID)
		}
		text.WriteString(`};
int main() {
  for (auto &t : tests) {
    std::cout << "@@@ " << t.id << std::endl;
    pid_t child = fork();
    if (child == 0) {
      rlimit cpu = {10, 10};
      setrlimit(RLIMIT_CPU, &cpu);
      t.run();
      std::cout << std::endl;
      fflush(stdout);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }
}
`)
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		out, err := limited(ctx, 200, "g++", "-w", "-o", program, path).CombinedOutput()
		cancel()
		if err == nil {
			break
		}
		var compiled []gfgRecord
		for _, record := range left {
			at := strings.Index(string(out), "\n"+record.ID+".cpp:")
			if at < 0 && !strings.HasPrefix(string(out), record.ID+".cpp:") {
				compiled = append(compiled, record)
				continue
			}
			outcomes[record.ID] = "compile: " + firstLines(string(out[at+1:]), 6)
		}
		if len(compiled) == len(left) {
			t.Fatalf("g++: %v\n%s", err, tail(string(out)))
		}
		left = compiled
	}
	if len(left) > 0 {
		collect(t, left, outcomes, []string{program})
	}
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// javaRunner runs the main of each class named on its command line, each in a
// thread of its own for at most ten seconds, and prints the output between marks:
// starting a virtual machine for each test would cost more than the tests.
const javaRunner = `
import java.io.*;
public class CanonicalTestRunner {
  public static void main(String[] names) throws Exception {
    PrintStream out = System.out;
    for (String name : names) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      System.setOut(new PrintStream(bytes, true));
      Thread thread = new Thread(null, () -> {
        try {
          Class.forName(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (Throwable e) {
          System.out.println(e + " " + e.getCause());
        }
      }, name, 64 << 20);
      thread.setDaemon(true);
      thread.start();
      thread.join(10000);
      out.println("@@@ " + name);
      out.println(bytes);
    }
    out.flush();
    System.exit(0);
  }
}
`

func runJavaTests(t *testing.T, directory string, records []gfgRecord, functions, outcomes map[string]string) {
	t.Helper()
	if len(functions) == 0 {
		return
	}
	write := func(name, text string) string {
		path := filepath.Join(directory, name+".java")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	paths := map[string]string{}
	for _, record := range records {
		function, ok := functions[record.ID]
		if !ok {
			continue
		}
		rename := regexp.MustCompile(`\b` + regexp.QuoteMeta(record.name(Java)) + `(\s*\()`)
		text := strings.Replace(record.harness(Java), "//TOFILL", rename.ReplaceAllString(function, "f_filled$1"), 1)
		paths[record.ID] = write(record.ID, text)
	}
	runner := write("CanonicalTestRunner", javaRunner)
	for len(paths) > 0 { // a class with an error keeps javac from writing any
		arguments := []string{"-nowarn", "-proc:none", "-Xmaxerrs", "1000", "-d", directory, runner}
		for _, path := range paths {
			arguments = append(arguments, path)
		}
		out, err := exec.Command("javac", arguments...).CombinedOutput()
		if err == nil {
			break
		}
		broken := 0
		for id, path := range paths {
			if at := bytes.Index(out, []byte(path+":")); at >= 0 {
				outcomes[id] = "compile: " + firstLines(string(out[at:]), 3)
				delete(paths, id)
				broken++
			}
		}
		if broken == 0 {
			t.Fatalf("javac: %v\n%s", err, out)
		}
	}
	arguments := []string{"java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", directory, "CanonicalTestRunner"}
	var left []gfgRecord
	for _, record := range records {
		if _, ok := paths[record.ID]; ok {
			arguments = append(arguments, record.ID)
			left = append(left, record)
		}
	}
	collect(t, left, outcomes, arguments)
}

// TestRenderAcrossLanguages measures the baseline that a translator must beat:
// canonical forms rendered into another language with no model between. It runs
// with TRANSCODER_GFG_RUN=across and fails on nothing.
func TestRenderAcrossLanguages(t *testing.T) {
	if os.Getenv("TRANSCODER_GFG_RUN") != "across" {
		t.Skip("TRANSCODER_GFG_RUN is not across")
	}
	records := gfgRecords(t)
	for _, source := range Languages() {
		for _, target := range Languages() {
			if source == target {
				continue
			}
			functions := map[string]string{}
			reasons := map[string]int{}
			for _, record := range records {
				c, err := Canonicalize(context.Background(), source, record.source(source))
				if err != nil {
					continue
				}
				c.Names[0] = record.name(target)
				text, err := c.Render(target)
				if err != nil {
					reasons[err.Error()]++
					continue
				}
				functions[record.ID] = text
			}
			outcomes := runTests(t, target, filepath.Join(t.TempDir(), "across"), records, functions)
			passed := 0
			for id := range functions {
				if outcomes[id] == "" {
					passed++
				} else if os.Getenv("TRANSCODER_VERBOSE") != "" {
					t.Logf("%v to %v: %s: %s\n%s", source, target, id, outcomes[id], functions[id])
				}
			}
			t.Logf("%v to %v: %d rendered, %d of %d pass (%.1f %%)", source, target, len(functions), passed, len(records), 100*float64(passed)/float64(len(records)))
		}
	}
}
