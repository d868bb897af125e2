package convert

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// TestMemory converts a tree of many files and looks, while it is under way, at what
// the garbage collector leaves: the list of files and what is noted of each, and not
// their sources. TRANSCODER_CONVERT_FILES sets how many there are (1,000 without
// it; 100,000 take some minutes and 1.6 GB of disk).
func TestMemory(t *testing.T) {
	files := 1000
	if text := os.Getenv("TRANSCODER_CONVERT_FILES"); text != "" {
		var err error
		if files, err = strconv.Atoi(text); err != nil {
			t.Fatalf("TRANSCODER_CONVERT_FILES: %v", err)
		}
	}
	const (
		size    = 8 << 10 // of a source, and of its output
		perFile = 1 << 10 // that a file may take, in the plan and in the history
		windows = 2 << 20 // that all that is under way may take
	)
	source, out := t.TempDir(), t.TempDir()
	text := "def f(n):\n    return n\n" + strings.Repeat("# a comment\n", size/12)
	for i := range files {
		write(t, source, filepath.Join(fmt.Sprintf("d%d", i%100), fmt.Sprintf("f%d.py", i)), fmt.Sprintf("%s# %d\n", text, i))
	}
	live := func() int64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before, most := live(), int64(0)
	for _, reason := range []string{"first run", "nothing to do"} {
		seen := 0
		summary, err := convertAll(t, &parrot{onAll: func() error {
			if seen++; seen%50 == 0 || seen == files/8 {
				most = max(most, live())
			}
			return nil
		}}, Options{Sources: []string{source}, Out: out})
		if err != nil {
			t.Fatal(err)
		}
		if summary.States[Translated] != files {
			t.Errorf("%s: %v", reason, summary.States)
		}
	}
	limit := int64(windows + files*perFile)
	t.Logf("%d files of %d bytes: %d KiB at most", files, size, (most-before)>>10)
	if most-before > limit {
		t.Errorf("%d files: %d bytes, at most %d expected", files, most-before, limit)
	}
	if whole := int64(files * size); limit > whole*3/4 {
		t.Fatalf("sources of %d bytes in all would go unseen below a limit of %d", whole, limit)
	}
}
