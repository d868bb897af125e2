package app

import (
	"context"
	"fmt"
	"strings"

	"transcoder/evaluate"
	"transcoder/lexers"
	"transcoder/translate"
)

// Systems that eval scores. Those beside the translator show what its parts are
// worth.
const (
	systemTranslator    = "translator"    // as translate does
	systemModel         = "model"         // without the rendering of the canonical form among the hypotheses
	systemUnconstrained = "unconstrained" // the same, without a grammar in decoding
	systemRules         = "rules"         // the rendering with all that surrounds the model, which has no part in it
	systemRendering     = "rendering"     // the source's canonical form in the target language, no model
)

var evalSystems = []string{systemTranslator, systemModel, systemUnconstrained, systemRules, systemRendering}

// evalSystem translates a problem's solution, the best translation first.
type evalSystem func(ctx context.Context, id string, solution evaluate.Solution, d direction) ([]string, error)

// openSystem returns the system, the name of its model, and what closes it.
func (o *EvalOptions) openSystem() (name string, system evalSystem, closeSystem func(), err error) {
	if o.System == systemRendering {
		return "", rendering, func() {}, nil
	}
	c, name, err := loadModel(o.Model, o.Embedded)
	if err != nil {
		return "", nil, nil, err
	}
	translator, err := translate.New(c, translate.Options{Threads: o.Jobs, Unconstrained: o.System == systemUnconstrained})
	if err != nil {
		return "", nil, nil, damagedError(fmt.Errorf("%s: %w", name, err))
	}
	system = func(ctx context.Context, id string, solution evaluate.Solution, d direction) ([]string, error) {
		result, err := translator.Translate(ctx, translate.Request{
			Path: id, Source: []byte(solution.Code), From: d.from, To: d.to, Beam: o.Beam, Hypotheses: o.candidates(),
			NoRendering: o.System != systemTranslator, OnlyRendering: o.System == systemRules,
		})
		if err != nil {
			return nil, err
		}
		return hypotheses(result, solution.Name), nil
	}
	return name + " (" + c.ID() + ")", system, translator.Close, nil
}

// rendering writes the canonical form of a solution's functions in the target
// language.
func rendering(ctx context.Context, _ string, solution evaluate.Solution, d direction) ([]string, error) {
	file, err := lexers.Parse(ctx, d.from, []byte(solution.Code))
	if err != nil {
		return nil, err
	}
	var others, tested strings.Builder
	for _, function := range file.Functions() {
		c, err := function.Canonical()
		if err != nil {
			return nil, err
		}
		code, err := c.Render(d.to)
		if err != nil {
			return nil, err
		}
		if function.Name == solution.Name {
			tested.WriteString(code)
		} else {
			others.WriteString(code + "\n")
		}
	}
	return []string{others.String() + tested.String()}, nil
}

// hypotheses returns the translations of a problem's function, each behind the
// best translations of the functions that stand with it.
func hypotheses(result *translate.Result, name string) []string {
	if len(result.Functions) == 0 {
		return nil
	}
	tested := len(result.Functions) - 1
	for i, f := range result.Functions {
		if f.Name == name {
			tested = i
		}
	}
	var others strings.Builder
	for i, f := range result.Functions {
		if i != tested && len(f.Hypotheses) > 0 {
			others.WriteString(f.Hypotheses[0].Code + "\n")
		}
	}
	var texts []string
	for _, h := range result.Functions[tested].Hypotheses {
		texts = append(texts, others.String()+h.Code)
	}
	return texts
}
