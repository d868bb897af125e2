package translate

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"transcoder/lexers"
)

// TestCarriedGolden puts files that hold one of everything together in the other
// languages: what stands round functions is by hand-written rules, and a reader
// judges their result. The functions are the source's own, printed in the target
// language. -update writes the files anew.
func TestCarriedGolden(t *testing.T) {
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	update := flag.Lookup("update").Value.String() == "true"
	for _, path := range []string{"shapes.py", "Shapes.java", "shapes.cpp"} {
		source, err := os.ReadFile(filepath.Join("testdata", "carried", path))
		if err != nil {
			t.Fatal(err)
		}
		from, _ := lexers.LanguageOfPath(path)
		for _, to := range lexers.Languages() {
			if to == from {
				continue
			}
			result := carried(t, translator, Request{Path: path, Source: source, From: from, To: to})
			var got strings.Builder
			got.WriteString(result.Code)
			for _, d := range result.Diagnostics {
				got.WriteString(commented(to, []string{d.String()}))
			}
			golden := filepath.Join("testdata", "carried", from.String()+"-"+to.String()+".golden")
			if update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("%s in %s: run the test with -update if this is right; got:\n%s", path, to.Title(), got.String())
			}
		}
	}
}
