package train

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// record is a line of the metrics file. docs/training.md lists the fields.
type record struct {
	Event        string                        `json:"event"` // step, evaluation or checkpoint
	Stage        string                        `json:"stage,omitempty"`
	Step         int                           `json:"step"`
	Progress     float64                       `json:"progress,omitempty"`
	LearningRate float64                       `json:"learning_rate,omitempty"`
	GradientNorm float64                       `json:"gradient_norm,omitempty"`
	Objectives   map[string]objectiveRecord    `json:"objectives,omitempty"`
	Tokens       int64                         `json:"tokens,omitempty"`
	Wall         float64                       `json:"wall_seconds,omitempty"`
	CPU          float64                       `json:"cpu_seconds,omitempty"`
	Measurements map[string]map[string]float64 `json:"measurements,omitempty"`
	Score        *float64                      `json:"score,omitempty"`
	Metrics      map[string]float64            `json:"metrics,omitempty"`
	Best         bool                          `json:"best,omitempty"`
	Path         string                        `json:"path,omitempty"`
}

// objectiveRecord sums an objective's batches of one step.
type objectiveRecord struct {
	Loss     float64 `json:"loss"`     // nats a token
	Accuracy float64 `json:"accuracy"` // share of tokens whose most likely prediction was right
	Tokens   int     `json:"tokens"`
	Seconds  float64 `json:"seconds"` // wall-clock time of its batches
}

// sumBatches groups a step's batches by objective.
func sumBatches(batches []BatchReport) map[string]objectiveRecord {
	sums := map[string]objectiveRecord{}
	for _, b := range batches {
		s := sums[b.Objective]
		s.Loss += b.Loss * float64(b.Tokens)
		s.Accuracy += float64(b.Correct)
		s.Tokens += b.Tokens
		s.Seconds += b.Wall.Seconds()
		sums[b.Objective] = s
	}
	for name, s := range sums {
		if s.Tokens > 0 {
			s.Loss /= float64(s.Tokens)
			s.Accuracy /= float64(s.Tokens)
		}
		sums[name] = s
	}
	return sums
}

// JSONLines returns a hook that writes each report as one line of JSON.
func JSONLines(w io.Writer) Hook {
	encoder := json.NewEncoder(w)
	write := func(r record) error {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("write metrics: %w", err)
		}
		return nil
	}
	return Hook{
		Step: func(r *StepReport) error {
			return write(record{
				Event: "step", Stage: r.Stage, Step: r.Step, Progress: r.Progress,
				LearningRate: r.LearningRate, GradientNorm: r.GradientNorm,
				Objectives: sumBatches(r.Batches), Tokens: r.Tokens,
				Wall: r.Wall.Seconds(), CPU: r.CPU.Seconds(), Measurements: r.Measurements,
			})
		},
		Evaluation: func(r *EvaluationReport) error {
			return write(record{
				Event: "evaluation", Stage: r.Stage, Step: r.Step, Score: &r.Score,
				Metrics: r.Metrics, Best: r.Best, Wall: r.Wall.Seconds(),
			})
		},
		Checkpoint: func(path string, state *State) error {
			return write(record{Event: "checkpoint", Stage: state.Stage, Step: state.Step, Path: path})
		},
	}
}

// TensorBoard returns a hook that writes reports as an event file. Steps count
// on from first, so that the stages of a training share one axis.
func TensorBoard(w io.Writer, first int) (Hook, error) {
	events, err := NewEventWriter(w, nil)
	if err != nil {
		return Hook{}, fmt.Errorf("write event file: %w", err)
	}
	write := func(step int, values map[string]float64) error {
		if err := events.Scalars(first+step, values); err != nil {
			return fmt.Errorf("write event file: %w", err)
		}
		return nil
	}
	return Hook{
		Step: func(r *StepReport) error {
			values := map[string]float64{
				"train/learning_rate": r.LearningRate,
				"train/gradient_norm": r.GradientNorm,
			}
			for name, s := range sumBatches(r.Batches) {
				if s.Tokens > 0 {
					values["loss/"+name] = s.Loss
					values["accuracy/"+name] = s.Accuracy
				}
			}
			for objective, measurements := range r.Measurements {
				for name, value := range measurements {
					values[objective+"/"+name] = value
				}
			}
			return write(r.Step, values)
		},
		Evaluation: func(r *EvaluationReport) error {
			values := map[string]float64{"evaluation/score": r.Score}
			for name, value := range r.Metrics {
				values["evaluation/"+name] = value
			}
			return write(r.Step, values)
		},
	}, nil
}

// Summary keeps running figures between two readings, for progress lines.
type Summary struct {
	batches []BatchReport
	last    StepReport
	start   time.Duration
	tokens  int64
}

// Reading is what a Summary holds: the means over the steps since the last one.
type Reading struct {
	StepReport
	Objectives      map[string]ObjectiveReading
	TokensPerSecond float64
}

// ObjectiveReading is one objective's mean.
type ObjectiveReading struct {
	Loss     float64 // nats a token
	Accuracy float64 // 0 to 1
	Tokens   int
}

// Start counts time and tokens from before a step, the first one of a resumed
// run; without it they count from the start of the training.
func (s *Summary) Start(r *StepReport) {
	tokens := int64(0)
	var batches time.Duration
	for _, b := range r.Batches {
		tokens += int64(b.Tokens)
		batches += b.Wall
	}
	s.start, s.tokens = r.Wall-batches, r.Tokens-tokens
}

// Add takes in a step.
func (s *Summary) Add(r *StepReport) {
	s.batches = append(s.batches, r.Batches...)
	s.last = *r
}

// Read returns the means and starts afresh.
func (s *Summary) Read() Reading {
	reading := Reading{StepReport: s.last, Objectives: map[string]ObjectiveReading{}}
	for name, sum := range sumBatches(s.batches) {
		reading.Objectives[name] = ObjectiveReading{sum.Loss, sum.Accuracy, sum.Tokens}
	}
	if seconds := (s.last.Wall - s.start).Seconds(); seconds > 0 {
		reading.TokensPerSecond = float64(s.last.Tokens-s.tokens) / seconds
	}
	s.batches, s.start, s.tokens = s.batches[:0], s.last.Wall, s.last.Tokens
	return reading
}
