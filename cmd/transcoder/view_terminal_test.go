package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestViewInTerminal runs the program itself in a terminal of tmux: the model,
// the translation, another hypothesis, the file that is written. Package tui's
// tests try the rest with a session that knows everything beforehand.
func TestViewInTerminal(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed: the viewer is not run in a terminal")
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "transcoder")
	if err := os.Symlink(binary, program); err != nil { // TestMain goes by the name
		t.Skip("no symbolic links here:", err)
	}
	socket := filepath.Join(folder, "socket")
	tmux := func(arguments ...string) string {
		t.Helper()
		command := exec.Command("tmux", append([]string{"-S", socket}, arguments...)...)
		command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TMUX=")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v: %s", arguments, err, out)
		}
		return string(out)
	}
	screen := ""
	comes := func(text string, within time.Duration) bool {
		t.Helper()
		for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if screen = tmux("capture-pane", "-p"); strings.Contains(screen, text) {
				return true
			}
		}
		return false
	}
	waitFor := func(text string) {
		t.Helper()
		if !comes(text, time.Minute) {
			t.Fatalf("%q never comes:\n%s", text, screen)
		}
	}
	// press presses a key until it is heard: on a busy machine the first may come while the
	// terminal is still asked for what it can do.
	press := func(key, text string) {
		t.Helper()
		for range 6 {
			if tmux("send-keys", key); comes(text, 10*time.Second) {
				return
			}
		}
		t.Fatalf("%s is never heard, %q does not come:\n%s", key, text, screen)
	}
	script := fmt.Sprintf("env LC_ALL=C.UTF-8 TERM=xterm-256color XDG_STATE_HOME=%[1]s/state %[1]s/transcoder view %[2]s/translate/testdata/parallel/functions.py"+
		" --to java --model %[2]s/translate/testdata/fixture.transcoder -o %[1]s/out/; echo ended with $?; exec sleep 600", folder, repository)
	tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", script)
	defer exec.Command("tmux", "-S", socket, "kill-server").Run()

	waitFor("def ")
	waitFor(" functions")
	waitFor("static ")
	tmux("send-keys", "J")
	press("A", "accepted")
	press("w", "wrote ")
	tmux("send-keys", "q")
	waitFor("ended with 0")
	code, err := os.ReadFile(filepath.Join(folder, "out", "Functions.java"))
	if err != nil || !strings.Contains(string(code), "class Functions") {
		t.Errorf("written file: %v: %s", err, code)
	}
	if kept, _ := filepath.Glob(filepath.Join(folder, "state", "transcoder", "marks", "*", "*.json")); len(kept) != 1 {
		t.Errorf("marks: %v, want one file", kept)
	}
}
