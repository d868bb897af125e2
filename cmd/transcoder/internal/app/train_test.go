package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"transcoder/corpora"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
)

// trainingFunctions are small functions of each language, for the %s of which
// there are statements.
var trainingFunctions = [lexers.LanguageCount]struct{ statement, functions string }{
	lexers.Python: {"    r = r + b\n", `
def add%[1]d(a, b):
    r = a * b
%[2]s    return r

def count%[1]d(a, b):
    r = 0
    for x in a:
        if x > b:
            r += 1
%[2]s    return r
`},
	lexers.CPP: {"    r = r + b;\n", `
int add%[1]d(int a, int b) {
    int r = a * b;
%[2]s    return r;
}

int count%[1]d(int a[], int b) {
    int r = 0;
    for (int i = 0; i < b; i++) {
        if (a[i] > b) {
            r += 1;
        }
    }
%[2]s    return r;
}
`},
	lexers.Java: {"    r = r + b;\n", `
static int add%[1]d(int a, int b) {
    int r = a * b;
%[2]s    return r;
}

static int count%[1]d(int[] a, int b) {
    int r = 0;
    for (int i = 0; i < a.length; i++) {
        if (a[i] > b) {
            r += 1;
        }
    }
%[2]s    return r;
}
`},
}

// trainingCorpus builds a corpus of a dozen functions of each language.
func trainingCorpus(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	var specs []corpora.SourceSpec
	for first, split := range []string{"train", "valid"} {
		path := filepath.Join(folder, split)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		for language, f := range trainingFunctions {
			code := ""
			for i := first; i < 14; i += 2 { // as many statements, or they would be duplicates
				code += fmt.Sprintf(f.functions, i, strings.Repeat(f.statement, i))
			}
			if lexers.Language(language) == lexers.Java {
				code = "class Main {\n" + code + "}\n"
			}
			if err := os.WriteFile(filepath.Join(path, "Main"+lexers.Language(language).Extension()), []byte(code), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		specs = append(specs, corpora.SourceSpec{Name: split, Path: path, License: "MIT", Split: split})
	}
	out := filepath.Join(folder, "corpus")
	// Functions that differ by a statement are near duplicates, which are kept here.
	if _, err := corpora.Build(context.Background(), corpora.BuildOptions{Out: out, Sources: specs, NearDuplicate: 2}); err != nil {
		t.Fatal(err)
	}
	return out
}

// tinySettings make a training of two seconds.
const tinySettings = `{"merges": 40, "tokens": 200, "max_length": 90, "dropout": 0.1, "temperature": 0.8, "pretraining": 0.33333,
	"model": {"width": 16, "heads": 2, "feed_forward": 32, "encoder_layers": 1, "decoder_layers": 1, "positions": 128,
		"shifted_heads": 1, "pointer": true, "names": true}}`

func trainOptions(corpus, out string, messages *bytes.Buffer) *TrainOptions {
	return &TrainOptions{
		IO: &IOStreams{Err: messages, Out: messages}, Stage: TrainAll, Corpus: corpus, Out: out,
		Preset: "tiny", Settings: tinySettings, Steps: 60, Seed: 5, Threads: 1,
	}
}

func trainedModel(t *testing.T, out string) *seq2seq.Model {
	t.Helper()
	c, err := checkpoint.Load(filepath.Join(out, modelFile))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Vocabulary) == 0 || c.CanonicalVersion != lexers.CanonicalVersion {
		t.Error("the model lacks its vocabulary or its canonical form's version")
	}
	return c.Model
}

// From a corpus to a model; stopped again and again, by turns in both stages,
// and taken up again, to the same model.
func TestTrainAndResume(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	whole := filepath.Join(t.TempDir(), "whole")
	if err := trainRun(context.Background(), trainOptions(corpus, whole, &messages)); err != nil {
		t.Fatalf("%v\n%s", err, &messages)
	}
	for _, part := range []string{"mlm ", "dae ", "bt ", "cpp-java", "java-cpp", "python-cpp", "cpp-python", "java-python", "python-java", "validation", "model: "} {
		if !strings.Contains(messages.String(), part) {
			t.Errorf("no %q in the report:\n%s", part, &messages)
		}
	}
	lines, err := os.ReadFile(filepath.Join(whole, metricsFile))
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]int{}
	for line := range bytes.Lines(lines) {
		var r struct{ Event, Stage string }
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if r.Event == "step" {
			steps[r.Stage]++
		}
	}
	if steps["mlm"] != 20 || steps["bt"] != 40 { // pretraining has a third of 60
		t.Errorf("steps %v, expected 20 of mlm and 40 of bt", steps)
	}

	broken := filepath.Join(t.TempDir(), "broken")
	for runs := 0; ; runs++ {
		if runs == 30 {
			t.Fatal("no end")
		}
		ctx, cancel := context.WithCancel(context.Background())
		options := trainOptions(corpus, broken, &messages)
		options.afterStep = func(step int) {
			if step%7 == 3 { // steps 3, 10, ... of either stage
				cancel()
			}
		}
		err := trainRun(ctx, options)
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	want, got := trainedModel(t, whole), trainedModel(t, broken)
	for i, p := range want.Parameters {
		if !reflect.DeepEqual(p.Data, got.Parameters[i].Data) {
			t.Errorf("%s differs behind resumptions", p.Name)
		}
	}
}

// A damaged newest checkpoint is named, and the one before it leads to the same
// weights; where all are damaged the training does not begin anew in silence.
func TestTrainFallsBack(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	out := filepath.Join(t.TempDir(), "model")
	options := trainOptions(corpus, out, &messages)
	options.Stage, options.Steps, options.SaveInterval = TrainTranslation, 8, 1
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	whole := trainedModel(t, out).Parameters
	kept, err := filepath.Glob(filepath.Join(out, translationDir, "step-*.ckpt"))
	if err != nil || len(kept) != 3 {
		t.Fatal(kept, err)
	}
	damage := func(path string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 0x10
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	damage(kept[2])
	messages.Reset()
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	if text := messages.String(); !strings.Contains(text, "warning: ") || !strings.Contains(text, kept[2]) || !strings.Contains(text, "going on from step 7") {
		t.Errorf("of the damaged checkpoint:\n%s", text)
	}
	for i, p := range trainedModel(t, out).Parameters {
		if !reflect.DeepEqual(p.Data, whole[i].Data) {
			t.Errorf("%s differs behind the checkpoint before", p.Name)
		}
	}
	for _, path := range kept {
		damage(path)
	}
	if err := trainRun(context.Background(), options); exitCode(err) != exitDamaged || !strings.Contains(err.Error(), "none of 3 checkpoints can be read") {
		t.Errorf("with damaged ones only: %v", err)
	}
}

// Each stage on its own, and a start from a finished model.
func TestTrainStages(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	out := filepath.Join(t.TempDir(), "model")
	for _, stage := range []TrainStage{TrainVocabulary, TrainMaskedLM, TrainTranslation} {
		options := trainOptions(corpus, out, &messages)
		options.Stage, options.Steps = stage, 3
		if err := trainRun(context.Background(), options); err != nil {
			t.Fatalf("%s: %v", stage, err)
		}
		_, err := os.Stat(filepath.Join(out, modelFile))
		if done := err == nil; done != (stage == TrainTranslation) {
			t.Errorf("%s: model there: %v", stage, done)
		}
	}
	if !strings.Contains(messages.String(), "starting from the masked LM of step 3") {
		t.Errorf("back-translation did not start from masked LM:\n%s", &messages)
	}
	options := trainOptions(corpus, filepath.Join(t.TempDir(), "own"), &messages)
	options.Init, options.Steps, options.Settings = filepath.Join(out, modelFile), 2, `{"tokens": 200, "max_length": 90}`
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	if got := trainedModel(t, options.Out); got.Config.Width != 16 {
		t.Errorf("the model has width %d, not that of the one it started from", got.Config.Width)
	}
}

// Masked LM learns from batches larger than the trainer's room.
func TestTrainSettings(t *testing.T) {
	corpus := trainingCorpus(t)
	run := func(settings string) (labels []int) {
		var messages bytes.Buffer
		out := filepath.Join(t.TempDir(), "model")
		options := trainOptions(corpus, out, &messages)
		options.Stage, options.Steps = TrainMaskedLM, 4
		options.Settings = strings.TrimSuffix(tinySettings, "}") + settings + "}"
		if err := trainRun(context.Background(), options); err != nil {
			t.Fatalf("%s: %v", settings, err)
		}
		lines, err := os.ReadFile(filepath.Join(out, metricsFile))
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(lines) {
			var r struct {
				Objectives map[string]struct{ Tokens int }
			}
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatal(err)
			}
			if o, ok := r.Objectives["mlm"]; ok {
				labels = append(labels, o.Tokens)
			}
		}
		return labels
	}
	few, many := run(""), run(`, "pretraining_tokens": 1000, "min_word_count": 7`)
	for i := range few {
		// 15 % of 200 and of 1,000 tokens, give or take four standard deviations.
		if few[i] < 10 || few[i] > 50 || many[i] < 105 || many[i] > 195 {
			t.Errorf("step %d: %d labels, with larger batches %d, expected about 30 and 150", i+1, few[i], many[i])
		}
	}
}

func TestTrainErrors(t *testing.T) {
	corpus := trainingCorpus(t)
	var messages bytes.Buffer
	out := filepath.Join(t.TempDir(), "model")
	options := trainOptions(corpus, out, &messages)
	options.Stage = TrainVocabulary
	if err := trainRun(context.Background(), options); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "damaged")
	if err := os.MkdirAll(damaged, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(damaged, planFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(*TrainOptions)
		code   int
		want   string
		reason string
	}{
		{func(o *TrainOptions) { o.Preset = "huge" }, exitUsage, "huge", "an unknown preset"},
		{func(o *TrainOptions) { o.Settings = `{"colour": 1}` }, exitUsage, "colour", "an unknown setting"},
		{func(o *TrainOptions) { o.Settings = `{"tokens": 20}` }, exitUsage, "max_length", "functions that no batch holds"},
		{func(o *TrainOptions) { o.Settings = `{"noise": {"word_dropout": 2}}` }, exitUsage, "drop", "a probability of 2"},
		{func(o *TrainOptions) { o.Settings = `{"pretraining_tokens": 100}` }, exitUsage, "pretraining_tokens", "a smaller batch for masked LM"},
		{func(o *TrainOptions) { o.Settings = `{"min_word_count": -1}` }, exitUsage, "min_word_count", "a negative count"},
		{func(o *TrainOptions) {
			o.Out, o.Settings = filepath.Join(filepath.Dir(out), "rare"), strings.TrimSuffix(tinySettings, "}")+`, "min_word_count": 8}`
		}, exitDamaged, "words that occur 8 times", "each function has a word of the seven of its kind"},
		{func(o *TrainOptions) { o.Settings = `{"greedy_share": 1.5}` }, exitUsage, "greedy_share", "more than all batches"},
		{func(o *TrainOptions) { o.Steps = -1 }, exitUsage, "negative", "a negative limit"},
		{func(o *TrainOptions) { o.Seed = 6 }, exitUsage, "seed", "a folder with a training of another seed"},
		{func(o *TrainOptions) { o.Corpus = t.TempDir() }, exitDamaged, "manifest", "no corpus"},
		{func(o *TrainOptions) { o.Out = damaged }, exitDamaged, planFile, "a damaged plan"},
		{func(o *TrainOptions) { o.Out = filepath.Join(corpus, "manifest.json", "x") }, exitResources, "manifest.json", "a file where the folder should be"},
		{func(o *TrainOptions) { o.Init = filepath.Join(out, "none.ckpt") }, exitDamaged, "none.ckpt", "no model to start from"},
	} {
		o := trainOptions(corpus, out, &messages)
		c.change(o)
		err := trainRun(context.Background(), o)
		if err == nil || exitCode(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: exit code %d, %v, expected %d and %q", c.reason, exitCode(err), err, c.code, c.want)
		}
	}
}
