package convert_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/models"
	"transcoder/translate"
	"transcoder/translate/convert"
)

// BenchmarkConvert converts the project's examples and the fixture's functions to
// Java, some copies of each, and reports functions a second and how many times
// faster that is than translating file by file with the same model, loaded once, and
// the same options; then the same for seconds of processor time, which other
// programs on the machine hardly change.
func BenchmarkConvert(b *testing.B) {
	for _, beam := range []int{1, translate.DefaultBeam} {
		b.Run(map[int]string{1: "greedy", translate.DefaultBeam: "beam"}[beam], func(b *testing.B) { benchmarkConvert(b, beam) })
	}
}

func benchmarkConvert(b *testing.B, beam int) {
	translator, err := translate.Open(models.Default(), translate.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer translator.Close()
	var files []string
	for _, pattern := range []string{"../../examples/*.py", "../../examples/*.cpp", "../testdata/parallel/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, found...)
	}
	sources := b.TempDir()
	for copy := range 4 {
		for _, name := range files {
			if language, ok := lexers.LanguageOfPath(name); !ok || language == lexers.Java {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(sources, string(rune('a'+copy))+filepath.Base(name)), data, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	request := translate.Request{Beam: beam}
	functions := 0
	var whole, single, wholeCPU, singleCPU time.Duration
	for b.Loop() {
		begin, beginCPU := time.Now(), processorTime(b)
		plan, err := convert.NewPlan(context.Background(), convert.Options{Sources: []string{sources}, Out: filepath.Join(b.TempDir(), "out"), To: lexers.Java, Request: request})
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
		begin, beginCPU = time.Now(), processorTime(b)
		out := b.TempDir()
		entries, err := os.ReadDir(sources)
		if err != nil {
			b.Fatal(err)
		}
		for _, entry := range entries {
			data, err := os.ReadFile(filepath.Join(sources, entry.Name()))
			if err != nil {
				b.Fatal(err)
			}
			r := request
			r.Path, r.Source, r.To = entry.Name(), data, lexers.Java
			r.From, _ = lexers.LanguageOfPath(entry.Name())
			result, err := translator.Translate(context.Background(), r)
			if err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(out, entry.Name()), []byte(result.Code), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		single += time.Since(begin)
		singleCPU += processorTime(b) - beginCPU
	}
	b.ReportMetric(float64(functions)/whole.Seconds(), "functions/s")
	b.ReportMetric(single.Seconds()/whole.Seconds(), "times-file-by-file")
	b.ReportMetric(float64(functions)/wholeCPU.Seconds(), "functions/cpu-s")
	b.ReportMetric(singleCPU.Seconds()/wholeCPU.Seconds(), "times-in-cpu-s")
}

// processorTime is that of this process so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
