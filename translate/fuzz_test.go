package translate_test

import (
	"context"
	"os"
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
		if failed := result.Failed(); failed == (whole && len(result.Functions) > 0) {
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
