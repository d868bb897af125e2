package verify

import (
	"fmt"
	"syscall"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// Program is a whole program.
type Program struct {
	Language lexers.Language
	Text     string
	Class    string // with main, which names the file; Java only
	Stdin    string
}

// Status says what came of a program.
type Status uint8

// The ways that a program goes.
const (
	Finished     Status = iota // ended by itself, with Outcome.ExitCode 0
	CompileError               // Message and Line say what the compiler found first
	RuntimeError               // ended with another exit code, or by a signal
	TimedOut                   // used up its time, or its compiler did
	Killed                     // went over another limit; Message says which
	NoToolchain                // the machine can't compile or run it; Message says what is missing
)

var statusNames = [...]string{"finished", "compile error", "run-time error", "timeout", "killed", "no tool chain"}

// String returns the status in words.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("status %d", s)
}

// MarshalText gives the words, for JSON.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Outcome is what came of a program, and how well the machine was kept from it.
type Outcome struct {
	Status   Status        `json:"status"`
	Level    sandbox.Level `json:"level"`
	ExitCode int           `json:"exit_code"`
	Message  string        `json:"message,omitempty"`
	Line     int           `json:"line,omitempty"` // of Program.Text, 1-based; 0 where not known
	Stdout   string        `json:"stdout"`
	Stderr   string        `json:"stderr"`
	Wall     time.Duration `json:"wall_ns"` // of the run, without compiling
	CPU      time.Duration `json:"cpu_ns"`
}

// Exited reports whether the program ran to an end of its own, whatever its exit
// code.
func (o *Outcome) Exited() bool {
	return o.Status == Finished || o.Status == RuntimeError && o.ExitCode != 0
}

// Compiled reports whether the program got past its compiler; in Python, past the
// interpreter's.
func (o *Outcome) Compiled() bool { return o.Status != CompileError && o.Status != NoToolchain }

// outcomeOf turns a run's result into an outcome.
func outcomeOf(r *sandbox.Result) Outcome {
	o := Outcome{Stdout: string(r.Stdout), Stderr: string(r.Stderr), Wall: r.Wall, CPU: r.CPU}
	switch r.Status {
	case sandbox.Exited:
		o.ExitCode = r.ExitCode
		if r.ExitCode != 0 {
			o.Status, o.Message = RuntimeError, lastLine(o.Stderr)
		}
	case sandbox.Signaled:
		o.Status, o.Message = RuntimeError, syscall.Signal(r.Signal).String()
	case sandbox.TimedOut:
		o.Status, o.Message = TimedOut, "time limit"
	default:
		o.Status, o.Message = Killed, r.Status.String()
	}
	return o
}
