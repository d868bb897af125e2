package lexers

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// gfgRecord is one problem of the development benchmark: a function in each
// language and the program that tests it.
type gfgRecord struct {
	ID                string
	Python, Cpp, Java string
	Name, Harness     struct{ Python, Cpp, Java string }
}

func (r *gfgRecord) source(language Language) string {
	return [...]string{Python: r.Python, CPP: r.Cpp, Java: r.Java}[language]
}

func (r *gfgRecord) harness(language Language) string {
	return [...]string{Python: r.Harness.Python, CPP: r.Harness.Cpp, Java: r.Harness.Java}[language]
}

func (r *gfgRecord) name(language Language) string {
	return [...]string{Python: r.Name.Python, CPP: r.Name.Cpp, Java: r.Name.Java}[language]
}

// gfgRecords reads the benchmark, which is no part of the repository: from
// TRANSCODER_GFG_DEV, or from beside the checkout.
func gfgRecords(t testing.TB) []gfgRecord {
	t.Helper()
	path := os.Getenv("TRANSCODER_GFG_DEV")
	if path == "" {
		path = filepath.Join("..", "..", "shared", "gfg-dev", "dev.jsonl")
	}
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("no gfg-dev benchmark (set TRANSCODER_GFG_DEV): %v", err)
	}
	defer file.Close()
	var records []gfgRecord
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var record gfgRecord
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

// Every reference must have a canonical form, and that of the rendered form must
// be the same one.
func TestCanonicalGFGIdempotent(t *testing.T) {
	refused, changed := 0, 0
	records := gfgRecords(t)
	for _, record := range records {
		for _, language := range Languages() {
			c, err := Canonicalize(context.Background(), language, record.source(language))
			if err != nil {
				t.Logf("%v %s: %v", language, record.ID, err)
				refused++
				continue
			}
			text, err := c.Render(language)
			if err != nil {
				t.Errorf("%v %s: %v\n%q", language, record.ID, err, c.Tokens)
				changed++
				continue
			}
			again, err := Canonicalize(context.Background(), language, text)
			if err != nil {
				t.Errorf("%v %s: %v\n%s", language, record.ID, err, text)
				changed++
				continue
			}
			if at := tokenDifference(c.Tokens, again.Tokens); at >= 0 {
				t.Errorf("%v %s: token %d: %q against %q\n%s", language, record.ID, at, around(c.Tokens, at), around(again.Tokens, at), text)
				changed++
			}
		}
	}
	t.Logf("%d references: %d refused, %d not idempotent", 3*len(records), refused, changed)
	if refused*50 > 3*len(records) {
		t.Errorf("%d of %d references refused", refused, 3*len(records))
	}
}

// tokenDifference returns the first index where two sequences differ, or -1.
func tokenDifference(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func around(tokens []string, i int) []string {
	return tokens[max(0, min(i-6, len(tokens))):min(i+6, len(tokens))]
}
