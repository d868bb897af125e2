package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"transcoder/translate"
)

// viewerVariable makes the test binary a viewer of the example: its value says
// what goes wrong.
const viewerVariable = "TRANSCODER_TEST_VIEWER"

func TestMain(m *testing.M) {
	if way := os.Getenv(viewerVariable); way != "" {
		os.Exit(runExample(way))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// runExample shows the example on the terminal. Afterwards no goroutine may be
// left.
func runExample(way string) int {
	session := newFake()
	switch way {
	case "panic":
		session.translate = func(string) []translate.Hypothesis { panic("a translation that panics") }
	case "hold": // a function is at the model when the viewer ends
		session.hold = make(chan struct{})
	}
	document, err := session.Read(context.Background(), "search.py")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	err = Run(context.Background(), session, Options{Document: document, Profile: DetectProfile(true), Editor: func(path string) *exec.Cmd {
		return exec.Command("sh", "-c", `sed 's/result/sum/g' "$1" > "$1.new" && mv "$1.new" "$1"`, "sh", path)
	}})
	// What stays is the runtime's signal handling, once it is used, and the clock of
	// chroma's regular expressions, which stops by itself.
	leak := goleak.Find(goleak.IgnoreAnyFunction("os/signal.loop"), goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
	if leak != nil && way != "panic" { // after a panic bubbletea leaves its reader, and the program ends
		fmt.Println("leaked:", leak)
		return 2
	}
	switch {
	case errors.Is(err, context.Canceled):
		return 130
	case err != nil:
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// terminal is a tmux server with one pane.
type terminal struct {
	t      *testing.T
	socket string
}

// openTerminal runs the test binary as a viewer in a terminal of its own, and
// prints the terminal's modes and its exit code behind it: few lines, which a small
// terminal holds.
func openTerminal(t *testing.T, way string, width, height int) *terminal {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no tmux on Windows")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed: the viewer is not run in a terminal")
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t, filepath.Join(t.TempDir(), "socket")}
	script := fmt.Sprintf("%s=%s %q; code=$?; stty -a | tail -5; echo \"ended with $code\"; exec sleep 600", viewerVariable, way, binary)
	term.tmux("-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height),
		"env LC_ALL=C.UTF-8 TERM=xterm-256color sh -c '"+strings.ReplaceAll(script, "'", `'\''`)+"'")
	t.Cleanup(func() { exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	return term
}

func (term *terminal) tmux(arguments ...string) string {
	term.t.Helper()
	command := exec.Command("tmux", append([]string{"-S", term.socket}, arguments...)...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TMUX=")
	out, err := command.CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %v: %v: %s", arguments, err, out)
	}
	return string(out)
}

// waitFor waits until the screen shows text.
func (term *terminal) waitFor(texts ...string) string {
	term.t.Helper()
	return term.waitUntil(fmt.Sprintf("screen has %q", texts), func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// waitUntil waits for a screen for which a condition holds, and returns it.
func (term *terminal) waitUntil(what string, holds func(screen string) bool) string {
	term.t.Helper()
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		screen := term.tmux("capture-pane", "-p")
		if holds(screen) {
			return screen
		}
		if time.Now().After(deadline) {
			term.t.Fatalf("it never comes that the %s:\n%s", what, screen)
		}
	}
}

func (term *terminal) keys(names ...string) {
	term.t.Helper()
	term.tmux(append([]string{"send-keys"}, names...)...)
}

// signal sends a signal to the viewer: the pane's only child.
func (term *terminal) signal(name string) {
	term.t.Helper()
	shell := strings.TrimSpace(term.tmux("display-message", "-p", "#{pane_pid}"))
	child, err := exec.Command("ps", "-o", "pid=", "--ppid", shell).Output()
	if err != nil {
		term.t.Skipf("ps can't list the children of a process: %v", err)
	}
	if out, err := exec.Command("kill", "-"+name, strings.TrimSpace(string(child))).CombinedOutput(); err != nil {
		term.t.Fatalf("kill -%s %s: %v: %s", name, child, err, out)
	}
}

// restored fails the test unless the terminal is as it was: the screen with what
// stood on it, the cursor, no mouse reports, lines that are edited and echoed.
func (term *terminal) restored() {
	term.t.Helper()
	modes := strings.TrimSpace(term.tmux("display-message", "-p", "alternate #{alternate_on} cursor #{cursor_flag} mouse #{mouse_any_flag}"))
	if want := "alternate 0 cursor 1 mouse 0"; modes != want {
		term.t.Errorf("the terminal has %s, want %s", modes, want)
	}
	screen := " " + strings.Join(strings.Fields(term.waitFor("icanon")), " ") + " "
	for _, mode := range []string{" icanon ", " echo ", " isig ", " icrnl "} {
		if !strings.Contains(screen, mode) {
			term.t.Errorf("mode%sis off:\n%s", mode, screen)
		}
	}
}

// TestInATerminal runs the viewer in a real terminal and reads its screen.
func TestInATerminal(t *testing.T) {
	term := openTerminal(t, "well", 120, 40)
	term.waitFor("def binary_search", "static int binarySearch", "3 functions")
	term.keys("J")
	term.waitFor("line 5 of 31")
	term.keys("]")
	term.waitFor("low + (high - low) / 2", "2 of 3")
	term.keys("v")
	term.waitFor("✓ binary_search passes on 100 inputs", "sandbox    isolated")
	term.keys("n")
	term.waitFor("line 19 of 31")
	term.keys("e")
	term.waitFor("sum += value;", "edited", "✓ total passes")
	term.keys("w")
	term.waitFor("wrote Search.java")
	term.tmux("resize-window", "-x", "60", "-y", "20")
	// tmux shows the old frame, cut, until the viewer has drawn a new one.
	screen := term.waitUntil("panes are stacked", func(screen string) bool {
		return strings.Contains(screen, "─ ✓ total passes") && !strings.Contains(screen, "│")
	})
	if lines := strings.Split(strings.TrimRight(screen, "\n"), "\n"); len(lines) != 20 {
		t.Errorf("after a resize to 60x20 there are %d lines:\n%s", len(lines), screen)
	}
	term.keys("?")
	term.waitFor("Move", "line down")
	term.keys("q")
	term.waitFor("ended with 0")
	term.restored()
}

// TestTerminalIsRestored ends the viewer in all ways.
func TestTerminalIsRestored(t *testing.T) {
	tests := []struct {
		way, end string
		code     string
		reason   string
	}{
		{"well", "C-c", "ended with 0", "the keyboard's interrupt is a key of the viewer"},
		{"hold", "q", "ended with 0", "work under way is cancelled and waited for"},
		{"well", "INT", "ended with 130", "an interrupt from elsewhere"},
		{"well", "TERM", "ended with 130", "the usual kill"},
		{"hold", "HUP", "ended with 130", "the terminal says that it goes"},
		{"panic", "", "ended with 1", "a panic in the background"},
	}
	for _, test := range tests {
		t.Run(test.way+test.end, func(t *testing.T) {
			term := openTerminal(t, test.way, 100, 60)
			if test.end != "" {
				term.waitFor("def binary_search", "31")
			}
			switch test.end {
			case "":
			case "C-c", "q":
				term.keys(test.end)
			default:
				term.signal(test.end)
			}
			screen := term.waitFor(test.code)
			if strings.Contains(screen, "leaked") {
				t.Errorf("goroutines are left: %s", screen)
			}
			term.restored()
		})
	}
}
