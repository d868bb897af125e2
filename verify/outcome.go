package verify

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"transcoder/verify/sandbox"
)

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

// lasting reports whether the outcome is the program's own: what depends on how
// busy the machine is (time, and memory between two looks) is not.
func (o *Outcome) lasting() bool {
	return o.Status != TimedOut && o.Status != Killed && o.Status != NoToolchain
}

// maxKept is what is kept of the output of a program that was killed: one that
// prints without end prints the same again and again.
const maxKept = 64 << 10

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
	if o.Status == Killed || o.Status == TimedOut {
		o.Stdout, o.Stderr = strings.Clone(o.Stdout[:min(maxKept, len(o.Stdout))]), strings.Clone(o.Stderr[:min(maxKept, len(o.Stderr))])
	}
	return o
}

// setPlace says where a compiler found its first error: of the program's own text
// by Line, of another file in the message.
func (o *Outcome) setPlace(main, file, line, message string) {
	number, _ := strconv.Atoi(line)
	switch file {
	case main:
		o.Line, o.Message = max(number, 0), message
	case "": // of no place
		o.Line, o.Message = 0, message
	default:
		o.Line, o.Message = 0, file+":"+line+": "+message
	}
}
