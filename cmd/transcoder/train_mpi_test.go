package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMPITraining trains with one process and with two that share the batches of
// every step. It builds the program with the tag mpi, which needs OpenMPI and half
// a minute, so it runs where TRANSCODER_MPI=1; train's own tests hold what does not
// depend on MPI.
func TestMPITraining(t *testing.T) {
	if os.Getenv("TRANSCODER_MPI") == "" {
		t.Skip("TRANSCODER_MPI=1 is not set")
	}
	for _, tool := range []string{"mpirun", "mpicc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("OpenMPI is not installed: %v", err)
		}
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "transcoder")
	build := exec.Command("go", "build", "-tags", "mpi", "-o", program, ".")
	if output, err := build.CombinedOutput(); err != nil {
		t.Skipf("no program with MPI: %v\n%s", err, output)
	}
	corpus := filepath.Join(folder, "corpus")
	run(t, "corpus", "build", "--quiet", "--out", corpus, "--min-tokens", "5", "--near-duplicate", "2",
		filepath.Join("..", "..", "examples"), filepath.Join("..", "..", "translate", "testdata", "parallel"))
	training := func(processes, out, steps string) {
		t.Helper()
		cmd := exec.Command("mpirun", "--oversubscribe", "--bind-to", "none", "-np", processes, program,
			"train", "all", "--mpi", "--corpus", corpus, "--out", filepath.Join(folder, out), "--preset", "tiny", "--jobs", "1", "--steps", steps,
			"--settings", `{"merges": 20, "tokens": 200, "max_length": 100, "dropout": 0.1, "temperature": 0.8, "pretraining": 0.4, "accumulate": 4,
			"model": {"width": 16, "heads": 2, "feed_forward": 32, "encoder_layers": 1, "positions": 128, "shifted_heads": 1}}`)
		cmd.Env = append(os.Environ(), "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
		output, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s processes: %v\n%s", processes, err, output)
		}
		if n := strings.Count(string(output), "model: "); n != 1 {
			t.Errorf("%d of %s processes wrote the model:\n%s", n, processes, output)
		}
	}
	training("1", "one", "20")
	training("2", "two", "20")
	training("2", "again", "20")
	one, two, again := weights(t, filepath.Join(folder, "one")), weights(t, filepath.Join(folder, "two")), weights(t, filepath.Join(folder, "again"))
	largest, worst := 0.0, ""
	for name, data := range one {
		if !strings.HasPrefix(name, "model ") || strings.HasSuffix(name, "kv.bias") || strings.HasSuffix(name, "key.bias") {
			continue // biases of keys have no gradient but rounding: see train's tests
		}
		for i, x := range data {
			if off := math.Abs(float64(x - two[name][i])); off > largest {
				largest, worst = off, name
			}
		}
	}
	t.Logf("1 and 2 processes: weights differ by %.2g at most (%s)", largest, worst)
	if largest > 1e-5 {
		t.Errorf("1 and 2 processes: weights differ by %.2g (%s), expected 1e-5 at most", largest, worst)
	}
	for name, data := range two {
		for i, x := range data {
			if x != again[name][i] && !(math.IsNaN(float64(x))) {
				t.Fatalf("%s differs between two trainings with 2 processes", name)
			}
		}
	}
}
