package app

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"transcoder/train"
)

// trainMetrics are the files that a training writes beside its checkpoints.
type trainMetrics struct {
	lines, events *os.File
}

// openTrainMetrics opens the files of a training folder. The lines go on in one
// file; TensorBoard reads any number of event files as one run, and does not
// like one to grow after its writer is gone.
func openTrainMetrics(folder string) (*trainMetrics, error) {
	lines, err := os.OpenFile(filepath.Join(folder, metricsFile), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	events := filepath.Join(folder, eventFolder)
	if err := os.MkdirAll(events, 0o755); err != nil {
		lines.Close()
		return nil, err
	}
	f, err := os.Create(filepath.Join(events, fmt.Sprintf("events.out.tfevents.%d.transcoder", time.Now().UnixNano())))
	if err != nil {
		lines.Close()
		return nil, err
	}
	return &trainMetrics{lines, f}, nil
}

func (m *trainMetrics) hooks(offset int) ([]train.Hook, error) {
	board, err := train.TensorBoard(m.events, offset)
	if err != nil {
		return nil, err
	}
	return []train.Hook{train.JSONLines(m.lines), board}, nil
}

func (m *trainMetrics) close() {
	m.lines.Close()
	m.events.Close()
}

// trainReport prints how a stage goes: a line now and then, a table at the end.
type trainReport struct {
	io       *IOStreams
	limit    train.Limit
	every    time.Duration
	next     time.Duration
	started  bool
	summary  train.Summary
	progress float64 // where the reporting began
	wall     time.Duration

	measured map[string][2]float64 // first and last reading, of losses
	seen     []string              // their names in order of appearance
}

func newTrainReport(io *IOStreams, limit train.Limit) *trainReport {
	every := 10 * time.Second
	if limit.Time > 0 {
		every = min(max(limit.Time/20, time.Second), time.Minute)
	}
	return &trainReport{io: io, limit: limit, every: every, measured: map[string][2]float64{}}
}

func (r *trainReport) hook() train.Hook {
	return train.Hook{
		Step: func(s *train.StepReport) error {
			if !r.started {
				r.started, r.progress, r.wall, r.next = true, s.Progress, s.Wall, s.Wall
				r.summary.Start(s)
			}
			r.summary.Add(s)
			for _, objective := range slices.Sorted(maps.Keys(s.Measurements)) {
				for _, name := range slices.Sorted(maps.Keys(s.Measurements[objective])) {
					if direction, ok := strings.CutPrefix(name, "loss/"); ok {
						r.note(objective+" "+direction, s.Measurements[objective][name])
					}
				}
			}
			if s.Wall >= r.next {
				r.next = s.Wall + r.every
				r.line()
			}
			return nil
		},
		Evaluation: func(e *train.EvaluationReport) error {
			var values []string
			for _, name := range slices.Sorted(maps.Keys(e.Metrics)) {
				values = append(values, fmt.Sprintf("%s %.3f", name, e.Metrics[name]))
			}
			best := ""
			if e.Best {
				best = " (best yet)"
			}
			r.io.Messagef("  validation at step %d: %s%s", e.Step, strings.Join(values, ", "), best)
			return nil
		},
	}
}

// note keeps the first and the last value of a loss.
func (r *trainReport) note(name string, value float64) {
	values, known := r.measured[name]
	if !known {
		values[0] = value
		r.seen = append(r.seen, name)
	}
	values[1] = value
	r.measured[name] = values
}

// line prints the means since the last line.
func (r *trainReport) line() {
	reading := r.summary.Read()
	var losses []string
	for _, name := range slices.Sorted(maps.Keys(reading.Objectives)) {
		o := reading.Objectives[name]
		if o.Tokens == 0 {
			continue
		}
		r.note(name, o.Loss)
		losses = append(losses, fmt.Sprintf("%s %.3f (%.0f %%)", name, o.Loss, 100*o.Accuracy))
	}
	left := ""
	if done := reading.Progress - r.progress; done > 0 {
		remaining := time.Duration(float64(reading.Wall-r.wall) * (1 - reading.Progress) / done)
		left = fmt.Sprintf(", %v left", remaining.Round(time.Second))
	}
	r.io.Messagef("  %3.0f %%  step %d  %s  %.0f tokens/s%s",
		100*reading.Progress, reading.Step, strings.Join(losses, "  "), reading.TokensPerSecond, left)
}

// end prints the first and last loss of everything that was learnt, in nats a
// token.
func (r *trainReport) end() {
	if !r.started {
		return
	}
	r.line()
	r.io.Messagef("  losses, first and last, in nats a token:")
	for _, name := range r.seen {
		r.io.Messagef("    %-18s %.3f -> %.3f", name, r.measured[name][0], r.measured[name][1])
	}
}
