package tui

import (
	"reflect"
	"testing"

	"transcoder/translate"
)

func TestAlign(t *testing.T) {
	same := func(source, target string) func(i, j int) float64 {
		return func(i, j int) float64 {
			if source[i] == target[j] {
				return 1
			}
			return 0
		}
	}
	tests := []struct {
		source, target string
		want           []pair
		reason         string
	}{
		{"abc", "abc", []pair{{0, 0}, {1, 1}, {2, 2}}, "line by line"},
		{"ac", "abc", []pair{{0, 0}, {-1, 1}, {1, 2}}, "a line of the target alone"},
		{"abc", "ac", []pair{{0, 0}, {1, -1}, {2, 1}}, "a line of the source alone"},
		{"axb", "ayb", []pair{{0, 0}, {1, 1}, {2, 2}}, "lines between two pairs stand beside each other"},
		{"ab", "ba", []pair{{0, -1}, {1, 0}, {-1, 1}}, "neither side goes backwards"},
		{"", "ab", []pair{{-1, 0}, {-1, 1}}, "no source"},
		{"ab", "", []pair{{0, -1}, {1, -1}}, "no target"},
	}
	for _, test := range tests {
		got := align(len(test.source), len(test.target), same(test.source, test.target))
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q and %q: %v, want %v: %s", test.source, test.target, got, test.want, test.reason)
		}
	}
}

func TestAlignByProportionHasEveryLineOnce(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {3, 10}, {10, 3}, {1000, 700}} {
		n, m := size[0], size[1]
		i, j := 0, 0
		for _, p := range align(n, m, nil) {
			if p.source >= 0 && p.source != i || p.target >= 0 && p.target != j || p.source < 0 && p.target < 0 {
				t.Fatalf("%d and %d lines: %v where %d and %d are next", n, m, p, i, j)
			}
			if p.source >= 0 {
				i++
			}
			if p.target >= 0 {
				j++
			}
		}
		if i != n || j != m {
			t.Errorf("%d of %d and %d of %d lines", i, n, j, m)
		}
	}
}

func TestGains(t *testing.T) {
	attention := gainOfAttention([]translate.Line{{Source: []int{12, 11}}, {}}, 11)
	for _, test := range []struct {
		source, target int
		want           float64
	}{{1, 0, 1}, {0, 0, 0.5}, {2, 0, 0}, {1, 1, 0}, {1, 9, 0}} {
		if got := attention(test.source, test.target); got != test.want {
			t.Errorf("attention from line %d to %d: %v, want %v", test.target, test.source, got, test.want)
		}
	}
	words := gainOfWords([]string{"total_sum += x", "}"}, []string{"totalSum += x;", "y = 1"})
	if got := words(0, 0); got != 1 {
		t.Errorf("lines of the same words in two spellings: %v, want 1", got)
	}
	if got := words(0, 1) + words(1, 1); got != 0 {
		t.Errorf("lines without a common word: %v, want 0", got)
	}
}

func TestChanged(t *testing.T) {
	tests := []struct {
		before, after string
		want          map[int][]span
		reason        string
	}{
		{"a = b", "a = b", map[int][]span{}, "nothing"},
		{"a = b", "a = c", map[int][]span{0: {{4, 5}}}, "a word"},
		{"a\nb", "a\nx\nb", map[int][]span{1: {{0, 1}}}, "a line that is new"},
		{"f(a)", "f( a )", map[int][]span{}, "white space is no change"},
		{"a b", "b", map[int][]span{}, "what is gone leaves no trace"},
	}
	for _, test := range tests {
		if got := changed(test.before, test.after); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q to %q: %v, want %v: %s", test.before, test.after, got, test.want, test.reason)
		}
	}
}
