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

// trainReport prints how a stage goes: a bar on a terminal, else a line now and
// then; and a table at the end.
type trainReport struct {
	io       *IOStreams
	every    time.Duration
	next     time.Duration
	started  bool
	summary  train.Summary
	progress float64 // where the reporting began
	wall     time.Duration
	bar      *progressBar // nil where there is none

	losses map[string]*lossHistory
	seen   []string // their names in order of appearance
}

func newTrainReport(io *IOStreams, limit train.Limit) *trainReport {
	r := &trainReport{io: io, every: 10 * time.Second, losses: map[string]*lossHistory{}}
	if limit.Time > 0 {
		r.every = min(max(limit.Time/20, time.Second), time.Minute)
	}
	if io.Live && !io.Quiet {
		r.every, r.bar = time.Second, newProgressBar(io.Err)
	}
	return r
}

func (r *trainReport) hook() train.Hook {
	return train.Hook{
		Step: func(s *train.StepReport) error {
			if !r.started {
				r.started, r.progress, r.wall, r.next = true, s.Progress, s.Wall, s.Wall
				r.summary.Start(s)
			}
			r.summary.Add(s)
			for _, b := range s.Batches {
				r.note(b.Objective, b.Loss, b.Tokens)
			}
			for _, objective := range slices.Sorted(maps.Keys(s.Measurements)) {
				for _, name := range slices.Sorted(maps.Keys(s.Measurements[objective])) {
					if direction, ok := strings.CutPrefix(name, "loss/"); ok {
						r.note(objective+" "+direction, s.Measurements[objective][name], 1)
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
			r.messagef("  validation at step %d: %s%s", e.Step, strings.Join(values, ", "), best)
			return nil
		},
	}
}

// messagef prints a line above the bar.
func (r *trainReport) messagef(format string, args ...any) {
	r.clear()
	r.io.Messagef(format, args...)
}

// clear takes the bar away until the next step.
func (r *trainReport) clear() {
	if r.bar != nil {
		r.bar.clear()
	}
}

// note keeps a loss, that of some tokens.
func (r *trainReport) note(name string, loss float64, tokens int) {
	if tokens == 0 {
		return
	}
	h := r.losses[name]
	if h == nil {
		h = &lossHistory{}
		r.losses[name] = h
		r.seen = append(r.seen, name)
	}
	h.add(lossSample{loss, tokens})
}

// line prints the means since the last line, or draws the bar with them.
func (r *trainReport) line() {
	reading := r.summary.Read()
	var losses []string
	for _, name := range slices.Sorted(maps.Keys(reading.Objectives)) {
		if o := reading.Objectives[name]; o.Tokens > 0 {
			losses = append(losses, fmt.Sprintf("%s %.3f (%.0f %%)", name, o.Loss, 100*o.Accuracy))
		}
	}
	left := ""
	if done := reading.Progress - r.progress; done > 0 {
		remaining := time.Duration(float64(reading.Wall-r.wall) * (1 - reading.Progress) / done)
		left = fmt.Sprintf(", %v left", remaining.Round(time.Second))
	}
	speed := fmt.Sprintf("%.0f tokens/s%s", reading.TokensPerSecond, left)
	step := fmt.Sprintf("step %d  %s", reading.Step, strings.Join(losses, "  "))
	if r.bar != nil {
		r.bar.draw(reading.Progress, speed+"  "+step) // what a narrow terminal can do without comes last
		return
	}
	r.io.Messagef("  %3.0f %%  %s  %s", 100*reading.Progress, step, speed)
}

// end prints how the losses changed, in nats a token.
func (r *trainReport) end() {
	if !r.started {
		return
	}
	r.clear()
	r.bar = nil // the last line stays
	r.line()
	r.io.Messagef("  losses at the start and the end of this run, in nats a token, means over up to %d batches:", lossWindow)
	for _, name := range r.seen {
		first, last := r.losses[name].means()
		r.io.Messagef("    %-18s %.3f -> %.3f", name, first, last)
	}
}
