package translate_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/translate"
)

// benchmarkFunction has 20 lines.
const benchmarkFunction = `def longest_run(values, limit):
    best = 0
    start = 0
    length = 0
    for i in range(len(values)):
        if values[i] > limit:
            if length == 0:
                start = i
            length += 1
        else:
            length = 0
        if length > best:
            best = length
            first = start
    total = 0
    if best > 0:
        for i in range(first, first + best):
            total += values[i]
    print(best)
    return total
`

// BenchmarkColdStart is the first translation that a user sees: a whole process
// that loads the embedded model and translates a function of 20 lines greedily, on
// two processors.
func BenchmarkColdStart(b *testing.B) {
	folder := b.TempDir()
	program := filepath.Join(folder, "transcoder")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/transcoder").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	source := filepath.Join(folder, "f.py")
	if err := os.WriteFile(source, []byte(benchmarkFunction), 0o644); err != nil {
		b.Fatal(err)
	}
	var cpu time.Duration
	best := time.Hour
	for b.Loop() {
		begin := time.Now()
		cmd := exec.Command(program, "translate", source, "--to", "java", "--beam", "1", "--jobs", "2")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		best = min(best, time.Since(begin))
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// BenchmarkLines translates 100 functions as JSON lines with a beam of 5, as one
// process would, and reports functions a second and the most memory that the
// process had.
func BenchmarkLines(b *testing.B) {
	translator := translate.OpenDefault(b)
	var functions []string
	for _, language := range lexers.Languages() {
		for _, path := range []string{"../examples/binary_search.py", "../examples/word_count.py", "../examples/primes.cpp", "../examples/matrix.cpp", "../examples/Sorting.java", "../examples/Palindromes.java"} {
			if l, _ := lexers.LanguageOfPath(path); l != language {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			file, err := lexers.Parse(context.Background(), language, source)
			if err != nil {
				b.Fatal(err)
			}
			for _, fn := range file.Functions() {
				to := lexers.Language((language + 1) % lexers.LanguageCount)
				functions = append(functions, fmt.Sprintf(`{"id":%d,"src":%q,"tgt":%q,"code":%s}`, len(functions), language, to, strconv.Quote(fn.Source())))
			}
		}
	}
	var lines bytes.Buffer
	for i := range 100 {
		lines.WriteString(functions[i%len(functions)] + "\n")
	}
	cpu := cpuSeconds()
	for b.Loop() {
		var out bytes.Buffer
		counts, err := translator.TranslateLines(context.Background(), bytes.NewReader(lines.Bytes()), &out, translate.Request{Beam: 5, Hypotheses: 5}, true, true)
		if err != nil || counts.Lines != 100 {
			b.Fatal(err, counts)
		}
	}
	b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "functions/s")
	b.ReportMetric(100*float64(b.N)/(cpuSeconds()-cpu), "functions/cpu-s")
	if peak := peakMemory(); peak > 0 {
		b.ReportMetric(float64(peak)/1e6, "peak-MB")
	}
}

// cpuSeconds is the processor time of this process: what a busy machine does not
// change.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// peakMemory is the most memory that the process has had, in bytes.
func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return usage.Maxrss << 10
}
