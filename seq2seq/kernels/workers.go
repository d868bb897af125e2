package kernels

import (
	"runtime"
	"sync/atomic"
)

// Workers runs loops on a fixed number of goroutines and owns the scratch memory
// that the parallel kernels need.
//
// A Workers serves one caller at a time. Starting a loop from two goroutines at
// once, or from inside a loop body, panics: inside a body use the serial kernels
// with a Scratch of one's own.
type Workers struct {
	threads int
	busy    atomic.Bool

	// The loop in progress. Written before the helpers are woken.
	body    func(worker, low, high int)
	ranges  partition
	pending atomic.Int32        // helpers that have not finished
	done    chan struct{}       // the last one to finish says so
	failure atomic.Pointer[any] // first panic in a helper
	helpers []*helper           // workers 1 ... threads-1; the caller is worker 0
	scratch []Scratch           // one a worker

	// The arguments of Each and of multiply while they run. Their bodies are
	// method values made once: a closure a call would be an allocation a call.
	each       func(worker, i int)
	eachEnd    int64
	eachRun    func(worker, low, high int)
	next       paddedCounter // Each's next index
	product    product
	rows       partition
	columns    partition
	productRun func(worker, low, high int)

	integers    integers // DirectInt8's, likewise
	integersRun func(worker, low, high int)
	direct      product // Direct's
	directRun   func(worker, low, high int)
}

// paddedCounter keeps a contended counter on a cache line of its own.
type paddedCounter struct {
	_ [64]byte
	atomic.Int64
	_ [56]byte
}

// helper is one persistent goroutine.
type helper struct {
	state atomic.Uint32
	wake  chan struct{} // used only when the helper sleeps
	_     [40]byte
}

const (
	helperIdle   = iota // looking at state
	helperPosted        // work waits
	helperAsleep        // blocked on wake
)

// spins is how often an idle worker looks for work before it sleeps, about 20 µs.
// Waking a sleeping goroutine costs 5 to 50 µs, as much as a small matrix product;
// the gap between two kernels of one decoding step is below the spinning time.
const spins = 400

// NewWorkers starts threads-1 goroutines; the caller of a loop is the last worker.
// 0 means GOMAXPROCS. Close ends them.
func NewWorkers(threads int) *Workers {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	w := &Workers{threads: threads, done: make(chan struct{}, 1), scratch: make([]Scratch, threads)}
	w.eachRun, w.productRun, w.integersRun, w.directRun = w.runEach, w.runProduct, w.runIntegers, w.runDirect
	w.helpers = make([]*helper, threads-1)
	for i := range w.helpers {
		h := &helper{wake: make(chan struct{}, 1)}
		w.helpers[i] = h
		go w.serve(h, i+1)
	}
	return w
}

// Threads is the number of workers, the caller included.
func (w *Workers) Threads() int { return w.threads }

// Close ends the goroutines. The Workers can't be used afterwards.
func (w *Workers) Close() {
	w.acquire()
	w.body = nil
	for _, h := range w.helpers {
		h.post()
	}
	w.helpers = nil
}

// For splits 0..n into at most Threads contiguous ranges of about equal length,
// each but the last a multiple of grain long (0 means 1), and runs body once for
// each range, at the same time. worker is the index of the range, below Threads.
// The ranges depend on n, grain and Threads alone, so sums that are kept per worker
// and added in order of worker come out the same, bit for bit, in every run.
// A panic in body is raised again in the caller.
func (w *Workers) For(n, grain int, body func(worker, low, high int)) {
	w.acquire()
	defer w.release()
	w.run(n, grain, body)
}

// Each runs body(worker, i) for every i below n. The worker is whichever is free,
// so tasks of unequal length share the threads well, and what body computes may
// depend on i only, not on worker.
func (w *Workers) Each(n int, body func(worker, i int)) {
	w.acquire()
	defer w.release()
	w.each, w.eachEnd = body, int64(n)
	w.next.Store(0)
	w.run(min(n, w.threads), 1, w.eachRun)
	w.each = nil
}

func (w *Workers) runEach(worker, _, _ int) {
	for {
		i := w.next.Add(1) - 1
		if i >= w.eachEnd {
			return
		}
		w.each(worker, int(i))
	}
}

func (w *Workers) acquire() {
	if !w.busy.CompareAndSwap(false, true) {
		panic("kernels: Workers used by two callers at once or from inside a loop body")
	}
}

func (w *Workers) release() { w.busy.Store(false) }

// run is For for a caller that holds busy.
func (w *Workers) run(n, grain int, body func(worker, low, high int)) {
	if n <= 0 {
		return
	}
	ranges := split(n, grain, w.threads)
	if ranges.parts == 1 {
		body(0, 0, n)
		return
	}
	w.body, w.ranges = body, ranges
	w.pending.Store(int32(ranges.parts - 1))
	for _, h := range w.helpers[:ranges.parts-1] {
		h.post()
	}
	defer w.wait()
	low, high := ranges.bounds(0)
	body(0, low, high)
}

// wait returns when the helpers have finished; also when the caller's own part
// panicked, because they still use the caller's slices.
func (w *Workers) wait() {
	for i := 0; i < spins && w.pending.Load() != 0; i++ {
		pause()
	}
	<-w.done
	w.body = nil
	if failure := w.failure.Swap(nil); failure != nil {
		panic(*failure)
	}
}

func (w *Workers) serve(h *helper, worker int) {
	for {
		h.await()
		if w.body == nil {
			return
		}
		w.part(worker)
		if w.pending.Add(-1) == 0 {
			w.done <- struct{}{}
		}
	}
}

func (w *Workers) part(worker int) {
	defer func() {
		if r := recover(); r != nil {
			first := r // not &r: that would put r on the heap in every call
			w.failure.CompareAndSwap(nil, &first)
		}
	}()
	low, high := w.ranges.bounds(worker)
	w.body(worker, low, high)
}

func (h *helper) post() {
	if h.state.Swap(helperPosted) == helperAsleep {
		h.wake <- struct{}{}
	}
}

func (h *helper) await() {
	for range spins {
		if h.state.Load() == helperPosted {
			h.state.Store(helperIdle)
			return
		}
		pause()
	}
	if h.state.CompareAndSwap(helperIdle, helperAsleep) {
		<-h.wake
	}
	h.state.Store(helperIdle)
}

// partition is 0..n in parts ranges whose bounds are multiples of grain.
type partition struct{ n, grain, units, parts int }

func split(n, grain, threads int) partition {
	grain = max(grain, 1)
	units := (n + grain - 1) / grain
	return partition{n, grain, units, max(1, min(units, threads))}
}

func (p partition) bounds(part int) (low, high int) {
	low = part * p.units / p.parts * p.grain
	high = (part + 1) * p.units / p.parts * p.grain
	return low, min(high, p.n)
}
