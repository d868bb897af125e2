package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"transcoder/lexers"
	"transcoder/verify"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"transcoder": main})
}

// TestScripts runs the commands as a user would: testdata/script holds a script
// for each command and kind of failure. Beside testscript's own commands there
// is "code N PROGRAM...", which wants an exit code, not just any failure.
//
// The scripts' model is the fixture of package translate, which knows a few
// functions by heart; $FUNCTIONS is the folder with their source. PATH=$BIN is a
// machine without tool chains.
func TestScripts(t *testing.T) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("MODEL", filepath.Join(repository, "translate", "testdata", "fixture.transcoder"))
			env.Setenv("FUNCTIONS", filepath.Join(repository, "translate", "testdata", "parallel"))
			env.Setenv("EXAMPLES", filepath.Join(repository, "examples"))
			env.Setenv("BIN", filepath.SplitList(env.Getenv("PATH"))[0]) // where the command is, and nothing else
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if condition == "root" { // for whom every file is readable and writable
				return os.Geteuid() == 0, nil
			}
			if condition == "full" { // a device that every write to fails
				_, err := os.Stat("/dev/full")
				return err == nil, nil
			}
			if condition == "python" { // whether Python programs can be run in isolation
				runner, err := verify.NewRunner(context.Background(), verify.Options{})
				if err != nil {
					return false, nil
				}
				defer runner.Close()
				return runner.Missing(lexers.Python) == "", nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     exitsWith,
			"truncate": truncate,
		},
	})
}

// exitsWith runs a program and compares its exit code: code N PROGRAM ARGUMENT...
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exit code %q is no number", args[0])
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// truncate copies the beginning of a file: truncate BYTES FROM TO.
func truncate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: truncate BYTES FROM TO")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data[:min(n, len(data))], 0o644))
}
