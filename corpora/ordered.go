package corpora

import (
	"context"
	"sync"
)

// ordered runs work on every item that produce emits, on jobs goroutines, and
// hands the results to consume in the order of the items, whatever finishes
// first. So the outcome does not depend on jobs. A few items for each job are in
// memory at a time. consume runs on the caller's goroutine; the first error of
// produce, consume or ctx ends it all and is returned.
func ordered[T, R any](ctx context.Context, jobs int, produce func(ctx context.Context, emit func(T) error) error, work func(T) R, consume func(R) error) error {
	type job struct {
		item   T
		result chan R
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	todo := make(chan job, jobs)
	queue := make(chan chan R, 4*jobs)
	var produced error
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for j := range todo {
				j.result <- work(j.item)
			}
		})
	}
	workers.Go(func() {
		defer close(queue)
		defer close(todo)
		produced = produce(ctx, func(item T) error {
			j := job{item, make(chan R, 1)}
			select {
			case queue <- j.result:
			case <-ctx.Done():
				return ctx.Err()
			}
			todo <- j // workers take everything until it is closed
			return nil
		})
	})
	var consumed error
	for result := range queue {
		r := <-result
		if consumed == nil {
			if consumed = ctx.Err(); consumed == nil {
				consumed = consume(r)
			}
			if consumed != nil {
				cancel()
			}
		}
	}
	workers.Wait()
	if consumed != nil {
		return consumed
	}
	return produced
}
