package verify

import (
	"context"
	"errors"
	"sync"
)

// maxBuilds bounds the bytes of executables and class files that a Runner keeps.
const maxBuilds = 256 << 20

// build is what a compiler made of a program, or is about to.
type build struct {
	done chan struct{} // closed when the fields below are set

	binary  []byte  // executable or jar; nil where there is none
	outcome Outcome // why there is none
	err     error   // of the sandbox or the builder's context: nothing is known

	used uint64 // clock of the last use; guarded by builds.mu
}

func newBuild() *build { return &build{done: make(chan struct{})} }

// size is what a build takes, with its place in the map.
func (b *build) size() int { return len(b.binary) + len(b.outcome.Stderr) + 512 }

// builds keeps what was compiled, so that one program on many inputs, given by
// several goroutines at once even, is compiled once. It lies in memory: an
// executable is some 50 kB, and has to go through memory into the sandbox's file
// system anyway.
type builds struct {
	mu    sync.Mutex
	of    map[key]*build
	bytes int // of those that are done
	clock uint64
}

// claim returns the build of a key, and whether the caller is to make it: finish
// must follow.
func (s *builds) claim(k key) (b *build, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[key]*build{}
	}
	b, ok := s.of[k]
	if !ok {
		b = newBuild()
		s.of[k] = b
	}
	s.clock++
	b.used = s.clock
	return b, !ok
}

// finish publishes a build whose fields the caller has set. What says nothing
// about the program (an error, a timeout of a busy machine) is not kept. Where
// the builds exceed their bound, those that were not used for longest go.
func (s *builds) finish(k key, b *build) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(b.done)
	if b.err != nil || b.binary == nil && !b.outcome.lasting() {
		delete(s.of, k)
		return
	}
	s.bytes += b.size()
	for s.bytes > maxBuilds {
		oldest, found := key{}, (*build)(nil)
		for k, other := range s.of {
			select {
			case <-other.done:
				if other != b && (found == nil || other.used < found.used) {
					oldest, found = k, other
				}
			default: // being made
			}
		}
		if found == nil {
			return
		}
		s.bytes -= found.size()
		delete(s.of, oldest)
	}
}

// awaitBuild waits for the build of a program that someone makes. Where its maker
// was cancelled, this caller makes it.
func (r *Runner) awaitBuild(ctx context.Context, p *Program, b *build) (*build, error) {
	for {
		select {
		case <-b.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if b.err == nil {
			return b, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		if !errors.Is(b.err, context.Canceled) && !errors.Is(b.err, context.DeadlineExceeded) {
			return nil, b.err
		}
		var mine bool
		if b, mine = r.builds.claim(p.buildKey()); mine {
			r.compile(ctx, []*Program{p}, []*build{b})
		}
	}
}
