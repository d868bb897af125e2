package lexers

import (
	"slices"
	"strings"
	"testing"
)

func TestCallArguments(t *testing.T) {
	for _, c := range []struct{ tokens, want, reason string }{
		{"( ID_1 , 2 ) EOL x , y", "ID_1|2", "what stands behind the call is not of it"},
		{"( f ( 1 , 2 ) , [ 3 , 4 ] )", "f ( 1 , 2 )|[ 3 , 4 ]", "commas inside other brackets"},
		{"( )", "", "none"},
		{"( 1 , )", "1", "a comma at the end"},
	} {
		var got []string
		for _, argument := range CallArguments(strings.Fields(c.tokens)) {
			got = append(got, strings.Join(argument, " "))
		}
		want := strings.FieldsFunc(c.want, func(r rune) bool { return r == '|' })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, expected %q: %s", c.tokens, got, want, c.reason)
		}
	}
}

// TestOpeningBracket goes from brackets back to where they open.
func TestOpeningBracket(t *testing.T) {
	tokens := strings.Fields("f ( a [ 1 ] , ( b ) ) ) x")
	for end, want := range map[int]int{5: 3, 9: 7, 10: 1, 11: 0, 2: 2} {
		if got := OpeningBracket(tokens, end); got != want {
			t.Errorf("%d %s: %d, want %d", end, tokens[end], got, want)
		}
	}
}
