package convert_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/models"
	"transcoder/translate"
	"transcoder/translate/convert"
	"transcoder/verify"
)

// BenchmarkConvert converts files and reports functions a second and how many times
// faster that is than translating file by file with the same model, loaded once, and
// the same options; then the same for seconds of processor time, compilers and
// programs under test included, which other programs on the machine hardly change.
//
// The files are the project's examples and the fixture's functions, to Java, some
// copies of each. The functions of every copy have names of their own: a verifier
// remembers programs. TRANSCODER_CONVERT_SOURCES is a folder to take instead, and
// TRANSCODER_CONVERT_TO the language to convert it to.
func BenchmarkConvert(b *testing.B) {
	b.Run("greedy", func(b *testing.B) { benchmarkConvert(b, translate.Request{Beam: 1}, 4) })
	b.Run("beam", func(b *testing.B) { benchmarkConvert(b, translate.Request{}, 4) })
	b.Run("greedy-verify", func(b *testing.B) { benchmarkConvert(b, translate.Request{Beam: 1, Verify: true}, 1) })
	b.Run("beam-verify", func(b *testing.B) { benchmarkConvert(b, translate.Request{Verify: true}, 1) })
}

func benchmarkConvert(b *testing.B, request translate.Request, copies int) {
	sources, to := benchmarkSources(b, copies)
	functions := 0
	var whole, single, wholeCPU, singleCPU time.Duration
	for b.Loop() {
		translator := benchmarkTranslator(b, request.Verify, to)
		begin, beginCPU := time.Now(), processorTime(b)
		plan, err := convert.NewPlan(context.Background(), convert.Options{Sources: []string{sources}, Out: filepath.Join(b.TempDir(), "out"), To: to, Request: request})
		if err != nil {
			b.Fatal(err)
		}
		summary, err := plan.Run(context.Background(), translator)
		plan.Close()
		if err != nil {
			b.Fatal(err)
		}
		whole += time.Since(begin)
		wholeCPU += processorTime(b) - beginCPU
		for _, n := range summary.Functions {
			functions += n
		}
		translator = benchmarkTranslator(b, request.Verify, to)
		begin, beginCPU = time.Now(), processorTime(b)
		fileByFile(b, translator, request, sources, to)
		single += time.Since(begin)
		singleCPU += processorTime(b) - beginCPU
	}
	b.ReportMetric(float64(functions)/whole.Seconds(), "functions/s")
	b.ReportMetric(single.Seconds()/whole.Seconds(), "times-file-by-file")
	b.ReportMetric(float64(functions)/wholeCPU.Seconds(), "functions/cpu-s")
	b.ReportMetric(singleCPU.Seconds()/wholeCPU.Seconds(), "times-in-cpu-s")
}

// fileByFile translates the files of a folder one after the other.
func fileByFile(b *testing.B, translator *translate.Translator, request translate.Request, sources string, to lexers.Language) {
	out := b.TempDir()
	err := filepath.WalkDir(sources, func(path string, entry fs.DirEntry, err error) error {
		from, ok := lexers.LanguageOfPath(path)
		if err != nil || entry.IsDir() || !ok || from == to {
			return err
		}
		r := request
		r.Path, r.From, r.To = entry.Name(), from, to
		if r.Source, err = os.ReadFile(path); err != nil {
			return err
		}
		result, err := translator.Translate(context.Background(), r)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(out, entry.Name()), []byte(result.Code), 0o644)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// benchmarkTranslator returns a translator that has done nothing yet, but has what
// its verifier makes once for all programs.
func benchmarkTranslator(b *testing.B, verified bool, to lexers.Language) *translate.Translator {
	b.Helper()
	var options translate.Options
	if verified {
		folder, err := os.UserCacheDir()
		if err != nil {
			b.Skip("no folder for what compilers prepare:", err)
		}
		runner, err := verify.NewRunner(context.Background(), verify.Options{Cache: filepath.Join(folder, "transcoder")})
		if err != nil {
			b.Skip("programs can't be run in isolation:", err)
		}
		b.Cleanup(func() { runner.Close() })
		for _, language := range lexers.Languages() {
			if missing := runner.Missing(language); missing != "" {
				b.Skip(missing)
			}
		}
		check := func(ctx context.Context, candidates []translate.Candidate) ([]translate.Check, error) {
			cases := make([]verify.Case, len(candidates))
			for i, c := range candidates {
				cases[i] = verify.Case{Source: verify.Code{Language: c.From, Text: c.Source}, Target: verify.Code{Language: c.To, Text: c.Target}, Function: c.Function}
			}
			verdicts, err := runner.Check(ctx, cases, verify.CheckOptions{Minimize: true})
			checks := make([]translate.Check, len(verdicts))
			for i, v := range verdicts {
				judged := v.Outcome != verify.VerdictUnsupported && v.Outcome != verify.VerdictNoToolchain
				checks[i] = translate.Check{Outcome: v.Outcome.String(), Passed: v.Outcome == verify.VerdictPass, Judged: judged}
			}
			return checks, err
		}
		text := map[lexers.Language]string{
			lexers.Python: "def twice(x: int):\n    return 2 * x\n", lexers.CPP: "int twice(int x) { return 2 * x; }\n",
			lexers.Java: "class Main { static int twice(int x) { return 2 * x; } }\n",
		}
		var candidates []translate.Candidate
		for from := range text {
			candidates = append(candidates, translate.Candidate{From: from, To: to, Source: text[from], Target: text[to], Function: "twice", Translated: "twice"})
		}
		if _, err := check(context.Background(), candidates); err != nil {
			b.Fatal(err)
		}
		options.Verify = check
	}
	translator, err := translate.Open(models.Default(), options)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(translator.Close)
	return translator
}

// benchmarkSources returns a folder of files, and the language to convert them to.
func benchmarkSources(b *testing.B, copies int) (folder string, to lexers.Language) {
	b.Helper()
	to = lexers.Java
	if name := os.Getenv("TRANSCODER_CONVERT_TO"); name != "" {
		var err error
		if to, err = lexers.ParseLanguage(name); err != nil {
			b.Fatalf("TRANSCODER_CONVERT_TO: %v", err)
		}
	}
	if folder := os.Getenv("TRANSCODER_CONVERT_SOURCES"); folder != "" {
		return folder, to
	}
	folder = b.TempDir()
	for _, pattern := range []string{"../../examples/*", "../testdata/parallel/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range names {
			language, ok := lexers.LanguageOfPath(name)
			if !ok || language == to {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			file, err := lexers.Parse(context.Background(), language, data)
			if err != nil {
				b.Fatal(err)
			}
			for n := range copies {
				text := data
				for _, fn := range file.Functions() {
					text = regexp.MustCompile(`\b`+regexp.QuoteMeta(fn.Name)+`\b`).ReplaceAll(text, fmt.Appendf(nil, "%s%d", fn.Name, n))
				}
				if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("copy%d_%s", n, filepath.Base(name))), text, 0o644); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	return folder, to
}

// processorTime is that of this process and of those that it waited for, so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	total := time.Duration(0)
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who, &usage); err != nil {
			b.Fatal(err)
		}
		total += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	return total
}
