package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"syscall"
	"testing"
	"time"

	"transcoder/seq2seq/checkpoint"
)

// TestKilledTraining kills a training's process at random points, again and again,
// starts the same command anew, and wants the weights of a training that ran
// through, to the bit. Every step saves, so that many kills meet a checkpoint that
// is being written.
//
// TRANSCODER_KILLS is the number of kills, 2 without it; docs/training.md names 20.
func TestKilledTraining(t *testing.T) {
	kills := killCount(t, "TRANSCODER_KILLS", 2)
	const stepsAKill = 5
	folder := t.TempDir()
	examples, functions := filepath.Join("..", "..", "examples"), filepath.Join("..", "..", "translate", "testdata", "parallel")
	corpus := filepath.Join(folder, "corpus")
	run(t, "corpus", "build", "--quiet", "--out", corpus, "--min-tokens", "5", "--near-duplicate", "2", examples, functions)
	training := func(out string) *exec.Cmd {
		return exec.Command("transcoder", "train", "all", "--quiet", "--corpus", corpus, "--out", out, "--preset", "tiny", "--jobs", "1",
			"--steps", strconv.Itoa(stepsAKill*(kills+2)), "--save-interval", "1ms", "--settings",
			`{"merges": 20, "tokens": 200, "max_length": 100, "dropout": 0.1, "temperature": 0.8, "pretraining": 0.4,
			"model": {"width": 16, "heads": 2, "feed_forward": 32, "encoder_layers": 1, "positions": 128, "shifted_heads": 1}}`)
	}
	whole := filepath.Join(folder, "whole")
	if output, err := training(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}

	broken := filepath.Join(folder, "broken")
	rng := rand.New(rand.NewPCG(11, uint64(kills)))
	for kill := range kills {
		signal := []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGTERM, syscall.SIGKILL, syscall.SIGINT}[kill%5]
		cmd := training(broken)
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		before := lines(broken)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		// Some way into a step that is drawn, be it before the first. A step writes two
		// lines or three.
		wait, delay := rng.IntN(4*stepsAKill), time.Duration(rng.IntN(20_000))*time.Microsecond
		var err error
		done := false
		for !done && lines(broken) < before+wait {
			select {
			case err = <-ended:
				done = true
			case <-time.After(time.Millisecond):
			}
		}
		time.Sleep(delay)
		if !done {
			if err := cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			err = <-ended
		}
		t.Logf("%v at line %d, %d lines later: %v", signal, before, lines(broken)-before, err)
		var exit *exec.ExitError
		switch {
		case err == nil: // it was done before
		case !errors.As(err, &exit):
			t.Fatal(err)
		case exit.Sys().(syscall.WaitStatus).Signaled():
		case signal == syscall.SIGKILL || exit.ExitCode() != 130:
			t.Fatalf("%v: exit code %d\n%s", signal, exit.ExitCode(), &output)
		}
	}
	if output, err := training(broken).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	want, got := weights(t, whole), weights(t, broken)
	for name, data := range want {
		if !reflect.DeepEqual(data, got[name]) {
			t.Errorf("%s differs behind %d kills", name, kills)
		}
	}
}

// run runs the program and fails the test where it does.
func run(t *testing.T, args ...string) {
	t.Helper()
	if output, err := exec.Command("transcoder", args...).CombinedOutput(); err != nil {
		t.Fatalf("transcoder %v: %v\n%s", args, err, output)
	}
}

// lines counts those of a training's metrics.
func lines(folder string) int {
	data, err := os.ReadFile(filepath.Join(folder, "metrics.jsonl"))
	if err != nil {
		return 0
	}
	return bytes.Count(data, []byte("\n"))
}

// weights returns those of a training's model and of its newest checkpoint, with
// the moments of the optimizer.
func weights(t *testing.T, folder string) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	model, err := checkpoint.Load(filepath.Join(folder, "model.ckpt"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := checkpoint.OpenStore(filepath.Join(folder, "bt"), checkpoint.StoreOptions{})
	if err != nil {
		t.Fatal(err)
	}
	newest, warnings, err := store.Newest()
	if err != nil || len(warnings) > 0 {
		t.Fatal(warnings, err)
	}
	for _, p := range model.Model.Parameters {
		all["model "+p.Name] = p.Data
	}
	for _, p := range append(newest.Model.Parameters, newest.Tensors...) {
		all[fmt.Sprintf("step %d %s", newest.Step, p.Name)] = p.Data
	}
	return all
}
