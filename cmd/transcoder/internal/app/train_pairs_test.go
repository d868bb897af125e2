package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/translate"
	"transcoder/verify"
)

// What a corpus does not keep is made up, alike for a function and its translation.
func TestLegend(t *testing.T) {
	source := strings.Fields("int ID_0 ( int [ ] ID_1 ) BLOCK_OPEN String ID_2 = STR_0 EOL return ID_1 [ NUM_0 ] + NUM_1 EOL BLOCK_CLOSE")
	target := strings.Fields("ID_0 ( ID_1 ) BLOCK_OPEN ID_3 = CHR_1 EOL return ID_1 [ NUM_0 ] EOL BLOCK_CLOSE")
	l := newLegend([][]string{{"max", "sum"}, {"for"}, {"a", "1"}}, source, target)
	want := legend{
		names:    []string{"f_max_sum", "for", "a_1", "v_3"},
		numbers:  []string{"101", "103"},
		literals: []string{"str0", "l"},
	}
	if !reflect.DeepEqual(l, want) {
		t.Errorf("%+v, expected %+v", l, want)
	}
	c, ok := l.newCase(context.Background(), source, target, lexers.Java, lexers.Python)
	if !ok || c.Function != "f_max_sum" {
		t.Errorf("%+v, %v", c, ok)
	}
	for _, part := range []string{"f_max_sum(int[] ", `"str0"`, "[101] + 103"} {
		if !strings.Contains(c.Source.Text, part) {
			t.Errorf("no %q in %s", part, c.Source.Text)
		}
	}
	for _, part := range []string{"def f_max_sum(", `v_3 = "l"`, "[101]"} {
		if !strings.Contains(c.Target.Text, part) {
			t.Errorf("no %q in %s", part, c.Target.Text)
		}
	}
	// Names that are the same once their case is lost, and none at all.
	l = newLegend([][]string{{"n"}, {"x"}, {"x"}, {"ünï"}, {}}, strings.Fields("ID_0 ID_1 ID_2 ID_3 ID_4"))
	if want := []string{"f_n", "x", "x_2", "v_3", "v_4"}; !slices.Equal(l.names, want) {
		t.Errorf("names %q, expected %q", l.names, want)
	}
	if _, ok := l.newCase(context.Background(), source, strings.Fields("ID_0 ( ( BLOCK_OPEN"), lexers.Java, lexers.Python); ok {
		t.Error("half a function parses")
	}
}

func TestEncodeTokens(t *testing.T) {
	v, err := bpe.Learn([]bpe.Word{{Text: "low", Counts: [lexers.LanguageCount]int64{5, 5, 5}}}, corpora.VocabularyOptions(2))
	if err != nil {
		t.Fatal(err)
	}
	tokens, pieces := strings.Fields("ID_0 ( low ID_1 NUM_0 )"), [][]string{{"low", "est"}, nil}
	s, ok := encodeTokens(v, lexers.CPP, tokens, pieces)
	if !ok || len(s.Names) != len(s.IDs) || s.Language != int(lexers.CPP) {
		t.Fatalf("%+v, %v", s, ok)
	}
	back, backPieces := decodeTokens(v, s)
	if !slices.Equal(back, tokens) || !reflect.DeepEqual(backPieces, pieces[:1]) {
		t.Errorf("%q and %q, expected %q and %q", back, backPieces, tokens, pieces)
	}
	if _, ok := encodeTokens(v, lexers.CPP, []string{"ID_4000"}, nil); ok {
		t.Error("a placeholder that the vocabulary lacks is encoded")
	}
}

// fakeCheck passes the translations that a rule does and counts what it is asked.
type fakeCheck struct {
	asked int
	pass  func(n int, c verify.Case) verify.VerdictKind
}

func (f *fakeCheck) check(ctx context.Context, cases []verify.Case, _ verify.CheckOptions) ([]verify.Verdict, error) {
	var verdicts []verify.Verdict
	for _, c := range cases {
		f.asked++
		verdicts = append(verdicts, verify.Verdict{Outcome: f.pass(f.asked, c), Inputs: 20})
	}
	return verdicts, ctx.Err()
}

func TestVerdictLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), verdictFile)
	cases := make([]verify.Case, 4)
	for i := range cases {
		cases[i].Function = strings.Repeat("f", i+1)
	}
	ask := func(f *fakeCheck, cases []verify.Case) []verify.VerdictKind {
		t.Helper()
		log, err := openVerdictLog(path)
		if err != nil {
			t.Fatal(err)
		}
		defer log.close()
		kinds, err := (&judge{f.check, verify.CheckOptions{}, log}).verdicts(context.Background(), cases)
		if err != nil {
			t.Fatal(err)
		}
		return kinds
	}
	changing := &fakeCheck{pass: func(n int, _ verify.Case) verify.VerdictKind { return verify.VerdictKind(n % 3) }}
	first := ask(changing, append(slices.Clone(cases[:3]), cases[0]))
	if changing.asked != 3 || first[3] != first[0] {
		t.Errorf("%d questions for %v, expected 3", changing.asked, first)
	}
	if again := ask(changing, cases[:3]); !slices.Equal(again, first[:3]) || changing.asked != 3 {
		t.Errorf("the second time %v, expected %v", again, first[:3])
	}
	// Half a record, of a process that was killed, is judged again; so is a damaged one.
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[30] ^= 1
	if err := os.WriteFile(path, data[:len(data)-5], 0o644); err != nil {
		t.Fatal(err)
	}
	if kinds := ask(changing, cases[:3]); changing.asked != 5 || kinds[0] != first[0] {
		t.Errorf("%d questions, expected 5", changing.asked)
	}
	if ask(changing, cases[:3]); changing.asked != 5 {
		t.Errorf("%d questions, expected 5: the log was not mended", changing.asked)
	}
}

func TestAcceptLevels(t *testing.T) {
	for _, c := range []struct {
		level   acceptLevel
		verdict verify.VerdictKind
		refused bool
		reason  string
	}{
		{acceptCompiles, verify.VerdictCompileError, true, "does not compile"},
		{acceptCompiles, verify.VerdictDiffers, false, "compiles"},
		{acceptBehaves, verify.VerdictCompileError, true, "can't behave"},
		{acceptBehaves, verify.VerdictDiffers, true, "does something else"},
		{acceptBehaves, verify.VerdictRuntimeError, true, "fails"},
		{acceptBehaves, verify.VerdictTimeout, true, "does not end"},
		{acceptBehaves, verify.VerdictPass, false, "behaves"},
		{acceptBehaves, verify.VerdictUnsupported, false, "nothing is known"},
	} {
		if got := c.level.refuses(c.verdict); got != c.refused {
			t.Errorf("%s, %v (%s): refused %v", c.level, c.verdict, c.reason, got)
		}
	}
	if acceptLevel("runs").validate() == nil {
		t.Error("an unknown level is valid")
	}
}

// Translations that don't parse are refused without being run.
func TestAcceptFilter(t *testing.T) {
	v, err := bpe.Learn(nil, corpora.VocabularyOptions(0))
	if err != nil {
		t.Fatal(err)
	}
	encode := func(language lexers.Language, text string) seq2seq.Sequence {
		s, ok := encodeTokens(v, language, strings.Fields(text), nil)
		if !ok {
			t.Fatalf("%q does not encode", text)
		}
		return s
	}
	function := encode(lexers.Python, "ID_0 ( ID_1 ) BLOCK_OPEN return ID_1 EOL BLOCK_CLOSE")
	var translations []seq2seq.Sequence
	for _, text := range []string{
		"int ID_0 ( int ID_1 ) BLOCK_OPEN return ID_1 EOL BLOCK_CLOSE",
		"int ID_0 ( int ID_1 ) BLOCK_OPEN return ( ID_1 EOL BLOCK_CLOSE",
		"int ID_0 ( int ID_1 ) BLOCK_OPEN return ID_1 + 1 EOL BLOCK_CLOSE",
	} {
		translations = append(translations, encode(lexers.Java, text))
	}
	log, err := openVerdictLog(filepath.Join(t.TempDir(), verdictFile))
	if err != nil {
		t.Fatal(err)
	}
	defer log.close()
	fake := &fakeCheck{pass: func(_ int, c verify.Case) verify.VerdictKind {
		if strings.Contains(c.Target.Text, "+ 1") {
			return verify.VerdictDiffers
		}
		return verify.VerdictPass
	}}
	for _, c := range []struct {
		level acceptLevel
		want  []bool
		asked int
	}{
		{acceptParses, []bool{true, false, true}, 0},
		{acceptCompiles, []bool{true, false, true}, 2},
		{acceptBehaves, []bool{true, false, false}, 2}, // now from the log
	} {
		f := &acceptFilter{level: c.level, vocabulary: v}
		if c.level != acceptParses {
			f.judge = &judge{fake.check, verify.CheckOptions{}, log}
		}
		got, err := f.accept(context.Background(), []seq2seq.Sequence{function, function, function}, translations)
		if err != nil || !slices.Equal(got, c.want) || fake.asked != c.asked {
			t.Errorf("%s: %v after %d questions, %v, expected %v after %d", c.level, got, fake.asked, err, c.want, c.asked)
		}
	}
}

func pairsOptions(corpus, model, out string, messages *bytes.Buffer, f *fakeCheck) *PairsOptions {
	return &PairsOptions{
		IO: &IOStreams{Err: messages, Out: messages}, Model: model, Corpus: corpus, Out: out,
		Hypotheses: 3, MaxTokens: 120, Inputs: 10, Level: "isolated", Jobs: 1, Seed: 2, check: f.check,
	}
}

// Verified pairs are found, a run that is stopped goes on to the same file, and a
// training learns from them.
func TestPairs(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	out := filepath.Join(t.TempDir(), "model")
	options := trainOptions(corpus, out, &messages)
	options.Steps = 3
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(out, modelFile)
	rule := func(_ int, c verify.Case) verify.VerdictKind {
		if len(c.Target.Text)%3 == 0 {
			return verify.VerdictDiffers
		}
		return verify.VerdictPass
	}
	folder := t.TempDir()
	whole := filepath.Join(folder, "whole"+corpora.PairSuffix)
	if err := pairsRun(context.Background(), pairsOptions(corpus, model, whole, &messages, &fakeCheck{pass: rule})); err != nil {
		t.Fatalf("%v\n%s", err, &messages)
	}
	trials, err := corpora.ReadTrials(whole)
	if err != nil {
		t.Fatal(err)
	}
	// 14 functions of each language in the train split, some of more than 120 tokens,
	// each into two others. Java and C++ differ little here: some can stand as they are.
	rendered := 0
	for _, trial := range trials {
		if trial.Origin == string(translate.OriginRendering) {
			rendered++
		}
	}
	if len(trials) != 80 || rendered < 5 || !strings.Contains(messages.String(), "40 functions, 80 translations") {
		t.Errorf("%d trials, %d renderings verified\n%s", len(trials), rendered, &messages)
	}

	broken := filepath.Join(folder, "broken"+corpora.PairSuffix)
	for runs := 0; ; runs++ {
		if runs == 20 {
			t.Fatal("no end")
		}
		ctx, cancel := context.WithCancel(context.Background())
		stopping := &fakeCheck{}
		stopping.pass = func(n int, c verify.Case) verify.VerdictKind {
			if n == 5+20*runs { // in the midst of a batch, in the end behind the last
				cancel()
			}
			return rule(n, c)
		}
		err := pairsRun(ctx, pairsOptions(corpus, model, broken, &messages, stopping))
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	one, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(broken)
	if err != nil || !bytes.Equal(one, other) {
		t.Errorf("the file of a run that was stopped differs (%d and %d bytes, %v)", len(one), len(other), err)
	}

	again := pairsOptions(corpus, model, whole, &messages, &fakeCheck{pass: rule})
	again.Inputs = 5
	if err := pairsRun(context.Background(), again); err == nil || !strings.Contains(err.Error(), "another settings") {
		t.Errorf("with other settings: %v", err)
	}

	options = trainOptions(corpus, filepath.Join(t.TempDir(), "replayed"), &messages)
	options.Stage, options.Init, options.Steps = TrainTranslation, model, 6
	options.Settings = `{"tokens": 200, "max_length": 90, "replay": "` + filepath.ToSlash(folder) + `", "replay_share": [{"progress": 0, "value": 1}]}`
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	metrics, err := os.ReadFile(filepath.Join(options.Out, metricsFile))
	if err != nil || !bytes.Contains(metrics, []byte(`"replay":{"loss"`)) {
		t.Errorf("the training did not learn from the pairs: %v\n%s", err, &messages)
	}
}

// A training that goes back to an older checkpoint acts on the verdicts of the
// first time, although the second time they would be others.
func TestAcceptResumesExactly(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	out := filepath.Join(t.TempDir(), "model")
	fake := &fakeCheck{pass: func(n int, _ verify.Case) verify.VerdictKind {
		return []verify.VerdictKind{verify.VerdictPass, verify.VerdictDiffers}[n%2]
	}}
	run := func() []*seq2seq.Parameter {
		options := trainOptions(corpus, out, &messages)
		options.check, options.SaveInterval, options.Steps = fake.check, 1, 8
		// A model that knows some functions by heart writes what parses.
		options.Stage, options.Init = TrainTranslation, filepath.Join("..", "..", "..", "..", "translate", "testdata", "fixture.transcoder")
		options.Settings = `{"tokens": 200, "max_length": 60, "accept": "behaves", "translation": {"kind": "flat", "peak": 1e-4},
			"denoising_share": [{"progress": 0, "value": 0}], "back_translation_share": [{"progress": 0, "value": 1}]}`
		if err := trainRun(context.Background(), options); err != nil {
			t.Fatal(err)
		}
		return trainedModel(t, out).Parameters
	}
	whole := run()
	asked := fake.asked
	kept, err := filepath.Glob(filepath.Join(out, translationDir, "step-*.ckpt"))
	if err != nil || len(kept) != 3 {
		t.Fatal(kept, err)
	}
	slices.Sort(kept)
	for _, path := range append(kept[1:], filepath.Join(out, modelFile)) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if again := run(); asked == 0 || fake.asked != asked || !reflect.DeepEqual(whole, again) {
		t.Errorf("%d verdicts and %d more behind a resumption from an older checkpoint; weights equal: %v",
			asked, fake.asked-asked, reflect.DeepEqual(whole, again))
	}
}

// TestMatched gives translations the placeholders of their sources.
func TestMatched(t *testing.T) {
	source := "def f(xs, n):\n    total = 1234567\n    for x in xs:\n        total += x\n    print('some text')\n    return total\n"
	for _, test := range []struct{ code, want string }{
		{"static int f(int[] xs, int n) { int total = 1234567; for (int k : xs) { total += k; } System.out.println(\"some text\"); return total; }",
			"int ID_0 ( int [ ] ID_1 , int ID_2 ) BLOCK_OPEN int ID_3 = NUM_0 EOL for int ID_5 in ID_1 BLOCK_OPEN ID_3 += ID_5 EOL BLOCK_CLOSE System . out . println ( STR_0 ) EOL return ID_3 EOL BLOCK_CLOSE"},
		{"static int f(int[] xs, int n) { return 7654321; }", ""},
		{"static int f(int[] xs, int n) { return \"other text\"; }", ""},
		{"static int f(int[] xs, int n) { return ", ""},
	} {
		tokens, ok := matched(t.Context(), source, lexers.Python, test.code, lexers.Java)
		if got := strings.Join(tokens, " "); got != test.want || ok != (test.want != "") {
			t.Errorf("%s\ngot  %s, %v\nwant %s", test.code, got, ok, test.want)
		}
	}
}
