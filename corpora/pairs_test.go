package corpora

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func someTrials() []Trial {
	return []Trial{
		{From: "java", To: "python", Function: 7, Outcomes: map[string]int{"pass": 1, "differs": 2}, Origin: "model", Inputs: 12,
			Pair: &Pair{Source: []string{"int", "ID_0", "(", ")"}, Target: []string{"ID_0", "(", ")"}, Names: [][]string{{"max", "sum"}}}},
		{From: "cpp", To: "java", Function: 0, Outcomes: map[string]int{"compile error": 4}},
		{From: "python", To: "cpp", Function: 1},
	}
}

var someHeader = TrialHeader{Corpus: "c", Model: "m", Settings: json.RawMessage(`{"seed":1}`)}

func writeTrials(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a"+PairSuffix)
	f, old, err := OpenTrials(path, someHeader)
	if err != nil || len(old) != 0 {
		t.Fatal(old, err)
	}
	for _, trial := range someTrials() {
		if err := f.Append([]Trial{trial}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is written comes back, and any program that reads zstd reads it.
func TestTrialsRoundTrip(t *testing.T) {
	path := writeTrials(t)
	f, trials, err := OpenTrials(path, someHeader)
	if err != nil || !reflect.DeepEqual(trials, someTrials()) {
		t.Fatalf("%v, %v", trials, err)
	}
	f.Close()
	for _, from := range []string{path, filepath.Dir(path)} {
		if trials, err := ReadTrials(from); err != nil || !reflect.DeepEqual(trials, someTrials()) {
			t.Errorf("%s: %v, %v", from, trials, err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(decoder); err != nil || strings.Count(text.String(), "\n") != 4 {
		t.Errorf("as plain zstd: %v\n%s", err, &text)
	}
}

// Cut off anywhere, the file goes on from its last whole block; with any bit
// changed it is refused.
func TestTrialsDamage(t *testing.T) {
	path := writeTrials(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut"+PairSuffix)
	for n := range data {
		if err := os.WriteFile(cut, data[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		f, trials, err := OpenTrials(cut, someHeader)
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if len(trials) > 2 || len(trials) > 0 && !reflect.DeepEqual(trials, someTrials()[:len(trials)]) {
			t.Fatalf("cut at %d: %v", n, trials)
		}
		if err := f.Append(someTrials()[len(trials):]); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if all, err := ReadTrials(cut); err != nil || !reflect.DeepEqual(all, someTrials()) {
			t.Fatalf("cut at %d and gone on with: %v, %v", n, all, err)
		}
	}
	for bit := range 8 * len(data) {
		damaged := bytes.Clone(data)
		damaged[bit/8] ^= 1 << (bit % 8)
		_, trials, _, err := readTrials(bytes.NewReader(damaged), "x")
		if err == nil || errors.Is(err, errTorn) {
			t.Fatalf("bit %d: %v, %v", bit, trials, err)
		}
	}
}

func TestTrialsOfAnotherKind(t *testing.T) {
	path := writeTrials(t)
	for _, c := range []struct {
		change func(*TrialHeader)
		want   string
	}{
		{func(h *TrialHeader) { h.Corpus = "d" }, "corpus"},
		{func(h *TrialHeader) { h.Model = "n" }, "model"},
		{func(h *TrialHeader) { h.Settings = nil }, "settings"},
	} {
		header := someHeader
		c.change(&header)
		if _, _, err := OpenTrials(path, header); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("another %s: error %v", c.want, err)
		}
	}
	other := filepath.Join(t.TempDir(), "other")
	for _, text := range []string{"short", "hello, world, and more\n", `{"verified_pairs":1}`} {
		if err := os.WriteFile(other, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenTrials(other, someHeader); err == nil {
			t.Errorf("%q is opened", text)
		}
		if data, err := os.ReadFile(other); err != nil || string(data) != text {
			t.Errorf("%q was changed to %q, %v", text, data, err)
		}
	}
	if _, err := ReadTrials(t.TempDir()); err == nil {
		t.Error("an empty folder has pairs")
	}
}

func FuzzReadTrials(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a")
	file, _, err := OpenTrials(path, someHeader)
	if err != nil {
		f.Fatal(err)
	}
	if err := file.Append(someTrials()); err != nil {
		f.Fatal(err)
	}
	file.Close()
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		_, trials, end, err := readTrials(bytes.NewReader(data), "x")
		if end > int64(len(data)) || err == nil && end != int64(len(data)) {
			t.Errorf("%d trials up to %d of %d bytes, %v", len(trials), end, len(data), err)
		}
	})
}
