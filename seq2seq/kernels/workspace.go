package kernels

import "sync"

// workspace is the temporary memory of one thread inside one kernel call. It is
// borrowed and given back; the pool keeps what it was given for good (a
// sync.Pool would drop it at each garbage collection), so that a training loop
// stops allocating after its largest batch.
type workspace struct {
	gemm   Scratch
	memory []float32
	used   int
}

var workspaces struct {
	sync.Mutex
	free []*workspace
}

func borrow() *workspace {
	workspaces.Lock()
	defer workspaces.Unlock()
	if n := len(workspaces.free); n > 0 {
		space := workspaces.free[n-1]
		workspaces.free = workspaces.free[:n-1]
		return space
	}
	return &workspace{}
}

func (s *workspace) release() {
	s.used = 0
	workspaces.Lock()
	defer workspaces.Unlock()
	workspaces.free = append(workspaces.free, s)
}

// floats returns n elements of unspecified content that stay the caller's until
// release. Slices handed out before stay valid when the memory grows: they keep
// the old array.
func (s *workspace) floats(n int) []float32 {
	const line = 16 // elements of a cache line: each slice begins on its own
	if s.used+n > len(s.memory) {
		s.memory = make([]float32, s.used+max(n, 2*len(s.memory)))
	}
	slice := s.memory[s.used : s.used+n : s.used+n]
	s.used += (n + line - 1) / line * line
	if s.used > len(s.memory) {
		s.used = len(s.memory)
	}
	return slice
}
