package train

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// State is what a run depends on besides the model's weights and the
// optimiser's moments. Run starts from one and hands one to Options.Save.
type State struct {
	Stage  string        `json:"stage,omitempty"` // Options.Stage
	Step   int           `json:"step"`            // optimiser steps done
	Tokens int64         `json:"tokens"`          // target tokens learnt from
	Wall   time.Duration `json:"wall"`            // time used, nanoseconds
	CPU    time.Duration `json:"cpu"`

	Random     []byte                `json:"random"`     // PCG's binary form
	Credits    map[string]float64    `json:"credits"`    // by objective: see mixer
	Divergence map[string]Divergence `json:"divergence"` // by objective
	Best       *float64              `json:"best,omitempty"`
	Objectives map[string][]byte     `json:"-"` // their own states; too large for JSON
}

const (
	stateSection     = "train"
	objectiveSection = "objective/"
)

// Sections returns the state as a checkpoint's opaque sections.
func (s *State) Sections() (map[string][]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("save training state: %w", err)
	}
	sections := map[string][]byte{stateSection: data}
	for name, state := range s.Objectives {
		sections[objectiveSection+name] = state
	}
	return sections, nil
}

// StateOf reads the state back from a checkpoint's sections. It returns nil and
// no error where the checkpoint has none: one of a model, not of a run.
func StateOf(sections map[string][]byte) (*State, error) {
	data, ok := sections[stateSection]
	if !ok {
		return nil, nil
	}
	var s State
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("load training state: %w", err)
	}
	if s.Step < 0 || s.Tokens < 0 || s.Wall < 0 || s.CPU < 0 {
		return nil, fmt.Errorf("load training state: negative counters")
	}
	s.Objectives = map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(sections)) {
		if len(name) > len(objectiveSection) && name[:len(objectiveSection)] == objectiveSection {
			s.Objectives[name[len(objectiveSection):]] = sections[name]
		}
	}
	return &s, nil
}

// newRandom returns the generator of a seed, or of a saved state where there is
// one. rand.Rand keeps no state beside its source's in math/rand/v2, so the
// source's is all that a resume needs.
func newRandom(seed uint64, state []byte) (*rand.PCG, error) {
	pcg := rand.NewPCG(seed, 0x7472616e73636f64) // "transcod": any second word would do
	if state != nil {
		if err := pcg.UnmarshalBinary(state); err != nil {
			return nil, fmt.Errorf("load random state: %w", err)
		}
	}
	return pcg, nil
}
