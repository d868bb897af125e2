package sandbox

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed canary.py
var canaryProgram []byte

// Canary is one attempt to get out of a sandbox or to harm the machine.
type Canary struct {
	Name   string `json:"name"` // "read files outside", "outlive the time limit" ...
	Held   bool   `json:"held"` // whether the sandbox withstood
	Detail string `json:"detail,omitempty"`
}

// Limits of the canaries: small, so that one that gets through does no harm.
const (
	canaryMemory    = 128 << 20
	canaryDisk      = 16 << 20
	canaryProcesses = 24
)

// Canaries lets a program try what the levels Isolated and Contained are to
// prevent, and looks from outside at what came of it. python is the absolute path
// of an interpreter that runs in the sandbox.
func (s *Sandbox) Canaries(ctx context.Context, python string) ([]Canary, error) {
	t, err := newTarget()
	if err != nil {
		return nil, err
	}
	defer t.close()
	run := func(wall time.Duration, attempt string, arguments ...string) (*Result, error) {
		return s.Run(ctx, Command{
			Arguments: append([]string{python, "canary.py", attempt}, arguments...),
			Files:     map[string][]byte{"canary.py": canaryProgram},
			// The marker shows in /proc/PID/environ, by which survivors are found.
			Environment: []string{"CANARY=" + t.marker + attempt, "PYTHONDONTWRITEBYTECODE=1"},
			Limits: Limits{Wall: wall, CPU: wall, Memory: canaryMemory, Disk: canaryDisk,
				Processes: canaryProcesses, Output: 1 << 16},
		})
	}
	nothingReached := func(r *Result) error {
		if text := string(r.Stdout); strings.Contains(text, "REACHED") {
			return errors.New(strings.Join(strings.Fields(text), " "))
		}
		if !r.OK() {
			return fmt.Errorf("the canary itself failed: %v, exit code %d: %s", r.Status, r.ExitCode, r.Stderr)
		}
		return nil
	}
	attempts := []struct {
		name, attempt string
		argument      string
		check         func(*Result) error
	}{
		{"read files outside", "read", t.secret, nothingReached},
		{"write files outside", "write", t.folder, func(r *Result) error { return errors.Join(nothingReached(r), t.unchanged()) }},
		{"connect by TCP", "tcp", t.port(t.tcp.Addr()), nothingReached},
		{"send by UDP", "udp", t.port(t.udp.LocalAddr()), func(*Result) error { return t.nothingArrived() }},
		{"connect to a Unix socket", "unix", t.socket, nothingReached},
		{"signal processes outside", "signal", strconv.Itoa(os.Getpid()), nothingReached},
		{"fork without end", "fork", "", endedByForce},
		{"outlive the time limit", "survive", "", endedByForce},
		{"take all memory", "memory", "", memoryBounded},
		{"take all memory in many processes", "memory_of_many", "", memoryBounded},
		{"fill the disk", "disk", "", diskBounded},
		{"print without end", "output", "", func(r *Result) error {
			if r.Status != OutputOut || len(r.Stdout) > 1<<16 {
				return fmt.Errorf("%v with %d bytes", r.Status, len(r.Stdout))
			}
			return nil
		}},
	}
	canaries := make([]Canary, len(attempts))
	failed := make([]error, len(attempts))
	var group sync.WaitGroup
	slots := make(chan struct{}, 4) // most of their time they wait for their time limit
	for i, a := range attempts {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			arguments, wall := []string{a.argument}, 20*time.Second
			if a.argument == "" { // a bomb, which goes on until it is ended
				arguments, wall = nil, 1500*time.Millisecond
			}
			result, err := run(wall, a.attempt, arguments...)
			if err != nil {
				failed[i] = fmt.Errorf("canary %q: %w", a.name, err)
				return
			}
			err = errors.Join(a.check(result), t.nobodyLeft(a.attempt))
			canaries[i] = Canary{Name: a.name, Held: err == nil}
			if err != nil {
				canaries[i].Detail = strings.ReplaceAll(err.Error(), "\n", "; ")
			}
		})
	}
	group.Wait()
	return canaries, errors.Join(failed...)
}

// endedByForce wants a program that never ends to have been ended.
func endedByForce(r *Result) error {
	if r.Status == Exited {
		return fmt.Errorf("ended by itself: exit code %d: %s", r.ExitCode, r.Stderr)
	}
	return nil
}

// memoryBounded allows for what is taken between two looks at the processes.
func memoryBounded(r *Result) error {
	if r.Memory > 2*canaryMemory {
		return fmt.Errorf("%d bytes in use with a limit of %d", r.Memory, canaryMemory)
	}
	return nil
}

func diskBounded(r *Result) error {
	total := 0
	for _, content := range r.Files {
		total += len(content)
	}
	if r.Status != DiskOut && total > canaryDisk {
		return fmt.Errorf("%d bytes written with a limit of %d", total, canaryDisk)
	}
	return nil
}

// target is what the canaries aim at: things of this process that every user of
// the machine may reach.
type target struct {
	dir, folder, secret, socket, marker string

	tcp  net.Listener
	unix net.Listener
	udp  net.PacketConn
}

func newTarget() (*target, error) {
	dir, err := os.MkdirTemp("", "transcoder-canary-*")
	if err != nil {
		return nil, err
	}
	t := &target{dir: dir, folder: filepath.Join(dir, "open"), secret: filepath.Join(dir, "secret"),
		socket: filepath.Join(dir, "socket"), marker: filepath.Base(dir)}
	err = errors.Join(os.Chmod(dir, 0o777), os.Mkdir(t.folder, 0o777), os.Chmod(t.folder, 0o777), os.WriteFile(t.secret, []byte("secret"), 0o644))
	listen := func(l net.Listener, failed error) net.Listener {
		err = errors.Join(err, failed)
		return l
	}
	t.tcp = listen(net.Listen("tcp", "127.0.0.1:0"))
	t.unix = listen(net.Listen("unix", t.socket))
	udp, failed := net.ListenPacket("udp", "127.0.0.1:0")
	t.udp = udp
	if err = errors.Join(err, failed, os.Chmod(t.socket, 0o777)); err != nil {
		t.close()
		return nil, fmt.Errorf("set up the canaries: %w", err)
	}
	return t, nil
}

func (t *target) close() {
	if t.tcp != nil {
		t.tcp.Close()
	}
	if t.unix != nil {
		t.unix.Close()
	}
	if t.udp != nil {
		t.udp.Close()
	}
	os.RemoveAll(t.dir)
}

func (t *target) port(address net.Addr) string {
	_, port, _ := net.SplitHostPort(address.String())
	return port
}

func (t *target) unchanged() error {
	entries, err := os.ReadDir(t.folder)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s was written", entries[0].Name())
	}
	return err
}

// nothingArrived reads what waits: a datagram to this machine arrives before
// sendto returns.
func (t *target) nothingArrived() error {
	if err := t.udp.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		return err
	}
	if n, _, err := t.udp.ReadFrom(make([]byte, 16)); err == nil {
		return fmt.Errorf("a datagram of %d bytes arrived", n)
	}
	return nil
}

// nobodyLeft looks for processes that carry the marker in their environment.
func (t *target) nobodyLeft(attempt string) error {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		environ, err := os.ReadFile(file) // others' can't be read, ours can
		if err == nil && strings.Contains(string(environ), "CANARY="+t.marker+attempt+"\x00") {
			return fmt.Errorf("process %s is still there", filepath.Base(filepath.Dir(file)))
		}
	}
	return nil
}
