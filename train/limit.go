package train

import (
	"fmt"
	"syscall"
	"time"
)

// Limit says when a run ends. Progress is the largest of the fractions, so
// whichever limit binds also drives the schedules. At least one must be set; 0
// leaves one out.
//
// A run limited by steps alone is reproducible. Limits on time are not: where a
// schedule stands then depends on the machine.
type Limit struct {
	Steps int           `json:"steps,omitempty"` // optimiser steps
	Time  time.Duration `json:"time,omitempty"`  // wall-clock time inside Run, over all resumptions
	CPU   time.Duration `json:"cpu,omitempty"`   // the process's user and system time, all threads, inside Run
}

// Validate returns an error where no limit is set or one is negative.
func (l Limit) Validate() error {
	if l.Steps < 0 || l.Time < 0 || l.CPU < 0 {
		return fmt.Errorf("limit: %+v, expected nothing negative", l)
	}
	if l.Steps == 0 && l.Time == 0 && l.CPU == 0 {
		return fmt.Errorf("limit: expected a number of steps or a time")
	}
	return nil
}

// progress returns the part of the limit that is used up, 0 to 1.
func (l Limit) progress(step int, wall, cpu time.Duration) float64 {
	p := 0.0
	if l.Steps > 0 {
		p = max(p, float64(step)/float64(l.Steps))
	}
	if l.Time > 0 {
		p = max(p, float64(wall)/float64(l.Time))
	}
	if l.CPU > 0 {
		p = max(p, float64(cpu)/float64(l.CPU))
	}
	return min(p, 1)
}

// Clock gives readings whose differences are used.
type Clock struct {
	Wall func() time.Duration // monotonic
	CPU  func() time.Duration // of this process
}

// systemClock reads the machine's clocks.
func systemClock() Clock {
	start := time.Now()
	return Clock{
		Wall: func() time.Duration { return time.Since(start) },
		CPU: func() time.Duration {
			var usage syscall.Rusage
			if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
				return 0
			}
			return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		},
	}
}

// stopwatch adds a clock's running time to what earlier runs used.
type stopwatch struct {
	clock             Clock
	wall0, cpu0       time.Duration // readings at the start
	wallUsed, cpuUsed time.Duration // by earlier runs
}

func newStopwatch(c Clock, wallUsed, cpuUsed time.Duration) *stopwatch {
	return &stopwatch{c, c.Wall(), c.CPU(), wallUsed, cpuUsed}
}

// reading is what a stopwatch showed.
type reading struct{ wall, cpu time.Duration }

func (s *stopwatch) read() reading { return reading{s.wall(), s.cpu()} }

func (s *stopwatch) wall() time.Duration { return s.wallUsed + s.clock.Wall() - s.wall0 }
func (s *stopwatch) cpu() time.Duration  { return s.cpuUsed + s.clock.CPU() - s.cpu0 }
