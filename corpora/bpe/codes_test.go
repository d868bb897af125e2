package bpe

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// codes are fastBPE's for the words of textbook, as `fastbpe learnbpe 6` writes
// them but for the order of ties, which it leaves open.
const codes = "e s 9\nes t</w> 9\nl o 7\nw est</w> 6\nn e 6\nlo w</w> 5\n"

func TestReadCodes(t *testing.T) {
	merges, err := ReadCodes(strings.NewReader(codes))
	if err != nil {
		t.Fatal(err)
	}
	want := []Merge{{"e", "s"}, {"es", "t</w>"}, {"l", "o"}, {"w", "est</w>"}, {"n", "e"}, {"lo", "w</w>"}}
	if !reflect.DeepEqual(merges, want) {
		t.Errorf("merges %v, expected %v", merges, want)
	}
	var b bytes.Buffer
	if err := WriteCodes(&b, merges); err != nil {
		t.Fatal(err)
	}
	if again, err := ReadCodes(&b); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("read again: %v, %v", again, err)
	}
	for _, c := range []struct{ text, reason string }{
		{"a", "one symbol"},
		{"a b 1 2", "four fields"},
		{" b 1", "empty symbol"},
		{strings.Repeat("a", 1<<13) + " b 1", "endless line"},
	} {
		if _, err := ReadCodes(strings.NewReader(c.text)); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
	if merges, err := ReadCodes(strings.NewReader("#version: 0.2\na b\n")); err != nil || len(merges) != 1 {
		t.Errorf("subword-nmt's format: %v, %v", merges, err)
	}
}

func TestSegment(t *testing.T) {
	merges, err := ReadCodes(strings.NewReader(codes))
	if err != nil {
		t.Fatal(err)
	}
	s := NewSegmenter(merges)
	for _, c := range []struct{ word, want, reason string }{
		{"newest", "ne@@ west", "both merges of six"},
		{"low", "low", "a whole word"},
		{"lowest", "lo@@ west", "w est</w> comes before lo w"},
		{"slower", "s@@ lo@@ w@@ e@@ r", "low</w> only ends words"},
		{"é", "é", "an unknown character stays"},
		{"", "", "no word, no pieces"},
	} {
		if got := strings.Join(s.Segment(c.word), " "); got != c.want {
			t.Errorf("%s: %q is segmented as %q, expected %q", c.reason, c.word, got, c.want)
		}
	}
}

// TestBuildSegmentsAsFastBPE compares a vocabulary over imported codes with the
// segmentation of the codes alone.
func TestBuildSegmentsAsFastBPE(t *testing.T) {
	merges, err := ReadCodes(strings.NewReader(codes))
	if err != nil {
		t.Fatal(err)
	}
	v, err := Build(merges, textbook, LearnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(v.Merges(), merges) {
		t.Errorf("merges %v, expected %v", v.Merges(), merges)
	}
	s := NewSegmenter(merges)
	for _, word := range []string{"low", "lower", "newest", "lowest", "slowest", "new", "wester"} {
		if got, want := texts(v, v.Encode(nil, word)), strings.Join(s.Segment(word), " "); got != want {
			t.Errorf("%q encodes as %q, fastBPE segments it as %q", word, got, want)
		}
	}
}

func TestBuildLeavesOutWhatCannotStand(t *testing.T) {
	merges := []Merge{
		{"a", "b"}, {"a", "b"}, {"x</w>", "b"}, {"qq", "r"}, {"I", "D</w>"}, {"@", "@</w>"}, {"ab", "c</w>"}, {"ß", "ab"}, {"<", "s></w>"},
	}
	v, err := Build(merges, nil, LearnOptions{Placeholders: []string{"ID"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Merge{{"a", "b"}, {"ab", "c</w>"}, {"ß", "ab"}}
	if got := v.Merges(); !reflect.DeepEqual(got, want) {
		t.Errorf("merges %v, expected %v", got, want)
	}
}

func FuzzReadCodes(f *testing.F) {
	f.Add([]byte(codes))
	f.Add([]byte("a b\nab </w>\n</w> c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		merges, err := ReadCodes(bytes.NewReader(data))
		if err != nil {
			return
		}
		v, err := Build(merges, textbook, LearnOptions{Placeholders: []string{"ID_0"}})
		if err != nil {
			t.Fatalf("codes that read do not build: %v", err)
		}
		if _, err := Read(bytes.NewReader(write(t, v))); err != nil {
			t.Errorf("a vocabulary over codes does not read: %v", err)
		}
	})
}
