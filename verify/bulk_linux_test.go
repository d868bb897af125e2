package verify

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"transcoder/lexers"
)

// bulkSources are functions of the usual kinds, with translations in which NUMBER
// makes each candidate another one.
var bulkSources = []struct {
	source  Code
	targets map[lexers.Language]string
}{
	{Code{lexers.Java, "static int largest(int[] a, int n) { int m = a[0]; for (int i = 1; i < n; i++) if (a[i] > m) m = a[i]; return m; }"}, map[lexers.Language]string{
		lexers.Python: "def largest(a, n):\n    m = a[0]\n    for i in range(1, n):\n        if a[i] > m:\n            m = a[i]\n    return m + NUMBER - NUMBER\n",
		lexers.CPP:    "int largest(int a[], int n) { int m = a[0]; for (int i = 1; i < n; i++) if (a[i] > m) m = a[i]; return m + NUMBER - NUMBER; }",
		lexers.Java:   "static int largest(int[] a, int n) { int m = a[0]; for (int i = 1; i < n; i++) if (a[i] > m) m = a[i]; return m + NUMBER - NUMBER; }",
	}},
	{Code{lexers.Python, "def vowels(s):\n    n = 0\n    for c in s:\n        if c in 'aeiou':\n            n += 1\n    return n\n"}, map[lexers.Language]string{
		lexers.Python: "def vowels(s):\n    return sum(c in 'aeiou' for c in s) + NUMBER - NUMBER\n",
		lexers.CPP:    "int vowels(string s) { int n = NUMBER; for (char c : s) if (string(\"aeiou\").find(c) != string::npos) n++; return n - NUMBER; }",
		lexers.Java:   "static int vowels(String s) { int n = NUMBER; for (char c : s.toCharArray()) if (\"aeiou\".indexOf(c) >= 0) n++; return n - NUMBER; }",
	}},
	{Code{lexers.CPP, "bool square(int n) { for (int i = 0; i * i <= n; i++) if (i * i == n) return true; return false; }"}, map[lexers.Language]string{
		lexers.Python: "def square(n):\n    i = 0\n    while i * i <= n:\n        if i * i == n:\n            return True\n        i += 1\n    return NUMBER < 0\n",
		lexers.CPP:    "bool square(int n) { for (long long i = 0; i * i <= n; i++) if (i * i == n) return true; return NUMBER < 0; }",
		lexers.Java:   "static boolean square(int n) { for (long i = 0; i * i <= n; i++) if (i * i == n) return true; return NUMBER < 0; }",
	}},
}

// BenchmarkCheck gives candidates a second for each target language: ten
// candidates of each of several functions in a call, none seen before, with
// compilers and the sources' plans warm, as when hypotheses are reranked. Where
// other work keeps the machine busy, processor time per candidate says more.
func BenchmarkCheck(b *testing.B) {
	r := runner(b)
	n := 0
	for _, language := range lexers.Languages() {
		b.Run(language.String(), func(b *testing.B) {
			if problem := r.Missing(language); problem != "" {
				b.Skip(problem)
			}
			call := func() int {
				var cases []Case
				for range 10 {
					for _, s := range bulkSources {
						n++
						text := strings.ReplaceAll(s.targets[language], "NUMBER", fmt.Sprint(1000+n))
						cases = append(cases, Case{Source: s.source, Target: Code{language, text}})
					}
				}
				verdicts, err := r.Check(context.Background(), cases, CheckOptions{})
				if err != nil {
					b.Fatal(err)
				}
				for i, v := range verdicts {
					if v.Outcome != VerdictPass {
						b.Fatalf("%s: %v: %s", cases[i].Target.Text, v.Outcome, v.Message)
					}
				}
				return len(cases)
			}
			call()
			checked, used := 0, processorTime(b)
			for b.Loop() {
				checked += call()
			}
			b.ReportMetric(float64(checked)/b.Elapsed().Seconds(), "candidates/s")
			b.ReportMetric((processorTime(b)-used).Seconds()*1000/float64(checked), "cpu-ms/candidate")
		})
	}
}
