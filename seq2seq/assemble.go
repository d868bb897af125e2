package seq2seq

import (
	"fmt"
	"slices"
)

// Shapes lists the parameters that a model of this configuration has, in the
// order in which they are stored, without data. A reader compares a file with
// them before it allocates anything: a configuration is a few bytes that can ask
// for terabytes. The configuration must be valid.
func (c Config) Shapes() []Parameter {
	specs := layout(c)
	shapes := make([]Parameter, len(specs))
	for i, spec := range specs {
		shapes[i] = Parameter{Name: spec.name, Shape: spec.shape}
	}
	return shapes
}

// Assemble makes a model of parameters that a loader has filled. They must be
// those of c.Shapes(), in that order; the model keeps their Data without copying.
func Assemble(c Config, parameters []*Parameter) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	specs := layout(c)
	if len(parameters) != len(specs) {
		return nil, fmt.Errorf("assemble model: expected %d parameters, got %d", len(specs), len(parameters))
	}
	m := &Model{Config: c, byName: map[string]*Parameter{}}
	for i, spec := range specs {
		p := parameters[i]
		if p.Name != spec.name || !slices.Equal(p.Shape, spec.shape) {
			return nil, fmt.Errorf("assemble model: expected parameter %s %v, got %s %v", spec.name, spec.shape, p.Name, p.Shape)
		}
		size := 1
		for _, n := range spec.shape {
			size *= n
		}
		if len(p.Data) != size {
			return nil, fmt.Errorf("assemble model: parameter %s %v: expected %d weights, got %d", p.Name, p.Shape, size, len(p.Data))
		}
		m.Parameters = append(m.Parameters, p)
		m.byName[p.Name] = p
	}
	return m, nil
}
