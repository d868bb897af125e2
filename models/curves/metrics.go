package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// point is one loss.
type point struct {
	series     string  // objective; validation's with "validation " before it
	hours      float64 // since the first training began
	loss       float64 // nats a token
	tokens     float64 // that it is the mean of; 1 for validation's
	validation bool
}

// line is what is read of a line of metrics.jsonl (docs/training.md).
type line struct {
	Event      string
	Stage      string
	Step       int
	Wall       float64 `json:"wall_seconds"`
	Objectives map[string]struct {
		Loss   float64
		Tokens float64
	}
	Metrics map[string]float64
}

// read returns the losses of a training that began at some hour, and the hour at
// which it ended. Where a training was killed and resumed, steps stand in the file
// twice: the later ones count.
func read(r io.Reader, start float64) (points []point, end float64, err error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	var stages []string
	lines := map[string][]line{}
	for n := 1; scanner.Scan(); n++ {
		var l line
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", n, err)
		}
		if l.Event != "step" && l.Event != "evaluation" {
			continue
		}
		if !slices.Contains(stages, l.Stage) {
			stages = append(stages, l.Stage)
		}
		kept := lines[l.Stage]
		if l.Event == "step" {
			for len(kept) > 0 && kept[len(kept)-1].Step >= l.Step {
				kept = kept[:len(kept)-1]
			}
		}
		lines[l.Stage] = append(kept, l)
	}
	if err := scanner.Err(); err != nil {
		return nil, 0, err
	}
	for _, stage := range stages {
		seconds := 0.0
		for _, l := range lines[stage] {
			if l.Event == "step" {
				seconds = l.Wall // an evaluation's is how long it took
			}
			hours := start + seconds/3600
			for _, name := range slices.Sorted(maps.Keys(l.Objectives)) {
				if o := l.Objectives[name]; o.Tokens > 0 {
					points = append(points, point{name, hours, o.Loss, o.Tokens, false})
				}
			}
			for _, name := range slices.Sorted(maps.Keys(l.Metrics)) {
				points = append(points, point{"validation " + name, hours, l.Metrics[name], 1, true})
			}
		}
		start += seconds / 3600
	}
	return points, start, nil
}
