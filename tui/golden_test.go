package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "rewrite the golden frames")

func strip(frame string) string { return ansi.Strip(frame) }

// TestGoldenFrames holds frames to testdata/golden. In the files of frames in
// color the escape character is written as ␛, so that they can be read and
// compared anywhere.
func TestGoldenFrames(t *testing.T) {
	scenes := []struct {
		name, keys string
		reason     string
	}{
		{"open", "", "the translation as it comes"},
		{"judge", "J ] v", "another hypothesis with its changes, and a verdict"},
		{"align", "J j j j j a v", "the alignment of a line, and a counter-example"},
	}
	sizes := []struct{ width, height int }{{40, 12}, {80, 24}, {120, 40}, {200, 60}}
	for _, scene := range scenes {
		for _, size := range sizes {
			for _, mode := range []string{"color", "ascii"} {
				name := fmt.Sprintf("%s-%dx%d-%s", scene.name, size.width, size.height, mode)
				t.Run(name, func(t *testing.T) {
					session := newFake()
					d := drive(t, session, exampleOptions(t, session, size.width, size.height, mode == "ascii"))
					d.start()
					d.keys(scene.keys)
					frame := d.m.View()
					checkFrame(t, frame, size.width, size.height)
					compareGolden(t, name+".txt", strings.ReplaceAll(frame, "\x1b", "␛")+"\n")
				})
			}
		}
	}
}

// checkFrame fails the test unless a frame fills the screen and nothing but it,
// and sends nothing that a terminal obeys but styles.
func checkFrame(t testing.TB, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Fatalf("the frame has %d lines, the screen %d:\n%s", len(lines), height, frame)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Fatalf("line %d has %d columns, the screen %d: %q", i+1, w, width, line)
		}
	}
	if bad := unsafeText(frame); bad != "" {
		t.Fatalf("the frame sends %q", bad)
	}
}

// unsafeText returns something in a frame that a terminal would obey and that is
// no style; "" if there is nothing.
func unsafeText(frame string) string {
	for i := 0; i < len(frame); i++ {
		if frame[i] != '\x1b' {
			continue
		}
		end := i + 1
		for end < len(frame) && strings.IndexByte("[0123456789;", frame[end]) >= 0 {
			end++
		}
		if end == len(frame) || frame[end] != 'm' {
			return frame[i:min(len(frame), end+1)]
		}
	}
	for _, r := range strip(frame) {
		if r != '\n' && (r < ' ' || r >= 0x7F && r < 0xA0 || !shown(r) && r != ' ') {
			return string(r)
		}
	}
	return ""
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update rewrites it. Got:\n%s\nwant:\n%s", path, got, want)
	}
}
