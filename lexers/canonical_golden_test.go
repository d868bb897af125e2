package lexers

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenSource reads the file of example functions in a language.
func goldenSource(language Language) ([]byte, error) {
	return os.ReadFile(goldenPath(language))
}

func goldenPath(language Language) string {
	return filepath.Join("testdata", "canonical", "algorithms"+language.Extension())
}

// The golden files hold, for each example function, its tokens and its text in
// all three languages: what a change of the form or of the printers changes can
// be read there.
func TestCanonicalGolden(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language.String(), func(t *testing.T) {
			source, err := goldenSource(language)
			if err != nil {
				t.Fatal(err)
			}
			file, err := Parse(context.Background(), language, source)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, function := range file.Functions() {
				if function.Kind == Nested {
					continue
				}
				fmt.Fprintf(&got, "=== %s\n", function.Name)
				c, err := function.Canonical()
				if err != nil {
					t.Errorf("%s: %v", function.Name, err)
					continue
				}
				writeTokens(&got, c.Tokens)
				fmt.Fprintf(&got, "\nnames %q\nnumbers %q\nliterals %q\n", c.Names, c.Numbers, c.Literals)
				for _, target := range Languages() {
					text, err := c.Render(target)
					if err != nil {
						text = err.Error() + "\n"
					}
					fmt.Fprintf(&got, "\n--- %v\n%s", target, text)
				}
				got.WriteByte('\n')
			}
			path := goldenPath(language) + ".golden"
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				a, b := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
				at := tokenDifference(a, b)
				t.Errorf("%s:%d differs (run with -update and read the change):\n got %q\nwant %q", path, at+1, around(a, at), around(b, at))
			}
		})
	}
}

// writeTokens writes tokens as a readable text: a line for each statement,
// indented by blocks.
func writeTokens(out *bytes.Buffer, tokens []string) {
	indent := 0
	start := true
	for i, token := range tokens {
		if token == BlockClose {
			indent--
			if !start {
				out.WriteByte('\n')
				start = true
			}
		}
		if start {
			out.WriteString(strings.Repeat("  ", max(indent, 0)))
		} else {
			out.WriteByte(' ')
		}
		out.WriteString(token)
		start = false
		if token == BlockOpen {
			indent++
		}
		if token == EndOfLine || token == BlockOpen || token == BlockClose && i+1 < len(tokens) {
			out.WriteByte('\n')
			start = true
		}
	}
	out.WriteByte('\n')
}
