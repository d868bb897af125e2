package lexers

import (
	"strings"
	"testing"
)

// TestRenderSwitchLabels finds the ends of labels whose value holds what ends
// one elsewhere.
func TestRenderSwitchLabels(t *testing.T) {
	for _, test := range []struct {
		language    Language
		label, want string
		reason      string
	}{
		{CPP, "case ID_1 -> second :", "case x->second:", "a member's arrow ends no label in C++"},
		{Java, "case 1 -> f ( ) EOL", "case 1 -> f();", "the arrow of Java's rules does"},
		{CPP, "case ( ID_1 ? 1 : 2 ) :", "case (x ? 1 : 2):", "a colon in brackets ends none"},
		{CPP, "case f ( [ ] BLOCK_OPEN return 1 EOL BLOCK_CLOSE ) :", "case f([] {\n      return 1;\n    }):", "nor does a lambda's block"},
	} {
		c := &Canonical{
			Language: test.language, Names: []string{"g", "x"},
			Tokens: strings.Fields("void ID_0 ( int ID_1 ) BLOCK_OPEN switch ID_1 BLOCK_OPEN " + test.label + " BLOCK_CLOSE BLOCK_CLOSE"),
		}
		got, err := c.Render(test.language)
		if err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s: %v, expected %s in:\n%s", test.reason, err, test.want, got)
		}
	}
}
