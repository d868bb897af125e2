package grammar_test

import (
	"encoding/json"
	"os/exec"
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

// report fails the test for each text with a problem.
func report(t *testing.T, language lexers.Language, texts []string, tokens [][]string, problems []string) {
	t.Helper()
	failed := 0
	for i, problem := range problems {
		if problem == "" {
			continue
		}
		if failed++; failed <= 12 {
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
