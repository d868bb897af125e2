package bpe

import "testing"

// TestMasks compares the bit sets with Languages over a vocabulary of more ids
// than one word has bits, not a multiple of them.
func TestMasks(t *testing.T) {
	words := []Word{{Text: "def", Counts: [3]int64{5, 0, 0}}, {Text: "vector", Counts: [3]int64{0, 7, 0}}, {Text: "size", Counts: [3]int64{0, 3, 4}}}
	v, err := Learn(words, LearnOptions{Merges: 20, Reserved: [3][]string{{"elif"}, {"::"}, {"::", "new"}}})
	if err != nil {
		t.Fatal(err)
	}
	if v.Size()%64 == 0 || v.Size() < 65 {
		t.Fatalf("a vocabulary of %d ids tests nothing", v.Size())
	}
	masks := v.Masks()
	for id := range int32(v.Size()) {
		for language := range masks {
			got := masks[language][id/64]>>(id%64)&1 == 1
			if want := v.Languages(id)&(1<<language) != 0; got != want {
				t.Errorf("%q in language %d: got %v, want %v", v.Token(id), language, got, want)
			}
		}
	}
}
