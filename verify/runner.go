package verify

import (
	"context"
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

	// Output is what a program may print to standard output and to standard error
	// each, in bytes; 0 means 16 MiB. A program that prints more is killed.
	Output int

	// Cache is a folder for what is costly to make and the same in every process
	// (precompiled headers, the batch compiler; some 200 MB); "" makes it anew in each.
	Cache string
}

// Runner compiles and runs programs. It may be used from several goroutines.
type Runner struct {
	options Options
	box     *sandbox.Sandbox
	tools   []Tool

	slots chan struct{} // one for each program being compiled or run

	prepared prepared
	python   pythonChain
	cpp      cppChain
	java     javaChain
	builds   builds

	planned planCache // of Check

	mu       sync.Mutex
	outcomes map[key]Outcome
	bytes    int // of outcomes
}

// maxOutcomes bounds the bytes of the outcomes that a Runner remembers.
const maxOutcomes = 128 << 20

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
	if options.Output == 0 {
		options.Output = 16 << 20
	}
	if options.Jobs <= 0 {
		options.Jobs = runtime.NumCPU()
	}
	r := &Runner{options: options, slots: make(chan struct{}, options.Jobs), outcomes: map[key]Outcome{}}
	err := r.prepared.open(options.Cache, options.Level)
	if err != nil {
		return nil, err
	}
	if r.box, r.tools, err = openSandbox(ctx, options.Level, []string{r.prepared.folder}); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close deletes what the Runner keeps on disk for itself.
func (r *Runner) Close() { r.prepared.close() }

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
// each, in their order. Nothing of one run is there for another to see. Programs
// that differ only in what a run is given are compiled once. The error is ctx's,
// or says that the sandbox failed.
func (r *Runner) Run(ctx context.Context, programs []Program) ([]Outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	spawn := func(f func() error) {
		group.Go(func() {
			if err := f(); err != nil {
				cancel(err)
			}
		})
	}
	outcomes := make([]Outcome, len(programs))
	first := map[key]int{} // the first program of each content runs, the others wait for it
	same := make([]int, len(programs))
	keys := make([]key, len(programs))
	var sources []*Program // to compile, and where to
	var made []*build
	for i := range programs {
		p := &programs[i]
		keys[i] = p.runKey()
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
		if p.Language == lexers.Python {
			spawn(func() (err error) {
				outcomes[i], err = r.runPython(ctx, p)
				return err
			})
			continue
		}
		b, mine := r.builds.claim(p.buildKey())
		if mine {
			sources, made = append(sources, p), append(made, b)
		}
		spawn(func() error {
			b, err := r.awaitBuild(ctx, p, b)
			if err != nil {
				return err
			}
			if b.binary == nil {
				outcomes[i] = b.outcome
				return nil
			}
			outcomes[i], err = r.runBuild(ctx, p, b.binary)
			return err
		})
	}
	r.compile(ctx, sources, made)
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

// compile makes the builds of programs, several at a time, each of which it
// finishes whatever happens.
func (r *Runner) compile(ctx context.Context, programs []*Program, made []*build) {
	var group sync.WaitGroup
	var java []*Program
	var javaBuilds []*build
	for i, p := range programs {
		if p.Language == lexers.Java {
			java, javaBuilds = append(java, p), append(javaBuilds, made[i])
			continue
		}
		group.Go(func() {
			made[i].err = r.buildCPP(ctx, p, made[i])
			r.builds.finish(p.buildKey(), made[i])
		})
	}
	for len(java) > 0 {
		n := min(len(java), max(1, min(maxJavaBatch, (len(java)+r.options.Jobs-1)/r.options.Jobs)))
		batch, of := java[:n], javaBuilds[:n]
		java, javaBuilds = java[n:], javaBuilds[n:]
		group.Go(func() {
			err := r.buildJava(ctx, batch, of)
			for i, p := range batch {
				if of[i].binary == nil && of[i].outcome.Status == Finished {
					of[i].err = err
				}
				r.builds.finish(p.buildKey(), of[i])
			}
		})
	}
	group.Wait()
}

// runBuild runs what was compiled.
func (r *Runner) runBuild(ctx context.Context, p *Program, binary []byte) (Outcome, error) {
	if p.Language == lexers.Java {
		return r.runJar(ctx, p, binary)
	}
	return r.runExecutable(ctx, p, binary)
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

func (r *Runner) remembered(k key) (Outcome, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.outcomes[k]
	return o, ok
}

// remember keeps an outcome, where it is the program's own.
func (r *Runner) remember(k key, o Outcome) {
	if !o.lasting() {
		return
	}
	size := len(o.Stdout) + len(o.Stderr) + 256
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes+size > maxOutcomes {
		clear(r.outcomes)
		r.bytes = 0
	}
	r.bytes += size
	r.outcomes[k] = o
}

// limits are those of a program's run; extra is memory that its run-time system
// needs for itself.
func (r *Runner) limits(p *Program, extra int64) sandbox.Limits {
	timeout := r.options.Timeout
	if p.Timeout > 0 {
		timeout = p.Timeout
	}
	return sandbox.Limits{Wall: 3 * timeout, CPU: timeout, Memory: r.options.Memory + extra, Output: r.options.Output}
}

// compileLimits are those of a compiler that compiles n programs.
func compileLimits(n int) sandbox.Limits {
	return sandbox.Limits{Wall: time.Minute + time.Duration(n)*10*time.Second, CPU: 30*time.Second + time.Duration(n)*5*time.Second,
		Memory: 2 << 30, Disk: 256 << 20, Output: 1 << 18}
}

// addFiles puts a program's further sources below a folder ("" or one that ends
// in a slash).
func addFiles(files map[string][]byte, folder string, p *Program) {
	for _, f := range p.Files {
		files[folder+f.Name] = []byte(f.Text)
	}
}
