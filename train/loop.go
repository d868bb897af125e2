package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"transcoder/seq2seq"
)

// Options configure a run.
type Options struct {
	Trainer   *seq2seq.Trainer
	Optimizer *seq2seq.Optimizer
	Tasks     []Task // at least one, with distinct names
	Stage     string // names the run in reports and states

	LearningRate LearningRate
	Limit        Limit
	Seed         uint64 // of everything that is drawn at random; ignored with Resume

	// Accumulate is the number of batches whose gradients one optimiser step
	// averages; 0 means 1. Their memory is not needed at once.
	Accumulate int

	// Evaluate scores the model every EvaluateEvery steps, when EvaluateInterval
	// has passed since the last, and at the end; 0 leaves either rhythm out. It must
	// leave the model as it is. Nil evaluates nothing.
	Evaluate         func(ctx context.Context, step int) (Evaluation, error)
	EvaluateEvery    int
	EvaluateInterval time.Duration

	// Save keeps the state, with the model's weights and the optimiser's moments,
	// and returns where. best says that the evaluation at this step was the best
	// yet. It is called every SaveEvery steps, when SaveInterval has passed since
	// the last, after an evaluation that is the best yet, when ctx is cancelled and
	// at the end; 0 leaves either rhythm out. Nil saves nothing.
	Save         func(state *State, best bool) (path string, err error)
	SaveEvery    int
	SaveInterval time.Duration

	// Divergence is by how many nats a token an objective's smoothed loss may
	// climb above its lowest; 0 means 3, below 0 only checks that losses and
	// gradients are finite.
	Divergence float64

	// ReportEvery is every how many steps a report carries the objectives'
	// Measurements; 0 means 50.
	ReportEvery int

	// Peers share the batches of a step among processes; nil has no others.
	// Accumulate counts those of all of them. Evaluate, Save and Hooks are for process
	// 0; the others leave them out.
	Peers Peers

	Hooks  []Hook
	Resume *State // from an earlier run with the same options; nil starts anew
	Clock  *Clock // nil is the machine's; tests bring their own
}

// Result says where a run ended.
type Result struct {
	State    *State
	Path     string // the last checkpoint, "" where none was saved
	BestPath string // the last one saved as best by this call
}

// loop is a run in progress.
type loop struct {
	Options
	random   *rand.PCG
	rng      *rand.Rand
	mixer    *mixer
	state    *State
	watch    *stopwatch
	now      reading   // of watch, at the beginning of the step; the same in all Peers
	packed   []float32 // gradients on their way to Peers
	result   Result
	saved    int           // the step of the last save, -1 before it
	lastSave time.Duration // its time

	evaluated      int // the step of the last evaluation, -1 before it
	lastEvaluation time.Duration
}

// Run trains until the limit. When ctx is cancelled it finishes the step at hand
// (a few seconds at most), saves, and returns ctx.Err() with the result, so an
// interrupted run continues as if it had never stopped. On any other error the
// result still names the last checkpoint.
func Run(ctx context.Context, o Options) (Result, error) {
	l, err := newLoop(o)
	if err != nil {
		return Result{}, err
	}
	for {
		cancelled, err := l.sync(ctx.Err() != nil)
		if err != nil {
			return l.result, err
		}
		if l.progress() >= 1 {
			return l.result, l.finish(ctx)
		}
		if cancelled {
			err := context.Canceled
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			if l.saved != l.state.Step {
				if saveErr := l.save(false); saveErr != nil {
					return l.result, errors.Join(err, saveErr)
				}
			}
			return l.result, err
		}
		if err := l.step(context.WithoutCancel(ctx)); err != nil {
			if l.result.Path != "" {
				err = fmt.Errorf("%w; the last good checkpoint is %s", err, l.result.Path)
			}
			return l.result, err
		}
		if err := l.after(ctx); err != nil {
			return l.result, err
		}
	}
}

func newLoop(o Options) (*loop, error) {
	if o.Trainer == nil || o.Optimizer == nil {
		return nil, errors.New("train: a trainer and an optimizer are needed")
	}
	if len(o.Tasks) == 0 {
		return nil, errors.New("train: no objective")
	}
	if err := o.LearningRate.Validate(); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if err := o.Limit.Validate(); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	names := map[string]bool{}
	for _, t := range o.Tasks {
		name := t.Objective.Name()
		if names[name] {
			return nil, fmt.Errorf("train: two objectives are called %q", name)
		}
		names[name] = true
		if err := t.Share.Validate(); err != nil {
			return nil, fmt.Errorf("train: share of %s: %w", name, err)
		}
		if err := t.Weight.Validate(); err != nil {
			return nil, fmt.Errorf("train: weight of %s: %w", name, err)
		}
	}
	if o.Accumulate == 0 {
		o.Accumulate = 1
	}
	if err := checkPeers(&o); err != nil {
		return nil, err
	}
	if o.Divergence == 0 {
		o.Divergence = 3
	}
	if o.ReportEvery == 0 {
		o.ReportEvery = 50
	}
	clock := systemClock()
	if o.Clock != nil {
		clock = *o.Clock
	}
	l := &loop{Options: o, mixer: newMixer(o.Tasks), state: &State{Stage: o.Stage}, saved: -1, evaluated: -1}
	if o.Resume != nil {
		if o.Resume.Stage != o.Stage {
			return nil, fmt.Errorf("train: resume stage %q: the state is of stage %q", o.Stage, o.Resume.Stage)
		}
		state := *o.Resume
		l.state = &state
		l.saved = state.Step
		for i, t := range o.Tasks {
			name := t.Objective.Name()
			data, ok := state.Objectives[name]
			if !ok {
				continue // new in this run
			}
			if err := t.Objective.Restore(data); err != nil {
				return nil, fmt.Errorf("train: resume objective %s: %w", name, err)
			}
			l.mixer.credits[i] = state.Credits[name]
		}
	}
	var err error
	if l.random, err = newRandom(o.Seed, l.state.Random); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	l.rng = rand.New(l.random)
	// A copy: Resume's maps belong to the caller.
	divergence := map[string]Divergence{}
	for name, d := range l.state.Divergence {
		divergence[name] = d
	}
	l.state.Divergence = divergence
	l.watch = newStopwatch(clock, l.state.Wall, l.state.CPU)
	l.now = l.watch.read()
	l.lastSave, l.lastEvaluation = l.now.wall, l.now.wall
	l.result.State = l.state
	return l, nil
}

func (l *loop) progress() float64 {
	return l.Limit.progress(l.state.Step, l.now.wall, l.now.cpu)
}

// step makes one optimiser step and reports it.
func (l *loop) step(ctx context.Context) error {
	progress := l.progress()
	report := &StepReport{
		Stage: l.Stage, Step: l.state.Step + 1, Progress: progress,
		LearningRate: l.LearningRate.At(l.state.Step, progress),
	}
	l.Trainer.ZeroGradients()
	// Drawn here so that dropout depends on the saved generator alone.
	l.Trainer.Reseed(l.rng.Uint64())
	losses := make([]seq2seq.Loss, l.Accumulate)
	for i := range losses {
		batch, loss, err := l.batch(ctx, i, progress)
		if err != nil {
			return err
		}
		report.Batches = append(report.Batches, batch)
		losses[i] = loss
	}
	if err := l.shareLosses(losses); err != nil {
		return err
	}
	learnt := 0
	for i, loss := range losses {
		batch := &report.Batches[i]
		batch.Loss, batch.Tokens, batch.Correct = loss.Mean(), loss.Tokens, loss.Correct
		if err := l.watchLoss(batch); err != nil {
			return err
		}
		learnt += loss.Tokens
	}
	if learnt > 0 {
		if err := l.sumGradients(); err != nil {
			return err
		}
		norm, err := l.Optimizer.Step(float32(report.LearningRate))
		if err != nil {
			if math.IsNaN(norm) || math.IsInf(norm, 0) {
				return fmt.Errorf("%w: step %d: %w", ErrDiverged, report.Step, err)
			}
			return fmt.Errorf("step %d: %w", report.Step, err)
		}
		report.GradientNorm = norm
	}
	l.state.Step++
	l.state.Tokens += int64(learnt)
	report.Tokens, report.Wall, report.CPU = l.state.Tokens, l.watch.wall(), l.watch.cpu()
	if l.state.Step%l.ReportEvery == 0 {
		report.Measurements = l.measurements()
	}
	for _, h := range l.Hooks {
		if h.Step != nil {
			if err := h.Step(report); err != nil {
				return fmt.Errorf("step %d: %w", report.Step, err)
			}
		}
	}
	return nil
}

// batch lets the next objective add its gradient, or leaves that to the process
// whose batch it is.
func (l *loop) batch(ctx context.Context, number int, progress float64) (BatchReport, seq2seq.Loss, error) {
	i, err := l.mixer.next(progress)
	if err != nil {
		return BatchReport{}, seq2seq.Loss{}, err
	}
	task := l.Tasks[i]
	name := task.Objective.Name()
	if p, ok := task.Objective.(Progressive); ok {
		p.SetProgress(progress)
	}
	weight := task.Weight.At(progress)
	start := l.watch.wall()
	rng := l.batchRandom()
	var loss seq2seq.Loss
	if l.mine(number) {
		loss, err = task.Objective.Step(ctx, l.Trainer, rng, float32(weight/float64(l.Accumulate)))
	} else {
		err = task.Objective.(Skipper).Skip(rng)
	}
	if err != nil {
		return BatchReport{}, loss, fmt.Errorf("step %d: %s: %w", l.state.Step+1, name, err)
	}
	return BatchReport{Objective: name, Weight: weight, Wall: l.watch.wall() - start}, loss, nil
}

// watchLoss returns an error where an objective's loss diverges.
func (l *loop) watchLoss(batch *BatchReport) error {
	if batch.Tokens == 0 {
		return nil
	}
	watched := l.state.Divergence[batch.Objective]
	if err := watched.observe(batch.Objective, batch.Loss, l.Divergence); err != nil {
		return fmt.Errorf("step %d: %w", l.state.Step+1, err)
	}
	l.state.Divergence[batch.Objective] = watched
	return nil
}

func (l *loop) measurements() map[string]map[string]float64 {
	all := map[string]map[string]float64{}
	for _, t := range l.Tasks {
		if m, ok := t.Objective.(Measured); ok {
			if values := m.Measurements(); len(values) > 0 {
				all[t.Objective.Name()] = values
			}
		}
	}
	return all
}

// after evaluates and saves where one is due.
func (l *loop) after(ctx context.Context) error {
	best := false
	due := l.EvaluateEvery > 0 && l.state.Step%l.EvaluateEvery == 0 ||
		l.EvaluateInterval > 0 && l.watch.wall()-l.lastEvaluation >= l.EvaluateInterval
	if due {
		var err error
		if best, err = l.evaluate(ctx); err != nil {
			if ctx.Err() != nil {
				return nil // Run saves and ends; the resumed run does without this evaluation
			}
			return err
		}
	}
	due = l.SaveEvery > 0 && l.state.Step%l.SaveEvery == 0 ||
		l.SaveInterval > 0 && l.watch.wall()-l.lastSave >= l.SaveInterval
	if due || best {
		return l.save(best)
	}
	return nil
}

// evaluate reports whether the score is the lowest yet.
func (l *loop) evaluate(ctx context.Context) (bool, error) {
	if l.Evaluate == nil {
		return false, nil
	}
	start := l.watch.wall()
	evaluation, err := l.Evaluate(ctx, l.state.Step)
	if err != nil {
		return false, fmt.Errorf("evaluate at step %d: %w", l.state.Step, err)
	}
	best := l.state.Best == nil || evaluation.Score < *l.state.Best
	if best {
		l.state.Best = &evaluation.Score
	}
	l.evaluated, l.lastEvaluation = l.state.Step, l.watch.wall()
	report := &EvaluationReport{evaluation, l.Stage, l.state.Step, best, l.watch.wall() - start}
	for _, h := range l.Hooks {
		if h.Evaluation != nil {
			if err := h.Evaluation(report); err != nil {
				return best, err
			}
		}
	}
	return best, nil
}

// finish evaluates and saves at the end of a run, unless that step was.
func (l *loop) finish(ctx context.Context) error {
	if l.saved == l.state.Step {
		return nil
	}
	best := false
	if l.evaluated != l.state.Step {
		var err error
		if best, err = l.evaluate(ctx); err != nil {
			return errors.Join(err, l.save(false))
		}
	}
	return l.save(best)
}

func (l *loop) save(best bool) error {
	if l.Save == nil {
		return nil
	}
	state, err := l.snapshot()
	if err != nil {
		return err
	}
	path, err := l.Save(state, best)
	if err != nil {
		return fmt.Errorf("save at step %d: %w", l.state.Step, err)
	}
	l.result.State, l.result.Path = state, path
	if best {
		l.result.BestPath = path
	}
	l.saved, l.lastSave = l.state.Step, l.watch.wall()
	for _, h := range l.Hooks {
		if h.Checkpoint != nil {
			if err := h.Checkpoint(path, state); err != nil {
				return err
			}
		}
	}
	return nil
}

// snapshot completes the state with what lives elsewhere.
func (l *loop) snapshot() (*State, error) {
	state := *l.state
	state.Wall, state.CPU = l.watch.wall(), l.watch.cpu()
	var err error
	if state.Random, err = l.random.MarshalBinary(); err != nil {
		return nil, fmt.Errorf("save random state: %w", err)
	}
	state.Divergence = map[string]Divergence{}
	for name, d := range l.state.Divergence {
		state.Divergence[name] = d
	}
	state.Credits, state.Objectives = map[string]float64{}, map[string][]byte{}
	for i, t := range l.Tasks {
		name := t.Objective.Name()
		state.Credits[name] = l.mixer.credits[i]
		if state.Objectives[name], err = t.Objective.State(); err != nil {
			return nil, fmt.Errorf("save objective %s: %w", name, err)
		}
	}
	return &state, nil
}
