package convert

import (
	"context"
	"errors"
	"time"

	"transcoder/corpora/source"
	"transcoder/lexers"
	"transcoder/translate"
)

// Estimate is how much there is to do.
type Estimate struct {
	Files     int           `json:"files"`     // of the shard, copies included
	Copies    int           `json:"copies"`    // in the target language already
	Parts     int           `json:"parts"`     // of corpora
	Functions int           `json:"functions"` // to translate
	Time      time.Duration `json:"time_ns"`   // from the rate of a sample; 0 where there is none
}

// sampleFunctions is how many functions a rate is measured on.
const sampleFunctions = 24

// Estimate counts the functions of the plan's files and translates some of them, to
// tell how long all take. It writes nothing.
func (p *Plan) Estimate(ctx context.Context, translator Translator) (*Estimate, error) {
	e := &Estimate{}
	r := &run{Plan: p}
	var sample []translate.Request
	sampled := 0
	byInput := make([][]*item, len(p.inputs))
	for _, i := range p.mine() {
		byInput[i.input] = append(byInput[i.input], i)
	}
	for n, items := range byInput {
		err := p.inputs[n].read(ctx, items, func(i *item, files []*source.File, problem string) error {
			if e.Files++; i.part {
				e.Parts++
			}
			if i.copied {
				e.Copies++
				return nil
			}
			for _, f := range files {
				request, ok := r.request(&load{item: i}, f)
				if !ok {
					continue
				}
				parsed, err := lexers.Parse(ctx, request.From, f.Data)
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err != nil {
					continue // a run says why
				}
				functions := len(parsed.Functions())
				e.Functions += functions
				if functions > 0 && functions <= sampleFunctions && sampled < sampleFunctions {
					sample, sampled = append(sample, request), sampled+functions
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(sample) == 0 || translator == nil {
		return e, nil
	}
	begin := time.Now()
	outcomes, err := translator.TranslateAll(ctx, sample)
	if err != nil {
		return nil, err
	}
	done := 0
	for _, o := range outcomes {
		if o.Err == nil {
			done += len(o.Result.Functions)
		}
	}
	if done == 0 {
		return nil, errors.New("none of the functions of the sample can be translated")
	}
	e.Time = time.Duration(float64(time.Since(begin)) / float64(done) * float64(e.Functions))
	return e, nil
}
