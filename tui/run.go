package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
)

// ErrInterrupted says that a signal ended the viewer.
var ErrInterrupted = fmt.Errorf("the viewer was ended by a signal: %w", context.Canceled)

// Run shows the viewer on the process's terminal until its user ends it. However
// it ends, the terminal is as it was before, and nothing that it started is left
// running.
func Run(ctx context.Context, session Session, options Options) (err error) {
	m := New(ctx, session, options)
	defer m.Close()
	var editing atomic.Bool
	m.editing = &editing
	program := tea.NewProgram(m, tea.WithContext(ctx), tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithoutSignalHandler())
	stop := watchSignals(program, &editing)
	defer func() {
		if stop() && err == nil {
			err = ErrInterrupted
		}
	}()
	switch _, err := program.Run(); {
	case errors.Is(err, tea.ErrProgramPanic):
		m.log.Error("the viewer panicked", "error", err)
		return errors.New("the viewer failed: its stack is above")
	case errors.Is(err, tea.ErrProgramKilled), errors.Is(err, context.Canceled):
		return ErrInterrupted
	case err != nil:
		return fmt.Errorf("terminal: %w", err)
	}
	return m.Err()
}

// watchSignals ends the program on a signal, so that it restores the terminal.
// An interrupt from the keyboard while the editor is open is the editor's. stop
// ends the watch and says whether there was a signal.
func watchSignals(program *tea.Program, editing *atomic.Bool) (stop func() bool) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	var seen atomic.Bool
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case s := <-signals:
				if s == os.Interrupt && editing.Load() {
					continue
				}
				seen.Store(true)
				program.Quit()
			case <-done:
				return
			}
		}
	}()
	return func() bool {
		signal.Stop(signals)
		close(done)
		<-ended
		return seen.Load()
	}
}
