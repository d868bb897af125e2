package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestConversionOnFullDisk converts onto a file system that is too small, makes
// room, and goes on. It needs the right to mount one.
func TestConversionOnFullDisk(t *testing.T) {
	folder := t.TempDir()
	disk := filepath.Join(folder, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=160k"); err != nil {
		t.Skip("no file system can be mounted:", err)
	}
	defer syscall.Unmount(disk, 0)
	model, err := filepath.Abs(filepath.Join("..", "..", "translate", "testdata", "fixture.transcoder"))
	if err != nil {
		t.Fatal(err)
	}
	sources := filepath.Join(folder, "sources")
	if err := os.Mkdir(sources, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 70 {
		text := fmt.Sprintf("LIMIT = %d\n\n\ndef add(a, b):\n    return a + b\n", i)
		if err := os.WriteFile(filepath.Join(sources, fmt.Sprintf("m%d.py", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	converting := func(out string) ([]byte, int) {
		cmd := exec.Command("transcoder", "convert", sources, "--to", "cpp", "--out", out, "--model", model, "--quiet", "--beam", "2")
		output, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return output, cmd.ProcessState.ExitCode()
	}
	whole, out := filepath.Join(folder, "whole"), filepath.Join(disk, "out")
	if output, code := converting(whole); code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	want := translations(t, whole)
	output, code := converting(out)
	if code != 6 || bytes.Count(output, []byte("\n")) != 1 || !bytes.Contains(output, []byte("no space left on device")) {
		t.Fatalf("on a full disk: exit code %d\n%s", code, output)
	}
	for name, data := range translations(t, out) {
		if !bytes.Equal(data, want[name]) {
			t.Errorf("%s is torn", name)
		}
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=4m"); err != nil {
		t.Fatal(err)
	}
	if output, code := converting(out); code != 0 {
		t.Fatalf("with room: exit code %d\n%s", code, output)
	}
	got := translations(t, out)
	for name, data := range want {
		if !bytes.Equal(data, got[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d outputs, expected %d", len(got), len(want))
	}
}
