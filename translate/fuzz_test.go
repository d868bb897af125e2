package translate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
)

// FuzzTranslate translates whatever it is given: no panic, no hypothesis past
// what was asked for, a failure said for each function without a translation that
// parses, and a file that parses where none failed.
func FuzzTranslate(f *testing.F) {
	for _, language := range lexers.Languages() {
		source, err := os.ReadFile(parallelFile(language))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(source), uint8(language), uint8(language+1)%3)
	}
	f.Add("def f(x, y):\n    return {x: [y], 'a': (1,)}\n\nclass A:\n    x = 1\n", uint8(lexers.Python), uint8(lexers.Java))
	f.Add("#ifndef A\n#define A\nint f(int x) { return [=](int y) { return x + y; }(1); }\n#endif", uint8(lexers.CPP), uint8(lexers.Python))
	f.Add("class A { int f; void g() { Runnable r = () -> {}; } /** \\u000a */ }", uint8(lexers.Java), uint8(lexers.CPP))
	f.Add("X = [1, 'a']\nclass A:\n    \"\"\"Is.\"\"\"\n    def __init__(self, x):\n        self.x = x\n    def f(self):\n        return self\nprint(A(1))\n", uint8(lexers.Python), uint8(lexers.CPP))
	f.Add("struct P { int x = 0, y; P* n; P(int a) : x(a) {} int f() { return this->x; } }; int P::g() { return y; } int main(int c, char** v) { return c; }", uint8(lexers.CPP), uint8(lexers.Java))
	f.Add("struEt P { int x = 0, y7 P* n; P(int a) : x(a) {} iit f() { return this->x; } }; int P::g() { return y; } int main(int c, char** v) { return c; }", uint8(lexers.CPP), uint8(lexers.Java))
	f.Add("class A extends B { A() { super(); } } class C { int[] x = {1}; C(int y) { x = null; } static void main(String[] a) { a[0] = null; } class D { } }", uint8(lexers.Java), uint8(lexers.Python))
	f.Add("\xef\xbb\xbfdef f():\r\n\treturn '\x00'\r\n", uint8(lexers.Python), uint8(lexers.CPP))
	translator := openFixture(f)
	f.Fuzz(func(t *testing.T, source string, from, to uint8) {
		if len(source) > 4096 {
			t.Skip("parsing and decoding take time in proportion")
		}
		request := translate.Request{Source: []byte(source), From: lexers.Language(from % 3), To: lexers.Language(to % 3), Beam: 2, Hypotheses: 2}
		result, err := translator.Translate(context.Background(), request)
		if err != nil {
			return
		}
		whole := true
		for _, fn := range result.Functions {
			if len(fn.Hypotheses) > 2 {
				t.Errorf("%d hypotheses", len(fn.Hypotheses))
			}
			whole = whole && len(fn.Hypotheses) > 0 && fn.Hypotheses[0].Parses
		}
		if failed := result.Failed(); failed == whole && len(result.Functions) > 0 { // a file may have declarations alone
			t.Errorf("Failed is %v, every function translated %v of %d", failed, whole, len(result.Functions))
		}
		file, err := lexers.Parse(context.Background(), request.To, []byte(result.Code))
		if err != nil {
			t.Fatalf("%v in\n%s", err, result.Code)
		}
		if errors := file.SyntaxErrors(); whole && len(errors) > 0 {
			t.Errorf("syntax error at %v in\n%s", errors[0], result.Code)
		}
	})
}

// FuzzLines reads any bytes as JSON lines: no panic, and a line of JSON for each
// line that is not blank, in order.
func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"id\":1,\"src\":\"python\",\"tgt\":\"cpp\",\"code\":\"def add(a, b):\\n    return a + b\\n\"}\n\n{\"id\":[],\"code\":\"\"}"))
	f.Add([]byte("\xef\xbb\xbf{\"id\":\"\\ud800\",\"tgt\":\"java\",\"code\":\"int f() { return 1; }\"}\r\n[]\n{\"code\":1}\nnull"))
	translator := openFixture(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2048 {
			t.Skip("parsing and decoding take time in proportion")
		}
		want := 0
		for i, line := range strings.Split(string(data), "\n") {
			line = string(bytes.TrimSpace([]byte(line)))
			if i == 0 {
				line = strings.TrimPrefix(line, "\xef\xbb\xbf")
			}
			if line != "" {
				want++
			}
		}
		var out bytes.Buffer
		counts, err := translator.TranslateLines(context.Background(), bytes.NewReader(data), &out, translate.Request{Beam: 1}, false, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(out.Bytes(), []byte("\n")); got != want || counts.Lines != want {
			t.Errorf("%d lines answered by %d, counted %d", want, got, counts.Lines)
		}
		for line := range bytes.Lines(out.Bytes()) {
			var answer struct {
				ID         json.RawMessage
				Hypotheses []json.RawMessage `json:"hyps"`
				Error      string
			}
			if err := json.Unmarshal(line, &answer); err != nil || (answer.Error == "") != (len(answer.Hypotheses) > 0) {
				t.Errorf("%v: %s", err, line)
			}
		}
	})
}
