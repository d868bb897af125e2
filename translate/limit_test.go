package translate

import (
	"slices"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// TestAlignedAtTheLimit aligns the longest hypothesis that can be, behind which there is room for the
// token that would end it, and no longer one: that is an error of the decoder's.
func TestAlignedAtTheLimit(t *testing.T) {
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	a, err := translator.prepare(t.Context(), Request{Path: "f.cpp", Source: []byte("int f(int a) { return a; }"), From: lexers.CPP, To: lexers.Python, Beam: 1, Hypotheses: 1})
	if err != nil {
		t.Fatal(err)
	}
	for length := translator.config.Positions - 1; length <= translator.config.Positions; length++ {
		ids := slices.Repeat([]int32{bpe.EOS + 1}, length)
		err := translator.align(t.Context(), []*target{{job: a.units[0].job, ids: ids}}, lexers.Python)
		if fits := translator.alignable(ids); fits != (err == nil) || fits != (length < translator.config.Positions) {
			t.Errorf("%d ids: alignable is %v, error %v", length, fits, err)
		}
	}
}
