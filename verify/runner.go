package verify

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"runtime"
	"sync"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// Options say how a Runner works. The zero value works.
type Options struct {
	Level sandbox.Level

	Timeout time.Duration // CPU time of a run; 0 means 10 s. Wall time may be three times as long
	Memory  int64         // bytes of a run; 0 means 512 MiB
	Jobs    int           // programs at a time; 0 means all processors

	// Cache is a folder for what is costly to make and the same in every process, such
	// as precompiled headers; "" makes it anew in each.
	Cache string
}

// Runner compiles and runs programs. It may be used from several goroutines.
type Runner struct {
	options Options
	box     *sandbox.Sandbox
	tools   []Tool

	slots chan struct{} // one for each program being compiled or run

	prepareCPP, prepareJava sync.Once
	cpp                     cppChain
	java                    javaChain

	mu       sync.Mutex
	outcomes map[[sha256.Size]byte]Outcome
}

// maxOutcomes bounds the outcomes that a Runner remembers.
const maxOutcomes = 1 << 16

// NewRunner opens the sandbox and looks for tool chains. That a tool chain is
// missing is no error; that the level is not available is a
// *sandbox.UnavailableError.
func NewRunner(ctx context.Context, options Options) (*Runner, error) {
	if options.Timeout == 0 {
		options.Timeout = 10 * time.Second
	}
	if options.Memory == 0 {
		options.Memory = 512 << 20
	}
	if options.Jobs <= 0 {
		options.Jobs = runtime.NumCPU()
	}
	r := &Runner{options: options, slots: make(chan struct{}, options.Jobs), outcomes: map[[sha256.Size]byte]Outcome{}}
	header, err := r.cpp.open(options.Cache)
	if err != nil {
		return nil, err
	}
	if r.box, r.tools, err = openSandbox(ctx, options.Level, []string{header}); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close deletes what the Runner keeps on disk for itself.
func (r *Runner) Close() { r.cpp.close() }

// Tools returns the tool chains' programs: Python's interpreter, the C++
// compiler, Java's compiler and its run-time system.
func (r *Runner) Tools() []Tool { return r.tools }

// Sandbox returns the sandbox that programs run in.
func (r *Runner) Sandbox() *sandbox.Sandbox { return r.box }

// Missing returns why programs of a language can't be run; "" if they can.
func (r *Runner) Missing(language lexers.Language) string {
	for _, tool := range r.tools {
		if tool.Language == language && tool.Problem != "" {
			return tool.Problem
		}
	}
	return ""
}

// Run compiles and runs programs, several at a time, and returns an outcome for
// each, in their order. Nothing of one run is there for another to see. The
// error is ctx's, or says that the sandbox failed.
func (r *Runner) Run(ctx context.Context, programs []Program) ([]Outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	outcomes := make([]Outcome, len(programs))
	first := map[[sha256.Size]byte]int{} // the first program of each content runs, the others wait for it
	same := make([]int, len(programs))
	var java []int
	var group sync.WaitGroup
	spawn := func(f func() error) {
		group.Go(func() {
			if err := f(); err != nil {
				cancel(err)
			}
		})
	}
	single := func(i int, run func(context.Context, Program) (Outcome, error)) {
		spawn(func() error {
			release, err := r.acquire(ctx)
			if err != nil {
				return err
			}
			defer release()
			outcomes[i], err = run(ctx, programs[i])
			return err
		})
	}
	keys := make([][sha256.Size]byte, len(programs))
	for i, p := range programs {
		keys[i] = p.key()
		if j, ok := first[keys[i]]; ok {
			same[i] = j
			continue
		}
		first[keys[i]], same[i] = i, i
		if o, ok := r.remembered(keys[i]); ok {
			outcomes[i] = o
			continue
		}
		if problem := r.Missing(p.Language); problem != "" {
			outcomes[i] = Outcome{Status: NoToolchain, Message: problem}
			continue
		}
		switch p.Language {
		case lexers.Python:
			single(i, r.runPython)
		case lexers.CPP:
			single(i, r.runCPP)
		case lexers.Java:
			java = append(java, i)
		}
	}
	for len(java) > 0 {
		n := min(len(java), max(1, min(maxJavaBatch, (len(java)+r.options.Jobs-1)/r.options.Jobs)))
		batch := java[:n]
		java = java[n:]
		spawn(func() error { return r.runJava(ctx, programs, batch, outcomes) })
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	for i := range outcomes {
		outcomes[i] = outcomes[same[i]]
		outcomes[i].Level = r.box.Level()
		if same[i] == i {
			r.remember(keys[i], outcomes[i])
		}
	}
	return outcomes, nil
}

// acquire waits for a free slot.
func (r *Runner) acquire(ctx context.Context) (release func(), err error) {
	select {
	case r.slots <- struct{}{}:
		return func() { <-r.slots }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// key identifies a program by all that it is.
func (p Program) key() [sha256.Size]byte {
	var data []byte
	for _, part := range []string{p.Language.String(), p.Class, p.Text, p.Stdin} {
		data = binary.LittleEndian.AppendUint64(data, uint64(len(part)))
		data = append(data, part...)
	}
	return sha256.Sum256(data)
}

func (r *Runner) remembered(key [sha256.Size]byte) (Outcome, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.outcomes[key]
	return o, ok
}

// remember keeps an outcome. What depends on how busy the machine is (time, and
// memory between two looks) is not kept.
func (r *Runner) remember(key [sha256.Size]byte, o Outcome) {
	if o.Status == TimedOut || o.Status == Killed {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.outcomes) >= maxOutcomes {
		clear(r.outcomes)
	}
	r.outcomes[key] = o
}

// limits are those of a run; extra is memory that its run-time system needs for
// itself.
func (r *Runner) limits(extra int64) sandbox.Limits {
	return sandbox.Limits{Wall: 3 * r.options.Timeout, CPU: r.options.Timeout, Memory: r.options.Memory + extra, Output: 1 << 20}
}

// compileLimits are those of a compiler that compiles n programs.
func compileLimits(n int) sandbox.Limits {
	return sandbox.Limits{Wall: time.Minute + time.Duration(n)*10*time.Second, CPU: 30*time.Second + time.Duration(n)*5*time.Second,
		Memory: 2 << 30, Disk: 256 << 20, Output: 1 << 18}
}
