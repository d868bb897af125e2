package kernels

import (
	"sync/atomic"
	"testing"
	"time"
)

// The ranges cover 0..n once, begin at multiples of the grain, and are the same in
// every run.
func TestFor(t *testing.T) {
	for _, threads := range []int{1, 2, 3, 7} {
		w := NewWorkers(threads)
		for _, n := range []int{0, 1, 2, 3, 7, 8, 64, 1000} {
			for _, grain := range []int{0, 1, 3, 16, 5000} {
				var bounds [2][8][2]int
				for run := range bounds {
					seen := make([]atomic.Int32, n)
					w.For(n, grain, func(worker, low, high int) {
						if worker >= threads || low >= high || low%max(grain, 1) != 0 {
							t.Errorf("worker %d of %d got %d..%d", worker, threads, low, high)
						}
						bounds[run][worker] = [2]int{low, high}
						for i := low; i < high; i++ {
							seen[i].Add(1)
						}
					})
					for i := range seen {
						if c := seen[i].Load(); c != 1 {
							t.Fatalf("%d threads, n=%d, grain=%d: index %d ran %d times", threads, n, grain, i, c)
						}
					}
				}
				if bounds[0] != bounds[1] {
					t.Errorf("two runs were split differently: %v, %v", bounds[0], bounds[1])
				}
			}
		}
		w.Close()
	}
}

func TestEach(t *testing.T) {
	for _, threads := range []int{1, 3} {
		w := NewWorkers(threads)
		seen := make([]atomic.Int32, 100)
		w.Each(len(seen), func(worker, i int) {
			if worker < 0 || worker >= threads {
				t.Errorf("worker %d of %d", worker, threads)
			}
			seen[i].Add(1)
		})
		for i := range seen {
			if c := seen[i].Load(); c != 1 {
				t.Fatalf("index %d ran %d times", i, c)
			}
		}
		w.Close()
	}
}

// Helpers that fell asleep are woken, and a loop never ends before its bodies.
func TestWorkersSleep(t *testing.T) {
	w := NewWorkers(3)
	defer w.Close()
	for run := range 20 {
		if run%5 == 0 {
			time.Sleep(2 * time.Millisecond) // long past the spinning
		}
		var sum atomic.Int64
		w.For(3, 1, func(worker, _, _ int) {
			if run%7 == worker {
				time.Sleep(time.Millisecond)
			}
			sum.Add(1)
		})
		if sum.Load() != 3 {
			t.Fatalf("run %d: %d of 3 bodies had finished", run, sum.Load())
		}
	}
}

// A panic in any worker's part reaches the caller, and the Workers stays usable.
func TestWorkersPanic(t *testing.T) {
	w := NewWorkers(3)
	defer w.Close()
	for who := range 3 {
		func() {
			defer func() {
				if r := recover(); r != "broken" {
					t.Errorf("panic in worker %d: recovered %v", who, r)
				}
			}()
			w.For(3, 1, func(worker, _, _ int) {
				if worker == who {
					panic("broken")
				}
			})
		}()
	}
	ran := atomic.Int32{}
	w.For(3, 1, func(_, _, _ int) { ran.Add(1) })
	if ran.Load() != 3 {
		t.Errorf("%d bodies ran after the panics", ran.Load())
	}
}

func TestWorkersNested(t *testing.T) {
	for _, threads := range []int{1, 2} {
		w := NewWorkers(threads)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d threads: a loop inside a loop did not panic", threads)
				}
			}()
			w.For(2, 1, func(_, _, _ int) { w.For(1, 1, func(_, _, _ int) {}) })
		}()
		w.Close()
	}
}

func BenchmarkWorkersFor(b *testing.B) {
	w := NewWorkers(2)
	defer w.Close()
	for b.Loop() {
		w.For(2, 1, func(_, _, _ int) {})
	}
}
