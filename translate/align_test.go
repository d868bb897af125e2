package translate_test

import (
	"context"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
)

// TestLines translates what the fixture knows by heart: it is sure of every line,
// and each header looks at the header that it was made of.
func TestLines(t *testing.T) {
	translator := openFixture(t)
	for _, from := range lexers.Languages() {
		source, err := os.ReadFile(parallelFile(from))
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range lexers.Languages() {
			if from == to {
				continue
			}
			request := translate.Request{Source: source, From: from, To: to, Align: true, FreeSignature: true}
			result, err := translator.Translate(context.Background(), request)
			if err != nil {
				t.Fatal(err)
			}
			for i, fn := range result.Functions {
				h := fn.Hypotheses[0]
				if h.Origin != translate.OriginModel || len(h.Lines) != strings.Count(h.Code, "\n") {
					t.Errorf("%v to %v: %s: origin %q, %d lines for\n%s", from, to, fn.Name, h.Origin, len(h.Lines), h.Code)
					continue
				}
				end := strings.Count(string(source), "\n")
				if i+1 < len(result.Functions) {
					end = result.Functions[i+1].Line - 1
				}
				for _, line := range h.Lines {
					if !(line.Confidence > 0.5 && line.Confidence <= 1) {
						t.Errorf("%v to %v: %s: confidence %v of what is known by heart", from, to, fn.Name, line.Confidence)
					}
					for _, at := range line.Source {
						if at < fn.Line || at > end {
							t.Errorf("%v to %v: %s of lines %d to %d is aligned to line %d", from, to, fn.Name, fn.Line, end, at)
						}
					}
				}
				if !slices.Contains(h.Lines[0].Source, fn.Line) {
					t.Errorf("%v to %v: %s of line %d: its header is aligned to %v", from, to, fn.Name, fn.Line, h.Lines[0].Source)
				}
			}

			request.Align = false
			plain, err := translator.Translate(context.Background(), request)
			if err != nil {
				t.Fatal(err)
			}
			for i, fn := range plain.Functions {
				for k, line := range fn.Hypotheses[0].Lines {
					if line.Source != nil || line.Confidence != result.Functions[i].Hypotheses[0].Lines[k].Confidence {
						t.Errorf("%v to %v: %s: line %d is %+v without alignment", from, to, fn.Name, k+1, line)
					}
				}
			}
		}
	}
}

// TestRendering asks for the canonical form rendered without the model.
func TestRendering(t *testing.T) {
	translator := openFixture(t)
	source := []byte("int twice(int n) {\n  return other(n, 2);\n}\n")
	request := translate.Request{Source: source, From: lexers.CPP, To: lexers.Java, Beam: 4, Hypotheses: 4}
	result, err := translator.Translate(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	hypotheses := result.Functions[0].Hypotheses
	parsing := slices.IndexFunc(hypotheses, func(h translate.Hypothesis) bool { return !h.Parses })
	if parsing < 0 {
		parsing = len(hypotheses)
	}
	last := hypotheses[parsing-1]
	if last.Origin != translate.OriginRendering || !strings.Contains(last.Code, "return other(n, 2);") {
		t.Errorf("the last hypothesis that parses is %+v", last)
	}
	if len(hypotheses) > 4 || !(last.Score < 0) || math.IsInf(last.Score, 0) || len(last.Lines) != 3 {
		t.Errorf("%d hypotheses, the rendering's score is %v, its lines %+v", len(hypotheses), last.Score, last.Lines)
	}
	request.NoRendering = true
	if result, err = translator.Translate(context.Background(), request); err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Functions[0].Hypotheses {
		if h.Origin != translate.OriginModel {
			t.Errorf("without the rendering there is %+v", h)
		}
	}
}
