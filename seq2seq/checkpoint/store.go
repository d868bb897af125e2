package checkpoint

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrEmpty says that a folder holds no checkpoint at all: a training starts anew.
// It is not returned where there are some and none can be read.
var ErrEmpty = errors.New("no checkpoint in the folder")

// StoreOptions says what a Store keeps.
type StoreOptions struct {
	// Keep is the number of newest checkpoints that stay, at least 1; 0 means 3.
	// With 1 there is nothing to fall back to when the newest is damaged.
	Keep int
}

// Store is a training folder: step-NNNNNNNNNN.ckpt for the last few steps and
// best.ckpt. One process writes to it; others may read meanwhile, since files
// only ever appear whole.
type Store struct {
	folder  string
	options StoreOptions
}

const (
	stepPrefix = "step-"
	extension  = ".ckpt"
	bestName   = "best" + extension
)

// OpenStore makes the folder if need be.
func OpenStore(folder string, options StoreOptions) (*Store, error) {
	if options.Keep == 0 {
		options.Keep = 3
	}
	if options.Keep < 1 {
		return nil, fmt.Errorf("open checkpoint store %q: expected to keep at least 1, got %d", folder, options.Keep)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("open checkpoint store: %w", err)
	}
	return &Store{folder, options}, nil
}

// Path returns where the checkpoint of a step is, or would be.
func (s *Store) Path(step int64) string {
	return filepath.Join(s.folder, fmt.Sprintf("%s%010d%s", stepPrefix, step, extension))
}

// BestPath returns where the best checkpoint is, or would be.
func (s *Store) BestPath() string { return filepath.Join(s.folder, bestName) }

// Steps lists the steps that the folder has files for, ascending.
func (s *Store) Steps() ([]int64, error) {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, fmt.Errorf("list checkpoint store: %w", err)
	}
	var steps []int64
	for _, entry := range entries {
		digits, isStep := strings.CutPrefix(entry.Name(), stepPrefix)
		digits, isCheckpoint := strings.CutSuffix(digits, extension)
		step, err := strconv.ParseInt(digits, 10, 64)
		if !isStep || !isCheckpoint || err != nil || s.Path(step) != filepath.Join(s.folder, entry.Name()) {
			continue // not named by this Store
		}
		steps = append(steps, step)
	}
	slices.Sort(steps)
	return steps, nil
}

// Save writes c under its step and then removes the checkpoints that are older
// than the last Keep. Files of later steps are neither removed nor counted: they
// are what a damaged newest one leaves behind when a training falls back, and
// counting them would remove the good one that it fell back to.
func (s *Store) Save(c *Checkpoint) error {
	if c.Step < 0 {
		return fmt.Errorf("save to checkpoint store %q: step %d is negative", s.folder, c.Step)
	}
	s.removeLeftovers()
	if err := Save(s.Path(c.Step), c); err != nil {
		return err
	}
	steps, err := s.Steps()
	if err != nil {
		return err
	}
	last, _ := slices.BinarySearch(steps, c.Step+1)
	for _, step := range steps[:max(0, last-s.options.Keep)] {
		if err := os.Remove(s.Path(step)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("prune checkpoint store: %w", err)
		}
	}
	return nil
}

// SaveBest writes c as the best. It is a file of its own, not a link to a step's:
// damage to one leaves the other, and c need not hold the optimizer's state.
func (s *Store) SaveBest(c *Checkpoint) error { return Save(s.BestPath(), c) }

// Best reads the best checkpoint. The error is ErrEmpty where there is none.
func (s *Store) Best() (*Checkpoint, error) {
	c, err := Load(s.BestPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w %q (%s)", ErrEmpty, s.folder, bestName)
	}
	return c, err
}

// Newest reads the checkpoint of the latest step that can be read. warnings has
// an error for each later one that is damaged, the latest first. Without any
// file the error is ErrEmpty; with damaged ones only it joins what is wrong with
// them.
func (s *Store) Newest() (c *Checkpoint, warnings []error, err error) {
	steps, err := s.Steps()
	if err != nil {
		return nil, nil, err
	}
	for _, step := range slices.Backward(steps) {
		c, err := Load(s.Path(step))
		if err == nil && c.Step != step {
			err = fmt.Errorf("load checkpoint %q: expected step %d, its header says %d", s.Path(step), step, c.Step)
		}
		if err == nil {
			return c, warnings, nil
		}
		warnings = append(warnings, err)
	}
	if len(warnings) > 0 {
		return nil, nil, fmt.Errorf("checkpoint store %q: none of %d checkpoints can be read: %w", s.folder, len(steps), errors.Join(warnings...))
	}
	return nil, nil, fmt.Errorf("%w %q", ErrEmpty, s.folder)
}

// removeLeftovers removes the temporary files of saves that were killed. Only
// the writer calls it, so none of them is being written.
func (s *Store) removeLeftovers() {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return // Save reports what is wrong with the folder
	}
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, ".") && strings.Contains(name, extension+temporaryInfix) {
			os.Remove(filepath.Join(s.folder, name))
		}
	}
}
