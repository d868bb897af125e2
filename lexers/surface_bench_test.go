//go:build unix

package lexers

import (
	"context"
	"syscall"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
)

// BenchmarkSurface tokenises a sample of real files, parse included, and in the
// same run parses them bare with the tree-sitter binding. It reports both in MB/s
// and the ratio of their times (ours/bare), which is to stay below 1.5. The times
// are the process's CPU time, garbage collection included: they hold on a busy
// machine.
func BenchmarkSurface(b *testing.B) {
	for _, language := range Languages() {
		b.Run(language.String(), func(b *testing.B) {
			var files [][]byte
			size := 0
			eachSource(b, language, 1<<20, func(_ string, source []byte) {
				files = append(files, source)
				size += len(source)
			})
			ctx := context.Background()
			parser := sitter.NewParser()
			parser.SetLanguage(grammars[language]().language)
			var bare, ours time.Duration
			tokens := 0
			b.SetBytes(int64(size))
			for b.Loop() {
				start := cpuTime()
				for _, source := range files {
					parsed, err := parser.ParseCtx(ctx, nil, source)
					if err != nil {
						b.Fatal(err)
					}
					parsed.Close()
				}
				middle := cpuTime()
				for _, source := range files {
					file, err := Parse(ctx, language, source)
					if err != nil {
						b.Fatal(err)
					}
					tokens += len(file.Tokens(SurfaceOptions{}))
				}
				bare += middle - start
				ours += cpuTime() - middle
			}
			total := float64(size) * float64(b.N)
			b.ReportMetric(total/bare.Seconds()/1e6, "bare-MB/s")
			b.ReportMetric(total/ours.Seconds()/1e6, "surface-MB/s")
			b.ReportMetric(ours.Seconds()/bare.Seconds(), "ratio")
			b.ReportMetric(float64(tokens)/ours.Seconds()/1e6, "Mtokens/s")
		})
	}
}

// cpuTime returns the CPU time that the process has used.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
