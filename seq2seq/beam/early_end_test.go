package beam

import (
	"context"
	"math"
	"slices"
	"testing"
)

// TestEarlyEnds searches with a model that is sure of its target 3 4 5 6 and
// gives everything else, ends included, small probabilities. The beam is wide
// only with improbable hypotheses, and more of them than its width end before
// the target does; they must not end the search.
func TestEarlyEnds(t *testing.T) {
	target := []int32{3, 4, 5, 6}
	for width := 1; width <= 5; width++ {
		var lengths []int // of each row
		step := func(parents []int, last []int32) ([][]float32, error) {
			next := make([]int, len(parents))
			rows := make([][]float32, len(parents))
			for i, parent := range parents {
				if lengths != nil {
					next[i] = lengths[parent] + 1
				}
				rows[i] = make([]float32, 8)
				for token := range rows[i] {
					rows[i][token] = -9
				}
				rows[i][EOS] = -6
				switch n := next[i]; {
				case n == 0 || n < len(target) && last[i] == target[n-1]: // the last token tells where a row stands
					rows[i][target[n]] = -0.001
				case n == len(target) && last[i] == target[n-1]:
					rows[i][EOS] = -0.001
				}
			}
			lengths = next
			return rows, nil
		}
		best, err := Search(context.Background(), step, 1, Options{Width: width, LengthPenalty: 1, Limits: Limits{MaxLength: 12}})
		if err != nil {
			t.Fatal(err)
		}
		if got := best[0][0]; !slices.Equal(got.Tokens, target) || math.Abs(got.Score+0.001) > 1e-6 {
			t.Errorf("width %d: got %v with score %v, want %v with -0.001", width, got.Tokens, got.Score, target)
		}
	}
}
