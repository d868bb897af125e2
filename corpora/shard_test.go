package corpora

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

var sampleRecords = []record{
	{File: 0, Line: 1, Tokens: []uint32{1, 2, 300, 1}, Names: [][]uint32{{5}, nil, {7, 999}}},
	{File: 70000, Line: 123456, Tokens: []uint32{}, Names: nil},
	{File: 3, Line: 9, Tokens: []uint32{0}, Names: [][]uint32{{}}},
}

func writeSampleShard(t testing.TB) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.shard")
	w, err := createShard(path, lexers.Java, Valid)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sampleRecords {
		if err := w.add(&sampleRecords[i], uint32(i), i%2 == 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the shard is in its place before it is complete")
	}
	if err := w.finish(); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path, data
}

// normal makes empty and nil lists the same.
func normal(r *record) record {
	n := record{File: r.File, Line: r.Line, Tokens: append([]uint32{}, r.Tokens...)}
	for _, pieces := range r.Names {
		n.Names = append(n.Names, append([]uint32{}, pieces...))
	}
	return n
}

func TestShard(t *testing.T) {
	path, _ := writeSampleShard(t)
	s, err := openShard(path, len(sampleRecords))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if s.language != lexers.Java || s.split != Valid || len(s.index) != len(sampleRecords) {
		t.Errorf("language %v, split %v, %d records", s.language, s.split, len(s.index))
	}
	for _, i := range []int{2, 0, 1, 0} {
		r, err := s.record(i, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if want := normal(&sampleRecords[i]); !reflect.DeepEqual(normal(r), want) {
			t.Errorf("record %d is %+v, expected %+v", i, r, want)
		}
		if e := s.index[i]; e.source != uint32(i) || e.flags != uint8(1-i%2) || int(e.tokens) != len(sampleRecords[i].Tokens) {
			t.Errorf("entry %d is %+v", i, e)
		}
	}
	if _, err := s.record(0, 999); err == nil {
		t.Error("a word beyond the list of words is read")
	}
	if _, err := openShard(path, len(sampleRecords)-1); err == nil {
		t.Error("a source beyond the list of sources is read")
	}
}

// TestShardDamage changes every byte, and cuts at every place: nothing may read as
// it was before.
func TestShardDamage(t *testing.T) {
	_, data := writeSampleShard(t)
	reads := func(data []byte) bool {
		s, err := readShard(bytes.NewReader(data), int64(len(data)), len(sampleRecords))
		if err != nil {
			return false
		}
		for i := range s.index {
			if _, err := s.record(i, 1000); err != nil {
				return false
			}
		}
		return true
	}
	if !reads(data) {
		t.Fatal("the shard does not read")
	}
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 0x10
		if reads(damaged) {
			t.Errorf("with byte %d changed it reads as whole", i)
		}
		if reads(data[:i]) {
			t.Errorf("cut off at %d it reads as whole", i)
		}
	}
	if reads(append(bytes.Clone(data), 0)) {
		t.Error("with a byte behind the end it reads as whole")
	}
}

func TestParseRecordIsStrict(t *testing.T) {
	good := appendRecord(nil, &sampleRecords[0])
	for _, c := range []struct {
		payload []byte
		reason  string
	}{
		{nil, "empty"},
		{append(bytes.Clone(good), 0), "a byte behind the end"},
		{good[:len(good)-1], "cut off"},
		{[]byte{0x80, 0x00, 1, 0, 0}, "a number that is longer than needed"},
		{binary.AppendUvarint(nil, 1<<40), "a number beyond 32 bits"},
		{[]byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f}, "more tokens than bytes"},
		{[]byte{0, 1, 0, 0xff, 0xff, 0x03}, "more names than bytes"},
	} {
		if r, err := parseRecord(c.payload, 1000); err == nil {
			t.Errorf("%s: read as %+v", c.reason, r)
		}
	}
}

func FuzzShard(f *testing.F) {
	_, data := writeSampleShard(f)
	f.Add(data)
	f.Add(data[:len(data)-3])
	f.Fuzz(func(t *testing.T, data []byte) {
		// Checksums would turn nearly everything away: mend that of the index.
		if n := len(data); n >= shardHeaderSize+shardFooterSize {
			offset := binary.LittleEndian.Uint64(data[n-shardFooterSize:])
			if offset >= shardHeaderSize && offset <= uint64(n-shardFooterSize) {
				crc := crc32.Update(crc32.Checksum(data[:shardHeaderSize], castagnoli), castagnoli, data[offset:n-shardFooterSize])
				data = bytes.Clone(data)
				binary.LittleEndian.PutUint32(data[n-12:], crc)
			}
		}
		s, err := readShard(bytes.NewReader(data), int64(len(data)), 10)
		if err != nil {
			return
		}
		for i := range s.index {
			s.record(i, 1000)
		}
	})
}

func FuzzRecord(f *testing.F) {
	for i := range sampleRecords {
		f.Add(appendRecord(nil, &sampleRecords[i]))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := parseRecord(payload, 1000)
		if err == nil && !bytes.Equal(appendRecord(nil, r), payload) {
			t.Errorf("%+v is not what was read", r)
		}
	})
}

func TestWordsFile(t *testing.T) {
	list := []bpe.Word{
		{Text: "ID_0", Counts: [3]int64{1, 2, 3}, Hints: 4}, {Text: "a b\n\"\xff"}, {Text: ""},
	}
	var b bytes.Buffer
	if err := writeWords(&b, list); err != nil {
		t.Fatal(err)
	}
	got, err := readWords(bytes.NewReader(b.Bytes()))
	if err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("read %+v, %v", got, err)
	}
	good := b.String()
	for _, c := range []struct{ text, reason string }{
		{"", "empty"},
		{strings.Replace(good, "words 1", "words 2", 1), "unknown version"},
		{strings.Replace(good, "\n3\n", "\n4\n", 1), "one line less"},
		{strings.Replace(good, "\n3\n", "\n2\n", 1), "one line more"},
		{strings.Replace(good, "\n3\n", "\n-1\n", 1), "negative number"},
		{good + "x\n", "text behind the end"},
		{good[:len(good)-4], "end missing"},
		{strings.Replace(good, "1 2 3 4", "1 2 3", 1), "count missing"},
		{strings.Replace(good, "1 2 3 4", "1 2 -3 4", 1), "negative count"},
		{strings.Replace(good, `"ID_0"`, `ID_0`, 1), "no quotes"},
		{strings.Replace(good, `"ID_0"`, "`ID_0`", 1), "other quotes"},
	} {
		if _, err := readWords(strings.NewReader(c.text)); err == nil {
			t.Errorf("%s: no error", c.reason)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add([]byte("transcoder words 1\n1\n\"a\" 1 2 3 4\nend\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := readWords(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := writeWords(&b, list); err != nil {
			t.Fatal(err)
		}
		if again, err := readWords(&b); err != nil || !reflect.DeepEqual(again, list) {
			t.Errorf("read again: %v, %v", again, err)
		}
	})
}

func TestDuplicates(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var kept [][]uint64
	d := newDuplicates(0.85, func(i int) ([]uint64, error) { return kept[i], nil })
	random := func(n int) []uint64 {
		tokens := make([]uint64, n)
		for i := range tokens {
			tokens[i] = hash64(rng.Uint64N(50))
		}
		return tokens
	}
	for range 300 {
		tokens := random(60 + rng.IntN(200))
		s := sign(lexers.Java, tokens)
		if near, _ := d.isNear(&s, tokens); near || d.isExact(&s) {
			t.Fatal("a random function is a duplicate")
		}
		d.add(&s)
		kept = append(kept, tokens)
	}
	found, exact, other := 0, 0, 0
	for _, tokens := range kept {
		s := sign(lexers.Java, tokens)
		if d.isExact(&s) {
			exact++
		}
		if s = sign(lexers.CPP, tokens); d.isExact(&s) {
			other++
		}
		// One change in 120 tokens takes away 5 of their shingles.
		changed := append([]uint64{}, tokens...)
		for i := 60; i < len(changed); i += 120 {
			changed[i] = hash64(1000)
		}
		s = sign(lexers.Java, changed)
		if near, _ := d.isNear(&s, changed); near {
			found++
		}
		if a, b := shingles(tokens), shingles(changed); jaccard(a, b) != jaccard(b, a) || jaccard(a, a) != 1 {
			t.Error("the similarity is not symmetric")
		}
	}
	if exact != 300 || other != 0 {
		t.Errorf("%d exact duplicates and %d in another language, expected 300 and 0", exact, other)
	}
	if found < 295 { // similarity is 0.84 to 0.95; few are below the threshold
		t.Errorf("%d near duplicates of 300", found)
	}
	for range 300 {
		tokens := random(100)
		s := sign(lexers.Java, tokens)
		if near, _ := d.isNear(&s, tokens); near {
			t.Error("a random function is a near duplicate")
		}
	}
}

func TestReadSources(t *testing.T) {
	text := `
[[source]]
name = "o/a"
path = "${ROOT}/a"
license = "MIT"
weight = 2.5
domain = "algo"
strict = true
split = "valid"
exclude = ["docs"]

[[source]]
path = "b"
`
	lookup := func(name string) (string, bool) { return "/r", name == "ROOT" }
	got, err := parseSources(strings.NewReader(text), "/dir", lookup)
	if err != nil {
		t.Fatal(err)
	}
	want := []SourceSpec{
		{Name: "o/a", Path: "/r/a", License: "MIT", Weight: 2.5, Domain: "algo", Strict: true, Split: "valid", Exclude: []string{"docs"}},
		{Path: filepath.Join("/dir", "b")},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sources %+v, expected %+v", got, want)
	}
	for _, c := range []struct{ text, want, reason string }{
		{"", "no [[source]]", "empty"},
		{"[[source]]\nname = \"a\"", "no path", "no path"},
		{"[[source]]\npath = \"a\"\nwieght = 1", "wieght", "unknown key"},
		{"[[source]]\npath = \"${NOWHERE}/a\"", "NOWHERE", "variable that is not set"},
		{"[[source]]\npath = \"a\"\nsplit = \"dev\"", "dev", "unknown split"},
		{"[[source]]\nname = \"a\"\npath = \"a\"\n[[source]]\nname = \"a\"\npath = \"b\"", "twice", "name twice"},
		{"[[source]", "", "no TOML"},
	} {
		if _, err := parseSources(strings.NewReader(c.text), ".", lookup); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected one with %q", c.reason, err, c.want)
		}
	}
}

// TestModelSources reads the list that the default model is trained on.
func TestModelSources(t *testing.T) {
	sources, err := ReadSources(filepath.Join("..", "models", "sources.toml"), func(string) (string, bool) { return "/sources", true })
	if err != nil {
		t.Fatal(err)
	}
	splits := make(map[string]int)
	for _, s := range sources {
		splits[s.Split]++
	}
	if len(sources) < 40 || splits["valid"] == 0 || splits["test"] == 0 {
		t.Errorf("%d sources, splits %v", len(sources), splits)
	}
}

func TestManifestJSON(t *testing.T) {
	p := PerLanguage{1, 2, 3}
	b, err := p.MarshalJSON()
	if err != nil || string(b) != `{"python":1,"cpp":2,"java":3}` {
		t.Errorf("%s, %v", b, err)
	}
	var q PerLanguage
	if err := q.UnmarshalJSON(b); err != nil || q != p {
		t.Errorf("%v, %v", q, err)
	}
	if err := q.UnmarshalJSON([]byte(`{"go":1}`)); err == nil {
		t.Error("an unknown language is read")
	}
}

func TestTallyReasons(t *testing.T) {
	tally := Tally{"a": {1}, "b": {0, 3}, "c": {0, 0, 1}}
	if got := strings.Join(tally.Reasons(), ""); got != "bac" {
		t.Errorf("reasons in the order %q, expected bac", got)
	}
}
