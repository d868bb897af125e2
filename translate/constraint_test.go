package translate_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/translate"
)

// sources are small functions of each language, written for this test.
var constraintSources = map[lexers.Language]string{
	lexers.Python: "def total(values, limit=10):\n    result = 0\n    for i, value in enumerate(values):\n        if value > limit and i:\n            result += value ** 2\n        elif not value:\n            continue\n    return result\n\n\ndef words(text):\n    counts = {}\n    for word in text.split():\n        counts[word] = counts.get(word, 0) + 1\n    return sorted(counts.items(), key=lambda item: -item[1])\n",
	lexers.CPP:    "#include <string>\n#include <vector>\nint count(const std::vector<int>& items, int x) {\n  int found = 0;\n  for (int i = 0; i < items.size(); i++) {\n    if (items[i] == x) found++;\n  }\n  return found;\n}\n\nstd::string repeat(std::string text, int n) {\n  std::string all;\n  while (n-- > 0) all += text;\n  return all;\n}\n",
	lexers.Java:   "class Sample {\n  static int depth(Node node) {\n    if (node == null) return 0;\n    return 1 + Math.max(depth(node.left), depth(node.right));\n  }\n\n  static boolean prime(int n) {\n    for (int i = 2; i * i <= n; i++) {\n      if (n % i == 0) return false;\n    }\n    return n > 1;\n  }\n}\n",
}

// TestConstrainedHypothesesParse translates with the embedded model, hypotheses
// drawn at a temperature at which they are nonsense: all parse. Without the
// constraint many don't.
func TestConstrainedHypothesesParse(t *testing.T) {
	translator := translate.OpenDefault(t)
	unconstrained := 0
	for _, from := range lexers.Languages() {
		for _, to := range lexers.Languages() {
			if from == to {
				continue
			}
			request := translate.Request{
				Path: "sample" + from.Extension(), Source: []byte(constraintSources[from]), From: from, To: to,
				Beam: 2, Hypotheses: 2, NoRendering: true,
				Sample: &translate.Sampling{Temperature: 2, Seed: rand.New(rand.NewPCG(1, 2)).Uint64()},
			}
			for _, free := range []bool{false, true} {
				request.Unconstrained = free
				result, err := translator.Translate(t.Context(), request)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range result.Functions {
					for _, h := range f.Hypotheses {
						switch {
						case to == lexers.CPP && h.Code != "":
							// A comparison may look like template arguments to the parser of package
							// lexers, which knows no names; g++ judges in lexers/grammar.
						case !h.Parses && free:
							unconstrained++
						case !h.Parses:
							t.Errorf("%v to %v: %s: %s\n%v", from, to, f.Name, h.Problem, h.Tokens)
						}
					}
				}
			}
		}
	}
	if unconstrained == 0 {
		t.Error("everything parses without the constraint, too: the test shows nothing")
	}
}

// BenchmarkConstraint translates one function greedily with and without the constraint. ratio is the
// time that a token takes with it by the time that it takes without.
func BenchmarkConstraint(b *testing.B) {
	translator := translate.OpenDefault(b)
	for _, to := range []lexers.Language{lexers.Python, lexers.CPP} {
		for _, width := range []int{1, 5} {
			b.Run(fmt.Sprintf("%v/beam=%d", to, width), func(b *testing.B) {
				var spent [2]time.Duration
				var tokens [2]int
				for range b.N {
					for k := range spent {
						begin := time.Now()
						result, err := translator.Translate(b.Context(), translate.Request{
							Source: []byte(constraintSources[lexers.Java]), From: lexers.Java, To: to,
							Beam: width, Hypotheses: width, NoRendering: true, Unconstrained: k == 1,
						})
						if err != nil {
							b.Fatal(err)
						}
						spent[k] += time.Since(begin)
						for _, f := range result.Functions {
							for _, h := range f.Hypotheses {
								tokens[k] += len(h.Tokens)
							}
						}
					}
				}
				on, off := spent[0].Seconds()/float64(tokens[0]), spent[1].Seconds()/float64(tokens[1])
				b.ReportMetric(on*1e6, "µs/token-on")
				b.ReportMetric(off*1e6, "µs/token-off")
				b.ReportMetric(on/off, "ratio")
			})
		}
	}
}
