package tui

import (
	"context"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// work runs what blocks. Bubbletea starts commands in goroutines that it does not
// wait for; work cancels and waits for them, so that none outlives the viewer.
type work struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func newWork(ctx context.Context) *work {
	w := &work{}
	w.ctx, w.cancel = context.WithCancel(ctx)
	return w
}

// command makes a command of a function that blocks until ctx is cancelled at
// the latest.
func (w *work) command(run func(ctx context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		w.mu.Lock()
		if w.closed {
			w.mu.Unlock()
			return nil
		}
		w.wg.Add(1)
		w.mu.Unlock()
		defer w.wg.Done()
		return run(w.ctx)
	}
}

// close cancels what runs and waits for its end. Commands that come later do
// nothing.
func (w *work) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.cancel()
	w.wg.Wait()
}
