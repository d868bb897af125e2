package lexers

import (
	"os"
	"strings"
	"testing"
)

// Each program in docs/surface.md is followed by its tokenised form, with or
// without comments, or follows the words that Detokenize makes it from.
func TestDocsExamples(t *testing.T) {
	text, err := os.ReadFile("../docs/surface.md")
	if err != nil {
		t.Fatal(err)
	}
	var program, words string // of the last block; words that wait for theirs
	var language Language
	checked := 0
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		if name, ok := strings.CutPrefix(lines[i], "```"); ok {
			if language, err = ParseLanguage(name); err != nil {
				t.Fatal(err)
			}
			program = ""
			for i++; lines[i] != "```"; i++ {
				program += lines[i] + "\n"
			}
			if words != "" {
				got, err := Detokenize(language, strings.Split(words, " "))
				if err != nil || got != program {
					t.Errorf("%s: %v\n got\n%s\nwant\n%s", words, err, got, program)
				}
				words = ""
				checked++
			}
			continue
		}
		form, ok := strings.CutPrefix(lines[i], "    ")
		if !ok {
			continue
		}
		f := mustParse(t, language, program)
		switch form {
		case f.SurfaceText(f.Tokens(SurfaceOptions{})), f.SurfaceText(f.Tokens(SurfaceOptions{KeepComments: true})):
			checked++
		default:
			words = form
		}
	}
	if words != "" || checked != 5 {
		t.Errorf("%d of 5 examples hold; no program gives %q", checked, words)
	}
}
