package corpora

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"transcoder/lexers"
)

func TestOverlapTokens(t *testing.T) {
	for _, c := range []struct {
		language           lexers.Language
		text, want, reason string
	}{
		{lexers.Python, "a = 'it\\'s'  # b\nc", `a = " c`, "escaped quote, comment"},
		{lexers.Python, "'''d'e\n''' f \"\"\"g", `" f "`, "triple quotes, the last one open"},
		{lexers.Python, "x // y", "x / / y", "no comment in Python"},
		{lexers.Java, "a // b\n/* c; */ d /* e", "a d", "comments, the last one open"},
		{lexers.Java, "\"a\n b;", `" b`, "a literal ends with its line"},
		{lexers.CPP, "x+=.5e3; 2.5e3f $y é", "x + = . 5e3 2.5e3f $ y \xc3 \xa9", "numbers, dollar, bytes of a character"},
		{lexers.CPP, "'\\", `"`, "a backslash at the end"},
	} {
		if got := strings.Join(overlapTokens(c.language, []byte(c.text)), " "); got != c.want {
			t.Errorf("%s: %q has tokens %q, expected %q", c.reason, c.text, got, c.want)
		}
	}
}

func TestOverlapRule(t *testing.T) {
	for _, c := range []struct {
		count         OverlapCount
		drops, strict bool
		reason        string
	}{
		{OverlapCount{100, 0, 88, 0}, false, false, "no match"},
		{OverlapCount{100, 9, 88, 0}, false, true, "below a tenth"},
		{OverlapCount{100, 10, 88, 0}, true, true, "a tenth"},
		{OverlapCount{10, 2, 0, 0}, false, false, "two windows are too few"},
		{OverlapCount{10, 0, 5, 1}, true, true, "a fifth of the renamed windows"},
		{OverlapCount{10, 0, 6, 1}, false, true, "less than a fifth"},
		{OverlapCount{}, false, false, "too short for windows"},
	} {
		if c.count.Drops(false) != c.drops || c.count.Drops(true) != c.strict {
			t.Errorf("%s: %+v drops %v, strictly %v", c.reason, c.count, c.count.Drops(false), c.count.Drops(true))
		}
	}
}

func TestOverlapFindsCopies(t *testing.T) {
	text := "int f(int[] a, int n) { int s = 0; for (int i = 0; i < n; i++) { s += a[i]; } return s; }"
	renamed := strings.NewReplacer("a[", "values[", "[] a", "[] values", "s ", "sum ", "s;", "sum;").Replace(text)
	var raw, norm []uint64
	rawHashes(overlapTokens(lexers.Java, []byte(text)), func(h uint64) { raw = append(raw, h) })
	normHashes(overlapTokens(lexers.Java, []byte(text)), func(h uint64) { norm = append(norm, h) })
	dir := t.TempDir()
	writeHashes(t, filepath.Join(dir, "raw12.u64"), raw)
	writeHashes(t, filepath.Join(dir, "norm24.u64"), norm)
	o, err := LoadOverlap(dir)
	if err != nil {
		t.Fatal(err)
	}
	if c := o.Count(lexers.Java, []byte(text)); c.RawMatches != c.RawWindows || c.NormMatches != c.NormWindows || c.RawWindows < 20 {
		t.Errorf("the text itself: %+v", c)
	}
	if c := o.Count(lexers.Java, []byte(renamed)); c.RawMatches > c.RawWindows/2 || c.NormMatches != c.NormWindows {
		t.Errorf("a renamed copy: %+v", c)
	}
	if c := o.Count(lexers.Java, []byte("int g() { return 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12; }")); c.RawMatches+c.NormMatches != 0 {
		t.Errorf("another text: %+v", c)
	}
	if err := os.WriteFile(filepath.Join(dir, "raw12.u64"), make([]byte, 16), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOverlap(dir); err == nil {
		t.Error("hashes that are not distinct load")
	}
}

func writeHashes(t *testing.T, path string, hashes []uint64) {
	t.Helper()
	slices.Sort(hashes)
	var data []byte
	for _, h := range slices.Compact(hashes) {
		data = binary.LittleEndian.AppendUint64(data, h)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// overlapDirectory returns the directory of evaluation hashes and their test
// vectors that TRANSCODER_DECONTAM names, or one beside the checkout.
func overlapDirectory(t *testing.T) string {
	dir := os.Getenv("TRANSCODER_DECONTAM")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "decontam")
	}
	if _, err := os.Stat(filepath.Join(dir, "vectors.json")); err != nil {
		t.Skipf("no vectors.json in %s; set TRANSCODER_DECONTAM to the directory that holds it", dir)
	}
	return dir
}

func TestOverlapVectors(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(overlapDirectory(t), "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Language    string   `json:"lang"`
		Text        string   `json:"text"`
		Tokens      []string `json:"tokens"`
		Raw         []string `json:"raw12"`
		Norm        []string `json:"norm24"`
		FirstWindow string   `json:"norm24_first_window"`
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		language, err := lexers.ParseLanguage(v.Language)
		if err != nil {
			t.Fatal(err)
		}
		tokens := overlapTokens(language, []byte(v.Text))
		latin := make([]string, len(tokens)) // JSON may write bytes as the characters of Latin-1
		for k, s := range tokens {
			for _, b := range []byte(s) {
				latin[k] += string(rune(b))
			}
		}
		if !slices.Equal(tokens, v.Tokens) && !slices.Equal(latin, v.Tokens) {
			t.Errorf("vector %d: tokens %q, expected %q", i, tokens, v.Tokens)
		}
		var raw, norm []string
		rawHashes(tokens, func(h uint64) { raw = append(raw, fmt.Sprintf("%016x", h)) })
		normHashes(tokens, func(h uint64) { norm = append(norm, fmt.Sprintf("%016x", h)) })
		if !slices.Equal(raw, v.Raw) {
			t.Errorf("vector %d: raw hashes %v, expected %v", i, raw, v.Raw)
		}
		if !slices.Equal(norm, v.Norm) {
			t.Errorf("vector %d: renamed hashes %v, expected %v", i, norm, v.Norm)
		}
		if v.FirstWindow != "" {
			if want := strconv.FormatUint(fnv1a(fnvStart, v.FirstWindow), 16); len(norm) == 0 || strings.TrimLeft(norm[0], "0") != want {
				t.Errorf("vector %d: the first renamed window is not %q", i, v.FirstWindow)
			}
		}
	}
	t.Logf("%d vectors", len(vectors))
}
