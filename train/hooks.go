package train

import "time"

// Hook is what a caller attaches to a run: metrics, progress bars, logs. Nil
// functions are left out. An error ends the run; a hook that may fail without
// harm must swallow its own.
type Hook struct {
	// Step runs after every optimiser step.
	Step func(*StepReport) error

	// Evaluation runs after every evaluation.
	Evaluation func(*EvaluationReport) error

	// Checkpoint runs after every save, with what Options.Save returned.
	Checkpoint func(path string, state *State) error
}

// StepReport describes one optimiser step. Hooks must not keep it.
type StepReport struct {
	Stage        string
	Step         int     // 1-based: the number of steps done
	Progress     float64 // 0 to 1, at the step's start
	LearningRate float64
	GradientNorm float64 // before clipping; 0 where no batch gave tokens
	Batches      []BatchReport
	Tokens       int64 // target tokens since the run's first start
	Wall         time.Duration
	CPU          time.Duration

	// Measurements are those of the objectives that ran, by objective and name; nil
	// but on the steps that Options.ReportEvery selects.
	Measurements map[string]map[string]float64
}

// BatchReport is one objective's batch.
type BatchReport struct {
	Objective string
	Loss      float64 // nats a token
	Tokens    int     // 0 where the batch came to nothing
	Correct   int
	Weight    float64
	Wall      time.Duration
}

// Evaluation is what Options.Evaluate found.
type Evaluation struct {
	// Score ranks checkpoints: the lower the better, such as validation nats a token.
	Score   float64
	Metrics map[string]float64
}

// EvaluationReport is an evaluation with its place in the run.
type EvaluationReport struct {
	Evaluation
	Stage string
	Step  int
	Best  bool // the lowest score yet
	Wall  time.Duration
}
