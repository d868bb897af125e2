package grammar_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"transcoder/lexers"
)

// pythonParser reads a JSON array of sources and writes one of messages, "" for
// a source that ast.parse accepts. Nothing is run.
const pythonParser = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")
def problem(text):
    try:
        ast.parse(text)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)
    return ""
json.dump([problem(text) for text in json.load(sys.stdin)], sys.stdout)
`

// pythonProblems asks Python's own parser about texts.
func pythonProblems(t *testing.T, texts []string) []string {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "python3", "-I", "-c", pythonParser)
	command.Stdin = strings.NewReader(string(in))
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var problems []string
	if err := json.Unmarshal(out, &problems); err != nil || len(problems) != len(texts) {
		t.Fatalf("ast.parse: %d answers for %d texts: %v", len(problems), len(texts), err)
	}
	return problems
}

// javaProblems asks javac's parser about methods.
func javaProblems(t *testing.T, texts []string) []string {
	t.Helper()
	if _, err := exec.LookPath("javac"); err != nil {
		t.Skip("javac is not installed")
	}
	var in strings.Builder
	for _, text := range texts {
		in.WriteString(text + "\x00")
	}
	command := exec.CommandContext(t.Context(), "java", "-Xmx512m", "-Xss16m", "testdata/ParseAll.java")
	command.Stdin = strings.NewReader(in.String())
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	problems := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(problems) != len(texts) {
		t.Fatalf("javac: %d answers for %d texts", len(problems), len(texts))
	}
	return problems
}

// cppProblems asks g++ about functions: "expected" is what its parser says where
// it can't go on; that a name is not declared is none of its business.
func cppProblems(t *testing.T, texts []string) []string {
	t.Helper()
	if _, err := exec.LookPath("g++"); err != nil {
		t.Skip("g++ is not installed")
	}
	problems := make([]string, len(texts))
	const batch = 250
	for from := 0; from < len(texts); from += batch {
		part := texts[from:min(from+batch, len(texts))]
		var source strings.Builder
		source.WriteString("#include <bits/stdc++.h>\n#include <math.h>\n")
		for i, text := range part {
			fmt.Fprintf(&source, "#line 1 \"%d\"\nnamespace grammar_proof_%d {\n%s\n}\n", from+i, i, text)
		}
		command := exec.CommandContext(t.Context(), "g++", "-std=gnu++17", "-fsyntax-only", "-w", "-fmax-errors=0", "-x", "c++", "-")
		command.Stdin = strings.NewReader(source.String())
		var out strings.Builder
		command.Stderr = &out
		if err := command.Run(); err != nil && command.ProcessState.ExitCode() != 1 {
			t.Fatalf("g++: %v: %s", err, out.String()[:min(2000, out.Len())])
		}
		for line := range strings.Lines(out.String()) {
			name, message, ok := strings.Cut(line, ":")
			i, err := strconv.Atoi(name)
			if ok && err == nil && strings.Contains(message, "error: expected") && problems[i] == "" {
				problems[i] = strings.TrimSpace(message)
			}
		}
	}
	return problems
}

// report fails the test for each text with a problem.
func report(t *testing.T, language lexers.Language, texts []string, tokens [][]string, problems []string) {
	t.Helper()
	failed := 0
	for i, problem := range problems {
		if problem == "" {
			continue
		}
		if failed++; failed <= 8 {
			t.Errorf("%s: %s\n%s\n%s", language.Title(), problem, texts[i], strings.Join(tokens[i], " "))
		}
	}
	t.Logf("%s: %d of %d accepted", language.Title(), len(texts)-failed, len(texts))
}

// TestRandomWalkParsesPython writes functions by lot and has Python parse them.
// TRANSCODER_GRAMMAR_WALKS says how many.
func TestRandomWalkParsesPython(t *testing.T) {
	texts, tokens := walks(t, lexers.Python, walkCount(t))
	report(t, lexers.Python, texts, tokens, pythonProblems(t, texts))
}

func TestRandomWalkParsesJava(t *testing.T) {
	texts, tokens := walks(t, lexers.Java, walkCount(t))
	report(t, lexers.Java, texts, tokens, javaProblems(t, texts))
}

func TestRandomWalkParsesCPP(t *testing.T) {
	texts, tokens := walks(t, lexers.CPP, walkCount(t))
	report(t, lexers.CPP, texts, tokens, cppProblems(t, texts))
}
