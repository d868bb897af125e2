package translate

import (
	"testing"

	"transcoder/lexers"
)

// TestPlaceComments finds the line of the translation that a comment goes to.
func TestPlaceComments(t *testing.T) {
	lines := []Line{{Source: []int{10}}, {Source: []int{12, 11}}, {Source: []int{11}}, {}, {Source: []int{11, 13}}}
	for _, test := range []struct {
		reason  string
		comment lexers.InnerComment
		want    int
	}{
		{"the first line that looks there most", lexers.InnerComment{Line: 11}, 3},
		{"the last such line for the end of a block", lexers.InnerComment{Line: 11, After: true}, 5},
		{"a line that looks there, where none does so most", lexers.InnerComment{Line: 13}, 5},
		{"no line: above the function", lexers.InnerComment{Line: 14}, 0},
		{"about the head: above the function", lexers.InnerComment{Line: 10}, 0},
		{"behind the head it stays there", lexers.InnerComment{Line: 10, Behind: true}, 1},
	} {
		if got := placeComments([]lexers.InnerComment{test.comment}, lines)[0].line; got != test.want {
			t.Errorf("%s: got line %d, want %d", test.reason, got, test.want)
		}
	}
}

// TestWithComments writes comments beside the lines that they belong to.
func TestWithComments(t *testing.T) {
	comment := func(line int, text string, behind, after bool) placedComment {
		return placedComment{lexers.InnerComment{Text: text, Behind: behind, After: after}, line}
	}
	code := "int f() {\n  g();\n  return 1;\n}\n"
	for _, test := range []struct {
		reason   string
		comments []placedComment
		want     string
	}{
		{"above, indented as the line", []placedComment{comment(2, "a\nb", false, false)}, "int f() {\n  // a\n  // b\n  g();\n  return 1;\n}\n"},
		{"behind", []placedComment{comment(2, "a", true, false)}, "int f() {\n  g();  // a\n  return 1;\n}\n"},
		{"behind a line that has one already", []placedComment{comment(2, "a", true, false), comment(2, "b", true, false)}, "int f() {\n  // b\n  g();  // a\n  return 1;\n}\n"},
		{"several lines are above", []placedComment{comment(2, "a\nb", true, false)}, "int f() {\n  // a\n  // b\n  g();\n  return 1;\n}\n"},
		{"at the end of a block", []placedComment{comment(3, "a", false, true)}, "int f() {\n  g();\n  return 1;\n  // a\n}\n"},
		{"without a place", []placedComment{comment(0, "a", false, false)}, "// a\nint f() {\n  g();\n  return 1;\n}\n"},
		{"what would continue on the next line", []placedComment{comment(2, "a \\", true, false)}, "int f() {\n  g();  // a \\ .\n  return 1;\n}\n"},
		{"none", nil, code},
	} {
		if got := withComments(lexers.CPP, code, test.comments); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.reason, got, test.want)
		}
	}
}
