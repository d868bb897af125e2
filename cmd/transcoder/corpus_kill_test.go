package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilledBuild kills a corpus's build at random points. What is left is no
// corpus for any command; the same command run again gives the bytes of a build
// that ran through.
func TestKilledBuild(t *testing.T) {
	folder := t.TempDir()
	sources := filepath.Join(folder, "sources")
	for i := range 150 { // two sources of functions that are alike in nothing but their beginning
		text := fmt.Sprintf("def f%d(a, b):\n", i)
		for k := range 8 {
			text += fmt.Sprintf("    a = a %c (b %c %d)\n", "+-*|"[(i>>(2*(k%4)))&3], "+-*|"[(i>>(k%3))&3], (i*7+k*k)%13)
		}
		path := filepath.Join(sources, string("ab"[i%2]), fmt.Sprintf("m%d.py", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"    return a\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := func(out string) *exec.Cmd {
		return exec.Command("transcoder", "corpus", "build", "--quiet", "--out", out, filepath.Join(sources, "a"), filepath.Join(sources, "b"))
	}
	whole := filepath.Join(folder, "whole")
	begin := time.Now()
	if output, err := build(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	took := time.Since(begin)

	want := files(t, whole)
	rng := rand.New(rand.NewPCG(5, 1))
	for kill := range 4 {
		broken := filepath.Join(folder, fmt.Sprint("broken", kill))
		cmd := build(broken)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(took))))
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		killed := cmd.Wait() != nil
		// What reads as a corpus is one: the kill came behind its last step.
		if killed && exec.Command("transcoder", "corpus", "stats", broken).Run() != nil {
			if output, err := build(broken).CombinedOutput(); err != nil {
				t.Fatalf("kill %d: run again: %v\n%s", kill, err, output)
			}
		}
		got := files(t, broken)
		maps.DeleteFunc(got, func(name string, _ []byte) bool {
			return killed && strings.HasPrefix(name, "/extracted.") // what the last step clears away
		})
		for name, data := range want {
			if !bytes.Equal(data, got[name]) {
				t.Errorf("kill %d: %s differs", kill, name)
			}
		}
		if len(got) != len(want) {
			t.Errorf("kill %d: %d files, expected %d", kill, len(got), len(want))
		}
	}
}

// files returns the content of a folder's files by their paths.
func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, folder)] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
