package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterruptedTranslation interrupts commands that wait for standard input, as
// Ctrl-C does: they end with 130, one line, and no output that is half written.
func TestInterruptedTranslation(t *testing.T) {
	model, err := filepath.Abs("../../translate/testdata/fixture.transcoder")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	out := filepath.Join(folder, "out")
	line := `{"id":1,"src":"python","tgt":"cpp","code":"def add(a, b):\n    return a + b\n"}` + "\n"
	for _, test := range []struct {
		name  string
		args  []string
		input string // before the signal
		want  string // on standard output, before the signal
	}{
		{"a file", []string{"translate", "--from", "python", "--to", "cpp", "-o", out, "-"}, "def f():\n", ""},
		{"explain", []string{"explain", "--from", "python", "--to", "cpp", "--html", out, "-"}, "def f():\n", ""},
		{"lines", []string{"translate", "--jsonl"}, line, `{"id":1,`},
		{"lines into a file", []string{"translate", "--jsonl", "-o", out}, line, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command("transcoder", append(test.args, "--model", model)...)
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			if _, err := io.WriteString(stdin, test.input); err != nil {
				t.Fatal(err)
			}
			if test.want != "" { // it answers without waiting for the end of the input
				answer, err := bufio.NewReader(stdout).ReadString('\n')
				if err != nil || !strings.HasPrefix(answer, test.want) {
					t.Fatalf("answer %q, %v, expected %s...", answer, err, test.want)
				}
			} else { // long enough that it is reading; a signal that comes before the handler ends the process, too
				time.Sleep(300 * time.Millisecond)
			}
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 130 && code != -1 {
				t.Errorf("exit code %d, expected 130", code)
			}
			if text := stderr.String(); text != "transcoder: interrupted\n" && text != "" {
				t.Errorf("standard error has %q", text)
			}
			if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
				t.Errorf("left behind: %v, %v", files, err)
			}
		})
	}
}

// TestClosedPipe translates for a reader that has gone: the command ends at once,
// as others do that write to a closed pipe, with at most one line.
func TestClosedPipe(t *testing.T) {
	model, err := filepath.Abs("../../translate/testdata/fixture.transcoder")
	if err != nil {
		t.Fatal(err)
	}
	source, err := filepath.Abs("../../examples/binary_search.py")
	if err != nil {
		t.Fatal(err)
	}
	lines := filepath.Join(t.TempDir(), "lines.jsonl")
	if err := os.WriteFile(lines, []byte(strings.Repeat(`{"src":"python","tgt":"cpp","code":"def add(a, b):\n    return a + b\n"}`+"\n", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"translate", source, "--to", "java", "--beam", "1"},
		{"translate", source, "--to", "java", "--beam", "1", "--json"},
		{"translate", "--jsonl", "--beam", "1", lines},
		{"explain", source, "--to", "java", "--beam", "1"},
	} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		read.Close()
		cmd := exec.Command("transcoder", append(args, "--quiet", "--model", model)...)
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = write, &stderr
		err = cmd.Run()
		write.Close()
		status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
		killed := ok && status.Signaled() && status.Signal() == syscall.SIGPIPE
		if err == nil || !killed && cmd.ProcessState.ExitCode() != 6 {
			t.Errorf("%v: %v, expected SIGPIPE or exit code 6", args, err)
		}
		if strings.Count(stderr.String(), "\n") > 1 {
			t.Errorf("%v: standard error has %q", args, stderr.String())
		}
	}
}
