// Package checkpoint keeps a model in one file: its configuration, vocabulary
// and weights, and for training what an exact resume needs besides.
//
// A file is a prelude, a table of sections and the sections, each under its own
// SHA-256; docs/checkpoint.md gives the byte layout. Every byte of a file is
// under a digest, is part of one, or must be zero, so any flipped bit and any
// truncation is an error, and nothing is allocated for a length that the file
// does not have.
//
//	c, err := checkpoint.Load("model.ckpt")      // or Parse(bytes) for an embedded model
//	decoder, err := seq2seq.NewDecoder(c.Model, seq2seq.DecoderOptions{Int8: c.Int8})
//
// Store looks after a training folder: the last few checkpoints and the best.
package checkpoint

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"transcoder/seq2seq"
)

// Checkpoint is what a file holds.
type Checkpoint struct {
	// CanonicalVersion is lexers.CanonicalVersion of the text that the model
	// learnt from. A model is of no use with another version's tokens.
	CanonicalVersion int

	// Step counts the optimizer's updates.
	Step int64

	// Metadata is any JSON value that belongs to the model and does not change
	// what it computes: its name, its data, its scores. May be nil.
	Metadata json.RawMessage

	Vocabulary []byte         // corpora/bpe's text form; may be empty
	Model      *seq2seq.Model // never nil in a file

	// Int8 stores the model's large matrices as 8-bit integers with a scale for
	// each row, a quarter of the bytes. Loading gives them back as float32; a
	// second Save writes the same integers.
	Int8 bool

	// Tensors are float32 tensors beside the model's, such as an optimizer's
	// moments or averaged weights. Their names must differ from the model's:
	// prefix them ("adamw.first/encoder.norm.gain").
	Tensors []*seq2seq.Parameter

	// Sections are opaque bytes by name: random state, objective state.
	Sections map[string][]byte

	// Digest identifies the file's content; set by reading and by Save. Two files
	// with the same digest hold the same checkpoint.
	Digest [32]byte
}

// ID is the first 12 hexadecimal digits of the digest, for logs and journals.
func (c *Checkpoint) ID() string { return hex.EncodeToString(c.Digest[:6]) }

// Tensor returns the tensor of a name among Tensors, or nil.
func (c *Checkpoint) Tensor(name string) *seq2seq.Parameter {
	for _, t := range c.Tensors {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Load reads the checkpoint at path. The error names the path and the section.
func Load(path string) (*Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("load checkpoint: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("load checkpoint %q: not a regular file", path)
	}
	c, err := Read(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("load checkpoint %q: %w", path, err)
	}
	return c, nil
}

// Parse reads a checkpoint held in memory, such as an embedded model. Nothing in
// the result aliases data.
func Parse(data []byte) (*Checkpoint, error) {
	return Read(bytes.NewReader(data), int64(len(data)))
}

// Save writes c to path atomically: whatever happens, path holds either what it
// held before or the whole new checkpoint. It sets c.Digest. A model with a
// weight that is not finite is refused: it must not replace a good one.
func Save(path string, c *Checkpoint) error {
	plan, err := newPlan(c)
	if err != nil {
		return fmt.Errorf("save checkpoint %q: %w", path, err)
	}
	if err := writeFile(path, func(w io.Writer) error { return plan.write(w) }); err != nil {
		return fmt.Errorf("save checkpoint %q: %w", path, err)
	}
	c.Digest = plan.digest
	return nil
}

// WriteTo writes c in the file format. It sets c.Digest.
func (c *Checkpoint) WriteTo(w io.Writer) (int64, error) {
	plan, err := newPlan(c)
	if err != nil {
		return 0, fmt.Errorf("write checkpoint: %w", err)
	}
	counted := &countingWriter{w: w}
	if err := plan.write(counted); err != nil {
		return counted.n, fmt.Errorf("write checkpoint: %w", err)
	}
	c.Digest = plan.digest
	return counted.n, nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
