package sandbox

// #include "init_linux.h"
import "C"

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// nobody is the user and group that programs run as where this process is root.
const nobody = 65534

// workFolder is where an isolated program finds its files.
const workFolder = "/work"

func init() {
	// The constructor of init_linux.c should have taken over. Without it (a C library
	// that gives constructors no arguments) main must not run in its place.
	if len(os.Args) > 0 && os.Args[0] == C.INIT_NAME {
		os.Exit(125)
	}
}

// Sandbox runs commands at one level. It may be used from several goroutines.
type Sandbox struct {
	level  Level
	single bool // the user namespace maps no user but the own one
	read   []string
	base   string // mount point of private roots
	filter []byte
}

// New returns a Sandbox, having tried that the machine can give its level. The
// error is an *UnavailableError where it can't.
func New(options Options) (*Sandbox, error) {
	s := &Sandbox{level: options.Level, read: append(systemPaths(), options.Read...)}
	unavailable := func(err error) error { return &UnavailableError{Level: options.Level, Err: err} }
	if s.level > Off {
		return nil, unavailable(errors.New("there is no such level"))
	}
	if s.level <= Contained {
		var err error
		if s.filter, err = filter(s.level); err != nil {
			return nil, unavailable(err)
		}
		// Version 6 keeps signals among the program's own processes.
		if abi := LandlockVersion(); s.level == Contained && abi < 6 {
			return nil, unavailable(fmt.Errorf("landlock has version %d in this kernel, expected 6 or more (Linux 6.12)", abi))
		} else if abi < 1 {
			return nil, unavailable(errors.New("this kernel has no landlock"))
		}
	}
	if s.level == Isolated {
		// Only a mount point, hidden below the root that is mounted there.
		s.base = filepath.Join(os.TempDir(), fmt.Sprintf("transcoder-sandbox-%d", os.Geteuid()))
		if err := os.MkdirAll(s.base, 0o700); err != nil {
			return nil, unavailable(err)
		}
	}
	program := "/bin/true"
	if _, err := os.Stat(program); err != nil { // not every system has it there; PATH may have nothing
		if program, err = exec.LookPath("true"); err == nil {
			program, err = filepath.Abs(program)
		}
		if err != nil {
			return nil, unavailable(err)
		}
	}
	probe := Command{Arguments: []string{program}, Limits: Limits{Wall: time.Minute}}
	result, err := s.Run(context.Background(), probe)
	if err != nil && s.level == Isolated && os.Geteuid() == 0 {
		s.single = true // root of a container to which no other user was given
		result, err = s.Run(context.Background(), probe)
	}
	switch {
	case err != nil:
		return nil, unavailable(err)
	case !result.OK():
		return nil, unavailable(fmt.Errorf("%s ended with %v, exit code %d, signal %d: %s", program, result.Status, result.ExitCode, result.Signal, result.Stderr))
	}
	return s, nil
}

// Level returns the level at which commands run.
func (s *Sandbox) Level() Level { return s.level }

// LandlockVersion returns the version of landlock's interface in this kernel; 0
// where there is none.
func LandlockVersion() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
}

// systemPaths are what programs of a distribution need to start.
func systemPaths() []string {
	paths := []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.cache", "/etc/alternatives"}
	java, _ := filepath.Glob("/etc/java*") // Debian keeps the JDK's settings there
	return append(paths, java...)
}

// Run runs a command and waits until it has ended and everything that it started
// is gone. What the command does wrong is in the Result; an error means that it
// could not be run, or that ctx was cancelled.
func (s *Sandbox) Run(ctx context.Context, command Command) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(command.Arguments) == 0 {
		return nil, errors.New("sandbox: a command without arguments")
	}
	command.Limits = command.Limits.orDefaults()
	work := workFolder
	if s.level != Isolated {
		var err error
		if work, err = s.makeWork(); err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		defer removeAll(work)
	}
	order, err := s.order(command, work)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return s.start(ctx, command, order)
}

// makeWork makes a work folder for a program that shares the host's root.
func (s *Sandbox) makeWork() (string, error) {
	work, err := os.MkdirTemp("", "transcoder-run-*")
	if err != nil {
		return "", err
	}
	if s.dropsUser() {
		err = os.Chown(work, nobody, nobody)
	}
	return work, err
}

// removeAll deletes a work folder, folders that the program closed included.
func removeAll(path string) {
	if os.RemoveAll(path) == nil {
		return
	}
	filepath.WalkDir(path, func(path string, entry fs.DirEntry, _ error) error {
		if entry != nil && entry.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	os.RemoveAll(path)
}

// dropsUser reports whether programs run as nobody.
func (s *Sandbox) dropsUser() bool { return os.Geteuid() == 0 && s.level <= Contained && !s.single }

// order encodes what the supervisor is to do; readOrder in init_linux.c decodes
// it.
func (s *Sandbox) order(c Command, work string) ([]byte, error) {
	order := make([]byte, 8)
	add := func(tag C.enum_tag, data ...[]byte) {
		content := bytes.Join(data, []byte{0})
		order = binary.NativeEndian.AppendUint32(order, uint32(tag))
		order = binary.NativeEndian.AppendUint32(order, uint32(len(content)))
		order = append(append(order, content...), 0)
	}
	number := func(n uint64) []byte { return binary.NativeEndian.AppendUint64(nil, n) }
	text := func(s string) []byte { return []byte(s) }

	flags := 0
	if s.level == Isolated {
		flags |= C.FLAG_NAMESPACES
	}
	if s.level <= Contained {
		flags |= C.FLAG_LANDLOCK
		add(C.TAG_FILTER, s.filter)
	}
	if s.level <= Limited {
		flags |= C.FLAG_LIMITS
	}
	if s.dropsUser() {
		flags |= C.FLAG_SETUID
		add(C.TAG_USER, binary.NativeEndian.AppendUint32(nil, nobody))
	}
	add(C.TAG_FLAGS, number(uint64(flags)))
	add(C.TAG_BASE, text(s.base))
	add(C.TAG_WORK, text(work))
	add(C.TAG_LIMITS, s.limits(c.Limits))
	for _, path := range s.read {
		if target, err := os.Readlink(path); err == nil && s.level == Isolated {
			add(C.TAG_LINK, text(target), text(path))
			continue
		}
		add(C.TAG_BIND, text(path))
	}
	for name, content := range c.Files {
		if !filepath.IsLocal(name) || strings.ContainsRune(name, 0) {
			return nil, fmt.Errorf("file name %q leads out of the work folder", name)
		}
		add(C.TAG_FILE, text(name), content)
	}
	for _, argument := range c.Arguments {
		add(C.TAG_ARGUMENT, text(argument))
	}
	for _, variable := range append([]string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + work, "TMPDIR=" + work + "/tmp", "LANG=C.UTF-8",
	}, c.Environment...) {
		add(C.TAG_VARIABLE, text(variable))
	}
	binary.NativeEndian.PutUint64(order, uint64(len(order)-8))
	return order, nil
}

func (s *Sandbox) limits(l Limits) []byte {
	var values [C.LIMIT_COUNT]uint64
	values[C.LIMIT_WALL] = uint64(l.Wall.Microseconds())
	values[C.LIMIT_CPU] = uint64(l.CPU.Microseconds())
	values[C.LIMIT_MEMORY] = uint64(l.Memory)
	if l.Data > 0 {
		values[C.LIMIT_DATA] = uint64(l.Data)
	}
	if l.AddressSpace > 0 {
		values[C.LIMIT_ADDRESS_SPACE] = uint64(l.AddressSpace)
	}
	values[C.LIMIT_STACK] = uint64(l.Stack)
	values[C.LIMIT_DISK] = uint64(l.Disk)
	values[C.LIMIT_FILES] = 4096
	values[C.LIMIT_PROCESSES] = uint64(l.Processes)
	values[C.LIMIT_OUTPUT_FILES] = uint64(l.Disk)
	var data []byte
	for _, value := range values {
		data = binary.NativeEndian.AppendUint64(data, value)
	}
	return data
}

// attributes are those of the supervisor's process.
func (s *Sandbox) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true} // a terminal's interrupt is for this process to pass on
	if s.level != Isolated {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	if s.dropsUser() {
		a.UidMappings = append(a.UidMappings, syscall.SysProcIDMap{ContainerID: nobody, HostID: nobody, Size: 1})
		a.GidMappings = append(a.GidMappings, syscall.SysProcIDMap{ContainerID: nobody, HostID: nobody, Size: 1})
		a.GidMappingsEnableSetgroups = true
	}
	return a
}

// start runs the supervisor with an order.
func (s *Sandbox) start(ctx context.Context, c Command, order []byte) (*Result, error) {
	controlRead, control, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	defer control.Close() // without it the supervisor ends
	report, reportWrite, err := os.Pipe()
	if err != nil {
		controlRead.Close()
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	defer report.Close()
	var once sync.Once
	kill := func() { once.Do(func() { control.Write([]byte{0}) }) }
	stdout := &capped{limit: c.Limits.Output, full: kill}
	stderr := &capped{limit: c.Limits.Output, full: kill}
	cmd := &exec.Cmd{
		Path:        "/proc/self/exe",
		Args:        []string{C.INIT_NAME},
		Env:         []string{},
		Stdin:       bytes.NewReader(c.Stdin),
		Stdout:      stdout,
		Stderr:      stderr,
		ExtraFiles:  []*os.File{controlRead, reportWrite},
		SysProcAttr: s.attributes(),
		WaitDelay:   time.Second, // a process that survives at Off may hold the streams
	}
	err = cmd.Start()
	controlRead.Close()
	reportWrite.Close()
	if err != nil {
		return nil, fmt.Errorf("sandbox: start: %w", err)
	}
	if _, err := control.Write(order); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return nil, fmt.Errorf("sandbox: give the order: %w", err)
	}
	defer context.AfterFunc(ctx, kill)()
	// The supervisor keeps the time; this is for one that is stopped or starved.
	late := time.AfterFunc(c.Limits.Wall+time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	data, readErr := io.ReadAll(report)
	cmd.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if readErr != nil {
		return nil, fmt.Errorf("sandbox: %w", readErr)
	}
	result, err := decodeReport(data)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	result.Stdout, result.Stderr = stdout.data, stderr.data
	if stdout.over || stderr.over {
		result.Status, result.ExitCode, result.Signal = OutputOut, 0, 0
	}
	return result, nil
}

// decodeReport reads what the supervisor wrote.
func decodeReport(data []byte) (*Result, error) {
	next := func() (uint64, bool) {
		if len(data) < 8 {
			return 0, false
		}
		n := binary.NativeEndian.Uint64(data)
		data = data[8:]
		return n, true
	}
	var header [C.REPORT_COUNT]uint64
	for i := range header {
		n, ok := next()
		if !ok {
			return nil, errors.New("the supervisor ended without a report")
		}
		header[i] = n
	}
	result := &Result{
		Wall:   time.Duration(header[C.REPORT_WALL]) * time.Microsecond,
		CPU:    time.Duration(header[C.REPORT_CPU]) * time.Microsecond,
		Memory: int64(header[C.REPORT_MEMORY]),
		Files:  map[string][]byte{},
	}
	switch header[C.REPORT_KIND] {
	case C.KIND_SETUP:
		return nil, errors.New(string(data))
	case C.KIND_EXIT:
		result.ExitCode = int(header[C.REPORT_CODE])
	case C.KIND_SIGNAL:
		result.Status, result.Signal = Signaled, int(header[C.REPORT_CODE])
		if result.Signal == int(unix.SIGXCPU) {
			result.Status = TimedOut
		}
	case C.KIND_KILLED:
		result.Status = map[uint64]Status{
			C.REASON_ASKED: TimedOut, C.REASON_WALL: TimedOut, C.REASON_CPU: TimedOut, C.REASON_MEMORY: MemoryOut,
			C.REASON_PROCESSES: ProcessOut, C.REASON_DISK: DiskOut,
		}[header[C.REPORT_CODE]]
	}
	for {
		nameLength, ok1 := next()
		size, ok2 := next()
		if !ok1 || !ok2 || nameLength > uint64(len(data)) || size > uint64(len(data))-nameLength {
			return nil, errors.New("the supervisor's report is cut short")
		}
		if nameLength == 0 {
			return result, nil
		}
		name := string(data[:nameLength])
		result.Files[name] = data[nameLength : nameLength+size]
		data = data[nameLength+size:]
	}
}

// capped keeps the first bytes of a stream. It never fails: a program must not
// learn from a broken pipe that it is near its limit, but end.
type capped struct {
	limit int
	data  []byte
	over  bool
	full  func()
}

func (c *capped) Write(p []byte) (int, error) {
	if room := c.limit - len(c.data); room >= len(p) {
		c.data = append(c.data, p...)
	} else {
		c.data = append(c.data, p[:room]...)
		c.over = true
		c.full()
	}
	return len(p), nil
}
