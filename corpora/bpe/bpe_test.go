package bpe

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// textbook is the example of arXiv 1508.07909, algorithm 1: es, est</w> and lo are
// its first merges.
var textbook = []Word{
	{Text: "low", Counts: [3]int64{5}},
	{Text: "lower", Counts: [3]int64{0, 2}},
	{Text: "newest", Counts: [3]int64{0, 0, 6}},
	{Text: "widest", Counts: [3]int64{0, 0, 3}},
}

var testOptions = LearnOptions{
	Merges:       10,
	Placeholders: append(NumberedPlaceholders("ID", 4), NumberedPlaceholders("NUM", 2)...),
	Reserved:     [3][]string{{"for", "def", "+", "2"}, {"for", "->", "+", "2"}, {"for", "instanceof", "+", "long long"}},
}

func learn(t testing.TB, words []Word, options LearnOptions) *Vocabulary {
	t.Helper()
	v, err := Learn(words, options)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func texts(v *Vocabulary, ids []int32) string {
	var s []string
	for _, id := range ids {
		s = append(s, v.Token(id))
	}
	return strings.Join(s, " ")
}

func TestLearnMergesMostFrequentPairFirst(t *testing.T) {
	v := learn(t, textbook, LearnOptions{Merges: 4})
	// e s and s t</w> both occur 9 times; the pair that sorts first wins. Then es
	// t</w> 9, lo and ow 7.
	want := []Merge{{"e", "s"}, {"es", "t</w>"}, {"l", "o"}, {"e", "w"}}
	if got := v.Merges(); !reflect.DeepEqual(got, want) {
		t.Errorf("merges %v, expected %v", got, want)
	}
}

func TestLearnDoesNotDependOnOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := randomWords(rng, 300)
	want := write(t, learn(t, words, LearnOptions{Merges: 200}))
	for range 3 {
		rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		if !bytes.Equal(write(t, learn(t, words, LearnOptions{Merges: 200})), want) {
			t.Fatal("another order of the words gave another vocabulary")
		}
	}
}

// TestLearnAgainstNaive compares the incremental counts with counting all pairs
// anew before each merge.
func TestLearnAgainstNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		words := randomWords(rng, 60)
		got := learn(t, words, LearnOptions{Merges: 120}).Merges()
		want := naiveMerges(words, 120)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("merges differ:\n%v\n%v", got, want)
		}
	}
}

func naiveMerges(words []Word, n int) []Merge {
	split := make([][]string, len(words))
	for i, w := range words {
		characters(w.Text, func(c string, last bool) {
			if last {
				c += endOfWord
			}
			split[i] = append(split[i], c)
		})
	}
	var merges []Merge
	for len(merges) < n {
		counts := make(map[Merge]int64)
		for i, s := range split {
			for j := 0; j+1 < len(s); j++ {
				counts[Merge{s[j], s[j+1]}] += words[i].total()
			}
		}
		var best Merge
		var most int64 = 1
		for m, c := range counts {
			if c > most || c == most && most > 1 && (m.Left < best.Left || m.Left == best.Left && m.Right < best.Right) {
				best, most = m, c
			}
		}
		if most < 2 {
			break
		}
		for i, s := range split {
			var kept []string
			for j := 0; j < len(s); j++ {
				if j+1 < len(s) && (Merge{s[j], s[j+1]}) == best {
					kept = append(kept, best.Left+best.Right)
					j++
				} else {
					kept = append(kept, s[j])
				}
			}
			split[i] = kept
		}
		if !slices.Contains(merges, best) {
			merges = append(merges, best)
		}
	}
	return merges
}

func randomWords(rng *rand.Rand, n int) []Word {
	seen := make(map[string]bool)
	var words []Word
	for len(words) < n {
		var b strings.Builder
		for range 1 + rng.IntN(9) {
			b.WriteByte("abcde_"[rng.IntN(6)])
		}
		if !seen[b.String()] {
			seen[b.String()] = true
			words = append(words, Word{Text: b.String(), Counts: [3]int64{rng.Int64N(4), rng.Int64N(4), rng.Int64N(4)}, Hints: rng.Int64N(3)})
		}
	}
	return words
}

func TestEncode(t *testing.T) {
	v := learn(t, textbook, testOptions)
	for _, c := range []struct{ word, want, reason string }{
		{"for", "for", "a keyword is whole"},
		{"ID_3", "ID_3", "a placeholder is whole"},
		{"long long", "long long", "a reserved token may hold a blank"},
		{"low", "low", "a frequent word is whole"},
		{"ID_4", "I@@ D@@ _@@ 4", "a placeholder that is not in the vocabulary is spelled"},
		{"lowest", "lo@@ w@@ est", "merges"},
		{"slow", "s@@ low", "a whole word is a piece of another"},
		{"low2", "lo@@ w@@ 2", "a reserved token of one character ends a word"},
		{"é", "<0xC3>@@ <0xA9>@@ </w>", "a character outside the alphabet is bytes and an end"},
		{"éa", "<0xC3>@@ <0xA9>@@ a", "a piece ends a word that began in bytes"},
		{"\xff", "<0xFF>@@ </w>", "a byte that is not UTF-8"},
		{"@@", "<0x40>@@ <0x40>@@ </w>", "text of the continuation mark"},
		{"<pad>", "<0x3C>@@ p@@ a@@ d@@ <0x3E>@@ </w>", "text of a special token"},
		{"</w>", "<0x3C>@@ <0x2F>@@ w@@ <0x3E>@@ </w>", "text of the end of a word"},
		{"+", "+", "an operator"},
		{"", "", "the empty word has no encoding"},
	} {
		want := strings.ReplaceAll(c.want, ">@@", ">")
		if got := texts(v, v.Encode(nil, c.word)); got != want {
			t.Errorf("%s: %q encodes as %q, expected %q", c.reason, c.word, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	v := learn(t, textbook, testOptions)
	words := []string{"for", "ID_1", "lowest", "é", "long long", "é", "a\x00b", "<s>", "x"}
	var ids []int32
	for _, w := range words {
		ids = append(ids, Mask)
		ids = v.Encode(ids, w)
	}
	if got := v.Decode(ids); !slices.Equal(got, words) {
		t.Errorf("decoded %q, expected %q", got, words)
	}
	open, _ := v.ID("lo@@")
	again, part := v.DecodeWords(ids)
	if !slices.Equal(again, words) || len(part) != len(ids) {
		t.Fatalf("DecodeWords: %q, %d of %d ids", again, len(part), len(ids))
	}
	for i, word := range words { // every id spells a piece of the word that it is said to be part of
		var own []int32
		for k, w := range part {
			if w == i {
				own = append(own, ids[k])
			}
		}
		if got := v.Decode(own); !slices.Equal(got, []string{word}) {
			t.Errorf("the ids of word %d spell %q, want %q", i, got, word)
		}
	}
	if got := v.Decode([]int32{open, EOS, open, -1, int32(v.Size()), v.end, v.end}); !slices.Equal(got, []string{"lo", "lo"}) {
		t.Errorf("words that are cut off decode as %q", got)
	}
}

func TestLanguages(t *testing.T) {
	options := testOptions
	options.Merges = 4 // es, est</w>, lo, ew
	v := learn(t, textbook, options)
	for _, c := range []struct {
		token  string
		want   uint8
		reason string
	}{
		{"</s>", 7, "every language ends"},
		{"<pad>", 0, "never generated"},
		{"<mask>", 0, "never generated"},
		{"ID_0", 7, "placeholder"},
		{"for", 7, "reserved in all"},
		{"->", 2, "reserved in C++"},
		{"def", 1, "reserved in Python"},
		{"<0x41>", 7, "byte"},
		{"lo@@", 3, "piece of a Python and of a C++ word"},
		{"ew@@", 4, "piece of a Java word"},
		{"es@@", 0, "only part of longer pieces"},
		{"q@@", 7, "letter"},
		{"2", 7, "reserved in two, a digit in all"},
	} {
		id, ok := v.ID(c.token)
		if !ok {
			t.Errorf("%s: %q is not in the vocabulary", c.reason, c.token)
		} else if got := v.Languages(id); got != c.want {
			t.Errorf("%s: %q has languages %03b, expected %03b", c.reason, c.token, got, c.want)
		}
	}
}

func TestNoPieceReadsLikeAPlaceholder(t *testing.T) {
	words := []Word{{Text: "GRID_1", Counts: [3]int64{100}}, {Text: "ID_12", Counts: [3]int64{100}}}
	v := learn(t, words, LearnOptions{Merges: 50, Placeholders: NumberedPlaceholders("ID", 2)})
	for _, w := range words {
		ids := v.Encode(nil, w.Text)
		for _, id := range ids {
			if v.Reserved(id) {
				t.Errorf("%q encodes as %s: a placeholder inside a word", w.Text, texts(v, ids))
			}
		}
		if got := v.Decode(ids); !slices.Equal(got, []string{w.Text}) {
			t.Errorf("%q decodes as %q", w.Text, got)
		}
	}
}

func TestMinCountSpellsRareCharacters(t *testing.T) {
	words := []Word{{Text: "né", Counts: [3]int64{3}}, {Text: "ñu", Counts: [3]int64{30}}}
	v := learn(t, words, LearnOptions{Merges: 9, MinCount: 10})
	if got := texts(v, v.Encode(nil, "né")); got != "n@@ <0xC3> <0xA9> </w>" {
		t.Errorf("rare character: %s", got)
	}
	if got := texts(v, v.Encode(nil, "ñu")); got != "ñu" {
		t.Errorf("frequent word: %s", got)
	}
}

func TestReservedErrors(t *testing.T) {
	for _, c := range []struct{ token, reason string }{
		{"<pad>", "special"}, {"</w>", "end of a word"}, {"<0x0A>", "byte"}, {"x@@", "reads like a piece"}, {"", "empty"},
	} {
		if _, err := Learn(nil, LearnOptions{Reserved: [3][]string{{c.token}}}); err == nil {
			t.Errorf("reserved token %q (%s) gave no error", c.token, c.reason)
		}
	}
}

// TestLongWords encodes words in which every pair merges; merging all of a
// megabyte at once would take hours.
func TestLongWords(t *testing.T) {
	v := learn(t, []Word{{Text: "aaaaaaaa", Counts: [3]int64{9}}}, LearnOptions{Merges: 5})
	for _, n := range []int{255, 256, 257, 512, 1 << 20} {
		word := strings.Repeat("a", n)
		if got := v.Decode(v.Encode(nil, word)); len(got) != 1 || got[0] != word {
			t.Errorf("a word of %d letters does not come back", n)
		}
	}
}

// syllables makes distinct words of one to four syllables, with the frequencies of
// Zipf's law.
func syllables(n int) []Word {
	rng := rand.New(rand.NewPCG(5, 6))
	seen := make(map[string]bool)
	var words []Word
	for len(words) < n {
		var b strings.Builder
		for range 1 + rng.IntN(4) {
			fmt.Fprintf(&b, "%c%c", 'a'+rng.IntN(26), "aeiouy"[rng.IntN(6)])
		}
		if !seen[b.String()] {
			seen[b.String()] = true
			words = append(words, Word{Text: b.String(), Counts: [3]int64{1 + 3_000_000/int64(len(words)+1)}})
		}
	}
	return words
}

// BenchmarkLearn learns 16,000 merges from 200,000 distinct words, which stand for
// about 37 million.
func BenchmarkLearn(b *testing.B) {
	words := syllables(200_000)
	for b.Loop() {
		if v := learn(b, words, LearnOptions{Merges: 16_000}); len(v.Merges()) != 16_000 {
			b.Fatalf("%d merges, expected 16000", len(v.Merges()))
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	words := syllables(10_000)
	v := learn(b, words, LearnOptions{Merges: 2000})
	var ids []int32
	i := 0
	for b.Loop() {
		ids = v.Encode(ids[:0], words[i%len(words)].Text)
		i++
	}
}

func write(t testing.TB, v *Vocabulary) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := v.WriteTo(&b); err != nil || n != int64(b.Len()) && n == 0 {
		t.Fatalf("write: %d bytes, %v", n, err)
	}
	return b.Bytes()
}
