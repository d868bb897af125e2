package tui

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"transcoder/lexers"
)

// largeSource is a file of 20,000 lines: 2,500 functions.
func largeSource() []byte {
	var b strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&b, "def f%d(values, target):\n    result = 0\n    for value in values:  # each of them\n        if value > target:\n"+
			"            result += value * %d\n    return result\n\n\n", i, i)
	}
	return []byte(b.String())
}

// large returns a viewer of a large file in a screen of 200 by 60, everything
// translated where that is asked for.
func large(b testing.TB, source []byte, translated bool) *driver {
	session := newFake()
	document := &Document{Name: "large.py", Source: source, From: lexers.Python, To: lexers.Java}
	d := drive(b, session, Options{Document: document, Width: 200, Height: 60, Profile: termenv.TrueColor})
	if translated {
		d.start()
	}
	return d
}

// BenchmarkFirstFrame is what stands between a file's bytes and the first frame.
func BenchmarkFirstFrame(b *testing.B) {
	source := largeSource()
	for _, input := range []struct {
		name   string
		source []byte
	}{
		{"lines=20000", source}, {"line=1MiB", []byte("x = '" + strings.Repeat("a", 1<<20) + "'\n")},
		{"brackets=200000", []byte("x = " + strings.Repeat("[", 200_000) + "\n")},
	} {
		b.Run(input.name, func(b *testing.B) {
			for b.Loop() {
				d := large(b, input.source, false)
				d.m.View()
			}
		})
	}
}

// BenchmarkKeyToFrame is a key and the frame after it, moving through a file
// that is translated. Median and 99th percentile are wall time: on a busy machine
// they say more about the machine.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, input := range []struct {
		name   string
		source []byte
	}{
		{"lines=20000", largeSource()},
		{"line=1MiB", []byte("def f(a):\n  x = '" + strings.Repeat("a", 1<<20) + "'\n\n" + strings.Repeat("y = 1\n", 100))},
		{"brackets=200000", []byte("def f(a):\n  x = " + strings.Repeat("[", 200_000) + "\n\n" + strings.Repeat("y = 1\n", 100))},
	} {
		for _, k := range []string{"j", "pgdown", "n", "]", "a"} {
			b.Run(input.name+"/key="+k, func(b *testing.B) {
				d := large(b, input.source, true)
				message := keyMessage(k)
				var all []time.Duration
				for b.Loop() {
					start := time.Now()
					_, command := d.m.Update(message)
					d.m.View()
					all = append(all, time.Since(start))
					b.StopTimer()
					d.run(command)
					b.StartTimer()
				}
				slices.Sort(all)
				b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "median-ms")
				b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

// BenchmarkSearch is a letter of a search that finds nothing in 20,000 lines.
func BenchmarkSearch(b *testing.B) {
	d := large(b, largeSource(), true)
	d.keys("/")
	for b.Loop() {
		d.m.search.SetValue("zq")
		d.m.Update(keyMessage("x"))
		d.m.View()
	}
}

// BenchmarkMemory reports what a viewer holds after moving through all of a file
// of 20,000 lines, highlighted.
func BenchmarkMemory(b *testing.B) {
	source := largeSource()
	for b.Loop() {
		before := heap()
		d := large(b, source, true)
		for range 400 {
			d.keys("pgdown")
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
		runtime.KeepAlive(d)
	}
}

func heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}
