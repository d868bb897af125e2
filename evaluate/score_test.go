package evaluate

import (
	"bytes"
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/verify"
)

func TestTranslations(t *testing.T) {
	var file bytes.Buffer
	want := []Translation{{"A", lexers.Python, lexers.Java, []string{"int f() { return 1; }", ""}}, {"A", lexers.Java, lexers.Python, nil}}
	for _, translation := range want {
		if err := translation.Write(&file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ReadTranslations("hyps.jsonl", &file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %v (%v), want %v", got, err, want)
	}
	for _, c := range []struct{ reason, text, want string }{
		{"an unknown language", `{"id":"A","src":"rust","tgt":"java"}`, "hyps.jsonl:1: src"},
		{"a translation twice", `{"id":"A","src":"cpp","tgt":"java"}` + "\n" + `{"id":"A","src":"c++","tgt":"java"}`, "line 1 already"},
		{"nothing", "", "no translation"},
		{"broken JSON", "{", "hyps.jsonl:1:"},
	} {
		if _, err := ReadTranslations("hyps.jsonl", strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.reason, err, c.want)
		}
	}
}

// TestScore scores hypotheses whose fate is known, by an interpreter that looks
// for a word in the program.
func TestScore(t *testing.T) {
	suite := read(t, ownSuite)
	run := func(_ context.Context, programs []verify.Program) ([]verify.Outcome, error) {
		var outcomes []verify.Outcome
		for _, p := range programs {
			var o verify.Outcome
			switch {
			case strings.Contains(p.Text, "broken"):
				o.Status = verify.CompileError
			case strings.Contains(p.Text, "f_altered"): // a control, which a right answer fails
			case strings.Contains(p.Text, "2 * x"):
				_, rest, _ := strings.Cut(p.Text, "#Results ")
				o.Stdout = "#Results " + rest[:12] + ": 1, 1"
			case strings.Contains(p.Text, "liar"):
				o.Stdout = "#Results: 1, 1"
			}
			outcomes = append(outcomes, o)
		}
		return outcomes, nil
	}
	right, wrong := "def f(x):\n    return 2 * x\n", "def f(x):\n    return x\n"
	scores, verdicts, err := suite.Score(context.Background(), []Translation{
		{"TWICE", lexers.Java, lexers.Python, []string{wrong, right}},
		{"TWICE", lexers.CPP, lexers.Python, []string{"def broken(x):\n    return 2 * x\n"}},
		{"TWICE", lexers.Python, lexers.CPP, []string{"int twice(int x) { return 2 * x; }"}},
		{"TWICE", lexers.Python, lexers.Java, []string{"static int liar(int x) { return x; }"}},
		{"TWICE", lexers.CPP, lexers.Java, nil},
	}, Options{Run: run})
	if err != nil {
		t.Fatal(err)
	}
	if len(verdicts) != 6 || len(scores) != 5 {
		t.Fatalf("%d verdicts, %d scores", len(verdicts), len(scores))
	}
	for i, c := range []struct {
		reason                           string
		n                                int
		ca1, can, exact, parse, compiles float64
	}{
		{"the second hypothesis is right", 2, 0, 1, 0, 1, 1},
		{"a program that does not compile", 1, 0, 0, 0, 1, 0},
		{"the reference itself", 1, 1, 1, 1, 1, 1},
		{"a candidate that prints a verdict", 1, 0, 0, 0, 1, 1},
		{"no hypothesis is a wrong one", 1, 0, 0, 0, 0, 0},
	} {
		s := scores[i]
		if s.Problems != 1 || s.N != c.n || s.CA1 != c.ca1 || s.CAN != c.can || s.Exact != c.exact || s.Parses != c.parse || s.Compiles != c.compiles {
			t.Errorf("%s: %+v", c.reason, s)
		}
	}
	if math.Abs(scores[2].BLEU-100) > 1e-9 {
		t.Errorf("BLEU of the reference is %v", scores[2].BLEU)
	}
	if _, _, err := suite.Score(context.Background(), []Translation{{ID: "OTHER"}}, Options{Run: run}); err == nil {
		t.Error("a translation of an unknown problem was scored")
	}
}

// TestRerank puts the hypothesis that a check finds right before those that it
// finds wrong or knows nothing of, and leaves the others in their order.
func TestRerank(t *testing.T) {
	suite := read(t, ownSuite)
	run := func(_ context.Context, programs []verify.Program) ([]verify.Outcome, error) {
		outcomes := make([]verify.Outcome, len(programs))
		for i, p := range programs {
			if strings.Contains(p.Text, "2 * x") && !strings.Contains(p.Text, "f_altered") {
				_, rest, _ := strings.Cut(p.Text, "#Results ")
				outcomes[i].Stdout = "#Results " + rest[:12] + ": 1, 1"
			}
		}
		return outcomes, nil
	}
	check := func(_ context.Context, cases []verify.Case) ([]verify.Verdict, error) {
		found := make([]verify.Verdict, len(cases))
		for i, c := range cases {
			if c.Function != "twice" || !strings.HasPrefix(c.Source.Text, "static int twice") || strings.Contains(c.Source.Text+c.Target.Text, "Results") {
				t.Errorf("case %+v", c)
			}
			for word, kind := range map[string]verify.VerdictKind{"return x": verify.VerdictDiffers, "print": verify.VerdictUnsupported, "broken": verify.VerdictCompileError} {
				if strings.Contains(c.Target.Text, word) {
					found[i].Outcome = kind
				}
			}
		}
		return found, nil
	}
	scores, verdicts, err := suite.Score(context.Background(), []Translation{{"TWICE", lexers.Java, lexers.Python, []string{
		"def f(x):\n    return x\n", "def broken(x):\n    pass\n", "def f(x):\n    print(x)\n", "def f(x):\n    return 2 * x\n",
		"def f(x):\n    return 3 * x\n",
	}}}, Options{N: 2, Candidates: 5, Run: run, Check: check})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 3, 1, 0, 4} {
		if verdicts[i].Reranked != want {
			t.Errorf("hypothesis %d comes at place %d, want %d", i, verdicts[i].Reranked, want)
		}
		if checked, tested := verdicts[i].Check != nil, verdicts[i].Ran; checked != (i < 4) || tested != (i < 2 || want == 0) {
			t.Errorf("hypothesis %d: checked %v, tested %v", i, checked, tested)
		}
	}
	if s := scores[0]; s.CA1 != 0 || s.CAN != 0 || s.N != 2 || s.CAReranked != 1 {
		t.Errorf("%+v", s)
	}
}
