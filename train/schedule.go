package train

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Point is one corner of a Ramp.
type Point struct {
	Progress float64 `json:"progress"` // 0 to 1
	Value    float64 `json:"value"`
}

// Ramp is a piecewise linear function of progress, its points in rising order
// of Progress. It is constant before the first point and after the last. Two
// points at one place are a jump: the later one holds from there on.
type Ramp []Point

// Constant is the ramp of one value.
func Constant(value float64) Ramp { return Ramp{{0, value}} }

// At returns the value at a progress; the empty ramp is 1 everywhere, so that
// the zero Task runs with full weight.
func (r Ramp) At(progress float64) float64 {
	if len(r) == 0 {
		return 1
	}
	for i := len(r) - 1; i >= 0; i-- {
		p := r[i]
		if progress < p.Progress {
			continue
		}
		if i == len(r)-1 {
			return p.Value
		}
		next := r[i+1]
		return p.Value + (next.Value-p.Value)*(progress-p.Progress)/(next.Progress-p.Progress)
	}
	return r[0].Value
}

// Validate returns an error for points out of order or values that are
// negative or not finite.
func (r Ramp) Validate() error {
	for i, p := range r {
		if !(p.Value >= 0) || math.IsInf(p.Value, 0) {
			return fmt.Errorf("ramp: value %v at %v, expected a finite value of at least 0", p.Value, p.Progress)
		}
		if !(p.Progress >= 0 && p.Progress <= 1) {
			return fmt.Errorf("ramp: progress %v, expected 0 to 1", p.Progress)
		}
		if i > 0 && p.Progress < r[i-1].Progress {
			return fmt.Errorf("ramp: progress %v after %v, expected rising order", p.Progress, r[i-1].Progress)
		}
	}
	return nil
}

// String is the form that ParseRamp reads.
func (r Ramp) String() string {
	var parts []string
	for _, p := range r {
		parts = append(parts, strconv.FormatFloat(p.Progress, 'g', -1, 64)+":"+strconv.FormatFloat(p.Value, 'g', -1, 64))
	}
	return strings.Join(parts, ",")
}

// ParseRamp reads "0:1,0.2:1,0.25:0.33" (progress:value, the notation of XLM's
// lambda flags with progress in the place of steps), or one plain number for a
// constant.
func ParseRamp(text string) (Ramp, error) {
	if !strings.Contains(text, ":") {
		value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return nil, fmt.Errorf("ramp %q: expected a number or progress:value pairs", text)
		}
		r := Constant(value)
		return r, r.Validate()
	}
	var r Ramp
	for part := range strings.SplitSeq(text, ",") {
		at, value, _ := strings.Cut(part, ":")
		progress, err := strconv.ParseFloat(strings.TrimSpace(at), 64)
		if err != nil {
			return nil, fmt.Errorf("ramp %q: %q is not progress:value", text, part)
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return nil, fmt.Errorf("ramp %q: %q is not progress:value", text, part)
		}
		r = append(r, Point{progress, v})
	}
	return r, r.Validate()
}

// Kind is the shape of a learning-rate schedule.
type Kind string

const (
	// Trapezoid holds the peak and then falls linearly to the floor over the last
	// part of the run ("warm-up, stable, decay"; Zhai et al. 2022, arXiv
	// 2106.04560, appendix). The peak does not depend on the run's length, so a
	// longer run can start from a checkpoint before the decay.
	Trapezoid Kind = "trapezoid"

	// Cosine falls as half a cosine wave from the end of the warm-up to the floor
	// (Loshchilov & Hutter 2017, arXiv 1608.03983, eq. 5).
	Cosine Kind = "cosine"

	// InverseSquareRoot falls as 1/√step behind the warm-up (Vaswani et al. 2017,
	// eq. 3), the schedule of XLM and TransCoder.
	InverseSquareRoot Kind = "inverse-square-root"

	// Flat stays at the peak behind the warm-up.
	Flat Kind = "flat"
)

// LearningRate is a schedule: a linear warm-up, then Kind's shape.
type LearningRate struct {
	Kind Kind    `json:"kind"` // "" means Trapezoid
	Peak float64 `json:"peak"` // the largest rate, above 0

	// Warmup is the number of optimiser steps over which the rate rises linearly
	// from Peak/Warmup; 0 starts at the peak. It counts steps under a time limit
	// too: what it protects are the first updates of Adam's moments.
	Warmup int `json:"warmup"`

	// Decay is the part of the run over which Trapezoid falls; 0 means 0.4.
	Decay float64 `json:"decay,omitempty"`

	// Floor is the lowest rate of Trapezoid and Cosine as a part of Peak, 0 to 1.
	Floor float64 `json:"floor,omitempty"`
}

// At returns the rate of a 0-based step at a progress of 0 to 1.
func (l LearningRate) At(step int, progress float64) float64 {
	rate := 1.0
	progress = min(max(progress, 0), 1)
	switch l.Kind {
	case Trapezoid, "":
		decay := l.Decay
		if decay == 0 {
			decay = 0.4
		}
		if left := (1 - progress) / decay; left < 1 {
			rate = l.Floor + (1-l.Floor)*left
		}
	case Cosine:
		rate = l.Floor + (1-l.Floor)*(1+math.Cos(math.Pi*progress))/2
	case InverseSquareRoot:
		rate = math.Sqrt(float64(max(l.Warmup, 1)) / float64(max(l.Warmup, step+1)))
	}
	if step < l.Warmup {
		// The smaller of the two, so that a run shorter than its warm-up still decays.
		rate = min(rate, float64(step+1)/float64(l.Warmup))
	}
	return l.Peak * rate
}

// Validate names the first field that is out of range.
func (l LearningRate) Validate() error {
	switch l.Kind {
	case "", Trapezoid, Cosine, InverseSquareRoot, Flat:
	default:
		return fmt.Errorf("learning rate: unknown kind %q: expected trapezoid, cosine, inverse-square-root or flat", l.Kind)
	}
	switch {
	case !(l.Peak > 0) || math.IsInf(l.Peak, 0):
		return fmt.Errorf("learning rate: peak is %v, expected above 0", l.Peak)
	case l.Warmup < 0:
		return fmt.Errorf("learning rate: warm-up is %d steps, expected at least 0", l.Warmup)
	case !(l.Decay >= 0 && l.Decay <= 1):
		return fmt.Errorf("learning rate: decay is %v, expected 0 to 1", l.Decay)
	case !(l.Floor >= 0 && l.Floor <= 1):
		return fmt.Errorf("learning rate: floor is %v, expected 0 to 1", l.Floor)
	}
	return nil
}
