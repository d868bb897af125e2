package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilledConversion kills conversions of a tree at random points, again and
// again, one at a time or as two shards at once. Afterwards the same command gives
// every file exactly once, none torn, and the bytes of a conversion that ran
// through. TRANSCODER_CONVERT_KILLS sets how many kills there are (6 without it;
// 200 take some minutes).
func TestKilledConversion(t *testing.T) {
	kills := killCount(t, "TRANSCODER_CONVERT_KILLS", 6)
	folder := t.TempDir()
	model, sources, want, took := killedTree(t, folder)
	converting := func(out, shard string) *exec.Cmd {
		args := []string{"convert", sources, "--to", "cpp", "--out", out, "--model", model, "--quiet", "--beam", "2"}
		if shard != "" {
			args = append(args, "--shard", shard)
		}
		return exec.Command("transcoder", args...)
	}
	rng := rand.New(rand.NewPCG(8, 2))
	broken, round := "", 0
	unfinished := 0
	for kill := 0; kill < kills; kill++ {
		if kill%3 == 0 { // three kills to a conversion
			round++
			broken = filepath.Join(folder, fmt.Sprint("broken", round))
		}
		shards := []string{""}
		if round%2 == 0 {
			shards = []string{"1/2", "2/2"}
		}
		for _, shard := range shards {
			cmd := converting(broken, shard)
			signal := []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGINT}[kill%3]
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rng.Int64N(int64(took))))
			if err := cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				unfinished++
				if code := cmd.ProcessState.ExitCode(); signal == syscall.SIGINT && code != 130 && code != -1 {
					t.Errorf("kill %d: %v: exit code %d, expected 130", kill, signal, code)
				}
			}
		}
		for name, data := range translations(t, broken) {
			if !bytes.Equal(data, want[name]) {
				t.Errorf("kill %d: %s is torn, or no output", kill, name)
			}
		}
		if kill%3 != 2 && kill != kills-1 {
			continue
		}
		for _, shard := range shards {
			if output, err := converting(broken, shard).CombinedOutput(); err != nil {
				t.Fatalf("kill %d: run again: %v\n%s", kill, err, output)
			}
		}
		converted(t, fmt.Sprint("kill ", kill), broken, want)
	}
	t.Logf("%d processes of %d signals did not end by themselves", unfinished, kills)
}

// killCount is how often a test kills: as an environment variable says, or normal.
func killCount(t *testing.T, variable string, normal int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return normal
	}
	kills, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return kills
}

// killedTree makes a tree of sources and converts it unbroken: want are the outputs,
// took is how long that was.
func killedTree(t *testing.T, folder string) (model, sources string, want map[string][]byte, took time.Duration) {
	t.Helper()
	model, err := filepath.Abs(filepath.Join("..", "..", "translate", "testdata", "fixture.transcoder"))
	if err != nil {
		t.Fatal(err)
	}
	sources = filepath.Join(folder, "sources")
	const count = 160 // more than two windows
	for i := range count {
		path := filepath.Join(sources, fmt.Sprint("package", i%5), fmt.Sprintf("module%d.py", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("LIMIT = %d\n\n\ndef add(a, b):\n    return a + b\n\n\ndef is_even(n):\n    return n %% 2 == 0\n", i)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	whole := filepath.Join(folder, "whole")
	begin := time.Now()
	cmd := exec.Command("transcoder", "convert", sources, "--to", "cpp", "--out", whole, "--model", model, "--quiet", "--beam", "2")
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	took = time.Since(begin)
	if want = translations(t, whole); len(want) != count {
		t.Fatalf("%d outputs of %d files", len(want), count)
	}
	return model, sources, want, took
}

// converted checks that a folder holds the outputs that are wanted, to the byte, and
// nothing else, and that its status says so.
func converted(t *testing.T, when, folder string, want map[string][]byte) {
	t.Helper()
	got := translations(t, folder)
	for name, data := range want {
		if !bytes.Equal(data, got[name]) {
			t.Errorf("%s: %s differs", when, name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d outputs, expected %d", when, len(got), len(want))
	}
	output, err := exec.Command("transcoder", "convert", "status", folder).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(output), fmt.Sprintf("%d files: %d translated\n", len(want), len(want))) {
		t.Errorf("%s: status: %v\n%s", when, err, output)
	}
}

// translations are the outputs of a conversion, by their paths.
func translations(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	all := files(t, folder)
	for name := range all {
		if strings.HasPrefix(name, "/.transcoder/") {
			delete(all, name)
		}
	}
	return all
}
