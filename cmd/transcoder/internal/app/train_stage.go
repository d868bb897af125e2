package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"transcoder/backtranslate"
	"transcoder/corpora"
	"transcoder/dae"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
	"transcoder/train"
	"transcoder/xlm"
)

// trainStage is one run of the loop.
type trainStage struct {
	*training
	name    string
	closers []func() // of what the objectives hold
	model   *seq2seq.Model
	trainer *seq2seq.Trainer
	saver   *train.Saver
	resume  *train.State
	limit   train.Limit
	rate    train.LearningRate
	offset  int // optimiser steps of the stages before

	steps int          // done, all stages together, once run
	state *train.State // where it ended
}

// newStage prepares a stage from the newest checkpoint of its store, or from
// model where there is none.
func (t *training) newStage(name string, model *seq2seq.Model, store *checkpoint.Store, limit train.Limit, rate train.LearningRate, offset int) (*trainStage, error) {
	s := &trainStage{training: t, name: name, model: model, limit: limit, rate: rate, offset: offset}
	var err error
	s.trainer, err = seq2seq.NewTrainer(model, seq2seq.TrainerOptions{
		MaxTokens: t.room(),
		Threads:   t.Threads, Dropout: t.plan.Dropout, Smoothing: t.plan.Smoothing,
	})
	if err != nil {
		return nil, usageErrorf("settings: %w", err)
	}
	optimizer, err := seq2seq.NewOptimizer(s.trainer, t.plan.Optimizer)
	if err != nil {
		s.trainer.Close()
		return nil, usageErrorf("settings: %w", err)
	}
	s.saver = &train.Saver{
		Store: store, Model: model, Optimizer: optimizer,
		CanonicalVersion: lexers.CanonicalVersion, Vocabulary: t.text,
		Metadata: func(state *train.State) (json.RawMessage, error) { s.state = state; return s.metadata(), nil },
	}
	newest, warnings, err := store.Newest()
	t.warn(warnings)
	switch {
	case err == nil:
		if s.resume, err = s.saver.Restore(newest); err != nil {
			s.trainer.Close()
			return nil, damagedError(fmt.Errorf("%s: %w", store.Path(newest.Step), err))
		}
		t.IO.Messagef("going on from step %d", s.resume.Step)
	case !errors.Is(err, checkpoint.ErrEmpty):
		s.trainer.Close()
		return nil, damagedError(err)
	}
	return s, nil
}

// room is the most tokens of one side that a pass of the trainer takes.
// Translations may be longer than their sources: the margin over the batch's size
// spares a second, nearly empty pass for what sticks out.
func (t *training) room() int { return 3 * t.plan.Tokens / 2 }

// metadata describes the model for `model info`.
func (s *trainStage) metadata() json.RawMessage {
	m := map[string]any{"preset": s.plan.Name, "stage": s.name}
	if s.state != nil {
		m["steps"], m["tokens"] = s.offset+s.state.Step, s.state.Tokens
		m["seconds"] = int(s.state.Wall.Seconds())
	}
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers
	}
	return data
}

// run runs the stage and returns a model of its averaged weights, also when ctx
// was cancelled.
func (s *trainStage) run(ctx context.Context, tasks func(context.Context, *trainStage) ([]train.Task, evaluator, error)) (*seq2seq.Model, error) {
	defer s.trainer.Close()
	list, evaluate, err := tasks(ctx, s)
	defer func() {
		for _, f := range s.closers {
			f()
		}
	}()
	if err != nil {
		var known *failure
		if errors.As(err, &known) || exitCode(err) != exitPartial {
			return nil, err
		}
		return nil, damagedError(err)
	}
	o := train.Options{
		Trainer: s.trainer, Optimizer: s.saver.Optimizer, Tasks: list, Stage: s.name,
		LearningRate: s.rate, Limit: s.limit, Seed: s.Seed, Accumulate: s.plan.Accumulate,
		ReportEvery: 12, Hooks: []train.Hook{{Step: s.check}}, Resume: s.resume, Peers: s.peers,
	}
	report := newTrainReport(s.IO, s.limit)
	defer report.clear() // an error is printed on a line of its own
	if s.leads() {
		if err := s.lead(&o, report, evaluate); err != nil {
			return nil, err
		}
	}
	result, err := train.Run(ctx, o)
	if errors.Is(err, train.ErrDiverged) && result.Path == "" && s.resume != nil {
		// Run knows of no checkpoint before its own first.
		err = fmt.Errorf("%w; the last good checkpoint is %s", err, s.saver.Store.Path(int64(s.resume.Step)))
	}
	if dataErr := s.data.err(); dataErr != nil {
		return nil, damagedError(dataErr) // the cause, whatever it led to
	}
	if result.State == nil {
		return nil, err
	}
	s.state, s.steps = result.State, s.offset+result.State.Step
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	report.end()
	return s.saver.Optimizer.AverageModel(), err
}

// lead adds what one process of a training does for all: it saves, evaluates and
// reports.
func (s *trainStage) lead(o *train.Options, report *trainReport, evaluate evaluator) error {
	hooks, err := s.metrics.hooks(s.offset)
	if err != nil {
		return outputError(err)
	}
	o.Hooks = append(append(hooks, report.hook()), o.Hooks...)
	o.Save, o.SaveInterval = s.saver.Save, s.SaveInterval
	if o.SaveInterval == 0 {
		o.SaveInterval = 10 * time.Minute
	}
	if evaluate == nil {
		return nil
	}
	o.Evaluate = func(_ context.Context, step int) (result train.Evaluation, err error) {
		s.withAverage(func() { result, err = evaluate() })
		return result, err
	}
	switch {
	case s.limit.Time > 0 || s.limit.CPU > 0:
		// Twenty evaluations, but no quarter of an hour without one: the best model of a
		// long run is chosen among them.
		o.EvaluateInterval = min(max(10*time.Second, max(s.limit.Time, s.limit.CPU)/20), 15*time.Minute)
	default:
		o.EvaluateEvery = max(1, s.limit.Steps/20)
	}
	return nil
}

// check ends the run when the corpus can't be read any more.
func (s *trainStage) check(r *train.StepReport) error {
	if s.afterStep != nil {
		s.afterStep(r.Step)
	}
	return s.data.err()
}

// withAverage calls f while the model has the averaged weights, which are what
// is kept in the end, and then gives it its own back.
func (s *trainStage) withAverage(f func()) {
	average := s.saver.Optimizer.Average
	if average == nil {
		f()
		return
	}
	for i, p := range s.model.Parameters {
		own := append([]float32(nil), p.Data...)
		defer copy(p.Data, own)
		copy(p.Data, average[i])
	}
	f()
}

// averageOf returns the averaged weights of a checkpoint of a run, or its
// weights where it has no others.
func averageOf(c *checkpoint.Checkpoint) (*seq2seq.Model, error) {
	for _, p := range c.Model.Parameters {
		t := c.Tensor("average/" + p.Name)
		if t == nil {
			continue
		}
		if len(t.Data) != len(p.Data) {
			return nil, fmt.Errorf("checkpoint: average of %s has another size", p.Name)
		}
		copy(p.Data, t.Data)
	}
	return c.Model, nil
}

// evaluator scores the model as it is.
type evaluator func() (train.Evaluation, error)

// maskedLMTasks is the first stage.
func (t *training) maskedLMTasks(_ context.Context, s *trainStage) ([]train.Task, evaluator, error) {
	masking := xlm.Masking{Vocabulary: t.vocabulary.Size()}
	if t.plan.WholeWords {
		masking.Continues = t.vocabulary.Continues
	}
	// A batch beyond the trainer's room is computed in parts, so memory stays.
	objective, err := xlm.New(xlm.Options{
		Languages: t.data.all.languages(), Draw: t.data.all.draw,
		Tokens: max(t.plan.Tokens, t.plan.PretrainingTokens), MaxLength: min(t.plan.Model.Positions, t.plan.Tokens) - 1, Masking: masking,
	})
	if err != nil {
		return nil, nil, err
	}
	held := t.data.validAll.held(t.plan.Tokens, min(t.plan.Model.Positions, t.plan.Tokens)-1)
	if len(held) == 0 {
		return []train.Task{{Objective: objective}}, nil, nil
	}
	rng := rand.New(rand.NewPCG(t.Seed, 1))
	var masked []seq2seq.MaskedSequence
	for _, h := range held {
		masked = append(masked, masking.Apply(rng, h))
	}
	return []train.Task{{Objective: objective}}, func() (train.Evaluation, error) {
		loss, err := s.trainer.EvaluateMaskedLM(masked)
		return train.Evaluation{Score: loss.Mean(), Metrics: map[string]float64{"mlm": loss.Mean()}}, err
	}, nil
}

// translationTasks is the second stage: denoising, back-translation and the replay
// of verified pairs.
func (t *training) translationTasks(ctx context.Context, s *trainStage) ([]train.Task, evaluator, error) {
	placeholders := corpora.NewPlaceholders(t.vocabulary.Size(), t.vocabulary.Token)
	functions := t.data.standalone
	frequency := frequencies(t.corpus.Words(), t.vocabulary)
	denoise := func(noise dae.Noise, skeleton func(float64) float64) (*dae.Objective, error) {
		return dae.New(dae.Options{
			Languages: functions.languages(), Draw: functions.draw, Tokens: t.plan.Tokens, MaxLength: t.plan.MaxLength,
			Vocabulary: t.vocabulary, Placeholders: placeholders, Noise: noise, Skeleton: skeleton, Frequency: frequency,
		})
	}
	denoising, err := denoise(t.plan.Noise, t.plan.Skeleton.At)
	if err != nil {
		return nil, nil, err
	}
	generator := &backtranslate.Generator{
		Model: s.model, Threads: t.Threads, Allowed: t.vocabulary.Masks(), Placeholders: placeholders,
		Temperature: t.plan.Temperature, TopK: t.plan.TopK, Width: t.plan.Beam, GreedyShare: t.plan.GreedyShare,
	}
	if t.plan.Grammar {
		generator.Constrain = newGrammarHold(t.vocabulary).constrain
	}
	back := backtranslate.Options{
		Languages: functions.languages(), Draw: functions.draw, Tokens: t.plan.Tokens, MaxLength: t.plan.MaxLength,
		LengthRatio: t.plan.LengthRatio, MaxTranslation: min(t.plan.Model.Positions, t.room()) - 1,
		Placeholders: placeholders, Generate: generator.Generate, LanguageName: languageName,
	}
	// Validation takes all translations, whatever the training accepts.
	cycles, err := backtranslate.New(back)
	if err != nil {
		return nil, nil, err
	}
	if t.plan.Accept != acceptAll {
		filter, closeFilter, err := t.newAcceptFilter(ctx)
		if err != nil {
			return nil, nil, err
		}
		s.closers = append(s.closers, closeFilter)
		back.Accept = filter.accept
	}
	translation, err := backtranslate.New(back)
	if err != nil {
		return nil, nil, err
	}
	tasks := []train.Task{
		{Objective: denoising, Share: t.plan.DenoisingShare},
		{Objective: translation, Share: t.plan.BackTranslationShare},
	}
	if t.plan.Replay != "" {
		replay, err := t.newReplay(placeholders)
		if err != nil {
			return nil, nil, err
		}
		tasks = append(tasks, train.Task{Objective: replay, Share: t.plan.ReplayShare})
	}
	held := t.data.validStandalone.held(t.plan.Tokens, t.plan.MaxLength)
	if len(held) == 0 {
		return tasks, nil, nil
	}
	// Validation's noise is the published one, whatever the training's is by then.
	validation, err := denoise(dae.Published, nil)
	if err != nil {
		return nil, nil, err
	}
	damaged := validation.Pairs(rand.New(rand.NewPCG(t.Seed, 2)), held)
	return tasks, func() (train.Evaluation, error) {
		loss, err := s.trainer.Evaluate(damaged)
		if err != nil {
			return train.Evaluation{}, err
		}
		metrics := map[string]float64{"dae": loss.Mean()}
		// Greedy whatever the training samples, so that scores compare.
		greedy := &backtranslate.Generator{Model: s.model, Threads: t.Threads, Allowed: generator.Allowed, Placeholders: placeholders}
		cycle, err := roundTrip(s.trainer, greedy, cycles, held)
		if err != nil {
			return train.Evaluation{}, err
		}
		if cycle.Tokens == 0 {
			return train.Evaluation{Score: loss.Mean() + cycleUnknown, Metrics: metrics}, nil
		}
		metrics["bt"] = cycle.Mean()
		return train.Evaluation{Score: loss.Mean() + cycle.Mean(), Metrics: metrics}, nil
	}, nil
}

// cycleUnknown stands for the round trip's loss where no translation was usable:
// worse than any that is.
const cycleUnknown = 100

// roundTrip translates functions to each other language and scores the way back,
// without a gradient: what there is to judge translation by without pairs
// (the criterion of Lample et al. 2018, arXiv 1711.00043, with likelihood in the
// place of BLEU).
func roundTrip(t *seq2seq.Trainer, g *backtranslate.Generator, o *backtranslate.Objective, functions []seq2seq.Sequence) (seq2seq.Loss, error) {
	var total seq2seq.Loss
	for to := range lexers.LanguageCount {
		var sources []seq2seq.Sequence
		for _, f := range functions {
			if f.Language != to {
				sources = append(sources, f)
			}
		}
		if len(sources) == 0 {
			continue
		}
		pairs, err := o.Pairs(context.Background(), sources, to, g.Generate)
		if err != nil {
			return total, err
		}
		loss, err := t.Evaluate(pairs)
		if err != nil {
			return total, err
		}
		total.Add(loss)
	}
	return total, nil
}

// languageName names a language in measurements.
func languageName(language int) string { return lexers.Language(language).String() }
