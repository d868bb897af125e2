package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"transcoder/corpora"
	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
	"transcoder/train"
	"transcoder/xlm"
)

// TrainStage says how much of a training is run.
type TrainStage string

// The stages, each its own command.
const (
	TrainAll         TrainStage = "all" // all of the following
	TrainVocabulary  TrainStage = "bpe" // learn the subwords
	TrainMaskedLM    TrainStage = "mlm" // pre-train the encoder
	TrainTranslation TrainStage = "bt"  // denoising and back-translation
)

// TrainOptions are the options of the train commands.
type TrainOptions struct {
	IO    *IOStreams
	Stage TrainStage

	Corpus string // folder that corpus build wrote
	Out    string // training folder; one that holds a training goes on with it

	Preset   string // "" means small
	Settings string // JSON over the preset's settings and the others of trainPlan; "" changes nothing

	// Init is a model to start from, vocabulary and all, in the place of the
	// preset's size and masked LM; "" starts from random weights.
	Init string

	// Limits on all stages together; with none the preset's steps hold.
	Steps     int
	TimeLimit time.Duration
	CPULimit  time.Duration

	Seed    uint64
	Threads int // 0 means all processors

	// SaveInterval is the time between checkpoints; 0 means ten minutes.
	SaveInterval time.Duration

	// MPI shares the batches of a step among the processes that mpirun started.
	MPI bool

	peers train.Peers // nil without MPI

	// For tests.
	afterStep func(step int)
	check     checkFunction // in the place of a runner's
}

// Names in a training folder. docs/training.md describes them.
const (
	planFile       = "training.json"
	vocabularyFile = "vocabulary.txt"
	metricsFile    = "metrics.jsonl"
	eventFolder    = "tensorboard"
	modelFile      = "model.ckpt"
	verdictFile    = "verdicts.log"
	maskedLMFolder = "mlm"
	translationDir = "bt"
)

// training is what the stages share.
type training struct {
	*TrainOptions
	plan       *trainPlan
	corpus     *corpora.Corpus
	data       *trainData
	vocabulary *bpe.Vocabulary
	text       []byte // of the vocabulary
	metrics    *trainMetrics
}

// trainRun runs a training, or what is left of it.
func trainRun(ctx context.Context, o *TrainOptions) (err error) {
	plan, err := newTrainPlan(o)
	if err != nil {
		return err
	}
	if o.MPI {
		world, err := train.OpenMPI()
		if err != nil {
			return usageErrorf("--mpi: %w", err)
		}
		defer func() {
			if err == nil || errors.Is(err, context.Canceled) {
				world.Close() // of a process that failed mpirun must hear
			}
		}()
		o.peers = world
	}
	return o.train(ctx, plan)
}

// leads reports whether this process is the one that writes files and reports.
func (o *TrainOptions) leads() bool { return o.peers == nil || o.peers.Rank() == 0 }

// behindLeader calls prepare, which may write to the training folder, in the leading
// process and then in the others, which find what is there.
func (o *TrainOptions) behindLeader(prepare func() error) error {
	if o.leads() {
		if err := prepare(); err != nil {
			return err
		}
	}
	if o.peers == nil {
		return nil
	}
	if _, err := o.peers.Exchange([]float64{0}); err != nil {
		return err
	}
	if o.leads() {
		return nil
	}
	return prepare()
}

func (o *TrainOptions) train(ctx context.Context, plan *trainPlan) error {
	if !o.leads() {
		o.IO = &IOStreams{In: o.IO.In, Out: io.Discard, Err: o.IO.Err, Quiet: true}
	}
	var err error
	var initial *checkpoint.Checkpoint
	if o.Init != "" {
		if initial, _, err = loadModel(o.Init, nil); err != nil {
			return err
		}
		plan.Model = initial.Model.Config
		plan.Pretraining = 0 // it would undo what the decoder knows
		if o.Stage == TrainMaskedLM {
			return usageErrorf("--init starts from a finished model: there is nothing for masked LM to prepare")
		}
	}
	t := &training{TrainOptions: o, plan: plan}
	err = o.behindLeader(func() error {
		if err := os.MkdirAll(o.Out, 0o755); err != nil {
			return outputError(fmt.Errorf("training folder: %w", err))
		}
		if err := plan.keep(filepath.Join(o.Out, planFile), o.IO); err != nil {
			return err
		}
		return t.open(initial)
	})
	if t.corpus != nil {
		defer t.corpus.Close()
	}
	if err != nil {
		return err
	}
	if o.Stage == TrainVocabulary {
		o.IO.Messagef("vocabulary of %d tokens: %s", t.vocabulary.Size(), filepath.Join(o.Out, vocabularyFile))
		return nil
	}
	if t.data, err = newTrainData(t.corpus, t.vocabulary, plan); err != nil {
		return damagedError(err)
	}
	o.IO.Messagef("functions: %s", t.data.counts())
	if t.leads() {
		if t.metrics, err = openTrainMetrics(o.Out); err != nil {
			return outputError(err)
		}
		defer t.metrics.close()
	}
	err = t.stages(ctx, initial)
	if errors.Is(err, context.Canceled) {
		o.IO.Messagef("stopped; the same command goes on from here")
	}
	return err
}

// open reads the corpus and reads or learns the vocabulary.
func (t *training) open(initial *checkpoint.Checkpoint) error {
	corpus, err := corpora.Open(t.Corpus)
	if err != nil {
		return damagedError(err)
	}
	t.corpus = corpus
	path := filepath.Join(t.Out, vocabularyFile)
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		if t.vocabulary, err = bpe.Read(bytes.NewReader(text)); err != nil {
			return damagedError(fmt.Errorf("%s: %w", path, err))
		}
	case !errors.Is(err, os.ErrNotExist):
		return damagedError(err)
	default:
		if initial != nil {
			t.vocabulary, err = bpe.Read(bytes.NewReader(initial.Vocabulary))
		} else {
			t.vocabulary, err = corpora.LearnVocabulary(corpus, t.plan.Merges)
		}
		if err != nil {
			return damagedError(err)
		}
		var b bytes.Buffer
		if _, err := t.vocabulary.WriteTo(&b); err != nil {
			return err
		}
		text = b.Bytes()
		if err := writeWhole(path, text); err != nil {
			return outputError(err)
		}
	}
	t.text = text
	t.plan.Model.Vocabulary, t.plan.Model.Languages = t.vocabulary.Size(), lexers.LanguageCount
	if initial != nil && initial.Model.Config != t.plan.Model {
		return usageErrorf("%s: %s holds the vocabulary of another model", t.Init, t.Out)
	}
	if err := t.plan.Model.Validate(); err != nil {
		return usageErrorf("settings: %w", err)
	}
	return nil
}

// stages runs masked LM and then translation, as far as they are asked for.
func (t *training) stages(ctx context.Context, initial *checkpoint.Checkpoint) error {
	maskedLM, err := checkpoint.OpenStore(filepath.Join(t.Out, maskedLMFolder), checkpoint.StoreOptions{})
	if err != nil {
		return outputError(err)
	}
	rng := rand.New(rand.NewPCG(t.Seed, 0))
	var model *seq2seq.Model
	switch {
	case initial != nil:
		model = initial.Model
	default:
		if model, err = seq2seq.New(t.plan.Model, rng); err != nil {
			return usageErrorf("settings: %w", err)
		}
	}
	total := t.plan.limit()
	offset := 0
	if pretraining := t.Stage == TrainMaskedLM || t.Stage == TrainAll && t.plan.Pretraining > 0; pretraining {
		limit := total
		if t.Stage == TrainAll {
			limit = scaled(total, t.plan.Pretraining)
			total = scaled(total, 1-t.plan.Pretraining)
		}
		t.IO.Messagef("masked LM: %s", t.describe(model, limit))
		stage, err := t.newStage("mlm", model, maskedLM, limit, t.plan.MaskedLM, 0)
		if err != nil {
			return err
		}
		averaged, err := stage.run(ctx, t.maskedLMTasks)
		if err != nil {
			return err
		}
		offset = stage.steps
		model = averaged
		if t.Stage == TrainMaskedLM {
			return nil
		}
	} else if t.Stage == TrainTranslation && initial == nil {
		c, warnings, err := maskedLM.Newest()
		t.warn(warnings)
		switch {
		case err == nil:
			if model, err = averageOf(c); err != nil {
				return damagedError(err)
			}
			offset = int(c.Step)
			t.IO.Messagef("starting from the masked LM of step %d", c.Step)
		case !errors.Is(err, checkpoint.ErrEmpty):
			return damagedError(err)
		default:
			t.IO.Messagef("no masked LM in %s: starting from random weights", t.Out)
		}
	}
	if initial == nil && offset > 0 {
		if err := xlm.InitializeDecoder(model); err != nil {
			return err
		}
	}
	translation, err := checkpoint.OpenStore(filepath.Join(t.Out, translationDir), checkpoint.StoreOptions{})
	if err != nil {
		return outputError(err)
	}
	t.IO.Messagef("denoising and back-translation: %s", t.describe(model, total))
	stage, err := t.newStage("bt", model, translation, total, t.plan.Translation, offset)
	if err != nil {
		return err
	}
	averaged, err := stage.run(ctx, t.translationTasks)
	if averaged != nil && t.leads() {
		path := filepath.Join(t.Out, modelFile)
		c := &checkpoint.Checkpoint{
			CanonicalVersion: lexers.CanonicalVersion, Step: int64(stage.steps), Metadata: stage.metadata(),
			Vocabulary: t.text, Model: averaged,
		}
		if saveErr := checkpoint.Save(path, c); saveErr != nil {
			return errors.Join(err, outputError(saveErr))
		}
		t.IO.Messagef("model: %s", path)
	}
	return err
}

// describe tells how large a stage is.
func (t *training) describe(model *seq2seq.Model, limit train.Limit) string {
	text := fmt.Sprintf("%.2f million weights, %d tokens in the vocabulary", float64(model.Size())/1e6, model.Config.Vocabulary)
	if limit.Steps > 0 {
		text += fmt.Sprintf(", %d steps", limit.Steps)
	}
	if limit.Time > 0 {
		text += fmt.Sprintf(", %v", limit.Time.Round(time.Second))
	}
	if limit.CPU > 0 {
		text += fmt.Sprintf(", %v of processor time", limit.CPU.Round(time.Second))
	}
	return text
}

func (t *training) warn(warnings []error) {
	for _, w := range warnings {
		t.IO.Messagef("warning: %v; falling back to the checkpoint before it", w)
	}
}

// scaled is a part of a limit; a limit that is set stays set.
func scaled(l train.Limit, part float64) train.Limit {
	steps := 0
	if l.Steps > 0 {
		steps = max(1, int(float64(l.Steps)*part+0.5))
	}
	return train.Limit{Steps: steps, Time: time.Duration(float64(l.Time) * part), CPU: time.Duration(float64(l.CPU) * part)}
}
