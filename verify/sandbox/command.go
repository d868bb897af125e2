package sandbox

import (
	"fmt"
	"time"
)

// Command is a program to run with the files that it needs.
type Command struct {
	// Arguments hold the program's absolute path and what it is called with. A
	// path without a leading slash is relative to the work folder.
	Arguments []string

	// Environment holds NAME=value beside PATH, HOME, TMPDIR and LANG, which are set.
	// Nothing of this process's environment is passed on.
	Environment []string

	// Files are written into the work folder, in which the program starts, with
	// slash-separated relative names. They are executable.
	Files map[string][]byte

	Stdin  []byte
	Limits Limits
}

// Limits bound a command. The zero value of a field stands for its default. At
// level Off only Wall and Output hold.
type Limits struct {
	Wall time.Duration // 10 s
	CPU  time.Duration // of all the command's processes together; as Wall

	Memory int64 // bytes resident, of all processes together; 512 MiB
	Data   int64 // bytes writable in each process; as Memory; less than 0 means no limit
	Disk   int64 // bytes in the work folder; 64 MiB

	// AddressSpace bounds the bytes that a process may map; 0 means no limit, for
	// some run-time systems (the JVM) map far more than they use.
	AddressSpace int64

	Stack     int64 // bytes of the main thread's stack; 64 MiB
	Processes int   // threads count; 64
	Output    int   // bytes kept of standard output and of standard error each; 1 MiB
}

func (l Limits) orDefaults() Limits {
	l.Wall = or(l.Wall, 10*time.Second)
	l.CPU = or(l.CPU, l.Wall)
	l.Memory = or(l.Memory, 512<<20)
	l.Data = or(l.Data, l.Memory)
	l.Disk = or(l.Disk, 64<<20)
	l.Stack = or(l.Stack, 64<<20)
	l.Processes = or(l.Processes, 64)
	l.Output = or(l.Output, 1<<20)
	return l
}

func or[T int | int64 | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

// Status says how a command ended.
type Status uint8

// The ways to end.
const (
	Exited     Status = iota // by itself, with Result.ExitCode
	Signaled                 // by Result.Signal, such as SIGSEGV, or SIGKILL where the kernel enforced a limit
	TimedOut                 // killed at Limits.Wall or Limits.CPU
	MemoryOut                // killed at Limits.Memory
	DiskOut                  // killed at Limits.Disk; at Isolated writes fail instead
	ProcessOut               // killed at Limits.Processes
	OutputOut                // killed at Limits.Output
)

var statusNames = [...]string{"exited", "signaled", "timed out", "out of memory", "out of disk", "too many processes", "too much output"}

// String returns the status in words.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("status %d", s)
}

// Result is what came of a command.
type Result struct {
	Status   Status
	ExitCode int // where Status is Exited
	Signal   int // where Status is Signaled

	Stdout, Stderr []byte            // the first Limits.Output bytes of each
	Files          map[string][]byte // regular files that the command left in the folder out

	Wall, CPU time.Duration
	Memory    int64 // bytes resident at most, as far as was seen
}

// OK reports whether the command ended by itself with exit code 0.
func (r *Result) OK() bool { return r.Status == Exited && r.ExitCode == 0 }
