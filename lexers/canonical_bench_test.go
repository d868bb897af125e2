package lexers

import (
	"context"
	"testing"
)

// BenchmarkCanonical builds the canonical form of functions of an algorithm
// textbook's style, parse excluded, and counts functions and tokens a second.
func BenchmarkCanonical(b *testing.B) {
	for _, language := range Languages() {
		b.Run(language.String(), func(b *testing.B) {
			source, err := goldenSource(language)
			if err != nil {
				b.Fatal(err)
			}
			file, err := Parse(context.Background(), language, source)
			if err != nil {
				b.Fatal(err)
			}
			functions := file.Functions()
			tokens, count := 0, 0
			b.ResetTimer()
			for range b.N {
				for _, function := range functions {
					c, err := function.Canonical()
					if err != nil {
						b.Fatalf("%s: %v", function.Name, err)
					}
					tokens += len(c.Tokens)
					count++
				}
			}
			b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "functions/s")
			b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
