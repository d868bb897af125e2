package sandbox

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// python is an interpreter that every user may run.
func python(t *testing.T) string {
	t.Helper()
	const path = "/usr/bin/python3"
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s to run canaries with", path)
	}
	return path
}

func open(t *testing.T, level Level) *Sandbox {
	t.Helper()
	s, err := New(Options{Level: level})
	if unavailable := (*UnavailableError)(nil); errors.As(err, &unavailable) {
		t.Skipf("user %d: %v", os.Geteuid(), err)
	} else if err != nil {
		t.Fatal(err)
	}
	return s
}

func shell(script string) Command {
	return Command{Arguments: []string{"/bin/sh", "-c", script}, Limits: Limits{Wall: 20 * time.Second}}
}

func TestRun(t *testing.T) {
	for level := Isolated; level <= Off; level++ {
		t.Run(level.String(), func(t *testing.T) {
			s := open(t, level)
			for _, c := range []struct {
				reason  string
				command Command
				status  Status
				code    int
				stdout  string
			}{
				{"output and exit code", shell("echo out; echo err >&2; exit 3"), Exited, 3, "out\n"},
				{"input", Command{Arguments: []string{"/bin/cat"}, Stdin: []byte("text")}, Exited, 0, "text"},
				{"files", Command{Arguments: []string{"/bin/cat", "a/b"}, Files: map[string][]byte{"a/b": []byte("content")}}, Exited, 0, "content"},
				{"a signal", shell("kill -SEGV $$"), Signaled, 0, ""},
				{"time", Command{Arguments: []string{"/bin/sleep", "60"}, Limits: Limits{Wall: 50 * time.Millisecond}}, TimedOut, 0, ""},
				{"nothing of the environment", shell("echo $SECRET$PATH"), Exited, 0, "/usr/local/bin:/usr/bin:/bin\n"},
				{"the end of the program is the end of its children", shell("sleep 60 & echo done"), Exited, 0, "done\n"},
			} {
				t.Setenv("SECRET", "secret")
				r, err := s.Run(context.Background(), c.command)
				if err != nil {
					t.Fatalf("%s: %v", c.reason, err)
				}
				if r.Status != c.status || r.ExitCode != c.code || string(r.Stdout) != c.stdout {
					t.Errorf("%s: %v, exit code %d, stdout %q, stderr %q; want %v, %d, %q", c.reason, r.Status, r.ExitCode, r.Stdout, r.Stderr, c.status, c.code, c.stdout)
				}
			}
			r, err := s.Run(context.Background(), shell("echo x > out/file; ln -s /etc/passwd out/link; mkdir out/dir; echo y > elsewhere"))
			if err != nil || len(r.Files) != 1 || string(r.Files["file"]) != "x\n" {
				t.Errorf("files handed back: %q (%v), want file", r.Files, err)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	s := open(t, Isolated)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		reason  string
		ctx     context.Context
		command Command
		want    string
	}{
		{"no program", context.Background(), Command{}, "without arguments"},
		{"a program that is not there", context.Background(), Command{Arguments: []string{"/no/such/program"}}, "No such file"},
		{"a file outside the work folder", context.Background(), Command{Arguments: []string{"/bin/true"}, Files: map[string][]byte{"../x": nil}}, "leads out"},
		{"a cancelled context", cancelled, shell("exit 0"), "canceled"},
	} {
		if _, err := s.Run(c.ctx, c.command); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.reason, err, c.want)
		}
	}
}

func TestCancel(t *testing.T) {
	s := open(t, Isolated)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Run(ctx, Command{Arguments: []string{"/bin/sleep", "60"}, Limits: Limits{Wall: time.Minute}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
}

// TestCanaries lets hostile programs try what the two strict levels prevent.
func TestCanaries(t *testing.T) {
	for _, level := range []Level{Isolated, Contained} {
		t.Run(level.String(), func(t *testing.T) {
			canaries, err := open(t, level).Canaries(context.Background(), python(t))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range canaries {
				if !c.Held {
					t.Errorf("user %d: %s: %s", os.Geteuid(), c.Name, c.Detail)
				}
			}
			t.Logf("user %d: %d canaries", os.Geteuid(), len(canaries))
		})
	}
}

// TestOrdinaryUser runs the other tests once more as nobody, where this is root.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	if testing.Short() {
		t.Skip("short")
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^(TestRun|TestCanaries|TestCancel)$", "-test.v", "-test.count=1")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "TMPDIR=/tmp", "HOME=/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// BenchmarkRun is what a level costs, and bubblewrap beside them: the program does
// nothing.
func BenchmarkRun(b *testing.B) {
	for level := Isolated; level <= Off; level++ {
		b.Run(level.String(), func(b *testing.B) {
			s, err := New(Options{Level: level})
			if err != nil {
				b.Skip(err)
			}
			used := processorTime(b)
			for b.Loop() {
				if _, err := s.Run(context.Background(), Command{Arguments: []string{"/bin/true"}}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
	b.Run("bubblewrap", benchmarkBubblewrap)
}

// benchmarkBubblewrap gives the same root, namespaces and user as Isolated by
// bubblewrap, without landlock, seccomp, limits and the watch.
func benchmarkBubblewrap(b *testing.B) {
	bwrap, err := exec.LookPath("bwrap")
	if err != nil {
		b.Skip(err)
	}
	arguments := []string{"--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/work", "--chdir", "/work"}
	if os.Geteuid() == 0 {
		arguments = append(arguments, "--uid", strconv.Itoa(nobody), "--gid", strconv.Itoa(nobody))
	}
	for _, path := range systemPaths() {
		if target, err := os.Readlink(path); err == nil {
			arguments = append(arguments, "--symlink", target, path)
		} else {
			arguments = append(arguments, "--ro-bind-try", path, path)
		}
	}
	used := processorTime(b)
	for b.Loop() {
		if out, err := exec.Command(bwrap, append(arguments, "/bin/true")...).CombinedOutput(); err != nil {
			b.Skipf("%v: %s", err, out)
		}
	}
	b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(b.N), "cpu-ms/op")
}

// processorTime is what this process and those that it waited for have used.
func processorTime(b *testing.B) time.Duration {
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}
