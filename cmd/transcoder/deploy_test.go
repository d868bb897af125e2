package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestSlurmScript runs the tasks of deploy/slurm.sh as an array would, and wants the
// outputs of one process.
func TestSlurmScript(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here:", err)
	}
	script, err := filepath.Abs(filepath.Join("..", "..", "deploy", "slurm.sh"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	model, sources, want, _ := killedTree(t, folder)
	out := filepath.Join(folder, "out")
	for task := 1; task <= 4; task++ {
		cmd := exec.Command(bash, script, sources, "cpp", out)
		cmd.Env = append(os.Environ(), "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=4", fmt.Sprint("SLURM_ARRAY_TASK_ID=", task), "SLURM_CPUS_PER_TASK=2",
			"TRANSCODER_MODEL="+model, "TRANSCODER_BEAM=2")
		if output, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("task %d: %v\n%s", task, err, output)
		}
	}
	converted(t, "four shards", out, want)
	// 2 is not hidden: a task with wrong flags fails.
	cmd := exec.Command(bash, script, sources, "rust", out)
	cmd.Env = append(os.Environ(), "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=1", "SLURM_ARRAY_TASK_ID=1")
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 2 {
		t.Errorf("with a wrong flag: %v, expected exit code 2", err)
	}
}

// TestKubernetes parses the files of deploy and has the program parse the command
// lines in them: each must come as far as to look for its sources or its credentials.
func TestKubernetes(t *testing.T) {
	for name, want := range map[string]map[string]string{ // by kind: what the command says where nothing is there
		"kubernetes.yaml":      {"Job": "/data/code: no such file or directory"},
		"kubernetes-nats.yaml": {"Job": "--nats-", "Deployment": "--nats-"},
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		kinds := 0
		for decoder := yaml.NewDecoder(bytes.NewReader(data)); ; kinds++ {
			var object struct {
				Kind string
				Spec struct {
					Completions int
					Template    struct {
						Spec struct{ Containers []struct{ Command []string } }
					}
				}
			}
			if err := decoder.Decode(&object); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			command := object.Spec.Template.Spec.Containers[0].Command
			if n := object.Spec.Completions; n > 0 && !strings.Contains(command[2], fmt.Sprintf("--shards %d ", n)) {
				t.Errorf("%s: %d completions, and the command is %q", name, n, command)
			}
			cmd := exec.Command(command[0], command[1:]...)
			cmd.Env = append(os.Environ(), "JOB_COMPLETION_INDEX=0")
			output, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(output), want[object.Kind]) || bytes.Contains(output, []byte("Usage:")) {
				t.Errorf("%s: %s: %v\n%s", name, object.Kind, err, output)
			}
		}
		if kinds != len(want) {
			t.Errorf("%s: %d objects, expected %d", name, kinds, len(want))
		}
	}
}
