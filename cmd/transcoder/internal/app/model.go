package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"transcoder/seq2seq/checkpoint"
)

// NewCmdModel returns the command that holds those about models.
func NewCmdModel(deps *Dependencies) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "model",
		Short: "Describe and export models",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(NewCmdModelInfo(deps, nil), NewCmdModelExport(deps, nil))
	return cmd
}

// loadModel reads a checkpoint: the file at path, the model of the training in
// the folder path, or the embedded one where path is "". name says which in
// messages.
func loadModel(path string, embedded []byte) (c *checkpoint.Checkpoint, name string, err error) {
	if path == "" {
		c, err = checkpoint.Parse(embedded)
		if err != nil {
			return nil, "", damagedError(fmt.Errorf("embedded model: %w", err))
		}
		return c, "embedded model", nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return loadTraining(path)
	}
	c, err = checkpoint.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, path, damagedError(fmt.Errorf("model %s: no such file", path))
	}
	if err != nil {
		return nil, path, damagedError(err)
	}
	return c, path, nil
}

// loadTraining reads the model of a training folder: the finished one, or where
// there is none yet the best or the newest checkpoint so far.
func loadTraining(folder string) (*checkpoint.Checkpoint, string, error) {
	name := filepath.Join(folder, modelFile)
	if _, err := os.Stat(name); err == nil {
		return loadModel(name, nil)
	}
	stage := filepath.Join(folder, translationDir)
	if _, err := os.Stat(stage); err != nil {
		return nil, folder, damagedError(fmt.Errorf("model %s: the folder holds no trained model", folder))
	}
	store, err := checkpoint.OpenStore(stage, checkpoint.StoreOptions{})
	if err != nil {
		return nil, folder, damagedError(err)
	}
	if c, err := store.Best(); err == nil {
		return c, store.BestPath(), nil
	}
	c, _, err := store.Newest()
	if err != nil {
		return nil, folder, damagedError(err)
	}
	if c.Model, err = averageOf(c); err != nil {
		return nil, folder, damagedError(err)
	}
	return c, store.Path(c.Step), nil
}
