package translate

import (
	"bytes"
	"context"
	"fmt"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
	"transcoder/seq2seq"
	"transcoder/seq2seq/checkpoint"
)

// Options say how a Translator computes. The zero value works.
type Options struct {
	Threads int // 0 means all processors; the output does not depend on it

	// Unconstrained leaves out the grammar that holds hypotheses to what parses, to
	// measure what the model does by itself.
	Unconstrained bool

	// Verify compares the behavior of candidates with that of their sources, for
	// requests that ask for it; the checks are in the order of the candidates. nil
	// for a Translator that can't.
	Verify func(ctx context.Context, candidates []Candidate) ([]Check, error)
}

// Translator holds a loaded model. Its methods may be called from several
// goroutines, which then share its threads.
type Translator struct {
	options     Options
	vocabulary  *bpe.Vocabulary
	config      seq2seq.Config
	weights     int
	constraints *Constraints
	standIns    *grammar.StandIns
	lanes       *lanes
}

// Open loads a model from the bytes of a checkpoint, such as an embedded one.
func Open(model []byte, options Options) (*Translator, error) {
	c, err := checkpoint.Parse(model)
	if err != nil {
		return nil, err
	}
	return New(c, options)
}

// OpenFile loads a model from a checkpoint file.
func OpenFile(path string, options Options) (*Translator, error) {
	c, err := checkpoint.Load(path)
	if err != nil {
		return nil, err
	}
	t, err := New(c, options)
	if err != nil {
		return nil, fmt.Errorf("model %q: %w", path, err)
	}
	return t, nil
}

// New makes a Translator of a checkpoint, whose model must not be changed
// afterwards. The error says why the model is not one that translates.
func New(c *checkpoint.Checkpoint, options Options) (*Translator, error) {
	if c.CanonicalVersion != lexers.CanonicalVersion {
		return nil, fmt.Errorf("the model learned from canonical form %d, expected %d: train it anew", c.CanonicalVersion, lexers.CanonicalVersion)
	}
	vocabulary, err := bpe.Read(bytes.NewReader(c.Vocabulary))
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	config := c.Model.Config
	if vocabulary.Size() != config.Vocabulary {
		return nil, fmt.Errorf("the vocabulary has %d ids, the model %d", vocabulary.Size(), config.Vocabulary)
	}
	if config.Languages != lexers.LanguageCount {
		return nil, fmt.Errorf("the model has %d languages, expected %d", config.Languages, lexers.LanguageCount)
	}
	decoder, err := seq2seq.NewDecoder(c.Model, seq2seq.DecoderOptions{
		Threads: options.Threads, Int8: c.Int8, Allowed: vocabulary.Masks(),
	})
	if err != nil {
		return nil, err
	}
	return &Translator{
		options: options, vocabulary: vocabulary, config: config, weights: c.Model.Size(),
		constraints: NewConstraints(vocabulary), standIns: grammar.NewStandIns(vocabulary), lanes: newLanes(decoder, options.Threads),
	}, nil
}

// Weights is how many numbers the model is made of.
func (t *Translator) Weights() int { return t.weights }

// Close ends the Translator's threads.
func (t *Translator) Close() { t.lanes.close() }
